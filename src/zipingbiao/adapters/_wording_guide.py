"""docs/评分细则.md, made from the families of wordings that the scoring kinds name themselves."""

from __future__ import annotations

from decimal import Decimal

from zipingbiao.scoring.kinds import ALL_KINDS, Kind, Manual
from zipingbiao.scoring.kinds._base import Family
from zipingbiao.scoring.wording.compiler import compile_rule

_MARK = "由 make gen 生成，请勿手改"
_INTRODUCTION = """\
# 评分细则怎样写，软件怎样理解

表里写有评分细则的行，得分按细则的文字计算。下面列出看得懂的写法、每种写法的例子、软件对例子的理解，以及文字没有写明时的
约定。看不懂的细则由人评分，不猜。

细则自相矛盾、有缺口或有两种理解的，软件按其中一种计算，并写明按的是哪一种、为什么；没有站得住脚的理解时由人评分。

各种写法都适用：

- 数字可以写成 5、５、五、百分之五；得、计、记、给、为都可以；否则、其余、其他、反之都可以；标点和空格不影响理解。
- 写明“满分3分”“最高得3分”而低于本行分值的，最高得 3 分，并提示；高于本行分值的，以本行分值为限。
- 写明“标准分值”而与本行分值不同的，按本行分值计算，并提示。
- 写明“没有此类项目的按满分”的，实际完成值填“不涉及”得满分。
- 细则里的指标名称与本行不同的，可能是从别的行复制来的，按本行计算，并提示。
- 得分按表样规定的位数四舍五入，不低于 0 分，不高于本行分值。

要知道某一条细则被理解成什么：

    zpb rule "偏差率≤5%，得满分；5%≤偏差率≤20%，得1分；否则，不得分" --weight 2
"""


def wording_guide() -> str:
    """The whole page."""
    parts = [f"<!-- {_MARK} -->", _INTRODUCTION]
    for kind in ALL_KINDS:
        if kind.families:
            parts += [f"## {kind.title}", "", *(line for family in kind.families for line in _family(kind, family))]
    return "\n".join(parts).rstrip() + "\n"


def _family(kind: type[Kind], family: Family) -> list[str]:
    compiled = compile_rule(family.example, Decimal(family.weight), family.name, family.target)
    if not isinstance(compiled.kind, kind):
        raise ValueError(f"{family.example} is not understood as {kind.title}")
    row = "，".join(
        part
        for part in (
            f"指标“{family.name}”" if family.name else "",
            f"指标值 {family.target}" if family.target else "",
            f"分值 {family.weight} 分",
        )
        if part
    )
    lines = [f"### {family.pattern}", "", f"- 例：{family.example}（{row}）", f"- 理解：{compiled.explanation}"]
    if not isinstance(compiled.kind, Manual):
        lines += [f"- 提示：{note}" for note in compiled.notes]
    return [*lines, f"- 约定：{family.assumed}", ""]
