"""Reading whatever a user names: DATA.json or a workbook. Files inside a folder are found by app.search."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.file_facts import FileFacts
from zipingbiao.model.finding import Finding
from zipingbiao.model.summary import Summary
from zipingbiao.model.waiver import Waiver
from zipingbiao.readers.data import read_data

if TYPE_CHECKING:
    from zipingbiao.readers.grid import Workbook


class ReadFile(NamedTuple):
    """What one file holds.

    book     its sheets (readers.grid.Workbook); None for data
    facts    what was noticed about the file itself; None for data
    waivers  what its sheet 检查结果 says
    """

    evaluations: list[Evaluation]
    findings: list[Finding]
    summaries: list[Summary]
    book: Workbook | None = None
    facts: FileFacts | None = None
    waivers: tuple[Waiver, ...] = ()


def read_file(path: Path) -> ReadFile:
    """Reads one file by what it is.

    Raises UnreadableFile or DataError with a plain sentence.
    """
    if path.suffix.lower() == ".json":
        evaluations, meta = read_data(path)
        return ReadFile(evaluations, [], [] if meta.project_list is None else [meta.project_list])
    # The workbook reader is wanted only here: reading DATA.json must not wait for them.
    from zipingbiao.readers.api import read_path
    from zipingbiao.readers.file_facts import read_facts
    from zipingbiao.readers.summary import read_summaries
    from zipingbiao.readers.waiver_sheet import read_waiver_sheet

    evaluations, findings, book = read_path(path)
    summaries = read_summaries(book)
    facts = read_facts(book, evaluations, summaries)
    return ReadFile(evaluations, findings, summaries, book, facts, read_waiver_sheet(book))
