"""Opening a workbook as a package whose parts are changed; what is changed is decided elsewhere."""

from __future__ import annotations

from pathlib import Path

from zipingbiao.base.errors import UnreadableFile
from zipingbiao.writers.marking.package import Package


def open_package(path: Path, what: str) -> Package:
    """The parts of a workbook.

    Args:
        path: a file that was read as a workbook already.
        what: what is to be done with it, for the sentence: 标注.

    Raises:
        UnreadableFile: for one that is no .xlsx whatever its name says.
    """
    with path.open("rb") as stream:
        is_package = stream.read(2) == b"PK"
    if is_package:
        package = Package.open(path)
        part = package.main_part
        if part is not None and part.lower().endswith(".xml") and package.tree(part).name == "workbook":
            return package
    raise UnreadableFile(f"「{path.name}」其实不是 .xlsx 格式，不能{what}，请用 Excel、WPS 打开后另存为 .xlsx 再{what}。")
