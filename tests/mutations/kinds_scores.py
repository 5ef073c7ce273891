"""Mistakes in the weights and scores of indicators."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tests.mutations.corruption import Change, kind, number, put, rows, shown
from tests.mutations.row_places import full, measured, scored
from tests.readers.form_data import Form


@kind("ZP010", "一行的分值多写三分")
def weight_more(form: Form) -> Iterator[Change]:
    for place, _, weight, score in scored(form):
        if score < weight:
            yield put("indicators", place, "weight", shown(weight + 3))


@kind("ZP013", "一行的分值没有填")
def weight_blank(form: Form) -> Iterator[Change]:
    for place, *_ in scored(form):
        yield put("indicators", place, "weight", "")


@kind("ZP013", "一行的分值是负数")
def weight_negative(form: Form) -> Iterator[Change]:
    for place, _, weight, _ in scored(form):
        yield put("indicators", place, "weight", f"-{shown(weight)}")


@kind("ZP011", "一级指标标的分值与各行不符")
def group_points(form: Form) -> Iterator[Change]:
    groups: dict[str, Decimal] = {}
    for _, row, weight, _ in scored(form):
        groups[row["l1"]] = groups.get(row["l1"], Decimal(0)) + weight
    for name, total in groups.items() if {row.get("goal") for row in form["indicators"]} <= {None, 1} else ():
        other = f"{shown(total + 5)}分"

        def change(copied: Form, name: str = name, other: str = other) -> None:
            for row in copied["indicators"]:
                if row["l1"] == name:
                    row["l1_points"] = other

        yield change


@kind("ZP010", "没有分值一栏，一级指标标的分值合计不是满分")
def labels_not_full(form: Form) -> Iterator[Change]:
    labels = {row["l1"]: row["l1_points"] for row in form["indicators"] if row.get("l1_points")}
    for name, points in labels.items() if not any(row.get("weight") for row in form["indicators"]) else ():
        other = shown((number(points.removesuffix("分")) or Decimal(0)) + 5) + "分"

        def change(copied: Form, name: str = name, other: str = other) -> None:
            for row in copied["indicators"]:
                if row["l1"] == name:
                    row["l1_points"] = other

        yield change


@kind("ZP014", "一行的得分改低，总分没有改")
def score_without_total(form: Form) -> Iterator[Change]:
    if number(form.get("total")) is not None:
        for place, row in rows(form):
            if (score := number(row.get("score"))) and score > 2:
                yield put("indicators", place, "score", shown(score - 2))


@kind("ZP015", "得分大于分值")
def score_above(form: Form) -> Iterator[Change]:
    for place, _, weight, _ in scored(form):
        yield put("indicators", place, "score", shown(weight + 2))


@kind("ZP016", "得分是负数")
def score_negative(form: Form) -> Iterator[Change]:
    for place, *_ in scored(form):
        yield put("indicators", place, "score", "-1")


@kind("ZP016", "得分写成文字")
def score_text(form: Form) -> Iterator[Change]:
    for place, *_ in scored(form):
        yield put("indicators", place, "score", "满分")


@kind("ZP017", "完成值只有一半，仍给满分")
def full_at_half(form: Form) -> Iterator[Change]:
    for place, _, target, actual in full(form):
        if target.sign != "≤":
            value = (target.value / 2).quantize(Decimal(1)) if target.value >= 4 else Decimal(1)
            yield put("indicators", place, "actual", f"{shown(value)}{actual.unit}")


@kind("ZP017", "完成值超过上限一倍，仍给满分")
def full_above_limit(form: Form) -> Iterator[Change]:
    for place, _, target, actual in full(form):
        if target.sign == "≤":
            yield put("indicators", place, "actual", f"{shown(target.value * 2)}{actual.unit}")


@kind("ZP017", "指标值调高，得分没有改")
def target_raised(form: Form) -> Iterator[Change]:
    for place, _, target, actual in full(form):
        if target.sign != "≤" and target.unit != "%" and target.value >= 2:
            yield put("indicators", place, "target", f"{target.sign}{shown(actual.value * 2)}{target.unit}")


@kind("ZP021", "不及时、未完成却给满分")
def words_unmet(form: Form) -> Iterator[Change]:
    for place, row in rows(form):
        is_full = number(row.get("score")) == number(row.get("weight")) and number(row.get("score"))
        if row.get("target") in ("完成", "达成", "及时", "达标") and is_full and not row.get("rule"):
            negated = "不" if row["target"] == "及时" else "未"
            yield put("indicators", place, "actual", negated + row["target"])


@kind("ZP018", "完成了却扣分")
def lost_though_met(form: Form) -> Iterator[Change]:
    for place, row, _, _ in full(form):
        weight = number(row["weight"]) or Decimal(0)
        if weight >= 2:
            yield put("indicators", place, "score", shown(weight - 1))


@kind("ZP019", "未完成的得分不按比例")
def not_in_proportion(form: Form) -> Iterator[Change]:
    for place, row, target, actual in measured(form):
        weight, score = number(row["weight"]) or Decimal(0), number(row["score"])
        if score is None or score >= weight or target.sign == "≤" or actual.value >= target.value or weight < 4:
            continue
        share = actual.value / target.value
        yield put("indicators", place, "score", shown(weight - 1) if share < Decimal("0.7") else "1")


@kind("ZP012", "二级指标标的分值与各行不符")
def second_level_points(form: Form) -> Iterator[Change]:
    points: dict[tuple[str, str], Decimal] = {}
    for _, row, weight, _ in scored(form):
        points[row["l1"], row["l2"]] = points.get((row["l1"], row["l2"]), Decimal(0)) + weight
    for (first, second), total in points.items():
        def change(copied: Form, first: str = first, second: str = second, total: Decimal = total) -> None:
            for row in copied["indicators"]:
                if (row["l1"], row["l2"]) == (first, second):
                    row["l2"] = f"{second}（{shown(total + 5)}分）"

        if second:
            yield change


def _unmet_pairs(form: Form) -> Iterator[tuple[int, int]]:
    """Rows of one weight that missed their targets: of the first less was done."""
    unmet = [
        (actual.value / target.value, place, number(row["weight"]))
        for place, row, target, actual in measured(form)
        if target.sign != "≤" and 0 < actual.value < target.value and number(row.get("score"))
    ]
    for share, place, weight in unmet:
        for other_share, other, other_weight in unmet:
            if share + Decimal("0.05") < other_share and weight == other_weight:
                yield place, other


@kind("ZP019", "两行的得分填颠倒")
def scores_swapped(form: Form) -> Iterator[Change]:
    for place, other in _unmet_pairs(form):
        def change(copied: Form, place: int = place, other: int = other) -> None:
            low, high = copied["indicators"][place], copied["indicators"][other]
            low["score"], high["score"] = high["score"], low["score"]

        yield change


@kind("ZP020", "凭印象给分，完成得差的反而得分高")
def scored_by_feeling(form: Form) -> Iterator[Change]:
    for place, other in _unmet_pairs(form):
        def change(copied: Form, place: int = place, other: int = other) -> None:
            low, high = copied["indicators"][place], copied["indicators"][other]
            low["score"], high["score"] = high["score"], low["score"]
            low["rule"] = high["rule"] = "视完成情况酌情扣分。"

        yield change


@kind("ZP021", "不及时却给了九成的分")
def outside_band(form: Form) -> Iterator[Change]:
    for place, row, weight, _ in scored(form):
        if row.get("target") == "及时" and not row.get("rule"):
            def change(copied: Form, place: int = place, score: str = shown(weight * Decimal("0.9"))) -> None:
                copied["indicators"][place].update(
                    actual="不及时", score=score, reason="两次报送超过规定时间，下年度提前十天准备。"
                )

            yield change


@kind("ZP018", "达到上限以内却扣分")
def lost_within_limit(form: Form) -> Iterator[Change]:
    for place, row, target, _ in full(form):
        if target.sign == "≤" and (weight := number(row["weight"])) and weight >= 2:
            yield put("indicators", place, "score", shown(weight / 2))


@kind("ZP019", "没有照评分细则的档次给分")
def against_rule(form: Form) -> Iterator[Change]:
    for place, row, weight, score in scored(form):
        if "基本及时" in (row.get("rule") or "") and row["actual"] == "及时" and score == weight:
            def change(copied: Form, place: int = place, score: str = shown(weight - 1)) -> None:
                copied["indicators"][place].update(score=score, reason="有一次超过规定的时间，下年度提前安排。")

            yield change
        elif "得满分" in (row.get("rule") or "") and "不得分" in row["rule"] and score == weight and row["actual"] == "100%":
            def fall(copied: Form, place: int = place, score: str = shown(weight - 1)) -> None:
                copied["indicators"][place].update(actual="80%", score=score, reason="有一项未能按计划完成，下年度补做。")

            yield fall
