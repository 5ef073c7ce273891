"""Reading and assessing one file, and running the rules over the files of one unit and year.

Which files belong together is decided in app.units; which files there are, by those who call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from zipingbiao.app.made_reports import Source, expect
from zipingbiao.app.reading import TEXT_SUFFIXES, ReadFile, read_with_report, speaks_of_performance
from zipingbiao.app.unit_members import Member, describe
from zipingbiao.base.errors import DataError, UnreadableFile, ZpbError
from zipingbiao.base.files import printable
from zipingbiao.checks.engine import run_checks
from zipingbiao.forms.judging import judge
from zipingbiao.forms.profile_catalog import Named
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.finding import Finding, Kind, Severity
from zipingbiao.model.made_report import MadeReport
from zipingbiao.model.values import Place
from zipingbiao.scoring.engine import assess
from zipingbiao.writers.checked import CheckedFile

#: Findings that no rule makes: the file could not be read, or holds no form.
FILE_CODE = "ZP000"


@dataclass(frozen=True, slots=True)
class ReadOne:
    """A file after reading, before any rule has run; `read` is None where nothing could be read."""

    path: Path
    checked: CheckedFile
    read: ReadFile | None = None

    @property
    def name(self) -> str:
        return printable(self.path.name)

    @property
    def is_comparable(self) -> bool:
        """Whether there is anything that another file could contradict."""
        return self.read is not None and bool(
            self.read.evaluations or self.read.summaries or self.read.report or self.read.workpaper
        )

    @property
    def member(self) -> Member | None:
        """What grouping needs to know of it; None where there is nothing to compare."""
        if self.read is None or not self.is_comparable:
            return None
        read = self.read
        return describe(0, self.name, read.evaluations, read.summaries, read.report, read.workpaper)


def check_together(
    group: Sequence[ReadOne], earlier: Sequence[ReadOne], profile: str | None
) -> dict[Path, CheckedFile]:
    """Runs the rules over files of one unit; every finding goes to the file it is about."""
    known = [(one, one.read) for one in group if one.read is not None]
    made, told = _made(group)
    found = run_checks(
        [evaluation for one, _ in known for evaluation in one.checked.evaluations],
        summaries=[table for _, read in known for table in read.summaries],
        file_facts={one.name: read.facts for one, read in known if read.facts is not None},
        reports=[read.report for _, read in known if read.report is not None],
        made=made,
        workpapers=[read.workpaper for _, read in known if read.workpaper is not None],
        earlier=[evaluation for one in earlier for evaluation in one.checked.evaluations],
        assessments=[assessment for one, _ in known for assessment in one.checked.assessments],
        profile=profile,
    )
    own: dict[str, list[Finding]] = {one.name: [] for one in group}
    for finding in (*told, *found):
        own.get(finding.place.file or "", own[group[0].name]).append(finding)
    is_alone = not any(one.checked.evaluations for one in group)
    return {one.path: replace(one.checked, findings=(*_opening(one, is_alone), *own[one.name])) for one in group}


def _made(group: Sequence[ReadOne]) -> tuple[list[MadeReport], list[Finding]]:
    """The generated reports of a group with what its forms would give today; and where that cannot be said, why."""
    sources = [
        Source(one.checked.evaluations, one.checked.assessments, one.read.summaries)
        for one in group
        if one.read is not None and one.checked.evaluations and (one.read.report is None or not one.read.report.made)
    ]
    made: list[MadeReport] = []
    told: list[Finding] = []
    for one in group if sources else ():
        if one.read is not None and one.read.report is not None and one.read.report.made:
            try:
                made.append(expect(one.read.report, sources))
            except ZpbError as error:
                told.append(_not_compared(one.name, printable(str(error))))
    return made, told


def _opening(one: ReadOne, is_alone: bool) -> tuple[Finding, ...]:
    """What is said of a file before any rule: what its reader noticed, and where it holds no form to check.

    is_alone  no file of its group holds a form, so that a list or a report was compared with nothing
    """
    if one.read is None or one.checked.evaluations or one.read.workpaper or (one.is_comparable and not is_alone):
        return one.checked.findings
    first = _missing(one.name, one.read) if one.read.report is None else _nothing_to_compare(one.name)
    return (first, *one.checked.findings)


def read_one(path: Path, chosen: Named) -> ReadOne:
    """Reads and assesses one file; never raises for a file that cannot be read."""
    try:
        read = read_with_report(path)
    except (UnreadableFile, DataError) as error:
        return ReadOne(path, unreadable_file(path, printable(str(error))))
    except OSError:
        sentence = f"没有权限读取「{printable(path.name)}」，或所在的磁盘出错，请检查后重试。"
        return ReadOne(path, unreadable_file(path, sentence))
    return assessed(path, read, chosen)


def assessed(path: Path, read: ReadFile, chosen: Named) -> ReadOne:
    """A file that was read, with its forms assessed by the chosen profile."""
    evaluations = tuple(_with_profile(evaluation, chosen) for evaluation in read.evaluations)
    assessments = tuple(assess(evaluation, judge(evaluation, chosen.profile).policy) for evaluation in evaluations)
    checked = CheckedFile(
        path, evaluations, assessments, tuple(read.findings), report=read.report, waivers=read.waivers
    )
    return ReadOne(path, checked, read)


def _nothing_to_compare(name: str) -> Finding:
    """A report without forms beside it is no fault, but nothing in it was checked, which must not look like that."""
    return finding_of_file(
        name, "other", "info",
        f"「{name}」是文字报告，没有同一单位、同一年度的自评表可以对照，报告里的数字没有与自评表核对。",
        "请把自评表放在同一个文件夹里，或与报告一起指定，再检查一遍。", "报告里的数字须与自评表一致",
    )  # fmt: skip


def _not_compared(name: str, why: str) -> Finding:
    return finding_of_file(
        name, "other", "info",
        f"「{name}」是由自评表生成的报告，这次没有逐句核对，只核对了看得懂的数：{why}",
        "请按提示处理后再检查一遍。", "报告里的数字须与自评表一致",
    )  # fmt: skip


def _with_profile(evaluation: Evaluation, chosen: Named) -> Evaluation:
    template = chosen.template_for(evaluation)
    return evaluation if template == evaluation.template else evaluation.model_copy(update={"template": template})


def unreadable_file(path: Path, sentence: str) -> CheckedFile:
    """A file of which nothing could be read, with the sentence why as its only finding."""
    finding = finding_of_file(printable(path.name), "unreadable", "error", sentence, "", "文件须能正常打开才能检查")
    return CheckedFile(path, findings=(finding,), unreadable=sentence)


def _missing(name: str, read: ReadFile) -> Finding:
    """A file that opens and holds no form: nothing was checked, which must not look like nothing found."""
    listed = "，只有项目汇总" if read.summaries else ""
    return finding_of_file(
        name, "required_missing", "error", f"「{name}」里没有找到自评表{listed}。",
        "请确认选对了文件；如果是自评表，请核对表头用语。", "文件里应有填好的自评表",
    )  # fmt: skip


def finding_of_file(name: str, kind: Kind, severity: Severity, message: str, remedy: str, basis: str) -> Finding:
    """A finding about a whole file, which no rule makes."""
    return Finding(
        code=FILE_CODE, kind=kind, severity=severity, message=message, remedy=remedy, place=Place(file=name), label=name,
        basis=basis,
    )  # fmt: skip


def is_other_document(file: CheckedFile) -> bool:
    """Whether a file found in a folder is a text without form and figures: a letter or notes, as folders are full of."""
    ending = file.path.suffix.lower()
    if file.evaluations or (file.report is not None and speaks_of_performance(file.report)):
        return False
    return ending in TEXT_SUFFIXES or (ending == ".docx" and file.unreadable is None)
