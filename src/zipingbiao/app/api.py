"""The functions offered to Python programs as zipingbiao.score, read, check, generate and compile_rule."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from zipingbiao.app.check import CheckResult, check_paths
from zipingbiao.app.new import generate
from zipingbiao.app.reading import read_file
from zipingbiao.app.rule import RuleResult, compile_rule
from zipingbiao.app.score import ScoreResult, score
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.finding import Finding

__all__ = ["CheckResult", "RuleResult", "ScoreResult", "check", "compile_rule", "generate", "read", "score"]


def read(path: Path | str) -> tuple[list[Evaluation], list[Finding]]:
    """The forms in a file, and what the reader could not place.

    Raises UnreadableFile or DataError where the file cannot be read.
    """
    found = read_file(Path(path))
    return found.evaluations, found.findings


def check(path: Path | str, profile: str | None = None, waivers: Iterable[Path | str] = ()) -> CheckResult:
    """Checks a file or a folder; `as_document()` of the result is what `zpb check --json` prints.

    Args:
        path: a workbook, a DATA.json, or a folder with some.
        profile: the id of a profile to judge by, or of the form that forms naming none are taken for.
        waivers: files with reasons why findings may stand: filled-in check reports, .csv or .yaml.

    A file that does not exist or cannot be read is a finding of kind `unreadable`.
    Raises FormError for an unknown profile, ZpbError for an empty name, the root of a drive and an empty folder, and for
    a file of waivers that cannot be read.
    """
    return check_paths([path], profile, waivers=[Path(one) for one in waivers])
