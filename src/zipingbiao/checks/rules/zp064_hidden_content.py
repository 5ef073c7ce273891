"""文件里有隐藏的内容。

查什么：隐藏的工作表、自评表和项目清单所在工作表里隐藏的行和列，是否有内容；文件里是否有宏。隐藏的自评表、夹在表中间的隐藏行列
    作警告，其他作提示。本软件生成的工作簿自带的辅助表、辅助列不算。
为什么：隐藏的行照样参加合计，打印出来的表加不拢；隐藏的表里可能是另一套数，审核人看不到。
反例：“产出指标”下有两行隐藏着，各得 5 分；另有一张隐藏的自评表，金额与公开的不同。
正例：表里的内容全部可见；下拉选项放在本软件自带的辅助表里。
依据：报送要求，报送的自评表内容应全部可见。要不要保留由单位判断，所以只作警告。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.checks.context import Fault, FileContext
from zipingbiao.checks.registry import file_rule
from zipingbiao.model.file_facts import HiddenPart
from zipingbiao.model.values import Place

BASIS = "报送要求：报送的自评表内容应全部可见，不带宏"


@file_rule("ZP064", kind="hidden_content", severity="warning")
def hidden_content(file: FileContext) -> Iterator[Fault]:
    """A fault per hidden sheet, run of rows or columns with content; one for macros."""
    if file.facts is None:
        return
    for part in file.facts.hidden:
        yield Fault(
            message=_message(part),
            remedy="请取消隐藏并核对；不需要的内容请删除。",
            basis=BASIS,
            place=part.place,
            label=part.span or part.place.sheet or "",
            printed=part.sample,
            expected="内容全部可见",
            severity=None if part.has_form else "info",
        )
    if file.facts.has_macros:
        yield Fault(
            message="文件里有宏；本软件不运行文件里的宏，只检查表格内容。",
            remedy="请核对宏的来源；报送前另存为不带宏的 .xlsx。",
            basis=BASIS,
            place=Place(file=file.file),
            label="宏",
            printed="有宏",
            expected="不带宏",
            severity="info" if file.facts.own else None,
        )


def _message(part: HiddenPart) -> str:
    figures = f"，其中 {part.figures} 格是数" if part.figures else ""
    if part.kind == "sheet":
        what = "是一张自评表" if part.has_form else f"有 {part.filled} 格内容{figures}"
        return f"工作表「{part.place.sheet}」被隐藏，里面{what}，没有检查。"
    where = "，夹在表的中间" if part.has_form else ""
    return (
        f"工作表「{part.place.sheet}」{part.span}被隐藏{where}，"
        f"有 {part.filled} 格内容{figures}（如“{part.sample}”）。"
    )
