"""The sheet 目标得分汇总: 预算执行情况, then every goal × 产出/效益, with living 分值, 得分 and 得分率."""

from __future__ import annotations

from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from zipingbiao.base.numbers import show
from zipingbiao.forms.schema import GoalSummaryGroup, GoalSummaryLayout
from zipingbiao.scoring import native
from zipingbiao.scoring.engine import Assessment
from zipingbiao.writers.workbook.names import quoted
from zipingbiao.writers.workbook.plan import GoalBlock, Plan
from zipingbiao.writers.workbook.styles import HEAD_FILL, Styles

_HEADS = ("评价内容", "分值", "得分", "得分率")
_WIDTHS = (40, 14, 14, 14)
_ROW = 24
_AGREES, _DIFFERS = "各行合计与总分相符", "各行合计与总分相差 "


def wants_goal_summary(plan: Plan) -> bool:
    """Whether the form asks for the summary and has several goals to sum up."""
    return plan.form.layout.goal_summary is not None and len(plan.blocks) > 1


class GoalSummarySheet:
    """Writes the summary of one form sheet."""

    def __init__(self, sheet: Worksheet, name: str, plan: Plan, assessment: Assessment, styles: Styles) -> None:
        assert plan.form.layout.goal_summary is not None
        self.sheet, self.plan, self.assessment, self.styles = sheet, plan, assessment, styles
        self.layout: GoalSummaryLayout = plan.form.layout.goal_summary
        self.place = quoted(name)
        self.places = plan.form.policy.rounding.score_places

    def write(self) -> None:
        """Title, a line for the execution, the lines of every goal, and the total."""
        sheet, plan = self.sheet, self.plan
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.merge_range(0, 0, 0, len(_HEADS) - 1, self.layout.title, self.styles.title())
        sheet.set_row(0, 36)
        head = self.styles.label(bold=True, bg_color=HEAD_FILL)
        for column, text in enumerate(_HEADS):
            sheet.write_string(1, column, text, head)
        sheet.set_row(1, _ROW)
        row = first = 2
        fund = plan.total_funding_row
        if fund is not None and plan.execution:
            weight = plan.funding_weight(fund, True)
            weight = f"N({self.place}!{weight})" if plan.has_fund("weight") else weight
            points = next((line.weight.number for line in plan.evaluation.funding if line.role == "total"), None)
            given = points if points is not None else plan.form.policy.execution.points
            score = f"N({self.place}!{plan.funding_at('score', fund, True)})"
            self._write_row(row, self.layout.execution, weight, score, given, self.assessment.execution_score)
            row += 1
        for block in plan.blocks:
            for group in self.layout.groups:
                if any(line.l1 in group.l1 for line in block.lines):
                    self._write_group(row, block, group)
                    row += 1
        self._write_total(first, row)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.protect("", {"format_rows": True, "format_columns": True})

    def _write_group(self, row: int, block: GoalBlock, group: GoalSummaryGroup) -> None:
        names = self.plan.span("l1", helper=True, block=block)
        sums = {}
        for key in ("weight", "score"):
            numbers = self.plan.span(key, block=block)
            parts = [f'SUMIF({self.place}!{names},"{l1}*",{self.place}!{numbers})' for l1 in group.l1]
            sums[key] = f"ROUND({'+'.join(parts)},{self.places})"
        weight = score = Decimal(0)
        for line in block.lines:
            if line.l1 in group.l1 and line.indicator is not None and line.index is not None:
                weight += line.indicator.weight.number or 0
                score += self.assessment.indicators[line.index].counted or 0
        self._write_row(row, f"目标{block.number} {group.label}", sums["weight"], sums["score"], weight, score)

    def _write_row(
        self, row: int, label: str, weight: str, score: str, weight_now: Decimal, score_now: Decimal | None
    ) -> None:
        number = self.styles.computed("0.00")
        self.sheet.write_string(row, 0, label, self.styles.label())
        self.sheet.write_formula(row, 1, f"={weight}", number, float(weight_now))
        self.sheet.write_formula(row, 2, f"={score}", number, float(score_now or 0))
        self._write_rate(row, weight_now, score_now, self.styles.computed("0.00%"))
        self.sheet.set_row(row, _ROW)

    def _write_rate(self, row: int, weight: Decimal, score: Decimal | None, style: Format) -> None:
        shown = float((score or Decimal(0)) / weight) if weight else ""
        cells = f"B{row + 1}", f"C{row + 1}"
        self.sheet.write_formula(row, 3, f'=IF({cells[0]}>0,{cells[1]}/{cells[0]},"")', style, shown)

    def _write_total(self, first: int, row: int) -> None:
        """合计 is the form's own 总分, with its grade; a difference to the lines above is said beside it."""
        plan, bold = self.plan, self.styles.computed("0.00", bold=True)
        assert plan.total_row is not None
        total, weights = (f"{self.place}!{plan.at(key, plan.total_row, True)}" for key in ("score", "weight"))
        now = self.assessment.total
        self.sheet.write_string(row, 0, "合计", self.styles.label(bold=True))
        self.sheet.write_formula(row, 1, f"={weights}", bold, float(self.assessment.weight_total))
        self.sheet.write_formula(row, 2, f'=IF({total}="","",{total})', bold, "" if now is None else float(now))
        grade = native.grade(f"C{row + 1}", plan.form.policy, f"B{row + 1}")
        self.sheet.write_formula(row, 3, f"={grade}", bold, self.assessment.grade or "")
        self.sheet.set_row(row, _ROW)
        span = f"C{first + 1}:C{row}"
        gap = f"SUM({span})-C{row + 1}"
        words = f'IF(ABS({gap})<0.005,"{_AGREES}","{_DIFFERS}"&ROUND({gap},{self.places}))'
        check = f'IF(C{row + 1}="","",{words})'
        note = self.styles.note(align="left", font_color="#7F7F7F")
        self.sheet.merge_range(row + 1, 0, row + 1, 3, "", note)
        self.sheet.write_formula(row + 1, 0, f"={check}", note, self._check_now())

    def _check_now(self) -> str:
        total = self.assessment.total
        if total is None:
            return ""
        rows = sum((result.counted or Decimal(0) for result in self.assessment.indicators), Decimal(0))
        listed = rows + (self.assessment.execution_score or Decimal(0))
        difference = listed - total
        return _AGREES if abs(difference) < Decimal("0.005") else _DIFFERS + show(difference)
