"""Links from a workbook to other files: relative where both are on one drive, so that a folder can be moved."""

from __future__ import annotations

import os
from pathlib import Path

from zipingbiao.base.files import printable

#: Longest link Excel keeps.
_LIMIT = 2000


def external_link(target: Path, folder: Path, reference: str | None = None) -> str | None:
    """The link as XlsxWriter takes it; None for a name that a link cannot hold.

    Args:
        target: the file, as the user named it.
        folder: where the workbook with the link will stand, resolved.
        reference: the cell, as 'Sheet'!A1.
    """
    if "#" in target.name or "\ufffd" in printable(str(target)):
        return None
    target = target.resolve()
    try:
        where = os.path.relpath(target, folder)
    except ValueError:
        where = str(target)
    link = f"external:{where}#{reference}" if reference else f"external:{where}"
    return link if len(link) < _LIMIT and "#" not in where else None
