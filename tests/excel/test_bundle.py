"""`zpb addin bundle`: which wheels come in (by a tiny index of our own), the scripts' bytes, the list of checksums."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.cli.test_cli import Capture, run
from tests.excel.memory import xlam
from zipingbiao.adapters.installer import bundle_texts
from zipingbiao.adapters.installer.bundle import make_bundle, missing_on_windows, read_wheel
from zipingbiao.adapters.installer.bundle_setup import SUMS, wrong_files
from zipingbiao.adapters.installer.interpreter import XLWINGS_VERSION
from zipingbiao.base.errors import ZpbError

INDEX = {
    ("zipingbiao", "0.1.0"): [
        "alpha>=1", 'xlwings==0.37.8; extra == "excel"', 'python-calamine; extra == "formats"', 'dev-only; extra == "dev"',
        'docxtpl; extra == "reports"', 'cryptography; extra == "sign"',
    ],
    ("xlwings", XLWINGS_VERSION): ['pywin32>=224; platform_system == "Windows"', 'appscript; platform_system == "Darwin"'],
    ("pywin32", "312"): [],
    ("python_calamine", "1.0"): [],
    ("docxtpl", "1.0"): ["lxml"],
    ("lxml", "1.0"): [],
    ("cryptography", "1.0"): ['cffi; platform_python_implementation != "PyPy"'],
    ("cffi", "1.0"): [],
    ("alpha", "1.5"): ['Only_Windows[deep]<3; sys_platform == "win32"', 'old; python_version < "3.11"'],
    ("only_windows", "3.0"): [],
    ("only_windows", "2.0"): ['nothing; extra == "other"', 'bottom; extra == "deep" and os_name == "nt"'],
    ("bottom", "1.0"): ["alpha"],
    ("dev_only", "1.0"): [],
}  # fmt: skip
EXPECTED = {
    "zipingbiao", "xlwings", "pywin32", "python_calamine", "alpha", "only_windows", "bottom", "docxtpl", "lxml",
    "cryptography", "cffi",
}  # fmt: skip


def make_wheel(folder: Path, name: str, version: str, requires: list[str]) -> Path:
    path = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    needs = "".join(f"Requires-Dist: {one}\n" for one in requires)
    extras = "".join(f"Provides-Extra: {one}\n" for one in sorted(set(re.findall(r'extra == "(\w+)"', needs))))
    with zipfile.ZipFile(path, "w") as package:
        package.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{extras}{needs}")
        package.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        package.writestr(f"{info}/RECORD", "")
    return path


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "index"
    folder.mkdir()
    for (name, version), requires in INDEX.items():
        make_wheel(folder, name, version, requires)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def own_wheel(index: Path) -> Path:
    return index / "zipingbiao-0.1.0-py3-none-any.whl"


@pytest.mark.slow
def test_a_bundle_holds_what_windows_needs_and_verifies_itself(
    capsys: Capture, index: Path, tmp_path: Path
) -> None:
    addin, out = tmp_path / "zpb.xlam", tmp_path / "离线 安装包"
    addin.write_bytes(xlam())
    status, said, progress = run(capsys, "addin", "bundle", "-o", out, "--addin", addin, "--wheel", own_wheel(index))
    assert (status, f"{len(EXPECTED)} 个组件" in said) == (0, True), progress
    assert "正在下载" in progress and "Only_Windows[deep]<3" in progress
    assert {path.name.split("-")[0] for path in (out / "wheels").iterdir()} == EXPECTED
    assert {path.name for path in out.iterdir()} == {
        "wheels", "zpb.xlam", "requirements.txt", "setup_zpb.py", "安装.bat", "诊断.bat", "卸载.bat", "no-python.txt", "说明.txt",
        SUMS,
    }  # fmt: skip
    assert (out / "requirements.txt").read_text().splitlines()[-1] == "zipingbiao==0.1.0"
    assert wrong_files(out) == []
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.slow
def test_what_is_wrong_with_a_bundle_is_found(index: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    make_bundle(out, xlam(), wheel=own_wheel(index))
    (out / "zpb.xlam").write_bytes(b"other")
    (out / "wheels/alpha-1.5-py3-none-any.whl").unlink()
    (out / "wheels/alpha-9-py3-none-any.whl").write_bytes(b"put there")
    assert wrong_files(out) == [
        "缺少 wheels/alpha-1.5-py3-none-any.whl",
        "zpb.xlam 与发布时不同，可能没有复制完整，或被改动过",
        f"wheels/alpha-9-py3-none-any.whl 不在 {SUMS} 里",
    ]
    assert wrong_files(out, "说明.txt") == []


@pytest.mark.parametrize(
    ("words", "options"),
    [
        ("已经有内容", {"out": "index"}),
        ("不存在，请先建立", {"out": "no/such/out"}),
        ("--python 要写", {"python": "3.10"}),
        ("--python 要写", {"python": "3.11 & calc"}),
        ("不是 zipingbiao 的安装文件", {"wheel": "index/alpha-1.5-py3-none-any.whl"}),
        ("不是 Python 的安装文件", {"wheel": "index/broken.whl"}),
        ("没有文件", {"wheel": "index/none.whl"}),
    ],
)
def test_a_wrong_use_is_a_sentence_and_leaves_nothing(
    index: Path, tmp_path: Path, words: str, options: dict[str, str]
) -> None:
    (index / "broken.whl").write_bytes(b"")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(ZpbError, match=words):
        make_bundle(
            tmp_path / options.get("out", "out"), xlam(), python=options.get("python", "3.11"),
            wheel=tmp_path / options["wheel"] if "wheel" in options else own_wheel(index),
        )  # fmt: skip
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.slow
def test_a_package_that_cannot_be_had_is_named_and_nothing_is_left(index: Path, tmp_path: Path) -> None:
    (index / "bottom-1.0-py3-none-any.whl").unlink()
    with pytest.raises(ZpbError, match=r"没有成功.*bottom"):
        make_bundle(tmp_path / "out", xlam(), wheel=own_wheel(index))
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


def test_markers_are_read_for_windows_and_the_target_python(tmp_path: Path) -> None:
    ours = read_wheel(
        make_wheel(tmp_path, "zipingbiao", "1", ['a; python_version >= "3.12"', 'b; sys_platform == "linux"', "zipingbiao[x]", 'c; extra == "x"'])
    )
    assert missing_on_windows([ours], "3.11") == ["c"]
    assert missing_on_windows([ours], "3.12") == ["a", "c"]


@pytest.mark.parametrize("action", ["install", "doctor", "uninstall"])
@pytest.mark.parametrize("python", ["3.11", "3.12"])
def test_the_scripts_are_ascii_with_crlf_in_any_code_page(action: str, python: str) -> None:
    content = bundle_texts.bat(action, python)
    text = content.decode("ascii")
    assert content.decode("gbk") == content.decode("utf-8") == content.decode("cp437") == text
    assert content.count(b"\r\n") == content.count(b"\n") == len(text.splitlines())
    assert "{" not in text
    assert f"call :try py -{python}\r\n" in text
    assert f'setup_zpb.py" {action} %*' in text
    assert f"!= ({python.replace('.', ', ')})" in text
    # cmd jumps only to labels that are there, and a quote left open swallows the line
    assert set(re.findall(r"(?:goto |call :)(\w+)", text)) == set(re.findall(r"(?m)^:(\w+)", text))
    assert all(line.count('"') % 2 == 0 for line in text.splitlines())


def test_what_the_scripts_ask_of_python_is_valid_and_turns_down_another_version() -> None:
    asked = re.search(r'-c "(.+?)" >nul', bundle_texts.bat("install", "3.11").decode())
    other = re.search(r'-c "(.+?)" >nul', bundle_texts.bat("install", "3.99").decode())
    assert asked and other
    mine = subprocess.run([sys.executable, "-I", "-c", asked[1]], check=False).returncode
    assert mine == (sys.version_info[:2] != (3, 11))
    assert subprocess.run([sys.executable, "-I", "-c", other[1]], check=False).returncode == 1


def test_started_inside_a_zip_the_script_says_in_chinese_to_unpack_first() -> None:
    said = re.search(r'-c "(print.+?)"\r\n', bundle_texts.bat("install", "3.11").decode("ascii"))
    assert said
    shown = subprocess.run([sys.executable, "-X", "utf8", "-I", "-c", said[1]], capture_output=True, check=True).stdout
    assert shown.decode("utf-8").strip() == "请先把整个文件夹从压缩包里解压出来，再双击。"


def test_the_texts_open_in_notepad_whatever_the_code_page() -> None:
    for content in (bundle_texts.no_python("3.11"), bundle_texts.read_me("0.1.0", "3.11", SUMS)):
        assert content.startswith(b"\xef\xbb\xbf")
        assert content.count(b"\r\n") == content.count(b"\n")
        assert "{" not in content.decode("utf-8-sig")


def test_the_version_of_xlwings_is_pinned_in_one_way() -> None:
    root = Path(__file__).resolve().parents[2]
    assert f'"xlwings=={XLWINGS_VERSION}"' in (root / "pyproject.toml").read_text("utf-8")


@pytest.mark.slow
def test_the_real_bundle_satisfies_pip_on_windows_without_a_network(tmp_path: Path) -> None:
    try:
        socket.create_connection(("pypi.org", 443), 5).close()
    except OSError:
        pytest.skip("没有到 PyPI 的网络")
    made = make_bundle(tmp_path / "out", xlam())
    names = {wheel.name.casefold() for wheel in made.wheels}
    assert {"zipingbiao", "xlwings", "pywin32", "colorama", "pydantic_core"} <= names
    assert {"docxtpl", "python-docx", "lxml", "jinja2", "cryptography", "cffi"} <= names
    # docs/安装.md says how much an accountant has to copy
    assert made.size < 30_000_000
    assert wrong_files(made.folder) == []
    subprocess.run(
        [
            sys.executable, "-m", "pip", "install", "--dry-run", "--quiet", "--no-index", "--platform", "win_amd64",
            "--python-version", "3.11", "--only-binary=:all:", "--target", str(tmp_path / "target"),
            "--find-links", str(made.folder / "wheels"), "-r", str(made.folder / "requirements.txt"),
        ],
        check=True,
    )  # fmt: skip
    assert_xlwings_works_without_its_pro_part(next((made.folder / "wheels").glob("xlwings-*.whl")), tmp_path / "alone")


def assert_xlwings_works_without_its_pro_part(wheel: Path, target: Path) -> None:
    """pip verifies the list of files; the import is the one that the cell functions need."""
    with zipfile.ZipFile(wheel) as package:
        names = package.namelist()
        listed = package.read(next(name for name in names if name.endswith("RECORD"))).decode()
    assert "xlwings/udfs.py" in names
    assert not [name for name in names if name.startswith(("xlwings/pro", "xlwings/xlwingslib"))]
    assert sorted(line.split(",")[0] for line in listed.splitlines()) == sorted(names)
    subprocess.run(
        [
            sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--platform", "win_amd64",
            "--python-version", "3.11", "--only-binary=:all:", "--target", str(target), str(wheel),
        ],
        check=True,
    )  # fmt: skip
    script = (
        f"import sys; sys.path.insert(0, {str(target)!r})\n"
        "from zipingbiao.adapters.excel.off_windows import xlwings_udfs\n"
        "with xlwings_udfs() as udfs: print(udfs.xlwings.__pro__, udfs.__file__)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["False", str(target / "xlwings" / "udfs.py")]
