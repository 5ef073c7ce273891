"""A generated report checked with its workbook: nothing is found in it untouched, and every corrupted figure is."""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from tests.app.corruption import Corrupted, corruptions, made_reports, source_of, with_text
from tests.live.office import convert
from tests.readers.build import DATA
from zipingbiao.app.check import check_paths
from zipingbiao.app.made_reports import Source
from zipingbiao.app.word_report import write_reports
from zipingbiao.checks.made_compare import compare_made
from zipingbiao.model.finding import Finding
from zipingbiao.model.made_report import MadeReport
from zipingbiao.model.report_mark import ReportKind

BOOK = DATA / "seeds-xlsx" / "donghu-2019.xlsx"
SEEDS = [
    BOOK,
    DATA / "seeds-xlsx" / "dongxihu-2022.xlsx",
    *(DATA / "json" / f"{name}.json" for name in ("wuhan-2018-forms", "xiangxi-2018-form", "dongxihu-2020-form")),
    *(DATA / "json" / f"{name}.json" for name in ("cost-2021-form", "yongde-2022-form")),
]
KINDS: tuple[ReportKind, ...] = get_args(ReportKind)
#: Files of other places: some of their figures are enough.
OTHERS = sorted((DATA / "corpus").glob("*.xlsx"))
SHARE = 0.2
#: Figures that are corrupted in real files, each by both ways of editing.
SAMPLE = 3

_source = cache(source_of)


def _untouched(path: Path, kind: ReportKind) -> list[MadeReport]:
    source: Source = _source(path)
    return list(made_reports(source, kind))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("path", [*SEEDS, *OTHERS], ids=lambda path: path.stem)
def test_every_corrupted_figure_is_found_and_nothing_else(path: Path, kind: ReportKind) -> None:
    chance = random.Random(path.stem + kind)
    share = 1.0 if path in SEEDS else SHARE
    count = 0
    for made in _untouched(path, kind):
        untouched = compare_made(made)
        assert not untouched.wrong and not untouched.missing
        for changed in corruptions(made, chance):
            if chance.random() > share:
                continue
            count += 1
            found = compare_made(with_text(made, changed))
            assert [one.figure for one in found.wrong] == [changed.span.figure] and not found.missing, changed
            assert found.wrong[0].what.certain and found.wrong[0].place == made.pieces[changed.index].place
    assert count


@cache
def _written(folder: Path, kind: ReportKind) -> Path:
    path = folder / f"{kind}.docx"
    write_reports(BOOK, path, kind)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("报告")


def _findings(report: Path) -> list[Finding]:
    """What is found in the report but for what a person still has to write."""
    files = {file.path: file.findings for file in check_paths([BOOK, report]).files}
    return [finding for finding in files[report] if finding.code != "ZP069"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_report_and_its_workbook_agree(folder: Path, kind: ReportKind) -> None:
    assert _findings(_written(folder, kind)) == []
    placeholders = [f for file in check_paths([BOOK, _written(folder, kind)]).files for f in file.findings if f.code == "ZP069"]
    assert placeholders and all(finding.severity == "warning" for finding in placeholders)


@pytest.mark.parametrize("kind", KINDS)
def test_the_report_adds_nothing_to_what_is_found_in_the_workbook(folder: Path, kind: ReportKind) -> None:
    alone = check_paths([BOOK]).files[0].findings
    beside = next(file.findings for file in check_paths([BOOK, _written(folder, kind)]).files if file.path == BOOK)
    assert beside == alone


def _paragraphs(word: Any) -> list[Any]:
    """The paragraphs with text in their order, those of tables too."""
    found = (Paragraph(element, word) for element in word.element.body.iter(qn("w:p")))
    return [paragraph for paragraph in found if paragraph.text.strip()]


def _retype(paragraph: Any, old: str, new: str) -> None:
    paragraph.text = new


def _edit_run(paragraph: Any, old: str, new: str) -> None:
    """Puts the changed characters where they stand, in the run they stand in."""
    at = next(i for i, (a, b) in enumerate(zip(old, new, strict=True)) if a != b)
    for run in paragraph.runs:
        if at < len(run.text):
            run.text = run.text[:at] + new[len(old) - len(old[at:]) :][:1] + run.text[at + 1 :]
            return
        at -= len(run.text)


def _chosen(kind: ReportKind) -> list[tuple[Corrupted, int]]:
    """Some figures of all reports of the workbook, with the number of their paragraph in the document."""
    chance = random.Random(kind)
    found: list[tuple[Corrupted, int]] = []
    before = 0
    for made in _untouched(BOOK, kind):
        number = {index: i for i, index in enumerate(i for i, one in enumerate(made.pieces) if one.text.strip())}
        found += [(one, before + number[one.index]) for one in corruptions(made, chance) if len(one.printed) < 20]
        before += len(number)
    return chance.sample(found, SAMPLE)


@pytest.mark.parametrize("edit", [_retype, _edit_run], ids=["retyped", "in its run"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_corrupted_figure_in_the_file_is_found(
    folder: Path, tmp_path: Path, kind: ReportKind, edit: Callable[[Any, str, str], None]
) -> None:
    for number, (changed, paragraph) in enumerate(_chosen(kind)):
        path = _corrupted(_written(folder, kind), tmp_path / f"{kind}{number}.docx", changed, paragraph, edit)
        _assert_found(path, changed)


def _corrupted(
    report: Path, path: Path, changed: Corrupted, number: int, edit: Callable[[Any, str, str], None]
) -> Path:
    word: Any = Document(str(report))
    paragraph = _paragraphs(word)[number]
    old = paragraph.text
    figure = changed.span.figure
    assert old[changed.span.start : changed.span.end] == figure.text
    edit(paragraph, old, changed.text)
    assert paragraph.text == changed.text
    word.save(str(path))
    return path


def _assert_found(path: Path, changed: Corrupted) -> None:
    findings = _findings(path)
    assert [(f.code, f.kind, f.severity) for f in findings] == [("ZP068", "text_vs_table", "error")], findings
    figure, found = changed.span.figure, findings[0]
    assert (found.label, found.printed, found.expected) == (figure.label, changed.printed, figure.text)
    assert str(figure.places[0]._replace(file=None)) in found.message
    assert changed.printed in found.message and figure.text in found.message


@pytest.mark.live
@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_report_saved_by_libreoffice_is_still_known(folder: Path, tmp_path: Path, kind: ReportKind) -> None:
    saved = convert(_written(folder, kind), tmp_path, "docx")
    assert _findings(saved) == []
    changed, number = _chosen(kind)[0]
    path = _corrupted(saved, tmp_path / "改.docx", changed, number, _retype)
    _assert_found(path, changed)


def _edited(report: Path, path: Path, change: Callable[[Any], None]) -> list[Finding]:
    word: Any = Document(str(report))
    change(word)
    word.save(str(path))
    return _findings(path)


def _in_all(old: str, new: str) -> Callable[[Any], None]:
    def change(word: Any) -> None:
        for paragraph in _paragraphs(word):
            if old in paragraph.text:
                paragraph.text = paragraph.text.replace(old, new)

    return change


@pytest.mark.parametrize("kind", ["self", "evaluation"])
def test_a_changed_project_name_leaves_the_rest_compared(folder: Path, tmp_path: Path, kind: ReportKind) -> None:
    def change(word: Any) -> None:
        _in_all("园区行政管理事务类专项", "园区行政管理类专项")(word)
        _in_all("9.17分", "9.27分")(word)

    found = _edited(_written(folder, kind), tmp_path / "改.docx", change)
    names = [f for f in found if f.label == "项目名称"]
    assert [(f.printed, f.expected) for f in names] == [("园区行政管理类专项", "园区行政管理事务类专项")]
    assert {f.printed for f in found if f not in names} == {"9.27"} and {f.code for f in found} == {"ZP068"}


@pytest.mark.parametrize("year", ["2018", "2021"])
def test_another_year_or_unit_does_not_hide_the_report(folder: Path, tmp_path: Path, year: str) -> None:
    found = _edited(_written(folder, "self"), tmp_path / "改.docx", _in_all("2019年度", f"{year}年度"))
    assert {("ZP068", "年度", year, "2019")} <= {(f.code, f.label, f.printed, f.expected) for f in found}
    unit = "武汉东湖综合保税区建设管理办公室"
    found = _edited(_written(folder, "evaluation"), tmp_path / "改2.docx", _in_all(unit, "襄阳市财政局"))
    assert {f.printed for f in found} == {"襄阳市财政局"}


@pytest.mark.parametrize(
    "change",
    [
        lambda word: [p.insert_paragraph_before("补充：另有支出12.5万元，得3.5分。") for p in _paragraphs(word)[::9]],
        lambda word: [setattr(p, "text", p.text + "比上年提高3个百分点。") for p in _paragraphs(word) if p.text.endswith("。")],
        lambda word: [setattr(p, "text", "经核实，" + p.text) for p in _paragraphs(word) if p.text.endswith("。")],
        lambda word: [setattr(p, "text", p.text.translate(_FULL_WIDTH)) for p in _paragraphs(word)],
        lambda word: [word.element.body.remove(element) for element in list(word.element.body)[60:140]],
        lambda word: [word.element.body.remove(table._tbl) for table in word.tables],
    ],
    ids=["paragraphs added", "sentences added", "words put before", "full width", "a part taken out", "tables taken out"],
)
def test_what_a_person_adds_and_how_it_is_written_is_no_finding(
    folder: Path, tmp_path: Path, change: Callable[[Any], None]
) -> None:
    assert [f for f in _edited(_written(folder, "self"), tmp_path / "改.docx", change) if f.code == "ZP068"] == []


_FULL_WIDTH = {ord("0") + digit: chr(ord("０") + digit) for digit in range(10)}


def test_the_report_on_one_form_among_many(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "一张.docx"
    write_reports(BOOK, path, "evaluation", project="招商工作专项")
    assert _findings(path) == []
    found = _edited(path, tmp_path / "改.docx", _in_all("138.90万元", "139.90万元"))
    assert {(f.code, f.printed) for f in found} == {("ZP068", "139.90")}


def test_forms_and_report_found_in_a_folder(folder: Path, tmp_path: Path) -> None:
    shutil.copy(BOOK, tmp_path / BOOK.name)
    report = _edited_copy(_written(folder, "self"), tmp_path / "报告.docx", _in_all("93.68分", "93.86分"))
    files = {file.path.name: file.findings for file in check_paths([tmp_path]).files}
    assert {(f.code, f.printed) for f in files[report.name] if f.kind == "text_vs_table"} == {("ZP068", "93.86")}


def _edited_copy(report: Path, path: Path, change: Callable[[Any], None]) -> Path:
    _edited(report, path, change)
    return path


def test_without_the_packages_for_reports_the_prose_is_still_compared(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = _written(folder, "self")
    monkeypatch.setitem(sys.modules, "zipingbiao.writers.word.filling", None)
    found = _findings(report)
    assert "没有逐句核对" in " ".join(f.message for f in found if f.severity == "info")
