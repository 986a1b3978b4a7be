#include "events/faults.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define FAULT_TEXT_MAX 1500

void faults_init(struct faults *f)
{
	*f = (struct faults){ 0 };
	arena_init(&f->arena);
}

void faults_release(struct faults *f)
{
	arena_release(&f->arena);
	free(f->items);
	*f = (struct faults){ 0 };
}

void faults_add(struct faults *f, bool warning, const char *pointer, size_t line, const char *format, ...)
{
	if (warning)
		f->warnings++;
	else
		f->faults++;
	if (f->count == FAULTS_MAX)
		return;
	if (f->count == f->cap) {
		f->cap = f->cap ? f->cap * 2 : 16;
		f->items = xrealloc(f->items, f->cap * sizeof *f->items);
	}
	char text[FAULT_TEXT_MAX];
	va_list args;
	va_start(args, format);
	int n = vsnprintf(text, sizeof text, format, args);
	va_end(args);
	if (n >= (int)sizeof text) { /* do not end inside a character */
		size_t end = sizeof text - 1;
		while (end > 0 && ((unsigned char)text[end - 1] & 0xC0) == 0x80)
			end--;
		text[end ? end - 1 : 0] = '\0';
	}
	f->items[f->count++] = (struct fault){
		.warning = warning,
		.pointer = pointer ? arena_strdup(&f->arena, pointer) : NULL,
		.place = { .line = line },
		.text = arena_strdup(&f->arena, text),
	};
}

void faults_locate(struct faults *f, const char *text, size_t len)
{
	const char **pointers = xcalloc(f->count + 1, sizeof *pointers);
	struct json_place *places = xcalloc(f->count + 1, sizeof *places);
	size_t n = 0;
	for (size_t i = 0; i < f->count; i++) {
		if (f->items[i].pointer && !f->items[i].place.line)
			pointers[n++] = f->items[i].pointer;
	}
	if (n > 0)
		json_locate_all(text, len, pointers, n, places);
	n = 0;
	for (size_t i = 0; i < f->count; i++) {
		if (f->items[i].pointer && !f->items[i].place.line)
			f->items[i].place = places[n++];
	}
	free(pointers);
	free(places);
}

void faults_json(const struct faults *f, struct buf *out)
{
	struct json_out o;
	json_out_init(&o, out);
	json_object(&o);
	json_member_bool(&o, "good", f->faults == 0);
	json_key(&o, "faults");
	json_array(&o);
	for (size_t i = 0; i < f->count; i++) {
		json_object(&o);
		json_member_bool(&o, "warning", f->items[i].warning);
		json_member_string(&o, "pointer", f->items[i].pointer);
		json_member_int(&o, "line", (int64_t)f->items[i].place.line);
		json_member_int(&o, "column", (int64_t)f->items[i].place.column);
		json_member_string(&o, "text", f->items[i].text);
		json_object_end(&o);
	}
	json_array_end(&o);
	json_member_int(&o, "more", (int64_t)(f->faults + f->warnings - f->count));
	json_object_end(&o);
}

void faults_print(const struct faults *f, const char *file, FILE *out)
{
	for (size_t i = 0; i < f->count; i++) {
		const struct fault *one = &f->items[i];
		fprintf(out, "%s:", file);
		if (one->place.line)
			fprintf(out, "%zu:", one->place.line);
		if (one->place.column)
			fprintf(out, "%zu:", one->place.column);
		if (one->pointer)
			fprintf(out, " %s:", *one->pointer ? one->pointer : "(the whole)");
		fprintf(out, " %s%s\n", one->warning ? "warning: " : "", one->text);
	}
	size_t all = f->faults + f->warnings;
	if (all > f->count)
		fprintf(out, "%s: and %zu more like these\n", file, all - f->count);
}
