"""The Word tables of forms: geometry, repeated headers, fonts, paper, one form per page; built as Word wants them."""

from __future__ import annotations

import zipfile
from io import BytesIO
from itertools import pairwise
from typing import Any

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from tests.writers.test_word_form import SEED_IDS, SEEDS, drawn
from zipingbiao.app.new import empty_form
from zipingbiao.forms.catalog import forms, get_form
from zipingbiao.forms.word_mark import mark_forms, read_form_marks
from zipingbiao.writers.word.form_document import write_forms

_SIDES = 2 * 720


def opened(*numbers: int) -> Any:
    return docx.Document(BytesIO(write_forms([drawn(SEEDS[number]) for number in numbers])))


@pytest.mark.parametrize("number", range(len(SEEDS)), ids=SEED_IDS)
def test_tables_fill_the_width_with_one_grid_and_whole_rows(number: int) -> None:
    document = opened(number)
    section = document.sections[0]
    room = section.page_width.twips - _SIDES
    for table in document.tables:
        columns = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.gridCol_lst]
        assert sum(columns) == room
        assert min(columns) >= 380
        assert table._tbl.tblPr.find(qn("w:tblLayout")).get(qn("w:type")) == "fixed"
        for row in table._tbl.tr_lst:
            at = 0
            for cell in row.tc_lst:
                span = cell.grid_span
                assert int(cell.tcPr.find(qn("w:tcW")).get(qn("w:w"))) == sum(columns[at : at + span])
                at += span
            assert at == len(columns)


@pytest.mark.parametrize("number", range(len(SEEDS)), ids=SEED_IDS)
def test_merged_cells_down_begin_and_go_on(number: int) -> None:
    for table in opened(number).tables:
        above: dict[tuple[int, int], str | None] = {}
        for row in table._tbl.tr_lst:
            here: dict[tuple[int, int], str | None] = {}
            at = 0
            for cell in row.tc_lst:
                here[at, cell.grid_span] = cell.vMerge
                if cell.vMerge == "continue":
                    assert above[at, cell.grid_span] in ("restart", "continue")
                at += cell.grid_span
            above = here


@pytest.mark.parametrize("form_id", forms())
def test_the_header_of_the_indicators_is_on_every_page(form_id: str) -> None:
    form = get_form(form_id)
    document = docx.Document(BytesIO(write_forms([drawn(empty_form(form))])))
    wanted = [column.label for column in form.layout.indicators.columns]
    heads = [
        [cell.text for cell in table.rows[0].cells]
        for table in document.tables
        if table._tbl.tr_lst[0].trPr.find(qn("w:tblHeader")) is not None
    ]
    assert any(set(wanted) <= set(head) for head in heads)
    # Nothing but first rows repeat in Word.
    for table in document.tables:
        marks = [row.trPr.find(qn("w:tblHeader")) is not None for row in table._tbl.tr_lst]
        assert all(before or not after for before, after in pairwise(marks)) and not marks[-1]


def test_every_goal_has_the_header_of_its_own_table() -> None:
    number = next(n for n, one in enumerate(SEEDS) if one.template == "wuhan-district-department")
    tables = opened(number).tables
    firsts = [table.rows[0].cells[1].text for table in tables]
    assert firsts.count("一级指标") == len(SEEDS[number].goals) == 2
    assert [table.rows[0].cells[0].text[:7] for table in tables if "绩效目标2" in table.rows[0].cells[0].text] == [
        "年度绩效目标2"
    ]


def test_tables_touch_and_stay_apart() -> None:
    body = opened(0).element.body
    for one, following in pairwise(body):
        assert not (one.tag == following.tag == qn("w:tbl")), "Word makes one table of two without a paragraph between"
    gaps = [one for one in body if one.tag == qn("w:p") and one.getprevious() is not None
            and one.getprevious().tag == qn("w:tbl") and one.getnext().tag == qn("w:tbl")]  # fmt: skip
    assert gaps and all(gap.find(f".//{qn('w:vanish')}") is not None for gap in gaps)


def test_fonts_are_named_for_chinese_text_and_title_stands_above() -> None:
    document = opened(1)
    fonts = get_form("mof-2020-project").layout.font
    title, year = document.paragraphs[:2]
    assert (title.text, year.text) == ("项目支出绩效自评表", "（2019年度）")
    assert title.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")) == fonts.title
    assert title.style.paragraph_format.element.find(f".//{qn('w:outlineLvl')}") is not None
    cells = [run for table in document.tables for run in table._tbl.iter(qn("w:r"))]
    assert {run.rPr.rFonts.get(qn("w:eastAsia")) for run in cells} == {fonts.body}
    assert all(run.rPr.rFonts.get(qn("w:hint")) == "eastAsia" for run in cells)


def test_several_forms_stand_on_pages_and_papers_of_their_own() -> None:
    wide = next(n for n, one in enumerate(SEEDS) if one.template == "xiangxi-department")
    document = opened(1, wide, 2)
    portrait, landscape = WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE
    assert [section.orientation for section in document.sections] == [portrait, landscape, portrait]
    assert [section.page_width > section.page_height for section in document.sections] == [False, True, False]
    assert all(section.footer.is_linked_to_previous for section in document.sections[1:])
    assert "PAGE" in document.sections[0].footer._element.xml and "NUMPAGES" in document.sections[0].footer._element.xml


def test_rows_stay_on_one_page_unless_they_are_long() -> None:
    short = drawn(SEEDS[1])
    rows = [row for table in docx.Document(BytesIO(write_forms([short]))).tables for row in table._tbl.tr_lst]
    assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rows)
    reason = next(box for box in short.boxes.values() if "2019年实有在职" in box.text)
    reason.text *= 60
    rows = [row for table in docx.Document(BytesIO(write_forms([short]))).tables for row in table._tbl.tr_lst]
    assert sum(row.trPr.find(qn("w:cantSplit")) is None for row in rows) == 1


def test_figures_are_made_smaller_rather_than_broken() -> None:
    paper = drawn(SEEDS[1])
    amount = next(box for box in paper.boxes.values() if box.text == "563.27")
    sizes = []
    for text in ("563.27", "1,234,567,890.12"):
        amount.text = text
        document = docx.Document(BytesIO(write_forms([paper])))
        run = next(run for table in document.tables for run in table._tbl.iter(qn("w:r")) if run.text == text)
        sizes.append(int(run.rPr.find(qn("w:sz")).get(qn("w:val"))))
    assert sizes[0] > sizes[1]


def test_the_document_names_its_forms() -> None:
    content = write_forms([drawn(SEEDS[number]) for number in (1, 2, 4)])
    with zipfile.ZipFile(BytesIO(content)) as package:
        assert package.testzip() is None
    properties = docx.Document(BytesIO(content)).core_properties
    assert properties.category == "绩效自评表"
    ids = ("mof-2020-project", "mof-2020-project", "wuhan-district-department")
    assert read_form_marks(properties.keywords) == ids


@pytest.mark.parametrize(
    ("keywords", "ids"),
    [
        (mark_forms(["a-1", None, None]), ("a-1", None, None)),
        ("财政 zpb-form=a*2/b*1 其他", ("a", "a", "b")),
        ("", ()),
        ("zpb-form=a", ()),
        ("zpb-form=a*99999999999", ()),
        ("zpb-form=a*9999/b*9999", ()),
    ],
)
def test_a_mark_that_says_nothing_sensible_says_nothing(keywords: str, ids: tuple[str | None, ...]) -> None:
    found = read_form_marks(keywords)
    assert found == ids or (ids == () and len(found) > 9999)
