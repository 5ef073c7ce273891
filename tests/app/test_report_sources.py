"""No number without a source: every digit and every grade of every report leads back to cells of its workbook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest

from tests.app.report_reading import faults_in, texts_of
from tests.scoring.provenance import cells_of
from tests.scoring.statements import DATA, Stated, generated, stated
from zipingbiao.app.report_templates import find_template, read_template
from zipingbiao.app.word_report import state, write_reports
from zipingbiao.model.report_mark import ReportKind
from zipingbiao.model.statement import Sentence
from zipingbiao.writers.word.render import Rendered, render

KINDS: tuple[ReportKind, ...] = ("self", "evaluation", "summary")
HAND_MADE = ("donghu-2019", "dongxihu-2022")
GENERATED = ("wuhan-2018-forms", "xiangxi-2018-form", "yongde-2022-form", "dongxihu-2020-form", "cost-2021-form")


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    folder = tmp_path_factory.mktemp("books")
    return lambda name: DATA / "seeds-xlsx" / f"{name}.xlsx" if name in HAND_MADE else generated(name, folder)


def sentences_of(rendered: Rendered) -> list[Sentence]:
    return [sentence for part in rendered.parts for sentence in part]


def check(result: Stated, content: bytes, rendered: Rendered, book: Path | None = None) -> list[str]:
    """The faults of a document against its workbook, or against another one of that name."""
    policy, bands = result.definitions[0].policy, result.forms[0].bands
    return faults_in(content, sentences_of(rendered), cells_of(book or result.path), policy, bands)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", [*HAND_MADE, *GENERATED])
def test_every_figure_of_a_report_has_its_cell(
    workbook: Callable[[str], Path], tmp_path: Path, name: str, kind: ReportKind
) -> None:
    path = workbook(name)
    written = write_reports(path, tmp_path / "报告.docx", kind).reports[0]
    assert written.rendered.parts
    assert check(stated(path), written.path.read_bytes(), written.rendered) == []


@pytest.mark.parametrize("name", [*HAND_MADE, *GENERATED])
def test_a_report_speaks_of_every_form(workbook: Callable[[str], Path], tmp_path: Path, name: str) -> None:
    """Names, amounts, rates, totals and scores of every form really stand in its part of the text."""
    path = workbook(name)
    for kind in ("self", "evaluation"):
        rendered = write_reports(path, tmp_path / f"{kind}.docx", kind).reports[0].rendered
        for form, part in zip(stated(path).forms, rendered.parts, strict=True):
            said = {span.figure.text for sentence in part for span in sentence.spans}
            fund = form.total_fund
            wanted = [form.year, form.total, form.grade]
            wanted += [form.project] if form.level == "project" else []
            wanted += [] if fund is None else [fund.budget, fund.executed, fund.rate]
            wanted += [row.score for row in form.indicators]
            wanted += [row.target for row in form.indicators if row.has_target_apart or kind == "evaluation"]
            wanted += [group.score for group in form.groups]
            missing = [str(one) for one in wanted if one.text and one.text not in said and not _in(one.text, said)]
            assert not missing, (form.place.sheet, kind)


def _in(text: str, said: set[str]) -> bool:
    """A text at the end of a sentence loses its full stop."""
    return any(text.rstrip("。；;") == one.rstrip("。；;") for one in said)


# -- the check above can fail --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cost(workbook: Callable[[str], Path]) -> Stated:
    return stated(workbook("cost-2021-form"))


def rendered_by(template: Path, result: Stated) -> Rendered:
    statements = state("self", list(result.evaluations), list(result.assessments))
    return render("self", statements, read_template(template))


def a_template(tmp_path: Path, *paragraphs: str) -> Path:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    path = tmp_path / "模板.docx"
    document.save(str(path))
    return path


def test_a_template_of_figures_passes(tmp_path: Path, cost: Stated) -> None:
    words = "1．{{ 项目名称 }}得{{ 总分 }}分，等级为“{{ 评价等级 }}”，其中：（1）执行率{{ 资金.执行率 }}；（2）满分{{ 满分 }}。"
    rendered = rendered_by(a_template(tmp_path, words), cost)
    assert "87.4分" in sentences_of(rendered)[0].text
    assert check(cost, rendered.content, rendered) == []


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("{{ 项目名称 }}得97分。", "9 has no source"),
        ("{{ 项目名称 }}得９７分。", "９ has no source"),
        ("1．{{ 项目名称 }}共2项。", "2 has no source"),
        ("{{ 项目名称 }}：（1）甲；（3）乙。", "has no source"),
        ("{{ 项目名称 }}评价等级为“优”。", "a grade without source"),
        ("{{ 项目名称 }}\n优", "a grade without source"),
        ("{{ 项目名称 }}共{{ 3 }}项。", "3 has no source"),
        ("{% for 指标 in 指标表 %}{{ 指标.名称 }}{{ loop.index }}；{% endfor %}", "1 has no source"),
    ],
)
def test_a_template_with_words_of_its_own_is_caught(tmp_path: Path, cost: Stated, words: str, fault: str) -> None:
    rendered = rendered_by(a_template(tmp_path, *words.split("\n")), cost)
    faults = check(cost, rendered.content, rendered)
    assert any(fault in one for one in faults), faults


def test_a_figure_changed_in_word_is_caught(tmp_path: Path, cost: Stated) -> None:
    written = write_reports(cost.path, tmp_path / "报告.docx", "self").reports[0]
    document = docx.Document(str(written.path))
    paragraph = next(one for one in document.paragraphs if "自评总分87.4分" in one.text)
    run = next(one for one in paragraph.runs if "87.4" in one.text)
    run.text = run.text.replace("87.4", "97.4")
    content = BytesIO()
    document.save(content)
    faults = check(cost, content.getvalue(), written.rendered)
    assert len(faults) == 1
    assert "97.4" in faults[0]


@pytest.mark.parametrize(("cell", "value"), [("H34", 88), ("F18", "13公里"), ("G34", 99), ("F6", 118), ("A2", "（2023年度）")])
def test_a_cell_that_holds_something_else_is_caught(tmp_path: Path, cost: Stated, cell: str, value: object) -> None:
    book = openpyxl.load_workbook(cost.path, data_only=True)
    book[cost.evaluations[0].place.sheet or ""][cell].value = value
    changed = tmp_path / cost.path.name
    book.save(changed)
    statements = state("evaluation", list(cost.evaluations), list(cost.assessments))
    rendered = render("evaluation", statements, find_template("evaluation", [cost.evaluations[0].template]))
    assert check(cost, rendered.content, rendered) == []
    assert any(cell in fault or str(value) in fault for fault in check(cost, rendered.content, rendered, changed))


def test_a_figure_without_a_place_is_caught(cost: Stated) -> None:
    form = cost.forms[0]
    rendered = render("self", [replace(form, total=replace(form.total, places=()))], find_template("self", [form.template]))
    assert any("no place" in fault for fault in check(cost, rendered.content, rendered))


def test_all_text_is_read_back(tmp_path: Path, cost: Stated) -> None:
    """What python-docx finds is what a person sees: paragraphs, tables, and no hidden place for text beside them."""
    written = write_reports(cost.path, tmp_path / "报告.docx", "evaluation").reports[0]
    texts = texts_of(written.path.read_bytes())
    assert any("综合评分结果" in text for text in texts)
    assert "项目产出" in texts
    assert "全年预算数120.00万元" in "".join(texts)
