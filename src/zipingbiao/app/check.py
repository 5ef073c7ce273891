"""Checking files and folders: reads, assesses, runs the rules; one result per file and one for all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zipingbiao.app.document import to_document
from zipingbiao.app.reading import ReadFile, read_file
from zipingbiao.app.search import find_files
from zipingbiao.app.waivers import apply_waivers, read_waiver_files
from zipingbiao.base.errors import DataError, UnreadableFile
from zipingbiao.base.files import printable
from zipingbiao.checks.engine import run_checks
from zipingbiao.forms.judging import judge
from zipingbiao.forms.profile_catalog import Named, named
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.finding import Finding
from zipingbiao.model.values import Place
from zipingbiao.scoring.engine import assess
from zipingbiao.writers.checked import CheckedFile, count_severities

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
    """Checks every file, and every file inside a folder.

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
    if profile is not None:
        named(profile)
    found = find_files(paths, (lambda seen, folder: progress(seen, 0, folder)) if progress else None)
    files = found.files
    checked: list[CheckedFile] = []
    for number, path in enumerate(files):
        if progress:
            progress(number, len(files), printable(path.name))
        checked.append(check_file(path, profile))
    if progress:
        progress(len(files), len(files), "")
    other = {file.path for file in checked if file.path not in found.named and _is_other_document(file)}
    if len(other) == len(checked):
        other = set()  # a folder with nothing else: that there is no form in it must be told
    kept = tuple(file for file in checked if file.path not in other)
    kept = apply_waivers(kept, lists)
    return CheckResult(kept, tuple(sorted({*found.skipped, *other})), frozenset(found.named))


def _is_other_document(file: CheckedFile) -> bool:
    """Whether a file found in a folder is a Word file without a form: a report or a letter, as folders are full of."""
    return file.path.suffix.lower() == ".docx" and not file.evaluations and file.unreadable is None


def check_file(path: Path, profile: str | None = None) -> CheckedFile:
    """Checks one file; never raises for a file that cannot be read."""
    try:
        read = read_file(path)
    except (UnreadableFile, DataError) as error:
        return _unreadable(path, printable(str(error)))
    except OSError:
        return _unreadable(path, f"没有权限读取「{printable(path.name)}」，或所在的磁盘出错，请检查后重试。")
    chosen = named(profile) if profile is not None else Named(None, None)
    evaluations = [_with_profile(evaluation, chosen) for evaluation in read.evaluations]
    facts = {printable(path.name): read.facts} if read.facts is not None else None
    assessments = tuple(assess(evaluation, judge(evaluation, chosen.profile).policy) for evaluation in evaluations)
    found = run_checks(
        evaluations, summaries=read.summaries, file_facts=facts, assessments=assessments, profile=chosen.profile
    )
    return CheckedFile(
        path,
        evaluations=tuple(evaluations),
        assessments=assessments,
        findings=(*_missing(path, read), *read.findings, *found),
        waivers=read.waivers,
    )


def _with_profile(evaluation: Evaluation, chosen: Named) -> Evaluation:
    template = chosen.template_for(evaluation)
    return evaluation if template == evaluation.template else evaluation.model_copy(update={"template": template})


def _unreadable(path: Path, sentence: str) -> CheckedFile:
    name = printable(path.name)
    finding = Finding(
        code=FILE_CODE,
        kind="unreadable",
        severity="error",
        message=sentence,
        place=Place(file=name),
        label=name,
        basis="文件须能正常打开才能检查",
    )
    return CheckedFile(path, findings=(finding,), unreadable=sentence)


def _missing(path: Path, read: ReadFile) -> list[Finding]:
    """A file that opens and holds no form: nothing was checked, which must not look like nothing found."""
    if read.evaluations:
        return []
    name = printable(path.name)
    listed = "，只有项目汇总" if read.summaries else ""
    return [
        Finding(
            code=FILE_CODE,
            kind="required_missing",
            severity="error",
            message=f"「{name}」里没有找到自评表{listed}。",
            remedy="请确认选对了文件；如果是自评表，请核对表头用语。",
            place=Place(file=name),
            label=name,
            basis="文件里应有填好的自评表",
        )
    ]
