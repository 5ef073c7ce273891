"""`zpb addin install` and `uninstall` on a computer in memory: what they write, keep, refuse, and take back."""

from __future__ import annotations

import errno
import io
import zipfile

import pytest

from tests.excel.memory import ADDIN, FOLDER, LOCAL, PREFIX, PYTHONW, MemoryMachine, install, xlam
from zipingbiao.adapters.installer.changes import apply_all
from zipingbiao.adapters.installer.install import SETTINGS, check_excel_closed, plan_install
from zipingbiao.adapters.installer.machine import HKCU, REG_DWORD, Machine, Value
from zipingbiao.adapters.installer.office import excel_key, locations_key
from zipingbiao.base.errors import ZpbError

OPTIONS = excel_key("16.0", "Options")
OURS = f'/R "{ADDIN}"'


def test_the_stand_in_has_all_that_is_asked_of_a_machine() -> None:
    machine: Machine = MemoryMachine()
    assert machine.is_real


def test_an_installation_copies_registers_trusts_and_names_the_interpreter() -> None:
    machine = MemoryMachine()
    install(machine)
    assert machine.files[ADDIN] == xlam()
    assert machine.opens() == {"OPEN": OURS}
    assert machine.values(HKCU, locations_key("16.0") + r"\Location0") == {
        "Path": Value(FOLDER + "\\"), "Description": Value("zipingbiao"), "AllowSubfolders": Value(0, REG_DWORD),
    }  # fmt: skip
    settings = machine.values(HKCU, SETTINGS)
    assert settings is not None
    assert settings["interpreter"] == Value(PYTHONW)
    assert not [name for name in machine.files if name.endswith((".new", ".old"))]


def test_every_version_of_excel_found_is_registered() -> None:
    machine = MemoryMachine("16.0", "14.0")
    machine.machine_wide(r"SOFTWARE\WOW6432Node\Microsoft\Office\15.0\Excel\InstallRoot", "Path", "x")
    install(machine)
    assert [machine.opens(version) for version in ("16.0", "15.0", "14.0")] == [{"OPEN": OURS}] * 3


def test_a_second_installation_changes_nothing() -> None:
    machine = MemoryMachine()
    install(machine)
    assert plan_install(machine, xlam()).changes == []


def test_an_update_replaces_only_the_file_and_the_record_of_it() -> None:
    machine = MemoryMachine()
    install(machine)
    shown = [change.describe().split()[0] for change in plan_install(machine, xlam("2")).changes]
    install(machine, xlam("2"))
    assert (machine.files[ADDIN], shown) == (xlam("2"), ["写入文件", "写注册表"])


def test_a_value_of_another_type_in_the_list_is_kept_and_its_number_not_taken() -> None:
    machine = MemoryMachine()
    machine.put(OPTIONS, "OPEN", 7, REG_DWORD)
    machine.put(OPTIONS, "OPEN1", b"\x00\xff", 3)
    install(machine)
    assert machine.opens() == {"OPEN": 7, "OPEN1": b"\x00\xff", "OPEN2": OURS}


def test_an_earlier_copy_elsewhere_gives_its_place_to_the_new_one() -> None:
    machine = MemoryMachine()
    for name, text in {"OPEN": "a.xlam", "OPEN1": r'/R "D:\下载\ZPB.xlam"', "OPEN2": "b.xlam", "OPEN3": "zpb.xlam"}.items():
        machine.put(OPTIONS, name, text)
    install(machine)
    assert machine.opens() == {"OPEN": "a.xlam", "OPEN1": OURS, "OPEN2": "b.xlam"}


@pytest.mark.parametrize(("deep", "count"), [(1, 1), (0, 2)])
def test_a_trusted_parent_counts_only_with_its_subfolders(deep: int, count: int) -> None:
    machine = MemoryMachine()
    parent = locations_key("16.0") + r"\Location0"
    machine.put(parent, "Path", LOCAL)
    machine.put(parent, "AllowSubfolders", deep, REG_DWORD)
    install(machine)
    assert len(machine.subkeys(HKCU, locations_key("16.0"))) == count


@pytest.mark.parametrize(
    ("words", "spoil"),
    [
        ("找不到 pythonw.exe", lambda m: m.files.pop(PYTHONW)),
        ("没有 xlwings32-", lambda m: m.files.pop(next(f for f in m.files if "xlwings32" in f))),
        ("系统代码页写不出", lambda m: setattr(m, "outside_ansi", "王")),
        ("没有找到 Excel", lambda m: [m.registry.pop(key) for key in list(m.registry) if "Office" in key[1]]),
    ],
)
def test_what_cannot_work_is_refused_in_one_sentence(words: str, spoil: object) -> None:
    machine = MemoryMachine()
    spoil(machine)  # type: ignore[operator]
    before = machine.snapshot()
    with pytest.raises(ZpbError, match=words):
        install(machine)
    assert machine.snapshot() == before


def test_with_wps_alone_it_says_that_wps_does_not_load_add_ins() -> None:
    machine = MemoryMachine()
    machine.registry = {(HKCU, ""): {}, (HKCU, "Software"): {}}
    machine.put(r"Software\Kingsoft\Office")
    with pytest.raises(ZpbError, match="WPS 不加载这个加载项；工作簿在 WPS 里用表内自带的公式算分"):
        plan_install(machine, xlam())


@pytest.mark.parametrize("content", [b"", b"PK", b"text"])
def test_a_file_that_is_no_add_in_is_refused(content: bytes) -> None:
    with pytest.raises(ZpbError, match="这不是加载项文件"):
        plan_install(MemoryMachine(), content)


def test_another_workbook_with_macros_is_no_add_in() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("xl/vbaProject.bin", "vba")
    with pytest.raises(ZpbError, match="这不是加载项文件"):
        plan_install(MemoryMachine(), stream.getvalue())


@pytest.mark.parametrize("folder", ["C:\\", "D:/", r"D:\a\.."])
def test_a_whole_drive_never_becomes_a_trusted_location(folder: str) -> None:
    with pytest.raises(ZpbError, match="根目录"):
        plan_install(MemoryMachine(), xlam(), folder)


def test_a_base_python_has_its_pythonw_and_dlls_side_by_side() -> None:
    machine = MemoryMachine()
    machine.files[PREFIX + r"\pythonw.exe"] = machine.files.pop(PYTHONW)
    install(machine)
    assert (machine.values(HKCU, SETTINGS) or {})["interpreter"].data == PREFIX + r"\pythonw.exe"


def test_while_excel_runs_it_stops_and_where_that_is_unknown_it_says_so() -> None:
    machine = MemoryMachine()
    assert check_excel_closed(machine) is None
    machine.excel = None
    assert "无法确认" in (check_excel_closed(machine) or "")
    machine.excel = True
    with pytest.raises(ZpbError, match="Excel 正在运行"):
        check_excel_closed(machine)


FULL = OSError(errno.ENOSPC, "No space left on device")
FAULTS = [
    ("write", "zpb.xlam", FULL),
    ("write", "zpb.xlam", None),
    ("rename", ".new ->", FULL),
    ("registry", "Location0", None),
    ("registry", r"16.0\Excel\Options", None),
    ("registry", r"14.0\Excel\Options", None),
    ("registry", r"zipingbiao\addin", None),
]


@pytest.mark.parametrize(("operation", "part", "error"), [("folder", FOLDER, None), *FAULTS])
def test_a_failure_in_the_middle_of_a_first_installation_leaves_nothing(
    operation: str, part: str, error: OSError | None
) -> None:
    machine = MemoryMachine("16.0", "14.0")
    before = machine.snapshot()
    machine.fail(operation, part, error)
    with pytest.raises(ZpbError, match="已改的都恢复了原状"):
        install(machine)
    assert machine.snapshot() == before


@pytest.mark.parametrize(("operation", "part", "error"), [("rename", r"zpb.xlam -> ", None), *FAULTS])
def test_a_failure_in_the_middle_of_an_update_restores_the_old_installation(
    operation: str, part: str, error: OSError | None
) -> None:
    machine = MemoryMachine("16.0", "14.0")
    install(machine)
    machine.delete_value(excel_key("14.0", "Options"), "OPEN")
    machine.put(OPTIONS, "OPEN", "zpb.xlam")
    machine.registry.pop((HKCU, locations_key("16.0") + r"\Location0"))
    before = machine.snapshot()
    machine.fail(operation, part, error)
    with pytest.raises(ZpbError, match="已改的都恢复了原状"):
        install(machine, xlam("new"))
    assert machine.snapshot() == before


def test_what_could_not_be_restored_is_said() -> None:
    machine = MemoryMachine()
    machine.fail("registry", r"Excel\Options")
    machine.fail("remove", "zpb.xlam")
    with pytest.raises(ZpbError, match="其中 2 处没能恢复"):
        install(machine)


def test_a_store_python_is_refused_because_excel_does_not_see_what_it_writes() -> None:
    machine = MemoryMachine()
    machine.store = True
    with pytest.raises(ZpbError, match="Microsoft Store"):
        plan_install(machine, xlam())


def test_a_folder_of_python_that_the_command_line_would_misread_is_refused() -> None:
    machine = MemoryMachine()
    machine.prefix = r"C:\$(用户)\py"
    machine.folders |= {machine.prefix, machine.prefix + r"\Scripts"}
    for path in [path for path in machine.files if path.startswith(PREFIX)]:
        machine.files[machine.prefix + path.removeprefix(PREFIX)] = machine.files.pop(path)
    with pytest.raises(ZpbError, match=r"\$\("):
        plan_install(machine, xlam())


def test_an_interruption_in_the_middle_restores_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = MemoryMachine()
    before = machine.snapshot()
    plan = plan_install(machine, xlam())

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(machine, "set_value", interrupt)
    with pytest.raises(KeyboardInterrupt):
        apply_all(machine, plan.changes)
    assert machine.snapshot() == before


def test_what_a_dry_run_lists_is_what_is_done() -> None:
    machine = MemoryMachine("16.0", "15.0")
    plan = plan_install(machine, xlam())
    shown = "\n".join(change.describe() for change in plan.changes)
    before = {key: dict(values) for key, values in machine.registry.items()}
    apply_all(machine, plan.changes)
    for (_, key), values in machine.registry.items():
        if (HKCU, key) not in before:
            assert f"新建注册表项  HKCU\\{key}" in shown
        for name, value in values.items():
            if before.get((HKCU, key), {}).get(name) != value:
                assert f"HKCU\\{key}\n              {name} = " in shown
