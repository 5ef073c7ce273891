"""Finished workbooks in LibreOffice: recalculated they say the same, saved again their seal holds, as PDF they print."""

from __future__ import annotations

import datetime
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.app.finishing import finished, own_book
from tests.app.test_finalize_other import DATA, hand_book
from tests.live.office import convert, require_office, session
from tests.workbook.seeds import seed_forms
from tests.workbook.units import many_projects
from zipingbiao.app import office_pdf
from zipingbiao.app.check import check_paths
from zipingbiao.app.reading import read_file
from zipingbiao.app.verifying import verify
from zipingbiao.base.errors import ZpbError
from zipingbiao.forms.catalog import form_for
from zipingbiao.forms.parts import FINISHED
from zipingbiao.readers.workbook import read_workbook
from zipingbiao.scoring.engine import assess
from zipingbiao.writers.workbook import write_workbook

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def every_form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("forms")
    source = folder / "各种表样.xlsx"
    source.write_bytes(write_workbook(seed_forms(), template="mof-2020-project", unit_name="某单位", year=2022))
    return finished(source, folder / "送审" / "送审版.xlsx").path


def test_every_form_recalculates_to_what_was_sealed_and_to_what_the_engine_computes(every_form: Path, tmp_path: Path) -> None:
    again = convert(every_form, tmp_path)
    assert verify(again).verdict == "whole", verify(again).lines
    compared = 0
    for form in read_file(again).evaluations:
        policy = form_for(form.template).policy
        result = assess(form, policy)
        for row, computed in zip(form.indicators, result.indicators, strict=True):
            assert row.living_score.number == computed.counted, (form.place.sheet, row.label)
            compared += computed.counted is not None
        assert form.living_total.number == result.total, form.place.sheet
        if form.living_grade.formula is not None:
            assert (form.living_grade.text or None) == result.grade, form.place.sheet
    assert compared > 200
    assert not [one for one in check_paths([again]).files[0].findings if one.code in ("ZP055", "ZP057", "ZP058")]


def test_sixty_projects_recalculate_to_what_was_sealed(tmp_path: Path) -> None:
    source = tmp_path / "草稿.xlsx"
    source.write_bytes(write_workbook(many_projects(60), template="mof-2020-project", unit_name="某局", year=2022))
    final = finished(source, tmp_path / "送审" / "送审版.xlsx").path
    (tmp_path / "另存").mkdir()
    assert verify(convert(final, tmp_path / "另存")).verdict == "whole"


@pytest.mark.parametrize("name", ["seeds-xlsx/donghu-2019", "seeds-xlsx/dongxihu-2022", "corpus/020_jishan_weishengyuan"])
def test_forms_made_by_hand_survive_being_saved_again(name: str, tmp_path: Path) -> None:
    final = finished(DATA / f"{name}.xlsx", tmp_path / "送审" / "送审版.xlsx").path
    again = convert(final, tmp_path)
    assert verify(again).verdict == "whole" and FINISHED in read_workbook(again).keywords


@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_another_format_is_told_not_to_be_the_finished_workbook(kind: str, tmp_path: Path) -> None:
    final = finished(own_book(tmp_path / "草稿.xlsx"), tmp_path / "送审" / "送审版.xlsx").path
    other = convert(final, tmp_path, kind)
    assert verify(other).verdict == "changed" and "另存为别的格式" in verify(other).lines[0]
    assert [one.label for one in check_paths([other]).files[0].findings if one.code == "ZP057"] == ["封签"]


def test_cells_of_every_kind_survive_being_saved_again(tmp_path: Path) -> None:
    def more(book, sheet) -> None:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_boolean("M3", True)
        sheet.write_formula("M4", "=C9>0", None, True)
        sheet.write_formula("M5", "=NA()", None, "#N/A")
        sheet.write_formula("M6", "=1/0", None, "#DIV/0!")
        sheet.write_datetime("M7", datetime.datetime(2023, 3, 4), day)
        sheet.write_rich_string("M8", "普通", book.add_format({"bold": True}), "粗体", "后")
        for row, text in enumerate(["  前后\t有空白\n换行  ", "全角　空格\u00a0", "a\r\nb\rc", "007", "=不是公式", "x" * 32000, "_x000D_字", "😀", "\x02控制"], 9):
            sheet.write_string(row, 12, text)
        for row, number in enumerate([1 / 3, 1e15 + 0.3, 1e-12, 123456789012345678.0], 20):
            sheet.write_number(row, 12, number)
        sheet.write_formula("M30", "=1-0.9-0.1", None, -2.7755575615628914e-17)
        sheet.merge_range("O1:P3", "合并")
        sheet.write("O2", "被盖住的")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=自评表!$C$9:$C$10"})
        book.add_chartsheet("图表").set_chart(chart)
        book.add_worksheet("空表")
        book.add_worksheet("藏起来的").write(0, 0, "x")
        book.get_worksheet_by_name("藏起来的").very_hidden()

    final = finished(hand_book(tmp_path / "手工.xlsx", more), tmp_path / "送审" / "送审版.xlsx").path
    found = verify(convert(final, tmp_path))
    assert found.verdict == "whole", found.lines


def test_an_edit_in_a_spreadsheet_is_named_with_its_effects_behind_it(every_form: Path, tmp_path: Path) -> None:
    form = next(one for one in read_file(every_form).evaluations if one.level == "project" and one.template == "mof-2020-project")
    cell = form.total_funding.executed.place.cell
    session(every_form, [{"set": [[form.place.sheet, cell, 1]]}, {"save": str(tmp_path / "改.xlsx")}])
    found = verify(tmp_path / "改.xlsx")
    assert found.verdict == "changed" and found.check is not None
    first = found.check.breaks[0]
    assert (first.sheet, first.cell, first.now) == (form.place.sheet, cell, "1")
    assert any(one.sheet == "汇总" for one in found.check.breaks)


# -- PDF --------------------------------------------------------------------------------------------------------------


def test_the_pdf_prints_the_forms_and_not_the_results(tmp_path: Path) -> None:
    require_office()
    done = finished(own_book(tmp_path / "草稿.xlsx"), tmp_path / "送审" / "某单位 “送审”（版）.xlsx", pdf=True)
    assert done.pdf == done.path.with_suffix(".pdf") and done.pdf_failure == ""
    assert done.pdf.read_bytes().startswith(b"%PDF")
    text = subprocess.run(["pdftotext", "-layout", str(done.pdf), "-"], capture_output=True, text=True, check=True).stdout
    assert "义务教育营养改善计划专项资金" in text and "汇总" in text and "检查结果" not in text
    assert verify(done.path).verdict == "whole"


def test_without_libreoffice_the_workbook_is_written_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_pdf, "find_office", lambda: None)
    done = finished(own_book(tmp_path / "草稿.xlsx"), tmp_path / "送审" / "a.xlsx", pdf=True)
    assert done.path.is_file() and done.pdf is None and "没有安装 LibreOffice" in done.pdf_failure


@pytest.mark.parametrize(("script", "sentence"), [("exit 3", "返回 3"), ("sleep 60", "超过"), ("exit 0", "没有给出文件")])
def test_a_libreoffice_that_fails_is_ended_and_told(script: str, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = tmp_path / "soffice"
    command.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    command.chmod(0o755)
    monkeypatch.setattr(office_pdf, "find_office", lambda: str(command))
    final = finished(own_book(tmp_path / "草稿.xlsx"), tmp_path / "送审" / "a.xlsx").path
    with pytest.raises(ZpbError, match=sentence):
        office_pdf.pdf_of(final, timeout=1)


def test_libreoffice_is_found_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(office_pdf, "_USUAL", (tmp_path / "soffice.exe",))
    assert office_pdf.find_office() is None
    (tmp_path / "soffice.exe").touch()
    assert office_pdf.find_office() == str(tmp_path / "soffice.exe")
