"""Mistakes in what indicators are called, their targets, actual values and reasons."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from decimal import Decimal

from tests.mutations.corruption import Change, kind, measure, number, put, rows, shown
from tests.mutations.row_places import full, measured, scored
from tests.readers.form_data import Form


@kind("ZP026", "数量指标的指标值写成文字")
def unquantified(form: Form) -> Iterator[Change]:
    for place, row, target, _ in measured(form):
        if row["l2"].startswith("数量") and target.unit not in ("", "%"):
            yield put("indicators", place, "target", "较多")


@kind("ZP027", "完成值没有填，仍有得分")
def actual_blank(form: Form) -> Iterator[Change]:
    for place, row, _, score in scored(form):
        if row.get("actual") and row.get("target") and not row.get("rule") and score:
            yield put("indicators", place, "actual", "")


@kind("ZP028", "完成值的单位不同")
def other_unit(form: Form) -> Iterator[Change]:
    for place, _, target, actual in measured(form):
        if target.unit == "%":
            yield put("indicators", place, "actual", f"{shown(actual.value)}万元")
        elif target.unit in ("次", "家", "人", "人次", "个", "批次"):
            yield put("indicators", place, "actual", f"{min(actual.value, Decimal(90)):f}%")


@kind("ZP029", "完成值是指标值的五倍，没有说明")
def far_above(form: Form) -> Iterator[Change]:
    for place, row, target, actual in full(form):
        if target.sign in ("≥", "") and target.unit not in ("%", "") and not row.get("reason"):
            yield put("indicators", place, "actual", f"{shown(target.value * 5)}{actual.unit}")


@kind("ZP030", "成本指标用了不低于")
def cost_at_least(form: Form) -> Iterator[Change]:
    for place, row, target, _ in measured(form):
        if "成本" in row["l2"] and target.sign == "≤" and "节约" not in row["l3"]:
            yield put("indicators", place, "target", f"≥{shown(target.value)}{target.unit}")


@kind("ZP031", "合格率超过百分之百")
def rate_beyond(form: Form) -> Iterator[Change]:
    for place, row, target, _ in measured(form):
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
    for place, row, weight, score in scored(form):
        if row.get("reason") and score < weight:
            yield put("indicators", place, "reason", "")


@kind("ZP038", "没有偏差却写了原因")
def needless_reason(form: Form) -> Iterator[Change]:
    for place, row, target, actual in full(form):
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
    for place, row, target, actual in measured(form):
        if number(row["score"]) != number(row["weight"]) and actual.unit and actual.value > 10:
            last = Decimal(1).scaleb(int(actual.value.as_tuple().exponent))
            step = max(last, (actual.value / 50).quantize(last))
            if step * 25 > actual.value:
                continue  # so far apart they may be two things
            other = shown(actual.value + (step if actual.value + step < target.value or target.sign == "≤" else -step))
            yield put("indicators", place, "reason", f"受客观条件影响，全年实际完成{other}{actual.unit}，未达到目标。")


@kind("ZP059", "偏差原因是公式文字")
def formula_reason(form: Form) -> Iterator[Change]:
    for place, row, weight, score in scored(form):
        if row.get("reason") and score < weight:
            yield put("indicators", place, "reason", "@SUM(A1:A9)")


@kind("ZP060", "得分显示错误值")
def score_error(form: Form) -> Iterator[Change]:
    for place, *_ in scored(form):
        yield put("indicators", place, "score", "#VALUE!")


@kind("ZP065", "实际完成值照抄指标值")
def target_copied(form: Form) -> Iterator[Change]:
    for place, row, target, _ in full(form):
        if target.sign in ("≥", "≤") and row["actual"] != row["target"]:
            yield put("indicators", place, "actual", row["target"])


@kind("ZP065", "实际完成值的符号与指标值相反")
def sign_turned(form: Form) -> Iterator[Change]:
    for place, _, target, actual in full(form):
        if target.sign in ("≥", "≤"):
            yield put("indicators", place, "actual", f"{'≤' if target.sign == '≥' else '≥'}{shown(actual.value)}{actual.unit}")
