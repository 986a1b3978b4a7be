/*
 * `touchstone score` for many events in one process, since the start of a process costs more than a drawn event's table.
 *
 * Reads lines of standard input: EVENT.json, MARKS.csv and a format, between tabs. Writes what the command writes, and
 * behind it a line of NUL and the command's exit code. Ends with its input.
 */
#include "hub/commands.h"

#include <stdio.h>
#include <string.h>

#define LINE_BYTES_MAX 4096

int main(void)
{
	char line[LINE_BYTES_MAX], name[] = "score", option[] = "--format";
	while (fgets(line, sizeof line, stdin)) {
		char *rest = line;
		char *event = strsep(&rest, "\t\n");
		char *marks = strsep(&rest, "\t\n");
		char *format = strsep(&rest, "\t\n");
		if (!format)
			return 2;
		char *argv[] = { name, event, marks, option, format, NULL };
		int code = command_score(5, argv);
		printf("%c%d\n", '\0', code);
		fflush(stdout);
	}
	return 0;
}
