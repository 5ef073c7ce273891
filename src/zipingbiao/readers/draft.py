"""A form while it is being read, line by line; becomes an Evaluation at its end."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

from zipingbiao.base.text import excerpt, label_key, squeeze
from zipingbiao.base.years import years_in
from zipingbiao.model.evaluation import Evaluation, FundingRow, Goal, Indicator, Level
from zipingbiao.model.summary import Summary
from zipingbiao.model.values import BLANK, Place, Value
from zipingbiao.readers.columns import Columns
from zipingbiao.readers.funding import AmountPairs, name_total
from zipingbiao.readers.grid import Sheet
from zipingbiao.readers.indicators import Levels, Total
from zipingbiao.readers.own import OwnForm
from zipingbiao.readers.words import YEAR_INSIDE

State = Literal["head", "funding", "indicators", "after"]

_NATIONAL = "mof-2020-project"
_DEPARTMENT_WORDS = ("部门整体", "整体支出", "整体绩效")
MONEY_UNITS = ("元", "万元", "亿元")
_FULL_EXECUTION = Decimal(10)


class Guess(NamedTuple):
    """What the form leaves open and the reader had to decide: what it took, and instead of what."""

    message: str
    remedy: str
    place: Place


@dataclass(slots=True)
class Draft:
    """Everything read of one form so far."""

    sheet: Sheet
    row: int
    state: State = "head"
    title: Value = BLANK
    year: Value = BLANK
    unit: str | None = None
    fields: dict[str, Value] = field(default_factory=dict)
    #: fields that stood in one cell with others; labels of their own count more
    shared: dict[str, Value] = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)
    attribute_places: dict[str, Place] = field(default_factory=dict)
    funding: list[FundingRow] = field(default_factory=list)
    funding_columns: Columns | None = None
    pairs: AmountPairs = field(default_factory=AmountPairs)
    goals: list[Goal] = field(default_factory=list)
    block_goal: int = 1
    columns: Columns | None = None
    levels: Levels = field(default_factory=Levels)
    indicators: list[Indicator] = field(default_factory=list)
    total: Total | None = None
    project_list: Summary | None = None
    #: every line with the state after it, and every header of the indicator table: where the parts of the form stand
    rows: list[tuple[int, State]] = field(default_factory=list)
    heads: list[Columns] = field(default_factory=list)
    guesses: list[Guess] = field(default_factory=list)

    @property
    def has_body(self) -> bool:
        """Whether more than a title has been seen: what follows another title then is another form."""
        return bool(self.funding or self.indicators or self.goals or self.columns or self.funding_columns)

    @property
    def is_form(self) -> bool:
        """Whether this is a self-evaluation form at all."""
        return bool(self.indicators or self.columns or (self.funding and (self.title or self.goals)))

    @property
    def has_fund_total(self) -> bool:
        """Whether 年度资金总额 has been read."""
        return any(row.role == "total" for row in self.funding)

    def finish(self, own: OwnForm | None) -> Evaluation:
        """The evaluation; `own` is what a generated workbook says of this sheet."""
        fields = self.shared | self.fields
        if not self.funding:
            self.funding = self.pairs.funding()
        unit_name = fields.pop("unit_name", None)
        if unit_name is not None:
            # 单位名称 names the department where no 主管部门 is asked for, else the unit itself.
            fields.setdefault("implementing_unit" if "department" in fields else "department", unit_name)
        if self._level() == "department" and "department" not in fields and fields.get("implementing_unit"):
            # 填报单位 of a unit's own form.
            fields["department"] = fields["implementing_unit"]
        total, grade = self.total, fields.pop("grade", BLANK)
        score = fields.pop("total", BLANK)
        first = self.title if self.title else fields.get("project", BLANK)
        has_helpers = self.columns is not None and bool(self.columns.helpers)
        return Evaluation(
            template=own.template if own else self._template(),
            level=(own.level if own else None) or self._level(),
            year=self.year if self.year else self._year_elsewhere(),
            unit=self.unit or self._unit_elsewhere(),
            title=self.title,
            attributes=self.attributes,
            attribute_places=self.attribute_places,
            project_list=self.project_list,
            funding=tuple(name_total(self.funding)),
            goals=tuple(self.goals),
            indicators=tuple(self.indicators),
            total_weight=total.weight if total else BLANK,
            total=total.score if total and total.score.text is not None else score if score else self._no_total(),
            grade=total.grade if total and (total.grade.text is not None or not grade) else grade,
            living_total=total.living if total else BLANK,
            living_grade=total.grade if total and has_helpers else BLANK,
            place=first.place if first.place.cell else self.sheet.place(self.row, 1),
            own=own is not None,
            has_reasons=self.columns is not None and "reason" in self.columns,
            has_weights=self.columns is not None and "weight" in self.columns,
            **fields,
        )

    def _no_total(self) -> Value:
        return self.total.score if self.total else BLANK

    def _level(self) -> Level:
        texts = squeeze(f"{self.title} {self.fields.get('project', '')}")
        return "department" if any(word in texts for word in _DEPARTMENT_WORDS) else "project"

    def _year_elsewhere(self) -> Value:
        """The year inside the title where no line of its own gives it, else in the name of the sheet or the file."""
        if YEAR_INSIDE.search(self.title.text or ""):
            return self.title
        sheet = self.sheet
        project = self.fields.get("project", BLANK).text or ""
        for what, text in (("工作表名", sheet.name), ("文件名", sheet.file.rpartition(".")[0])):
            years = set(years_in(text, project))
            if len(years) == 1:
                year = years.pop()
                place = Place(file=sheet.file, sheet=sheet.name or None)
                message = f"表中没有写年度，按{what}「{excerpt(text)}」认定为 {year} 年。"
                self.guesses.append(Guess(message, "请在表名下面写明年度；如果不是这一年，请改正。", place))
                return Value(text=f"{year}年", place=place)
        return BLANK

    def _unit_elsewhere(self) -> str:
        """The unit inside the cells of the amounts (43.2万元), else 万元, in which nearly all forms are filled."""
        amounts = [value for row in self.funding for value in (row.initial, row.budget, row.executed) if value]
        inside = {value.unit for value in amounts if value.unit in MONEY_UNITS}
        if len(inside) == 1:
            return inside.pop()
        if any(value.number is not None for value in amounts) and not inside:
            place = amounts[0].place
            message = "没有写明金额单位，按万元读入（也可能是元）。"
            self.guesses.append(Guess(message, "请在“项目资金”后面或表头上方写明单位。", place))
        return "万元"

    def _template(self) -> str | None:
        columns, fund = self.columns, self.funding_columns
        if columns is None or fund is None:
            return None
        if not {"l1", "l2", "l3", "target", "actual", "weight", "score"} <= columns.roles.keys():
            return None
        if not {"budget", "executed", "weight", "rate", "score"} <= fund.roles.keys():
            return None
        total = next((row for row in self.funding if row.role == "total"), None)
        if total is None or "年度资金总额" not in label_key(total.source.text or ""):
            return None
        return _NATIONAL if total.weight.number in (None, _FULL_EXECUTION) else None
