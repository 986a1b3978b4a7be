#include "events/file.h"

#include "events/definition.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK 65536

enum err file_read(const char *path, struct buf *out)
{
	bool standard = strcmp(path, "-") == 0;
	FILE *f = standard ? stdin : fopen(path, "rb");
	if (!f)
		return ERR_IO;
	enum err e = ERR_OK;
	struct stat st;
	char chunk[CHUNK];
	size_t n;
	if (fstat(fileno(f), &st) == 0 && S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		e = ERR_IO;
		goto done;
	}
	while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
		buf_add(out, chunk, n);
	if (ferror(f))
		e = ERR_IO;
	else if (!buf_ok(out))
		e = ERR_TOO_LARGE;
done:
	if (!standard) {
		int saved = errno;
		(void)fclose(f);
		errno = saved;
	}
	return e;
}

/* The text of a plain file that is not empty where it lies in the kernel's memory; NULL where that cannot be had. */
static const char *map_plain(const char *path, size_t max, size_t *len)
{
	struct stat st;
	void *p = MAP_FAILED;
	int fd = strcmp(path, "-") == 0 ? -1 : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 && (uint64_t)st.st_size <= max) {
		*len = (size_t)st.st_size;
		p = mmap(NULL, *len, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
	}
	(void)close(fd);
	return p == MAP_FAILED ? NULL : p;
}

enum err file_open(const char *path, size_t max, struct file_text *out)
{
	*out = (struct file_text){ 0 };
	buf_init(&out->copy, max);
	errno = 0;
	out->text = map_plain(path, max, &out->len);
	out->mapped = out->text != NULL;
	if (out->mapped)
		return ERR_OK;
	enum err e = file_read(path, &out->copy);
	out->text = buf_str(&out->copy);
	out->len = out->copy.len;
	return e;
}

void file_close(struct file_text *f)
{
	if (f->mapped)
		(void)munmap((void *)(uintptr_t)f->text, f->len);
	buf_release(&f->copy);
}

enum err event_read_file(const char *path, struct arena *arena, struct event **out, struct faults *faults)
{
	struct file_text f;
	enum err e = file_open(path, DEFINITION_BYTES_MAX, &f);
	if (e == ERR_OK)
		e = event_read(f.text, f.len, arena, out, faults);
	else
		faults_add(faults, false, NULL, 0, "this cannot be read (%s); expected an event definition",
		           e == ERR_IO ? strerror(errno) : err_text(e));
	file_close(&f);
	return e;
}
