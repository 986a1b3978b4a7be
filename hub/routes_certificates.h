/*
 * routes_certificates.h - /v/...: a certificate's page, its credential, and the two lists that it is checked against.
 *
 *   /v/ID            the verifying page; what stands behind the # never comes here
 *   /v/ID.json       the certificate as a Verifiable Credential; 410 and the reason where it was revoked
 *   /v/keys.json     the public keys of the certificates in the ledger, and those of --keys
 *   /v/revoked.json  what was revoked
 */
#ifndef HUB_ROUTES_CERTIFICATES_H
#define HUB_ROUTES_CERTIFICATES_H

#include "hub/routes.h"

bool route_certificates(struct hub *hub, const struct http_request *r, struct http_answer *a);

#endif
