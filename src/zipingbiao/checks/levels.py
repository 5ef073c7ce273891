"""The standard names of first- and second-level indicators; what is not among them belongs to a form's own structure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from zipingbiao.checks.context import FormContext
from zipingbiao.checks.rows import Row

OUTPUT: Final = "产出指标"
BENEFIT: Final = "效益指标"
SATISFACTION: Final = "满意度指标"
COST: Final = "成本指标"

_NOISE = re.compile(r"\A(?:[一二三四五六七八九十]+、|\(?[一二三四五六七八九十\d]+[)）.．])|(?:指标|目标)\Z")
_FIRST = {
    "产出": OUTPUT, "项目产出": OUTPUT, "项目完成": OUTPUT, "完成": OUTPUT, "效益": BENEFIT, "效果": BENEFIT, "项目效益": BENEFIT,
    "项目效果": BENEFIT, "满意度": SATISFACTION, "服务对象满意度": SATISFACTION, "成本": COST,
}  # fmt: skip
#: Second level → the first levels it may stand under. 成本指标 is a second level of the form of 2020 and a first
#: level of that of 2021; satisfaction stood under 效益指标 before 2020, and still does in forms without a third group.
_SECOND = {
    **dict.fromkeys(("数量", "质量", "时效", "产出数量", "产出质量", "产出时效"), (OUTPUT,)),
    **dict.fromkeys(("成本", "产出成本"), (OUTPUT, COST)),
    **dict.fromkeys(("经济成本", "社会成本", "生态环境成本"), (COST, OUTPUT)),
    **dict.fromkeys(("经济效益", "社会效益", "生态效益", "环境效益", "可持续影响", "可持续效益"), (BENEFIT,)),
    **dict.fromkeys(("满意度", "服务对象满意度", "社会公众满意度", "社会公众或服务对象满意度"), (SATISFACTION, BENEFIT)),
}  # fmt: skip


@lru_cache(maxsize=4096)
def first_level(name: str) -> str | None:
    """The standard first level that a name without points means (效果指标 → 效益指标); None for a form's own."""
    return _FIRST.get(_bare(name))


@lru_cache(maxsize=4096)
def firsts_of(name: str) -> tuple[str, ...]:
    """The first levels that a second level of this name may stand under; empty for a form's own name."""
    return _SECOND.get(_bare(name).removesuffix("等"), ())


def _bare(name: str) -> str:
    return _NOISE.sub("", name)


def is_satisfaction(row: Row) -> bool:
    """The row asks how satisfied somebody is, by its group or its name."""
    return "满意" in row.group[1] or "满意" in row.group[2] or "满意" in row.label


def is_cost(row: Row) -> bool:
    """The row stands among the costs, as a second or as a first level."""
    return row.group[1].startswith("成本") or "成本" in row.group[2]


def has_standard_levels(form: FormContext) -> bool:
    """Every first level of the form is one of the national forms'."""
    return all(first_level(row.group[1]) is not None for row in form.rows)
