"""Taking marks off: to the byte where nothing was saved since, otherwise whatever of them is still ours."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from zipingbiao.base.errors import UnreadableFile, ZpbError
from zipingbiao.forms.parts import FINDING_HEADS, NOT_CHECKED, OPTIONAL_FINDING_HEADS
from zipingbiao.writers.marking.areas import Spot, area_of, cell_name
from zipingbiao.writers.marking.book import Book, BookSheet
from zipingbiao.writers.marking.cells import Cells
from zipingbiao.writers.marking.markup import Broken, take_back, unescaped
from zipingbiao.writers.marking.notes import Notes
from zipingbiao.writers.marking.package import Package
from zipingbiao.writers.marking.record import (
    Mark,
    Record,
    digest,
    has_other_properties,
    read_record,
    remove_record,
    restore_custom,
)
from zipingbiao.writers.marking.result_sheet import blank_sheet
from zipingbiao.writers.marking.styles import NO_FILL, Styles

_FORMULA = re.compile(rb"<(?:\w+:)?f\b[^>]*>([^<]+)<")


class Unmarked(NamedTuple):
    """How it went.

    exact      every part is as it was before marking, to the byte
    kept       the name of our sheet where it had to stay, else None
    wanted     it stayed because formulas or names refer to it, not because a person wrote in it
    rewritten  cells whose note of ours somebody rewrote, and which therefore stays
    emptied    our results stood in a sheet 检查结果 that was there before, and is empty again
    lost       the file no longer says what was marked: fills and notes can no longer be told from anybody else's
    """

    exact: bool
    kept: str | None = None
    wanted: bool = False
    rewritten: tuple[str, ...] = ()
    emptied: bool = False
    lost: bool = False


def is_marked(package: Package) -> bool:
    """Whether there are marks, or a sheet 检查结果 that stayed when they were taken off. Raises as `unmark`."""
    return read_record(package) is not None or Book(package).own is not None


def unmark(package: Package, *, keep_sheet: bool) -> Unmarked:
    """Takes all marks off.

    Args:
        keep_sheet: leave our sheet, because a person wrote in it.

    Raises:
        UnreadableFile: where a part is broken.
        ZpbError: where there are no marks, or what they were is not known any more.
    """
    package.refuse_signed()
    try:
        record = read_record(package)
        if record is None and Book(package).own is None:
            raise ZpbError(f"「{package.name}」里没有检查标注，不用撤销。")
        if record is not None and not keep_sheet and _restore(package, record):
            return Unmarked(exact=True, emptied=record.reused)
        return _Undoing(package, record or Record(), keep_sheet).run()._replace(lost=record is None)
    except Broken as error:
        raise UnreadableFile(str(package.broken())) from error


def _restore(package: Package, record: Record) -> bool:
    """Puts every part back as it was; False, and nothing done, where one has been changed since."""
    before: dict[str, bytes | None] = {}
    for name, changed in record.parts.items():
        part = package.parts.get(name)
        if part is None or digest(part.data) != changed.now:
            return False
        if changed.was is None:
            before[name] = None
            continue
        undo = [(gap, length, old.encode("latin-1", "replace")) for gap, length, old in changed.undo]
        data = take_back(part.data, undo)
        if digest(data) != changed.was:
            return False
        before[name] = data
    if has_other_properties(package, record):
        return False
    restore_custom(package, record)
    package.restore(before)
    return True


class _Undoing:
    """Taking off what is left of the marks in a file that another program saved."""

    def __init__(self, package: Package, record: Record, keep_sheet: bool) -> None:
        self.package = package
        self.record = record
        self.keep = keep_sheet
        self.book = Book(package)
        self.styles = Styles(package)
        self.own = self.book.own
        self.cells: dict[str, Cells] = {}
        self.set: dict[str, dict[Spot, int]] = {}
        self.gone: dict[str, set[Spot]] = {}

    def run(self) -> Unmarked:
        """Everything."""
        found: dict[str, list[tuple[str, Spot]]] = {}
        rewritten: list[str] = []
        known = {one.note for one in self.record.marks if one.note}
        for name, sheet in self.book.sheets.items():
            if self.own is not None and sheet.part == self.own.part:
                continue
            cells = self.cells[name] = Cells(self.package, sheet.part)
            self.set[name], self.gone[name] = {}, set()
            places, others = Notes(self.package, cells).remove(known)
            for key, spots in places.items():
                found.setdefault(key, []).extend((name, spot) for spot in spots)
            rewritten += [f"{name}!{cell_name(spot)}" for spot in others]
        if self.record.marks:
            for one in self.record.marks:
                self._restore_fills(one, found.get(one.note, []))
            self._sweep()
        for name, cells in self.cells.items():
            cells.set_styles(self.set[name])
            cells.remove(self.gone[name])
        kept, wanted = self._results()
        remove_record(self.package)
        self.styles.settle()
        self.package.settle()
        emptied = self.record.reused and kept is None and self.own is not None
        return Unmarked(False, kept, wanted, tuple(rewritten), emptied)

    def _restore_fills(self, mark: Mark, places: list[tuple[str, Spot]]) -> None:
        """A mark's cells, where its note is now; where the note is gone, where they were."""
        area = area_of(mark.area)
        if area is None or not 0 <= mark.colour < len(self.record.colours):
            return
        home = (mark.sheet, (area.top, area.left))
        name, (row, column) = home if home in places or not places else places.pop(0)
        cells = self.cells.get(name)
        if cells is None:
            return
        colour = self.record.colours[mark.colour]
        spots = area.spots
        fills = mark.fills if isinstance(mark.fills, list) else [mark.fills] * len(spots)
        for (top, left), code in zip(spots, fills, strict=False):
            spot = (top - area.top + row, left - area.left + column)
            style = cells.style_of(spot)
            if not style.is_written or self.styles.colour_of(style.number) != colour:
                continue  # somebody chose another colour, or moved the cell
            number, added = divmod(code, 2)
            if added and style.is_blank:
                self.gone[name].add(spot)
            else:
                fill = self.record.fills[number] if number < len(self.record.fills) else NO_FILL
                self.set[name][spot] = self._with(style.number, fill)

    def _with(self, style: int, fill: str) -> int:
        return self.styles.with_fill(style, self.styles.fill_number(fill))

    def _sweep(self) -> None:
        """Cells in one of our colours that no mark accounts for: sorted or copied since. No style had it before."""
        usual = {}
        for index, colour in enumerate(self.record.colours):
            codes = Counter(
                one.fills // 2 for one in self.record.marks if one.colour == index and isinstance(one.fills, int)
            )
            number = codes.most_common(1)[0][0] if codes else -1
            usual[colour] = self.record.fills[number] if 0 <= number < len(self.record.fills) else NO_FILL
        ours = self.styles.coloured(usual)
        for name, cells in self.cells.items():
            for spot, style in cells.styled(ours):
                if spot not in self.set[name] and spot not in self.gone[name]:
                    self.set[name][spot] = self._with(style, usual[ours[style]])

    def _results(self) -> tuple[str | None, bool]:
        """Our sheet: taken out, emptied where it was there before, or left."""
        if self.own is None:
            return None, False
        wanted = self._is_referred_to(self.own)
        if self.keep or (wanted and not self.record.reused):
            return self.own.name, not self.keep
        if not self.record.reused:
            self.book.remove_sheet(self.own)
            return None, False
        edits = self.package.edits(self.own.part)
        heads = [head for head in FINDING_HEADS if head not in OPTIONAL_FINDING_HEADS]
        edits.replace(0, len(edits.data), blank_sheet(self.package.namespace, self.styles, heads, NOT_CHECKED))
        self.book.remove_anchor(self.own)
        return None, False

    def _is_referred_to(self, sheet: BookSheet) -> bool:
        """Whether a formula or a name speaks of the sheet."""
        speaking = re.compile(re.escape(sheet.name) + "'?!")
        texts = (unescaped(one[1]) for cells in self.cells.values() for one in _FORMULA.finditer(cells.data))
        names = (node.text for node in self.book.names if not (node.get("localSheetId") or self.book.is_anchor(node)))
        return any(speaking.search(text) for text in (*names, *texts))
