"""A marked copy of a checked workbook, and taking the marks off again; never over the checked file itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from zipingbiao.app.report import is_same_file
from zipingbiao.base.errors import UnreadableFile, ZpbError
from zipingbiao.base.files import printable, save
from zipingbiao.base.text import squeeze
from zipingbiao.forms.parts import FINDINGS_SHEET, NOT_CHECKED
from zipingbiao.model.finding import SEVERITY_WORDS, Finding, Severity
from zipingbiao.readers.grid import Sheet, Workbook
from zipingbiao.readers.workbook import read_workbook
from zipingbiao.writers.checked import CheckedFile, count_severities
from zipingbiao.writers.marking.areas import area_of, cell_name
from zipingbiao.writers.marking.book import ANCHOR, Book, quoted, sheet_of
from zipingbiao.writers.marking.mark import Remark, Results, mark
from zipingbiao.writers.marking.package import Package
from zipingbiao.writers.marking.result_sheet import ResultLine
from zipingbiao.writers.marking.unmark import Unmarked, is_marked, unmark
from zipingbiao.writers.result_rows import FINDING_WIDTHS, result_table

SUFFIXES = (".xlsx", ".xlsm")
_HEADER_ROWS = 10
_SHOWN = 5

Kept = Callable[[Path], None]


class _Words(NamedTuple):
    """What a person wrote in our sheet: 说明 by the finding it stands beside, and whether there is anything else."""

    notes: dict[tuple[str, ...], str]
    others: int

    @property
    def total(self) -> int:
        return len(self.notes) + self.others


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
    if not out.resolve().parent.is_dir():
        raise ZpbError(f"无法保存「{out.name}」：文件夹 {out.parent} 不存在，请先建立文件夹。")
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
    package, book = _open(file.path)
    words = _words_of(book)
    reuse = _is_blank(book.sheet(FINDINGS_SHEET))
    old: list[str] = []
    if is_marked(package):
        # What a person wrote goes over to the new sheet, so the old one need not stay.
        done = unmark(package, keep_sheet=False)
        reuse, old = done.emptied, _sentences(done._replace(kept=None), 0) if done.lost else []
    sheets = set(Book(package).sheets)
    lines, left = _lines(file, words, sheets)
    counts = "，".join(f"{SEVERITY_WORDS[key]} {count} 条" for key, count in count_severities([file]).items())
    table = result_table([file])
    columns = [(head, FINDING_WIDTHS[head]) for head in table.headers]
    results = Results(f"自评表检查结果　（{counts}）", columns, lines, reuse)
    remarks = [_remark(row.values, row.finding) for row in table.rows if row.finding.place.cell]
    mark(package, [one for one in remarks if one.sheet in sheets], results)
    _save(out, package, kept)
    lost = words.others + left
    left_out = f"原来的检查结果里有 {lost} 处说明对应的问题已不在，没有带过来；原文件没有改动。"
    return [*old, *([left_out] if lost else [])]


def unmark_file(path: Path, out: Path, kept: Kept | None = None) -> list[str]:
    """Writes a copy of a marked file without its marks.

    Returns sentences about what a person should know. Raises ZpbError as write_marked, and for a file without marks.
    """
    package, book = _open(path)
    words = _words_of(book)
    done = unmark(package, keep_sheet=words.total > 0)
    _save(out, package, kept)
    return _sentences(done, words.total)


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


def _open(path: Path) -> tuple[Package, Workbook]:
    """The file as parts and as read; raises UnreadableFile for one that is no .xlsx whatever its name says."""
    book = read_workbook(path)
    with path.open("rb") as stream:
        is_package = stream.read(2) == b"PK"
    if is_package:
        package = Package.open(path)
        part = package.main_part
        if part is not None and part.lower().endswith(".xml") and package.tree(part).name == "workbook":
            return package, book
    raise UnreadableFile(f"「{path.name}」其实不是 .xlsx 格式，不能标注，请用 Excel、WPS 打开后另存为 .xlsx 再标注。")


def _save(out: Path, package: Package, kept: Kept | None) -> None:
    old = save(out, package.to_bytes())
    if old is not None and kept is not None:
        kept(old)


def _remark(values: Sequence[int | str], finding: Finding) -> Remark:
    word = SEVERITY_WORDS[finding.severity]
    said = f"（已说明：{finding.waived}）" if finding.waived else ""
    text = f"{values[0]}. 【{word}】{finding.full_message}（{finding.code}）{said}"
    place = finding.place
    return Remark(place.sheet or "", place.cell or "", _shown_severity(finding), printable(text))


def _shown_severity(finding: Finding) -> Severity:
    """What somebody gave a reason for needs no warning colour any more."""
    return "info" if finding.waived else finding.severity


def _lines(file: CheckedFile, words: _Words, sheets: set[str]) -> tuple[list[ResultLine], int]:
    """The rows of 检查结果, with the 说明 of an older copy, and how many of those found no row any more."""
    table = result_table([file])
    where = {head: number for number, head in enumerate(table.headers)}
    left = dict(words.notes)
    lines = []
    for row in table.rows:
        values = list(row.values)
        note = left.pop(_key({head: str(values[number]) for head, number in where.items()}), "")
        values[-1] = values[-1] or note
        lines.append(ResultLine(tuple(values), _shown_severity(row.finding), _link(row.finding, sheets)))
    return lines, len(left)


def _link(finding: Finding, sheets: set[str]) -> str | None:
    area = area_of(finding.place.cell or "")
    if area is None or finding.place.sheet not in sheets:
        return None
    return f"{quoted(finding.place.sheet)}!{cell_name((area.top, area.left))}"


def _key(texts: dict[str, str]) -> tuple[str, ...]:
    """What a finding is known by from one check to the next."""
    return tuple(squeeze(texts.get(head, "")) for head in ("编号", "工作表", "单元格", "指标或栏目", "问题"))


def _words_of(book: Workbook) -> _Words:
    """What a person wrote in the sheet that marking added."""
    anchor = next((meaning for name, meaning in book.defined_names.items() if name.lower() == ANCHOR), "")
    sheet = book.sheet(sheet_of(anchor) or "")
    if sheet is None:
        return _Words({}, 0)
    header = _header(sheet)
    notes: dict[tuple[str, ...], str] = {}
    others = 0
    for row in sheet:
        texts = {column: text for column in sheet.rows[row] if (text := (sheet.text(row, column) or "").strip())}
        if header is None:
            others += bool(texts)
            continue
        first, columns = header
        if row <= first:
            continue
        values = {head: texts.get(column, "") for head, column in columns.items()}
        if values["说明"]:
            notes[_key(values)] = values["说明"]
        # Below or beside the table stands what somebody added.
        others += any(column > max(columns.values()) for column in texts)
        others += bool(texts) and not values["编号"] and not texts.get(columns["序号"], "").startswith("没有发现问题")
    return _Words(notes, others)


def _header(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    for row in list(sheet)[:_HEADER_ROWS]:
        columns = {squeeze(sheet.text(row, column) or ""): column for column in sheet.rows[row]}
        if {"序号", "编号", "工作表", "单元格", "说明"} <= columns.keys():
            return row, columns
    return None


def _is_blank(sheet: Sheet | None) -> bool:
    """Whether 检查结果 is the empty one of a generated workbook."""
    return sheet is not None and list(sheet) == [1, 2] and sheet.text(2, 1) == NOT_CHECKED and len(sheet.rows[2]) == 1
