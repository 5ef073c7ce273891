"""What every finished workbook is given in the end: the sheet 检查结果, its properties, its seal."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from zipingbiao import __version__
from zipingbiao.app.official import form_name_of, unit_of
from zipingbiao.app.result_lines import shown_severity
from zipingbiao.base.errors import ZpbError
from zipingbiao.base.text import day_words
from zipingbiao.forms.parts import FINDINGS_SHEET, FINISHED
from zipingbiao.model.seal import Seal, make_seal
from zipingbiao.readers.seal_sheet import check_seal, content_of
from zipingbiao.readers.workbook import read_workbook
from zipingbiao.writers.checked import CheckedFile, count_waived, counts_of, years_of
from zipingbiao.writers.finished.properties import set_properties
from zipingbiao.writers.finished.seal_sheet import add_seal
from zipingbiao.writers.marking.areas import column_name
from zipingbiao.writers.marking.book import ANCHOR, Book, quoted
from zipingbiao.writers.marking.package import Package
from zipingbiao.writers.marking.result_sheet import HEADER_ROW, ResultLine, result_sheet
from zipingbiao.writers.marking.styles import Styles
from zipingbiao.writers.result_rows import FINDING_WIDTHS, cell_reference, result_table

if TYPE_CHECKING:
    from zipingbiao.base.signing import SigningKey

SOFTWARE = f"zipingbiao {__version__}"


def add_results(draft: Path, checked: CheckedFile, made: date) -> None:
    """Adds 检查结果: when and with what it was finished, what is left to be said, and what was waived and why."""
    package = Package.open(draft)
    book, styles = Book(package), Styles(package)
    table = result_table([checked])
    columns = [(head, FINDING_WIDTHS[head]) for head in table.headers]
    lines = []
    for row in table.rows:
        is_there = row.finding.place.sheet in book.sheets
        lines.append(ResultLine(row.values, shown_severity(row.finding), cell_reference(row.finding) if is_there else None))
    about = [_about(checked, made)]
    xml = result_sheet(package.namespace, styles, "自评表检查结果（定稿）", columns, lines, about)
    name, index = book.free_name(FINDINGS_SHEET), book.count
    book.add_sheet(name, xml)
    header = HEADER_ROW + len(about)
    end = f"${column_name(len(columns))}${header + len(lines)}"
    names: list[tuple[str, str, int | None, bool]] = [
        (ANCHOR, f"{quoted(name)}!$A$1", None, True),
        ("_xlnm.Print_Titles", f"{quoted(name)}!$1:${header}", index, False),
    ]
    if lines:
        names.append(("_xlnm._FilterDatabase", f"{quoted(name)}!$A${header}:{end}", index, True))
    book.add_names(names)
    styles.settle()
    package.settle()
    draft.write_bytes(package.to_bytes())


def _about(checked: CheckedFile, made: date) -> str:
    waived = count_waived([checked])
    parts = [
        f"定稿日期：{day_words(made)}",
        f"软件：{SOFTWARE}",
        f"自评表 {len(checked.evaluations)} 张",
        counts_of([checked]),
        f"已说明 {waived} 条",
    ]
    return "　".join(parts)


def set_file_properties(draft: Path, checked: CheckedFile, made: date) -> None:
    """Says in the properties of the file what it is."""
    package = Package.open(draft)
    unit, years = unit_of(checked), "、".join(map(str, years_of([checked])))
    title = f"{unit}{f'{years}年度' if years else ''}{form_name_of(checked)}（送审版）"
    texts = {
        "title": title,
        "subject": "绩效自评",
        "keywords": FINISHED,
        "description": f"{day_words(made)}由自评表软件（{SOFTWARE}）定稿。{counts_of([checked])}。定稿后改动内容的，须重新定稿。",
    }
    set_properties(package, texts, unit)
    draft.write_bytes(package.to_bytes())


def seal_package(draft: Path, made: date, signing: SigningKey | None) -> Seal:
    """Seals what the workbook says, signs the seal where there is a key, and reads it back.

    Raises ZpbError where the seal does not hold, which would be our mistake.
    """
    content = content_of(read_workbook(draft))
    seal = make_seal(content, made.isoformat(), SOFTWARE)
    if signing is not None:
        given = signing.sign(seal.message)
        seal = seal.model_copy(update={"signature": given.signature, "public_key": given.public_key})
    package = Package.open(draft)
    add_seal(package, seal)
    draft.write_bytes(package.to_bytes())
    check = check_seal(read_workbook(draft))
    if check is None or not check.is_whole:
        raise ZpbError("定稿后核对封签没有通过，没有写入，请把原文件发给维护者。")
    return seal
