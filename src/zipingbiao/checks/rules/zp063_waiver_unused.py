"""说明没有对应的问题。

查什么：写了理由的说明（豁免）是否还对得上一条问题。问题已经没有了、填报值后来改过、应为的数变了，或者行移动以后分不清是
    哪一行的，说明都不再有效。只写“已更正”而问题确实没有了的，不查。
为什么：理由是针对当时的数写的，数变了，理由不一定还成立；没用的说明留着，以后会把别的问题当成已经说明。
反例：说明针对总分填 97 分，总分后来改填 96.9 分，仍与各项得分之和不符。
正例：插入一行以后，总分由 H40 移到 H41，填报值没有变，说明仍然有效。
依据：检查结果的处理约定，说明针对写说明时的填报值。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.base.text import excerpt
from zipingbiao.checks.context import Fault
from zipingbiao.checks.registry import waiver_rule
from zipingbiao.checks.waivers import Match, WaiverContext, claims_correction, is_hollow, waiver_name

BASIS = "检查结果的处理约定：说明针对写说明时的填报值"
_DELETE = "请清空这一处说明，或删去这一行。"


@waiver_rule("ZP063", kind="other", severity="info")
def waiver_unused(context: WaiverContext) -> Iterator[Fault]:
    """One fault for every reason that is about no finding."""
    for match in context.matches:
        waiver = match.waiver
        if match.positions or (waiver.reason and (is_hollow(waiver.reason) or claims_correction(waiver.reason))):
            continue
        cause, remedy = _cause(match)
        yield Fault(
            message=f"{waiver_name(waiver)}的说明没有用上：{cause}。",
            remedy=remedy,
            basis=BASIS,
            place=waiver.place,
            label=waiver.label or waiver.code,
            printed=waiver.reason or None,
            expected="对应一条问题",
        )


def _cause(match: Match) -> tuple[str, str]:
    waiver, near = match.waiver, match.near
    if match.lapse == "refused":
        return f"{waiver.code} 说的是没有读到的内容，不能豁免", "请处理文件后再检查一遍；这一处说明请清空。"
    if match.lapse == "several":
        return "行移动过，有几条问题都可能是它说的", "请按新的检查结果重新填写说明。"
    if match.lapse == "printed" and near is not None:
        then, now = _shown(waiver.printed, near.unit), _shown(near.printed, near.unit)
        return f"说明针对填报值{then}，现在是{now}", "请核对理由是否还成立，成立的请按新的检查结果重新填写说明。"
    if match.lapse == "expected" and near is not None:
        then, now = _shown(waiver.expected, near.unit), _shown(near.expected, near.unit)
        return f"当时应为{then}，现在应为{now}", "请核对理由是否还成立，成立的请按新的检查结果重新填写说明。"
    return "现在没有这条问题，可能已经更正", _DELETE


def _shown(value: str | None, unit: str) -> str:
    if not value:
        return "（空白）"
    return f" {value} {unit}" if unit and value[-1].isdigit() else f"“{excerpt(value)}”"
