"""`zpb addin bundle`: one folder with everything a Windows computer without a network needs for the add-in.

pip reads the markers of requirements for the system it runs on, not for --platform; what only Windows needs (pywin32,
colorama …) is therefore looked up here in the wheels' own metadata and asked for by name.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from pathlib import Path

import zipingbiao
from zipingbiao.adapters.installer import bundle_setup, bundle_texts
from zipingbiao.adapters.installer.interpreter import XLWINGS_VERSION
from zipingbiao.adapters.installer.xlwings_wheel import drop_pro
from zipingbiao.base.errors import ZpbError

PLATFORM = "win_amd64"
#: What an accountant needs offline: the buttons, .xlsb, reports in Word, signing a finished workbook.
EXTRAS = ("excel", "formats", "reports", "sign")
_VERSION = re.compile(r"3\.(1[1-9]|[2-9][0-9])")
#: Rounds in which Windows' own requirements bring further ones; three have been enough for any package seen.
_ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel file and what its metadata says."""

    path: Path
    name: str
    version: str
    requires: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bundle:
    """A finished bundle: its folder, its wheels, its size in bytes."""

    folder: Path
    wheels: tuple[Wheel, ...]
    size: int


def make_bundle(
    out: Path, addin: bytes, *, python: str = "3.11", wheel: Path | None = None, say: Callable[[str], object] = str
) -> Bundle:
    """Makes the folder `out`, which must not exist or be empty; nothing is left where it fails (ZpbError).

    `addin` is the .xlam; `wheel` the wheel of zipingbiao, else it is built from the source checkout; `say` takes
    progress lines. pip's own settings (mirror, proxy) hold.
    """
    if not _VERSION.fullmatch(python):
        raise ZpbError(f"--python 要写 3.11 及以上的版本号，如 3.11；写的是：{python}")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ZpbError(f"“{out}”已经有内容，请换一个文件夹，或先删除它。")
    parent = out.absolute().parent
    if not parent.is_dir():
        raise ZpbError(f"文件夹 {parent} 不存在，请先建立。")
    partial = Path(tempfile.mkdtemp(prefix=f".{out.name[:60]}.", dir=parent))
    try:
        wheels = _collect(partial / bundle_setup.WHEELS, python, wheel, say)
        ours = next(one for one in wheels if one.name == "zipingbiao")
        files = {
            bundle_setup.ADDIN: addin,
            bundle_setup.REQUIREMENTS: _requirements(wheels).encode(),
            bundle_texts.SETUP: Path(bundle_setup.__file__).read_bytes(),
            bundle_texts.INSTALL_BAT: bundle_texts.bat("install", python),
            bundle_texts.DOCTOR_BAT: bundle_texts.bat("doctor", python),
            bundle_texts.UNINSTALL_BAT: bundle_texts.bat("uninstall", python),
            bundle_texts.NO_PYTHON: bundle_texts.no_python(python),
            bundle_texts.READ_ME: bundle_texts.read_me(ours.version, python, bundle_setup.SUMS),
        }
        for name, content in files.items():
            (partial / name).write_bytes(content)
        (partial / bundle_setup.SUMS).write_bytes(_sums(partial).encode())
        size = sum(path.stat().st_size for path in partial.rglob("*") if path.is_file())
        partial.chmod(0o755)
        partial.replace(out)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return Bundle(out, tuple(wheels), size)


def missing_on_windows(wheels: Sequence[Wheel], python: str) -> list[str]:
    """Requirements that hold on 64-bit Windows with this Python and that no wheel meets, without their markers."""
    try:
        from packaging.requirements import Requirement
        from packaging.utils import canonicalize_name
    except ImportError as error:
        raise ZpbError('制作安装包还需要一个组件，请执行：pip install "zipingbiao[addin]"') from error
    windows = {
        "os_name": "nt", "sys_platform": "win32", "platform_system": "Windows", "platform_machine": "AMD64",
        "platform_release": "10", "platform_version": "10.0", "python_version": python,
        "python_full_version": f"{python}.0", "implementation_name": "cpython",
        "platform_python_implementation": "CPython", "implementation_version": f"{python}.0",
    }  # fmt: skip
    known = {canonicalize_name(wheel.name): wheel for wheel in wheels}
    queue = [(canonicalize_name("zipingbiao"), frozenset(EXTRAS))]
    seen = set(queue)
    missing: dict[str, None] = {}
    while queue:
        name, extras = queue.pop()
        for text in known[name].requires:
            need = Requirement(text)
            wanted = ({**windows, "extra": extra} for extra in ("", *extras))
            if need.marker is not None and not any(need.marker.evaluate(environment) for environment in wanted):
                continue
            step = (canonicalize_name(need.name), frozenset(need.extras))
            if step[0] not in known:
                need.marker = None
                missing[str(need)] = None
            elif step not in seen:
                seen.add(step)
                queue.append(step)
    return list(missing)


def read_wheel(path: Path) -> Wheel:
    """The metadata of a wheel file; raises ZpbError where it is none."""
    try:
        with zipfile.ZipFile(path) as package:
            name = next(name for name in package.namelist() if name.endswith(".dist-info/METADATA"))
            found: Message = BytesParser().parsebytes(package.read(name), headersonly=True)
    except (OSError, zipfile.BadZipFile, StopIteration) as error:
        raise ZpbError(f"{path.name} 不是 Python 的安装文件（.whl）。") from error
    requires = tuple(str(text) for text in found.get_all("Requires-Dist", []))
    return Wheel(path, str(found["Name"]), str(found["Version"]), requires)


def _collect(folder: Path, python: str, wheel: Path | None, say: Callable[[str], object]) -> list[Wheel]:
    folder.mkdir()
    if wheel is None:
        say("正在打包 zipingbiao ……")
        wheel = _own_wheel(folder)
    elif not wheel.is_file():
        raise ZpbError(f"没有文件 {wheel}。")
    elif read_wheel(wheel).name != "zipingbiao":
        raise ZpbError(f"{wheel.name} 不是 zipingbiao 的安装文件。")
    wanted = [f"{wheel.absolute()}[{','.join(EXTRAS)}]", f"xlwings=={XLWINGS_VERSION}", "pywin32"]
    for _ in range(_ROUNDS):
        say(f"正在下载 Windows 64 位、Python {python} 的组件……")
        _pip(
            "download", "--quiet", "--dest", str(folder), "--platform", PLATFORM, "--python-version", python,
            "--only-binary=:all:", *wanted,
        )  # fmt: skip
        wheels = [read_wheel(path) for path in sorted(folder.glob("*.whl"))]
        more = missing_on_windows(wheels, python)
        if not more:
            drop_pro(next(one.path for one in wheels if one.name == "xlwings"))
            return wheels
        say(f"Windows 另外需要：{'、'.join(more)}")
        wanted += more
    raise ZpbError(f"Windows 需要的组件没有下载齐：{'、'.join(more)}。")


def _own_wheel(folder: Path) -> Path:
    root = Path(zipingbiao.__file__).resolve().parents[2]
    if not (root / "workbook_templates").is_dir() or not (root / "pyproject.toml").is_file():
        raise ZpbError(
            "本机装的 zipingbiao 没有源代码，请用 --wheel 指定它的安装文件 zipingbiao-版本-py3-none-any.whl；"
            "在源代码文件夹里执行 pip wheel --no-deps . 可以得到。"
        )
    _pip("wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(root))
    return next(folder.glob("zipingbiao-*.whl"))


def _pip(*arguments: str) -> None:
    command = [sys.executable, "-I", "-m", "pip", *arguments, "--disable-pip-version-check", "--no-input"]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if done.returncode == 0:
        return
    text = done.stderr.decode("utf-8", "replace").strip()
    if "No space left on device" in text:
        raise ZpbError("磁盘已满，安装包没有做成。请腾出空间，或换一个文件夹。")
    lines = text.splitlines() or ["没有说明"]
    why = next((line for line in reversed(lines) if line.startswith("ERROR")), lines[-1])
    raise ZpbError(f"下载或打包没有成功（{why}）。请检查网络；单位有内部镜像的，先用 pip config set global.index-url 设置。")


def _requirements(wheels: Sequence[Wheel]) -> str:
    return "".join(f"{wheel.name}=={wheel.version}\n" for wheel in wheels)


def _sums(folder: Path) -> str:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = (
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n" for path in paths
    )
    return "".join(lines)
