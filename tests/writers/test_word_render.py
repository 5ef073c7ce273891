"""Rendering of Word reports: every printed figure is a span, hostile texts stay texts, tables and lines are arranged."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from tests.writers.word_samples import (
    blank_form,
    filled,
    form,
    fund,
    indicator,
    opened,
    said,
    sentences,
    template,
    texts,
)
from zipingbiao.base.errors import ZpbError
from zipingbiao.model.report_mark import mark_report, read_mark
from zipingbiao.model.statement import Sourced
from zipingbiao.writers.word.marks import clean, flatten
from zipingbiao.writers.word.render import ReportTemplate, render

#: What no text of a form can do to a report.
HOSTILE = "甲{{ 总分 }}{% for x in y %}<w:p>&amp;]]><!--\x01\x0b\U00100005\U0010fffd\ud800乙"


def test_every_printed_figure_is_a_span_with_its_source() -> None:
    rendered = filled("## {{ 项目名称 }}", "预算{{ 资金.全年预算数 }}{{ 金额单位 }}，总分{{ 总分 }}分。")
    heading, body = rendered.parts[0]
    assert (heading.text, body.text) == ("安全生产专项", "预算67.00万元，总分93.68分。")
    assert [(body.text[span.start : span.end], span.figure.label) for span in body.spans] == [
        ("67.00", "全年预算数"), ("93.68", "总分"),
    ]  # fmt: skip
    assert all(span.figure.places for span in body.spans)
    assert texts(rendered) == sentences(rendered)


def test_what_the_form_does_not_say_is_a_visible_placeholder() -> None:
    rendered = filled("得{{ 总分 }}分，等级{{ 评价等级|若空 }}。【待填：结论】{{ 主管部门|若空(\"【待填：部门】\") }}", form=blank_form())
    assert sentences(rendered) == ["得【待填：total】分，等级—。【待填：结论】【待填：部门】"]
    assert rendered.placeholders == ("【待填：total】", "【待填：结论】", "【待填：部门】")
    paragraph = opened(rendered).paragraphs[0]
    assert [run.text for run in paragraph.runs if run.style.name == "待填"] == list(rendered.placeholders)
    assert rendered.parts[0][0].spans[0].figure == Sourced("", "total")


def test_a_house_template_without_the_style_has_its_placeholders_highlighted() -> None:
    document = docx.Document()
    document.add_paragraph("根据").add_run("【待填：").bold = True
    document.paragraphs[0].add_run("文号】，")
    document.add_paragraph("{{ 项目名称 }}")
    content = BytesIO()
    document.save(content)
    rendered = render("self", [form()], ReportTemplate("本单位.docx", content.getvalue()))
    runs = opened(rendered).paragraphs[0].runs
    assert [run.text for run in runs if run.font.highlight_color is not None] == ["【待填：", "文号】"]
    assert rendered.placeholders == ("【待填：文号】",)


def test_parts_that_are_not_there_are_false_and_their_figures_name_what_is_missing() -> None:
    lines = ("% if 资金", "有", "% else", "无{{ 资金.全年执行数 }}{{ 执行.得分 }}{{ 基本支出.全年预算数 }}", "% endif")
    rendered = filled(*lines, form=blank_form())
    assert sentences(rendered) == ["无【待填：全年执行数】【待填：执行得分】【待填：基本支出全年预算数】"]


@pytest.mark.parametrize("where", ["正文{{ 主管部门 }}止", "|宽 1 1\n| {{ 主管部门 }} | 乙"])
def test_a_hostile_text_is_printed_as_it_stands(where: str) -> None:
    rendered = filled(*where.split("\n"), form=form(department=said(HOSTILE)))
    assert any("甲{{ 总分 }}{% for x in y %}<w:p>&amp;]]><!--乙" in text for text in texts(rendered))
    assert texts(rendered) == sentences(rendered)


def test_marks_in_a_text_cannot_pretend_to_be_a_figure() -> None:
    forged = f"{chr(0x100000)}{chr(0x100000)}99{chr(0x10FFFD)}"
    rendered = filled("{{ 主管部门 }}、{{ 总分 }}", form=form(department=said(forged)))
    assert [span.figure.label for span in rendered.parts[0][0].spans] == ["项", "总分"]
    assert texts(rendered) == ["99、93.68"]


def test_names_of_the_older_private_area_stay() -> None:
    assert clean("张\ue7c7") == "张\ue7c7"
    assert filled("{{ 主管部门 }}", form=form(department=said("张\ue7c7局"))).parts[0][0].text == "张\ue7c7局"


def test_paragraphs_of_a_person_stay_paragraphs() -> None:
    reason = said("一是宣传不够。\r\n\r\n二是人手不足。\n" + "三" * 3000, "偏差原因")
    rendered = filled("% for 指标 in 指标表", "原因：{{ 指标.偏差原因 }}止", "% endfor", form=form(indicator(reason=reason)))
    assert texts(rendered) == ["原因：一是宣传不够。", "二是人手不足。", "三" * 3000 + "止"]
    assert [[span.figure.text for span in one.spans] for one in rendered.parts[0]] == [
        ["一是宣传不够。"], ["二是人手不足。"], ["三" * 3000],
    ]  # fmt: skip
    assert {paragraph.style.name for paragraph in opened(rendered).paragraphs} == {"Body Text"}


def test_paragraphs_in_a_cell_stay_in_the_cell() -> None:
    reason = said("第一段\n第二段")
    rendered = filled(
        "|宽 1 1", "|% for 指标 in 指标表", "| {{ 指标.名称 }} | {{ 指标.偏差原因 }}", "|% endfor", form=form(indicator(reason=reason))
    )  # fmt: skip
    assert opened(rendered).tables[0].cell(0, 1).text == "第一段\n第二段"


def test_inside_a_sentence_paragraphs_are_one_line_without_the_last_stop() -> None:
    reason = said("一是宣传不够\n二是人手不足。")
    rendered = filled("% for 指标 in 指标表", "原因：{{ 指标.偏差原因|入句 }}。", "% endfor", form=form(indicator(reason=reason)))
    assert sentences(rendered) == ["原因：一是宣传不够；二是人手不足。"]


def test_at_the_end_of_a_paragraph_the_paragraphs_stay_without_the_last_stop() -> None:
    reason = said("一是宣传不够。\n二是人手不足。\n", "偏差原因")
    rendered = filled("% for 指标 in 指标表", "未完成。{{ 指标.偏差原因|成段 }}。", "% endfor", form=form(indicator(reason=reason)))
    assert sentences(rendered) == ["未完成。一是宣传不够。", "二是人手不足。"]
    missing = filled("% for 指标 in 指标表", "{{ 指标.偏差原因|成段 }}。", "% endfor", form=form(indicator()))
    assert sentences(missing) == ["【待填：偏差原因】。"]


def test_a_name_over_several_lines_is_one_name() -> None:
    assert flatten("园区行政\n 管理\tA1\r\nB2 ") == "园区行政管理 A1 B2"
    rendered = filled("# {{ 项目名称 }}", form=form(project=said("园区行政\n管理专项")))
    assert sentences(rendered) == ["园区行政管理专项"]


def test_equal_cells_that_are_marked_become_one() -> None:
    rows = (
        indicator(1), indicator(2), indicator(3, l2=said("质量指标")), indicator(4, l1=said("效益指标"), l2=said("质量指标")),
    )  # fmt: skip
    lines = ("|宽 1 1 1", "|头 一级 | 二级 | 三级", "|% for 指标 in 指标表",
             "| {{ 指标.一级指标|并格 }} | {{ 指标.二级指标|并格 }} | {{ 指标.三级指标 }}", "|% endfor")  # fmt: skip
    rendered = filled(*lines, form=form(*rows))
    merges = [[cell.vMerge for cell in row._tr.tc_lst] for row in opened(rendered).tables[0].rows][1:]
    assert merges == [
        ["restart", "restart", None], ["continue", "continue", None], ["continue", "restart", None],
        ["restart", "restart", None],
    ]  # fmt: skip
    assert sentences(rendered).count("产出指标") == 1
    assert sentences(rendered).count("质量指标") == 2


def test_headers_repeat_and_only_short_rows_stay_whole() -> None:
    rows = [indicator(number) for number in range(1, 9)]
    rows[3] = indicator(4, reason=said("长" * 3000))
    lines = ("|宽 1 1", "|头 指标 | 原因", "|% for 指标 in 指标表", "| {{ 指标.名称 }} | {{ 指标.偏差原因|若空 }}", "|% endfor")
    table = opened(filled(*lines, form=form(*rows))).tables[0]
    assert [row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows] == [
        True, *[False] * 8,
    ]  # fmt: skip
    whole = [row._tr.trPr is not None and row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows]
    assert whole == [True, True, True, True, False, True, True, True, True]


def test_each_form_begins_on_a_new_page() -> None:
    forms = [form(project=said(f"项目{number}")) for number in (1, 2, 3)]
    rendered = render("self", forms, template("# {{ 项目名称 }}", "得{{ 总分 }}分"))
    assert [[sentence.text for sentence in part] for part in rendered.parts] == [
        [f"项目{number}", "得93.68分"] for number in (1, 2, 3)
    ]
    breaks = [paragraph.paragraph_format.page_break_before for paragraph in opened(rendered).paragraphs]
    assert breaks == [None, None, True, None, True, None]


def test_covers_of_several_forms_keep_their_sections() -> None:
    rendered = render("self", [form(), form()], template("@封面题 {{ 项目名称 }}", "@封面完", "## 一", "文"))
    document = opened(rendered)
    assert len(document.sections) == 4
    assert ["PAGE" in section.footer._element.xml for section in document.sections] == [False, True, False, True]


def test_the_document_says_what_it_is() -> None:
    chosen = template("# {{ 项目名称 }}")
    rendered = render("evaluation", [form()], chosen, made=datetime(2020, 7, 1))
    properties = opened(rendered).core_properties
    assert read_mark(properties.keywords) == mark_report("evaluation", chosen.content)
    assert properties.title == "实施单位2019安全生产专项项目支出绩效评价报告"
    assert properties.created == properties.modified
    assert read_mark("绩效、自评") is None
    assert read_mark(f"绩效; {mark_report('self', b'x')}; 2020") == mark_report("self", b"x")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("总分{{ 总份 }}分", "没有“总份”这个字段，相近的是“总分”"),
        ("{{ 资金.预算 }}", "“资金”里没有“预算”这个字段"),
        ("{{ 资金 }}", "“资金”不能直接印出"),
        ("{{ 指标表 }}", "{% for … %}"),
        ("{% if 总分 %}分", "没有写 {% endif %}"),
        ("% for 指标 in 指标表", "没有写 {% endif %}、{% endfor %}"),
        ("{% fro x %}", "有不认识的 {% … %}"),
        ("{{ 指标表|length }}", "可用的有 若空"),
        ("{{ 总分.text }}", "后面不能再写“.text”"),
        ("{{ 总分.__class__.__mro__ }}", "后面不能再写“.__class__”"),
        ("{{ 总分.number }}", "后面不能再写“.number”"),
        ("{{ 金额单位.join(x) }}", "“join”"),
        ("{{ range(3) }}", "“range”"),
        ("{% for 字 in 项目名称 %}{% endfor %}", "不是一列内容"),
        ("{{ 总分 + 1 }}", "不能计算"),
        ("{{ 1/0 }}", "不能计算"),
        ("{{ 总分", "没有写完整"),
        ("{{ 总分 分 }}", "没有写完整"),
        ("{% include 'x' %}", "不能引用别的文件"),
    ],
)
def test_a_mistake_in_a_template_is_one_chinese_sentence(line: str, words: str) -> None:
    with pytest.raises(ZpbError) as caught:
        filled("# 题", line, "完")
    sentence = str(caught.value)
    assert sentence.startswith("模板“模板.docx”里“")
    assert words in sentence, sentence
    assert "\n" not in sentence
    assert sentence.endswith("。")


@pytest.mark.parametrize("content", [b"", b"no package", b"PK\x05\x06" + bytes(18)])
def test_a_broken_template_is_one_chinese_sentence(content: bytes) -> None:
    with pytest.raises(ZpbError, match=r"^模板“坏\.docx”不是能打开的 \.docx 文件，[^\n]*$"):
        render("self", [form()], ReportTemplate("坏.docx", content))


def test_a_workbook_is_no_template() -> None:
    book = Path(__file__).parents[1] / "data" / "seeds-xlsx" / "donghu-2019.xlsx"
    with pytest.raises(ZpbError, match="不是能打开的"):
        render("self", [form()], ReportTemplate("表.docx", book.read_bytes()))


def test_ordinals_are_the_only_numbers_of_a_template() -> None:
    rendered = filled("% for 指标 in 指标表", "（{{ loop.index|汉字(9) }}）{{ loop.index }}{{ loop.index|圈号 }}", "% endfor")
    assert sentences(rendered) == ["（十）1①", "（十一）2②", "（十二）3③"]


def test_more_figures_than_one_character_can_number() -> None:
    rows = [indicator(number, weight=said(str(number))) for number in range(1, 33001)]
    rendered = filled("{% for 指标 in 指标表 %}{{ 指标.分值 }}，{% endfor %}", form=form(*rows))
    spans = rendered.parts[0][0].spans
    assert len(spans) == 33000
    assert [spans[index].figure.text for index in (0, 32767, 32768, 32999)] == ["1", "32768", "32769", "33000"]


def test_an_adjusted_budget_is_told_from_one_that_is_not() -> None:
    line = "{% if 预算有调整 %}调整{% else %}未调整{% endif %}"
    assert sentences(filled(line)) == ["调整"]
    assert sentences(filled(line, form=form(total_fund=fund(initial=said("67.0", number="67.0"))))) == ["未调整"]
    assert sentences(filled(line, form=blank_form())) == ["未调整"]
