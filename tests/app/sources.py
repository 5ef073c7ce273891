"""Hand-made files for the tests of zpb adopt, and a comparison that does not use what it tests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

from zipingbiao.app.adopting import Adopted
from zipingbiao.base.numbers import scale_of
from zipingbiao.base.text import normalise, squeeze
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.values import Value
from zipingbiao.scoring.engine import amount

Rows = Sequence[Sequence[Any]]

HEAD: Rows = [
    ["项目支出绩效自评表"], ["（2023年度）"], ["项目名称", "供水管网改造"],
    ["主管部门", "某市水务局", None, None, "实施单位", "市供水中心"],
]  # fmt: skip
MONEY: Rows = [
    ["项目资金（万元）", None, "年初预算数", "全年预算数", "到位数", "全年执行数", "分值", "执行率", "得分"],
    [None, "年度资金总额", 100, 120, 110, 108, 10, "90%", 9],
    [None, "其中：当年财政拨款", 100, 118, 110, 107, None, "90.68%", None],
    [None, "上级补助资金", 0, 2, 2, 1, None, "50%", None],
]
GOALS: Rows = [
    ["年度总体目标", "预期目标", None, None, None, "实际完成情况"],
    [None, "改造管网10公里。", None, None, None, "改造管网9公里。"],
]
INDICATORS: Rows = [
    ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施", "复核分"],
    [None, "产出指标", "数量指标", "改造管网长度", "≥10公里", "9公里", 30, 28, "雨季停工", 27],
    [None, None, "质量指标", "验收合格率", "100%", "100%", 20, 20, None, 20],
    [None, "效益指标", "社会效益指标", "受益群众", "显著", "较显著", 30, 28, "宣传不够", 25],
    [None, "满意度指标", "服务对象满意度指标", "群众满意度", "≥90%", "95%", 10, 10, None, 10],
    ["总分", None, None, None, None, None, 100, 95, "优"],
]
FOOT: Rows = [["备注：数据截至12月31日。"], ["填表人：李四", None, None, "填表日期：2024年3月1日"]]
FORM: Rows = [*HEAD, ["资金来源说明", "市级财政拨款"], ["联系电话", "010-1"], *MONEY, *GOALS, *INDICATORS, *FOOT]
LIST: Rows = [
    ["某市水务局2023年度项目支出绩效自评汇总表"], [None, None, None, "单位：万元"],
    ["序号", "项目名称", "年初预算数", "全年预算数", "全年执行数", "执行率", "自评总分", "自评等级"],
    [1, "供水管网改造", 100, 120, 108, "90%", 97.2, "优"], [2, "没有表的项目", 5, 5, 4, "80%", 99, "优"],
    ["合计", None, 105, 125, 112, "89.6%"],
]  # fmt: skip


def book(path: Path, sheets: dict[str, Rows], hidden: Sequence[str] = ()) -> Path:
    """A workbook of such rows."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        if name in hidden:
            sheet.sheet_state = "hidden"
    made.save(path)
    return path


def renamed(rows: Rows, old: str, new: Any) -> Rows:
    """The rows with one content replaced."""
    return [[new if cell == old else cell for cell in row] for row in rows]


def without_columns(rows: Rows, *heads: str) -> Rows:
    """The indicator rows without the columns under these headings."""
    drop = [index for index, cell in enumerate(rows[0]) if cell in heads]
    return [[cell for index, cell in enumerate(row) if index not in drop] for row in rows]


def faults_of(one: Adopted, written: Evaluation) -> list[str]:
    """Every value of the source that neither stands in the workbook nor is named as missing."""
    given = one.given
    named = {(loss.place.cell, loss.label) for loss in one.losses}
    cells = {cell for cell, _ in named if cell}
    lost = {loss.text for loss in one.losses}
    found = []

    def compare(label: str, value: Value, back: Value) -> None:
        if value.text and value.place.cell not in cells and not _alike(value, back):
            found.append(f"{label} {value.place.cell}: {value.text!r} → {back.text!r}")

    for key in ("project", "department", "implementing_unit"):
        value = getattr(given, key)
        units = {squeeze(written.department.text or ""), squeeze(written.implementing_unit.text or "")}
        if key == "project" or squeeze(value.text or "") not in units:
            compare(key, value, getattr(written, key))
    if given.year_number != written.year_number or given.level != written.level or given.unit != written.unit:
        found.append(f"{given.year_number} {given.level} {given.unit} → {written.year_number} {written.level} {written.unit}")
    texts = {squeeze(text) for text in written.attributes.values()}
    for label, text in given.attributes.items():
        if squeeze(text) not in texts and text not in lost and not _same_figure(text, texts):
            found.append(f"{label}: {text!r}")
    for row in given.funding:
        for key in ("initial", "budget", "executed"):
            value = getattr(row, key)
            backs = [getattr(other, key) for other in written.funding]
            if amount(value, given.unit) is None or value.place.cell in cells:
                continue
            wanted = amount(value, given.unit) * scale_of(given.unit)  # type: ignore[operator]
            if wanted not in [number * scale_of(written.unit) for b in backs if (number := amount(b, written.unit)) is not None]:
                found.append(f"{row.source.text} {key}: {value.text!r}")
        scores = [None, *(other.score.number for other in written.funding)]
        if row.score.place.cell not in cells and row.score.number not in scores:
            found.append(f"{row.source.text} score: {row.score.text!r}")
    for number, goal in enumerate(given.goals):
        back = written.goals[number] if number < len(written.goals) else None
        for key in ("expected", "actual"):
            compare(f"goal {number} {key}", getattr(goal, key), getattr(back, key) if back else Value())
    if len(given.indicators) != len(written.indicators):
        found.append(f"{len(given.indicators)} indicators → {len(written.indicators)}")
    for row, back in zip(given.indicators, written.indicators, strict=False):
        if row.goal != back.goal and written.goals:
            found.append(f"{row.label}: goal {row.goal} → {back.goal}")
        if (row.l1_name, row.l2_name) != (back.l1_name, back.l2_name) and row.l2.place.cell not in cells:
            found.append(f"{row.label}: {row.l1_name} {row.l2_name} → {back.l1_name} {back.l2_name}")
        for key in ("l3", "target", "weight", "score", "reason", "rule", "note"):
            compare(f"{row.label} {key}", getattr(row, key), getattr(back, key))
        if not _alike(row.actual, back.actual):
            compare(f"{row.label} actual", row.actual, back.written_actual)
    compare("total", given.total, written.total)
    return found


def _alike(value: Value, back: Value) -> bool:
    if value.number is not None and back.number is not None:
        return value.number == back.number
    return normalise(squeeze(value.text or "")) == normalise(squeeze(back.text or ""))


def _same_figure(text: str, others: set[str]) -> bool:
    return text.replace(",", "") in {other.replace(",", "") for other in others}
