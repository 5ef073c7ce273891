"""Setting marks: a fill and a note for every cell with findings, the sheet 检查结果, and the record for undoing it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from zipingbiao.base.errors import UnreadableFile
from zipingbiao.forms.parts import FINDINGS_SHEET
from zipingbiao.model.finding import SEVERITY_ORDER, Severity
from zipingbiao.writers.marking.areas import Area, Spot, area_of, cell_name, column_name
from zipingbiao.writers.marking.book import ANCHOR, Book, quoted
from zipingbiao.writers.marking.cells import Cells
from zipingbiao.writers.marking.markup import Broken, legible
from zipingbiao.writers.marking.notes import HEADING, Notes, fingerprint
from zipingbiao.writers.marking.package import Package
from zipingbiao.writers.marking.record import (
    Mark,
    Record,
    changed_parts,
    custom_as_it_was,
    make_room,
    write_record,
)
from zipingbiao.writers.marking.result_sheet import HEADER_ROW, ResultLine, result_sheet
from zipingbiao.writers.marking.styles import Styles

#: Fill colours, by severity.
COLOURS: dict[Severity, str] = {"error": "FFFFC7C4", "warning": "FFFFEB9B", "info": "FFD2E5F9"}
#: What a note shows at most; the sheet 检查结果 has everything.
_MOST_REMARKS, _MOST_TEXT = 12, 1_500


class Remark(NamedTuple):
    """A finding as it is shown on its cell."""

    sheet: str
    cell: str
    severity: Severity
    text: str


class Results(NamedTuple):
    """The sheet 检查结果: its title, headings with widths, rows; whether an empty one stands there to be filled."""

    title: str
    columns: Sequence[tuple[str, float]]
    lines: Sequence[ResultLine]
    reuse: bool = False


class _Target(NamedTuple):
    area: Area
    remarks: list[Remark]

    @property
    def severity(self) -> Severity:
        return min((one.severity for one in self.remarks), key=SEVERITY_ORDER.__getitem__)


def mark(package: Package, remarks: Iterable[Remark], results: Results) -> None:
    """Sets all marks in a package that has none.

    A remark on a sheet or cell that the package does not have stands in 检查结果 only.

    Raises:
        UnreadableFile: where a part is broken.
        ZpbError: for a signed package, or one with too many styles.
    """
    package.refuse_signed()
    try:
        _Marker(package, results).mark(remarks)
    except Broken as error:
        raise UnreadableFile(str(package.broken())) from error


class _Marker:
    def __init__(self, package: Package, results: Results) -> None:
        self.package = package
        self.results = results
        self.book = Book(package)
        self.styles = Styles(package)
        self.record = Record(custom=custom_as_it_was(package))
        self.fills: dict[Severity, int] = {}
        for severity, wanted in COLOURS.items():
            colour = self.styles.free_colour(wanted)
            self.record.colours.append(colour)
            pattern = f'<patternFill patternType="solid"><fgColor rgb="{colour}"/><bgColor indexed="64"/></patternFill>'
            self.fills[severity] = self.styles.add("fills", f"<fill>{pattern}</fill>")

    def mark(self, remarks: Iterable[Remark]) -> None:
        by_sheet: dict[str, list[Remark]] = {}
        for remark in remarks:
            by_sheet.setdefault(remark.sheet, []).append(remark)
        for name, found in by_sheet.items():
            sheet = self.book.sheets.get(name)
            # What is said of 检查结果 itself stands in the sheet that takes its place.
            if sheet is not None and not (self.results.reuse and name == FINDINGS_SHEET):
                self._mark_sheet(name, Cells(self.package, sheet.part), found)
        self._add_results()
        self.styles.settle()
        make_room(self.package)
        self.package.settle()
        self.record.parts = changed_parts(self.package)
        write_record(self.package, self.record)

    def _mark_sheet(self, name: str, cells: Cells, remarks: list[Remark]) -> None:
        targets: dict[Area, _Target] = {}
        for remark in remarks:
            area = area_of(remark.cell)
            if area is not None:
                area = cells.merged((area.top, area.left))
                targets.setdefault(area, _Target(area, [])).remarks.append(remark)
        notes = Notes(self.package, cells)
        threaded = notes.threaded
        styles: dict[Spot, int] = {}
        texts: dict[Spot, str] = {}
        for area, target in targets.items():
            spot = (area.top, area.left)
            if spot not in threaded:
                texts[spot] = note_text(target.remarks)
            before = []
            for one in area.spots:
                old = cells.style_of(one)
                styles[one] = self.styles.with_fill(old.number, self.fills[target.severity])
                before.append(2 * self._fill_index(self.styles.fill_of(old.number)) + (not old.is_written))
            note = fingerprint(texts[spot]) if spot in texts else ""
            reference = f"{cell_name(spot)}:{cell_name((area.bottom, area.right))}"
            colour = list(COLOURS).index(target.severity)
            fills = before[0] if len(set(before)) == 1 else before
            self.record.marks.append(Mark(sheet=name, area=reference, note=note, colour=colour, fills=fills))
        cells.set_styles(styles)
        notes.add(texts)

    def _fill_index(self, fill: str) -> int:
        if fill not in self.record.fills:
            self.record.fills.append(fill)
        return self.record.fills.index(fill)

    def _add_results(self) -> None:
        title, columns, lines, reuse = self.results
        xml = result_sheet(self.package.namespace, self.styles, title, columns, lines)
        old = self.book.sheets.get(FINDINGS_SHEET) if reuse else None
        name = FINDINGS_SHEET if old is not None else self.book.free_name(FINDINGS_SHEET)
        index = old.index if old is not None else self.book.count
        names: list[tuple[str, str, int | None, bool]] = [(ANCHOR, f"{quoted(name)}!$A$1", None, True)]
        if old is None:
            self.book.add_sheet(name, xml)
            heads = f"{quoted(name)}!$1:${HEADER_ROW}"
            names.append(("_xlnm.Print_Titles", heads, index, False))
        else:
            self.record.reused = True
            edits = self.package.edits(old.part)
            edits.replace(0, len(edits.data), xml)
        if lines:
            end = f"${column_name(len(columns))}${HEADER_ROW + len(lines)}"
            names.append(("_xlnm._FilterDatabase", f"{quoted(name)}!$A${HEADER_ROW}:{end}", index, True))
        self.book.add_names(names)


def note_text(remarks: Sequence[Remark]) -> str:
    """What a note says; the worst first."""
    ordered = sorted(remarks, key=lambda one: SEVERITY_ORDER[one.severity])
    shown: list[str] = []
    for remark in ordered[:_MOST_REMARKS]:
        room = _MOST_TEXT - sum(len(text) for text in shown)
        if room <= 0:
            break
        shown.append(remark.text if len(remark.text) <= room else remark.text[: room - 1] + "…")
    rest = len(ordered) - len(shown)
    more = [f"另有 {rest} 条，见工作表「{FINDINGS_SHEET}」。"] if rest else []
    return legible("\n".join([HEADING, *shown, *more]))
