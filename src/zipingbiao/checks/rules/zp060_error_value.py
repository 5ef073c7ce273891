"""单元格显示错误值。

查什么：表内任何一格是否显示 #NAME?、#DIV/0!、#REF!、#VALUE!、#N/A 等错误值（包括当作文字粘贴进来的），或者存着大得不可能的数。
为什么：错误值会一直传到总分；打印和报送的表上也不能有。
反例：预算数填了 1e30；执行率显示 #DIV/0!（预算数为空）；得分显示 #NAME?（别的电脑上没有那个函数）。
正例：执行率格的公式在没有预算数时显示空白。
依据：自评表填列要求，各栏填数字或文字。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.checks.bases import TABLE
from zipingbiao.checks.context import Fault, FormContext, is_somewhere
from zipingbiao.checks.registry import form_rule
from zipingbiao.model.values import Value

#: How readers mark a number that no budget can reach.
OUT_OF_RANGE = "数值超出范围"

_WHY = {
    "#NAME?": "公式里有这台电脑不认识的函数或名称",
    "#DIV/0!": "公式的除数为 0 或空白",
    "#REF!": "公式引用的单元格已被删除",
    "#VALUE!": "公式引用了不能计算的文字",
    "#N/A": "公式没有查到要找的值",
    "#NUM!": "公式得出的数超出范围",
}


def _explain(value: Value) -> tuple[str, str]:
    """Why the cell shows an error and what to do; an impossible number was typed, the rest comes from formulas."""
    if value.error == OUT_OF_RANGE and value.formula is None:
        return "直接填写的数超出了可能的范围", "请核对并重新填写这个数。"
    return _WHY.get(_error_of(value) or "", "公式不能计算"), "请修正公式，或者填写正确的内容。"


def _error_of(value: Value) -> str | None:
    """The error the cell shows; in a Word table, or pasted as a value, it is the text itself."""
    if value.error is not None:
        return value.error
    text = (value.text or "").strip().upper()
    return text if text in _WHY else None


@form_rule("ZP060", kind="required_missing", severity="error")
def error_value(form: FormContext) -> Iterator[Fault]:
    """Every cell of the form that holds an error, once."""
    seen: set[str] = set()
    for label, name, value in form.cells:
        error = _error_of(value)
        if error is None:
            continue
        where = str(value.place) if is_somewhere(value.place) else f"{label}/{name}"
        if where in seen:
            continue
        seen.add(where)
        why, remedy = _explain(value)
        yield form.fault(
            value,
            label=label,
            message=f"「{label}」的{name}显示 {error}：{why}。",
            remedy=remedy,
            basis=form.cite(TABLE),
            printed=error,
            expected="数字或文字",
        )
