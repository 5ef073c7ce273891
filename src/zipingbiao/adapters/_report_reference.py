"""What is generated for the Word reports: the templates from their sources, and the page about their fields."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from zipingbiao.model.report_mark import REPORT_WORDS, ReportKind
from zipingbiao.writers.word.fields import KIND_WORDS, PICTURES, SCHEMAS
from zipingbiao.writers.word.template_package import build_template

#: Where the shipped templates stand, below the root of the checkout.
FOLDER = "workbook_templates/_reports"
KINDS: tuple[ReportKind, ...] = get_args(ReportKind)
_TOP = {
    "自评表": "`self`、`evaluation` 两种报告，以及 `部门整体`、`项目自评表` 的每一项",
    "单位": "`summary` 报告",
}


def make_template(kind: ReportKind, root: Path) -> bytes:
    """The .docx of a shipped template, from the text beside it."""
    return build_template((root / FOLDER / f"{kind}.txt").read_text(encoding="utf-8"), REPORT_WORDS[kind])


def field_reference(mark: str) -> str:
    """docs/reference/report-fields.md."""
    from zipingbiao.writers.word.environment import FILTER_WORDS

    lines = [f"<!-- {mark} -->", "# 报告模板的字段", ""]
    lines += [
        "模板怎样改，见 [报告模板](../报告模板.md)。字段写成 `{{ 项目名称 }}`；一组里的写成 `{{ 资金.执行率 }}`；一列里的逐项写成",
        "`{% for 指标 in 指标表 %}{{ 指标.名称 }}{% endfor %}`。没有内容的字段印成 `【待填：…】`。",
        "",
        "数字、名称、文字可以印出，每一个都记住它在自评表上的单元格；用语来自表样；判断只用在 `{% if … %}` 里。",
    ]
    for owner, fields in SCHEMAS.items():
        where = _TOP.get(owner) or "、".join(_used(owner))
        lines += ["", f"## {owner}", "", f"用于：{where}。", "", "| 字段 | 类别 | 说明 |", "|---|---|---|"]
        for field in fields:
            kind = KIND_WORDS[field.kind] + (f"（[{field.of}](#{field.of})）" if field.of else "")
            lines.append(f"| `{field.name}` | {kind} | {field.says} |")
    lines += ["", "## 图", "", "`zpb report --charts` 时才有，不带图时什么也不印。", "", "| 字段 | 说明 |", "|---|---|"]
    lines += [f"| `{name}` | {says} |" for name, says in PICTURES.items()]
    lines += ["", "## “|”后面的写法", "", "| 写法 | 作用 | 例 |", "|---|---|---|"]
    lines += [f"| `{name}` | {says} | `{_cell(example)}` |" for name, (says, example) in FILTER_WORDS.items()]
    return "\n".join(lines) + "\n"


def _used(owner: str) -> list[str]:
    """The fields that are such a part or a list of such parts."""
    names = {field.name for fields in SCHEMAS.values() for field in fields if field.of == owner}
    order = [field.name for fields in SCHEMAS.values() for field in fields]
    return [f"`{name}`" for name in dict.fromkeys(order) if name in names]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
