"""The package around the sheets of an .xlsx or .xlsm: relations, shared strings, number formats, names, links."""

from __future__ import annotations

import re
from pathlib import Path

from zipingbiao.base.errors import UnreadableFile
from zipingbiao.base.safezip import SafeZip
from zipingbiao.readers._xml import Attributes, scan
from zipingbiao.readers.grid import Face, Sheet, Workbook
from zipingbiao.readers.number_format import BUILTIN, NumberFormat, compile_format
from zipingbiao.readers.package import has_macros, main_part, read_keywords, relations
from zipingbiao.readers.sheet_xml import read_sheet

MAX_STRINGS = 2_000_000
MAX_STYLES = 100_000
MAX_SHEETS = 1_000
#: Non-empty cells kept per workbook; beyond it the remaining sheets stay unread.
MAX_WORKBOOK_CELLS = 1_200_000
_TRUE = {"1", "true"}


def read_xlsx(path: Path, package: SafeZip) -> Workbook:
    """Reads the workbook in `package`.

    Raises UnreadableFile where the package has no workbook or a part is broken.
    """
    part = _workbook_part(package)
    book = Workbook(path, "xlsx")
    book.has_macros = has_macros(package)
    index = _WorkbookPart()
    scan(package.chunks(part), book.name, "workbook.xml", index.start, index.end)
    related = relations(package, part, book.name)
    by_type: dict[str, list[str]] = {}
    for kind, target, _ in related.values():
        by_type.setdefault(kind, []).append(target)
    shared = _shared_strings(package, by_type.get("sharedStrings", []), book.name)
    formats, faces = _styles(package, by_type.get("styles", []), book.name, index.date1904)
    stored = 0
    for name, state, relation in index.sheets[:MAX_SHEETS]:
        kind, target, _ = related.get(relation, ("", "", ""))
        if kind not in ("worksheet", ""):
            book.other_sheets.append(name)  # a chart sheet holds no cells
            continue
        if target not in package:
            raise UnreadableFile(
                f"「{book.name}」缺少工作表「{name}」的内容，文件已损坏，请用 Excel、WPS 打开并修复后另存为 .xlsx 再试。"
            )
        sheet = Sheet(name=name, file=book.name, formats=formats)
        sheet.look.faces = faces
        if state == "hidden":
            sheet.state = "hidden"
        elif state == "veryHidden":
            sheet.state = "veryHidden"
        if stored < MAX_WORKBOOK_CELLS:
            read_sheet(sheet, package.chunks(target), shared)
            stored += sum(len(cells) for cells in sheet.rows.values())
        else:
            sheet.truncated = True
        book.sheets.append(sheet)
    if not book.sheets:
        raise UnreadableFile(f"「{book.name}」里没有工作表，请确认选对了文件。")
    book.defined_names = index.names
    book.external_links = _external_links(package, by_type.get("externalLink", []), book.name)
    book.keywords = read_keywords(package)
    return book


def _workbook_part(package: SafeZip) -> str:
    part = main_part(package, "xl/workbook.xml")
    if part is None:
        raise UnreadableFile(
            f"「{package.name}」不是完整的工作簿（缺少 workbook.xml），请用 Excel、WPS 另存为 .xlsx 再试。"
        )
    return part


class _WorkbookPart:
    """Handler for workbook.xml."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, str]] = []
        self.names: dict[str, str] = {}
        self.date1904 = False
        self._name = ""

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "sheet":
            relation = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            self.sheets.append((attributes.get("name", ""), attributes.get("state", "visible"), relation))
        elif tag == "workbookPr":
            self.date1904 = attributes.get("date1904") in _TRUE
        elif tag == "definedName":
            self._name = attributes.get("name", "")

    def end(self, tag: str, text: str) -> None:
        if tag == "definedName" and self._name and len(self.names) < 10_000:
            self.names[self._name] = text.strip()


def _shared_strings(package: SafeZip, targets: list[str], name: str) -> list[str]:
    strings: list[str] = []
    if not targets or targets[0] not in package:
        return strings
    pieces: list[str] = []
    phonetic = False

    def start(tag: str, _: Attributes) -> None:
        nonlocal phonetic
        if tag == "si":
            pieces.clear()
        elif tag == "rPh":
            phonetic = True

    def end(tag: str, text: str) -> None:
        nonlocal phonetic
        if tag == "t" and not phonetic:
            pieces.append(text)
        elif tag == "si":
            strings.append("".join(pieces))
            if len(strings) > MAX_STRINGS:
                raise UnreadableFile(f"「{name}」的文字过多，不像自评表，请删去无关的工作表后再试。")
        elif tag == "rPh":
            phonetic = False

    scan(package.chunks(targets[0]), name, "文字表", start, end)
    return strings


def _styles(
    package: SafeZip, targets: list[str], name: str, date1904: bool
) -> tuple[list[NumberFormat], list[Face]]:
    """Number format and font of every cell style."""
    codes: dict[int, str] = {}
    used: list[tuple[int, int]] = []
    fonts: list[Face] = []
    inside, in_fonts = False, False
    if targets and targets[0] in package:

        def start(tag: str, attributes: Attributes) -> None:
            nonlocal inside, in_fonts
            if tag == "fonts":
                in_fonts = True
            elif in_fonts and tag == "font" and len(fonts) < MAX_STYLES:
                fonts.append(Face())
            elif in_fonts and tag == "name" and fonts:
                fonts[-1] = fonts[-1]._replace(name=attributes.get("val", "")[:60])
            elif in_fonts and tag == "sz" and fonts:
                fonts[-1] = fonts[-1]._replace(size=_size(attributes.get("val", "")))
            elif tag == "numFmt" and len(codes) < MAX_STYLES:
                codes[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "General")
            elif tag == "cellXfs":
                inside = True
            elif tag == "cellStyles":
                inside = False
            elif tag == "xf" and inside and len(used) < MAX_STYLES:
                used.append((_number(attributes.get("numFmtId")), _number(attributes.get("fontId"))))

        def end(tag: str, _: str) -> None:
            nonlocal inside, in_fonts
            if tag == "cellXfs":
                inside = False
            elif tag == "fonts":
                in_fonts = False

        scan(package.chunks(targets[0]), name, "格式表", start, end)
    formats = [compile_format(codes.get(key) or BUILTIN.get(key, "General"), date1904) for key, _ in used]
    return formats, [fonts[font] if font < len(fonts) else Face() for _, font in used]


def _size(text: str) -> float | None:
    """A font size in points; None for anything that is none."""
    return float(text) if re.fullmatch(r"\d{1,3}(?:\.\d{1,2})?", text) else None


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 8 else 0


def _external_links(package: SafeZip, targets: list[str], name: str) -> list[str]:
    links: list[str] = []
    for target in targets[:500]:
        written = [text for kind, _, text in relations(package, target, name).values() if "externalLink" in kind]
        links.extend(written or [target])
    return links
