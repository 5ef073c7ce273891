"""What a form said before it was finished beside what it says now: differences as sentences, and where its cells went."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pydantic import BaseModel

from zipingbiao.base.text import excerpt, squeeze
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.values import Place, Value

Spot = tuple[str, str]
#: What is said of a cell in which nothing stands.
BLANK_WORD = "空白"

_LABELS = {
    "year": "年度", "title": "标题", "project": "项目名称", "department": "主管部门", "implementing_unit": "实施单位",
    "source": "资金来源", "initial": "年初预算数", "budget": "全年预算数", "executed": "全年执行数", "arrived": "到位数",
    "carried": "上年结转", "added": "追加数", "left": "结余数", "weight": "分值", "rate": "执行率", "score": "得分",
    "expected": "年度总体目标", "actual": "完成情况", "points": "目标的分值", "l1": "一级指标", "l2": "二级指标",
    "l3": "三级指标", "target": "指标值", "reason": "偏差原因", "rule": "评分细则", "note": "指标说明",
    "written_actual": "原表完成值", "method": "评分方法", "direction": "指定方向", "manual_score": "人工评分",
    "manual_reason": "人工评分理由", "total_weight": "分值合计", "total": "总分", "grade": "等级", "purpose": "主要用途",
    "living_score": "得分", "living_rate": "执行率", "living_total": "总分", "living_grade": "等级", "unit": "金额单位",
    "inputs": "基础数据", "attributes": "其他栏目", "level": "层级", "template": "表样", "funding": "项目资金",
    "goals": "年度总体目标", "indicators": "绩效指标", "rows": "项目清单", "project_list": "项目清单",
}  # fmt: skip
#: Where a value stands is compared with nothing; the flags follow from the layout.
_PASSED = frozenset({"place", "attribute_places", "own", "has_reasons", "has_weights", "columns", "goal", "role"})
_LIVING = "living_"


class Difference(NamedTuple):
    """A value that is another one now; `living` where a formula computed it."""

    label: str
    before: str
    now: str
    place: Place
    living: bool


class Comparison(NamedTuple):
    """The differences of a form, and where each of its cells stands now."""

    differences: list[Difference]
    moved: dict[Spot, Spot]


def compare_forms(before: Evaluation, now: Evaluation) -> Comparison:
    """Everything that a form says, compared with the same form as it is read back from the finished workbook."""
    moved: dict[Spot, Spot] = {}
    # Where nobody wrote a figure of his own, the living one is read under both names.
    differences = list(dict.fromkeys(_walk(before, now, "", before.place, moved)))
    return Comparison(differences, moved)


def _walk(before: object, now: object, key: str, near: Place, moved: dict[Spot, Spot]) -> Iterator[Difference]:
    if isinstance(before, Value) and isinstance(now, Value):
        old, new = before.place, now.place
        if old.sheet and old.cell and new.sheet and new.cell:
            moved.setdefault((old.sheet, old.cell), (new.sheet, new.cell))
        if not _is_same(key, before, now):
            place = old if old.cell else near
            living = key.startswith(_LIVING) or before.formula is not None
            yield Difference(_LABELS.get(key, key), _said(before), _said(now), place, living)
    elif isinstance(before, BaseModel) and isinstance(now, BaseModel):
        for name in type(before).model_fields:
            if name not in _PASSED:
                yield from _walk(getattr(before, name), getattr(now, name), name, near, moved)
    elif isinstance(before, tuple) and isinstance(now, tuple):
        if len(before) != len(now):
            yield Difference(_LABELS.get(key, key), f"{len(before)} 行", f"{len(now)} 行", near, False)
        for one, other in zip(before, now, strict=False):
            yield from _walk(one, other, key, near, moved)
    elif isinstance(before, dict) and isinstance(now, dict):
        yield from _texts(before, now, key, near)
    elif before != now:
        yield Difference(_LABELS.get(key, key), str(before or BLANK_WORD), str(now or BLANK_WORD), near, False)


def _texts(before: Mapping[str, str], now: Mapping[str, str], key: str, near: Place) -> Iterator[Difference]:
    for label, text in before.items():
        if squeeze(now.get(label, "")) != squeeze(text):
            name = label if key == "attributes" else f"{_LABELS.get(key, key)} {label}"
            yield Difference(name, excerpt(text), excerpt(now.get(label, "")) or BLANK_WORD, near, False)


def _is_same(key: str, before: Value, now: Value) -> bool:
    if key == "year":
        # （2019年度） and 2019年 are one year.
        digits = [squeeze(one.text or "").strip("（）()年度") for one in (before, now)]
        return digits[0] == digits[1]
    if before.number is not None and now.number is not None:
        return before.number == now.number
    return squeeze(before.text or "") == squeeze(now.text or "")


def _said(value: Value) -> str:
    return excerpt(value.text or "", 40) or BLANK_WORD
