"""A list of projects (.xlsx .xls .ods .csv), or an export of the budget system, as projects with amounts in 元.

Which rows are which is told in list_rows; here rows become projects: several lines of one project by source of funds
are put together, sums are compared with the totals of the list, and what was assumed or left out is said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from zipingbiao.base.errors import UnreadableFile
from zipingbiao.base.files import printable
from zipingbiao.base.numbers import show
from zipingbiao.base.text import label_key, squeeze
from zipingbiao.forms.parts import METADATA_SHEET, PROJECT_LIST_SHEET, SUMMARY_SHEET
from zipingbiao.model.finding import Finding
from zipingbiao.model.values import Place, Value
from zipingbiao.readers.csv_file import is_csv, read_csv
from zipingbiao.readers.grid import Workbook
from zipingbiao.readers.list_groups import drop_headings
from zipingbiao.readers.list_model import ListRow, SheetRows, remark
from zipingbiao.readers.list_money import assumption, doubt, infer_unit, to_yuan
from zipingbiao.readers.list_rows import read_rows
from zipingbiao.readers.list_totals import mismatches
from zipingbiao.readers.list_words import is_carryover, is_whole, money_unit
from zipingbiao.readers.words import YEAR_INSIDE
from zipingbiao.readers.workbook import read_workbook

ROLES = ("initial", "budget", "executed")
_Key = tuple[str, str]


@dataclass(slots=True)
class ListedProject:
    """A project of the list. `funds`: source → amounts in 元 by initial, budget, executed; '' is all together."""

    name: str
    place: Place
    code: str = ""
    department: str = ""
    implementing_unit: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    funds: dict[str, dict[str, Decimal]] = field(default_factory=dict)
    lines: int = 1


@dataclass(slots=True)
class ProjectList:
    """What a file holds.

    unit     of its amounts as printed, for the user; '' where it has none
    assumed  sentences about what the list does not say
    lacks    amounts that no column holds
    notes    rows that could not be used, sums that do not agree; with sheet and cell
    """

    file: str
    projects: list[ListedProject] = field(default_factory=list)
    unit: str = ""
    unit_name: str = ""
    year: int | None = None
    assumed: list[str] = field(default_factory=list)
    lacks: tuple[str, ...] = ()
    notes: list[Finding] = field(default_factory=list)

    @property
    def budget_is_initial(self) -> bool:
        """Whether the list holds what was approved at first, and no budget of the year."""
        return "budget" in self.lacks and "initial" not in self.lacks


def read_project_list(path: Path) -> ProjectList:
    """The projects of all visible sheets that hold a list.

    Raises UnreadableFile where the file cannot be opened, holds no header with 项目名称, or no project below it.
    """
    path = Path(path)
    book = read_csv(path) if is_csv(path) else read_workbook(path)
    found = ProjectList(book.name)
    sheets = _sheets(book, found)
    if not sheets:
        raise UnreadableFile(
            f"「{book.name}」里没有找到项目清单：要有一行表头，写明“项目名称”和金额（年初预算数、全年预算数、执行数等）。"
        )
    for sheet in sheets:
        _read_sheet(sheet, found)
    if not found.projects:
        raise UnreadableFile(f"「{book.name}」的表头下面没有项目。")
    found.year = found.year or _year_in([*(sheet.sheet.name for sheet in sheets), printable(path.stem)])
    headers = [header for sheet in sheets for header in sheet.headers]
    held = {column.role for header in headers for column in header.amounts}
    held |= {"budget"} if "adjustment" in held else set()
    found.lacks = tuple(role for role in ROLES if role not in held)
    found.assumed = list(dict.fromkeys([*found.assumed, *(text for header in headers for text in header.assumed)]))
    return found


def _sheets(book: Workbook, found: ProjectList) -> list[SheetRows]:
    sheets: list[SheetRows] = []
    own = book.sheet(METADATA_SHEET) is not None
    # A generated workbook says the same twice: 项目清单 in 元, and 汇总.
    lists = [name for name in (PROJECT_LIST_SHEET, SUMMARY_SHEET) if book.sheet(name)][:1]
    for sheet in book.sheets:
        if own and sheet.name not in lists:
            continue
        rows = read_rows(sheet, own)
        if not rows.headers:
            continue
        if sheet.state != "visible":
            place = Place(file=sheet.file, sheet=sheet.name)
            found.notes.append(remark(place, "是隐藏的工作表，没有采用", sheet.name))
            continue
        sheets.append(rows)
    return sheets


def _year_in(texts: Iterable[str]) -> int | None:
    match = next((match for text in texts if (match := YEAR_INSIDE.search(text))), None)
    return int(match.group()[:4]) if match else None


def _read_sheet(sheet: SheetRows, found: ProjectList) -> None:
    found.notes.extend(sheet.notes)
    found.year = found.year or sheet.year
    found.unit_name = found.unit_name or sheet.unit_name
    money = _Money(sheet, found)
    adjusted = _adjustment(sheet.rows, found)
    rows, headings = drop_headings(sheet.rows, lambda kept: not mismatches(sheet, kept))
    for row in headings:
        found.notes.append(remark(row.place, "是下面各行的合计，没有另外生成", row.name, "info"))
    projects = _Merger(money, adjusted, found)
    for row in rows:
        projects.add(row)
    for total, value, amount in mismatches(sheet, rows):
        message = (
            f"“{squeeze(total.label)}” {value.text} 与各项目之和 {show(amount)} 不一致，请核对有没有漏读、重复的行"
        )
        found.notes.append(remark(value.place, message))
    projects.finish()
    found.projects.extend(projects.projects)


class _Money:
    """The unit of every column of a sheet."""

    def __init__(self, sheet: SheetRows, found: ProjectList) -> None:
        self.units: dict[tuple[int, _Key], str] = {}
        unsaid = self._values(sheet, said=False)
        default = sheet.money or _unit_in_name(sheet)
        if not default and unsaid and (inferred := infer_unit(unsaid)):
            default = inferred.unit
            found.assumed.append(assumption(inferred))
        for header in sheet.headers:
            for column in header.amounts:
                self.units[id(header), (column.role, column.source)] = column.unit or default or "元"
        said = {column.unit or default for header in sheet.headers for column in header.amounts} - {""}
        if len(said) == 1:
            (unit,) = said
            found.unit = unit if found.unit in ("", unit) else "各不相同"
            odd = doubt(unit, self._values(sheet, said=True) + unsaid)
            if odd and not any(odd.endswith(text) for text in found.assumed) and (sheet.money or not unsaid):
                found.assumed.append(odd)
        elif said:
            found.unit = "各不相同"

    @staticmethod
    def _values(sheet: SheetRows, said: bool) -> list[Value]:
        return [
            value
            for row in sheet.rows
            for column in row.header.amounts
            if bool(column.unit) is said and (value := row.amounts[column.role, column.source]).number is not None
        ]

    def yuan(self, row: ListRow, key: _Key) -> Decimal | None:
        """The amount in 元."""
        value = row.amounts.get(key)
        return None if value is None else to_yuan(value, self.units[id(row.header), key])


def _unit_in_name(sheet: SheetRows) -> str:
    return money_unit(sheet.sheet.name) or ""


def _adjustment(rows: list[ListRow], found: ProjectList) -> bool:
    """Whether 调整数 is a change (added to the budget at first) and not the budget after it; told to the user."""
    pairs = [(row, row.amounts["adjustment", ""]) for row in rows if ("adjustment", "") in row.amounts]
    if not pairs:
        return False
    is_change = False
    for row, value in pairs:
        initial, executed = row.figure("initial"), row.figure("executed")
        number = value.number or Decimal(0)
        is_change = is_change or number < 0 or (not number and initial is not None and bool(initial.number))
        is_change = is_change or (executed is not None and (executed.number or number) > number)
    found.assumed.append("全年预算数按“年初预算数＋调整数”计算" if is_change else "“调整数”一栏当作调整后的全年预算数")
    return is_change


class _Merger:
    """Puts the lines of one project together."""

    def __init__(self, money: _Money, is_change: bool, found: ProjectList) -> None:
        self.money = money
        self.is_change = is_change
        self.found = found
        self.projects: list[ListedProject] = []
        self.by_key: dict[tuple[str, ...], ListedProject] = {}

    def add(self, row: ListRow) -> None:
        """Adds a row: a line of a known project, or a new one."""
        key = self._key(row)
        known = self.projects[-1] if row.continues and self.projects else self.by_key.get(key)
        if known is not None and (row.continues or self._is_line(row, known)):
            known.lines += 1
        else:
            known = _project(row)
            self.projects.append(known)
            self.by_key[key] = known
        for label, text in row.attributes.items():
            known.attributes.setdefault(label, text)
        source = "" if is_whole(row.source) else row.source
        for role, column in row.amounts:
            amount = self.money.yuan(row, (role, column))
            if amount is None:
                continue
            funds = known.funds.setdefault(column or source, {})
            funds[role] = funds.get(role, Decimal(0)) + amount

    def _key(self, row: ListRow) -> tuple[str, ...]:
        if row.code:
            return (row.code, label_key(row.name))
        return (label_key(row.name), row.department, row.unit, row.implementer)

    def _is_line(self, row: ListRow, known: ListedProject) -> bool:
        """Whether a row with the name of a project above it is another line of it, and not a project of that name."""
        if row.code or (row.source and row.source not in known.funds):
            return True
        has_lines = "source" in row.header.columns or "detail" in row.header.columns
        return has_lines and self.projects[-1] is known

    def finish(self) -> None:
        """The sums of the sources, and 调整数 added to what was approved at first."""
        for project in self.projects:
            for funds in project.funds.values():
                change = funds.pop("adjustment", None)
                if change is not None and "budget" not in funds:
                    funds["budget"] = funds.get("initial", Decimal(0)) + change if self.is_change else change
            self._add_up(project)

    def _add_up(self, project: ListedProject) -> None:
        """The total of all sources: given, or added up; a line without a source beside others is their total."""
        sources = {source: funds for source, funds in project.funds.items() if source}
        total = dict(project.funds.get("", {}))
        for role in ROLES:
            parts = [funds[role] for funds in sources.values() if role in funds]
            if not parts:
                continue
            given = total.get(role)
            if given is None and role == "budget" and "initial" in total and all(is_carryover(s) for s in sources):
                total[role] = total["initial"] + sum(parts, Decimal(0))
                self.found.assumed.append("全年预算数按“年初预算数＋上年结转”计算")
            elif given is None:
                total[role] = sum(parts, Decimal(0))
            elif sum(parts, Decimal(0)) > given or (len(parts) > 1 and sum(parts, Decimal(0)) != given):
                message = f"资金总额 {show(given)} 元与各来源之和 {show(sum(parts, Decimal(0)))} 元不一致，请核对"
                self.found.notes.append(remark(project.place, message, project.name))
        project.funds = {"": total} | sources


def _project(row: ListRow) -> ListedProject:
    unit, department = row.unit, row.department
    implementing = row.implementer or (unit if department and unit != department else "")
    return ListedProject(
        name=row.name, place=row.place, code=row.code, department=department or unit, implementing_unit=implementing,
        attributes={}, others=row.others,
    )  # fmt: skip
