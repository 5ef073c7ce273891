"""What the add-in's cell functions compute: plain functions of cell values as they come, without any Excel.

Each has a native twin in the workbooks it is written for (scoring.native, scoring.native_totals): same cells, same
number. Where nothing can be computed the answer is "", as there. A value that cannot be used raises UnusableCell (or
FormError for an unknown form); the entry module makes #VALUE! of it, never a message box.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from zipingbiao.adapters.excel.values import UnusableCell, number_of, text_of, to_cell
from zipingbiao.base.numbers import LIMIT
from zipingbiao.base.text import squeeze
from zipingbiao.forms.catalog import DEFAULT_FORM, get_form
from zipingbiao.forms.parts import BY_RULE, DIRECTIONS, methods_for
from zipingbiao.forms.policy import Policy
from zipingbiao.model.quantity import understand
from zipingbiao.scoring.case import make_case
from zipingbiao.scoring.engine import choose
from zipingbiao.scoring.totals import execution_score as points_for
from zipingbiao.scoring.totals import grade_of, shown_rate


def rate(budget: Any, executed: Any, form: Any = None) -> float | str:
    """执行率 as a fraction, at the places the form prints; "" without a budget above zero."""
    policy, plan, done = _policy(form), number_of(budget), number_of(executed)
    if plan is None or done is None or plan <= 0:
        return ""
    share = done / plan
    if abs(share) >= LIMIT:
        raise UnusableCell
    return to_cell(shown_rate(share, policy))


def execution_score(budget: Any, executed: Any, weight: Any, form: Any = None) -> float | str:
    """预算执行得分 in points; "" without a budget above zero, without points, or on a form that gives none."""
    policy, plan, done, points = _policy(form), number_of(budget), number_of(executed), number_of(weight)
    if plan is None or done is None or points is None or plan <= 0 or policy.execution.points == 0:
        return ""
    return to_cell(points_for(done, plan, points, policy))


def score(
    target: Any,
    actual: Any,
    weight: Any,
    rule: Any = None,
    method: Any = None,
    direction: Any = None,
    manual: Any = None,
    form: Any = None,
) -> float | str:
    """The points of one indicator row; "" where a person decides.

    Args:
        target, actual, weight, rule: of the row, as written.
        method: one of 评分方法 (forms.parts.METHODS); blank for 自动.
        direction: ≥, ≤, =; blank to tell by the target. Anything else is no direction, such as ? where the sheet's own
            formula could not tell.
        manual: 人工评分; a number is the score.
        form: the id of the form whose policy applies.
    """
    policy = _policy(form)
    given = number_of(manual)
    if given is not None:
        return to_cell(given)
    points, goal, done, wording = number_of(weight), text_of(target), text_of(actual), text_of(rule)
    chosen = (text_of(method) or "").strip()
    if points is None or (chosen and chosen not in methods_for(policy)):
        return ""
    kind, _ = choose(chosen, (wording or "").strip() or None, goal, points, actual=done, policy=policy)
    sense = (text_of(direction) or "").strip()
    case = make_case(goal, done, points, policy, direction=sense)
    if sense and sense not in DIRECTIONS:
        case = replace(case, sense="?")
    return to_cell(kind.assess(case).score)


def explain(rule: Any, weight: Any = None, target: Any = None, name: Any = None) -> float | str:
    """How the wording of a 评分细则 is understood, in one sentence with its doubts; "" without a wording.

    Args:
        rule, weight, target: of the row, as written.
        name: the 三级指标.
    """
    wording = (text_of(rule) or "").strip()
    points, goal, label = number_of(weight) or Decimal(0), text_of(target), squeeze(text_of(name) or "")
    compiled = choose(BY_RULE, wording, goal, points, label)[1]
    return to_cell(compiled.sentence if compiled is not None else "")


def grade(total: Any, form: Any = None) -> str:
    """The grade that a total earns by the form; "" for what is no number."""
    return grade_of(number_of(total), _policy(form)) or ""


def check_row(
    target: Any,
    actual: Any,
    weight: Any,
    score: Any,
    reason: Any = None,
    rule: Any = None,
    name: Any = None,
    form: Any = None,
) -> float | str:
    """The first thing the rules find on one row, errors before warnings, with its remedy; "" for nothing."""
    # The rules are a long import, and most sheets never call this function.
    from zipingbiao.app.check_row import check_row as check_one

    texts = {
        "target": target, "actual": actual, "weight": weight, "score": score, "reason": reason, "rule": rule, "l3": name,
    }  # fmt: skip
    template = _form_id(form)
    get_form(template)  # an unknown one is to be told, not judged by none
    return to_cell(check_one({key: text_of(value) for key, value in texts.items()}, template))


def number(text: Any) -> float | str:
    """The only number in a text, with its magnitude; "" for none or several."""
    return to_cell(understand(text_of(text)).value)


def unit(text: Any) -> str:
    """The unit behind the only number in a text, % for a proportion; "" without."""
    found = understand(text_of(text))
    return found.unit if found.value is not None else ""


def version() -> str:
    """The version of this software."""
    from zipingbiao import __version__

    return __version__


def _form_id(form: Any) -> str:
    return (text_of(form) or "").strip() or DEFAULT_FORM


def _policy(form: Any) -> Policy:
    return get_form(_form_id(form)).policy
