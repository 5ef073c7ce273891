"""定稿后内容有改动。

查什么：定稿（送审版）工作簿里的封签，与现在各工作表的内容逐格核对；改过、删掉、新增的格逐一列出，公式被改成数值、
    工作表增减和改名也指出，最多列 20 处。封签被删去、封签本身被改动、签名不对的，同样指出。没有定稿的文件不查。
为什么：签字、报送的是定稿时的数；以后改过的文件不能再当作定稿使用。
反例：定稿以后把总分由 96.85 改成 97，没有重新定稿。
正例：定稿以后只用别的程序另存，各格的内容没有变。
依据：定稿约定，定稿后改动内容的须重新定稿。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.checks.context import Fault, FileContext
from zipingbiao.checks.registry import file_rule
from zipingbiao.checks.sealing import (
    BAD_SIGNATURE,
    OTHER_FORMAT,
    STRIPPED,
    TAMPERED,
    break_sentence,
    shown,
)
from zipingbiao.model.seal import SealBreak
from zipingbiao.model.values import Place

BASIS = "定稿约定：定稿后改动内容的，须重新定稿"
REMEDY = "请恢复定稿时的内容，或核对无误后重新定稿。"
MOST = 20


@file_rule("ZP057", kind="seal_broken", severity="error")
def seal_broken(file: FileContext) -> Iterator[Fault]:
    """A fault per cell that says something else than when it was sealed; one for a seal that is broken itself."""
    if file.facts is None:
        return
    check = file.facts.seal
    if check is None:
        if file.facts.is_finished:
            yield _of_file(file, STRIPPED, "没有封签")
        return
    if not file.facts.is_xlsx:
        yield _of_file(file, OTHER_FORMAT, "别的格式")
        return
    yield from (_fault(file, one) for one in check.breaks[:MOST])
    if (rest := len(check.breaks) - MOST) > 0:
        yield _of_file(file, f"另有 {rest} 处与定稿时不同，没有逐一列出。", str(rest))
    if not check.seal.is_genuine:
        yield _of_file(file, TAMPERED, check.seal.digest or "空白")
    if check.signature == "bad":
        yield _of_file(file, BAD_SIGNATURE, "签名不对")


def _fault(file: FileContext, one: SealBreak) -> Fault:
    return Fault(
        message=break_sentence(one),
        remedy=REMEDY,
        basis=BASIS,
        place=Place(file=file.file, sheet=one.sheet or None, cell=one.cell or None),
        label="定稿内容",
        printed="空白" if one.kind in ("removed", "sheet_removed") else shown(one.now or one.sheet),
        expected=shown(one.was) if one.was else "与定稿时一致",
    )


def _of_file(file: FileContext, message: str, printed: str) -> Fault:
    return Fault(
        message=message, remedy=REMEDY, basis=BASIS, place=Place(file=file.file), label="封签", printed=printed,
        expected="与定稿时一致",
    )  # fmt: skip
