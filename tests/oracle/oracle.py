"""A second implementation of docs/rules.md, for tests only: slow, plain, with fractions. Clause numbers stand beside the code."""
from fractions import Fraction as F

HALF_UP, HALF_EVEN, DOWN = "half-up", "half-even", "down"


def rounded(x, digits, mode=HALF_UP):  # 1.4
    if digits is None:
        return x
    unit = 10 ** digits
    size = abs(x) * unit
    whole = size.numerator // size.denominator
    rest = size - whole
    if mode == HALF_UP and rest >= F(1, 2):
        whole += 1
    elif mode == HALF_EVEN and (rest > F(1, 2) or (rest == F(1, 2) and whole % 2)):
        whole += 1
    return F(whole if x >= 0 else -whole, unit)


def shown(x, digits):  # 1.5
    if x is None:
        return None
    places = 6 if digits is None else digits
    whole = rounded(x, places) * 10 ** places
    text = str(abs(int(whole))).rjust(places + 1, "0")
    text = text[:len(text) - places] + ("." + text[len(text) - places:] if places else "")
    if digits is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return ("-" if whole < 0 else "") + text


def level(thing):
    return thing.get("decimals"), thing.get("rounding", HALF_UP)


def number(thing, name, default=None):
    return F(str(thing[name])) if name in thing else default


def within(x, low, high):
    if high is not None and x > high:
        x = high
    if low is not None and x < low:
        x = low
    return x


def mean(values):
    return sum(values, F(0)) / len(values)


def median(values):
    values = sorted(values)
    return (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2


def combine_panel(panel, values, mode):  # 5.1 to 5.4
    drop = panel.get("drop", {})
    high, low = drop.get("high", 0), drop.get("low", 0)
    kept = sorted(values)
    if len(kept) > high + low:
        kept = kept[low:len(kept) - high]
    spread = panel.get("middle_unless_spread")
    how = panel.get("combine", "mean")
    if spread and kept[-1] - kept[0] > number(spread, "over"):
        result = mean(values)
    elif how == "mean":
        result = mean(kept)
    elif how == "sum":
        result = sum(kept, F(0))
    else:
        result = median(kept)
    return rounded(result, panel.get("decimals"), mode)


class Stage:
    """One stage of one contest: its marks, and what they make."""

    def __init__(self, contest, definition, earlier):
        self.contest, self.d, self.earlier = contest, definition, earlier
        self.low = definition.get("order", "high") == "low"
        self.waits = definition.get("missing", "wait") == "wait"
        self.marks, self.penalties = {}, {}  # (competitor, module, attempt, aspect, judge or "") and without judge
        self.accepted = set()  # (competitor, module, attempt, aspect)
        self.status, self.adjust = {}, {}
        self.special = {"@order": {}, "@lot": {}, "@entered": {}}

    # what the marks are -------------------------------------------------------------------------------------------

    def modules(self):
        return self.d.get("modules", [])

    @staticmethod
    def aspects(module):
        return [(c, a) for c in module["criteria"] for a in c["aspects"]]

    @staticmethod
    def sheets(module):
        return "panel" in module

    def on_sheet(self, module, aspect):  # 5.8
        return self.sheets(module) and aspect["method"] != "value" and not aspect.get("agreed")

    def panel_of(self, module, aspect):  # 5.6
        if self.sheets(module) or aspect.get("agreed"):
            return None
        if "panel" in aspect:
            return aspect["panel"]
        return {"combine": "mean"} if aspect["method"] == "judgement" else None

    @staticmethod
    def team(module, criterion):
        return criterion.get("judges", module.get("judges", []))

    def take(self, row):
        c, aspect, value = row["competitor"], row["aspect"], row["value"]
        if aspect == "@status":
            self.status[c] = value
        elif aspect == "@adjust":  # 2.6
            self.adjust[c] = self.adjust.get(c, F(0)) + F(value)
        elif aspect in self.special:
            self.special[aspect][c] = F(value)
        else:
            attempt = int(row["attempt"] or 1)
            module = next(m for m in self.modules() if m["id"] == row["module"])
            for criterion, a in self.aspects(module):
                if a["id"] == aspect and row["judge"] == "@accepted":  # 4.2
                    self.accepted.add((c, module["id"], attempt, aspect))
                    return
                if a["id"] == aspect:
                    self.accepted.discard((c, module["id"], attempt, aspect))
                    one = not self.on_sheet(module, a) and not self.panel_of(module, a)
                    judge = "" if one else row["judge"]  # 2.3
                    value = {"yes": "1", "no": "0"}.get(value, value)
                    self.marks[c, module["id"], attempt, aspect, judge] = F(value)
                    return
            self.penalties[c, module["id"], attempt, aspect] = F(value)

    # who is there -------------------------------------------------------------------------------------------------

    def members(self):  # 3
        everyone = [c["id"] for c in self.contest["competitors"]]
        if not self.earlier:
            inside = set(everyone)
        else:
            before = self.earlier[-1]
            rows = before.table()
            inside = {r["competitor"] for r in rows if r["advances"] or "advance" not in before.d}
        for c, value in self.special["@entered"].items():
            (inside.add if value else inside.discard)(c)
        return [c for c in everyone if c in inside]

    # from marks to an attempt -------------------------------------------------------------------------------------

    def points(self, module, aspect, competitor, attempt, judge):  # 4
        value = self.marks[competitor, module["id"], attempt, aspect["id"], judge]
        method = aspect["method"]
        if method in ("points", "value"):
            return value
        if method == "judgement":
            return number(aspect, "max") * value / 3
        if method == "binary":
            return number(aspect, "max") if value else F(0)
        if method == "tolerance":
            off = abs(value - number(aspect, "nominal"))
            return next((number(b, "points") for b in aspect["bands"] if off <= number(b, "within")), F(0))
        if method == "table":
            return next((number(b, "points") for b in aspect["table"] if value <= number(b, "upto")), F(0))
        least = number(aspect, "min", F(0))
        if method == "rate":
            past, every = value - number(aspect, "from"), number(aspect, "every")
            units = -((-past) // every) if past > 0 else 0
            return within(number(aspect, "max") + units * number(aspect, "points"), least, number(aspect, "max"))
        if method == "count":
            return within(number(aspect, "max") + value * number(aspect, "points"), least, None)
        assert method == "place"
        others = [self.marks.get((c, module["id"], attempt, aspect["id"], judge)) for c in self.there]
        better = [o for o in others if o is not None and (o < value if aspect.get("order") == "low" else o > value)]
        return within(number(aspect, "first") + len(better) * number(aspect, "step"), least, None)

    @staticmethod
    def finished(aspect, x):  # 5.5
        return rounded(x * number(aspect, "times", F(1)), *level(aspect))

    def entered(self, module, criterion, aspect, competitor, attempt):
        """The judges that should mark an aspect, and those who did."""
        panel = self.panel_of(module, aspect)
        team = self.team(module, criterion) if panel or self.on_sheet(module, aspect) else [""]
        return team, [j for j in team if (competitor, module["id"], attempt, aspect["id"], j) in self.marks]

    def aspect_result(self, module, criterion, aspect, competitor, attempt):
        """Points after panel, times and decimals; None for nothing, "apart" or "part" where it has none yet."""
        team, judges = self.entered(module, criterion, aspect, competitor, attempt)
        if not judges:
            return None
        if len(judges) < len(team) and self.waits:
            return "part"
        if aspect["method"] == "judgement":  # 4.2
            raw = [self.marks[competitor, module["id"], attempt, aspect["id"], j] for j in judges]
            accepted = (competitor, module["id"], attempt, aspect["id"]) in self.accepted
            if not accepted and max(raw) - min(raw) > number(aspect, "spread", F(1)):
                return "apart"
        values = [self.points(module, aspect, competitor, attempt, j) for j in judges]
        panel = self.panel_of(module, aspect)
        x = combine_panel(panel, values, aspect.get("rounding", HALF_UP)) if panel else values[0]
        return self.finished(aspect, x)

    def sheet_points(self, module, competitor, attempt):  # 5.7; None where there are none
        sheets, whole = [], True
        for judge in module["judges"]:
            values = []
            for _, a in self.aspects(module):
                if not self.on_sheet(module, a):
                    continue
                if (competitor, module["id"], attempt, a["id"], judge) in self.marks:
                    values.append(self.finished(a, self.points(module, a, competitor, attempt, judge)))
                else:
                    values.append(None)
            if None in values:
                whole = False
            else:
                sheets.append(sum(values, F(0)))
        if not sheets or (self.waits and not whole):
            return None
        return combine_panel(module["panel"], sheets, module.get("rounding", HALF_UP))

    def attempt(self, module, competitor, attempt):
        """(score or None, whether there is any mark)"""
        performed = any(k[:3] == (competitor, module["id"], attempt) for k in self.marks)
        if not self.waits and not performed:  # 7.2
            return None, False
        total, scored, values = F(0), True, {}
        if any(self.on_sheet(module, a) for _, a in self.aspects(module)):
            sheets = self.sheet_points(module, competitor, attempt)
            scored = sheets is not None
            total += sheets or 0
        for criterion, a in self.aspects(module):
            if self.on_sheet(module, a):
                continue
            x = self.aspect_result(module, criterion, a, competitor, attempt)
            if x in ("part", "apart") or (x is None and (self.waits or a["id"] in module.get("multiply", []))):
                scored = False
            elif x is not None:
                values[a["id"]] = x
                if a["method"] != "value":
                    total += x
        if not scored:
            return None, performed
        for multiplier in module.get("multiply", []):  # 6.2
            total *= values[multiplier]
        total *= number(module, "times", F(1))  # 6.3
        for p in module.get("penalties", []):  # 6.4
            often = self.penalties.get((competitor, module["id"], attempt, p["id"]), F(0))
            if p.get("per") == "once":
                often = min(often, F(1))
            taken = number(p, "points", F(0)) * often
            floor = number(p, "floor")
            if floor is not None and taken < floor:
                taken = floor  # a floor is 0 or less: what gives points has none
            total += taken
        total = within(total, number(module, "min"), number(module, "max"))
        return rounded(total, *level(module)), performed

    # from attempts to a row ---------------------------------------------------------------------------------------

    def combine_attempts(self, module, scores):  # 6.7, 6.8
        how = module.get("attempts", {}).get("combine", "sum")
        if not scores:
            return None
        best = sorted(scores, reverse=not self.low)
        if how == "sum":
            x = sum(scores, F(0))
        elif how == "mean":
            x = mean(scores)
        elif how == "best":
            x = best[0]
        elif how == "last":
            x = scores[-1]
        else:
            x = sum(best[:how["best"]], F(0))
        return rounded(x, *level(module))

    def row(self, competitor):
        complete, any_score, exact, modules = True, False, F(0), {}
        for m in self.modules():
            scores = []
            for k in range(1, m.get("attempts", {}).get("count", 1) + 1):
                score, performed = self.attempt(m, competitor, k)
                if score is None and (performed or self.waits):
                    complete = False
                scores.append(score)
            total = self.combine_attempts(m, [s for s in scores if s is not None])
            modules[m["id"]] = (total, scores)
            if total is not None:
                any_score = True
                exact += total * number(m, "weight", F(1))
        for carry in self.d.get("carry", []):  # 6.10, 7.5
            before = next(s for s in self.earlier if s.d["id"] == carry["stage"]).row_of(competitor)
            if before is None or before["total"] is None:
                complete = False
            else:
                any_score = True
                exact += before["total"] * number(carry, "weight", F(1))
        status = self.status.get(competitor, "ranked")
        for m in self.modules():  # 7.7
            for p in m.get("penalties", []):
                if p.get("disqualify"):
                    for k in range(1, m.get("attempts", {}).get("count", 1) + 1):
                        if self.penalties.get((competitor, m["id"], k, p["id"]), 0) > 0:
                            status = "dsq"
        if status == "ranked" and not (complete and any_score):
            status = "incomplete"
        exact = within(exact + self.adjust.get(competitor, F(0)), number(self.d, "min"), number(self.d, "max"))
        total = rounded(exact, *level(self.d))
        return {"competitor": competitor, "rank": None, "status": status, "exact": exact if any_score else None,
                "total": total if any_score else None, "modules": modules, "advances": False, "award": None, "scaled": None}

    # ties ---------------------------------------------------------------------------------------------------------

    def tie_aspect(self, module, criterion, aspect, competitor):  # 8.5
        found = []
        for k in range(1, module.get("attempts", {}).get("count", 1) + 1):
            if self.on_sheet(module, aspect):
                _, judges = self.entered(module, criterion, aspect, competitor, k)
                values = [self.finished(aspect, self.points(module, aspect, competitor, k, j)) for j in judges]
                if values:
                    found.append(mean(values))
            else:
                x = self.aspect_result(module, criterion, aspect, competitor, k)
                if isinstance(x, F):
                    found.append(x)
        return sum(found, F(0)) if found else None

    def tie_value(self, key, row):
        c = row["competitor"]
        if key == "running-order" or key == "lot":
            value = self.special["@order" if key == "running-order" else "@lot"].get(c)
            return None if value is None else -value
        if "stage" in key:
            before = next(s for s in self.earlier if s.d["id"] == key["stage"]).row_of(c)
            value = before and before["total"]
        elif "criterion" in key or "aspect" in key:
            found = []
            for m in self.modules():
                if "module" in key and key["module"] != m["id"]:
                    continue
                for criterion, a in self.aspects(m):
                    if "aspect" in key and a["id"] == key["aspect"]:
                        found.append(self.tie_aspect(m, criterion, a, c))
                    if "criterion" in key and criterion["id"] == key["criterion"] and a["method"] != "value":
                        found.append(self.tie_aspect(m, criterion, a, c))
            found = [x for x in found if x is not None]
            value = sum(found, F(0)) if found else None
        else:
            value = row["modules"][key["module"]][0]
        return -value if value is not None and key.get("order") == "low" else value

    def strength(self, row):
        """A list that compares as rows do: more is better."""
        total = row["total"] if self.d.get("rank_on") == "rounded" else row["exact"]
        out = [(1, -total if self.low else total)]
        for key in self.d.get("ties", []):
            if isinstance(key, dict) and "countback" in key:  # 8.7
                scores = [s for _, list_ in row["modules"].values() for s in list_ if s is not None]
                turn = -1 if self.low else 1
                out.append((1, sorted((turn * s for s in scores), reverse=True)))
            else:
                value = self.tie_value(key, row)
                out.append((0, 0) if value is None else (1, value))
        return out

    # the table ----------------------------------------------------------------------------------------------------

    def table(self):
        if hasattr(self, "rows"):
            return self.rows
        self.there = self.members()
        rows = [self.row(c) for c in self.there]
        counted = [r for r in rows if r["status"] in ("ranked", "incomplete") and r["total"] is not None]
        waiting = [r for r in rows if r["status"] == "incomplete" and r["total"] is None]
        out = [r for r in rows if r["status"] in ("dns", "dnf", "dsq")]
        for group in (counted, waiting, out):
            group.sort(key=lambda r: r["competitor"].encode())
        strengths = {r["competitor"]: self.strength(r) for r in counted}
        counted.sort(key=lambda r: strengths[r["competitor"]], reverse=True)  # stable: ids stay in order
        rank = 0
        for i, r in enumerate(counted):  # 8.9
            if i == 0 or strengths[r["competitor"]] != strengths[counted[i - 1]["competitor"]]:
                rank = rank + 1 if self.d.get("ranks") == "dense" else i + 1
            r["rank"] = rank
        self.rows = counted + waiting + out
        if "advance" in self.d:
            self.set_advances(counted)
        if self.contest["stages"][-1] is self.d:
            field = [r for r in counted if r["status"] == "ranked"]
            if field and "scale" in self.contest:
                self.set_scaled(field)
            if "medals" in self.contest:
                self.set_medals(field)
            else:
                self.set_awards(field)
        return self.rows

    def row_of(self, competitor):
        return next((r for r in self.table() if r["competitor"] == competitor), None)

    def reaches(self, total, least):
        return total <= least if self.low else total >= least

    def set_advances(self, counted):  # 8.10, 8.11
        a = self.d["advance"]
        inside = [r for r in counted if r["rank"] <= a["top"]]
        last = [r for r in inside if r["rank"] == inside[-1]["rank"]]
        if a.get("ties", "all") == "none" and len(inside) > a["top"] and len(last) > 1:
            inside = [r for r in inside if r not in last]
        for r in self.rows:
            r["advances"] = (r in inside and r["status"] == "ranked"
                             and ("minimum" not in a or self.reaches(r["total"], number(a, "minimum"))))
        waiting = [r for r in counted if r["status"] == "ranked" and not r["advances"]
                   and ("minimum" not in a or self.reaches(r["total"], number(a, "minimum")))]
        for r in waiting:  # 8.12
            place = 1 + sum(1 for other in waiting if other["rank"] < r["rank"])
            if place <= a["top"]:
                r["substitute"] = place

    def set_awards(self, field):  # 9.1 to 9.4
        for award in self.contest.get("awards", []):
            free = [r for r in field if r["award"] is None]
            if "ranks" in award:
                chosen = [r for r in free if award["ranks"][0] <= r["rank"] <= award["ranks"][1]]
            elif "at_least" in award:
                chosen = [r for r in free if self.reaches(r["total"], number(award, "at_least"))]
            else:
                n = number(award, "percent") * len(field) // 100
                chosen = free[:n]
                chosen += [r for r in free[n:] if chosen and r["rank"] == chosen[-1]["rank"]]
            for r in chosen:
                r["award"] = award["id"]

    def set_scaled(self, field):  # 9.6
        middle = median([r["total"] for r in field])
        mad = median([abs(r["total"] - middle) for r in field])
        to, spread = number(self.contest["scale"], "to"), number(self.contest["scale"], "spread")
        for r in field:
            x = to
            if mad:
                step = spread * (r["total"] - middle) / (F("1.4826") * mad)
                x = to - step if self.low else to + step
            r["scaled"] = int(rounded(within(x, F(0), F(1000)), 0))

    def set_medals(self, field):  # 9.5
        reach = number(self.contest["medals"], "within")
        scaled = "scale" in self.contest
        height = [F(r["scaled"]) if scaled else -r["total"] if self.low else r["total"] for r in field]

        def give(first, best, medal):
            n = 0
            for i in range(first, len(field)):
                if height[best] - height[i] <= reach:
                    field[i]["award"] = medal
                    n += 1
            return n
        if not field:
            return
        gold = give(0, 0, "gold")
        if gold >= len(field):
            return
        if gold == 1:
            silver = give(1, 1, "silver")
            if silver == 1 and len(field) > 2:
                give(2, 2, "bronze")
        elif gold == 2:
            give(2, 2, "bronze")
        else:
            give(gold, gold - 1, "bronze")


def score(event, rows):
    """The standings as `touchstone score --format json` prints them."""
    contests = []
    for contest in event["contests"]:
        stages = []
        for d in contest["stages"]:
            stages.append(Stage(contest, d, list(stages)))
        for row in rows:
            if row.get("contest", contest["id"]) == contest["id"]:
                next(s for s in stages if s.d["id"] == row["stage"]).take(row)
        contests.append({"contest": contest["id"], "stages": [
            {"stage": s.d["id"], "standings": [shown_row(s, r) for r in s.table()]} for s in stages]})
    return {"event": event["event"], "contests": contests}


def shown_row(stage, row):
    modules = {}
    for m in stage.modules():
        total, scores = row["modules"][m["id"]]
        digits = m.get("decimals")
        modules[m["id"]] = {"score": shown(total, digits), "attempts": [shown(s, digits) for s in scores]}
    return {"rank": row["rank"], "competitor": row["competitor"], "total": shown(row["total"], stage.d.get("decimals")),
            "status": row["status"], "advances": row["advances"],
            **({"substitute": row["substitute"]} if "substitute" in row else {}),
            "award": row["award"], "scaled": row["scaled"], "modules": modules}
