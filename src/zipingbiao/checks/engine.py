"""Running the check rules: assesses every form once, gives each rule its context, turns faults into sorted findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from zipingbiao.checks.context import Fault, FileContext, FormContext, UnitContext
from zipingbiao.checks.filled import with_computed
from zipingbiao.checks.registry import Rule, rules
from zipingbiao.forms.catalog import form_for, form_paths
from zipingbiao.forms.policy import Policy
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.finding import SEVERITY_ORDER, Finding
from zipingbiao.model.report import Report
from zipingbiao.model.summary import Summary
from zipingbiao.scoring.engine import Assessment, assess

#: What is said of a form in which nobody has filled anything: that, and that a formula was lost.
ON_EMPTY_FORMS = frozenset({"ZP041", "ZP055"})


def run_checks(
    evaluations: Sequence[Evaluation],
    *,
    summaries: Sequence[Summary] = (),
    file_facts: Mapping[str, object] | None = None,
    reports: Sequence[Report] = (),
    earlier: Sequence[Evaluation] = (),
    policy_of: Callable[[Evaluation], Policy] | None = None,
    assessments: Sequence[Assessment] | None = None,
) -> list[Finding]:
    """All findings about a unit's forms, in the order of sheets and rows.

    Args:
        evaluations: the forms that belong together: of one file, or of one folder.
        summaries: the 汇总 or 项目清单 tables found beside them.
        file_facts: what readers noticed about each file, by file name.
        reports: the narrative reports about these forms.
        earlier: the unit's forms for the year before, for comparison only.
        policy_of: the policy to judge a form by, where it is not that of its template.
        assessments: of the forms by that policy, in their order, where the caller has them already.
    """
    known: Sequence[Assessment | None] = assessments or [None] * len(evaluations)
    pairs = zip(evaluations, known, strict=True)
    contexts = tuple(_context(index, one, policy_of, result) for index, (one, result) in enumerate(pairs))
    before = tuple(_context(index, one, policy_of, None) for index, one in enumerate(earlier))
    facts = dict(file_facts or {})
    texts = {report.file: report for report in reports}
    names = dict.fromkeys([*(e.place.file for e in evaluations), *(s.place.file for s in summaries), *facts, *texts])
    files = tuple(
        FileContext(
            file=name,
            forms=tuple(form for form in contexts if form.evaluation.place.file == name),
            summaries=tuple(table for table in summaries if table.place.file == name),
            facts=facts.get(name) if name is not None else None,
            report=texts.get(name) if name is not None else None,
        )
        for name in names
    )
    unit = UnitContext(
        files=files, forms=contexts, summaries=tuple(summaries), facts=facts, reports=tuple(reports), earlier=before
    )
    found: list[tuple[tuple[int, int, int, int], Finding]] = []
    for number, rule in enumerate(rules()):
        for fault in _faults(rule, unit):
            if fault.order is not None and contexts[fault.order].is_empty and rule.code not in ON_EMPTY_FORMS:
                continue
            finding = _finding(rule, fault)
            key = (_form_order(fault, contexts), finding.place.line, SEVERITY_ORDER[finding.severity], number)
            found.append((key, finding))
    found.sort(key=lambda pair: pair[0])
    return [finding for _, finding in found]


def _context(
    index: int,
    evaluation: Evaluation,
    policy_of: Callable[[Evaluation], Policy] | None,
    assessment: Assessment | None,
) -> FormContext:
    known = evaluation.template in form_paths()
    form = form_for(evaluation.template)
    policy = policy_of(evaluation) if policy_of is not None else form.policy
    if assessment is None:
        assessment = assess(evaluation, policy)
    return FormContext(index, with_computed(evaluation, assessment, policy), form, known, policy, assessment)


def _faults(rule: Rule, unit: UnitContext) -> Iterator[Fault]:
    if rule.scope == "form":
        for form in unit.forms:
            yield from rule.check(form)
    elif rule.scope == "file":
        for file in unit.files:
            yield from rule.check(file)
    else:
        yield from rule.check(unit)


def _finding(rule: Rule, fault: Fault) -> Finding:
    return Finding(
        code=rule.code,
        kind=rule.kind,
        severity=fault.severity or rule.severity,
        message=fault.message,
        place=fault.place,
        label=fault.label,
        printed=fault.printed,
        expected=fault.expected,
        unit=fault.unit,
        remedy=fault.remedy,
        basis=fault.basis,
        project=fault.project,
    )


def _form_order(fault: Fault, forms: tuple[FormContext, ...]) -> int:
    """Forms in the order they were read; what belongs to a summary comes behind the forms of its file."""
    if fault.order is not None:
        return 2 * fault.order
    same_file = [form.index for form in forms if form.evaluation.place.file == fault.place.file]
    return 2 * max(same_file, default=len(forms)) + 1
