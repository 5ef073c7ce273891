"""公式引用了别的文件。

查什么：工作簿的公式是否引用了别的工作簿，或者引用了某一台电脑上的加载项文件；列出被引用的文件、
    第一个引用它的单元格和引用的格数。没有单元格引用、只在文件里登记着的链接，作提示。
为什么：文件寄出以后，对方电脑上没有那个文件，数就不再变，或者显示错误；也会泄露本单位的文件路径。
反例：得分格的公式是 =[1]汇总!C5，引用“D:\\绩效\\2021年汇总.xlsx”。
正例：各表之间的引用都在同一个工作簿里。
依据：报送要求，自评表应能独立打开和计算。软件不打开、不更新被引用的文件。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.base.text import excerpt
from zipingbiao.checks.context import Fault, FileContext
from zipingbiao.checks.registry import file_rule
from zipingbiao.model.file_facts import FileLink
from zipingbiao.model.values import Place

BASIS = "报送要求：自评表应能独立打开和计算，不引用别的文件"


@file_rule("ZP056", kind="external_link", severity="warning")
def external_link(file: FileContext) -> Iterator[Fault]:
    """One fault per file that is referred to, at the first cell that does."""
    for link in file.facts.links if file.facts is not None else ():
        remedy = "请把这些公式改成数字，或改为引用本工作簿的单元格。"
        if link.is_addin:
            remedy = "请在装有加载项的电脑上点「重新计算并检查」恢复公式，或把这些格的公式重新填写。"
        elif not link.cells:
            remedy = "请在“数据—编辑链接”里断开链接后保存。"
        yield Fault(
            message=_message(link),
            remedy=remedy,
            basis=BASIS,
            place=link.place if link.cells else Place(file=file.file),
            label="公式" if link.cells else "文件",
            printed=link.formula or link.target,
            expected="不引用别的文件",
            severity=None if link.cells else "info",
        )


def _message(link: FileLink) -> str:
    target = excerpt(link.target, 80)
    if not link.cells:
        return f"文件里登记着到“{target}”的链接，没有单元格使用它。"
    what = "加载项文件" if link.is_addin else "另一个文件"
    more = f"等 {link.cells} 格" if link.cells > 1 else ""
    return f"{link.place.cell}{more}的公式引用了{what}“{target}”。"
