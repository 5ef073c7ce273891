"""The installer inside a bundle: the order of its steps, and where it stops. The programs it starts are stand-ins."""

from __future__ import annotations

import ast
import hashlib
import sys
from pathlib import Path

import pytest

from zipingbiao.adapters.installer import bundle_setup


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "安装 包"
    (folder / "wheels").mkdir(parents=True)
    lines = []
    for name in ("zpb.xlam", "requirements.txt", "wheels/a-1-py3-none-any.whl"):
        (folder / name).write_text(name)
        lines.append(f"{hashlib.sha256(name.encode()).hexdigest()}  {name}\n")
    (folder / bundle_setup.SUMS).write_text("".join(lines))
    return folder


class Programs:
    """Stands in for the programs started: records them, fails the one whose arguments hold `failing`."""

    def __init__(self) -> None:
        self.started: list[tuple[str, ...]] = []
        self.failing = "-"

    def run(self, *command: str) -> int:
        self.started.append(command)
        return 3 if self.failing in command else 0


@pytest.fixture
def programs(monkeypatch: pytest.MonkeyPatch) -> Programs:
    found = Programs()
    monkeypatch.setattr(bundle_setup, "_run", found.run)
    monkeypatch.setattr(bundle_setup, "_excel_runs", lambda: False)
    return found


def test_it_needs_nothing_but_the_standard_library() -> None:
    tree = ast.parse(Path(bundle_setup.__file__).read_text("utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_installing_makes_the_environment_installs_offline_and_registers(
    bundle: Path, tmp_path: Path, programs: Programs
) -> None:
    root = tmp_path / "装 在这里"
    assert bundle_setup.install(bundle, root) == 0
    python = str(root / "python" / "Scripts" / "python.exe")
    venv, pip, zpb = programs.started
    assert venv == (sys.executable, "-I", "-m", "venv", str(root / "python"))
    assert pip[:6] == (python, "-I", "-m", "pip", "install", "--no-index")
    assert zpb[0] == python
    assert zpb[3:] == ("zipingbiao", "addin", "install", "--addin", str(bundle / "zpb.xlam"), "--dir", str(root))


@pytest.mark.parametrize(("failing", "steps", "words"), [("venv", 1, "没有建成"), ("pip", 2, "组件没有装全")])
def test_a_step_that_fails_ends_the_installation(
    bundle: Path, tmp_path: Path, programs: Programs, capsys: pytest.CaptureFixture[str], failing: str, steps: int, words: str
) -> None:
    programs.failing = failing
    assert bundle_setup.install(bundle, tmp_path / "r") == 2
    assert (len(programs.started), words in capsys.readouterr().err) == (steps, True)


def test_the_status_of_registering_is_handed_on(bundle: Path, tmp_path: Path, programs: Programs) -> None:
    programs.failing = "addin"
    assert bundle_setup.install(bundle, tmp_path / "r") == 3


def test_an_incomplete_bundle_or_a_running_excel_stops_before_anything_is_done(
    bundle: Path, tmp_path: Path, programs: Programs, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bundle_setup, "_excel_runs", lambda: True)
    assert bundle_setup.install(bundle, tmp_path / "r") == 2
    assert "Excel 正在运行" in capsys.readouterr().err
    monkeypatch.setattr(bundle_setup, "_in_ansi", lambda text: False)
    assert bundle_setup.install(bundle, tmp_path / "r") == 2
    assert r"安装.bat C:\zipingbiao" in capsys.readouterr().err
    (bundle / "zpb.xlam").write_text("other")
    assert bundle_setup.install(bundle, tmp_path / "r") == 2
    assert "安装包不完整：zpb.xlam 与发布时不同" in capsys.readouterr().err
    assert programs.started == []


def test_the_diagnosis_is_run_by_what_was_installed(tmp_path: Path, programs: Programs) -> None:
    assert bundle_setup.main(["doctor", str(tmp_path)]) == 2
    python = tmp_path / "python" / "Scripts" / "python.exe"
    python.parent.mkdir(parents=True)
    python.touch()
    assert bundle_setup.main(["doctor", str(tmp_path)]) == 0
    assert list(programs.started[-1]) == [str(python), "-I", "-m", "zipingbiao", "addin", "doctor"]


def test_uninstalling_unregisters_first_and_then_removes_the_environment_only(tmp_path: Path, programs: Programs) -> None:
    root = tmp_path / "zipingbiao"
    scripts = root / "python" / "Scripts"
    scripts.mkdir(parents=True)
    (scripts / "python.exe").touch()
    (root / "python" / "pyvenv.cfg").touch()
    (root / "我的.txt").touch()
    programs.failing = "uninstall"
    assert bundle_setup.uninstall(root) == 3
    assert scripts.is_dir()
    programs.failing = "-"
    assert bundle_setup.uninstall(root) == 0
    assert [path.name for path in root.iterdir()] == ["我的.txt"]
    assert bundle_setup.uninstall(root) == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "缺少 SHA256SUMS.txt"),
        (b"", "不在 SHA256SUMS.txt 里"),
        (b"\xff\xfe\x00", "SHA256SUMS.txt 的内容不对"),
        (b"0  wheels/a.whl\n", "缺少 wheels/a.whl"),
    ],
)
def test_a_bundle_copied_in_part_is_said_to_be_incomplete(
    content: bytes | None, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        (tmp_path / "SHA256SUMS.txt").write_bytes(content)
    assert bundle_setup.install(tmp_path, tmp_path / "root") == 2
    said = capsys.readouterr().err
    assert said.startswith("安装包不完整：")
    assert words in said
    assert not (tmp_path / "root").exists()


def test_a_folder_must_be_whole(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["install", "here"], ["install", "/a", "/b"], ["install", "/"]):
        assert bundle_setup.main(arguments) == 2
        assert "文件夹要写完整" in capsys.readouterr().err
