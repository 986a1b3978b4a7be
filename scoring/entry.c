#include "scoring/entry.h"

#include <assert.h>
#include <string.h>

static const char *const type_names[ENTRY_COUNT] = {
#define X(name, type) [ENTRY_##name] = type,
	ENTRY_TABLE(X)
#undef X
};

static const char *const phase_names[PHASE_COUNT] = {
	[PHASE_WAITING] = "waiting",
	[PHASE_OPEN] = "open",
	[PHASE_LOCKED] = "locked",
	[PHASE_PUBLISHED] = "published",
};

static const char *const status_names[STATUS_COUNT] = {
	[STATUS_RANKED] = "ranked",
	[STATUS_INCOMPLETE] = "incomplete",
	[STATUS_DNS] = "dns",
	[STATUS_DNF] = "dnf",
	[STATUS_DSQ] = "dsq",
};

static const char *const decision_names[DECISION_COUNT] = { "none", "upheld", "partly", "dismissed" };

static const char *const order_kind_names[ORDER_KIND_COUNT] = {
	[ORDER_RUNNING] = "order",
	[ORDER_LOT] = "lot",
	[ORDER_ENTERED] = "entered",
};

static const char *const signer_names[SIGNER_COUNT] = {
	[SIGNER_JUDGE] = "judge",
	[SIGNER_COMPETITOR] = "competitor",
	[SIGNER_CHIEF] = "chief",
};

/* The place of a name; false where it is not in the table. */
static bool name_find(const char *const *names, unsigned count, const char *name, unsigned *place)
{
	for (unsigned i = 0; i < count; i++) {
		if (strcmp(names[i], name) == 0) {
			*place = i;
			return true;
		}
	}
	return false;
}

const char *decision_name(enum decision decision)
{
	assert((unsigned)decision < DECISION_COUNT);
	return decision_names[decision];
}

bool decision_from_name(const char *name, enum decision *out)
{
	unsigned place;
	if (!name_find(decision_names, DECISION_COUNT, name, &place))
		return false;
	*out = (enum decision)place;
	return true;
}

static const char *const card_act_names[CARD_ACT_COUNT] = {
	[CARD_NEW] = "new", [CARD_REVOKE] = "revoke", [CARD_CODE] = "code", [CARD_BIND] = "bind",
	[CARD_CLAIM] = "claim", [CARD_MOVE] = "move", [CARD_FREE] = "free",
};

const char *card_act_name(enum card_act act)
{
	assert((unsigned)act < CARD_ACT_COUNT);
	return card_act_names[act];
}

bool card_act_from_name(const char *name, enum card_act *out)
{
	unsigned place;
	if (!name_find(card_act_names, CARD_ACT_COUNT, name, &place))
		return false;
	*out = (enum card_act)place;
	return true;
}

const char *entry_type_name(enum entry_type type)
{
	assert((unsigned)type < ENTRY_COUNT);
	return type_names[type];
}

const char *phase_name(enum phase phase)
{
	assert((unsigned)phase < PHASE_COUNT);
	return phase_names[phase];
}

const char *status_name(enum status status)
{
	assert((unsigned)status < STATUS_COUNT);
	return status_names[status];
}

const char *order_kind_name(enum order_kind kind)
{
	assert((unsigned)kind < ORDER_KIND_COUNT);
	return order_kind_names[kind];
}

bool entry_type_from_name(const char *name, enum entry_type *out)
{
	unsigned place;
	if (!name_find(type_names, ENTRY_COUNT, name, &place))
		return false;
	*out = (enum entry_type)place;
	return true;
}

bool phase_from_name(const char *name, enum phase *out)
{
	unsigned place;
	if (!name_find(phase_names, PHASE_COUNT, name, &place))
		return false;
	*out = (enum phase)place;
	return true;
}

bool status_from_name(const char *name, enum status *out)
{
	unsigned place;
	if (!name_find(status_names, STATUS_COUNT, name, &place))
		return false;
	*out = (enum status)place;
	return true;
}

bool order_kind_from_name(const char *name, enum order_kind *out)
{
	unsigned place;
	if (!name_find(order_kind_names, ORDER_KIND_COUNT, name, &place))
		return false;
	*out = (enum order_kind)place;
	return true;
}

const char *signer_name(enum signer signer)
{
	assert((unsigned)signer < SIGNER_COUNT);
	return signer_names[signer];
}

bool signer_from_name(const char *name, enum signer *out)
{
	unsigned place;
	if (!name_find(signer_names, SIGNER_COUNT, name, &place))
		return false;
	*out = (enum signer)place;
	return true;
}
