"""定稿后内容有改动。

查什么：定稿（送审版）工作簿里的封签，与现在各表的内容逐格核对；改过、删掉、新增的格逐一列出，最多列 20 处。
    封签本身被改动、各格摘要与总摘要不符的，也指出来。没有封签的文件不查。
为什么：签字、报送的是定稿时的数；以后改过的文件不能再当作定稿使用。
反例：定稿以后把总分由 96.85 改成 97，没有重新定稿。
正例：定稿以后只用别的程序另存，各格的内容没有变。
依据：定稿约定，定稿后改动内容的须重新定稿。
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from zipingbiao.checks.context import Fault, FileContext
from zipingbiao.checks.figures import as_printed
from zipingbiao.checks.registry import file_rule
from zipingbiao.model.seal import SealBreak, is_genuine, seal_breaks
from zipingbiao.model.values import Place

BASIS = "定稿约定：定稿后改动内容的，须重新定稿"
REMEDY = "请恢复定稿时的内容，或核对无误后重新定稿。"
MOST = 20


@file_rule("ZP057", kind="seal_broken", severity="error")
def seal_broken(file: FileContext) -> Iterator[Fault]:
    """A fault per cell that says something else than when it was sealed; one for a seal that is broken itself."""
    seal = file.facts.seal if file.facts is not None else None
    if seal is None:
        return
    evaluations = [form.evaluation for form in file.forms]
    breaks = seal_breaks(seal, evaluations, file.summaries)
    found = [_fault(file, one, one.address in seal.cells) for one in islice(breaks, MOST)]
    yield from found
    if (rest := sum(1 for _ in breaks)) > 0:
        yield _of_file(file, f"另有 {rest} 格与定稿时不同，没有逐一列出。", str(rest))
    if not is_genuine(seal):
        yield _of_file(file, "封签本身不完整或被改动过，不能证明内容与定稿时一致。", seal.digest or "空白")


def _fault(file: FileContext, one: SealBreak, is_sealed: bool) -> Fault:
    sheet, _, cell = one.address.rpartition("!")
    place = one.value.place if one.value is not None else Place(file=file.file, sheet=sheet or None, cell=cell)
    if one.value is None:
        what = "定稿时有内容，现在没有了"
    elif is_sealed:
        what = f"现在是 {as_printed(one.value)}，与定稿时不同"
    else:
        what = f"填了 {as_printed(one.value)}，定稿时没有"
    return Fault(
        message=f"「{sheet}」{cell} {what}。",
        remedy=REMEDY,
        basis=BASIS,
        place=place,
        label="定稿内容",
        printed="空白" if one.value is None else as_printed(one.value),
        expected="与定稿时一致",
    )


def _of_file(file: FileContext, message: str, printed: str) -> Fault:
    return Fault(
        message=message, remedy=REMEDY, basis=BASIS, place=Place(file=file.file), label="封签", printed=printed,
        expected="与定稿时一致",
    )  # fmt: skip
