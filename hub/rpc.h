/*
 * rpc.h - JSON-RPC 2.0 on a socket: a request in, one answer out, now or later.
 *
 * Requests go by a table of methods (hub/methods.c). An answer that waits for the ledger is a struct pending; it
 * outlives its socket where that goes first, and then answers nobody.
 */
#ifndef HUB_RPC_H
#define HUB_RPC_H

#include "base/json.h"
#include "hub/hub.h"
#include "judges/request.h"

#define RPC_ID_MAX 128 /* bytes of a request's id, as JSON */

/* A request that is being answered. */
struct call {
	struct hub *hub;
	struct socket *socket;
	char id[RPC_ID_MAX + 1]; /* as JSON */
	struct json_out result;  /* a handler that returns ERR_OK has put one value here, or has made a pending */
	char expected[REQUEST_EXPECTED_MAX]; /* where it returns an error: what was expected, or "" */
	bool later;                          /* a pending answers */
};

/* A refusal: notes what was expected, and gives `err` back. */
enum err call_refuse(struct call *call, enum err err, const char *expected);
/* Nothing can be said about an event that is not there yet: ERR_UNAVAILABLE until then. */
MUST_CHECK enum err call_ready(struct call *call);
/* The same, and whether the caller's role may call the method. */
MUST_CHECK enum err call_may(struct call *call, const char *method);

typedef enum err rpc_handler(struct call *call, const cJSON *params);

struct rpc_method {
	const char *name;
	rpc_handler *handle;
};

extern const struct rpc_method rpc_methods[];
extern const size_t rpc_method_count;

/* A request whose entry is on its way into the ledger. */
struct pending {
	struct socket *socket;       /* NULL: it has gone */
	struct pending *prev, *next; /* of the socket */
	struct hub *hub;
	char id[RPC_ID_MAX + 1];
	uint32_t version;           /* of a sheet, 0: none */
	char token[TOKEN_TEXT_MAX]; /* of a new card, "": none */
};

struct pending *pending_new(struct call *call, uint32_t version, const char *token);
/* Takes it from its socket, whose reading may go on, and frees it. */
void pending_free(struct pending *p);

/* Sends {"id":ID,"result":...} and {"id":ID,"error":...}; `expected` may be NULL or "". */
void rpc_result(struct socket *s, const char *id, const char *json, size_t len);
void rpc_error(struct socket *s, const char *id, int code, enum err err, const char *expected);
/* JSON-RPC's number for one of our errors. */
int rpc_code(enum err err);

#endif
