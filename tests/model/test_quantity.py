"""Understanding targets and actual values as people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zipingbiao.base.numbers import round_to, show
from zipingbiao.model.quantity import understand

NUMBERS = [
    ("≥100份", "≥", "100", "份"), ("≦5%", "≤", "0.05", "%"), (">=98 %(百分比)", "≥", "0.98", "%"), ("‹=5", "≤", "5", ""),
    ("═100%", "=", "1", "%"), ("﹦3个", "=", "3", "个"), ("不少于12种", "≥", "12", "种"), ("不超过150元/人/天", "≤", "150", "元/人/天"),
    ("小于3次", "≤", "3", "次"), ("98%以上", "≥", "0.98", "%"), ("60%及以上", "≥", "0.6", "%"), ("≥100百分比", "≥", "1", "%"),
    ("≥266米", "≥", "266", "米"), ("100 %", "", "1", "%"), ("17 人", "", "17", "人"), ("0起", "", "0", "起"), ("25TB", "", "25", "TB"),
    ("5万", "", "50000", ""), ("1.2万亩", "", "12000", "亩"), ("2.42亿美元", "", "242000000", "美元"), ("≥50万TEU", "≥", "500000", "TEU"),
    ("530元/人*月", "", "530", "元/人*月"), ("0.5亿", "", "50000000", ""), ("5‰", "", "0.005", "%"), ("－3%", "", "-0.03", "%"),
    ("２５％", "", "0.25", "%"), ("1,234.5元", "", "1234.5", "元"), ("37.07%。", "", "0.3707", "%"), ("超过8万单", "≥", "80000", "单"),
    ("3百万元", "", "3000000", "元"), ("12个月", "", "12", "个月"),
]  # fmt: skip
SHAPES = [
    (None, "blank"), ("  ", "blank"), ("/", "dash"), ("——", "dash"), ("……", "placeholder"), ("指标2", "placeholder"),
    ("**", "placeholder"), ("（100字以内）", "placeholder"), ("×××", "placeholder"), ("工业1个/服务业2个", "several"),
    ("1,2", "several"), ("2021.1.1", "date"), ("9月前", "date"), ("2021年底", "date"), ("8月份前完成", "date"), ("2021.1.1-12.31", "date"),
    ("5000-10000人", "range"), ("18—54周岁", "range"), ("及时", "word"), ("达成预期指标", "word"), ("一部", "word"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "operator", "value", "unit"), NUMBERS)
def test_a_single_number(text: str, operator: str, value: str, unit: str) -> None:
    quantity = understand(text)
    assert (quantity.shape, quantity.operator, quantity.value, quantity.unit) == ("number", operator, Decimal(value), unit)


@pytest.mark.parametrize(("text", "shape"), SHAPES)
def test_everything_else_is_named_for_what_it_is(text: str | None, shape: str) -> None:
    quantity = understand(text)
    assert quantity.shape == shape
    assert quantity.value is None


@given(st.text(max_size=60))
def test_no_text_is_too_strange(text: str) -> None:
    quantity = understand(text)
    assert (quantity.value is not None) == (quantity.shape == "number")


@given(
    st.sampled_from(["", "≥", "≤", "=", "不少于", "不超过"]),
    st.decimals(min_value=0, max_value=999999, places=2),
    st.sampled_from(["份", "人次", "元/人/天", "TEU", ""]),
)
def test_operator_number_and_unit_come_back(operator: str, value: Decimal, unit: str) -> None:
    quantity = understand(f"{operator}{value}{unit}")
    assert quantity.value == value
    assert quantity.unit == unit
    assert quantity.operator == {"不少于": "≥", "不超过": "≤"}.get(operator, operator)


@given(st.integers(min_value=0, max_value=10**12), st.integers(min_value=0, max_value=4))
def test_rounding_takes_halves_away_from_zero_as_excel_does(number: int, places: int) -> None:
    tie = (Decimal(number) * 10 + 5).scaleb(-places - 1)
    assert round_to(tie, places) == (Decimal(number) + 1).scaleb(-places)
    assert round_to(-tie, places) == -round_to(tie, places)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=6))
def test_shown_numbers_are_plain_and_exact(value: Decimal) -> None:
    text = show(value)
    assert Decimal(text) == value
    assert "E" not in text
