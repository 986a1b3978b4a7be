#!/usr/bin/env python3
"""The published ranks and cuts of Sydney 2000 come out of `touchstone score`."""
import csv
import io
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "convert"))
import sydney  # noqa: E402

PROGRAM = os.environ.get("TOUCHSTONE_BIN", os.path.join(ROOT, "build", "touchstone"))
NEXT = {"prelim": "semi", "semi": "final"}
passed = failed = 0


def check(good, text):
    global passed, failed
    if good:
        passed += 1
    else:
        failed += 1
        print("FAILED: " + text)


with tempfile.TemporaryDirectory() as folder:
    sydney.write(folder)
    run = subprocess.run([PROGRAM, "score", f"{folder}/event.json", f"{folder}/marks.csv", "--format", "csv"],
                         capture_output=True, text=True)
_, marks, published = sydney.convert()
check(run.returncode == 0 and not run.stderr, f"exit {run.returncode}: {run.stderr[:500]}")
check(len(marks) == 10787 + 1541, f"expected 10787 marks and 1541 difficulties, found {len(marks)}")
rows = list(csv.DictReader(io.StringIO(run.stdout)))
ranks = cuts = stopped = 0
for contest, stages in published.items():
    for stage, expected in stages.items():
        own = [row for row in rows if row["contest"] == contest and row["stage"] == stage]
        check({row["competitor"] for row in own} == set(expected), f"{contest} {stage}: not the same divers")
        for row in own:
            ranks += 1
            stopped += row["status"] == "incomplete"  # four divers stopped before their last dive
            check(row["rank"] == str(expected.get(row["competitor"])),
                  f"{contest} {stage} {row['competitor']}: expected rank {expected.get(row['competitor'])}, found {row['rank']}")
        if stage in NEXT:
            cuts += 1
            went = {row["competitor"] for row in own if row["advances"] == "true"}
            check(went == set(stages[NEXT[stage]]), f"{contest} {stage}: not the same divers went on")
check(ranks == 295, f"expected 295 ranks, found {ranks}")
check(stopped == 4, f"expected 4 who stopped, found {stopped}")
check(cuts == 8, f"expected 8 cuts, found {cuts}")
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
