/*
 * server_check.h - whether a redis-server may hold a ledger, from what it says of itself.
 */
#ifndef STORE_SERVER_CHECK_H
#define STORE_SERVER_CHECK_H

#include <hiredis/hiredis.h>
#include <stdbool.h>
#include <stddef.h>

/* The value of a line "name:value" of INFO's text, "" where there is none; cut to `size`. */
void server_info(const char *info, const char *name, char *out, size_t size);

/* CONFIG GET was answered with a refusal of the right to ask. */
bool server_settings_hidden(const redisReply *reply);

/*
 * What CONFIG GET (an array of names and values) says must be appendonly yes, appendfsync always and maxmemory-policy
 * noeviction. True, and a sentence in `wrong` that names each setting that is not, and what it must be.
 */
bool server_settings_wrong(const redisReply *reply, char *wrong, size_t size);

#endif
