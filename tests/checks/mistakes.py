"""The mistakes that a reviewer established by hand (tests/data/mistakes), and which of them the check finds.

Each entry names the cell (or several, any of which may be pointed at), the kinds that would be a right name for it, and
whether it is beyond doubt (`certainty: true`) or something a reviewer would ask about (`debatable`). `not_mistakes` are
cells that look wrong at first sight and are right.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml

from tests.readers.build import DATA
from zipingbiao.model.finding import Finding

FOLDER = DATA / "mistakes"


@cache
def listed(name: str) -> dict[str, Any]:
    """tests/data/mistakes/NAME.yaml; not to be changed."""
    loaded: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return loaded


def mistakes(name: str, certainty: object = True) -> list[dict[str, Any]]:
    """The mistakes of this certainty (True, "debatable")."""
    return [entry for entry in listed(name)["mistakes"] if entry["certainty"] == certainty]


def cells_of(entry: dict[str, Any]) -> list[str]:
    """The addresses a finding may have."""
    cells = entry.get("cell", entry.get("path"))
    return cells if isinstance(cells, list) else [cells]


def finds(finding: Finding, entry: dict[str, Any]) -> bool:
    """Whether the finding names the mistake: a right kind at a right cell."""
    if finding.kind not in entry["kinds"] or finding.place.cell not in cells_of(entry):
        return False
    return finding.place.sheet == entry.get("sheet", finding.place.sheet)


def same_cell(finding: Finding, entry: dict[str, Any]) -> bool:
    """Whether the finding points at the cell, whatever it says."""
    return finding.place.cell in cells_of(entry) and finding.place.sheet == entry.get("sheet", finding.place.sheet)
