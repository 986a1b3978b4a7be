#include "hub/network.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

/* An interface's address as text; false where it has none that we use. */
static bool interface_text(const struct ifaddrs *i, char out[static NETWORK_TEXT_MAX])
{
	if (i->ifa_addr == NULL || !(i->ifa_flags & IFF_UP))
		return false;
	if (i->ifa_addr->sa_family == AF_INET) {
		struct sockaddr_in in;
		memcpy(&in, i->ifa_addr, sizeof in);
		return inet_ntop(AF_INET, &in.sin_addr, out, NETWORK_TEXT_MAX) != NULL;
	}
	if (i->ifa_addr->sa_family == AF_INET6) {
		struct sockaddr_in6 in6;
		memcpy(&in6, i->ifa_addr, sizeof in6);
		return inet_ntop(AF_INET6, &in6.sin6_addr, out, NETWORK_TEXT_MAX) != NULL;
	}
	return false;
}

size_t network_addresses(char (*out)[NETWORK_TEXT_MAX], size_t max)
{
	struct ifaddrs *list = NULL;
	size_t count = 0;
	if (getifaddrs(&list) != 0)
		return 0;
	for (const struct ifaddrs *i = list; i != NULL && count < max; i = i->ifa_next)
		if (!(i->ifa_flags & IFF_LOOPBACK) && i->ifa_addr != NULL && i->ifa_addr->sa_family == AF_INET &&
		    interface_text(i, out[count]))
			count++;
	freeifaddrs(list);
	return count;
}

static bool own_name(const char *host)
{
	char name[256] = "", local[264];
	if (strcasecmp(host, "localhost") == 0)
		return true;
	if (gethostname(name, sizeof name - 1) != 0 || name[0] == '\0')
		return false;
	snprintf(local, sizeof local, "%s.local", name);
	return strcasecmp(host, name) == 0 || strcasecmp(host, local) == 0;
}

bool network_own(const char *host)
{
	struct ifaddrs *list = NULL;
	unsigned char bytes[16];
	char canonical[NETWORK_TEXT_MAX], text[NETWORK_TEXT_MAX];
	bool own = false;
	if (own_name(host))
		return true;
	if (inet_pton(AF_INET, host, bytes) == 1) {
		if (bytes[0] == 127)
			return true;
		inet_ntop(AF_INET, bytes, canonical, sizeof canonical);
	} else if (inet_pton(AF_INET6, host, bytes) == 1) {
		inet_ntop(AF_INET6, bytes, canonical, sizeof canonical);
	} else {
		return false;
	}
	if (getifaddrs(&list) != 0)
		return false;
	for (const struct ifaddrs *i = list; i != NULL && !own; i = i->ifa_next)
		own = interface_text(i, text) && strcmp(text, canonical) == 0;
	freeifaddrs(list);
	return own;
}
