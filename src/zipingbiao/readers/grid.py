"""A workbook as read: sparse sheets of raw cells, merges, visibility; what a cell means is decided elsewhere.

Cells are kept raw and turned into printed values only when a reader asks for them: most cells of a sheet never end
up in a form.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from zipingbiao.base.files import printable
from zipingbiao.model.values import Place, Value
from zipingbiao.readers.cells import NOTHING, RawCell, show_cell
from zipingbiao.readers.number_format import NumberFormat

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
#: Cells kept per sheet; a sheet with more is a data dump, and the rest of it is not read.
MAX_CELLS = 300_000


class Merge(NamedTuple):
    """A merged range, all borders included."""

    top: int
    left: int
    bottom: int
    right: int


class TableRow(NamedTuple):
    """Where a row of the grid stands in a Word file: table and row as a person counts them, from 1.

    starts  the grid columns at which its cells begin, so that a grid column can be told as the n-th cell
    """

    table: int
    row: int
    starts: tuple[int, ...]


class Face(NamedTuple):
    """The font of a cell; size in points, None where the file does not say."""

    name: str = ""
    size: float | None = None


@dataclass(slots=True)
class Look:
    """How a sheet is printed, as far as the file says; for drafting a form from it.

    widths  (first column, last column, width in characters), as declared
    faces   fonts by the style number of a cell
    """

    widths: list[tuple[int, int, float]] = field(default_factory=list)
    default_width: float | None = None
    paper: str = ""
    landscape: bool | None = None
    faces: list[Face] = field(default_factory=list)

    def width(self, column: int) -> float | None:
        """The width of a column in characters; None where the file does not say."""
        found = next((width for first, last, width in self.widths if first <= column <= last), None)
        return self.default_width if found is None else found


@dataclass(slots=True)
class Sheet:
    """One sheet. Rows and columns count from 1.

    A Word file is one sheet without a name: its tables below each other with the lines of text between them. There
    `table_rows` says for every row of a table where it stands in the file, and `outside` for every other line.
    """

    name: str
    file: str
    state: Literal["visible", "hidden", "veryHidden"] = "visible"
    rows: dict[int, dict[int, RawCell]] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    formats: list[NumberFormat] = field(default_factory=list)
    #: the sheet had more cells than MAX_CELLS; the rest was not read
    truncated: bool = False
    table_rows: dict[int, TableRow] = field(default_factory=dict)
    outside: dict[int, str] = field(default_factory=dict)
    #: where a sheet was laid out anew: (row, column) → the column in the file
    origins: dict[tuple[int, int], int] = field(default_factory=dict)
    look: Look = field(default_factory=Look)
    _spans: dict[tuple[int, int], Merge] | None = None
    _tall: list[Merge] = field(default_factory=list)
    _into: dict[int, list[Merge]] | None = None

    def __iter__(self) -> Iterator[int]:
        """Row numbers that hold something, from the top."""
        return iter(sorted(self.rows))

    def raw(self, row: int, column: int) -> RawCell | None:
        """The stored cell, or None where nothing is stored."""
        cells = self.rows.get(row)
        return cells.get(column) if cells else None

    def merge_at(self, row: int, column: int) -> Merge | None:
        """The merged range that covers the cell."""
        if self._spans is None:
            self._spans = _spread(self.merges)
            # Ranges too large to be spread out cell by cell are looked for one by one; there are few.
            self._tall = [merge for merge in self.merges if _is_large(merge)][:1000]
        found = self._spans.get((row, column))
        if found is None and self._tall:
            return next((m for m in self._tall if m.top <= row <= m.bottom and m.left <= column <= m.right), None)
        return found

    def merged_into(self, row: int) -> Sequence[Merge]:
        """The merged ranges that begin one or two rows above the row and reach into it: headings over two or three."""
        if self._into is None:
            self._into = {}
            for merge in self.merges:
                for below in range(merge.top + 1, min(merge.bottom, merge.top + 2) + 1):
                    self._into.setdefault(below, []).append(merge)
        return self._into.get(row, ())

    def right_of(self, row: int, column: int) -> int:
        """The first column right of the cell and of the merge it belongs to."""
        merge = self.merge_at(row, column)
        return (merge.right if merge else column) + 1

    def text(self, row: int, column: int) -> str | None:
        """The text as printed; None for a blank cell."""
        cell = self.raw(row, column)
        return show_cell(cell, self.formats).text if cell else None

    def value(self, row: int, column: int) -> Value:
        """The cell as a Value with its place; blank cells have a place too."""
        place = self.place(row, column)
        cell = self.raw(row, column)
        text, number, step, unit, error = show_cell(cell, self.formats) if cell else NOTHING
        formula = cell.formula if cell else None
        return _trusted(
            {
                "text": text, "number": number, "step": step, "unit": unit, "formula": formula, "error": error,
                "place": place,
            },
        )  # fmt: skip

    def place(self, row: int, column: int) -> Place:
        """The printed place of a cell: C12 of a worksheet, 表2 第5行第3列 of a Word file."""
        cell, table, table_row, number = cell_name(row, column), None, None, None
        if origin := self.table_rows.get(row):
            table, table_row = origin.table, origin.row
            number = max(1, bisect_right(origin.starts, column))
            cell = f"表{table} 第{table_row}行第{number}列"
        elif row in self.outside:
            cell = self.outside[row]
        elif self.origins:
            cell = cell_name(row, self.origins.get((row, column), column))
        return Place(self.file, self.name or None, cell, table, table_row, number)

    def row_name(self, row: int) -> str:
        """A row as a person names it: 第 12 行 of a worksheet, 表2 第5行 of a Word file."""
        if origin := self.table_rows.get(row):
            return f"表{origin.table} 第{origin.row}行"
        return self.outside.get(row) or f"第 {row} 行"

    def merged_value(self, row: int, column: int) -> Value:
        """The value of the merged range the cell belongs to (that of its top left cell), or of the cell itself."""
        merge = self.merge_at(row, column)
        return self.value(merge.top, merge.left) if merge else self.value(row, column)

    def is_hidden_column(self, column: int) -> bool:
        """Whether the column is hidden."""
        return any(first <= column <= last for first, last in self.hidden_columns)


@dataclass(slots=True)
class Workbook:
    """A workbook as read from a file."""

    path: Path
    kind: Literal["xlsx", "xls", "xlsb", "ods", "docx", "csv"]
    sheets: list[Sheet] = field(default_factory=list)
    defined_names: dict[str, str] = field(default_factory=dict)
    has_macros: bool = False
    #: targets of links to other workbooks; never followed
    external_links: list[str] = field(default_factory=list)
    #: names of sheets without cells: of charts, dialogs, old macros
    other_sheets: list[str] = field(default_factory=list)
    #: the keywords among the file's properties
    keywords: str = ""
    #: of a Word file that was written from forms: their ids in their order, None for one that was made by hand
    form_ids: tuple[str | None, ...] = ()

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return printable(self.path.name)

    def sheet(self, name: str) -> Sheet | None:
        """The sheet with this name."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


_FIELDS = set(Value.model_fields)
_set = object.__setattr__


def _trusted(fields: dict[str, Any]) -> Value:
    """The Value with exactly these fields, unchecked: thousands per workbook, and nothing here can have a wrong type.

    What model_construct does, without looking for defaults and aliases.
    """
    made = Value.__new__(Value)
    _set(made, "__dict__", fields)
    _set(made, "__pydantic_fields_set__", _FIELDS)
    _set(made, "__pydantic_extra__", None)
    _set(made, "__pydantic_private__", None)
    return made


@lru_cache(maxsize=4096)
def column_name(column: int) -> str:
    """1 → A, 27 → AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


@lru_cache(maxsize=4096)
def column_number(letters: str) -> int:
    """A → 1, AA → 27; 0 for anything that is no column."""
    number = 0
    for letter in letters:
        if not "A" <= letter <= "Z":
            return 0
        number = number * 26 + ord(letter) - 64
    return number if number <= MAX_COLUMN else 0


def cell_name(row: int, column: int) -> str:
    """(12, 3) → C12."""
    return f"{column_name(column)}{row}"


def parse_range(reference: str) -> Merge | None:
    """'$B$2:C3' as a range; None for anything else."""
    parts = reference.replace("$", "").upper().split(":")
    corners = []
    for part in (parts[0], parts[-1]):
        letters = part.rstrip("0123456789")
        digits = part[len(letters) :]
        column = column_number(letters)
        if not column or not digits or len(digits) > 7 or not 1 <= int(digits) <= MAX_ROW:
            return None
        corners.append((int(digits), column))
    (top, left), (bottom, right) = corners
    return Merge(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


_SPREAD_CELLS = 4_000


def _is_large(merge: Merge) -> bool:
    return (merge.bottom - merge.top + 1) * (merge.right - merge.left + 1) > _SPREAD_CELLS


def _spread(merges: list[Merge]) -> dict[tuple[int, int], Merge]:
    spans: dict[tuple[int, int], Merge] = {}
    for merge in merges:
        if _is_large(merge):
            continue
        for row in range(merge.top, merge.bottom + 1):
            for column in range(merge.left, merge.right + 1):
                spans[row, column] = merge
        if len(spans) > 400_000:
            break
    return spans
