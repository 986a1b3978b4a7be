/*
 * A bare XADD: what Redis itself takes to have an entry on disk. `xadd SOCKET BYTES` connects to a Redis; for each line `K RATE`
 * on standard input it appends K entries of BYTES at random moments, RATE a second, and prints the round trips in ms.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define BYTES_MAX 4096

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double round_trip(int fd, const char *command, size_t len)
{
	char answer[200];
	double from = now_ms();
	if (write(fd, command, len) != (ssize_t)len)
		die("write");
	ssize_t n = read(fd, answer, sizeof answer);
	if (n < 1 || answer[0] != '$')
		die("XADD");
	return now_ms() - from;
}

int main(int argc, char **argv)
{
	static char data[BYTES_MAX + 1], command[BYTES_MAX + 200];
	char words[64], *rest;
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	if (argc < 3)
		return 2;
	size_t bytes = strtoul(argv[2], NULL, 10);
	memset(data, 'x', bytes < BYTES_MAX ? bytes : BYTES_MAX);
	int len = snprintf(command, sizeof command, "*5\r\n$4\r\nXADD\r\n$5\r\nbench\r\n$1\r\n*\r\n$4\r\ndata\r\n$%zu\r\n%s\r\n", strlen(data), data);
	snprintf(address.sun_path, sizeof address.sun_path, "%s", argv[1]);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address))
		die(argv[1]);
	while (fgets(words, sizeof words, stdin)) {
		long turns = strtol(words, &rest, 10);
		double rate = strtod(rest, NULL);
		printf("[");
		for (long n = 0; n < turns; n++) {
			double gap_us = -log(1 - drand48()) / rate * 1e6;
			const struct timespec pause = { .tv_sec = (time_t)(gap_us / 1e6), .tv_nsec = (long)fmod(gap_us, 1e6) * 1000 };
			nanosleep(&pause, NULL);
			printf("%s%.4f", n ? "," : "", round_trip(fd, command, (size_t)len));
		}
		printf("]\n");
		fflush(stdout);
	}
	return 0;
}
