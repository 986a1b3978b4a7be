#include "store/stream_id.h"

#include <stdint.h>

/* One of the two numbers; `at` moves behind it. */
static uint64_t number(const char **at)
{
	uint64_t n = 0;
	for (; **at >= '0' && **at <= '9'; (*at)++)
		n = n * 10 + (uint64_t)(**at - '0');
	return n;
}

int stream_id_compare(const char *a, const char *b)
{
	for (int part = 0; part < 2; part++) {
		uint64_t x = number(&a), y = number(&b);
		if (x != y)
			return x < y ? -1 : 1;
		a += *a == '-';
		b += *b == '-';
	}
	return 0;
}
