#include "hub/qr_read.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LIMIT_MS 60000
#define PATH_TEXT_MAX 4096
#define NOT_STARTED 127
#define PAGES_MAX 1000

extern char **environ;

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Collects what a child writes until it closes its end; false where it took too long. */
static bool collect(int fd, struct buf *out)
{
	int64_t until = now_ms() + LIMIT_MS;
	char piece[4096];
	for (;;) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		int64_t left = until - now_ms();
		if (left <= 0)
			return false;
		if (poll(&p, 1, (int)left) <= 0)
			continue;
		ssize_t n = read(fd, piece, sizeof piece);
		if (n == 0)
			return true;
		if (n > 0)
			buf_add(out, piece, (size_t)n);
	}
}

/* Runs a program without a shell; what it prints is added to `out`. Its exit code, or NOT_STARTED. */
static int run(const char *const *words, struct buf *out)
{
	int pipes[2], status = 0;
	pid_t pid;
	posix_spawn_file_actions_t actions;
	if (pipe2(pipes, O_CLOEXEC) != 0)
		return NOT_STARTED;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, pipes[1], STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	/* posix_spawnp does not change its words; its type is older than const. */
	char *copy[16] = { 0 };
	for (size_t i = 0; words[i] && i < 15; i++)
		copy[i] = strdup(words[i]);
	int failed = posix_spawnp(&pid, words[0], &actions, NULL, copy, environ);
	for (size_t i = 0; copy[i]; i++)
		free(copy[i]);
	posix_spawn_file_actions_destroy(&actions);
	close(pipes[1]);
	if (!failed && !collect(pipes[0], out))
		kill(pid, SIGKILL);
	close(pipes[0]);
	if (failed)
		return NOT_STARTED;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : NOT_STARTED - 1;
}

/* A name that no program takes for an option. */
static bool plain_path(const char *path, char out[static PATH_TEXT_MAX])
{
	return snprintf(out, PATH_TEXT_MAX, "%s%s", path[0] == '/' ? "" : "./", path) < PATH_TEXT_MAX;
}

static enum err read_picture(const char *path, struct buf *out, struct buf *fault)
{
	const char *words[] = { "zbarimg", "--nodbus", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", path, NULL };
	int code = run(words, out);
	if (code == 0)
		return ERR_OK;
	buf_adds(fault, code == NOT_STARTED ? "zbarimg is needed to read pictures (Debian: zbar-tools)" : "there is no QR code in it");
	return ERR_NOT_FOUND;
}

/* Draws one page, at a resolution where a module has 5 dots, and reads it. ERR_UNSUPPORTED: there is no such page. */
static enum err read_page(const char *path, const char *folder, unsigned page, struct buf *out, struct buf *fault)
{
	char prefix[64], picture[80], number[16];
	struct buf nothing;
	buf_init(&nothing, 4096);
	snprintf(prefix, sizeof prefix, "%s/page", folder);
	snprintf(picture, sizeof picture, "%s.png", prefix);
	snprintf(number, sizeof number, "%u", page);
	const char *words[] = { "pdftoppm", "-png", "-gray", "-r", "300", "-f", number, "-l", number,
		                "-singlefile", path, prefix, NULL };
	int code = run(words, &nothing);
	buf_release(&nothing);
	bool drawn = code == 0 && access(picture, R_OK) == 0;
	if (!drawn && page == 1)
		buf_adds(fault, code == NOT_STARTED ? "pdftoppm is needed to read a PDF (Debian: poppler-utils)"
		                                    : "it is not a PDF that can be read");
	enum err e = drawn ? read_picture(picture, out, fault) : ERR_UNSUPPORTED;
	unlink(picture);
	return e;
}

/* The pages, one after the other, drawn into a folder of our own. A page without a code is passed over. */
static enum err read_pdf(const char *path, struct buf *out, struct buf *fault)
{
	char folder[] = "/tmp/touchstone-verify-XXXXXX";
	if (!mkdtemp(folder)) {
		buf_adds(fault, "no folder can be made in /tmp");
		return ERR_IO;
	}
	enum err e = ERR_NOT_FOUND;
	for (unsigned page = 1; page <= PAGES_MAX; page++) {
		enum err one = read_page(path, folder, page, out, fault);
		if (one == ERR_UNSUPPORTED)
			break;
		if (one == ERR_OK)
			e = ERR_OK;
	}
	rmdir(folder);
	return e;
}

enum err qr_read_file(const char *path, struct buf *out, struct buf *fault)
{
	char plain[PATH_TEXT_MAX];
	unsigned char head[8] = { 0 };
	FILE *file = plain_path(path, plain) ? fopen(plain, "rb") : NULL;
	if (!file) {
		buf_addf(fault, "%s", strerror(errno));
		return ERR_IO;
	}
	size_t n = fread(head, 1, sizeof head, file);
	fclose(file);
	if (n == 8 && memcmp(head, "%PDF-", 5) == 0)
		return read_pdf(plain, out, fault);
	if (n == 8 && (memcmp(head, "\x89PNG\r\n\x1a\n", 8) == 0 || memcmp(head, "\xff\xd8\xff", 3) == 0))
		return read_picture(plain, out, fault);
	buf_adds(fault, "expected an https:// address, a PNG or JPEG picture, or a PDF");
	return ERR_UNSUPPORTED;
}
