"""DATA.json in and out: filled forms as plain text values. Nothing is computed, scored or checked here."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple, cast, get_args

from zipingbiao.base.errors import DataError
from zipingbiao.base.files import printable
from zipingbiao.base.numbers import read_printed
from zipingbiao.base.text import label_key
from zipingbiao.model.evaluation import Evaluation, FundingRow, FundRole, Goal, Indicator, Level
from zipingbiao.model.values import BLANK, Place, Value
from zipingbiao.readers.json_file import load_json
from zipingbiao.scoring.living import CARRIED, original

#: Longest text of a cell in Excel, in UTF-16 code units.
MAX_TEXT = 32767
FIRST_YEAR, LAST_YEAR = 1990, 2100

_HEADER = ("title", "project", "department", "implementing_unit")
_AMOUNTS = ("initial", "budget", "executed", "weight", "rate", "score")
_INDICATOR = ("l1", "l2", "l3", "target", "actual", "weight", "score", "reason")
#: Beyond the columns of a form: its 评分细则, and what a person set in the helper columns of an own workbook.
_OPTIONAL = ("rule", "method", "direction", "manual_score", "manual_reason")
_TOTALS = ("total_weight", "total", "grade")
_NUMBERS = {*_AMOUNTS, "total_weight", "total", "manual_score"}
_UNITS = ("万元", "元")
#: Words that tell a funding row's role, looked for in this order: 年度财政资金总额 is a total, not a source.
_ROLES: tuple[tuple[FundRole, tuple[str, ...]], ...] = (
    ("total", ("总额", "合计", "总计", "资金总量")),
    ("carryover", ("结转", "结余")),
    ("other", ("其他", "其它", "自筹", "自有")),
    ("fiscal", ("财政拨款", "财政资金", "财政安排", "一般公共预算")),
)


class Meta(NamedTuple):
    """What a file says about all its forms together."""

    unit_name: str = ""
    year: int | None = None


def read_data(source: Path | str | dict[str, Any]) -> tuple[list[Evaluation], Meta]:
    """The forms of a DATA.json (one form, or a file of forms), in their order.

    Args:
        source: a path, or the document as already parsed.

    Raises:
        UnreadableFile: where the file cannot be opened.
        DataError: where it is not JSON, or a value has the wrong type; names the line, or the path inside the document.
    """
    if isinstance(source, dict):
        return _read_document(source, None)
    path = Path(source)
    name = printable(path.name)
    document = load_json(path)
    if not isinstance(document, dict):
        raise DataError(f"「{name}」最外层应为一个对象（{{…}}）。")
    return _read_document(document, name)


def length_of(text: str) -> int:
    """The length Excel counts: characters outside of the basic plane count twice."""
    return len(text) + sum(char > "\uffff" for char in text)


def role_of(source: str | None) -> FundRole:
    """Which line of the funding block a label names."""
    label = label_key(source or "")
    return next((role for role, words in _ROLES if any(word in label for word in words)), "unknown")


def to_data(evaluations: Iterable[Evaluation], unit_name: str = "", year: int | None = None) -> dict[str, Any]:
    """The forms as a DATA.json document; every value as printed, None for a blank cell.

    Figures that only the living formulas of an own workbook show are left out: nobody wrote them.
    """
    forms = list(evaluations)
    names = Counter(e.implementing_unit.text for e in forms if e.implementing_unit.text)
    years = Counter(year for e in forms if (year := _year_of(e)) is not None)
    return {
        "unit_name": unit_name or (names.most_common(1)[0][0] if names else ""),
        "year": year if year is not None else (years.most_common(1)[0][0] if years else None),
        "forms": [_form_data(form) for form in forms],
    }


def _year_of(form: Evaluation) -> int | None:
    year = form.year_number
    return year if year is not None and FIRST_YEAR <= year <= LAST_YEAR else None


def _form_data(form: Evaluation) -> dict[str, Any]:
    data: dict[str, Any] = {
        "template": form.template,
        "level": form.level,
        "year": _year_of(form),
        "unit": form.unit,
    }
    if form.title:
        data["title"] = form.title.text
    data.update({key: getattr(form, key).text for key in _HEADER if key != "title"})
    data["attributes"] = dict(form.attributes)
    data["funding"] = [_funding_data(row) for row in form.funding]
    data["goals"] = [{"expected": goal.expected.text, "actual": goal.actual.text} for goal in form.goals]
    data["indicators"] = [_indicator_data(row) for row in form.indicators]
    data["total_weight"] = form.total_weight.text
    data["total"] = original(form.total, form.living_total).text
    data["grade"] = original(form.grade, form.living_grade).text
    return data


def _funding_data(row: FundingRow) -> dict[str, Any]:
    data = {"source": row.source.text, **{key: getattr(row, key).text for key in _AMOUNTS}}
    data["rate"] = original(row.rate, row.living_rate).text
    data["score"] = original(row.score, row.living_score).text
    return data


def _indicator_data(row: Indicator) -> dict[str, Any]:
    data: dict[str, Any] = {"goal": row.goal, **{key: getattr(row, key).text for key in _INDICATOR}}
    # A manual score is a person's figure: it is the score where no original table gave another one.
    written = original(row.score, row.living_score).text
    data["score"] = written if written is not None else row.manual_score.text
    extra = {key: getattr(row, key).text for key in _OPTIONAL}
    if extra["manual_score"] == data["score"]:
        extra["manual_score"] = None
    if extra["manual_reason"] == CARRIED:
        extra["manual_reason"] = None
    return data | {key: text for key, text in extra.items() if text is not None}


class _Reader:
    """Reads the parts of a document; `file` becomes the place of every value."""

    def __init__(self, file: str | None) -> None:
        self.file = file
        self.name = f"「{file}」" if file else "数据"

    def fail(self, where: str, wanted: str) -> DataError:
        """The exception for a value of a wrong type."""
        return DataError(f"{self.name}里 {where} 应为{wanted}。")

    def text(self, value: Any, where: str, wanted: str = "文字") -> str | None:
        """A printed text, or None where nothing was entered; `wanted` says what another type should have been."""
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (str, int, float, Decimal)):
            raise self.fail(where, wanted)
        if isinstance(value, float) and not math.isfinite(value):
            raise self.fail(where, wanted)
        # A lone surrogate is legal in JSON and in nothing that is written later.
        printed = str(value).encode("utf-8", "replace").decode("utf-8").strip()
        if length_of(printed) > MAX_TEXT:
            raise DataError(
                f"{self.name}里 {where} 的文字长 {length_of(printed)} 个字，Excel 的单元格最多放 {MAX_TEXT} 个字，请缩短。"
            )
        return printed or None

    def value(self, parent: dict[str, Any], key: str, where: str) -> Value:
        """The value of a key with its place; blank where the key is missing."""
        path = f"{where}.{key}".lstrip(".")
        text = self.text(parent.get(key), path, "数字" if key in _NUMBERS else "文字")
        place = Place(file=self.file, cell=path)
        if text is None:
            return Value(place=place)
        number = read_printed(text)
        if number is None:
            return Value(text=text, place=place)
        return Value(text=text, number=number.value, step=number.step, unit=number.unit, place=place)

    def objects(self, parent: dict[str, Any], key: str, where: str) -> list[tuple[dict[str, Any], str]]:
        """The objects of a list, each with its path."""
        path = f"{where}.{key}".lstrip(".")
        items = parent.get(key)
        if items is None:
            return []
        if not isinstance(items, list):
            raise self.fail(path, "列表（[…]）")
        for index, item in enumerate(items):
            if not isinstance(item, dict):
                raise self.fail(f"{path}[{index}]", "一个对象（{…}）")
        return [(item, f"{path}[{index}]") for index, item in enumerate(items)]

    def whole(self, value: Any, where: str, lowest: int, highest: int) -> int | None:
        """A whole number, also where it is written as a text; None where nothing was entered."""
        wanted = f" {lowest} 至 {highest} 的整数" if lowest < highest else f" {lowest}"
        text = self.text(value, where, wanted)
        if text is None:
            return None
        if not text.isascii() or not text.isdigit() or len(text) > 9 or not lowest <= int(text) <= highest:
            raise self.fail(where, wanted)
        return int(text)

    def year(self, parent: dict[str, Any], where: str, default: int | None) -> Value:
        """The year of a form; `default`, that of the file, where the form gives none."""
        path = f"{where}.year".lstrip(".")
        year = self.whole(parent.get("year"), path, FIRST_YEAR, LAST_YEAR)
        year = default if year is None else year
        return self.value({"year": year}, "year", where)

    def form(self, data: dict[str, Any], where: str, default_year: int | None) -> Evaluation:
        """One form."""
        at = f"{where}." if where else ""
        level = self.text(data.get("level"), f"{at}level") or "project"
        if level not in get_args(Level):
            raise self.fail(f"{at}level", " project（项目）或 department（部门整体）")
        unit = self.text(data.get("unit"), f"{at}unit") or "万元"
        if unit not in _UNITS:
            raise self.fail(f"{at}unit", "万元或元")
        attributes = data.get("attributes") or {}
        if not isinstance(attributes, dict):
            raise self.fail(f"{at}attributes", "一个对象（{…}）")
        year = self.year(data, where, default_year)
        goals = self.objects(data, "goals", where)
        indicators = tuple(
            self.indicator(*item, max(1, len(goals))) for item in self.objects(data, "indicators", where)
        )
        return Evaluation(
            template=self.text(data.get("template"), f"{at}template"),
            level=cast(Level, level),
            year=year,
            unit=unit,
            attributes={str(key): self.text(value, f"{at}attributes.{key}") or "" for key, value in attributes.items()},
            funding=tuple(self.funding(*item) for item in self.objects(data, "funding", where)),
            goals=tuple(
                Goal(expected=self.value(goal, "expected", path), actual=self.value(goal, "actual", path))
                for goal, path in goals
            ),
            indicators=indicators,
            place=Place(file=self.file, cell=where or None),
            has_weights=not indicators or any(row.weight for row in indicators),
            **{key: self.value(data, key, where) for key in (*_HEADER, *_TOTALS)},
        )

    def funding(self, data: dict[str, Any], where: str) -> FundingRow:
        """One line of the funding block."""
        source = self.value(data, "source", where)
        amounts = {key: self.value(data, key, where) for key in _AMOUNTS}
        return FundingRow(source=source, role=role_of(source.text), **amounts)

    def indicator(self, data: dict[str, Any], where: str, goals: int) -> Indicator:
        """One indicator row; `goals` is how many goals the form has."""
        goal = self.whole(data.get("goal"), f"{where}.goal", 1, goals)
        optional = {key: self.value(data, key, where) if key in data else BLANK for key in _OPTIONAL}
        return Indicator(goal=goal or 1, **{key: self.value(data, key, where) for key in _INDICATOR}, **optional)


def _read_document(document: dict[str, Any], file: str | None) -> tuple[list[Evaluation], Meta]:
    reader = _Reader(file)
    unit_name = reader.text(document.get("unit_name"), "unit_name") or ""
    if "forms" not in document:
        if "indicators" not in document and "funding" not in document:
            raise DataError(f"{reader.name}不是自评表数据：最外层应有 indicators（一张表）或 forms（若干张表）。")
        form = reader.form(document, "", None)
        return [form], Meta(unit_name, form.year_number)
    year = reader.whole(document.get("year"), "year", FIRST_YEAR, LAST_YEAR)
    items = reader.objects(document, "forms", "")
    return [reader.form(item, where, year) for item, where in items], Meta(unit_name, year)
