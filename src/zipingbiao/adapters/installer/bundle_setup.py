"""The installer inside an offline bundle, copied there as setup_zpb.py: makes a Python environment, installs, diagnoses, uninstalls.

Runs by the Python that 安装.bat found, before anything of zipingbiao is installed: nothing but the standard library.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

SUMS = "SHA256SUMS.txt"
WHEELS, REQUIREMENTS, ADDIN = "wheels", "requirements.txt", "zpb.xlam"
ENVIRONMENT = "python"
_SETTINGS = r"Software\VB and VBA Program Settings\zipingbiao\addin"
_FAILED = 2


def wrong_files(folder: Path, only: str | None = None) -> list[str]:
    """What is wrong with the files of a bundle by its SHA-256 list, one sentence each; `only` names the one to look at."""
    if not (folder / SUMS).is_file():
        return [f"缺少 {SUMS}"]
    listed: dict[str, str] = {}
    for line in (folder / SUMS).read_text("utf-8", "replace").splitlines():
        digest, _, name = line.partition("  ")
        if not name:
            return [f"{SUMS} 的内容不对"]
        listed[name] = digest
    # A list that was cut off would vouch for everything it no longer names.
    names = [*listed, *sorted({REQUIREMENTS, ADDIN} - set(listed))] if only is None else [only]
    wrong = []
    for name in names:
        path = folder / name
        if name not in listed:
            wrong.append(f"{name} 不在 {SUMS} 里")
        elif not path.is_file():
            wrong.append(f"缺少 {name}")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != listed[name]:
            wrong.append(f"{name} 与发布时不同，可能没有复制完整，或被改动过")
    if only is None:
        # pip would take a newer wheel that somebody put beside ours.
        there = {f"{WHEELS}/{path.name}" for path in (folder / WHEELS).glob("*")}
        wrong += [f"{name} 不在 {SUMS} 里" for name in sorted(there - set(listed))]
    return wrong


def install(bundle: Path, root: Path) -> int:
    """Makes the environment below `root`, installs the wheels and the add-in; returns the exit status."""
    _say("1/4 核对安装包……")
    if wrong := wrong_files(bundle):
        return _stop(f"安装包不完整：{'；'.join(wrong[:3])}。请重新复制整个文件夹。")
    if not _in_ansi(str(root)):
        return _stop(rf"路径“{root}”里有系统代码页写不出的字。请在命令行执行：安装.bat C:\zipingbiao")
    if _excel_runs():
        return _stop("Excel 正在运行。请保存并关闭所有 Excel 窗口，再执行一次。")
    home = root / ENVIRONMENT
    python = home / "Scripts" / "python.exe"
    _say(f"2/4 建立 Python 环境 {home} ……")
    if _run(sys.executable, "-I", "-m", "venv", str(home)):
        return _stop("Python 环境没有建成，请看上面的说明；磁盘满、没有写入权限、被安全软件拦截时会这样。")
    _say("3/4 安装组件（不联网）……")
    if _run(
        str(python), "-I", "-m", "pip", "install", "--no-index", "--find-links", str(bundle / WHEELS),
        "--force-reinstall", "--disable-pip-version-check", "--no-warn-script-location", "--quiet",
        "-r", str(bundle / REQUIREMENTS),
    ):  # fmt: skip
        return _stop("组件没有装全，请看上面的说明，处理后再执行一次。")
    _say("4/4 登记 Excel 加载项……")
    return _run(
        str(python), "-I", "-m", "zipingbiao", "addin", "install", "--addin", str(bundle / ADDIN), "--dir", str(root)
    )


def doctor(root: Path | None) -> int:
    """Says of the installed add-in what is right and what is not; returns the exit status."""
    root = root or _installed_root() or default_root()
    python = _python_of(root)
    if not python.is_file():
        return _stop(f"在 {root} 没有找到已安装的环境，请双击 安装.bat。装在别处的，请在命令行执行：诊断.bat 那个文件夹")
    return _run(str(python), "-I", "-m", "zipingbiao", "addin", "doctor")


def uninstall(root: Path | None) -> int:
    """Takes the add-in and the environment away; returns the exit status."""
    root = root or _installed_root() or default_root()
    home, python = root / ENVIRONMENT, _python_of(root)
    if not python.is_file():
        return _stop(f"在 {root} 没有找到已安装的环境。装在别处的，请在命令行执行：卸载.bat 那个文件夹")
    if _excel_runs():
        return _stop("Excel 正在运行。请保存并关闭所有 Excel 窗口，再执行一次。")
    if status := _run(str(python), "-I", "-m", "zipingbiao", "addin", "uninstall"):
        return status
    if (home / "pyvenv.cfg").is_file():
        shutil.rmtree(home, ignore_errors=True)
    if home.exists():
        return _stop(f"{home} 没能全部删除，可以重启电脑后手工删除。")
    if root.is_dir() and not any(root.iterdir()):
        root.rmdir()
    _say("已卸载。")
    return 0


def default_root() -> Path:
    """%LOCALAPPDATA%\\zipingbiao."""
    return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "zipingbiao"


def main(arguments: list[str]) -> int:
    """install|doctor|uninstall [folder]."""
    what, *rest = arguments or ["install"]
    # A folder written "C:\\x\\" reaches us with the closing quote.
    root = Path(rest[0].rstrip('"')) if rest else None
    if len(rest) > 1 or (root and (not root.is_absolute() or root == root.parent)):
        return _stop(r"文件夹要写完整，不能是磁盘的根目录，含空格的加引号，如 安装.bat C:\zipingbiao")
    try:
        if what == "uninstall":
            return uninstall(root)
        if what == "doctor":
            return doctor(root)
        return install(Path(__file__).resolve().parent, root or default_root())
    except OSError as error:
        return _stop(f"读写出错：{error}")


def _python_of(root: Path) -> Path:
    return root / ENVIRONMENT / "Scripts" / "python.exe"


def _installed_root() -> Path | None:
    try:
        registry: Any = importlib.import_module("winreg")
        with registry.OpenKey(registry.HKEY_CURRENT_USER, _SETTINGS) as key:
            python = Path(registry.QueryValueEx(key, "interpreter")[0])
    except (ImportError, OSError):
        return None
    home = python.parent.parent
    return home.parent if home.name == ENVIRONMENT else None


def _in_ansi(text: str) -> bool:
    try:
        return text.encode("mbcs", "strict").decode("mbcs") == text
    except UnicodeError:
        return False
    except LookupError:
        # Elsewhere than on Windows there is no such code page.
        return True


def _excel_runs() -> bool:
    program = Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32" / "tasklist.exe"
    try:
        done = subprocess.run(
            [str(program), "/FO", "CSV", "/NH", "/FI", "IMAGENAME eq EXCEL.EXE"], capture_output=True, check=False
        )
    except OSError:
        # Where the list may not be asked for, a file that Excel holds will stop the step that needs it.
        return False
    return b"EXCEL.EXE" in done.stdout.upper()


def _run(*command: str) -> int:
    return subprocess.run(command, check=False).returncode


def _say(text: str) -> None:
    print(text, flush=True)


def _stop(sentence: str) -> int:
    print(sentence, file=sys.stderr, flush=True)
    return _FAILED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
