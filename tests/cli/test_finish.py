"""zpb finalize, verify and key on the command line: what is printed where, and with which exit status."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.app.finishing import own_book, reasons_for
from zipingbiao.adapters import cli

DATA = Path(__file__).parents[1] / "data"
OFFICIAL = "永德县明朗中学_项目支出绩效自评表_2022年度.xlsx"


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = cli.main([str(one) for one in arguments])
    out, err = capsys.readouterr()
    return status, out, err


def test_finalize_then_verify(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = own_book(tmp_path / "草稿.xlsx")
    status, out, err = run(capsys, "finalize", source)
    assert status == 0 and err == "" and out.startswith(f"送审版已写入 {tmp_path / OFFICIAL}：1 张自评表。")
    status, out, err = run(capsys, "verify", tmp_path / OFFICIAL)
    assert status == 0 and err == "" and "与定稿一致" in out.splitlines()[0]


def test_open_errors_are_listed_with_exit_status_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = DATA / "seeds-xlsx" / "donghu-2019.xlsx"
    status, out, err = run(capsys, "finalize", source, "-o", tmp_path / "送审.xlsx")
    lines = err.splitlines()
    assert status == 1 and out == "" and "条错误没有更正，不能定稿" in lines[0] and len(lines) == 8
    assert all("!" in line for line in lines[1:6]) and "zpb check" in lines[6] and "--waivers 检查结果.xlsx" in lines[7]
    assert not list(tmp_path.iterdir())
    status, out, err = run(capsys, "finalize", source, "-o", tmp_path / "送审.xlsx", "--json")
    document = json.loads(out)
    assert status == 1 and document["finalized"] is None and len(document["errors"]) > 20


def test_waivers_let_errors_pass_and_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = DATA / "corpus" / "020_jishan_weishengyuan.xlsx"
    waivers = reasons_for(source, tmp_path)
    status, out, _ = run(capsys, "finalize", source, "-o", tmp_path / "送审.xlsx", "--waivers", waivers)
    assert status == 0 and len(out.splitlines()) <= 10 and "条问题写明了理由（错误 " in out
    status, out, _ = run(capsys, "finalize", source, "-o", tmp_path / "送审2.xlsx", "--waivers", waivers, "--json")
    document = json.loads(out)
    assert status == 0 and document["waived"] and document["pdf"] is None and len(document["digest"]) == 64


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["没有.xlsx"], "找不到"),
        (["表.xls"], "zpb adopt"),
        (["草稿.xlsx", "-o", "草稿.xlsx"], "原文件"),
        (["草稿.xlsx", "--key", "没有.pem"], "找不到密钥文件"),
        (["草稿.xlsx", "--key-password-file", "没有.txt"], "要和 --key 一起用"),
        (["草稿.xlsx", "--waivers", "没有.csv"], "没有.csv"),
    ],
)
def test_what_cannot_be_done_is_one_line_with_exit_status_2(
    arguments: list[str], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    own_book(tmp_path / "草稿.xlsx")
    (tmp_path / "表.xls").write_bytes(b"x")
    before = sorted(tmp_path.iterdir())
    status, out, err = run(capsys, "finalize", *arguments)
    assert status == 2 and out == "" and sentence in err and len(err.splitlines()) == 1
    assert sorted(tmp_path.iterdir()) == before


def test_a_changed_workbook_is_named_and_a_strange_one_has_no_seal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = own_book(tmp_path / "草稿.xlsx")
    run(capsys, "finalize", source)
    book = openpyxl.load_workbook(tmp_path / OFFICIAL)
    book.worksheets[1]["C30"] = "改过"
    book.save(tmp_path / "改.xlsx")
    name = book.worksheets[1].title
    status, out, _ = run(capsys, "verify", tmp_path / "改.xlsx")
    assert status == 1 and f"「{name}」C30 " in out and "“改过”" in out
    status, out, _ = run(capsys, "verify", tmp_path / "改.xlsx", "--json")
    document = json.loads(out)
    assert document["verdict"] == "changed" and (document["changes"][0]["sheet"], document["changes"][0]["cell"]) == (name, "C30")
    assert run(capsys, "check", tmp_path / "改.xlsx")[0] == 1
    status, out, _ = run(capsys, "verify", source)
    assert status == 1 and "没有封签" in out
    status, out, err = run(capsys, "verify", tmp_path / "没有.xlsx")
    assert status == 2 and out == "" and "找不到" in err


def test_a_key_is_made_signs_and_proves(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = own_book(tmp_path / "草稿.xlsx")
    (tmp_path / "密码.txt").write_text("很长的密码\n", encoding="utf-8")
    key, password = tmp_path / "张三.pem", ("--key-password-file", tmp_path / "密码.txt")
    status, out, _ = run(capsys, "key", key, *password)
    assert status == 0 and "指纹" in out and b"ENCRYPTED" in key.read_bytes()
    assert run(capsys, "key", key)[0] == 2
    status, _, err = run(capsys, "finalize", source, "--key", key)
    assert status == 2 and "设有密码" in err and not (tmp_path / OFFICIAL).exists()
    status, out, _ = run(capsys, "finalize", source, "--key", key, *password)
    assert status == 0 and "封签已签名" in out
    status, out, _ = run(capsys, "verify", tmp_path / OFFICIAL, "--public-key", tmp_path / "张三.pub.pem")
    assert status == 0 and "签名有效" in out
    run(capsys, "key", tmp_path / "李四.pem")
    status, out, _ = run(capsys, "verify", tmp_path / OFFICIAL, "--public-key", tmp_path / "李四.pub.pem")
    assert status == 1 and "不是所给的公钥" in out
    status, _, err = run(capsys, "verify", tmp_path / OFFICIAL, "--public-key", tmp_path / "密码.txt")
    assert status == 2 and "不是公钥" in err


def test_the_commands_explain_themselves(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("finalize", "verify", "key"):
        status, out, _ = run(capsys, command, "--help")
        assert status == 0 and out.startswith(f"用法：zpb {command}")
