"""The pictures of a report, 图_执行, 图_得分 and 图_项目: which figures each shows. How they are drawn stands in chart_part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from html import escape
from typing import Any

from zipingbiao.base.numbers import read_printed
from zipingbiao.model.statement import FormStatement, FundStatement, GroupStatement, Sourced, UnitStatement
from zipingbiao.writers.word.chart_part import ChartTable, add_chart
from zipingbiao.writers.word.environment import FILTERS
from zipingbiao.writers.word.fields import View

#: What a chart says at its bars; rates and amounts as the text of the report prints them.
_RATE, _AMOUNT = "0.00%", "0.00####"
#: Characters of a name before it goes on in the next line.
_LINE = 20
#: Projects that one chart holds on a page.
_PROJECTS = 25
#: One bar alone compares nothing.
_FEWEST = 2


def draw_charts(part: Any, statement: FormStatement | UnitStatement) -> dict[str, str]:
    """The XML of each picture by its field (see fields.PICTURES), as it stands inside a w:r: drawing and caption.

    Args:
        part: the python-docx part of the document, which takes up the charts.
        statement: what is drawn; a picture for which it has no figures is left out.
    """
    if isinstance(statement, FormStatement):
        return {field: _picture(part, *one) for field, one in _of_form(statement).items()}
    pictures = _of_form(statement.department) if statement.department is not None else {}
    drawn = {field: _picture(part, *one) for field, one in pictures.items()}
    projects = _projects(statement)
    if projects:
        drawn["图_项目"] = "<w:br/>".join(_picture(part, *one) for one in projects)
    return drawn


def _picture(part: Any, table: ChartTable, caption: str) -> str:
    drawing = add_chart(part, table, f"条形图：{caption}，数据见正文。")
    return f"{drawing}<w:br/><w:t>图：{escape(caption)}</w:t>"


def _of_form(form: FormStatement) -> dict[str, tuple[ChartTable, str]]:
    tables = {}
    if rows := _funds(form):
        tables["图_执行"] = ChartTable(("全年预算数", "全年执行数"), rows, _AMOUNT), f"全年预算数与全年执行数（{form.unit}）"
    parts = [
        (_points(group), (rate,))
        for group in form.groups
        if (rate := _number(group.rate)) is not None
    ]
    if form.scored and len(parts) >= _FEWEST:
        tables["图_得分"] = ChartTable(("得分率",), tuple(parts), _RATE), "各部分得分率"
    return tables


def _points(group: GroupStatement) -> str:
    """产出 45.11/50分."""
    points = f" {group.score.text}/{group.weight.text}分" if group.score and group.weight else ""
    return _flat(group.name) + points


def _funds(form: FormStatement) -> tuple[tuple[str, tuple[Decimal | None, ...]], ...]:
    """年度资金总额, then its parts where there are several, each with what it had and what it spent."""
    lines = [line for line in _lines(form) if any(_number(one) for one in (line.budget, line.executed))]
    if len(lines) < _FEWEST:
        lines = []
    if form.total_fund is not None and (form.total_fund.budget or form.total_fund.executed):
        lines.insert(0, form.total_fund)
    return tuple((_name(line), (_number(line.budget), _number(line.executed))) for line in lines)


def _lines(form: FormStatement) -> Iterable[FundStatement]:
    return form.expenditures or form.sources


def _projects(unit: UnitStatement) -> list[tuple[ChartTable, str]]:
    """The execution rates of the listed projects, in charts of about equal length."""
    rows = [(_broken(_flat(one.name)), (rate,)) for one in unit.listed if (rate := _number(one.rate)) is not None]
    if len(rows) < _FEWEST:
        return []
    charts = -(-len(rows) // _PROJECTS)
    each = -(-len(rows) // charts)
    found = []
    for number, start in enumerate(range(0, len(rows), each), 1):
        # No figure stands in a caption: a digit in a report is one of the form.
        part = "" if charts == 1 else f"（之{FILTERS['汉字'](number)}）"
        found.append((ChartTable(("执行率",), tuple(rows[start : start + each]), _RATE), f"各项目预算执行率{part}"))
    return found


def _number(figure: Sourced) -> Decimal | None:
    """The number that the report prints: a rate as it is rounded there."""
    printed = read_printed(figure.text)
    return printed.value if printed is not None else figure.number


def _name(line: FundStatement) -> str:
    return _broken(str(View("资金", line)["名称"].text))


def _flat(name: Sourced) -> str:
    return " ".join(name.text.split())


def _broken(name: str) -> str:
    pieces: Sequence[str] = [name[start : start + _LINE] for start in range(0, len(name), _LINE)]
    return "\n".join(pieces)
