"""The buttons 定稿 and 发送邮件: what they write beside the workbook, what they say, and where they refuse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from fast_mail_parser import parse_email

from tests.app.samples import clean_form
from tests.excel.forms import RESULTS, said, write_form
from tests.excel.office import host_of, look, office
from tests.excel_host.host import ExcelHost
from zipingbiao.adapters.excel import actions
from zipingbiao.adapters.excel.host import XlwingsHost
from zipingbiao.app.new import generate
from zipingbiao.app.verifying import verify
from zipingbiao.base.errors import ZpbError

NAME = "某市供水中心_项目支出绩效自评表_2023年度"
YES, NO = 6, 7


@pytest.fixture
def clean(tmp_path: Path, own_temp: None) -> Iterator[ExcelHost]:
    """An Excel with a form in which nothing is wrong."""
    book = openpyxl.Workbook()
    write_form(book.active, 99, "92%")
    book.save(tmp_path / "填报.xlsx")
    with office(tmp_path / "填报.xlsx") as excel:
        yield excel


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What was handed to its own program."""
    found: list[Path] = []
    monkeypatch.setattr(XlwingsHost, "open", lambda self, path: found.append(path))
    return found


def press(excel: ExcelHost, action: str, answer: int = YES) -> list[str]:
    """The message boxes that a button shows."""
    excel._machine.answer = answer
    before = len(excel.dialogs)
    actions.run_action(host_of(excel), action)
    return [text for _, text in excel.dialogs[before:]]


def files(folder: Path, *endings: str) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.suffix in (endings or (".xlsx", ".pdf", ".eml")))


def test_finishing_is_refused_while_there_are_errors(excel: ExcelHost, tmp_path: Path) -> None:
    before = look(excel)
    (text,) = press(excel, "Finalize")
    assert "不能定稿" in text and "自评表!" in text
    assert files(tmp_path) == ["水务局自评.xlsx"]
    assert look(excel) == before


def test_a_form_without_errors_is_finished_beside_with_its_pdf(clean: ExcelHost, tmp_path: Path) -> None:
    press(clean, "Check")
    before = look(clean)
    (text,) = press(clean, "Finalize")
    assert f"送审版已保存为「{tmp_path / NAME}.xlsx」" in text
    assert f"PDF 已保存为「{NAME}.pdf」" in text
    assert files(tmp_path) == ["填报.xlsx", f"{NAME}.pdf", f"{NAME}.xlsx"]
    assert verify(tmp_path / f"{NAME}.xlsx").verdict == "whole"
    assert (tmp_path / f"{NAME}.pdf").read_bytes().startswith(b"%PDF")
    assert look(clean) == before
    assert clean.application.active_book.name == "填报.xlsx"
    assert clean.status_history[-1] is False
    assert not list((tmp_path / "temp").glob("zpb-*"))


@pytest.mark.slow
def test_a_workbook_of_ours_is_finished_and_mailed(tmp_path: Path, own_temp: None, opened: list[Path]) -> None:
    form = clean_form(implementing_unit="某市供水中心", department="某市水务局", year=2023)
    generate("mof-2020-project", {"forms": [form]}, tmp_path / "填报.xlsx")
    with office(tmp_path / "填报.xlsx") as excel:
        press(excel, "Mail")
    assert opened == [tmp_path / f"{NAME}.eml"]
    assert verify(tmp_path / f"{NAME}.xlsx").verdict == "whole"
    sheets = openpyxl.load_workbook(tmp_path / f"{NAME}.xlsx")
    formulas = [cell.value for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas and not [one for one in formulas if "ZPB_" in str(one)]
    assert "自评总分96.85分，等级优" in parse_email(opened[0].read_bytes()).text_plain[0]


def test_an_older_one_is_kept_where_something_changed(clean: ExcelHost, tmp_path: Path) -> None:
    press(clean, "Finalize")
    press(clean, "Finalize")
    assert not [name for name in files(tmp_path, ".xlsx") if "旧" in name]
    clean.cell("Sheet", "H9").vba_set("Value", "改过一处")
    *_, last = press(clean, "Finalize")
    assert "已留存为" in last
    assert f"{NAME}（旧1）.xlsx" in files(tmp_path, ".xlsx")


def test_a_workbook_of_the_official_name_asks_for_another(tmp_path: Path, own_temp: None) -> None:
    book = openpyxl.Workbook()
    write_form(book.active, 99, "92%")
    book.save(tmp_path / f"{NAME}.xlsx")
    with office(tmp_path / f"{NAME}.xlsx") as excel:
        assert press(excel, "Finalize") == []
        assert files(tmp_path) == [f"{NAME}.xlsx"]
        excel.application.files_to_pick.append(str(tmp_path / f"{NAME}.xlsx"))
        assert "请换一个文件名" in press(excel, "Finalize")[0]
        excel.application.files_to_pick.append(str(tmp_path / "定稿.xlsx"))
        press(excel, "Finalize")
    assert verify(tmp_path / "定稿.xlsx").verdict == "whole"
    assert verify(tmp_path / f"{NAME}.xlsx").verdict == "unsealed"


def test_a_workbook_that_was_never_saved_asks_where_to(tmp_path: Path, own_temp: None) -> None:
    with office() as excel:
        form = openpyxl.Workbook().active
        write_form(form, 99, "92%")
        name = excel.excel.sheets()[0].sheet.name
        for row in form:
            for cell in row:
                if cell.value is not None:
                    excel.cell(name, cell.coordinate).vba_set("Value", cell.value)
        excel.application.files_to_pick.append(str(tmp_path / "送审.xlsx"))
        assert "送审版已保存为" in press(excel, "Finalize")[0]
        assert verify(tmp_path / "送审.xlsx").verdict == "whole"


def test_a_folder_that_takes_no_files_is_a_sentence(clean: ExcelHost, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def denied(path: Path, content: bytes, kept: object) -> None:
        raise ZpbError(f"无法保存「{path.name}」：没有写入权限，或文件正被 Excel 打开，请关闭后重试。")

    monkeypatch.setattr("zipingbiao.adapters.excel.finishing.save", denied)
    for action in ("Finalize", "Mail"):
        assert "没有写入权限" in press(clean, action)[-1]
    assert files(tmp_path) == ["填报.xlsx"]


def test_without_a_pdf_the_workbook_is_there_and_it_is_said(
    clean: ExcelHost, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def no_printer(*_: object) -> None:
        raise RuntimeError("no printer")

    monkeypatch.setattr(XlwingsHost, "export_pdf", no_printer)
    (text,) = press(clean, "Finalize")
    assert "送审版已保存为" in text and "PDF 没有生成" in text
    assert files(tmp_path) == ["填报.xlsx", f"{NAME}.xlsx"]


def test_a_copy_that_excel_does_not_give_is_a_sentence(clean: ExcelHost, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise RuntimeError("protected view")

    monkeypatch.setattr(XlwingsHost, "save_copy", refused)
    for action in ("Finalize", "Mail"):
        assert "不能另存副本" in press(clean, action)[-1]


def test_without_a_workbook_both_say_so(clean: ExcelHost, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*_: object) -> None:
        raise ZpbError("请先打开要处理的工作簿")

    monkeypatch.setattr(XlwingsHost, "where", closed)
    for action in ("Finalize", "Mail"):
        assert press(clean, action) == ["请先打开要处理的工作簿"]


def test_mailing_finishes_first_and_opens_the_draft(clean: ExcelHost, tmp_path: Path, opened: list[Path]) -> None:
    boxes = press(clean, "Mail")
    assert "现在为这个工作簿定稿" in boxes[0]
    assert boxes[1].startswith(f"送审版已保存为「{tmp_path / NAME}.xlsx」。\nPDF 已保存为")
    assert opened == [tmp_path / f"{NAME}.eml"]
    mail = parse_email(opened[0].read_bytes(), strict=True)
    assert mail.subject == "报送某市供水中心2023年度绩效自评表"
    assert "老旧供水管网改造：全年预算数100" in mail.text_plain[0]
    assert [(one.filename, one.content) for one in mail.attachments] == [
        (f"{NAME}{ending}", (tmp_path / f"{NAME}{ending}").read_bytes()) for ending in (".xlsx", ".pdf")
    ]


def test_saying_no_writes_nothing(clean: ExcelHost, tmp_path: Path, opened: list[Path]) -> None:
    assert len(press(clean, "Mail", NO)) == 1
    assert (files(tmp_path), opened) == (["填报.xlsx"], [])


def test_mailing_is_refused_while_there_are_errors(excel: ExcelHost, tmp_path: Path, opened: list[Path]) -> None:
    assert "不能定稿" in press(excel, "Mail")[-1]
    assert (files(tmp_path), opened) == (["水务局自评.xlsx"], [])


def test_a_finished_workbook_is_mailed_as_it_is_and_not_when_changed(
    clean: ExcelHost, tmp_path: Path, opened: list[Path]
) -> None:
    press(clean, "Finalize")
    content = (tmp_path / f"{NAME}.xlsx").read_bytes()
    with office(tmp_path / f"{NAME}.xlsx") as excel:
        assert press(excel, "Mail") == []
        assert opened == [tmp_path / f"{NAME}.eml"]
        mail = parse_email(opened[0].read_bytes(), strict=True)
        assert [one.filename for one in mail.attachments] == [f"{NAME}.xlsx", f"{NAME}.pdf"]
        assert mail.attachments[0].content == content
        sheet = next(name for name in host_of(excel).where().sheets if name not in (RESULTS, "填报说明", "汇总"))
        excel.cell(sheet, "A40").vba_set("Value", "加一句")
        assert "与定稿不一致" in press(excel, "Mail")[0]
    assert len(opened) == 1


def test_where_nothing_opens_the_draft_excel_mails_the_finished_one(
    clean: ExcelHost, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Path] = []

    def only_workbooks(host: XlwingsHost, path: Path) -> None:
        if path.suffix == ".eml":
            raise OSError(1155, "No application is associated")
        shown.append(path)

    monkeypatch.setattr(XlwingsHost, "open", only_workbooks)
    monkeypatch.setattr(XlwingsHost, "send_mail", lambda self: shown.append(Path("dialog")))
    press(clean, "Mail")
    assert shown == [tmp_path / f"{NAME}.xlsx", Path("dialog")]


def test_without_any_mail_program_the_place_of_the_draft_is_said(
    clean: ExcelHost, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(*_: object) -> None:
        raise OSError(1155, "No application is associated")

    monkeypatch.setattr(XlwingsHost, "open", nothing)
    assert f"草稿已写好：「{tmp_path / NAME}.eml」" in press(clean, "Mail")[-1]
    assert said(clean).endswith("作为附件发送。")
