"""A finished workbook of forms made by hand: the same package, without what acts by itself or asks other files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from zipingbiao.app.reading import ReadFile
from zipingbiao.app.workbook_package import open_package
from zipingbiao.base.errors import UnreadableFile, ZpbError
from zipingbiao.base.text import excerpt
from zipingbiao.forms.parts import MARKS_SHEET
from zipingbiao.readers.columns import printed_edge
from zipingbiao.readers.grid import Sheet, Workbook, cell_name
from zipingbiao.readers.lines import read_lines
from zipingbiao.writers.finished.freezing import drop_external_links, freeze_cells, is_outside
from zipingbiao.writers.finished.page import set_page
from zipingbiao.writers.finished.seal_sheet import remove_seal
from zipingbiao.writers.finished.stripping import strip_active
from zipingbiao.writers.marking.areas import Spot
from zipingbiao.writers.marking.book import Book
from zipingbiao.writers.marking.markup import Broken
from zipingbiao.writers.marking.package import Package
from zipingbiao.writers.marking.unmark import is_marked, unmark

_SHOWN = 5
#: Wider than this, in characters, a table is printed lying.
_WIDE = 100.0
_USUAL_WIDTH = 8.43
_TEXT = re.compile(r'"[^"]*"')
_FUNCTION = re.compile(r"(?<![\w.])([A-Za-z_\u4e00-\u9fff][\w.]*)\s*\(")
_NAME = re.compile(r"(?<![\w.!\]])([A-Za-z_\\\u4e00-\u9fff][\w.]*)(?![\w.]*[(!])")
_BY_THE_DAY = frozenset({"TODAY", "NOW", "RAND", "RANDBETWEEN", "CELL", "INFO"})
#: What nobody's macros redefine; a macro may call them too, so that their names stand in its project.
_BUILT_IN = frozenset({
    "ABS", "AND", "AVERAGE", "AVERAGEIF", "AVERAGEIFS", "CEILING", "CHAR", "CHOOSE", "CLEAN", "CODE",
    "COLUMN", "COLUMNS", "CONCATENATE", "COUNT", "COUNTA", "COUNTBLANK", "COUNTIF", "COUNTIFS", "DATE",
    "DATEDIF", "DATEVALUE", "DAY", "DAYS", "EDATE", "EOMONTH", "EXACT", "FALSE", "FIND", "FIXED", "FLOOR",
    "HLOOKUP", "HOUR", "HYPERLINK", "IF", "IFERROR", "IFNA", "IFS", "INDEX", "INDIRECT", "INT", "ISBLANK",
    "ISERR", "ISERROR", "ISNA", "ISNUMBER", "ISTEXT", "LARGE", "LEFT", "LEN", "LOOKUP", "LOWER", "MATCH",
    "MAX", "MAXIFS", "MEDIAN", "MID", "MIN", "MINIFS", "MINUTE", "MOD", "MONTH", "N", "NA", "NETWORKDAYS",
    "NOT", "OFFSET", "OR", "PROPER", "RANK", "REPLACE", "REPT", "RIGHT", "ROUND", "ROUNDDOWN", "ROUNDUP",
    "ROW", "ROWS", "SEARCH", "SECOND", "SIGN", "SMALL", "SQRT", "SUBSTITUTE", "SUBTOTAL", "SUM", "SUMIF",
    "SUMIFS", "SUMPRODUCT", "T", "TEXT", "TEXTJOIN", "TIME", "TRANSPOSE", "TRIM", "TRUE", "TRUNC", "UPPER",
    "VALUE", "VLOOKUP", "WEEKDAY", "XLOOKUP", "YEAR",
})  # fmt: skip


def write_other(path: Path, read: ReadFile, draft: Path) -> list[str]:
    """Writes the package as a finished workbook to `draft`, without 检查结果 and seal.

    Returns sentences about what was taken out or changed.

    Raises:
        UnreadableFile: for a file that is no .xlsx whatever its name says, or is broken.
        ZpbError: where formulas have no saved results, or something in it cannot be taken out.
    """
    assert read.book is not None
    book = read.book
    package = open_package(path, "定稿")
    package.refuse_signed()
    _refuse(book)
    try:
        sentences = list(_write(package, book, read))
    except Broken as error:
        raise UnreadableFile(str(package.broken())) from error
    draft.write_bytes(package.to_bytes())
    return sentences


def _refuse(book: Workbook) -> None:
    if book.sheet(MARKS_SHEET) is not None:
        raise ZpbError(f"「{book.name}」里有在 Excel 里加的检查标记，请先在 Excel 里点「清除标记」并保存，再定稿。")
    if cut := [sheet.name for sheet in book.sheets if sheet.truncated]:
        raise ZpbError(f"工作表「{'」「'.join(cut)}」的数据太多，不能全部核对，没有定稿：请删去无关的数据。")
    blank = [
        f"{sheet.name}!{cell_name(row, column)}"
        for sheet in book.sheets
        for row in sheet
        for column, cell in sorted(sheet.rows[row].items())
        if cell.formula is not None and cell.kind == "number" and not cell.raw
    ]
    if blank:
        raise ZpbError(
            f"「{book.name}」有 {len(blank)} 个公式格没有保存结果（{_some(blank)}），没有定稿："
            "请用 Excel 或 WPS 打开，重新计算并保存后再定稿。"
        )


def _write(package: Package, book: Workbook, read: ReadFile) -> Iterator[str]:
    if is_marked(package):
        done = unmark(package, keep_sheet=False)
        if done.kept is not None:
            yield f"别处的公式引用了工作表「{done.kept}」，这张表保留在送审版里。"
        if done.rewritten:
            yield f"有 {len(done.rewritten)} 个检查批注被人改写过，原样保留：{_some(list(done.rewritten))}。"
    remove_seal(package)
    project = package.related(package.workbook, "vbaProject")
    macros = package.parts[project[1]].data.lower() if project else b""
    frozen = _frozen(book, macros)
    freeze_cells(package, {name: set(spots) for name, spots in frozen.items()})
    stripped = strip_active(package)
    if stripped.words:
        yield f"送审版里去掉了{'、'.join(stripped.words)}。"
    if book.external_links or any(map(is_outside, book.defined_names.values())):
        if drop_external_links(package):
            raise ZpbError(f"「{book.name}」的图表或数据透视表引用了别的文件，没有定稿：请先把它们改为引用本文件的数据。")
        yield f"送审版里断开了与别的文件的链接：{_some(book.external_links)}。"
    for why in _REASONS:
        cells = [f"{name}!{cell_name(*spot)}" for name, spots in frozen.items() for spot, one in spots.items() if one == why]
        if cells:
            yield f"{len(cells)} 格的公式{why}，已换成算出的数：{_some(cells)}。"
    yield from _pages(package, book, read)


_OUTSIDE, _VARYING, _ADDIN, _MACRO = "引用别的文件", "的结果每次打开都会变", "要用加载项才能计算", "要用宏才能计算"
_REASONS = (_OUTSIDE, _VARYING, _ADDIN, _MACRO)


def _frozen(book: Workbook, macros: bytes) -> dict[str, dict[Spot, str]]:
    """The cells whose formulas become values, with the reason, by sheet."""
    outside = {name.upper() for name, meaning in book.defined_names.items() if is_outside(meaning)}
    found: dict[str, dict[Spot, str]] = {}
    for sheet in book.sheets:
        for row in sheet:
            for column, cell in sheet.rows[row].items():
                if cell.formula and (why := _reason(cell.formula, outside, macros)):
                    found.setdefault(sheet.name, {})[row, column] = why
    return found


def _reason(formula: str, outside: set[str], macros: bytes) -> str:
    plain = _TEXT.sub('""', formula)
    if is_outside(plain) or (outside and any(name.upper() in outside for name in _NAME.findall(plain))):
        return _OUTSIDE
    functions = {name.upper() for name in _FUNCTION.findall(plain)}
    if functions & _BY_THE_DAY:
        return _VARYING
    if any(name.startswith("ZPB_") for name in functions):
        return _ADDIN
    if macros and any(_is_in(name, macros) for name in functions - _BUILT_IN if not name.startswith("_XL")):
        return _MACRO
    return ""


def _is_in(name: str, macros: bytes) -> bool:
    """Whether a macro project speaks of a name; names stand in it as text, in the encoding of the machine."""
    lower = name.lower()
    return lower.encode("gbk", "replace") in macros or lower.encode("utf-16-le") in macros


def _pages(package: Package, book: Workbook, read: ReadFile) -> Iterator[str]:
    names = {form.place.sheet for form in read.evaluations} | {one.place.sheet for one in read.summaries}
    given = []
    for name, part in Book(package).sheets.items():
        sheet = book.sheet(name)
        if name in names and sheet is not None and set_page(package, part.part, _is_wide(sheet)):
            given.append(name)
    package.settle()
    if given:
        yield f"工作表{_some([f'「{name}」' for name in given])}没有打印设置，已设为 A4、一页宽。"


def _is_wide(sheet: Sheet) -> bool:
    used = {column for cells in sheet.rows.values() for column in cells}
    edge = min(max(used, default=1), printed_edge(sheet, read_lines(sheet)))
    widths = (sheet.look.width(column) or _USUAL_WIDTH for column in range(1, edge + 1) if not sheet.is_hidden_column(column))
    return sum(widths) > _WIDE


def _some(texts: list[str]) -> str:
    more = "等" if len(texts) > _SHOWN else ""
    return "、".join(excerpt(text, 60) for text in texts[:_SHOWN]) + more
