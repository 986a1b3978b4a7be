/* touchstone check: everything that is wrong with an event definition, in one run. */
#include "events/definition.h"
#include "events/file.h"
#include "hub/commands.h"
#include "hub/options.h"

#include <stdio.h>
#include <string.h>

#define CHECK_BYTES_MAX ((size_t)16 << 20)

static void print_summary(const char *file, const struct event *e, size_t warnings)
{
	uint32_t stages = 0;
	size_t competitors = 0;
	for (uint32_t i = 0; i < e->contest_count; i++) {
		stages += e->contests[i].stage_count;
		competitors += e->contests[i].competitor_count;
	}
	printf("%s: good: event %s, contests %u, stages %u, competitors %zu, people %u, warnings %zu\n", file, e->id,
	       e->contest_count, stages, competitors, e->person_count, warnings);
}

static void print_json(const struct faults *faults)
{
	struct buf out;
	buf_init(&out, CHECK_BYTES_MAX);
	faults_json(faults, &out);
	printf("%s\n", buf_str(&out));
	buf_release(&out);
}

int command_check(int argc, char **argv)
{
	static const struct option options[] = {
		{ "format", OPTION_TEXT, 0, 8, "text", "text|json", "how to name the faults; json goes to standard output" },
	};
	static const struct option_table table = {
		"check", "EVENT.json",
		"Reads an event definition and names every fault in it: FILE:LINE:COLUMN: POINTER: what is wrong and\n"
		"what was expected. Exit 0 where the definition can be used (there may be warnings), 1 where not.",
		1, 1, options, sizeof options / sizeof options[0],
	};
	struct options o;
	int rc = options_read(&o, &table, argc, argv);
	if (rc >= 0)
		return rc;
	const char *file = o.arguments[0], *format = options_text(&o, "format");
	bool json = strcmp(format, "json") == 0;
	if (!json && strcmp(format, "text") != 0) {
		fprintf(stderr, "touchstone check: --format \"%s\": expected text or json\n", format);
		options_release(&o);
		return EXIT_USAGE;
	}
	struct arena arena;
	struct faults faults;
	struct event *event = NULL;
	arena_init(&arena);
	faults_init(&faults);
	rc = EXIT_DONE;
	if (event_read_file(file, &arena, &event, &faults) != ERR_OK)
		rc = EXIT_WRONG;
	if (json)
		print_json(&faults);
	else
		faults_print(&faults, file, stderr);
	if (rc == EXIT_DONE && !json)
		print_summary(file, event, faults.warnings);
	faults_release(&faults);
	arena_release(&arena);
	options_release(&o);
	return rc;
}
