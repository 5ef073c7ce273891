"""Correct workbooks have no findings, and a single mistake put into one is found by the rule meant for it."""

from __future__ import annotations

import copy
from itertools import islice
from pathlib import Path

import pytest

import tests.mutations.kinds_head
import tests.mutations.kinds_rows  # noqa: F401
from tests.mutations.clean import NAMES, clean_forms, write_book, write_report
from tests.mutations.corruption import KINDS, Kind, corrupted
from tests.mutations.kinds_set import SET_KINDS, FormSet, SetKind, set_of
from tests.readers.form_data import Form
from zipingbiao.app.check import check_paths
from zipingbiao.model.finding import Finding

#: Of the mistakes of one kind, how many must be found.
SCORE = 0.95


def findings_of(*paths: Path) -> list[Finding]:
    return [finding for file in check_paths(paths).files for finding in file.findings]


def heavy(found: list[Finding]) -> list[str]:
    return [f"{f.code} {f.place} {f.message}" for f in found if f.severity != "info"]


@pytest.mark.parametrize("name", NAMES)
def test_a_correct_workbook_has_neither_errors_nor_warnings(name: str, tmp_path: Path) -> None:
    assert heavy(findings_of(write_book(clean_forms(name), tmp_path / f"{name}.xlsx"))) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_correct_form_alone_has_neither_errors_nor_warnings(name: str, tmp_path: Path) -> None:
    for number, form in enumerate(clean_forms(name)):
        assert heavy(findings_of(write_book([form], tmp_path / f"{number}.xlsx"))) == [], form["project"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.code}-{kind.name}")
def test_a_mistake_is_found_by_its_rule(kind: Kind, tmp_path: Path) -> None:
    tried, missed = 0, []
    for name in NAMES:
        for number, form in enumerate(clean_forms(name)):
            for place, change in enumerate(islice(kind.places(copy.deepcopy(form)), kind.most)):
                path = write_book([corrupted(form, change)], tmp_path / f"{name}-{number}-{place}.xlsx")
                tried += 1
                if kind.code not in {finding.code for finding in findings_of(path)}:
                    missed.append(f"{name}[{number}] {form['project']} place {place}")
    assert tried, "no form has a place for this mistake"
    assert len(missed) <= (1 - SCORE) * tried, (tried, missed)


def _sets() -> list[list[Form]]:
    """Corrected forms of one unit, enough to be a set, with the amounts a list needs."""
    return [forms for name in NAMES if len(forms := clean_forms(name)) > 4]


def _check_set(given: FormSet, folder: Path) -> list[Finding]:
    folder.mkdir()
    write_book(given["forms"], folder / "自评表.xlsx", given["rows"])
    write_report(given["report"], folder / "自评报告.txt")
    if given["earlier"]:
        write_book(given["earlier"], folder / "上年自评表.xlsx")
    return findings_of(folder)


def test_a_correct_set_has_neither_errors_nor_warnings(tmp_path: Path) -> None:
    for number, forms in enumerate(_sets()):
        assert heavy(_check_set(set_of(forms), tmp_path / str(number))) == []


@pytest.mark.parametrize("kind", SET_KINDS, ids=lambda kind: f"{kind.code}-{kind.name}")
def test_a_mistake_between_forms_is_found_by_its_rule(kind: SetKind, tmp_path: Path) -> None:
    tried, missed = 0, []
    for number, forms in enumerate(_sets()):
        correct = set_of(forms)
        for place, change in enumerate(kind.places(correct)):
            given = copy.deepcopy(correct)
            change(given)
            tried += 1
            if kind.code not in {f.code for f in _check_set(given, tmp_path / f"{number}-{place}")}:
                missed.append(f"set {number} place {place}")
    assert tried, "no set has a place for this mistake"
    assert len(missed) <= (1 - SCORE) * tried, (tried, missed)


def test_there_are_enough_kinds() -> None:
    assert len(KINDS) + len(SET_KINDS) >= 40
    assert len({kind.code for kind in (*KINDS, *SET_KINDS)}) >= 40
