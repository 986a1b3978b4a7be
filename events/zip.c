#include "events/zip.h"

#include <string.h>

#define ZLIB_CONST /* its input is const */
#include <zlib.h>

#define LOCAL_SIGNATURE 0x04034b50u
#define CENTRAL_SIGNATURE 0x02014b50u
#define END_SIGNATURE 0x06054b50u
#define LOCAL_BYTES 30
#define CENTRAL_BYTES 46
#define END_BYTES 22
#define METHOD_STORED 0
#define METHOD_DEFLATED 8
#define VERSION 20
#define DATE_1980 0x0021 /* 1 January 1980: the same workbook is the same file */

static void put16(struct buf *b, uint32_t value)
{
	buf_addc(b, (char)(value & 0xFF));
	buf_addc(b, (char)(value >> 8 & 0xFF));
}

static void put32(struct buf *b, uint32_t value)
{
	put16(b, value & 0xFFFF);
	put16(b, value >> 16);
}

static uint32_t get16(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static uint32_t get32(const unsigned char *p)
{
	return get16(p) | get16(p + 2) << 16;
}

void zip_begin(struct zip_out *z, struct buf *out)
{
	*z = (struct zip_out){ .out = out };
	buf_init(&z->directory, (size_t)ZIP_OUT_ENTRIES_MAX * 400);
}

/* Raw deflate (without zlib's header) of the whole input. False where memory fails. */
static bool deflate_whole(const char *data, size_t len, struct buf *out)
{
	z_stream s = { 0 };
	unsigned char chunk[16384];
	if (deflateInit2(&s, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return false;
	s.next_in = (const Bytef *)data;
	s.avail_in = (uInt)len;
	int rc;
	do {
		s.next_out = chunk;
		s.avail_out = sizeof chunk;
		rc = deflate(&s, Z_FINISH);
		buf_add(out, chunk, sizeof chunk - s.avail_out);
	} while (rc == Z_OK);
	deflateEnd(&s);
	return rc == Z_STREAM_END;
}

/* What the local header and the directory say in the same words. */
static void put_common(struct buf *b, uint32_t crc, uint32_t packed, uint32_t size, const char *name)
{
	put16(b, VERSION);
	put16(b, 0);
	put16(b, METHOD_DEFLATED);
	put16(b, 0);
	put16(b, DATE_1980);
	put32(b, crc);
	put32(b, packed);
	put32(b, size);
	put16(b, (uint32_t)strlen(name));
	put16(b, 0);
}

void zip_add(struct zip_out *z, const char *name, const char *data, size_t len)
{
	struct buf packed;
	buf_init(&packed, len + len / 1000 + 1000);
	uint32_t offset = (uint32_t)z->out->len;
	uint32_t crc = (uint32_t)crc32(0, (const Bytef *)data, (uInt)len);
	if (!deflate_whole(data, len, &packed))
		z->out->failed = true;
	put32(z->out, LOCAL_SIGNATURE);
	put_common(z->out, crc, (uint32_t)packed.len, (uint32_t)len, name);
	buf_adds(z->out, name);
	buf_add(z->out, buf_str(&packed), packed.len);
	put32(&z->directory, CENTRAL_SIGNATURE);
	put16(&z->directory, VERSION);
	put_common(&z->directory, crc, (uint32_t)packed.len, (uint32_t)len, name);
	put16(&z->directory, 0); /* comment */
	put16(&z->directory, 0); /* disk */
	put16(&z->directory, 0);
	put32(&z->directory, 0); /* attributes */
	put32(&z->directory, offset);
	buf_adds(&z->directory, name);
	z->count++;
	buf_release(&packed);
}

void zip_end(struct zip_out *z)
{
	uint32_t offset = (uint32_t)z->out->len;
	buf_add(z->out, buf_str(&z->directory), z->directory.len);
	put32(z->out, END_SIGNATURE);
	put32(z->out, 0); /* disks */
	put16(z->out, z->count);
	put16(z->out, z->count);
	put32(z->out, (uint32_t)z->directory.len);
	put32(z->out, offset);
	put16(z->out, 0); /* comment */
	if (!buf_ok(&z->directory) || z->count > ZIP_OUT_ENTRIES_MAX || z->out->len > UINT32_MAX)
		z->out->failed = true;
	buf_release(&z->directory);
}

static enum err inflate_whole(const unsigned char *data, size_t len, struct buf *out)
{
	z_stream s = { 0 };
	unsigned char chunk[16384];
	if (inflateInit2(&s, -MAX_WBITS) != Z_OK)
		return ERR_CORRUPT;
	s.next_in = (const Bytef *)data;
	s.avail_in = (uInt)len;
	int rc;
	do {
		s.next_out = chunk;
		s.avail_out = sizeof chunk;
		rc = inflate(&s, Z_NO_FLUSH);
		buf_add(out, chunk, sizeof chunk - s.avail_out);
	} while (rc == Z_OK && buf_ok(out) && (s.avail_in > 0 || s.avail_out == 0));
	inflateEnd(&s);
	if (!buf_ok(out))
		return ERR_TOO_LARGE;
	return rc == Z_STREAM_END ? ERR_OK : ERR_CORRUPT;
}

/* The end record: it stands last, but for a comment. NULL where there is none. */
static const unsigned char *find_end(const unsigned char *zip, size_t len)
{
	if (len < END_BYTES)
		return NULL;
	size_t most = len - END_BYTES, least = most > 0xFFFF ? most - 0xFFFF : 0;
	for (size_t i = most + 1; i > least; i--) {
		if (get32(zip + i - 1) == END_SIGNATURE)
			return zip + i - 1;
	}
	return NULL;
}

/* Unpacks the entry that a directory record (in bounds) speaks of. */
static enum err read_entry(const unsigned char *zip, size_t len, const unsigned char *record, struct buf *out)
{
	uint32_t flags = get16(record + 8), method = get16(record + 10);
	size_t packed = get32(record + 20), size = get32(record + 24), offset = get32(record + 42);
	if ((flags & 1) || (method != METHOD_STORED && method != METHOD_DEFLATED))
		return ERR_UNSUPPORTED;
	if (offset > len || len - offset < LOCAL_BYTES || get32(zip + offset) != LOCAL_SIGNATURE)
		return ERR_CORRUPT;
	size_t begin = offset + LOCAL_BYTES + get16(zip + offset + 26) + get16(zip + offset + 28);
	if (begin > len || len - begin < packed)
		return ERR_CORRUPT;
	enum err e = ERR_OK;
	if (method == METHOD_STORED)
		buf_add(out, zip + begin, packed);
	else
		e = inflate_whole(zip + begin, packed, out);
	if (e != ERR_OK)
		return e;
	if (!buf_ok(out))
		return ERR_TOO_LARGE;
	bool good = out->len == size && crc32(0, (const Bytef *)buf_str(out), (uInt)out->len) == get32(record + 16);
	return good ? ERR_OK : ERR_CORRUPT;
}

enum err zip_read(const char *zip, size_t len, const char *name, struct buf *out)
{
	const unsigned char *start = (const unsigned char *)zip, *end = find_end(start, len);
	size_t name_len = strlen(name);
	if (!end)
		return ERR_CORRUPT;
	uint32_t count = get16(end + 10);
	size_t at = get32(end + 16), limit = (size_t)(end - start);
	for (uint32_t i = 0; i < count; i++) {
		if (at > limit || limit - at < CENTRAL_BYTES || get32(start + at) != CENTRAL_SIGNATURE)
			return ERR_CORRUPT;
		const unsigned char *record = start + at;
		size_t n = get16(record + 28), more = (size_t)get16(record + 30) + get16(record + 32);
		if (limit - at - CENTRAL_BYTES < n + more)
			return ERR_CORRUPT;
		if (n == name_len && memcmp(record + CENTRAL_BYTES, name, n) == 0)
			return read_entry(start, limit, record, out);
		at += CENTRAL_BYTES + n + more;
	}
	return ERR_NOT_FOUND;
}
