"""Checking files and folders: reads, assesses, runs the rules over the files of each unit; one result per file.

Which files belong together is decided in app.units.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zipingbiao.app.document import to_document
from zipingbiao.app.made_reports import Source, expect
from zipingbiao.app.reading import TEXT_SUFFIXES, ReadFile, read_book, read_with_report, speaks_of_performance
from zipingbiao.app.search import Found, find_files
from zipingbiao.app.units import Member, describe, group_files
from zipingbiao.app.waivers import apply_waivers, read_waiver_files
from zipingbiao.base.errors import DataError, UnreadableFile, ZpbError
from zipingbiao.base.files import printable
from zipingbiao.checks.engine import run_checks
from zipingbiao.forms.judging import judge
from zipingbiao.forms.profile_catalog import Named, named
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.finding import Finding, Kind, Severity
from zipingbiao.model.made_report import MadeReport
from zipingbiao.model.values import Place
from zipingbiao.scoring.engine import assess
from zipingbiao.writers.checked import CheckedFile, count_severities

if TYPE_CHECKING:
    from zipingbiao.readers.grid import Workbook

#: Findings that no rule makes: the file could not be read, or holds no form.
FILE_CODE = "ZP000"

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The checked files in the order they were named or found.

    skipped  files in the folders that were passed over, being of no readable kind
    named    the files that were named one by one, not found in a folder
    """

    files: tuple[CheckedFile, ...]
    skipped: tuple[Path, ...] = ()
    named: frozenset[Path] = frozenset()

    @property
    def exit_code(self) -> int:
        """0 nothing at error level, 1 findings at error level, 2 a named file, or every file, could not be read."""
        if self.all_unreadable or any(file.unreadable is not None and file.path in self.named for file in self.files):
            return 2
        return 1 if count_severities(self.files)["error"] else 0

    @property
    def all_unreadable(self) -> bool:
        """Whether there is nothing to report on."""
        return all(file.unreadable is not None for file in self.files)

    def as_document(self) -> dict[str, Any]:
        """The object behind `zpb check --json`."""
        return to_document(self.files)


def check_paths(
    paths: Iterable[Path | str],
    profile: str | None = None,
    progress: Progress | None = None,
    waivers: Iterable[Path] = (),
) -> CheckResult:
    """Checks every file, and every file inside a folder; those of one unit and year are compared with one another.

    A file that cannot be read becomes a finding of kind `unreadable`, so that the others are still checked.

    Args:
        paths: files and folders.
        profile: the id of the profile to judge by, or of the form that forms naming none are taken for.
        progress: told (number of files done, number of files, name of the next file); while folders are searched,
            (number of files seen, 0, folder).
        waivers: files with reasons why findings may stand, besides what the workbooks' own 检查结果 say.

    Raises:
        FormError: for an unknown profile.
        UnreadableFile: for a file of waivers that cannot be read.
        ZpbError: for an empty name, the root of a drive, a folder with nothing in it, or a file without waivers in it.
    """
    lists = read_waiver_files(waivers)
    chosen = named(profile) if profile is not None else Named(None, None)
    found = find_files(paths, (lambda seen, folder: progress(seen, 0, folder)) if progress else None, with_texts=True)
    files = found.files
    results: dict[Path, CheckedFile] = {}
    for pool in _pools(found):
        reads: list[_Read] = []
        for path in pool:
            if progress:
                progress(len(results) + len(reads), len(files), printable(path.name))
            reads.append(_read(path, chosen))
        for group, earlier in _groups(reads):
            results |= _check_group(group, earlier, chosen.profile)
    if progress:
        progress(len(files), len(files), "")
    checked = [results[path] for path in files]
    other = {file.path for file in checked if file.path not in found.named and _is_other_document(file)}
    if len(other) == len(checked):
        other = set()  # a folder with nothing else: that there is no form in it must be told
    kept = tuple(file for file in checked if file.path not in other)
    kept = apply_waivers(kept, lists)
    return CheckResult(kept, tuple(sorted({*found.skipped, *other})), frozenset(found.named))


def check_book(book: Workbook) -> CheckedFile:
    """Checks the sheets of one workbook by the forms they name, as `check_paths` checks its file."""
    one = _assessed(book.path, read_book(book), Named(None, None))
    return apply_waivers([_check_group([one], [], None)[book.path]])[0]


def _is_other_document(file: CheckedFile) -> bool:
    """Whether a file found in a folder is a text without form and figures: a letter or notes, as folders are full of."""
    ending = file.path.suffix.lower()
    if file.evaluations or (file.report is not None and speaks_of_performance(file.report)):
        return False
    return ending in TEXT_SUFFIXES or (ending == ".docx" and file.unreadable is None)


@dataclass(frozen=True, slots=True)
class _Read:
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
        return self.read is not None and bool(self.read.evaluations or self.read.summaries or self.read.report)


def _pools(found: Found) -> Iterator[list[Path]]:
    """The files among which a unit's are looked for: those of one folder, and those named one by one.

    Findings know a file by its name without the folder, so files of one name never meet.
    """
    folders: dict[Path, list[Path]] = {}
    for path in found.files:
        if path not in found.named:
            folders.setdefault(path.parent, []).append(path)
    named: list[Path] = []
    for path in found.files:
        if path in found.named:
            folders.get(path.parent, named).append(path)
    if len({printable(path.name) for path in named}) < len(named):
        for path in named:
            folders.setdefault(path.parent, []).append(path)
        named = []
    order = {path: number for number, path in enumerate(found.files)}
    pools = [sorted(pool, key=order.__getitem__) for pool in (named, *folders.values()) if pool]
    yield from sorted(pools, key=lambda pool: order[pool[0]])


def _groups(reads: Sequence[_Read]) -> Iterator[tuple[list[_Read], list[_Read]]]:
    """The files of each unit and year, with those of the year before; what nothing can be compared with, alone."""
    names = Counter(one.name for one in reads)
    members: list[Member] = []
    for index, one in enumerate(reads):
        if one.read is None or not one.is_comparable or names[one.name] > 1:
            yield [one], []
        else:
            read = one.read
            members.append(describe(index, one.name, read.evaluations, read.summaries, read.report))
    for group in group_files(members):
        yield [reads[index] for index in group.files], [reads[index] for index in group.earlier]


def _check_group(
    group: Sequence[_Read], earlier: Sequence[_Read], profile: str | None
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
        earlier=[evaluation for one in earlier for evaluation in one.checked.evaluations],
        assessments=[assessment for one, _ in known for assessment in one.checked.assessments],
        profile=profile,
    )
    own: dict[str, list[Finding]] = {one.name: [] for one in group}
    for finding in (*told, *found):
        own.get(finding.place.file or "", own[group[0].name]).append(finding)
    is_alone = not any(one.checked.evaluations for one in group)
    return {one.path: replace(one.checked, findings=(*_opening(one, is_alone), *own[one.name])) for one in group}


def _made(group: Sequence[_Read]) -> tuple[list[MadeReport], list[Finding]]:
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


def _opening(one: _Read, is_alone: bool) -> tuple[Finding, ...]:
    """What is said of a file before any rule: what its reader noticed, and where it holds no form to check.

    is_alone  no file of its group holds a form, so that a list or a report was compared with nothing
    """
    if one.read is None or one.checked.evaluations or (one.is_comparable and not is_alone):
        return one.checked.findings
    first = _missing(one.name, one.read) if one.read.report is None else _nothing_to_compare(one.name)
    return (first, *one.checked.findings)


def _read(path: Path, chosen: Named) -> _Read:
    """Reads and assesses one file; never raises for a file that cannot be read."""
    try:
        read = read_with_report(path)
    except (UnreadableFile, DataError) as error:
        return _Read(path, _unreadable(path, printable(str(error))))
    except OSError:
        sentence = f"没有权限读取「{printable(path.name)}」，或所在的磁盘出错，请检查后重试。"
        return _Read(path, _unreadable(path, sentence))
    return _assessed(path, read, chosen)


def _assessed(path: Path, read: ReadFile, chosen: Named) -> _Read:
    evaluations = tuple(_with_profile(evaluation, chosen) for evaluation in read.evaluations)
    assessments = tuple(assess(evaluation, judge(evaluation, chosen.profile).policy) for evaluation in evaluations)
    checked = CheckedFile(
        path, evaluations, assessments, tuple(read.findings), report=read.report, waivers=read.waivers
    )
    return _Read(path, checked, read)


def _nothing_to_compare(name: str) -> Finding:
    """A report without forms beside it is no fault, but nothing in it was checked, which must not look like that."""
    return _of_file(
        name, "other", "info",
        f"「{name}」是文字报告，没有同一单位、同一年度的自评表可以对照，报告里的数字没有与自评表核对。",
        "请把自评表放在同一个文件夹里，或与报告一起指定，再检查一遍。", "报告里的数字须与自评表一致",
    )  # fmt: skip


def _not_compared(name: str, why: str) -> Finding:
    return _of_file(
        name, "other", "info",
        f"「{name}」是由自评表生成的报告，这次没有逐句核对，只核对了看得懂的数：{why}",
        "请按提示处理后再检查一遍。", "报告里的数字须与自评表一致",
    )  # fmt: skip


def _with_profile(evaluation: Evaluation, chosen: Named) -> Evaluation:
    template = chosen.template_for(evaluation)
    return evaluation if template == evaluation.template else evaluation.model_copy(update={"template": template})


def _unreadable(path: Path, sentence: str) -> CheckedFile:
    finding = _of_file(printable(path.name), "unreadable", "error", sentence, "", "文件须能正常打开才能检查")
    return CheckedFile(path, findings=(finding,), unreadable=sentence)


def _missing(name: str, read: ReadFile) -> Finding:
    """A file that opens and holds no form: nothing was checked, which must not look like nothing found."""
    listed = "，只有项目汇总" if read.summaries else ""
    return _of_file(
        name, "required_missing", "error", f"「{name}」里没有找到自评表{listed}。",
        "请确认选对了文件；如果是自评表，请核对表头用语。", "文件里应有填好的自评表",
    )  # fmt: skip


def _of_file(name: str, kind: Kind, severity: Severity, message: str, remedy: str, basis: str) -> Finding:
    """A finding about a whole file, which no rule makes."""
    return Finding(
        code=FILE_CODE, kind=kind, severity=severity, message=message, remedy=remedy, place=Place(file=name), label=name,
        basis=basis,
    )  # fmt: skip
