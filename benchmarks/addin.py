"""Cases of make bench about the add-in: its functions in a running LibreOffice, through xlwings' dispatch, and alone."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any

from zipingbiao.adapters.excel import functions
from zipingbiao.forms.catalog import get_form
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.scoring.case import make_case
from zipingbiao.scoring.engine import choose
from zipingbiao.writers.workbook import Live, write_workbook

ADDIN = Path(__file__).resolve().parent.parent / "addin"
FORM = "mof-2020-project"
#: How many cells that call the add-in the workbook has at least.
CELLS = 2000
ROUNDS = 5


def function_case(compare: Callable[..., dict[str, object]], forms: list[Evaluation]) -> dict[str, object]:
    """ZPB_SCORE called from Python with what cells hand over, against the engine with what it has understood before."""
    policy, rows = get_form(FORM).policy, _rows(forms)
    cells = _cells(rows)

    def ours() -> None:
        for cell in cells:
            functions.score(*cell)

    def engine() -> None:
        for target, actual, weight, rule in rows:
            choose("自动", rule, target, weight, actual=actual, policy=policy)[0].assess(
                make_case(target, actual, weight, policy, direction="≥")
            )

    return _per_call(compare(f"{CELLS} calls of ZPB_SCORE", ours, "the engine alone", engine), CELLS)


def dispatch_case(
    compare: Callable[..., dict[str, object]], forms: list[Evaluation], rounds: int = 3
) -> dict[str, object] | None:
    """ZPB_SCORE through xlwings' own CallUDF, against the plain function; None without the modules that the add-in needs."""
    entry = ADDIN / "zipingbiao_addin.py"
    if find_spec("xlwings") is None or find_spec("pyopenvba") is None or "def ZPB_SCORE" not in entry.read_text("utf-8"):
        return None
    from pyopenvba.interpreter._values import EMPTY, VBAArray
    from tests.excel_host.host import excel_host

    cells = _cells(_rows(forms))
    given = [VBAArray([(0, len(c) - 1)], items=[EMPTY if one is None else one for one in c]) for c in cells]
    sys.path.insert(0, str(ADDIN))
    try:
        with excel_host() as host:

            def ours() -> None:
                for one in given:
                    host.python.ask("CallUDF", entry.stem, "ZPB_SCORE", one)

            def plain() -> None:
                for cell in cells:
                    functions.score(*cell)

            return _per_call(compare(f"{CELLS} calls of ZPB_SCORE by CallUDF", ours, "the plain function", plain, rounds), CELLS)
    finally:
        sys.path.remove(str(ADDIN))


def office_case(forms: list[Evaluation], folder: Path) -> dict[str, object] | None:
    """A workbook with functions and native formulas recalculated, against native formulas only; None without LibreOffice."""
    if which("soffice") is None:
        return None
    # Its driver stands with the tests.
    from tests.excel_host.libreoffice import LiveOffice

    with LiveOffice(logged=False) as office:
        books = []
        for live in ("both", "native"):
            path = folder / f"addin {live}.xlsx"
            path.write_bytes(write_workbook(forms, template=FORM, live=_live(live)))
            books.append(office.open(path))
        both, native = books
        calls = len(both.living())
        times = [(both.calculate(), native.calculate()) for _ in range(ROUNDS)]
    ours, peer = (statistics.median(one) for one in zip(*times, strict=True))
    return {
        "name": f"LibreOffice recalculates {calls} living cells", "ours_s": round(ours, 4),
        "peer": "the same with native formulas only", "peer_s": round(peer, 4),
        "ratio": round(statistics.median(a / b for a, b in times), 3),
        "living_cells": calls, "ms_per_call": round((ours - peer) / calls * 1000, 3),
    }  # fmt: skip


def _rows(forms: list[Evaluation]) -> list[tuple[str | None, str | None, Decimal, str | None]]:
    rows = [(i.target.text, i.actual.text, i.weight.number or Decimal(1), i.rule.text) for e in forms for i in e.indicators]
    return (rows * (CELLS // len(rows) + 1))[:CELLS]


def _cells(rows: list[tuple[str | None, str | None, Decimal, str | None]]) -> list[tuple[Any, ...]]:
    return [(target, actual, float(weight), rule, "自动", "≥", None, FORM) for target, actual, weight, rule in rows]


def _live(live: str) -> Live:
    return "both" if live == "both" else "native"


def _per_call(case: dict[str, object], calls: int) -> dict[str, object]:
    seconds: Any = case["ours_s"]
    return case | {"ms_per_call": round(seconds / calls * 1000, 4)}
