#include "judges/roles.h"

#include <string.h>

#define A   (1U << ROLE_AUDIENCE)
#define V   (1U << ROLE_SCREEN)
#define J   (1U << ROLE_JUDGE)
#define C   (1U << ROLE_CHIEF)
#define S   (1U << ROLE_STEWARD)
#define T   (1U << ROLE_SCRUTINEER)
#define O   (1U << ROLE_ORGANISER)
#define M   (1U << ROLE_MC)
#define H   (1U << ROLE_SHADOW)
#define ALL (A | V | J | C | S | T | O | M | H)

static const struct permission methods[] = {
	{ "hello", ALL, "say who one is, and learn what the event is" },
	{ "watch", ALL, "follow a topic" },
	{ "unwatch", ALL, "stop following a topic" },
	{ "sheet", J | C | H, "submit the own marks for a competitor" },
	{ "correct", C, "write a new version of a judge's sheet, with a reason" },
	{ "paper", C | S | T, "type in a judge's sheet that is on paper; it counts when two have typed the same" },
	{ "form", C | S | T, "what a judge's sheet asks for, to type one in" },
	{ "confirm", C, "confirm sheets that tablets sent again after the ledger had lost them" },
	{ "sign", J | C, "sign a version of a sheet" },
	{ "draft", J | C | H, "keep an unfinished sheet, for the own other tablet" },
	{ "tablet", J | C | H, "say how the own tablet is: battery, unsent sheets" },
	{ "scan", C | S, "take in a sheet as a QR code off its judge's tablet" },
	{ "codes", C | S, "have the QR codes in a photograph read" },
	{ "nudge", C | S | O, "have a judge's tablet call for attention" },
	{ "seen", J | C | H, "say that a nudge was seen" },
	{ "phase", C | O, "open, lock or publish a stage" },
	{ "unlock", C | O, "ask for a locked stage to be opened, or a published one to be taken back" },
	{ "agree", C | O | T, "answer that as a second person" },
	{ "status", C | S | O, "note an absence, a withdrawal, a disqualification, or take it back" },
	{ "adjust", C, "add points to a stage total, with a reason" },
	{ "order", C | S | O, "set the running order, the lot, or who is entered" },
	{ "screen", C | S | O, "choose what a screen shows" },
	{ "draw", C | O, "draw prizes: the hub adds the randomness" },
	{ "pictures", C | S | O, "which pictures there are for screens" },
	{ "look", C | S | O, "what a scene would show" },
	{ "adopt", C | S | O, "give the screen that shows a pairing code its name" },
	{ "values", ALL, "what each judge gave, where the definition lets screens show it" },
	{ "pair", ALL, "get a pairing code, as a screen without a name" },
	{ "showing", ALL, "say which screen this is, and what it shows" },
	{ "freeze", C | O, "from now on show the public a stage as it stands, or as it is again" },
	{ "reveal", C | O | M, "open a frozen stage step by step, from the last place to the first; or a step back" },
	{ "return", C, "give a sheet back to its judge for correction, with a reason" },
	{ "accept", C, "take judgements that differ too much as they are, with a reason" },
	{ "preview", C | S | T | O, "what a request would change, before it is sent" },
	{ "practice", C | O, "practise a ceremony with invented results on some screens; end it" },
	{ "practice_step", C | O | M, "step a ceremony that is practised" },
	{ "script", C | O | M, "the steps of a ceremony, for whoever speaks" },
	{ "past", C | T, "a stage's board as it stood at a moment" },
	{ "appeal", C | S | O, "record a competitor's written appeal" },
	{ "decide", C, "decide an appeal, with its effect and a reason" },
	{ "recheck", C | T | O, "draw the list of results that must be looked at once more" },
	{ "checked", C | T, "say what was found there, and in the end that it is worked off" },
	{ "marks", C | T, "all judges' marks for a competitor side by side" },
	{ "agreement", C | T, "how the judges of a stage agree so far" },
	{ "history", C | T, "look through everything that happened" },
	{ "certificates", C | O, "what certificates are issued and due; and issue those that are due" },
	{ "annul", C | O, "revoke a certificate, with a reason" },
	{ "page", C | O, "have certificates made as PDF or ZIP" },
	{ "print", C | O, "print certificates" },
	{ "printing", C | O, "pause, continue or stop the printing" },
	{ "printers", C | O, "what can be printed to" },
	{ "card", C | O, "issue a new sign-in card to a person; the ones before are revoked" },
	{ "bind", C | O, "bind a person's cards to one tablet, move them to another one, or free them" },
	{ "revoke", C | O, "revoke a person's sign-in cards" },
};

static const struct permission topics[] = {
	{ "event", ALL, "the event, and each stage's phase" },
	{ "board/", ALL, "a stage's board" },
	{ "screen/", ALL, "what a named screen shows" },
	{ "screens", C | S | O, "which screens there are, and what each shows" },
	{ "print", C | O, "what is being printed" },
	{ "judge", J | C | H, "the own modules and sheets" },
	{ "tablet", J | C | H, "the own drafts, and a nudge" },
	{ "tablets", C | S | T | O, "whose tablet is there, its battery, what a card is bound to" },
	{ "practice", C | O | M, "a ceremony that is practised" },
	{ "practice/board", ALL, "its invented board" },
	{ "script/", C | O | M, "the steps of a stage's ceremony, as they are now" },
	{ "desk/", C | S | T | O, "which sheets of a stage are in" },
};

const struct permission *permission_methods(uint32_t *count)
{
	*count = sizeof methods / sizeof methods[0];
	return methods;
}

const char *role_name(enum role role)
{
	switch (role) {
	case ROLE_AUDIENCE: return "audience";
	case ROLE_SCREEN: return "screen";
	case ROLE_JUDGE: return "judge";
	case ROLE_CHIEF: return "chief";
	case ROLE_STEWARD: return "steward";
	case ROLE_SCRUTINEER: return "scrutineer";
	case ROLE_ORGANISER: return "organiser";
	case ROLE_MC: return "mc";
	case ROLE_SHADOW: return "shadow";
	}
	return "audience";
}

static const struct permission *permission_find(const char *method)
{
	for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
		if (strcmp(methods[i].name, method) == 0)
			return &methods[i];
	return NULL;
}

bool role_may(enum role role, const char *method)
{
	const struct permission *p = permission_find(method);
	return p != NULL && (p->roles & (1U << role)) != 0;
}

bool role_sees_all(enum role role)
{
	return ((C | T | O) & (1U << role)) != 0;
}

bool role_may_watch(enum role role, const char *topic)
{
	for (size_t i = 0; i < sizeof topics / sizeof topics[0]; i++) {
		size_t len = strlen(topics[i].name);
		bool fits = topics[i].name[len - 1] == '/' ? strncmp(topic, topics[i].name, len) == 0
		                                           : strcmp(topic, topics[i].name) == 0;
		if (fits)
			return (topics[i].roles & (1U << role)) != 0;
	}
	return false;
}

enum err asker_may(const struct asker *who, const char *method)
{
	const struct permission *p = permission_find(method);
	if (p == NULL)
		return ERR_UNKNOWN_METHOD;
	if ((p->roles & (1U << who->role)) != 0)
		return ERR_OK;
	return who->person == NONE ? ERR_NOT_SIGNED_IN : ERR_NOT_ALLOWED;
}

void roles_of_method(const char *method, char *out, size_t size)
{
	const struct permission *p = permission_find(method);
	size_t used = 0;
	const char *between = "";
	out[0] = '\0';
	for (unsigned role = 0; p != NULL && role < ROLE_COUNT && used < size; role++) {
		if ((p->roles & (1U << role)) == 0)
			continue;
		bool last = (p->roles >> (role + 1)) == 0;
		if (used > 0)
			between = last ? " or " : ", ";
		used += (size_t)snprintf(out + used, size - used, "%s%s", between, role_name((enum role)role));
	}
}

static void permission_print(FILE *out, const struct permission *p)
{
	fprintf(out, "%-12s", p->name);
	for (unsigned role = 0; role < ROLE_COUNT; role++)
		fprintf(out, " %*s", (int)strlen(role_name((enum role)role)), (p->roles & (1U << role)) ? "yes" : "-");
	fprintf(out, "  %s\n", p->text);
}

void roles_print(FILE *out)
{
	fprintf(out, "%-12s", "method");
	for (unsigned role = 0; role < ROLE_COUNT; role++)
		fprintf(out, " %s", role_name((enum role)role));
	fputc('\n', out);
	for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
		permission_print(out, &methods[i]);
	fprintf(out, "\ntopic\n");
	for (size_t i = 0; i < sizeof topics / sizeof topics[0]; i++)
		permission_print(out, &topics[i]);
}
