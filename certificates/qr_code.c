#include "certificates/qr_code.h"

#include <assert.h>
#include <limits.h>
#include <string.h>

#define DATA_BYTES_MAX 334
#define BYTES_MAX 532    /* data and error correction */
#define EC_BYTES_MAX 30  /* of a block */
#define BLOCKS_MAX 9
#define PERIOD 12        /* every mask repeats after so many rows and columns */
#define MASKS 8
#define SIXTH 6          /* a character in alphanumeric mode takes 5 1/2 bits */

/* Error correction M (tables 7 and 9 of the standard): blocks of `data` bytes, then such with one more. */
static const struct version {
	int ec, short_blocks, long_blocks, data;
	int align[3]; /* centres of alignment patterns */
} versions[] = {
	{ 26, 4, 1, 43, { 6, 28, 50 } },
	{ 30, 1, 4, 50, { 6, 30, 54 } },
	{ 22, 6, 2, 36, { 6, 32, 58 } },
	{ 22, 8, 1, 37, { 6, 34, 62 } },
};

/* ---- rows of bits ---- */

static inline void set_bit(struct qr_row *r, int x)
{
	if (x < 64)
		r->low |= UINT64_C(1) << x;
	else
		r->high |= UINT64_C(1) << (x - 64);
}

static inline bool get_bit(const struct qr_row *r, int x)
{
	return (x < 64 ? r->low >> x : r->high >> (x - 64)) & 1;
}

static inline struct qr_row row_xor(struct qr_row a, struct qr_row b)
{
	return (struct qr_row){ a.low ^ b.low, a.high ^ b.high };
}

static inline struct qr_row row_and(struct qr_row a, struct qr_row b)
{
	return (struct qr_row){ a.low & b.low, a.high & b.high };
}

static inline struct qr_row row_not(struct qr_row a)
{
	return (struct qr_row){ ~a.low, ~a.high };
}

/* Bit x is what was bit x + n; n from 1 to 63. */
static inline struct qr_row row_down(struct qr_row a, int n)
{
	return (struct qr_row){ a.low >> n | a.high << (64 - n), a.high >> n };
}

static inline struct qr_row row_up(struct qr_row a, int n)
{
	return (struct qr_row){ a.low << n, a.high << n | a.low >> (64 - n) };
}

/* The first n bits. */
static inline struct qr_row row_first(int n)
{
	if (n < 64)
		return (struct qr_row){ (UINT64_C(1) << n) - 1, 0 };
	return (struct qr_row){ UINT64_MAX, (UINT64_C(1) << (n - 64)) - 1 };
}

static inline int row_count(struct qr_row a)
{
	return __builtin_popcountll(a.low) + __builtin_popcountll(a.high);
}

bool qr_dark(const struct qr_code *q, int x, int y)
{
	return get_bit(&q->rows[y], x);
}

/* ---- data ---- */

struct bits {
	unsigned char bytes[DATA_BYTES_MAX];
	int count, room;
};

static void put(struct bits *b, unsigned value, int n)
{
	for (int i = n - 1; i >= 0 && b->count < b->room; i--, b->count++)
		b->bytes[b->count / 8] = (unsigned char)(b->bytes[b->count / 8] | (value >> i & 1) << (7 - b->count % 8));
}

/* A character's number in alphanumeric mode, or -1. */
static int alnum_value(char c)
{
	static const char set[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
	const char *at = c ? strchr(set, c) : NULL;
	return at ? (int)(at - set) : -1;
}

/*
 * For each character whether it goes in alphanumeric mode: the fewest bits in all, by dynamic programming. Returns how many bits.
 * Costs are in sixths of a bit; what a half-filled pair costs more is left out of the choice.
 */
static int choose_modes(const char *text, int len, bool *alnum)
{
	static const int heads[2] = { (4 + 16) * SIXTH, (4 + 11) * SIXTH };
	int cost[2] = { heads[0], heads[1] };
	bool from[2][QR_TEXT_MAX]; /* which mode came before */
	for (int i = 0; i < len; i++) {
		int here[2] = { 8 * SIXTH, alnum_value(text[i]) >= 0 ? 33 : 1 << 20 }, next[2];
		for (int mode = 0; mode < 2; mode++) {
			int stay = cost[mode], change = cost[1 - mode] + heads[mode];
			from[mode][i] = i > 0 && change < stay ? 1 - mode : mode;
			next[mode] = (i > 0 && change < stay ? change : stay) + here[mode];
		}
		cost[0] = next[0];
		cost[1] = next[1];
	}
	bool mode = cost[1] < cost[0];
	for (int i = len - 1; i >= 0; i--) {
		alnum[i] = mode;
		mode = from[mode][i];
	}
	int bits = 0;
	for (int i = 0, n; i < len; i += n) {
		for (n = 1; i + n < len && alnum[i + n] == alnum[i]; n++)
			;
		bits += alnum[i] ? 4 + 11 + n / 2 * 11 + n % 2 * 6 : 4 + 16 + 8 * n;
	}
	return bits;
}

static void put_text(struct bits *b, const char *text, int len, const bool *alnum)
{
	for (int i = 0, n; i < len; i += n) {
		for (n = 1; i + n < len && alnum[i + n] == alnum[i]; n++)
			;
		put(b, alnum[i] ? 2 : 4, 4);
		put(b, (unsigned)n, alnum[i] ? 11 : 16);
		for (int k = i; k < i + n; k++) {
			bool pair = alnum[i] && k + 1 < i + n;
			if (!alnum[i])
				put(b, (unsigned char)text[k], 8);
			else if (pair)
				put(b, (unsigned)(alnum_value(text[k]) * 45 + alnum_value(text[k + 1])), 11);
			else
				put(b, (unsigned)alnum_value(text[k]), 6);
			k += pair;
		}
	}
	put(b, 0, 4);
	b->count = b->count + 7 < b->room ? (b->count + 7) / 8 * 8 : b->room;
	for (unsigned pad = 0xEC; b->count < b->room; pad ^= 0xEC ^ 0x11)
		put(b, pad, 8);
}

/* ---- error correction ---- */

struct field {
	unsigned char power[255], log[256];
	unsigned char generator[EC_BYTES_MAX]; /* logarithms of its coefficients but the first, which is 1 */
};

static unsigned char multiply(const struct field *f, unsigned char a, unsigned char log_b)
{
	return a ? f->power[(f->log[a] + log_b) % 255] : 0;
}

static void make_field(struct field *f, int degree)
{
	unsigned char g[EC_BYTES_MAX + 1] = { 1 };
	*f = (struct field){ .log = { 0 } };
	for (unsigned i = 0, x = 1; i < 255; i++) {
		f->power[i] = (unsigned char)x;
		f->log[x] = (unsigned char)i;
		x = x << 1 ^ (x & 0x80 ? 0x11D : 0);
	}
	for (int i = 0; i < degree; i++) /* times (x - 2^i) */
		for (int k = i + 1; k > 0; k--)
			g[k] = (unsigned char)(g[k] ^ multiply(f, g[k - 1], (unsigned char)i));
	for (int i = 0; i < degree; i++)
		f->generator[i] = f->log[g[i + 1]];
}

static void correct(const struct field *f, const unsigned char *data, int len, int ec, unsigned char *out)
{
	memset(out, 0, (size_t)ec);
	for (int i = 0; i < len; i++) {
		unsigned char lead = data[i] ^ out[0];
		memmove(out, out + 1, (size_t)ec - 1);
		out[ec - 1] = 0;
		for (int k = 0; k < ec; k++)
			out[k] = (unsigned char)(out[k] ^ multiply(f, lead, f->generator[k]));
	}
}

/* The blocks' bytes, one of each in turn; returns how many. */
static int interleave(const struct version *v, const unsigned char *data, unsigned char *out)
{
	struct field f;
	unsigned char ec[BLOCKS_MAX][EC_BYTES_MAX];
	int blocks = v->short_blocks + v->long_blocks, n = 0;
	make_field(&f, v->ec);
	for (int b = 0, at = 0; b < blocks; b++) {
		int len = v->data + (b >= v->short_blocks);
		correct(&f, data + at, len, v->ec, ec[b]);
		for (int i = 0; i < len; i++) {
			/* After so many whole rounds; the last round has only the long blocks. */
			int place = i < v->data ? i * blocks + b : v->data * blocks + b - v->short_blocks;
			out[place] = data[at + i];
		}
		at += len;
		n += len;
	}
	for (int i = 0; i < v->ec; i++)
		for (int b = 0; b < blocks; b++)
			out[n++] = ec[b][i];
	return n;
}

/* ---- the square ---- */

/* By row and, turned, by column; fixed: what is not data. */
struct square {
	int n;
	struct qr_row dark[QR_MODULES_MAX], fixed[QR_MODULES_MAX];
	struct qr_row turned_dark[QR_MODULES_MAX], turned_fixed[QR_MODULES_MAX];
};

static void set_dark(struct square *s, int x, int y)
{
	set_bit(&s->dark[y], x);
	set_bit(&s->turned_dark[x], y);
}

static void set_module(struct square *s, int x, int y, bool dark)
{
	set_bit(&s->fixed[y], x);
	set_bit(&s->turned_fixed[x], y);
	if (dark)
		set_dark(s, x, y);
}

/* Rings around a centre, dark but for those in `light` (a bit each). */
static void draw_rings(struct square *s, int cx, int cy, int radius, unsigned light)
{
	for (int dy = -radius; dy <= radius; dy++)
		for (int dx = -radius; dx <= radius; dx++) {
			int x = cx + dx, y = cy + dy, ax = dx < 0 ? -dx : dx, ay = dy < 0 ? -dy : dy;
			if (x >= 0 && y >= 0 && x < s->n && y < s->n)
				set_module(s, x, y, !(light >> (ax > ay ? ax : ay) & 1));
		}
}

/* A value with its remainder by a generator polynomial behind it. */
static unsigned with_remainder(unsigned value, int bits, unsigned generator)
{
	unsigned rest = value;
	for (int i = 0; i < bits; i++)
		rest = rest << 1 ^ (rest >> (bits - 1) & 1 ? generator : 0);
	return value << bits | (rest & ((1U << bits) - 1));
}

/* 0: only its place is kept. */
static void draw_format(struct square *s, unsigned format)
{
	int n = s->n;
	for (int i = 0; i < 15; i++) {
		bool dark = format >> i & 1;
		set_module(s, i < 8 ? 8 : i == 8 ? 7 : 14 - i, i < 6 ? i : i < 8 ? i + 1 : 8, dark);
		set_module(s, i < 8 ? n - 1 - i : 8, i < 8 ? 8 : n - 15 + i, dark);
	}
	set_module(s, 8, n - 8, true);
}

static void draw_fixed(struct square *s, int version, const struct version *v)
{
	int n = s->n;
	unsigned number = with_remainder((unsigned)version, 12, 0x1F25);
	for (int i = 8; i < n - 8; i++) {
		set_module(s, 6, i, i % 2 == 0);
		set_module(s, i, 6, i % 2 == 0);
	}
	draw_rings(s, 3, 3, 4, 1U << 2 | 1U << 4);
	draw_rings(s, n - 4, 3, 4, 1U << 2 | 1U << 4);
	draw_rings(s, 3, n - 4, 4, 1U << 2 | 1U << 4);
	for (int i = 0; i < 3; i++)
		for (int k = 0; k < 3; k++)
			if (i + k > 0 && i + k != 2) /* not where the finders are ... */
				draw_rings(s, v->align[i], v->align[k], 2, 1U << 1);
	draw_rings(s, v->align[1], v->align[1], 2, 1U << 1); /* ... which the middle is not */
	for (int i = 0; i < 18; i++) {
		set_module(s, n - 11 + i % 3, i / 3, number >> i & 1);
		set_module(s, i / 3, n - 11 + i % 3, number >> i & 1);
	}
}

/* The bits in pairs of columns from the right, up and down in turn, past what is fixed. */
static void draw_data(struct square *s, const unsigned char *bytes, int count)
{
	int bit = 0, n = s->n;
	for (int right = n - 1; right > 0; right -= 2) {
		right -= right == 6;
		for (int step = 0; step < n; step++)
			for (int x = right; x > right - 2; x--) {
				int y = ((right + 1) & 2) == 0 ? n - 1 - step : step;
				if (get_bit(&s->fixed[y], x))
					continue;
				if (bit < 8 * count && (bytes[bit / 8] >> (7 - bit % 8) & 1))
					set_dark(s, x, y);
				bit++;
			}
	}
}

/* ---- masks ---- */

static bool mask_at(int mask, int x, int y)
{
	switch (mask) {
	case 0: return (x + y) % 2 == 0;
	case 1: return y % 2 == 0;
	case 2: return x % 3 == 0;
	case 3: return (x + y) % 3 == 0;
	case 4: return (x / 3 + y / 2) % 2 == 0;
	case 5: return x * y % 2 + x * y % 3 == 0;
	case 6: return (x * y % 2 + x * y % 3) % 2 == 0;
	default: return ((x + y) % 2 + x * y % 3) % 2 == 0;
	}
}

/* A mask's row y (or, turned, its column y). */
static struct qr_row mask_row(int mask, int y, int n, bool turned)
{
	struct qr_row r = { 0, 0 };
	for (int x = 0; x < PERIOD; x++)
		if (turned ? mask_at(mask, y, x) : mask_at(mask, x, y))
			set_bit(&r, x);
	for (int width = PERIOD; width < n; width *= 2) {
		struct qr_row more = row_up(r, width);
		r = (struct qr_row){ r.low | more.low, r.high | more.high };
	}
	return row_and(r, row_first(n));
}

/* Runs of five and more of a colour, and what looks like a finder: rules 1 and 3 for one row or column. */
static int weigh_row(struct qr_row r, int n)
{
	struct qr_row same = row_and(row_not(row_xor(r, row_down(r, 1))), row_first(n - 1));
	struct qr_row two = row_and(same, row_down(same, 1)), five = row_and(two, row_down(two, 2));
	int weight = row_count(five) + 2 * row_count(row_and(five, row_not(row_up(five, 1))));
	/* dark-light-dark3-light-dark beside four light ones; around the square all is light */
	struct qr_row d = row_up(r, 4), l = row_not(d);
	struct qr_row core = row_and(row_and(d, row_down(l, 1)), row_and(row_down(d, 2), row_down(d, 3)));
	core = row_and(core, row_and(row_down(d, 4), row_and(row_down(l, 5), row_down(d, 6))));
	struct qr_row pairs = row_and(l, row_down(l, 1)), light = row_and(pairs, row_down(pairs, 2));
	struct qr_row before = row_and(core, row_up(light, 4)), after = row_and(core, row_down(light, 7));
	return weight + 40 * (row_count(before) + row_count(after));
}

static int weigh(const struct qr_row *rows, const struct qr_row *columns, int n)
{
	int weight = 0, dark = 0;
	for (int i = 0; i < n; i++) {
		weight += weigh_row(rows[i], n) + weigh_row(columns[i], n);
		dark += row_count(rows[i]);
		if (i == 0)
			continue;
		struct qr_row down = row_not(row_xor(rows[i], rows[i - 1]));
		struct qr_row here = row_not(row_xor(rows[i], row_down(rows[i], 1)));
		weight += 3 * row_count(row_and(row_and(down, row_down(down, 1)), row_and(here, row_first(n - 1))));
	}
	int off = 100 * dark / (n * n) - 50;
	return weight + 10 * ((off < 0 ? -off : off) / 5);
}

/* Row y under a mask: its data turned over where the mask is dark. */
static struct qr_row masked(struct qr_row dark, struct qr_row fixed, struct qr_row mask, int n)
{
	return row_xor(dark, row_and(mask, row_and(row_not(fixed), row_first(n))));
}

/* Applies the mask of the least weight. */
static void apply_mask(const struct square *s, struct qr_code *out)
{
	struct qr_row rows[QR_MODULES_MAX], columns[QR_MODULES_MAX];
	int n = s->n, best = INT_MAX;
	for (int mask = 0; mask < MASKS; mask++) {
		struct qr_row of[PERIOD], turned[PERIOD];
		struct square with = *s;
		for (int i = 0; i < PERIOD; i++) {
			of[i] = mask_row(mask, i, n, false);
			turned[i] = mask_row(mask, i, n, true);
		}
		draw_format(&with, with_remainder((unsigned)mask, 10, 0x537) ^ 0x5412); /* level M is 00 */
		for (int i = 0; i < n; i++) {
			rows[i] = masked(with.dark[i], s->fixed[i], of[i % PERIOD], n);
			columns[i] = masked(with.turned_dark[i], s->turned_fixed[i], turned[i % PERIOD], n);
		}
		int weight = weigh(rows, columns, n);
		if (weight < best) {
			best = weight;
			memcpy(out->rows, rows, (size_t)n * sizeof *rows);
		}
	}
}

enum err qr_encode(const char *text, struct qr_code *out)
{
	size_t len = strlen(text);
	bool alnum[QR_TEXT_MAX];
	if (len == 0 || len > QR_TEXT_MAX)
		return ERR_TOO_LARGE;
	int bits = choose_modes(text, (int)len, alnum), version = QR_VERSION_MIN, room = 0;
	for (; version <= QR_VERSION_MAX; version++) {
		const struct version *v = &versions[version - QR_VERSION_MIN];
		room = (v->short_blocks + v->long_blocks) * v->data + v->long_blocks;
		if (bits <= 8 * room)
			break;
	}
	if (version > QR_VERSION_MAX)
		return ERR_TOO_LARGE;
	const struct version *v = &versions[version - QR_VERSION_MIN];
	struct bits data = { .room = 8 * room };
	struct square s = { .n = 17 + 4 * version };
	unsigned char bytes[BYTES_MAX];
	put_text(&data, text, (int)len, alnum);
	int count = interleave(v, data.bytes, bytes);
	assert(count <= BYTES_MAX);
	draw_fixed(&s, version, v);
	draw_format(&s, 0);
	draw_data(&s, bytes, count);
	*out = (struct qr_code){ .version = version, .modules = s.n };
	apply_mask(&s, out);
	return ERR_OK;
}
