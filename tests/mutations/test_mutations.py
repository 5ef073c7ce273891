"""Correct workbooks have no findings, and a single mistake put into one is found by the rule meant for it."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from tests.mutations.all_kinds import FILE_KINDS, KINDS, SET_KINDS
from tests.mutations.clean import NAMES, clean_forms, write_book
from tests.mutations.corruption import Kind
from tests.mutations.kinds_file import FileKind
from tests.mutations.kinds_set import SetKind, set_of
from tests.mutations.trying import SCORE, Tried, check_set, findings_of, heavy, sets, try_file, try_kind, try_set
from zipingbiao.app.new import generate


@pytest.mark.parametrize("name", NAMES)
def test_a_correct_workbook_has_neither_errors_nor_warnings(name: str, tmp_path: Path) -> None:
    assert heavy(findings_of(write_book(clean_forms(name), tmp_path / f"{name}.xlsx"))) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_correct_form_alone_has_neither_errors_nor_warnings(name: str, tmp_path: Path) -> None:
    for number, form in enumerate(clean_forms(name)):
        assert heavy(findings_of(write_book([form], tmp_path / f"{number}.xlsx"))) == [], form["project"]


@pytest.mark.parametrize("name", sets())
def test_a_correct_set_has_neither_errors_nor_warnings(name: str, tmp_path: Path) -> None:
    assert heavy(check_set(set_of(clean_forms(name)), tmp_path)) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_workbook_generated_from_correct_forms_has_neither_errors_nor_warnings(name: str, tmp_path: Path) -> None:
    form = clean_forms(name)[:2][-1]
    data = {"unit_name": form["department"], "year": form["year"], "forms": [copy.deepcopy(form)]}
    generate(form["template"], data, tmp_path / "自评表.xlsx")
    assert heavy(findings_of(tmp_path / "自评表.xlsx")) == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.code}-{kind.name}")
def test_a_mistake_is_found_by_its_rule(kind: Kind, tmp_path: Path) -> None:
    _assert_found(try_kind(kind, tmp_path))


@pytest.mark.parametrize("kind", SET_KINDS, ids=lambda kind: f"{kind.code}-{kind.name}")
def test_a_mistake_between_forms_is_found_by_its_rule(kind: SetKind, tmp_path: Path) -> None:
    _assert_found(try_set(kind, tmp_path))


@pytest.mark.parametrize("kind", FILE_KINDS, ids=lambda kind: f"{kind.code}-{kind.name}")
def test_a_mistake_of_the_file_is_found_by_its_rule(kind: FileKind, tmp_path: Path) -> None:
    _assert_found(try_file(kind, tmp_path))


def _assert_found(tried: Tried) -> None:
    assert tried.tried, "no form has a place for this mistake"
    assert tried.score >= SCORE, tried


def test_there_are_enough_kinds() -> None:
    kinds = [*KINDS, *SET_KINDS, *FILE_KINDS]
    assert len(kinds) >= 60
    assert len({kind.code for kind in kinds}) >= 40
