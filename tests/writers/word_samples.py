"""Small statements and templates for the tests of the Word reports."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any

import docx
from docx.oxml.ns import qn

from zipingbiao.model.statement import FormStatement, FundStatement, GroupStatement, IndicatorStatement, Sourced
from zipingbiao.model.values import Place
from zipingbiao.writers.word.render import Rendered, ReportTemplate, render
from zipingbiao.writers.word.template_package import build_template

PLACES = (Place("a.xlsx", "表", "F6"),)


def said(text: str, label: str = "项", number: str | None = None) -> Sourced:
    """A figure or text from one cell."""
    return Sourced(text, label, None if number is None else Decimal(number), PLACES if text else ())


def fund(**changes: Any) -> FundStatement:
    return replace(
        FundStatement(
            "total", said("年度资金总额"), said("10.00", number="10"), said("67.00", "全年预算数", "67"), said("51.26"),
            said("15.74"), said("76.51%"), said("10"), said("7.65"),
        ),
        **changes,
    )  # fmt: skip


def indicator(number: int = 1, **changes: Any) -> IndicatorStatement:
    one = IndicatorStatement(
        number, 1, said("产出指标"), said("数量指标"), said(f"指标{number}"), said("≥10次"), said("10次"), said("5"),
        said("5"), said("", "偏差原因"), said("", "评分细则"), said("0.00%"), "met",
    )  # fmt: skip
    return replace(one, **changes)


def group(*indicators: IndicatorStatement) -> GroupStatement:
    return GroupStatement(
        "产出指标", said("项目产出"), said("50"), said("40"), said("80.00%"), said("良"), indicators, said("3"), said("2"),
        said("1"),
    )  # fmt: skip


def form(*indicators: IndicatorStatement, **changes: Any) -> FormStatement:
    rows = indicators or (indicator(1), indicator(2, l1=said("产出指标")), indicator(3, l1=said("效益指标")))
    one = FormStatement(
        level="project", template=None, form_name="项目支出绩效自评表", unit="万元", scored=True, place=PLACES[0],
        year=said("2019", "年度", "2019"), project=said("安全生产专项", "项目名称"), department=said("主管局"),
        implementing_unit=said("实施单位"), attributes={}, total_fund=fund(), sources=(), goals=(), groups=(group(*rows),),
        indicators=rows, total=said("93.68", "总分", "93.68"), full_marks=said("100"), indicator_marks=said("90"),
        indicator_score=said("84"), total_rate=said("93.68%"), grade=said("优"), counted=said("3"), met=said("2"),
        unmet=said("1"),
    )  # fmt: skip
    return replace(one, **changes)


def blank_form() -> FormStatement:
    """A form with nothing in it."""
    nothing = {
        name: Sourced("", name)
        for name in ("year", "project", "department", "implementing_unit", "total", "full_marks", "indicator_marks",
                     "indicator_score", "total_rate", "grade", "counted", "met", "unmet")
    }  # fmt: skip
    return form(total_fund=None, groups=(), **nothing, indicators=(), place=Place())


def template(*lines: str) -> ReportTemplate:
    """A template of these lines, written as template_source says."""
    return ReportTemplate("模板.docx", build_template("\n".join(lines), "模板"))


def filled(*lines: str, form: FormStatement | None = None, **options: Any) -> Rendered:
    """A report by a template of these lines."""
    return render("self", [form or globals()["form"]()], template(*lines), **options)


def sentences(rendered: Rendered) -> list[str]:
    """All sentences of all parts."""
    return [sentence.text for part in rendered.parts for sentence in part]


def opened(rendered: Rendered) -> Any:
    """The document, opened with python-docx."""
    return docx.Document(BytesIO(rendered.content))


def texts(rendered: Rendered) -> list[str]:
    """What stands in the document, table cells included, without blank paragraphs."""
    body = opened(rendered).element.body
    found = ["".join(piece.text or "" for piece in one.iter(qn("w:t"))) for one in body.iter(qn("w:p"))]
    return [text for text in found if text.strip()]
