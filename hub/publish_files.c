#include "hub/publish_files.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_TEXT_MAX 4096

static struct publish_file *add(struct publish_batch *b, const char *path)
{
	if (b->count == b->room) {
		b->room = b->room ? b->room * 2 : 32;
		b->files = xrealloc(b->files, b->room * sizeof *b->files);
	}
	b->files[b->count] = (struct publish_file){ .path = xstrdup(path) };
	return &b->files[b->count++];
}

void batch_add(struct publish_batch *b, const char *path, const void *bytes, size_t len)
{
	struct publish_file *f = add(b, path);
	f->bytes = xmalloc(len + 1);
	memcpy(f->bytes, bytes, len);
	f->len = len;
}

void batch_remove(struct publish_batch *b, const char *path)
{
	(void)add(b, path);
}

/* Makes the directories above a path, changing it for the moment. */
static bool make_above(char *path)
{
	for (char *p = path + 1; *p != '\0'; p++)
		if (*p == '/') {
			*p = '\0';
			bool there = mkdir(path, 0755) == 0 || errno == EEXIST;
			*p = '/';
			if (!there)
				return false;
		}
	return true;
}

static bool write_whole(const char *path, const char *bytes, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (fd < 0)
		return false;
	bool ok = true;
	for (size_t done = 0; ok && done < len;) {
		ssize_t n = write(fd, bytes + done, len - done);
		if (n > 0)
			done += (size_t)n;
		else
			ok = n < 0 && errno == EINTR;
	}
	return close(fd) == 0 && ok;
}

static bool file_put(const char *folder, const struct publish_file *f)
{
	char path[PATH_TEXT_MAX], fresh[PATH_TEXT_MAX + 8];
	if (snprintf(path, sizeof path, "%s/%s", folder, f->path) >= (int)sizeof path) {
		errno = ENAMETOOLONG;
		return false;
	}
	if (f->bytes == NULL)
		return unlink(path) == 0 || errno == ENOENT || errno == ENOTDIR;
	snprintf(fresh, sizeof fresh, "%s.new", path);
	if (!make_above(path))
		return false;
	if (write_whole(fresh, f->bytes, f->len) && rename(fresh, path) == 0)
		return true;
	int why = errno;
	(void)unlink(fresh);
	errno = why;
	return false;
}

void batch_write(struct publish_batch *b)
{
	b->fault[0] = '\0';
	for (size_t i = 0; i < b->count; i++) {
		b->files[i].done = file_put(b->folder, &b->files[i]);
		if (!b->files[i].done && b->fault[0] == '\0')
			snprintf(b->fault, sizeof b->fault, "%.150s/%.200s: %s", b->folder, b->files[i].path, strerror(errno));
	}
}

void batch_release(struct publish_batch *b)
{
	for (size_t i = 0; i < b->count; i++) {
		free(b->files[i].path);
		free(b->files[i].bytes);
	}
	free(b->files);
	*b = (struct publish_batch){ .folder = b->folder };
}
