/*
 * entry_json.h - a ledger entry's data as JSON, read and written.
 *
 *   event        {"definition":{...}}                               exactly this, without blanks around the definition
 *   sheet        {"contest","stage","module","competitor","attempt":1,"judge","version":1,"marks":{"A1":"8.5"},"penalties":{"late":"1"},
 *                "reason"? (of a chief who corrects it), "recovered"?:{"hash","at"} (of the receipt that a tablet has kept)}
 *   paper        {"contest","stage","module","competitor","attempt":1,"judge","version":1,"marks","penalties","signed":["judge"],"replaces"?:SEQ},
 *                or, up to the version, and "withdrawn":true
 *   confirm      {"contest","stage","judge"?,"upto":SEQ}
 *   phase        {"contest","stage","phase":"open","despite"? (why, though something is not settled)}
 *   status       {"contest","stage","competitor","status":"dns","reason"}
 *   adjust       {"contest","stage","competitor","points":"-1.5","reason"}
 *   order        {"contest","stage","kind":"order","values":{"012":"3"}}
 *   card         {"person","hash","code","bound":true} (code and bound may be left out), {"person","hash","revoked":true} or, all of
 *                the person's, {"person","revoked":true}; {"person","act":"code","hash","code"}, {"person","act":"claim","tablet"},
 *                {"person","act":"bind|move|free"}
 *   certificate  {"id","contest","competitor","award","revokes","reason","text"} or {"id","revoked":true,"reason"}
 *   print        {"certificate","copy":1,"printer"}
 *   screen       {"screen","scene":{...}}
 *   draw         {"draw","contest" or "first","last" or "names":[...],"count","seed"}
 *   freeze       {"contest","stage","frozen":true}
 *   reveal       {"contest","stage","step":3}
 *   return       {"contest","stage","module","competitor","attempt":1,"judge","version":1,"reason"}
 *   appeal       {"contest","stage","competitor","text"} or {"contest","stage","appeal":SEQ,"decision":"upheld|partly|dismissed","effect","reason"}
 *   unlock       {"contest","stage","to":"open|locked","reason"} or the answer {"contest","stage","request":SEQ,"agreed":true,"reason"}
 *   recheck      {"contest","stage","seed"}: a list is drawn; {"contest","stage","competitor","right":true,"what"}: what was found;
 *                {"contest","stage","done":true,"what"}: it is worked off
 *   accept       {"contest","stage","module","competitor","attempt":1,"aspect","reason"}, with "back":true: an earlier one is taken back
 *   sign         {"contest","stage","module","competitor","attempt":1,"judge","version":1,"as":"judge","hash","strokes":[[x,y,...],...],
 *                "name","device"}, of strokes and name one at least
 *
 * What the hub appends is written by entry_encode(), and what any hub reads from a ledger goes through entry_decode(),
 * which never fails: bytes that are no entry still have their place in the ledger, with a fault in the struct that makes the
 * fold refuse them.
 */
#ifndef EVENTS_ENTRY_JSON_H
#define EVENTS_ENTRY_JSON_H

#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"
#include "scoring/entry.h"

#define TIME_MAX_MS (INT64_C(1) << 52)
#define ENTRY_TABLET "from" /* the last member of any type's data: the name of the device, where the hub knows it */
#define REASON_MAX 1000 /* bytes */
#define APPEAL_TEXT_MAX 8000
#define SCENE_MAX 32768
#define PRINTER_MAX 1024 /* bytes of a printer's address */
#define STROKES_MAX 8192 /* bytes of a signature's strokes */
#define STROKE_EDGE 9999 /* the greatest coordinate in them */
#define SIGNER_NAME_MAX 128
#define DEVICE_MAX 64
#define CERTIFICATE_TEXT_MAX 16384

/*
 * Fills *e from the stored bytes, `fault` too. What *e points to is in the arena, or in `raw`'s bytes, or static.
 * An event's definition is read and checked as a file's is.
 */
void entry_decode(const struct entry_raw *raw, struct arena *arena, struct entry *e);

/*
 * Reads one type's members (not ENTRY_EVENT's) out of an object that may have others: a request's params as well as a
 * stored entry's data. Sets e->type and its struct; for a sheet without "judge" it is e->by's. ERR_INVALID, ERR_NOT_A_NUMBER
 * or ERR_OUT_OF_RANGE with a sentence in *expected (in the arena) that names the member.
 */
MUST_CHECK enum err entry_read(enum entry_type type, const cJSON *object, struct arena *arena, struct entry *e,
                               const char **expected);

/* How many bytes of an entry's data come before how it came (device, scanned by whom): what a repeat has to have the same. */
size_t entry_content_len(const struct entry *e);

/* Adds an entry's data to `out`, in the order of members above; not for ENTRY_EVENT. ERR_TOO_LARGE where it does not fit. */
MUST_CHECK enum err entry_encode(const struct entry *e, struct buf *out);

/* Adds an event entry's data around a definition's text (well-formed JSON), without the blanks between its tokens. */
MUST_CHECK enum err entry_encode_event(const char *definition, size_t len, struct buf *out);

#endif
