"""How stored numbers are printed, as Excel prints them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from zipingbiao.readers.cells import exact_number
from zipingbiao.readers.number_format import BUILTIN, compile_format

#: format code, stored text, printed text, value (None: not one number), step
TABLE = [
    ("General", "10", "10", "10", "1"),
    ("General", "8.908", "8.908", "8.908", "0.001"),
    ("General", "387664.62", "387664.62", "387664.62", "0.01"),
    ("General", "0.3333333333333333", "0.333333333", "0.333333333333333", "0.000000001"),
    ("General", "96.850000000000009", "96.85", "96.85", "0.01"),
    ("General", "-2.5", "-2.5", "-2.5", "0.1"),
    ("General", "1E-3", "0.001", "0.001", "0.001"),
    ("General", "6.9987E+7", "69987000", "69987000", "1"),
    ("0", "2.5", "3", "2.5", "1"),
    ("0", "-2.5", "-3", "-2.5", "1"),
    ("0.0", "9.96", "10.0", "9.96", "0.1"),
    ("0.00", "9.165", "9.17", "9.165", "0.01"),
    ("0.00_ ", "9.17", "9.17", "9.17", "0.01"),
    ("#,##0.00", "3030", "3,030.00", "3030", "0.01"),
    ("#,##0", "1234567.5", "1,234,568", "1234567.5", "1"),
    ("#.##", "0.5", ".5", "0.5", "0.01"),
    ("0%", "0.9166", "92%", "0.9166", "0.01"),
    ("0.00%", "0.9166", "91.66%", "0.9166", "0.0001"),
    ("0.00%", "0.91659999999999997", "91.66%", "0.9166", "0.0001"),
    ('0.00"%"', "91.66", "91.66%", "0.9166", "0.0001"),
    ('0.00"万元"', "12.3", "12.30万元", "12.3", "0.01"),
    ('"¥"#,##0.00', "1200", "¥1,200.00", "1200", "0.01"),
    ("[$¥-804]#,##0.00", "1200", "¥1,200.00", "1200", "0.01"),
    ("0.00_);[Red]\\(0.00\\)", "-3.5", "(3.50)", "-3.5", "0.01"),
    ('_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "0", "-", "0", "1"),
    ('_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "12", "12.00", "12", "0.01"),
    ("0.00;-0.00;;@", "0", "0", "0", "1"),
    ("[>=10000]0.0,;0", "12345", "12.3", "12.345", "0.1"),
    ("[>=10000]0.0,;0", "123", "123", "123", "1"),
    ("yyyy/m/d", "43404", "2018/10/31", None, None),
    ('yyyy"年"m"月"d"日"', "43404", "2018年10月31日", None, None),
    ('yyyy"年"m"月";@', "43404", "2018年10月", None, None),
    ("[$-804]yyyy\\-mm\\-dd", "43404", "2018-10-31", None, None),
    ("yyyy/m/d h:mm", "43404.75", "2018/10/31 18:00", None, None),
    ("h:mm AM/PM", "0.75", "下午", None, None),
    ("[h]:mm", "1.5", "36:00", None, None),
    ("yyyy/m/d", "-1", "-1", "-1", "1"),
    ("没有数字的格式", "5", "没有数字的格式", "5", "1"),
    ("(" * 400, "5", "5", "5", "1"),
]


@pytest.mark.parametrize(("code", "raw", "text", "value", "step"), TABLE)
def test_printed_as_in_a_spreadsheet(code: str, raw: str, text: str, value: str | None, step: str | None) -> None:
    number = exact_number(raw)
    assert number is not None
    shown = compile_format(code).show(number)
    if code.startswith("h:mm"):
        assert text in shown[0]
        return
    assert shown[0] == text
    assert shown[1] == (None if value is None else Decimal(value))
    assert shown[2] == (None if step is None else Decimal(step))


def test_1904_dates_and_the_day_that_never_was() -> None:
    assert compile_format("yyyy/m/d", True).show(Decimal(0))[0] == "1904/1/1"
    assert compile_format("yyyy/m/d").show(Decimal(1))[0] == "1900/1/1"
    assert compile_format("yyyy/m/d").show(Decimal(61))[0] == "1900/3/1"


@pytest.mark.parametrize("number", sorted(BUILTIN))
def test_every_built_in_format_prints_something(number: int) -> None:
    assert compile_format(BUILTIN[number]).show(Decimal("43404.5"))[0]


def test_binary_noise_is_cleaned_to_fifteen_digits() -> None:
    assert exact_number("0.91659999999999997") == Decimal("0.9166")
    assert exact_number("8.9079999999999995") == Decimal("8.908")
    assert str(exact_number("1E+2")) == "100"
    assert exact_number("113048518.64") == Decimal("113048518.64")
