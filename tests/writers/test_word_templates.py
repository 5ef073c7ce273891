"""The shipped report templates: what their sources say, real Word styles, the same bytes everywhere."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn

from tests.writers.word_samples import blank_form, form, indicator, said, sentences
from zipingbiao.adapters._report_reference import KINDS, field_reference, make_template
from zipingbiao.adapters.gen import ROOT
from zipingbiao.app.report_templates import find_template
from zipingbiao.model.report_mark import ReportKind
from zipingbiao.model.statement import FormStatement, Sourced, UnitStatement
from zipingbiao.writers.word.fields import SCHEMAS
from zipingbiao.writers.word.render import render
from zipingbiao.writers.word.template_package import build_template
from zipingbiao.writers.word.template_source import Line, SourceFault, TableBlock, read_source

#: The sizes, in points, and fonts that official documents are to have.
LOOKS = {
    "Title": ("方正小标宋简体", 22), "Heading 1": ("黑体", 16), "Heading 2": ("楷体_GB2312", 16),
    "Heading 3": ("仿宋_GB2312", 16), "Body Text": ("仿宋_GB2312", 16), "表文": ("宋体", 10.5), "表头": ("宋体", 10.5),
}  # fmt: skip


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> ReportKind:
    chosen: ReportKind = request.param
    return chosen


def statement(kind: ReportKind, one: FormStatement) -> FormStatement | UnitStatement:
    if kind != "summary":
        return one
    return UnitStatement(Sourced("", "单位名称"), Sourced("", "年度"), None, (one,), (), None, Sourced("", "项目个数"))


def test_the_same_source_gives_the_same_bytes(kind: ReportKind) -> None:
    content = make_template(kind, ROOT)
    assert content == make_template(kind, ROOT)
    with ZipFile(BytesIO(content)) as package:
        assert {(member.compress_type, member.date_time[0]) for member in package.infolist()} == {(ZIP_STORED, 1980)}


def test_styles_are_those_of_word(kind: ReportKind) -> None:
    styles = docx.Document(BytesIO(find_template(kind).content)).styles
    for name, (font, size) in LOOKS.items():
        style: Any = styles[name]
        assert style.element.rPr.rFonts.get(qn("w:eastAsia")) == font
        assert style.font.size.pt == size
    body: Any = styles["Body Text"]
    assert body.element.pPr.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"
    assert body.paragraph_format.line_spacing.pt == 28
    assert styles["待填"].type == WD_STYLE_TYPE.CHARACTER
    for number in (1, 2, 3):
        heading: Any = styles[f"Heading {number}"]
        assert heading.paragraph_format.keep_with_next


def test_the_page_is_that_of_official_documents(kind: ReportKind) -> None:
    document = docx.Document(BytesIO(find_template(kind).content))
    section = document.sections[-1]
    sizes = [section.page_width, section.page_height, section.top_margin, section.bottom_margin, section.left_margin,
             section.right_margin]  # fmt: skip
    assert [round(size.mm) for size in sizes if size is not None] == [210, 297, 37, 35, 28, 26]
    assert "— " in section.footer.paragraphs[0].text and "PAGE" in section.footer._element.xml


def test_every_header_row_repeats_and_widths_are_fixed(kind: ReportKind) -> None:
    document = docx.Document(BytesIO(find_template(kind).content))
    assert document.tables
    for table in document.tables:
        first = table.rows[0]._tr
        assert first.trPr is not None and first.trPr.find(qn("w:tblHeader")) is not None
        assert not table.autofit
        widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]
        assert sum(widths) == 11906 - 1588 - 1474


def test_a_template_holds_no_number_of_its_own(kind: ReportKind) -> None:
    """Only fields bring figures; what is left are the numbers of headings, and A and B of a formula."""
    source = (ROOT / f"workbook_templates/_reports/{kind}.txt").read_text(encoding="utf-8")
    for block in read_source(source):
        lines = [block] if isinstance(block, Line) else [cell for row in block.rows for cell in row.cells]
        for line in lines:
            words = re.sub(r"\{[{%].*?[%}]\}", "", line.text)
            assert not re.search(r"\d", re.sub(r"^(\d．|（\d）)", "", words)), line


def test_every_template_can_be_filled_from_nothing(kind: ReportKind) -> None:
    rendered = render(kind, [statement(kind, blank_form())], find_template(kind))
    assert rendered.placeholders
    assert not any(re.search(r"None|\{\{|\}\}|\{%", text) for text in sentences(rendered))


@pytest.mark.parametrize("text", ["{{ 总分 }}{% if x %}<&>", "一\n二\n三", "长" * 3000, "\x00\x07\ud800\U00100000"])
def test_every_template_takes_every_text(kind: ReportKind, text: str) -> None:
    odd = indicator(1, l1=said(text), l2=said(text), l3=said(text), target=said(text), actual=said(text), reason=said(text),
                    rule=said(text), completion="unmet")  # fmt: skip
    one = form(odd, project=said(text), attributes={"项目概况": said(text), "原因分析": said(text), "类型": said(text)})
    rendered = render(kind, [statement(kind, one)], find_template(kind))
    if len(text) > 2000:
        assert any(text in sentence for sentence in sentences(rendered))


def test_the_page_of_the_fields_names_every_field() -> None:
    page = field_reference("由 make gen 生成")
    for owner, fields in SCHEMAS.items():
        assert f"## {owner}\n" in page
        assert all(f"| `{field.name}` |" in page for field in fields)


def test_lines_of_a_source_become_paragraphs_and_tables() -> None:
    blocks = read_source("// 说明\n\n# 题\n## 一、甲\n% if 甲\n正文 | 乙\n|宽 1 2\n|头 甲 | 乙\n|% for 丙 in 丁\n| {{ 甲|若空 }} | <乙\n文")
    table = blocks[4]
    assert isinstance(table, TableBlock)
    assert [block.style for block in blocks if isinstance(block, Line)] == [
        "Title", "Heading1", "BodyText", "BodyText", "BodyText",
    ]  # fmt: skip
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["甲", "乙"], ["{%tr for 丙 in 丁 %}", ""], ["{{ 甲|若空 }}", "乙"],
    ]  # fmt: skip
    assert [cell.style for cell in table.rows[2].cells] == ["TableText", "TableTextLeft"]


@pytest.mark.parametrize(
    ("source", "words"),
    [("文\n| 甲", "第 2 行：表格要先写 |宽"), ("|宽 1 1\n| 甲", "第 2 行：有 1 格，|宽 写了 2 栏"), ("@乙 文", "第 1 行：不认识 @乙")],
)
def test_a_line_that_says_nothing_is_named(source: str, words: str) -> None:
    with pytest.raises(SourceFault, match=re.escape(words)):
        build_template(source, "题")


