"""A generated report beside what would be generated from the forms today: which figures differ. No rule lives here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from zipingbiao.checks.made_figures import Contradiction, contradiction, numbers_in
from zipingbiao.checks.made_layout import Grid, Passage, Row, expected_layout, layout
from zipingbiao.checks.made_pairs import in_order, pair_items, pair_rows
from zipingbiao.checks.made_text import plain, read_figures
from zipingbiao.model.made_report import MadeReport
from zipingbiao.model.report import Report, ReportFigure
from zipingbiao.model.statement import Sourced
from zipingbiao.model.values import Place

#: What a row of a table is called by.
_NAMES = frozenset({"三级指标", "评价指标", "项目名称", "资金来源"})


@dataclass(frozen=True, slots=True)
class Wrong:
    """A figure of the report that is not the form's; `place` is that of its paragraph or cell."""

    place: Place
    project: str
    figure: Sourced
    what: Contradiction


@dataclass(frozen=True, slots=True)
class Missing:
    """A row that was taken out of a table; `place` is the row above it, `figures` are what told which it is."""

    place: Place
    project: str
    name: str
    figures: tuple[Sourced, ...]


@dataclass(slots=True)
class Compared:
    """What was found of one report.

    settled  by the address of a paragraph: the texts there that were compared, so that nobody compares them again
    """

    file: str
    wrong: list[Wrong] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    settled: dict[str | None, list[str]] = field(default_factory=dict)


def compare_made(report: MadeReport) -> Compared:
    """Compares every paragraph and table of a generated report that can be recognised.

    What a person added, reworded or wrote in the place of a placeholder is passed over.
    """
    items = layout(report.pieces)
    parts = [expected_layout(part.pieces, part.project, number) for number, part in enumerate(report.parts)]
    expected = in_order(parts, items)
    found = Compared(report.file)
    for i, j in pair_items(expected, items):
        one, other = expected[i], items[j]
        if isinstance(one, Passage) and isinstance(other, Passage):
            _passage(one, other, found)
        elif isinstance(one, Grid) and isinstance(other, Grid):
            _grid(one, other, found)
    return found


def without_settled(report: Report, compared: Sequence[Compared]) -> Report:
    """The report without the figures that were compared with the forms already."""
    settled = next((one.settled for one in compared if one.file == report.file), {})
    if not settled:
        return report
    kept = tuple(figure for figure in report.figures if not _is_settled(figure, settled.get(figure.value.place.cell, [])))
    return report.model_copy(update={"figures": kept})


def _is_settled(figure: ReportFigure, texts: list[str]) -> bool:
    own = plain(figure.value.text or "")
    numbers = numbers_in(own)
    known = [number for text in texts for number in numbers_in(text)]
    return all(number in known for number in numbers) if numbers else any(own in text for text in texts)


def _passage(expected: Passage, passage: Passage, found: Compared) -> None:
    texts = found.settled.setdefault(passage.place.cell, [])
    if expected.key == passage.key:
        texts.append(expected.key)
        return
    if passage.merged and not passage.key:
        return  # A cell that is now one with the cell above it.
    reading = read_figures(expected.text, expected.spans, passage.text)
    texts += [*map(plain, reading.kept), *(plain(change.printed) for change in reading.changes)]
    for change in reading.changes:
        if (what := contradiction(change.figure, change.printed)) is not None:
            found.wrong.append(Wrong(passage.place, expected.project, change.figure, what))


def _grid(expected: Grid, grid: Grid, found: Compared) -> None:
    if expected.key == grid.key:
        return
    pairs = pair_rows(expected, grid)
    columns = _columns(expected, grid)
    for i, j in pairs:
        for one, other in _cells(expected.rows[i], grid.rows[j], columns):
            _passage(one, other, found)
    gone = sorted(set(range(len(expected.rows))) - {i for i, _ in pairs})
    if len(pairs) == len(grid.rows) and len(pairs) * 2 >= len(expected.rows):
        # Every row that is there is one of those expected: the others were taken out.
        above = {i: grid.rows[j] for i, j in pairs}
        for i in gone:
            cells = expected.rows[i].cells
            figures = tuple(span.figure for cell in cells for span in cell.spans if span.figure.text)
            nearest = next((above[k] for k in range(i, -1, -1) if k in above), grid.rows[0])
            if figures:
                # What stands left of an indicator reaches over several rows.
                named = next((one for one in figures if one.label in _NAMES), None)
                name = named.text if named else next((cell.text.strip() for cell in cells if cell.key), "")
                found.missing.append(Missing(nearest.place, cells[0].project, name, (named or figures[0],)))


def _columns(expected: Grid, grid: Grid) -> dict[int, int]:
    """Where the columns of the expected table are, told by its headings, where columns were added or taken out."""
    heads = [cell.key for cell in grid.rows[0].cells]
    return {
        index: heads.index(cell.key)
        for index, cell in enumerate(expected.rows[0].cells)
        if cell.key and heads.count(cell.key) == 1
    }


def _cells(expected: Row, row: Row, columns: dict[int, int]) -> Iterator[tuple[Passage, Passage]]:
    if len(expected.cells) == len(row.cells):
        yield from zip(expected.cells, row.cells, strict=True)
        return
    for index, cell in enumerate(expected.cells):
        if index in columns and columns[index] < len(row.cells):
            yield cell, row.cells[columns[index]]
