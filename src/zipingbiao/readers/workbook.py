"""Opening a file as a workbook by what it contains, not by its name; everything unreadable becomes one sentence.

A Word file is a workbook of one sheet (readers.docx).
"""

from __future__ import annotations

from pathlib import Path

from zipingbiao.base.errors import UnreadableFile
from zipingbiao.base.safezip import MAX_FILE, MIB, SafeZip, broken
from zipingbiao.readers.grid import Workbook
from zipingbiao.readers.xlsx import read_xlsx

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = "请用 Excel、WPS 打开后另存为 .xlsx 再试。"
_CHOOSE = "请确认选对了文件，或用 Excel、WPS 打开后另存为 .xlsx 再试。"
#: Beginnings of files: signatures, and what to say of them.
_KNOWN: tuple[tuple[tuple[bytes, ...], str], ...] = (
    ((b"%PDF",), "是 PDF 文件，不是工作簿，请向提供人索取 Excel 表，或转换为 .xlsx 再试。"),
    ((b"\xff\xd8", b"\x89PNG", b"BM", b"GIF8", b"II*\x00", b"MM\x00*"), "是图片，不是工作簿，请指定 .xlsx 文件。"),
    ((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ"), "是压缩包，不是工作簿，请先解压，再指定其中的 .xlsx 文件。"),
    ((b"MZ\x90", b"MZ\x00", b"\x7fELF"), "是程序，不是工作簿，请不要运行它，并向提供人核实。"),
)
_WEB = (b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<body", b"<style", b"mime-version:")


def read_workbook(path: Path) -> Workbook:
    """Reads a workbook (.xlsx .xlsm .ods .xls .et .docx, and .xlsb with the optional part "formats").

    Raises UnreadableFile with one plain sentence: what is wrong and what to do.
    """
    path = Path(path)
    head = _head(path)
    if head.startswith(b"PK"):
        with SafeZip(path) as package:
            return _read_package(path, package)
    if head.startswith(_OLE):
        return _read_ole(path)
    raise UnreadableFile(_what_it_is(path.name, head))


def _head(path: Path) -> bytes:
    """The first bytes of the file."""
    name = path.name or str(path)
    try:
        if path.is_dir():
            raise UnreadableFile(f"「{name}」是文件夹，请指定其中的文件。")
        if not path.exists():
            raise UnreadableFile(f"找不到文件「{name}」，请检查文件名和所在文件夹。")
        if not path.is_file():
            raise UnreadableFile(f"「{name}」不是普通文件，请指定一个 .xlsx 文件。")
        if name.startswith("~$"):
            raise UnreadableFile(
                f"「{name}」是 Excel、WPS 打开文件时留下的临时文件，里面没有表格，请指定名字不带 ~$ 的那个文件。"
            )
        with path.open("rb") as stream:
            head = stream.read(2048)
    except PermissionError as error:
        raise UnreadableFile(f"没有权限读取「{name}」，请检查文件权限，或先关闭正在使用它的程序。") from error
    except (OSError, ValueError) as error:
        raise UnreadableFile(f"「{name}」无法打开，请检查文件名和所在磁盘后重试。") from error
    if not head:
        raise UnreadableFile(f"「{name}」是空文件（0 字节），请重新索取或重新保存。")
    return head


def _read_package(path: Path, package: SafeZip) -> Workbook:
    if "xl/workbook.bin" in package:
        from zipingbiao.readers.calamine import read_xlsb

        return read_xlsb(path, package)
    if "xl/workbook.xml" in package or any(name.startswith("xl/") for name in package.names):
        return read_xlsx(path, package)
    if "content.xml" in package and "mimetype" in package:
        kind = package.read("mimetype", 1024).decode("ascii", "replace")
        if "spreadsheet" in kind:
            from zipingbiao.readers.ods import read_ods

            return read_ods(path, package)
        raise UnreadableFile(f"「{path.name}」不是表格文件，请把自评表另存为 .xlsx 或 .docx 再试。")
    if any(name.startswith("word/") for name in package.names):
        from zipingbiao.readers.docx import read_docx

        return read_docx(path, package)
    if any(name.startswith("ppt/") for name in package.names):
        raise UnreadableFile(f"「{path.name}」是演示文稿，不是工作簿，请指定 .xlsx 文件。")
    if "ofd.xml" in package:
        raise UnreadableFile(f"「{path.name}」是 OFD 版式文件，不是工作簿，请向提供人索取 Excel 表。")
    if any(name.endswith(".iwa") or name == "index.zip" for name in package.names):
        raise UnreadableFile(f"「{path.name}」是苹果 Numbers 文件，请在 Numbers 里导出为 .xlsx 再试。")
    if "_rels/.rels" in package or "[content_types].xml" in package:
        return read_xlsx(path, package)
    raise UnreadableFile(f"「{path.name}」是压缩包，不是工作簿，请先解压，再指定其中的 .xlsx 文件。")


def _read_ole(path: Path) -> Workbook:
    if path.stat().st_size > MAX_FILE:
        raise UnreadableFile(f"「{path.name}」超过 {MAX_FILE // MIB} MB，不像自评表，请删去图片等无关内容后再试。")
    data = path.read_bytes()
    if _utf16("EncryptedPackage") in data:
        raise UnreadableFile(f"「{path.name}」的文件有打开密码，请先取消密码后另存，再试。")
    if _utf16("Workbook") in data or _utf16("Book") in data:
        from zipingbiao.readers.biff import read_xls

        return read_xls(path, data)
    if _utf16("WordDocument") in data:
        raise UnreadableFile(f"「{path.name}」是旧版 Word 文件（.doc），请用 Word、WPS 打开后另存为 .docx 再试。")
    if _utf16("PowerPoint Document") in data:
        raise UnreadableFile(f"「{path.name}」是演示文稿，不是工作簿，请指定 .xlsx 文件。")
    raise UnreadableFile(broken(path.name))


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def _what_it_is(name: str, head: bytes) -> str:
    if sentence := next((text for signatures, text in _KNOWN if head.startswith(signatures)), None):
        return f"「{name}」{sentence}"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[: len(head) & ~1].decode("utf-16", "replace").encode()
    body = head.lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    if not body.strip(b"\x00"):
        return f"「{name}」里没有内容，可能没有保存或下载完整，请重新索取或重新保存。"
    if body.startswith(_WEB):
        return f"「{name}」其实是网页文件，不是工作簿，{_SAVE_AS}"
    if body.startswith(b"<?xml"):
        return f"「{name}」是 XML 文件，不是工作簿，{_SAVE_AS}"
    if body.startswith(b"{\\rtf"):
        return f"「{name}」其实是 RTF 文件，请用 Word、WPS 打开后另存为 .docx 再试。"
    if b"\x00" not in body:
        return f"「{name}」其实是文本文件，不是工作簿，{_CHOOSE}"
    return f"「{name}」不是工作簿，或文件已损坏，{_CHOOSE}"
