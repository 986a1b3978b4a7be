/* 1,000 certificates with different Chinese names: signed and printed, as one PDF and as single files. Prints JSON of raw figures.
   pages TEMPLATE.svg [FONT LIST]: also writes what the peer prints from. */
#include "base/mem.h"
#include "certificates/address.h"
#include "certificates/key.h"
#include "certificates/press.h"

#include <glib.h>
#include <hb-subset.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define COUNT 1000
#define PDF_MAX ((size_t)1 << 30)
#define FIRST_CHARACTER 0x4E00

static double now(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct template *read_template(const char *path)
{
	struct buf fault;
	struct template *t = NULL;
	FILE *f = fopen(path, "rb");
	char *text = xmalloc(TEMPLATE_BYTES_MAX);
	size_t len = f ? fread(text, 1, TEMPLATE_BYTES_MAX, f) : 0;
	buf_init(&fault, 512);
	if (template_parse(text, len, &t, &fault) != ERR_OK) {
		fprintf(stderr, "%s: %s\n", path, buf_str(&fault));
		exit(1);
	}
	if (f)
		fclose(f);
	free(text);
	buf_release(&fault);
	return t;
}

/* Three characters of the commonest 3,000 or so of the font, a different name for each. */
static void make_name(unsigned i, char out[static 10])
{
	for (unsigned k = 0; k < 3; k++) {
		unsigned c = FIRST_CHARACTER + (i * 7 + k * 331 + i / 3 * k) % 2000;
		out[3 * k] = (char)(0xE0 | c >> 12);
		out[3 * k + 1] = (char)(0x80 | (c >> 6 & 0x3F));
		out[3 * k + 2] = (char)(0x80 | (c & 0x3F));
	}
	out[9] = '\0';
}

struct person {
	char name[10], id[CERTIFICATE_ID_MAX + 1], score[16];
	struct buf address;
};

static void sign(struct person *p, unsigned i, const struct signing_key *key)
{
	struct claims c = { .day = 17643 };
	unsigned char random[ID_RANDOM_BYTES] = { (unsigned char)i, (unsigned char)(i >> 8) }, token[TOKEN_BYTES_MAX];
	size_t len;
	memcpy(c.key, key->id, KEY_ID_BYTES);
	make_name(i, p->name);
	snprintf(p->score, sizeof p->score, "%u.%02u", 60 + i % 40, i % 100);
	if (claim_set(c.holder, p->name) || claim_set(c.event, "永康市职工技能比武") || claim_set(c.contest, "模具工") ||
	    claim_set(c.award, "一等奖") || claim_set(c.unit, "众泰模具") || claim_set(c.score, p->score) ||
	    id_make("YONG2018", i + 1, random, p->id) || token_sign(&c, p->id, key->secret, token, &len) ||
	    address_write("cert.example.org", p->id, token, len, &p->address))
		exit(1);
}

static struct page page_of(const struct person *p)
{
	struct page page = { .address = buf_str(&p->address) };
	const char **f = page.fields.value;
	f[FIELD_HOLDER] = p->name;
	f[FIELD_COMRADE] = " 同志";
	f[FIELD_UNIT] = "众泰模具";
	f[FIELD_EVENT] = "永康市职工技能比武";
	f[FIELD_CONTEST] = "模具工";
	f[FIELD_AWARD] = "一等奖";
	f[FIELD_ORGANISER] = "永康市总工会";
	f[FIELD_DATE] = "2018年4月22日";
	f[FIELD_NUMBER] = p->id;
	f[FIELD_HOST] = "cert.example.org";
	return page;
}

static struct press *open_press(const struct template *t, const struct page *pages, size_t count)
{
	struct press *press;
	struct buf fault;
	buf_init(&fault, 512);
	if (press_open(t, pages, count, &press, &fault) != ERR_OK) {
		fprintf(stderr, "%s\n", buf_str(&fault));
		exit(1);
	}
	buf_release(&fault);
	return press;
}

static void print(struct press *press, const struct page *pages, size_t count, struct buf *out)
{
	size_t printed;
	buf_reset(out);
	if (press_pdf(press, pages, count, 1, 17643, "bench", out, NULL, NULL, &printed) != ERR_OK || printed != count)
		exit(1);
}

/* Writes what the peer needs: LXGW WenKai cut to the run's characters, and name, number and address of each. */
static void write_peer(const char *font, const char *list, const struct person *people)
{
	static const char fixed[] = "同志：在永康市职工技能比武“模具工”项目中成绩优异，荣获一等奖。特发此证，以资鼓励。总工会年月日编号 "
				    "0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	hb_blob_t *blob = hb_blob_create_from_file("/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf");
	hb_face_t *whole = hb_face_create(blob, 0);
	hb_subset_input_t *input = hb_subset_input_create_or_fail();
	FILE *f = fopen(list, "w");
	for (const char *p = fixed; *p; p = g_utf8_next_char(p))
		hb_set_add(hb_subset_input_unicode_set(input), g_utf8_get_char(p));
	for (unsigned i = 0; f && i < COUNT; i++) {
		for (const char *p = people[i].name; *p; p = g_utf8_next_char(p))
			hb_set_add(hb_subset_input_unicode_set(input), g_utf8_get_char(p));
		fprintf(f, "%s\t%s\t%s\n", people[i].name, people[i].id, buf_str(&people[i].address));
	}
	hb_face_t *cut = hb_subset_or_fail(whole, input);
	hb_blob_t *bytes = hb_face_reference_blob(cut);
	unsigned len;
	const char *data = hb_blob_get_data(bytes, &len);
	FILE *out = fopen(font, "wb");
	if (!f || !out || fwrite(data, 1, len, out) != len || fclose(out) != 0 || fclose(f) != 0)
		exit(1);
	hb_blob_destroy(bytes);
	hb_face_destroy(cut);
	hb_subset_input_destroy(input);
	hb_face_destroy(whole);
	hb_blob_destroy(blob);
}

int main(int argc, char **argv)
{
	struct signing_key key;
	unsigned char seed[32] = { 1 };
	struct person *people = xcalloc(COUNT, sizeof *people);
	struct page *pages = xcalloc(COUNT, sizeof *pages);
	struct buf pdf;
	size_t largest = 0;
	if ((argc != 2 && argc != 4) || sodium_init() < 0 || signing_key_from_seed(&key, seed, "bench", 0) != ERR_OK)
		return 2;
	buf_init(&pdf, PDF_MAX);
	for (unsigned i = 0; i < COUNT; i++)
		buf_init(&people[i].address, ADDRESS_MAX);

	double start = now(CLOCK_MONOTONIC), cpu = now(CLOCK_PROCESS_CPUTIME_ID);
	struct template *t = read_template(argv[1]);
	sign(&people[0], 0, &key);
	pages[0] = page_of(&people[0]);
	struct press *press = open_press(t, pages, 1);
	print(press, pages, 1, &pdf);
	double first = now(CLOCK_MONOTONIC) - start;
	press_free(press);

	cpu = now(CLOCK_PROCESS_CPUTIME_ID);
	for (unsigned i = 1; i < COUNT; i++) {
		sign(&people[i], i, &key);
		pages[i] = page_of(&people[i]);
	}
	press = open_press(t, pages, COUNT);
	print(press, pages, COUNT, &pdf);
	double one = now(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	size_t one_bytes = pdf.len;

	cpu = now(CLOCK_PROCESS_CPUTIME_ID);
	for (unsigned i = 0; i < COUNT; i++) {
		print(press, &pages[i], 1, &pdf);
		largest = pdf.len > largest ? pdf.len : largest;
	}
	double single = now(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	printf("{\"first_s\": %.4f, \"one_s\": %.4f, \"one_bytes\": %zu, \"single_s\": %.4f, \"single_bytes_max\": %zu, \"peak_kb\": %ld}\n",
	       first, one, one_bytes, single, largest, usage.ru_maxrss);
	if (argc == 4)
		write_peer(argv[2], argv[3], people);
	press_free(press);
	template_free(t);
	return 0;
}
