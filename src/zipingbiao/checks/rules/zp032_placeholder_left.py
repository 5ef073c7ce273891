"""模板里的占位文字没有换掉。

查什么：项目名称、目标、指标名称、年度指标值、实际完成值、偏差原因里，是否还留着“指标1：”“目标1：”“……”“**”“×××”
    “（100字以内）”“请填写”之类的模板文字。整行只有占位文字、没有别的内容的，是没有删去的空行，只作警告。
为什么：占位文字不是填报内容，留在表上，这一项等于没有填，汇总时还会当成一项指标。
反例：三级指标“……”，分值 10 分，得分 10 分；预期目标填“目标1：（100字以内）”。
正例：三级指标“指标1：培训人次”；指标值“提高，……”写了内容的省略号。
依据：自评表各栏应填写实际内容。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zipingbiao.base.text import excerpt, squeeze
from zipingbiao.checks.bases import TABLE
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.figures import is_blank
from zipingbiao.checks.registry import form_rule
from zipingbiao.checks.rows import Row
from zipingbiao.model.values import Value

_ALONE = re.compile(r"(?:(?:三级)?指标|目标|任务)[\d一二三四五六]{0,2}|[….·]{2,}|\*+|[×xX＊]{2,}|_{2,}|\(?\d{2,4}字(?:以内|左右)\)?")
_INSIDE = re.compile(
    r"\(\d{2,4}字(?:以内|左右)\)|请(?:在此处?)?(?:填写|输入|简要说明)|此处填写|×{2,}|(?<![A-Za-z])X{2,}(?![A-Za-z])|\*{2,}"
)


@form_rule("ZP032", kind="placeholder", severity="error")
def placeholder_left(form: FormContext) -> Iterator[Fault]:
    """Every cell that still holds the words of the template; one fault per row."""
    evaluation = form.evaluation
    if _is_placeholder(evaluation.project):
        yield _fault(form, evaluation.project, "项目名称", "项目名称")
    for goal in evaluation.goals:
        for name, value in (("预期目标", goal.expected), ("实际完成情况", goal.actual)):
            if _is_placeholder(value):
                yield _fault(form, value, "年度总体目标", name)
    for row in form.rows:
        cells = _cells(row)
        left = [(name, value) for name, value in cells if _is_placeholder(value)]
        if left:
            name, value = left[0]
            spare = all(_is_placeholder(value) or is_blank(value) for _, value in cells) and not row.score
            yield _fault(form, value, row.label, name, spare=spare)


def _cells(row: Row) -> list[tuple[str, Value]]:
    one = row.indicator
    return [("三级指标", one.l3), ("年度指标值", one.target), ("实际完成值", one.actual), ("偏差原因", one.reason)]


def _is_placeholder(value: Value) -> bool:
    if value.text is None or value.number is not None:
        return False
    # label_key would take the stars away.
    key = squeeze(value.text).replace("（", "(").replace("）", ")").rstrip("：:")
    return bool(key) and (_ALONE.fullmatch(key) is not None or _INSIDE.search(key) is not None)


def _fault(form: FormContext, value: Value, label: str, name: str, *, spare: bool = False) -> Fault:
    what = "，整行没有内容" if spare else ""
    return form.fault(
        value,
        label=label,
        message=f"「{name}」填“{excerpt(value.text or '')}”，是模板里的占位文字{what}。",
        remedy="请删去这一行，或填写实际内容。" if spare else "请换成实际内容，没有的清空。",
        basis=form.cite(TABLE),
        printed=value.text,
        severity="warning" if spare else None,
    )
