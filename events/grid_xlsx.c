/* A grid as an Office Open XML workbook (ECMA-376): the few parts that every spreadsheet needs, and no more. */
#include "events/grid.h"

#include "events/zip.h"

#include <string.h>

#define PART_MAX ((size_t)256 << 20)
#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/"
#define SHEET_NAME_MOST 31 /* characters; spreadsheets refuse more */

static const char content_types[] =
	XML "<Types xmlns=\"" PACKAGE "content-types\"><Default Extension=\"rels\" ContentType=\"application/"
	"vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
	"<Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml."
	"sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/"
	"vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType="
	"\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/></Types>";

static const char package_relations[] =
	XML "<Relationships xmlns=\"" PACKAGE "relationships\"><Relationship Id=\"rId1\" Type=\"" OFFICE
	"/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";

static const char workbook_relations[] =
	XML "<Relationships xmlns=\"" PACKAGE "relationships\"><Relationship Id=\"rId1\" Type=\"" OFFICE
	"/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"" OFFICE
	"/styles\" Target=\"styles.xml\"/></Relationships>";

#define STYLE_HEADING 1
#define STYLE_DIGITS 2 /* and up: a number with 0, 1 … 6 digits after the point */
#define DIGITS_MAX 6
#define FORMAT_FIRST 164 /* smaller ones are the spreadsheet's own */

static void put_styles(struct buf *b)
{
	buf_addf(b, XML "<styleSheet xmlns=\"" MAIN "\"><numFmts count=\"%d\">", DIGITS_MAX + 1);
	for (int d = 0; d <= DIGITS_MAX; d++)
		buf_addf(b, "<numFmt numFmtId=\"%d\" formatCode=\"0%s%.*s\"/>", FORMAT_FIRST + d, d ? "." : "", d, "000000");
	buf_addf(b,
	         "</numFmts><fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font><font><b/><sz val=\"11\"/>"
	         "<name val=\"Calibri\"/></font></fonts><fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill>"
	         "<patternFill patternType=\"gray125\"/></fill></fills><borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\">"
	         "<xf/></cellStyleXfs><cellXfs count=\"%d\"><xf xfId=\"0\"/><xf xfId=\"0\" fontId=\"1\" applyFont=\"1\"/>",
	         STYLE_DIGITS + DIGITS_MAX + 1);
	for (int d = 0; d <= DIGITS_MAX; d++)
		buf_addf(b, "<xf xfId=\"0\" numFmtId=\"%d\" applyNumberFormat=\"1\"/>", FORMAT_FIRST + d);
	buf_adds(b, "</cellXfs></styleSheet>");
}

/* The style that shows a decimal with the digits that it is written with. */
static size_t number_style(const char *decimal)
{
	const char *point = strchr(decimal, '.');
	size_t digits = point ? strlen(point + 1) : 0;
	return STYLE_DIGITS + (digits > DIGITS_MAX ? DIGITS_MAX : digits);
}

/* Text as XML; control characters, which XML cannot hold, become blanks. */
static void put_escaped(struct buf *b, const char *text)
{
	for (const char *p = text; *p; p++) {
		switch (*p) {
		case '&': buf_adds(b, "&amp;"); break;
		case '<': buf_adds(b, "&lt;"); break;
		case '>': buf_adds(b, "&gt;"); break;
		case '"': buf_adds(b, "&quot;"); break;
		default: buf_addc(b, (unsigned char)*p < 0x20 ? ' ' : *p);
		}
	}
}

/* A, B … Z, AA … */
static void put_column(struct buf *b, uint32_t column)
{
	char letters[8];
	size_t n = 0;
	for (uint32_t c = column + 1; c > 0 && n < sizeof letters; c = (c - 1) / 26)
		letters[n++] = (char)('A' + (c - 1) % 26);
	while (n > 0)
		buf_addc(b, letters[--n]);
}

static void put_cell(struct buf *b, const struct cell *c, uint32_t column, size_t row)
{
	if (!*c->text)
		return;
	buf_adds(b, "<c r=\"");
	put_column(b, column);
	buf_addf(b, "%zu\"", row + 1);
	if (c->kind == CELL_NUMBER) {
		buf_addf(b, " s=\"%zu\"><v>%s</v></c>", number_style(c->text), c->text);
		return;
	}
	if (row == 0)
		buf_addf(b, " s=\"%d\"", STYLE_HEADING);
	buf_adds(b, " t=\"inlineStr\"><is><t xml:space=\"preserve\">");
	put_escaped(b, c->text);
	buf_adds(b, "</t></is></c>");
}

static void put_sheet(struct buf *b, const struct grid *g)
{
	size_t rows = g->columns ? g->count / g->columns : 0;
	buf_adds(b, XML "<worksheet xmlns=\"" MAIN "\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" "
	                "activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><sheetFormatPr defaultColWidth=\"14\" defaultRowHeight=\"15\"/><sheetData>");
	for (size_t r = 0; r < rows; r++) {
		buf_addf(b, "<row r=\"%zu\">", r + 1);
		for (uint32_t c = 0; c < g->columns; c++)
			put_cell(b, &g->cells[r * g->columns + c], c, r);
		buf_adds(b, "</row>");
	}
	buf_adds(b, "</sheetData></worksheet>");
}

/* A sheet's name may not be long nor hold []:*?/\. */
static void put_sheet_name(struct buf *b, const char *name)
{
	char plain[SHEET_NAME_MOST * 4 + 1];
	size_t n = 0, characters = 0;
	for (const char *p = name; *p && n + 1 < sizeof plain; p++) {
		bool begins = ((unsigned char)*p & 0xC0) != 0x80;
		if (begins && characters++ == SHEET_NAME_MOST)
			break;
		plain[n++] = strchr("[]:*?/\\'", *p) ? ' ' : *p;
	}
	plain[n] = '\0';
	put_escaped(b, n ? plain : "Sheet1");
}

void grid_xlsx(const struct grid *g, const char *sheet, struct buf *out)
{
	struct zip_out z;
	struct buf part;
	zip_begin(&z, out);
	zip_add(&z, "[Content_Types].xml", content_types, strlen(content_types));
	zip_add(&z, "_rels/.rels", package_relations, strlen(package_relations));
	buf_init(&part, PART_MAX);
	buf_adds(&part, XML "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" OFFICE "\"><sheets><sheet name=\"");
	put_sheet_name(&part, sheet);
	buf_adds(&part, "\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>");
	zip_add(&z, "xl/workbook.xml", buf_str(&part), part.len);
	zip_add(&z, "xl/_rels/workbook.xml.rels", workbook_relations, strlen(workbook_relations));
	buf_reset(&part);
	put_styles(&part);
	zip_add(&z, "xl/styles.xml", buf_str(&part), part.len);
	buf_reset(&part);
	put_sheet(&part, g);
	zip_add(&z, "xl/worksheets/sheet1.xml", buf_str(&part), part.len);
	if (!buf_ok(&part))
		out->failed = true;
	zip_end(&z);
	buf_release(&part);
}
