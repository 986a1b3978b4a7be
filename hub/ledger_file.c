#include "hub/ledger_file.h"

#include "base/mem.h"
#include "events/entry_json.h"
#include "store/stream_id.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A file read line by line. */
struct lines {
	FILE *file;
	char *text; /* the line, without its line feed */
	size_t room, len;
	size_t number; /* of the line, from 1 */
	struct arena arena; /* of what was read of it */
	struct ledger_problem *problem;
};

static enum err refuse(struct lines *l, enum err err, const char *format, ...) __attribute__((format(printf, 3, 4)));

static enum err refuse(struct lines *l, enum err err, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	vsnprintf(l->problem->text, sizeof l->problem->text, format, args);
	va_end(args);
	l->problem->line = l->number;
	return err;
}

static enum err lines_open(struct lines *l, const char *path, struct ledger_problem *problem)
{
	*l = (struct lines){ .problem = problem };
	*problem = (struct ledger_problem){ .line = 0 };
	arena_init(&l->arena);
	l->file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
	if (l->file)
		return ERR_OK;
	return refuse(l, ERR_IO, "this cannot be read (%s); expected a ledger's lines", strerror(errno));
}

static void lines_close(struct lines *l)
{
	if (l->file && l->file != stdin)
		(void)fclose(l->file);
	free(l->text);
	arena_release(&l->arena);
}

/* Reads the next line. *more is false at the end of the file. */
static enum err lines_next(struct lines *l, struct ledger_line *line, bool *more)
{
	const char *expected = NULL;
	arena_reset(&l->arena);
	errno = 0;
	ssize_t n = getline(&l->text, &l->room, l->file);
	*more = n >= 0;
	if (n < 0 && ferror(l->file))
		return refuse(l, ERR_IO, "reading failed after this line (%s)", strerror(errno));
	if (n < 0)
		return ERR_OK;
	l->number++;
	if (!n || l->text[n - 1] != '\n') {
		l->problem->cut = true;
		return refuse(l, ERR_CORRUPT, "the line is cut off; expected a line feed at its end");
	}
	l->len = (size_t)n - 1;
	enum err err = ledger_line_read(l->text, l->len, &l->arena, line, &expected);
	if (err)
		return refuse(l, ERR_CORRUPT, "this is no ledger line (%s); expected %s", err_text(err), expected);
	return ERR_OK;
}

/* Folds one line, after its number and hash were checked, and compares the verdicts. */
static enum err fold_line(struct lines *l, struct state *s, const char *last_id, const struct ledger_line *line,
                          struct change *change)
{
	unsigned char head[HASH_BYTES];
	struct entry e;
	if (line->seq != state_seq(s) + 1)
		return refuse(l, ERR_CORRUPT, "entry %llu; expected entry %llu here", (unsigned long long)line->seq,
		              (unsigned long long)state_seq(s) + 1);
	entry_hash(state_head(s), &line->raw, head);
	if (stream_id_compare(line->id, last_id) <= 0)
		return refuse(l, ERR_CORRUPT, "entry %llu: the id is %s; expected one above %s",
		              (unsigned long long)line->seq, line->id, last_id);
	if (memcmp(head, line->hash, HASH_BYTES) != 0)
		return refuse(l, ERR_CORRUPT,
		              "entry %llu: the hash does not fit; expected type, by, at, key and data as they were written, and "
		              "the entry before unchanged",
		              (unsigned long long)line->seq);
	entry_decode(&line->raw, &l->arena, &e);
	enum err verdict = fold(s, &e, change);
	if (verdict != line->verdict)
		return refuse(l, ERR_CORRUPT, "entry %llu: the verdict is %s; expected %s%s%s", (unsigned long long)line->seq,
		              err_code(line->verdict), err_code(verdict), change->expected ? ": " : "",
		              change->expected ? change->expected : "");
	return ERR_OK;
}

static void tally_add(struct ledger_tally *tally, const struct ledger_line *line, const struct change *change)
{
	if (!tally->entries++)
		memcpy(tally->first_id, line->id, sizeof line->id);
	memcpy(tally->last_id, line->id, sizeof line->id);
	if (change->repeated)
		tally->repeated++;
	else if (change->verdict)
		tally->refused++;
	else
		tally->accepted++;
}

enum err ledger_file_fold(const char *path, struct state *s, struct ledger_tally *tally,
                          void (*visit)(void *arg, const struct ledger_line *line, const struct change *change),
                          void *arg, struct ledger_problem *problem)
{
	struct lines l;
	bool more = true;
	*tally = (struct ledger_tally){ 0 };
	enum err err = lines_open(&l, path, problem);
	while (!err) {
		struct ledger_line line;
		struct change change;
		err = lines_next(&l, &line, &more);
		if (err || !more)
			break;
		err = fold_line(&l, s, tally->entries ? tally->last_id : "0-0", &line, &change);
		if (err)
			break;
		tally_add(tally, &line, &change);
		if (visit)
			visit(arg, &line, &change);
	}
	if (!err && !tally->entries)
		err = refuse(&l, ERR_NO_EVENT, "the file is empty; expected a ledger's lines");
	lines_close(&l);
	return err;
}

enum err ledger_file_compare(const char *path, const unsigned char (*hashes)[HASH_BYTES], uint64_t known,
                             uint64_t *count, struct ledger_problem *problem)
{
	struct lines l;
	bool more = true;
	*count = 0;
	enum err err = lines_open(&l, path, problem);
	while (!err) {
		struct ledger_line line;
		err = lines_next(&l, &line, &more);
		if (err || !more)
			break;
		if (line.seq != *count + 1)
			err = refuse(&l, ERR_CORRUPT, "entry %llu; expected entry %llu here", (unsigned long long)line.seq,
			             (unsigned long long)*count + 1);
		else if (*count < known && memcmp(hashes[*count], line.hash, HASH_BYTES) != 0)
			err = refuse(&l, ERR_CORRUPT, "entry %llu differs; expected the same entries as in the other file",
			             (unsigned long long)line.seq);
		else
			++*count;
	}
	lines_close(&l);
	return err;
}

void ledger_problem_print(const struct ledger_problem *problem, const char *path)
{
	if (problem->line)
		fprintf(stderr, "%s:%zu: %s\n", path, problem->line, problem->text);
	else
		fprintf(stderr, "%s: %s\n", path, problem->text);
}
