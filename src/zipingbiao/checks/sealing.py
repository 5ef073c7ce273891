"""What was changed since a workbook was sealed, in sentences; for the rule about seals and for zpb verify."""

from __future__ import annotations

from zipingbiao.base.text import excerpt
from zipingbiao.model.seal import SealBreak

STRIPPED = "文件属性注明是送审版，但封签没有了（被删去，或另存时丢失），不能证明内容与定稿时一致。"
TAMPERED = "封签本身被改动过或不完整，不能证明内容与定稿时一致。"
BAD_SIGNATURE = "封签上的签名不对：封签不是由所附公钥的持有人签的，或签名以后被改动过。"
OTHER_FORMAT = "送审版是 .xlsx 文件，这个文件已另存为别的格式，封签不能核对，请以原来的 .xlsx 为准。"


def break_sentence(one: SealBreak) -> str:
    """One difference: 「安全生产专项」H40 现在是 97，定稿时是 96.85。"""
    if one.kind == "unnamed":
        return "内容与定稿时不同，但封签里的逐格记录不完整，指不出是哪一格。"
    if one.kind == "sheet_renamed":
        return f"工作表「{one.was}」改名为「{one.now}」。"
    if one.kind == "sheet_added":
        return f"多了工作表「{one.sheet}」（{one.count} 格有内容），定稿时没有。"
    if one.kind == "sheet_removed":
        return f"少了工作表「{one.sheet}」（定稿时 {one.count} 格有内容）。"
    return f"「{one.sheet}」{one.cell} {_of_cell(one)}。"


def _of_cell(one: SealBreak) -> str:
    now, was = _quoted(one.now), "" if one.was is None else _quoted(one.was)
    if one.kind == "added":
        return f"填了 {now}，定稿时没有"
    if one.kind == "removed":
        return f"定稿时{f'是 {was}' if was else '有内容'}，现在没有了"
    if one.kind == "made_value":
        return f"的公式被改成了{'数值' if _is_number(one.now) else '文字'} {now}{f'，定稿时算出 {was}' if was else ''}"
    if one.kind == "made_formula":
        return f"被改成了公式，现在算出 {now}{f'，定稿时填的是 {was}' if was else ''}"
    if one.kind == "uncalculated":
        if one.count == 1:
            return f"的公式现在没有结果{f'，定稿时算出 {was}' if was else ''}"
        return f"等 {one.count} 格的公式现在没有结果：由别处的改动引起，或者改动以后没有重新计算就保存了"
    return f"现在是 {now}，{f'定稿时是 {was}' if was else '与定稿时不同'}"


def _quoted(text: str) -> str:
    return shown(text) if not text or _is_number(text) else f"“{shown(text)}”"


def shown(text: str) -> str:
    """What a cell says, for use in a sentence: 空白 for nothing."""
    return excerpt(text, 40) or "空白"


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).lstrip("-").isdecimal()
