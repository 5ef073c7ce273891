"""说明里没有写理由。

查什么：检查结果的说明一栏（或豁免清单的一行）是否写了理由。只写“无”“/”“同意”“已核对”之类的不算理由；写“已更正”而问题
    还在的，也不算。说明空着的行不是豁免，不查；单独的豁免清单里说明空着的要查。
为什么：有了理由，问题才可以不改而照原样报送；没有理由的，审核的人还得再问一遍，问题照常计数。
反例：总分与各项得分之和差 0.15 分，说明只写“已核对”。
正例：说明写“执行得分按省厅表样保留一位小数，总分按保留前的数相加”。
依据：检查结果的处理约定，警告须说明理由或者更正。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.base.text import excerpt
from zipingbiao.checks.context import Fault
from zipingbiao.checks.registry import waiver_rule
from zipingbiao.checks.waivers import WaiverContext, claims_correction, is_hollow, waiver_name

BASIS = "检查结果的处理约定：要保留原样的，应当写明理由；警告须说明理由或者更正"


@waiver_rule("ZP062", kind="other", severity="warning")
def waiver_without_reason(context: WaiverContext) -> Iterator[Fault]:
    """One fault for every waiver of a finding that is still there, where 说明 gives no reason."""
    for match in context.matches:
        waiver = match.waiver
        if not match.positions:
            continue
        name = waiver_name(waiver)
        if claims_correction(waiver.reason):
            message = f"{name}的说明写“{excerpt(waiver.reason)}”，问题还在，照常计数。"
            remedy = "请核对是否改对了地方、改后是否保存；改好后再检查一遍。"
        elif is_hollow(waiver.reason):
            wrote = f"只写“{excerpt(waiver.reason)}”" if waiver.reason.strip() else "是空的"
            message = f"{name}的说明{wrote}，没有写明理由，问题照常计数。"
            remedy = "请写明为什么可以照原样报送，或者更正后清空说明。"
        else:
            continue
        yield Fault(
            message=message,
            remedy=remedy,
            basis=BASIS,
            place=waiver.place,
            label=waiver.label or waiver.code,
            printed=waiver.reason or None,
            expected="写明理由",
        )
