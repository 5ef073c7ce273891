"""Bringing targets and actual values onto one scale, and the judgement whether a target is met."""

from __future__ import annotations

from decimal import Decimal

import pytest

from zipingbiao.model.quantity import understand
from zipingbiao.scoring.compare import Pair, is_met, pair, sense_of


@pytest.mark.parametrize(
    ("target", "actual", "expected"),
    [
        ("100%", "1", ("1", "1")),
        ("≥98%", "0.98", ("0.98", "0.98")),
        ("100%", "98", ("1", "0.98")),
        ("100", "98%", ("1", "0.98")),
        ("≤5%", "0", ("0.05", "0")),
        ("8万单", "4.996万", ("80000", "49960")),
        ("0.5亿", "5864万元", ("50000000", "58640000")),
        ("≥50万TEU", "59.5万teu", ("500000", "595000")),
    ],
)
def test_comparable_values_share_a_scale(target: str, actual: str, expected: tuple[str, str]) -> None:
    assert pair(understand(target), understand(actual)) == Pair(Decimal(expected[0]), Decimal(expected[1]))


@pytest.mark.parametrize(
    ("target", "actual"),
    [("≤200人次", "76%"), ("≥85%", "达成"), ("≤5%", "1"), ("100%", "1.5"), ("30份", "30家"), ("9月前", "7月"), ("及时", "及时"), ("10", "")],
)
def test_what_cannot_be_compared_says_why(target: str, actual: str) -> None:
    reason = pair(understand(target), understand(actual))
    assert isinstance(reason, str)
    assert len(reason) > 5


@pytest.mark.parametrize(
    ("target", "actual", "met"),
    [
        ("8000份", "5059份", False),
        ("一部", "无", False),
        ("一部", "2部", True),
        ("2018年10月底", "2018年11月底", False),
        ("9月前", "7月", True),
        ("5000-10000人", "8000人", True),
        ("5000-10000人", "4000人", False),
        ("超过8万单", "8万单", None),
        ("工业1个/服务业2个", "0个", None),
        ("及时", "基本及时", None),
        ("≥85%", None, None),
    ],
)
def test_the_checkers_judgement(target: str, actual: str | None, met: bool | None) -> None:
    assert is_met(understand(target), understand(actual), sense_of(understand(target))) is met


@pytest.mark.parametrize(
    ("target", "name", "second", "sense"),
    [
        ("≤5%", "", "", "≤"),
        ("5%", "成本控制偏差率", "成本指标", "≤"),
        ("5%", "查获率", "质量指标", "≥"),
        ("100元", "补助标准", "成本指标", "?"),
        ("100%", "补助标准达标率", "成本指标", "≥"),
        ("0起", "安全事件", "质量指标", "≤"),
        ("98%以上", "", "", "≥"),
        ("=100%", "偏差率", "", "="),
    ],
)
def test_the_sense_of_a_target(target: str, name: str, second: str, sense: str) -> None:
    assert sense_of(understand(target), name, second) == sense
