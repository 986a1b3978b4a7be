/*
 * pictures.h - the organiser's pictures (sponsors, posters, photographs), from the folder DIR/EVENT/pictures as it is now.
 *
 * Only plain files of that very folder: no links, no hidden ones, no folders; PNG, JPEG, WebP and SVG by name and by how they begin,
 * at most PICTURE_BYTES_MAX each. What is in an SVG may not run or fetch anything.
 */
#ifndef HUB_PICTURES_H
#define HUB_PICTURES_H

#include "hub/routes.h"
#include "hub/rpc.h"

#define PICTURE_BYTES_MAX  ((size_t)8 << 20)
#define PICTURES_LISTED_MAX 200

/* GET /pictures/NAME. */
bool route_picture(struct hub *hub, const struct http_request *r, struct http_answer *a);

/* The method `pictures`: {"folder","pictures":[{"name","bytes"}]} by name. */
rpc_handler pictures_handle;

#endif
