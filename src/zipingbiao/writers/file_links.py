"""Links from a workbook to other files: relative where both are on one drive, so that a folder can be moved."""

from __future__ import annotations

import os
import re
from pathlib import Path

from zipingbiao.base.files import printable

#: Longest link Excel keeps.
_LIMIT = 2000
#: What a link may not hold as it is; where one of these is written as %.., XlsxWriter leaves the others alone.
_ESCAPED = {ord(sign): f"%{ord(sign):02X}" for sign in '%#?:" <>[]^`{}|'}
_DRIVE = re.compile("[A-Za-z]:/")


def external_link(target: Path, folder: Path, reference: str | None = None) -> str | None:
    """The link to a file as XlsxWriter takes it; None for a name that a link cannot hold.

    Args:
        target: the file, as the user named it.
        folder: where the workbook with the link will stand, resolved.
        reference: the cell, as 'Sheet'!A1; None for the file as a whole.
    """
    target = target.resolve()
    try:
        where = os.path.relpath(target, folder)
    except ValueError:
        where = str(target)
    # In older Excel a link to a file with # in its name leads nowhere.
    return None if "#" in where else link_to(Path(where).as_posix(), reference)


def link_to(path: str, reference: str | None) -> str | None:
    """A link to a cell of a file as XlsxWriter takes it; None where Excel could not open it.

    Args:
        path: relative to the workbook, or absolute; with '/', not quoted.
        reference: as result_rows.reference_to gives it; None for the file as a whole.
    """
    address = printable(path)
    if len(address) < 2 or "://" in address or any(sign in address for sign in "\\\ufffd") or not address.isprintable():
        return None
    drive = address[:2] if _DRIVE.match(address) else ""
    link = f"external:{drive}{address[len(drive) :].translate(_ESCAPED)}" + (f"#{reference}" if reference else "")
    return link if len(link) < _LIMIT else None
