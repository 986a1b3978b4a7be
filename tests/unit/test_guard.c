/* Handshakes: which of them may become a WebSocket. */
#include "hub/guard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define HOST "127.0.0.1:8080"

static const struct {
	const char *name;
	struct handshake handshake;
	bool good;
} handshakes[] = {
	{ "plain", { "/ws", true, "HTTP/1.1", "websocket", "13", HOST, "" }, true },
	{ "own origin", { "/ws", true, "HTTP/1.1", "websocket", "13", HOST, "http://" HOST }, true },
	{ "own origin over TLS in front",
	  { "/ws", true, "HTTP/1.1", "websocket", "13", "hall.example", "https://hall.example" },
	  true },
	{ "WebSocket in capitals", { "/ws", true, "HTTP/1.1", "WebSocket", "13", HOST, "" }, true },
	{ "localhost", { "/ws", true, "HTTP/1.1", "websocket", "13", "localhost:1", "" }, true },
	{ "a named host", { "/ws", true, "HTTP/1.1", "websocket", "13", "Hall.Example:8080", "" }, true },
	{ "the last named host", { "/ws", true, "HTTP/1.1", "websocket", "13", "b.example", "" }, true },
	{ "loopback of version 6", { "/ws", true, "HTTP/1.1", "websocket", "13", "[::1]:8080", "" }, true },
	{ "another method", { "/ws", false, "HTTP/1.1", "websocket", "13", HOST, "" }, false },
	{ "HTTP/1.0", { "/ws", true, "HTTP/1.0", "websocket", "13", HOST, "" }, false },
	{ "no HTTP", { "/ws", true, "", "websocket", "13", HOST, "" }, false },
	{ "h2c", { "/ws", true, "HTTP/1.1", "h2c", "13", HOST, "" }, false },
	{ "no upgrade", { "/ws", true, "HTTP/1.1", "", "13", HOST, "" }, false },
	{ "another path", { "/", true, "HTTP/1.1", "websocket", "13", HOST, "" }, false },
	{ "version 8", { "/ws", true, "HTTP/1.1", "websocket", "8", HOST, "" }, false },
	{ "version 130", { "/ws", true, "HTTP/1.1", "websocket", "130", HOST, "" }, false },
	{ "no version", { "/ws", true, "HTTP/1.1", "websocket", "", HOST, "" }, false },
	{ "no host", { "/ws", true, "HTTP/1.1", "websocket", "13", "", "" }, false },
	{ "a foreign host", { "/ws", true, "HTTP/1.1", "websocket", "13", "evil.example", "" }, false },
	{ "a foreign address", { "/ws", true, "HTTP/1.1", "websocket", "13", "203.0.113.9:8080", "" }, false },
	{ "the beginning of a named host", { "/ws", true, "HTTP/1.1", "websocket", "13", "hall", "" }, false },
	{ "a named host with more", { "/ws", true, "HTTP/1.1", "websocket", "13", "hall.example.evil", "" }, false },
	{ "a comma", { "/ws", true, "HTTP/1.1", "websocket", "13", "hall.example,b.example", "" }, false },
	{ "an at sign", { "/ws", true, "HTTP/1.1", "websocket", "13", "localhost@evil.example", "" }, false },
	{ "a foreign origin", { "/ws", true, "HTTP/1.1", "websocket", "13", HOST, "http://evil.example" }, false },
	{ "an origin of another port",
	  { "/ws", true, "HTTP/1.1", "websocket", "13", HOST, "http://127.0.0.1:81" },
	  false },
	{ "the origin null", { "/ws", true, "HTTP/1.1", "websocket", "13", HOST, "null" }, false },
	{ "an origin of another scheme", { "/ws", true, "HTTP/1.1", "websocket", "13", HOST, "file://" HOST }, false },
};

static void test_handshakes(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof handshakes / sizeof handshakes[0]; i++) {
		const char *refusal = guard_check(&handshakes[i].handshake, "hall.example,b.example");
		if ((refusal == NULL) != handshakes[i].good)
			fail_msg("%s: %s", handshakes[i].name, refusal ? refusal : "was let through");
	}
}

static const struct {
	const char *authority, *host; /* host NULL: refused */
} authorities[] = {
	{ "a.example", "a.example" },
	{ "a.example:80", "a.example" },
	{ "[::1]", "::1" },
	{ "[::1]:80", "::1" },
	{ "", NULL },
	{ ":80", NULL },
	{ "[::1", NULL },
	{ "[::1]x", NULL },
	{ "[]", NULL },
	{ "a/b", NULL },
	{ "a@b", NULL },
	{ "a b", NULL },
	{ "a?b", NULL },
	{ "a#b", NULL },
	{ "0123456789abcdef", NULL },
};

static void test_authorities(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof authorities / sizeof authorities[0]; i++) {
		char host[16];
		bool good = guard_host(authorities[i].authority, host, sizeof host);
		if (good != (authorities[i].host != NULL))
			fail_msg("\"%s\"", authorities[i].authority);
		if (good)
			assert_string_equal(host, authorities[i].host);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_handshakes),
		cmocka_unit_test(test_authorities),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
