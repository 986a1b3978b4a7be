#!/usr/bin/env python3
"""`touchstone consistency` on Sydney 2000: known figures, both forms, and its refusals."""
import json
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "convert"))
import sydney  # noqa: E402

PROGRAM = os.environ.get("TOUCHSTONE_BIN", os.path.join(ROOT, "build", "touchstone"))
passed = failed = 0


def check(good, text):
    global passed, failed
    if good:
        passed += 1
    else:
        failed += 1
        print("FAILED: " + text)


def run(*arguments):
    return subprocess.run([PROGRAM, "consistency", *arguments], capture_output=True, text=True)


with tempfile.TemporaryDirectory() as folder:
    sydney.write(folder)
    files = (f"{folder}/event.json", f"{folder}/marks.csv")
    found = run(*files, "--format", "json")
    text = run(*files, "--contest", "men-3m", "--stage", "final")
    strict = run(*files, "--contest", "men-3m", "--stage", "final", "--z", "5")
    with open(f"{folder}/bad.csv", "w") as f:
        f.write("stage,competitor\nx,y\n")
    bad = run(files[0], f"{folder}/bad.csv")
    usage = run(*files, "--format", "xml")

check(found.returncode == 0 and not found.stderr, f"exit {found.returncode}: {found.stderr[:300]}")
panels = {(p["contest"], p["stage"]): p for p in json.loads(found.stdout or "[]")}
check(len(panels) == 12, f"expected 12 panels, found {sorted(panels)}")
men, women = panels.get(("men-3m", "final"), {}), panels.get(("women-10m", "final"), {})
for panel, name, expected in ((men, "performances", 72), (men, "w", "0.891588"), (men, "icc21", "0.861688"),
                              (men, "icc2k", "0.977584"), (women, "w", "0.912450"), (women, "icc21", "0.912200")):
    check(panel.get(name) == expected, f"{panel.get('contest')}: {name} is {panel.get(name)}, expected {expected}")
check(men.get("chi_square", "").startswith("443.119"), f"chi-square {men.get('chi_square')}")
check(len(men.get("judges", [])) == 7, "expected 7 judges")
check("W 0.891588, chi-square 443.1191 with 71 degrees of freedom" in text.stdout, text.stdout[:300])
check("apart (z -5.04)" in text.stdout and "apart (z 3.10)" in text.stdout, text.stdout)
check("apart (z -5.04)" in strict.stdout and "z 3.10" not in strict.stdout, strict.stdout)
check(bad.returncode == 1 and not bad.stdout and bad.stderr, f"a bad file: exit {bad.returncode}")
check(usage.returncode == 2 and "text or json" in usage.stderr, f"a bad format: exit {usage.returncode}")
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
