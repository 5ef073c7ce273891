"""Reading the figures that a narrative report (.docx, .txt, .md) states in its sentences, each with its meaning."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

from zipingbiao.base.files import printable
from zipingbiao.model.report import Piece, Report, ReportFigure, ReportSection
from zipingbiao.model.values import Place, Value
from zipingbiao.readers.report_blanks import blanks_of, headings, line_number
from zipingbiao.readers.report_counts import read_counts
from zipingbiao.readers.report_file import Lines, load_lines, split_lines
from zipingbiao.readers.report_goals import read_goals
from zipingbiao.readers.report_grades import heading_points
from zipingbiao.readers.report_lines import to_passages
from zipingbiao.readers.report_outline import Part, Spot, walk_outline
from zipingbiao.readers.report_scene import Scene
from zipingbiao.readers.report_scores import Scorer
from zipingbiao.readers.report_subjects import owner_of
from zipingbiao.readers.report_talk import Carried
from zipingbiao.readers.report_tokens import find_tokens
from zipingbiao.readers.report_walk import Walker

_FIGURES = re.compile(r"\d|百分之|评|等级")
#: A report has some hundred figures; a file with more than this is a data dump.
MAX_FIGURES = 5_000
#: Numbers that are looked at, most of which are no figures.
MAX_NUMBERS = 30_000


def read_report(path: Path) -> Report:
    """The figures of a report with the sentences they stand in.

    Tables are left out: they belong to the readers of forms and lists. What is only resembled by the words is marked as
    guessed, what cannot be told is left out. Actual values are read where the words are fixed (指标目标值…，实际…; 完成全年任务
    …的…%), not from free prose such as 全年举办展会765场.

    Raises UnreadableFile with one plain sentence.
    """
    path = Path(path)
    source = load_lines(path)
    file = printable(path.name)
    report = _read(source, Part(), file)
    heading = headings(report.sections)
    blanks = tuple(blanks_of(source, heading, file))
    pieces = [Piece(one.text, one.place(file, heading(one.number)), one.continues) for one in source.pieces if source.mark]
    more = {"blanks": blanks, "tables": _tables(source, report), "made": source.mark, "pieces": tuple(pieces)}
    return report.model_copy(update=more)


def _tables(source: Lines, report: Report) -> dict[int, str]:
    """The project of the nearest title above each table."""
    titles = [(line_number(title.place), title.project) for title in report.titles]
    return {
        piece.table: next((project for number, project in reversed(titles) if number <= piece.number), "")
        for piece in source.pieces
        if piece.table
    }


def figures_in(text: str, *, project: str = "", unit_name: str = "", year: int | None = None) -> tuple[ReportFigure, ...]:
    """The figures of a text that is at hand already, such as the lines around a table or a goal's 实际完成情况.

    Args:
        text: sentences, with or without headings.
        project: the project they are about; '' for the department, unless the text has a title of its own.
        unit_name: the unit that 我局 and 本单位 mean.
        year: the year that is evaluated.
    """
    known = Part("", project, unit_name, year, is_whole=False)
    return _read(split_lines(text), known, None).figures


def _read(source: Lines, known: Part, file: str | None) -> Report:
    figures: list[ReportFigure] = []
    sections: list[ReportSection] = []
    titles: list[tuple[int, Part]] = []
    carried = Carried()
    years: list[tuple[int, Part, Scene]] = []
    truncated = source.truncated
    last, numbers = known, 0
    for spot in walk_outline(to_passages(source), known):
        scene = Scene(spot, file, source.counter, figures)
        last = spot.part
        if spot.part.title and not (titles and titles[-1][1] is spot.part):
            titles.append((len(sections), spot.part))
            sections.append(ReportSection(title=spot.part.title, level=0))
        elif spot.is_heading and spot.path:
            sections.append(ReportSection(title=spot.path[-1].title, level=spot.path[-1].level, place=scene.place(0)))
        if spot.part.year is not None and spot.part.title and not (years and years[-1][1] is spot.part):
            years.append((len(figures), spot.part, scene))
        numbers += _read_passage(spot, scene, carried)
        if len(figures) > MAX_FIGURES or numbers > MAX_NUMBERS:
            truncated = True
            break
    # What a report is about may stand on the lines below its title.
    for index, part in titles:
        place = Place(file=file, cell=f"第{part.line}{source.counter}")
        sections[index] = ReportSection(title=part.title, level=0, place=place, project=part.project, year=part.year)
    for position, part, scene in reversed(years):
        figures.insert(position, _year(part, scene))
    first = titles[0][1] if titles else last
    return Report(
        file=file or "",
        title=first.title,
        year=first.year,
        unit_name=first.unit or last.unit,
        sections=tuple(sections),
        figures=tuple(figures[:MAX_FIGURES]),
        truncated=truncated,
    )


def _read_passage(spot: Spot, scene: Scene, carried: Carried) -> int:
    """Reads the figures of a passage; returns how many numbers it holds."""
    text = spot.passage.text
    if not _FIGURES.search(text):
        carried.pass_over(spot)
        return 0
    tokens = sorted(find_tokens(text), key=lambda token: token.start)
    first = len(scene.figures)
    if spot.is_heading:
        heading_points(scene, tokens)
        carried.pass_over(spot)
        return len(tokens)
    if tokens:
        Walker(scene, tokens, carried).run()
        read_counts(scene)
        read_goals(scene, tokens)
    else:
        carried.pass_over(spot)
    if "分" in text or "评" in text or "等级" in text:
        Scorer(scene, tokens).run()
    # Each reader goes through the passage by itself; a person reads it once.
    order = sorted(range(first, len(scene.figures)), key=scene.positions.__getitem__)
    scene.figures[first:] = [scene.figures[index] for index in order]
    scene.positions.clear()
    return len(tokens)


def _year(part: Part, scene: Scene) -> ReportFigure:
    """The year that a report is on, from its title or the line below it."""
    subject = owner_of(part)
    value = Value(text=f"{part.year}年", number=Decimal(part.year or 0), step=Decimal(1), unit="年", place=scene.place(0))
    return ReportFigure(
        kind="year", value=value, scope=subject.scope, subject=subject.name, year=part.year, sentence=part.title
    )
