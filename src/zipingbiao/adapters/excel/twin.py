"""Makes the VBA project of the .xlsm workbooks out of the modules in macros/twin; a step of `make gen`."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from zipingbiao.adapters.excel.package import source_only
from zipingbiao.adapters.excel.vba_sources import read_modules
from zipingbiao.forms.twin import PROJECT_FILE

#: Where the modules stand in a checkout, and the project beside them.
FOLDER = "macros/twin"
PROJECT = f"{FOLDER}/{PROJECT_FILE}"


def twin_modules(root: Path) -> dict[str, str]:
    """Module name → source, in the order of the names. Raises ZpbError as read_modules."""
    return {module.name: module.source for module in read_modules(root / FOLDER)}


def build_project(root: Path) -> bytes:
    """vbaProject.bin with exactly these modules beside the empty ones of the workbook and its first sheet."""
    from pyopenvba import ExcelFile

    with TemporaryDirectory() as folder:
        path = Path(folder) / "twin.xlsm"
        with ExcelFile.create_new(path) as book:
            project = book.vba_project()
            project.delete_module("Module1")
            for name, source in twin_modules(root).items():
                project.add_module(name, source.partition("\r\n")[2])
            book.save(path)
        with ExcelFile(path) as book:
            return source_only(book.vba_project_bytes())
