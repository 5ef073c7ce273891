"""实际完成值与指标值的单位或性质不同。

查什么：指标值是人次、份等数量而实际完成值是百分数，或者相反；指标值是数字而实际完成值是“达成”之类的用语；
    两者都有单位而单位不同；指标名称是比率而两个值都是人数、户数；指标名称是多少家、多少人而两个值是金额。
为什么：单位不同就不能比较，得分也就没有根据。
反例：“22家企业获得奖励”填 110万元；指标值 ≤200人次，实际完成值 76%；指标值 ≥85%，实际完成值“达成”；签约率 24694人，实际 22584人。
正例：指标值 ≥8万单，实际完成值 4.996万；指标值 0.5亿，实际 5864万元；指标值一部，实际“无”。
依据：自评表填列要求，实际完成值与年度指标值对应填写。实际完成值为 0 的、只是量词不同的，作警告。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from zipingbiao.base.text import excerpt, label_key
from zipingbiao.checks.bases import TABLE
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.registry import form_rule
from zipingbiao.checks.rows import Row
from zipingbiao.model.finding import Severity
from zipingbiao.scoring.compare import units_fit

#: Longer than this a text behind a number is a sentence, not a unit.
LONGEST_UNIT = 6
_MONEY = re.compile(r"资金|金额|经费|补贴|补助|投资|费用|成本|[奖罚]金|额")
#: A count at the beginning of a name: 22家企业获得奖励.
_NAMED_COUNT = re.compile(r"(?P<count>\d{1,6})(?P<unit>[家户人个名项次场辆台套])(?!月|以)")
_RATE = re.compile(r"(?<!效)率\Z|占比\Z|比例\Z")
#: Measure words that people use for one another.
_GENERAL = frozenset({"个", "项", "件", "家", "户", "次", "场", "期"})


class _Conflict(NamedTuple):
    severity: Severity
    why: str
    expected: str
    #: whether the target is what is wrong
    of_target: bool = False


@form_rule("ZP028", kind="unit_mismatch", severity="error")
def unit_mismatch(form: FormContext) -> Iterator[Fault]:
    """Every row whose actual value cannot be held against its target because they are of different kinds."""
    for row in form.rows:
        conflict = None if row.is_left_out else _conflict(row)
        if conflict is None:
            continue
        indicator = row.indicator
        yield form.fault(
            indicator.target if conflict.of_target else indicator.actual,
            label=row.label,
            message=f"「{row.label}」年度指标值“{excerpt(str(indicator.target))}”，"
            f"实际完成值“{excerpt(str(indicator.actual))}”，{conflict.why}。",
            remedy="请按指标值的单位填写实际完成值，并核对得分。",
            basis=form.cite(TABLE),
            printed=indicator.target.text if conflict.of_target else indicator.actual.text,
            expected=conflict.expected,
            severity=conflict.severity,
        )


def _conflict(row: Row) -> _Conflict | None:
    target, actual = row.result.case.target, row.result.case.actual
    if target.value is None or row.indicator.actual.error is not None or row.indicator.target.error is not None:
        return None
    if actual.value is None:
        if row.is_verdict:
            return _Conflict("warning", "指标值是数字，完成值是文字，无法比较", "数字")
        return None
    one, other = target.unit, actual.unit
    if max(len(one), len(other)) > LONGEST_UNIT:
        return None
    if (one == "%") != (other == "%") and one and other:
        expected = "百分数" if one == "%" else f"以“{one}”为单位的数"
        return _Conflict("error" if actual.value else "warning", "一个是百分数，一个是数量，不能比较", expected)
    if one and other and not units_fit(one, other) and not {one, other} <= _GENERAL:
        return _Conflict("warning", "两个值的单位不同", f"以“{one}”为单位的数")
    if one and one != "%" and units_fit(one, other) and _RATE.search(label_key(row.label)) and not target.operator:
        return _Conflict("warning", "指标名称是比率，填的却是数量", "百分数")
    return _named_otherwise(row)


def _named_otherwise(row: Row) -> _Conflict | None:
    """22家企业获得奖励 with a target of 110万元: the values of two rows may have changed places."""
    target = row.result.case.target
    match = _NAMED_COUNT.match(label_key(row.label))
    if match is None or target.unit != "元" or _MONEY.search(row.label):
        return None
    why = f"指标名称说的是 {match['count']} {match['unit']}，填的却是金额，可能与别的行填错了位置"
    return _Conflict("warning", why, f"以“{match['unit']}”为单位的数", of_target=True)
