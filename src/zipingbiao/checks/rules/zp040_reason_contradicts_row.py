"""偏差原因里写的数与本行、与预算执行情况不一致。

查什么：偏差原因里与完成值、指标值同一单位的数，写明的完成率、得分、扣分，写明的预算数、支出数、执行率，与本行和资金各栏是否一致；
    原因写已经完成而完成值是“无”“未完成”的；表后统一填写的原因里提到指标名称、后面跟着数的，与这一行的完成值是否一致。位数多的一方按位数少的一方进位。
为什么：原因和完成值分两次写，改了一处没有改另一处；复核时两个数都得重新查证。
反例：完成值 9.2%，原因写偏差率 9.5%；原因写全市社零增幅 2.1%，「社零额增速」完成值 3.20%；扣了 2 分，原因写扣 1 分。
正例：完成值 47.39%，原因写 47.4%；原因写“其中教师满意度 94%”，上年、同比的数。
依据：同一张表内表述应当一致。原因里的数可能另有口径，只看很接近（相差不到 5%）而不相等的数和写明名称的数，只作警告。
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from zipingbiao.base.numbers import scale_of, show, show_percent
from zipingbiao.base.text import label_key
from zipingbiao.checks.context import Fault, FormContext, is_somewhere
from zipingbiao.checks.figures import (
    ZERO,
    in_points,
    looks_like,
    rate_readings,
    same_amount,
    with_unit,
    yuan,
    yuan_step,
)
from zipingbiao.checks.mentions import NEAR, Mention, as_value, is_near, mentions, raw_unit, same_value, step_of
from zipingbiao.checks.reasons import labelled_texts, says
from zipingbiao.checks.registry import form_rule
from zipingbiao.checks.rows import Row
from zipingbiao.model.quantity import understand
from zipingbiao.model.values import BLANK, Value
from zipingbiao.scoring.compare import NONE_WORDS

BASIS = "同一张表内，偏差原因与本行、与资金各栏的数应当一致"
REMEDY = "请核对以哪个为准；口径不同的，请在原因里写明。"
_COMPLETION = re.compile(r"(?:完成率|完成进度|完成比例|完成度)(?:仅|只|约|达到|达|为|是|:)*$")
_EXECUTION = re.compile(r"^(?:因|由于|本|该|全|年|度|项目|资金|预算|整体|总体|\d)*执行率(?:仅|只|达到|达|为|是|:)*$")
_SPENT = re.compile(
    r"^(?:本|该|全|年|度|项目|\d)*(?:实际|全年|年度|项目)(?:支出|执行数?|使用)(?:数|金额|资金|经费|成本)?(?:为|是|共|计|:)*$"
)
_BUDGET = re.compile(r"^(?:本|该|年|度|项目|\d)*(?:全年|年度|项目|年初)?预算(?:数|金额|资金|总额)?(?:为|是|共|计|:)*$")
_SCORED = re.compile(r"(?<!应)(?<!可)得$")
_CUT = re.compile(r"扣(?:除|减)?$")
_PLANNED = re.compile(r"(?:指标值|目标值|目标|计划|预期)(?:为|是|:)*$")
_LINKING = re.compile(r"(?:完成|完成值|完成率|仅|只|有|达到|达|为|是|:)+$")
_ADVERBS = re.compile(r"(?:仅|只|约|达到|达|为|是|:)+$")
_GROWTH = re.compile(r"(?:总?额)?(?:增速|增幅|增长率|增长)$")
_DONE = re.compile(r"(?<![未没])(?:已经?|均已|都已)(?:全部|如期|按时)?(?:完成|验收|交付)(?!率|的)")
#: Behind a unit: the unit is another (人次, 个月, 元/人), or the number is not exact.
_LONGER_UNIT = ("次", "月", "/", "以", "左右")
SHORTEST_END = 3
SHORTEST_NAME = 4
SHORTEST_STEM = 2


@form_rule("ZP040", kind="text_vs_table", severity="warning")
def reason_contradicts_row(form: FormContext) -> Iterator[Fault]:
    """The first number of every reason that its row or the funds contradict."""
    places = Counter(row.indicator.reason.place for row in form.rows if is_somewhere(row.indicator.reason.place))
    for row in form.rows:
        reason = row.indicator.reason
        # A merged cell gives the reasons of several rows.
        if not says(reason) or places[reason.place] > 1:
            continue
        found = next(
            (fault for mention in mentions(reason.text or "") if (fault := _contradiction(form, row, mention))), None
        )
        found = found or _says_done(form, row)
        if found is not None:
            yield found
    yield from _common(form)


def _says_done(form: FormContext, row: Row) -> Fault | None:
    """宣传片已完成，未付款 beside an actual value of 无."""
    reason, actual = row.indicator.reason, row.indicator.actual
    done = _DONE.search(reason.text or "")
    if done is None or row.result.case.actual.text not in NONE_WORDS - {"零"}:
        return None
    return form.fault(
        reason,
        near=actual,
        label=row.label,
        message=f"「{row.label}」的偏差原因写“{done.group()}”，本行实际完成值“{actual}”。",
        remedy="请核对是否完成，把实际完成值和原因改成一致。",
        basis=BASIS,
        printed=done.group(),
        expected=actual.text,
    )


def _contradiction(form: FormContext, row: Row, mention: Mention) -> Fault | None:
    reason = row.indicator.reason
    for found in (_of_score(row, mention), _of_row(row, mention), _of_funds(form, mention)):
        if found is not None:
            said, there, expected = found
            return form.fault(
                reason,
                near=row.indicator.actual,
                label=row.label,
                message=f"「{row.label}」的偏差原因写{said}，{there}。",
                remedy=REMEDY,
                basis=BASIS,
                printed=_printed(mention),
                expected=expected,
            )
    return None


def _of_score(row: Row, mention: Mention) -> tuple[str, str, str] | None:
    if not mention.behind.startswith("分") or mention.behind.startswith(("分钟", "分之", "分别")):
        return None
    # 每超过 1 个百分点扣 0.5 分 is the standard, not what was done.
    if row.score is None or "每" in mention.before:
        return None
    own = BLANK.reworded(mention.printed)
    if _SCORED.search(mention.before) and not looks_like(own, row.score):
        return f"得 {mention.printed} 分", f"本行得分 {in_points(row.indicator.score)}", show(row.score)
    # Several deductions together may make what the row lost.
    is_whole = (row.indicator.reason.text or "").count("扣") == 1
    if not is_whole or not _CUT.search(mention.before) or row.weight is None:
        return None
    if not looks_like(own, row.weight - row.score):
        lost = show(row.weight - row.score)
        return f"扣 {mention.printed} 分", f"本行分值 {show(row.weight)} 分，得分 {show(row.score)} 分，少 {lost} 分", lost
    return None


def _of_row(row: Row, mention: Mention) -> tuple[str, str, str] | None:
    """A completion rate that is not actual ÷ target; a number close to the row's own and not equal to it."""
    target, actual = understand(row.indicator.target.text), understand(row.indicator.actual.text)
    if actual.value is None:
        return None
    alike = target.value and (target.unit, target.power) == (actual.unit, actual.power)
    rate = actual.value / target.value if alike and target.value else None
    if mention.is_percent and not actual.is_percent:
        return _of_completion(row, mention, rate)
    unit = raw_unit(row.indicator.actual)
    if not unit or not mention.behind.startswith(unit) or mention.behind[len(unit) :].startswith(_LONGER_UNIT):
        return None
    # Percentages are many; only one that is said to be this row's counts.
    of_target = _PLANNED.search(mention.before) is not None
    if actual.is_percent and not of_target and not _is_of_row(mention.before, row.label):
        return None
    name, cell, quantity = "实际完成值", row.indicator.actual, actual
    if of_target:
        name, cell, quantity = "年度指标值", row.indicator.target, target
    own_value = understand(mention.printed + unit).value
    if own_value is None or quantity.value is None or quantity.unit != actual.unit:
        return None
    own = as_value(mention.printed, unit, own_value)
    # A reason repeats the target as often as the result.
    known = [value for value in (actual.value, target.value) if value is not None]
    if any(same_value(own, value, cell) for value in known) or not is_near(own, quantity.value, cell):
        return None
    return f" {mention.printed}{unit}", f"本行{name}“{cell}”", cell.text or ""


def _of_completion(row: Row, mention: Mention, rate: Decimal | None) -> tuple[str, str, str] | None:
    if rate is None or row.result.case.sense == "≤" or not _COMPLETION.search(mention.before):
        return None
    own = BLANK.reworded(mention.printed + "%")
    if looks_like(own, rate) or _is_step_away(own, rate):
        return None
    return (
        f"{mention.before[-4:]} {own}",
        f"本行完成值“{row.indicator.actual}”、指标值“{row.indicator.target}”，完成率为 {show_percent(rate)}",
        show_percent(rate),
    )


def _is_of_row(before: str, label: str) -> bool:
    """Whether the words before a percentage are empty, 实际, or the end of the row's name (合格率 for 考试合格率)."""
    words = _LINKING.sub("", before)
    if not words or words.endswith("实际"):
        return True
    return len(label) >= SHORTEST_END and words.endswith(label[-SHORTEST_END:])


def _of_funds(form: FormContext, mention: Mention) -> tuple[str, str, str] | None:
    """An amount or a rate that is said to be that of the budget, close to the form's own and not equal to it."""
    evaluation = form.evaluation
    row = evaluation.total_funding
    if row is None:
        return None
    if mention.is_percent and _EXECUTION.search(mention.before):
        own = BLANK.reworded(mention.printed + "%")
        exact = [one for one in (form.assessment.rate, *(r.rate for r in form.assessment.funding)) if one is not None]
        printed = [one for fund in evaluation.funding for one in rate_readings(fund.rate) if one.number is not None]
        if not exact or any(looks_like(own, one) for one in exact) or any(_agrees(own, one) for one in printed):
            return None
        shown = show_percent(exact[0])
        return (f"执行率 {own}", f"表上预算执行率为 {shown}", shown) if is_near(own, exact[0], BLANK) else None
    own = mention.money
    values, name = [row.executed], "执行数"
    if _BUDGET.search(mention.before):
        values, name = [row.budget, row.initial], "预算数"
    elif not _SPENT.search(mention.before):
        return None
    values = [value for value in values if value.number is not None]
    if own.number is None or not values or any(same_amount(own, own.unit, value, evaluation.unit) for value in values):
        return None
    first = values[0]
    one, other = yuan(own, own.unit) or ZERO, yuan(first, evaluation.unit) or ZERO
    step = max(yuan_step(own, own.unit), yuan_step(first, evaluation.unit))
    if not step <= abs(one - other) <= NEAR * abs(other):
        return None
    return (
        f"{name} {own}",
        f"表上年度资金总额{name} {with_unit(first, evaluation.unit)}",
        show(other / scale_of(own.unit)),
    )


def _common(form: FormContext) -> Iterator[Fault]:
    """Texts for the whole form that name an indicator and give a number behind it."""
    said = [(label, body, mention) for label, body in labelled_texts(form) for mention in mentions(body.text or "")]
    rows = _measured(form) if said else []
    for label, body, mention in said:
        for row, key, unit in rows:
            if mention.behind.startswith(unit) and _names(mention.before, key) and _is_other(row, mention, unit):
                yield form.fault(
                    body,
                    label=row.label,
                    message=f"“{label}”写{mention.before[-16:]} {mention.printed}{unit}，"
                    f"「{row.label}」实际完成值“{row.indicator.actual}”。",
                    remedy=REMEDY,
                    basis=BASIS,
                    printed=_printed(mention),
                    expected=row.indicator.actual.text,
                )


def _measured(form: FormContext) -> list[tuple[Row, str, str]]:
    """The rows whose actual value is a number with a unit, with their names and units; names used twice left out."""
    keys = Counter(label_key(row.label) for row in form.rows)
    rows = [(row, label_key(row.label), raw_unit(row.indicator.actual)) for row in form.rows]
    return [
        (row, key, unit)
        for row, key, unit in rows
        if unit and keys[key] == 1 and understand(row.indicator.actual.text).value is not None
    ]


def _is_other(row: Row, mention: Mention, unit: str) -> bool:
    """Whether the number is neither the row's actual value nor its target, even rounded."""
    actual, target = (understand(value.text).value for value in (row.indicator.actual, row.indicator.target))
    own = as_value(mention.printed, unit, understand(mention.printed + unit).value or ZERO)
    known = [one for one in (actual, target) if one is not None]
    return not any(same_value(own, one, row.indicator.actual) or _is_step_away(own, one) for one in known)


def _names(before: str, label: str) -> bool:
    """Whether the words before a number end in the indicator's name: 全市社零增幅仅为 for 社零额增速."""
    words = _ADVERBS.sub("", before)
    if len(label) >= SHORTEST_NAME and words.endswith(label):
        return True
    stem = _GROWTH.sub("", label)
    return (
        stem != label
        and len(stem) >= SHORTEST_STEM
        and _GROWTH.sub("", words).endswith(stem)
        and words != _GROWTH.sub("", words)
    )


def _is_step_away(own: Value, value: Decimal) -> bool:
    """Rounded or cut off at the printed place."""
    return abs((own.number or ZERO) - value) < step_of(own)


def _agrees(own: Value, one: Value) -> bool:
    return _is_step_away(own, one.number or ZERO) or _is_step_away(one, own.number or ZERO)


def _printed(mention: Mention) -> str:
    return mention.printed + ("%" if mention.is_percent else "")
