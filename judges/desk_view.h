/*
 * desk_view.h - topic `desk/CONTEST/STAGE`: who has marked what, and which judges are there. Pure: from the state to JSON.
 *
 * No marks are in it, only which sheets there are and whether they are complete.
 */
#ifndef JUDGES_DESK_VIEW_H
#define JUDGES_DESK_VIEW_H

#include "base/buf.h"
#include "scoring/state.h"

#include <stdbool.h>

/* Whether a person has a socket open; the hub knows. */
struct desk_online {
	bool (*is)(void *arg, uint32_t person);
	void *arg;
};

/*
 * {"contest","stage","title","contest_title","phase","public":{"frozen":false,"step":0},"modules":[{"id","title","attempts","judges":[{"id","name"}]}],
 * "competitors":[{"id","name","unit","status"}],"sheets":[{"module","competitor","attempt","judge","version","complete","at",
 * "returned"?, "typed_by"? and "confirmed_by"? (a paper sheet's people), "corrected_by"? and "corrected"? (the reason),
 * "recovered"? (its entry) and "recovered_at"? (ms; sent again and not confirmed)}],"papers":[{"paper":SEQ,"module","competitor","attempt","judge",
 * "version","by","at"}] (they wait for a second person),"apart":[{"module","competitor","attempt","aspects"}] (judgements that differ too much), "judges":[{"id","name","online"}],
 * "shadows":[{"id","name","online","sheets"}]}; competitors in running order.
 */
void desk_snapshot(struct state *s, uint32_t contest, uint32_t stage, const struct desk_online *online,
                   struct buf *out);

/*
 * As judge_changes: {"sheet":{...},"apart"?:{...},"status":{"competitor","status"}} for a sheet (its competitor may be complete
 * now; "apart" comes with each sheet of a module that has judgements, its aspects empty where all is well),
 * {"phase":{"contest","stage","phase"},"public":{"frozen","step"}}, {"status":{...}}, {"papers":[...]} (all that wait; with a sheet too, where they changed), {"shadow":{...}}, {"public":{"frozen","step"}}, or {"snapshot":{...}} where who takes part, and in which order, may be new.
 */
void desk_changes(struct state *s, const struct entry *e, const struct change *change, uint32_t contest,
                  uint32_t stage, const struct desk_online *online,
                  void (*emit)(void *arg, const char *json, size_t len), void *arg);

/* {"judge":{"id","name","online"}} or {"shadow":{...}}: a judge came or went. False, and nothing written, where the judge has no part in the stage. */
bool desk_judge_change(struct state *s, uint32_t contest, uint32_t stage, uint32_t person, bool online,
                       struct buf *out);

#endif
