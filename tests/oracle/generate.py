"""Draws small events and marks over the whole language of definitions, from a seed."""
import random


def draw(seed):
    """(event definition, rows of marks) of this seed."""
    return Drawing(random.Random(seed)).event()


def decimal(r, low, high, digits):
    """A decimal string in [low, high]; often an exact half, so that rounding and ties have work."""
    unit = 10 ** digits
    value = r.randint(low * unit, high * unit)
    sign, value = ("-" if value < 0 else ""), abs(value)
    text = f"{sign}{value // unit}" + (f".{value % unit:0{digits}d}" if digits else "")
    return text


class Drawing:
    def __init__(self, r):
        self.r = r
        self.rows = []

    def maybe(self, p):
        return self.r.random() < p

    def num(self, low, high, digits=None):
        digits = self.r.choice([0, 0, 1, 1, 2, 3]) if digits is None else digits
        text = decimal(self.r, low, high, digits)
        return text if self.maybe(0.7) or "." in text else int(text)

    def rounding(self, thing, p=0.5):
        if self.maybe(p):
            thing["decimals"] = self.r.choice([0, 0, 1, 1, 2, 3, 6])
        if self.maybe(0.4):
            thing["rounding"] = self.r.choice(["half-up", "half-even", "down"])

    def limits(self, thing, p=0.2):
        if self.maybe(p):
            thing["min"] = self.num(-5, 5)
        if self.maybe(p):
            thing["max"] = self.num(6, 40)

    def panel(self, judges, over=None):
        p = {"combine": self.r.choice(["mean", "mean", "sum", "median"])}
        if over:
            p["over"] = over
        if self.maybe(0.5):
            high = self.r.randint(0, max(0, judges - 1))
            p["drop"] = {"high": high, "low": self.r.randint(0, max(0, judges - 1 - high))}
        if self.maybe(0.4):
            p["decimals"] = self.r.choice([0, 1, 2])
        if self.maybe(0.2):
            p["middle_unless_spread"] = {"over": self.num(0, 3)}
        return p

    def aspect(self, module, criterion, number):
        r = self.r
        method = r.choice(["points", "points", "points", "judgement", "judgement", "binary", "tolerance", "table", "rate",
                           "count", "place", "value"])
        a = {"id": f"{criterion['id']}{number}", "method": method, "title": "t"}
        if method == "points":
            a["max"] = r.choice([5, 10, "7.5"])
            if self.maybe(0.4):
                a["min"] = r.choice([0, -5, "-2.5"])
            if self.maybe(0.6):
                a["step"] = r.choice(["0.5", "0.25", 1, "0.1"])
        elif method == "judgement":
            a["max"] = r.choice([1, 2, 3, "1.5", 10])
            if self.maybe(0.4):
                a["spread"] = r.choice([0, 1, 2, 3])
        elif method == "binary":
            a["max"] = self.num(-1, 5)
        elif method == "tolerance":
            a["nominal"] = self.num(0, 20, 2)
            a["bands"] = [{"within": w, "points": self.num(0, 5)} for w in sorted(r.sample(["0.01", "0.05", "0.1", "0.2", "1"], r.randint(1, 3)), key=float)]
        elif method == "table":
            a["table"] = [{"upto": u, "points": self.num(-2, 10)} for u in sorted(r.sample([10, 20, "20.5", 30, 60], r.randint(1, 3)), key=float)]
        elif method == "rate":
            a.update({"max": r.choice([5, 10]), "points": self.num(-3, 1), "from": self.num(0, 30), "every": r.choice([1, "0.5", 10, "0.3"])})
            if self.maybe(0.3):
                a["min"] = self.num(-3, 4)
        elif method == "count":
            a.update({"max": r.choice([5, 10]), "points": self.num(-3, 0)})
            if self.maybe(0.3):
                a["min"] = self.num(-3, 4)
        elif method == "place":
            a.update({"first": self.num(3, 10), "step": self.num(-2, 1)})
            if self.maybe(0.5):
                a["order"] = r.choice(["high", "low"])
            if self.maybe(0.4):
                a["min"] = self.num(-2, 2)
        team = len(criterion.get("judges", module["judges"]))
        if "panel" in module:
            if self.maybe(0.2):
                a["agreed"] = True
        elif team and self.maybe(0.5):
            a["panel"] = self.panel(team)
        elif self.maybe(0.2) or not team:
            a["agreed"] = True
        if self.maybe(0.25):
            a["times"] = self.num(0, 3)
        self.rounding(a, 0.3)
        return a

    def module(self, name, judges):
        r = self.r
        m = {"id": name, "title": name, "judges": r.sample(judges, r.randint(0 if self.maybe(0.1) else 1, len(judges)))}
        if self.maybe(0.5):
            m["weight"] = self.num(0, 2)
        if self.maybe(0.5):
            count = r.randint(1, 4)
            m["attempts"] = {"count": count, "combine": r.choice(["sum", "best", "mean", "last", {"best": r.randint(1, count)}])}
        if m["judges"] and self.maybe(0.3):
            m["panel"] = self.panel(len(m["judges"]), "sheet")
        m["criteria"] = []
        for i in range(r.choice([1, 1, 2])):
            criterion = {"id": f"{name.upper()}{'AB'[i]}", "title": "c", "aspects": []}
            if m["judges"] and "panel" not in m and self.maybe(0.2):
                criterion["judges"] = r.sample(judges, r.randint(1, len(judges)))
            m["criteria"].append(criterion)
            for n in range(r.choice([1, 1, 2, 3])):
                criterion["aspects"].append(self.aspect(m, criterion, n))
        values = [a["id"] for c in m["criteria"] for a in c["aspects"] if a["method"] == "value"]
        if values and self.maybe(0.6):
            m["multiply"] = values[:r.randint(1, len(values))]
        if self.maybe(0.3):
            m["times"] = self.num(0, 2)
        if self.maybe(0.03):
            m["times"] = "999999999.999999"  # beyond what 64 bits hold
        if self.maybe(0.4):
            m["penalties"] = [{"id": "late", "points": self.num(-3, 1)}]
            if self.maybe(0.5):
                m["penalties"][0]["floor"] = self.num(-5, -1)
            if self.maybe(0.5):
                m["penalties"][0]["per"] = r.choice(["each", "once"])
            if self.maybe(0.4):
                m["penalties"].append({"id": "unsafe", "disqualify": True})
        self.limits(m)
        self.rounding(m)
        return m

    def ties(self, stage, earlier):
        r = self.r
        keys = ["running-order", "lot", {"countback": "attempts"}]
        for m in stage.get("modules", []):
            keys.append({"module": m["id"]})
            for c in m["criteria"]:
                keys.append({"criterion": c["id"]})
                keys += [{"aspect": a["id"]} for a in c["aspects"]]
        keys += [{"stage": s["id"]} for s in earlier]
        chosen = []
        for key in r.sample(keys, min(len(keys), r.randint(0, 4))):
            if isinstance(key, dict) and "countback" not in key and self.maybe(0.3):
                key = dict(key, order=r.choice(["high", "low"]))
            chosen.append(key)
        return chosen

    def stage(self, name, earlier, judges):
        r = self.r
        s = {"id": name, "title": name}
        if earlier and self.maybe(0.5):
            s["carry"] = [{"stage": e["id"], "weight": self.num(0, 2)} for e in r.sample(earlier, r.randint(1, len(earlier)))]
        if "carry" not in s or self.maybe(0.9):
            s["modules"] = [self.module("mn"[i], judges) for i in range(r.choice([1, 1, 2]))]
        self.limits(s, 0.15)
        self.rounding(s)
        if self.maybe(0.4):
            s["order"] = r.choice(["high", "low"])
        if self.maybe(0.4):
            s["rank_on"] = r.choice(["exact", "rounded"])
        s["ties"] = self.ties(s, earlier)
        if self.maybe(0.3):
            s["ranks"] = r.choice(["standard", "dense"])
        if self.maybe(0.6):
            s["missing"] = r.choice(["wait", "exclude", "exclude"])
        if self.maybe(0.6):
            s["advance"] = {"top": r.randint(1, 6)}
            if self.maybe(0.6):
                s["advance"]["ties"] = r.choice(["all", "none"])
            if self.maybe(0.3):
                s["advance"]["minimum"] = self.num(0, 12)
        return s

    def awards(self, contest):
        r = self.r
        if self.maybe(0.35):
            contest["scale"] = {"to": r.choice([700, 500, "700.5"]), "spread": r.choice([30, 100, "12.5"])}
        if self.maybe(0.3):
            contest["medals"] = {"rule": "worldskills", "within": self.num(0, 4) if "scale" not in contest else r.choice([2, 10, 40])}
            return
        for i in range(r.randint(0, 4)):
            kind = r.randrange(3)
            if kind == 0:
                a = r.randint(1, 3)
                award = {"ranks": [a, a + r.randint(0, 2)]}
            elif kind == 1:
                award = {"percent": self.num(1, 60)}
            else:
                award = {"at_least": self.num(0, 12)}
            contest.setdefault("awards", []).append(dict(award, id=f"a{i}", title="t"))

    def value(self, a):
        r = self.r
        method = a["method"]
        if method == "points":
            low, high = float(a.get("min", 0)), float(a["max"])
            step = float(a.get("step", r.choice(["0.5", "0.05", "0.000001"])))
            first, last = round(low / step), round(high / step)
            n = r.randint(first, last)
            millionths = n * round(step * 1000000)
            low, high = round(low * 1000000), round(high * 1000000)
            if not low <= millionths <= high:
                millionths = 0
            sign = "-" if millionths < 0 else ""
            return f"{sign}{abs(millionths) // 1000000}.{abs(millionths) % 1000000:06d}".rstrip("0").rstrip(".")
        if method == "judgement":
            return str(r.choice([0, 1, 1, 2, 2, 2, 3]))
        if method == "binary":
            return r.choice(["0", "1", "yes", "no"])
        if method == "count":
            return str(r.choice([0, 1, 2, 3, 7]))
        if method == "tolerance":
            return decimal(r, 0, 20, 2) if self.maybe(0.3) else self.near(a)
        if method == "value":
            return decimal(r, -1, 4, r.choice([0, 1, 2])) if self.maybe(0.98) else r.choice(["1000000000", "-999999999.999999"])
        return decimal(r, 0, 40, r.choice([0, 0, 1, 2]))

    def near(self, a):
        hundredths = round(float(a["nominal"]) * 100) + self.r.choice([-20, -10, -5, -1, 0, 1, 5, 10, 20, 100])
        sign = "-" if hundredths < 0 else ""
        return f"{sign}{abs(hundredths) // 100}.{abs(hundredths) % 100:02d}"

    def put(self, where, **row):
        base = {"contest": where[0], "stage": where[1], "competitor": where[2], "module": "", "attempt": "", "aspect": "", "judge": "", "value": ""}
        base.update(row)
        self.rows.append(base)

    def marks_of_module(self, where, m, missing):
        r = self.r
        for k in range(1, m.get("attempts", {}).get("count", 1) + 1):
            attempt = "" if k == 1 and self.maybe(0.5) else str(k)
            if self.maybe(missing):
                continue
            for c in m["criteria"]:
                for a in c["aspects"]:
                    sheet = "panel" in m and a["method"] != "value" and not a.get("agreed")
                    panel = "panel" not in m and not a.get("agreed") and ("panel" in a or a["method"] == "judgement")
                    team = c.get("judges", m["judges"])
                    judges = team if sheet or panel else [r.choice(team) if team and self.maybe(0.3) else ""]
                    centre = self.value(a)
                    for j in judges:
                        if self.maybe(missing / 2):
                            continue
                        value = centre if self.maybe(0.5) else self.value(a)
                        self.put(where, module=m["id"], attempt=attempt, aspect=a["id"], judge=j, value=value)
                        if self.maybe(0.03):
                            self.put(where, module=m["id"], attempt=attempt, aspect=a["id"], judge=j, value=self.value(a))
            for p in m.get("penalties", []):
                if self.maybe(0.25 if p["id"] == "late" else 0.08):
                    self.put(where, module=m["id"], attempt=attempt, aspect=p["id"], value=str(r.randint(0, 3)))

    def marks(self, contest):
        r = self.r
        missing = r.choice([0, 0, 0.05, 0.2, 0.6])
        for s in contest["stages"]:
            if self.maybe(0.03):
                continue
            for c in contest["competitors"]:
                where = (contest["id"], s["id"], c["id"])
                start = len(self.rows)
                for m in s.get("modules", []):
                    self.marks_of_module(where, m, missing)
                if self.maybe(0.25) and len(self.rows) > start and contest["competitors"][0]["id"] != c["id"]:
                    self.copy_marks(contest, s, c, start)
                if self.maybe(0.06):
                    self.put(where, aspect="@status", value=r.choice(["dns", "dnf", "dsq", "ranked"]))
                while self.maybe(0.1):
                    self.put(where, aspect="@adjust", value=decimal(r, -3, 3, r.choice([0, 1, 2])))
                for special in ("@order", "@lot"):
                    if self.maybe(0.6):
                        self.put(where, aspect=special, value=str(r.randint(1, 6)))
                if self.maybe(0.07):
                    self.put(where, aspect="@entered", value=r.choice(["0", "1"]))

    def copy_marks(self, contest, stage, competitor, start):
        """The marks of the first competitor: a tie."""
        first = contest["competitors"][0]["id"]
        copied = [dict(row, competitor=competitor["id"]) for row in self.rows[:start]
                  if row["contest"] == contest["id"] and row["stage"] == stage["id"] and row["competitor"] == first and row["module"]]
        self.rows[start:] = copied

    def event(self):
        r = self.r
        judges = [f"j{i}" for i in range(1, r.randint(1, 6) + 1)]
        event = {"event": f"drawn-{r.randrange(10 ** 6)}", "title": "Drawn", "people": [{"id": j, "name": j, "role": "judge"} for j in judges], "contests": []}
        for i in range(r.choice([1, 1, 1, 2])):
            contest = {"id": f"c{i}", "title": "C", "entry": "person", "competitors": [], "stages": []}
            ids = r.sample([f"{n:03d}" for n in range(1, 12)] + ["A-1", "a.2", "B_3"], r.randint(1, 9))
            contest["competitors"] = [{"id": c, "name": c} for c in ids]
            for k in range(r.choice([1, 1, 2, 3])):
                contest["stages"].append(self.stage(f"s{k}", contest["stages"][:k], judges))
            self.awards(contest)
            event["contests"].append(contest)
            self.marks(contest)
        if self.maybe(0.3):
            r.shuffle(self.rows)
        return event, self.rows
