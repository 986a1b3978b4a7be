/*
 * contest.h - for tests: a small contest with one of everything that views and requests look at.
 *
 * Contest c: stage prelim (module p: judges j1, j2, over aspects; criterion B by j3 alone; module q: j2, agreed), then
 * stage final of the best two. People: j1 j2 j3 judges, ch chief, st steward, sc scrutineer, og organiser.
 */
#ifndef TESTS_CONTEST_H
#define TESTS_CONTEST_H

#include "tests/unit/world.h"

static const char contest_definition[] =
	"{\"event\":\"e\",\"title\":\"E\",\"people\":["
	"{\"id\":\"j1\",\"name\":\"王\",\"role\":\"judge\"},{\"id\":\"j2\",\"name\":\"Li\",\"role\":\"judge\"},"
	"{\"id\":\"j3\",\"name\":\"Wu\",\"role\":\"judge\"},{\"id\":\"ch\",\"name\":\"Chief\",\"role\":\"chief\"},"
	"{\"id\":\"st\",\"name\":\"Steward\",\"role\":\"steward\"},{\"id\":\"sc\",\"name\":\"Eyes\",\"role\":\"scrutineer\"},"
	"{\"id\":\"og\",\"name\":\"Office\",\"role\":\"organiser\"}],"
	"\"contests\":[{\"id\":\"c\",\"title\":{\"zh-CN\":\"模具\",\"en\":\"Mould\"},\"competitors\":["
	"{\"id\":\"001\",\"name\":\"A\",\"unit\":\"U\"},{\"id\":\"002\",\"name\":\"B\"},{\"id\":\"003\",\"name\":\"C\"}],"
	"\"stages\":[{\"id\":\"prelim\",\"title\":\"Prelim\",\"advance\":{\"top\":2},\"modules\":["
	"{\"id\":\"p\",\"title\":\"P\",\"judges\":[\"j1\",\"j2\"],\"attempts\":{\"count\":2,\"combine\":\"best\"},"
	"\"penalties\":[{\"id\":\"late\",\"title\":\"Late\",\"points\":\"-0.5\",\"per\":\"each\",\"floor\":-5},"
	"{\"id\":\"unsafe\",\"title\":\"Unsafe\",\"disqualify\":true}],"
	"\"criteria\":[{\"id\":\"A\",\"title\":\"A\",\"aspects\":["
	"{\"id\":\"A1\",\"title\":\"A1\",\"method\":\"points\",\"min\":0,\"max\":10,\"step\":\"0.5\",\"panel\":{\"combine\":\"mean\"}},"
	"{\"id\":\"A2\",\"title\":\"A2\",\"method\":\"judgement\",\"max\":3,\"benchmarks\":[\"none\",\"some\",\"most\",\"all\"]}]},"
	"{\"id\":\"B\",\"title\":\"B\",\"judges\":[\"j3\"],\"aspects\":["
	"{\"id\":\"B1\",\"title\":\"B1\",\"method\":\"rate\",\"min\":0,\"max\":10,\"points\":-1,\"from\":60,\"every\":10,\"unit\":\"s\"}]}]},"
	"{\"id\":\"q\",\"title\":\"Q\",\"judges\":[\"j2\"],\"criteria\":[{\"id\":\"C\",\"title\":\"C\",\"aspects\":["
	"{\"id\":\"C1\",\"title\":\"C1\",\"method\":\"binary\",\"max\":1}]}]}]},"
	"{\"id\":\"final\",\"title\":\"Final\",\"modules\":[{\"id\":\"f\",\"title\":\"F\",\"judges\":[\"j1\"],\"criteria\":["
	"{\"id\":\"A\",\"title\":\"A\",\"aspects\":[{\"id\":\"A1\",\"title\":\"A1\",\"method\":\"points\",\"min\":0,\"max\":10}]}]}]}]}]}";

enum { J1, J2, J3, CHIEF, STEWARD, SCRUTINEER, ORGANISER };
enum { PRELIM, FINAL };

static inline void contest_phase(struct world *w, const char *stage, const char *phase)
{
	world_must(w, "phase", "ch", "{\"contest\":\"c\",\"stage\":\"%s\",\"phase\":\"%s\"}", stage, phase);
}

/* The way back of a stage: the chief asks, the scrutineer agrees. */
static inline void contest_unlock(struct world *w, const char *stage, const char *to)
{
	world_must(w, "unlock", "ch", "{\"contest\":\"c\",\"stage\":\"%s\",\"to\":\"%s\",\"reason\":\"a mistake\"}", stage, to);
	world_must(w, "unlock", "sc", "{\"contest\":\"c\",\"stage\":\"%s\",\"request\":%llu,\"agreed\":true,\"reason\":\"seen\"}", stage,
	           (unsigned long long)w->change.seq);
}

/* A sheet in prelim; `marks` without braces. */
static inline void contest_sheet(struct world *w, const char *judge, const char *module, const char *competitor, int version,
                                 const char *marks)
{
	world_must(w, "sheet", judge,
	           "{\"contest\":\"c\",\"stage\":\"prelim\",\"module\":\"%s\",\"competitor\":\"%s\",\"version\":%d,\"marks\":{%s}}",
	           module, competitor, version, marks);
}

/* Collects what a view emits, one to a line. */
static inline void contest_collect(void *arg, const char *json, size_t len)
{
	struct buf *b = arg;
	assert_true(len == strlen(json));
	buf_add(b, json, len);
	buf_addc(b, '\n');
}

#endif
