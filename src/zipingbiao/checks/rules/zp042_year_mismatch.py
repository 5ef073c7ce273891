"""年度前后不一致。

查什么：表的年度与标题、工作表名、文件名里的年度，以及同一批多数表的年度是否一致；
    汇总表标题与各表是否一致；年度是否在 2000—2100 年之间，不在的是错误。项目名称里的年份不算。
为什么：沿用上年的表改数时，标题里的年度最容易忘记改。
反例：一批 2022 年度的表中，有一张标题写 2023 年度。
正例：项目名称是“2021年度小进限企业奖励资金”，表是 2022 年度的；文件名里是报送日期。
依据：自评表表头，年度为被评价的预算年度。
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from zipingbiao.base.text import squeeze
from zipingbiao.base.years import years_in
from zipingbiao.checks.bases import TABLE
from zipingbiao.checks.context import Fault, FormContext, UnitContext
from zipingbiao.checks.lists import list_fault
from zipingbiao.checks.registry import unit_rule
from zipingbiao.forms.catalog import cite
from zipingbiao.model.summary import Summary
from zipingbiao.model.values import Value

#: Fewer forms have no majority.
FEWEST = 3
#: Years a form can be about.
FIRST, LAST = 2000, 2100
_FOUR_DIGITS = re.compile(r"(?<!\d)\d{4}(?!\d)")


@unit_rule("ZP042", kind="year_mismatch", severity="warning")
def year_mismatch(unit: UnitContext) -> Iterator[Fault]:
    """Every form whose year its title, sheet, file or the other forms contradict; one fault per form."""
    of_all = _majority(unit.forms)
    for file in unit.files:
        common = _majority(file.forms) or of_all
        for form in file.forms:
            yield from _check(form, common)
        for table in file.summaries:
            yield from _check_list(table, file.forms or unit.forms)


def _check(form: FormContext, common: int | None) -> Iterator[Fault]:
    evaluation = form.evaluation
    if impossible := _impossible(evaluation.year.text or ""):
        yield form.fault(
            evaluation.year,
            near=evaluation.title,
            label="年度",
            message=f"「{evaluation.name}」年度填 {impossible} 年，不在 {FIRST}—{LAST} 年之间。",
            remedy="请核对年度。",
            basis=form.cite(TABLE),
            printed=str(impossible),
            expected=f"{FIRST}—{LAST}",
            unit="年",
            severity="error",
        )
        return
    year = evaluation.year_number
    if year is None:
        return
    others = [("标题", evaluation.title.text or ""), ("工作表名", evaluation.place.sheet or "")]
    name = squeeze(evaluation.project.text or "")
    for where, text in others:
        years = years_in(text, name)
        if years and year not in years:
            value = evaluation.title if where == "标题" else evaluation.year
            yield _fault(form, value, years[0], year, f"{where}里是 {years[0]} 年，表的年度是 {year} 年")
            return
    if common is not None and year != common:
        yield _fault(form, evaluation.year, year, common, f"年度是 {year} 年，同一批其他表多数是 {common} 年")
        return
    in_file = years_in((evaluation.place.file or "").rpartition(".")[0], name)
    if in_file and year not in in_file:
        yield _fault(form, evaluation.year, year, in_file[0], f"年度是 {year} 年，文件名里是 {in_file[0]} 年")


def _impossible(text: str) -> int | None:
    years = [int(year) for year in _FOUR_DIGITS.findall(squeeze(text))]
    return years[0] if years and not any(FIRST <= year <= LAST for year in years) else None


def _check_list(table: Summary, forms: Sequence[FormContext]) -> Iterator[Fault]:
    """The title of a list of projects against the years of the forms, where these agree among themselves."""
    own = {form.evaluation.year_number for form in forms if form.evaluation.year_number is not None}
    printed = years_in(table.title.text or "", "")
    if len(own) != 1 or not printed or own & set(printed):
        return
    year = own.pop()
    yield list_fault(
        table,
        table.title,
        label="年度",
        message=f"「{table.place.sheet or '汇总'}」标题里是 {printed[0]} 年，各项目自评表的年度是 {year} 年，不一致。",
        remedy="请核对是哪个年度的自评。",
        basis=cite(TABLE),
        printed=str(printed[0]),
        expected=str(year),
        unit="年",
    )


def _fault(form: FormContext, value: Value, printed: int, expected: int, what: str) -> Fault:
    return form.fault(
        value,
        near=form.evaluation.title,
        label="年度",
        message=f"「{form.evaluation.name}」{what}，不一致。",
        remedy="请核对是哪个年度的自评。",
        basis=form.cite(TABLE),
        printed=str(printed),
        expected=str(expected),
        unit="年",
    )


def _majority(forms: Sequence[FormContext]) -> int | None:
    years = Counter(form.evaluation.year_number for form in forms if form.evaluation.year_number is not None)
    if sum(years.values()) < FEWEST:
        return None
    year, count = years.most_common(1)[0]
    return year if count * 2 > sum(years.values()) else None
