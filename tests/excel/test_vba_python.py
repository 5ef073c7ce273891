"""How the add-in's VBA finds and starts Python, and what a button says when it cannot."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from tests.excel.excel_book import Machine, excel
from zipingbiao.adapters.excel.build import sources
from zipingbiao.adapters.excel.registry import FORMULAS, TITLE
from zipingbiao.adapters.excel.vba_sources import read_modules

SET, BESIDE = r"D:\财政 软件\python\pythonw.exe", r"C:\加载项 a\python\pythonw.exe"
COMMAND = (
    '"{}" -I -B -c "import os, sys; os.chdir(sys.prefix); import xlwings; xlwings.serve(\'$(CLSID)\')"'
)


@pytest.mark.parametrize(
    ("setting", "files", "found"),
    [
        (SET, (SET, BESIDE), SET),
        (SET, (BESIDE,), BESIDE),
        ("", (BESIDE,), BESIDE),
        ("python", ("python", BESIDE), BESIDE),
        (r"python\pythonw.exe", (r"python\pythonw.exe",), ""),
        (r"\\服务器\共享\python\pythonw.exe", (r"\\服务器\共享\python\pythonw.exe",), r"\\服务器\共享\python\pythonw.exe"),
        (SET, (), ""),
    ],
)  # fmt: skip
def test_the_interpreter_is_the_installed_one_or_the_one_beside_the_addin(monkeypatch, setting, files, found):
    app = excel(monkeypatch, Machine(setting, files))
    assert app.run("ZpbInterpreter") == found


def test_python_starts_isolated_through_the_dll_beside_the_interpreter(monkeypatch):
    app = excel(monkeypatch, Machine(SET, (SET,)))
    app.run("ZpbRunAction", "Check")
    assert app.run("Seen", "command") == COMMAND.format(SET)
    assert app.run("Seen", "loaded") == r"D:\财政 软件\python\xlwings64-0.37.8.dll|"
    assert app.run("Seen", "calls") == "zipingbiao_addin.run_action(Check) zpb|", "the book handed over is the add-in"
    assert [(text, title) for _, text, title, _ in app.dialogs] == [("检查完毕。", TITLE)]
    app.run("ZpbKillPython")
    app.run("ZpbKillPython")
    assert app.run("Seen", "modes").split() == ["1", "-1"]


def test_a_hostile_active_workbook_changes_nothing(monkeypatch):
    app = excel(monkeypatch, Machine(SET, (SET,)))
    evil = app.workbook
    evil.path = r"E:\下载"
    sheet = evil.vba_get("Worksheets", [1])
    sheet.vba_set("Name", "zpb.conf")
    app.sheet(1).set_value("A1", "INTERPRETER_WIN")
    app.sheet(1).set_value("B1", r"E:\下载\evil.exe")
    app.run("ZpbRunAction", "Check")
    assert app.run("Seen", "command") == COMMAND.format(SET)
    assert "evil" not in app.run("Seen", "command") + app.run("Seen", "loaded")


@pytest.mark.parametrize(
    ("setting", "no_dll", "no_start", "said"),
    [
        ("", False, False, "没有找到加载项所用的 Python"),
        (SET, True, False, r"D:\财政 软件\python\xlwings64-0.37.8.dll"),
        (SET, False, True, "Python 没有启动起来：Could not activate"),
        ('C:\\a" b\\pythonw.exe', False, False, "引号"),
        (r"C:\$(X)\pythonw.exe", False, False, "Python 的位置不能用"),
    ],
)
def test_a_button_says_in_chinese_what_is_missing(monkeypatch, setting, no_dll, no_start, said):
    app = excel(monkeypatch, Machine(setting, (setting,)))
    app.run("Make", no_dll, no_start)
    app.run("ZpbRunAction", "Check")
    ((_, text, title, _),) = app.dialogs
    assert said in text and title == TITLE


@pytest.mark.parametrize("no_start", [False, True])
def test_excels_alerts_are_on_again_after_a_button(monkeypatch, no_start):
    app = excel(monkeypatch, Machine(SET, (SET,)))
    app.add_module("Function Alerts()\r\nAlerts = Application.DisplayAlerts\r\nEnd Function\r\n", name="Looking")
    app.run("Make", False, no_start)
    app.run("ZpbRunAction", "Check")
    assert app.run("Alerts") is True


def test_an_error_of_python_is_named_by_its_last_line_and_the_button(monkeypatch):
    app = excel(monkeypatch, Machine(SET, (SET,)))
    app.run("ZpbRunAction", "Clear")
    ((_, text, _, _),) = app.dialogs
    assert "“清除标记”没有做完" in text and text.endswith("ValueError: 坏了") and "Traceback" not in text


def test_cells_do_not_wait_again_for_a_python_that_did_not_start_but_a_button_tries(monkeypatch):
    app = excel(monkeypatch, Machine(SET, (SET,)))
    app.run("Make", False, True)
    app.add_module("Sub Wrapper()\nOn Error Resume Next\nDim P\nSet P = XLPy\nEnd Sub", name="Wrapping")
    for _ in range(5):
        app.run("Wrapper")
    app.freeze_clock(dt.datetime.now() + dt.timedelta(minutes=5))
    app.run("Wrapper")
    assert app.run("Seen", "modes").split() == ["1"]
    app.run("ZpbRunAction", "Check")
    assert app.run("Seen", "modes").split() == ["1", "1"]


def test_cells_look_again_after_a_minute_for_an_interpreter_that_was_not_there(monkeypatch):
    machine = Machine()
    app = excel(monkeypatch, machine)
    app.add_module("Sub Wrapper()\nOn Error Resume Next\nDim P\nSet P = XLPy\nEnd Sub", name="Wrapping")
    for _ in range(5):
        app.run("Wrapper")
    assert machine.asked == 1
    machine.setting, machine.files = SET, (SET,)
    app.freeze_clock(dt.datetime.now() + dt.timedelta(minutes=5))
    app.run("Wrapper")
    assert app.run("Seen", "modes").split() == ["1"]


def test_the_function_wizard_gets_the_chinese_help(monkeypatch):
    machine = Machine()
    app = excel(monkeypatch, machine)
    assert app.run("ZpbRegisterFunctions") is True
    assert len(machine.helps) == len(FORMULAS)
    for formula in FORMULAS:
        (name,) = (key for key in machine.helps if key.endswith(f"'!{formula.name}"))
        description, category, arguments = machine.helps[name]
        assert (description, category, len(arguments)) == (formula.help, TITLE, len(formula.arguments))
        assert all(text.endswith(one.help) for text, one in zip(arguments, formula.arguments, strict=True))


def test_help_that_excel_refuses_is_given_again_later(monkeypatch):
    machine = Machine(refuses_help=True)
    app = excel(monkeypatch, machine)
    app.run("ZpbStart")
    machine.refuses_help = False
    assert not machine.helps
    app.run("ZpbListen")
    assert len(machine.helps) == len(FORMULAS)


def test_a_range_becomes_its_values_and_anything_else_passes(monkeypatch):
    app = excel(monkeypatch, Machine())
    app.add_module(
        """Function Kinds() As String
            Dim Block As Variant, Range1 As Range
            Set Range1 = ActiveSheet.Range("A1")
            Range1.Value = 3
            ActiveSheet.Range("B2").Value = 4
            Block = ZpbValue(ActiveSheet.Range("A1:B2"))
            Kinds = Join(Array(ZpbValue(Range1), UBound(Block, 2), ZpbValue("甲"), IsEmpty(ZpbValue(Empty)), _
                IsError(ZpbValue(CVErr(2042))), TypeName(ZpbValue()), TypeName(Passed())), "|")
        End Function
        Function Passed(Optional V As Variant)
            Passed = ZpbValue(V)
        End Function""",
        name="Kinds1",
    )
    assert app.run("Kinds") == "3|2|甲|True|True|Error|Error"


def test_no_module_reads_settings_of_a_workbook_a_folder_or_the_environment():
    code = "\n".join(
        line for module in read_modules(sources().macros) if not module.name.startswith("ZpbResults")
        for line in module.source.splitlines() if not line.lstrip().startswith("'")
    )  # fmt: skip
    for word in ("GetConfig", r"\.conf\b", "Environ", "CurDir", r"ActiveWorkbook\.(Path|FullName)", "RunPython", "ExpandEnvironment"):
        assert not re.search(word, code, re.IGNORECASE), word
    (python,) = (one for one in read_modules(sources().macros) if one.name == "ZpbPython")
    statements = "\n".join(line for line in python.source.splitlines() if not line.lstrip().startswith("'"))
    assert "ActiveWorkbook" not in statements and "ActiveSheet" not in statements
    assert statements.count("GetSetting(") == 1 and "-I -B" in statements


def test_the_dll_is_the_one_of_the_pinned_xlwings():
    import tomllib
    from pathlib import Path

    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    (pin,) = project["project"]["optional-dependencies"]["excel"]
    (python,) = (one for one in read_modules(sources().macros) if one.name == "ZpbPython")
    names = set(re.findall(r"xlwings(?:32|64)-([\d.]+)\.dll", python.source))
    assert names == {pin.removeprefix("xlwings==")}
