"""The overview of a batch of forms: what the summary workbook and the summary page show. Computed in app.overview."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from zipingbiao.model.finding import Severity

#: What became of a file of a batch; those that were not checked in the order in which they are listed.
STATUS_WORDS = {"read": "已读取", "unreadable": "不能读取", "duplicate": "内容重复", "skipped": "略过"}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something stands: a file as the results name it, a sheet, a cell."""

    file: str
    sheet: str | None = None
    cell: str | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many findings there are of each severity, and how many that somebody gave a reason for (not counted before)."""

    errors: int = 0
    warnings: int = 0
    infos: int = 0
    waived: int = 0

    @property
    def all(self) -> int:
        """Those without a reason."""
        return self.errors + self.warnings + self.infos


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One line of a table by unit or by form, or the line of all.

    name             of the unit, or of the form
    files, forms, units  how many; units is 1 in a table by unit
    clean            forms without a finding at error level
    budget, executed in 万元, over the forms that print both; None where none does
    rate             executed / budget, a fraction
    mean, lowest, highest  of the written totals, in points; None where none is written
    scored           forms with a written total
    full             forms whose written total is the full marks
    grades           forms by grade (the printed one, else the computed one), best first
    """

    name: str
    files: int
    forms: int
    units: int
    clean: int
    budget: Decimal | None
    executed: Decimal | None
    rate: Decimal | None
    mean: Decimal | None
    lowest: Decimal | None
    highest: Decimal | None
    scored: int
    full: int
    grades: tuple[tuple[str, int], ...]
    found: Tally


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One line of the table by rule: how often, in how many forms and units, and one example.

    share    of all forms in which the rule found something, a fraction
    waived   findings that somebody gave a reason for, not among `findings`
    """

    code: str
    title: str
    severity: Severity
    kind: str
    findings: int
    files: int
    forms: int
    units: int
    share: Decimal
    waived: int
    example: str
    where: Spot


@dataclass(frozen=True, slots=True)
class Distribution:
    """A distribution to draw as bars: what is counted, the classes from low to high, each with its number."""

    title: str
    counted: str
    bars: tuple[tuple[str, int], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class FormLine:
    """One form in a list: of outliers, or of the sample. Rates are fractions, totals points; `form` and `level` are words."""

    unit: str
    project: str
    year: int | None
    form: str
    level: str
    where: Spot
    total: Decimal | None
    computed_total: Decimal | None
    grade: str | None
    rate: Decimal | None
    budget: Decimal | None
    found: Tally
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Outlier:
    """Something a reviewer should look at that no rule of a single form can see.

    kind      all_full (every project of a unit 100), same_text (identical texts in several units), …
    title     of the kind, as a heading
    sentence  what was seen, with the numbers
    text      the identical text, where there is one
    forms     the forms concerned, of at most some; `count` how many there are
    """

    kind: str
    title: str
    sentence: str
    text: str
    forms: tuple[FormLine, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Stratum:
    """One layer of the sample: of `size` forms `taken` were drawn."""

    name: str
    size: int
    taken: int


@dataclass(frozen=True, slots=True)
class Sample:
    """The forms to look at by hand, drawn in layers; the same seed over the same results draws the same forms."""

    seed: int
    wanted: int
    strata: tuple[Stratum, ...]
    forms: tuple[tuple[str, FormLine], ...]


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file that was not checked: status unreadable, duplicate or skipped, and why."""

    file: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding in the list of all."""

    severity: Severity
    code: str
    unit: str
    project: str
    where: Spot
    label: str
    printed: str
    expected: str
    value_unit: str
    message: str
    remedy: str
    waived: str | None


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything a summary shows.

    folders     that were searched
    all         the line of all forms
    by_unit     most errors a form first
    by_form     most forms first; `name` is the form's name, 未识别的表样 for those of unknown form
    by_rule     most findings first
    findings    the worst first, at most `listed` of them; `finding_count` is their number in all
    unchecked   files that were not checked
    notes       sentences on how the figures are to be read: what counts twice, what is missing, what is not listed
    """

    title: str
    folders: tuple[str, ...]
    profile: str
    all: GroupLine
    by_unit: tuple[GroupLine, ...]
    by_form: tuple[GroupLine, ...]
    by_rule: tuple[RuleLine, ...]
    distributions: tuple[Distribution, ...]
    outliers: tuple[Outlier, ...]
    sample: Sample
    findings: tuple[FindingLine, ...]
    finding_count: int
    unchecked: tuple[FileLine, ...]
    notes: tuple[str, ...] = ()
