"""What wordings can say beyond the plain kinds — caps, limits of deductions, zero bands — in Python and in formulas."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.wording.native import POLICY, recalculated
from zipingbiao.scoring.case import make_case
from zipingbiao.scoring.wording.compiler import compile_rule

#: (wording, weight, name, target) — one for every parameter that only wordings set.
_RULES = [
    ("得分=完成率×分值，满分2分", "4", "完成率", "100%"),
    ("90%以上得满分；80%-90%得3分；其余不得分；最高得3分", "4", "满意度", "≥90%"),
    ("完成率≥90%得满分；60%（含）-90%按比例得分；低于60%不得分", "10", "完成率", "100份"),
    ("预算控制率0-10%得5分；11-30%得4分；大于30%不得分", "5", "预算控制率", None),
    ("完成率达到100%得满分，每降低1%扣0.5分，低于60%不得分", "10", "完成率", "100%"),
    ("满意度≥90%得满分，每低1个百分点扣该项分值的5%，最多扣3分", "10", "满意度", "≥90%"),
    ("每低于计划5%扣1分，不足5%按5%计，低于计划的60%不得分", "10", "培训人数", "200人"),
    ("以95%为标准，每低1个百分点扣0.5分，不足1个百分点按比例扣分", "5", "及时率", "≥95%"),
    ("得分=计划成本/实际成本×分值", "4", "项目成本", "≤100万元"),
    ("达到100%得满分，未完成的，按实际完成比例计分，低于60%不得分", "10", "任务", "100%"),
    ("每发生一起安全事故扣2分，最多扣4分", "5", "事故", "0起"),
    ("每完成1项得2分，最高得5分", "6", "任务", "3项"),
    ("及时得3分，不及时不得分", "4", "支付及时性", "及时"),
    ("偏差率≤5%得满分，5%-10%得3分，其余不得分", "5", "投资额", "100万元"),
    ("100%以下（含）计满分，每超出5%扣2分，扣完为止。没有此类项目的按满分计算；满分3分", "5", "控制率", None),
    ("是得5分，否得0分", "5", "是否公开", "是"),
]  # fmt: skip
_ACTUALS = [
    "100%", "95%", "94.5%", "90%", "89.99%", "80%", "75%", "60%", "59.9%", "10.5%", "11%", "30%", "0%", "106%", "112%",
    "100份", "95份", "60份", "59份", "190人", "181人", "119人", "120人", "200人", "120万元", "80万元", "103万元", "94万元",
    "0起", "1起", "3起", "2项", "4项", "3个", "及时", "不及时", "基本及时", "是", "否", "不涉及", "无", "", "1.2", "0.95", "-3%",
]  # fmt: skip


@pytest.mark.live
def test_formulas_score_as_python_does(tmp_path: Path) -> None:
    rows, ours = [], []
    for text, weight, name, target in _RULES:
        kind = compile_rule(text, Decimal(weight), name, target).kind
        assert kind.kind != "manual", text  # type: ignore[attr-defined]
        for actual in _ACTUALS:
            rows.append((name, target, actual or None, weight, kind))
            ours.append(kind.assess(make_case(target, actual, Decimal(weight), POLICY, name=name)).score)
    theirs = recalculated(tmp_path, rows)
    wrong = [
        f"{row[4]!r} {row[1]} {row[2]}: {mine} ≠ {other}"
        for row, mine, other in zip(rows, ours, theirs, strict=True)
        if (mine is None) != (other is None) or (mine is not None and other is not None and abs(mine - other) > Decimal("0.0005"))
    ]
    assert not wrong, "\n".join(wrong[:20])
    assert sum(score is not None for score in ours) > len(ours) // 5


@pytest.mark.parametrize(
    ("rule", "actual", "score"),
    [
        (0, "100%", "2"), (0, "40%", "1.6"), (1, "95%", "3"), (2, "75份", "7.5"), (2, "59份", "0"), (4, "98.5%", "9.5"),
        (4, "59.9%", "0"), (5, "50%", "7"), (6, "189人", "8"), (6, "119人", "0"), (7, "94.5%", "4.75"), (8, "120万元", "3.33"),
        (9, "70%", "7"), (9, "59%", "0"), (10, "1起", "3"), (10, "9起", "1"), (11, "2项", "4"), (11, "9项", "5"), (12, "及时", "3"),
        (13, "103万元", "5"), (13, "93万元", "3"), (13, "111万元", "0"), (14, "100%", "3"), (14, "不涉及", "3"), (15, "否", "0"),
    ],
)  # fmt: skip
def test_hand_worked_score(rule: int, actual: str, score: str) -> None:
    text, weight, name, target = _RULES[rule]
    kind = compile_rule(text, Decimal(weight), name, target).kind
    assert kind.assess(make_case(target, actual, Decimal(weight), POLICY, name=name)).score == Decimal(score)
