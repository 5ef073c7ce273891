"""The result of a batch as a workbook and as a database: the same rows and figures as the table's."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from zipingbiao.adapters import cli
from zipingbiao.app.batch import exporting, run_batch, running
from zipingbiao.app.batch.exporting import check_outs, export
from zipingbiao.app.batch.work import FileRows, Task, work
from zipingbiao.app.search import is_report
from zipingbiao.base.errors import ZpbError
from zipingbiao.writers import batch_duckdb, batch_xlsx
from zipingbiao.writers.batch_columns import COLUMNS, INDICATOR, RUN_KEY, SCHEMA, TABLES, BatchTable, Column
from zipingbiao.writers.batch_rows import table_of

DATA = Path(__file__).parents[1] / "data"
FILES = ("corpus/002_yongde_mingzhong.json", "seeds-xlsx/donghu-2019.xlsx")
RUN = {"folders": ["收到", "补交"], "base": "/审核", "profile": None, "version": "1"}
#: 2024-05-06 07:08:09 in Beijing, in ns since 1970
MOMENT = 1_714_950_489 * 10**9
LONG = "长" * 40_000


def here(tasks: Iterable[Task]) -> Iterator[tuple[Task, list[FileRows]]]:
    """Works on the tasks without another process."""
    return ((task, work(task)) for task in tasks)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("收到")
    for name in FILES:
        shutil.copy(DATA / name, made)
    (made / "坏.xlsx").write_bytes(b"PK\x03\x04")
    (made / "照片.png").write_bytes(b"")
    return made


@pytest.fixture(scope="module")
def table(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("结果") / "结果.parquet"
    run_batch([str(folder)], out, runner=here)
    return out


def rows_in(table: Path, part: BatchTable) -> list[tuple[Any, ...]]:
    """The rows of one of the tables, taken from the Parquet without any of the code that exports."""
    found = []
    for row in pq.read_table(table).to_pylist():
        if row["row"] != part.row:
            continue
        head = tuple(row[column.name] for column in part.columns)
        if not part.inside:
            found.append(head)
            continue
        for number, item in enumerate(row[part.inside] or (), start=1):
            found.append((*head, number, *(item[column.name] for column in part.own[1:])))
    return found


def as_cell(column: Column, value: Any) -> Any:
    if value is None or value == "":
        return None
    if isinstance(value, Decimal):
        return pytest.approx(float(value))
    return column.words.get(value, value)


def write_rows(path: Path, rows: list[dict[str, Any]]) -> Path:
    schema = SCHEMA.with_metadata({RUN_KEY: json.dumps(RUN, ensure_ascii=False)})
    pq.write_table(table_of(rows).cast(schema), path)
    return path


def sheet_rows(path: Path, title: str) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(path)[title].iter_rows(values_only=True))


def finding(**values: Any) -> dict[str, Any]:
    return {"row": "finding", "file": "收到/甲.xlsx", "code": "ZP001", "severity": "error", **values}


@pytest.mark.parametrize("part", TABLES, ids=lambda part: part.name)
def test_workbook_holds_what_the_table_holds(part: BatchTable, table: Path, tmp_path: Path) -> None:
    export(table, [tmp_path / "结果.xlsx"])
    columns = (*part.columns, *part.own)
    shown = [index for index, column in enumerate(columns) if column.width]
    heads, *rows = sheet_rows(tmp_path / "结果.xlsx", part.title)
    assert list(heads) == [columns[index].title for index in shown]
    expected = rows_in(table, part)
    assert expected and len(rows) == len(expected)
    for row, values in zip(rows, expected, strict=True):
        for at, index in enumerate(shown):
            # Times are looked at in a test of their own.
            if columns[index].unit != "ns":
                assert row[at] == as_cell(columns[index], values[index])


@pytest.mark.parametrize("part", TABLES, ids=lambda part: part.name)
def test_database_holds_what_the_table_holds(part: BatchTable, table: Path, tmp_path: Path) -> None:
    export(table, [tmp_path / "结果.duckdb"])
    columns = (*part.columns, *part.own)
    names = [f"epoch_ns({column.name})" if column.unit == "ns" else column.name for column in columns]
    with duckdb.connect(str(tmp_path / "结果.duckdb"), read_only=True) as base:
        found = base.execute(f"SELECT {', '.join(names)} FROM {part.name}").fetchall()
        types = {name: kind for name, kind, *_ in base.execute(f"DESCRIBE {part.name}").fetchall()}
    expected = [
        tuple(
            # The database has microseconds, eight hours ahead.
            value // 1000 * 1000 + 8 * 3600 * 10**9 if column.unit == "ns" and value is not None else value
            for column, value in zip(columns, row, strict=True)
        )
        for row in rows_in(table, part)
    ]
    assert found == expected
    assert all(types[one.name] == "DECIMAL(28,8)" for one in columns if pa.types.is_decimal(one.type))


def test_every_table_and_column_of_the_database_is_commented(table: Path, tmp_path: Path) -> None:
    export(table, [tmp_path / "结果.duckdb"])
    with duckdb.connect(str(tmp_path / "结果.duckdb"), read_only=True) as base:
        told = base.execute("SELECT table_name, comment FROM duckdb_tables()").fetchall()
        columns = base.execute("SELECT column_name, comment FROM duckdb_columns() WHERE NOT internal AND table_name <> 'batch'").fetchall()
    assert {name for name, _ in told} == {"batch", *(part.name for part in TABLES)}
    assert all(comment for _, comment in told + columns)
    assert ("severity", "级别：错误须更正；警告须说明理由或更正；提示供参考（error 错误，warning 警告，info 提示）") in columns


def test_columns_have_a_heading_and_a_meaning_and_no_heading_stands_twice() -> None:
    assert all(column.title and column.meaning for column in (*COLUMNS, *INDICATOR))
    for part in TABLES:
        titles = [column.title for column in (*part.columns, *part.own)]
        assert len(titles) == len(set(titles))


def test_what_the_run_was_is_told(tmp_path: Path) -> None:
    table = write_rows(tmp_path / "t.parquet", [])
    export(table, [tmp_path / "t.xlsx", tmp_path / "t.duckdb"])
    with duckdb.connect(str(tmp_path / "t.duckdb"), read_only=True) as base:
        facts = base.execute("SELECT * FROM batch").fetchall()
    assert facts == [("folders", "收到"), ("folders", "补交"), ("base", "/审核"), ("version", "1")]
    rows = sheet_rows(tmp_path / "t.xlsx", "说明")
    assert ("成批检查", "检查的文件夹", "补交") in rows and ("成批检查", "软件版本", "1") in rows
    assert ("自评表", "执行率", "全年执行数除以全年预算数，按表样规定的位数取舍；0.95 即 95%") in rows


def test_no_rows_at_all_leave_headings(tmp_path: Path) -> None:
    table = write_rows(tmp_path / "t.parquet", [])
    export(table, [tmp_path / "t.xlsx", tmp_path / "t.duckdb"])
    assert all(len(sheet_rows(tmp_path / "t.xlsx", part.title)) == 1 for part in TABLES)
    with duckdb.connect(str(tmp_path / "t.duckdb"), read_only=True) as base:
        assert [base.execute(f"SELECT count(*) FROM {part.name}").fetchone() for part in TABLES] == [(0,)] * len(TABLES)


def test_workbook_is_ready_to_filter_and_is_no_form(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "结果.xlsx"
    export(table, [out])
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["自评表", "问题", "文件", "指标", "总体目标", "说明"]
    for part in TABLES:
        sheet = book[part.title]
        assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == sheet.dimensions
    assert is_report(out)


def test_texts_stay_texts(tmp_path: Path) -> None:
    texts = ["=1+1", "+1", "@SUM(A1)", "http://例子.cn", "0012", "96", "甲\x0b乙", "\ufffd", LONG]
    table = write_rows(tmp_path / "t.parquet", [finding(printed=text) for text in texts])
    export(table, [tmp_path / "t.xlsx", tmp_path / "t.duckdb"])
    heads, *rows = openpyxl.load_workbook(tmp_path / "t.xlsx")["问题"].iter_rows()
    at = [cell.value for cell in heads].index("填报值")
    assert {row[at].data_type for row in rows} <= {"s", "inlineStr"}
    found = [row[at].value for row in rows]
    assert found[:6] == texts[:6] and found[7] == texts[7] and found[8] == LONG[:32767]
    with duckdb.connect(str(tmp_path / "t.duckdb"), read_only=True) as base:
        assert [text for (text,) in base.execute("SELECT printed FROM findings").fetchall()] == texts


def test_times_are_those_of_beijing(tmp_path: Path) -> None:
    rows = [{"row": "file", "file": str(at), "modified": at} for at in (MOMENT, -(2**62))]
    table = write_rows(tmp_path / "t.parquet", rows)
    export(table, [tmp_path / "t.xlsx", tmp_path / "t.duckdb"])
    heads, *found = sheet_rows(tmp_path / "t.xlsx", "文件")
    at = heads.index("修改时间")
    # Excel has no day in the year 1823.
    assert [row[at] for row in found] == [datetime(2024, 5, 6, 7, 8, 9), None]
    with duckdb.connect(str(tmp_path / "t.duckdb"), read_only=True) as base:
        first, second = base.execute("SELECT modified FROM files").fetchall()
    assert first == (datetime(2024, 5, 6, 7, 8, 9),) and second[0].year == 1823


def test_more_rows_than_a_sheet_holds_go_on_the_next(tmp_path: Path) -> None:
    table = write_rows(tmp_path / "t.parquet", [finding(form_number=number) for number in range(7)])
    batch_xlsx.write_batch_xlsx(table, tmp_path / "t.xlsx", room=3)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames[:5] == ["自评表", "问题", "问题(2)", "问题(3)", "文件"]
    found = []
    for title, count in (("问题", 3), ("问题(2)", 3), ("问题(3)", 1)):
        heads, *rows = book[title].iter_rows(values_only=True)
        assert len(rows) == count and book[title].auto_filter.ref == book[title].dimensions
        found += [row[heads.index("表序号")] for row in rows]
    assert found == list(range(7))


def test_a_folder_named_like_a_pattern_is_read(table: Path, tmp_path: Path) -> None:
    odd = tmp_path / "第[1]批 year=2024"
    odd.mkdir()
    shutil.copy(table, odd / "结'果*.parquet")
    export(odd / "结'果*.parquet", [odd / "结'果.duckdb"])
    with duckdb.connect(str(odd / "结'果.duckdb"), read_only=True) as base:
        assert base.execute("SELECT count(*) FROM evaluations").fetchone() == (len(rows_in(table, TABLES[0])),)


def test_older_workbook_is_kept_and_older_database_is_replaced(table: Path, tmp_path: Path) -> None:
    book, base = tmp_path / "结果.xlsx", tmp_path / "结果.duckdb"
    kept: list[Path] = []
    empty = write_rows(tmp_path / "t.parquet", [])
    export(empty, [book, base], kept=kept.append)
    older = book.read_bytes()
    for _ in range(2):
        export(table, [book, base], kept=kept.append)
    assert kept == [tmp_path / "结果（旧1）.xlsx"] and kept[0].read_bytes() == older
    assert len(sheet_rows(book, "自评表")) > 1
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["t.parquet", "结果.xlsx", "结果（旧1）.xlsx", "结果.duckdb"]
    )
    with duckdb.connect(str(base), read_only=True) as opened:
        assert opened.execute("SELECT count(*) > 0 FROM evaluations").fetchone() == (True,)


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ([], "请用 -o 写明结果的文件名，以 .parquet、.xlsx、.duckdb 结尾。"),
        (["a.parquet", "a.csv"], "结果文件名应以 .parquet、.xlsx、.duckdb 结尾：a.csv"),
        (["a"], "结果文件名应以 .parquet、.xlsx、.duckdb 结尾：a"),
        (["无/a.xlsx"], "文件夹 {}/无 不存在，请先建立文件夹。"),
        (["a.xlsx", "夹/../a.xlsx"], "同一个结果文件写了两次，请去掉一个 -o。"),
        (["夹.xlsx"], "无法保存「夹.xlsx」：已有同名的文件夹，请换一个文件名。"),
        (["别的.duckdb"], "「别的.duckdb」已经存在，不是成批检查的结果"),
        (["开着.duckdb"], "「开着.duckdb」已经存在，不是成批检查的结果"),
    ],
)
def test_results_that_cannot_be_are_refused(names: list[str], sentence: str, tmp_path: Path) -> None:
    (tmp_path / "夹").mkdir()
    (tmp_path / "夹.xlsx").mkdir()
    with duckdb.connect(str(tmp_path / "别的.duckdb")) as base:
        base.execute("CREATE TABLE findings (a INTEGER)")
    export(write_rows(tmp_path / "t.parquet", []), [tmp_path / "开着.duckdb"])
    (tmp_path / "开着.duckdb.wal").touch()
    with pytest.raises(ZpbError) as error:
        check_outs([tmp_path / name for name in names])
    assert sentence.format(tmp_path) in str(error.value)


def test_what_a_killed_export_left_is_cleared_away(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "o[1].xlsx"
    left, other = tmp_path / f".{out.name}.abcd1234.tmp", tmp_path / ".o1.xlsx.abcd1234.tmp"
    for one in (left, other):
        one.mkdir()
        (one / "half.xlsx").write_bytes(b"half")
    export(table, [out])
    assert sorted(path.name for path in tmp_path.iterdir()) == [other.name, out.name]


def test_a_full_disk_leaves_what_stood_there(table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Any, parquet: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    (tmp_path / "a.xlsx").write_bytes("原有".encode())
    monkeypatch.setattr(batch_xlsx._Book, "write", full)
    with pytest.raises(ZpbError, match=r"无法保存「a\.xlsx」：磁盘已满"):
        export(table, [tmp_path / "a.xlsx"])
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.xlsx", "原有".encode())]


def test_a_full_disk_is_told_by_duckdb_in_words(table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise duckdb.TransactionException("Failed to commit: Could not write file: No space left on device")

    monkeypatch.setattr(batch_duckdb, "_comment", full)
    with pytest.raises(ZpbError, match=r"无法保存「a\.duckdb」：磁盘已满"):
        export(table, [tmp_path / "a.duckdb"])
    assert not list(tmp_path.iterdir())


def test_command_writes_all_kinds(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "run_in_processes", lambda tasks, workers: here(tasks))
    outs = [tmp_path / f"结果{ending}" for ending in exporting.SUFFIXES]
    status = cli.main(["batch", str(folder), *(part for out in outs for part in ("-o", str(out)))])
    assert status == 1 and f"结果已写入 {'、'.join(map(str, outs))}" in capsys.readouterr().err
    assert sorted(tmp_path.iterdir()) == sorted(outs)
    assert cli.main(["batch", str(folder), "-o", str(tmp_path / "结果.csv")]) == 2
    assert "结果文件名应以 .parquet、.xlsx、.duckdb 结尾：结果.csv" in capsys.readouterr().err


def test_without_a_table_asked_for_none_is_left(folder: Path, table: Path, tmp_path: Path) -> None:
    result = run_batch([str(folder)], tmp_path / "结果.xlsx", runner=here, exports=[tmp_path / "结果.duckdb"])
    assert result.out == tmp_path / "结果.xlsx"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["结果.duckdb", "结果.xlsx"]
    assert len(sheet_rows(result.out, "问题")) == len(rows_in(table, TABLES[1])) + 1


def test_an_export_that_failed_is_made_up_for_by_resuming(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(table: Path, out: Path) -> None:
        raise OSError(errno.ENOSPC, "")

    out = tmp_path / "结果.xlsx"
    with monkeypatch.context() as broken:
        broken.setattr(batch_xlsx, "write_batch_xlsx", full)
        with pytest.raises(ZpbError, match="磁盘已满"):
            run_batch([str(folder)], out, runner=here)
    assert [path.name for path in tmp_path.iterdir()] == ["结果.xlsx.未完成"]
    result = run_batch([str(folder)], out, runner=here, resume=True)
    assert result.resumed and [path.name for path in tmp_path.iterdir()] == ["结果.xlsx"]
