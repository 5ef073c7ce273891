"""The package around the sheets of an .xlsx or .xlsm: relations, shared strings, number formats, names, links."""

from __future__ import annotations

from pathlib import Path

from zipingbiao.base.errors import UnreadableFile
from zipingbiao.base.safezip import SafeZip
from zipingbiao.readers._xml import Attributes, scan
from zipingbiao.readers.grid import Sheet, Workbook
from zipingbiao.readers.number_format import BUILTIN, NumberFormat, compile_format
from zipingbiao.readers.package import main_part, relations
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
    book.has_macros = any(name.endswith("vbaproject.bin") for name in package.names)
    index = _WorkbookPart()
    scan(package.chunks(part), book.name, "workbook.xml", index.start, index.end)
    related = relations(package, part, book.name)
    by_type: dict[str, list[str]] = {}
    for kind, target, _ in related.values():
        by_type.setdefault(kind, []).append(target)
    shared = _shared_strings(package, by_type.get("sharedStrings", []), book.name)
    formats = _formats(package, by_type.get("styles", []), book.name, index.date1904)
    stored = 0
    for name, state, relation in index.sheets[:MAX_SHEETS]:
        kind, target, _ = related.get(relation, ("", "", ""))
        if kind not in ("worksheet", ""):
            continue  # a chart sheet holds no cells
        if target not in package:
            raise UnreadableFile(
                f"「{book.name}」缺少工作表「{name}」的内容，文件已损坏，请用 Excel、WPS 打开并修复后另存为 .xlsx 再试。"
            )
        sheet = Sheet(name=name, file=book.name, formats=formats)
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


def _formats(package: SafeZip, targets: list[str], name: str, date1904: bool) -> list[NumberFormat]:
    codes: dict[int, str] = {}
    used: list[int] = []
    inside = False
    if targets and targets[0] in package:

        def start(tag: str, attributes: Attributes) -> None:
            nonlocal inside
            if tag == "numFmt" and len(codes) < MAX_STYLES:
                codes[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "General")
            elif tag == "cellXfs":
                inside = True
            elif tag == "cellStyles":
                inside = False
            elif tag == "xf" and inside and len(used) < MAX_STYLES:
                used.append(_number(attributes.get("numFmtId")))

        def end(tag: str, _: str) -> None:
            nonlocal inside
            if tag == "cellXfs":
                inside = False

        scan(package.chunks(targets[0]), name, "格式表", start, end)
    return [compile_format(codes.get(key) or BUILTIN.get(key, "General"), date1904) for key in used]


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 8 else 0


def _external_links(package: SafeZip, targets: list[str], name: str) -> list[str]:
    links: list[str] = []
    for target in targets[:500]:
        written = [text for kind, _, text in relations(package, target, name).values() if "externalLink" in kind]
        links.extend(written or [target])
    return links
