"""Generate → read → the same form: directly, after LibreOffice saved it, after rows were inserted and sheets renamed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.live.office import session
from tests.readers.reading import read_path
from zipingbiao.forms.catalog import get_form
from zipingbiao.model.evaluation import Evaluation, FundingRow, Indicator
from zipingbiao.model.values import Value
from zipingbiao.readers.data import read_data, to_data
from zipingbiao.scoring.engine import assess
from zipingbiao.writers.workbook import write_workbook

FORM = get_form("mof-2020-project")
_FIELDS = ("l1", "l2", "l3", "target", "actual", "weight", "score", "reason", "rule")
_AMOUNTS = ("initial", "budget", "executed", "weight", "rate", "score")


@pytest.fixture(scope="module")
def workbook(content: bytes, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("round") / "单位_2019.xlsx"
    path.write_bytes(content)
    return path


def _same(written: Value, read: Value) -> bool:
    """Equal as numbers, or as texts without white space; a printed stroke may come back for a blank source weight."""
    if written.number is not None or read.number is not None:
        return written.number == read.number
    clean = "".join((written.text or "").split()), "".join((read.text or "").split())
    return clean[0] == clean[1] or (clean[0] == "" and clean[1] == "—")


def _rows(evaluation: Evaluation) -> list[Indicator]:
    return list(evaluation.indicators)


def _assert_equal(written: Evaluation, read: Evaluation) -> None:
    assert (read.template, read.level, read.unit, read.year_number) == (FORM.id, written.level, written.unit, written.year_number)
    assert read.own
    for key in ("project", "department", "implementing_unit", "total"):
        assert _same(getattr(written, key), getattr(read, key)), key
    assert [(g.expected.text, g.actual.text) for g in read.goals] == [(g.expected.text, g.actual.text) for g in written.goals]
    funding: list[tuple[FundingRow, FundingRow]] = list(zip(written.funding, read.funding, strict=True))
    for ours, theirs in funding:
        assert ours.role == theirs.role
        for key in _AMOUNTS:
            assert _same(getattr(ours, key), getattr(theirs, key)), (ours.source.text, key, getattr(theirs, key))
    rows = list(zip(_rows(written), _rows(read), strict=True))
    for row, back in rows:
        assert row.goal == back.goal
        for key in _FIELDS:
            assert _same(getattr(row, key), getattr(back, key)), (row.label, key, getattr(back, key))


def _assert_living(read: Evaluation) -> None:
    """What the living cells show is what the engine computes from what was read."""
    result = assess(read, FORM.policy)
    assert read.living_total.number == result.total
    for row, outcome in zip(read.indicators, result.indicators, strict=True):
        assert row.living_score.number == outcome.counted, row.label


def test_what_was_written_is_read_back(workbook: Path, evaluations) -> None:
    read, findings, _ = read_path(workbook)
    assert findings == []
    for written, back in zip(evaluations, read, strict=True):
        _assert_equal(written, back)
        _assert_living(back)


def test_reading_and_writing_again_changes_nothing(workbook: Path, tmp_path: Path, content: bytes) -> None:
    read, _, _ = read_path(workbook)
    again = tmp_path / "again.xlsx"
    again.write_bytes(write_workbook(read, template=FORM.id))
    back, _, _ = read_path(again)
    for written, second in zip(read, back, strict=True):
        _assert_equal(written, second)


def test_import_gives_the_data_the_workbook_was_made_from(workbook: Path, evaluations) -> None:
    read, _, _ = read_path(workbook)
    data = to_data(read, "单位", 2019)
    for written, back in zip(evaluations, read_data(data)[0], strict=True):
        _assert_equal(written, back.model_copy(update={"own": True}))


@pytest.mark.live
def test_it_is_read_after_libreoffice_saved_it_with_a_row_inserted(workbook: Path, tmp_path: Path, evaluations) -> None:
    saved = tmp_path / "saved.xlsx"
    name = "花山港运维专项"
    session(workbook, [{"insert": [name, 4]}, {"insert": ["招商工作专项", 20]}, {"save": str(saved)}])
    read, findings, _ = read_path(saved)
    assert [finding for finding in findings if finding.severity == "error"] == []
    for written, back in zip(evaluations, read, strict=True):
        _assert_equal(written, back)
        _assert_living(back)
