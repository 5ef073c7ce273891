"""Tries kinds of mistakes on the corrected forms and sets, and tells which were found by the rule meant for them."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, TypeVar

from tests.mutations.clean import NAMES, clean_forms, write_book, write_report
from tests.mutations.corruption import Change, Kind, corrupted
from tests.mutations.kinds_file import FileKind
from tests.mutations.kinds_set import FormSet, SetKind, set_of
from zipingbiao.app.check import check_paths
from zipingbiao.model.finding import Finding

#: Of the mistakes of one kind, how many must be found.
SCORE = 0.95
#: How many places of all forms are tried, and how many of one form.
MOST, MOST_OF_FORM = 7, 2
#: How many places of one set are tried; a set takes ten to twenty times as long as a form.
MOST_OF_SET = 1

_Any = TypeVar("_Any")
#: What a finding says, without the file it was found in.
Said = tuple[str, str | None, str | None, str]


class Tried(NamedTuple):
    """What became of the mistakes of one kind: how many were put in, and the places where none was found."""

    code: str
    name: str
    tried: int
    missed: tuple[str, ...]

    @property
    def score(self) -> float:
        """The share that was found; 0 where nothing was tried."""
        return 1 - len(self.missed) / self.tried if self.tried else 0.0


def findings_of(*paths: Path, profile: str | None = None) -> list[Finding]:
    """Everything that is found in these files and folders."""
    return [finding for file in check_paths(paths, profile).files for finding in file.findings]


def said(findings: Sequence[Finding]) -> set[Said]:
    """What the findings say."""
    return {(one.code, one.place.sheet, one.place.cell, one.message) for one in findings}


def heavy(found: Sequence[Finding]) -> list[str]:
    """The errors and warnings among them, in words."""
    return [f"{f.code} {f.place.sheet}!{f.place.cell} {f.message}" for f in found if f.severity != "info"]


def try_kind(kind: Kind, folder: Path, most: int = MOST, most_of_form: int = MOST_OF_FORM) -> Tried:
    """Puts the mistake into single forms; a finding that the correct form has as well does not count."""
    spots: list[tuple[str, int, Change]] = []
    for name in NAMES:
        for number, form in enumerate(clean_forms(name)):
            changes = islice(kind.places(copy.deepcopy(form)), most_of_form)
            spots += [(name, number, change) for change in changes]
    chosen = _spread(spots, most)
    missed = []
    for name, number, change in chosen:
        form = clean_forms(name)[number]
        path = write_book([corrupted(form, change)], folder / f"{name}.xlsx")
        new = said(findings_of(path, profile=kind.profile)) - _said_of_form(name, number, kind.profile)
        if kind.code not in {code for code, *_ in new}:
            missed.append(f"{name}[{number}] {form['project'] or form['department']}")
    return Tried(kind.code, kind.name, len(chosen), tuple(missed))


def try_set(kind: SetKind, folder: Path, most: int = MOST_OF_SET) -> Tried:
    """Puts the mistake into every set."""
    tried, missed = 0, []
    for name in sets():
        correct = set_of(clean_forms(name))
        for change in islice(kind.places(correct), most):
            given = copy.deepcopy(correct)
            change(given)
            new = said(check_set(given, folder / f"{name}-{tried}")) - _said_of_set(name)
            tried += 1
            if kind.code not in {code for code, *_ in new}:
                missed.append(name)
    return Tried(kind.code, kind.name, tried, tuple(missed))


def try_file(kind: FileKind, folder: Path) -> Tried:
    """Makes the correct file and the one with the mistake."""
    correct, wrong = (findings_of(kind.make(_folder(folder / part), part == "wrong")) for part in ("correct", "wrong"))
    assert heavy(correct) == []
    found = kind.code in {code for code, *_ in said(wrong) - said(correct)}
    return Tried(kind.code, kind.name, 1, () if found else ("",))


def sets() -> list[str]:
    """The files whose forms are all forms of one unit, enough to be a set."""
    return [name for name in NAMES if len(clean_forms(name)) > 4 and clean_forms(name)[0]["level"] == "department"]


def check_set(given: FormSet, folder: Path) -> list[Finding]:
    """The findings of a set: its workbook, the report and last year's workbook in one folder."""
    _folder(folder)
    write_book(given["forms"], folder / "自评表.xlsx", given["rows"])
    write_report(given["report"], folder / "自评报告.txt")
    if given["earlier"]:
        write_book(given["earlier"], folder / "上年自评表.xlsx")
    return findings_of(folder)


def _folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path


def _spread(spots: Sequence[_Any], most: int) -> list[_Any]:
    """So many of them, from first to last at equal distances."""
    if len(spots) <= most:
        return list(spots)
    return [spots[(2 * number + 1) * len(spots) // (2 * most)] for number in range(most)]


@cache
def _said_of_form(name: str, number: int, profile: str | None) -> set[Said]:
    with TemporaryDirectory() as folder:
        path = write_book([clean_forms(name)[number]], Path(folder) / f"{name}.xlsx")
        return said(findings_of(path, profile=profile))


@cache
def _said_of_set(name: str) -> set[Said]:
    with TemporaryDirectory() as folder:
        return said(check_set(set_of(clean_forms(name)), Path(folder)))
