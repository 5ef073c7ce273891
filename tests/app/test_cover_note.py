"""The cover note of a mail: the forms with the engine's figures, what is left of the check, nothing invented."""

from __future__ import annotations

from pathlib import Path

from lxml import html

from tests.app.samples import DONGHU, clean_form, write_data
from zipingbiao.app.check import check_paths
from zipingbiao.app.cover_note import MOST_LINES, make_cover_note, subject_of
from zipingbiao.writers.cover_note import CoverNote, note_html, note_text


def note_of(path: Path) -> CoverNote:
    return make_cover_note(check_paths([path]).files, [("送审版.xlsx", "1a2b3c4d5e6f7a8b"), ("送审版.pdf", "")], [("联系人", "张三")])


def test_every_form_is_a_line_with_the_engines_figures() -> None:
    files = check_paths([DONGHU]).files
    note = note_of(DONGHU)
    assert subject_of(files) == "报送武汉东湖综合保税区建设管理办公室2019年度绩效自评表"
    assert "共10张（部门整体支出1张、项目支出9张）" in note.opening
    text = note_text(note)
    assert (
        "　　3. 安全生产专项：全年预算数10.00万元，全年执行数9.85万元，执行率98.50%，自评总分96.85分，等级优。\n" in text
    )
    assert "1. 送审版.xlsx（内容摘要 1a2b3c4d5e6f7a8b）\n　　2. 送审版.pdf\n" in text
    assert "联系人：张三\n" in text
    assert text.endswith("　　武汉东湖综合保税区建设管理办公室\n")
    assert not note.others


def test_the_page_says_what_the_text_says() -> None:
    note = note_of(DONGHU)
    page = html.fromstring(note_html(note))
    rows = [[cell.text_content() for cell in row] for row in page.iter("tr")]
    assert rows[0] == ["序号", "项目名称", "全年预算数（万元）", "全年执行数（万元）", "执行率", "自评总分", "等级"]
    assert rows[3] == ["3", "安全生产专项", "10.00", "9.85", "98.50%", "96.85", "优"]
    assert len(rows) == 11
    assert [item.text_content() for item in page.iter("li")] == ["送审版.xlsx（内容摘要 1a2b3c4d5e6f7a8b）", "送审版.pdf"]


def test_of_sixty_projects_the_first_are_named_and_the_others_summed_up(tmp_path: Path) -> None:
    forms = [clean_form(project=f"项目{number}") for number in range(1, 61)]
    note = note_of(write_data(tmp_path / "六十个.json", {"unit_name": "某局", "year": 2019, "forms": forms}))
    assert len(note.lines) == MOST_LINES
    assert note.others == (
        "其余40张不逐一列出，全年预算数合计48000.00万元，全年执行数合计47280.00万元，执行率98.50%，"
        "自评总分最高96.85分、最低96.85分，优40个。"
    )
    assert "共60张（项目支出60张）" in note.opening


def test_a_blank_form_says_that_it_is_blank_and_nothing_else(tmp_path: Path) -> None:
    blank = {"template": "mof-2020-project", "level": "project", "unit": "万元", "forms": []}
    path = write_data(tmp_path / "空表.json", {"forms": [{key: value for key, value in blank.items() if key != "forms"}]})
    note = note_of(path)
    text = note_text(note)
    assert "现报送绩效自评表，共1张（项目支出1张），请审核。" in text
    assert "没有填写。" in text
    assert "None" not in text and "【" not in text
    assert note.signature == ""


def test_amounts_of_different_units_are_summed_in_one(tmp_path: Path) -> None:
    in_yuan = clean_form(unit="元")
    for row in in_yuan["funding"]:
        row |= {"initial": "12,000,000", "budget": "12,000,000", "executed": "11,820,000"}
    forms = [clean_form(project=f"项目{number}") for number in range(MOST_LINES)] + [clean_form(), in_yuan]
    note = note_of(write_data(tmp_path / "a.json", {"forms": forms}))
    assert "全年预算数合计2400.00万元，全年执行数合计2364.00万元，执行率98.50%" in note.others


def test_a_project_without_amounts_leaves_no_sum(tmp_path: Path) -> None:
    forms = [clean_form(project=f"项目{number}") for number in range(MOST_LINES)] + [clean_form(), clean_form(funding=[])]
    note = note_of(write_data(tmp_path / "a.json", {"forms": forms}))
    assert "合计" not in note.others
    assert "其余2张不逐一列出" in note.others


def test_odd_names_are_text_in_the_page_and_one_line_in_the_text(tmp_path: Path) -> None:
    name = "<b onclick=\"x\">甲</b>\n【乙】 & " + "长" * 100
    note = note_of(write_data(tmp_path / "a.json", {"forms": [clean_form(project=name)]}))
    page = html.fromstring(note_html(note))
    assert not page.findall(".//b")
    (line,) = (line for line in note_text(note).splitlines() if line.startswith("　　1. <b"))
    assert "长" * 100 in line


def test_where_units_differ_every_amount_has_its_own(tmp_path: Path) -> None:
    note = note_of(write_data(tmp_path / "a.json", {"forms": [clean_form(), clean_form(project="乙", unit="元")]}))
    assert "<th" in note_html(note)
    assert "1200.00万元" in note_html(note) and "1200元" in note_html(note)
