"""The .xlsm twin: the .xlsx with a button; what the macro finds is what the check finds, and nothing typed is lost."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.workbook.twin import FINDINGS, FORM, Pressed, clean_data, make
from zipingbiao.adapters.cli import main
from zipingbiao.adapters.excel.twin import FOLDER, PROJECT, build_project, twin_modules
from zipingbiao.app.check import check_paths
from zipingbiao.forms.twin import twin_project
from zipingbiao.model.finding import Finding

ROOT = Path(__file__).resolve().parents[2]
SHEET = "职工培训项目"
#: Parts that an .xlsm has more than the .xlsx.
_MORE = re.compile(r"xl/vbaProject\.bin|xl/drawings/vmlDrawing\d+\.vml|xl/worksheets/_rels/sheet\d+\.xml\.rels")
_CODE_NAME = re.compile(rb' codeName="[^"]*"')
_DRAWING = re.compile(rb'<legacyDrawing r:id="rId\d+"/>')


def found_in(path: Path) -> list[Finding]:
    return [finding for file in check_paths([path]).files for finding in file.findings]


def codes(rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(row["编号"], row["单元格"]) for row in rows]


# -- the project --------------------------------------------------------------------------------------------------------


def test_the_project_holds_exactly_the_sources() -> None:
    from oletools.olevba import VBA_Parser

    parser = VBA_Parser(PROJECT, data=(ROOT / PROJECT).read_bytes())
    found = {name: code for _, _, name, code in parser.extract_macros()}
    bodies = {name.removesuffix(".bas"): code.splitlines() for name, code in found.items() if name.endswith(".bas")}
    assert bodies == {name: source.splitlines() for name, source in twin_modules(ROOT).items()}
    rest = [code for name, code in found.items() if not name.endswith(".bas")]
    assert all(line.startswith("Attribute ") for code in rest for line in code.splitlines() if line.strip())


def test_the_sources_are_plain() -> None:
    for path in (ROOT / FOLDER).glob("*.bas"):
        content = path.read_bytes()
        assert content.isascii() and content.count(b"\n") == content.count(b"\r\n"), path.name
        assert b"Option Explicit" in content and content.count(b"\n") < 300, path.name
        assert not re.search(rb"(?i)\b(Shell|CreateObject|Declare|Kill|Open\s+\S+\s+For)\b", content), path.name


def test_the_shipped_project_is_current() -> None:
    assert build_project(ROOT) == twin_project()


# -- the file -----------------------------------------------------------------------------------------------------------


def test_it_is_the_xlsx_with_a_button(tmp_path: Path) -> None:
    plain, twin = (zipfile.ZipFile(make(tmp_path, clean_data(), "both", f"a.{kind}")) for kind in ("xlsx", "xlsm"))
    more = set(twin.namelist()) - set(plain.namelist())
    assert set(plain.namelist()) <= set(twin.namelist())
    assert "xl/vbaProject.bin" in more and all(_MORE.fullmatch(name) for name in more), more
    assert twin.read("xl/vbaProject.bin") == twin_project()
    metadata = None
    for name in plain.namelist():
        one, other = plain.read(name), twin.read(name)
        if name.startswith("xl/worksheets/sheet"):
            if one.count(b"<row ") != other.count(b"<row "):
                assert metadata is None, "only the metadata sheet has more rows"
                metadata = name
                continue
            assert _stripped(one) == _stripped(other), name
        elif name == "xl/sharedStrings.xml":
            texts = re.findall(rb"<si>.*?</si>", one, re.DOTALL)
            assert re.findall(rb"<si>.*?</si>", other, re.DOTALL)[: len(texts)] == texts
        elif name not in ("[Content_Types].xml", "docProps/core.xml", "xl/_rels/workbook.xml.rels"):
            assert _stripped(one) == _stripped(other), name
    assert metadata is not None
    names = re.findall(rb'codeName="(\w+)"', b"".join(twin.read(n) for n in twin.namelist() if n.startswith("xl/worksheets/")))
    assert len(names) == len(set(names)) == sum(name.startswith("xl/worksheets/sheet") for name in plain.namelist())
    buttons = [twin.read(name).decode() for name in more if name.endswith(".vml")]
    assert len(buttons) == 2
    for button in buttons:
        assert "ZpbTwinCheck" in button and "重新计算并检查" in button and "<x:PrintObject>False" in button


def _stripped(part: bytes) -> bytes:
    """A sheet without its code name and its drawing; a sheetPr that held only the name is gone."""
    part = _DRAWING.sub(b"", _CODE_NAME.sub(b"", part))
    return part.replace(b"<sheetPr/>", b"")


def test_two_runs_give_the_same(tmp_path: Path) -> None:
    one, other = (zipfile.ZipFile(make(tmp_path, clean_data(), name=f"{name}.xlsm")) for name in "ab")
    for name in one.namelist():
        if name != "docProps/core.xml":
            assert one.read(name) == other.read(name), name


def test_the_name_must_say_what_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", FORM, "-o", str(tmp_path / "a.xlsx"), "--macro"]) == 2
    assert "应以 .xlsm 结尾" in capsys.readouterr().err
    assert main(["new", FORM, "-o", str(tmp_path / "a.xlsm")]) == 2
    assert "--macro" in capsys.readouterr().err
    assert main(["new", FORM, "-o", str(tmp_path / "a.xlsm"), "--macro"]) == 0
    assert (tmp_path / "a.xlsm").is_file()


# -- the check ----------------------------------------------------------------------------------------------------------


def test_the_check_says_the_same_of_both(tmp_path: Path) -> None:
    data = clean_data()
    data["forms"][0]["indicators"][0]["actual"] = ""
    found = []
    for kind in ("xlsx", "xlsm"):
        findings = found_in(make(tmp_path, data, name=f"a.{kind}"))
        found.append([one.model_dump(exclude={"place"}) | {"cell": one.place.cell} for one in findings])
    assert found[0] == found[1] and found[0]
    assert not any(one["code"] == "ZP064" for one in found[1])


def test_any_other_project_is_reported(tmp_path: Path) -> None:
    path, changed = make(tmp_path, clean_data()), tmp_path / "改.xlsm"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/vbaProject.bin":
                content = content[:-1] + bytes([content[-1] ^ 1])
            target.writestr(name, content)
    assert [one.code for one in found_in(path)] == []
    assert [one.code for one in found_in(changed)] == ["ZP064"]


def test_a_marked_copy_keeps_macro_and_button(tmp_path: Path) -> None:
    data = clean_data()
    data["forms"][0]["indicators"][0]["actual"] = ""
    marked = tmp_path / "标注.xlsm"
    assert main(["check", str(make(tmp_path, data)), "--mark", str(marked)]) in (0, 1)
    package = zipfile.ZipFile(marked)
    assert package.read("xl/vbaProject.bin") == twin_project()
    drawings = b"".join(package.read(name) for name in package.namelist() if name.endswith(".vml"))
    assert drawings.count(b"ZpbTwinCheck") == 2
    pressed = Pressed(marked)
    assert "发现错误 1 条" in pressed.press()
    assert codes(pressed.rows()) == [("ZP041", "F13")]


# -- the macro ----------------------------------------------------------------------------------------------------------


def test_a_clean_workbook_has_no_findings(tmp_path: Path) -> None:
    pressed = Pressed(make(tmp_path, clean_data(), "both"))
    pressed.app.sheet(SHEET).sheet.Activate()
    message = pressed.press()
    assert "没有发现问题" in message and "共检查 1 张自评表" in message
    assert pressed.app.sheet(FINDINGS).value("A2") == "没有发现问题"
    assert pressed.app.evaluate("ActiveSheet.Name") == SHEET
    assert pressed.app.evaluate("Application.ScreenUpdating") and pressed.app.evaluate("Application.EnableEvents")
    assert pressed.app.evaluate("Application.Calculation") == -4105
    assert pressed.app.sheet(SHEET).sheet.vba_get("ProtectContents")


def _no_actual(form: dict[str, Any]) -> None:
    form["indicators"][0]["actual"] = ""


def _no_reason(form: dict[str, Any]) -> None:
    form["indicators"][3]["reason"] = ""


def _weights_off(form: dict[str, Any]) -> None:
    form["indicators"][1]["weight"] = "20"


def _manual_above(form: dict[str, Any]) -> None:
    form["indicators"][4] |= {"manual_score": "11", "manual_reason": "抽样调查了 300 名学员。"}


def _head_blank(form: dict[str, Any]) -> None:
    form["department"] = ""
    form["funding"][0]["executed"] = ""
    form["funding"][1]["executed"] = ""


def _over_budget(form: dict[str, Any]) -> None:
    for row in form["funding"][:2]:
        row["executed"] = "105.00"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_no_actual, [("ZP041", "F13")]),
        (_no_reason, [("ZP037", "I22")]),
        (_weights_off, [("ZP010", "G30")]),
        (_manual_above, [("ZP015", "R27")]),
        (_head_blank, [("ZP041", "C4"), ("ZP041", "F6")]),
        (_over_budget, [("ZP005", "F6")]),
    ],
)
def test_it_finds_what_the_check_finds(
    tmp_path: Path, change: Callable[[dict[str, Any]], None], expected: list[tuple[str, str]]
) -> None:
    data = clean_data()
    change(data["forms"][0])
    path = make(tmp_path, data)
    pressed = Pressed(path)
    pressed.press()
    rows = pressed.rows()
    assert codes(rows) == expected
    findings = {(one.code, one.place.cell): one for one in found_in(path)}
    for row in rows:
        one = findings[row["编号"], row["单元格"]]
        assert (row["填报值"], row["应为"], row["单位"]) == (one.printed or "", one.expected or "", one.unit)
        assert (row["工作表"], row["指标或栏目"], row["依据"]) == (one.place.sheet, one.label, one.basis)
    assert pressed.app.evaluate("ActiveSheet.Name") == SHEET
    assert pressed.app.evaluate("Selection.Address(False, False)") == expected[0][1]


def test_what_a_person_typed_is_kept_and_read_by_the_check(tmp_path: Path) -> None:
    data = clean_data()
    _no_reason(data["forms"][0])
    pressed = Pressed(make(tmp_path, data))
    pressed.press()
    table = pressed.app.sheet(FINDINGS)
    table.set_value("M2", "本年度岗位设置有调整，已报主管部门备案。")
    table.set_value("C4", "ZP026")
    table.set_value("M4", "另一条规则的理由。")
    table.sheet.Protect("")
    assert "没有发现问题" in pressed.press() and "1 条" in pressed.press()
    rows = pressed.rows()
    assert [(row["序号"], row["编号"], row["说明"]) for row in rows] == [
        (1, "ZP037", "本年度岗位设置有调整，已报主管部门备案。"),
        (2, "ZP026", "另一条规则的理由。"),
    ]
    assert rows[0]["级别"] == "错误\n已说明"
    assert table.sheet.vba_get("ProtectContents")
    saved = tmp_path / "存.xlsm"
    pressed.app.save(str(saved))
    waived = [one for one in found_in(saved) if one.code == "ZP037"]
    assert [one.waived for one in waived] == ["本年度岗位设置有调整，已报主管部门备案。"]


def test_it_is_left_to_the_add_in_where_that_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pressed = Pressed(make(tmp_path, clean_data()))
    make(tmp_path, clean_data(), name="zpb.xlsx").rename(tmp_path / "zpb.xlam")
    pressed.app.open_workbook(tmp_path / "zpb.xlam")
    pressed.app.add_module("Public Sub Other()\nEnd Sub", name="zpb")
    # The add-in has no such macro, or it fails: the workbook looks after itself.
    assert "没有发现问题" in pressed.press()
    asked = []
    run = pressed.app.interpreter.run

    def answer(macro: str, arguments: list[Any]) -> Any:
        if macro == "zpb.xlam!ZpbRunAction":
            asked.append((arguments, pressed.app.workbook.vba_get("Name")))
            return None
        return run(macro, arguments)

    monkeypatch.setattr(pressed.app.interpreter, "run", answer)
    pressed.app.run("ZpbTwinCheck")
    assert asked == [(["Check"], "自评表.xlsm")]
    assert len(pressed.app.dialogs) == 1
