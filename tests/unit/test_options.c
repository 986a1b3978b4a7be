/* Options: four places they come from, and what is refused. */
#include "hub/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define WORDS_MAX 8

static const struct option options[] = {
	{ "port", OPTION_INT, 0, 65535, "8080", "PORT", "a port" },
	{ "data", OPTION_TEXT, 0, 8, NULL, "DIR", "a directory" },
	{ "dry-run", OPTION_FLAG, 0, 0, NULL, NULL, "do nothing" },
};

static const struct option_table table = { "try", "FILE", "Tries.", 1, 2, options, 3 };

static char file[] = "/tmp/touchstone-options-XXXXXX";

/* Runs options_read on words; standard error is closed to keep the test's output clean. */
static int read_words(struct options *o, const char *const *words)
{
	static char *argv[WORDS_MAX + 1], copies[WORDS_MAX][128]; /* options borrow them */
	int argc = 0;
	for (; words[argc] != NULL; argc++) {
		snprintf(copies[argc], sizeof copies[argc], "%s", strcmp(words[argc], "INI") == 0 ? file : words[argc]);
		argv[argc] = copies[argc];
	}
	argv[argc] = NULL;
	fflush(stderr);
	FILE *kept = stderr;
	stderr = fopen("/dev/null", "w");
	int rc = options_read(o, &table, argc, argv);
	fclose(stderr);
	stderr = kept;
	return rc;
}

static const struct {
	const char *name;
	const char *words[WORDS_MAX];
	const char *ini;        /* the file's text, NULL: none is named */
	const char *port, *dry; /* of the environment, NULL: not set */
	int rc;                 /* -1: goes on, with the values below */
	int64_t expected_port;
	bool expected_dry;
	size_t arguments;
} rows[] = {
	{ "default", { "try", "a" }, NULL, NULL, NULL, -1, 8080, false, 1 },
	{ "command line", { "try", "--port", "1", "a" }, NULL, NULL, NULL, -1, 1, false, 1 },
	{ "with an equals sign", { "try", "a", "--port=2", "b" }, NULL, NULL, NULL, -1, 2, false, 2 },
	{ "a flag", { "try", "--dry-run", "a" }, NULL, NULL, NULL, -1, 8080, true, 1 },
	{ "a flag said no", { "try", "--dry-run=no", "a" }, NULL, NULL, "1", -1, 8080, false, 1 },
	{ "behind --", { "try", "--", "--port" }, NULL, NULL, NULL, -1, 8080, false, 1 },
	{ "a single -", { "try", "-" }, NULL, NULL, NULL, -1, 8080, false, 1 },
	{ "environment", { "try", "a" }, NULL, "3", "yes", -1, 3, true, 1 },
	{ "command line before environment", { "try", "--port", "1", "a" }, NULL, "3", NULL, -1, 1, false, 1 },
	{ "file", { "try", "--config", "INI", "a" }, "port = 4\n[try]\ndry-run = on\n", NULL, NULL, -1, 4, true, 1 },
	{ "environment before file", { "try", "--config", "INI", "a" }, "port = 4\n", "3", NULL, -1, 3, false, 1 },
	{ "another section is not ours",
	  { "try", "--config", "INI", "a" },
	  "[other]\nport = 4\nx = y\n",
	  NULL,
	  NULL,
	  -1,
	  8080,
	  false,
	  1 },
	{ "a common key is somebody else's",
	  { "try", "--config", "INI", "a" },
	  "x = y\n",
	  NULL,
	  NULL,
	  -1,
	  8080,
	  false,
	  1 },
	{ "an unknown option", { "try", "--prot", "1", "a" }, NULL, NULL, NULL, 2, 0, false, 0 },
	{ "an unknown short option", { "try", "-p", "a" }, NULL, NULL, NULL, 2, 0, false, 0 },
	{ "no value", { "try", "a", "--port" }, NULL, NULL, NULL, 2, 0, false, 0 },
	{ "not a number", { "try", "--port", "many", "a" }, NULL, NULL, NULL, 2, 0, false, 0 },
	{ "a number and more", { "try", "--port", "80x", "a" }, NULL, NULL, NULL, 2, 0, false, 0 },
	{ "an empty number", { "try", "--port=", "a" }, NULL, NULL, NULL, 2, 0, false, 0 },
	{ "too large", { "try", "--port", "65536", "a" }, NULL, NULL, NULL, 2, 0, false, 0 },
	{ "too small", { "try", "--port", "-1", "a" }, NULL, NULL, NULL, 2, 0, false, 0 },
	{ "beyond 64 bits", { "try", "--port", "99999999999999999999", "a" }, NULL, NULL, NULL, 2, 0, false, 0 },
	{ "a text too long", { "try", "--data", "123456789", "a" }, NULL, NULL, NULL, 2, 0, false, 0 },
	{ "a flag that is neither", { "try", "--dry-run=maybe", "a" }, NULL, NULL, NULL, 2, 0, false, 0 },
	{ "no argument", { "try" }, NULL, NULL, NULL, 2, 0, false, 0 },
	{ "too many arguments", { "try", "a", "b", "c" }, NULL, NULL, NULL, 2, 0, false, 0 },
	{ "a wrong environment", { "try", "a" }, NULL, "x", NULL, 2, 0, false, 0 },
	{ "a key that we do not have",
	  { "try", "--config", "INI", "a" },
	  "[try]\nprot = 4\n",
	  NULL,
	  NULL,
	  2,
	  0,
	  false,
	  0 },
	{ "a wrong value in the file", { "try", "--config", "INI", "a" }, "port = x\n", NULL, NULL, 2, 0, false, 0 },
	{ "a file that is no INI file", { "try", "--config", "INI", "a" }, "nonsense\n", NULL, NULL, 2, 0, false, 0 },
	{ "a file that is not there", { "try", "--config", "/nowhere/x.ini", "a" }, NULL, NULL, NULL, 2, 0, false, 0 },
};

static void environment_set(const char *name, const char *value)
{
	if (value != NULL)
		assert_int_equal(setenv(name, value, 1), 0);
	else
		assert_int_equal(unsetenv(name), 0);
}

static void test_rows(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct options o;
		FILE *f = fopen(file, "w");
		assert_non_null(f);
		fputs(rows[i].ini ? rows[i].ini : "", f);
		fclose(f);
		environment_set("TOUCHSTONE_PORT", rows[i].port);
		environment_set("TOUCHSTONE_DRY_RUN", rows[i].dry);
		int rc = read_words(&o, rows[i].words);
		if (rc != rows[i].rc)
			fail_msg("%s: expected %d, found %d", rows[i].name, rows[i].rc, rc);
		if (rc >= 0)
			continue;
		if (options_int(&o, "port") != rows[i].expected_port ||
		    options_flag(&o, "dry-run") != rows[i].expected_dry || o.argument_count != rows[i].arguments)
			fail_msg("%s: port %lld, flag %d, %zu arguments", rows[i].name,
			         (long long)options_int(&o, "port"), options_flag(&o, "dry-run"), o.argument_count);
		options_release(&o);
	}
}

static void test_given(void **unused)
{
	(void)unused;
	static const char *const words[] = { "try", "--data", "here", "a", NULL };
	struct options o;
	environment_set("TOUCHSTONE_PORT", NULL);
	environment_set("TOUCHSTONE_DRY_RUN", NULL);
	assert_int_equal(read_words(&o, words), -1);
	assert_string_equal(options_text(&o, "data"), "here");
	assert_true(options_given(&o, "data"));
	assert_false(options_given(&o, "port"));
	assert_string_equal(o.arguments[0], "a");
	options_release(&o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_given),
	};
	int fd = mkstemp(file);
	if (fd < 0)
		return 1;
	close(fd);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(file);
	return failed;
}
