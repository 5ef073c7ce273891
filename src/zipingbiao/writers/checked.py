"""One checked file, as every report is given it. How it was read and checked is decided elsewhere."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.finding import SEVERITY_ORDER, SEVERITY_WORDS, Finding, Severity
from zipingbiao.model.report import Report
from zipingbiao.model.waiver import Waiver
from zipingbiao.scoring.engine import Assessment
from zipingbiao.scoring.living import original

#: The custom document property that tells a report in a folder from the forms beside it.
REPORT_MARK = "zipingbiao-report"


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file with what was read from it, computed for it and found in it.

    path        as the user named it
    evaluations, assessments  of equal length, in the order of the sheets
    report      the figures of its sentences, where it is a narrative report or holds one beside its forms
    unreadable  the sentence why nothing could be read, else None
    waivers     what the file's own 检查结果 says about its findings
    is_list     a list of waivers of which something is to be said, not a file that was checked
    """

    path: Path
    evaluations: tuple[Evaluation, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    findings: tuple[Finding, ...] = ()
    unreadable: str | None = None
    report: Report | None = None
    waivers: tuple[Waiver, ...] = ()
    is_list: bool = False

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.name


def count_severities(files: Iterable[CheckedFile]) -> dict[Severity, int]:
    """How many findings of each severity there are, all three always present; those with a reason do not count."""
    counts = Counter(finding.severity for file in files for finding in file.findings if finding.waived is None)
    return {severity: counts[severity] for severity in SEVERITY_ORDER}


def counts_of(files: Iterable[CheckedFile]) -> str:
    """The counts in words: 错误 2 条，警告 1 条，提示 0 条."""
    return "，".join(f"{SEVERITY_WORDS[severity]} {count} 条" for severity, count in count_severities(files).items())


def count_files(files: Iterable[CheckedFile]) -> int:
    """How many files were checked."""
    return sum(not file.is_list for file in files)


def findings_by_form(file: CheckedFile) -> tuple[list[tuple[Finding, ...]], tuple[Finding, ...]]:
    """The findings about each form of the file, in the order of the forms; then those that are about none of them."""
    sheets = Counter(one.place.sheet for one in file.evaluations)
    # Several forms on one sheet, or a file without sheets: only the project's name tells them apart.
    own_sheets = {sheet for sheet, count in sheets.items() if sheet is not None and count == 1}
    names = {one.name for one in file.evaluations if one.place.sheet not in own_sheets}
    by_sheet: defaultdict[str | None, list[Finding]] = defaultdict(list)
    by_name: defaultdict[str, list[Finding]] = defaultdict(list)
    rest: list[Finding] = []
    for finding in file.findings:
        by_sheet[finding.place.sheet].append(finding)
        by_name[finding.project].append(finding)
        if finding.place.sheet not in own_sheets and finding.project not in names:
            rest.append(finding)
    found = [
        tuple(by_sheet[one.place.sheet] if one.place.sheet in own_sheets else by_name[one.name])
        for one in file.evaluations
    ]
    return found, tuple(rest)


def count_waived(files: Iterable[CheckedFile]) -> int:
    """How many findings somebody gave a reason for."""
    return sum(finding.waived is not None for file in files for finding in file.findings)


def unit_name_of(files: Iterable[CheckedFile]) -> str:
    """The implementing unit that a file names most often; '' where the files are of several units."""
    found = set()
    for file in files:
        names = Counter(one.implementing_unit.text for one in file.evaluations if one.implementing_unit)
        if names:
            found.add(names.most_common(1)[0][0])
    return (found.pop() or "") if len(found) == 1 else ""


def years_of(files: Iterable[CheckedFile]) -> list[int]:
    """The years of all forms, in order."""
    return sorted({e.year_number for file in files for e in file.evaluations if e.year_number is not None})


def where_of(finding: Finding) -> str:
    """The sheet a finding is grouped under; the project where the file has no sheets."""
    return finding.place.sheet or finding.project or "整个文件"


def spot_of(finding: Finding) -> str:
    """The cell, or the place inside a table, without file and sheet."""
    return finding.place.spot


def shown_with_unit(value: str | None, unit: str) -> str:
    """A finding's value with its unit behind a bare number: 9.85 → 9.85 分; '' where there is none."""
    if not value:
        return ""
    return f"{value} {unit}" if unit and value[-1].isdigit() else value


def written_grade_of(evaluation: Evaluation) -> str | None:
    """The printed grade; None where it only is the living cell's and belongs to another total than the written one."""
    total = original(evaluation.total, evaluation.living_total)
    grade = original(evaluation.grade, evaluation.living_grade)
    return grade.text if total and evaluation.own else evaluation.grade.text
