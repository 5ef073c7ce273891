"""The result of a batch in other kinds of files, by the endings of their names."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from zipingbiao.base.errors import ZpbError
from zipingbiao.base.files import Kept, clear_partial, need_folder, printable, write_large

#: The table itself, and what is made of it.
TABLE, WORKBOOK, DATABASE = ".parquet", ".xlsx", ".duckdb"
SUFFIXES = (TABLE, WORKBOOK, DATABASE)
#: Told the name of a result before it is written; a workbook of a million rows takes minutes.
Writing = Callable[[str], None]


def check_outs(outs: Sequence[Path]) -> None:
    """Refuses, before any work is done, results that could not be written.

    Raises ZpbError for none at all, another ending, a folder that is not there, the same file twice, and a database of
    that name that is none of ours.
    """
    if not outs:
        raise ZpbError(f"请用 -o 写明结果的文件名，以 {'、'.join(SUFFIXES)} 结尾。")
    for out in outs:
        if out.suffix.lower() not in SUFFIXES:
            raise ZpbError(f"结果文件名应以 {'、'.join(SUFFIXES)} 结尾：{printable(out.name)}")
        need_folder(out)
        if out.is_dir():
            raise ZpbError(f"无法保存「{printable(out.name)}」：已有同名的文件夹，请换一个文件名。")
        if out.suffix.lower() == DATABASE and out.exists() and not _is_ours(out):
            raise ZpbError(
                f"「{printable(out.name)}」已经存在，不是成批检查的结果，或正被别的程序打开，不能替换；"
                "请关闭打开它的程序，或换一个文件名。"
            )
    if len({out.resolve() for out in outs}) < len(outs):
        raise ZpbError("同一个结果文件写了两次，请去掉一个 -o。")


def table_among(outs: Sequence[Path], folder: Path) -> Path:
    """Where the table is to be made: the first .parquet asked for, else a passing one in `folder`."""
    return next((out for out in outs if out.suffix.lower() == TABLE), folder / f"结果{TABLE}")


def export(
    table: Path, outs: Sequence[Path], writing: Writing | None = None, kept: Kept | None = None
) -> None:
    """Writes the results that are asked for besides the table; they hold the same.

    The table and a database are replaced by their newer self; a workbook, in which people write, is kept beside where it
    says something else, and `kept` is told.

    Args:
        table: the Parquet of the batch.
        outs: what is asked for; the table itself among them is passed over.
        writing: told what is written.

    Raises ZpbError where one cannot be written; what stood there is untouched then.
    """
    for out in outs:
        if out == table:
            continue
        clear_partial(out)
        if writing is not None:
            writing(out.name)
        ending = out.suffix.lower()
        # The writers bring libraries of their own: each is loaded for its own kind only.
        if ending == WORKBOOK:
            from zipingbiao.writers.batch_xlsx import write_batch_xlsx

            write_large(out, lambda path: write_batch_xlsx(table, path), kept=kept)
        elif ending == DATABASE:
            from zipingbiao.writers.batch_duckdb import write_batch_duckdb

            write_large(out, lambda path: write_batch_duckdb(table, path), keep=False)
        else:
            write_large(out, lambda path: shutil.copyfile(table, path), keep=False)


def _is_ours(path: Path) -> bool:
    # Beside a database that somebody writes in stands what is not yet in it.
    if path.with_name(f"{path.name}.wal").exists():
        return False
    from zipingbiao.writers.batch_duckdb import is_batch_duckdb

    return is_batch_duckdb(path)
