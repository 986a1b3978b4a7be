#!/usr/bin/env python3
"""The published panel scores, products, totals and ranks of figure skating come out of `touchstone score`."""
from fractions import Fraction
import json
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "convert"))
import skating  # noqa: E402

PROGRAM = os.environ.get("TOUCHSTONE_BIN", os.path.join(ROOT, "build", "touchstone"))
counts = dict.fromkeys(("performances", "elements", "panels", "products", "ranks"), 0)
passed = failed = 0


def check(good, text):
    global passed, failed
    if good:
        passed += 1
    else:
        failed += 1
        print("FAILED: " + text)


def same(found, expected, text):
    check(found is not None and Fraction(found) == Fraction(expected), f"{text}: expected {expected}, found {found}")


def rounded(value):
    """Two digits, half up, of a number that is not negative."""
    n = value * 100 + Fraction(1, 2)
    return Fraction(n.numerator // n.denominator, 100)


definition, _, published = skating.convert()
with tempfile.TemporaryDirectory() as folder:
    skating.write(folder)
    run = subprocess.run([PROGRAM, "score", f"{folder}/event.json", f"{folder}/marks.csv", "--format", "json"],
                         capture_output=True, text=True)
check(run.returncode == 0 and not run.stderr, f"exit {run.returncode}: {run.stderr[:500]}")
found = json.loads(run.stdout or '{"contests": []}')
factors = {c["id"]: {a["id"]: a["times"] for a in c["stages"][0]["modules"][1]["criteria"][0]["aspects"]}
           for c in definition["contests"]}
for contest in found["contests"]:
    for row in contest["stages"][0]["standings"]:
        where = f"{contest['contest']} {row['competitor']}"
        expected, modules = published[contest["contest"]][row["competitor"]], row["modules"]
        counts["performances"] += 1
        counts["ranks"] += 1
        check(row["rank"] == expected["rank"], f"{where}: expected rank {expected['rank']}, found {row['rank']}")
        same(row["total"], expected["total"], f"{where}: total")
        same(modules["elements"]["score"], expected["elements"], f"{where}: elements")
        same(modules["components"]["score"], expected["components"], f"{where}: components")
        for number, score in expected["attempts"].items():
            counts["elements"] += 1
            same(modules["elements"]["attempts"][int(number) - 1], score, f"{where}: element {number}")
        for component, score in expected["panels"].items():
            counts["panels"] += 1
            counts["products"] += 1
            same(modules[component + "-panel"]["score"], score, f"{where}: {component}")
            product = rounded(Fraction(score) * Fraction(factors[contest["contest"]][component]))
            same(modules[component]["score"], product, f"{where}: {component} x its factor")
wanted = {"performances": 418, "elements": 3725, "panels": 2090, "products": 2090, "ranks": 418}
for name, number in wanted.items():
    check(counts[name] == number, f"expected {number} {name}, found {counts[name]}")
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
