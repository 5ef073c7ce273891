"""没有扣分、没有偏差，却写了没有完成的原因。

查什么：得满分、完成值达到指标值的行，偏差原因是不是在解释没有完成（未完成、推迟、滞后、受……影响等）；
    完成值与指标值相同，却在原因栏里写完成情况的，列出前三行，其余计数。
为什么：多半是原因填错了行，或者完成值、得分填高了。
反例：指标值 100%，完成值 100%，得满分，原因写“受疫情影响，部分培训推迟到下一年”。
正例：原因写“无”“已完成”“继续保持”；完成值超过指标值，原因说明超额完成。
依据：自评表附注，偏差原因针对未完成绩效目标或偏离较大的指标填写。几行合用一个原因的，有一行有偏差就不指出。
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from zipingbiao.base.text import excerpt, squeeze
from zipingbiao.checks.context import Fault, FormContext, is_somewhere
from zipingbiao.checks.figures import in_points
from zipingbiao.checks.reasons import says
from zipingbiao.checks.registry import form_rule
from zipingbiao.checks.rows import Row
from zipingbiao.model.values import Place
from zipingbiao.scoring.compare import Pair

#: Shorter than this it is a word such as 已完成, which nobody minds.
LONG_REASON = 10
#: Rows named one by one; some units write what was done into every row.
MOST_ROWS = 3
#: Something was not reached.
_SHORTFALL = re.compile(
    r"未(?:能够?|按(?:期|时|计划|规定)?|及时|如期|全部|完全|在.{2,10}内)*"
    r"(?:完成|达|实现|开展|实施|落实|执行|支付|到位|竣工|完工|验收|报账|报销|结算|拨付|启动)|没有(?:完成|达到|实现|开展)|"
    r"无法|不能(?:按|及时|如期|完成|开展)|推迟|延期|延后|滞后|取消|暂停|停[工办止]"
)
#: Why something was not quite as planned; beyond the target it may explain that.
_CAUSE = re.compile(
    r"受.{1,16}影响|因.{2,24}(?:减少|下降|降低|较少|不足)|(?:人员|资金|经费|时间|力量|能力)不足|有待(?:加强|提高|完善)"
)
#: What is said not to have happened was not wanted.
_NOT_WANTED = re.compile(r"未(?:发生|出现|收到)|零(?:事故|投诉)|无(?:事故|投诉)|下(?:一步|步)|今后|继续")


@form_rule("ZP038", kind="reason_without_loss", severity="info")
def reason_without_deviation(form: FormContext) -> Iterator[Fault]:
    """Every reason for a shortfall on rows without one; once for a cell that several rows share."""
    shared: dict[Place, list[Row]] = defaultdict(list)
    for row in form.rows:
        if says(row.indicator.reason) and is_somewhere(row.indicator.reason.place):
            shared[row.indicator.reason.place].append(row)
    results: list[Row] = []
    for rows in shared.values():
        if not all(_is_without_deviation(row) for row in rows):
            if all(_tells_results(row) for row in rows):
                results.append(rows[0])
            continue
        row = rows[0]
        reason, score = row.indicator.reason, row.indicator.score
        yield form.fault(
            reason,
            label=row.label,
            message=f"「{row.label}」年度指标值“{row.indicator.target}”，实际完成值“{row.indicator.actual}”，"
            f"得满分 {in_points(score)}，没有偏差，偏差原因却写“{excerpt(reason.text or '')}”。",
            remedy="请核对完成值和得分，原因是否填错了行；没有偏差的不必填写原因。",
            basis=form.cite(form.policy.reasons.basis),
            printed=reason.text,
            expected="无",
        )
    for number, row in enumerate(results[:MOST_ROWS], start=1):
        more = f"（另有 {len(results) - number} 行同样）" if number == MOST_ROWS < len(results) else ""
        reason = row.indicator.reason
        yield form.fault(
            reason,
            label=row.label,
            message=f"「{row.label}」没有扣分，偏差原因栏写的是完成情况“{excerpt(reason.text or '')}”{more}。",
            remedy="完成情况宜写在实际完成值或总体目标完成情况里；没有偏差的不必填写原因。",
            basis=form.cite(form.policy.reasons.basis),
            printed=reason.text,
            expected="无",
        )


def _tells_results(row: Row) -> bool:
    """A row without loss whose column of reasons is used for what was done."""
    if not row.is_full or row.met is not True or row.is_left_out or _is_beyond(row):
        return False
    return len(squeeze(row.indicator.reason.text or "")) >= LONG_REASON


def _is_without_deviation(row: Row) -> bool:
    target, actual = row.indicator.target.text, row.indicator.actual.text
    is_as_wanted = row.met is True or (target is not None and squeeze(target) == squeeze(actual or ""))
    if not row.is_full or not is_as_wanted or row.is_left_out:
        return False
    text = squeeze(row.indicator.reason.text or "")
    if _NOT_WANTED.search(text):
        return False
    return _SHORTFALL.search(text) is not None or (not _is_beyond(row) and _CAUSE.search(text) is not None)


def _is_beyond(row: Row) -> bool:
    """The actual value is another than the target; where the target is met, it is more than met."""
    pair = row.result.case.compared
    return isinstance(pair, Pair) and pair.actual != pair.target
