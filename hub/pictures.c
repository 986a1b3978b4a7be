#include "hub/pictures.h"

#include "base/mem.h"
#include "display/scene_given.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char policy[] = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

/* By suffix, with how such a file begins at `at`. An SVG is text and may begin in several ways. */
static const struct kind {
	const char *suffix, *type, *begin;
	size_t begin_len, at;
} kinds[] = {
	{ ".png", "image/png", "\x89PNG\r\n\x1a\n", 8, 0 }, { ".jpg", "image/jpeg", "\xff\xd8\xff", 3, 0 },
	{ ".jpeg", "image/jpeg", "\xff\xd8\xff", 3, 0 },    { ".webp", "image/webp", "WEBP", 4, 8 },
	{ ".svg", "image/svg+xml", "", 0, 0 },
};

static const struct kind *kind_of(const char *name)
{
	const char *suffix = strrchr(name, '.');
	for (size_t i = 0; suffix != NULL && picture_name_good(name) && i < sizeof kinds / sizeof *kinds; i++)
		if (strcasecmp(suffix, kinds[i].suffix) == 0)
			return &kinds[i];
	return NULL;
}

/* The folder, or -1. */
static int folder_open(const struct hub *hub)
{
	return hub->pictures[0] != '\0' ? open(hub->pictures, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
}

static bool is_picture(const struct stat *st)
{
	return S_ISREG(st->st_mode) && st->st_size > 0 && (size_t)st->st_size <= PICTURE_BYTES_MAX;
}

/* An open picture of the folder, or -1. O_NONBLOCK: a pipe of that name is not waited for. */
static int picture_open(int folder, const char *name, struct stat *st)
{
	int file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (file < 0)
		return -1;
	if (fstat(file, st) == 0 && is_picture(st))
		return file;
	close(file);
	return -1;
}

static bool picture_read(int file, size_t size, struct buf *out)
{
	char piece[65536];
	ssize_t n;
	while (out->len <= size && (n = read(file, piece, sizeof piece)) > 0)
		buf_add(out, piece, (size_t)n);
	return buf_ok(out) && out->len == size;
}

static bool begins_so(const struct kind *kind, const struct buf *b)
{
	return b->len >= kind->at + kind->begin_len && memcmp(b->data + kind->at, kind->begin, kind->begin_len) == 0;
}

bool route_picture(struct hub *hub, const struct http_request *r, struct http_answer *a)
{
	const char *name = r->path + strlen("/pictures/");
	const struct kind *kind = kind_of(name);
	struct stat st;
	int folder = kind != NULL ? folder_open(hub) : -1;
	int file = folder >= 0 ? picture_open(folder, name, &st) : -1;
	bool there = false;
	if (file >= 0) {
		snprintf(a->name, sizeof a->name, "\"%llx-%llx-%llx\"", (unsigned long long)st.st_mtim.tv_sec,
		         (unsigned long long)st.st_mtim.tv_nsec, (unsigned long long)st.st_size);
		a->status = 200;
		a->type = kind->type;
		a->etag = a->name;
		a->cache = "no-cache";
		a->policy = policy;
		there = strstr(r->known, a->etag) != NULL || (picture_read(file, (size_t)st.st_size, &a->body) && begins_so(kind, &a->body));
		close(file);
	}
	if (folder >= 0)
		close(folder);
	if (!there)
		a->etag = NULL;
	return there;
}

/* ---- the list ---- */

struct listed {
	char name[FILE_NAME_MAX + 1];
	int64_t bytes;
};

static int listed_compare(const void *a, const void *b)
{
	const struct listed *x = a, *y = b;
	return strcmp(x->name, y->name);
}

static uint32_t folder_list(const struct hub *hub, struct listed *list)
{
	uint32_t count = 0;
	int folder = folder_open(hub);
	DIR *dir = folder >= 0 ? fdopendir(folder) : NULL;
	if (dir == NULL && folder >= 0)
		close(folder);
	if (dir == NULL)
		return 0;
	for (const struct dirent *one; count < PICTURES_LISTED_MAX && (one = readdir(dir)) != NULL;) {
		struct stat st;
		if (kind_of(one->d_name) == NULL || fstatat(folder, one->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !is_picture(&st))
			continue;
		snprintf(list[count].name, sizeof list[count].name, "%.*s", FILE_NAME_MAX, one->d_name);
		list[count++].bytes = st.st_size;
	}
	closedir(dir);
	qsort(list, count, sizeof *list, listed_compare);
	return count;
}

enum err pictures_handle(struct call *call, const cJSON *params)
{
	struct asker who = hub_asker(call->hub, call->socket);
	enum err err = asker_may(&who, "pictures");
	struct json_out *o = &call->result;
	(void)params;
	if (err != ERR_OK)
		return err;
	struct listed *list = xcalloc(PICTURES_LISTED_MAX, sizeof *list);
	uint32_t count = folder_list(call->hub, list);
	json_object(o);
	json_member_string(o, "folder", call->hub->pictures);
	json_key(o, "pictures");
	json_array(o);
	for (uint32_t i = 0; i < count; i++) {
		json_object(o);
		json_member_string(o, "name", list[i].name);
		json_member_int(o, "bytes", list[i].bytes);
		json_object_end(o);
	}
	json_array_end(o);
	json_object_end(o);
	free(list);
	return ERR_OK;
}
