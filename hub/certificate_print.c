/* touchstone certificate print: PDF files to a printer, one after the other, going on where it stopped. */
#include "base/mem.h"
#include "certificates/printer.h"
#include "hub/certificate_run.h"
#include "hub/commands.h"
#include "hub/key_file.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COMMAND "certificate print"
#define PATH_TEXT_MAX 4096
#define RECORD_BYTES_MAX ((size_t)16 << 20)

static const struct option options[] = {
	{ "printer", OPTION_TEXT, 0, 1000, NULL, "URI", "ipp://HOST/ipp/print, or ipp://localhost/printers/QUEUE of CUPS" },
	{ "record", OPTION_TEXT, 0, 0, NULL, "FILE", "what was printed so far: those are left out, and new ones noted" },
	{ "again", OPTION_FLAG, 0, 0, NULL, NULL, "print also what --record has, and note it as a duplicate" },
	{ "patience", OPTION_INT, 1, 86400, "600", "SECONDS", "how long a printer that stands is waited for" },
};

static const struct option_table table = {
	"certificate print", "FILE.pdf|DIR ...",
	"Sends certificates to a printer, a job each, in the order of their numbers (DIR is what issue --split wrote), and says\n"
	"what the printer answers. After a jam the same command with the same --record goes on with the one that jammed.",
	1, ARGUMENTS_MAX, options, sizeof options / sizeof *options,
};

struct files {
	char **paths; /* owned */
	size_t count;
};

static void add_file(struct files *f, const char *path)
{
	if ((f->count & (f->count - 1)) == 0)
		f->paths = xrealloc(f->paths, (f->count ? f->count * 2 : 1) * sizeof *f->paths);
	f->paths[f->count++] = xstrdup(path);
}

static int compare_paths(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;
	return strcmp(*x, *y);
}

/* A folder's PDF files in order, or the path itself. */
static void add_path(struct files *f, const char *path)
{
	DIR *dir = opendir(path);
	size_t first = f->count;
	if (!dir) {
		add_file(f, path);
		return;
	}
	for (const struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
		char full[PATH_TEXT_MAX];
		size_t len = strlen(entry->d_name);
		if (len > 4 && strcmp(entry->d_name + len - 4, ".pdf") == 0 &&
		    snprintf(full, sizeof full, "%s/%s", path, entry->d_name) < PATH_TEXT_MAX)
			add_file(f, full);
	}
	closedir(dir);
	if (f->count > first)
		qsort(f->paths + first, f->count - first, sizeof *f->paths, compare_paths);
}

static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* Whether a line "NAME" or "NAME duplicate" stands in the record. */
static bool was_printed(const struct buf *record, const char *name)
{
	size_t len = strlen(name);
	for (const char *p = buf_str(record); *p;) {
		if (strncmp(p, name, len) == 0 && (p[len] == '\n' || p[len] == ' '))
			return true;
		p += strcspn(p, "\n");
		p += *p == '\n';
	}
	return false;
}

static void on_state(void *arg, const char *says)
{
	const char *name = arg;
	if (says[0])
		printf("  %s: %s\n", name, says);
	fflush(stdout);
}

static bool note(const char *path, const char *name, bool duplicate)
{
	struct buf line;
	if (!path)
		return true;
	buf_init(&line, PATH_TEXT_MAX);
	buf_addf(&line, "%s%s\n", name, duplicate ? " duplicate" : "");
	bool written = text_file_append(COMMAND, path, &line);
	buf_release(&line);
	return written;
}

static bool print_all(struct printer *p, const struct files *files, const struct options *o, const struct buf *record)
{
	size_t printed = 0, left_out = 0;
	for (size_t i = 0; i < files->count; i++) {
		char name[256];
		struct buf fault;
		snprintf(name, sizeof name, "%s", name_of(files->paths[i]));
		bool before = was_printed(record, name);
		if (before && !options_flag(o, "again")) {
			left_out++;
			continue;
		}
		buf_init(&fault, 1024);
		printf("%zu/%zu %s%s\n", i + 1, files->count, name, before ? " (duplicate)" : "");
		fflush(stdout);
		enum err e = printer_print(p, files->paths[i], name, (int)options_int(o, "patience"), on_state, name, &fault);
		if (e != ERR_OK)
			fprintf(stderr, "touchstone " COMMAND ": %s: %s\n", name, buf_str(&fault));
		buf_release(&fault);
		if (e != ERR_OK || !note(options_text(o, "record"), name, before))
			return false;
		printed++;
	}
	printf("printed %zu, left out %zu\n", printed, left_out);
	return true;
}

static bool run(const struct options *o, struct files *files)
{
	const char *record_path = options_text(o, "record");
	struct buf record, fault;
	buf_init(&record, RECORD_BYTES_MAX);
	buf_init(&fault, 1024);
	bool good = !record_path || access(record_path, F_OK) != 0 || text_file_read(COMMAND, record_path, &record);
	struct printer *p = good ? printer_open(options_text(o, "printer"), &fault) : NULL;
	if (good && !p)
		fprintf(stderr, "touchstone " COMMAND ": %s\n", buf_str(&fault));
	good = p && print_all(p, files, o, &record);
	printer_close(p);
	buf_release(&fault);
	buf_release(&record);
	return good;
}

int certificate_print(int argc, char **argv)
{
	struct options o;
	struct files files = { 0 };
	int rc = options_read(&o, &table, argc, argv);
	if (rc >= 0)
		return rc;
	if (!options_text(&o, "printer")) {
		fprintf(stderr, "touchstone " COMMAND ": expected --printer URI\n");
		options_release(&o);
		return EXIT_USAGE;
	}
	for (size_t i = 0; i < o.argument_count; i++)
		add_path(&files, o.arguments[i]);
	rc = run(&o, &files) ? EXIT_DONE : EXIT_WRONG;
	for (size_t i = 0; i < files.count; i++)
		free(files.paths[i]);
	free(files.paths);
	options_release(&o);
	return rc;
}
