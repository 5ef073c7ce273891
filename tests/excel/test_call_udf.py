"""Every cell function with every kind of value for every argument, through xlwings' CallUDF and our VBA wrappers.

The rule: a number, a text, or an error that the wrapper turns into #VALUE!. What each gives stands in call_udf.txt;
ZPB_WRITE_GOLDEN=1 writes it anew.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("xlwings")
pytest.importorskip("pyopenvba")

from pyopenvba.interpreter._values import EMPTY, MISSING, VBAArray, VBACurrency, VBADate, VBAErrorValue, VBAInt

from tests.excel_host.host import ExcelHost, excel_host
from zipingbiao.adapters.excel.registry import FORMULAS, Formula
from zipingbiao.adapters.excel.values import UnusableCell
from zipingbiao.forms.loader import FormError

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).with_name("call_udf.txt")
#: No cell may keep Excel waiting; the first call pays for the imports.
LONGEST = 5.0
ENTRY_MODULE = "zipingbiao_addin"

#: One good row of arguments; every other value is put in the place of one of them.
GOOD: dict[str, object] = {
    "target": "≥95%", "actual": "90%", "weight": 10.0, "rule": "每低1个百分点扣1分，扣完为止", "method": "自动",
    "direction": "≥", "manual": EMPTY, "form": "mof-2020-project", "budget": 200.0, "executed": 150.0, "total": 85.0,
    "score": 9.0, "reason": "进度滞后，已督促整改", "name": "培训合格率", "text": "约1.2万亩",
}  # fmt: skip


def block(*rows: tuple[object, ...]) -> VBAArray:
    """What Range.Value2 gives for several cells."""
    items = [row[column] for column in range(len(rows[0])) for row in rows]
    return VBAArray([(1, len(rows)), (1, len(rows[0]))], items=items)


INPUTS: dict[str, object] = {
    "空单元格": EMPTY,
    "省略": MISSING,
    "空文本": "",
    "空格": "  ",
    "0": 0.0,
    "8": 8.0,
    "-1": -1.0,
    "0.1+0.2": 0.1 + 0.2,
    "1E308": 1e308,
    "-1E308": -1e308,
    "1E-307": 1e-307,
    "整数 8": VBAInt(8, "Long"),
    "货币 8": VBACurrency(Decimal(8)),
    "TRUE": True,
    "FALSE": False,
    "日期 2019/12/31": VBADate.from_datetime(dt.datetime(2019, 12, 31)),
    "文字 优": "优",
    "文字 8": "8",
    "文字 ９５％": "９５％",
    "文字 ≥95%": "≥95%",
    "文字 未完成，疫情影响": "未完成，疫情影响",
    "文字 =1+1": "=1+1",
    "文字 #N/A": "#N/A",
    "表情": "😀",
    "换行和制表符": "8\r\n\t9",
    "零字符": "8\x00",
    "32767 个 优": "优" * 32767,
    "32767 个 9": "9" * 32767,
    "很长的列举": "≥95%、" * 6000,
    "很长的括号": "（" * 15000 + "1" + "）" * 15000,
    "很长的细则": "每低1个百分点扣1分；" * 2900,
    "区域，一格有数": block((EMPTY, EMPTY), (8.0, EMPTY)),
    "区域，一格有字": block((EMPTY, "优"),),
    "区域，全空": block((EMPTY, EMPTY), (EMPTY, "")),
    "区域，两格有数": block((8.0, 9.0), (EMPTY, EMPTY)),
    "区域，含错误值": block((VBAErrorValue(2042), EMPTY),),
    "区域，1000 行": block(*[(float(row),) for row in range(1000)]),
    **{
        name: VBAErrorValue(number)
        for name, number in {
            "#NULL!": 2000, "#DIV/0!": 2007, "#VALUE!": 2015, "#REF!": 2023, "#NAME?": 2029, "#NUM!": 2036,
            "#N/A": 2042, "#GETTING_DATA": 2043, "#SPILL!": 2045, "#CALC!": 2050,
        }.items()
    },
}  # fmt: skip
ERRORS = [name for name, value in INPUTS.items() if isinstance(value, VBAErrorValue)]


@pytest.fixture(scope="module")
def host() -> Iterator[ExcelHost]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "addin"))
        with excel_host(modules=[ROOT / "macros" / "ZpbFunctions.bas", ROOT / "macros" / "ZpbPython.bas"]) as found:
            yield found


def arguments(formula: Formula, changed: str = "", value: object = EMPTY) -> list[object]:
    return [value if one.name == changed else GOOD[one.name] for one in formula.arguments]


def call(host: ExcelHost, name: str, args: list[object]) -> object:
    """What CallUDF gives, "#VALUE!" for the exceptions that are meant to be it; any other exception is raised."""
    given = VBAArray([(0, len(args) - 1)], items=args)
    try:
        return host.python.ask("CallUDF", ENTRY_MODULE, name, given)
    except (UnusableCell, FormError):
        return VBAErrorValue(2015)


def shown(value: object) -> str:
    if isinstance(value, VBAErrorValue):
        return "#VALUE!"
    if isinstance(value, str):
        text = "".join(one if one.isprintable() else f"\\x{ord(one):02x}" for one in value[:57])
        return f"“{text}”" if len(value) <= 57 else f"“{text}…”（{len(value)} 字）"
    return repr(value)


def places(formula: Formula) -> list[str]:
    return [one.name for one in formula.arguments] or [""]


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda one: one.name)
def test_a_number_a_text_or_the_value_error(host: ExcelHost, formula: Formula) -> None:
    call(host, formula.name, arguments(formula))
    for place in places(formula):
        for label, value in INPUTS.items():
            started = time.perf_counter()
            found = call(host, formula.name, arguments(formula, place, value))
            took = time.perf_counter() - started
            where = f"{formula.name}({place} = {label})"
            assert isinstance(found, float | str | VBAErrorValue) and not isinstance(found, bool), where
            assert found == found and found not in (float("inf"), float("-inf")), where
            assert not isinstance(found, str) or len(found) <= 32767, where
            assert took < LONGEST, f"{where} took {took:.1f} s"


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda one: one.name)
def test_the_wrapper_in_vba_gives_the_same(host: ExcelHost, formula: Formula) -> None:
    for place in places(formula):
        for label, value in INPUTS.items():
            given = arguments(formula, place, value)
            if value is MISSING and not {one.name: one.optional for one in formula.arguments}.get(place, True):
                continue  # Excel itself refuses such a formula
            wrapped = host.excel.interpreter.run(formula.name, list(given))
            assert wrapped == call(host, formula.name, given), f"{formula.name}({place} = {label})"


@pytest.mark.parametrize("formula", [one for one in FORMULAS if one.arguments], ids=lambda one: one.name)
def test_an_error_in_any_argument_that_is_used_is_the_value_error(host: ExcelHost, formula: Formula) -> None:
    for place in places(formula):
        for label in ERRORS:
            found = call(host, formula.name, arguments(formula, place, INPUTS[label]))
            assert found == VBAErrorValue(2015), f"{formula.name}({place} = {label}) gives {found!r}"


def test_a_missing_optional_argument_is_as_an_empty_cell(host: ExcelHost) -> None:
    for formula in FORMULAS:
        for place in (one.name for one in formula.arguments if one.optional):
            empty, missing = (call(host, formula.name, arguments(formula, place, one)) for one in (EMPTY, MISSING))
            assert empty == missing, f"{formula.name}({place})"


def test_the_table_of_results_is_as_committed(host: ExcelHost) -> None:
    text = "\n".join(table(host)) + "\n"
    if os.environ.get("ZPB_WRITE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8")
    print(text)
    assert text == GOLDEN.read_text(encoding="utf-8")


def table(host: ExcelHost) -> Iterator[str]:
    """Per function and argument, each result with the values that give it."""
    yield "单元格函数的结果：其余参数为正常值，一个参数换成各种值。由 tests/excel/test_call_udf.py 写出。"
    for formula in FORMULAS:
        if formula.name == "ZPB_VERSION":
            continue  # a new one with each release
        good = "，".join(f"{one.name}={told(GOOD[one.name])}" for one in formula.arguments)
        yield f"\n{formula.name}({good}) → {shown(call(host, formula.name, arguments(formula)))}"
        for place in places(formula):
            results: dict[str, list[str]] = {}
            for label, value in INPUTS.items():
                results.setdefault(shown(call(host, formula.name, arguments(formula, place, value))), []).append(label)
            yield f"  {place}"
            yield from (f"    {result:<12} ← {'；'.join(labels)}" for result, labels in results.items())


def told(value: Any) -> str:
    return "空" if value is EMPTY else str(value)
