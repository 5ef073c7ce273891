"""Reading the figures that a narrative report (.docx, .txt, .md) states in its sentences, each with its meaning."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from zipingbiao.base.files import printable
from zipingbiao.model.report import Report, ReportFigure, ReportSection
from zipingbiao.model.values import Place, Value
from zipingbiao.readers.report_counts import read_counts
from zipingbiao.readers.report_file import Lines, load_lines, split_lines
from zipingbiao.readers.report_goals import read_goals
from zipingbiao.readers.report_lines import to_passages
from zipingbiao.readers.report_outline import Part, Spot, walk_outline
from zipingbiao.readers.report_scene import Scene
from zipingbiao.readers.report_scores import Scorer, heading_points
from zipingbiao.readers.report_subjects import owner_of
from zipingbiao.readers.report_tokens import find_tokens
from zipingbiao.readers.report_walk import Carried, Walker

#: A report has some hundred figures; a file with more than this is a data dump.
MAX_FIGURES = 20_000


def read_report(path: Path) -> Report:
    """The figures of a report with the sentences they stand in.

    Tables are left out: they belong to the readers of forms and lists. What is only resembled by the words is marked as
    guessed, what cannot be told is left out.

    Raises UnreadableFile with one plain sentence.
    """
    path = Path(path)
    return _read(load_lines(path), Part(), printable(path.name))


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
    carried = Carried()
    part: Part | None = None
    truncated = source.truncated
    for spot in walk_outline(to_passages(source), known):
        scene = Scene(spot, file, source.counter, figures)
        if spot.is_heading and spot.part is not part and spot.part.title:
            part = spot.part
            sections.append(_title(part, file, source.counter))
            _year(part, scene)
        elif spot.is_heading and spot.path:
            sections.append(ReportSection(title=spot.path[-1].title, level=spot.path[-1].level, place=scene.place(0)))
        _read_passage(spot, scene, carried)
        if len(figures) > MAX_FIGURES:
            truncated = True
            break
    titles = [section for section in sections if section.level == 0]
    last = part or known
    return Report(
        file=file or "",
        title=titles[0].title if titles else "",
        year=titles[0].year if titles else last.year,
        unit_name=last.unit,
        sections=tuple(sections),
        figures=tuple(figures[:MAX_FIGURES]),
        truncated=truncated,
    )


def _read_passage(spot: Spot, scene: Scene, carried: Carried) -> None:
    text = spot.passage.text
    if not any(character.isdigit() for character in text) and "百分之" not in text and "等级" not in text and "评" not in text:
        carried.pass_over(spot)
        return
    tokens = sorted(find_tokens(text), key=lambda token: token.start)
    first = len(scene.figures)
    if spot.is_heading:
        heading_points(scene, tokens)
        carried.pass_over(spot)
        return
    walker = Walker(scene, tokens, carried)
    walker.run()
    Scorer(scene, tokens).run()
    read_counts(scene)
    read_goals(scene, tokens)
    # Each reader goes through the passage by itself; a person reads it once.
    order = {token.start: index for index, token in enumerate(tokens)}
    del order
    scene.figures[first:] = scene.figures[first:]


def _title(part: Part, file: str | None, counter: str) -> ReportSection:
    place = Place(file=file, cell=f"第{part.line}{counter}")
    return ReportSection(title=part.title, level=0, place=place, project=part.project, year=part.year)


def _year(part: Part, scene: Scene) -> None:
    if part.year is None:
        return
    subject = owner_of(part)
    place = Place(file=scene.file, cell=f"第{part.line}{scene.counter}")
    value = Value(text=f"{part.year}年", number=Decimal(part.year), step=Decimal(1), unit="年", place=place)
    scene.figures.append(
        ReportFigure(
            kind="year", value=value, scope=subject.scope, subject=subject.name, year=part.year, sentence=part.title
        )
    )
