/*
 * options.h - the options of a command: a table, read from four places, from which --help prints.
 *
 * In order of precedence: the command line (--name VALUE, --name=VALUE, --flag), the environment (TOUCHSTONE_NAME, with
 * _ for -), an INI file (--config FILE or TOUCHSTONE_CONFIG; keys before the first section and in the section
 * [COMMAND]), the table's default. What stands behind `--` is an argument. --help and --config belong to every command.
 * A key in the INI file's own section that the command does not have is a fault; one before all sections is somebody
 * else's.
 */
#ifndef HUB_OPTIONS_H
#define HUB_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OPTIONS_MAX   24 /* of a command */
#define ARGUMENTS_MAX 64

enum option_type { OPTION_FLAG, OPTION_TEXT, OPTION_INT };

struct option {
	const char *name; /* "port": --port and TOUCHSTONE_PORT */
	enum option_type type;
	int64_t min, max;     /* OPTION_INT; OPTION_TEXT: max is its length in bytes, 0: 4096 */
	const char *fallback; /* the default, as it would be typed; NULL: none */
	const char *value;    /* what the help calls the value: "PORT"; NULL for a flag */
	const char *text;     /* one line for the help */
};

struct option_table {
	const char *command;
	const char *usage; /* the arguments: "EVENT.json MARKS.csv" */
	const char *about; /* what the command does, for the help; lines of at most 100 characters */
	size_t arguments_min, arguments_max;
	const struct option *options;
	size_t count;
};

struct option_value {
	bool given;     /* anywhere, the default not counting */
	char *text;     /* owned; NULL where there is not even a default */
	int64_t number; /* OPTION_INT; OPTION_FLAG: 0 or 1 */
};

struct options {
	const struct option_table *table;
	struct option_value values[OPTIONS_MAX]; /* by place in table->options */
	const char *arguments[ARGUMENTS_MAX];    /* borrowed from argv */
	size_t argument_count;
};

/*
 * Reads all of them. Returns -1 where the command is to go on (then options_release() at its end), else the exit code
 * to return at once: --help was printed (0), or one line on standard error said what is wrong (2).
 */
int options_read(struct options *o, const struct option_table *table, int argc, char **argv);
void options_release(struct options *o);

/* By name; a name that is not in the table is a bug. Texts are borrowed until options_release, NULL where not given. */
const char *options_text(const struct options *o, const char *name);
int64_t options_int(const struct options *o, const char *name);
bool options_flag(const struct options *o, const char *name);
bool options_given(const struct options *o, const char *name);

#endif
