/*
 * What permessage-deflate would cost: `deflate FILE` deflates each line of FILE as a message for each of 200 watchers, each
 * with a window of its own (RFC 7692, with context takeover), and prints the CPU time of one message in us, its mean bytes,
 * and the resident kB that a watcher's window takes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#define WATCHERS 200
#define LINE_MAX_BYTES 65536

static double cpu_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static long resident_kb(void)
{
	long size = 0, resident = 0;
	FILE *f = fopen("/proc/self/statm", "r");
	if (!f || fscanf(f, "%ld %ld", &size, &resident) != 2)
		exit(1);
	fclose(f);
	return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

int main(int argc, char **argv)
{
	static z_stream windows[WATCHERS];
	static char line[LINE_MAX_BYTES], out[2 * LINE_MAX_BYTES];
	double us = 0;
	size_t bytes = 0, messages = 0;
	FILE *f = argc > 1 ? fopen(argv[1], "r") : NULL;
	if (!f)
		return 2;
	long before_kb = resident_kb();
	for (int i = 0; i < WATCHERS; i++)
		if (deflateInit2(&windows[i], Z_DEFAULT_COMPRESSION, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK)
			return 1;
	while (fgets(line, sizeof line, f)) {
		size_t len = strcspn(line, "\n");
		double from_us = cpu_us();
		for (int i = 0; i < WATCHERS; i++) {
			windows[i].next_in = (unsigned char *)line;
			windows[i].avail_in = (unsigned)len;
			windows[i].next_out = (unsigned char *)out;
			windows[i].avail_out = sizeof out;
			if (deflate(&windows[i], Z_SYNC_FLUSH) != Z_OK)
				return 1;
			bytes += sizeof out - windows[i].avail_out - 4; /* the empty block at the end is left out */
		}
		us += cpu_us() - from_us;
		messages += WATCHERS;
	}
	printf("{\"us\":%.3f,\"bytes\":%.1f,\"kb\":%.1f}\n", us / (double)messages, (double)bytes / (double)messages,
	       (double)(resident_kb() - before_kb) / WATCHERS);
	return 0;
}
