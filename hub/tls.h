/*
 * tls.h - the certificate with which the hub speaks https and wss itself: looked at once, before anybody connects.
 *
 * The connections are libwebsockets' work. Here it is found out whether certificate and key are good for that, so that
 * what is wrong is said in one line, and under which name the hub is to be reached.
 */
#ifndef HUB_TLS_H
#define HUB_TLS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Reads a certificate (PEM; with those between it and its authority's behind it) and its key. False, with a sentence in
 * `fault`, where one cannot be read, they do not belong together, or the certificate is not valid now. `name` becomes
 * its first DNS name without a wildcard, "" where it has none.
 */
bool tls_check(const char *certificate, const char *key, char *name, size_t name_size, char *fault, size_t size);

#endif
