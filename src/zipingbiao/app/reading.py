"""Reading whatever a user names: DATA.json or a workbook. Files inside a folder are found by app.search."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.finding import Finding
from zipingbiao.model.summary import Summary
from zipingbiao.model.waiver import Waiver
from zipingbiao.readers.data import read_data


class ReadFile(NamedTuple):
    """What one file holds; `facts` is what the reader noticed about the file itself, `waivers` what its 检查结果 says."""

    evaluations: list[Evaluation]
    findings: list[Finding]
    summaries: list[Summary]
    facts: object = None
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
    from zipingbiao.readers.summary import read_summaries
    from zipingbiao.readers.waiver_sheet import read_waiver_sheet

    evaluations, findings, workbook = read_path(path)
    summaries = read_summaries(workbook) if workbook is not None else []
    waivers = read_waiver_sheet(workbook) if workbook is not None else ()
    return ReadFile(evaluations, findings, summaries, workbook, waivers)
