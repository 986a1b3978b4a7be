/* What reading costs at least: the file is read and split into fields by libcsv, and nothing is done with them. */
#include <csv.h>
#include <stdio.h>
#include <stdlib.h>

static void on_field(void *text, size_t len, void *count)
{
	(void)text;
	(void)len;
	++*(size_t *)count;
}

static void on_row(int end, void *unused)
{
	(void)end;
	(void)unused;
}

int main(int argc, char **argv)
{
	struct csv_parser parser;
	char block[65536];
	size_t count = 0, n;
	FILE *f = argc == 2 ? fopen(argv[1], "rb") : NULL;
	if (!f || csv_init(&parser, 0) != 0)
		return 1;
	while ((n = fread(block, 1, sizeof block, f)) > 0) {
		if (csv_parse(&parser, block, n, on_field, on_row, &count) != n)
			return 1;
	}
	csv_fini(&parser, on_field, on_row, &count);
	csv_free(&parser);
	fclose(f);
	printf("%zu\n", count);
	return 0;
}
