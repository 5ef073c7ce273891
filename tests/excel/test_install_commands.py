"""The command lines of `zpb addin install|uninstall|doctor`: exit status, dry run, what stands on stdout and stderr."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tests.cli.test_cli import Capture, run
from tests.excel.memory import ADDIN, MemoryMachine, xlam
from zipingbiao.adapters import _addin_install_commands as commands
from zipingbiao.adapters.installer import source
from zipingbiao.adapters.installer.machine import REG_DWORD


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> MemoryMachine:
    found = MemoryMachine()
    monkeypatch.setattr(commands, "_machine", lambda: found)
    return found


@pytest.fixture
def addin(tmp_path: Path) -> Path:
    path = tmp_path / "zpb.xlam"
    path.write_bytes(xlam())
    return path


def test_elsewhere_than_on_windows_installing_is_one_line_and_status_2(capsys: Capture, addin: Path) -> None:
    for arguments in (["install", "--addin", str(addin)], ["uninstall"], ["uninstall", "--dry-run"]):
        status, out, err = run(capsys, "addin", *arguments)
        assert (status, out, err.count("\n")) == (2, "", 1)
        assert "只能" in err


def test_elsewhere_than_on_windows_a_dry_run_shows_an_example(capsys: Capture, addin: Path) -> None:
    status, out, err = run(capsys, "addin", "install", "--dry-run", "--addin", addin)
    assert status == 0
    assert "本机不是 Windows" in err
    assert r"写入文件    C:\Users\用户名\AppData\Local\zipingbiao\zpb.xlam" in out
    assert r'OPEN = /R "C:\Users\用户名\AppData\Local\zipingbiao\zpb.xlam"' in out


def test_a_dry_run_shows_every_change_and_makes_none(capsys: Capture, machine: MemoryMachine, addin: Path) -> None:
    before = machine.snapshot()
    machine.excel = True
    status, out, _ = run(capsys, "addin", "install", "--dry-run", "--addin", addin)
    assert (status, machine.snapshot()) == (0, before)
    assert ADDIN in out and "interpreter = " in out and "AllowSubfolders = DWORD 0" in out
    machine.excel = False
    assert run(capsys, "addin", "install", "--addin", addin)[0] == 0
    installed = machine.snapshot()
    status, out, _ = run(capsys, "addin", "uninstall", "--dry-run")
    assert (status, machine.snapshot()) == (0, installed)
    assert f"删除文件    {ADDIN}" in out and "OPEN" in out


def test_install_and_uninstall_say_what_they_did_and_the_second_time_that_there_is_nothing(
    capsys: Capture, machine: MemoryMachine, addin: Path
) -> None:
    lines = [
        run(capsys, "addin", *arguments)[1].splitlines()[0]
        for arguments in (["install", "--addin", str(addin)],) * 2 + (["uninstall"],) * 2
    ]
    assert lines == [
        "已安装。打开 Excel，功能区会出现“绩效自评”。", "已经装好，没有要改动的。", "已卸载。", "没有要卸载的。",
    ]  # fmt: skip


def test_while_excel_runs_nothing_is_done_unless_forced(capsys: Capture, machine: MemoryMachine, addin: Path) -> None:
    machine.excel = True
    before = machine.snapshot()
    status, out, err = run(capsys, "addin", "install", "--addin", addin)
    assert (status, out, machine.snapshot()) == (2, "", before)
    assert "Excel 正在运行" in err
    assert run(capsys, "addin", "install", "--addin", addin, "--force")[0] == 0


def test_a_policy_that_forbids_add_ins_gives_status_1_and_no_pretence(
    capsys: Capture, machine: MemoryMachine, addin: Path
) -> None:
    machine.put(r"Software\Policies\Microsoft\Office\16.0\excel\security", "disablealladdins", 1, REG_DWORD)
    status, out, _ = run(capsys, "addin", "install", "--addin", addin)
    assert status == 1
    assert "组策略：禁用了全部加载项" in out
    assert out.splitlines()[0] == "已登记，但按下面所说的策略或设置，加载项现在不能运行。"
    assert "已安装" not in out


def test_a_registry_that_may_not_be_read_is_one_sentence(capsys: Capture, machine: MemoryMachine, addin: Path) -> None:
    machine.fail("read", "Trusted Locations")
    status, out, err = run(capsys, "addin", "install", "--addin", addin)
    assert (status, out) == (2, "")
    assert "请单位信息管理员检查权限" in err


def test_doctor_prints_a_line_per_check_and_json_on_demand(
    capsys: Capture, machine: MemoryMachine, addin: Path
) -> None:
    run(capsys, "addin", "install", "--addin", addin)
    status, out, _ = run(capsys, "addin", "doctor")
    assert (status, out.splitlines()[0]) == (0, "正常  操作系统：Windows")
    del machine.files[ADDIN]
    status, out, _ = run(capsys, "addin", "doctor", "--json")
    found = json.loads(out)
    assert (status, found["problems"]) == (1, 1)
    assert next(one for one in found["checks"] if one["state"] == "问题") == {
        "name": "加载项文件", "state": "问题", "seen": f"没有 {ADDIN}", "remedy": "请关闭 Excel，执行 zpb addin install。",
    }  # fmt: skip


def test_an_add_in_that_is_not_the_one_of_the_list_beside_it_is_refused(
    capsys: Capture, machine: MemoryMachine, addin: Path
) -> None:
    sums = addin.with_name("SHA256SUMS.txt")
    sums.write_text(f"{hashlib.sha256(xlam()).hexdigest()}  zpb.xlam\n", "utf-8")
    assert run(capsys, "addin", "install", "--addin", addin)[0] == 0
    addin.write_bytes(xlam("tampered"))
    status, _, err = run(capsys, "addin", "install", "--addin", addin)
    assert (status, machine.files[ADDIN]) == (2, xlam())
    assert "与发布时不同" in err
    sums.write_bytes(b"\xff\xfe\x00")
    assert "SHA256SUMS.txt 的内容不对" in run(capsys, "addin", "install", "--addin", addin)[2]


def test_without_a_file_the_shipped_one_is_used_else_it_is_built_else_that_is_said(
    capsys: Capture, machine: MemoryMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "shipped_addin", lambda: xlam("shipped"))
    assert run(capsys, "addin", "install")[0] == 0
    assert machine.files[ADDIN] == xlam("shipped")
    monkeypatch.setattr(source, "shipped_addin", lambda: None)
    monkeypatch.setattr(source, "_built", lambda: xlam("built"))
    assert run(capsys, "addin", "install")[0] == 0
    assert machine.files[ADDIN] == xlam("built")
    monkeypatch.undo()


def test_a_missing_file_is_named(capsys: Capture, machine: MemoryMachine, tmp_path: Path) -> None:
    status, _, err = run(capsys, "addin", "install", "--addin", tmp_path / "没有.xlam")
    assert (status, "没有文件" in err) == (2, True)
