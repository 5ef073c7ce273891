"""Checking files and folders: reads, assesses, runs the rules; one result per file and one for all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zipingbiao.app.document import to_document
from zipingbiao.app.policies import policy_for
from zipingbiao.app.reading import find_files, read_file
from zipingbiao.base.errors import DataError, UnreadableFile
from zipingbiao.checks.engine import run_checks
from zipingbiao.forms import catalog
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.finding import Finding
from zipingbiao.model.values import Place
from zipingbiao.scoring.engine import assess
from zipingbiao.writers.checked import CheckedFile, count_severities

#: Findings that no rule makes: the file could not be read at all.
UNREADABLE_CODE = "ZP000"

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The checked files in the order they were named or found."""

    files: tuple[CheckedFile, ...]

    @property
    def exit_code(self) -> int:
        """0 nothing at error level, 1 findings at error level, 2 nothing could be read."""
        if all(file.unreadable is not None for file in self.files):
            return 2
        return 1 if count_severities(self.files)["error"] else 0

    def as_document(self) -> dict[str, Any]:
        """The object behind `zpb check --json`."""
        return to_document(self.files)


def check_paths(
    paths: Iterable[Path | str], profile: str | None = None, progress: Progress | None = None
) -> CheckResult:
    """Checks every file, and every file inside a folder.

    A file that cannot be read becomes a finding of kind `unreadable`, so that the others are still checked.

    Args:
        paths: files and folders.
        profile: the form id for forms that do not say which form they are.
        progress: told (number of files done, number of files, name of the next file).

    Raises:
        FormError: for an unknown profile.
        ZpbError: for a path that does not exist, or a folder with nothing in it.
    """
    if profile is not None:
        catalog.get_form(profile)
    files = find_files(Path(path) for path in paths)
    checked: list[CheckedFile] = []
    for number, path in enumerate(files):
        if progress:
            progress(number, len(files), path.name)
        checked.append(check_file(path, profile))
    if progress:
        progress(len(files), len(files), "")
    return CheckResult(tuple(checked))


def check_file(path: Path, profile: str | None = None) -> CheckedFile:
    """Checks one file; never raises for a file that cannot be read."""
    try:
        read = read_file(path)
    except (UnreadableFile, DataError) as error:
        return CheckedFile(path, findings=(_unreadable(path, str(error)),), unreadable=str(error))
    evaluations = [_with_profile(evaluation, profile) for evaluation in read.evaluations]
    facts = {path.name: read.facts} if read.facts is not None else None
    found = run_checks(evaluations, summaries=read.summaries, file_facts=facts)
    return CheckedFile(
        path,
        evaluations=tuple(evaluations),
        assessments=tuple(assess(evaluation, policy_for(evaluation)) for evaluation in evaluations),
        findings=(*read.findings, *found),
    )


def _with_profile(evaluation: Evaluation, profile: str | None) -> Evaluation:
    if profile is None or evaluation.template is not None:
        return evaluation
    return evaluation.model_copy(update={"template": profile})


def _unreadable(path: Path, sentence: str) -> Finding:
    return Finding(
        code=UNREADABLE_CODE,
        kind="unreadable",
        severity="error",
        message=sentence,
        place=Place(file=path.name),
        label=path.name,
        basis="文件须能正常打开才能检查",
    )
