#include "events/file.h"

#include "events/definition.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

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
	if (fstat(fileno(f), &st) == 0) {
		if (S_ISDIR(st.st_mode)) {
			errno = EISDIR;
			e = ERR_IO;
			goto done;
		}
		if (st.st_size > 0)
			buf_reserve(out, (size_t)st.st_size);
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

enum err event_read_file(const char *path, struct arena *arena, struct event **out, struct faults *faults)
{
	struct buf text;
	buf_init(&text, DEFINITION_BYTES_MAX);
	errno = 0;
	enum err e = file_read(path, &text);
	if (e == ERR_OK)
		e = event_read(buf_str(&text), text.len, arena, out, faults);
	else
		faults_add(faults, false, NULL, 0, "this cannot be read (%s); expected an event definition",
		           e == ERR_IO ? strerror(errno) : err_text(e));
	buf_release(&text);
	return e;
}
