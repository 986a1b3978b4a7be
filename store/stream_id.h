/*
 * stream_id.h - ids of a Redis stream's entries: "MILLISECONDS-NUMBER", in the order of the stream.
 */
#ifndef STORE_STREAM_ID_H
#define STORE_STREAM_ID_H

#define STREAM_ID_MAX 48 /* bytes of an id, with its NUL */

/* <0, 0, >0. What is not an id comes before every id. */
int stream_id_compare(const char *a, const char *b);

#endif
