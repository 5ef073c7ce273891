"""What other sheets show of a form sheet: references to its cells, each with the value the cell holds now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from zipingbiao.base.numbers import read_printed, round_to, scale_of
from zipingbiao.base.text import label_key
from zipingbiao.forms.parts import BACK_LINKS, PROJECT_EXPENDITURE, UNNAMED
from zipingbiao.forms.schema import HeaderCell
from zipingbiao.scoring import native
from zipingbiao.scoring.engine import Assessment, amount
from zipingbiao.scoring.totals import shown_rate
from zipingbiao.writers.workbook.names import quoted
from zipingbiao.writers.workbook.plan import Plan
from zipingbiao.writers.workbook.styles import Styles

#: Amounts as they are: two decimals, more only where there are more (yuan shown in 万元).
MONEY_TEXT = "#,##0.00####"
#: In a cell, away from its right border.
MONEY = MONEY_TEXT + "_ "
LINK_COLOUR = "#1F4E79"
_YUAN_PLACES = 2
#: Begins what a cell says of two amounts that do not agree.
DIFFERS = "相差 "


class Living(NamedTuple):
    """An expression (without '=') and what it gives now; None for a cell that shows nothing."""

    expression: str
    value: Decimal | None


@dataclass(frozen=True)
class FormLink:
    """A planned and assessed form on the sheet `name`."""

    name: str
    plan: Plan
    assessment: Assessment

    @property
    def place(self) -> str:
        """The sheet as it stands before the ! of a reference."""
        return quoted(self.name)

    @property
    def is_project(self) -> bool:
        """A project form; else a department's."""
        return self.plan.evaluation.level == "project"

    @property
    def unit(self) -> str:
        """The unit of the form's amounts."""
        return self.plan.evaluation.unit

    @property
    def rate_places(self) -> int:
        """Decimals of a rate (as a fraction) by the form's policy."""
        return self.plan.form.policy.rounding.rate_places

    def title(self) -> tuple[str, str]:
        """A formula (without '=') that shows the form's name and leads to it, and the name."""
        for field in ("project", "department"):
            cell = next((place for one, place in self._header_cells() if one.field == field), None)
            if cell is not None:
                text = f'IF({cell}="","{UNNAMED}",{cell})'
                return self._link(text), getattr(self.plan.evaluation, field).text or UNNAMED
        return self._link('"' + self.name.replace('"', '""') + '"'), self.name

    def _link(self, text: str) -> str:
        target = self.place.replace('"', '""')
        return f'HYPERLINK("#{target}!A1",{text})'

    def _header_cells(self) -> Iterator[tuple[HeaderCell, str]]:
        """The labels of the form's header, each with the reference of the field beside it."""
        plan = self.plan
        for row, cells in zip(plan.header_rows, plan.form.layout.header, strict=True):
            for cell, at in zip(cells, plan.pair_columns(len(cells)), strict=True):
                yield cell, f"{self.place}!{xl_rowcol_to_cell(row, at.field_from, True, True)}"

    def amount(self, key: str, unit: str) -> Living | None:
        """An amount of 年度资金总额 in `unit`; None where the form has no such cell."""
        row = self.plan.total_funding_row
        if row is None or not self.plan.has_fund(key):
            return None
        funding = self.plan.evaluation.total_funding
        number = amount(getattr(funding, key), self.unit) if funding else None
        return self._converted(f"{self.place}!{self.plan.funding_at(key, row, True)}", number, unit)

    def project_expenditure(self, unit: str) -> Living | None:
        """The 项目支出总额 of a department form whose header asks for it."""
        for cell, place in self._header_cells():
            if cell.input == "number" and PROJECT_EXPENDITURE.match(label_key(cell.label)):
                printed = read_printed(self.plan.evaluation.attributes.get(cell.label) or "")
                return self._converted(place, printed.value if printed else None, unit)
        return None

    def _converted(self, source: str, number: Decimal | None, unit: str) -> Living:
        factor = scale_of(self.unit) / scale_of(unit)
        if factor == 1:
            return Living(shown(source), number)
        if factor > 1:
            value = None if number is None else round_to(number * factor, _YUAN_PLACES)
            return Living(shown(source, f"ROUND({source}*{factor},{_YUAN_PLACES})"), value)
        return Living(shown(source, f"{source}/{1 / factor:f}"), None if number is None else number * factor)

    @property
    def rate(self) -> Living | None:
        """执行率 as the form shows it."""
        row = self.plan.total_funding_row
        if row is None or not self.plan.has_fund("rate"):
            return None
        rate = self.assessment.rate
        value = None if rate is None else shown_rate(rate, self.plan.form.policy)
        return Living(shown(f"{self.place}!{self.plan.funding_at('rate', row, True)}"), value)

    @property
    def execution(self) -> Living | None:
        """执行得分; None where the form scores execution by ordinary indicators or not at all."""
        row, policy = self.plan.total_funding_row, self.plan.form.policy
        if row is None or not self.plan.has_fund("score") or policy.execution.points == 0:
            return None
        source = f"{self.place}!{self.plan.funding_at('score', row, True)}"
        return Living(shown(source), self.assessment.execution_score)

    @property
    def points(self) -> Living | None:
        """The scores of all indicator rows together, before any conversion or cap of 总分."""
        if self.plan.total_row is None:
            return None
        span = f"{self.place}!{self.plan.span('score')}"
        places = self.plan.form.policy.rounding.score_places
        known = [row.counted for row in self.assessment.indicators if row.counted is not None]
        value = round_to(sum(known, Decimal(0)), places) if known else None
        return Living(f'IF(COUNT({span})=0,"",ROUND(SUM({span}),{places}))', value)

    @property
    def weights(self) -> Living | None:
        """分值合计."""
        return self._total("weight", self.assessment.weight_total)

    @property
    def total(self) -> Living | None:
        """总分; None for a form that does not score."""
        return self._total("score", self.assessment.total)

    def grade(self, total: str) -> str:
        """The expression of the grade of `total`, a cell that shows this form's 总分."""
        row = self.plan.total_row
        weights = "" if row is None else f"{self.place}!{self.plan.at('weight', row, True)}"
        return native.grade(total, self.plan.form.policy, weights)

    def _total(self, key: str, value: Decimal | None) -> Living | None:
        row = self.plan.total_row
        if row is None or not self.plan.form.policy.scored:
            return None
        return Living(shown(f"{self.place}!{self.plan.at(key, row, True)}"), value)


def shown(source: str, expression: str | None = None) -> str:
    """The expression where the source cell holds a number, else nothing."""
    return f'IF(ISNUMBER({source}),{expression or source},"")'


def number(value: Decimal | None) -> float | str:
    """A cached result: a blank cell shows an empty text."""
    return "" if value is None else float(value)


def rate_of(budget: Decimal | None, executed: Decimal | None, places: int) -> Decimal | None:
    """What the formula of an execution rate gives for two amounts."""
    if executed is None or budget is None or budget <= 0:
        return None
    return round_to(executed / budget, places)


def agreement(
    present: str, difference: str, value: Decimal | None, unit: str, slack: Decimal
) -> tuple[str, str]:
    """An expression that says whether two amounts agree, and what it says now.

    Args:
        present: the cell that may be blank, so that nothing is compared.
        difference, value: the expression of the difference, and what it gives now (None: nothing is compared).
        unit: of the difference.
        slack: what rounding explains.
    """
    nothing = "没有填，未比较"
    words = f'IF(ABS({difference})<={slack},"相符","{DIFFERS}"&TEXT({difference},"{MONEY_TEXT}")&" {unit}")'
    if value is None:
        text = nothing
    else:
        text = "相符" if abs(value) <= slack else f"{DIFFERS}{money(value)} {unit}"
    return f'IF(ISNUMBER({present}),{words},"{nothing}")', text


def money(value: Decimal) -> str:
    """An amount as the format MONEY_TEXT shows it."""
    whole, _, decimals = f"{round_to(value, 6):,f}".partition(".")
    return f"{whole}.{decimals[:2]}{decimals[2:].rstrip('0')}"


def write_back_links(sheet: Worksheet, plan: Plan, styles: Styles) -> None:
    """Links to the sheets about all forms, on the first row right of the print area."""
    style = styles.note(font_color=LINK_COLOUR, underline=1, text_wrap=False)
    for offset, (target, text) in enumerate(BACK_LINKS.items()):
        sheet.write_url(0, plan.status_column + offset, f"internal:{quoted(target)}!A1", style, text)
