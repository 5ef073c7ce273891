"""报告里留着没有填写的地方。

查什么：绩效自评报告、评价报告（.docx、.txt）的正文和表格里，是否还留着“【待填：…】”“（此处填写…）”“（500字以内）”这类提示，
    或以“××万元”“____%”“20××年”“（  ）个”代替的数。签字、盖章、日期等手填的横线不算；自评表各栏另查（ZP032）。
为什么：由自评表生成的报告，凡是应由单位撰写的内容都留作待填；没有写完就报送，等于报告缺了这一部分。
反例：“存在的问题：【待填：存在的问题】”；“全年预算数××万元，执行率____%”。
正例：“填报人（签字）：______”；公开时隐去姓名的“张××”。
依据：报告各部分应填写实际内容。哪些是有意省略由人判断，所以是警告。
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from zipingbiao.base.text import excerpt
from zipingbiao.checks.context import Fault, UnitContext
from zipingbiao.checks.registry import unit_rule
from zipingbiao.model.report import Blank, Report
from zipingbiao.model.values import Place

BASIS = "报告各部分应填写实际内容"
#: Named one by one in a paragraph; more are only counted.
_MOST = 4


@unit_rule("ZP069", kind="placeholder", severity="warning")
def report_unfilled(unit: UnitContext) -> Iterator[Fault]:
    """Every paragraph or cell of a report with something left to be filled in."""
    for report in unit.reports:
        for place, group in groupby(report.blanks, key=lambda blank: blank.place):
            yield _fault(report, place, list(group))


def _fault(report: Report, place: Place, blanks: list[Blank]) -> Fault:
    texts = list(dict.fromkeys(excerpt(blank.text, 40) for blank in blanks))
    topics = list(dict.fromkeys(blank.topic for blank in blanks if blank.topic))
    more = f"等 {len(texts)} 处" if len(texts) > _MOST else ""
    under = f"“{place.sheet}”下的" if place.sheet and place.sheet != excerpt(report.title) else ""
    return Fault(
        message=f"报告{under}{place.spot}还留着{'、'.join(f'“{text}”' for text in texts[:_MOST])}{more}，没有填写。",
        remedy=f"请填写{'、'.join(topics[:_MOST])}，没有的把这句话删去。" if topics else "请填写实际内容，没有的把这句话删去。",
        basis=BASIS,
        place=place,
        label=topics[0] if topics else place.sheet or "报告正文",
        printed="、".join(texts),
    )
