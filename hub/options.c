#include "hub/options.h"

#include "base/buf.h"
#include "base/mem.h"
#include "hub/commands.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GO_ON    (-1)
#define TEXT_MAX 4096

/* Who gave a value, in order of precedence; a later reader does not overwrite an earlier one's. */
struct source {
	struct options *o;
	const char *file; /* of the INI file */
	int fault;        /* GO_ON or EXIT_USAGE */
};

static const struct option *option_find(const struct option_table *table, const char *name, size_t len, size_t *place)
{
	for (size_t i = 0; i < table->count; i++)
		if (strlen(table->options[i].name) == len && memcmp(table->options[i].name, name, len) == 0) {
			*place = i;
			return &table->options[i];
		}
	return NULL;
}

static bool read_int(const char *text, int64_t *out)
{
	char *end = NULL;
	errno = 0;
	long long n = strtoll(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || isspace((unsigned char)text[0]))
		return false;
	*out = n;
	return true;
}

static bool read_flag(const char *text, int64_t *out)
{
	static const char *const yes[] = { "1", "yes", "true", "on", "" }, *const no[] = { "0", "no", "false", "off" };
	for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++)
		if (strcmp(text, yes[i]) == 0) {
			*out = 1;
			return true;
		}
	for (size_t i = 0; i < sizeof no / sizeof no[0]; i++)
		if (strcmp(text, no[i]) == 0) {
			*out = 0;
			return true;
		}
	return false;
}

/* Sets a value from text. `where` begins the line that says what is wrong: "--port", "TOUCHSTONE_PORT", "FILE: port".
 */
static bool value_set(struct option_value *v, const struct option *option, const char *text, const char *where)
{
	int64_t number = 0;
	size_t text_max = option->max > 0 ? (size_t)option->max : TEXT_MAX;
	switch (option->type) {
	case OPTION_FLAG:
		if (!read_flag(text, &number)) {
			fprintf(stderr, "touchstone: %s: expected yes or no, not \"%s\"\n", where, text);
			return false;
		}
		break;
	case OPTION_INT:
		if (!read_int(text, &number) || number < option->min || number > option->max) {
			fprintf(stderr, "touchstone: %s: expected a whole number from %lld to %lld, not \"%s\"\n",
			        where, (long long)option->min, (long long)option->max, text);
			return false;
		}
		break;
	case OPTION_TEXT:
		if (strlen(text) > text_max) {
			fprintf(stderr, "touchstone: %s: expected at most %zu bytes\n", where, text_max);
			return false;
		}
		break;
	}
	free(v->text);
	v->text = xstrdup(text);
	v->number = number;
	return true;
}

static void print_help(const struct option_table *table)
{
	printf("touchstone %s%s%s%s\n\n%s\n\n", table->command, table->usage[0] ? " " : "", table->usage, " [OPTIONS]",
	       table->about);
	printf("Options:\n");
	for (size_t i = 0; i < table->count; i++) {
		const struct option *option = &table->options[i];
		char left[64];
		snprintf(left, sizeof left, "--%s%s%s", option->name, option->value ? " " : "",
		         option->value ? option->value : "");
		printf("  %-22s %s", left, option->text);
		if (option->fallback != NULL && option->type != OPTION_FLAG)
			printf(" (default: %s)", option->fallback);
		printf("\n");
	}
	printf("  %-22s %s\n", "--config FILE", "an INI file with options: name = value");
	printf("  %-22s %s\n", "--help", "this text");
	printf(
	    "\nEach option can also be given as TOUCHSTONE_NAME in the environment or in the INI file, in this order:\n"
	    "command line, environment, file.\n");
}

static int usage_fault(const struct option_table *table)
{
	fprintf(stderr, " (see: touchstone help %s)\n", table->command);
	return EXIT_USAGE;
}

/* One of argv's words that begins with --; *i moves on where it takes the next word as its value. */
static int read_word(struct options *o, const char **config, int argc, char **argv, int *i)
{
	const char *word = argv[*i], *name = word + 2, *equals = strchr(name, '=');
	size_t len = equals ? (size_t)(equals - name) : strlen(name), place = 0;
	const char *text = equals ? equals + 1 : NULL;
	bool is_config = len == 6 && memcmp(name, "config", 6) == 0;
	const struct option *option = option_find(o->table, name, len, &place);
	if (option == NULL && !is_config) {
		fprintf(stderr, "touchstone %s: unknown option --%.*s", o->table->command, (int)len, name);
		return usage_fault(o->table);
	}
	if (option != NULL && option->type == OPTION_FLAG) {
		text = text ? text : "yes";
	} else if (text == NULL) {
		if (*i + 1 >= argc) {
			fprintf(stderr, "touchstone %s: --%.*s needs a value", o->table->command, (int)len, name);
			return usage_fault(o->table);
		}
		text = argv[++*i];
	}
	if (is_config && option == NULL) {
		*config = text;
		return GO_ON;
	}
	char where[80];
	snprintf(where, sizeof where, "--%.*s", (int)len, name);
	if (option == NULL || !value_set(&o->values[place], option, text, where))
		return EXIT_USAGE;
	o->values[place].given = true;
	return GO_ON;
}

static int read_arguments(struct options *o, const char **config, int argc, char **argv)
{
	bool only_arguments = false;
	for (int i = 1; i < argc; i++) {
		const char *word = argv[i];
		if (!only_arguments && strcmp(word, "--") == 0) {
			only_arguments = true;
		} else if (!only_arguments && (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)) {
			print_help(o->table);
			return EXIT_DONE;
		} else if (!only_arguments && strncmp(word, "--", 2) == 0) {
			int rc = read_word(o, config, argc, argv, &i);
			if (rc != GO_ON)
				return rc;
		} else if (!only_arguments && word[0] == '-' && word[1] != '\0') {
			fprintf(stderr, "touchstone %s: unknown option %s", o->table->command, word);
			return usage_fault(o->table);
		} else if (o->argument_count == ARGUMENTS_MAX || o->argument_count == o->table->arguments_max) {
			fprintf(stderr, "touchstone %s: unexpected argument \"%s\"", o->table->command, word);
			return usage_fault(o->table);
		} else {
			o->arguments[o->argument_count++] = word;
		}
	}
	if (o->argument_count < o->table->arguments_min) {
		fprintf(stderr, "touchstone %s: expected %s", o->table->command, o->table->usage);
		return usage_fault(o->table);
	}
	return GO_ON;
}

static int read_environment(struct options *o, const char **config)
{
	for (size_t i = 0; i < o->table->count; i++) {
		char name[80];
		int len = snprintf(name, sizeof name, "TOUCHSTONE_%s", o->table->options[i].name);
		for (int j = 0; j < len; j++)
			name[j] = name[j] == '-' ? '_' : (char)toupper((unsigned char)name[j]);
		const char *text = getenv(name);
		if (text == NULL || o->values[i].given)
			continue;
		if (!value_set(&o->values[i], &o->table->options[i], text, name))
			return EXIT_USAGE;
		o->values[i].given = true;
	}
	if (*config == NULL)
		*config = getenv("TOUCHSTONE_CONFIG");
	return GO_ON;
}

static int on_ini(void *user, const char *section, const char *name, const char *value)
{
	struct source *s = user;
	size_t place = 0;
	bool own = strcmp(section, s->o->table->command) == 0;
	if (s->fault != GO_ON || (!own && section[0] != '\0'))
		return 1;
	const struct option *option = option_find(s->o->table, name, strlen(name), &place);
	if (option == NULL) {
		if (own) {
			fprintf(stderr, "touchstone: %s: [%s] has no option \"%s\"", s->file, section, name);
			s->fault = usage_fault(s->o->table);
		}
		return 1;
	}
	if (s->o->values[place].given)
		return 1;
	char where[512];
	snprintf(where, sizeof where, "%s: %s", s->file, name);
	if (!value_set(&s->o->values[place], option, value ? value : "", where))
		s->fault = EXIT_USAGE;
	return 1;
}

static int read_file(struct options *o, const char *file)
{
	struct source s = { .o = o, .file = file, .fault = GO_ON };
	int rc = ini_parse(file, on_ini, &s);
	if (rc < 0) {
		fprintf(stderr, "touchstone: %s: cannot read it: %s\n", file, strerror(errno));
		return EXIT_USAGE;
	}
	if (rc > 0) {
		fprintf(stderr, "touchstone: %s:%d: expected [section] or name = value\n", file, rc);
		return EXIT_USAGE;
	}
	return s.fault;
}

int options_read(struct options *o, const struct option_table *table, int argc, char **argv)
{
	*o = (struct options){ .table = table };
	assert(table->count <= OPTIONS_MAX);
	const char *config = NULL;
	for (size_t i = 0; i < table->count; i++)
		if (table->options[i].fallback != NULL &&
		    !value_set(&o->values[i], &table->options[i], table->options[i].fallback, table->options[i].name))
			abort();
	int rc = read_arguments(o, &config, argc, argv);
	if (rc == GO_ON)
		rc = read_environment(o, &config);
	if (rc == GO_ON && config != NULL && config[0] != '\0')
		rc = read_file(o, config);
	if (rc != GO_ON)
		options_release(o);
	return rc;
}

void options_release(struct options *o)
{
	for (size_t i = 0; i < OPTIONS_MAX; i++)
		free(o->values[i].text);
	*o = (struct options){ .table = o->table };
}

static const struct option_value *value_of(const struct options *o, const char *name, enum option_type type)
{
	size_t place = 0;
	const struct option *option = option_find(o->table, name, strlen(name), &place);
	if (option == NULL || option->type != type)
		abort();
	return &o->values[place];
}

const char *options_text(const struct options *o, const char *name)
{
	return value_of(o, name, OPTION_TEXT)->text;
}

int64_t options_int(const struct options *o, const char *name)
{
	return value_of(o, name, OPTION_INT)->number;
}

bool options_flag(const struct options *o, const char *name)
{
	return value_of(o, name, OPTION_FLAG)->number != 0;
}

bool options_given(const struct options *o, const char *name)
{
	size_t place = 0;
	if (option_find(o->table, name, strlen(name), &place) == NULL)
		abort();
	return o->values[place].given;
}
