"""`zpb addin doctor` on a computer in memory: one thing spoilt, one problem with its remedy; and what policies forbid."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.excel.memory import ADDIN, PREFIX, PYTHONW, MemoryMachine, install, xlam
from zipingbiao.adapters.installer import doctor as doctor_module
from zipingbiao.adapters.installer.doctor import FINE, MIND, PROBLEM, Finding, examine
from zipingbiao.adapters.installer.install import SETTINGS, plan_install
from zipingbiao.adapters.installer.interpreter import XLWINGS_VERSION
from zipingbiao.adapters.installer.machine import REG_DWORD
from zipingbiao.adapters.installer.office import excel_key, locations_key, office_bits

POLICY = r"Software\Policies\Microsoft\Office\16.0"
OPTIONS = excel_key("16.0", "Options")


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> MemoryMachine:
    monkeypatch.setattr(doctor_module, "version", lambda name: XLWINGS_VERSION)
    found = MemoryMachine()
    install(found)
    return found


def problems(machine: MemoryMachine, state: str = PROBLEM) -> list[Finding]:
    return [one for one in examine(machine) if one.state == state]


def test_after_an_installation_everything_is_fine(machine: MemoryMachine) -> None:
    found = examine(machine, xlam())
    assert {one.state for one in found} == {FINE}
    assert machine.commands[0][:4] == [PYTHONW, "-I", "-B", "-c"]


def _move_location(machine: MemoryMachine) -> None:
    machine.put(locations_key("16.0") + r"\Location0", "Path", "D:\\")


def _answer(status: int | None, output: str = "") -> Callable[[MemoryMachine], None]:
    return lambda machine: setattr(machine, "answer", (status, output))


def _untick(machine: MemoryMachine) -> None:
    machine.delete_value(OPTIONS, "OPEN")
    machine.put(excel_key("16.0", "Add-in Manager"), ADDIN.upper(), "")


def _disable(machine: MemoryMachine) -> None:
    machine.put(excel_key("16.0", "Resiliency", "DisabledItems"), "4A", b"\x01" + ADDIN.upper().encode("utf-16-le"), 3)


Spoil = Callable[[MemoryMachine], object]
SPOILT: dict[str, tuple[str, Spoil]] = {
    "no interpreter is registered": ("没有登记解释器", lambda m: m.delete_value(SETTINGS, "interpreter")),
    "the interpreter was deleted": ("不存在或不是 pythonw.exe", lambda m: m.files.pop(PYTHONW)),
    "the interpreter is another program": (
        "不是 pythonw.exe", lambda m: m.put(SETTINGS, "interpreter", r"C:\evil.exe"),
    ),
    "a DLL is missing": ("没有 xlwings64-", lambda m: m.files.pop(f"{PREFIX}\\xlwings64-{XLWINGS_VERSION}.dll")),
    "Python does not start in time": ("60 秒内没有启动", _answer(None)),
    "Python has another xlwings": (f"不是 {XLWINGS_VERSION}", _answer(3)),
    "Python lacks a module": ("No module named 'zipingbiao_addin'", _answer(1, "Trace\nNo module named 'zipingbiao_addin'")),
    "the file was deleted": (f"没有 {ADDIN}", lambda m: m.files.pop(ADDIN)),
    "the file was changed": ("被改动过", lambda m: m.files.update({ADDIN: xlam("x")})),
    "the file is marked as from the web": (
        "来自互联网的标记", lambda m: m.files.update({ADDIN + ":Zone.Identifier": b"[ZoneTransfer]\r\nZoneId=3\r\n"}),
    ),
    "a path the DLL cannot take": ("系统代码页写不出", lambda m: setattr(m, "outside_ansi", "王")),
    "it is not in the list": ("没有登记，Excel 不会载入", lambda m: m.delete_value(OPTIONS, "OPEN")),
    "it is in the list twice": ("登记了 2 次", lambda m: m.put(OPTIONS, "OPEN1", f'"{ADDIN}"')),
    "it was unticked": ("被取消了勾选", _untick),
    "Excel disabled it": ("Excel 禁用了加载项", _disable),
    "the location is not trusted": ("没有登记为受信任位置", _move_location),
    "the registry may not be read": ("读不了注册表", lambda m: m.fail("read", "Resiliency")),
    "Python is the store's": ("Microsoft Store", lambda m: setattr(m, "store", True)),
}  # fmt: skip


@pytest.mark.parametrize("case", SPOILT)
def test_one_thing_spoilt_is_told_with_its_remedy(machine: MemoryMachine, case: str) -> None:
    words, spoil = SPOILT[case]
    spoil(machine)
    found = problems(machine)
    assert any(words in one.seen for one in found), found
    assert all(one.remedy for one in found), found


def test_a_local_zone_mark_is_no_problem(machine: MemoryMachine) -> None:
    machine.files[ADDIN + ":Zone.Identifier"] = b"[ZoneTransfer]\r\nZoneId=0\r\n"
    assert problems(machine) == []


def test_an_add_in_older_than_the_program_is_minded(machine: MemoryMachine) -> None:
    found = [one for one in examine(machine, xlam("newer")) if one.state != FINE]
    assert [(one.state, one.name) for one in found] == [(MIND, "加载项文件")]


def test_holes_in_the_list_are_minded(machine: MemoryMachine) -> None:
    machine.put(OPTIONS, "OPEN3", "x.xlam")
    assert [one.name for one in problems(machine, MIND)] == ["Excel 2016 及以上 加载项清单"]


def test_wps_is_minded(machine: MemoryMachine) -> None:
    machine.put(r"Software\Kingsoft\Office")
    assert [one.name for one in problems(machine, MIND)] == ["WPS"]


def test_elsewhere_than_on_windows_that_is_the_problem_and_the_registry_is_not_asked() -> None:
    found = examine(None)
    assert (found[0].state, found[0].seen) == (PROBLEM, "不是 Windows")
    assert [one.name for one in found] == ["操作系统", "Python", "xlwings"]


@pytest.mark.parametrize(("installed", "words"), [("0.30.0", "装的是 0.30.0，加载项要求"), (None, "没有安装")])
def test_another_xlwings_or_none_is_a_problem(
    monkeypatch: pytest.MonkeyPatch, installed: str | None, words: str
) -> None:
    def version(name: str) -> str:
        if installed is None:
            raise doctor_module.PackageNotFoundError(name)
        return installed

    monkeypatch.setattr(doctor_module, "version", version)
    assert words in examine(None)[2].seen


POLICIES = [
    (POLICY + r"\common", "vbaoff", 1, "禁用了宏"),
    (POLICY + r"\excel\security", "disablealladdins", 1, "禁用了全部加载项"),
    (POLICY + r"\excel\security", "requireaddinsig", 1, "受信任的发布者签名"),
    (POLICY + r"\common\security", "requirealwaysonmacrosig", 1, "自动载入的宏要有受信任的签名"),
    (POLICY + r"\excel\security\trusted locations", "alllocationsdisabled", 1, "禁用了全部受信任位置"),
    (POLICY + r"\common\security\trusted locations", "allow user locations", 0, "只认管理员指定的受信任位置"),
    (POLICY + r"\excel\resiliency", "restricttolist", 1, "只允许名单上的加载项"),
    (POLICY + r"\excel\resiliency\addinlist", "zpb.xlam", "0", "只允许名单上的加载项"),
    (POLICY.replace("Microsoft", r"Microsoft\Cloud") + r"\excel\security", "disablealladdins", 1, "禁用了全部加载项"),
    (r"Software\Microsoft\Office\16.0\Excel\Security", "DisableAllAddins", 1, "Excel 选项：禁用了全部加载项"),
]


@pytest.mark.parametrize(("key", "name", "data", "words"), POLICIES)
def test_a_policy_that_forbids_the_add_in_is_named_by_doctor_and_by_install(
    machine: MemoryMachine, key: str, name: str, data: object, words: str
) -> None:
    machine.put(key, name, data, REG_DWORD if isinstance(data, int) else 1)
    assert [words in one.seen for one in problems(machine)] == [True]
    plan = plan_install(machine, xlam())
    assert plan.blocked
    assert any(words in note for note in plan.notes)


@pytest.mark.parametrize(("name", "data"), [("VBAWarnings", 4), ("VBAWarnings", "3"), ("BlockContentExecutionFromInternet", 1)])
def test_a_policy_that_trusted_locations_are_free_of_is_only_minded(
    machine: MemoryMachine, name: str, data: object
) -> None:
    machine.put(POLICY + r"\excel\security", name, data, REG_DWORD if isinstance(data, int) else 1)
    assert (len(problems(machine)), len(problems(machine, MIND))) == (0, 1)
    assert not plan_install(machine, xlam()).blocked


@pytest.mark.parametrize(
    ("key", "name", "data"),
    [
        (r"\excel\security", "vbawarnings", 2),
        (r"\excel\security", "disablealladdins", 0),
        (r"\excel\security", "disablealladdins", b"\x01"),
        (r"\common\security\trusted locations", "allow user locations", 1),
        (r"\excel\resiliency\addinlist", "zpb.xlam", "1"),
    ],
)
def test_a_policy_that_allows_is_not_mentioned(machine: MemoryMachine, key: str, name: str, data: object) -> None:
    machine.put(POLICY + key, name, data)
    assert problems(machine) + problems(machine, MIND) == []


def test_an_add_in_on_the_list_of_managed_ones_is_allowed(machine: MemoryMachine) -> None:
    machine.put(POLICY + r"\excel\resiliency", "restricttolist", 1, REG_DWORD)
    machine.put(POLICY + r"\excel\resiliency\addinlist", "zpb.xlam", "1")
    assert problems(machine) == []


def test_the_bitness_of_office_is_read_from_wherever_it_stands() -> None:
    machine = MemoryMachine("16.0", "15.0", "14.0")
    machine.machine_wide(r"SOFTWARE\Microsoft\Office\ClickToRun\Configuration", "Platform", "x86")
    machine.machine_wide(r"SOFTWARE\WOW6432Node\Microsoft\Office\15.0\Excel\InstallRoot")
    assert [office_bits(machine, one) for one in ("16.0", "15.0", "14.0")] == [32, 32, None]
    assert any("32 位" in note for note in plan_install(machine, xlam()).notes)
