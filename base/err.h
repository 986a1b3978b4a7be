/*
 * err.h - every refusal and failure that a function of ours can return.
 *
 * One enum made from one table. The middle column is the code that goes over the wire and into the ledger as a
 * verdict: it never changes once published. The text is the English sentence used where the caller has nothing
 * more exact to say; the pages translate by code.
 *
 * A function that returns an `enum err` leaves its target unchanged unless it returns ERR_OK.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>

/* X(NAME, wire code, temporary, text). `temporary` tells a tablet to keep the message and send it again. */
#define ERR_TABLE(X)                                                                                              \
	X(OK, "accepted", false, "done")                                                                          \
	X(MALFORMED, "malformed", false, "this is not well-formed JSON")                                          \
	X(TOO_LARGE, "too_large", false, "this is larger than the limit")                                         \
	X(TOO_DEEP, "too_deep", false, "this is nested deeper than 16 levels")                                    \
	X(DUPLICATE_KEY, "duplicate_key", false, "an object has the same key twice")                              \
	X(UNKNOWN_METHOD, "unknown_method", false, "there is no such method")                                     \
	X(INVALID, "invalid", false, "a value is missing or of the wrong kind")                                   \
	X(NOT_A_NUMBER, "not_a_number", false, "expected a decimal number with at most 6 digits after the point") \
	X(OUT_OF_RANGE, "out_of_range", false, "the number is outside its limits")                                \
	X(OFF_STEP, "off_step", false, "the number is not a multiple of the step")                                \
	X(NOT_SIGNED_IN, "not_signed_in", false, "sign in first, with a card's code")                             \
	X(NOT_ALLOWED, "not_allowed", false, "your role may not do this")                                         \
	X(OTHER_TABLET, "other_tablet", false, "this card is bound to another tablet: go on there, or have the chief move it") \
	X(TOO_OFTEN, "too_often", false, "too many codes were wrong: wait a few minutes, or scan the card")       \
	X(NOT_YOUR_MODULE, "not_your_module", false, "this module is not yours to mark")                          \
	X(UNKNOWN_PERSON, "unknown_person", false, "there is no such person")                                     \
	X(UNKNOWN_CONTEST, "unknown_contest", false, "there is no such contest")                                  \
	X(UNKNOWN_STAGE, "unknown_stage", false, "there is no such stage")                                        \
	X(UNKNOWN_MODULE, "unknown_module", false, "there is no such module")                                     \
	X(UNKNOWN_COMPETITOR, "unknown_competitor", false, "there is no such competitor in this stage")           \
	X(UNKNOWN_ASPECT, "unknown_aspect", false, "there is no such aspect or penalty in this module")           \
	X(UNKNOWN_TOPIC, "unknown_topic", false, "there is no such topic")                                        \
	X(STAGE_NOT_OPEN, "stage_not_open", false, "the stage is not open for marks yet")                         \
	X(STAGE_LOCKED, "stage_locked", false, "the stage is locked: marks are no longer taken")                  \
	X(WRONG_PHASE, "wrong_phase", false, "the stage cannot go to that phase from where it is")                \
	X(UNSETTLED, "unsettled", false, "something has to be settled first")                                     \
	X(DIFFERS, "differs", false, "this differs from what was typed before")                                  \
	X(STALE, "stale", false, "a newer version of this exists")                                                \
	X(REPEATED, "repeated", false, "this key was used before, for something else")                            \
	X(MISSING_MARK, "missing_mark", false, "the sheet lacks a mark")                                          \
	X(NO_EVENT, "no_event", false, "the ledger does not begin with an event definition")                      \
	X(CORRUPT, "corrupt", false, "the data does not agree with its own hash")                                 \
	X(UNAVAILABLE, "unavailable", true, "the hub cannot write to its ledger now; keep this and send it again") \
	X(IO, "io", false, "reading or writing failed")                                                           \
	X(NOT_FOUND, "not_found", false, "there is no such thing")                                                \
	X(BUSY, "busy", false, "another one is under way; end that first")                                        \
	X(UNSUPPORTED, "unsupported", false, "this is not supported")

enum err {
#define X(name, code, temporary, text) ERR_##name,
	ERR_TABLE(X)
#undef X
};

#define ERR_COUNT (ERR_UNSUPPORTED + 1)

/* Marks a function whose error must be looked at. */
#define MUST_CHECK __attribute__((warn_unused_result))

/* The wire code, such as "out_of_range". Never NULL. */
const char *err_code(enum err e);

/* The English sentence. Never NULL. */
const char *err_text(enum err e);

/* Whether the same message may succeed later without being changed. */
bool err_temporary(enum err e);

/* The error with this wire code; false where there is none. */
bool err_from_code(const char *code, enum err *out);

#endif
