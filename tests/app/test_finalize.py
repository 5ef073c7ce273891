"""zpb finalize of our own workbooks: everything is in the finished one, nothing can be filled, errors refuse."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from tests.app import samples
from tests.app.finishing import MADE, REASON, finished, own_book, parts_of, reasons_for, rewritten, sheet_parts
from tests.workbook.seeds import seed_forms
from tests.workbook.units import DISTRICT, district, many_projects
from zipingbiao.app.check import check_paths
from zipingbiao.app.finalizing import OpenErrors, finalize
from zipingbiao.app.finish_compare import compare_forms
from zipingbiao.app.new import generate
from zipingbiao.app.reading import read_file
from zipingbiao.app.verifying import verify
from zipingbiao.base.errors import ZpbError
from zipingbiao.forms.parts import ANNEX_SHEET, FINDINGS_SHEET, GUIDE_SHEET, METADATA_SHEET, SEAL_SHEET
from zipingbiao.readers.workbook import read_workbook
from zipingbiao.writers.workbook import write_workbook

_ACTIVE = re.compile(rb"ZPB_|<dataValidation|<conditionalFormatting|outlineLevel|<extLst|\[1\]|TargetMode=\"External\"")


@pytest.fixture(scope="module")
def every_form(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A workbook of the published forms and one of every template, and its finished one."""
    folder = tmp_path_factory.mktemp("forms")
    source = folder / "各种表样.xlsx"
    source.write_bytes(write_workbook(seed_forms(), template="mof-2020-project", unit_name="某单位", year=2022))
    return source, finished(source, folder / "送审" / "送审版.xlsx").path


def test_every_value_of_every_form_is_in_the_finished_workbook(every_form: tuple[Path, Path]) -> None:
    source, final = (read_file(path) for path in every_form)
    assert [form.place.sheet for form in source.evaluations] == [form.place.sheet for form in final.evaluations]
    for before, now in zip(source.evaluations, final.evaluations, strict=True):
        assert compare_forms(before, now).differences == []


def test_findings_are_those_of_the_source(every_form: tuple[Path, Path]) -> None:
    source, final = (check_paths([path]).files[0].findings for path in every_form)
    assert Counter((one.code, one.place.sheet, one.label) for one in source) == Counter((one.code, one.place.sheet, one.label) for one in final)
    assert all(one.waived == REASON for one in final if one.severity == "error")


def test_nothing_acts_and_nothing_can_be_filled(every_form: tuple[Path, Path]) -> None:
    parts = parts_of(every_form[1])
    for name, data in parts.items():
        assert not _ACTIVE.search(data), name
        assert not re.search(r"vba|externalLink|activeX|connections|comments|vmlDrawing", name)
    book = openpyxl.load_workbook(every_form[1])
    assert GUIDE_SHEET not in book.sheetnames and FINDINGS_SHEET in book.sheetnames
    for sheet in book:
        if sheet.sheet_state == "visible":
            assert sheet.protection.sheet and not sheet.protection.password, sheet.title
            assert sheet.page_setup.paperSize is not None, sheet.title
        for row in sheet.iter_rows():
            assert all(cell.protection.locked for cell in row)
    assert {sheet.title for sheet in book if sheet.sheet_state != "visible"} == {METADATA_SHEET, SEAL_SHEET}


def test_the_helper_columns_that_formulas_need_are_hidden_and_the_panel_is_gone(every_form: tuple[Path, Path]) -> None:
    texts = b"".join(parts_of(every_form[1]).values()).decode("utf-8", "replace")
    assert "填报状态" not in texts and "↩" not in texts
    book = read_workbook(every_form[1])
    scored = 0
    for form in read_file(every_form[1]).evaluations:
        sheet = book.sheet(form.place.sheet or "")
        assert sheet is not None
        found = [column for row in sheet for column in sheet.rows[row] if sheet.text(row, column) == "计算得分"]
        scored += bool(found)
        assert all(sheet.is_hidden_column(column) for column in found) and not sheet.hidden_rows
    assert scored > 5


def test_the_results_say_when_and_what_was_left_and_why(every_form: tuple[Path, Path]) -> None:
    sheet = openpyxl.load_workbook(every_form[1])[FINDINGS_SHEET]
    assert sheet["A1"].value == "自评表检查结果（定稿）"
    about = sheet["A2"].value
    assert "2026年7月29日" in about and "zipingbiao" in about and "已说明" in about and "错误 0 条" in about
    heads = [cell.value for cell in sheet[3]]
    rows = [dict(zip(heads, [cell.value for cell in row], strict=True)) for row in sheet.iter_rows(min_row=4)]
    waived = [row for row in rows if row["级别"].endswith("已说明")]
    assert waived and all(row["说明"] == REASON for row in waived)
    assert all(row["单元格"] for row in waived if row["编号"] in ("ZP014", "ZP019"))


def test_the_file_says_what_it_is(every_form: tuple[Path, Path]) -> None:
    properties = openpyxl.load_workbook(every_form[1]).properties
    assert "送审版" in properties.title and properties.subject and "送审版" in properties.keywords
    assert "2026年7月29日" in properties.description


def test_the_official_name_is_taken_beside_the_source_or_in_a_folder(tmp_path: Path) -> None:
    source = own_book(tmp_path / "草稿.xlsx")
    done = finalize(source, made=MADE)
    assert done.path == tmp_path / "永德县明朗中学_项目支出绩效自评表_2022年度.xlsx"
    folder = tmp_path / "送审"
    folder.mkdir()
    assert finalize(source, folder, made=MADE).path.parent == folder
    whole = own_book(tmp_path / "整体.xlsx", "dongxihu-2020-form")
    assert finalize(whole, made=MADE).path.name == "武汉市东西湖区商务局_部门整体支出绩效自评表_2020年度.xlsx"


def test_the_same_workbook_is_finished_to_the_same_bytes_on_the_same_day(tmp_path: Path) -> None:
    source = own_book(tmp_path / "草稿.xlsx")
    first, second = (finalize(source, tmp_path / name, made=MADE) for name in ("a.xlsx", "b.xlsx"))
    assert first.digest == second.digest
    both = (parts_of(one.path) for one in (first, second))
    one, other = ({name: data for name, data in parts.items() if name != "docProps/core.xml"} for parts in both)
    assert one == other


def test_open_errors_refuse_and_nothing_is_written(tmp_path: Path) -> None:
    source = tmp_path / "草稿.xlsx"
    generate("mof-2020-project", Path("tests/data/json/donghu-2019.json"), source)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(OpenErrors) as refused:
        finalize(source)
    lines = str(refused.value).splitlines()
    assert lines[0] == f"还有 {len(refused.value.findings)} 条错误没有更正，不能定稿："
    assert len(lines) == 7 and all("!" in line.partition("：")[0] for line in lines[1:6]) and "另有" in lines[6]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_an_empty_form_is_not_finished(tmp_path: Path) -> None:
    source = tmp_path / "空表.xlsx"
    generate("mof-2020-project", None, source)
    with pytest.raises(ZpbError, match=r"不能定稿|没有填写"):
        finalize(source)
    assert [path.name for path in tmp_path.iterdir()] == ["空表.xlsx"]


def test_a_reason_without_words_does_not_let_an_error_pass(tmp_path: Path) -> None:
    source = tmp_path / "草稿.xlsx"
    generate("mof-2020-project", Path("tests/data/json/yongde-2022-form.json"), source)
    waivers = reasons_for(source, tmp_path)
    waivers.write_text(waivers.read_text(encoding="utf-8-sig").replace(REASON, "已核对"), encoding="utf-8-sig")
    with pytest.raises(OpenErrors):
        finalize(source, waivers=[waivers])


def test_what_a_person_added_is_told_as_not_being_in_it(tmp_path: Path) -> None:
    source = own_book(tmp_path / "草稿.xlsx")
    sheet_name = read_file(source).evaluations[0].place.sheet
    assert sheet_name is not None
    book = openpyxl.load_workbook(source)
    book.create_sheet("计算底稿")["A1"] = 7654321
    sheet = book[sheet_name]
    sheet["AZ3"] = "请张三复核"
    sheet["A1"].comment = openpyxl.comments.Comment("以审计数为准", "李四")
    book.save(source)
    done = finished(source, tmp_path / "送审" / "a.xlsx")
    told = "\n".join(done.lost)
    assert "「计算底稿」" in told and "AZ3的“请张三复核”" in told and "批注" in told
    assert "填报状态" not in told and "↩" not in told
    # What openpyxl saves has no results of formulas any more.
    assert "没有保存结果，定稿已重新计算" in told and "空白" not in told
    assert b"7654321" not in b"".join(parts_of(done.path).values())


def test_a_renamed_sheet_keeps_its_name(tmp_path: Path) -> None:
    source = own_book(tmp_path / "草稿.xlsx")
    part = parts_of(source)["xl/workbook.xml"].decode()
    name = read_file(source).evaluations[0].place.sheet
    renamed = rewritten(source, tmp_path / "改名.xlsx", lambda one, data: part.replace(str(name), "营养餐").encode() if one == "xl/workbook.xml" else data.replace(str(name).encode(), "营养餐".encode()))
    done = finished(renamed, tmp_path / "送审" / "a.xlsx")
    assert [form.place.sheet for form in done.checked.evaluations] == ["营养餐"]


def test_a_score_typed_over_its_formula_refuses_even_with_a_reason(tmp_path: Path) -> None:
    source = own_book(tmp_path / "草稿.xlsx")
    form = read_file(source).evaluations[0]
    row = next(one for one in form.indicators if one.living_score.number)
    book = openpyxl.load_workbook(source)
    book[form.place.sheet][row.living_score.place.cell] = 1
    book.save(source)
    with pytest.raises(ZpbError, match="人工评分"):
        finished(source, tmp_path / "送审" / "a.xlsx")
    assert not (tmp_path / "送审" / "a.xlsx").exists()


def test_old_results_are_recalculated_and_told(tmp_path: Path) -> None:
    source = own_book(tmp_path / "草稿.xlsx")
    form = read_file(source).evaluations[0]
    cell = form.living_total.place.cell or form.total.place.cell
    assert cell is not None
    part = sheet_parts(source)[form.place.sheet or ""]
    pattern = re.compile(rf'(<c r="{cell}"[^>]*><f>[^<]*</f><v>)[^<]*'.encode())
    stale = rewritten(source, tmp_path / "旧.xlsx", lambda name, data: pattern.sub(rb"\g<1>12", data) if name == part else data)
    done = finished(stale, tmp_path / "送审" / "a.xlsx")
    assert any("重新计算" in line and "12" in line for line in done.lost)
    assert done.checked.evaluations[0].total.number == form.total.number


def test_a_twin_with_macros_loses_them(tmp_path: Path) -> None:
    source = own_book(tmp_path / "草稿.xlsm", macro=True)
    done = finished(source, tmp_path / "送审" / "a.xlsx")
    assert not any("vba" in name.lower() for name in parts_of(done.path))
    assert b"macroEnabled" not in parts_of(done.path)["[Content_Types].xml"]


def test_a_finished_workbook_is_finished_anew_also_after_it_was_changed(tmp_path: Path) -> None:
    source = own_book(tmp_path / "草稿.xlsx")
    first = finished(source, tmp_path / "一" / "a.xlsx")
    second = finalize(first.path, tmp_path / "b.xlsx", made=MADE)
    assert second.lost == () and second.digest == first.digest
    book = openpyxl.load_workbook(first.path)
    form = first.checked.evaluations[0]
    book[form.place.sheet][form.indicators[0].reason.place.cell] = "补写的原因"
    book.save(first.path)
    assert verify(first.path).verdict == "changed"
    third = finished(first.path, tmp_path / "三" / "c.xlsx")
    assert any("重新定稿" in line for line in third.lost) and verify(third.path).verdict == "whole"


@pytest.mark.parametrize(
    ("out", "sentence"), [("草稿.xlsx", "原文件"), ("没有/送审.xlsx", "不存在"), ("送审.xls", "应以 .xlsx 结尾"), ("送审.xlsm", "应以 .xlsx 结尾")]
)
def test_where_it_cannot_be_written_it_is_refused_at_once(out: str, sentence: str, tmp_path: Path) -> None:
    source = own_book(tmp_path / "草稿.xlsx")
    before = source.read_bytes()
    with pytest.raises(ZpbError, match=sentence):
        finalize(source, tmp_path / out)
    assert source.read_bytes() == before


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    source = own_book(tmp_path / "草稿.xlsx")
    folder = tmp_path / "只读"
    folder.mkdir(mode=0o500)
    with pytest.raises(ZpbError, match="没有写入权限"):
        finalize(source, folder)


def test_the_official_name_that_is_the_source_itself_is_refused(tmp_path: Path) -> None:
    source = own_book(tmp_path / "永德县明朗中学_项目支出绩效自评表_2022年度.xlsx")
    with pytest.raises(ZpbError, match="换一个文件名"):
        finalize(source)


def test_a_list_of_projects_keeps_its_purposes_and_its_own_figures(tmp_path: Path) -> None:
    forms, given = district()
    source = tmp_path / "草稿.xlsx"
    source.write_bytes(write_workbook(forms, template="mof-2020-project", unit_name=DISTRICT, year=2022, project_list=given))
    done = finished(source, tmp_path / "送审" / "a.xlsx")
    assert done.lost == ()
    before, now = (read_file(path).summaries for path in (source, done.path))
    fields = ("project", "purpose", "budget", "executed", "rate", "score", "grade")
    for one, other in zip(before, now, strict=True):
        assert one.title.text == other.title.text and one.place.sheet == other.place.sheet
        assert [[getattr(row, key).text for key in fields] for row in one.rows] == [[getattr(row, key).text for key in fields] for row in other.rows]
    sheet = read_workbook(done.path).sheet("项目清单")
    assert sheet is not None and sheet.is_hidden_column(11) and "不打印" not in str(sheet.rows)


def test_a_list_without_figures_of_its_own_has_no_columns_for_them(tmp_path: Path) -> None:
    done = finished(own_book(tmp_path / "草稿.xlsx", "donghu-2019"), tmp_path / "送审" / "a.xlsx")
    assert "原表预算数" not in b"".join(parts_of(done.path).values()).decode("utf-8", "replace")


def test_sixty_projects_and_long_reasons(tmp_path: Path) -> None:
    forms = [
        form.model_copy(update={"indicators": tuple(
            row.model_copy(update={"reason": row.reason.model_copy(update={"text": "因雨季停工，工期顺延。" * 270})}) if number == 0 else row
            for number, row in enumerate(form.indicators)
        )})
        for form in many_projects(60)
    ]  # fmt: skip
    source = tmp_path / "草稿.xlsx"
    source.write_bytes(write_workbook(forms, template="mof-2020-project", unit_name="某局", year=2022))
    done = finished(source, tmp_path / "送审" / "a.xlsx")
    (told,) = done.lost
    assert "等 61 行的文字太长" in told and len(done.checked.evaluations) == len(forms) and verify(done.path).verdict == "whole"
    assert all(len(form.indicators[0].reason.text or "") == 2970 for form in done.checked.evaluations)
    assert done.checked.path == done.path


def test_formulas_without_results_are_told_once_for_all_sheets(tmp_path: Path) -> None:
    source = tmp_path / "草稿.xlsx"
    generate("mof-2020-project", Path("tests/data/json/donghu-2019.json"), source)
    openpyxl.load_workbook(source).save(source)
    done = finished(source, tmp_path / "送审" / "a.xlsx")
    told = [one for one in done.lost if "没有保存结果" in one]
    assert len(told) == 1 and "等 10 张表有" in told[0]


def test_rows_that_are_cut_in_print_are_told(tmp_path: Path) -> None:
    source = tmp_path / "草稿.xlsx"
    generate("mof-2020-project", {"forms": [samples.form(goals=[{"expected": "按计划完成。\n" * 500, "actual": "已完成"}])]}, source)
    told = [one for one in finished(source, tmp_path / "送审" / "a.xlsx").lost if "打印不全" in one]
    assert len(told) == 1 and "」第 11 行的文字太长" in told[0] and "--kind form" in told[0]
    assert not any("打印不全" in one for one in finished(own_book(tmp_path / "短.xlsx"), tmp_path / "送审" / "b.xlsx").lost)


def test_texts_that_no_row_can_show_stand_on_a_sheet_of_their_own(tmp_path: Path) -> None:
    source, reason, goal = tmp_path / "草稿.xlsx", "因雨季停工，工期顺延。" * 270, "按计划完成。\n" * 500
    rows = [*samples.form()["indicators"]]
    rows[0] = {**rows[0], "reason": reason}
    generate("mof-2020-project", {"forms": [samples.form(goals=[{"expected": goal, "actual": "已完成"}], indicators=rows)]}, source)
    done = finished(source, tmp_path / "送审" / "a.xlsx")
    assert verify(done.path).verdict == "whole" and len(done.checked.evaluations) == 1
    book = openpyxl.load_workbook(done.path)
    lines = [str(cell.value) for (cell,) in book[ANNEX_SHEET].iter_rows(max_col=1) if cell.value]
    heads = [number for number, line in enumerate(lines) if line.startswith("「")]
    assert [lines[number].split("」")[1].split(" ")[0] for number in heads] == ["B11", "I13"]
    assert "".join(lines[heads[0] + 1 : heads[1]]).replace("\n", "") == goal.replace("\n", "")
    assert "".join(lines[heads[1] + 1 :]) == reason
    assert max(row.height or 0 for row in book[ANNEX_SHEET].row_dimensions.values()) < 400
    form = book[done.checked.evaluations[0].place.sheet or ""]
    assert form["I13"].value == reason and form["I13"].alignment.vertical == "top"
    assert ANNEX_SHEET not in openpyxl.load_workbook(finished(own_book(tmp_path / "短.xlsx"), tmp_path / "送审" / "b.xlsx").path)
