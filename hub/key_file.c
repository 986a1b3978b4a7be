#include "hub/key_file.h"

#include "events/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define PATH_TEXT_MAX 4096

static bool read_line(FILE *in, char out[static PASSPHRASE_MAX])
{
	if (!fgets(out, PASSPHRASE_MAX, in))
		return false;
	size_t len = strlen(out);
	while (len && (out[len - 1] == '\n' || out[len - 1] == '\r'))
		out[--len] = '\0';
	return len > 0;
}

static bool ask(FILE *terminal, const char *question, char out[static PASSPHRASE_MAX])
{
	struct termios before, silent;
	bool quiet = tcgetattr(fileno(terminal), &before) == 0;
	fputs(question, stderr);
	if (quiet) {
		silent = before;
		silent.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(fileno(terminal), TCSAFLUSH, &silent);
	}
	bool got = read_line(terminal, out);
	if (quiet)
		tcsetattr(fileno(terminal), TCSAFLUSH, &before);
	fputc('\n', stderr);
	return got;
}

static bool ask_twice(FILE *terminal, char out[static PASSPHRASE_MAX])
{
	char again[PASSPHRASE_MAX];
	bool same = ask(terminal, "Passphrase of the new key: ", out) && ask(terminal, "The same again: ", again) &&
	            strcmp(out, again) == 0;
	sodium_memzero(again, sizeof again);
	return same;
}

/* A file of $CREDENTIALS_DIRECTORY; false where there is no such folder. */
static bool credential_path(const char *name, char out[static PATH_TEXT_MAX])
{
	const char *dir = getenv("CREDENTIALS_DIRECTORY");
	return dir && dir[0] == '/' && snprintf(out, PATH_TEXT_MAX, "%s/%s", dir, name) < PATH_TEXT_MAX;
}

bool passphrase_get(const char *command, bool twice, char out[static PASSPHRASE_MAX])
{
	const char *given = getenv("TOUCHSTONE_KEY_PASSPHRASE");
	char path[PATH_TEXT_MAX];
	if (given && given[0] && strlen(given) < PASSPHRASE_MAX) {
		memcpy(out, given, strlen(given) + 1);
		return true;
	}
	FILE *file = credential_path("touchstone-passphrase", path) ? fopen(path, "r") : NULL;
	bool got = file && read_line(file, out);
	if (file)
		fclose(file);
	if (got)
		return true;
	FILE *terminal = fopen("/dev/tty", "r");
	if (!terminal) {
		fprintf(stderr, "touchstone %s: expected the key's passphrase in TOUCHSTONE_KEY_PASSPHRASE, as a credential, "
		                "or at a terminal\n", command);
		return false;
	}
	got = twice ? ask_twice(terminal, out) : ask(terminal, "Passphrase of the key: ", out);
	fclose(terminal);
	if (!got)
		fprintf(stderr, "touchstone %s: %s\n", command, twice ? "the two passphrases differ" : "no passphrase was given");
	return got;
}

bool text_file_read(const char *command, const char *path, struct buf *out)
{
	enum err e = file_read(path, out);
	if (e != ERR_OK)
		fprintf(stderr, "touchstone %s: %s: %s\n", command, path, e == ERR_IO ? strerror(errno) : err_text(e));
	return e == ERR_OK;
}

static bool write_all(int fd, const struct buf *text)
{
	for (size_t done = 0; done < text->len;) {
		ssize_t n = write(fd, text->data + done, text->len - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		done += (size_t)n;
	}
	return fsync(fd) == 0 || errno == EINVAL;
}

bool text_file_write(const char *command, const char *path, const struct buf *text, unsigned mode)
{
	char beside[PATH_TEXT_MAX];
	int fd = -1;
	if (strcmp(path, "-") == 0)
		return write_all(STDOUT_FILENO, text);
	if (snprintf(beside, sizeof beside, "%s.new", path) < PATH_TEXT_MAX)
		fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, (mode_t)mode);
	bool written = fd >= 0 && write_all(fd, text);
	if (fd >= 0)
		written = close(fd) == 0 && written;
	written = written && rename(beside, path) == 0;
	if (!written)
		fprintf(stderr, "touchstone %s: %s: %s\n", command, path, strerror(errno));
	return written;
}

bool text_file_append(const char *command, const char *path, const struct buf *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	bool written = fd >= 0 && write_all(fd, text);
	if (fd >= 0)
		written = close(fd) == 0 && written;
	if (!written)
		fprintf(stderr, "touchstone %s: %s: %s\n", command, path, strerror(errno));
	return written;
}

/* An open key is good only where the service manager put it. */
static bool open_is_allowed(const char *path)
{
	char folder[PATH_TEXT_MAX];
	return credential_path("", folder) && strncmp(path, folder, strlen(folder)) == 0;
}

static bool key_open(const char *command, const char *path, const struct buf *text, struct signing_key *out)
{
	char passphrase[PASSPHRASE_MAX] = "";
	bool sealed = signing_key_is_sealed(text->data, text->len);
	if (sealed && !passphrase_get(command, false, passphrase))
		return false;
	enum err e = sealed || open_is_allowed(path)
	                     ? signing_key_read(text->data, text->len, sealed ? passphrase : NULL, out)
	                     : ERR_UNSUPPORTED;
	sodium_memzero(passphrase, sizeof passphrase);
	if (e == ERR_NOT_ALLOWED)
		fprintf(stderr, "touchstone %s: %s: wrong passphrase\n", command, path);
	else if (e == ERR_UNSUPPORTED)
		fprintf(stderr, "touchstone %s: %s: expected a key sealed with a passphrase; an open one is taken only from "
		                "$CREDENTIALS_DIRECTORY\n", command, path);
	else if (e != ERR_OK)
		fprintf(stderr, "touchstone %s: %s: expected a key file made by touchstone key new\n", command, path);
	return e == ERR_OK;
}

bool key_file_open(const char *command, const char *path, struct signing_key *out)
{
	char credential[PATH_TEXT_MAX];
	struct buf text;
	if (!path && credential_path("touchstone-key", credential))
		path = credential;
	if (!path) {
		fprintf(stderr, "touchstone %s: expected --key FILE\n", command);
		return false;
	}
	if (sodium_init() < 0)
		return false;
	buf_init(&text, KEY_FILE_MAX);
	bool opened = text_file_read(command, path, &text) && key_open(command, path, &text, out);
	if (text.data)
		sodium_memzero(text.data, text.len);
	buf_release(&text);
	return opened;
}

uint32_t day_today(void)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	long long seconds = epoch ? strtoll(epoch, NULL, 10) : (long long)time(NULL);
	return seconds > 0 ? (uint32_t)(seconds / 86400) : 0;
}
