"""The other buttons: a new form, a spare row, a report, settings, help; 定稿 and 发送邮件 are in test_finishing."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import docx
import pytest

from tests.excel.forms import RESULTS, said
from tests.excel.office import host_of, office
from tests.excel_host.host import ExcelHost
from zipingbiao.adapters.excel import actions
from zipingbiao.app.new import generate


def test_a_report_is_written_and_opened(excel: ExcelHost, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    host = host_of(excel)
    opened: list[Path] = []
    monkeypatch.setattr(type(host), "open", lambda self, path: opened.append(path))
    excel.application.files_to_pick.append(str(tmp_path / "报告.html"))
    actions.run_action(host, "Report")
    assert opened == [tmp_path / "报告.html"]
    assert "总分" in opened[0].read_text(encoding="utf-8")


def test_a_report_in_word_is_of_the_kind_that_is_chosen(
    excel: ExcelHost, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = host_of(excel)
    opened: list[Path] = []
    monkeypatch.setattr(type(host), "open", lambda self, path: opened.append(path))
    for answer in ("2", "", "9"):
        excel.application.files_to_pick.append(str(tmp_path / f"报告{answer}.docx"))
        excel.answer(answer)
        actions.run_action(host, "Report")
    assert opened == [tmp_path / "报告2.docx"]
    text = "\n".join(paragraph.text for paragraph in docx.Document(str(opened[0])).paragraphs)
    assert "老旧供水管网改造" in text
    assert "【待填：" in text
    assert any("处【待填：…】，须由人写" in shown for _, shown in excel.dialogs)
    assert "没有序号为“9”的报告" in said(excel)
    assert not list(tmp_path.glob("报告.docx"))


def test_a_new_form_is_made_and_opened(excel: ExcelHost, tmp_path: Path) -> None:
    excel.application.files_to_pick.append(str(tmp_path / "新表.xlsx"))
    excel.answer("1")
    actions.run_action(host_of(excel), "New")
    assert (tmp_path / "新表.xlsx").is_file()
    assert excel.excel.workbook.name == "新表.xlsx"
    excel.answer("三百")
    actions.run_action(host_of(excel), "New")
    assert "没有序号为“三百”的表样" in said(excel)


def test_a_spare_row_is_shown_in_our_workbook(tmp_path: Path) -> None:
    path = tmp_path / "空表.xlsx"
    generate("mof-2020-project", None, path)
    with office(path) as excel:
        host = host_of(excel)
        name = next(one for one in host.where().sheets if one not in ("填报说明", "汇总", RESULTS, "_zpb"))
        sheet = excel.excel.sheet(name).sheet
        protected = sheet.protection
        hidden = {row for row in range(1, 60) if sheet.vba_get("Rows", [row]).vba_get("Hidden")}
        row = min(hidden)
        host.select(host.where().book, name, f"D{row - 1}")
        actions.run_action(host, "AddRow")
        assert not sheet.vba_get("Rows", [row]).vba_get("Hidden")
        assert host.where().cell[1:] == str(row)
        assert sheet.protection == protected
        host.select(host.where().book, name, "A3")
        actions.run_action(host, "AddRow")
        assert "请先选中指标表里的一行" in said(excel)


def test_other_workbooks_have_no_spare_rows(excel: ExcelHost) -> None:
    actions.run_action(host_of(excel), "AddRow")
    assert "不是用本软件生成的" in said(excel)


def test_settings_and_help_say_something(excel: ExcelHost, monkeypatch: pytest.MonkeyPatch) -> None:
    host = host_of(excel)
    actions.run_action(host, "Settings")
    assert "加载项：" in said(excel)
    assert "xlwings：" in said(excel)
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    actions.run_action(host, "Help")
    assert [unquote(one).rpartition("/")[2] for one in opened] == ["使用说明.html"]
    actions.run_action(host, "没有这个")
    assert "程序内部出错（KeyError" in said(excel)


def test_every_action_of_the_registry_has_a_function() -> None:
    from zipingbiao.adapters.excel.registry import ACTIONS

    assert set(actions._ACTIONS) == {action.id for action in ACTIONS}
