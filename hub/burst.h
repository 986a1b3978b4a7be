/*
 * burst.h - the same bytes to many descriptors at once: through io_uring where the kernel offers it, else by send().
 *
 * Nothing is queued here and nothing waits: a descriptor whose buffer is full takes less, or nothing. A burst through
 * io_uring costs one system call instead of one a descriptor. Containers often forbid io_uring; that is found out once,
 * at the beginning.
 */
#ifndef HUB_BURST_H
#define HUB_BURST_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define BURST_MAX 256 /* descriptors: about a millisecond of the loop */

struct burst;

/* `ring`: io_uring is tried. */
struct burst *burst_new(bool ring);
void burst_free(struct burst *b); /* NULL is nothing */

/* Whether bursts go through io_uring. */
bool burst_has_ring(const struct burst *b);

/*
 * Sends `len` bytes to each of `count` (at most BURST_MAX) sockets, in this order. sent[i] is how many bytes the kernel
 * took of them for fds[i]; negative: none, because its buffer is full or the connection is broken.
 */
void burst_send(struct burst *b, const unsigned char *bytes, size_t len, const int *fds, size_t count, ssize_t *sent);

#endif
