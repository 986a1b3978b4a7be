/*
 * served.h - what a hub or a static site serves about an event's certificates: keys.json, revoked.json, /v/ID.json.
 */
#ifndef CERTIFICATES_SERVED_H
#define CERTIFICATES_SERVED_H

#include "base/buf.h"
#include "base/err.h"
#include "certificates/key.h"
#include "scoring/state.h"

#include <stdint.h>

/*
 * The keys that the certificates were signed with, each with the hosts of their addresses; a key of `known` (may be NULL) goes
 * before what a record says of it, so that one can be retired or void.
 */
MUST_CHECK enum err served_keyring(const struct certificate *list, uint32_t count, const struct keyring *known,
                                   struct keyring *out);

/* keys.json of the same. */
MUST_CHECK enum err served_keys(const struct certificate *list, uint32_t count, const struct keyring *known, struct buf *out);

/* revoked.json. */
void served_revoked(const struct certificate *list, uint32_t count, struct buf *out);

/*
 * A certificate's Verifiable Credential. ERR_NOT_FOUND: there is no such certificate; ERR_STALE: it was revoked, and `out` has
 * {"id", "since", "reason", "replaced_by"} instead.
 */
MUST_CHECK enum err served_credential(const struct certificate *list, uint32_t count, const char *id, struct buf *out);

#endif
