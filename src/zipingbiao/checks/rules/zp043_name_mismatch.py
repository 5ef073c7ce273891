"""单位名称在各张表上写法不同。

查什么：同一个文件、同一单位的各个文件里，主管部门、实施单位的名称与多数表的写法是否一致；空格和括号的全角半角不算。
为什么：名称不统一，汇总时会被当作两个单位；有时是从别的单位的表改来的。
反例：九张表写“武汉东湖新技术开发区管理委员会”，一张少写了一个字。
正例：各项目由不同科室实施，实施单位本来就不同。
依据：自评表表头，单位名称用规范全称。实施单位只列写法相近的；主管部门有多数写法的，与之不同的都列。
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

from zipingbiao.base.text import excerpt, label_key
from zipingbiao.checks.bases import TABLE
from zipingbiao.checks.context import Fault, UnitContext
from zipingbiao.checks.registry import unit_rule
from zipingbiao.model.values import Value

FEWEST = 3
#: Two spellings this alike are one unit; different offices of one bureau are less alike.
ALIKE = 0.75
_CODE = re.compile(r"^[\d-]+|[()“”\"]")


@unit_rule("ZP043", kind="other", severity="warning")
def name_mismatch(unit: UnitContext) -> Iterator[Fault]:
    """Every form whose 主管部门 or 实施单位 is spelled unlike the majority's."""
    where = "本文件" if len({form.evaluation.place.file for form in unit.forms}) == 1 else "同一单位的"
    for field, label, any_other in (("department", "主管部门", True), ("implementing_unit", "实施单位", False)):
        values: list[tuple[int, Value]] = [
            (index, getattr(form.evaluation, field)) for index, form in enumerate(unit.forms)
        ]
        keys = {index: _key(value.text) for index, value in values if value.text is not None and not value.is_dash}
        if len(keys) < FEWEST:
            continue
        usual, count = Counter(keys.values()).most_common(1)[0]
        if count * 2 <= len(keys):
            continue
        spelling = next(value.text or "" for index, value in values if keys.get(index) == usual)
        for index, value in values:
            key = keys.get(index, usual)
            if key == usual or not (any_other or _is_alike(key, usual)):
                continue
            form = unit.forms[index]
            yield form.fault(
                value,
                label=label,
                message=f"「{label}」填“{excerpt(value.text or '')}”，{where}其他 {count} 张表填“{excerpt(spelling)}”。",
                remedy="请统一为规范全称。",
                basis=form.cite(TABLE),
                printed=value.text,
                expected=spelling,
            )


def _key(text: str) -> str:
    return _CODE.sub("", label_key(text))


def _is_alike(one: str, other: str) -> bool:
    return one in other or other in one or SequenceMatcher(None, one, other).ratio() >= ALIKE
