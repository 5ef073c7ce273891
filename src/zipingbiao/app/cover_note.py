"""What the cover note of a mail says about finished workbooks: the engine's figures, the check, whom to ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from zipingbiao.app.official import unit_of
from zipingbiao.base.numbers import scale_of, show, show_fixed, show_percent
from zipingbiao.base.text import excerpt
from zipingbiao.forms.catalog import form_for
from zipingbiao.model.evaluation import Level
from zipingbiao.model.statement import FormStatement, Sourced
from zipingbiao.scoring.stating import state_form
from zipingbiao.writers.checked import CheckedFile, count_severities, count_waived, counts_of, years_of
from zipingbiao.writers.cover_note import CoverNote, FormLine

#: Forms that are named one by one; the others are summed up.
MOST_LINES = 20
#: Characters of a project's name, which only an accident exceeds, and of the unit's in the subject.
_LONGEST_NAME, _LONGEST_UNIT = 200, 60
_LEVELS: dict[Level, str] = {"department": "部门整体支出", "project": "项目支出"}
_UNIT = "万元"


def make_cover_note(
    files: Sequence[CheckedFile], attached: Sequence[tuple[str, str]], contacts: Sequence[tuple[str, str]]
) -> CoverNote:
    """The note about these finished workbooks.

    Args:
        files: the workbooks as checked.
        attached: the names of the attachments, each with the digest of its seal ('' for one without).
        contacts: whom to ask, label and text.
    """
    forms = [
        state_form(evaluation, assessment, form_for(evaluation.template))
        for file in files
        for evaluation, assessment in zip(file.evaluations, file.assessments, strict=True)
    ]
    named, others = forms[:MOST_LINES], forms[MOST_LINES:]
    return CoverNote(
        opening=f"现报送{_subject_matter(files)}，共{len(forms)}张{_by_level(forms)}，请审核。",
        lines=tuple(_line(form) for form in named),
        others=_summed_up(others) if others else "",
        checks=_checks(files),
        files=tuple(attached),
        contacts=tuple(contacts),
        signature=_unit_of(files),
    )


def subject_of(files: Sequence[CheckedFile]) -> str:
    """What the mail is called where the sender does not say."""
    return f"报送{_subject_matter(files)}"


def _subject_matter(files: Sequence[CheckedFile]) -> str:
    """某局2023年度绩效自评表."""
    years = "、".join(map(str, years_of(files)))
    return f"{excerpt(_unit_of(files), _LONGEST_UNIT)}{years}{'年度' if years else ''}绩效自评表"


def _unit_of(files: Sequence[CheckedFile]) -> str:
    units = {unit_of(file) for file in files}
    return units.pop() if len(units) == 1 else ""


def _by_level(forms: Sequence[FormStatement]) -> str:
    counts = Counter(form.level for form in forms)
    said = "、".join(f"{name}{counts[level]}张" for level, name in _LEVELS.items() if counts[level])
    return f"（{said}）" if said else ""


def _line(form: FormStatement) -> FormLine:
    fund = form.total_fund
    name = form.project.text or (form.department.text if form.level == "department" else "") or form.place.sheet or "（未命名）"
    return FormLine(
        name=excerpt(name, _LONGEST_NAME),
        budget=fund.budget.text if fund else "",
        executed=fund.executed.text if fund else "",
        unit=form.unit,
        rate=fund.rate.text if fund else "",
        score=form.total.text,
        grade=form.grade.text,
    )


def _summed_up(forms: Sequence[FormStatement]) -> str:
    """The forms beyond those that are named: sums of the projects, the range of totals, how many of each grade."""
    said = [f"其余{len(forms)}张不逐一列出"]
    funds = [(form.unit, form.total_fund) for form in forms if form.level == "project"]
    budget = _sum((unit, fund.budget if fund else None) for unit, fund in funds)
    executed = _sum((unit, fund.executed if fund else None) for unit, fund in funds)
    if budget and executed is not None:
        said.append(f"全年预算数合计{show_fixed(budget)}{_UNIT}，全年执行数合计{show_fixed(executed)}{_UNIT}")
        said.append(f"执行率{show_percent(executed / budget)}")
    totals = sorted(form.total.number for form in forms if form.total.number is not None)
    if totals:
        said.append(f"自评总分最高{show(totals[-1])}分、最低{show(totals[0])}分")
    if grades := Counter(form.grade.text for form in forms if form.grade):
        said.append("、".join(f"{grade}{count}个" for grade, count in grades.most_common()))
    return "，".join(said) + "。"


def _sum(amounts: Iterable[tuple[str, Sourced | None]]) -> Decimal | None:
    """The sum in 万元 of amounts with their units; None where a form does not say its amount."""
    total = Decimal(0)
    for unit, figure in amounts:
        if figure is None or figure.number is None:
            return None
        total += figure.number * scale_of(unit) / scale_of(_UNIT)
    return total


def _checks(files: Sequence[CheckedFile]) -> tuple[str, ...]:
    left, waived = sum(count_severities(files).values()), count_waived(files)
    where = "见工作簿的“检查结果”"
    if waived and not left:
        said = f"已逐项检查，发现的{waived}条问题都已说明理由，{where}"
    else:
        said = f"已逐项检查，{f'尚有{counts_of(files)}' if left else '没有发现问题'}"
        said += f"；另有{waived}条已说明理由，{where}" if waived else ""
    return f"{said}。", "工作簿已经定稿并加封签；用 zpb verify 可以核对定稿以后有没有改动。"
