"""Checking files and folders: the document behind --json, unreadable files, what a folder's search passes over."""

from __future__ import annotations

import io
import json
import os
import re
import sys
from importlib.util import find_spec
from pathlib import Path

import docx
import openpyxl
import pytest
from openpyxl.cell.cell import MergedCell

from tests.app.samples import DONGHU, clean_form, form, write_data
from zipingbiao.app.check import check_paths
from zipingbiao.app.new import generate
from zipingbiao.app.report import write_reports
from zipingbiao.base.errors import FormError, ZpbError
from zipingbiao.writers.console import write_console

_NUMBER = re.compile(r"-?\d+(\.\d+)?\Z")


def test_the_document_has_exactly_the_agreed_keys() -> None:
    document = check_paths([DONGHU]).as_document()
    assert list(document) == ["files", "summary"]
    assert list(document["summary"]) == ["files", "evaluations", "errors", "warnings", "infos"]
    (file,) = document["files"]
    assert list(file) == ["file", "evaluations", "findings"]
    assert file["file"] == str(DONGHU)
    for evaluation in file["evaluations"]:
        assert list(evaluation) == [
            "sheet", "template", "level", "project", "year", "unit", "funding", "indicators", "total_weight", "total",
            "grade", "computed",
        ]  # fmt: skip
        assert list(evaluation["computed"]) == ["rate", "execution_score", "total", "grade"]
        for row in evaluation["funding"]:
            assert list(row) == ["source", "initial", "budget", "executed", "weight", "rate", "score", "cells"]
        for row in evaluation["indicators"]:
            assert list(row) == [
                "l1", "l2", "l3", "target", "actual", "weight", "score", "reason", "computed", "method", "cells",
            ]  # fmt: skip
            assert row["computed"] is None or _NUMBER.match(row["computed"])
    for finding in file["findings"]:
        assert list(finding)[:10] == [
            "code", "kind", "severity", "sheet", "cell", "label", "printed", "expected", "message", "basis",
        ]  # fmt: skip
        assert finding["message"].endswith(finding["remedy"])


def test_numbers_are_plain_decimals_and_rates_as_printed() -> None:
    document = check_paths([DONGHU]).as_document()
    (safety,) = [e for e in document["files"][0]["evaluations"] if e["project"] == "安全生产专项"]
    assert safety["total"] == "97"
    assert safety["computed"]["total"] == "96.85"
    assert safety["computed"]["execution_score"] == "9.85"
    assert safety["computed"]["rate"] == "0.985"
    assert safety["computed"]["grade"] == "优"
    assert safety["grade"] is None
    assert safety["year"] == 2019
    department = document["files"][0]["evaluations"][0]
    assert department["funding"][0]["budget"] == "3744.00"
    assert department["funding"][0]["rate"] == "91.66%"
    assert department["funding"][2]["weight"] == "—"
    assert department["funding"][2]["budget"] is None
    assert department["funding"][0]["cells"]["budget"] == "forms[0].funding[0].budget"


def test_the_wrong_total_of_a_published_form_is_found() -> None:
    findings = check_paths([DONGHU]).as_document()["files"][0]["findings"]
    (found,) = [f for f in findings if f["kind"] == "score_sum" and f["project"] == "安全生产专项"]
    assert (found["printed"], found["expected"], found["severity"]) == ("97", "96.85", "error")
    assert found["label"] == "总分"
    assert "97" in found["message"] and "96.85" in found["message"]


def test_exit_codes(tmp_path: Path) -> None:
    clean = write_data(tmp_path / "clean.json", clean_form())
    wrong = write_data(tmp_path / "wrong.json", form())
    broken = tmp_path / "broken.xlsx"
    broken.write_text("hello", encoding="utf-8")
    assert check_paths([clean]).exit_code == 0
    assert check_paths([wrong]).exit_code == 1
    assert check_paths([broken]).exit_code == 2
    assert check_paths([clean, broken]).exit_code == 2
    assert check_paths([clean, tmp_path / "没有.xlsx"]).exit_code == 2
    assert check_paths([tmp_path]).exit_code == 1


def test_an_unreadable_file_among_others_is_a_finding(tmp_path: Path) -> None:
    clean = write_data(tmp_path / "clean.json", clean_form())
    broken = tmp_path / "broken.xlsx"
    broken.write_text("hello", encoding="utf-8")
    result = check_paths([broken, clean])
    document = result.as_document()
    (finding,) = document["files"][0]["findings"]
    assert (finding["kind"], finding["severity"], finding["label"]) == ("unreadable", "error", "broken.xlsx")
    assert document["files"][0]["evaluations"] == []
    assert len(document["files"][1]["evaluations"]) == 1


def test_a_folder_is_searched_without_lock_files_reports_and_hidden_files(tmp_path: Path) -> None:
    (tmp_path / "下级").mkdir()
    (tmp_path / ".隐藏").mkdir()
    wanted = [write_data(tmp_path / "a.json", form()), write_data(tmp_path / "下级" / "b.json", form())]
    write_data(tmp_path / ".隐藏" / "c.json", form())
    write_data(tmp_path / "check.json", {"files": [], "summary": {}})
    (tmp_path / "~$a.xlsx").write_bytes(b"lock")
    (tmp_path / "说明.txt").write_text("x", encoding="utf-8")
    seen: list[tuple[int, int, str]] = []
    result = check_paths([tmp_path, wanted[0]], progress=lambda *step: seen.append(step))
    assert [file.path for file in result.files] == wanted
    assert seen == [(0, 2, "a.json"), (1, 2, "b.json"), (2, 2, "")]


def test_nothing_to_check_is_said(tmp_path: Path) -> None:
    with pytest.raises(ZpbError, match="没有可以检查的文件"):
        check_paths([tmp_path])
    for nothing, words in (("", "空的"), (" ", "空的"), ("/", "整个磁盘")):
        with pytest.raises(ZpbError, match=words):
            check_paths([nothing])
    (file,) = check_paths([tmp_path / "没有.xlsx"]).files
    assert "找不到文件「没有.xlsx」" in file.findings[0].message


def test_a_file_without_any_form_is_an_error(tmp_path: Path) -> None:
    result = check_paths([write_data(tmp_path / "a.json", {"forms": []})])
    (finding,) = result.as_document()["files"][0]["findings"]
    assert (finding["kind"], finding["severity"], result.exit_code) == ("required_missing", "error", 1)
    assert "没有找到自评表" in finding["message"]


def test_a_form_sheet_that_lost_its_form_is_an_error(tmp_path: Path) -> None:
    book = tmp_path / "a.xlsx"
    generate("mof-2020-project", {"forms": [form(project="甲"), form(project="乙")]}, book)
    workbook = openpyxl.load_workbook(book)
    for row in workbook["甲"].iter_rows():
        for cell in row:
            if not isinstance(cell, MergedCell):
                cell.value = None
    workbook["乙"].sheet_state = "hidden"
    workbook.save(book)
    found = check_paths([book]).as_document()["files"][0]["findings"]
    lost = {finding["sheet"] for finding in found if finding["kind"] == "required_missing" and finding["sheet"]}
    assert lost == {"甲", "乙"}


def test_what_a_folder_holds_besides_forms_is_told(tmp_path: Path) -> None:
    wanted = write_data(tmp_path / "a.json", clean_form())
    for name in ("b.doc", "c.csv", "a（旧1）.json", "~$a.xlsx", ".d.xlsx"):
        (tmp_path / name).write_bytes(wanted.read_bytes())
    (tmp_path / "e.json").symlink_to(wanted)
    (tmp_path / "f.xlsx").symlink_to(tmp_path / "没有")
    result = check_paths([tmp_path])
    assert [file.path for file in result.files] == [wanted]
    names = [path.name for path in result.skipped]
    assert sorted(names) == sorted(["a（旧1）.json", "b.doc", "c.csv", "f.xlsx", "e.json"])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes")
def test_pipes_in_a_folder_are_passed_over_and_never_read(tmp_path: Path) -> None:
    wanted = write_data(tmp_path / "a.json", clean_form())
    for name in ("b.xlsx", "c.txt", "d.html"):
        os.mkfifo(tmp_path / name)
    (tmp_path / "e.xlsx").symlink_to(tmp_path / "b.xlsx")
    result = check_paths([tmp_path])
    assert [file.path for file in result.files] == [wanted]
    assert [path.name for path in result.skipped] == ["b.xlsx", "c.txt", "d.html", "e.xlsx"]


def test_word_files_of_a_folder_are_checked_where_they_hold_a_form(tmp_path: Path) -> None:
    rows = [["一级指标", "二级指标", "三级指标", "指标值", "完成值", "分值", "得分"], ["产出指标", "数量指标", "甲", "1个", "1个", "10", "10"]]
    for name, table in (("表.docx", rows), ("通知.docx", [["联系人", "电话"], ["甲", "1"]])):
        document = docx.Document()
        document.add_paragraph("项目支出绩效自评表" if table is rows else "关于开展绩效自评的通知")
        made = document.add_table(len(table), len(table[0]))
        for row, texts in zip(made.rows, table, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
        document.save(tmp_path / name)
    result = check_paths([tmp_path])
    assert [file.path.name for file in result.files] == ["表.docx"]
    assert [path.name for path in result.skipped] == ["通知.docx"]
    (named,) = check_paths([tmp_path / "通知.docx"]).files
    assert [finding.kind for finding in named.findings] == ["required_missing"], "a named file is told about"
    (tmp_path / "表.docx").unlink()
    (alone,) = check_paths([tmp_path]).files
    assert [finding.kind for finding in alone.findings] == ["required_missing"], "a folder without any form too"


@pytest.mark.skipif(find_spec("python_calamine") is None, reason="needs the optional part formats")
def test_old_formats_are_read_where_the_library_is_there(tmp_path: Path) -> None:
    for name in ("a.et", "b.xlsb"):
        (tmp_path / name).write_bytes(b"x")
    assert [file.path.name for file in check_paths([tmp_path]).files] == ["a.et", "b.xlsb"]


@pytest.mark.skipif(sys.platform != "linux", reason="only here file names are any bytes")
def test_a_file_name_that_is_no_text_is_shown_with_a_replacement(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"a\xff.json")
    write_data(path, form())
    book = tmp_path / os.fsdecode(b"b\xff.xlsx")
    generate("mof-2020-project", form(), book)
    result = check_paths([path, book])
    assert all(file.evaluations for file in result.files)
    assert result.as_document()["files"][0]["file"].endswith("a\ufffd.json")
    json.dumps(result.as_document(), ensure_ascii=False).encode()
    reports = [tmp_path / "r.html", tmp_path / "r.xlsx"]
    assert write_reports(reports, result) == reports
    write_console(result.files, io.StringIO())


def test_a_profile_applies_to_forms_that_name_no_template(tmp_path: Path) -> None:
    path = write_data(tmp_path / "a.json", form(template=None))
    assert check_paths([path]).as_document()["files"][0]["evaluations"][0]["template"] is None
    with_profile = check_paths([path], "mof-2020-project").as_document()
    assert with_profile["files"][0]["evaluations"][0]["template"] == "mof-2020-project"
    with pytest.raises(FormError, match="没有编号为"):
        check_paths([path], "no-such-form")


def test_a_form_of_an_unknown_template_is_checked_all_the_same(tmp_path: Path) -> None:
    path = write_data(tmp_path / "a.json", form(template="some-district"))
    findings = check_paths([path]).as_document()["files"][0]["findings"]
    assert "score_sum" in {finding["kind"] for finding in findings}


def test_a_generated_workbook_reports_the_same_totals_as_its_data(tmp_path: Path) -> None:
    book = tmp_path / "a.xlsx"
    generate("mof-2020-project", DONGHU, book)
    from_book = check_paths([book]).as_document()["files"][0]["evaluations"]
    from_data = check_paths([DONGHU]).as_document()["files"][0]["evaluations"]
    for ours, theirs in zip(from_book, from_data, strict=True):
        assert ours["computed"] == theirs["computed"]
        assert ours["total"] == theirs["total"]
        for mine, given in zip(ours["indicators"], theirs["indicators"], strict=True):
            assert given["computed"] is None or mine["computed"] == given["computed"]
            assert mine["score"] == given["score"]
        assert re.match(r"[A-Z]+\d+\Z", ours["indicators"][0]["cells"]["actual"])


def test_the_document_is_json(tmp_path: Path) -> None:
    path = write_data(tmp_path / "a.json", form())
    json.dumps(check_paths([path]).as_document())


def test_the_project_list_of_a_data_file_is_checked(tmp_path: Path) -> None:
    rows = [{"project": "安全生产专项", "budget": "12000000", "executed": "11280000"}]
    document = {"forms": [clean_form()], "project_list": {"unit": "元", "rows": rows}}
    (file,) = check_paths([write_data(tmp_path / "单位.json", document)]).files
    (fault,) = [finding for finding in file.findings if finding.code == "ZP044"]
    assert (fault.printed, fault.expected, fault.unit) == ("11280000", "11820000", "元")
    assert fault.message.startswith("项目清单「安全生产专项」执行数为 11280000 元")
