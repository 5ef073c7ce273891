"""文字会被当成公式。

查什么：文字格的内容是否以 =、+、-、@ 开头，换一个程序打开（如导入 CSV、粘贴到别的表）时会变成公式；含函数、单元格引用或
    外部命令的作警告，只是以这些符号开头的文字作提示。指标值、完成值前的比较符号和正负数不算。
为什么：变成公式以后显示错误值；以外部命令开头的，可能是有人放进去的恶意内容。
反例：偏差原因写成 =HYPERLINK("http://…")；项目名称写成 @SUM(A1:A9)。
正例：指标值 =100%、-5℃；偏差原因里用“1.”“（1）”编号。
依据：自评表填列要求，文字栏填写文字。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zipingbiao.base.text import excerpt, normalise
from zipingbiao.checks.bases import TABLE
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.registry import form_rule

_LEADING = ("=", "+", "-", "@")
#: A function call, a reference to a cell, a pipe to a program.
_LIVING = re.compile(r"[A-Za-z_.]{2,}\s*\(|\$?[A-Z]{1,3}\$?\d+|[A-Za-z]+\s*\|")
#: A number with or without unit, a stroke that means nothing to report, a comparison.
_HARMLESS = re.compile(r"[=+\-@]+\s*(?:\d|[<>≥≤=]|[\-—–_/\s]*\Z)")
#: Where a comparison before words is how targets are written: =12月底前.
_COMPARED = ("年度指标值", "实际完成值")


@form_rule("ZP059", kind="other", severity="warning")
def text_like_formula(form: FormContext) -> Iterator[Fault]:
    """Every text that begins like a formula."""
    for label, name, value in form.cells:
        if value.text is None or value.formula is not None or value.error is not None or value.number is not None:
            continue
        if value.text[0] not in _LEADING and value.text.strip()[:1] not in _LEADING:
            continue
        text = normalise(value.text).strip()
        is_living = _LIVING.search(text[1:]) is not None
        if not is_living and (_HARMLESS.match(text) or (name in _COMPARED and text[0] == "=")):
            continue
        yield form.fault(
            value,
            label=label,
            message=f"「{label}」的{name}以“{text[0]}”开头：{excerpt(text, 40)}，在别的程序里打开会被当成公式。",
            remedy="请核对内容的来源，删去开头的符号。" if is_living else "请删去开头的符号，或在前面加文字。",
            basis=form.cite(TABLE),
            printed=excerpt(text, 60),
            expected="文字",
            severity=None if is_living else "info",
        )
