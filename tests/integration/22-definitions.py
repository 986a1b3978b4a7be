#!/usr/bin/env python3
"""`touchstone check` and the JSON Schema agree on good and bad definitions, and each fault is named at its place.

tests/data/definitions/expected.json: for each bad file the JSON pointers of its faults (null: it is not JSON), for some
good files those of their warnings, and which faults are beyond the schema, and why.
"""
import concurrent.futures
import glob
import json
import os
import re
import subprocess
import sys
import tempfile
import warnings

warnings.simplefilter("ignore")
try:
    import jsonschema
except ImportError:
    if os.environ.get("DEBIAN_PYTHON"):
        raise
    # the package python3-jsonschema belongs to Debian's own python
    os.execve("/usr/bin/python3", ["/usr/bin/python3", *sys.argv], dict(os.environ, DEBIAN_PYTHON="1"))

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.environ.get("TOUCHSTONE_BIN", os.path.join(ROOT, "build", "touchstone"))
FOLDER = os.path.join(ROOT, "tests", "data", "definitions")
LINE = re.compile(r"^.*?\.json:(\d+):(\d+):(?: (/\S*|\(the whole\)):)? (warning: )?(.+)$")
passed = failed = 0


def check(good, text):
    global passed, failed
    if good:
        passed += 1
    else:
        failed += 1
        print("FAILED: " + text)


def run(path):
    return subprocess.run([PROGRAM, "check", path], capture_output=True, text=True, encoding="utf-8")


def schema_accepts(validator, path):
    try:
        with open(path, encoding="utf-8-sig") as file:
            return validator.is_valid(json.load(file))
    except ValueError:
        return False


def pointers(text, path):
    """({faults}, {warnings}) as pointers; every line must have a place."""
    faults, warned = set(), set()
    for line in text.splitlines():
        match = LINE.match(line)
        check(match is not None, f"{path}: no place in: {line}")
        if match:
            pointer = {None: None, "(the whole)": ""}.get(match[3], match[3])
            (warned if match[4] else faults).add(pointer)
    return faults, warned


with open(os.path.join(ROOT, "events", "schema", "event.schema.json"), encoding="utf-8") as file:
    schema = json.load(file)
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
with open(os.path.join(FOLDER, "expected.json"), encoding="utf-8") as file:
    expected = json.load(file)
good = sorted(glob.glob(f"{FOLDER}/good/*.json"))
bad = sorted(glob.glob(f"{FOLDER}/bad/*.json"))
samples = sorted(glob.glob(f"{ROOT}/events/samples/*/event.json"))
with concurrent.futures.ThreadPoolExecutor(2) as pool:
    runs = dict(zip(good + bad + samples, pool.map(run, good + bad + samples)))

for path in good + samples:
    name = os.path.splitext(os.path.basename(path))[0]
    faults, warned = pointers(runs[path].stderr, path)
    check(runs[path].returncode == 0 and not faults, f"{path}: expected to be good: {runs[path].stderr}")
    check(warned == set(expected["warnings"].get(name, [])), f"{path}: warnings {warned}")
    check(schema_accepts(validator, path), f"{path}: the schema refuses it")
for path in bad:
    name = os.path.splitext(os.path.basename(path))[0]
    faults, _ = pointers(runs[path].stderr, path)
    check(runs[path].returncode == 1 and runs[path].stdout == "", f"{path}: expected exit 1, found {runs[path].returncode}")
    check(name in expected["faults"], f"{path}: not in expected.json")
    wanted = expected["faults"].get(name)
    check(faults == ({None} if wanted is None else set(wanted)), f"{path}: expected faults at {wanted}, found {faults}: {runs[path].stderr}")
    accepted = schema_accepts(validator, path)
    if name in expected["beyond-the-schema"]:
        check(accepted, f"{path}: the schema finds this fault: take it out of beyond-the-schema")
    else:
        check(not accepted, f"{path}: the schema accepts it")
with tempfile.TemporaryDirectory() as folder:
    subprocess.run([sys.executable, os.path.join(ROOT, "events", "samples", "make.py"), folder], check=True)
    for path in samples:
        with open(path, "rb") as one, open(os.path.join(folder, *path.split(os.sep)[-2:]), "rb") as other:
            check(one.read() == other.read(), f"{path}: not what events/samples/make.py makes")
        marks = os.path.join(os.path.dirname(path), "marks.csv")
        if os.path.exists(marks):
            scored = subprocess.run([PROGRAM, "score", path, marks], capture_output=True, text=True)
            check(scored.returncode == 0 and not scored.stderr, f"{marks}: {scored.stderr}")
names = {os.path.splitext(os.path.basename(path))[0] for path in bad}
check(set(expected["faults"]) == names, f"expected.json names files that are not there: {set(expected['faults']) - names}")
check(len(bad) >= 60, f"expected 60 bad files, found {len(bad)}")
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
