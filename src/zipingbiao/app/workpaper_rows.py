"""What a review workpaper is prefilled with: the review score of every row, why points are taken, on which grounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from zipingbiao.app.unit_names import is_office, unit_key
from zipingbiao.base.numbers import show
from zipingbiao.base.text import excerpt, squeeze
from zipingbiao.checks.grades import grade_name
from zipingbiao.checks.reasons import says
from zipingbiao.checks.rows import Row
from zipingbiao.checks.weights import weigh_rows
from zipingbiao.forms.catalog import form_paths
from zipingbiao.forms.judging import judge
from zipingbiao.forms.parts import LEFT_OUT
from zipingbiao.forms.policy import Policy
from zipingbiao.model.evaluation import Evaluation, FundingRow, Indicator
from zipingbiao.model.finding import SEVERITY_WORDS, Finding
from zipingbiao.model.values import BLANK, Value
from zipingbiao.model.workpaper import EXECUTION, EXECUTION_PART, PENDING, SAME
from zipingbiao.scoring.engine import Assessment, IndicatorResult, amount, fund_weight
from zipingbiao.scoring.totals import add_up, cap_for, grade_of, shown_rate
from zipingbiao.writers.checked import CheckedFile
from zipingbiao.writers.workpaper.content import PaperForm, PaperRow

#: How much of a unit's own reason, or of a scoring standard, is quoted; the whole stands in the form.
_QUOTED = 120
#: The rule that says that the execution score is none of those the form's ways of rounding allow.
_EXECUTION_RULE = "ZP002"
#: Rules whose message says how the score is computed.
_COMPUTING = frozenset({"ZP017", "ZP018", "ZP019", "ZP021"})

#: Whether texts of these lengths still fit into the columns 扣分原因 and 依据 of one row.
Fits = Callable[[str, str], bool]


class _Texts(NamedTuple):
    reason: str
    basis: str
    left: tuple[Finding, ...]


def paper_form(
    file: CheckedFile,
    evaluation: Evaluation,
    assessment: Assessment,
    findings: Sequence[Finding],
    profile: str | None,
    fits: Fits,
) -> PaperForm:
    """The sheet about one form.

    Args:
        file: the file it stands in.
        evaluation, assessment: the form, and what is computed for it.
        findings: those about this form.
        profile: the id of the profile that was chosen; None for the form's own.
        fits: whether a row of the sheet has room for its texts.
    """
    judged = judge(evaluation, profile)
    policy = judged.policy
    by_row, others = _placed(evaluation, findings)
    rows: list[PaperRow] = []
    about_execution = by_row.pop(-1, [])
    execution = _execution(evaluation, assessment, policy, about_execution, fits)
    if execution is None:
        others.extend(about_execution)
    else:
        rows.append(execution[0])
        others.extend(execution[1])
    for index, (indicator, result) in enumerate(zip(evaluation.indicators, assessment.indicators, strict=True)):
        row, left = _row(indicator, result, by_row.get(index, []), fits)
        rows.append(row)
        others.extend(left)
    funding = evaluation.total_funding
    rate = None if assessment.rate is None else shown_rate(assessment.rate, policy)
    total = _total(rows, assessment, policy)
    kept = {id(one) for one in others}
    return PaperForm(
        file=file,
        evaluation=evaluation,
        policy=policy,
        unit=_unit_of(evaluation),
        profile=judged.profile.id,
        by_choice=profile is not None,
        budget=amount(funding.budget, evaluation.unit) if funding else None,
        executed=amount(funding.executed, evaluation.unit) if funding else None,
        rate=rate,
        rows=tuple(rows),
        total=total,
        grade=grade_of(total, policy),
        self_grade=_self_grade(evaluation, policy),
        findings=tuple(findings),
        others=tuple(one for one in findings if id(one) in kept),
        pending=sum(row.basis.startswith(PENDING) for row in rows),
        self_total=evaluation.total,
    )


def _unit_of(evaluation: Evaluation) -> str:
    """The body that reports: the implementing unit, or the department where that is only an office of it."""
    unit, department = (squeeze(value.text or "") for value in (evaluation.implementing_unit, evaluation.department))
    return department if department and (not unit or is_office(unit_key(unit))) else unit


def _total(rows: Sequence[PaperRow], assessment: Assessment, policy: Policy) -> Decimal | None:
    counting = [row for row in rows if row.method != LEFT_OUT]
    applicable = None
    if policy.not_applicable is not None and len(counting) < len(rows):
        applicable = sum((row.weight for row in counting if row.weight is not None), Decimal(0))
    scores = [row.review for row in counting]
    return add_up(None, scores, policy, applicable=applicable, cap=cap_for(assessment.rate, policy))


def _self_grade(evaluation: Evaluation, policy: Policy) -> str:
    text = evaluation.grade.text or ""
    name = grade_name(text)
    return name if name in {band.name for band in policy.grades} else excerpt(text)


def _placed(evaluation: Evaluation, findings: Sequence[Finding]) -> tuple[dict[int, list[Finding]], list[Finding]]:
    """The findings about each row by its index (-1: 预算执行率), and those about no row."""
    labels = Counter(row.label for row in evaluation.indicators)
    spots = {
        (value.place.table, value.place.line, row.label): index
        for index, row in enumerate(evaluation.indicators)
        for value in (row.l3, row.target, row.actual, row.weight, row.score, row.reason)
        if value.place.line
    }
    alone = {row.label: index for index, row in enumerate(evaluation.indicators) if labels[row.label] == 1}
    total = evaluation.total_funding
    lines = set() if total is None else {getattr(total, key).place.line for key in ("rate", "score", "weight")} - {0}
    by_row: dict[int, list[Finding]] = {}
    others = []
    for finding in findings:
        place = finding.place
        index = spots.get((place.table, place.line, finding.label), alone.get(finding.label))
        if index is None and finding.unit in ("分", "%") and place.line in lines and total and finding.label == total.label:
            index = -1
        if index is None:
            others.append(finding)
        else:
            by_row.setdefault(index, []).append(finding)
    return by_row, others


def _execution(
    evaluation: Evaluation, assessment: Assessment, policy: Policy, findings: list[Finding], fits: Fits
) -> tuple[PaperRow, tuple[Finding, ...]] | None:
    """The row of 预算执行率; None where the form scores it among its indicators, or not at all."""
    funding = evaluation.total_funding
    rows = [Row(*pair) for pair in zip(evaluation.indicators, assessment.indicators, strict=True)]
    if funding is None or weigh_rows(rows).has_execution or not _is_scored(funding, evaluation, policy):
        return None
    weight = fund_weight(funding, policy)
    computed = assessment.execution_score
    given = _execution_score(evaluation, funding)
    same = computed is not None and given.number is not None and abs(computed - given.number) < SAME
    wrong = any(one.code == _EXECUTION_RULE for one in findings)
    living = computed is not None and (same or wrong or given.number is None)
    review = computed if living else given.number
    why = []
    if review is not None and given.number is not None and review < given.number - SAME:
        why.append(f"按执行率计算应得 {show(review)} 分，自评多计 {show(given.number - review)} 分。")
    elif review is not None and weight is not None and review < weight - SAME:
        why.append(f"按执行率计分，扣 {show(weight - review)} 分。")
    first = [] if computed is not None else [f"{PENDING}：没有预算数或执行数，不能计算执行得分。"]
    if computed is not None:
        first.append("计分方法：执行率×分值。")
    texts = _texts(why, first, findings, fits, to_reason=bool(why))
    row = PaperRow(
        l1=EXECUTION_PART, l2="", l3=EXECUTION, target="100%", actual="", weight=weight, self_score=given, review=review,
        method="执行率", reason=texts.reason, basis=texts.basis, is_execution=True, is_living=living,
    )  # fmt: skip
    return row, texts.left


def _is_scored(funding: FundingRow, evaluation: Evaluation, policy: Policy) -> bool:
    """A form of no known template scores the execution only where it prints points for it."""
    if evaluation.template in form_paths():
        return policy.execution.points > 0 or funding.weight.number is not None
    return funding.weight.number is not None or funding.score.number is not None


def _execution_score(evaluation: Evaluation, funding: FundingRow) -> Value:
    """执行得分 as written: in the line of the total, else that of the only source that has one."""
    if funding.score.number is not None:
        return funding.score
    given = [row.score for row in evaluation.sources if row.score.number is not None]
    return given[0] if len(given) == 1 else funding.score


def _row(
    indicator: Indicator, result: IndicatorResult, findings: Sequence[Finding], fits: Fits
) -> tuple[PaperRow, tuple[Finding, ...]]:
    row = Row(indicator, result)
    given, computed = row.score, result.outcome.score
    if row.is_left_out:
        review, why_pending = None, ""
    elif computed is None or result.method == "manual" or indicator.manual_score.number is not None:
        review, why_pending = given if given is not None else indicator.manual_score.number, _why_manual(row)
    else:
        review, why_pending = _decided(row, computed)
    lowered = review is not None and given is not None and review < given - SAME
    lost = review is not None and row.weight is not None and review < row.full - SAME
    is_cut = review is not None and (lowered or lost)
    why = _why_lost(row, review, findings, lowered) if review is not None and is_cut else []
    first = [f"{PENDING}：{why_pending}"] if why_pending else []
    if says(indicator.rule) and not row.is_left_out:
        first.append(f"评分细则：{excerpt(indicator.rule.text or '', _QUOTED)}")
    elif computed is not None and not why_pending:
        first.append(f"计分方法：{result.method_title}。")
    if row.is_left_out:
        first.append("不适用，不计分，其余折算。")
    texts = _texts(why, first, findings, fits, to_reason=is_cut)
    made = PaperRow(
        l1=_printed(indicator.l1), l2=_printed(indicator.l2), l3=_printed(indicator.l3),
        target=_printed(indicator.target), actual=_printed(indicator.actual), weight=row.weight,
        self_score=indicator.score if indicator.score.text else BLANK, review=review,
        method=result.method_title, reason=texts.reason, basis=texts.basis,
    )  # fmt: skip
    return made, texts.left


def _printed(value: Value) -> str:
    return (value.text or "").strip()


def _decided(row: Row, computed: Decimal) -> tuple[Decimal, str]:
    """The review score of a row that a scoring kind decides, and why a person must look at it all the same.

    A score that is right at its printed precision stays as it is: 9.8 beside 9.83 is no difference to anybody.
    """
    given, rule = row.score, row.result.rule
    if given is not None and row.agrees:
        return given, ""
    if rule is not None and not (rule.clear and rule.kind.sure_of(row.result.case)):
        return computed, "评分细则有不同读法，请核定按哪一种评分。"
    if given is not None and computed > given:
        return computed, f"计算为 {show(computed)} 分，高于自评 {show(given)} 分，是否加回请核定。"
    return computed, ""


def _why_manual(row: Row) -> str:
    if row.result.case.actual.shape == "blank":
        return "没有填实际完成值，不能计算得分。"
    if row.weight is None:
        return "没有分值，不能计算得分。"
    notes = row.result.outcome.notes
    why = notes[0] if notes and row.result.method != "manual" else ""
    return f"{why.rstrip('。')}。" if why else "须由人评定得分。"


def _why_lost(row: Row, review: Decimal, findings: Sequence[Finding], lowered: bool) -> list[str]:
    """How the score came about, unless a finding says so, and the unit's own reason for what it took off."""
    result, why = row.result, []
    is_decided = result.outcome.score is not None and result.method != "manual" and not row.indicator.manual_score
    if is_decided and not any(one.code in _COMPUTING for one in findings):
        head = f"应得 {show(review)} 分" if lowered or row.score is None else "计算"
        why.append(f"{head}：{result.outcome.explanation}。")
    if row.has_lost and says(row.indicator.reason):
        why.append(f"单位说明：{excerpt(row.indicator.reason.text or '', _QUOTED)}")
    if not why and not lowered and not any(one.kind == "reason_missing" for one in findings):
        why.append(f"自评扣 {show((row.weight or Decimal(0)) - review)} 分。")
    return why


def _texts(why: Iterable[str], first: Iterable[str], findings: Sequence[Finding], fits: Fits, to_reason: bool) -> _Texts:
    """Both texts of a row with its findings, the gravest first; what the row has no room for is left."""
    reasons, grounds = list(why), list(first)
    cited: dict[str, list[str]] = {}
    left = []
    order = list(SEVERITY_WORDS)
    for finding in sorted(findings, key=lambda one: (one.waived is not None, order.index(one.severity))):
        said = finding.message.removeprefix(f"「{finding.label}」").removeprefix("的")
        codes = {basis: [*found] for basis, found in cited.items()}
        if to_reason and finding.severity != "info" and finding.waived is None:
            codes.setdefault(finding.basis, []).append(finding.code)
            wanted = [*reasons, said], grounds
        else:
            waived = f"（已说明：{excerpt(finding.waived)}）" if finding.waived else ""
            wanted = reasons, [*grounds, f"【{SEVERITY_WORDS[finding.severity]}】{said}（{finding.code}）{waived}"]
        if not fits("\n".join(wanted[0]), "\n".join([*wanted[1], *_citations(codes)])):
            left.append(finding)
            continue
        (reasons, grounds), cited = wanted, codes
    if to_reason and not reasons:
        reasons.append("见下面的检查发现。")
    return _Texts("\n".join(reasons), "\n".join([*grounds, *_citations(cited)]), tuple(left))


def _citations(codes: Mapping[str, Sequence[str]]) -> list[str]:
    """The grounds of what stands in 扣分原因, each once, with the rules that rest on it."""
    return [f"{basis.rstrip('。')}（{'、'.join(dict.fromkeys(found))}）。" for basis, found in codes.items()]
