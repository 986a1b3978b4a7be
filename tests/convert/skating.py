#!/usr/bin/env python3
"""Turns the figure-skating results into an event of ours: a contest for each competition and programme.

    tests/convert/skating.py FOLDER     writes event.json, marks.csv, published.json

Elements are the attempts of one module: base value (agreed) and grade of execution (a panel). Components are the aspects of
another one; beside it stand two modules of weight 0 for each component, which show its product and its panel's score.
Deductions are adjustments. Junior elements have no judges' grades in points: their published grade is one agreed value.
"""
import collections
import csv
import os
import re
import sys

import contest_files

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.join(HERE, "..", "data", "figure-skating")
JUDGES = [f"J{n}" for n in range(1, 10)]
PANEL = {"combine": "mean", "drop": {"high": 1, "low": 1}, "decimals": 2}
COMPONENTS = {"Skating Skills": "SS", "Transitions": "TR", "Performance": "PE", "Composition": "CO", "Interpretation": "IN"}


def read(name):
    with open(os.path.join(SOURCE, name), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def marks_by_aspect(name, column):
    out = collections.defaultdict(list)
    for row in read(name):
        if row[column].strip():  # a blank one was lost
            out[row["aspect_id"]].append((row["judge"], row[column]))
    return out


def component_id(description):
    return next(short for long, short in COMPONENTS.items() if description.startswith(long))


def component_aspect(id, factor):
    return {"id": id, "method": "points", "min": 0, "max": 10, "step": "0.25", "panel": PANEL, "times": factor, "decimals": 2}


def shown_module(id, aspect, factor):
    """A module that counts for nothing: its score shows what one component came to."""
    return {"id": id, "judges": JUDGES, "weight": 0, "criteria": [{"id": "mark", "aspects": [component_aspect(aspect, factor)]}]}


def contest(id, title, performances, aspects, graded):
    """The contest's definition. `aspects`: performance -> its rows; graded: judges' grades in points are there."""
    every = [row for p in performances for row in aspects[p["performance_id"]]]
    factors = {component_id(row["aspect_desc"]): row["factor"] for row in every if row["section"] == "components"}
    count = max(int(row["aspect_num"]) for row in every if row["section"] == "elements")
    goe = {"id": "goe", "method": "points", "min": -10, "max": 10, "decimals": 2}
    if graded:
        goe["panel"] = PANEL
    modules = [{"id": "elements", "judges": JUDGES, "attempts": {"count": count, "combine": "sum"}, "decimals": 2,
                "criteria": [{"id": "element", "aspects": [{"id": "base", "method": "points", "min": 0, "max": 50}, goe]}]},
               {"id": "components", "judges": JUDGES, "decimals": 2, "criteria": [
                   {"id": "components", "aspects": [component_aspect(short, f) for short, f in factors.items()]}]}]
    for short, factor in factors.items():
        modules += [shown_module(short, short, factor), shown_module(short + "-panel", short, 1)]
    # a tie goes to the elements in a short programme, to the components in a free one
    ties = [{"module": "components" if "FREE" in title else "elements"}]
    return {"id": id, "title": title, "entry": "person",
            "competitors": [{"id": p["performance_id"], "name": p["name"], "unit": p["nation"]} for p in performances],
            "stages": [{"id": "segment", "title": title, "modules": modules, "decimals": 2, "missing": "exclude",
                        "ties": ties}]}


def convert():
    """(definition, rows of marks, published)"""
    performances = read("performances.csv")
    aspects = collections.defaultdict(list)
    for row in read("judged-aspects.csv"):
        aspects[row["performance_id"]].append(row)
    scores, grades = marks_by_aspect("judge-scores.csv", "score"), marks_by_aspect("judge-goe.csv", "judge_goe")
    segments = collections.defaultdict(list)
    for p in performances:
        segments[p["competition"], p["program"]].append(p)
    definition = {"event": "figure-skating-2017", "title": {"zh-CN": "花样滑冰 2017", "en": "Figure skating 2017"},
                  "people": [{"id": j, "name": j, "role": "judge"} for j in JUDGES], "contests": []}
    marks, published = [], {}
    for (competition, program), members in segments.items():
        id = re.sub(r"[^a-z0-9]+", "-", f"{competition} {program}".lower())[:64].strip("-")
        graded = not program.startswith("JUNIOR")
        definition["contests"].append(contest(id, f"{competition}, {program}", members, aspects, graded))
        published[id] = {}
        for p in members:
            who, attempts, panels = p["performance_id"], {}, {}
            published[id][who] = {"rank": int(p["rank"]), "total": p["total_segment_score"],
                                  "elements": p["total_element_score"], "components": p["total_component_score"],
                                  "attempts": attempts, "panels": panels}
            for row in aspects[who]:
                aspect = row["aspect_id"]
                if row["section"] == "elements":
                    where = (id, "segment", who, "elements", row["aspect_num"])
                    if aspect not in scores:
                        continue  # an element of no value has no marks
                    marks.append((*where, "base", "", row["base_value"]))
                    if graded:
                        marks += [(*where, "goe", judge, value) for judge, value in grades[aspect]]
                    else:
                        marks.append((*where, "goe", "", row["goe"]))
                    attempts[row["aspect_num"]] = row["scores_of_panel"]
                    continue
                short = component_id(row["aspect_desc"])
                panels[short] = row["scores_of_panel"]
                for module in ("components", short, short + "-panel"):
                    marks += [(id, "segment", who, module, "", short, judge, value)
                              for judge, value in scores[aspect] if float(value) > 0]  # 0: the mark was lost
            marks.append((id, "segment", who, "", "", "@adjust", "", "-" + p["total_deductions"]))
    return definition, marks, published


def write(folder):
    contest_files.write(folder, *convert())


if __name__ == "__main__":
    write(sys.argv[1])
