"""同一项目在清单和自评表上名称不同。

查什么：汇总表（项目清单）里的项目名称与自评表不一字不差、但只差个别字的，或者名称相近而预算数、执行数相同的，
    已按同一项目核对，逐一列出。
为什么：名称写法不同，汇总时会被当作两个项目；按同一项目核对是软件的判断，要让人知道。
反例：清单写“2021年度外贸进出口企业奖励资”，自评表写“2021年外贸进出口企业奖励资金”。
正例：清单写“2021年度奖励资金-区级”，自评表写“2021年度奖励资金（区级）”：只差括号，不列出。
依据：表间一致性，同一项目在各表上的名称应当一致。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.base.text import squeeze
from zipingbiao.checks.context import Fault, UnitContext
from zipingbiao.checks.lists import is_about_forms, list_fault, list_name, pairs_of
from zipingbiao.checks.registry import unit_rule

BASIS = "表间一致性：同一项目在各表上的名称应当一致"
_DIFFERENCE = {"alike": "写法不同", "amounts": "不同，两处的预算数、执行数相同"}


@unit_rule("ZP066", kind="table_vs_form", severity="info")
def name_written_otherwise(unit: UnitContext) -> Iterator[Fault]:
    """Every row of a list whose form goes by a name that only resembles its own."""
    for table in unit.summaries:
        pairs = pairs_of(unit, table)
        for row, form, match in pairs if is_about_forms(pairs) else ():
            if match == "same":
                continue
            name, own = squeeze(row.project.text or ""), squeeze(form.evaluation.project.text or "")
            yield list_fault(
                table,
                row.project,
                label=name,
                message=f"{list_name(table)}「{name}」与自评表「{own}」名称{_DIFFERENCE[match]}，已按同一项目核对。",
                remedy="请统一项目名称；不是同一项目的，请补填缺少的自评表和清单行。",
                basis=BASIS,
                printed=name,
                expected=own,
                unit="",
                project=form.evaluation.name,
            )
