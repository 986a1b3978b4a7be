/* What store/ reads out of Redis' texts and out of --redis, without a server. */
#include "store/connection.h"
#include "store/server_check.h"
#include "store/stream_id.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void addresses(void **unused)
{
	(void)unused;
	static const struct {
		const char *text, *host;
		uint16_t port; /* 0: a unix socket */
	} good[] = {
		{ "unix:/run/redis.sock", "/run/redis.sock", 0 },
		{ "unix:relative:with:colons", "relative:with:colons", 0 },
		{ "127.0.0.1:7000", "127.0.0.1", 7000 },
		{ "redis.example", "redis.example", 6379 },
		{ "h:65535", "h", 65535 },
		{ "[::1]:7000", "::1", 7000 },
		{ "[fe80::1]", "fe80::1", 6379 },
	};
	static const char *const bad[] = { "",     ":",    "h:",   ":1",       "h:0",   "h:65536", "h:99999999999",
		                           "h:1x", "h:-1", "h: 1", "::1:7000", "a:b:1", "unix:",   "[]:1" };
	struct redis_address a;
	char text[REDIS_HOST_MAX + 16];
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		if (redis_address_parse(good[i].text, strlen(good[i].text), 6379, &a) != ERR_OK)
			fail_msg("%s was refused", good[i].text);
		assert_string_equal(a.host, good[i].host);
		assert_int_equal(a.port, good[i].port);
		struct redis_address again;
		redis_address_text(&a, text, sizeof text);
		assert_int_equal(redis_address_parse(text, strlen(text), 1, &again), ERR_OK);
		assert_string_equal(again.host, a.host);
		assert_int_equal(again.port, a.port);
	}
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		if (redis_address_parse(bad[i], strlen(bad[i]), 6379, &a) == ERR_OK)
			fail_msg("%s was taken", bad[i]);
	char long_name[REDIS_HOST_MAX + 1];
	memset(long_name, 'a', sizeof long_name);
	assert_int_equal(redis_address_parse(long_name, REDIS_HOST_MAX, 1, &a), ERR_INVALID);
	assert_int_equal(redis_address_parse(long_name, REDIS_HOST_MAX - 1, 1, &a), ERR_OK);
}

static void stream_ids(void **unused)
{
	(void)unused;
	static const struct {
		const char *a, *b;
		int order;
	} rows[] = {
		{ "1-0", "1-0", 0 },
		{ "1-0", "1-1", -1 },
		{ "9-0", "10-0", -1 },
		{ "1764391251123-10", "1764391251123-9", 1 },
		{ "1764391251124-0", "1764391251123-99", 1 },
		{ "18446744073709551615-0", "2-0", 1 },
		{ "", "0-1", -1 },
		{ "", "", 0 },
		{ "5", "5-0", 0 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if (stream_id_compare(rows[i].a, rows[i].b) != rows[i].order ||
		    stream_id_compare(rows[i].b, rows[i].a) != -rows[i].order)
			fail_msg("%s and %s", rows[i].a, rows[i].b);
	}
}

static void info(void **unused)
{
	(void)unused;
	static const char text[] = "# Server\r\nrun_id:abc\r\nrole_of:x\r\nrole:master\r\nempty:\r\nlast:1";
	static const struct {
		const char *name, *value;
	} rows[] = { { "run_id", "abc" }, { "role", "master" }, { "empty", "" },
		     { "last", "1" },     { "ole", "" },        { "none", "" } };
	char value[8];
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		server_info(text, rows[i].name, value, sizeof value);
		assert_string_equal(value, rows[i].value);
	}
	server_info("name:0123456789", "name", value, sizeof value);
	assert_string_equal(value, "0123456");
}

static void settings(void **unused)
{
	(void)unused;
	static const struct {
		const char *words[6];
		const char *wrong; /* a part of the sentence, NULL: good */
	} rows[] = {
		{ { "appendonly", "yes", "appendfsync", "always", "maxmemory-policy", "noeviction" }, NULL },
		{ { "maxmemory-policy", "noeviction", "appendfsync", "always", "appendonly", "yes" }, NULL },
		{ { "appendonly", "no", "appendfsync", "always", "maxmemory-policy", "noeviction" },
		  "appendonly is no, and must be yes" },
		{ { "appendonly", "yes", "appendfsync", "everysec", "maxmemory-policy", "noeviction" },
		  "appendfsync is everysec, and must be always" },
		{ { "appendonly", "yes", "appendfsync", "always", "maxmemory-policy", "allkeys-lru" },
		  "maxmemory-policy is allkeys-lru, and must be noeviction" },
		{ { "appendonly", "no", "appendfsync", "no", "maxmemory-policy", "noeviction" },
		  "appendonly is no, and must be yes; appendfsync is no, and must be always" },
		{ { "appendonly", "yes", "appendfsync", "always", "other", "x" }, "maxmemory-policy is not known" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char words[6][32], wrong[300] = "";
		redisReply items[6], *list[6];
		for (size_t j = 0; j < 6; j++) {
			strncpy(words[j], rows[i].words[j], sizeof words[j] - 1);
			words[j][sizeof words[j] - 1] = '\0';
			items[j] = (redisReply){ .type = REDIS_REPLY_STRING, .str = words[j], .len = strlen(words[j]) };
			list[j] = &items[j];
		}
		redisReply reply = { .type = REDIS_REPLY_ARRAY, .elements = 6, .element = list };
		assert_int_equal(server_settings_wrong(&reply, wrong, sizeof wrong), rows[i].wrong != NULL);
		if (rows[i].wrong && !strstr(wrong, rows[i].wrong))
			fail_msg("%s", wrong);
		assert_false(server_settings_hidden(&reply));
	}
	char denied[] = "NOPERM this user has no permissions", other[] = "ERR unknown command";
	redisReply reply = { .type = REDIS_REPLY_ERROR, .str = denied, .len = strlen(denied) };
	assert_true(server_settings_hidden(&reply));
	reply.str = other;
	assert_false(server_settings_hidden(&reply));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(addresses), cmocka_unit_test(stream_ids),
		                            cmocka_unit_test(info), cmocka_unit_test(settings) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
