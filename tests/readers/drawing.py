"""A transcribed form drawn as somebody else would lay it out: words, orders, merges, labels, all by a Geometry.

A form becomes rows of cells whose edges are parts of the table's width, as somebody draws them with a mouse;
`word_build` and `sheet_build` make a Word table or a worksheet of them.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field, replace

from tests.readers.form_data import Form, l1_text, printed
from tests.readers.geometry import WORDS, Geometry

#: Left of the paper's width; what a mouse misses is given in the same unit (twips).
WIDTH = 9_000

@dataclass
class Cell:
    """A cell: its part of the width, its text (or ready-made paragraphs), "start" or "go" of a vertical merge."""

    part: float
    text: str = ""
    merge: str = ""
    xml: str = ""


@dataclass
class Row:
    """A row, and the block of the form it belongs to."""

    cells: list[Cell]
    block: str = "head"


@dataclass
class Drawn:
    """A form as tables with the lines above the first; `year` where neither says it."""

    lines: list[str] = field(default_factory=list)
    tables: list[list[Row]] = field(default_factory=list)
    year: str = ""


def draw(form: Form, geometry: Geometry) -> Drawn:
    """The form as it would be drawn."""
    return _Drawing(form, geometry).draw()


_SPLIT = re.compile(r"(?P<op>[≥≤=＞＜><≧≦])?\s*(?P<value>\d[\d,]*(?:\.\d+)?)\s*(?P<uom>[^\d\s（(]{0,8})")
_PARTS = {
    "l1": 4.0, "l2": 4.0, "l3": 6.0, "note": 7.0, "rule": 7.0, "target": 5.0, "op": 2.5, "value": 3.0, "uom": 2.5,
    "actual": 5.0, "weight": 2.0, "score": 2.0, "reason": 5.0,
}  # fmt: skip


class _Drawing:
    def __init__(self, form: Form, geometry: Geometry) -> None:
        self.form = form
        self.geometry = geometry
        self.words = WORDS[geometry.words]
        self.side = 0.05 if geometry.side else 0.0
        self.columns = self._columns()
        self.unit = (1 - self.side) / sum(_PARTS[name] for name in self.columns)

    def draw(self) -> Drawn:
        form, geometry = self.form, self.geometry
        drawn = Drawn()
        above = self._titles(drawn)
        rows = [Row([Cell(1, text)]) for text in above] if geometry.title_inside else []
        drawn.lines = [] if geometry.title_inside else above
        rows += self._head() + self._funding()
        numbers = sorted({row.get("goal", 1) for row in form["indicators"]})
        numbered = any(goal.get("points") for goal in form["goals"])
        for number in numbers or [1]:
            of_goal = form["goals"]
            if len(numbers) > 1 or numbered:
                of_goal = of_goal[number - 1 : number]
            rows += _numbered(of_goal, number) if numbered else self._goals(of_goal)
            rows += self._indicators([row for row in form["indicators"] if row.get("goal", 1) == number])
        rows += self._end()
        if geometry.jitter:
            chance = random.Random(len(rows))
            for row in rows:
                _shake(row, geometry.jitter / WIDTH, chance)
        drawn.tables = _cut(rows, geometry)
        return drawn

    def say(self, key: str) -> str:
        """A label in the words of the place."""
        return self.loose(self.words[key])

    def loose(self, label: str) -> str:
        """A label as typed into a narrow cell: 一级 / 指标, 分 值, 得　分, ( ) for （ ）."""
        if not self.geometry.loose:
            return label
        if len(label) == 2:
            return "　".join(label) if label == "得分" else " ".join(label)
        if len(label) in (4, 5) and label.isalpha():
            return f"{label[:2]}\n{label[2:]}"
        return label.replace("（", "(").replace("）", ") ")

    def _titles(self, drawn: Drawn) -> list[str]:
        form, year = self.form, self.geometry.year
        kind = "部门整体支出绩效自评表" if form["level"] == "department" else "项目支出绩效自评表"
        title = form.get("title") or kind
        lines = [title]
        if not form["year"] or str(form["year"]) in title:
            pass
        elif year == "title":
            lines = [f"{form['year']}年度{title}"]
        elif year == "line" or re.search(r"20\d\d", title):
            lines.append(f"（{form['year']}年度）")
        else:
            drawn.year = f"{form['year']}年"
        if self.geometry.unit == "line":
            lines.append(f"单位：{form['unit']}")
        return lines

    def _head(self) -> list[Row]:
        form, style = self.form, self.geometry.head
        if form.get("project") is None:
            pairs = [("unit_name", form["department"])]
        else:
            names = ("project", "department", "implementing_unit")
            pairs = [(name, form[name] or "") for name in names]
        rows = []
        if style == "one cell":
            cells = [Cell(0.5, f"{self.words[name]}：{text}" if text else self.words[name]) for name, text in pairs]
            rows = [Row([replace(cell, part=1.0) for cell in cells[:1]]), *([Row(cells[1:])] if cells[1:] else [])]
        elif style == "rows":
            rows = [Row([Cell(0.2, self.say(name)), Cell(0.8, text)]) for name, text in pairs]
        else:
            (first, text), *others = pairs
            rows = [Row([Cell(0.2, self.say(first)), Cell(0.8, text)])]
            if others:
                rows.append(Row([cell for name, text in others for cell in (Cell(0.2, self.say(name)), Cell(0.3, text))]))
        attributes = form.get("attributes") or {}
        return rows + [Row([Cell(0.2, name), Cell(0.8, value)]) for name, value in attributes.items()]

    def _funding(self) -> list[Row]:
        form, geometry = self.form, self.geometry
        if not form["funding"]:
            return []
        names = [
            name
            for name in ("initial", "budget", "executed", "weight", "rate", "score")
            if name in ("budget", "executed") or any(row.get(name) not in (None, "") for row in form["funding"])
        ]
        side = 0.08 if geometry.side else 0
        label = 0.24
        part = (1 - side - label) / len(names)
        unit = f"（{form['unit']}）" if geometry.unit != "line" else ""
        block = self.words["funds"] + (unit if geometry.unit == "side" else "")
        heads = []
        for name in names:
            word = self.words[name].replace("（万元）", "")
            money = geometry.unit == "heads" and name in ("initial", "budget", "executed")
            heads.append(Cell(part, self.loose(word) + (unit if money else "")))
        rows = [Row([Cell(label, "" if side else self.loose(block)), *heads], "funding")]
        for line in form["funding"]:
            cells = [Cell(label, line["source"])]
            for name in names:
                text = printed(line.get(name))
                money = geometry.units and name in ("initial", "budget", "executed") and text[:1].isdigit()
                cells.append(Cell(part, text + form["unit"] if money and not text.endswith("元") else text))
            rows.append(Row(cells, "funding"))
        return _beside(rows, block, side)

    def _goals(self, goals: list[Form]) -> list[Row]:
        if not goals:
            return []
        if self.geometry.inline_goals:
            return [
                Row([Cell(0.2, self.say(label)), Cell(0.8, goal[name] or "")], "goal")
                for goal in goals
                for name, label in (("expected", "expected"), ("actual", "achieved"))
            ]
        side = 0.06 if self.geometry.side else 0
        left = 0.45 - side
        rows = [Row([Cell(left, self.say("expected")), Cell(0.55, self.say("achieved"))], "goal")]
        rows += [Row([Cell(left, goal["expected"] or ""), Cell(0.55, goal["actual"] or "")], "goal") for goal in goals]
        return _beside(rows, self.words["goals"], side)

    def _columns(self) -> list[str]:
        rows, order = self.form["indicators"], list(self.geometry.order)
        for name in ("rule", "note"):
            if name not in order:
                order.insert(0, name)
        kept = [
            name
            for name in order
            if name not in ("weight", "score", "rule", "note") or any(row.get(name) is not None for row in rows)
        ]
        if self.geometry.split or any("uom" in row for row in rows):
            place = kept.index("target")
            kept[place : place + 1] = ["op", "value", "uom"]
        return ["l1", "l2", "l3", *kept]

    def _indicators(self, indicators: list[Form]) -> list[Row]:
        rows = self._headings()
        last: dict[str, tuple[str, ...]] = {}
        for indicator in indicators:
            cells = []
            values = self._values(indicator)
            for name in self.columns:
                text, merge = values[name], ""
                if name in ("l1", "l2") and text:
                    key = (values["l1"],) if name == "l1" else (values["l1"], text)
                    again = last.get(name) == key
                    last[name] = key
                    if self.geometry.levels == "merged":
                        merge = "go" if again else "start"
                    text = "" if again and self.geometry.levels != "repeated" else text
                cells.append(Cell(_PARTS[name] * self.unit, text, merge))
            rows.append(Row(cells, "indicator"))
        return _beside(rows, self.words["side"], self.side)

    def _values(self, indicator: Form) -> dict[str, str]:
        values = {name: printed(indicator.get(name)) for name in self.columns}
        values["l1"] = l1_text(indicator)
        if "value" in values and not values["value"]:
            target = printed(indicator["target"])
            parts = _SPLIT.fullmatch(target)
            values |= {name: text or "" for name, text in parts.groupdict().items()} if parts else {"value": target}
        return values

    def _headings(self) -> list[Row]:
        if self.geometry.split != "two":
            return [Row([Cell(_PARTS[name] * self.unit, self.say(name)) for name in self.columns], "header")]
        upper, lower = [], []
        for name in self.columns:
            part = _PARTS[name] * self.unit
            if name in ("value", "uom"):
                upper[-1].part += part
            elif name == "op":
                upper.append(Cell(part, self.say("target")))
            else:
                upper.append(Cell(part, self.say(name), "start"))
            inner = name in ("op", "value", "uom")
            lower.append(Cell(part, self.say(name) if inner else "", "" if inner else "go"))
        return [Row(upper, "header"), Row(lower, "header")]

    def _end(self) -> list[Row]:
        form, rows = self.form, []
        # A form without a column of scores has no place for their sum.
        if "score" in self.columns and not (form["total"] is None and form.get("total_weight") is None):
            rows.append(self._total())
        if form.get("reasons"):
            rows.append(Row([Cell(0.2, "偏差大或目标未完成原因分析"), Cell(0.8, form["reasons"])], "notes"))
            rows.append(Row([Cell(0.2, "改进措施及结果应用方案"), Cell(0.8, form["measures"] or "")], "notes"))
        if self.geometry.notes:
            rows.append(Row([Cell(1, "注：1.得分一档最高不能超过该指标分值上限。2.定量指标完成值达到指标值的，记满分。")], "notes"))
            rows.append(Row([Cell(0.5, "填报人：×××"), Cell(0.5, "联系电话：××××")], "notes"))
        return rows

    def _total(self) -> Row:
        form = self.form
        values = {"weight": form.get("total_weight"), "score": form["total"]}
        grade = form["grade"]
        if self.geometry.grade == "reason" or not grade:
            values["reason"] = f"等级：{grade}" if grade else None
        before = min(self.columns.index(name) for name in ("target", "op", *values) if name in self.columns)
        cells = [Cell(self.side + self.unit * sum(_PARTS[name] for name in self.columns[:before]), self.say("total"))]
        for name in self.columns[before:]:
            part = _PARTS[name] * self.unit
            if name == "reason" and grade and "reason" not in values:
                cells += [Cell(part / 2, "评价等级"), Cell(part / 2, grade)]
            else:
                cells.append(Cell(part, printed(values.get(name))))
        return Row(cells, "total")


def _beside(rows: list[Row], label: str, side: float) -> list[Row]:
    """The rows with a vertical label merged along them."""
    if side:
        for number, row in enumerate(rows):
            row.cells.insert(0, Cell(side, "" if number else label, "go" if number else "start"))
    return rows


def _numbered(goals: list[Form], number: int) -> list[Row]:
    return [
        Row([Cell(0.2, f"年度绩效目标{number}：（{goal['points']}）"), Cell(0.8, goal["expected"])], "goal")
        for goal in goals
    ]


def _shake(row: Row, most: float, chance: random.Random) -> None:
    for left, right in zip(row.cells, row.cells[1:], strict=False):
        move = chance.uniform(-most, most) / 2
        left.part += move
        right.part -= move


def _cut(rows: list[Row], geometry: Geometry) -> list[list[Row]]:
    if not geometry.cut:
        return [rows]
    places = [number for number, row in enumerate(rows) if row.block == "indicator"]
    if len(places) < 2:
        return [rows]
    middle = places[len(places) // 2]
    first, second = rows[:middle], rows[middle:]
    # A merge that is cut goes on in a cell without a text.
    second[0].cells = [replace(cell, merge="start" if cell.merge == "go" else cell.merge) for cell in second[0].cells]
    if geometry.cut == "header":
        heads = [row for row in rows if row.block == "header"]
        again = heads[:2] if geometry.split == "two" else heads[:1]
        second[:0] = [Row([replace(cell) for cell in row.cells], "header") for row in again]
    return [first, second]
