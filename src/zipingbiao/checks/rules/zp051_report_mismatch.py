"""报告正文写的数与自评表不一致。

查什么：绩效自评报告（.docx、.txt）正文写的得分、分值、等级、预算数、执行数、执行率、指标值、完成值，与同一部门、同一项目、
    同一年度的自评表（没有自评表的与项目清单）是否一致；元、万元、亿元换算后比较，位数多的一方按位数少的一方进位。
    只比较确切的、全部资金的数：约数、财政拨款等一部分资金、上年的数、各科目的数不比较。
为什么：报告和表分开写，一处改了另一处没有跟着改；报告公开以后最容易被看出来。
反例：报告写部门整体自评得分 88.09 分，表上总分 87.09 分；报告写政府采购执行率 5 分，表上分值 6 分。
正例：报告写支出 138.9 万元，表上 138.90 万元；报告写执行率 91.7%，表上 91.66%。
依据：表文勾稽关系，报告引用的数＝自评表上对应的数。项目名称不完全相同、年度不明、句子可以有别的理解的，只相差进位的，
    各行相加才能比较的，指标值和完成值（正文可能另有口径），只作警告。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.checks.context import Fault, UnitContext
from zipingbiao.checks.figures import figure as figure_of
from zipingbiao.checks.lists import list_name
from zipingbiao.checks.registry import unit_rule
from zipingbiao.checks.report_compare import Difference, difference_in, difference_in_list
from zipingbiao.checks.reports import ReportContext, form_name, shown, where
from zipingbiao.model.report import ReportFigure

BASIS = "表文勾稽关系：报告引用的数＝自评表上对应的数"
_WHOSE = {"department": "部门整体", "project_expenditure": "项目支出", "basic_expenditure": "基本支出"}
REMEDY = "请核对以哪个为准，两处改成一致。"


@unit_rule("ZP051", kind="text_vs_table", severity="error")
def report_mismatch(unit: UnitContext) -> Iterator[Fault]:
    """Every figure of a narrative report that the form, or the list of projects, contradicts."""
    for report in unit.reports:
        context = ReportContext(unit, report)
        for figure in context.figures():
            told = context.told(figure)
            rows = [told.row] if told.row is not None else context.totals(figure)
            found = [difference_in(form, figure) for form in told.forms]
            listed = [difference_in_list(table, row, figure) for table, row in rows]
            if told.forms and found[0] is not None and None not in found:
                form, first = told.forms[0], found[0]
                table_text = f"{form_name(form)}{first.column}（{where(first.value, form, unit)}）"
                yield _fault(figure, first, table_text, form.evaluation.name, told.sure and first.exact)
            elif rows and listed[0] is not None and None not in listed:
                table, one = rows[0][0], listed[0]
                table_text = f"{list_name(table)}「{one.label}」{one.column}（{one.value.place._replace(file=None)}）"
                yield _fault(figure, one, table_text, one.label if told.row else "", told.row is not None and told.sure)


def _fault(figure: ReportFigure, difference: Difference, table: str, project: str, sure: bool) -> Fault:
    whose = f"“{figure.subject}”" if figure.subject else _WHOSE.get(figure.scope, "")
    return Fault(
        message=f"报告{figure.value.place.cell}写{whose}{difference.what} {shown(figure)}，{table}为 {difference.other}。",
        remedy=REMEDY,
        basis=BASIS,
        place=figure.value.place,
        label=difference.label,
        printed=figure_of(figure.value) if difference.unit else figure.value.text,
        expected=difference.expected,
        unit=difference.unit,
        project=project,
        severity=None if sure else "warning",
    )
