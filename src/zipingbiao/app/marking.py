"""A marked copy of a checked workbook, and taking the marks off again; never over the checked file itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from zipingbiao.app.report import is_same_file
from zipingbiao.app.result_lines import is_blank, lines_of, remarks_of, title_of, words_in
from zipingbiao.app.workbook_package import open_package
from zipingbiao.base.errors import ZpbError
from zipingbiao.base.files import Kept, need_folder, save
from zipingbiao.forms.parts import FINDINGS_SHEET, MARKS_SHEET
from zipingbiao.readers.grid import Workbook
from zipingbiao.readers.workbook import read_workbook
from zipingbiao.writers.checked import CheckedFile
from zipingbiao.writers.marking.book import Book
from zipingbiao.writers.marking.mark import Results, mark
from zipingbiao.writers.marking.package import Package
from zipingbiao.writers.marking.unmark import Unmarked, is_marked, unmark
from zipingbiao.writers.result_rows import FINDING_WIDTHS, result_table

SUFFIXES = (".xlsx", ".xlsm")
_SHOWN = 5



def prepare_marking(paths: Sequence[Path], out: Path, option: str = "--mark") -> Path:
    """The one file to be marked or unmarked; refuses, before any work is done, what could not be written.

    Raises ZpbError.
    """
    if len(paths) != 1 or paths[0].is_dir():
        raise ZpbError(f"{option} 一次只处理一个文件，请指定一个 .xlsx 或 .xlsm 文件。")
    path = paths[0]
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise ZpbError(f"「{path.name}」不能标注：只能在 .xlsx、.xlsm 上标注，{_save_again(path)}。")
    if out.suffix.lower() != suffix:
        raise ZpbError(f"输出文件应和原文件一样以 {suffix} 结尾：{out.name}")
    need_folder(out)
    if out.is_dir():
        raise ZpbError(f"无法保存「{out.name}」：已有同名的文件夹，请换一个文件名。")
    _refuse_same(path, out)
    return path


def _save_again(path: Path) -> str:
    if path.suffix.lower() in (".docx", ".json"):
        return "这个文件请改用 --report 输出报告"
    return "请用 Excel、WPS 打开后另存为 .xlsx 再标注"


def _refuse_same(path: Path, out: Path) -> None:
    if is_same_file(out, path):
        raise ZpbError(f"结果不能写在原文件 {out.name} 上，请换一个文件名。")


def write_marked(file: CheckedFile, out: Path, kept: Kept | None = None) -> list[str]:
    """Writes a copy of a checked file in which every finding is marked; marks that it has already are set anew.

    Args:
        kept: told where an existing file of another content was kept.

    Returns:
        Sentences about what a person should know.

    Raises:
        ZpbError: where the file cannot be marked, or the copy cannot be written; nothing is written then.
    """
    _refuse_same(file.path, out)
    book = read_workbook(file.path)
    package = open_package(file.path, "标注")
    _refuse_marked_in_excel(book)
    words = words_in(book)
    reuse = is_blank(book.sheet(FINDINGS_SHEET))
    old: list[str] = []
    if is_marked(package):
        # What a person wrote goes over to the new sheet, so the old one need not stay.
        done = unmark(package, keep_sheet=False)
        reuse, old = done.emptied, _sentences(done._replace(kept=None), 0) if done.lost else []
    sheets = set(Book(package).sheets)
    table = result_table([file])
    columns = [(head, FINDING_WIDTHS[head]) for head in table.headers]
    lines, left = lines_of(table, words, sheets)
    mark(package, remarks_of(table, sheets), Results(title_of(file), columns, lines, reuse))
    _save(out, package, kept)
    lost = words.others + len(left)
    left_out = f"原来的检查结果里有 {lost} 处说明对应的问题已不在，没有带过来；原文件没有改动。"
    return [*old, *([left_out] if lost else [])]


def unmark_file(path: Path, out: Path, kept: Kept | None = None) -> list[str]:
    """Writes a copy of a marked file without its marks.

    Returns sentences about what a person should know. Raises ZpbError as write_marked, and for a file without marks.
    """
    book = read_workbook(path)
    package = open_package(path, "标注")
    _refuse_marked_in_excel(book)
    words = words_in(book)
    done = unmark(package, keep_sheet=words.total > 0)
    _save(out, package, kept)
    return _sentences(done, words.total)


def _refuse_marked_in_excel(book: Workbook) -> None:
    """What the cells were before stands in a sheet that only the add-in reads."""
    if book.sheet(MARKS_SHEET) is not None:
        raise ZpbError(f"「{book.name}」里有在 Excel 里加的检查标记，请先在 Excel 里点「清除标记」并保存。")


def _sentences(done: Unmarked, count: int) -> list[str]:
    found = []
    if done.kept is not None and done.wanted:
        found.append(f"别处的公式引用了工作表「{done.kept}」，这张表保留在文件里，不需要时请自行删除。")
    elif done.kept is not None:
        found.append(f"工作表「{done.kept}」里填有 {count} 处说明，这张表保留在文件里，不需要时请自行删除。")
    if done.lost and done.rewritten:
        # Some program dropped the record, or the marks were taken off before and somebody's notes had stayed.
        found.append(
            f"文件里没有标注记录（被别的程序删掉，或已经撤销过一次）：{len(done.rewritten)} 个批注和单元格底色"
            "认不出是不是检查加的，原样保留，请自行删除。"
        )
    elif done.rewritten:
        more = " 等" if len(done.rewritten) > _SHOWN else ""
        where = "、".join(done.rewritten[:_SHOWN])
        found.append(f"有 {len(done.rewritten)} 个批注标注后被改写过，原样保留：{where}{more}。")
    return found


def _save(out: Path, package: Package, kept: Kept | None) -> None:
    save(out, package.to_bytes(), kept)
