"""指标是数量或比率，指标值却没有数。

查什么：三级指标的名称以率、数、数量、金额、次数、人数、天数、比例等结尾的，数量指标的实际完成值是数字的，年度指标值里是否
    有数字或“一部”这样的数。
为什么：指标值没有数，完成多少都可以说完成；年末也无法按比例计分。
反例：目标完成质量达标率，指标值填“重点项目开工投资”。
正例：订阅报刊杂志数，指标值 ≥100份；及时率的指标值填“及时”很普遍，不列出；“全覆盖”“全部”视为有数。
依据：绩效目标应当细化量化，数量、比率、金额类指标的指标值用数字表示。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zipingbiao.base.text import excerpt, label_key
from zipingbiao.checks.bases import TABLE
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.registry import form_rule
from zipingbiao.checks.rows import Row
from zipingbiao.model.quantity import understand

_PROMISES_FIGURE = re.compile(r"(?:率|数|数量|金额|总额|人次|面积|比例|占比|天数|次数|人数|(?:税收|收入|产值).{0,4}增长)\Z")
#: The year a plan is of says nothing about how much.
_YEAR = re.compile(r"(?:19|20)\d\d年")
#: 效率 is a quality, 及时率 is written as 及时 everywhere.
_NO_PROMISE = ("效率", "及时", "准时", "按时")
_BRACKETS = re.compile(r"\([^()]*\)\Z")
_ANY_COUNT = re.compile(r"[零一二两三四五六七八九十百千万]|全部|全覆盖|全面|翻番|倍")


@form_rule("ZP026", kind="target_unquantified", severity="warning")
def target_unquantified(form: FormContext) -> Iterator[Fault]:
    """Every row whose name promises a figure while its target has none."""
    for row in form.rows:
        if row.is_left_out or not _has_no_figure(row) or not (_promises_figure(row) or _is_counted(row)):
            continue
        yield form.fault(
            row.indicator.target,
            near=row.indicator.l3,
            label=row.label,
            message=f"「{row.label}」应当用数字衡量，年度指标值填“{excerpt(row.indicator.target.text or '')}”，没有数。",
            remedy="请把指标值量化，或者改用定性指标的名称。",
            basis=form.cite(TABLE),
            printed=row.indicator.target.text,
            expected="带数字的指标值",
        )


def _promises_figure(row: Row) -> bool:
    name = _BRACKETS.sub("", label_key(row.label))
    if any(word in name for word in _NO_PROMISE) or "时效" in row.indicator.l2_name:
        return False
    return bool(_PROMISES_FIGURE.search(name))


def _is_counted(row: Row) -> bool:
    """Whether what came of it is told by a figure, as a 数量指标 should be."""
    return row.indicator.l2_name.startswith("数量") and row.result.case.actual.shape == "number"


def _has_no_figure(row: Row) -> bool:
    target = row.result.case.target
    if _YEAR.search(target.text):
        target = understand(_YEAR.sub("", target.text))
    return target.shape == "word" and target.numeral is None and not _ANY_COUNT.search(target.text)
