"""Every policy parameter that localities set differently, with results worked out by hand beside each case."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.rules.builder import build_form, build_policy
from zipingbiao.base.numbers import round_to
from zipingbiao.forms.parts import METHODS, methods_for
from zipingbiao.forms.policy import Policy
from zipingbiao.scoring.case import make_case
from zipingbiao.scoring.engine import Assessment, assess
from zipingbiao.scoring.kinds import AllOrNothing, Kind, Proportional, RateTimes
from zipingbiao.scoring.living import to_living
from zipingbiao.scoring.totals import grade_of
from zipingbiao.scoring.wording.compiler import compile_rule

BASIS = "house/rounding"
CAPS = [{"below": below, "total": total, "basis": BASIS} for below, total in ((80, 89), (70, 79), (60, 69), (50, 59))]
LEFT_OUT = {"words": ["不适用", "——", "N/A"], "basis": BASIS}
OVER = {"above": 30, "deduct": 2, "basis": BASIS}


def _policy(**changes: Any) -> Policy:
    return build_policy("mof-2020-project", changes)


def _assess(form: dict[str, Any], **changes: Any) -> Assessment:
    """The builder's form (execution 95.00 of 100.00, rows worth 20+15+15+15+10) with changes to form and policy."""
    return assess(build_form(form), _policy(**changes))


def _points(kind: Kind, target: str, actual: str, weight: str, **changes: Any) -> Decimal | None:
    return kind.assess(make_case(target, actual, Decimal(weight), _policy(**changes))).score


def _executed(budget: str, executed: str, **changes: Any) -> Decimal | None:
    form = {"funding[0].budget": budget, "funding[0].executed": executed}
    return _assess(form, **changes).execution_score


@pytest.mark.parametrize(
    ("budget", "executed", "changes", "score"),
    [
        # 916.675/1000 = 0.916675; ×10 = 9.16675 → 9.17
        ("1000", "916.675", {}, "9.17"),
        # printed 91.67% (0.916675 → 0.9167); ×10 = 9.167 → with three decimals 9.167, exact 9.16675 → 9.167 as well
        ("1000", "916.675", {"rounding": {"score_places": 3}, "execution": {"rate": "printed"}}, "9.167"),
        # 0.91664 is printed as 91.66%: 9.166 against the exact 9.1664 → 9.17 both; at four decimals they differ
        ("1000", "916.64", {"rounding": {"score_places": 4}, "execution": {"rate": "printed"}}, "9.1660"),
        ("1000", "916.64", {"rounding": {"score_places": 4}}, "9.1664"),
        # printed in whole percent: 0.91664 → 0.92; ×10 = 9.2
        ("1000", "916.64", {"rounding": {"rate_places": 2}, "execution": {"rate": "printed"}}, "9.20"),
        # whole points: 9.1664 → 9, 9.5 → 10
        ("1000", "916.64", {"execution": {"places": 0}}, "9"),
        ("1000", "950", {"execution": {"places": 0}}, "10"),
        # 120% of the budget: capped at 10; uncapped 1.2 × 10 = 12
        ("100", "120", {}, "10"),
        ("100", "120", {"execution": {"cap": False}}, "12"),
        # cut, not rounded: 9.16675 → 9.16; the printed rate is cut too: 0.9166, ×10 = 9.166
        ("1000", "916.675", {"rounding": {"mode": "truncate"}}, "9.16"),
        ("1000", "916.675", {"rounding": {"mode": "truncate"}, "execution": {"rate": "printed", "places": 3}}, "9.166"),
        # 1/3 × 3 of weight 3 would be 0.999… if the rate were divided first
        ("3", "1", {"rounding": {"mode": "truncate"}}, "3.33"),
    ],
)
def test_the_execution_score(budget: str, executed: str, changes: dict[str, Any], score: str) -> None:
    assert _executed(budget, executed, **changes) == Decimal(score)


def test_a_third_of_three_points_is_one_point_also_where_scores_are_cut() -> None:
    result = _assess(
        {"funding[0].budget": "3", "funding[0].executed": "1", "funding[0].weight": "3"}, rounding={"mode": "truncate"}
    )
    assert result.execution_score == 1
    assert round_to(Decimal(1) / 3 * 3, 2, "truncate") == 1
    assert round_to(Decimal("0.999"), 2, "truncate") == Decimal("0.99")


def test_a_form_without_execution_points_shows_the_rate_and_adds_nothing() -> None:
    groups = [{"l1": "产出指标", "points": 100, "l2": ["数量指标"], "basis": BASIS}]
    result = _assess({"funding[0].weight": "absent", "funding[1].weight": "10"}, execution={"points": 0}, groups=groups)
    assert result.rate == Decimal("0.95")
    assert result.execution_score is None
    assert [row.score for row in result.funding] == [None] * 4
    # 20 + 15 + 15 + 15 + 10, of weights 20 + 15 + 15 + 30 + 10
    assert (result.total, result.written_total, result.weight_total) == (75, 75, 90)


@pytest.mark.parametrize(
    ("executed", "total", "below"),
    [
        # all rows have full marks: 90 and the execution score
        ("80", "98", None),  # 80.00% is not below 80%: 90 + 8
        ("79.996", "98", None),  # printed 80.00%; its score is 7.9996 → 8.00
        ("79.99", "89", 80),  # 90 + 7.999 → 8.00, at most 89
        ("70", "89", 80),
        ("69", "79", 70),
        ("59.99", "69", 60),
        ("49", "59", 50),
        ("0", "59", 50),
    ],
)
def test_the_execution_rate_caps_the_total(executed: str, total: str, below: int | None) -> None:
    full = {"indicators[3].actual": "100%", "indicators[3].score": "30", "funding[0].executed": executed}
    result = _assess(full | {"indicators[2].manual_score": "15"}, caps=CAPS)
    assert (result.total, result.written_total) == (Decimal(total), Decimal(total))
    assert (result.cap.below if result.cap else None) == below
    assert result.grade == grade_of(Decimal(total), _policy())


def test_a_total_below_its_cap_stays_and_no_amounts_set_no_cap() -> None:
    # 20 + 15 + 15 + 15 + 10 = 75, 6.5 for 65%: 81.5 → 79; with caps from 89 on it stays
    low = {"funding[0].executed": "65"}
    assert _assess(low, caps=CAPS).written_total == 79
    result = _assess({"funding[0].executed": "75"}, caps=CAPS)
    assert (result.written_total, result.cap and result.cap.total) == (Decimal("82.5"), 89)
    blank = _assess({"funding[0].budget": None}, caps=CAPS)
    assert (blank.cap, blank.written_total) == (None, 75)


@pytest.mark.parametrize(
    "change",
    [
        {"indicators[4].actual": "不适用"},
        {"indicators[4].actual": " 不 适 用 "},
        {"indicators[4].actual": "n/a"},
        {"indicators[4].target": "—－", "indicators[4].actual": None},
        {"indicators[4].method": "不适用"},
        {"indicators[4].actual": "不适用", "indicators[4].method": "达标得满分"},
        {"indicators[4].actual": "不适用", "indicators[4].rule": "达到指标值得满分，否则不得分"},
    ],
)
def test_a_row_that_does_not_apply_is_left_out(change: dict[str, Any]) -> None:
    # the row's written 10 points do not count: (9.5 + 20 + 15 + 15 + 15) × 100 / 90 = 82.777… → 82.78
    result = _assess(change, not_applicable=LEFT_OUT)
    assert result.indicators[4].is_left_out
    assert result.indicators[4].method_title == "不适用"
    assert result.indicators[4].counted is None
    assert (result.weight_total, result.applicable) == (100, 90)
    assert result.written_total == Decimal("82.78")
    assert result.written_grade == "良"


def test_without_the_policy_nothing_is_left_out() -> None:
    result = _assess({"indicators[4].actual": "不适用", "indicators[4].method": "不适用"})
    assert result.indicators[4].method_title == "按比例"
    assert (result.applicable, result.written_total) == (None, Decimal("84.5"))
    assert methods_for(_policy()) == METHODS
    assert methods_for(_policy(not_applicable=LEFT_OUT)) == (*METHODS, "不适用")


def test_without_such_a_row_a_wrong_sum_of_weights_is_not_converted() -> None:
    # weights 10 + 20 + 15 + 15 + 30 + 5 = 95: the total is the plain sum, and ZP010 says that 5 points are missing
    result = _assess({"indicators[4].weight": "5", "indicators[4].score": "5"}, not_applicable=LEFT_OUT)
    assert (result.applicable, result.written_total) == (None, Decimal("79.5"))


def test_a_manual_score_and_a_standard_of_its_own_keep_the_row() -> None:
    manual = {"indicators[4].actual": "不适用", "indicators[4].manual_score": "6"}
    result = _assess(manual, not_applicable=LEFT_OUT)
    assert (result.indicators[4].counted, result.applicable) == (6, None)
    standard = "达到指标值得满分，否则不得分；没有此类项目的按满分"
    result = _assess({"indicators[4].actual": "不适用", "indicators[4].rule": standard}, not_applicable=LEFT_OUT)
    assert (result.indicators[4].counted, result.indicators[4].method_title) == (10, "按细则")


def test_converted_totals_are_rounded_before_they_are_capped() -> None:
    # (6.5 + 65) × 100 / 90 = 79.444… → 79.44 → at most 79; with one decimal and cutting 79.4 → 79
    change = {"indicators[4].actual": "不适用", "funding[0].executed": "65"}
    assert _assess(change, not_applicable=LEFT_OUT).written_total == Decimal("79.44")
    assert _assess(change, not_applicable=LEFT_OUT, caps=CAPS).written_total == 79
    cut = {"mode": "truncate", "score_places": 1}
    assert _assess(change, not_applicable=LEFT_OUT, rounding=cut).written_total == Decimal("79.4")


def test_a_form_without_any_applicable_row_has_no_total() -> None:
    rows = {f"indicators[{i}].actual": "不适用" for i in range(5)}
    # execution alone: 9.5 × 100 / 10
    assert _assess(rows, not_applicable=LEFT_OUT).total == 95
    assert _assess(rows | {"funding": []}, not_applicable=LEFT_OUT).total is None


def test_the_score_of_a_left_out_row_is_not_carried_into_a_living_form() -> None:
    policy = _policy(not_applicable=LEFT_OUT)
    living = to_living(build_form({"indicators[4].actual": "不适用"}), policy)
    assert living.indicators[4].manual_score.is_blank
    assert assess(living, policy).indicators[4].is_left_out


@pytest.mark.parametrize(
    ("target", "actual", "weight", "score"),
    [
        ("≥100份", "129份", "5", "5"),  # 29% beyond
        ("≥100份", "130份", "5", "3"),  # 30% beyond: 5 − 2
        ("100份", "250份", "5", "3"),  # no operator
        ("≥3份", "3.9份", "5", "3"),  # 3.9/3 = 1.3 exactly
        ("≥50%", "65%", "5", "3"),  # 65/50 = 1.3
        ("≥50%", "64.9%", "5", "5"),
        ("≥100份", "200份", "1.5", "0"),  # not below 0
        ("≤100份", "10份", "5", "5"),  # far below a limit is no over-achievement
        ("=100份", "200份", "5", "5"),
        ("≥0份", "200份", "5", "5"),  # nothing can be said of a share of 0
        ("≥100份", "50份", "5", "2.5"),
    ],
)
def test_over_achievement_loses_points(target: str, actual: str, weight: str, score: str) -> None:
    assert _points(Proportional(), target, actual, weight, quantitative={"over_achievement": OVER}) == Decimal(score)


@pytest.mark.parametrize(
    ("target", "actual", "score"),
    [("=9份", "9份", "5"), ("=9份", "10份", "0"), ("=10份", "8份", "4"), ("=0份", "1份", "0"), ("≥9份", "10份", "5")],
)
def test_an_exact_target_may_not_be_exceeded(target: str, actual: str, score: str) -> None:
    changes = {"quantitative": {"equal": "none"}}
    assert _points(Proportional(), target, actual, "5", **changes) == Decimal(score)
    chosen = "5" if score == "5" else "0"
    assert _points(AllOrNothing(), target, actual, "5", **changes) == Decimal(chosen)


@pytest.mark.parametrize(
    "wording",
    [
        "达到目标值得满分；未达到的按完成比例计分",
        "实际得分=实际订阅数/计划订阅数*标准分值",
        "达到100%得满分，未完成的，按实际完成比例计分，低于60%不得分",
    ],
)
def test_a_standard_of_its_own_gives_full_marks_beyond_the_target(wording: str) -> None:
    kind = compile_rule(wording, Decimal(5)).kind
    assert isinstance(kind, Proportional)
    changes = {"quantitative": {"equal": "none", "over_achievement": OVER}}
    assert _points(kind, "=100%", "200%", "5", **changes) == 5
    assert _points(kind, "≥100%", "200%", "5", **changes) == 5


def test_the_linear_formula_is_exact_where_scores_are_cut() -> None:
    # 3 × (2×3 − 5)/3 = 1; through (5−3)/3 = 0.666…7 it would be 0.999… → 0.99
    changes = {"quantitative": {"reverse": "linear"}, "rounding": {"mode": "truncate"}}
    assert _points(Proportional(), "≤3天", "5天", "3", **changes) == 1


@pytest.mark.parametrize(
    ("rounding", "score"),
    [
        ({}, "3.16"),  # 5 × 5059/8000 = 3.161875
        ({"mode": "truncate"}, "3.16"),
        ({"score_places": 3}, "3.162"),
        ({"score_places": 3, "mode": "truncate"}, "3.161"),
        ({"score_places": 1}, "3.2"),
        ({"score_places": 1, "mode": "truncate"}, "3.1"),
        ({"score_places": 0}, "3"),
    ],
)
def test_indicator_scores_are_rounded_as_the_form_says(rounding: dict[str, Any], score: str) -> None:
    assert _points(Proportional(), "8000份", "5059份", "5", rounding=rounding) == Decimal(score)


def test_full_marks_are_never_more_than_the_weight() -> None:
    # 7.25 rounded to one decimal is 7.3
    one = {"rounding": {"score_places": 1}}
    assert _points(Proportional(), "≥3份", "5份", "7.25", **one) == Decimal("7.25")
    assert _points(RateTimes(), "100%", "100%", "7.25", **one) == Decimal("7.25")


def test_totals_are_rounded_as_the_form_says() -> None:
    # 9.5 + 20 + 15 + 15 + 15 + 9.97 = 84.47
    row = {"indicators[4].score": "9.97"}
    assert _assess(row).written_total == Decimal("84.47")
    assert _assess(row, rounding={"score_places": 1}).written_total == Decimal("84.5")
    assert _assess(row, rounding={"score_places": 1, "mode": "truncate"}).written_total == Decimal("84.4")


@pytest.mark.parametrize(
    ("total", "changes", "grade"),
    [
        ("89.5", {}, "良"),
        ("89.5", {"grading": {"places": 0, "basis": BASIS}}, "优"),  # → 90
        ("89.49", {"grading": {"places": 0, "basis": BASIS}}, "良"),  # → 89
        ("89.96", {"grading": {"places": 1, "basis": BASIS}}, "优"),  # → 90.0
        ("89.5", {"grading": {"places": 0, "basis": BASIS}, "rounding": {"mode": "truncate"}}, "良"),  # cut to 89
        ("59.6", {"grading": {"places": 0, "basis": BASIS}}, "中"),  # → 60
    ],
)
def test_totals_may_be_rounded_before_they_are_graded(total: str, changes: dict[str, Any], grade: str) -> None:
    assert grade_of(Decimal(total), _policy(**changes)) == grade
