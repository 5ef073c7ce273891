"""What of the given data a form has no place for: said to the user, so that nothing is lost in silence."""

from __future__ import annotations

from zipingbiao.forms.catalog import get_form
from zipingbiao.forms.schema import Form
from zipingbiao.model.evaluation import Evaluation

#: Columns of the indicator table that a form may lack and no helper column stands in for.
_COLUMNS = {"reason": "偏差原因", "note": "指标说明", "l2": "二级指标"}


def unplaced(evaluations: list[Evaluation], template: str) -> list[str]:
    """A sentence per form and kind of content that was not written.

    Args:
        evaluations: the forms as given.
        template: the form id for forms that name none.
    """
    sentences: list[str] = []
    for evaluation in evaluations:
        form = get_form(evaluation.template or template)
        if missing := list(dict.fromkeys(_missing(evaluation, form))):
            sentences.append(f"「{evaluation.name}」：表样没有的内容未写入：{'、'.join(missing)}。")
    return sentences


def _missing(evaluation: Evaluation, form: Form) -> list[str]:
    layout, printed = form.layout, {column.key for column in form.layout.columns}
    found = [
        label
        for key, label in _COLUMNS.items()
        if key not in printed and any(getattr(row, key).text for row in evaluation.indicators)
    ]
    if layout.funding is None and any(row.budget or row.executed for row in evaluation.funding):
        found.append("项目资金")
    if layout.goals is None and any(goal.expected or goal.actual for goal in evaluation.goals):
        found.append("年度总体目标")
    elif layout.goals is not None and layout.goals.actual is None and any(goal.actual for goal in evaluation.goals):
        found.append("目标的实际完成情况")
    if layout.projects is None and evaluation.project_list is not None:
        found.append("表内项目清单")
    labels = {cell.label for row in layout.header for cell in row} | {footer.label for footer in layout.footers}
    labels |= {footer.key for footer in layout.footers if footer.key}
    names = {"reasons": "未完成原因", "measures": "改进措施"}
    found += [names.get(key, key) for key, text in evaluation.attributes.items() if text and key not in labels]
    return found
