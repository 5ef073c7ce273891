"""Where a value stands and what was printed there; what the value means is decided in model.quantity and scoring."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from zipingbiao.base.numbers import read_printed

_ROW_NUMBER = re.compile(r"(\d+)\s*\Z")


class Place(NamedTuple):
    """The address of a value: a cell of a workbook, or table/row/column (counted from 1) of a Word file.

    No model like the others: every cell that is read has one, and nothing but the readers makes them.
    """

    file: str | None = None
    sheet: str | None = None
    cell: str | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        if self.table is not None:
            where = f"表{self.table} 第{self.row}行第{self.column}列"
        else:
            where = "!".join(part for part in (self.sheet, self.cell) if part)
        return "!".join(part for part in (self.file, where) if part)

    @property
    def spot(self) -> str:
        """The cell, or the place inside a table, without file and sheet."""
        return str(self._replace(file=None, sheet=None))

    @property
    def line(self) -> int:
        """The row for sorting: of a table in a Word file behind all rows of the tables before it; 0 where unknown."""
        if self.row is not None:
            return (self.table or 0) * 10_000 + self.row
        match = _ROW_NUMBER.search(self.cell or "")
        return int(match.group(1)) if match else 0


NOWHERE = Place()


class Value(BaseModel):
    """One printed value with its provenance.

    text    as a person sees it ('91.66%', '3,030.00', '≥100份'); None for a blank cell, never the empty string
    number  the exact value where the whole text is one number; a percentage is a fraction (0.9166)
    step    the size of the last printed place, in the scale of `number` (0.0001 for 91.66%)
    unit    a unit written inside the cell after the number (万元), else ''
    formula the formula of the cell without '=', if it has one
    error   the spreadsheet error (#DIV/0!) if the cell holds one
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str | None = None
    number: Decimal | None = None
    step: Decimal | None = None
    unit: str = ""
    formula: str | None = None
    error: str | None = None
    place: Place = NOWHERE

    @property
    def is_blank(self) -> bool:
        """True where nothing was entered; a typed 0 is not blank."""
        return self.text is None and self.formula is None and self.error is None

    @property
    def is_dash(self) -> bool:
        """True for the printed strokes that mean 'does not apply' ('—', '-', '/')."""
        return self.text is not None and self.text.strip() in {"-", "—", "－", "–", "/", "——", "--", "\\"}

    def reworded(self, text: str) -> Value:
        """The same cell with another text (a part of it, or more than it holds), and the number that text is."""
        printed = read_printed(text)
        number, step, unit = (printed.value, printed.step, printed.unit) if printed else (None, None, "")
        return self.model_copy(update={"text": text, "number": number, "step": step, "unit": unit})

    def __bool__(self) -> bool:
        return self.text is not None

    def __str__(self) -> str:
        return self.text or ""


BLANK = Value()
