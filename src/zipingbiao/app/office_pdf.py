"""The PDF of a finished workbook, made by LibreOffice where it is installed: every visible sheet but 检查结果."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from zipingbiao.base.errors import ZpbError
from zipingbiao.base.files import cause
from zipingbiao.readers.own import is_findings_sheet
from zipingbiao.writers.marking.book import Book
from zipingbiao.writers.marking.package import Package

#: Seconds for a workbook; one of 60 projects takes a fifth of it on a slow machine.
TIMEOUT = 300
_COMMANDS = ("soffice", "libreoffice", "soffice.exe")
_USUAL = (
    Path("C:/Program Files/LibreOffice/program/soffice.exe"),
    Path("C:/Program Files (x86)/LibreOffice/program/soffice.exe"),
    Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"),
)
#: No macro ever runs, and no link is followed.
_SETTINGS = {
    ("org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution"): "true",
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel"): "3",
    ("org.openoffice.Office.Calc/Content/Update", "Link"): "2",
}
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry"'
    ' xmlns:xs="http://www.w3.org/2001/XMLSchema">'
)
_ITEM = '<item oor:path="/{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
_ADVICE = "工作簿不受影响；也可以用 Excel、WPS 打开后另存为 PDF。"


def find_office() -> str | None:
    """The command of LibreOffice; None where it is not installed."""
    found = next((path for name in _COMMANDS if (path := shutil.which(name))), None)
    return found or next((str(path) for path in _USUAL if path.is_file()), None)


def pdf_of(workbook: Path, timeout: float = TIMEOUT) -> bytes:
    """The PDF of an .xlsx file.

    Raises ZpbError where LibreOffice is not installed, fails, or takes longer than `timeout` seconds.
    """
    command = find_office()
    if command is None:
        raise ZpbError(f"没有生成 PDF：本机没有安装 LibreOffice。{_ADVICE}")
    # Names of its own making: LibreOffice and the shell of some systems stumble over others.
    with tempfile.TemporaryDirectory(prefix="zpb-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source, profile = folder / "final.xlsx", folder / "profile"
        source.write_bytes(for_printing(workbook))
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_profile(), encoding="utf-8")
        _run(
            [command, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nologo",
             "--nofirststartwizard", "--convert-to", "pdf:calc_pdf_Export", "--outdir", str(folder), str(source)],
            timeout,
        )  # fmt: skip
        try:
            return (folder / "final.pdf").read_bytes()
        except OSError as error:
            raise ZpbError(f"没有生成 PDF：LibreOffice 没有给出文件。{_ADVICE}") from error


def for_printing(workbook: Path) -> bytes:
    """The workbook with 检查结果 hidden: LibreOffice and Excel print what is shown."""
    package = Package.open(workbook)
    book = Book(package)
    shown = [one for one in book.sheets.values() if one.node.get("state", "visible") == "visible"]
    for sheet in shown:
        if is_findings_sheet(sheet.name) and len(shown) > 1:
            package.edits(book.part).set(sheet.node.tag, "state", "hidden")
    package.settle()
    return package.to_bytes()


def _profile() -> str:
    items = "".join(_ITEM.format(*where, value) for where, value in _SETTINGS.items())
    return f"{_HEAD}{items}</oor:items>\n"


def _run(command: list[str], timeout: float) -> None:
    """Runs LibreOffice with no terminal and ends all its processes with it."""
    # A Python of a virtual environment must not be taken for LibreOffice's own.
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    try:
        process = subprocess.Popen(
            command, env=clean, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=os.name != "nt",
        )  # fmt: skip
    except OSError as error:
        raise ZpbError(f"没有生成 PDF：LibreOffice 启动不了（{cause(error)}）。{_ADVICE}") from error
    try:
        process.wait(timeout)
    except subprocess.TimeoutExpired as error:
        raise ZpbError(f"没有生成 PDF：LibreOffice 超过 {timeout:g} 秒没有完成，已停止。{_ADVICE}") from error
    finally:
        _end(process)
    if process.returncode != 0:
        raise ZpbError(f"没有生成 PDF：LibreOffice 没有成功（返回 {process.returncode}）。{_ADVICE}")


def _end(process: subprocess.Popen[bytes]) -> None:
    if os.name == "nt":
        if process.poll() is None:
            subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True)
    else:
        # The starter may be gone while its child still works.
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(10)
