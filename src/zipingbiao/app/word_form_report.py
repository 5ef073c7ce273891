"""What `zpb report --kind form` tells: lines for the person at the desk, a document for programs."""

from __future__ import annotations

from typing import Any

from zipingbiao.app.adopt_report import (
    choice_lines,
    difference_line,
    form_document,
    indent,
    lines_by_form,
    loss_lines,
)
from zipingbiao.app.word_form import WordForms
from zipingbiao.base.files import printable


def word_form_lines(result: WordForms) -> list[str]:
    """Heads and indented lines: what was written, in which form, what is missing and what is printed otherwise."""
    forms = result.forms
    several = f"，{len(result.files)} 个文件" if len(result.files) > 1 else ""
    lines = [f"已生成 {printable(str(result.out))}：{len(forms)} 张自评表{several}，原文件没有改动。"]
    if chosen := [one for one in forms if one.chosen != "own"]:
        lines += ["选用的表样：", *indent(choice_lines(chosen))]
    if count := sum(len(one.losses) for one in forms):
        lines.append(f"没有写入的内容 {count} 处（表样没有这一栏，或没有读懂），需要的请手工补上：")
        lines += lines_by_form(forms, lambda one: loss_lines(one.losses))
    if found := [difference for one in forms for difference in one.figures.differences]:
        wrong = sum(difference.severity == "error" for difference in found)
        marked = f"（其中 {wrong} 处原表自己对不上，标有“！”）" if wrong else ""
        lines.append(f"按计算结果印出、与原表不同的数 {len(found)} 处{marked}，请核对：")
        lines += lines_by_form(forms, lambda one: map(difference_line, one.figures.differences))
    if result.errors:
        lines.append(f"自评表还有 {result.errors} 条错误没有处理，请用 zpb check 查看。")
    return lines


def word_form_document(result: WordForms) -> dict[str, Any]:
    """The document of --json; figures are strings as printed or computed."""
    forms = [form_document(one) for one in result.forms]
    return {
        "file": printable(str(result.out)),
        "kind": "form",
        "files": [printable(str(path)) for path, _ in result.files],
        "forms": [
            {key: value for key, value in form.items() if key not in ("sheet", "renamed", "manual", "weights")}
            for form in forms
        ],
        "summary": {
            "forms": len(forms),
            "unplaced": sum(len(form["unplaced"]) for form in forms),
            "differences": sum(len(form["differences"]) for form in forms),
            "errors": result.errors,
        },
    }
