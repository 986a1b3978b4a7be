#include "hub/setup.h"

#include "base/mem.h"
#include "events/entry_json.h"
#include "events/file.h"
#include "judges/cards.h"
#include "judges/roles.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void finish(struct setup *s, const char *fault)
{
	if (s->finished)
		return;
	s->finished = true;
	s->done(s->arg, fault);
}

/* After an append that could not be made: where the store came back meanwhile, once more. */
static void pause_or_again(struct setup *s)
{
	bool again = s->again;
	s->running = s->again = false;
	if (again)
		setup_run(s);
}

static void random_key(char out[static 33])
{
	unsigned char bytes[16];
	randombytes_buf(bytes, sizeof bytes);
	sodium_bin2hex(out, 33, bytes, sizeof bytes);
}

/* ---- cards ---- */

/* A card's page: judges and shadows mark, the MC speaks, everybody else looks after things. */
static const char *card_page(enum role role)
{
	return role == ROLE_JUDGE || role == ROLE_SHADOW ? "judge" : role == ROLE_MC ? "mc" : "desk";
}

/* Writes lines at a file's end (O_APPEND) or anew (O_TRUNC) and has them on disk. */
static bool lines_write(const char *path, int how, const struct buf *lines)
{
	int fd = open(path, O_WRONLY | O_CREAT | how | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return false;
	bool ok = true;
	for (size_t sent = 0; ok && sent < lines->len;) {
		ssize_t n = write(fd, lines->data + sent, lines->len - sent);
		ok = n > 0 || (n < 0 && errno == EINTR);
		sent += n > 0 ? (size_t)n : 0;
	}
	ok = fsync(fd) == 0 && ok;
	return close(fd) == 0 && ok;
}

/* Where the hub's address is another one than when a card was issued, its link is written anew. */
static bool cards_refresh(const struct setup *s)
{
	struct buf text, lines;
	char path[sizeof s->cards + 8];
	bool ok = true;
	buf_init(&text, SIZE_MAX / 2);
	buf_init(&lines, SIZE_MAX / 2);
	if (file_read(s->cards, &text) == ERR_OK && text.len > 0) {
		for (char *line = text.data, *next = NULL; line != NULL && *line != '\0'; line = next) {
			size_t len = strcspn(line, "\n");
			next = line[len] == '\n' ? line + len + 1 : NULL;
			const char *link = memrchr(line, '\t', len), *page = memrchr(line, '/', len);
			if (link != NULL && page != NULL && page > link)
				buf_addf(&lines, "%.*s\t%s%.*s\n", (int)(link - line), line, s->hub->address,
				         (int)(line + len - page), page);
			else
				buf_addf(&lines, "%.*s\n", (int)len, line);
		}
		snprintf(path, sizeof path, "%s.new", s->cards);
		if (lines.len != text.len || memcmp(lines.data, text.data, text.len) != 0)
			ok = lines_write(path, O_TRUNC, &lines) && rename(path, s->cards) == 0;
	}
	buf_release(&lines);
	buf_release(&text);
	return ok;
}

static void on_card(void *arg, enum err err, const struct receipt *receipt)
{
	struct setup *s = arg;
	if (err == ERR_OK && receipt->verdict != ERR_OK)
		finish(s, "a card was refused by the ledger");
	if (--s->waiting > 0)
		return;
	pause_or_again(s);
	if (!s->running && !s->finished && store_state(s->hub->store) == STORE_READY)
		setup_run(s);
}

struct new_card {
	const char *person;
	char hash[TOKEN_HASH_TEXT_MAX], code[TOKEN_HASH_TEXT_MAX];
};

static void card_append(struct setup *s, const struct new_card *card)
{
	struct buf data;
	char key[33];
	struct entry entry = { .type = ENTRY_CARD, .card = { .act = CARD_NEW,
		                                                 .person = card->person,
		                                                 .token_hash = card->hash,
		                                                 .code_hash = card->code[0] ? card->code : NULL } };
	buf_init(&data, 4096);
	random_key(key);
	if (entry_encode(&entry, &data) == ERR_OK) {
		s->waiting++;
		store_append(s->hub->store, ENTRY_CARD, "hub", key, buf_str(&data), data.len, on_card, s);
	}
	buf_release(&data);
}

/* Issues cards to all who have none. Returns how many, or -1 where they cannot be written down. */
static int cards_issue(struct setup *s)
{
	const struct event *event = state_event(s->hub->state);
	struct new_card *cards = xcalloc(event->person_count + 1, sizeof *cards);
	struct buf lines;
	int count = 0;
	buf_init(&lines, SIZE_MAX / 2);
	for (uint32_t i = 0; i < event->person_count; i++) {
		const struct person *p = &event->people[i];
		char token[TOKEN_TEXT_MAX], code[CODE_TEXT_MAX];
		if (card_has(s->hub->state, i))
			continue;
		token_new(token);
		token_code(token, code);
		cards[count].person = p->id;
		(void)code_hash(event->id, code, cards[count].code);
		(void)token_hash(token, cards[count++].hash);
		buf_addf(&lines, "%s\t%s\t%s\t%s/%s#%s\n", p->id, p->name, role_name(p->role), s->hub->address,
		         card_page(p->role), token);
	}
	if (count > 0 && !lines_write(s->cards, O_APPEND, &lines))
		count = -1;
	s->running = count > 0;
	for (int i = 0; i < count; i++)
		card_append(s, &cards[i]);
	buf_release(&lines);
	free(cards);
	return count;
}

/* ---- the definition ---- */

static void on_definition(void *arg, enum err err, const struct receipt *receipt)
{
	struct setup *s = arg;
	char fault[400];
	s->running = false;
	if (err == ERR_OK && receipt->verdict != ERR_OK) {
		snprintf(fault, sizeof fault, "the definition does not fit the ledger: %s; %s",
		         err_text(receipt->verdict), receipt->expected);
		finish(s, fault);
	} else if (err == ERR_OK) {
		setup_run(s);
	} else {
		pause_or_again(s);
	}
}

static bool definition_is_there(const struct setup *s)
{
	unsigned char digest[HASH_BYTES];
	if (state_event(s->hub->state) == NULL)
		return false;
	crypto_generichash(digest, sizeof digest, (const unsigned char *)s->definition.data, s->definition.len, NULL,
	                   0);
	return memcmp(digest, s->hub->definition_digest, sizeof digest) == 0;
}

static void definition_append(struct setup *s)
{
	char key[64];
	if (state_event(s->hub->state) != NULL)
		fprintf(stderr,
		        "touchstone: the definition differs from the ledger's: it is appended as a new version\n");
	/* Two hubs that begin at once make the same key: the ledger takes one of them. */
	snprintf(key, sizeof key, "event-%llu", (unsigned long long)state_seq(s->hub->state));
	s->running = true;
	store_append(s->hub->store, ENTRY_EVENT, "hub", key, buf_str(&s->definition), s->definition.len, on_definition,
	             s);
}

void setup_run(struct setup *s)
{
	if (s->finished)
		return;
	if (s->running) {
		s->again = true;
		return;
	}
	if (!definition_is_there(s)) {
		definition_append(s);
		return;
	}
	int issued = cards_issue(s);
	if (issued == 0 && !cards_refresh(s))
		issued = -1;
	if (issued < 0) {
		char fault[4400];
		snprintf(fault, sizeof fault, "%s: cannot write the cards' links: %s", s->cards, strerror(errno));
		finish(s, fault);
	} else if (issued == 0) {
		finish(s, NULL);
	}
}

void setup_release(struct setup *s)
{
	buf_release(&s->definition);
}
