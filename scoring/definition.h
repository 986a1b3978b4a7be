/*
 * definition.h - an event as scoring sees it: contests, stages, modules, criteria, aspects, competitors, people.
 *
 * Plain visible structs, all in one arena, read-only once made. events/definition.c makes them from JSON and checks
 * them; tests build them as literals. References are places in arrays (uint32_t), resolved once, so that nothing
 * below ever looks up a string. Numbers are millionths (base/decimal.h); HAS_NOT marks a limit that is not given.
 */
#ifndef SCORING_DEFINITION_H
#define SCORING_DEFINITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NONE UINT32_MAX /* no such place */

/* Limits: a definition beyond them is refused by events/. */
#define CONTESTS_MAX 64
#define STAGES_MAX 16
#define MODULES_MAX 64
#define ASPECTS_MAX 1000 /* of a module */
#define JUDGES_MAX 100 /* of a panel */
#define ATTEMPTS_MAX 100
#define APPEAL_MINUTES 120 /* after publication, where a stage says nothing else */
#define APPEAL_MINUTES_MAX 43200
#define COMPETITORS_MAX 200000 /* of a contest */
#define PEOPLE_MAX 5000

/* A text in two languages; both are set: where one is not given, it is the other one. */
struct text {
	const char *zh;
	const char *en;
};

/* A number that may not be given. */
struct maybe {
	bool given;
	int64_t micros;
};

enum rounding { ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN };

/* How a value is rounded; digits -1 means not at all. */
struct rounding_rule {
	int digits; /* -1, or 0 to 6 */
	enum rounding mode;
};

enum order { ORDER_HIGH, ORDER_LOW };

enum method {
	METHOD_POINTS,
	METHOD_JUDGEMENT,
	METHOD_BINARY,
	METHOD_TOLERANCE,
	METHOD_TABLE,
	METHOD_RATE,
	METHOD_COUNT,
	METHOD_PLACE,
	METHOD_VALUE
};

enum panel_over { PANEL_NONE, PANEL_ASPECT, PANEL_SHEET };
enum combine { COMBINE_MEAN, COMBINE_SUM, COMBINE_MEDIAN };

struct panel {
	enum panel_over over; /* PANEL_NONE: agreed, or under the module's sheet panel */
	enum combine combine;
	uint32_t drop_high, drop_low;
	int decimals; /* -1: not rounded; rounded by the level's own mode */
	struct maybe middle_unless_spread; /* `over` of it */
};

/* A row of `bands` (limit = within) or `table` (limit = upto). */
struct band {
	int64_t limit;
	int64_t points;
};

struct aspect {
	const char *id;
	struct text title;
	uint32_t criterion; /* place in module.criteria */
	enum method method;
	struct maybe min, max, step;
	struct panel panel;
	bool agreed; /* one value of the module, entered by any one judge */
	int64_t times; /* default 1 */
	struct rounding_rule rounding;
	const char *unit; /* of a measured value, such as "mm"; may be NULL */
	/* by method */
	struct text benchmarks[4]; /* judgement: what 0, 1, 2, 3 mean; zh NULL where not given */
	int64_t spread; /* judgement: default 1 */
	int64_t nominal; /* tolerance */
	struct band *bands; /* tolerance, table */
	uint32_t band_count;
	int64_t points, from, every; /* rate; count uses points */
	int64_t first; /* place: the best one's points; points: of each further place */
	enum order order; /* place */
};

struct criterion {
	const char *id;
	struct text title;
	uint32_t *judges; /* marking team: places in event.people; the module's where none is named */
	uint32_t judge_count;
	uint32_t first_aspect, aspect_count; /* its run in module.aspects */
};

struct penalty {
	const char *id;
	struct text title;
	int64_t points; /* mostly negative */
	bool each; /* false: it counts once however often it is entered */
	struct maybe floor; /* it takes no more than this */
	bool disqualify;
};

enum attempts_combine { ATTEMPTS_SUM, ATTEMPTS_BEST, ATTEMPTS_MEAN, ATTEMPTS_LAST, ATTEMPTS_BEST_N };

/* Who signs a sheet; stored as "judge", "competitor", "chief". */
enum signer { SIGNER_JUDGE, SIGNER_COMPETITOR, SIGNER_CHIEF };
#define SIGNER_COUNT (SIGNER_CHIEF + 1)

struct module {
	const char *id;
	struct text title;
	int64_t weight; /* default 1 */
	uint32_t *judges; /* places in event.people, in the order written */
	uint32_t judge_count;
	uint32_t signatures; /* that each sheet needs before it is published: 1 << enum signer, or-ed */
	uint32_t *shadows; /* who marks along without counting: places in event.people, of role shadow */
	uint32_t shadow_count;
	bool show_marks; /* screens may show what each judge gave; nothing is computed from it */
	uint32_t attempts;
	enum attempts_combine attempts_combine;
	uint32_t best_n;
	struct panel panel; /* over == PANEL_SHEET or PANEL_NONE */
	struct criterion *criteria;
	uint32_t criterion_count;
	struct aspect *aspects; /* of all criteria, in order */
	uint32_t aspect_count;
	uint32_t *multiply; /* places in aspects */
	uint32_t multiply_count;
	int64_t times; /* default 1 */
	struct penalty *penalties;
	uint32_t penalty_count;
	struct maybe min, max;
	struct rounding_rule rounding;
};

struct carry {
	uint32_t stage; /* place in contest.stages, before this one */
	int64_t weight;
};

enum tie { TIE_MODULE, TIE_CRITERION, TIE_ASPECT, TIE_STAGE, TIE_COUNTBACK, TIE_RUNNING_ORDER, TIE_LOT };

struct tie_key {
	enum tie kind;
	enum order order; /* default high */
	uint32_t module; /* module, criterion, aspect: place in stage.modules */
	uint32_t index; /* criterion, aspect: place in the module; stage: place in contest.stages */
};

enum ranks { RANKS_STANDARD, RANKS_DENSE };
enum missing { MISSING_WAIT, MISSING_EXCLUDE };

struct advance {
	bool given;
	uint32_t top;
	bool ties_all; /* default: none */
	struct maybe minimum;
};

struct stage {
	const char *id;
	struct text title;
	struct carry *carries;
	uint32_t carry_count;
	struct module *modules;
	uint32_t module_count;
	struct maybe min, max;
	struct rounding_rule rounding;
	enum order order;
	bool rank_on_rounded; /* default: exact */
	struct tie_key *ties;
	uint32_t tie_count;
	enum ranks ranks;
	enum missing missing;
	struct advance advance;
	uint32_t appeal_minutes; /* how long appeals may come after publication */
	uint32_t *appeal_tell; /* whom the desk tells of one, places in event.people; none: all chiefs */
	uint32_t appeal_tell_count;
	uint32_t hold; /* so many first performers are announced together; 0: each at once. For views, not for scoring */
};

struct competitor {
	const char *id;
	const char *name;
	const char *unit; /* "" where none */
	const char *reading; /* how the name is said, as the organiser gave it; "" or NULL where not */
	const char **members;
	uint32_t member_count;
};

enum award_by { AWARD_RANKS, AWARD_PERCENT, AWARD_AT_LEAST };

struct award {
	const char *id;
	struct text title;
	enum award_by by;
	uint32_t from, to; /* ranks */
	int64_t micros; /* percent, at_least */
};

struct contest {
	const char *id;
	struct text title;
	bool teams; /* entry: team */
	struct competitor *competitors;
	uint32_t competitor_count;
	struct stage *stages;
	uint32_t stage_count;
	struct award *awards;
	uint32_t award_count;
	bool medals; /* rule worldskills */
	int64_t medals_within;
	bool scaled;
	int64_t scale_to, scale_spread;
};

enum role {
	ROLE_AUDIENCE,
	ROLE_SCREEN,
	ROLE_JUDGE,
	ROLE_CHIEF,
	ROLE_STEWARD,
	ROLE_SCRUTINEER,
	ROLE_ORGANISER,
	ROLE_MC,
	ROLE_SHADOW /* a trainee: marks along, and counts nowhere */
};
#define ROLE_COUNT (ROLE_SHADOW + 1)

struct person {
	const char *id;
	const char *name;
	enum role role;
};

struct event {
	const char *id;
	struct text title;
	const char *organiser, *venue; /* "" where not given */
	const char *starts, *ends; /* dates, "" where not given */
	const char *timezone; /* default "Asia/Shanghai" */
	struct person *people;
	uint32_t person_count;
	struct contest *contests;
	uint32_t contest_count;
};

/* Look-ups by id, in order of the arrays; NONE where there is none. For edges only: the fold keeps places. */
uint32_t event_contest(const struct event *e, const char *id);
uint32_t event_person(const struct event *e, const char *id);
uint32_t contest_stage(const struct contest *c, const char *id);
uint32_t contest_competitor(const struct contest *c, const char *id);
uint32_t stage_module(const struct stage *s, const char *id);
uint32_t module_aspect(const struct module *m, const char *id);
uint32_t module_penalty(const struct module *m, const char *id);

/* The team that marks an aspect: its criterion's judges. */
const uint32_t *aspect_judges(const struct module *m, uint32_t aspect, uint32_t *count);

/* Whether this person marks this aspect. */
bool aspect_marked_by(const struct module *m, uint32_t aspect, uint32_t person);

/* Whether this person marks anything in a module: its judge, or in a criterion's team. */
bool module_marked_by(const struct module *m, uint32_t person);

/* Whether this person marks all of the module along, without counting. */
bool module_shadowed_by(const struct module *m, uint32_t person);

/* Whether this person marks anything in a stage. */
bool stage_marked_by(const struct stage *s, uint32_t person);

#endif
