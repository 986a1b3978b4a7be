/*
 * Drawn changes of good inputs for everything that takes bytes from outside (tests/fuzz/targets.h): nothing may crash, and
 * under the sanitizers nothing may be touched that is not its own.
 *
 *     test_bytes [SEED [COUNT]]
 */
#include "tests/fuzz/targets.h"
#include "tests/unit/random_entries.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <signal.h>
#include <unistd.h>

#include <cmocka.h>

#define INPUT_MAX 8192

static uint64_t seed_first = 1, input_count = 3000;

static const char *const words[] = { "\"",  "{",      "}",     "[",   "]",    ":",    ",",       "\\u0000", "\\ud800", "1e999",
	                             "-",   "0.0000001", "null", "true", "\r\n", "\n", "\xff", "\xef\xbb\xbf", "999999999999", "\\" };

static size_t replace(char *text, size_t len, size_t at, size_t out, const char *in, size_t in_len)
{
	if (at + out > len)
		out = len - at;
	if (len - out + in_len > INPUT_MAX)
		return len;
	memmove(text + at + in_len, text + at + out, len - at - out);
	memcpy(text + at, in, in_len);
	return len - out + in_len;
}

static const char *const values[] = { "0",      "-1",   "1",       "2",      "3",    "100", "1000000000", "0.000001", "\"0.5\"",  "\"-3\"",
	                              "\"\"",   "null", "true",    "false",  "[]",   "{}",  "[1,2]",      "\"m\"",    "\"s\"",    "\"c\"",
	                              "\"j1\"", "\"P\"", "\"mean\"", "\"best\"", "\"1\"", "\"2\"", "\"low\"",    "\"rate\"", "\"count\"", "\"place\"" };

/* The string or number at or after `at`: where it begins, and in *end where it ends. `at` is not inside a string. */
static size_t next_value(const char *text, size_t len, size_t at, size_t *end)
{
	while (at < len && text[at] != '"' && (text[at] < '0' || text[at] > '9'))
		at++;
	*end = at;
	if (at < len && text[at] == '"') {
		for (*end = at + 1; *end < len && text[*end] != '"'; ++*end)
			*end += text[*end] == '\\';
		*end = *end < len ? *end + 1 : len;
	} else {
		while (*end < len && ((text[*end] >= '0' && text[*end] <= '9') || text[*end] == '.'))
			++*end;
	}
	return at;
}

/* One whole string or number becomes another value, so that the text stays well-formed more often than not. */
static size_t change_value(struct draw *d, char *text, size_t len)
{
	uint32_t count = 0;
	size_t at, end = 0;
	while ((at = next_value(text, len, end, &end)) < len)
		count++;
	if (!count)
		return len;
	end = 0;
	for (uint32_t n = draw_below(d, count) + 1; n; n--)
		at = next_value(text, len, end, &end);
	/* names of members mostly stay what they are */
	if (end < len && text[end] == ':' && draw_percent(d, 90))
		return len;
	const char *value = values[draw_below(d, sizeof values / sizeof *values)];
	return replace(text, len, at, end - at, value, strlen(value));
}

static size_t change(struct draw *d, const struct fuzz_target *t, size_t seeds, char *text, size_t len)
{
	size_t at = len ? draw_below(d, (uint32_t)len) : 0;
	char piece[64];
	size_t size = draw_below(d, sizeof piece);
	if (draw_percent(d, 80))
		return change_value(d, text, len);
	switch (draw_below(d, 6)) {
	case 0: /* a bit */
		if (len)
			text[at] = (char)(text[at] ^ 1 << draw_below(d, 8));
		return len;
	case 1: /* a byte */
		piece[0] = (char)draw_below(d, 256);
		return replace(text, len, at, 1, piece, 1);
	case 2: { /* a word in between, or over */
		const char *word = words[draw_below(d, sizeof words / sizeof *words)];
		return replace(text, len, at, draw_below(d, 3), word, strlen(word));
	}
	case 3: /* a piece away */
		return replace(text, len, at, size, "", 0);
	case 4: /* a piece from elsewhere in it */
		size = size < len - at ? size : len - at;
		memcpy(piece, text + at, size);
		return replace(text, len, len ? draw_below(d, (uint32_t)len) : 0, 0, piece, size);
	default: { /* a piece of another input */
		const char *other = t->seeds[draw_below(d, (uint32_t)seeds)];
		size_t other_len = strlen(other), from = draw_below(d, (uint32_t)other_len);
		size = size < other_len - from ? size : other_len - from;
		return replace(text, len, at, draw_below(d, 2) ? size : 0, other + from, size);
	}
	}
}

/* What is being tried, for a message when it crashes. */
static const char *trying_name = "";
static volatile uint64_t trying_seed;

static void on_crash(int signal_number)
{
	char text[128];
	int len = snprintf(text, sizeof text, "\n%s: seed %llu: signal %d\n", trying_name, (unsigned long long)trying_seed,
	                   signal_number);
	if (write(STDERR_FILENO, text, (size_t)len) < 0)
		_exit(2);
	_exit(1);
}

static void test_target(void **state)
{
	const struct fuzz_target *t = *state;
	size_t seeds = 0;
	while (seeds < sizeof t->seeds / sizeof *t->seeds && t->seeds[seeds])
		seeds++;
	trying_name = t->name;
	for (uint64_t i = 0; i < input_count; i++) {
		struct draw d = { seed_first + i };
		const char *seed = t->seeds[draw_below(&d, (uint32_t)seeds)];
		char text[INPUT_MAX];
		size_t len = strlen(seed);
		trying_seed = seed_first + i;
		memcpy(text, seed, len);
		for (uint32_t k = i < seeds ? 0 : 1 + draw_below(&d, 4); k; k--)
			len = change(&d, t, seeds, text, len);
		/* a copy of exactly this size, so that a byte too far is noticed */
		char *exact = xmalloc(len);
		memcpy(exact, text, len);
		t->run(exact, len);
		free(exact);
	}
}

int main(int argc, char **argv)
{
	struct CMUnitTest tests[FUZZ_TARGET_COUNT];
	if (argc > 1)
		seed_first = strtoull(argv[1], NULL, 10);
	if (argc > 2)
		input_count = strtoull(argv[2], NULL, 10);
	printf("seeds %llu to %llu\n", (unsigned long long)seed_first, (unsigned long long)(seed_first + input_count - 1));
	static struct fuzz_target targets[FUZZ_TARGET_COUNT];
	memcpy(targets, fuzz_targets, sizeof targets);
	for (size_t i = 0; i < FUZZ_TARGET_COUNT; i++)
		tests[i] = (struct CMUnitTest){ targets[i].name, test_target, NULL, NULL, &targets[i] };
	int failed = 0;
	/* cmocka catches SIGABRT itself only within its own asserts */
	signal(SIGABRT, on_crash);
	failed = cmocka_run_group_tests_name("bytes", tests, NULL, NULL);
	state_free(fuzz_state());
	return failed;
}
