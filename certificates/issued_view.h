/*
 * issued_view.h - an issued certificate as JSON, with its copies on paper: what the desk shows and `certificate register` prints.
 *
 * {"id","competitor","name","award","at","revoked", and where it is: "since","reason","replaced_by";
 *  "copies": [{"copy","duplicate","at","by","printer"}], the first one first; each after it is a duplicate}
 */
#ifndef CERTIFICATES_ISSUED_VIEW_H
#define CERTIFICATES_ISSUED_VIEW_H

#include "base/json.h"
#include "scoring/state.h"

/* `c` is one of state_certificates(s). */
void issued_view_put(struct json_out *o, const struct state *s, const struct certificate *c);

#endif
