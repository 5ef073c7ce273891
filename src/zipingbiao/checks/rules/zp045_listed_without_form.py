"""清单里的项目没有自评表。

查什么：汇总表（项目清单）里的项目，在同一单位、同一年度的自评表中有没有；至少有一个项目与自评表同名才核对。
    名称只差个别字的、金额相同而名称相近的，按同一项目核对（ZP066 作提示）。有自评表的不到一半的，只提示一条。别的年度的不比较。
为什么：清单是该评的全部项目，缺一张表就是漏评；名称写法不同，汇总时会被当作两个项目。
反例：清单列了 18 个项目，“招商经费”没有自评表。
正例：清单写“2021年度奖励资金-区级”，自评表写“2021年度奖励资金（区级）”；清单里有项目由其他文件报送的，说明即可。
依据：纳入自评范围的项目都应填报自评表。清单可能包括不需单独自评的项目，所以是警告。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.base.text import squeeze
from zipingbiao.checks.context import Fault, UnitContext
from zipingbiao.checks.lists import MOST_PAIRS, Pair, is_about_forms, list_fault, list_name, pairs_of, some_names
from zipingbiao.checks.registry import unit_rule
from zipingbiao.model.finding import Severity
from zipingbiao.model.summary import Summary, SummaryRow, are_alike, name_key

BASIS = "项目支出绩效自评范围：清单里的项目与自评表一一对应"


@unit_rule("ZP045", kind="missing_form", severity="warning")
def listed_without_form(unit: UnitContext) -> Iterator[Fault]:
    """Every row of a list without a form."""
    for table in unit.summaries:
        pairs = pairs_of(unit, table)
        if not is_about_forms(pairs):
            continue
        missing = _missing(unit, table, pairs)
        if len(missing) * 2 > len(table.rows):
            yield _most_missing(table, missing)
        else:
            for row in missing:
                yield _fault(
                    table,
                    row,
                    f"{list_name(table)}列了「{row.project}」，没有找到这个项目的自评表。",
                    "请补填自评表；不需单独自评的，请说明理由。",
                    "这个项目的自评表",
                )


def _missing(unit: UnitContext, table: Summary, pairs: list[Pair]) -> list[SummaryRow]:
    """The rows without a form, in this file or beside it."""
    paired = {id(pair.row) for pair in pairs}
    forms = [form.evaluation.project.text or "" for form in unit.projects]
    known = {"", *map(name_key, forms)}
    free = [row for row in table.rows if id(row) not in paired and name_key(row.project.text or "") not in known]
    taken = {name_key(pair.form.evaluation.project.text or "") for pair in pairs}
    left = [name for name in forms if name_key(name) not in taken]
    if len(free) * len(left) > MOST_PAIRS:
        return free
    return [row for row in free if not any(are_alike(row.project.text or "", name) for name in left)]


def _most_missing(table: Summary, missing: list[SummaryRow]) -> Fault:
    names = some_names([squeeze(row.project.text or "") for row in missing])
    return _fault(
        table,
        missing[0],
        f"{list_name(table)}列了 {len(table.rows)} 个项目，其中 {len(missing)} 个没有找到自评表：{names}。",
        "请核对自评表是否收齐。",
        f"{len(table.rows)} 张自评表",
        "info",
    )


def _fault(
    table: Summary, row: SummaryRow, message: str, remedy: str, expected: str, severity: Severity | None = None
) -> Fault:
    name = squeeze(row.project.text or "")
    return list_fault(
        table,
        row.project,
        label=name,
        message=message,
        remedy=remedy,
        basis=BASIS,
        printed=name,
        expected=expected,
        unit="",
        project=name,
        severity=severity,
    )
