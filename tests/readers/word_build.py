"""Word files made from the transcribed forms: the same content in several geometries, with real merged cells.

A form becomes rows of cells whose edges are parts of the table's width, as somebody draws them with a mouse; the grid
of the table is the union of all edges, as Word itself writes it.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field, replace
from itertools import accumulate, groupby, pairwise
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import parse_xml

from tests.readers.build import DATA

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WIDTH = 9_000
Form = dict[str, Any]
FILLED = ("l3", "target", "actual", "weight", "score")


@dataclass(frozen=True)
class Geometry:
    """How a form is drawn.

    side         the vertical labels 项目资金, 年度总体目标 and 绩效指标 in a column of their own
    weight_first 分值 stands before 指标值
    loose        labels with line breaks, inner spaces and wide brackets
    title_inside title and year are the first rows of the table
    cut          the table is cut in two in the middle of the indicators: "", "header" (repeated) or "bare"
    jitter       rows miss each other's edges by so many twips
    units        amounts carry their unit: 43.2万元
    """

    side: bool = True
    weight_first: bool = False
    loose: bool = False
    title_inside: bool = False
    cut: str = ""
    jitter: int = 0
    units: bool = False


GEOMETRIES = {
    "official": Geometry(),
    "weight first": Geometry(side=False, weight_first=True, loose=True, title_inside=True),
    "two tables with a header each": Geometry(cut="header", jitter=40),
    "two tables with one header": Geometry(cut="bare", loose=True),
    "drawn by hand": Geometry(jitter=60, loose=True, weight_first=True),
}


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
    """A form as tables with the lines above the first."""

    lines: list[str] = field(default_factory=list)
    tables: list[list[Row]] = field(default_factory=list)


def forms_of(name: str) -> list[Form]:
    """The forms of tests/data/json/NAME.json, or the one of tests/data/corpus/NAME.json, in one shape."""
    path = DATA / "json" / f"{name}.json"
    if path.exists():
        found: list[Form] = json.loads(path.read_text(encoding="utf-8"))["forms"]
        return found
    form = json.loads((DATA / "corpus" / f"{name}.json").read_text(encoding="utf-8"))
    form["funding"] = [{**row, "source": row["row"]} for row in form["funding"]]
    goal = {"expected_present": "完成年度工作任务。", "actual_present": "年度任务已完成。"}
    form["goals"] = [
        {key.removesuffix("_present"): text if given[key] else None for key, text in goal.items()}
        for given in form["goals"]
    ]
    for row in form["indicators"]:
        row["reason"] = (row.get("reason_short") or "原因说明") if row["reason_present"] else ""
    form["total_weight"] = form["total_weight_printed"]
    return [form]


def filled(form: Form) -> list[Form]:
    """The indicator rows that say something; a template row left blank is none."""
    return [row for row in form["indicators"] if any(row.get(name) not in (None, "") for name in FILLED)]


def l1_text(row: Form) -> str:
    """The first level as printed, with its points."""
    return f"{row['l1']}（{row['l1_points']}）" if row.get("l1_points") else row["l1"]


def draw(form: Form, geometry: Geometry) -> Drawn:
    """The form as it would be drawn."""
    drawn = Drawn()
    title = form.get("title") or ("部门整体支出绩效自评表" if form["level"] == "department" else "项目支出绩效自评表")
    year = f"（{form['year']}年度）"
    rows: list[Row] = []
    if geometry.title_inside:
        rows += [Row([Cell(1, title)]), Row([Cell(1, year)])]
    else:
        drawn.lines = [title, year]
    say = _loose if geometry.loose else str
    rows += _head(form, say)
    rows += _funding(form, geometry, say)
    goals = form["goals"]
    numbers = sorted({row.get("goal", 1) for row in form["indicators"]})
    numbered = any(goal.get("points") for goal in goals)
    for number in numbers or [1]:
        of_goal = goals[number - 1 : number] if len(numbers) > 1 or numbered else goals
        rows += _numbered(of_goal, number) if numbered else _goals(of_goal, geometry, say)
        rows += _indicators([row for row in form["indicators"] if row.get("goal", 1) == number], form, geometry, say)
    rows += _end(form, geometry, say)
    if geometry.jitter:
        chance = random.Random(len(rows))
        for row in rows:
            _shake(row, geometry.jitter / WIDTH, chance)
    drawn.tables = _cut(rows, geometry)
    return drawn


def _loose(label: str) -> str:
    """A label as typed into a narrow cell: 一级 / 指标, 分 值, 得　分, ( ) for （ ）."""
    if len(label) == 2:
        return "　".join(label) if label == "得分" else " ".join(label)
    if len(label) in (4, 5) and label.isalpha():
        return f"{label[:2]}\n{label[2:]}"
    return label.replace("（", "(").replace("）", ") ")


def _head(form: Form, say: Any) -> list[Row]:
    rows = []
    if form.get("project") is None:
        rows.append(Row([Cell(0.2, say("单位名称")), Cell(0.8, form["department"])]))
    else:
        rows.append(Row([Cell(0.2, say("项目名称")), Cell(0.8, form["project"])]))
        unit = form["implementing_unit"] or ""
        rows.append(
            Row(
                [
                    Cell(0.2, say("主管部门")),
                    Cell(0.3, form["department"] or ""),
                    Cell(0.2, say("实施单位")),
                    Cell(0.3, unit),
                ]
            )
        )
    for name, value in (form.get("attributes") or {}).items():
        rows.append(Row([Cell(0.2, name), Cell(0.8, value)]))
    return rows


def _funding(form: Form, geometry: Geometry, say: Any) -> list[Row]:
    if not form["funding"]:
        return []
    heads = {
        "initial": "年初预算数", "budget": "全年预算数（A）", "executed": "全年执行数（B）", "weight": "分值",
        "rate": "执行率（B/A）", "score": "得分",
    }  # fmt: skip
    always = ("budget", "executed")
    names = [n for n in heads if n in always or any(row.get(n) not in (None, "") for row in form["funding"])]
    side = 0.08 if geometry.side else 0
    label = 0.24
    part = (1 - side - label) / len(names)
    block = f"项目资金（{form['unit']}）"
    rows = [
        Row([Cell(label, "" if side else say(block)), *(Cell(part, say(heads[name])) for name in names)], "funding")
    ]
    for line in form["funding"]:
        cells = [Cell(label, line["source"])]
        for name in names:
            text = printed(line.get(name))
            money = geometry.units and name in ("initial", "budget", "executed") and text[:1].isdigit()
            cells.append(Cell(part, text + form["unit"] if money and not text.endswith("元") else text))
        rows.append(Row(cells, "funding"))
    return _beside(rows, block, side)


def _beside(rows: list[Row], label: str, side: float) -> list[Row]:
    """The rows with a vertical label merged along them."""
    if side:
        for number, row in enumerate(rows):
            row.cells.insert(0, Cell(side, "" if number else label, "go" if number else "start"))
    return rows


def _goals(goals: list[Form], geometry: Geometry, say: Any) -> list[Row]:
    if not goals:
        return []
    side = 0.06 if geometry.side else 0
    left = 0.45 - side
    rows = [Row([Cell(left, say("预期目标")), Cell(0.55, say("实际完成情况"))], "goal")]
    rows += [Row([Cell(left, goal["expected"] or ""), Cell(0.55, goal["actual"] or "")], "goal") for goal in goals]
    return _beside(rows, "年度总体目标", side)


def _numbered(goals: list[Form], number: int) -> list[Row]:
    return [
        Row([Cell(0.2, f"年度绩效目标{number}：（{goal['points']}）"), Cell(0.8, goal["expected"])], "goal")
        for goal in goals
    ]


def _columns(form: Form, geometry: Geometry) -> list[tuple[str, str, float]]:
    columns = [("l1", "一级指标", 4.0), ("l2", "二级指标", 4.0), ("l3", "三级指标", 6.0)]
    if any("uom" in row for row in form["indicators"]):
        columns += [("op", "指标性质", 2.5), ("value", "指标值", 3.0), ("uom", "度量单位", 2.5)]
    else:
        columns += [("target", "年度指标值", 5.0)]
    columns += [("actual", "实际完成值", 5.0), ("weight", "分值", 2.0), ("score", "得分", 2.0)]
    columns += [("reason", "偏差原因分析及改进措施", 5.0)]
    kept = [
        c
        for c in columns
        if c[0] not in ("weight", "score") or any(r.get(c[0]) is not None for r in form["indicators"])
    ]
    if geometry.weight_first and any(c[0] == "weight" for c in kept):
        weight = next(c for c in kept if c[0] == "weight")
        kept.remove(weight)
        kept.insert(3, weight)
    return kept


def _indicators(indicators: list[Form], form: Form, geometry: Geometry, say: Any) -> list[Row]:
    columns = _columns(form, geometry)
    side = 0.05 if geometry.side else 0
    unit = (1 - side) / sum(part for _, _, part in columns)
    rows = [Row([Cell(part * unit, say(label)) for _, label, part in columns], "header")]
    last: dict[str, tuple[str, ...]] = {}
    for indicator in indicators:
        cells = []
        for name, _, part in columns:
            text, merge = printed(indicator.get(name)), ""
            if name == "l1":
                text = l1_text(indicator)
            elif name == "value" and not text:
                text = printed(indicator["target"])
            if name in ("l1", "l2") and text:
                key = (text,) if name == "l1" else (l1_text(indicator), text)
                merge = "go" if last.get(name) == key else "start"
                last[name] = key
                text = text if merge == "start" else ""
            cells.append(Cell(part * unit, text, merge))
        rows.append(Row(cells, "indicator"))
    return _beside(rows, "绩效指标", side)


def _end(form: Form, geometry: Geometry, say: Any) -> list[Row]:
    if form["total"] is None and form.get("total_weight") is None:
        return []
    columns = _columns(form, geometry)
    side = 0.05 if geometry.side else 0
    unit = (1 - side) / sum(part for _, _, part in columns)
    values = {"weight": form.get("total_weight"), "score": form["total"], "reason": form["grade"]}
    names = [name for name, _, _ in columns]
    if "score" not in names:
        # A form without a column of scores has no place for their sum.
        return []
    before = names.index("weight") if "weight" in names and not geometry.weight_first else 3
    cells = [Cell(side + unit * sum(part for _, _, part in columns[:before]), say("总分"))]
    cells += [Cell(part * unit, printed(values.get(name))) for name, _, part in columns[before:]]
    rows = [Row(cells, "total")]
    if form.get("reasons"):
        rows.append(Row([Cell(0.2, "偏差大或目标未完成原因分析"), Cell(0.8, form["reasons"])], "notes"))
        rows.append(Row([Cell(0.2, "改进措施及结果应用方案"), Cell(0.8, form["measures"] or "")], "notes"))
    return rows


def printed(value: Any) -> str:
    """A value of the data as typed into Word."""
    return "" if value is None else str(value)


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
        head = next(row for row in rows if row.block == "header")
        second.insert(0, Row([replace(cell, merge="") for cell in head.cells], "header"))
    return [first, second]


# -- Word --------------------------------------------------------------------------------------------------------------


def document(*drawn: Drawn, heading: str = "") -> WordDocument:
    """A document with these forms below each other; `heading`: the start of a heading above each."""
    word = Document()
    for number, form in enumerate(drawn, start=1):
        if heading:
            word.add_heading(f"{heading}{number}", level=2)
        for line in form.lines:
            word.add_paragraph(line)
        for index, rows in enumerate(form.tables):
            if index:
                word.add_page_break()
            add_table(word, rows)
        word.add_paragraph("")
    return word


def add_table(word: WordDocument, rows: list[Row]) -> Any:
    """Appends a table with these rows; returns its element."""
    element = parse_xml(table_xml(rows, root=True))
    body = word.element.body
    body.insert(len(body) - 1, element)
    return element


def table_xml(rows: list[Row], root: bool = False) -> str:
    """A w:tbl with gridSpan and vMerge; the grid is the union of the edges of all rows."""
    edges_of = [[0, *(round(WIDTH * part) for part in accumulate(cell.part for cell in row.cells))] for row in rows]
    for edges in edges_of:
        edges[-1] = WIDTH
    grid = sorted({edge for edges in edges_of for edge in edges})
    number = {edge: index for index, edge in enumerate(grid)}
    out = [
        f'<w:tbl xmlns:w="{W}">' if root else "<w:tbl>",
        '<w:tblPr><w:tblW w:w="5000" w:type="pct"/></w:tblPr><w:tblGrid>',
    ]
    out += [f'<w:gridCol w:w="{right - left}"/>' for left, right in pairwise(grid)]
    out.append("</w:tblGrid>")
    for row, edges in zip(rows, edges_of, strict=True):
        out.append("<w:tr>")
        for cell, left, right in zip(row.cells, edges, edges[1:], strict=False):
            merge = {"start": '<w:vMerge w:val="restart"/>', "go": "<w:vMerge/>"}.get(cell.merge, "")
            span = number[right] - number[left]
            out.append(
                f'<w:tc><w:tcPr><w:tcW w:w="{right - left}" w:type="dxa"/><w:gridSpan w:val="{span}"/>{merge}</w:tcPr>'
            )
            out.append((cell.xml or paragraph_xml(cell.text)) + "</w:tc>")
        out.append("</w:tr>")
    return "".join([*out, "</w:tbl>"])


def paragraph_xml(text: str) -> str:
    """A paragraph; line breaks as w:br, tabs as w:tab, a text cut over two runs as Word does it."""
    return f"<w:p>{run_xml(text[: len(text) // 2])}{run_xml(text[len(text) // 2 :])}</w:p>"


def run_xml(text: str) -> str:
    """A run with this text."""
    pieces = []
    for is_text, group in groupby(text, lambda char: char not in "\n\t"):
        part = "".join(group)
        if is_text:
            pieces.append(f'<w:t xml:space="preserve">{escape(part)}</w:t>')
        else:
            pieces.extend("<w:br/>" if char == "\n" else "<w:tab/>" for char in part)
    return f"<w:r>{''.join(pieces)}</w:r>" if pieces else ""


def save(word: WordDocument, path: Path) -> Path:
    """Writes the document."""
    word.save(str(path))
    return path
