#!/usr/bin/env python3
"""Tries every completion of the missing marks of drawn events, and holds `touchstone prospects` to what it said.

    tests/oracle/prospects.py [--count 80] [--seed 1]

What was clinched must hold in every completion, what was out in none; ranks must lie between best and worst. The completions are
scored by the oracle. Ends with `N passed, N failed`; the line before says how often something was decided at all.
"""
import argparse
import csv
import io
import itertools
import random
import subprocess
import sys
import tempfile

import compare
import oracle

LIMIT = 300  # completions of one event


def aspect(r, number, judges):
    method = r.choice(["points", "points", "points", "judgement", "binary", "count", "table", "rate", "place"])
    a = {"id": f"A{number}", "title": "a", "method": method}
    if method == "points":
        a.update({"max": 2, "step": 1, "min": r.choice([0, 0, -1])})
    elif method in ("judgement", "binary"):
        a.update({"max": r.choice([1, 2, 3])})
    elif method == "count":
        a.update({"max": 3, "points": -1})
    elif method == "table":
        a["table"] = [{"upto": 1, "points": 3}, {"upto": 2, "points": 1}]
    elif method == "rate":
        a.update({"max": 3, "points": -1, "from": 0, "every": 1})
    else:
        a.update({"first": 3, "step": -1, "order": r.choice(["high", "low"])})
    if len(judges) > 1 and method != "place" and r.random() < 0.6:
        a["panel"] = {"combine": r.choice(["mean", "sum", "median"])}
        if r.random() < 0.4:
            a["panel"]["drop"] = {"high": 1} if len(judges) == 2 else {"high": 1, "low": 1}
        if r.random() < 0.3:
            a["panel"]["middle_unless_spread"] = {"over": 1}
    if r.random() < 0.2:
        a["times"] = r.choice([2, "0.5", -1])
    if r.random() < 0.2:
        a["decimals"] = 0
    return a


def choices(a):
    """What may be entered, all of it that matters."""
    method = a["method"]
    if method == "points":
        return [str(n) for n in range(int(a["min"]), 3)]
    if method == "judgement":
        return ["0", "1", "2", "3"]
    if method == "binary":
        return ["0", "1"]
    return ["0", "1", "2", "3"]


def draw(seed):
    r = random.Random(seed)
    judges = ["j1", "j2", "j3"][:r.randint(1, 3)]
    module = {"id": "m", "title": "m", "judges": judges}
    if r.random() < 0.5:
        count = r.randint(2, 3)
        module["attempts"] = {"count": count, "combine": r.choice(["sum", "best", "mean", "last", {"best": r.randint(1, count)}])}
    if r.random() < 0.25:
        module["panel"] = {"over": "sheet", "combine": r.choice(["mean", "sum", "median"])}
    module["criteria"] = [{"id": "A", "title": "A", "aspects": [aspect(r, n, judges) for n in range(r.randint(1, 2))]}]
    if "panel" in module:
        for a in module["criteria"][0]["aspects"]:
            a.pop("panel", None)
    if r.random() < 0.2:
        module["criteria"][0]["aspects"].append({"id": "V", "title": "v", "method": "value", "min": 0, "max": 3, "step": 1})
        module["multiply"] = ["V"]
    if r.random() < 0.3:
        module["penalties"] = [{"id": "late", "title": "l", "points": "-0.5"}]
    if r.random() < 0.3:
        module["weight"] = r.choice(["0.5", 2, -1])
    stage = {"id": "s", "title": "s", "modules": [module], "ties": r.choice([[], [{"countback": "attempts"}], ["lot"]]),
             "order": r.choice(["high", "high", "low"]), "missing": r.choice(["wait", "wait", "exclude"]),
             "ranks": r.choice(["standard", "standard", "dense"]), "rank_on": r.choice(["exact", "rounded"]),
             "advance": {"top": r.randint(1, 2), "ties": r.choice(["all", "none"])}}
    if r.random() < 0.4:
        stage["decimals"] = r.choice([0, 1])
    if r.random() < 0.2:
        stage["advance"]["minimum"] = r.choice([0, 1, 2])
    event = {"event": "prospects", "title": "P", "people": [{"id": j, "name": j, "role": "judge"} for j in judges],
             "contests": [{"id": "c", "title": "c", "entry": "person", "competitors": [{"id": x, "name": x} for x in "abcd"[:r.randint(2, 4)]],
                           "stages": [stage, {"id": "t", "title": "t", "modules": [module]}]}]}
    slots = []
    for c in event["contests"][0]["competitors"]:
        for k in range(1, module.get("attempts", {}).get("count", 1) + 1):
            for a in module["criteria"][0]["aspects"]:
                sheet = "panel" in module and a["method"] != "value"
                for j in judges if sheet or "panel" in a or (a["method"] == "judgement" and "panel" not in module) else [""]:
                    row = {"contest": "c", "stage": "s", "competitor": c["id"], "module": "m", "attempt": str(k), "aspect": a["id"], "judge": j}
                    slots.append((row, choices(a)))
    r.shuffle(slots)
    missing, product = [], 1
    while slots and len(missing) < 5 and product * len(slots[-1][1]) <= LIMIT and r.random() < 0.95:
        product *= len(slots[-1][1])
        missing.append(slots.pop())
    rows = [dict(row, value=r.choice(values)) for row, values in slots]
    if "penalties" in module and r.random() < 0.5:
        rows.append({"contest": "c", "stage": "s", "competitor": "a", "module": "m", "attempt": "1", "aspect": "late", "judge": "", "value": "1"})
    if r.random() < 0.1:
        rows.append({"contest": "c", "stage": "s", "competitor": "b", "module": "", "attempt": "", "aspect": "@status", "judge": "", "value": "dnf"})
    return event, rows, missing


def completions(event, rows, missing):
    """The standings of every way in which all missing marks come in; under `exclude` also where some never do."""
    excludes = event["contests"][0]["stages"][0]["missing"] == "exclude"
    for values in itertools.product(*[(v + [None] if excludes and len(missing) < 4 else v) for _, v in missing]):
        more = [dict(row, value=v) for (row, _), v in zip(missing, values) if v is not None]
        standings = oracle.score(event, rows + more)["contests"][0]["stages"][0]["standings"]
        yield {row["competitor"]: (row, sum(r["rank"] == row["rank"] for r in standings)) for row in standings}


def check(seed, folder):
    """(what is wrong or None, how many chances were decided)"""
    event, rows, missing = draw(seed)
    compare.write_case(folder, event, rows)
    got = subprocess.run([compare.BIN, "prospects", f"{folder}/event.json", f"{folder}/marks.csv", "--stage", "s"],
                         capture_output=True, text=True, check=False)
    if got.returncode != 0:
        return f"exit {got.returncode}: {got.stderr[:300]}", 0
    said = {row["competitor"]: row for row in csv.DictReader(io.StringIO(got.stdout))}
    decided = sum((p["win"] != "possible") + (p["advance"] != "possible") for p in said.values())
    for outcome in completions(event, rows, missing):
        for c, p in said.items():
            row, sharing = outcome[c]
            wins = row["rank"] == 1 and sharing == 1 and row["status"] == "ranked"
            for name, happened in (("win", wins), ("advance", row["advances"])):
                if (p[name] == "clinched" and not happened) or (p[name] == "out" and happened):
                    return f"{c} {name} {p[name]}, but {row['rank']} {row['total']} is possible", decided
            if row["rank"] is not None and p["best"] and not int(p["best"]) <= row["rank"] <= int(p["worst"]):
                return f"{c} best {p['best']} worst {p['worst']}, but {row['rank']} is possible", decided
    return None, decided


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--count", type=int, default=80)
    options.add_argument("--seed", type=int, default=1)
    o = options.parse_args()
    failed = decided = 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(o.seed, o.seed + o.count):
            fault, n = check(seed, folder)
            decided += n
            if fault:
                failed += 1
                print(f"seed {seed}: {fault}")
    print(f"{decided} chances were decided before the end")
    print(f"{o.count - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
