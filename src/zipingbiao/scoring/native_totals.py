"""The native half of a whole form: execution rate and score, total and grade. Single rows stand in scoring.native."""

from __future__ import annotations

from zipingbiao.base.numbers import RoundMode
from zipingbiao.forms.parts import LEFT_OUT
from zipingbiao.forms.policy import Policy
from zipingbiao.scoring.case import native_round, native_rounded
from zipingbiao.scoring.kinds._base import number_literal
from zipingbiao.scoring.totals import execution_places

#: Stands where no cap applies; no total reaches it.
_NO_CAP = "1000000"


def execution_rate(budget: str, executed: str, places: int, mode: RoundMode = "half_up") -> str:
    """执行率 as a fraction, or "" — the twin of totals.shown_rate."""
    rate = native_rounded(f"{executed}/{budget}", places, mode)
    return f'IF(AND(ISNUMBER({budget}),ISNUMBER({executed})),IF({budget}>0,{rate},""),"")'


def execution_score(budget: str, executed: str, weight: str, policy: Policy) -> str:
    """执行得分 from the exact or the printed rate, or ""; always "" on a form without execution points."""
    if policy.execution.points == 0:
        return '""'
    mode = policy.rounding.mode
    points = f"{weight}*{executed}/{budget}"
    if policy.execution.rate == "printed":
        points = f"{weight}*{native_rounded(f'{executed}/{budget}', policy.rounding.rate_places, mode)}"
    points = f"MAX(0,{points})"
    if policy.execution.cap:
        points = f"MIN({weight},{points})"
    points = native_rounded(points, execution_places(policy), mode)
    if policy.execution.cap:
        points = f"MIN({weight},{points})"
    numbers = f"AND(ISNUMBER({budget}),ISNUMBER({executed}),ISNUMBER({weight}))"
    return f'IF({numbers},IF({budget}>0,{points},""),"")'


def total(
    scores: str,
    execution: str | None,
    rate: str | None,
    policy: Policy,
    *,
    weights: str = "",
    kinds: str = "",
    execution_weight: str = "",
) -> str:
    """总分 (no leading '='), "" while nothing is scored — the twin of totals.add_up.

    Args:
        scores: the span of the 得分 cells of all indicator rows.
        execution, rate: the cells of 执行得分 and 执行率 of 年度资金总额; None or "" where the form has none.
        policy: the form's policy.
        weights, kinds: the spans of 分值 and of the helper 采用方法 over the same rows; only a form that leaves out
            不适用 indicators needs them.
        execution_weight: the cell or number of 预算执行率's 分值, "" for none; needed like `weights`.
    """
    cells = f"{scores},{execution}" if execution else scores
    points, empty = f"SUM({cells})", f"COUNT({cells})=0"
    if policy.not_applicable is not None:
        full, applies = number_literal(policy.full_marks.value), f'{kinds},"<>{LEFT_OUT}"'
        sums = [f"SUMIF({applies},{scores})", execution]
        points = f"SUM({','.join(part for part in sums if part)})"
        empty = f'SUMPRODUCT(({kinds}<>"{LEFT_OUT}")*ISNUMBER({scores}))' + (
            f"+COUNT({execution})" if execution else ""
        )
        counted = f"SUMIF({applies},{weights})" + (f"+N({execution_weight})" if execution_weight else "")
        share = f'IF(COUNTIF({kinds},"{LEFT_OUT}")=0,{full},{counted})'
        empty = f"OR({empty}=0,{share}<=0)"
        points = f"{points}*{full}/{share}"
    rounded = native_round(points, policy)
    if rate and policy.caps:
        rounded = f"MIN({rounded},{_cap(rate, policy)})"
    return f'IF({empty},"",{rounded})'


def _cap(rate: str, policy: Policy) -> str:
    """The twin of totals.cap_for; the rate is rounded again in case the cell holds more places than it shows."""
    shown = native_rounded(rate, policy.rounding.rate_places, policy.rounding.mode)
    limit = _NO_CAP
    for cap in policy.caps:
        limit = f"IF({shown}<{number_literal(cap.below / 100)},{number_literal(cap.total)},{limit})"
    return f"IF(ISNUMBER({rate}),{limit},{_NO_CAP})"


def grade(total: str, policy: Policy, weights: str = "") -> str:
    """The grade of a total cell, "" while there is no total — the twin of totals.grade_of.

    With `weights`, the cell of 分值合计, it also stays "" until the weights add up to the full marks: half a form has no
    grade.
    """
    reached = total
    if policy.grading is not None:
        reached = native_rounded(total, policy.grading.places, policy.rounding.mode)
    expression = f'"{policy.grades[-1].name}"'
    for band in reversed(policy.grades[:-1]):
        expression = f'IF({reached}>={number_literal(band.start)},"{band.name}",{expression})'
    if not weights:
        return f'IF({total}="","",{expression})'
    return f'IF(OR({total}="",ROUND(N({weights}),6)<>{number_literal(policy.full_marks.value)}),"",{expression})'
