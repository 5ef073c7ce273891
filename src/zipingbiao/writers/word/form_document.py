"""Forms as one Word document: a section for each, page numbers, the properties that say what the document is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

from zipingbiao.base.errors import missing_package
from zipingbiao.forms.word_mark import mark_forms
from zipingbiao.writers.word.form_page import END_MARGIN, SIDE_MARGIN, FormPage, lay_out
from zipingbiao.writers.word.form_table import (
    CELL_STYLE,
    NAMESPACE,
    TITLE_STYLE,
    end_xml,
    lines_xml,
    tables_xml,
)  # fmt: skip
from zipingbiao.writers.word.marks import flatten
from zipingbiao.writers.workbook.paper import Paper

if TYPE_CHECKING:
    from docx.document import Document

#: What the properties of the document call it.
CATEGORY = "绩效自评表"
_FOOTER_MARGIN = 432
_SECTION = '<w:sectPr><w:type w:val="nextPage"/></w:sectPr>'
_LONGEST_PROPERTY = 255


def write_forms(papers: Sequence[Paper]) -> bytes:
    """The drawn forms as a .docx, each on a page of its own.

    Raises ZpbError where python-docx is not installed.
    """
    try:
        import docx
        from docx.oxml import parse_xml
    except ImportError as error:
        raise missing_package("生成 Word 文件", "python-docx", "reports") from error
    document = docx.Document()
    _set_styles(document)
    body = document.element.body
    end = body.sectPr
    for paragraph in list(body.iterchildren("{*}p")):
        body.remove(paragraph)
    pages = [lay_out(paper) for paper in papers]
    for number, page in enumerate(pages, start=1):
        for xml in (*lines_xml(page), *tables_xml(page)):
            end.addprevious(parse_xml(xml))
        if number < len(pages):
            end.addprevious(parse_xml(end_xml(_SECTION)))
    # Word wants a paragraph behind the last table.
    end.addprevious(parse_xml(end_xml()))
    _set_sections(document, pages)
    _set_properties(document, papers)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _set_styles(document: Document) -> None:
    """The two styles of the forms, so that an office can change all of them at once."""
    from docx.oxml import parse_xml

    styles = document.styles.element
    for xml in (
        _style(CELL_STYLE, "自评表正文", ""),
        _style(TITLE_STYLE, "自评表标题", '<w:keepNext/><w:jc w:val="center"/><w:outlineLvl w:val="0"/>'),
    ):
        styles.append(parse_xml(xml))


def _style(style_id: str, name: str, more: str) -> str:
    spacing = '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
    keep = more.startswith("<w:keepNext/>")
    before, after = ("<w:keepNext/>", more.removeprefix("<w:keepNext/>")) if keep else ("", more)
    return (
        f'<w:style {NAMESPACE} w:type="paragraph" w:customStyle="1" w:styleId="{style_id}"><w:name w:val="{name}"/>'
        f'<w:qFormat/><w:pPr>{before}<w:widowControl w:val="0"/><w:snapToGrid w:val="0"/>{spacing}{after}</w:pPr>'
        f'<w:rPr><w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体" w:cs="宋体"/><w:lang w:eastAsia="zh-CN"/></w:rPr>'
        "</w:style>"
    )


def _set_sections(document: Document, pages: Sequence[FormPage]) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Twips

    for section, page in zip(document.sections, pages, strict=True):
        section.page_width, section.page_height = Twips(page.width), Twips(page.height)
        section.orientation = WD_ORIENT.LANDSCAPE if page.is_landscape else WD_ORIENT.PORTRAIT
        section.left_margin = section.right_margin = Twips(SIDE_MARGIN)
        section.top_margin = section.bottom_margin = Twips(END_MARGIN)
        section.header_distance = section.footer_distance = Twips(_FOOTER_MARGIN)
    _add_page_numbers(document)


def _add_page_numbers(document: Document) -> None:
    """As on the sheet; the sections after the first take the footer over."""
    from docx.oxml import parse_xml

    footer = document.sections[0].footer
    footer.is_linked_to_previous = False
    element = footer.paragraphs[0]._p
    size = '<w:rPr><w:sz w:val="18"/><w:szCs w:val="18"/></w:rPr>'
    parts = "".join(
        f'<w:r>{size}<w:t xml:space="preserve">{words}</w:t></w:r>'
        + (f'<w:fldSimple w:instr=" {field} "><w:r>{size}<w:t>1</w:t></w:r></w:fldSimple>' if field else "")
        for words, field in (("第 ", "PAGE"), (" 页，共 ", "NUMPAGES"), (" 页", ""))
    )
    properties = f'<w:pPr><w:pStyle w:val="{CELL_STYLE}"/><w:jc w:val="center"/></w:pPr>'
    element.getparent().replace(element, parse_xml(f"<w:p {NAMESPACE}>{properties}{parts}</w:p>"))


def _set_properties(document: Document, papers: Sequence[Paper]) -> None:
    properties = document.core_properties
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    titles = dict.fromkeys(paper.boxes[0, 0].text.strip() for paper in papers)
    properties.title = flatten("、".join(titles))[:_LONGEST_PROPERTY]
    properties.author = ""
    properties.category = CATEGORY
    mark = mark_forms([paper.plan.evaluation.template for paper in papers])
    # Cut off it would name other forms; without it the forms are known by their looks.
    properties.keywords = mark if len(mark) <= _LONGEST_PROPERTY else ""
    properties.comments = "由自评表软件生成"
    properties.created = properties.modified = now
    properties.last_modified_by = ""
    properties.language = "zh-CN"
