#include "hub/print_file.h"

#include "base/json.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void print_file_add(struct print_file *f, const char *id, uint32_t copies)
{
	if ((f->count & (f->count - 1)) == 0)
		f->items = xrealloc(f->items, (f->count ? f->count * 2 : 1) * sizeof *f->items);
	struct print_item *item = &f->items[f->count++];
	*item = (struct print_item){ .copies = copies };
	snprintf(item->id, sizeof item->id, "%s", id);
}

struct print_item *print_file_item(struct print_file *f, const char *id)
{
	for (size_t i = 0; i < f->count; i++)
		if (strcmp(f->items[i].id, id) == 0)
			return &f->items[i];
	return NULL;
}

void print_file_write(const struct print_file *f, struct buf *out)
{
	struct json_out o;
	json_out_init(&o, out);
	json_object(&o);
	json_member_string(&o, "printer", f->printer);
	json_member_string(&o, "by", f->by);
	json_key(&o, "items");
	json_array(&o);
	for (size_t i = 0; i < f->count; i++) {
		json_array(&o);
		json_put_string(&o, f->items[i].id);
		json_put_int(&o, f->items[i].copies);
		json_array_end(&o);
	}
	json_array_end(&o);
	json_object_end(&o);
}

static bool read_item(const cJSON *pair, struct print_file *f)
{
	const char *id = "";
	int64_t copies = 0;
	size_t n = 0;
	const cJSON *value;
	if (!json_is_array(pair))
		return false;
	cJSON_ArrayForEach(value, pair)
	{
		if (n == 0 ? !json_string(value, &id) : json_int(value, 0, UINT32_MAX, &copies) != ERR_OK)
			return false;
		n++;
	}
	if (n != 2 || !id_valid(id, strlen(id)) || print_file_item(f, id) != NULL)
		return false;
	print_file_add(f, id, (uint32_t)copies);
	return true;
}

static bool read_all(const cJSON *tree, struct print_file *f)
{
	const char *printer = "", *by = "";
	const cJSON *pair, *items = json_member(tree, "items");
	if (!json_string(json_member(tree, "printer"), &printer) || !json_string(json_member(tree, "by"), &by) ||
	    strlen(printer) > PRINTER_MAX || !text_id(by, strlen(by)) || !json_is_array(items))
		return false;
	snprintf(f->printer, sizeof f->printer, "%s", printer);
	snprintf(f->by, sizeof f->by, "%s", by);
	cJSON_ArrayForEach(pair, items)
		if (!read_item(pair, f))
			return false;
	return f->count > 0;
}

enum err print_file_read(const char *text, size_t len, struct print_file *out)
{
	cJSON *tree;
	*out = (struct print_file){ .count = 0 };
	if (json_parse(text, len, &tree, NULL) != ERR_OK)
		return ERR_INVALID;
	bool good = read_all(tree, out);
	json_free(tree);
	if (!good)
		print_file_release(out);
	return good ? ERR_OK : ERR_INVALID;
}

void print_file_release(struct print_file *f)
{
	free(f->items);
	*f = (struct print_file){ .count = 0 };
}
