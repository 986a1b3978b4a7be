/*
 * commands.h - the program's commands, one file each: hub/command_NAME.c.
 *
 * A command gets its arguments with its own name as argv[0], reads them with hub/options.h and returns the exit code:
 * 0 done, 1 an input was wrong (one line per fault on standard error), 2 it was called wrongly. The table in hub/main.c
 * lists them; `touchstone help NAME` is `touchstone NAME --help`.
 */
#ifndef HUB_COMMANDS_H
#define HUB_COMMANDS_H

#define TOUCHSTONE_VERSION "0.1.0"

#define EXIT_DONE  0
#define EXIT_WRONG 1
#define EXIT_USAGE 2

int command_audit(int argc, char **argv);
int command_cards(int argc, char **argv);
int command_certificate(int argc, char **argv);
int command_check(int argc, char **argv);
int command_consistency(int argc, char **argv);
int command_explain(int argc, char **argv);
int command_export(int argc, char **argv);
int command_help(int argc, char **argv);
int command_key(int argc, char **argv);
int command_prospects(int argc, char **argv);
int command_rehearse(int argc, char **argv);
int command_restore(int argc, char **argv);
int command_roster(int argc, char **argv);
int command_score(int argc, char **argv);
int command_serve(int argc, char **argv);
int command_verify(int argc, char **argv);
int command_version(int argc, char **argv);

#endif
