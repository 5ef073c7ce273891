"""Running the check rules: assesses every form once, gives each rule its context, turns faults into sorted findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from zipingbiao.checks.context import Fault, FileContext, FormContext, UnitContext
from zipingbiao.checks.filled import with_computed
from zipingbiao.checks.made_compare import compare_made, without_settled
from zipingbiao.checks.registry import Rule, rules
from zipingbiao.checks.waivers import WaiverContext, is_reason, match_waivers
from zipingbiao.forms.catalog import form_for, form_paths
from zipingbiao.forms.judging import judge
from zipingbiao.forms.policy import Policy
from zipingbiao.forms.profile_catalog import load_profile, profile_paths
from zipingbiao.forms.profiles import Profile
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.file_facts import FileFacts
from zipingbiao.model.finding import SEVERITY_ORDER, Finding
from zipingbiao.model.made_report import MadeReport
from zipingbiao.model.report import Report
from zipingbiao.model.summary import Summary
from zipingbiao.model.waiver import Waiver
from zipingbiao.model.workpaper import Workpaper
from zipingbiao.scoring.engine import Assessment, assess

#: What is said of a form in which nobody has filled anything: that, and that a formula was lost.
ON_EMPTY_FORMS = frozenset({"ZP041", "ZP055"})


def run_checks(
    evaluations: Sequence[Evaluation],
    *,
    summaries: Sequence[Summary] = (),
    file_facts: Mapping[str, FileFacts] | None = None,
    reports: Sequence[Report] = (),
    made: Sequence[MadeReport] = (),
    workpapers: Sequence[Workpaper] = (),
    earlier: Sequence[Evaluation] = (),
    policy_of: Callable[[Evaluation], Policy] | None = None,
    assessments: Sequence[Assessment] | None = None,
    profile: str | None = None,
) -> list[Finding]:
    """All findings about a unit's forms, in the order of sheets and rows.

    Args:
        evaluations: the forms that belong together: of one file, or of one folder.
        summaries: the 汇总 or 项目清单 tables found beside them.
        file_facts: what readers noticed about each file, by file name.
        reports: the narrative reports about these forms.
        made: those among them that were generated, with what would be generated today.
        workpapers: review workpapers; each is checked alone.
        earlier: forms for comparison only: the unit's for the year before, or those a workpaper is about.
        policy_of: the policy to judge a form by, where it is not that of its template.
        assessments: of the forms by that policy, in their order, where the caller has them already.
        profile: the id of the profile to judge every form by; each by its own where it is None.
    """
    known: Sequence[Assessment | None] = assessments or [None] * len(evaluations)
    pairs = zip(evaluations, known, strict=True)
    contexts = tuple(_context(index, one, policy_of, result, profile) for index, (one, result) in enumerate(pairs))
    before = tuple(_context(index, one, policy_of, None, profile) for index, one in enumerate(earlier))
    compared = tuple(map(compare_made, made))
    unsettled = [without_settled(report, compared) for report in reports]
    facts = dict(file_facts or {})
    files = _files(contexts, summaries, facts, unsettled)
    unit = UnitContext(
        files=files, forms=contexts, summaries=tuple(summaries), facts=facts, reports=tuple(unsettled), earlier=before,
        made=compared, workpapers=tuple(workpapers),
    )  # fmt: skip
    found: list[tuple[tuple[int, ...], Finding]] = []
    papers = {sheet.place[:2]: number for paper in workpapers for number, sheet in enumerate(paper.sheets)}
    nowhere = _Home(2 * len(contexts) + 1, _common_profile(contexts))
    homes = {file.file: _home(file.forms) for file in files if file.forms}
    for number, rule in enumerate(rules()):
        for fault in _faults(rule, unit):
            if fault.order is not None and contexts[fault.order].is_empty and rule.code not in ON_EMPTY_FORMS:
                continue
            home = homes.get(fault.place.file, nowhere)
            if fault.order is not None:
                home = _Home(2 * fault.order, contexts[fault.order].judged.profile)
            finding = _finding(rule, fault, home.profile)
            if finding is None:
                continue
            key = (home.order, papers.get(finding.place[:2], -1), finding.place.line, SEVERITY_ORDER[finding.severity], number)
            found.append((key, finding))
    found.sort(key=lambda pair: pair[0])
    return [finding for _, finding in found]


def _files(
    contexts: Sequence[FormContext],
    summaries: Sequence[Summary],
    facts: Mapping[str, FileFacts],
    reports: Sequence[Report],
) -> tuple[FileContext, ...]:
    """The files that forms, lists, facts and reports stand in, each with its own."""
    texts = {report.file: report for report in reports}
    placed = [*(form.evaluation.place for form in contexts), *(table.place for table in summaries)]
    names = dict.fromkeys([*(place.file for place in placed), *facts, *texts])
    forms_in: dict[str | None, list[FormContext]] = {name: [] for name in names}
    for form in contexts:
        forms_in[form.evaluation.place.file].append(form)
    tables_in: dict[str | None, list[Summary]] = {name: [] for name in names}
    for table in summaries:
        tables_in[table.place.file].append(table)
    return tuple(
        FileContext(
            file=name,
            forms=tuple(forms_in[name]),
            summaries=tuple(tables_in[name]),
            facts=facts.get(name) if name is not None else None,
            report=texts.get(name) if name is not None else None,
        )
        for name in names
    )


def run_waivers(waivers: Sequence[Waiver], findings: Sequence[Finding]) -> tuple[list[Finding], list[Finding]]:
    """The findings in their order, those with a reason as waived; and what the rules about waivers found."""
    matches = match_waivers([one for one in waivers if one.code not in _about_waivers()], findings)
    settled = list(findings)
    for waiver, positions, _, _ in matches:
        for position in positions:
            if settled[position].waived is None and is_reason(waiver.reason):
                settled[position] = settled[position].model_copy(update={"waived": waiver.reason.strip()})
    context = WaiverContext(matches)
    faults = [(rule, fault) for rule in rules() if rule.scope == "waiver" for fault in rule.check(context)]
    found = [finding for rule, fault in faults if (finding := _finding(rule, fault, None)) is not None]
    return settled, sorted(found, key=lambda finding: finding.place.line)


def _about_waivers() -> set[str]:
    """A finding about a waiver goes away with the waiver; nobody need waive it."""
    return {rule.code for rule in rules() if rule.scope == "waiver"}


def _context(
    index: int,
    evaluation: Evaluation,
    policy_of: Callable[[Evaluation], Policy] | None,
    assessment: Assessment | None,
    profile: str | None,
) -> FormContext:
    known = evaluation.template in form_paths()
    form = form_for(evaluation.template)
    own = policy_of(evaluation) if policy_of is not None else form.policy
    judged = judge(evaluation, profile, own)
    if judged.profile.rules:
        _require_rules(judged.profile.id)
    if assessment is None:
        assessment = assess(evaluation, judged.policy)
    # The formulas of an own workbook are its form's: they know nothing of a profile's deductions and caps.
    living = assess(evaluation, own) if evaluation.own and judged.changes_scores else assessment
    filled = with_computed(evaluation, living, own)
    return FormContext(index, filled, form, known, judged.policy, assessment, judged, living)


@cache
def _require_rules(profile_id: str) -> None:
    """Raises FormError naming the line where the profile speaks of a rule that there is not."""
    load_profile(profile_paths()[profile_id], [rule.code for rule in rules()])


def _faults(rule: Rule, unit: UnitContext) -> Iterator[Fault]:
    if rule.scope == "form":
        for form in unit.forms:
            yield from rule.check(form)
    elif rule.scope == "file":
        for file in unit.files:
            yield from rule.check(file)
    elif rule.scope == "unit":
        yield from rule.check(unit)


class _Home(NamedTuple):
    """Where a finding is sorted, and the profile it is judged by; None where there are several."""

    order: int
    profile: Profile | None


def _home(forms: Sequence[FormContext]) -> _Home:
    """Of what belongs to no form, such as a list of projects: behind the forms of its file, and by their profile."""
    return _Home(2 * max(form.index for form in forms) + 1, _common_profile(forms))


def _common_profile(forms: Sequence[FormContext]) -> Profile | None:
    found = {form.judged.profile.id: form.judged.profile for form in forms}
    return next(iter(found.values())) if len(found) == 1 else None


def _finding(rule: Rule, fault: Fault, profile: Profile | None) -> Finding | None:
    """The finding, as strict as the profile wants it; None where it does not want the rule at all."""
    severity = fault.severity or rule.severity
    wanted = severity if profile is None else profile.rules.get(rule.code, severity)
    if wanted == "off":
        return None
    mark = profile.mark if profile is not None and wanted != severity and profile.mark not in fault.basis else ""
    return Finding(
        code=rule.code,
        kind=rule.kind,
        severity=wanted,
        message=fault.message,
        place=fault.place,
        label=fault.label,
        printed=fault.printed,
        expected=fault.expected,
        unit=fault.unit,
        remedy=fault.remedy,
        basis=fault.basis + mark,
        project=fault.project,
    )
