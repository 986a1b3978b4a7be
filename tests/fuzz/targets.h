/*
 * targets.h - each place where bytes from outside come in, as a function that takes any bytes: it must return, touch
 * nothing that is not its own, and where the bytes are accepted, writing and reading them again must change nothing.
 *
 * tests/unit/test_bytes.c feeds them with drawn changes of good inputs; tests/fuzz/fuzz.c gives them to libFuzzer.
 */
#ifndef TESTS_FUZZ_TARGETS_H
#define TESTS_FUZZ_TARGETS_H

#include "base/json.h"
#include "base/mem.h"
#include "certificates/address.h"
#include "events/definition.h"
#include "events/entry_json.h"
#include "events/ledger_line.h"
#include "events/marks_csv.h"
#include "scoring/definition_copy.h"
#include "scoring/state.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const char fuzz_definition[] =
	"{\"event\":\"e\",\"title\":{\"zh-CN\":\"赛\",\"en\":\"E\"},\"people\":[{\"id\":\"j1\",\"name\":\"J\",\"role\":\"judge\"},{\"id\":\"j2\","
	"\"name\":\"K\",\"role\":\"judge\"}],\"contests\":[{\"id\":\"c\",\"title\":\"C\",\"competitors\":[{\"id\":\"1\",\"name\":\"A\",\"unit\":\"U\"},"
	"{\"id\":\"2\",\"name\":\"B\"}],\"awards\":[{\"id\":\"gold\",\"title\":\"G\",\"ranks\":[1,1]},{\"id\":\"m\",\"title\":\"M\",\"at_least\":\"60.5\"}],"
	"\"stages\":[{\"id\":\"s\",\"title\":\"S\",\"decimals\":2,\"ties\":[{\"module\":\"m\"},{\"countback\":\"attempts\"},\"lot\"],\"advance\":{\"top\":1},"
	"\"modules\":[{\"id\":\"m\",\"title\":\"M\",\"judges\":[\"j1\",\"j2\"],\"attempts\":{\"count\":2,\"combine\":{\"best\":1}},\"criteria\":[{\"id\":\"A\","
	"\"title\":\"A\",\"aspects\":[{\"id\":\"P\",\"title\":\"P\",\"method\":\"points\",\"min\":0,\"max\":10,\"step\":\"0.5\",\"panel\":{\"over\":\"aspect\","
	"\"combine\":\"mean\"}},{\"id\":\"T\",\"title\":\"T\",\"method\":\"tolerance\",\"nominal\":20,\"bands\":[{\"within\":\"0.02\",\"points\":5}]}]}],"
	"\"penalties\":[{\"id\":\"late\",\"title\":\"L\",\"points\":\"-0.5\",\"per\":\"each\",\"floor\":-5}]}]},{\"id\":\"f\",\"title\":\"F\",\"carry\":[{\"stage\":"
	"\"s\",\"weight\":\"0.5\"}],\"modules\":[{\"id\":\"m\",\"title\":\"M\",\"judges\":[\"j1\"],\"criteria\":[{\"id\":\"A\",\"title\":\"A\",\"aspects\":["
	"{\"id\":\"P\",\"title\":\"P\",\"method\":\"binary\",\"max\":1}]}]}]}]}]}";

/* A state in which stage s is open, made once. */
static inline struct state *fuzz_state(void)
{
	static struct state *s;
	static const char phase[] = "{\"contest\":\"c\",\"stage\":\"s\",\"phase\":\"open\"}";
	struct arena arena;
	struct buf data;
	struct entry e;
	struct change change;
	if (s)
		return s;
	s = state_new();
	arena_init(&arena);
	buf_init(&data, 1 << 16);
	enum err err = entry_encode_event(fuzz_definition, sizeof fuzz_definition - 1, &data);
	struct entry_raw raw = { .type = "event", .by = "hub", .key = "", .data = buf_str(&data), 5, 3, 0, data.len, 0 };
	entry_decode(&raw, &arena, &e);
	if (err || fold(s, &e, &change))
		abort();
	raw = (struct entry_raw){ .type = "phase", .by = "hub", .key = "", .data = phase, 5, 3, 0, sizeof phase - 1, 0 };
	entry_decode(&raw, &arena, &e);
	if (fold(s, &e, &change))
		abort();
	buf_release(&data);
	arena_release(&arena);
	return s;
}

/* JSON that is accepted prints as JSON that is accepted and prints the same. */
static inline void fuzz_json(const char *text, size_t len)
{
	cJSON *tree = NULL, *again = NULL;
	struct buf first, second;
	struct json_out o;
	if (json_parse(text, len, &tree, NULL))
		return;
	buf_init(&first, 8 * len + 64);
	buf_init(&second, 8 * len + 64);
	json_out_init(&o, &first);
	json_put_tree(&o, tree);
	if (!buf_ok(&first) || json_parse(buf_str(&first), first.len, &again, NULL))
		abort();
	json_out_init(&o, &second);
	json_put_tree(&o, again);
	if (first.len != second.len || memcmp(buf_str(&first), buf_str(&second), first.len) != 0)
		abort();
	json_free(tree);
	json_free(again);
	buf_release(&first);
	buf_release(&second);
}

/* The first byte chooses the type; what is accepted is written in one form, and the fold has a verdict on it. */
static inline void fuzz_entry(const char *text, size_t len)
{
	struct arena arena;
	struct entry e, again;
	struct buf first, second;
	struct change change;
	if (!len)
		return;
	const char *type = entry_type_name((enum entry_type)((unsigned char)text[0] % ENTRY_COUNT));
	struct entry_raw raw = { type, "j1", "k", text + 1, strlen(type), 2, 1, len - 1, 0 };
	arena_init(&arena);
	buf_init(&first, 1 << 20);
	buf_init(&second, 1 << 20);
	entry_decode(&raw, &arena, &e);
	(void)!state_check(fuzz_state(), &e, &change);
	if (!e.fault && e.type != ENTRY_EVENT && entry_encode(&e, &first) == ERR_OK) {
		raw.data = buf_str(&first);
		raw.data_len = first.len;
		entry_decode(&raw, &arena, &again);
		if (again.fault || entry_encode(&again, &second) || first.len != second.len ||
		    memcmp(buf_str(&first), buf_str(&second), first.len) != 0)
			abort();
	}
	buf_release(&first);
	buf_release(&second);
	arena_release(&arena);
}

/* A line that is accepted, written again, is accepted as the same. */
static inline void fuzz_ledger_line(const char *text, size_t len)
{
	struct arena arena;
	struct ledger_line line, again;
	const char *expected;
	struct buf out;
	arena_init(&arena);
	buf_init(&out, 8 * len + 1024);
	if (ledger_line_read(text, len, &arena, &line, &expected) == ERR_OK) {
		if (ledger_line_write(&line, &out) || ledger_line_read(buf_str(&out), out.len - 1, &arena, &again, &expected))
			abort();
		const struct entry_raw *x = &line.raw, *y = &again.raw;
		if (x->at_ms != y->at_ms || x->data_len != y->data_len || memcmp(x->data, y->data, x->data_len) != 0 ||
		    x->key_len != y->key_len || memcmp(x->key, y->key, x->key_len) != 0 || line.seq != again.seq ||
		    memcmp(line.hash, again.hash, HASH_BYTES) != 0 || line.verdict != again.verdict)
			abort();
	}
	buf_release(&out);
	arena_release(&arena);
}

/* A definition that is accepted can be copied and made tables of. */
static inline void fuzz_definition_text(const char *text, size_t len)
{
	struct arena arena;
	struct faults faults;
	struct event *event = NULL;
	arena_init(&arena);
	faults_init(&faults);
	if (event_read(text, len, &arena, &event, &faults) == ERR_OK) {
		const struct event *copy = event_copy(&arena, event);
		struct table *tables[STAGES_MAX];
		for (uint32_t i = 0; i < copy->contest_count; i++) {
			uint32_t count = copy->contests[i].stage_count, rows;
			for (uint32_t j = 0; j < count; j++)
				tables[j] = table_new(copy, i, j, tables);
			for (uint32_t j = 0; j < count; j++)
				(void)table_rank(tables[j], &rows);
			for (uint32_t j = count; j-- > 0;)
				table_free(tables[j]);
		}
	} else if (!faults.faults) {
		abort(); /* a refusal names a fault */
	}
	faults_release(&faults);
	arena_release(&arena);
}

static inline void fuzz_take_row(void *arg, const struct mark_row *row)
{
	mark_row_apply(row, ((struct table **)arg)[row->stage]);
}

/* Marks that are accepted row by row make a table. */
static inline void fuzz_marks(const char *text, size_t len)
{
	const struct event *event = state_event(fuzz_state());
	struct faults faults;
	struct table *tables[2] = { NULL, NULL };
	uint32_t rows;
	faults_init(&faults);
	for (uint32_t i = 0; i < 2; i++)
		tables[i] = table_new(event, 0, i, tables);
	if (marks_read(text, len, event, fuzz_take_row, tables, &faults) == ERR_OK) {
		(void)table_rank(tables[0], &rows);
		(void)table_rank(tables[1], &rows);
	} else if (!faults.faults) {
		abort();
	}
	table_free(tables[1]);
	table_free(tables[0]);
	faults_release(&faults);
}

static inline void fuzz_address(const char *text, size_t len)
{
	struct address address;
	struct claims claims;
	if (address_parse(text, len, &address) == ERR_OK)
		(void)!token_claims(&address, &claims);
}

static const struct fuzz_target {
	const char *name;
	void (*run)(const char *text, size_t len);
	const char *seeds[12]; /* good inputs; NULL ends */
} fuzz_targets[] = {
	{ "json", fuzz_json,
	  { fuzz_definition, "[1,-0.5e10,\"\\u00e9\\ud83d\\ude00\\n\",null,true,{\"\":[]}]", "{\"a\":{\"b\":[[[[[[[[]]]]]]]]}}" } },
	{ "entry", fuzz_entry,
	  { "\1{\"contest\":\"c\",\"stage\":\"s\",\"module\":\"m\",\"competitor\":\"1\",\"attempt\":2,\"judge\":\"j1\",\"version\":1,\"marks\":{\"P\":\"8.5\","
	    "\"T\":20.01},\"penalties\":{\"late\":\"1\"}}",
	    "\2{\"contest\":\"c\",\"stage\":\"s\",\"phase\":\"locked\"}",
	    "\3{\"contest\":\"c\",\"stage\":\"s\",\"competitor\":\"2\",\"status\":\"dsq\",\"reason\":\"r\"}",
	    "\4{\"contest\":\"c\",\"stage\":\"s\",\"competitor\":\"2\",\"points\":\"-1.5\",\"reason\":\"r\"}",
	    "\5{\"contest\":\"c\",\"stage\":\"f\",\"kind\":\"entered\",\"values\":{\"1\":1,\"2\":\"0\"}}",
	    "\6{\"person\":\"j1\",\"hash\":\"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\"}",
	    "\7{\"id\":\"E-0001-AAAAAAAA\",\"contest\":\"c\",\"competitor\":\"1\",\"award\":\"gold\",\"text\":\"https://x/v/E\"}",
	    "\10{\"screen\":\"hall\",\"scene\":{\"kind\":\"board\",\"contest\":\"c\",\"stage\":\"s\"}}",
	    "\11{\"contest\":\"c\",\"stage\":\"s\",\"frozen\":true}",
	    "\13{\"contest\":\"c\",\"stage\":\"s\",\"module\":\"m\",\"competitor\":\"1\",\"judge\":\"j1\",\"version\":1,\"reason\":\"r\"}" } },
	{ "ledger_line", fuzz_ledger_line,
	  { "{\"id\":\"1764391251123-0\",\"seq\":12,\"type\":\"sheet\",\"by\":\"j1\",\"at\":1764391251123,\"key\":\"k\",\"data\":{\"a\":[1,\"}\"]},"
	    "\"verdict\":\"accepted\",\"hash\":\"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\"}",
	    "{\"id\":\"1-0\",\"seq\":1,\"type_hex\":\"ff\",\"by\":\"\",\"at\":-1,\"key_hex\":\"00\",\"data_hex\":\"7b\",\"verdict\":\"stale\",\"hash\":"
	    "\"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\"}" } },
	{ "definition", fuzz_definition_text, { fuzz_definition } },
	{ "marks", fuzz_marks,
	  { "stage,competitor,module,attempt,aspect,judge,value\ns,1,m,1,P,j1,8.5\ns,1,m,1,P,j2,7\ns,1,m,2,T,,20.01\ns,2,m,,late,,1\n"
	    "s,2,,,@status,,dns\ns,1,,,@adjust,,-0.5\ns,1,,,@lot,,3\nf,2,,,@entered,,1\n",
	    "\xef\xbb\xbfjudge,value,stage,competitor,module,attempt,aspect\r\nj1,\"8.5\",s,1,m,1,P\r\n" } },
	{ "address", fuzz_address,
	  { "https://example.org/v/YONG2018-0001-ABCDEFGH#1ABCDEFGHJKMNPQRSTVWXYZ0123456789",
	    " HTTPS://EXAMPLE.ORG:8080/v/E-000001-00000000?from=x#1000000&appinstall=0" } },
};
#define FUZZ_TARGET_COUNT (sizeof fuzz_targets / sizeof *fuzz_targets)

#endif
