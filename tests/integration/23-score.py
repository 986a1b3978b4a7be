#!/usr/bin/env python3
"""`touchstone score` and `check` as commands: forms, exit codes, and nothing on standard output where a file is wrong."""
import csv
import io
import json
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.environ.get("TOUCHSTONE_BIN", os.path.join(ROOT, "build", "touchstone"))
SAMPLE = os.path.join(ROOT, "events", "samples", "choir")
EVENT, MARKS = f"{SAMPLE}/event.json", f"{SAMPLE}/marks.csv"
passed = failed = 0


def check(good, text):
    global passed, failed
    if good:
        passed += 1
    else:
        failed += 1
        print("FAILED: " + text)


def run(*arguments, given=None):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, encoding="utf-8", input=given or "")


def forms():
    as_json = run("score", EVENT, MARKS, "--format", "json")
    as_csv = run("score", EVENT, MARKS, "--format=csv")
    as_text = run("score", EVENT, MARKS, "--format", "text")
    check([r.returncode for r in (as_json, as_csv, as_text)] == [0, 0, 0], "the three forms")
    made = json.loads(as_json.stdout)
    rows = list(csv.DictReader(io.StringIO(as_csv.stdout)))
    check(list(rows[0])[:9] == "contest,stage,rank,competitor,total,status,advances,award,scaled".split(",") and list(rows[0])[9:] == ["song"],
          f"columns {list(rows[0])}")
    check(made["event"] == "choir-2026" and len(made["contests"]) == 1, "the event")
    standings = made["contests"][0]["stages"][0]["standings"]
    check([(str(s["rank"]), s["competitor"], s["total"], s["award"] or "") for s in standings]
          == [(r["rank"], r["competitor"], r["total"], r["award"]) for r in rows], "JSON and CSV differ")
    check(all(s["advances"] is False and s["scaled"] is None for s in standings), "nobody advances from a last stage; scaled is null")
    check(all(len(s["total"].split(".")[1]) == 3 for s in standings), "totals have their 3 digits")
    check(as_text.stdout.count("\n") >= len(rows) + 2, "the text")
    with open(MARKS, encoding="utf-8") as file:
        text = file.read()
    check(run("score", EVENT, "-", "--format", "csv", given=text).stdout == as_csv.stdout, "marks on standard input")
    check(run("score", EVENT, "-", "--format", "csv", given="\ufeff" + text.replace("\n", "\r\n")).stdout == as_csv.stdout, "mark and CRLF")
    check(run("score", EVENT, MARKS, "--contest", "choir", "--stage", "concert", "--format", "csv").stdout == as_csv.stdout, "one stage")
    header, *lines = text.splitlines(keepends=True)
    changed = lines[0].rsplit(",", 1)[0] + ",1\n"
    check(run("score", EVENT, "-", "--format", "csv", given=header + changed + "".join(lines)).stdout == as_csv.stdout, "a later row replaces")


def wrong():
    with tempfile.TemporaryDirectory() as folder:
        bad = os.path.join(folder, "bad.csv")
        with open(MARKS, encoding="utf-8") as source, open(bad, "w", encoding="utf-8") as file:
            file.write(source.read() + "concert,99,song,,S1,j1,30\nconcert,01,song,,S1,j1,40.05\nconcert,01,song,,S1,j1\n")
        lines = sum(1 for _ in open(bad, encoding="utf-8"))
        one = run("score", EVENT, bad)
        check(one.returncode == 1 and one.stdout == "", "a wrong file has no standings")
        faults = one.stderr.splitlines()
        check([f.split(": ")[0] for f in faults] == [f"{bad}:{n}" for n in range(lines - 2, lines + 1)], f"three faults: {faults}")
        check(all("expected" in f for f in faults), "what was expected")
    no_file = run("score", EVENT, "/nowhere/marks.csv")
    check(no_file.returncode == 1 and no_file.stdout == "" and no_file.stderr.count("\n") == 1, f"a missing file: {no_file.stderr}")
    bad_event = os.path.join(ROOT, "tests", "data", "definitions", "bad", "three-faults-at-once.json")
    one = run("score", bad_event, MARKS)
    check(one.returncode == 1 and one.stdout == "" and one.stderr.count("\n") == 3, f"a wrong definition: {one.stderr}")
    one = run("check", bad_event)
    check(one.returncode == 1 and one.stdout == "" and one.stderr.count("\n") == 3, f"check of it: {one.stderr}")
    one = run("check", bad_event, "--format", "json")
    said = json.loads(one.stdout)
    check(one.returncode == 1 and one.stderr == "" and not said["good"] and len(said["faults"]) == 3 and said["more"] == 0, "check as JSON")
    check(said["faults"][0]["pointer"] == "/ends" and said["faults"][0]["line"] > 1 and not said["faults"][0]["warning"], f"{said['faults'][0]}")
    one = run("check", EVENT, "--format", "json")
    check(one.returncode == 0 and json.loads(one.stdout) == {"good": True, "faults": [], "more": 0}, "a good one as JSON")
    for arguments in (("check", EVENT, "--format", "xml"), ("score",), ("score", EVENT), ("score", EVENT, MARKS, "more"), ("score", EVENT, MARKS, "--format", "xml"),
                      ("score", EVENT, MARKS, "--contest", "none"), ("score", EVENT, MARKS, "--stage", "none"),
                      ("score", EVENT, MARKS, "--colour", "red"), ("check",), ("check", EVENT, EVENT)):
        one = run(*arguments)
        check(one.returncode == 2 and one.stdout == "" and one.stderr.count("\n") == 1, f"{arguments[1:]}: {one.returncode} {one.stderr}")
    for name in ("score", "check"):
        one = run(name, "--help")
        check(one.returncode == 0 and name in one.stdout, f"{name} --help")


forms()
wrong()
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
