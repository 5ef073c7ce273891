"""A workbook as read: sparse sheets of raw cells, merges, visibility; what a cell means is decided elsewhere.

Cells are kept raw and turned into printed values only when a reader asks for them: most cells of a sheet never end
up in a form.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar

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


@dataclass(slots=True)
class Sheet:
    """One sheet. Rows and columns count from 1."""

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
    _spans: dict[tuple[int, int], Merge] | None = None
    _tall: list[Merge] = field(default_factory=list)

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
        place = _trusted(
            Place,
            {
                "file": self.file, "sheet": self.name, "cell": cell_name(row, column), "table": None, "row": None,
                "column": None,
            },
        )  # fmt: skip
        cell = self.raw(row, column)
        text, number, step, unit, error = show_cell(cell, self.formats) if cell else NOTHING
        formula = cell.formula if cell else None
        return _trusted(
            Value,
            {
                "text": text, "number": number, "step": step, "unit": unit, "formula": formula, "error": error,
                "place": place,
            },
        )  # fmt: skip

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
    kind: Literal["xlsx", "xls", "xlsb", "ods"]
    sheets: list[Sheet] = field(default_factory=list)
    defined_names: dict[str, str] = field(default_factory=dict)
    has_macros: bool = False
    #: targets of links to other workbooks; never followed
    external_links: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return printable(self.path.name)

    def sheet(self, name: str) -> Sheet | None:
        """The sheet with this name."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


_M = TypeVar("_M", Place, Value)
_FIELDS: dict[type, set[str]] = {Place: set(Place.model_fields), Value: set(Value.model_fields)}


def _trusted(model: type[_M], fields: dict[str, Any]) -> _M:
    """The model with exactly these fields, unchecked: thousands per workbook, and nothing here can have a wrong type.

    What model_construct does, without looking for defaults and aliases.
    """
    made = model.__new__(model)
    object.__setattr__(made, "__dict__", fields)
    object.__setattr__(made, "__pydantic_fields_set__", _FIELDS[model])
    object.__setattr__(made, "__pydantic_extra__", None)
    object.__setattr__(made, "__pydantic_private__", None)
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
