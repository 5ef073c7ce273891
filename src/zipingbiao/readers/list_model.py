"""The rows of a project list as data, and the names of units and projects freed from the codes exports print."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from zipingbiao.base.text import excerpt
from zipingbiao.model.finding import Finding, Severity
from zipingbiao.model.values import Place, Value
from zipingbiao.readers.grid import Sheet
from zipingbiao.readers.list_header import ListHeader

CODE = "ZP000"
_CODE_BEFORE = re.compile(r"^[\[［【(（]?([0-9A-Z][0-9A-Z.\-]{5,40})[\]］】)）]?[\s\-—_－:：]+(?=[^\s\d])")
_CODED_UNIT = re.compile(r"^(?:[\[［【(（]\d{3,}[\]］】)）]\s*|\d{3,}\s*[\-—_－:：]\s*|\d{6,}\s*)(?=[^\s\d])")
_CODE_DIGITS = 6
#: 一、 （一） 第一类: the numbers of headings.
CHINESE_NUMBER = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[）)]|第[一二三四五六七八九十]+[类部分])"
)
_BREAK = re.compile(r"\s*[\r\n]+\s*")


@dataclass(slots=True)
class ListRow:
    """A row with a project's name, or a further line of the project above (`continues`).

    amounts  by (role, source); source '' for all sources together
    """

    row: int
    place: Place
    header: ListHeader
    name: str
    continues: bool
    amounts: dict[tuple[str, str], Value]
    serial: str = ""
    code: str = ""
    department: str = ""
    unit: str = ""
    implementer: str = ""
    source: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)

    def figure(self, role: str) -> Value | None:
        """The amount of all sources together, where the row has it."""
        value = self.amounts.get((role, ""))
        return value if value is not None and value.number is not None else None


@dataclass(slots=True)
class Total:
    """A row of a total: its amounts, and how many project rows stand above it."""

    place: Place
    header: ListHeader
    label: str
    is_grand: bool
    amounts: dict[tuple[str, str], Value]
    position: int


@dataclass(slots=True)
class SheetRows:
    """What a sheet holds: rows and totals in their order, what stands above the list, what was not used."""

    sheet: Sheet
    rows: list[ListRow] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    headers: list[ListHeader] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    year: int | None = None
    money: str = ""
    unit_name: str = ""


def remark(place: Place, message: str, label: str = "", severity: Severity = "warning") -> Finding:
    """A remark about the list, in the shape of a finding."""
    return Finding(code=CODE, kind="other", severity=severity, message=message, place=place, label=excerpt(label, 24))


def one_line(text: str) -> str:
    """A text of a cell without its line breaks."""
    return _BREAK.sub("", text).strip()


def clean_unit(text: str) -> str:
    """The name of a unit without the code that exports print before it and without line breaks."""
    name = one_line(text)
    return _CODED_UNIT.sub("", name).strip() or name


def split_code(name: str) -> tuple[str, str]:
    """The code that an export prints before a project's name ('' where it prints none), and the name."""
    match = _CODE_BEFORE.match(name)
    if match is None or sum(char.isdigit() for char in match.group(1)) < _CODE_DIGITS:
        return "", name
    return match.group(1), name[match.end() :].strip()
