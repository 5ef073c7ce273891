"""Reading a file as the tests of the readers want it: forms, findings and sheets together."""

from __future__ import annotations

from pathlib import Path

from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.finding import Finding
from zipingbiao.readers.forms import read_forms
from zipingbiao.readers.grid import Workbook
from zipingbiao.readers.workbook import read_workbook


def read_path(path: Path) -> tuple[list[Evaluation], list[Finding], Workbook]:
    """The forms in a file, what could not be placed, and the sheets; raises UnreadableFile."""
    book = read_workbook(Path(path))
    evaluations, findings = read_forms(book)
    return evaluations, findings, book
