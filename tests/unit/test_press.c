/* certificates: templates read and refused, fields, QR codes, pages: the same bytes twice, missing glyphs named. */
#include "base/mem.h"
#include "certificates/address.h"
#include "certificates/press.h"
#include "certificates/qr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PDF_MAX ((size_t)64 << 20)
#define ADDRESS                                                                                                       \
	"https://cert.example.org/v/YONG2018-0007-7F3KQ2ZD#1"                                                          \
	"N00M8102030M2JF7WX7JTPZ7MWTZ0VPE5RBQ2BEHEQ2BXHEWT7QJ9HEGBQ2BZHEVY7J9HEDBZ4VJ9HETKN7JTPZ7MWTZ0VPE5RBQ2BEHEQ2BX"  \
	"N00M8102030M2JF7WX7JTPZ7MWTZ0VPE5RBQ2BEHEQ2BXHEWT7QJ9HEGBQ2BZHEVY7J9HEDBZ4VJ9HETKN7JTPZ7MWTZ0VPE5RBQ2BEHEQ2BX"  \
	"N00M8102030M2JF7WX7JTPZ7MWTZ0VPE5RBQ2BEHEQ2BXHEWT7QJ9HEGBQ2BZHEVY7J9HEDBZ4"

static struct template *template_of(const char *name)
{
	char path[256];
	struct buf fault;
	struct template *t = NULL;
	snprintf(path, sizeof path, "assets/certificates/%s.svg", name);
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	char *text = xmalloc(1 << 20);
	size_t len = fread(text, 1, 1 << 20, f);
	fclose(f);
	buf_init(&fault, 512);
	if (template_parse(text, len, &t, &fault) != ERR_OK)
		fail_msg("%s: %s", path, buf_str(&fault));
	buf_release(&fault);
	free(text);
	return t;
}

static struct page page_of(const char *holder)
{
	return (struct page){ .address = ADDRESS,
		              .fields = { .value = { [FIELD_HOLDER] = holder,
		                                     [FIELD_UNIT] = "众泰模具",
		                                     [FIELD_EVENT] = "永康市职工技能比武",
		                                     [FIELD_EVENT_EN] = "Yongkang Workers' Skills Contest",
		                                     [FIELD_CONTEST] = "模具工",
		                                     [FIELD_CONTEST_EN] = "Mould making",
		                                     [FIELD_AWARD] = "一等奖",
		                                     [FIELD_AWARD_EN] = "first prize",
		                                     [FIELD_ORGANISER] = "永康市总工会",
		                                     [FIELD_DATE] = "2018年4月22日",
		                                     [FIELD_DATE_EN] = "22 April 2018",
		                                     [FIELD_NUMBER] = "YONG2018-0007-7F3KQ2ZD",
		                                     [FIELD_HOST] = "cert.example.org" } } };
}

struct seen {
	size_t faults;
	char text[256];
};

static void on_fault(void *arg, size_t page, const char *what)
{
	struct seen *seen = arg;
	(void)page;
	seen->faults++;
	snprintf(seen->text, sizeof seen->text, "%s", what);
}

/* Prints pages; the PDF is in *out. Returns how many pages it has. */
static size_t print(const struct template *t, const struct page *pages, size_t count, struct buf *out, struct seen *seen)
{
	struct press *press;
	size_t printed = 0;
	struct buf fault;
	buf_init(&fault, 512);
	*seen = (struct seen){ 0 };
	if (press_open(t, pages, count, &press, &fault) != ERR_OK)
		fail_msg("%s", buf_str(&fault));
	assert_int_equal(press_pdf(press, pages, count, 1, 17643, "test", out, on_fault, seen, &printed), ERR_OK);
	press_free(press);
	buf_release(&fault);
	return printed;
}

static void keep(const char *name, const struct buf *pdf)
{
	const char *dir = getenv("KEEP_PDF");
	char path[512];
	if (!dir)
		return;
	snprintf(path, sizeof path, "%s/%s.pdf", dir, name);
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	fwrite(pdf->data, 1, pdf->len, f);
	fclose(f);
}

static void every_template_twice_the_same(void **arg)
{
	(void)arg;
	static const char *const names[] = { "honour-zh", "honour-bilingual", "honour-en", "participation" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct template *t = template_of(names[i]);
		struct page pages[] = { page_of("王秀英"), page_of("Bartholomäus Maximilian von Hohenstein-Waldburg zu Zeil und Trauchburg") };
		struct buf a, b;
		struct seen seen;
		buf_init(&a, PDF_MAX);
		buf_init(&b, PDF_MAX);
		assert_int_equal(print(t, pages, 2, &a, &seen), 2);
		assert_int_equal(print(t, pages, 2, &b, &seen), 2);
		assert_int_equal(a.len, b.len);
		assert_memory_equal(a.data, b.data, a.len);
		keep(names[i], &a);
		buf_reset(&a);
		assert_int_equal(print(t, pages, 1, &a, &seen), 1);
		if (a.len > (i == 0 ? 30000u : 45000u))
			fail_msg("%s: %zu bytes", names[i], a.len);
		buf_release(&a);
		buf_release(&b);
		template_free(t);
	}
}

static void rare_glyphs_are_printed_or_named(void **arg)
{
	(void)arg;
	struct template *t = template_of("honour-zh");
	/* U+20BB7, U+4DAE and U+2CB2D are in a font or named; U+10FFFD (private use) and Old Permic are in none of ours */
	struct page pages[] = { page_of("𠮷䶮"), page_of("王\U0010FFFD"), page_of("李\U00010350") };
	struct buf pdf;
	struct seen seen;
	buf_init(&pdf, PDF_MAX);
	assert_int_equal(print(t, pages, 3, &pdf, &seen), 1);
	assert_int_equal(seen.faults, 2);
	assert_non_null(strstr(seen.text, "U+10350"));
	keep("rare", &pdf);
	buf_release(&pdf);
	template_free(t);
}

static void texts_that_cannot_fit_are_named(void **arg)
{
	(void)arg;
	struct template *t = template_of("honour-zh");
	char *name = xcalloc(1, 6001);
	for (size_t i = 0; i < 2000; i++)
		memcpy(name + 3 * i, "王", 3);
	struct page pages[] = { page_of(name) };
	struct buf pdf;
	struct seen seen;
	buf_init(&pdf, PDF_MAX);
	assert_int_equal(print(t, pages, 1, &pdf, &seen), 0);
	assert_int_equal(pdf.len, 0);
	assert_non_null(strstr(seen.text, "does not fit"));
	buf_release(&pdf);
	free(name);
	template_free(t);
}

#define SVG(inside) "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"297mm\" height=\"210mm\" viewBox=\"0 0 297 210\">" inside "</svg>"

static void templates_read_nothing_from_outside(void **arg)
{
	(void)arg;
	static const struct {
		const char *name, *svg;
		bool good;
	} rows[] = {
		{ "empty", SVG(""), true },
		{ "a text", SVG("<text x='1' y='9'>{{holder}}</text>"), true },
		{ "PNG within", SVG("<image xlink:href='data:image/png;base64,AAAA'/>"), true },
		{ "an own gradient", SVG("<rect fill='url(#g)'/>"), true },
		{ "no size", "<svg viewBox='0 0 9 9'/>", false },
		{ "pixels", "<svg width='9px' height='9px' viewBox='0 0 9 9'/>", false },
		{ "no svg", "<html/>", false },
		{ "broken", "<svg width='297mm'", false },
		{ "doctype", "<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" SVG(""), false },
		{ "entity", SVG("<text>&x;</text>"), false },
		{ "file", SVG("<image xlink:href='file:///etc/passwd'/>"), false },
		{ "relative", SVG("<image href='../x.png'/>"), false },
		{ "http", SVG("<use href='http://example.org/x.svg#a'/>"), false },
		{ "SVG within", SVG("<image href='data:image/svg+xml;base64,AAAA'/>"), false },
		{ "url", SVG("<rect fill='url(http://example.org/#g)'/>"), false },
		{ "import", SVG("<style>@import 'x.css';</style>"), false },
		{ "script", SVG("<script>1</script>"), false },
		{ "handler", SVG("<rect onclick='x()'/>"), false },
		{ "base", SVG("<g xml:base='file:///'/>"), false },
		{ "style sheet", "<?xml-stylesheet href='x.css'?>" SVG(""), false },
		{ "frame not there", SVG("<text style='shape-inside:url(#box-x)'>a</text>"), false },
		{ "transform", SVG("<g transform='scale(2)'><text>a</text></g>"), false },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct template *t = NULL;
		struct buf fault;
		buf_init(&fault, 512);
		enum err e = template_parse(rows[i].svg, strlen(rows[i].svg), &t, &fault);
		if ((e == ERR_OK) != rows[i].good)
			fail_msg("%s: %s %s", rows[i].name, err_code(e), buf_str(&fault));
		if (e != ERR_OK)
			assert_true(fault.len > 0);
		else
			template_free(t);
		buf_release(&fault);
	}
}

static void unknown_fields_are_named(void **arg)
{
	(void)arg;
	static const char svg[] = SVG("<text x='1' y='9'>{{holdr}}</text>");
	struct template *t;
	struct press *press;
	struct buf fault;
	struct page page = page_of("王秀英");
	buf_init(&fault, 512);
	assert_int_equal(template_parse(svg, sizeof svg - 1, &t, &fault), ERR_OK);
	assert_int_equal(press_open(t, &page, 1, &press, &fault), ERR_INVALID);
	assert_string_equal(buf_str(&fault), "there is no field {{holdr}}");
	buf_release(&fault);
	template_free(t);
}

static void qr_codes_have_their_size(void **arg)
{
	(void)arg;
	struct qr qr;
	assert_int_equal(qr_make("https://a.example/v/Y-0001-00000000#1", &qr), ERR_OK);
	assert_int_equal(qr.modules, 57);
	assert_true(qr_side_pt(&qr) >= 26 * 72 / 25.4);
	qr_release(&qr);
	assert_int_equal(qr_make(ADDRESS, &qr), ERR_OK);
	assert_true(qr_side_pt(&qr) <= 33 * 72 / 25.4);
	qr_release(&qr);
	char long_text[1000];
	memset(long_text, 'A', sizeof long_text - 1);
	long_text[sizeof long_text - 1] = '\0';
	assert_int_equal(qr_make(long_text, &qr), ERR_TOO_LARGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_template_twice_the_same),
		cmocka_unit_test(rare_glyphs_are_printed_or_named),
		cmocka_unit_test(texts_that_cannot_fit_are_named),
		cmocka_unit_test(templates_read_nothing_from_outside),
		cmocka_unit_test(unknown_fields_are_named),
		cmocka_unit_test(qr_codes_have_their_size),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
