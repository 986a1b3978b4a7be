/*
 * publish_http.h - a batch of files put on a web server: PUT, as WebDAV and the stores of CDNs take it; DELETE for what is to go.
 *
 * For the thread that writes: each request may wait. Where a folder is missing (409), it is made (MKCOL), once. The first thing that
 * shows that the server is not there, or does not let us in, ends the batch: what it left undone is still to be done.
 */
#ifndef HUB_PUBLISH_HTTP_H
#define HUB_PUBLISH_HTTP_H

#include "base/buf.h"
#include "hub/publish_files.h"

/* Whether --publish names a web server: http:// or https://. */
bool publish_is_url(const char *place);

/*
 * A credential, from a file (NULL: none) or, where that is not given, the environment (TOUCHSTONE_PUBLISH_CREDENTIAL): one line, NAME:PASSWORD or a
 * bearer token. False, with a sentence in *fault (static), where it cannot be used: not there, no line, over plain http to
 * another machine, or in the address itself, which shows in lists of processes.
 */
bool publish_secret_read(const char *url, const char *file, struct buf *secret, const char **fault);

struct publish_http;

/* A connection that is kept between batches. `url` and `secret` ("": none) are borrowed. To be called before other threads are there. */
struct publish_http *publish_http_new(const char *url, const char *secret);
void publish_http_free(struct publish_http *h);

/* Does the batch: sets `done` of each file, and `fault`. */
void publish_http_write(struct publish_http *h, struct publish_batch *b);

#endif
