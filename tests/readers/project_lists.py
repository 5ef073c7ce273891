"""Lists of projects written as small workbooks, and what a test asks of them once they are read."""

from __future__ import annotations

from pathlib import Path

from tests.readers.build import table
from zipingbiao.readers.project_list import ListedProject, ProjectList, read_project_list

Cells = list[list[str | int | float | None]]


def read(tmp_path: Path, rows: Cells, merges: tuple[str, ...] = ()) -> ProjectList:
    return read_project_list(table(tmp_path / "清单.xlsx", rows, merges))


def total(project: ListedProject) -> dict[str, str]:
    return {role: format(amount, "f") for role, amount in project.funds[""].items()}


def said(found: ProjectList) -> str:
    return "\n".join([*found.assumed, *(f"{note.place}{note.label}{note.message}" for note in found.notes)])
