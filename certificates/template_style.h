/*
 * template_style.h - the little of CSS that a template's texts need: style="..." and presentation attributes.
 *
 * Lengths are numbers of user units (Inkscape's px). What is not known is left aside, as CSS has it.
 */
#ifndef CERTIFICATES_TEMPLATE_STYLE_H
#define CERTIFICATES_TEMPLATE_STYLE_H

#include "certificates/template.h"

struct text_style style_initial(void);

/* Changes a style by an element's attributes; texts are copied into the arena. */
void style_read(struct text_style *style, const char **names, const char **values, struct arena *arena);

/* The id in shape-inside:url(#id), or NULL. */
const char *style_frame(const char **names, const char **values, struct arena *arena);

/* From user units to points. */
void style_scale(struct text_style *style, double unit);

#endif
