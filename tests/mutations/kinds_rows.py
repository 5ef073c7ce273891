"""Mistakes in the rows of indicators."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from decimal import Decimal

from tests.mutations.corruption import Change, Measure, kind, measure, number, put, rows, shown
from tests.readers.form_data import Form


def _scored(form: Form) -> Iterator[tuple[int, Form, Decimal, Decimal]]:
    """Rows with a weight and a score."""
    for place, row in rows(form):
        weight, score = number(row.get("weight")), number(row.get("score"))
        if weight and score is not None:
            yield place, row, weight, score


def _measured(form: Form) -> Iterator[tuple[int, Form, Measure, Measure]]:
    """Rows without a standard of their own whose target and actual are figures of the same unit."""
    for place, row in rows(form):
        target, actual = measure(row.get("target")), measure(row.get("actual"))
        if target and actual and target.unit == actual.unit and not row.get("rule") and number(row.get("weight")):
            yield place, row, target, actual


def _full(form: Form) -> Iterator[tuple[int, Form, Measure, Measure]]:
    """Those that have full marks."""
    for place, row, target, actual in _measured(form):
        if number(row["score"]) == number(row["weight"]) and target.value > 1:
            yield place, row, target, actual


@kind("ZP010", "一行的分值多写三分")
def weight_more(form: Form) -> Iterator[Change]:
    for place, _, weight, score in _scored(form):
        if score < weight:
            yield put("indicators", place, "weight", shown(weight + 3))


@kind("ZP013", "一行的分值没有填")
def weight_blank(form: Form) -> Iterator[Change]:
    for place, *_ in _scored(form):
        yield put("indicators", place, "weight", "")


@kind("ZP013", "一行的分值是负数")
def weight_negative(form: Form) -> Iterator[Change]:
    for place, _, weight, _ in _scored(form):
        yield put("indicators", place, "weight", f"-{shown(weight)}")


@kind("ZP011", "一级指标标的分值与各行不符")
def group_points(form: Form) -> Iterator[Change]:
    groups: dict[str, Decimal] = {}
    for _, row, weight, _ in _scored(form):
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
    for place, _, weight, _ in _scored(form):
        yield put("indicators", place, "score", shown(weight + 2))


@kind("ZP016", "得分是负数")
def score_negative(form: Form) -> Iterator[Change]:
    for place, *_ in _scored(form):
        yield put("indicators", place, "score", "-1")


@kind("ZP016", "得分写成文字")
def score_text(form: Form) -> Iterator[Change]:
    for place, *_ in _scored(form):
        yield put("indicators", place, "score", "满分")


@kind("ZP017", "完成值只有一半，仍给满分")
def full_at_half(form: Form) -> Iterator[Change]:
    for place, _, target, actual in _full(form):
        if target.sign != "≤":
            value = (target.value / 2).quantize(Decimal(1)) if target.value >= 4 else Decimal(1)
            yield put("indicators", place, "actual", f"{shown(value)}{actual.unit}")


@kind("ZP017", "完成值超过上限一倍，仍给满分")
def full_above_limit(form: Form) -> Iterator[Change]:
    for place, _, target, actual in _full(form):
        if target.sign == "≤":
            yield put("indicators", place, "actual", f"{shown(target.value * 2)}{actual.unit}")


@kind("ZP017", "指标值调高，得分没有改")
def target_raised(form: Form) -> Iterator[Change]:
    for place, _, target, actual in _full(form):
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
    for place, row, _, _ in _full(form):
        weight = number(row["weight"]) or Decimal(0)
        if weight >= 2:
            yield put("indicators", place, "score", shown(weight - 1))


@kind("ZP019", "未完成的得分不按比例")
def not_in_proportion(form: Form) -> Iterator[Change]:
    for place, row, target, actual in _measured(form):
        weight, score = number(row["weight"]) or Decimal(0), number(row["score"])
        if score is None or score >= weight or target.sign == "≤" or actual.value >= target.value or weight < 4:
            continue
        share = actual.value / target.value
        yield put("indicators", place, "score", shown(weight - 1) if share < Decimal("0.7") else "1")


@kind("ZP026", "数量指标的指标值写成文字")
def unquantified(form: Form) -> Iterator[Change]:
    for place, row, target, _ in _measured(form):
        if row["l2"].startswith("数量") and target.unit not in ("", "%"):
            yield put("indicators", place, "target", "较多")


@kind("ZP027", "完成值没有填，仍有得分")
def actual_blank(form: Form) -> Iterator[Change]:
    for place, row, _, score in _scored(form):
        if row.get("actual") and row.get("target") and not row.get("rule") and score:
            yield put("indicators", place, "actual", "")


@kind("ZP028", "完成值的单位不同")
def other_unit(form: Form) -> Iterator[Change]:
    for place, _, target, actual in _measured(form):
        if target.unit == "%":
            yield put("indicators", place, "actual", f"{shown(actual.value)}万元")
        elif target.unit in ("次", "家", "人", "人次", "个", "批次"):
            yield put("indicators", place, "actual", f"{min(actual.value, Decimal(90)):f}%")


@kind("ZP029", "完成值是指标值的五倍，没有说明")
def far_above(form: Form) -> Iterator[Change]:
    for place, row, target, actual in _full(form):
        if target.sign in ("≥", "") and target.unit not in ("%", "") and not row.get("reason"):
            yield put("indicators", place, "actual", f"{shown(target.value * 5)}{actual.unit}")


@kind("ZP030", "成本指标用了不低于")
def cost_at_least(form: Form) -> Iterator[Change]:
    for place, row, target, _ in _measured(form):
        if "成本" in row["l2"] and target.sign == "≤" and "节约" not in row["l3"]:
            yield put("indicators", place, "target", f"≥{shown(target.value)}{target.unit}")


@kind("ZP031", "合格率超过百分之百")
def rate_beyond(form: Form) -> Iterator[Change]:
    for place, row, target, _ in _measured(form):
        if target.unit == "%" and any(word in row["l3"] for word in ("合格率", "满意", "覆盖率", "及时率", "完好率")):
            yield put("indicators", place, "actual", "120%")


@kind("ZP032", "模板文字没有删")
def template_text(form: Form) -> Iterator[Change]:
    for place, _ in rows(form):
        yield put("indicators", place, "l3", "指标1：")


@kind("ZP032", "完成值用星号代替")
def stars(form: Form) -> Iterator[Change]:
    for place, row in rows(form):
        if row.get("actual"):
            yield put("indicators", place, "actual", "×××")


@kind("ZP033", "同一个指标填了两次")
def twice(form: Form) -> Iterator[Change]:
    for place, row in rows(form):
        if row.get("l3") and row.get("target"):
            yield lambda copied, place=place: copied["indicators"].insert(place + 1, copy.deepcopy(copied["indicators"][place]))


@kind("ZP034", "质量指标放到效益指标下")
def wrong_group(form: Form) -> Iterator[Change]:
    groups = [row["l1"] for row in form["indicators"]]
    if "产出指标" in groups and "效益指标" in groups:
        last = len(groups) - 1 - groups[::-1].index("效益指标")

        def change(copied: Form) -> None:
            copied["indicators"][last]["l2"] = "质量指标"

        yield change


@kind("ZP035", "满意度没有调查的数")
def satisfaction_words(form: Form) -> Iterator[Change]:
    for place, row in rows(form):
        if "满意" in row["l1"] and measure(row.get("actual")) and measure(row.get("target")):
            yield lambda copied, place=place: copied["indicators"][place].update(target="服务对象满意", actual="基本满意")


@kind("ZP036", "没有效益指标")
def no_benefit(form: Form) -> Iterator[Change]:
    groups = {row["l1"] for row in form["indicators"]}
    if form["level"] == "project" and "产出指标" in groups and "效益指标" in groups:
        def change(copied: Form) -> None:
            copied["indicators"] = [row for row in copied["indicators"] if row["l1"] != "效益指标"]

        yield change


@kind("ZP037", "扣了分没有写原因")
def reason_gone(form: Form) -> Iterator[Change]:
    for place, row, weight, score in _scored(form):
        if row.get("reason") and score < weight:
            yield put("indicators", place, "reason", "")


@kind("ZP038", "没有偏差却写了原因")
def needless_reason(form: Form) -> Iterator[Change]:
    for place, row, target, actual in _full(form):
        if not row.get("reason") and target.value == actual.value:
            yield put("indicators", place, "reason", "因疫情影响，部分工作未能按计划开展，下年度加快进度。")


@kind("ZP039", "另一行的原因照抄")
def copied_reason(form: Form) -> Iterator[Change]:
    reasons = [(place, row["reason"]) for place, row in rows(form) if len(row.get("reason") or "") > 15]
    for source, text in reasons:
        for place, row in rows(form):
            if place != source and row.get("l3") != form["indicators"][source].get("l3") and row.get("score") is not None:
                yield put("indicators", place, "reason", text)
                break


@kind("ZP040", "原因里的完成数与完成值不同")
def reason_figure(form: Form) -> Iterator[Change]:
    for place, row, target, actual in _measured(form):
        if number(row["score"]) != number(row["weight"]) and actual.unit and actual.value > 10:
            last = Decimal(1).scaleb(int(actual.value.as_tuple().exponent))
            step = max(last, (actual.value / 50).quantize(last))
            other = shown(actual.value + (step if actual.value + step < target.value or target.sign == "≤" else -step))
            yield put("indicators", place, "reason", f"受客观条件影响，全年实际完成{other}{actual.unit}，未达到目标。")


@kind("ZP059", "偏差原因是公式文字")
def formula_reason(form: Form) -> Iterator[Change]:
    for place, row, weight, score in _scored(form):
        if row.get("reason") and score < weight:
            yield put("indicators", place, "reason", "@SUM(A1:A9)")


@kind("ZP060", "得分显示错误值")
def score_error(form: Form) -> Iterator[Change]:
    for place, *_ in _scored(form):
        yield put("indicators", place, "score", "#VALUE!")


@kind("ZP012", "二级指标标的分值与各行不符")
def second_level_points(form: Form) -> Iterator[Change]:
    points: dict[tuple[str, str], Decimal] = {}
    for _, row, weight, _ in _scored(form):
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
        for place, row, target, actual in _measured(form)
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
    for place, row, weight, _ in _scored(form):
        if row.get("target") == "及时" and not row.get("rule"):
            def change(copied: Form, place: int = place, score: str = shown(weight * Decimal("0.9"))) -> None:
                copied["indicators"][place].update(
                    actual="不及时", score=score, reason="两次报送超过规定时间，下年度提前十天准备。"
                )

            yield change


@kind("ZP065", "实际完成值照抄指标值")
def target_copied(form: Form) -> Iterator[Change]:
    for place, row, target, _ in _full(form):
        if target.sign in ("≥", "≤") and row["actual"] != row["target"]:
            yield put("indicators", place, "actual", row["target"])


@kind("ZP065", "实际完成值的符号与指标值相反")
def sign_turned(form: Form) -> Iterator[Change]:
    for place, _, target, actual in _full(form):
        if target.sign in ("≥", "≤"):
            yield put("indicators", place, "actual", f"{'≤' if target.sign == '≥' else '≥'}{shown(actual.value)}{actual.unit}")


@kind("ZP018", "达到上限以内却扣分")
def lost_within_limit(form: Form) -> Iterator[Change]:
    for place, row, target, _ in _full(form):
        if target.sign == "≤" and (weight := number(row["weight"])) and weight >= 2:
            yield put("indicators", place, "score", shown(weight / 2))


@kind("ZP019", "没有照评分细则的档次给分")
def against_rule(form: Form) -> Iterator[Change]:
    for place, row, weight, score in _scored(form):
        if "基本及时" in (row.get("rule") or "") and row["actual"] == "及时" and score == weight:
            def change(copied: Form, place: int = place, score: str = shown(weight - 1)) -> None:
                copied["indicators"][place].update(score=score, reason="有一次超过规定的时间，下年度提前安排。")

            yield change
        elif "得满分" in (row.get("rule") or "") and "不得分" in row["rule"] and score == weight and row["actual"] == "100%":
            def fall(copied: Form, place: int = place, score: str = shown(weight - 1)) -> None:
                copied["indicators"][place].update(actual="80%", score=score, reason="有一项未能按计划完成，下年度补做。")

            yield fall
