"""zpb mail: what is in the draft, what the sender is told, and what is not sent at all."""

from __future__ import annotations

import json
import os
from pathlib import Path

import openpyxl
import pytest
from fast_mail_parser import PyMail, parse_email

from tests.app.samples import clean_form, write_data
from tests.cli.test_cli import Capture, run
from tests.live.office import require_office
from zipingbiao.app import mailing
from zipingbiao.app.check import check_paths
from zipingbiao.app.finalizing import finalize
from zipingbiao.app.mailing import write_mail
from zipingbiao.app.new import generate
from zipingbiao.app.verifying import verify
from zipingbiao.base.errors import ZpbError

NAME = "某局_项目支出绩效自评表_2019年度"
PDF = b"%PDF-1.7\r\n" + bytes(range(256))


def form(number: int = 1, **changes: object) -> dict[str, object]:
    return clean_form(**({"project": f"项目{number}", "implementing_unit": "某局", "department": "某市主管局"} | changes))


def finished(folder: Path, *forms: dict[str, object], pdf: bytes | None = PDF) -> Path:
    """A 送审版 of these forms, and something for its PDF."""
    generate("mof-2020-project", {"unit_name": "某局", "year": 2019, "forms": list(forms) or [form()]}, folder / "填报.xlsx")
    path = finalize(folder / "填报.xlsx").path
    if pdf is not None:
        path.with_suffix(".pdf").write_bytes(pdf)
    return path


def sent(path: Path) -> PyMail:
    return parse_email(path.read_bytes(), strict=True)


@pytest.fixture
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer without LibreOffice."""
    monkeypatch.setattr("zipingbiao.app.office_pdf.find_office", lambda: None)


def test_a_draft_holds_the_workbook_its_pdf_and_the_note(capsys: Capture, tmp_path: Path) -> None:
    path, out = finished(tmp_path), tmp_path / "报送.eml"
    status, said, told = run(
        capsys, "mail", path, "-o", out, "--to", "张科长 <zhang@cz.gov.cn>；li@cz.gov.cn", "--cc", "王五 <wang@cz.gov.cn>"
    )
    assert (status, said) == (0, "")
    assert "附件 2 个" in told
    mail = sent(out)
    assert mail.headers["X-Unsent"] == ["1"]
    assert mail.subject == "报送某局2019年度绩效自评表"
    assert [(one.display_name, one.address) for one in mail.to] == [("张科长", "zhang@cz.gov.cn"), (None, "li@cz.gov.cn")]
    assert [one.address for one in mail.cc] == ["wang@cz.gov.cn"]
    assert [(one.filename, one.content) for one in mail.attachments] == [
        (f"{NAME}.xlsx", path.read_bytes()), (f"{NAME}.pdf", PDF),
    ]  # fmt: skip
    found = verify(path).check
    assert found is not None
    assert f"1. {NAME}.xlsx（内容摘要 {found.seal.digest[:16]}）" in mail.text_plain[0]
    assert "项目1：全年预算数1200.00万元，全年执行数1182.00万元，执行率98.50%，自评总分96.85分，等级优。" in mail.text_plain[0]
    assert "<td nowrap" in mail.text_html[0]
    (tmp_path / "收到.xlsx").write_bytes(mail.attachments[0].content)
    assert verify(tmp_path / "收到.xlsx").verdict == "whole"


def test_json_tells_what_was_written(capsys: Capture, tmp_path: Path) -> None:
    path, out = finished(tmp_path), tmp_path / "报送.eml"
    status, said, _ = run(capsys, "mail", path, "-o", out, "--to", "张三 <z@x.cn>", "--subject", "某局\r\nBcc: y@x.cn", "--json")
    assert status == 0
    assert json.loads(said) == {
        "file": str(out), "to": ["张三 <z@x.cn>"], "cc": [], "subject": "某局 Bcc: y@x.cn",
        "attachments": [
            {"name": f"{NAME}.xlsx", "bytes": path.stat().st_size}, {"name": f"{NAME}.pdf", "bytes": len(PDF)},
        ],
        "remarks": [],
    }  # fmt: skip
    assert "Bcc" not in sent(out).headers


def test_without_a_pdf_the_draft_is_written_and_it_is_said(no_office: None, tmp_path: Path) -> None:
    made = write_mail([finished(tmp_path, pdf=None)], tmp_path / "a.eml")
    (remark,) = made.remarks
    assert remark.startswith(f"邮件里没有附 PDF：送审版旁边没有「{NAME}.pdf」。")
    assert [one.filename for one in sent(tmp_path / "a.eml").attachments] == [f"{NAME}.xlsx"]


def test_a_pdf_older_than_the_workbook_is_not_sent(no_office: None, tmp_path: Path) -> None:
    path = finished(tmp_path)
    os.utime(path.with_suffix(".pdf"), (1, 1))
    made = write_mail([path], tmp_path / "a.eml")
    assert "比送审版旧" in made.remarks[0]
    assert len(made.draft.attachments) == 1


@pytest.mark.live
def test_libreoffice_makes_the_pdf_that_is_missing(tmp_path: Path) -> None:
    require_office()
    made = write_mail([finished(tmp_path, pdf=None)], tmp_path / "a.eml")
    assert made.remarks == ()
    assert sent(tmp_path / "a.eml").attachments[1].content.startswith(b"%PDF")
    assert not (tmp_path / f"{NAME}.pdf").exists()


def test_what_is_not_finished_is_not_sent(capsys: Capture, tmp_path: Path) -> None:
    path = finished(tmp_path)
    status, _, told = run(capsys, "mail", path, tmp_path / "填报.xlsx", "-o", tmp_path / "a.eml")
    assert status == 2
    assert "「填报.xlsx」不是送审版，不能发送。请先定稿（zpb finalize" in told
    assert not (tmp_path / "a.eml").exists()


def test_what_was_changed_since_is_not_sent(capsys: Capture, tmp_path: Path) -> None:
    path = finished(tmp_path)
    book = openpyxl.load_workbook(path)
    sheet = book["项目1"]
    next(cell for row in sheet.iter_rows() for cell in row if cell.value == "已保障安全").value = "都好"
    book.save(path)
    status, _, told = run(capsys, "mail", path, "-o", tmp_path / "a.eml")
    assert status == 2
    assert "与定稿不一致" in told and "都好" in told and "已保障安全" in told and "重新定稿（zpb finalize" in told
    assert not (tmp_path / "a.eml").exists()


@pytest.mark.parametrize(
    ("out", "options", "words"),
    [
        ("a.txt", [], "应以 .eml 结尾"),
        (".", [], "是文件夹，请写明邮件草稿的文件名"),
        ("no/a.eml", [], "不存在，请先建立"),
        ("a.eml", ["--to", "张三"], "“张三”不是邮箱地址"),
        ("a.eml", ["--cc", "z@x.cn\r\nBcc: y@x.cn"], "不是邮箱地址"),
    ],
)
def test_a_wrong_use_is_a_sentence_and_writes_nothing(
    capsys: Capture, tmp_path: Path, out: str, options: list[str], words: str
) -> None:
    path = finished(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    status, _, told = run(capsys, "mail", path, "-o", tmp_path / out, *options)
    assert (status, words in told, len(told.splitlines())) == (2, True, 1)
    assert sorted(tmp_path.rglob("*")) == before


def test_two_attachments_of_one_name_are_refused(tmp_path: Path) -> None:
    path = finished(tmp_path)
    with pytest.raises(ZpbError, match="有两个附件都叫"):
        write_mail([path, path], tmp_path / "a.eml")


def test_several_workbooks_go_in_one_draft(tmp_path: Path) -> None:
    (tmp_path / "乙").mkdir()
    other = finished(tmp_path / "乙", form(implementing_unit="某中心"))
    made = write_mail([finished(tmp_path), other], tmp_path / "a.eml")
    assert len(made.draft.attachments) == 4
    assert made.draft.subject == "报送2019年度绩效自评表"
    assert "共2张" in made.draft.text


def test_large_attachments_are_told_in_megabytes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(mailing, "LARGE", 1000)
    assert "MB，超过 20 MB" in write_mail([finished(tmp_path)], tmp_path / "a.eml").remarks[0]


def test_the_same_mail_again_is_no_change_and_another_is_kept_beside(capsys: Capture, tmp_path: Path) -> None:
    path, out = finished(tmp_path), tmp_path / "a.eml"
    for _ in range(2):
        assert "留存" not in run(capsys, "mail", path, "-o", out)[2]
    assert "已留存为「a（旧1）.eml」" in run(capsys, "mail", path, "-o", out, "--subject", "另一封")[2]


def test_findings_with_a_reason_are_counted_in_the_note(no_office: None, tmp_path: Path) -> None:
    silent = form()
    silent["indicators"][2]["reason"] = ""  # type: ignore[index]
    generate("mof-2020-project", {"unit_name": "某局", "year": 2019, "forms": [silent]}, tmp_path / "填报.xlsx")
    (error,) = (one for one in check_paths([tmp_path / "填报.xlsx"]).files[0].findings if one.severity == "error")
    waivers = tmp_path / "豁免.csv"
    place = f"{error.place.sheet},{error.place.cell},{error.label}"
    waivers.write_text(f"编号,文件,工作表,单元格,指标或栏目,填报值,说明\n{error.code},,{place},,已在自评报告里逐条写明\n", "utf-8")
    path = finalize(tmp_path / "填报.xlsx", waivers=[waivers]).path
    text = write_mail([path], tmp_path / "a.eml").draft.text
    assert "发现的1条问题都已说明理由，见工作簿的“检查结果”。" in text and "没有发现问题" not in text


def test_odd_names_of_projects_and_files_harm_nothing(tmp_path: Path) -> None:
    name = "项目\"甲\"；<b>乙</b>\r\nBcc: y@x.cn 👩‍👩‍👧 " + "长" * 100
    path = finished(tmp_path, form(project=name))
    odd = path.with_name("定稿；“甲”, 乙=丙 %41 👩‍👩‍👧.xlsx")
    path.rename(odd)
    odd.with_suffix(".pdf").write_bytes(PDF)
    write_mail([odd], tmp_path / "a.eml")
    mail = sent(tmp_path / "a.eml")
    assert [one.filename for one in mail.attachments] == [odd.name, odd.with_suffix(".pdf").name]
    assert set(mail.headers) == {"X-Unsent", "Subject", "MIME-Version", "Content-Type"}
    assert "<b>" not in mail.text_html[0]
    assert "长" * 100 in mail.text_plain[0]


@pytest.mark.slow
def test_sixty_projects_go_in_one_draft(tmp_path: Path) -> None:
    path = finished(tmp_path, *(form(number) for number in range(60)))
    made = write_mail([path], tmp_path / "a.eml")
    assert "其余40张不逐一列出" in made.draft.text
    assert sent(tmp_path / "a.eml").attachments[0].content == path.read_bytes()


def test_a_blank_form_is_told_to_be_finished_first(tmp_path: Path) -> None:
    generate("mof-2020-project", None, tmp_path / "空表.xlsx")
    with pytest.raises(ZpbError, match="请先定稿"):
        write_mail([tmp_path / "空表.xlsx"], tmp_path / "a.eml")


def test_a_file_that_is_not_there_is_a_sentence(capsys: Capture, tmp_path: Path) -> None:
    write_data(tmp_path / "数据.json", {"forms": [form()]})
    for path in (tmp_path / "没有.xlsx", tmp_path / "数据.json"):
        status, _, told = run(capsys, "mail", path, "-o", tmp_path / "a.eml")
        assert (status, len(told.splitlines())) == (2, 1), told
