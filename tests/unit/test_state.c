#include "base/mem.h"
#include "events/entry_json.h"
#include "scoring/state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

/* JSON with ' for ", so that it can be read here. */
static char *quoted(const char *text)
{
	char *json = xstrdup(text);
	for (char *p = json; *p; p++) {
		if (*p == '\'')
			*p = '"';
	}
	return json;
}

static const char definition[] =
	"{'event':'e','title':'E','people':[{'id':'j1','name':'1','role':'judge'},{'id':'j2','name':'2','role':'judge'},"
	"{'id':'j3','name':'3','role':'judge'},{'id':'k1','name':'K','role':'judge'},{'id':'c1','name':'C','role':'chief'},"
	"{'id':'o1','name':'O','role':'organiser'}],"
	"'contests':[{'id':'c','title':'C','competitors':[{'id':'1','name':'A'},{'id':'2','name':'B'},{'id':'3','name':'C'}],"
	"'awards':[{'id':'gold','title':'G','ranks':[1,1]}],"
	"'stages':[{'id':'p','title':'P','advance':{'top':2},'modules':[{'id':'m','title':'M','judges':['j1','j2'],"
	"'attempts':{'count':2,'combine':'sum'},'criteria':[{'id':'A','title':'A','aspects':["
	"{'id':'P','title':'P','method':'points','min':0,'max':10,'step':'0.5','panel':{'over':'aspect','combine':'mean'}},"
	"{'id':'G','title':'G','method':'points','min':-5,'max':5},{'id':'F','title':'F','method':'count','max':10,'points':-1},"
	"{'id':'B','title':'B','method':'binary','max':1}]},"
	"{'id':'K','title':'K','judges':['k1'],'aspects':["
	"{'id':'T','title':'T','method':'points','min':0,'max':10,'panel':{'over':'aspect','combine':'mean'}}]}],"
	"'penalties':[{'id':'late','title':'L','points':-1,'per':'each'},{'id':'bad','title':'X','disqualify':true}]}]},"
	"{'id':'f','title':'F','modules':[{'id':'m','title':'M','judges':['j1'],'criteria':[{'id':'A','title':'A','aspects':["
	"{'id':'P','title':'P','method':'points','min':0,'max':10,'panel':{'over':'aspect','combine':'mean'}}]}]}]}]}]}";

/* Folds one entry whose strings may go away afterwards. `at` only has to be the same for the same entry. */
static enum err fold_text(struct state *s, const char *type, const char *by, const char *key, const char *data,
                          struct change *change)
{
	struct arena arena;
	struct entry e;
	char *json = quoted(data);
	struct entry_raw raw = { .type = type,
		                 .by = by,
		                 .key = key,
		                 .data = json,
		                 .type_len = strlen(type),
		                 .by_len = strlen(by),
		                 .key_len = strlen(key),
		                 .data_len = strlen(json),
		                 .at_ms = 1700000000000 + (int64_t)state_seq(s) };
	arena_init(&arena);
	entry_decode(&raw, &arena, &e);
	struct change asked;
	enum err before = state_check(s, &e, &asked);
	enum err err = fold(s, &e, change);
	/* what a hub is told before it appends is what the fold says afterwards */
	assert_int_equal(before, err);
	assert_int_equal(asked.repeated, change->repeated);
	assert_int_equal(asked.first_seq, change->first_seq);
	arena_release(&arena);
	free(json);
	return err;
}

static struct state *begun(const char *text)
{
	struct state *s = state_new();
	struct change change;
	char data[8192];
	snprintf(data, sizeof data, "{'definition':%s}", text);
	if (fold_text(s, "event", "hub", "d", data, &change))
		fail_msg("%s", change.expected);
	return s;
}

#define SHEET(competitor, attempt, judge, version, rest)                                                    \
	"{'contest':'c','stage':'p','module':'m','competitor':'" competitor "','attempt':" #attempt       \
	",'judge':'" judge "','version':" #version "," rest "}"
#define PHASE(stage, phase) "{'contest':'c','stage':'" stage "','phase':'" phase "'}"
#define UNLOCK(stage, to) "{'contest':'c','stage':'" stage "','to':'" to "','reason':'r'}"
/* @: the number of the entry that asked last */
#define AGREE(stage, agreed) "{'contest':'c','stage':'" stage "','request':@,'agreed':" agreed ",'reason':'r'}"
#define ABOUT(competitor, rest) "{'contest':'c','stage':'p','competitor':'" competitor "'," rest "}"
#define ORDER(stage, kind, values) "{'contest':'c','stage':'" stage "','kind':'" kind "','values':{" values "}}"
#define HASH_A "00000000000000000000000000000000000000000000000000000000000000aa"

/* One after the other, on one state. */
static const struct {
	const char *type, *by, *key, *data;
	enum err verdict;
	const char *expected; /* a part of the sentence, or NULL for none at all */
} story[] = {
	/* before anything is open */
	{ "sheet", "j1", "1", SHEET("1", 1, "j1", 1, "'marks':{'P':5}"), ERR_STAGE_NOT_OPEN, "p has not been opened" },
	{ "sheet", "j1", "1", SHEET("1", 1, "j1", 1, "'marks':{'P':5}"), ERR_STAGE_NOT_OPEN, NULL },
	{ "phase", "c1", "2", PHASE("p", "locked"), ERR_WRONG_PHASE, "open; the stage is waiting now" },
	{ "phase", "c1", "3", PHASE("x", "open"), ERR_UNKNOWN_STAGE, "no x" },
	{ "phase", "c1", "4", PHASE("p", "open"), ERR_OK, NULL },
	{ "phase", "c1", "5", PHASE("p", "open"), ERR_WRONG_PHASE, "locked; the stage is open now" },
	/* sheets */
	{ "sheet", "j1", "6", SHEET("1", 1, "j1", 1, "'marks':{'P':'7.5','G':-2}"), ERR_OK, NULL },
	{ "sheet", "j1", "6", SHEET("1", 1, "j1", 1, "'marks':{'P':'7.5','G':-2}"), ERR_OK, NULL },
	{ "sheet", "j1", "6", SHEET("1", 1, "j1", 2, "'marks':{'P':'8','G':-2}"), ERR_REPEATED, "a new key: entry 8" },
	{ "sheet", "j2", "6", SHEET("1", 1, "j2", 1, "'marks':{}"), ERR_OK, NULL }, /* another's key */
	{ "sheet", "j1", "7", SHEET("1", 1, "j1", 1, "'marks':{'P':5}"), ERR_STALE, "version 2 of this sheet, not 1" },
	{ "sheet", "j1", "8", SHEET("1", 1, "j1", 3, "'marks':{'P':5}"), ERR_STALE, "version 2" },
	{ "sheet", "j1", "9", SHEET("9", 1, "j1", 1, "'marks':{'P':5}"), ERR_UNKNOWN_COMPETITOR, "no 9" },
	{ "sheet", "j1", "10", SHEET("1", 3, "j1", 1, "'marks':{'P':5}"), ERR_OUT_OF_RANGE, "1 to 2, not 3" },
	{ "sheet", "j1", "11", SHEET("1", 1, "x", 1, "'marks':{'P':5}"), ERR_UNKNOWN_PERSON, "no x" },
	{ "sheet", "j3", "12", SHEET("1", 1, "j3", 1, "'marks':{'P':5}"), ERR_NOT_YOUR_MODULE, "j3 is not" },
	{ "sheet", "k1", "13", SHEET("1", 1, "k1", 1, "'marks':{'P':5}"), ERR_NOT_YOUR_MODULE, "P is marked by others" },
	{ "sheet", "k1", "14", SHEET("1", 1, "k1", 1, "'marks':{'G':5}"), ERR_NOT_YOUR_MODULE, "G is marked by others" },
	{ "sheet", "j1", "15", SHEET("1", 1, "j1", 2, "'marks':{'T':5}"), ERR_NOT_YOUR_MODULE, "T is marked by others" },
	{ "sheet", "j1", "16", SHEET("1", 1, "j1", 2, "'marks':{'Q':5}"), ERR_UNKNOWN_ASPECT, "no Q" },
	{ "sheet", "j1", "17", SHEET("1", 1, "j1", 2, "'marks':{'P':'10.5'}"), ERR_OUT_OF_RANGE,
	  "P: a number from 0 to 10 in steps of 0.5, not 10.5" },
	{ "sheet", "j1", "18", SHEET("1", 1, "j1", 2, "'marks':{'P':'7.3'}"), ERR_OFF_STEP, "in steps of 0.5, not 7.3" },
	{ "sheet", "j1", "19", SHEET("1", 1, "j1", 2, "'marks':{'B':2}"), ERR_OUT_OF_RANGE, "1 for yes or 0 for no" },
	{ "sheet", "j1", "20", SHEET("1", 1, "j1", 2, "'marks':{'F':-1}"), ERR_OUT_OF_RANGE, "a whole number of faults" },
	{ "sheet", "j1", "21", SHEET("1", 1, "j1", 2, "'marks':{'P':8},'penalties':{'P':8}"), ERR_INVALID, "P is there twice" },
	{ "sheet", "j1", "22", SHEET("1", 1, "j1", 2, "'marks':{},'penalties':{'late':-1}"), ERR_OUT_OF_RANGE, "late: how often" },
	{ "sheet", "k1", "23", SHEET("1", 1, "k1", 1, "'marks':{'T':5},'penalties':{'late':1}"), ERR_OK, NULL },
	/* statuses, adjustments, orders */
	{ "status", "c1", "30", ABOUT("2", "'status':'dns'"), ERR_OK, NULL },
	{ "status", "c1", "31", ABOUT("7", "'status':'dns'"), ERR_UNKNOWN_COMPETITOR, "no 7" },
	{ "adjust", "c1", "32", ABOUT("1", "'points':'999999999','reason':'r'"), ERR_OK, NULL },
	{ "adjust", "c1", "33", ABOUT("1", "'points':'2','reason':'r'"), ERR_OUT_OF_RANGE, "in all" },
	{ "order", "c1", "34", ORDER("p", "order", "'1':2,'2':1"), ERR_OK, NULL },
	{ "order", "c1", "35", ORDER("p", "order", "'1':1,'7':1"), ERR_UNKNOWN_COMPETITOR, "no 7" },
	{ "order", "c1", "36", ORDER("p", "entered", "'1':2"), ERR_OUT_OF_RANGE, "1 for entered" },
	/* a later stage: only who advances, or is entered */
	{ "phase", "c1", "40", PHASE("f", "open"), ERR_OK, NULL },
	{ "sheet", "j1", "41", "{'contest':'c','stage':'f','module':'m','competitor':'2','version':1,'marks':{'P':5}}",
	  ERR_UNKNOWN_COMPETITOR, "in stage f; 2 is not" },
	{ "order", "c1", "42", ORDER("f", "entered", "'2':1"), ERR_OK, NULL },
	{ "sheet", "j1", "43", "{'contest':'c','stage':'f','module':'m','competitor':'2','version':1,'marks':{'P':5}}", ERR_OK, NULL },
	/* locked, published */
	{ "phase", "c1", "49", PHASE("f", "locked"), ERR_OK, NULL },
	{ "phase", "c1", "49b", PHASE("f", "published"), ERR_WRONG_PHASE, "stage p to be locked first; it is open now" },
	{ "phase", "c1", "49c", PHASE("f", "open"), ERR_WRONG_PHASE, "an unlock, which two people want" },
	{ "unlock", "j1", "49d", UNLOCK("f", "open"), ERR_NOT_ALLOWED, "a chief, organiser or scrutineer" },
	{ "unlock", "c1", "49e", UNLOCK("f", "locked"), ERR_WRONG_PHASE, "f is locked" },
	{ "unlock", "c1", "49f", UNLOCK("p", "open"), ERR_WRONG_PHASE, "p is open" },
	{ "unlock", "o1", "49g", AGREE("f", "true"), ERR_STALE, "waits for an answer" },
	{ "unlock", "c1", "49h", UNLOCK("f", "open"), ERR_OK, NULL },
	{ "unlock", "o1", "49i", UNLOCK("f", "open"), ERR_STALE, "in which c1 asked" },
	{ "unlock", "o1", "49j", "{'contest':'c','stage':'f','request':1,'agreed':true,'reason':'r'}", ERR_STALE, "waits for an answer" },
	{ "unlock", "c1", "49k", AGREE("f", "true"), ERR_NOT_ALLOWED, "another person than c1" },
	{ "unlock", "c1", "49l", AGREE("f", "false"), ERR_OK, NULL }, /* who asked may take it back */
	{ "unlock", "o1", "49m", UNLOCK("f", "open"), ERR_OK, NULL },
	{ "unlock", "c1", "49n", AGREE("f", "true"), ERR_OK, NULL },
	{ "phase", "c1", "50", PHASE("p", "published"), ERR_WRONG_PHASE, "locked" },
	{ "phase", "c1", "51", PHASE("p", "locked"), ERR_OK, NULL },
	{ "sheet", "j1", "52", SHEET("1", 1, "j1", 2, "'marks':{'P':8}"), ERR_STAGE_LOCKED, "p is locked" },
	{ "adjust", "c1", "53", ABOUT("3", "'points':'-1','reason':'r'"), ERR_OK, NULL },
	{ "unlock", "c1", "54", UNLOCK("p", "open"), ERR_OK, NULL },
	{ "unlock", "o1", "54b", AGREE("p", "true"), ERR_OK, NULL },
	{ "sheet", "j1", "55", SHEET("1", 1, "j1", 2, "'marks':{'P':8}"), ERR_OK, NULL },
	{ "phase", "c1", "56", PHASE("p", "locked"), ERR_OK, NULL },
	{ "phase", "c1", "56b", PHASE("f", "locked"), ERR_OK, NULL },
	{ "phase", "c1", "56c", PHASE("f", "published"), ERR_OK, NULL },
	/* results that are out stand on p: it holds still */
	{ "unlock", "c1", "56d", UNLOCK("p", "open"), ERR_STAGE_LOCKED, "lock f first" },
	{ "adjust", "c1", "56e", ABOUT("3", "'points':'-1','reason':'r'"), ERR_STAGE_LOCKED, "lock f first" },
	{ "status", "c1", "56f", ABOUT("3", "'status':'dsq'"), ERR_STAGE_LOCKED, "lock f first" },
	{ "order", "c1", "56g", ORDER("p", "lot", "'1':2"), ERR_STAGE_LOCKED, "lock f first" },
	{ "phase", "c1", "57", PHASE("p", "published"), ERR_OK, NULL },
	{ "unlock", "c1", "57b", UNLOCK("p", "locked"), ERR_STAGE_LOCKED, "lock f first" },
	{ "unlock", "c1", "57c", UNLOCK("f", "locked"), ERR_OK, NULL },
	{ "unlock", "o1", "57d", AGREE("f", "true"), ERR_OK, NULL },
	{ "sheet", "j1", "58", SHEET("1", 1, "j1", 3, "'marks':{'P':9}"), ERR_STAGE_LOCKED, "p is published" },
	{ "adjust", "c1", "59", ABOUT("3", "'points':'-1','reason':'r'"), ERR_STAGE_LOCKED, "lock p first" },
	{ "phase", "c1", "60", PHASE("p", "open"), ERR_WRONG_PHASE, "an unlock, which two people want; the stage is published now" },
	/* cards, certificates, screens */
	{ "card", "c1", "70", "{'person':'j1','hash':'" HASH_A "'}", ERR_OK, NULL },
	{ "card", "c1", "71", "{'person':'j2','hash':'" HASH_A "'}", ERR_REPEATED, "a new card" },
	{ "card", "c1", "72", "{'person':'x','hash':'" HASH_A "'}", ERR_UNKNOWN_PERSON, "no x" },
	{ "card", "c1", "73", "{'person':'j1','hash':'aa'}", ERR_INVALID, "64 lowercase" },
	{ "card", "c1", "74", "{'person':'j2','hash':'" HASH_A "','revoked':true}", ERR_NOT_FOUND, "a card of j2" },
	{ "certificate", "c1", "75", "{'id':'T-1','contest':'c','competitor':'1','award':'gold'}", ERR_OK, NULL },
	{ "certificate", "c1", "76", "{'id':'T-1','contest':'c','competitor':'2','award':'gold'}", ERR_REPEATED, "T-1 was issued" },
	{ "certificate", "c1", "77", "{'id':'T-2','contest':'c','competitor':'8','award':'gold'}", ERR_UNKNOWN_COMPETITOR, "no 8" },
	{ "certificate", "c1", "78", "{'id':'T-2','contest':'c','competitor':'1','award':'gold','revokes':'T-9'}", ERR_NOT_FOUND, "no T-9" },
	{ "certificate", "c1", "79", "{'id':'T-2','contest':'c','competitor':'1','award':'gold','revokes':'T-1','reason':'n'}", ERR_OK, NULL },
	{ "print", "c1", "80a", "{'certificate':'T-9','copy':1,'printer':'p'}", ERR_NOT_FOUND, "no T-9" },
	{ "print", "c1", "80b", "{'certificate':'T-2','copy':2,'printer':'p'}", ERR_STALE, "copy 1: 0 of T-2 were printed" },
	{ "print", "c1", "80c", "{'certificate':'T-2','copy':1,'printer':'p'}", ERR_OK, NULL },
	{ "print", "c1", "80d", "{'certificate':'T-2','copy':1,'printer':'p'}", ERR_STALE, "copy 2: 1 of T-2 were printed" },
	{ "print", "c1", "80e", "{'certificate':'T-2','copy':2,'printer':'q'}", ERR_OK, NULL },
	{ "print", "c1", "80f", "{'certificate':'T-1','copy':1,'printer':'p'}", ERR_OK, NULL }, /* revoked while it was being printed */
	{ "certificate", "c1", "80", "{'id':'T-1','revoked':true,'reason':'x'}", ERR_STALE, "T-1 was revoked" },
	{ "screen", "c1", "81", "{'screen':'hall','scene':{'kind':'board'}}", ERR_OK, NULL },
	{ "screen", "c1", "82", "{'screen':'hall','scene':{'kind':'clock'}}", ERR_OK, NULL },
	/* bytes that are no entry */
	{ "sheet", "j1", "90", "{", ERR_MALFORMED, NULL },
	{ "sheet", "j1", "90", "{", ERR_MALFORMED, NULL },
	{ "poem", "j1", "91", "{}", ERR_UNSUPPORTED, "type" },
	/* the event again */
	{ "event", "c1", "92", "{'definition':{'event':'e'}}", ERR_INVALID, "" },
};

static void test_story(void **unused)
{
	(void)unused;
	struct state *s = begun(definition);
	struct change change;
	uint64_t seq = 1, asked = 1;
	for (size_t i = 0; i < sizeof story / sizeof *story; i++) {
		unsigned char head[HASH_BYTES];
		memcpy(head, state_head(s), HASH_BYTES);
		char data[512];
		const char *at = strchr(story[i].data, '@');
		snprintf(data, sizeof data, "%.*s%.*llu%s", at ? (int)(at - story[i].data) : 0, story[i].data, 1,
		         (unsigned long long)asked, at ? at + 1 : story[i].data);
		enum err err = fold_text(s, story[i].type, story[i].by, story[i].key, at ? data : story[i].data, &change);
		if (!err && strstr(story[i].data, "'to':"))
			asked = change.seq;
		if (err != story[i].verdict)
			fail_msg("row %zu %s: %s (%s)", i, story[i].data, err_code(err), change.expected);
		if (!story[i].expected != !change.expected ||
		    (change.expected && !strstr(change.expected, story[i].expected)))
			fail_msg("row %zu %s: \"%s\"", i, story[i].data, change.expected);
		assert_int_equal(change.seq, ++seq);
		assert_memory_not_equal(head, state_head(s), HASH_BYTES);
	}
	assert_int_equal(state_seq(s), seq);

	/* what is left of it */
	uint32_t count;
	const struct sheet *sheet = state_sheet(s, 0, 0, 0, 0, 1, 0);
	assert_int_equal(sheet->version, 2);
	assert_int_equal(sheet->mark_count, 1);
	assert_string_equal(sheet->marks[0].item, "P");
	assert_int_equal(sheet->marks[0].micros, 8000000);
	assert_string_equal(sheet->by, "j1");
	assert_null(state_sheet(s, 0, 0, 0, 0, 2, 0));
	assert_int_equal(state_phase(s, 0, 0), PHASE_PUBLISHED);
	assert_int_equal(state_phase(s, 0, 1), PHASE_LOCKED);
	const struct certificate *certificates = state_certificates(s, &count);
	assert_int_equal(count, 2);
	assert_true(certificates[0].revoked);
	assert_string_equal(certificates[0].replaced_by, "T-2");
	assert_false(certificates[1].revoked);
	const struct printing *printings = state_printings(s, &count);
	assert_int_equal(count, 3);
	assert_int_equal(certificates[1].copies, 2);
	assert_int_equal(certificates[1].last_printing, 1);
	assert_int_equal(printings[1].copy, 2);
	assert_int_equal(printings[1].earlier, 0);
	assert_string_equal(printings[1].printer, "q");
	assert_string_equal(printings[1].by, "c1");
	assert_int_equal(printings[0].earlier, NONE);
	assert_int_equal(certificates[0].copies, 1);
	assert_ptr_equal(state_certificate(s, "T-2"), &certificates[1]);
	assert_null(state_certificate(s, "T-9"));
	const struct screen *screens = state_screens(s, &count);
	assert_int_equal(count, 1);
	assert_string_equal(screens[0].scene, "{\"kind\":\"clock\"}");
	const struct card *cards = state_cards(s, &count);
	assert_int_equal(count, 1);
	assert_int_equal(cards[0].person, 0);
	assert_ptr_equal(state_card_by_hash(s, HASH_A), cards);
	enum err verdict;
	assert_true(state_key(s, "j1", "6", &seq, &verdict));
	assert_int_equal(verdict, ERR_OK);
	assert_int_equal(seq, 8);
	assert_false(state_key(s, "j1", "", &seq, &verdict));
	state_free(s);
}

/* A row's total as text; "-" where there is none. */
static const char *total_of(struct state *s, uint32_t contest, uint32_t stage, uint32_t competitor,
                            char out[static RATIO_TEXT_MAX])
{
	uint32_t count;
	const struct row *rows = table_rank(state_table(s, contest, stage), &count);
	for (uint32_t i = 0; i < count; i++) {
		if (rows[i].competitor != competitor)
			continue;
		if (!rows[i].has_total)
			break;
		ratio_text(&rows[i].total, table_total_digits(state_table(s, contest, stage)), out);
		return out;
	}
	return "-";
}

/* Shared values: of agreed aspects and penalties the newest sheet that has one counts; taking it back uncovers the older. */
static void test_shared_values(void **unused)
{
	(void)unused;
	static const struct {
		const char *judge, *data, *total;
	} rows[] = {
		{ "k1", SHEET("1", 1, "k1", 1, "'marks':{'T':0}"), "-" },
		{ "j1", SHEET("1", 1, "j1", 1, "'marks':{'P':4,'G':1,'F':0,'B':0}"), "-" },
		{ "j2", SHEET("1", 1, "j2", 1, "'marks':{'P':4}"), "15" },
		{ "j2", SHEET("1", 1, "j2", 2, "'marks':{'P':4,'G':2}"), "16" },
		{ "j1", SHEET("1", 1, "j1", 2, "'marks':{'P':4,'G':3,'F':0,'B':0}"), "17" },
		{ "j1", SHEET("1", 1, "j1", 3, "'marks':{'P':4,'F':0,'B':0}"), "16" },
		{ "j2", SHEET("1", 1, "j2", 3, "'marks':{'P':4}"), "-" },
		{ "j1", SHEET("1", 1, "j1", 4, "'marks':{'P':4,'G':0,'F':0,'B':0},'penalties':{'late':1}"), "13" },
		{ "k1", SHEET("1", 1, "k1", 2, "'marks':{'T':0},'penalties':{'late':3}"), "11" },
		{ "k1", SHEET("1", 1, "k1", 3, "'marks':{'T':0}"), "13" },
		{ "j1", SHEET("1", 1, "j1", 5, "'marks':{'P':4,'G':0,'F':0,'B':0}"), "14" },
		{ "j2", SHEET("1", 1, "j2", 4, "'marks':{}"), "-" },
	};
	struct state *s = begun(definition);
	struct change change;
	assert_int_equal(fold_text(s, "phase", "c1", "", PHASE("p", "open"), &change), ERR_OK);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[RATIO_TEXT_MAX];
		if (fold_text(s, "sheet", rows[i].judge, "", rows[i].data, &change))
			fail_msg("%s: %s", rows[i].data, change.expected);
		assert_int_equal(change.contest, 0);
		assert_int_equal(change.stage, 0);
		assert_int_equal(change.competitor, 0);
		const char *total = total_of(s, 0, 0, 0, text);
		if (strcmp(total, rows[i].total) != 0)
			fail_msg("%s: %s, not %s", rows[i].data, total, rows[i].total);
	}
	state_free(s);
}

/* The first entry has to be a definition; until then everything is refused, and still hashed. */
static void test_no_event(void **unused)
{
	(void)unused;
	struct state *s = state_new();
	struct change change;
	assert_int_equal(fold_text(s, "phase", "c1", "1", PHASE("p", "open"), &change), ERR_NO_EVENT);
	assert_null(state_event(s));
	assert_int_equal(state_seq(s), 1);
	state_free(s);
}

/*
 * The head as another program computes it:
 * python3 -c 'import hashlib; h=bytes(32)
 * f=lambda b: len(b).to_bytes(4,"big")+b
 * for e in [(b"phase",b"c1",b"5",b"k",b"{}"),(b"sheet",b"j1",b"-1",b"",b"")]: h=hashlib.blake2b(h+b"".join(map(f,e)),digest_size=32).digest()
 * print(h.hex())'
 */
static void test_head(void **unused)
{
	(void)unused;
	static const struct entry_raw entries[] = {
		{ .type = "phase", .by = "c1", .key = "k", .data = "{}", 5, 2, 1, 2, .at_ms = 5 },
		{ .type = "sheet", .by = "j1", .key = "", .data = "", 5, 2, 0, 0, .at_ms = -1 },
	};
	unsigned char head[HASH_BYTES] = { 0 };
	char hex[2 * HASH_BYTES + 1];
	for (size_t i = 0; i < sizeof entries / sizeof *entries; i++)
		entry_hash(head, &entries[i], head);
	sodium_bin2hex(hex, sizeof hex, head, sizeof head);
	assert_string_equal(hex, "975a18425d4672dbbc18459617066d8141776fec6deb5364581146ca178b568e");
}

/* Data of any length is hashed as it is: the same as libsodium makes of all of it in one piece. */
static void test_head_lengths(void **unused)
{
	(void)unused;
	static const size_t lengths[] = { 0, 1, 900, 990, 1000, 1023, 1024, 1025, 2047, 2048, 5000 };
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		char data[5000];
		unsigned char whole[6000] = { 0 }, head[HASH_BYTES] = { 0 }, expected[HASH_BYTES];
		size_t n = lengths[i];
		memset(data, 'x', sizeof data);
		struct entry_raw raw = { .type = "t", .by = "b", .key = "", .data = data, 1, 1, 0, n, .at_ms = 7 };
		static const unsigned char front[] = { 0, 0, 0, 1, 't', 0, 0, 0, 1, 'b', 0, 0, 0, 1, '7', 0, 0, 0, 0 };
		memcpy(whole + HASH_BYTES, front, sizeof front);
		size_t at = HASH_BYTES + sizeof front;
		whole[at + 2] = (unsigned char)(n >> 8);
		whole[at + 3] = (unsigned char)n;
		memcpy(whole + at + 4, data, n);
		crypto_generichash(expected, HASH_BYTES, whole, at + 4 + n, NULL, 0);
		entry_hash(head, &raw, head);
		assert_memory_equal(head, expected, HASH_BYTES);
	}
}

/* Replaces the first `from` in the definition by `to`. */
static char *changed(const char *from, const char *to)
{
	const char *at = strstr(definition, from);
	assert_non_null(at);
	struct buf out;
	buf_init(&out, sizeof definition + 1024);
	buf_adds(&out, "{'definition':");
	buf_add(&out, definition, (size_t)(at - definition));
	buf_adds(&out, to);
	buf_adds(&out, at + strlen(from));
	buf_adds(&out, "}");
	return buf_take(&out);
}

/* A new definition keeps what happened, or is refused and changes nothing. */
static void test_definition_again(void **unused)
{
	(void)unused;
	static const struct {
		const char *name, *from, *to;
		enum err verdict;
		const char *expected;
	} rows[] = {
		{ "a name", "'name':'B'", "'name':'Bo'", ERR_OK, NULL },
		{ "another competitor first", "'competitors':[", "'competitors':[{'id':'0','name':'Z'},", ERR_OK, NULL },
		{ "people in another order", "{'id':'j1','name':'1','role':'judge'},{'id':'j2','name':'2','role':'judge'}",
		  "{'id':'j2','name':'2','role':'judge'},{'id':'j1','name':'1','role':'judge'}", ERR_OK, NULL },
		{ "a contest before", "'contests':[", "'contests':[{'id':'b','title':'B','competitors':[],'stages':[{'id':'x','title':'X',"
		  "'modules':[{'id':'m','title':'M','judges':['j1'],'criteria':[{'id':'A','title':'A','aspects':[{'id':'P','title':'P',"
		  "'method':'points','min':0,'max':1}]}]}]}]},", ERR_OK, NULL },
		{ "an unmarked competitor leaves", ",{'id':'3','name':'C'}", "", ERR_OK, NULL },
		{ "a judge without sheets leaves", "{'id':'j3','name':'3','role':'judge'},", "", ERR_OK, NULL },
		{ "another event", "'event':'e'", "'event':'g'", ERR_INVALID, "the same event again, e, not g" },
		{ "a marked competitor leaves", "{'id':'1','name':'A'},", "", ERR_UNKNOWN_COMPETITOR, "competitor 1 to stay" },
		{ "one with a certificate leaves", "{'id':'2','name':'B'},", "", ERR_UNKNOWN_COMPETITOR, "certificate" },
		{ "a judge with sheets leaves the module", "'judges':['j1','j2']", "'judges':['j2']", ERR_NOT_YOUR_MODULE, "sheet of j1 for 1 in c/p" },
		{ "one with a card leaves", ",{'id':'c1','name':'C','role':'chief'}", "", ERR_UNKNOWN_PERSON, "person c1 to stay" },
		{ "a narrower range", "'max':10,'step':'0.5'", "'max':7,'step':'0.5'", ERR_OUT_OF_RANGE, "P: a number from 0 to 7" },
		{ "another step", "'step':'0.5'", "'step':1", ERR_OFF_STEP, "in steps of 1" },
		{ "a marked aspect leaves", "{'id':'B','title':'B','method':'binary','max':1}", "{'id':'B2','title':'B','method':'binary','max':1}",
		  ERR_UNKNOWN_ASPECT, "no B" },
		{ "fewer attempts", "'attempts':{'count':2,'combine':'sum'},", "", ERR_OUT_OF_RANGE, "at least 2 attempts" },
		{ "another stage id", "'id':'p'", "'id':'q'", ERR_UNKNOWN_STAGE, "stage p" },
		{ "another contest id", "'id':'c','title'", "'id':'d','title'", ERR_UNKNOWN_COMPETITOR, "contest c" },
	};
	struct change change;
	struct state *s = begun(definition);
	assert_int_equal(fold_text(s, "phase", "c1", "", PHASE("p", "open"), &change), ERR_OK);
	assert_int_equal(fold_text(s, "sheet", "k1", "", SHEET("1", 2, "k1", 1, "'marks':{'T':0}"), &change), ERR_OK);
	assert_int_equal(fold_text(s, "sheet", "j2", "", SHEET("1", 2, "j2", 1, "'marks':{'P':4,'G':1}"), &change), ERR_OK);
	assert_int_equal(fold_text(s, "sheet", "j1", "", SHEET("1", 2, "j1", 1, "'marks':{'P':'7.5','G':2,'F':0,'B':0}"), &change), ERR_OK);
	assert_int_equal(fold_text(s, "sheet", "j2", "", SHEET("1", 2, "j2", 2, "'marks':{'P':'4.5','G':0}"), &change), ERR_OK);
	assert_int_equal(fold_text(s, "sheet", "k1", "", SHEET("1", 1, "k1", 1, "'marks':{'T':1}"), &change), ERR_OK);
	assert_int_equal(fold_text(s, "sheet", "j2", "", SHEET("1", 1, "j2", 1, "'marks':{'P':4,'G':1,'F':0,'B':0}"), &change), ERR_OK);
	assert_int_equal(fold_text(s, "sheet", "j1", "", SHEET("1", 1, "j1", 1, "'marks':{'P':4}"), &change), ERR_OK);
	assert_int_equal(fold_text(s, "adjust", "c1", "", ABOUT("1", "'points':'-0.25','reason':'r'"), &change), ERR_OK);
	assert_int_equal(fold_text(s, "card", "c1", "", "{'person':'c1','hash':'" HASH_A "'}", &change), ERR_OK);
	assert_int_equal(fold_text(s, "certificate", "c1", "", "{'id':'T-1','contest':'c','competitor':'2','award':'gold'}", &change), ERR_OK);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char total[RATIO_TEXT_MAX];
		char *data = changed(rows[i].from, rows[i].to);
		enum err err = fold_text(s, "event", "c1", "", data, &change);
		if (err != rows[i].verdict || !rows[i].expected != !change.expected ||
		    (change.expected && !strstr(change.expected, rows[i].expected)))
			fail_msg("%s: %s, %s", rows[i].name, err_code(err), change.expected);
		const struct event *event = state_event(s);
		uint32_t contest = event_contest(event, "c"), stage = contest_stage(&event->contests[contest], "p");
		uint32_t competitor = contest_competitor(&event->contests[contest], "1"), judge = event_person(event, "j1");
		/* 6 + 0 + 10 + 0 + 0, 4 + 1 + 10 + 0 + 1, -0.25 */
		assert_string_equal(total_of(s, contest, stage, competitor, total), "31.75");
		assert_int_equal(state_phase(s, contest, stage), PHASE_OPEN);
		const struct sheet *sheet = state_sheet(s, contest, stage, 0, competitor, 2, judge);
		assert_non_null(sheet);
		assert_int_equal(sheet->version, 1);
		assert_string_equal(event->people[state_card_by_hash(s, HASH_A)->person].id, "c1");
		free(data);
	}
	state_free(s);
}

/* Once results are out, a new definition may mend names, not results. */
static void test_definition_after_publishing(void **unused)
{
	(void)unused;
	static const struct {
		const char *name, *from, *to;
		enum err verdict;
		const char *expected;
	} rows[] = {
		{ "a name", "'name':'B'", "'name':'Bo'", ERR_OK, NULL },
		{ "a competitor who came too late", "'competitors':[", "'competitors':[{'id':'0','name':'Z'},", ERR_OK, NULL },
		{ "a weight", "{'id':'m','title':'M','judges':['j1','j2']", "{'id':'m','title':'M','weight':2,'judges':['j1','j2']",
		  ERR_STAGE_LOCKED, "results of c/p to stay; that of 1 would not" },
		{ "the cut", "'advance':{'top':2}", "'advance':{'top':1}", ERR_STAGE_LOCKED, "results of c/p to stay" },
		{ "the order", "'id':'p','title':'P'", "'id':'p','title':'P','order':'low'", ERR_STAGE_LOCKED, "results of c/p" },
		{ "somebody leaves", ",{'id':'3','name':'C'}", "", ERR_UNKNOWN_COMPETITOR, "competitor 3 to stay" },
	};
	static const char *const story_before[][3] = {
		{ "phase", PHASE("p", "open"), "c1" },
		{ "sheet", SHEET("1", 1, "k1", 1, "'marks':{'T':9}"), "k1" },
		{ "sheet", SHEET("1", 1, "j1", 1, "'marks':{'P':'7.5','G':2,'F':0,'B':0}"), "j1" },
		{ "sheet", SHEET("1", 1, "j2", 1, "'marks':{'P':6}"), "j2" },
		{ "sheet", SHEET("2", 1, "k1", 1, "'marks':{'T':3}"), "k1" },
		{ "sheet", SHEET("2", 1, "j1", 1, "'marks':{'P':'2.5','G':2,'F':0,'B':0}"), "j1" },
		{ "sheet", SHEET("2", 1, "j2", 1, "'marks':{'P':6}"), "j2" },
		{ "sheet", SHEET("1", 2, "k1", 1, "'marks':{'T':9}"), "k1" },
		{ "sheet", SHEET("1", 2, "j1", 1, "'marks':{'P':'7.5','G':2,'F':0,'B':0}"), "j1" },
		{ "sheet", SHEET("1", 2, "j2", 1, "'marks':{'P':6}"), "j2" },
		{ "sheet", SHEET("2", 2, "k1", 1, "'marks':{'T':3}"), "k1" },
		{ "sheet", SHEET("2", 2, "j1", 1, "'marks':{'P':'2.5','G':2,'F':0,'B':0}"), "j1" },
		{ "sheet", SHEET("2", 2, "j2", 1, "'marks':{'P':6}"), "j2" },
		{ "phase", PHASE("p", "locked"), "c1" },
		{ "phase", PHASE("p", "published"), "c1" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct change change;
		struct state *s = begun(definition);
		for (size_t k = 0; k < sizeof story_before / sizeof *story_before; k++)
			assert_int_equal(fold_text(s, story_before[k][0], story_before[k][2], "", story_before[k][1], &change), ERR_OK);
		char *data = changed(rows[i].from, rows[i].to);
		enum err err = fold_text(s, "event", "c1", "", data, &change);
		if (err != rows[i].verdict || !rows[i].expected != !change.expected ||
		    (change.expected && !strstr(change.expected, rows[i].expected)))
			fail_msg("%s: %s, %s", rows[i].name, err_code(err), change.expected);
		free(data);
		state_free(s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_definition_after_publishing), cmocka_unit_test(test_head_lengths),
		cmocka_unit_test(test_story),    cmocka_unit_test(test_shared_values), cmocka_unit_test(test_no_event),
		cmocka_unit_test(test_head),     cmocka_unit_test(test_definition_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
