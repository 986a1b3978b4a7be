/*
 * network.h - the addresses under which this machine is reached.
 */
#ifndef HUB_NETWORK_H
#define HUB_NETWORK_H

#include <stdbool.h>
#include <stddef.h>

#define NETWORK_TEXT_MAX 64 /* bytes of an address as text, with its NUL */

/* The IPv4 addresses of interfaces that are up, without loopback; at most `max`. Returns how many. */
size_t network_addresses(char (*out)[NETWORK_TEXT_MAX], size_t max);

/* Whether a host name or numeric address (no port, IPv6 without brackets) means this machine: localhost, its name,
 * name.local, or the address of one of its interfaces. */
bool network_own(const char *host);

#endif
