#!/usr/bin/env python3
"""Turns the Sydney 2000 diving results into an event of ours.

    tests/convert/sydney.py FOLDER     writes event.json, marks.csv, published.json

published.json: {contest: {stage: {competitor: rank}}}. Who advanced is who is in the next stage.
"""
import collections
import csv
import os
import sys

import contest_files

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.join(HERE, "..", "data", "sydney-2000", "diving-sydney-2000.csv")
CONTESTS = {
    "M3mSB": ("men-3m", "男子三米板", "Men's 3 m springboard"),
    "M10mPF": ("men-10m", "男子十米台", "Men's 10 m platform"),
    "W3mSB": ("women-3m", "女子三米板", "Women's 3 m springboard"),
    "W10mPF": ("women-10m", "女子十米台", "Women's 10 m platform"),
}
STAGES = {"Prelim": ("prelim", "预赛", "Preliminary"), "Semi": ("semi", "半决赛", "Semi-final"), "Final": ("final", "决赛", "Final")}
# the final stands on semi-final and final alone: the semi-final's total holds the preliminary, which goes out again
CARRIES = {"prelim": [], "semi": [{"stage": "prelim"}], "final": [{"stage": "semi"}, {"stage": "prelim", "weight": -1}]}
ADVANCE = {"prelim": {"top": 18, "ties": "all"}, "semi": {"top": 12, "ties": "all"}}


def read():
    with open(SOURCE, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def module(number, dives, judges):
    return {
        "id": f"dives{number}", "title": {"zh-CN": f"第 {number} 组动作", "en": f"Dives, part {number}"},
        "judges": judges, "attempts": {"count": dives, "combine": "sum"},
        "criteria": [{"id": "dive", "title": {"zh-CN": "动作", "en": "Dive"}, "aspects": [
            {"id": "execution", "title": {"zh-CN": "完成", "en": "Execution"}, "method": "points", "min": 0, "max": 10,
             "step": "0.5", "panel": {"combine": "sum", "drop": {"high": 1, "low": 1}}},
            {"id": "difficulty", "title": {"zh-CN": "难度", "en": "Difficulty"}, "method": "value", "min": 1, "max": 5,
             "step": "0.1"}]}],
        "multiply": ["difficulty"], "times": "0.6", "decimals": 2,
    }


def convert():
    """(definition, rows of marks, published)"""
    rows = read()
    judges = {name: f"j{n:02}" for n, name in enumerate(sorted({row["Judge"] for row in rows}), 1)}
    definition = {
        "event": "sydney-2000", "title": {"zh-CN": "悉尼 2000 年跳水", "en": "Diving, Sydney 2000"},
        "starts": "2000-09-22", "ends": "2000-09-30", "timezone": "Australia/Sydney",
        "people": [{"id": id, "name": name, "role": "judge"} for name, id in judges.items()]
        + [{"id": "chief", "name": "Referee", "role": "chief"}],
        "contests": [],
    }
    marks, published = [], {}
    for event, (contest, zh, en) in CONTESTS.items():
        own = [row for row in rows if row["Event"] == event]
        divers = {name: f"{n:02}" for n, name in enumerate(sorted({row["Diver"] for row in own}), 1)}
        countries = {row["Diver"]: row["Country"] for row in own}
        stages = []
        published[contest] = {}
        for round_name, (stage, stage_zh, stage_en) in STAGES.items():
            here = [row for row in own if row["Round"] == round_name]
            panels = collections.defaultdict(set)  # dive -> its judges
            for row in here:
                panels[int(row["DiveNo"])].add(judges[row["Judge"]])
            modules, place_of, last = [], {}, None
            for dive in sorted(panels):
                if panels[dive] != last:
                    modules.append([sorted(panels[dive]), 0])
                    last = panels[dive]
                modules[-1][1] += 1
                place_of[dive] = (len(modules), modules[-1][1])
            made = {"id": stage, "title": {"zh-CN": stage_zh, "en": stage_en}, "carry": CARRIES[stage],
                    "modules": [module(n, count, team) for n, (team, count) in enumerate(modules, 1)], "decimals": 2}
            if stage in ADVANCE:
                made["advance"] = ADVANCE[stage]
            stages.append(made)
            published[contest][stage] = {divers[row["Diver"]]: int(row["Rank"]) for row in here}
            told = set()
            for row in here:
                number, attempt = place_of[int(row["DiveNo"])]
                where = (contest, stage, divers[row["Diver"]], f"dives{number}", attempt)
                if where not in told:
                    told.add(where)
                    marks.append((*where, "difficulty", "", row["Difficulty"]))
                marks.append((*where, "execution", judges[row["Judge"]], row["JScore"]))
        definition["contests"].append({
            "id": contest, "title": {"zh-CN": zh, "en": en}, "entry": "person",
            "competitors": [{"id": id, "name": name, "unit": countries[name]} for name, id in divers.items()],
            "stages": stages, "medals": {"rule": "worldskills", "within": 0},
        })
    return definition, marks, published


def write(folder):
    contest_files.write(folder, *convert())


if __name__ == "__main__":
    write(sys.argv[1])
