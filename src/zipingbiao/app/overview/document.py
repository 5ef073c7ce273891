"""An overview as the JSON document and the few lines that `zpb summary` prints."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from zipingbiao.base.numbers import show, show_fixed, show_percent
from zipingbiao.model.overview import Overview


def as_document(overview: Overview) -> dict[str, Any]:
    """Everything but the list of findings, which the results themselves hold: keys as in model.overview, numbers as text."""
    document: dict[str, Any] = _plain(overview)
    del document["findings"]
    return document


def as_lines(overview: Overview) -> list[str]:
    """The figures in a few sentences."""
    every = overview.all
    lines = [overview.title, f"读取 {every.files} 份文件，自评表 {every.forms} 张，单位 {every.units} 个。"]
    found = every.found
    counts = f"错误 {found.errors} 条，警告 {found.warnings} 条，提示 {found.infos} 条"
    waived = f"，另有 {found.waived} 条有理由说明" if found.waived else ""
    lines.append(f"{counts}{waived}；没有错误的自评表 {every.clean} 张。")
    if every.mean is not None and every.lowest is not None and every.highest is not None:
        lines.append(
            f"填了总分的 {every.scored} 张，平均 {show_fixed(every.mean)} 分，最低 {show(every.lowest)} 分，"
            f"最高 {show(every.highest)} 分，满分 {every.full} 张。"
        )
    if every.rate is not None and every.budget is not None and every.executed is not None:
        lines.append(
            f"预算数合计 {show_fixed(every.budget)} 万元，执行数合计 {show_fixed(every.executed)} 万元，"
            f"执行率 {show_percent(every.rate)}。"
        )
    if overview.unchecked:
        lines.append(f"没有检查的文件 {len(overview.unchecked)} 个。")
    if overview.outliers:
        lines.append(f"值得核实的异常 {len(overview.outliers)} 处。")
    sample = overview.sample
    if sample.forms:
        lines.append(f"抽查 {len(sample.forms)} 张（种子 {sample.seed}，用同一个种子再抽，结果相同）。")
    return [*lines, *overview.notes]


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return show(value)
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value
