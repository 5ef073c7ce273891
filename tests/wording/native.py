"""The native formulas of compiled kinds in one workbook, recalculated by LibreOffice."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import openpyxl
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from tests.live.office import convert
from zipingbiao.forms.catalog import get_form
from zipingbiao.forms.parts import HELPERS
from zipingbiao.scoring.kinds import Kind
from zipingbiao.scoring.native import refs_for, row_formulas
from zipingbiao.writers.workbook.form_sheet import SelfFittingSheet

POLICY = get_form("mof-2020-project").policy
_FIRST, _SCORE = 7, 60
#: Excel's limit for one formula.
LONGEST = 8192


def recalculated(folder: Path, rows: Sequence[tuple[str, str | None, str | None, str, Kind]]) -> list[Decimal | None]:
    """The score cell of every (name, target, actual, weight, kind); None where it stays empty."""
    keys = [helper.key for helper in HELPERS]
    source = folder / "wordings.xlsx"
    book = Workbook(source)
    sheet = book.add_worksheet("wordings", worksheet_class=SelfFittingSheet)
    text = book.add_format({"num_format": "@"})
    for row, (name, target, actual, weight, kind) in enumerate(rows):
        printed = {key: f"{letter}{row + 1}" for key, letter in zip(("l1", "l2", "l3", "target", "actual", "weight"), "ABCDEF", strict=True)}
        cells = {key: f"{xl_col_to_name(_FIRST + index)}{row + 1}" for index, key in enumerate(keys)}
        cells |= {"above_l1": '""', "above_l2": '""'}
        sheet.write_string(row, 2, name)
        for column, value in ((3, target), (4, actual)):
            if value is not None:
                sheet.write_string(row, column, value, text)
        sheet.write_number(row, 5, float(weight))
        for key, formula in row_formulas(cells, printed, POLICY).items():
            sheet.write_formula(row, _FIRST + keys.index(key), "=" + formula)
        native = kind.native(refs_for(cells, printed), POLICY)
        assert len(native) < LONGEST
        sheet.write_formula(row, _SCORE, "=" + native)
    book.close()
    (folder / "out").mkdir()
    done = openpyxl.load_workbook(convert(source, folder / "out"), data_only=True)["wordings"]
    shown = [done.cell(row, _SCORE + 1).value for row in range(1, len(rows) + 1)]
    return [None if value in (None, "") else Decimal(str(value)) for value in shown]
