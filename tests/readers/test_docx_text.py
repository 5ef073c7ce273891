"""What a Word file may hold besides plain cells, where its values stand, and what the command line makes of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml

from tests.readers.drawing import Cell, Drawn, Row, draw
from tests.readers.form_data import faults_of, forms_of
from tests.readers.geometry import GEOMETRIES, Geometry
from tests.readers.test_docx import read
from tests.readers.word_build import W, add_table, document, paragraph_xml, run_xml, save, table_xml
from zipingbiao.adapters.cli import main
from zipingbiao.model.evaluation import Evaluation

HEAD = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因"]
FIRST = ["产出指标", "数量指标", "培训人数", "≥3人", "2人", "10", "7", "人少"]
TOTAL = ["总分", "", "", "", "", "10", "7", ""]
PLACE = re.compile(r"表\d+ 第\d+行第\d+列|表\d+[上下]方")
A1 = re.compile(r"\b[A-Z]{1,2}[1-9]\d{0,3}\b")


def plain(*rows: list[str]) -> list[Row]:
    return [Row([Cell(1 / len(row), text) for text in row]) for row in rows]


def one(path: Path) -> Evaluation:
    (evaluation,), _ = read(path)
    return evaluation


def with_cell(tmp_path: Path, column: int, xml: str, root: str = "") -> Evaluation:
    """The form of one indicator one of whose cells holds this XML."""
    rows = plain(HEAD, FIRST, TOTAL)
    rows[1].cells[column] = Cell(1 / 8, xml=xml)
    return one(save(document(Drawn(["项目支出绩效自评表"], [rows])), tmp_path / "a.docx"))


@pytest.mark.parametrize("geometry", GEOMETRIES)
def test_many_forms_in_one_document_with_headings(tmp_path: Path, geometry: str) -> None:
    forms = [*forms_of("donghu-2019"), *forms_of("dongxihu-2022")[:5], *forms_of("014_xiaoxian_hexi")]
    drawn = [draw(form, replace(GEOMETRIES[geometry], year="line")) for form in forms]
    evaluations, findings = read(save(document(*drawn, heading="附件2-"), tmp_path / "a.docx"))
    assert len(evaluations) == len(forms)
    assert findings == []
    for got, form in zip(evaluations, forms, strict=True):
        assert faults_of(got, form) == []


def test_merges_made_by_the_library(tmp_path: Path) -> None:
    word = Document()
    word.add_paragraph("项目支出绩效自评表")
    table = word.add_table(rows=5, cols=8)
    second = ["", "质量指标", "合格率", "100%", "100%", "10", "10", ""]
    for number, texts in enumerate((["项目名称", "甲项目"], HEAD, FIRST, second, TOTAL)):
        for cell, text in zip(table.rows[number].cells, texts, strict=False):
            cell.text = text
    table.cell(0, 1).merge(table.cell(0, 7))
    table.cell(2, 0).merge(table.cell(3, 0))
    table.cell(4, 0).merge(table.cell(4, 4))
    got = one(save(word, tmp_path / "a.docx"))
    assert got.project.text == "甲项目"
    assert [(row.l1.text, row.l2.text, row.l3.text) for row in got.indicators] == [
        ("产出指标", "数量指标", "培训人数"), ("产出指标", "质量指标", "合格率"),
    ]  # fmt: skip
    assert (got.total_weight.text, got.total.text) == ("10", "7")


def test_amounts_with_their_unit_inside(tmp_path: Path) -> None:
    form = forms_of("donghu-2019")[1]
    got = one(save(document(draw(form, Geometry(units=True))), tmp_path / "a.docx"))
    total = got.total_funding
    assert total is not None
    assert (total.budget.text, total.budget.unit) == (form["funding"][0]["budget"] + "万元", "万元")
    without = one(save(document(draw(form, Geometry())), tmp_path / "b.docx")).total_funding
    assert without is not None
    assert (total.budget.number, total.executed.number) == (without.budget.number, without.executed.number)


def test_labels_above_the_table_kept_apart_by_tabs(tmp_path: Path) -> None:
    lines = ["2021年度项目支出绩效自评表", "项目名称：甲项目\t主管部门：乙局", "单位：元"]
    got = one(save(document(Drawn(lines, [plain(HEAD, FIRST, TOTAL)])), tmp_path / "a.docx"))
    assert (got.project.text, got.department.text, got.unit, got.year_number) == ("甲项目", "乙局", "元", 2021)


def test_line_breaks_and_tabs_inside_cells(tmp_path: Path) -> None:
    got = with_cell(tmp_path, 2, paragraph_xml("培训\n人数\t（人次）") + "<w:p/>" + paragraph_xml("全年"))
    assert got.indicators[0].l3.text == "培训\n人数 （人次）\n全年"


@pytest.mark.parametrize("column", [2, 3, 4, 7])
def test_a_small_table_in_a_cell_is_part_of_what_the_cell_says(tmp_path: Path, column: int) -> None:
    inner = table_xml(plain(["上半年", "1人"], ["下半年", "1人"]))
    got = with_cell(tmp_path, column, paragraph_xml("其中") + inner + "<w:p/>")
    assert len(got.indicators) == 1
    name = ("l1", "l2", "l3", "target", "actual", "weight", "score", "reason")[column]
    assert getattr(got.indicators[0], name).text == "其中\n上半年 1人\n下半年 1人"


@pytest.mark.parametrize("beside", [False, True])
def test_a_form_inside_a_frame(tmp_path: Path, beside: bool) -> None:
    """A table of one cell around everything, or of two where the other is a margin."""
    form = forms_of("donghu-2019")[2]
    drawn = draw(form, Geometry(title_inside=True))
    frame = Cell(0.9 if beside else 1, xml=table_xml(drawn.tables[0]) + "<w:p/>")
    word = document(Drawn(["附件2"], [[Row([Cell(0.1), frame] if beside else [frame])]]))
    assert faults_of(one(save(word, tmp_path / "a.docx")), form) == []


HYPERLINK = "<w:p><w:hyperlink w:anchor='a'>" + run_xml("培训人数") + "</w:hyperlink></w:p>"
INSERTED = "<w:p><w:ins w:id='1' w:author='甲'>" + run_xml("培训") + "</w:ins>" + run_xml("人数") + "</w:p>"
DELETED = (
    "<w:p>" + run_xml("培训") + "<w:del w:id='1' w:author='甲'><w:r><w:delText>会议</w:delText><w:t>会议</w:t></w:r></w:del>"
    + run_xml("人数") + "</w:p>"
)  # fmt: skip
MOVED = (
    "<w:p><w:moveFrom w:id='1'>"
    + run_xml("旧")
    + "</w:moveFrom><w:moveTo w:id='2'>"
    + run_xml("培训人数")
    + "</w:moveTo></w:p>"
)
HIDDEN = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>" + run_xml("培训人数") + "</w:p>"
FIELD = (
    "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> REF x </w:instrText></w:r>"
    "<w:r><w:fldChar w:fldCharType='separate'/></w:r>" + run_xml("培训人数") + "<w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>"
)  # fmt: skip
CONTROL = (
    "<w:sdt><w:sdtPr><w:tag w:val='t'/></w:sdtPr><w:sdtContent>"
    + paragraph_xml("培训人数")
    + "</w:sdtContent></w:sdt><w:p/>"
)
JOINED = (
    "<w:p><w:pPr><w:rPr><w:del w:id='1' w:author='甲'/></w:rPr></w:pPr>" + run_xml("培训") + "</w:p>" + paragraph_xml("人数")
)  # fmt: skip
FOOTNOTE = "<w:p>" + run_xml("培训人数") + "<w:r><w:footnoteReference w:id='2'/></w:r></w:p>"


@pytest.mark.parametrize(
    "xml", [HYPERLINK, INSERTED, DELETED, MOVED, HIDDEN, FIELD, CONTROL, JOINED, FOOTNOTE],
    ids=["hyperlink", "inserted", "deleted", "moved", "hidden", "field", "control", "joined", "footnote"],
)  # fmt: skip
def test_text_as_a_person_reads_it(tmp_path: Path, xml: str) -> None:
    got = with_cell(tmp_path, 2, xml)
    assert [row.l3.text for row in got.indicators] == ["培训人数"]


def test_a_deleted_row_is_gone_and_an_inserted_one_is_there(tmp_path: Path) -> None:
    word = document(Drawn(["项目支出绩效自评表"], []))
    table = add_table(
        word, plain(HEAD, FIRST, ["", "", "旧行", "1", "1", "5", "5", ""], ["", "", "新行", "1", "1", "5", "5", ""])
    )
    for row, change in ((2, "del"), (3, "ins")):
        table.tr_lst[row].insert(
            0, parse_xml(f'<w:trPr xmlns:w="{W}"><w:{change} w:id="{row}" w:author="甲"/></w:trPr>')
        )
    got = one(save(word, tmp_path / "a.docx"))
    assert [row.l3.text for row in got.indicators] == ["培训人数", "新行"]
    assert got.indicators[1].l3.place.row == 3


def test_title_in_a_text_box_is_read_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{paragraph_xml('2020年度甲项目支出绩效自评表')}</w:txbxContent>"
    xml = (
        f'<w:p xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><w:r><mc:AlternateContent>'
        f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    word = Document()
    word.element.body.insert(0, parse_xml(xml))
    add_table(word, plain(HEAD, FIRST, TOTAL))
    evaluations, _ = read(save(word, tmp_path / "a.docx"))
    assert [e.title.text for e in evaluations] == ["2020年度甲项目支出绩效自评表"]


def test_page_headers_and_footers_are_no_part_of_the_form(tmp_path: Path) -> None:
    form = forms_of("donghu-2019")[2]
    word = document(draw(form, Geometry()))
    word.sections[0].header.paragraphs[0].text = "乙项目支出绩效自评表"
    word.sections[0].footer.paragraphs[0].text = "第1页"
    assert faults_of(one(save(word, tmp_path / "a.docx")), form) == []


def test_a_row_about_the_execution_of_the_budget_is_an_indicator(tmp_path: Path) -> None:
    """Every figure of a Word table is a text; the words of the row alone look like the header of 项目资金."""
    row = ["", "成本指标", "预算执行", "预算执行率", "91%", "10", "9", ""]
    got = one(save(document(Drawn(["项目支出绩效自评表"], [plain(HEAD, FIRST, row, TOTAL)])), tmp_path / "a.docx"))
    assert [row.l3.text for row in got.indicators] == ["培训人数", "预算执行"]
    assert got.total.text == "7"


def test_a_row_without_figures_above_a_repeated_header_is_kept(tmp_path: Path) -> None:
    row = ["", "", "其中鱼塘面积", "3亩", "3亩", "", "", ""]
    got = one(save(document(Drawn([], [plain(HEAD, FIRST, row), plain(HEAD, FIRST)])), tmp_path / "a.docx"))
    assert [row.l3.text for row in got.indicators] == ["培训人数", "其中鱼塘面积", "培训人数"]


# -- places ------------------------------------------------------------------------------------------------------------


def test_places_are_tables_rows_and_cells(tmp_path: Path) -> None:
    form = forms_of("donghu-2019")[1]
    got = one(save(document(draw(form, Geometry(cut="bare"))), tmp_path / "a.docx"))
    total = got.total_funding
    assert total is not None
    # The side label is the first cell of the row, as a person counts.
    assert str(total.source.place) == "a.docx!表1 第4行第2列"
    assert str(total.rate.place) == "a.docx!表1 第4行第7列"
    assert str(got.title.place) == "a.docx!表1上方"
    last = got.indicators[-1]
    assert (last.score.place.table, last.score.place.column) == (2, 9)
    blank = next(row.reason for row in got.indicators if not row.reason)
    assert (blank.place.table, blank.place.column) == (1, 10)
    assert last.l1.place.column == 2


def faulty(tmp_path: Path) -> Path:
    """Two forms, the second with a total that is not the sum."""
    form = forms_of("donghu-2019")[2]
    wrong = {**form, "project": "第二个项目", "total": "71"}
    return save(document(draw(form, Geometry()), draw(wrong, Geometry())), tmp_path / "自评表.docx")


def test_check_names_the_places_of_a_word_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = faulty(tmp_path)
    before = path.read_bytes()
    assert run(["check", str(path)]) == 1
    assert re.search(r"表2 第\d+行", capsys.readouterr().out)
    assert run(["check", str(path), "--json"]) == 1
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert any(finding["cell"].startswith("表2 第") for finding in file["findings"])
    cells = [finding["cell"] for finding in file["findings"]]
    for form in file["evaluations"]:
        for part in (*form["funding"], *form["indicators"]):
            cells.extend(part["cells"].values())
    assert len(cells) > 100
    assert [cell for cell in cells if cell and not PLACE.fullmatch(cell)] == []
    assert not any(A1.search(finding["message"]) for finding in file["findings"])
    assert path.read_bytes() == before


def test_import_and_a_workbook_from_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out, book = faulty(tmp_path), tmp_path / "数据.json", tmp_path / "自评.xlsx"
    assert run(["import", str(path), "-o", str(out)]) == 0
    assert [form["project"] for form in json.loads(out.read_text(encoding="utf-8"))["forms"]] == [
        "安全生产专项",
        "第二个项目",
    ]
    assert run(["new", "mof-2020-project", "--data", str(out), "-o", str(book)]) == 0
    evaluations, _ = read(book)
    assert [e.project.text for e in evaluations] == ["安全生产专项", "第二个项目"]
    capsys.readouterr()


def run(arguments: list[str]) -> int:
    """The exit code of the command line."""
    call: Callable[[Any], Any] = main
    try:
        code = call(arguments)
    except SystemExit as error:
        code = error.code
    return int(code or 0)
