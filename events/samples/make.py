#!/usr/bin/env python3
"""Makes the sample events: events/samples/*/event.json, and marks.csv for those small enough to read.

    events/samples/make.py [FOLDER]     into FOLDER instead of beside this file

All people, firms and marks are invented. The same program makes the same files every time.
"""
import csv
import json
import os
import random
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤应施俞楼"
GIVEN = ("秀英 明 建国 晓东 志强 丽华 国平 海燕 伟 芳 敏 静 强 磊 洋 艳 勇 军 杰 娟 涛 超 霞 平 刚 桂英 文博 思远 雨桐 浩然 子轩 欣怡 俊杰 嘉豪 雅琴 春梅 "
         "立新 振华 永康 德明 学文 少华 金龙 玉兰 红梅 小燕 宏伟 建军 卫东 国栋 天佑 一鸣 梓涵 若曦 佳琪 致远 柏林 承志 景行 望舒").split()
FIRMS = ("永固模具 东屏五金 华溪机电 方岩车业 塔石工具 石柱门业 唐先电器 象珠压铸 古山金属 芝英铜艺 龙山杯业 西溪精工 花街动力 前仓锻造 舟山锁业 江南厨具 "
         "城西衡器 五指岩轴承 白云模塑 太平五金 杨溪智能 黄寮刃具 飞凤车配 溪口铸件").split()
ROLES = {"chief": "裁判长", "steward": "检录员", "scrutineer": "审核员", "organiser": "组委会"}


def both(zh, en):
    return {"zh-CN": zh, "en": en}


def names(count, seed):
    """Distinct invented names."""
    draw, out = random.Random(seed), []
    while len(out) < count:
        name = draw.choice(SURNAMES) + draw.choice(GIVEN)
        if name not in out:
            out.append(name)
    return out


def competitors(count, seed, first=1):
    draw = random.Random(seed * 7 + 1)
    return [{"id": f"{first + n:03}", "name": name, "unit": draw.choice(FIRMS)} for n, name in enumerate(names(count, seed))]


def judges(count, seed):
    return [{"id": f"j{n}", "name": name, "role": "judge"} for n, name in enumerate(names(count, seed), 1)]


def officials(seed):
    return [{"id": role, "name": name, "role": role} for role, name in zip(ROLES, names(len(ROLES), seed))]


def aspect(id, zh, en, method, **more):
    return {"id": id, "title": both(zh, en), "method": method, **more}


def criterion(id, zh, en, *aspects, **more):
    return {"id": id, "title": both(zh, en), **more, "aspects": list(aspects)}


BENCHMARKS = {
    "fit": [both("不能装配", "Does not go together"), both("可装配,间隙明显", "Goes together, gaps to be seen"),
            both("装配良好,动作平稳", "Goes together well, moves evenly"), both("装配精密,动作顺畅", "A close fit, moves freely")],
    "surface": [both("有划伤或毛刺", "Scratches or burrs"), both("有明显刀痕", "Tool marks plain to see"),
                both("刀痕细而均匀", "Fine, even tool marks"), both("达到图纸要求,手感光滑", "As drawn, smooth to the hand")],
    "order": [both("工位杂乱,不安全", "Untidy, unsafe"), both("基本整齐", "Mostly tidy"), both("整齐,工具归位", "Tidy, tools in place"),
              both("堪为示范", "An example to others")],
    "explain": [both("讲解有误", "Explains wrongly"), both("讲解不完整", "Leaves things out"), both("讲解清楚", "Explains clearly"),
                both("讲解清楚,因人施教", "Explains clearly, to this learner")],
}
FIVE = {"combine": "mean", "drop": {"high": 1, "low": 1}, "decimals": 2}


def mould():
    practical = {
        "id": "practical", "title": both("实操", "Practical"), "weight": "0.7", "judges": ["j1", "j2", "j3", "j4", "j5"],
        "criteria": [
            criterion("A", "尺寸", "Dimensions",
                      aspect("A1", "孔距 12.00 mm", "Distance of holes 12.00 mm", "tolerance", nominal=12, unit="mm", max=10, step="0.001",
                             bands=[{"within": "0.02", "points": 10}, {"within": "0.05", "points": 6}, {"within": "0.1", "points": 2}]),
                      aspect("A2", "型腔深度 8.00 mm", "Depth of the cavity 8.00 mm", "tolerance", nominal=8, unit="mm", max=10, step="0.001",
                             bands=[{"within": "0.03", "points": 10}, {"within": "0.06", "points": 6}, {"within": "0.12", "points": 2}])),
            criterion("B", "装配与表面", "Assembly and surface",
                      aspect("B1", "装配与调试", "Assembly and adjustment", "judgement", max=20, benchmarks=BENCHMARKS["fit"], spread=2),
                      aspect("B2", "表面质量", "Surface", "judgement", max=20, benchmarks=BENCHMARKS["surface"], spread=2)),
            criterion("C", "过程", "Way of working",
                      aspect("C1", "操作规范", "Procedure", "points", min=0, max=20, step="0.5", panel=FIVE),
                      aspect("C2", "倒角遗漏", "Chamfers left out", "count", min=0, max=10, points=-1),
                      aspect("C3", "试模合格", "The trial part is good", "binary", max=10))],
        "penalties": [{"id": "late", "title": both("超时(每分钟)", "Over time (each minute)"), "points": -1, "per": "each", "floor": -5},
                      {"id": "unsafe", "title": both("严重违反安全规程", "Grave breach of safety"), "disqualify": True}],
        "min": 0, "max": 100, "decimals": 2}
    theory = {
        "id": "theory", "title": both("理论", "Theory"), "weight": "0.3", "judges": ["j1"],
        "criteria": [criterion("T", "笔试", "Written test",
                               aspect("T1", "选择题", "Choice questions", "points", min=0, max=60, step=1),
                               aspect("T2", "识图与计算", "Reading drawings, calculating", "points", min=0, max=40, step="0.5"))],
        "min": 0, "max": 100, "decimals": 2}
    final = {
        "id": "making", "title": both("综合制作", "Making a mould"), "weight": "0.6", "judges": ["j1", "j2", "j3", "j4", "j5"],
        "panel": {"over": "sheet", **FIVE},
        "criteria": [
            criterion("D", "制作", "Work", aspect("D1", "加工精度", "Precision", "points", min=0, max=30, step="0.5"),
                      aspect("D2", "装配配合", "Fit", "points", min=0, max=25, step="0.5"),
                      aspect("D3", "表面与外观", "Finish", "points", min=0, max=15, step="0.5"),
                      aspect("D4", "安全与文明生产", "Safety and tidiness", "points", min=0, max=10, step="0.5")),
            criterion("E", "用时", "Time", aspect("E1", "完成用时", "Time taken", "rate", min=0, max=20, points=-1, every=2, **{"from": 120},
                                                unit="min", agreed=True))],
        "penalties": [{"id": "remake", "title": both("更换毛坯", "A second blank"), "points": -5, "floor": -10}],
        "min": 0, "max": 100, "decimals": 2}
    return {
        "id": "mould", "title": both("模具工", "Mould making"), "entry": "person", "competitors": competitors(120, 2018),
        "stages": [
            {"id": "prelim", "title": both("预赛", "Preliminary"), "modules": [theory, practical], "min": 0, "decimals": 2,
             "ties": [{"module": "practical"}, {"criterion": "A"}], "advance": {"top": 18, "ties": "all"}},
            {"id": "final", "title": both("决赛", "Final"), "carry": [{"stage": "prelim", "weight": "0.4"}], "modules": [final],
             "min": 0, "decimals": 2, "ties": [{"module": "making"}, {"stage": "prelim"}, "lot"]}],
        "awards": [{"id": "first", "title": both("一等奖", "First prize"), "ranks": [1, 1]},
                   {"id": "second", "title": both("二等奖", "Second prize"), "ranks": [2, 4]},
                   {"id": "third", "title": both("三等奖", "Third prize"), "ranks": [5, 9]},
                   {"id": "merit", "title": both("优胜奖", "Merit"), "at_least": 60}]}


def vehicle():
    return {
        "id": "vehicle", "title": both("汽车维修工", "Vehicle repair"), "entry": "person", "competitors": competitors(24, 2019, 201),
        "stages": [{
            "id": "final", "title": both("决赛", "Final"),
            "modules": [
                {"id": "diagnosis", "title": both("故障诊断", "Finding faults"), "weight": "0.5", "judges": ["j4", "j5", "j6"],
                 "criteria": [
                     criterion("F", "故障点", "Faults found", *(aspect(f"F{n}", f"故障 {n}", f"Fault {n}", "binary", max=15) for n in range(1, 5))),
                     criterion("G", "过程", "Way of working",
                               aspect("G1", "诊断思路", "Method", "points", min=0, max=20, step="0.5", panel={"combine": "median", "decimals": 2}),
                               aspect("G2", "用时", "Time taken", "table", unit="min", max=20, step="0.5",
                                      table=[{"upto": 20, "points": 20}, {"upto": 30, "points": 15}, {"upto": 40, "points": 8}]))],
                 "penalties": [{"id": "hint", "title": both("请求提示", "A hint asked for"), "points": -3}], "min": 0, "max": 100, "decimals": 2},
                {"id": "engine", "title": both("发动机拆装", "Engine"), "weight": "0.5", "judges": ["j4", "j5", "j6", "j7"],
                 "criteria": [
                     criterion("H", "拆装", "Taking apart and together",
                               aspect("H1", "拆装顺序", "Order of work", "judgement", max=30, benchmarks=BENCHMARKS["order"], spread=2),
                               aspect("H2", "扭矩 110 N·m", "Torque 110 N·m", "tolerance", nominal=110, unit="N·m", max=30, step="0.1",
                                      bands=[{"within": 2, "points": 30}, {"within": 5, "points": 15}]),
                               aspect("H3", "零件遗漏", "Parts left over", "count", min=0, max=40, points=-10))],
                 "min": 0, "max": 100, "decimals": 2}],
            "min": 0, "decimals": 2, "ties": [{"module": "diagnosis"}, {"aspect": "G1"}, "lot"]}],
        "awards": [{"id": "first", "title": both("一等奖", "First prize"), "ranks": [1, 1]},
                   {"id": "second", "title": both("二等奖", "Second prize"), "percent": 15},
                   {"id": "third", "title": both("三等奖", "Third prize"), "percent": 25}]}


def coach():
    return {
        "id": "coach", "title": both("机动车驾驶教练员", "Driving instructor"), "entry": "person", "competitors": competitors(20, 2020, 301),
        "stages": [{
            "id": "final", "title": both("决赛", "Final"),
            "modules": [
                {"id": "teaching", "title": both("教学讲解", "Teaching"), "weight": "0.4", "judges": ["j6", "j7", "j8", "j9"],
                 "panel": {"over": "sheet", "combine": "mean", "decimals": 2},
                 "criteria": [criterion("K", "讲解", "Explaining", aspect("K1", "内容", "Content", "points", min=0, max=40, step="0.5"),
                                        aspect("K2", "表达", "Delivery", "points", min=0, max=30, step="0.5"),
                                        aspect("K3", "因人施教", "Fitted to the learner", "points", min=0, max=30, step="0.5"))],
                 "min": 0, "max": 100, "decimals": 2},
                {"id": "driving", "title": both("示范驾驶", "Driving"), "weight": "0.6", "judges": ["j7", "j8", "j9"],
                 "attempts": {"count": 2, "combine": "best"},
                 "criteria": [criterion("L", "驾驶", "Driving",
                                        aspect("L1", "碰杆", "Poles touched", "count", min=0, max=50, points=-5),
                                        aspect("L2", "用时", "Time taken", "rate", unit="s", min=0, max=30, points="-0.5", every=1, **{"from": 90}),
                                        aspect("L3", "平稳性", "Smoothness", "judgement", max=20, benchmarks=BENCHMARKS["explain"], spread=2))],
                 "penalties": [{"id": "line", "title": both("压线", "Over a line"), "points": -2, "floor": -10},
                               {"id": "stall", "title": both("熄火", "Stalled"), "points": -3}],
                 "min": 0, "max": 100, "decimals": 2}],
            "min": 0, "decimals": 2, "ties": [{"module": "driving"}, {"countback": "attempts"}, "running-order"]}],
        "awards": [{"id": "first", "title": both("一等奖", "First prize"), "ranks": [1, 1]},
                   {"id": "second", "title": both("二等奖", "Second prize"), "ranks": [2, 3]},
                   {"id": "third", "title": both("三等奖", "Third prize"), "ranks": [4, 6]}]}


def yongkang():
    return {"event": "yongkang-2018", "title": both("永康市职工技能比武", "Yongkang Workers' Skills Contest"),
            "organiser": both("永康市职工技能比武组委会", "Committee of the contest"), "venue": both("永康五金博览中心", "Hardware Expo Centre, Yongkang"),
            "starts": "2018-04-21", "ends": "2018-04-22", "timezone": "Asia/Shanghai",
            "people": judges(9, 31) + officials(32), "contests": [mould(), vehicle(), coach()]}


def choir():
    titles = [both("音准与节奏", "Intonation and rhythm"), both("音色与融合", "Sound and blend"), both("表现与台风", "Expression and bearing")]
    choirs = [f"{firm}合唱团" for firm in FIRMS[:12]]
    leaders = names(12, 5)
    return {"event": "choir-2026", "title": both("职工合唱比赛", "Workers' Choir Contest"), "starts": "2026-05-01", "ends": "2026-05-01",
            "people": judges(7, 41) + officials(42),
            "contests": [{
                "id": "choir", "title": both("合唱", "Choir"), "entry": "team",
                "competitors": [{"id": f"{n:02}", "name": name, "unit": firm, "members": [leader]}
                                for n, (name, firm, leader) in enumerate(zip(choirs, FIRMS, leaders), 1)],
                "stages": [{"id": "concert", "title": both("展演", "Concert"),
                            "modules": [{"id": "song", "title": both("演唱", "Singing"), "judges": [f"j{n}" for n in range(1, 8)],
                                         "panel": {"over": "sheet", "combine": "mean", "drop": {"high": 1, "low": 1}, "decimals": 3},
                                         "criteria": [{"id": "S", "title": both("演唱", "Singing"), "aspects": [
                                             {"id": f"S{n}", "title": title, "method": "points", "min": 0, "max": top, "step": "0.1"}
                                             for n, (title, top) in enumerate(zip(titles, (40, 30, 30)), 1)]}]}],
                            "decimals": 3, "ties": [{"aspect": "S1"}, {"aspect": "S2"}]}],
                "awards": [{"id": "gold", "title": both("金奖", "Gold"), "percent": 20}, {"id": "silver", "title": both("银奖", "Silver"), "percent": 30},
                           {"id": "bronze", "title": both("铜奖", "Bronze"), "at_least": 75}]}]}


def product_design():
    titles = [("创新性", "Novelty", "1.5"), ("实用性", "Use", "1"), ("工艺可行性", "Can be made", "1"), ("外观", "Form", "0.5")]
    return {"event": "product-design-2026", "title": both("五金产品设计大赛", "Hardware Product Design Award"), "starts": "2026-06-10", "ends": "2026-06-10",
            "people": judges(5, 51) + officials(52),
            "contests": [{
                "id": "design", "title": both("产品设计", "Product design"), "competitors": competitors(16, 53),
                "stages": [{"id": "jury", "title": both("终评", "Jury"),
                            "modules": [{"id": "entry", "title": both("作品", "Entry"), "judges": [f"j{n}" for n in range(1, 6)],
                                         "criteria": [criterion("P", "作品", "Entry", *(
                                             aspect(f"P{n}", zh, en, "points", min=0, max=25, step="0.5", panel={"combine": "median", "decimals": 2}, times=times)
                                             for n, (zh, en, times) in enumerate(titles, 1)))], "decimals": 2}],
                            "decimals": 2, "ties": [{"aspect": "P1"}], "ranks": "dense"}],
                "awards": [{"id": "first", "title": both("金奖", "Gold award"), "ranks": [1, 1]}, {"id": "second", "title": both("银奖", "Silver award"), "ranks": [2, 3]}]}]}


def workplace_exercise():
    leaders = names(22, 63)
    return {"event": "exercise-2026", "title": both("工间操比赛", "Workplace Exercise Contest"), "starts": "2026-09-18", "ends": "2026-09-18",
            "people": judges(9, 61) + officials(62),
            "contests": [{
                "id": "exercise", "title": both("工间操", "Workplace exercise"), "entry": "team",
                "competitors": [{"id": f"{n:02}", "name": f"{firm}代表队", "unit": firm, "members": [leader]}
                                for n, (firm, leader) in enumerate(zip(FIRMS, leaders), 1)],
                "stages": [{"id": "show", "title": both("展示", "Show"),
                            "modules": [{"id": "show", "title": both("展示", "Show"), "judges": [f"j{n}" for n in range(1, 10)],
                                         "panel": {"over": "sheet", "combine": "mean", "drop": {"high": 2, "low": 2}, "decimals": 3},
                                         "criteria": [criterion("E", "动作", "Movement",
                                                                aspect("E1", "动作规范", "Done as taught", "points", min=0, max="4", step="0.1"),
                                                                aspect("E2", "整齐", "Together", "points", min=0, max="3", step="0.1"),
                                                                aspect("E3", "精神面貌", "Spirit", "points", min=0, max="3", step="0.1"))],
                                         "penalties": [{"id": "absent", "title": both("缺员(每人)", "A member missing (each)"), "points": "-0.1", "floor": "-1"},
                                                       {"id": "time", "title": both("超时", "Over time"), "points": "-0.2", "per": "once"}],
                                         "min": 0, "decimals": 3}],
                            "decimals": 3, "ties": [{"aspect": "E2"}, "running-order"]}],
                "awards": [{"id": "first", "title": both("一等奖", "First prize"), "percent": 20}, {"id": "second", "title": both("二等奖", "Second prize"), "percent": 30},
                           {"id": "third", "title": both("三等奖", "Third prize"), "percent": 50}]}]}


def skills():
    return {"event": "skills-2026", "title": both("青年技能邀请赛", "Young Skills Invitational"), "starts": "2026-10-20", "ends": "2026-10-23",
            "people": judges(3, 71) + officials(72),
            "contests": [{
                "id": "cabinet", "title": both("家具制作", "Cabinetmaking"), "competitors": competitors(10, 73),
                "stages": [{"id": "final", "title": both("正赛", "Competition"),
                            "modules": [{"id": "cabinet", "title": both("柜体", "Cabinet"), "judges": ["j1", "j2", "j3"],
                                         "criteria": [
                                             criterion("A", "测量", "Measured", aspect("A1", "宽度 450 mm", "Width 450 mm", "tolerance", nominal=450, unit="mm",
                                                                                    bands=[{"within": "0.5", "points": 20}, {"within": 1, "points": 10}]),
                                                       aspect("A2", "接缝超差", "Joints too wide", "count", min=0, max=20, points=-2),
                                                       aspect("A3", "门开合自如", "The door opens freely", "binary", max=20)),
                                             criterion("B", "评判", "Judged", aspect("B1", "表面", "Finish", "judgement", max=20, benchmarks=BENCHMARKS["surface"]),
                                                       aspect("B2", "配合", "Fit", "judgement", max=20, benchmarks=BENCHMARKS["fit"]))],
                                         "decimals": 2}],
                            "decimals": 2, "rank_on": "rounded"}],
                "scale": {"to": 700, "spread": 30}, "medals": {"rule": "worldskills", "within": 2}}]}


def draw_value(a, strength, draw):
    """A mark that fits an aspect, drawn around a competitor's strength (0 to 1)."""
    near = min(1, max(0, draw.gauss(strength, 0.08)))
    if a["method"] == "judgement":
        return str(min(3, int(strength * 3.2 + draw.random() * 0.6)))  # judges differ by one at most
    if a["method"] == "binary":
        return str(int(draw.random() < strength))
    if a["method"] == "count":
        return str(int(draw.random() * 4 * (1.1 - strength)))
    if a["method"] == "tolerance":
        return f"{a['nominal'] + draw.gauss(0, 0.6):.1f}"
    step = float(a["step"])
    value = round(near * float(a["max"]) / step) * step
    return f"{value:.1f}".rstrip("0").rstrip(".")


def marks(event, seed):
    """Marks of the event's first contest and stage, for every judge of every panel."""
    draw, rows = random.Random(seed), []
    contest = event["contests"][0]
    stage = contest["stages"][0]
    for c in contest["competitors"]:
        strength = draw.uniform(0.55, 0.97)
        for module in stage["modules"]:
            sheet = "panel" in module
            for a in (a for k in module["criteria"] for a in k["aspects"]):
                team = module["judges"] if sheet or "panel" in a or a["method"] == "judgement" else [""]
                rows += [(stage["id"], c["id"], module["id"], "", a["id"], judge, draw_value(a, strength, draw)) for judge in team]
    return rows


def write(folder, name, event, seed=None):
    os.makedirs(os.path.join(folder, name), exist_ok=True)
    with open(os.path.join(folder, name, "event.json"), "w", encoding="utf-8") as file:
        json.dump(event, file, ensure_ascii=False, indent=1)
        file.write("\n")
    if seed is None:
        return
    with open(os.path.join(folder, name, "marks.csv"), "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("stage", "competitor", "module", "attempt", "aspect", "judge", "value"))
        out.writerows(marks(event, seed))


def main(folder):
    write(folder, "yongkang-2018", yongkang())
    write(folder, "choir", choir(), 1)
    write(folder, "product-design", product_design(), 2)
    write(folder, "workplace-exercise", workplace_exercise(), 3)
    write(folder, "skills", skills(), 4)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else HERE)
