"""zpb addin build: the same bytes each time, every module as its source, a sane package; wrong sources are refused."""

from __future__ import annotations

import builtins
import hashlib
import json
import os
import posixpath
import shutil
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.excel.sources import copied
from tests.live.office import new_profile, require_office, uno_python
from zipingbiao import __version__
from zipingbiao.adapters import cli
from zipingbiao.adapters.excel import build as building
from zipingbiao.adapters.excel import package, texts
from zipingbiao.adapters.excel.build import build, make
from zipingbiao.adapters.excel.registry import ACTIONS, FORMULAS, TITLE
from zipingbiao.adapters.excel.vba_sources import read_modules
from zipingbiao.base.errors import ZpbError

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TYPE = "{http://schemas.openxmlformats.org/package/2006/content-types}"


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    return copied(tmp_path_factory.mktemp("sources"))


@pytest.fixture(scope="module")
def content(given):
    return make(given)


@pytest.fixture
def broken(tmp_path):
    return copied(tmp_path)


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def test_two_builds_are_byte_equal_wherever_and_however_they_run(given, content, tmp_path):
    assert make(given) == content
    script = (
        "import os, sys; os.umask(0o077); from pathlib import Path\n"
        "from zipingbiao.adapters.excel.build import Sources, build\n"
        "build(Path(sys.argv[1]), Sources(Path(sys.argv[2]), Path(sys.argv[3])))"
    )
    surroundings = (
        {"TZ": "Asia/Shanghai", "PYTHONHASHSEED": "1", "LC_ALL": "C"},
        {"TZ": "America/New_York", "PYTHONHASHSEED": "77", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"},
    )
    for number, surrounding in enumerate(surroundings):
        # Copied, so that other times of the files do not show either.
        moved = tmp_path / f"源 {number}"
        shutil.copytree(given.macros, moved / "macros", copy_function=shutil.copyfile)
        shutil.copytree(given.addin, moved / "addin", copy_function=shutil.copyfile)
        out = tmp_path / f"出 {number}"
        done = subprocess.run(
            [sys.executable, "-c", script, str(out), str(moved / "macros"), str(moved / "addin")],
            env={**os.environ, **surrounding}, cwd=moved, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert (out / "zpb.xlam").read_bytes() == content, hashlib.sha256(content).hexdigest()


def test_olevba_reads_every_module_and_the_text_equals_the_source(given, content):
    from oletools.olevba import VBA_Parser

    parser = VBA_Parser("zpb.xlam", data=content)
    read = {name.rpartition(".")[0]: text.replace("\r\n", "\n") for _, _, name, text in parser.extract_macros()}
    parser.close()
    modules = read_modules(given.macros)
    assert set(read) == {one.name for one in modules} | {"Sheet1"}
    for module in modules:
        stored = "\n".join(line for line in read[module.name].splitlines() if not line.startswith("Attribute VB_"))
        assert stored.strip() == module.code.replace("\r\n", "\n").strip(), module.name
        assert stored.isascii()


def test_the_classes_carry_the_attributes_excel_needs(content, tmp_path):
    from pyopenvba import ExcelFile
    from pyopenvba.integrity import check_file

    path = tmp_path / "zpb.xlam"
    path.write_bytes(content)
    with ExcelFile(path) as book:
        workbook, events = book.get_module("ThisWorkbook"), book.get_module("ZpbEvents")
        references = {one.name for one in book.vba_project().references}
    assert check_file(path).issues == ()
    assert '{00020819-0000-0000-C000-000000000046}' in workbook and "Private Sub Workbook_Open()" in workbook
    assert '{FCFB3D2A-A0FA-1068-A738-08002B3371B5}' in events and "VERSION 1.0" not in events
    assert "Office" in references, "IRibbonControl is a type of that library"


def test_every_excel_compiles_the_source(content):
    from pyopenvba.cfb import CFB

    container = CFB.from_bytes(package.read_project(content))
    assert container.get_stream_in_storage("VBA", "_VBA_PROJECT")[:5] == b"\xcc\x61\xff\xff\x00"


def test_the_package_is_sane(content):
    parts = _parts(content)
    with zipfile.ZipFile(BytesIO(content)) as opened:
        assert opened.testzip() is None
        assert {info.date_time for info in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {(info.create_system, info.external_attr) for info in opened.infolist()} == {(0, 0x20)}
    assert next(iter(parts)) == "[Content_Types].xml"
    assert not [name for name in parts if name.startswith("/") or ".." in name or "\\" in name or not name.isascii()]
    types = ElementTree.fromstring(parts["[Content_Types].xml"])
    overrides = {one.get("PartName")[1:]: one.get("ContentType") for one in types.iter(f"{_TYPE}Override")}
    defaults = {one.get("Extension") for one in types.iter(f"{_TYPE}Default")}
    assert overrides["xl/workbook.xml"] == "application/vnd.ms-excel.addin.macroEnabled.main+xml"
    assert set(overrides) <= set(parts)
    assert {name.rpartition(".")[2] for name in parts} - {"xml"} <= defaults
    reached = {"[Content_Types].xml"}
    for name, data in parts.items():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(data)
        if not name.endswith(".rels"):
            continue
        reached.add(name)
        owner = posixpath.dirname(posixpath.dirname(name))
        relations = list(ElementTree.fromstring(data).iter(_RELATION))
        assert len({one.get("Id") for one in relations}) == len(relations)
        for relation in relations:
            assert relation.get("TargetMode") is None and not relation.get("Target").startswith("/")
            target = posixpath.normpath(posixpath.join(owner, relation.get("Target")))
            assert target in parts, target
            reached.add(target)
    assert reached == set(parts), "nothing lies in the package that nothing points to"
    here = str(Path(__file__).parents[2]).encode()
    for private in (here, b"/tmp/", b"/home/", b"\\Users\\", b"William"):
        assert not [name for name, data in parts.items() if private in data and name != "xl/vbaProject.bin"]
    assert __version__.encode() in parts["docProps/core.xml"]


def test_the_ribbon_hangs_on_the_package_and_finds_its_icons(content):
    parts = _parts(content)
    types = {one.get("Type"): one.get("Target") for one in ElementTree.fromstring(parts["_rels/.rels"])}
    ribbon = types["http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"]
    images = {one.get("Id"): one for one in ElementTree.fromstring(parts["customUI/_rels/customUI14.xml.rels"])}
    used = {one.get("image") for one in ElementTree.fromstring(parts[ribbon]).iter() if one.get("image")}
    assert used and used <= set(images)
    assert all(one.get("Type").endswith("/officeDocument/2006/relationships/image") for one in images.values())


def test_the_sheet_has_the_chinese_texts(content, tmp_path):
    from openpyxl import load_workbook

    # openpyxl reads workbooks and no add-ins.
    parts = _parts(content)
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"addin.macroEnabled", b"sheet.macroEnabled")
    with zipfile.ZipFile(tmp_path / "zpb.xlsm", "w") as target:
        for name, data in parts.items():
            target.writestr(name, data)
    book = load_workbook(tmp_path / "zpb.xlsm")
    read = [(row[0].value, row[1].value) for row in book[texts.SHEET].iter_rows()]
    assert (book.sheetnames, read) == ([texts.SHEET], texts.rows())
    assert book.properties.title == TITLE


def test_every_text_fits_what_excel_takes():
    rows = texts.rows()
    assert len({key for key, _ in rows}) == len(rows)
    for key, text in rows:
        if key.startswith(("function:", "argument:")):
            assert 0 < len(text) <= texts.LONGEST_HELP, key
        assert len(text) <= 1000, f"{key}: a message box shows 1024 characters"
    for formula in FORMULAS:
        # Excel keeps the argument help of one function in one string of this length.
        assert sum(len(one.help) + 6 for one in formula.arguments) < 1000
    assert {f"action:{one.id}" for one in ACTIONS} <= {key for key, _ in rows}


def test_every_text_the_vba_asks_for_is_there(given):
    import re

    asked = set()
    for module in read_modules(given.macros):
        asked |= set(re.findall(r'ZpbText\("([^"]+)"\s*[,)]', module.source))
    assert asked and asked <= {key for key, _ in texts.rows()}


@pytest.mark.live
def test_libreoffice_opens_it_with_its_vba_and_runs_functions_in_cells(given, content, tmp_path):
    require_office()
    path = tmp_path / "zpb.xlam"
    path.write_bytes(content)
    profile = new_profile()
    request = {
        "file": str(path), "profile": profile.as_uri(),
        "formulas": [
            "=ZPBWITHOUTPATH(\"='C:\\王\\zpb.xlam'!ZPB_RATE(1)\")", '=ZPBUSABLE("C:\\a b")', "=ZPB_RATE(1;2)",
            "=IFERROR(ZPB_RATE(1;2)+0;7)",
        ],
    }  # fmt: skip
    try:
        done = subprocess.run(
            [uno_python(), str(Path(__file__).parents[1] / "live/uno_addin.py")],
            input=json.dumps(request), capture_output=True, text=True, timeout=240,
        )  # fmt: skip
    finally:
        shutil.rmtree(profile, ignore_errors=True)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert {one.name for one in read_modules(given.macros)} <= set(answer["modules"])
    without, usable, failed, native = answer["values"]
    assert (without, usable, native) == ("=ZPB_RATE(1)", "C:\\a b", "7")
    assert not failed.replace(".", "").isdigit(), "there is no Python here"


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode())


_BREAKS = {
    "no ASCII": (lambda s: _write(s.macros / "Own.bas", 'Attribute VB_Name = "Own"\r\n\' 中文\r\n'), "Own.bas 第 2 行不是 ASCII"),
    "another name": (lambda s: _write(s.macros / "Own.bas", 'Attribute VB_Name = "Other"\r\n'), "应为 Own，并且只写一次；现在是：Other"),
    "no name": (lambda s: _write(s.macros / "Own.bas", "Option Explicit\r\n"), "现在是：没有"),
    "two names": (lambda s: _write(s.macros / "Own.bas", 'Attribute VB_Name = "Own"\r\n' * 2), "只写一次"),
    "a bad name": (lambda s: _write(s.macros / "9x.bas", 'Attribute VB_Name = "9x"\r\n'), "9x.bas"),
    "no class heading": (lambda s: _write(s.macros / "Own.cls", 'Attribute VB_Name = "Own"\r\n'), "第一行应为：VERSION 1.0 CLASS"),
    "a long line": (lambda s: _write(s.macros / "Own.bas", 'Attribute VB_Name = "Own"\r\n\'' + "x" * 1023), "第 2 行太长"),
    "a procedure named as a module": (
        lambda s: _write(s.macros / "Own.bas", 'Attribute VB_Name = "Own"\r\nPublic Sub zpbtexts()\r\nEnd Sub\r\n'), "zpbtexts"),
    "a procedure twice": (
        lambda s: _write(s.macros / "Own.bas", 'Attribute VB_Name = "Own"\r\nSub ZpbAction()\r\nEnd Sub\r\n'), "ZpbAction"),
    "a module as the sheet": (lambda s: _write(s.macros / "Sheet1.bas", 'Attribute VB_Name = "Sheet1"\r\n'), "同名"),
    "no workbook module": (lambda s: (s.macros / "ThisWorkbook.cls").unlink(), "ThisWorkbook.cls"),
    "no wrappers": (lambda s: (s.macros / "ZpbFunctions.bas").unlink(), "缺少函数 ZPB_RATE"),
    "no ribbon": (lambda s: (s.addin / "customUI14.xml").unlink(), "缺少功能区定义 customUI14.xml"),
    "a broken ribbon": (lambda s: _write(s.addin / "customUI14.xml", "<customUI>"), "不是正确的 XML"),
    "a ribbon of another kind": (lambda s: _write(s.addin / "customUI14.xml", "<customUI/>"), "根元素"),
    "a callback that is not there": (
        lambda s: _write(s.addin / "customUI14.xml", (s.addin / "customUI14.xml").read_text("utf-8").replace("ZpbAction", "Nobody", 1)),
        "Nobody"),
    "an icon missing": (lambda s: next((s.addin / "icons").glob("*.png")).unlink(), ".png 没有"),
    "an icon that is none": (lambda s: _write(next((s.addin / "icons").glob("*.png")), "GIF89a"), "不是 PNG"),
    "no macros": (lambda s: shutil.rmtree(s.macros), "找不到 VBA 源码文件夹"),
}  # fmt: skip


@pytest.mark.parametrize("name", _BREAKS)
def test_wrong_sources_are_refused_in_one_sentence_and_nothing_is_written(name, broken, tmp_path, monkeypatch, capsys):
    damage, said = _BREAKS[name]
    damage(broken)
    monkeypatch.setattr(building, "sources", lambda: broken)
    assert cli.main(["addin", "build", "-o", str(tmp_path / "out")]) == 2
    captured = capsys.readouterr()
    assert said in captured.err and captured.err.count("\n") == 1 and "Traceback" not in captured.err
    assert not (tmp_path / "out" / "zpb.xlam").exists()


def test_the_command_says_where_and_how_large(given, content, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(building, "sources", lambda: given)
    out = tmp_path / "新 文件夹" / "内"
    for _ in range(2):
        assert cli.main(["addin", "build", "-o", str(out)]) == 0
        assert capsys.readouterr().out == f"已生成 {out / 'zpb.xlam'}（{len(content) / 1024:.0f} KB）\n"
    assert [path.name for path in out.iterdir()] == ["zpb.xlam"]


def test_bad_places_are_refused_in_one_sentence(given, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(building, "sources", lambda: given)
    (tmp_path / "文件").write_text("x")
    (tmp_path / "占" / "zpb.xlam").mkdir(parents=True)
    for folder in (tmp_path / "文件", tmp_path / "文件" / "下面", tmp_path / "占"):
        assert cli.main(["addin", "build", "-o", str(folder)]) == 2
        assert capsys.readouterr().err.count("\n") == 1
    assert cli.main(["addin", "build"]) == 2


def test_without_pyopenvba_it_says_how_to_install_it(given, tmp_path, monkeypatch):
    real = builtins.__import__

    def refuse(name, *rest, **more):
        if name.partition(".")[0] == "pyopenvba":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(ZpbError, match=r'pip install "zipingbiao\[addin\]"'):
        build(tmp_path, given)


def test_line_ends_of_the_checkout_make_no_difference(given, content, tmp_path):
    copy = copied(tmp_path)
    for path in sorted(copy.macros.glob("*.[bc]*s")):
        path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n"))
    assert make(copy) == content


def test_a_file_that_reads_back_otherwise_is_not_written(given, tmp_path, monkeypatch):
    real = building._project

    def other(modules):
        return real([*modules[:-1]])

    monkeypatch.setattr(building, "_project", other)
    with pytest.raises(ZpbError, match="读回后与源码不同"):
        build(tmp_path, given)
    assert list(tmp_path.iterdir()) == []
