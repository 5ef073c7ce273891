"""Builds evaluations, lists of projects and waivers from the short descriptions in the rules' case files.

A case starts from one correct form and states only what is different, so that its fault stands alone.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import BaseModel

from zipingbiao.app.made_reports import Source, expect
from zipingbiao.app.workpaper import draw_up
from zipingbiao.base.numbers import read_printed
from zipingbiao.forms.catalog import form_for
from zipingbiao.forms.policy import Policy
from zipingbiao.model.evaluation import Evaluation, FundingRow, Goal, Indicator
from zipingbiao.model.made_report import MadeReport
from zipingbiao.model.report import Piece, Report
from zipingbiao.model.report_mark import mark_report
from zipingbiao.model.seal import say
from zipingbiao.model.summary import Summary, SummaryRow
from zipingbiao.model.values import BLANK, Place, Value
from zipingbiao.model.waiver import Waiver
from zipingbiao.model.workpaper import Workpaper
from zipingbiao.readers.data import role_of
from zipingbiao.readers.workbook import read_workbook
from zipingbiao.readers.workpaper import read_workpaper
from zipingbiao.scoring.engine import assess
from zipingbiao.writers.checked import CheckedFile
from zipingbiao.writers.workpaper.book import write_paper

FILE = "自评表.xlsx"
PAPER = "复核底稿.xlsx"
#: A cell whose label the form does not print; null is a printed but empty cell.
ABSENT = "absent"

CLEAN: dict[str, Any] = {
    "template": "mof-2020-project",
    "level": "project",
    "year": "（2019年度）",
    "unit": "万元",
    "title": "项目支出绩效自评表",
    "project": "职工培训项目",
    "department": "某市财政局",
    "implementing_unit": "某市培训中心",
    "funding": [
        {"source": "年度资金总额", "initial": "100.00", "budget": "100.00", "executed": "95.00", "weight": "10",
         "rate": "95.00%", "score": "9.5"},
        {"source": "其中：当年财政拨款", "initial": "100.00", "budget": "100.00", "executed": "95.00", "weight": "10",
         "rate": "95.00%", "score": "9.5"},
        {"source": "上年结转资金", "weight": "—", "score": "—"},
        {"source": "其他资金", "weight": "—", "score": "—"},
    ],
    "goals": [{"expected": "完成全年培训任务。", "actual": "培训任务已经完成。"}],
    "indicators": [
        {"l1": "产出指标", "l2": "数量指标", "l3": "培训人次", "target": "≥100人次", "actual": "120人次",
         "weight": "20", "score": "20"},
        {"l1": "产出指标", "l2": "质量指标", "l3": "考试合格率", "target": "≥90%", "actual": "95%",
         "weight": "15", "score": "15"},
        {"l1": "产出指标", "l2": "时效指标", "l3": "培训完成时间", "target": "12月底前", "actual": "11月",
         "weight": "15", "score": "15"},
        {"l1": "效益指标", "l2": "社会效益指标", "l3": "岗位覆盖率", "target": "100%", "actual": "50%",
         "weight": "30", "score": "15", "reason": "部分岗位的培训安排在下一年度第一季度。"},
        {"l1": "满意度指标", "l2": "服务对象满意度指标", "l3": "学员满意度", "target": "≥85%", "actual": "92%",
         "weight": "10", "score": "10"},
    ],
    "total_weight": "100",
    "total": "84.5",
    "grade": "良",
}  # fmt: skip

_STEP = re.compile(r"([a-z_0-9]+)(?:\[(\d+)\])?\Z")
_FUNDS = (
    "initial", "budget", "executed", "weight", "rate", "score", "living_rate", "living_score", "carried", "added",
    "arrived", "left",
)  # fmt: skip
_CELLS = (
    "l1", "l2", "l3", "target", "actual", "weight", "score", "reason", "rule", "method", "direction", "manual_score",
    "manual_reason", "living_score", "note", "written_actual",
)  # fmt: skip
_HEADER = ("year", "title", "project", "department", "implementing_unit")
_TOTALS = ("total_weight", "total", "grade", "living_total", "living_grade")
_FLAGS = ("own", "has_reasons", "has_weights", "attributes", "template", "level", "unit")
#: Every kind of cell has its column; where letters repeat, the rows differ.
_COLUMNS = [*_CELLS, *_FUNDS, *_TOTALS, *_HEADER, "source", "expected", "purpose"]
#: Cells that only some forms have: not there unless a case names them.
_OPTIONAL = {
    "rule", "method", "direction", "manual_score", "manual_reason", "living_score", "living_rate", "living_total",
    "living_grade", "note", "written_actual", "carried", "added", "arrived", "left",
}  # fmt: skip


def build_form(changes: dict[str, Any] | None = None) -> Evaluation:
    """The correct form with some paths changed: {'total': '97', 'indicators[0].score': '5'}."""
    data = copy.deepcopy(CLEAN)
    for path, value in (changes or {}).items():
        _set(data, path, value)
    sheet = data.pop("sheet", None) or data.get("project") or "Sheet1"
    cells = _Cells(data.pop("file", FILE), sheet if isinstance(sheet, str) else "Sheet1")
    known = {*_FLAGS, *_HEADER, *_TOTALS, "funding", "goals", "indicators"}
    if unknown := set(data) - known:
        raise AssertionError(f"案例里有不认识的键：{sorted(unknown)}")
    header = {key: cells.value(data, key, 1 + row) for row, key in enumerate(_HEADER)}
    funding = tuple(
        FundingRow(
            source=(source := cells.value(row, "source", 8 + index)),
            role=row.get("role") or role_of(source.text),
            **{key: cells.value(row, key, 8 + index) for key in _FUNDS},
        )
        for index, row in enumerate(data["funding"])
    )
    goals = tuple(
        Goal(expected=cells.value(goal, "expected", 14 + index), actual=cells.value(goal, "actual", 14 + index))
        for index, goal in enumerate(data["goals"])
    )
    indicators = tuple(
        Indicator(goal=row.get("goal", 1), inputs=row.get("inputs", {}), **{key: cells.value(row, key, 20 + index) for key in _CELLS})
        for index, row in enumerate(data["indicators"])
    )
    totals = {key: cells.value(data, key, 20 + len(indicators)) for key in _TOTALS}
    flags = {key: data[key] for key in _FLAGS if key in data}
    place = Place(file=cells.file, sheet=cells.sheet, cell="A1")
    return Evaluation(funding=funding, goals=goals, indicators=indicators, place=place, **flags, **header, **totals)


def build_summary(data: dict[str, Any]) -> Summary:
    """A list of projects: {unit, rows: [{project, budget, …}], total: {…}}."""
    cells = _Cells(data.get("file", FILE), "汇总")
    keys = ("initial", "budget", "executed", "weight", "rate", "score", "grade")
    texts = ("project", "purpose")

    def row(content: dict[str, Any], number: int) -> SummaryRow:
        return SummaryRow(**{key: cells.value(content, key, number) for key in (*texts, *keys)})

    rows = [row(content, 4 + index) for index, content in enumerate(data["rows"])]
    total = data.get("total")
    return Summary(
        place=Place(file=cells.file, sheet="汇总", cell="A3"),
        title=cells.value(data, "title", 1),
        unit=data.get("unit", "万元"),
        rows=tuple(rows),
        total=row({"project": "合计", **total}, 4 + len(rows)) if total else None,
        columns=tuple(key for key in keys if any(key in content for content in [*data["rows"], total or {}])),
    )


def build_content(forms: Sequence[Evaluation]) -> dict[str, dict[str, str]]:
    """What the cells of these forms say, as a seal knows it."""
    found: dict[str, dict[str, str]] = {}
    for form in forms:
        cells = found.setdefault(form.place.sheet or "", {})
        for value in _values_of(form):
            if value.place.cell is not None and value.text is not None:
                kind = "number" if value.number is not None else "text"
                raw = value.text if value.number is None else str(value.number)
                cells.setdefault(value.place.cell, say(kind, raw, value.formula is not None))
    return found


def _values_of(part: object) -> Iterator[Value]:
    if isinstance(part, Value):
        yield part
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from _values_of(getattr(part, name))
    elif isinstance(part, tuple):
        for one in part:
            yield from _values_of(one)


def build_policy(template: str | None, changes: dict[str, Any]) -> Policy:
    """The template's policy with some values changed: {reasons: {low_execution: 90}}; lists are replaced."""
    return Policy.model_validate(_merged(form_for(template).policy.model_dump(by_alias=True), changes))


def _merged(base: Any, changes: Any) -> Any:
    if not isinstance(base, dict) or not isinstance(changes, dict):
        return changes
    return {**base, **{key: _merged(base.get(key), value) for key, value in changes.items()}}


def build_made(forms: Sequence[Evaluation], data: dict[str, Any]) -> MadeReport:
    """A report generated from the forms and then edited: {kind, replace: {old: new}, without: a row's text, add: text}."""
    assessments = [assess(form, form_for(form.template).policy) for form in forms]
    blank = Report(file="报告.docx", made=mark_report(data["kind"], b""))
    fresh = expect(blank, [Source(forms, assessments)])
    pieces = [one.piece for part in fresh.parts for one in part.pieces]
    for old, new in data.get("replace", {}).items():
        assert any(old in piece.text for piece in pieces), old
        pieces = [piece._replace(text=piece.text.replace(old, new)) for piece in pieces]
    if "without" in data:
        gone = {piece.place[3:5] for piece in pieces if piece.text == data["without"] and piece.place.table}
        pieces = [piece for piece in pieces if piece.place[3:5] not in gone]
    if "add" in data:
        pieces.insert(3, Piece(data["add"], Place(cell="第3段")))
    return MadeReport(blank.file, tuple(pieces), fresh.parts)


def build_paper(forms: Sequence[Evaluation], changes: dict[str, Any]) -> Workpaper:
    """The workpaper of these forms as it is written and read, with some paths changed: {'sheets[0].rows[1].review': '5'}.

    A cell becomes what a person types there (without a formula) or a mapping of Value's fields; null empties it, and
    'absent' takes away a whole row or sheet. A row one beyond the end is a copy of the last one with these changes.
    """
    policies = [form_for(form.template).policy for form in forms]
    assessments = tuple(assess(form, policy) for form, policy in zip(forms, policies, strict=True))
    content = write_paper(draw_up([CheckedFile(Path(FILE), tuple(forms), assessments)]), Path.cwd())
    with TemporaryDirectory() as folder:
        path = Path(folder) / PAPER
        path.write_bytes(content)
        paper = read_workpaper(read_workbook(path))
    assert paper is not None
    data = paper.model_dump()
    for at, value in changes.items():
        *parents, last = at.split(".")
        part = data
        for step in parents:
            part = _get(part, step)
        name, index = _STEP.match(last).groups()  # type: ignore[union-attr]
        if index is None:
            part[name] = _typed(part[name], value)
            continue
        rows = list(part[name])
        if value == ABSENT:
            del rows[int(index)]
        else:
            rows.insert(int(index), {key: _typed(cell, value.get(key, cell)) for key, cell in rows[-1].items()})
        part[name] = tuple(rows)
    return Workpaper.model_validate(data)


def _typed(cell: Any, value: Any) -> Any:
    """A dumped Value as it is after a person typed in its cell; other things as they are given."""
    if not isinstance(cell, dict) or "formula" not in cell or value is cell:
        return value
    given = value if isinstance(value, dict) else {"text": value}
    text = None if given.get("text") is None else str(given["text"])
    printed = read_printed(text) if text is not None else None
    figures = {"number": None, "step": None, "unit": ""}
    if printed is not None:
        figures = {"number": printed.value, "step": printed.step, "unit": printed.unit}  # type: ignore[dict-item]
    return {**cell, "text": text, **figures, "formula": given.get("formula"), "error": given.get("error")}


def build_waiver(data: dict[str, Any], row: int) -> Waiver:
    """A row of 检查结果 by Waiver's fields, about the sheet of the correct form unless it says otherwise."""
    place = Place(file=FILE, sheet="检查结果", cell=f"N{row}")
    return Waiver(**({"sheet": CLEAN["project"], "place": place} | data))


class _Cells:
    """Makes values, each with an address on one sheet."""

    def __init__(self, file: str | None, sheet: str) -> None:
        self.file = file
        self.sheet = sheet

    def value(self, parent: dict[str, Any], key: str, row: int) -> Value:
        """A text, a mapping of Value's fields (text, formula, error), null for an empty cell, or 'absent'."""
        content = parent.get(key)
        if content == ABSENT or (content is None and key in _OPTIONAL):
            return BLANK
        given = content if isinstance(content, dict) else {"text": content}
        letter = chr(ord("A") + _COLUMNS.index(key) % 26)
        place = Place(file=self.file, sheet=self.sheet, cell=given.get("cell") or f"{letter}{row}")
        text = None if given.get("text") is None else str(given["text"])
        number = read_printed(text) if text is not None else None
        figures = {} if number is None else {"number": number.value, "step": number.step, "unit": number.unit}
        return Value(text=text, formula=given.get("formula"), error=given.get("error"), place=place, **figures)


def _set(data: Any, path: str, value: Any) -> None:
    """Sets one path; an index one beyond a list's end adds a row, 'absent' for a whole row takes it away."""
    *parents, last = path.split(".")
    for step in parents:
        data = _get(data, step)
    match = _STEP.match(last)
    assert match, path
    name, index = match.groups()
    if index is None:
        data[name] = value
    elif value == ABSENT:
        del data[name][int(index)]
    elif int(index) == len(data[name]):
        data[name].append(value)
    else:
        data[name][int(index)] = value


def _get(data: Any, step: str) -> Any:
    match = _STEP.match(step)
    assert match, step
    name, index = match.groups()
    return data[name] if index is None else data[name][int(index)]
