#include "certificates/fonts.h"

#include "base/mem.h"

#include <fontconfig/fontconfig.h>
#include <hb-subset.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FALLBACKS 2
#define FONT_PATH_MAX 4096
#define BLANK_MAX 0x20     /* control characters and the space need no glyph of their own */
#define WORD_JOINER 0x2060 /* nor does this: no line ends there */

struct face {
	char *family;
	int weight; /* as in CSS and pango: 400, 700 */
	hb_set_t *wanted;
	char *path; /* the cut font; NULL before */
};

struct fonts {
	struct face faces[FACES_MAX + FALLBACKS];
	size_t count;
	char *folder; /* where the cut fonts are; NULL before fonts_build */
	size_t written_count;
	hb_set_t *missing; /* in no font; NULL before fonts_build */
	FcConfig *config;
	PangoFontMap *map;
	PangoContext *context;
};

static const char *const fallbacks[FALLBACKS] = { "Noto Serif CJK SC", "Noto Sans CJK SC" };

struct fonts *fonts_new(void)
{
	return xcalloc(1, sizeof(struct fonts));
}

void fonts_free(struct fonts *f)
{
	if (!f)
		return;
	if (f->context)
		g_object_unref(f->context);
	if (f->map)
		g_object_unref(f->map);
	if (f->config)
		FcConfigDestroy(f->config);
	for (size_t i = 0; i < f->count; i++) {
		free(f->faces[i].family);
		hb_set_destroy(f->faces[i].wanted);
		if (f->faces[i].path)
			unlink(f->faces[i].path);
		free(f->faces[i].path);
	}
	if (f->folder)
		rmdir(f->folder);
	free(f->folder);
	if (f->missing)
		hb_set_destroy(f->missing);
	free(f);
}

static struct face *face_get(struct fonts *f, const char *family, int weight, size_t max)
{
	for (size_t i = 0; i < f->count; i++) {
		if (f->faces[i].weight == weight && strcmp(f->faces[i].family, family) == 0)
			return &f->faces[i];
	}
	if (f->count == max)
		return NULL;
	struct face *face = &f->faces[f->count++];
	*face = (struct face){ xstrdup(family), weight, hb_set_create(), NULL };
	return face;
}

enum err fonts_want(struct fonts *f, const char *family, int weight, const char *text)
{
	struct face *face = face_get(f, family, weight, FACES_MAX);
	if (!face)
		return ERR_TOO_LARGE;
	for (const char *p = text; *p; p += g_utf8_skip[(unsigned char)*p]) {
		gunichar c = g_utf8_get_char(p);
		if (c > BLANK_MAX && c != WORD_JOINER)
			hb_set_add(face->wanted, c);
	}
	hb_set_add(face->wanted, ' ');
	return ERR_OK;
}

/* Finds an installed font of exactly this family; false where there is none. */
static bool find_file(const struct face *face, char path[static 4096], int *index)
{
	FcPattern *pattern = FcPatternCreate();
	FcPatternAddString(pattern, FC_FAMILY, (const FcChar8 *)face->family);
	FcPatternAddInteger(pattern, FC_WEIGHT, FcWeightFromOpenType(face->weight));
	FcPatternAddInteger(pattern, FC_SLANT, FC_SLANT_ROMAN);
	FcConfigSubstitute(NULL, pattern, FcMatchPattern);
	FcDefaultSubstitute(pattern);
	FcResult result;
	FcPattern *match = FcFontMatch(NULL, pattern, &result);
	FcChar8 *name, *file;
	bool found = false;
	for (int i = 0; match && !found && FcPatternGetString(match, FC_FAMILY, i, &name) == FcResultMatch; i++)
		found = strcmp((const char *)name, face->family) == 0;
	found = found && FcPatternGetString(match, FC_FILE, 0, &file) == FcResultMatch &&
	        FcPatternGetInteger(match, FC_INDEX, 0, index) == FcResultMatch;
	if (found)
		found = snprintf(path, 4096, "%s", (const char *)file) < 4096;
	if (match)
		FcPatternDestroy(match);
	FcPatternDestroy(pattern);
	return found;
}

/*
 * Writes a blob to a new file of the run's folder. Each run has a folder of its own, because cairo and fontconfig remember faces by
 * their path for the life of the process: a file in memory, whose path comes again, would be drawn with an earlier run's glyphs.
 */
static enum err face_write(const struct fonts *f, struct face *face, hb_blob_t *blob)
{
	char path[FONT_PATH_MAX];
	unsigned len;
	const char *data = hb_blob_get_data(blob, &len);
	snprintf(path, sizeof path, "%s/%zu.font", f->folder, f->written_count);
	FILE *file = fopen(path, "wbx");
	if (!file)
		return ERR_IO;
	bool written = fwrite(data, 1, len, file) == len;
	written = fclose(file) == 0 && written;
	face->path = xstrdup(path);
	return written ? ERR_OK : ERR_IO;
}

static enum err make_folder(struct fonts *f)
{
	const char *base = getenv("TMPDIR");
	f->folder = xmalloc(FONT_PATH_MAX);
	int n = snprintf(f->folder, FONT_PATH_MAX, "%s/touchstone-fonts-XXXXXX", base && base[0] ? base : "/tmp");
	if (n >= FONT_PATH_MAX - 32 || !mkdtemp(f->folder)) {
		free(f->folder);
		f->folder = NULL;
		return ERR_IO;
	}
	return ERR_OK;
}

/* Cuts a face to what is wanted of it; what it has not goes into `lacking`. */
static enum err face_cut(struct fonts *f, struct face *face, hb_set_t *lacking)
{
	char path[4096];
	int index;
	if (!find_file(face, path, &index))
		return ERR_NOT_FOUND;
	hb_blob_t *blob = hb_blob_create_from_file(path);
	hb_face_t *whole = hb_face_create(blob, (unsigned)index & 0xFFFF);
	hb_set_t *has = hb_set_create();
	hb_face_collect_unicodes(whole, has);
	hb_set_t *absent = hb_set_copy(face->wanted);
	hb_set_subtract(absent, has);
	hb_set_union(lacking, absent);
	hb_set_intersect(face->wanted, has);
	hb_subset_input_t *input = hb_subset_input_create_or_fail();
	hb_set_union(hb_subset_input_unicode_set(input), face->wanted);
	hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_NO_HINTING);
	hb_face_t *cut = hb_subset_or_fail(whole, input);
	enum err e = ERR_IO;
	if (cut) {
		hb_blob_t *bytes = hb_face_reference_blob(cut);
		e = face_write(f, face, bytes);
		f->written_count++;
		hb_blob_destroy(bytes);
		hb_face_destroy(cut);
	}
	hb_subset_input_destroy(input);
	hb_set_destroy(absent);
	hb_set_destroy(has);
	hb_face_destroy(whole);
	hb_blob_destroy(blob);
	return e;
}

/* Gives the cut files, and nothing else, to a fontconfig and a pango of our own. */
static enum err make_map(struct fonts *f)
{
	f->config = FcConfigCreate();
	FcConfigBuildFonts(f->config);
	for (size_t i = 0; i < f->count; i++) {
		const char *path = f->faces[i].path;
		if (path && !FcConfigAppFontAddFile(f->config, (const FcChar8 *)path))
			return ERR_IO;
	}
	f->map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
	pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(f->map), f->config);
	pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(f->map), 72);
	f->context = pango_font_map_create_context(f->map);
	pango_context_set_language(f->context, pango_language_from_string("zh-cn"));
	pango_context_set_round_glyph_positions(f->context, FALSE);
	cairo_font_options_t *options = cairo_font_options_create();
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	pango_cairo_context_set_font_options(f->context, options);
	cairo_font_options_destroy(options);
	return ERR_OK;
}

enum err fonts_build(struct fonts *f, struct buf *fault)
{
	hb_set_t *lacking = hb_set_create();
	enum err e = make_folder(f);
	size_t asked = f->count;
	if (e != ERR_OK)
		buf_adds(fault, "no folder can be made for the fonts: look at TMPDIR");
	for (size_t i = 0; e == ERR_OK && i < asked; i++) {
		e = face_cut(f, &f->faces[i], lacking);
		if (e == ERR_IO)
			buf_addf(fault, "the font \"%s\" cannot be cut", f->faces[i].family);
		else if (e != ERR_OK)
			buf_addf(fault, "the font \"%s\" (weight %d) is not installed", f->faces[i].family,
			         f->faces[i].weight);
	}
	/* Each fallback takes what is still lacking; one that is not installed takes nothing. */
	for (size_t i = 0; e == ERR_OK && i < FALLBACKS && !hb_set_is_empty(lacking); i++) {
		struct face spare = { xstrdup(fallbacks[i]), 400, hb_set_copy(lacking), NULL };
		hb_set_t *still = hb_set_create();
		if (face_cut(f, &spare, still) == ERR_OK) {
			hb_set_set(lacking, still);
			f->faces[f->count++] = spare;
		} else {
			if (spare.path)
				unlink(spare.path);
			free(spare.path);
			free(spare.family);
			hb_set_destroy(spare.wanted);
		}
		hb_set_destroy(still);
	}
	f->missing = lacking;
	return e == ERR_OK ? make_map(f) : e;
}

uint32_t fonts_missing(const struct fonts *f, const char *text)
{
	for (const char *p = text; *p; p += g_utf8_skip[(unsigned char)*p]) {
		gunichar c = g_utf8_get_char(p);
		if (hb_set_has(f->missing, c))
			return c;
	}
	return 0;
}

PangoContext *fonts_context(const struct fonts *f)
{
	return f->context;
}
