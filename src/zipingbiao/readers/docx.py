"""Opening a .docx as a workbook of one sheet; the form readers walk on it as on any other."""

from __future__ import annotations

from pathlib import Path

from zipingbiao.base.errors import UnreadableFile
from zipingbiao.base.safezip import SafeZip
from zipingbiao.forms.word_mark import read_form_marks
from zipingbiao.readers.grid import Workbook
from zipingbiao.readers.package import main_part, read_keywords
from zipingbiao.readers.word_grid import lay_out
from zipingbiao.readers.word_xml import scan_document


def read_docx(path: Path, package: SafeZip) -> Workbook:
    """Reads the Word file in `package`.

    Raises UnreadableFile where the package has no main part, or it is broken.
    """
    book = Workbook(path, "docx")
    book.has_macros = any(name.endswith("vbaproject.bin") for name in package.names)
    part = main_part(package, "word/document.xml")
    if part is None:
        raise UnreadableFile(
            f"「{book.name}」不是完整的 Word 文件（缺少 document.xml），请用 Word、WPS 打开后另存为 .docx 再试。"
        )
    document = scan_document(package.chunks(part), book.name)
    if not document.has_body:
        raise UnreadableFile(
            f"「{book.name}」是 Word 文件，但里面没有正文，请用 Word、WPS 打开检查后另存为 .docx 再试。"
        )
    book.sheets.append(lay_out(document, book.name))
    book.form_ids = read_form_marks(read_keywords(package))
    return book
