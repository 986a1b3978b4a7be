/*
 * rehearsal.h - simulated people who mark an event over real WebSockets: `touchstone rehearse`.
 *
 * A robot is one person with one socket: each judge marks, one competitor after the other, at a human pace; a chief
 * opens the first stage of every contest, locks it when all marks are in, publishes it and opens the next one. All that
 * is drawn comes from a seed. rehearsal.c keeps the sockets, rehearsal_judge.c and rehearsal_chief.c what the robots do
 * with what they are told, rehearsal_marks.c what they think of a piece of work.
 */
#ifndef HUB_REHEARSAL_H
#define HUB_REHEARSAL_H

#include "base/buf.h"
#include "base/index.h"
#include "base/json.h"
#include "base/mem.h"
#include "scoring/definition.h"
#include "scoring/entry.h"

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#define ROBOT_TOKEN_MAX 64

struct lws;
struct rehearsal;

/* What an answer is to. */
enum asked { ASKED_NOTHING, ASKED_HELLO, ASKED_WATCH, ASKED_ENTRY };

/* A module that a judge marks, as the topic `judge` says. */
struct robot_module {
	uint32_t contest, stage, module;
	bool open;
	uint32_t *competitors; /* in running order, without those who are out; in the robot's arena */
	uint32_t competitor_count;
};

/* A stage as a chief sees it. */
struct robot_stage {
	uint32_t contest, stage;
	enum phase phase;
	bool watched;
	int64_t in, due;
};

struct robot {
	struct rehearsal *rehearsal;
	uint32_t person; /* place in the event */
	char token[ROBOT_TOKEN_MAX];
	struct lws *wsi;    /* NULL: not connected */
	struct buf in, out; /* a message on its way in; one on its way out, "" for none */
	uv_timer_t timer;   /* the next thing to do */
	enum asked asked;   /* one request at a time */
	uint64_t asked_id;
	bool ready; /* said hello and knows what there is to do */
	uint64_t random;
	struct arena arena; /* of what a snapshot said */
	/* a judge's */
	struct robot_module *modules;
	uint32_t module_count;
	struct index done; /* "contest/stage/module/competitor/attempt" by places; keys in done_arena */
	struct arena done_arena;
	struct buf entry; /* the request that is being tried, to be sent again where the hub could not take it */
	char job[64];     /* its key in `done` */
	/* a chief's */
	struct robot_stage *stages;
	uint32_t stage_count, acting; /* place in stages that was acted on */
};

struct rehearsal_options {
	const char *definition; /* a file */
	const char *url;        /* "ws://HOST:PORT/ws" */
	const char *cards;      /* cards.txt */
	int64_t speed_permille; /* 1000 is a human pace */
	uint64_t seed;
};

/* Runs until all stages are published, a signal, or the end of the process that started it. The exit code. */
int rehearse(const struct rehearsal_options *options);

/* For the robots' files. */
const struct event *robot_event(const struct robot *r);
int64_t robot_speed_permille(const struct robot *r);
/* The next random number. */
uint64_t robot_draw(struct robot *r);
/* Sends a request with this method and params (JSON). */
void robot_ask(struct robot *r, enum asked what, const char *method, const char *params);
/* Comes to itself again after about so long, a human's pace; shorter with more speed. */
void robot_wait(struct robot *r, int64_t ms);
/* A new key for an entry. */
void robot_key(char out[static 33]);
/* A chief that has published everything. */
void rehearsal_over(struct robot *r);

/* What a robot does: when its time comes, with an answer (result or, NULL, an error), with an update's params. */
void judge_robot_act(struct robot *r);
void judge_robot_answer(struct robot *r, const cJSON *result, bool temporary);
void judge_robot_update(struct robot *r, const cJSON *params);
void chief_robot_act(struct robot *r);
void chief_robot_answer(struct robot *r, const cJSON *result, bool temporary);
void chief_robot_update(struct robot *r, const cJSON *params);

/* What a judge enters for an aspect, in millionths: by the competitor's talent, the judge's taste and chance. */
int64_t robot_mark(struct robot *r, const struct aspect *a, uint32_t contest, uint32_t competitor, uint32_t attempt);

#endif
