"""The result of a batch as a workbook: a sheet of forms, of findings, of files, of indicators, of goals, and 说明.

Read and written piece by piece: memory does not grow with the number of rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from zipingbiao.writers.batch_columns import DECIMAL, RUN_WORDS, TABLES, BatchTable, Column, facts_of
from zipingbiao.writers.checked import REPORT_MARK

#: Rows a sheet holds below its headings.
ROOM = 1_048_576 - 1
_BATCH = 1_000
_EPOCH = datetime(1970, 1, 1) + timedelta(hours=8)
_FIRST_DAY = datetime(1900, 3, 1)
_LOOK = {"font_name": "宋体", "font_size": 10, "valign": "top"}
_NUMBER_FORMATS = {"万元": "#,##0.00####", "比率": "0.00%", "ns": "yyyy-mm-dd hh:mm", "字节": "#,##0"}
_GUIDE = "说明"
_GUIDE_COLUMNS = ((_GUIDE, 16), ("栏目", 24), ("含义", 70))
_CUT = "文字超过 32767 个字符的，单元格里只留前面的部分；数字按 Excel 的精度保留 15 位有效数字。完整的内容在 .parquet、.duckdb 里。"

_Put = Callable[[Worksheet, int, int, Any], object]


def write_batch_xlsx(table: Path, out: Path, room: int = ROOM) -> None:
    """Writes the workbook.

    Args:
        table: the Parquet of the batch.
        out: the .xlsx to write; its folder also takes what is written on the way.
        room: rows a sheet holds; more go on a sheet of the same name with a number.

    Raises OSError where it cannot be written.
    """
    with table.open("rb") as stream, pq.ParquetFile(stream) as parquet:
        book = Workbook(str(out), {"constant_memory": True, "tmpdir": str(out.parent), "use_zip64": True})
        try:
            _Book(book, room).write(parquet)
            book.close()
        except FileCreateError as error:
            raise error.args[0] from error
        finally:
            # Windows removes no file that is open; after a full disk these still are.
            for sheet in book.worksheets():
                with suppress(OSError, ValueError):
                    sheet._opt_close()


class _Book:
    def __init__(self, book: Workbook, room: int) -> None:
        self._book = book
        self._room = room
        self._text = book.add_format(_LOOK)
        self._wrapped = book.add_format(_LOOK | {"text_wrap": True})
        self._head = book.add_format(
            _LOOK | {"bold": True, "bg_color": "#F2F2F2", "text_wrap": True, "align": "center", "valign": "vcenter", "border": 1}
        )
        self._formats = {unit: book.add_format(_LOOK | {"num_format": shape}) for unit, shape in _NUMBER_FORMATS.items()}

    def write(self, parquet: Any) -> None:
        """All sheets."""
        self._book.set_custom_property(REPORT_MARK, "batch")
        counts = _count(parquet)
        # Sheets stand in the order they are added, so they are added before it is known what stands in them.
        tables = [_Rows(self._sheets(table, counts[table.name]), self._puts(table), self._room) for table in TABLES]
        self._guide(facts_of(parquet.schema_arrow.metadata))
        for batch in _batches(parquet, sorted(_needed())):
            for table, rows in zip(TABLES, tables, strict=True):
                rows.add(_rows_of(table, batch))

    def _sheets(self, table: BatchTable, count: int) -> list[Worksheet]:
        columns = _shown(table)
        sheets = []
        for number in range(max(1, -(-count // self._room))):
            sheet = self._book.add_worksheet(table.title if number == 0 else f"{table.title}({number + 1})")
            below = min(self._room, count - number * self._room)
            for index, column in enumerate(columns):
                sheet.set_column(index, index, column.width)
            sheet.freeze_panes(1, 0)
            sheet.set_landscape()
            sheet.set_paper(9)
            sheet.fit_to_pages(1, 0)
            sheet.repeat_rows(0)
            sheet.autofilter(0, 0, below, len(columns) - 1)
            # A 96 that a form holds as text stays one; the green corner on every such cell says nothing.
            sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
            sheet.set_row(0, 30)
            for index, column in enumerate(columns):
                sheet.write_string(0, index, column.title, self._head)
            sheets.append(sheet)
        return sheets

    def _puts(self, table: BatchTable) -> list[_Put]:
        return [self._put(column) for column in _shown(table)]

    def _put(self, column: Column) -> _Put:
        style = self._formats.get(column.unit, self._text)
        if column.unit == "ns":
            return lambda sheet, row, at, value: _put_time(sheet, row, at, value, style)
        if pa.types.is_integer(column.type) or column.type == DECIMAL:
            return lambda sheet, row, at, value: sheet.write_number(row, at, value, style)
        if column.words:
            return lambda sheet, row, at, value: sheet.write_string(row, at, column.words.get(value, value), style)
        # XlsxWriter cuts what Excel cannot hold.
        return lambda sheet, row, at, value: sheet.write_string(row, at, value, style)

    def _guide(self, facts: list[tuple[str, str]]) -> None:
        """The sheet that says what was checked and what the columns mean."""
        sheet = self._book.add_worksheet(_GUIDE)
        for index, (title, width) in enumerate(_GUIDE_COLUMNS):
            sheet.set_column(index, index, width)
            sheet.write_string(0, index, title, self._head)
        sheet.freeze_panes(1, 0)
        lines = [("成批检查", RUN_WORDS.get(key, key), value) for key, value in facts]
        lines.append(("成批检查", "长文字、长数字", _CUT))
        lines += [(table.title, column.title, column.meaning) for table in TABLES for column in _shown(table)]
        for row, line in enumerate(lines, start=1):
            for index, text in enumerate(line):
                sheet.write_string(row, index, text, self._wrapped)


class _Rows:
    """The rows of a table, put one below the other through all its sheets."""

    def __init__(self, sheets: list[Worksheet], puts: list[_Put], room: int) -> None:
        self._sheets, self._puts, self._room = sheets, puts, room
        self._done = 0

    def add(self, rows: Iterator[tuple[Any, ...]]) -> None:
        """Puts them below the others; nothing is put where there is no value."""
        for row in rows:
            number, below = divmod(self._done, self._room)
            sheet = self._sheets[number]
            for at, (value, put) in enumerate(zip(row, self._puts, strict=True)):
                if value is not None and value != "":
                    put(sheet, below + 1, at, value)
            self._done += 1


def _shown(table: BatchTable) -> list[Column]:
    """The columns of a table that people read."""
    return [column for column in (*table.columns, *table.own) if column.width]


def _rows_of(table: BatchTable, batch: pa.RecordBatch) -> Iterator[tuple[Any, ...]]:
    """The rows of a table that a piece of the Parquet holds, each as the values of its columns."""
    kept = batch.filter(pc.equal(batch["row"], table.row))
    columns = [kept[column.name].to_pylist() for column in table.columns if column.width]
    if not table.inside:
        yield from zip(*columns, strict=True)
        return
    names = [column.name for column in table.own[1:]]
    for head, items in zip(zip(*columns, strict=True), kept[table.inside].to_pylist(), strict=True):
        for number, item in enumerate(items or (), start=1):
            yield (*head, number, *(item[name] for name in names))


def _count(parquet: Any) -> Counter[str]:
    """How many rows each table has."""
    counts: Counter[str] = Counter()
    leaves = {table.inside: f"{table.inside}.list.element.{table.own[1].name}" for table in TABLES if table.inside}
    for batch in _batches(parquet, ["row", *leaves.values()]):
        for table in TABLES:
            kept = batch.filter(pc.equal(batch["row"], table.row))
            lengths = pc.sum(pc.list_value_length(kept[table.inside])).as_py() if table.inside else kept.num_rows
            counts[table.name] += lengths or 0
    return counts


def _batches(parquet: Any, columns: list[str]) -> Iterator[pa.RecordBatch]:
    yield from parquet.iter_batches(_BATCH, columns=columns, use_threads=False)


def _needed() -> set[str]:
    names = {column.name for table in TABLES for column in table.columns}
    return {"row", *names, *(table.inside for table in TABLES if table.inside)}


def _put_time(sheet: Worksheet, row: int, at: int, value: int, style: Format) -> None:
    moment = _EPOCH + timedelta(microseconds=value // 1000)
    # Excel knows no day before 1900, and miscounts those before March of that year.
    if moment >= _FIRST_DAY:
        sheet.write_datetime(row, at, moment, style)
