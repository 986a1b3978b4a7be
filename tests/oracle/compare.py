#!/usr/bin/env python3
"""Compares `touchstone score` with the oracle on drawn events.

    tests/oracle/compare.py --count 1000 --seed 1 [--keep DIR] [--gmp]

Prints the seed of every disagreement (with --keep also writes its files there) and ends with `N passed, N failed`. The command is
called through score_many, many events to a process. --gmp, for long runs: the oracle's fractions are python3-gmpy2's, three times as fast.
"""
import argparse
import csv
import io
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor

import generate
import oracle

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BIN = os.environ.get("TOUCHSTONE_BIN", os.path.join(ROOT, "build", "touchstone"))
SCORE_MANY = os.path.join(os.path.dirname(BIN), "tests", "oracle", "score_many")


def marks_text(event, rows):
    columns = ["stage", "competitor", "module", "attempt", "aspect", "judge", "value"]
    if len(event["contests"]) > 1:
        columns.insert(0, "contest")
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write_case(folder, event, rows):
    with open(os.path.join(folder, "event.json"), "w") as f:
        f.write(json.dumps(event))
    with open(os.path.join(folder, "marks.csv"), "w") as f:
        f.write(marks_text(event, rows))


def difference(ours, theirs, path=""):
    """The first place where two JSON values differ, or None."""
    if type(ours) is not type(theirs):
        return f"{path}: program {theirs!r}, oracle {ours!r}"
    if isinstance(ours, dict):
        if list(ours) != list(theirs):
            return f"{path}: program has {list(theirs)}, oracle {list(ours)}"
        return next(filter(None, (difference(ours[k], theirs[k], f"{path}/{k}") for k in ours)), None)
    if isinstance(ours, list):
        if len(ours) != len(theirs):
            return f"{path}: program has {len(theirs)}, oracle {len(ours)}"
        return next(filter(None, (difference(a, b, f"{path}/{i}") for i, (a, b) in enumerate(zip(ours, theirs)))), None)
    return None if ours == theirs else f"{path}: program {theirs!r}, oracle {ours!r}"


def csv_of(standings, event):
    """The CSV that belongs to a JSON of standings."""
    columns, lines = [], []
    for contest in event["contests"]:
        for stage in contest["stages"]:
            for m in stage.get("modules", []):
                count = m.get("attempts", {}).get("count", 1)
                for name in [m["id"]] + ([f"{m['id']}#{k}" for k in range(1, count + 1)] if count > 1 else []):
                    if name not in columns:
                        columns.append(name)
    cut = {(contest["id"], stage["id"]) for contest in event["contests"] for stage in contest["stages"] if "advance" in stage}
    for contest in standings["contests"]:
        for stage in contest["stages"]:
            for r in stage["standings"]:
                cells = {}
                for name, m in r["modules"].items():
                    cells[name] = m["score"]
                    if len(m["attempts"]) > 1:
                        cells.update({f"{name}#{k}": a for k, a in enumerate(m["attempts"], 1)})
                values = [contest["contest"], stage["stage"], r["rank"], r["competitor"], r["total"], r["status"],
                          str(r["advances"]).lower() if (contest["contest"], stage["stage"]) in cut else "", r["award"], r["scaled"]]
                values += [cells.get(c) for c in columns]
                lines.append(",".join("" if v is None else str(v) for v in values))
    header = "contest,stage,rank,competitor,total,status,advances,award,scaled"
    return "\n".join([",".join([header] + columns)] + lines) + "\n"


class Program:
    """`touchstone score`, one event after the other. A crash shows as the exit code None."""

    def __init__(self):
        self.process = subprocess.Popen([SCORE_MANY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def score(self, folder, form):
        """The exit code, and what was printed."""
        self.process.stdin.write(f"{folder}/event.json\t{folder}/marks.csv\t{form}\n".encode())
        self.process.stdin.flush()
        out = []
        for line in self.process.stdout:
            if line.startswith(b"\0"):
                return int(line[1:]), b"".join(out).decode()
            out.append(line)
        self.__init__()
        return None, ""

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def compare(seed, program, folder):
    """None, or what disagrees."""
    event, rows = generate.draw(seed)
    write_case(folder, event, rows)
    form = "csv" if seed % 5 == 0 else "json"
    code, text = program.score(folder, form)
    if code != 0:
        alone = subprocess.run([BIN, "score", f"{folder}/event.json", f"{folder}/marks.csv"], capture_output=True, text=True, check=False)
        return f"exit {code}, {alone.returncode} alone: {alone.stderr.strip()[:300]}"
    expected = oracle.score(event, rows)
    if form == "csv":
        return None if text == csv_of(expected, event) else "the CSV differs"
    return difference(expected, json.loads(text))


def worker(seeds):
    failures = []
    program = Program()
    with tempfile.TemporaryDirectory() as folder:
        for seed in seeds:
            fault = compare(seed, program, folder)
            if fault:
                failures.append((seed, fault))
    program.end()
    return failures


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--count", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--keep")
    options.add_argument("--gmp", action="store_true")
    o = options.parse_args()
    if o.gmp:
        from gmpy2 import mpq
        oracle.F = mpq
    seeds = range(o.seed, o.seed + o.count)
    shares = min(os.cpu_count() or 1, 8)
    with ProcessPoolExecutor(shares) as pool:
        failures = sorted(sum(pool.map(worker, [seeds[i::shares] for i in range(shares)]), []))
    for seed, fault in failures[:40]:
        print(f"seed {seed}: {fault}")
        if o.keep:
            folder = os.path.join(o.keep, f"seed-{seed}")
            os.makedirs(folder, exist_ok=True)
            write_case(folder, *generate.draw(seed))
    print(f"{o.count - len(failures)} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
