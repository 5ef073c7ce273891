"""由自评表生成的报告，数字与自评表不一致。

查什么：用“zpb report”由自评表生成的 Word 报告，按现在的自评表重新生成一遍，逐段、逐格比较引用的金额、比率、分值、得分、
    等级、指标值、完成值和名称；表格里整行删去的也指出。只是写法不同（563.270 与 563.27、全角数字、千分位、优秀与优、
    元与万元）和正确的进位不算不一致；人工增写、改写的文字和已填的待填内容不查，改写后还看得懂的数另查（ZP051）。
为什么：报告生成以后，表上改了数没有重新生成，或在报告里直接改了数，两处就对不上。
反例：表上得分 3 分，报告写“得4分”；表上全年执行数改为 563.27 万元，报告还是 562.27 万元。
正例：报告在生成的文字后面补写了原因；报告写“得9.170分”，表上 9.17 分。
依据：表文勾稽关系，报告引用的数＝自评表上对应的数。只有文字不同、没有数字的，是警告。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zipingbiao.base.text import excerpt
from zipingbiao.checks.context import Fault, UnitContext
from zipingbiao.checks.made_compare import Missing, Wrong
from zipingbiao.checks.registry import unit_rule
from zipingbiao.model.statement import Sourced

BASIS = "表文勾稽关系：报告引用的数＝自评表上对应的数"
#: Cells that are named one by one; a sum has many.
_MOST_CELLS = 4
_FIGURE = re.compile(r"[≥≤]?[\d.,]{1,20}[^\d，。；]{0,3}")


@unit_rule("ZP068", kind="text_vs_table", severity="error")
def made_report_mismatch(unit: UnitContext) -> Iterator[Fault]:
    """Every figure of a generated report that its form contradicts, and every row that was taken out of its tables."""
    for report in unit.made:
        for group in _alike(report.wrong):
            yield _fault(unit, group)
        for missing in report.missing:
            yield _missing(unit, missing)


def _alike(wrong: Sequence[Wrong]) -> list[list[Wrong]]:
    """The same mistake in several paragraphs is told once: a name that was changed throughout."""
    groups: dict[tuple[object, ...], list[Wrong]] = {}
    for one in wrong:
        key = (one.project, one.figure.label, one.figure.text, one.figure.places, one.what.printed)
        groups.setdefault(key, []).append(one)
    return list(groups.values())


def _fault(unit: UnitContext, group: list[Wrong]) -> Fault:
    first, *others = group
    figure, (printed, expected, certain) = first.figure, first.what
    says = f"写{_quoted(printed)}" if printed else "没有写"
    how = f"由{figure.how}得出，" if figure.how else ""
    more = ""
    if others:
        spots = "、".join(dict.fromkeys(one.place.spot for one in others[:_MOST_CELLS]))
        more = f"另有 {len(others)} 处也是这样：{spots}{'等' if len(others) > _MOST_CELLS else ''}。"
    return Fault(
        message=f"报告{first.place.spot}{_named(figure.label)}{says}，"
        f"自评表为{_quoted(expected)}（{how}{_cells(unit, figure)}）。{more}",
        remedy="报告改错的，请按自评表改正；自评表改过的，请重新生成报告。",
        basis=BASIS,
        place=first.place,
        label=figure.label,
        printed=printed or None,
        expected=expected,
        project=first.project,
        severity=None if certain else "warning",
    )


def _missing(unit: UnitContext, missing: Missing) -> Fault:
    name = excerpt(missing.name)
    return Fault(
        message=f"报告{missing.place.spot}下面少了「{name}」一行，自评表有（{_cells(unit, *missing.figures)}）。",
        remedy="请补上这一行；自评表已经没有这一行的，请重新生成报告。",
        basis=BASIS,
        place=missing.place,
        label=name,
        expected=name,
        project=missing.project,
    )


def _cells(unit: UnitContext, *figures: Sourced) -> str:
    """The cells that figures come from; with the file where the forms stand in several."""
    several = len({form.evaluation.place.file for form in unit.forms}) > 1
    places = list(dict.fromkeys(place if several else place._replace(file=None) for one in figures for place in one.places))
    named = "、".join(filter(None, map(str, places[:_MOST_CELLS])))
    return f"{named} 等 {len(places)} 格" if len(places) > _MOST_CELLS else named or "自评表"


def _named(label: str) -> str:
    """A label inside a sentence; 「订阅报刊杂志数」得分 has its brackets already."""
    return label if "「" in label else f"「{label}」"


def _quoted(text: str) -> str:
    return f" {text}" if _FIGURE.fullmatch(text) else f"“{excerpt(text, 60)}”"
