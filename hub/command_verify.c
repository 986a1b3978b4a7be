/* touchstone verify: is a certificate genuine? Of its address, or of a picture or PDF with its QR code. */
#include "base/mem.h"
#include "certificates/verify.h"
#include "hub/commands.h"
#include "hub/key_file.h"
#include "hub/options.h"
#include "hub/qr_read.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct option options[] = {
	{ "keys", OPTION_TEXT, 0, 0, NULL, "FILE", "the public list of keys, keys.json" },
	{ "revoked", OPTION_TEXT, 0, 0, NULL, "FILE", "the list of revoked certificates, revoked.json" },
	{ "format", OPTION_TEXT, 0, 0, "text", "FORMAT", "text or json" },
	{ "language", OPTION_TEXT, 0, 0, "zh-CN", "LANGUAGE", "zh-CN or en, for --format text" },
};

static const struct option_table table = {
	"verify", "ADDRESS|IMAGE|FILE.pdf ...",
	"Says of each whether it is valid, revoked, not genuine, of an unknown issuer or unreadable. Needs no network.\n"
	"- is a list of addresses on standard input, one a line. Exit 0 where all are valid, else 1.\n"
	"Pictures are read by zbarimg, PDF pages are drawn by pdftoppm; neither is needed for addresses.",
	1, ARGUMENTS_MAX, options, sizeof options / sizeof options[0],
};

struct run {
	struct keyring ring;
	struct revocations revoked;
	bool json;
	const char *language;
	bool all_valid;
};

static void print_line(const char *label_zh, const char *label_en, const char *text, const char *language)
{
	if (text[0])
		printf("  %s%s\n", strcmp(language, "zh-CN") == 0 ? label_zh : label_en, text);
}

static void print_list(const struct answer *a, const char *language)
{
	char head[2 * HEAD_BYTES + 1], time[32];
	sodium_bin2hex(head, sizeof head, a->claims.head, HEAD_BYTES);
	claims_time_text(&a->claims, time);
	print_line("成绩单：", "Result list: ", a->claims.stage, language);
	print_line("项目：", "Contest: ", a->claims.contest, language);
	print_line("赛事：", "Event: ", a->claims.event, language);
	print_line("时间：", "Time: ", time, language);
	print_line("账本校验值：", "Ledger's head: ", head, language);
	print_line("编号：", "Number: ", a->id, language);
	print_line("签发：", "Issuer: ", a->issuer, language);
}

static void print_answer(const struct answer *a, const char *language)
{
	char day[16];
	printf("%s\n", verdict_text(a->verdict, language));
	if (a->verdict != VERDICT_VALID && a->verdict != VERDICT_REVOKED)
		return;
	if (a->claims.is_list) {
		print_list(a, language);
		return;
	}
	day_text(a->claims.day, day);
	print_line("获奖者：", "Holder: ", a->claims.holder, language);
	print_line("单位：", "Unit: ", a->claims.unit, language);
	print_line("奖项：", "Award: ", a->claims.award, language);
	print_line("项目：", "Contest: ", a->claims.contest, language);
	print_line("赛事：", "Event: ", a->claims.event, language);
	print_line("成绩：", "Score: ", a->claims.score, language);
	print_line("日期：", "Date: ", day, language);
	print_line("编号：", "Number: ", a->id, language);
	print_line("签发：", "Issuer: ", a->issuer, language);
	if (a->verdict != VERDICT_REVOKED)
		return;
	day_text(a->revocation.since, day);
	print_line("撤销日期：", "Revoked since: ", day, language);
	print_line("撤销原因：", "Reason: ", a->revocation.reason, language);
	print_line("已由此证替代：", "Replaced by: ", a->revocation.replaced_by, language);
}

static void verify_one(struct run *run, const char *text, size_t len)
{
	struct answer a;
	verify_text(text, len, &run->ring, &run->revoked, &a);
	run->all_valid = run->all_valid && a.verdict == VERDICT_VALID;
	if (!run->json) {
		print_answer(&a, run->language);
		return;
	}
	struct buf out;
	buf_init(&out, 16384);
	answer_write(&a, &out);
	fputs(buf_str(&out), stdout);
	buf_release(&out);
}

static void verify_lines(struct run *run)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	while ((n = getline(&line, &room, stdin)) >= 0)
		verify_one(run, line, n && line[n - 1] == '\n' ? (size_t)n - 1 : (size_t)n);
	free(line);
}

/* What begins like a link is one; all else is a file. */
static bool is_address(const char *word)
{
	return strstr(word, "://") != NULL || strncmp(word, "https:", 6) == 0;
}

static void verify_file(struct run *run, const char *path)
{
	struct buf found, fault;
	size_t count = 0;
	buf_init(&found, QR_READ_MAX);
	buf_init(&fault, 512);
	if (qr_read_file(path, &found, &fault) != ERR_OK)
		fprintf(stderr, "touchstone verify: %s: %s\n", path, buf_str(&fault));
	for (const char *p = buf_str(&found); *p; count++) {
		size_t len = strcspn(p, "\n");
		verify_one(run, p, len);
		p += len + (p[len] == '\n');
	}
	if (!count)
		verify_one(run, "", 0);
	buf_release(&fault);
	buf_release(&found);
}

static bool lists_read(const struct options *o, struct run *run)
{
	const char *keys = options_text(o, "keys"), *revoked = options_text(o, "revoked");
	struct buf text;
	buf_init(&text, (size_t)256 << 20);
	bool good = text_file_read("verify", keys, &text);
	if (good && keyring_read(buf_str(&text), text.len, &run->ring) != ERR_OK) {
		fprintf(stderr, "touchstone verify: %s: expected a list of keys made by touchstone key\n", keys);
		good = false;
	}
	buf_reset(&text);
	good = good && (!revoked || text_file_read("verify", revoked, &text));
	if (good && revoked && revocations_read(buf_str(&text), text.len, &run->revoked) != ERR_OK) {
		fprintf(stderr, "touchstone verify: %s: expected a list of revoked certificates\n", revoked);
		good = false;
	}
	buf_release(&text);
	return good;
}

static int verify(const struct options *o, struct run *run)
{
	const char *format = options_text(o, "format");
	run->json = strcmp(format, "json") == 0;
	run->language = options_text(o, "language");
	if (!options_text(o, "keys") || (!run->json && strcmp(format, "text") != 0)) {
		fprintf(stderr, "touchstone verify: expected %s\n", options_text(o, "keys") ? "--format text or json" : "--keys FILE");
		return EXIT_USAGE;
	}
	if (sodium_init() < 0 || !lists_read(o, run))
		return EXIT_WRONG;
	for (size_t i = 0; i < o->argument_count; i++) {
		const char *word = o->arguments[i];
		if (strcmp(word, "-") == 0)
			verify_lines(run);
		else if (is_address(word))
			verify_one(run, word, strlen(word));
		else
			verify_file(run, word);
	}
	return run->all_valid ? EXIT_DONE : EXIT_WRONG;
}

int command_verify(int argc, char **argv)
{
	struct options o;
	int rc = options_read(&o, &table, argc, argv);
	if (rc >= 0)
		return rc;
	struct run *run = xcalloc(1, sizeof *run);
	run->all_valid = true;
	rc = verify(&o, run);
	revocations_release(&run->revoked);
	free(run);
	options_release(&o);
	return rc;
}
