"""The spreadsheet twin of every formula against Decimal, recalculated by LibreOffice."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from xlsxwriter import Workbook

from tests.formulas.expressions import random_formula
from tests.live.office import convert
from zipingbiao.scoring.formulas import Formula, find_named, named_formulas

ROWS = 800


def _rows() -> list[tuple[Formula, dict[str, Decimal | None]]]:
    rng = random.Random(20261121)
    rows: list[tuple[Formula, dict[str, Decimal | None]]] = []
    shipped = named_formulas()
    for index in range(ROWS):
        formula = shipped[index % len(shipped)] if index % 2 else random_formula(rng)
        rows.append((formula, {one.key: _figure(rng) for one in formula.inputs}))
    return rows


def _figure(rng: random.Random) -> Decimal | None:
    choice = rng.random()
    if choice < 0.04:
        return None
    if choice < 0.12:
        return Decimal(0)
    if choice < 0.4:
        return Decimal(rng.randint(1, 500))
    return Decimal(rng.randint(-20000, 1000000)).scaleb(-2)


def _cell(column: int, row: int) -> str:
    return f"{chr(66 + column)}{row + 1}"


@pytest.mark.live
@pytest.mark.slow
def test_native_formulas_compute_as_decimal_does(tmp_path: Path) -> None:
    rows = _rows()
    source = tmp_path / "formulas.xlsx"
    book = Workbook(source)
    sheet = book.add_worksheet("formulas")
    for number, (formula, figures) in enumerate(rows):
        references = {}
        for column, (key, figure) in enumerate(figures.items()):
            references[key] = _cell(column, number)
            if figure is not None:
                sheet.write_number(number, column + 1, float(figure))
        sheet.write_formula(number, 0, "=" + formula.excel(references))
    book.close()
    (tmp_path / "out").mkdir()
    recalculated = openpyxl.load_workbook(convert(source, tmp_path / "out", timeout=400), data_only=True)["formulas"]
    differences: list[str] = []
    decided = 0
    for number, (formula, figures) in enumerate(rows, start=1):
        ours = formula.compute(figures).value
        theirs = recalculated.cell(number, 1).value
        if ours is None:
            same = theirs in (None, "")
        else:
            decided += 1
            # A difference of nearly equal terms loses digits in binary; a rate is printed with four.
            same = isinstance(theirs, int | float) and abs(Decimal(str(theirs)) - ours) <= Decimal("1e-9") * max(1, abs(ours))
        if not same:
            differences.append(f"{formula.text()} {figures}: {ours} ≠ {theirs!r}")
    assert not differences, "\n".join(differences[:20])
    assert ROWS // 2 < decided < ROWS


def test_the_twin_guards_blanks_and_zero() -> None:
    formula = find_named("在职人员控制率")
    assert formula is not None
    assert formula.excel({"staff": "C5", "posts": "D5"}) == 'IF(COUNT(C5,D5)<2,"",IF(ROUND(D5,8)=0,"",C5/D5))'


@pytest.mark.parametrize("reference", ["$C$5", "'基本 情况'!$C$5", "基本情况!C5", "zpb_staff", "编制数"])
def test_references_that_are_accepted(reference: str) -> None:
    formula = find_named("在职人员控制率")
    assert formula is not None
    assert reference in formula.excel({"staff": reference, "posts": "D5"})


@pytest.mark.parametrize("reference", ["", "A1+1", "A1:B2", 'A1,"x"', "[1]!F", "'[x.xlsx]a'!A1", "A1)", "cmd|'/c'!A1", "A1\n"])
def test_nothing_but_a_reference_gets_into_a_formula(reference: str) -> None:
    formula = find_named("在职人员控制率")
    assert formula is not None
    with pytest.raises(ValueError, match="not a cell reference"):
        formula.excel({"staff": reference, "posts": "D5"})
