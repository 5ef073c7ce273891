"""写明的项目个数、指标个数与表上数得的不一致。

查什么：报告正文写的项目个数，与项目清单的行数、项目自评表的张数是否一致；正文写的指标个数（包括产出、效益等各类指标的个数）、
    完成和未完成的个数，与自评表的行数、达到和没有达到指标值的行数是否一致；项目清单标题里写的项目个数与清单行数是否一致。
为什么：个数多半是提前写好的，后来增减了项目、指标没有改；完成的个数写多了，与表上未达标的行矛盾。
反例：报告写对 18 个项目开展自评，清单只有 17 行；报告写 15 个指标完成 14 个，表上有 4 行没有达到指标值。
正例：报告写 18 个项目，清单 18 行；是否达到指标值看不出来的行，算完成、算未完成都不指出。
依据：表文勾稽关系，报告写明的个数＝表上的个数。各地计数口径不同（只数一级项目、重点项目，几张表合计），只作警告；
    写“重点”“抽取”“其中”等一部分项目的不核对。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zipingbiao.base.text import label_key
from zipingbiao.checks.context import Fault, FormContext, UnitContext
from zipingbiao.checks.filled import is_named
from zipingbiao.checks.lists import list_fault, list_name
from zipingbiao.checks.registry import unit_rule
from zipingbiao.checks.reports import ReportContext, form_name
from zipingbiao.checks.rows import Row
from zipingbiao.model.report import ReportFigure

BASIS = "表文勾稽关系：报告写明的个数＝表上的个数"
REMEDY = "请核对个数；计数口径不同的，请在报告里写明。"
_WHAT = {"indicators": "指标", "completed_indicators": "完成的指标", "unmet_indicators": "未完成的指标"}
#: Words of a sentence that counts only some of the projects.
_A_PART = re.compile(r"重点|抽|其中|部分|第三方|新增|试点|未")
_IN_TITLE = re.compile(r"(\d{1,4})个(?:[一二]级|预算|专项|支出|部门)*项目")
#: One project's form says nothing about how many there are.
FEWEST_FORMS = 2
FEWEST_ROWS = 2


@unit_rule("ZP050", kind="text_vs_table", severity="warning")
def count_mismatch(unit: UnitContext) -> Iterator[Fault]:
    """Every count in a report, or in the title of a list, that the forms and lists contradict."""
    for report in unit.reports:
        context = ReportContext(unit, report)
        counts = [figure for figure in context.figures() if figure.kind == "count" and _is_exact(figure)]
        yield from _projects(context, [figure for figure in counts if figure.of == "projects"])
        for figure in counts:
            if figure.of in _WHAT:
                yield from _indicators(context, figure, counts)
    yield from _titles(unit)


def _projects(context: ReportContext, stated: list[ReportFigure]) -> Iterator[Fault]:
    unit = context.unit
    lists = [table for table in context.lists if table.rows]
    numbers = {len(table.rows): f"{list_name(table)}共 {len(table.rows)} 个项目" for table in reversed(lists)}
    # Without a list, only a whole set of forms can be counted.
    if lists or (len(unit.projects) >= FEWEST_FORMS and unit.departments):
        numbers.setdefault(len(unit.projects), f"项目自评表共 {len(unit.projects)} 张")
    # Where one count is right, the others are of some of the projects.
    if not numbers or any(_number(figure) in numbers for figure in stated):
        return
    first = len(lists[0].rows) if lists else len(unit.projects)
    for figure in stated:
        if not context.is_on_these_forms(figure) or _A_PART.search(figure.sentence):
            continue
        yield _fault(figure, f"项目 {_number(figure)} 个", numbers[first], str(first), "项目个数")


def _indicators(context: ReportContext, figure: ReportFigure, counts: list[ReportFigure]) -> Iterator[Fault]:
    forms = context.told(figure).forms
    if len(forms) != 1:
        return
    rows = _rows(forms[0], figure.indicator)
    if len(rows) < FEWEST_ROWS:
        return
    number, name = _number(figure), figure.indicator or "指标"
    if figure.of == "indicators":
        # A department may count the indicators of its projects too.
        others = sum(len(_rows(form, figure.indicator)) for form in context.unit.projects)
        if number not in (len(rows), others, others + len(rows)):
            yield _fault(
                figure, f"{name} {number} 个", f"{form_name(forms[0])}有 {len(rows)} 个", str(len(rows)), name, forms[0]
            )
        return
    beside = [other for other in counts if other.of == "indicators" and _is_beside(other, figure)]
    if any(_number(other) != len(rows) for other in beside):
        return
    open_rows = sum(row.met is False and not row.is_full for row in rows)
    met_rows = sum(row.met is True for row in rows)
    if figure.of == "unmet_indicators":
        low, high = open_rows, len(rows) - met_rows
    else:
        low, high = met_rows, len(rows) - open_rows
    if low <= number <= high:
        return
    nearest = low if number < low else high
    bound = "至少" if number < low else "至多"
    what = _WHAT[figure.of].replace("指标", name)
    yield _fault(
        figure, f"{what} {number} 个", f"{form_name(forms[0])} {len(rows)} 个中{bound} {nearest} 个", str(nearest), name,
        forms[0],
    )  # fmt: skip


def _rows(form: FormContext, group: str) -> list[Row]:
    key = label_key(group).removesuffix("指标")
    return [
        row
        for row in form.rows
        if is_named(row.indicator) and any(key in name for name in (row.indicator.l1_name, row.indicator.l2_name))
    ]


def _titles(unit: UnitContext) -> Iterator[Fault]:
    for table in unit.summaries:
        match = _IN_TITLE.search(label_key(table.title.text or ""))
        if match is None or not table.rows or int(match[1]) == len(table.rows):
            continue
        yield list_fault(
            table,
            table.title,
            label="标题",
            message=f"{list_name(table)}的标题写 {match[1]} 个项目，表内列了 {len(table.rows)} 个。",
            remedy=REMEDY,
            basis=BASIS,
            printed=match[1],
            expected=str(len(table.rows)),
            unit="个",
        )


def _fault(
    figure: ReportFigure, what: str, counted: str, expected: str, label: str, form: FormContext | None = None
) -> Fault:
    return Fault(
        message=f"报告{figure.value.place.cell}写{what}，{counted}。",
        remedy=REMEDY,
        basis=BASIS,
        place=figure.value.place,
        label=label,
        printed=str(_number(figure)),
        expected=expected,
        unit="个",
        project="" if form is None else form.evaluation.name,
    )


def _is_exact(figure: ReportFigure) -> bool:
    return figure.value.number is not None and not figure.approximate and figure.confidence == "sure"


def _is_beside(one: ReportFigure, other: ReportFigure) -> bool:
    return one.value.place == other.value.place and one.indicator == other.indicator


def _number(figure: ReportFigure) -> int:
    return int(figure.value.number or 0)
