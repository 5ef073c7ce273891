"""有自评表而清单里没有这个项目。

查什么：项目自评表的项目，在同一单位、同一年度的汇总表（项目清单）里有没有；至少有一个项目与清单同名才核对。
    有几张清单的，任何一张列了就算有。清单列到的不足一半的，只提示一条。别的年度的不比较。
为什么：清单漏列，合计就少算一个项目；也可能是多填了不该填的表，或混进了别的单位、别的年度的表。
反例：清单列了 18 个项目，自评表有 19 张，“平价菜销售补贴资金”不在清单里。
正例：清单写“2021年度奖励资金-区级”，自评表写“2021年度奖励资金（区级）”。
依据：纳入自评范围的项目与清单一一对应。清单可能只列一部分项目，所以是警告。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.checks.context import Fault, FormContext, UnitContext
from zipingbiao.checks.figures import with_unit
from zipingbiao.checks.lists import forms_of, is_about_forms, list_name, pairs_of, some_names
from zipingbiao.checks.registry import unit_rule
from zipingbiao.model.finding import Severity
from zipingbiao.model.summary import Summary, name_key

BASIS = "项目支出绩效自评范围：清单里的项目与自评表一一对应"


@unit_rule("ZP046", kind="missing_row", severity="warning")
def form_not_listed(unit: UnitContext) -> Iterator[Fault]:
    """Every project form that no list of its unit and year names."""
    listed: set[int] = set()
    compared: dict[int, tuple[FormContext, Summary]] = {}
    for table in unit.summaries:
        pairs = pairs_of(unit, table)
        if not is_about_forms(pairs):
            continue
        names = {name_key(row.project.text or "") for row in table.rows}
        for form in forms_of(unit, table):
            compared.setdefault(form.index, (form, table))
            if name_key(form.evaluation.project.text or "") in names:
                listed.add(form.index)
        listed.update(pair.form.index for pair in pairs)
    missing = [found for index, found in sorted(compared.items()) if index not in listed and _is_named(found[0])]
    if len(missing) * 2 > len(compared):
        yield _most_missing(missing, len(compared))
        return
    for form, table in missing:
        yield _fault(
            form,
            f"「{form.evaluation.name}」有自评表{_amount(form)}，{list_name(table)}的 {len(table.rows)} 个项目里没有它。",
            "请核对清单是否漏列；清单的合计也请一并核对。",
            list_name(table) + "里的一行",
        )


def _is_named(form: FormContext) -> bool:
    return bool(name_key(form.evaluation.project.text or "")) and not form.is_empty


def _amount(form: FormContext) -> str:
    total = form.evaluation.total_funding
    if total is None or total.executed.number is None:
        return ""
    return f"（全年执行数 {with_unit(total.executed, form.evaluation.unit)}）"


def _most_missing(missing: list[tuple[FormContext, Summary]], count: int) -> Fault:
    form, table = missing[0]
    names = some_names([form.evaluation.name for form, _ in missing])
    return _fault(
        form,
        f"{count} 张项目自评表中有 {len(missing)} 张不在{list_name(table)}里：{names}。",
        "请核对清单是否完整。",
        list_name(table) + "里的一行",
        "info",
    )


def _fault(form: FormContext, message: str, remedy: str, expected: str, severity: Severity | None = None) -> Fault:
    return form.fault(
        form.evaluation.project,
        label="项目名称",
        message=message,
        remedy=remedy,
        basis=BASIS,
        printed=form.evaluation.project.text,
        expected=expected,
        severity=severity,
    )
