"""Reading DATA.json: filled forms as plain text values. Nothing is computed, scored or checked here."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple, cast, get_args

from zipingbiao.base.errors import DataError
from zipingbiao.base.files import printable
from zipingbiao.base.text import label_key
from zipingbiao.model.evaluation import Evaluation, FundingRow, FundRole, Goal, Indicator, Level
from zipingbiao.model.summary import Summary
from zipingbiao.model.values import BLANK, Place, Value
from zipingbiao.readers.data_lists import read_project_list
from zipingbiao.readers.data_out import AMOUNTS, HEADER, INDICATOR, OPTIONAL, to_data
from zipingbiao.readers.data_values import FIRST_YEAR, LAST_YEAR, MAX_TEXT, ValueReader, length_of, value_of
from zipingbiao.readers.json_file import load_json

__all__ = ["MAX_TEXT", "Meta", "length_of", "read_data", "role_of", "to_data"]

_TOTALS = ("total_weight", "total", "grade")
#: Texts of the whole form that the published data keep beside the attributes.
_FREE_TEXTS = ("reasons", "measures")
#: Words that tell a funding row's role, looked for in this order: 年度财政资金总额 is a total, not a source.
_ROLES: tuple[tuple[FundRole, tuple[str, ...]], ...] = (
    ("total", ("总额", "总金额", "合计", "总计", "资金总量")),
    ("carryover", ("结转", "结余")),
    ("other", ("其他", "其它", "自筹", "自有")),
    ("fiscal", ("财政拨款", "财政资金", "财政安排", "一般公共预算")),
)


class Meta(NamedTuple):
    """What a file says about all its forms together."""

    unit_name: str = ""
    year: int | None = None
    project_list: Summary | None = None


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


def role_of(source: str | None) -> FundRole:
    """Which line of the funding block a label names."""
    label = label_key(source or "")
    return next((role for role, words in _ROLES if any(word in label for word in words)), "unknown")


class _Reader(ValueReader):
    """Reads the parts of a document."""

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
        goals = self.objects(data, "goals", where)
        indicators = tuple(
            self.indicator(*item, max(1, len(goals))) for item in self.objects(data, "indicators", where)
        )
        return Evaluation(
            template=self.text(data.get("template"), f"{at}template"),
            level=cast(Level, level),
            year=self.year(data, where, default_year),
            unit=self.unit(data.get("unit"), f"{at}unit", "万元"),
            attributes=self.attributes(data, where),
            funding=tuple(self.funding(*item) for item in self.objects(data, "funding", where)),
            goals=tuple(
                Goal(**{key: self.value(goal, key, path) for key in ("expected", "actual", "points")})
                for goal, path in goals
            ),
            indicators=indicators,
            # At the top of a file of one form the list is the form's own.
            project_list=read_project_list(self, data, where),
            place=Place(file=self.file, cell=where or None),
            has_weights=not indicators or any(row.weight for row in indicators),
            **{key: self.value(data, key, where) for key in (*HEADER, *_TOTALS)},
        )

    def attributes(self, data: dict[str, Any], where: str) -> dict[str, str]:
        """The attributes of a form, with the free texts that stand beside them."""
        found = {key: text or "" for key, text in self.texts(data, "attributes", where).items()}
        for key in _FREE_TEXTS:
            path = f"{where}.{key}".lstrip(".")
            text = self.text(data.get(key), path)
            if text is None:
                continue
            if found.get(key, text) != text:
                raise self.fail(path, f"与 attributes.{key} 相同的文字，或只写一处")
            found[key] = text
        return found

    def funding(self, data: dict[str, Any], where: str) -> FundingRow:
        """One line of the funding block."""
        source = self.value(data, "source", where)
        amounts = {key: self.value(data, key, where) for key in AMOUNTS}
        return FundingRow(source=source, role=role_of(source.text), **amounts)

    def indicator(self, data: dict[str, Any], where: str, goals: int) -> Indicator:
        """One indicator row; `goals` is how many goals the form has."""
        goal = self.whole(data.get("goal"), f"{where}.goal", 1, goals)
        columns = {key: self.value(data, key, where) for key in INDICATOR}
        columns["l1"] = self.label(columns["l1"], self.value(data, "l1_points", where), where)
        columns |= {key: self.value(data, key, where) if key in data else BLANK for key in OPTIONAL}
        inputs = {label: text or "" for label, text in self.texts(data, "inputs", where).items()}
        return Indicator(goal=goal or 1, inputs=inputs, **columns)

    def label(self, l1: Value, points: Value, where: str) -> Value:
        """The first level with its points inside, as forms print it: 产出指标（20分）."""
        if points.text is None or l1.text is None:
            return l1
        bare = value_of(points.text.removesuffix("分"))
        if bare.number is None or bare.unit or bare.number < Decimal(0):
            raise self.fail(f"{where}.l1_points", "分数")
        if Indicator(l1=l1).l1_points is not None:
            return l1
        return value_of(f"{l1.text}（{bare.text}分）", l1.place)


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
    forms = [reader.form(item, where, year) for item, where in items]
    return forms, Meta(unit_name, year, read_project_list(reader, document, ""))
