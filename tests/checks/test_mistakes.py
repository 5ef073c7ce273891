"""What the check finds of the mistakes a reviewer established by hand in the founding documents, and what else it says."""

from __future__ import annotations

from functools import cache

import pytest

from tests.checks.mistakes import finds, listed, mistakes, same_cell
from tests.readers.build import DATA
from zipingbiao.app.check import check_paths
from zipingbiao.model.finding import Finding

#: Of the mistakes beyond doubt, how many must be found.
RECALL = 0.95
NAMES = ("donghu-2019", "dongxihu-2022")


@cache
def findings_of(name: str) -> tuple[Finding, ...]:
    """All findings about tests/data/seeds-xlsx/NAME.xlsx."""
    result = check_paths([DATA / "seeds-xlsx" / f"{name}.xlsx"])
    return tuple(finding for file in result.files for finding in file.findings)


@pytest.mark.parametrize("name", NAMES)
def test_mistakes_beyond_doubt_are_found(name: str) -> None:
    # Slips of the pen in free text (info) are a proofreader's matter, not a checker's.
    sure = [entry for entry in mistakes(name) if entry["severity"] != "info"]
    missed = [entry for entry in sure if not any(finds(finding, entry) for finding in findings_of(name))]
    assert len(sure) > 15
    assert len(sure) - len(missed) >= RECALL * len(sure), [(m["sheet"], m["cell"], m["why"]) for m in missed]


@pytest.mark.parametrize("name", NAMES)
def test_every_error_is_a_mistake_beyond_doubt_or_one_to_ask_about(name: str) -> None:
    known = listed(name)["mistakes"]
    errors = [finding for finding in findings_of(name) if finding.severity == "error"]
    false = [f"{f.code} {f.place} {f.message}" for f in errors if not any(finds(f, entry) for entry in known)]
    assert errors and not false


@pytest.mark.parametrize("name", NAMES)
def test_every_warning_was_read(name: str) -> None:
    """A warning is listed as a mistake, or was read and marked under `also_found`."""
    document = listed(name)
    known = [*document["mistakes"], *document["also_found"]]
    unread = [
        f"{finding.code} {finding.place} {finding.message}"
        for finding in findings_of(name)
        if finding.severity == "warning" and not any(finds(finding, entry) for entry in known)
    ]
    assert not unread


@pytest.mark.parametrize("name", NAMES)
def test_what_only_looks_wrong_is_not_called_an_error(name: str) -> None:
    errors = [finding for finding in findings_of(name) if finding.severity == "error"]
    known = listed(name)["mistakes"]
    accused = [
        f"{finding.code} {finding.place}: {entry['why']}"
        for entry in listed(name)["not_mistakes"]
        for finding in errors
        if same_cell(finding, entry) and not any(finds(finding, one) for one in known)
    ]
    assert not accused
