"""A workbook from a stranger, in a folder with rogue modules: nothing of it is executed or read as a setting.

Each test has its counter-proof: the same files do harm where the protection is left out.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

pytest.importorskip("xlwings")
pytest.importorskip("pyopenvba")

from pyopenvba.interpreter._values import VBAArray, VBAErrorValue

from tests.excel_host.com import CDispatch, PyIDispatch
from tests.excel_host.host import ExcelHost, excel_host
from tests.excel_host.language import PYTHON

ROOT = Path(__file__).resolve().parents[2]
MACROS = [ROOT / "macros" / name for name in ("ZpbFunctions.bas", "ZpbPython.bas")]
EVIL_PYTHON = r"C:\evil\python.exe"
#: What xlwings reads from a sheet <name>.conf.
SETTINGS = {
    "INTERPRETER_WIN": EVIL_PYTHON, "INTERPRETER": EVIL_PYTHON, "PYTHONPATH": r"C:\evil", "UDF MODULES": "evil",
    "ADD_WORKBOOK_TO_PYTHONPATH": "True", "CONDA PATH": r"C:\evil", "USE UDF SERVER": "True", "DEBUG UDFS": "True",
}  # fmt: skip
SHEETS = (
    "x.py", "zipingbiao_addin.py", "zpb.conf", "xlwings.conf", "zipingbiao.conf",
    "a'b\"; os.system('touch x')#", "=cmd|' -C calc'!A0", "&calc&%COMSPEC%$(CLSID)", "自" * 31,
)  # fmt: skip
#: Modules that ours import, directly or not, and those that Python itself looks for when it starts.
ROGUES = (
    "zipingbiao", "zipingbiao_addin", "xlwings", "pydantic", "yaml", "xlsxwriter", "numpy", "pywintypes", "win32com",
    "sitecustomize", "usercustomize", "json", "decimal",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The stranger's folder, which is also the current folder, on PYTHONPATH."""
    place = tmp_path / "来自邮件 的附件"
    place.mkdir()
    for name in ROGUES:
        marked = f"open({str(tmp_path / 'executed')!r}, 'a').write({name!r} + chr(10))\n"
        (place / f"{name}.py").write_text(marked, encoding="utf-8")
    for name in ("zpb.conf", "xlwings.conf", "zipingbiao.conf"):
        lines = [f'"{key}","{value}"' for key, value in SETTINGS.items()]
        (place / name).write_text("\n".join(lines), encoding="utf-8")
    book = openpyxl.Workbook()
    book.worksheets[0].title = "自评表"
    for title in SHEETS:
        sheet = book.create_sheet(title)
        for row, pair in enumerate(SETTINGS.items(), start=1):
            sheet.cell(row, 1, pair[0])
            sheet.cell(row, 2, pair[1])
        if title.endswith(".py"):
            sheet["A1"] = f"open({str(tmp_path / 'executed')!r}, 'a').write('sheet')"
    book.save(place / "自评表.xlsx")
    monkeypatch.chdir(place)
    monkeypatch.setenv("PYTHONPATH", str(place))
    return place


@pytest.fixture
def host(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ExcelHost]:
    monkeypatch.syspath_prepend(str(ROOT / "addin"))
    with excel_host(folder / "自评表.xlsx", modules=MACROS) as found:
        found.machine.environment |= {"PYTHONPATH": str(folder), "USERPROFILE": str(folder), "PATH": r"C:\evil"}
        yield found


def executed(folder: Path) -> list[str]:
    """The rogue modules that ran."""
    marker = folder.parent / "executed"
    return marker.read_text(encoding="utf-8").split() if marker.exists() else []


def command(host: ExcelHost) -> str:
    """The command line that our VBA has Python started with."""
    host.run("XLPy")
    return host.dll.commands[-1]


class TestCommand:
    def test_it_is_the_same_whatever_workbook_is_open(self, host: ExcelHost, folder: Path) -> None:
        hostile = command(host)
        with excel_host(modules=MACROS) as innocent:
            assert command(innocent) == hostile
        assert PYTHON in hostile and "evil" not in hostile and str(folder) not in hostile
        assert host.dll.loaded == [PYTHON.rpartition("\\")[0] + r"\xlwings64-0.37.8.dll"]

    def test_xlwings_own_module_would_follow_the_workbook(self, host: ExcelHost) -> None:
        import xlwings

        own = Path(xlwings.__file__).with_name("xlwings_custom_addin.bas").read_text(encoding="utf-8")
        named = re.sub(r'(PROJECT_NAME As String = )"[^"]*"', r'\1"zpb"', own)
        assert named != own
        # What pyOpenVBA cannot do and this is not about: remarks behind directives, Windows Script Host.
        plain = re.sub(r"^([ \t]*#\w.*?)[ \t]*'.*$", r"\1", named, flags=re.MULTILINE)
        host.add_module(plain.replace("WScript.ExpandEnvironmentStrings(s)", "s"), "Original")
        assert host.run("Original.GetConfig", "INTERPRETER_WIN") == EVIL_PYTHON

    def test_a_python_beside_the_workbook_is_not_taken(self, host: ExcelHost) -> None:
        host.excel.workbook.path = r"C:\mail"
        host.machine.settings.clear()
        beside = [rf"C:\mail\{one}" for one in (r"python\pythonw.exe", "pythonw.exe", r"python\xlwings64-0.37.8.dll")]
        host.machine.files = set(beside)
        cell = host.cell("自评表", "A1")
        cell.vba_set("Formula", "=ZPB_VERSION()")
        assert cell.vba_get("Value") == VBAErrorValue(2015)
        assert host.dll.commands == host.dll.loaded == []
        # the same files beside the add-in are its own
        host.add_in.path = r"C:\mail"
        host.run("ZpbForgetFailure")
        assert r"C:\mail\python\pythonw.exe" in command(host)

    @pytest.mark.parametrize("path", [r'C:\a" & calc & "\pythonw.exe', r"C:\%TEMP%\pythonw.exe", r"C:\$(CLSID)\p.exe"])
    def test_a_path_that_means_something_else_to_the_shell_is_refused(self, host: ExcelHost, path: str) -> None:
        host.machine.settings["zipingbiao", "addin", "interpreter"] = path
        host.machine.files |= {path, path.rpartition("\\")[0] + r"\xlwings64-0.37.8.dll"}
        assert host.call_from_cell(host.cell(1, "A1"), "ZPB_VERSION") == VBAErrorValue(2015)
        assert host.dll.commands == []


class TestCells:
    def test_a_function_in_the_workbook_never_looks_at_its_sheets(self, host: ExcelHost, folder: Path) -> None:
        cell = host.cell("自评表", "A1")
        for formula, value in (("=ZPB_RATE(200,150)", 0.75), ("=ZPB_GRADE(95)", "优")):
            host.crossings.reset()
            cell.vba_set("Formula", formula)
            assert cell.vba_get("Value") == value
            assert host.crossings.log == ["XLPy.CallUDF"]
        assert Path(sys.modules["zipingbiao_addin"].__file__ or "") == ROOT / "addin" / "zipingbiao_addin.py"
        assert executed(folder) == []

    def test_xlwings_looks_where_it_is_handed_the_workbook(self, host: ExcelHost) -> None:
        args = VBAArray([(0, 0)], items=[95.0])
        with pytest.raises(Exception, match="Embedded code"):
            host.python.ask("CallUDF", "zipingbiao_addin", "ZPB_GRADE", args, host.excel.workbook)
        assert "Worksheet.Name get" in host.crossings.log

    def test_hostile_names_of_sheets_are_only_names(self, host: ExcelHost, folder: Path) -> None:
        book = CDispatch(PyIDispatch(host.excel.workbook, host.crossings))
        assert [one.Name for one in book.Worksheets] == ["自评表", *SHEETS]
        for title in SHEETS:
            host.cell(title, "D9").vba_set("Formula", "=ZPB_NUMBER(B1)")
            assert host.cell(title, "D9").vba_get("Value") == ""
        assert executed(folder) == []


class TestPython:
    """The command line in a real process: its flags, its code up to the serving, then the add-in itself."""

    def started(self, host: ExcelHost, folder: Path, *left_out: str, then: str = "import zipingbiao_addin") -> str:
        found = re.search(r'pythonw\.exe" (?P<flags>(?:-\w )+)-c "(?P<code>.*)"""?$', command(host))
        assert found is not None, command(host)
        code = found["code"].replace("xlwings.serve('$(CLSID)')", then)
        assert code.endswith(then)
        flags = found["flags"].split()
        for one in left_out:
            flags = [flag for flag in flags if flag != one]
            code = code.replace(one, "pass")
        ran = subprocess.run(
            [sys.executable, *flags, "-c", code], cwd=folder, env=os.environ | {"PYTHONUSERBASE": str(folder)},
            capture_output=True, text=True, encoding="utf-8", timeout=120,
        )  # fmt: skip
        return ran.stdout + ran.stderr

    def test_nothing_of_the_folder_is_imported(self, host: ExcelHost, folder: Path) -> None:
        said = self.started(
            host, folder,
            then="import zipingbiao_addin, zipingbiao; print(xlwings.__file__, zipingbiao.__file__, sys.path)",
        )  # fmt: skip
        assert "zipingbiao" in said and "Traceback" not in said
        assert str(folder) not in said
        assert executed(folder) == []

    def test_nor_is_it_when_the_workbook_is_checked(self, host: ExcelHost, folder: Path) -> None:
        path = str(folder / "自评表.xlsx")
        said = self.started(host, folder, then=f"from zipingbiao.adapters.cli import main; main(['check', {path!r}])")
        assert "自评表.xlsx" in said and "Traceback" not in said
        assert executed(folder) == []

    def test_no_compiled_file_is_left_in_the_folder(self, host: ExcelHost, folder: Path) -> None:
        before = sorted(folder.iterdir())
        self.started(host, folder)
        assert sorted(folder.iterdir()) == before

    def test_without_isolation_pythonpath_would_be_followed(self, host: ExcelHost, folder: Path) -> None:
        self.started(host, folder, "-I")
        assert {"sitecustomize", "xlwings"} <= set(executed(folder))

    def test_without_isolation_the_current_folder_would_be_searched(
        self, host: ExcelHost, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("PYTHONPATH")
        self.started(host, folder, "-I", "os.chdir(sys.prefix)")
        assert "xlwings" in executed(folder)
