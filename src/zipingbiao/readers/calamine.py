"""Reading .xlsb through python-calamine, an optional part.

Calamine gives values without their number formats, and formulas of .xlsb stay unknown.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from zipingbiao.base.errors import UnreadableFile
from zipingbiao.base.safezip import SafeZip, broken
from zipingbiao.readers.cells import RawCell
from zipingbiao.readers.grid import MAX_CELLS, Merge, Sheet, Workbook

#: Calamine allocates the whole rectangle from the first to the last cell.
MAX_RECTANGLE = 4_000_000
_MAX_SHEET = 200 * 1024 * 1024


def read_xlsb(path: Path, package: SafeZip) -> Workbook:
    """Reads the .xlsb in `package`.

    Raises UnreadableFile where python-calamine is missing or cannot read the file.
    """
    try:
        import python_calamine
    except ImportError as error:
        raise _missing(path) from error
    _refuse_wide(path, package)
    book = Workbook(path, "xlsb")
    book.has_macros = any(name.endswith("vbaproject.bin") for name in package.names)
    try:
        # Opened here: the library takes no path whose name is not UTF-8.
        with _silence(), path.open("rb") as stream:
            source = python_calamine.CalamineWorkbook.from_filelike(stream)
            for index, data in enumerate(source.sheets_metadata):
                if "WorkSheet" not in str(data.typ):
                    continue
                sheet = Sheet(data.name, book.name)
                state = str(data.visible).rpartition(".")[2]
                if state != "Visible":
                    sheet.state = "hidden" if state == "Hidden" else "veryHidden"
                _fill(sheet, source.get_sheet_by_index(index))
                book.sheets.append(sheet)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:
        # A panic inside the Rust library arrives as a BaseException that is no Exception.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        if "password" in str(error).lower():
            raise UnreadableFile(f"「{path.name}」的文件有打开密码，请先取消密码后另存，再试。") from error
        raise UnreadableFile(broken(path.name)) from error
    if not book.sheets:
        raise UnreadableFile(f"「{path.name}」里没有工作表，请确认选对了文件。")
    return book


def _missing(path: Path) -> UnreadableFile:
    return UnreadableFile(
        f'读取「{path.name}」这样的旧格式需要可选组件，请执行 pip install "zipingbiao[formats]"，或另存为 .xlsx 再试。'
    )


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Nothing on stderr: a panic inside the Rust library prints its trace there, past Python."""
    try:
        kept = os.dup(2)
    except OSError:
        yield  # a program without a console
        return
    try:
        with Path(os.devnull).open("wb") as nothing:
            os.dup2(nothing.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _fill(sheet: Sheet, source: Any) -> None:
    for (top, left), (bottom, right) in (source.merged_cell_ranges or [])[:20_000]:
        sheet.merges.append(Merge(top + 1, left + 1, bottom + 1, right + 1))
    count = 0
    # Rows come from the top of the sheet, columns only from the first filled one.
    first_column = (source.start or (0, 0))[1] + 1
    for row, values in enumerate(source.iter_rows(), start=1):
        cells: dict[int, RawCell] = {}
        for column, value in enumerate(values, start=first_column):
            if value == "":
                continue
            cells[column] = _cell(value)
        if cells:
            sheet.rows[row] = cells
            count += len(cells)
            if count >= MAX_CELLS:
                sheet.truncated = True
                return


def _cell(value: Any) -> RawCell:
    if isinstance(value, bool):
        return RawCell("bool", "TRUE" if value else "FALSE")
    if isinstance(value, (int, float)):
        return RawCell("number", repr(value).removesuffix(".0"))
    if isinstance(value, (dt.datetime, dt.date)):
        text = f"{value.year}/{value.month}/{value.day}"
        if isinstance(value, dt.datetime) and (value.hour or value.minute):
            text += f" {value.hour}:{value.minute:02d}"
        return RawCell("text", text)
    text = str(value)
    return RawCell("error", text) if text.startswith("#") and text.rstrip("!?/0A").isupper() else RawCell("text", text)


def _refuse_wide(path: Path, package: SafeZip) -> None:
    """Refuses an .xlsb whose cells span a rectangle too large to allocate, however few they are."""
    for name in package.names:
        if not (name.startswith("xl/worksheets/") and name.endswith(".bin")):
            continue
        data = package.read(name, _MAX_SHEET)
        rows, columns = _extent(data)
        if rows * columns > MAX_RECTANGLE:
            raise UnreadableFile(f"「{path.name}」的数据区域大得不正常，没有打开，请用 Excel、WPS 另存为 .xlsx 再试。")


def _extent(data: bytes) -> tuple[int, int]:
    """The last row and column that a binary worksheet writes to ([MS-XLSB] 2.1.4: varint type, varint length)."""
    position, last_row, last_column, size = 0, 0, 0, len(data)
    while position < size:
        record = data[position]
        position += 1
        if record & 0x80 and position < size:
            record = (record & 0x7F) | (data[position] & 0x7F) << 7
            position += 1
        length = shift = 0
        while position < size:
            byte = data[position]
            position += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80 or shift > 21:
                break
        first = int.from_bytes(data[position : position + 4], "little")
        if record == 0:
            last_row = max(last_row, first + 1)
        elif 1 <= record <= 11:
            last_column = max(last_column, first + 1)
        position += length
    return last_row, last_column
