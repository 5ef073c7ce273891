"""The VBA project of the .xlsm workbooks: where it is, and whether a project in a file is this one, unchanged."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from zipingbiao.base.errors import FormError

#: The macro behind the button, and the first column of its rows in the metadata sheet.
MACRO = "ZpbTwinCheck"
MARK = "twin"
PROJECT_FILE = "vbaProject.bin"


@cache
def twin_project() -> bytes:
    """The VBA project, from the installed wheel or a source checkout. Raises FormError where it is missing."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "_macros", package.parent.parent / "macros"):
        path = folder / "twin" / PROJECT_FILE
        if path.is_file():
            return path.read_bytes()
    raise FormError("找不到宏的工程文件，软件可能没有装完整，请重新安装")


def twin_size() -> int | None:
    """The size of the VBA project in bytes; None where it is not installed."""
    try:
        return len(twin_project())
    except FormError:
        return None


def is_twin_project(content: bytes) -> bool:
    """Whether the VBA project of a file is the shipped one, byte for byte; False where none is installed."""
    return twin_size() is not None and content == twin_project()
