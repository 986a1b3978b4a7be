#!/usr/bin/env python3
"""
A ledger written by another program: Sydney 2000 as entries, with the chain of hashes computed here from its description in
docs/architecture.md. `audit` finds it good, or names what was changed; `export` gives the marks and standings back that
`score` makes from the same marks.
"""
import csv
import hashlib
import json
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "convert"))
import sydney  # noqa: E402

PROGRAM = os.environ.get("TOUCHSTONE_BIN", os.path.join(ROOT, "build", "touchstone"))
CHIEF = "hub"
passed = failed = 0


def check(good, text):
    global passed, failed
    if good:
        passed += 1
    else:
        failed += 1
        print("FAILED: " + text)


def run(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True)


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Ledger:
    def __init__(self):
        self.head, self.lines = bytes(32), []

    def add(self, kind, by, data, verdict="accepted", key=None):
        seq, at = len(self.lines) + 1, 970000000000 + len(self.lines)
        key, text = f"key-{seq}" if key is None else key, compact(data)
        fields = [part.encode() for part in (kind, by, str(at), key, text)]
        chained = self.head + b"".join(len(part).to_bytes(4, "big") + part for part in fields)
        self.head = hashlib.blake2b(chained, digest_size=32).digest()
        self.lines.append(f'{{"id":"{at}-0","seq":{seq},"type":{compact(kind)},"by":{compact(by)},"at":{at},"key":{compact(key)},'
                          f'"data":{text},"verdict":"{verdict}","hash":"{self.head.hex()}"}}\n')


def sheets_of(rows):
    """(module, competitor, attempt, judge) -> marks; an agreed value goes on the sheet of the first judge."""
    sheets, agreed = {}, {}
    for row in rows:
        place = (row["module"], row["competitor"], int(row["attempt"] or 1))
        if row["judge"]:
            sheets.setdefault((*place, row["judge"]), {})[row["aspect"]] = row["value"]
        else:
            agreed.setdefault(place, {})[row["aspect"]] = row["value"]
    for place, judge in sorted({key[:3]: key[3] for key in reversed(sorted(sheets))}.items()):
        sheets[(*place, judge)].update(agreed.get(place, {}))
    return sheets


def write_ledger(event, rows):
    ledger = Ledger()
    ledger.add("event", CHIEF, {"definition": event})
    for contest in event["contests"]:
        for stage in contest["stages"]:
            where = {"contest": contest["id"], "stage": stage["id"]}
            ledger.add("phase", CHIEF, {**where, "phase": "open"})
            own = [row for row in rows if row["contest"] == contest["id"] and row["stage"] == stage["id"]]
            for (module, competitor, attempt, judge), marks in sorted(sheets_of(own).items()):
                ledger.add("sheet", judge, {**where, "module": module, "competitor": competitor, "attempt": attempt, "judge": judge,
                                            "version": 1, "marks": marks, "penalties": {}})
            ledger.add("phase", CHIEF, {**where, "phase": "locked"})
            ledger.add("phase", CHIEF, {**where, "phase": "published"})
    return ledger


with tempfile.TemporaryDirectory() as folder:
    sydney.write(folder)
    with open(f"{folder}/event.json", encoding="utf-8") as f:
        event = json.load(f)
    with open(f"{folder}/marks.csv", encoding="utf-8") as f:
        rows = list(csv.DictReader(f))
    ledger = write_ledger(event, rows)
    late = rows[0]
    ledger.add("sheet", "hub", {"contest": late["contest"], "stage": late["stage"], "module": late["module"], "competitor": late["competitor"],
                                "attempt": 1, "judge": "j10", "version": 2, "marks": {}, "penalties": {}}, verdict="stage_locked")
    good = f"{folder}/ledger.jsonl"

    def write(name, lines):
        path = f"{folder}/{name}"
        with open(path, "w", encoding="utf-8") as f:
            f.writelines(lines)
        return path

    write("ledger.jsonl", ledger.lines)
    audit = run("audit", good, "--head", ledger.head.hex())
    check(audit.returncode == 0, f"audit: {audit.stderr[:500]}")
    check(f"head {ledger.head.hex()}" in audit.stdout, "the head is another one than computed here")
    check(f"{len(ledger.lines)} entries" in audit.stdout and "1 refused" in audit.stdout, audit.stdout[:300])

    score = run("score", f"{folder}/event.json", f"{folder}/marks.csv")
    standings = run("export", good, "--standings")
    check(score.returncode == 0 and standings.stdout == score.stdout, "the standings differ from those of score")
    marks = run("export", good, "--marks")
    write("again.csv", [marks.stdout])
    again = run("score", f"{folder}/event.json", f"{folder}/again.csv")
    check(again.returncode == 0 and again.stdout == score.stdout, f"score of the exported marks: {again.stderr[:300]}")
    exported = run("export", good, "--ledger")
    check(exported.stdout == "".join(ledger.lines), "an exported ledger is not the same bytes")

    middle = next(i for i in range(len(ledger.lines) // 2, len(ledger.lines)) if '"execution":"' in ledger.lines[i])
    line = ledger.lines[middle]
    lower = line.replace('"execution":"', '"execution":"0', 1)  # 08.5 is the same number, but not the same bytes
    for name, lines, place, words in (
            ("a changed mark", [*ledger.lines[:middle], lower, *ledger.lines[middle + 1:]], middle + 1, "hash"),
            ("a missing entry", [*ledger.lines[:middle], *ledger.lines[middle + 1:]], middle + 1, "expected entry"),
            ("a changed verdict", [*ledger.lines[:-1], ledger.lines[-1].replace("stage_locked", "stale")], len(ledger.lines), "stage_locked")):
        bad = write("bad.jsonl", lines)
        found = run("audit", bad)
        check(found.returncode == 1 and f"bad.jsonl:{place}: " in found.stderr and words in found.stderr, f"{name}: {found.stderr[:300]}")
        check(f"good up to entry {place - 1} " in found.stderr and not found.stdout, f"{name}: how far it is good: {found.stderr[:300]}")
    write("bad.jsonl", [*ledger.lines[:-1], ledger.lines[-1][:-20]])
    cut = run("audit", f"{folder}/bad.jsonl")
    check(cut.returncode == 0 and f"bad.jsonl:{len(ledger.lines)}: the line is cut off" in cut.stderr, f"a cut line: {cut.stderr[:200]}")
    check(f"{len(ledger.lines) - 1} entries" in cut.stdout, f"a cut line: {cut.stdout[:200]}")
    cut = run("export", f"{folder}/bad.jsonl", "--ledger")  # as while a hub is writing the line
    check(cut.returncode == 0 and cut.stdout == "".join(ledger.lines[:-1]), "a line that is being written is left out")

    other = Ledger()
    other.add("event", CHIEF, {"definition": event})
    other.add("phase", "chief", {"contest": event["contests"][0]["id"], "stage": event["contests"][0]["stages"][0]["id"], "phase": "open"})
    for name, lines, code, words in (("the same", ledger.lines, 0, "the same"), ("its beginning", ledger.lines[:50], 0, "the first 50"),
                                     ("another one", other.lines, 1, "other.jsonl:2: entry 2 differs")):
        found = run("audit", good, "--against", write("other.jsonl", lines))
        check(found.returncode == code and words in found.stdout + found.stderr, f"against {name}: {found.stderr[:300]}")
    foreign = run("audit", good, "--head", "00" * 32)
    check(foreign.returncode == 1 and "no entry has the head" in foreign.stderr, f"a foreign head: {foreign.stderr[:200]}")
    for arguments in (["audit"], ["audit", good, "--head", "zz"], ["export", good], ["export", good, "--ledger", "--marks"],
                      ["export", good, "--standings", "--format", "xml"]):
        found = run(*arguments)
        check(found.returncode == 2 and found.stderr.count("\n") == 1, f"{arguments}: exit {found.returncode}: {found.stderr[:200]}")
    for arguments in (["audit", f"{folder}/none.jsonl"], ["export", "none", "--ledger", "--data", folder]):
        found = run(*arguments)
        check(found.returncode == 1 and "cannot be read" in found.stderr, f"{arguments}: exit {found.returncode}: {found.stderr[:200]}")
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
