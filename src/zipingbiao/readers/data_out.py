"""Forms as a DATA.json document; how one is read is readers.data's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from zipingbiao.model.evaluation import Evaluation, FundingRow, Goal, Indicator
from zipingbiao.model.summary import Summary
from zipingbiao.readers.data_lists import write_project_list
from zipingbiao.readers.data_values import FIRST_YEAR, LAST_YEAR
from zipingbiao.scoring.living import CARRIED, original

HEADER = ("title", "project", "department", "implementing_unit")
AMOUNTS = ("initial", "budget", "executed", "weight", "rate", "score")
INDICATOR = ("l1", "l2", "l3", "target", "actual", "weight", "score", "reason")
#: Beyond the columns of most forms: 评分细则, 指标说明, and what a person set in the helper columns of an own workbook.
OPTIONAL = ("rule", "note", "method", "direction", "manual_score", "manual_reason")


def to_data(
    evaluations: Iterable[Evaluation], unit_name: str = "", year: int | None = None, project_list: Summary | None = None
) -> dict[str, Any]:
    """The forms as a DATA.json document; every value as printed, None for a blank cell.

    Figures that only the living formulas of an own workbook show are left out: nobody wrote them.
    """
    forms = list(evaluations)
    names = Counter(e.implementing_unit.text for e in forms if e.implementing_unit.text)
    years = Counter(year for e in forms if (year := _year_of(e)) is not None)
    data: dict[str, Any] = {
        "unit_name": unit_name or (names.most_common(1)[0][0] if names else ""),
        "year": year if year is not None else (years.most_common(1)[0][0] if years else None),
        "forms": [_form_data(form) for form in forms],
    }
    if project_list is not None:
        data["project_list"] = write_project_list(project_list)
    return data


def _year_of(form: Evaluation) -> int | None:
    year = form.year_number
    return year if year is not None and FIRST_YEAR <= year <= LAST_YEAR else None


def _form_data(form: Evaluation) -> dict[str, Any]:
    data: dict[str, Any] = {
        "template": form.template,
        "level": form.level,
        "year": _year_of(form),
        "unit": form.unit,
    }
    if form.title:
        data["title"] = form.title.text
    data.update({key: getattr(form, key).text for key in HEADER if key != "title"})
    data["attributes"] = dict(form.attributes)
    data["funding"] = [_funding_data(row) for row in form.funding]
    data["goals"] = [_goal_data(goal) for goal in form.goals]
    data["indicators"] = [_indicator_data(row) for row in form.indicators]
    if form.project_list is not None:
        data["project_list"] = write_project_list(form.project_list)
    data["total_weight"] = form.total_weight.text
    data["total"] = original(form.total, form.living_total).text
    data["grade"] = original(form.grade, form.living_grade).text
    return data


def _goal_data(goal: Goal) -> dict[str, Any]:
    data = {"expected": goal.expected.text, "actual": goal.actual.text}
    return data | {"points": goal.points.text} if goal.points else data


def _funding_data(row: FundingRow) -> dict[str, Any]:
    data = {"source": row.source.text, **{key: getattr(row, key).text for key in AMOUNTS}}
    data["rate"] = original(row.rate, row.living_rate).text
    data["score"] = original(row.score, row.living_score).text
    return data


def _indicator_data(row: Indicator) -> dict[str, Any]:
    data: dict[str, Any] = {"goal": row.goal, **{key: getattr(row, key).text for key in INDICATOR}}
    # A manual score is a person's figure: it is the score where no original table gave another one.
    written = original(row.score, row.living_score).text
    data["score"] = written if written is not None else row.manual_score.text
    if row.inputs:
        # The 完成值 follows from the figures; what an original table printed instead is kept.
        data["actual"] = row.written_actual.text
    extra: dict[str, Any] = {key: getattr(row, key).text for key in OPTIONAL}
    if extra["manual_score"] == data["score"]:
        extra["manual_score"] = None
    if extra["manual_reason"] == CARRIED:
        extra["manual_reason"] = None
    extra["inputs"] = dict(row.inputs) or None
    return data | {key: content for key, content in extra.items() if content is not None}
