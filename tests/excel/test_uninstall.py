"""`zpb addin uninstall` on a computer in memory: exactly what an installation wrote goes, everything else stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.excel.memory import ADDIN, FOLDER, LOCAL, MemoryMachine, install, uninstall, xlam
from zipingbiao.adapters.installer.install import SETTINGS, plan_install, plan_uninstall
from zipingbiao.adapters.installer.machine import HKCU, REG_DWORD, REG_EXPAND_SZ, Value
from zipingbiao.adapters.installer.office import excel_key, locations_key
from zipingbiao.adapters.installer.open_list import entries, name_of
from zipingbiao.base.errors import ZpbError

OPTIONS = excel_key("16.0", "Options")
OURS = f'/R "{ADDIN}"'


@pytest.mark.parametrize(
    "others",
    [
        {"OPEN": '/R "C:\\a b\\x.xlam"', "OPEN1": "C:\\plain.xla", "OPEN2": '/A "Some.ProgID"'},
        {"OPEN": '/R "C:\\it\'s "odd" quoting.xlam', "OPEN1": '""', "OPEN2": ""},
        {"open": '/r "C:\\lower.xlam"', "OPENING": "not of the list", "OPEN01": "nor this"},
        {"OPEN": '/R "C:\\other\\notzpb.xlam"', "DefaultPath": "C:\\zpb.xlam"},
    ],
)
def test_entries_of_other_add_ins_stay_as_they_are(others: dict[str, str]) -> None:
    machine = MemoryMachine()
    for name, text in others.items():
        machine.put(OPTIONS, name, text)
    before = machine.snapshot()
    install(machine)
    after = machine.opens()
    assert {name: after[name] for name in others} == others
    assert list(after.values()).count(OURS) == 1
    uninstall(machine)
    assert machine.snapshot() == before


def test_a_hole_in_the_list_is_filled_and_closed_again() -> None:
    machine = MemoryMachine()
    machine.put(OPTIONS, "OPEN", "a.xlam")
    machine.put(OPTIONS, "OPEN2", "b.xlam")
    install(machine)
    assert machine.opens() == {"OPEN": "a.xlam", "OPEN1": OURS, "OPEN2": "b.xlam"}
    uninstall(machine)
    assert machine.opens() == {"OPEN": "a.xlam", "OPEN1": "b.xlam"}


def test_entries_that_excel_added_later_move_up_when_ours_goes() -> None:
    machine = MemoryMachine()
    install(machine)
    machine.put(OPTIONS, "OPEN1", "later.xlam")
    uninstall(machine)
    assert machine.opens() == {"OPEN": "later.xlam"}


def test_a_folder_trusted_already_is_not_trusted_twice_nor_untrusted_later() -> None:
    machine = MemoryMachine()
    own = locations_key("16.0") + r"\Location3"
    machine.put(own, "Path", FOLDER.upper() + "\\")
    before = machine.snapshot()
    install(machine)
    assert machine.subkeys(HKCU, locations_key("16.0")) == ["Location3"]
    uninstall(machine)
    assert machine.snapshot() == before


def test_uninstalling_works_after_the_files_were_deleted_by_hand_and_the_second_time_finds_nothing() -> None:
    machine = MemoryMachine()
    before = machine.snapshot()
    install(machine)
    del machine.files[ADDIN]
    uninstall(machine)
    assert machine.snapshot() == before
    assert plan_uninstall(machine).changes == []


def test_uninstalling_leaves_other_files_and_settings_of_the_user() -> None:
    machine = MemoryMachine()
    install(machine)
    machine.files[FOLDER + r"\我的.xlsx"] = b"mine"
    machine.put(SETTINGS, "看过帮助", "1")
    uninstall(machine)
    assert machine.files[FOLDER + r"\我的.xlsx"] == b"mine"
    assert machine.values(HKCU, SETTINGS) == {"看过帮助": Value("1")}
    assert plan_uninstall(machine).changes == []


def test_uninstalling_takes_the_unticked_add_in_from_excels_dialog() -> None:
    machine = MemoryMachine()
    install(machine)
    machine.delete_value(OPTIONS, "OPEN")
    manager = excel_key("16.0", "Add-in Manager")
    machine.put(manager, ADDIN, "")
    machine.put(manager, r"C:\other.xlam", "")
    uninstall(machine)
    assert machine.values(HKCU, manager) == {r"C:\other.xlam": Value("")}


def test_a_broken_record_still_lets_uninstall_remove_what_is_ours() -> None:
    machine = MemoryMachine()
    install(machine)
    machine.put(SETTINGS, "installed", "{broken")
    uninstall(machine)
    assert ADDIN not in machine.files
    assert machine.opens() == {}
    assert machine.values(HKCU, SETTINGS) is None


def test_another_folder_with_an_apostrophe_is_used_and_remembered() -> None:
    machine = MemoryMachine()
    before = machine.snapshot()
    install(machine, folder=r"C:\O'Brien & Söhne\zpb")
    assert machine.opens() == {"OPEN": r'''/R "C:\O'Brien & Söhne\zpb\zpb.xlam"'''}
    with pytest.raises(ZpbError, match="加载项已经装在"):
        plan_install(machine, xlam())
    uninstall(machine)
    registry, files, folders = machine.snapshot()
    assert (registry, files) == before[:2]
    assert folders == before[2] | {r"C:\O'Brien & Söhne"}


@pytest.mark.parametrize("folder", ["zipingbiao", r"..\x", r"\rooted", r"C:drive", 'C:\\a"b'])
def test_a_folder_that_is_not_whole_is_refused(folder: str) -> None:
    with pytest.raises(ZpbError, match="要写完整的文件夹"):
        plan_install(MemoryMachine(), xlam(), folder)


def test_an_add_in_that_excel_holds_keeps_uninstall_from_doing_half() -> None:
    machine = MemoryMachine()
    install(machine)
    before = machine.snapshot()
    machine.fail("rename", "zpb.xlam")
    with pytest.raises(ZpbError, match="文件正被 Excel 打开"):
        uninstall(machine)
    assert machine.snapshot() == before


def test_settings_that_other_programs_saved_in_the_meantime_stay() -> None:
    machine = MemoryMachine()
    install(machine)
    machine.put(r"Software\VB and VBA Program Settings\other\x", "a", "1")
    machine.put(locations_key("16.0") + r"\Location1", "Path", "D:\\")
    uninstall(machine)
    assert machine.values(HKCU, r"Software\VB and VBA Program Settings\other\x") == {"a": Value("1")}
    assert machine.subkeys(HKCU, locations_key("16.0")) == ["Location1"]
    assert machine.values(HKCU, SETTINGS) is None


_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)
_VALUE = st.one_of(
    _TEXT.map(Value),
    _TEXT.map(lambda text: Value(f'/R "C:\\{text}.xlam"', REG_EXPAND_SZ)),
    st.integers(0, 9).map(lambda number: Value(number, REG_DWORD)),
    st.binary(max_size=9).map(lambda data: Value(data, 3)),
).filter(lambda value: "zpb.xlam" not in str(value.data).casefold())
_LOCATION = st.fixed_dictionaries(
    {},
    optional={
        "Path": st.sampled_from([FOLDER, FOLDER + "\\", LOCAL, "C:\\", "", "https://x"]).map(Value),
        "Description": st.sampled_from(["", "别人的"]).map(Value),
        "AllowSubfolders": st.sampled_from([Value(1, REG_DWORD), Value("1"), Value(b"", 3)]),
    },
)


@given(
    lists=st.dictionaries(st.sampled_from(["16.0", "15.0", "14.0"]), st.lists(_VALUE, max_size=12), min_size=1),
    locations=st.dictionaries(st.sampled_from([f"Location{number}" for number in range(13)] + ["own"]), _LOCATION),
    extra=st.dictionaries(st.sampled_from(["OPENX", "Open0", "OPEN03", "Font", "Options3"]), _VALUE),
    settings_there=st.booleans(),
)
def test_install_then_uninstall_restores_the_registry_exactly(
    lists: dict[str, list[Value]], locations: dict[str, dict[str, Value]], extra: dict[str, Value], settings_there: bool
) -> None:
    machine = MemoryMachine(*lists)
    for version, values in lists.items():
        key = excel_key(version, "Options")
        for index, value in enumerate(values):
            machine.put(key, name_of(index), value.data, value.type)
        for name, value in extra.items():
            machine.put(key, name, value.data, value.type)
        for name, location in locations.items():
            machine.put(f"{locations_key(version)}\\{name}")
            for part, value in location.items():
                machine.put(f"{locations_key(version)}\\{name}", part, value.data, value.type)
    if settings_there:
        machine.put(SETTINGS, "别的", "1")
    before = machine.snapshot()
    install(machine)
    installed = machine.snapshot()
    for version, values in lists.items():
        texts = list(machine.opens(version).values())
        assert texts.count(f'/R "{ADDIN}"') == 1
        assert entries_in_order(machine, version) == [*values, Value(f'/R "{ADDIN}"')]
    assert plan_install(machine, xlam()).changes == []
    uninstall(machine)
    assert machine.snapshot() == before
    install(machine)
    assert machine.snapshot() == installed


@given(st.dictionaries(st.integers(0, 20), _VALUE, max_size=8))
def test_a_list_with_holes_keeps_the_order_of_the_others_and_ends_up_readable(found: dict[int, Value]) -> None:
    machine = MemoryMachine()
    for index, value in found.items():
        machine.put(OPTIONS, name_of(index), value.data, value.type)
    install(machine)
    others = [value for value in entries_in_order(machine, "16.0") if value != Value(OURS)]
    assert others == [value for _, value in sorted(found.items())]
    uninstall(machine)
    assert entries_in_order(machine, "16.0") == others


def entries_in_order(machine: MemoryMachine, version: str) -> list[Value]:
    return list(entries(machine.values(HKCU, excel_key(version, "Options")) or {}).values())
