"""Pages of a workbook as PDF and pictures, by LibreOffice and pdftoppm where they are installed."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, ZipFile

from zipingbiao.base.errors import ZpbError

#: Seconds that a conversion may take.
TIMEOUT = 240
#: Where LibreOffice stands on systems that do not put it on the path.
_OFFICE_PLACES = (
    "C:/Program Files/LibreOffice/program/soffice.com",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def only_sheet(workbook: bytes, number: int) -> bytes:
    """A copy of an .xlsx with all sheets but one hidden, so that only that one is printed; `number` counts from 0."""
    copy = BytesIO()
    with ZipFile(BytesIO(workbook)) as old, ZipFile(copy, "w", ZIP_DEFLATED) as new:
        for member in old.infolist():
            content = old.read(member)
            if member.filename == "xl/workbook.xml":
                content = _hidden_but(content, number)
            new.writestr(member, content)
    return copy.getvalue()


def to_pdf(workbook: bytes) -> bytes:
    """The visible sheets of an .xlsx as PDF. Raises ZpbError where LibreOffice is missing or fails."""
    office = _office()
    with tempfile.TemporaryDirectory(prefix="zpb-") as name:
        folder = Path(name)
        source = folder / "form.xlsx"
        source.write_bytes(workbook)
        # A profile of its own: an open LibreOffice would otherwise take over the request and answer nothing.
        profile = (folder / "profile").as_uri()
        _run(
            [office, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--convert-to", "pdf",
             "--outdir", name, str(source)],
            "LibreOffice",
        )  # fmt: skip
        result = source.with_suffix(".pdf")
        if not result.is_file():
            raise ZpbError("LibreOffice 没有转出 PDF，请确认装有 LibreOffice Calc 后重试。")
        return result.read_bytes()


def to_pictures(pdf: bytes, dpi: int = 110) -> list[bytes]:
    """The pages of a PDF as PNG pictures. Raises ZpbError where pdftoppm is missing or fails."""
    command = shutil.which("pdftoppm")
    if command is None:
        raise ZpbError("没有找到 pdftoppm，不能生成 .png：请安装 poppler-utils，或改用 -o 名称.pdf。")
    with tempfile.TemporaryDirectory(prefix="zpb-") as name:
        folder = Path(name)
        (folder / "form.pdf").write_bytes(pdf)
        _run([command, "-r", str(dpi), "-png", str(folder / "form.pdf"), str(folder / "page")], "pdftoppm")
        pages = sorted(folder.glob("page-*.png"), key=lambda page: int(re.sub(r"\D", "", page.stem)))
        return [page.read_bytes() for page in pages]


def _office() -> str:
    command = shutil.which("soffice") or next((place for place in _OFFICE_PLACES if Path(place).is_file()), None)
    if command is None:
        raise ZpbError(
            "没有找到 LibreOffice（soffice），不能生成 .pdf 和 .png：请安装 LibreOffice，或改用 -o 名称.xlsx。"
        )
    return command


def _run(command: list[str], name: str) -> None:
    try:
        # A session of its own, because soffice starts further processes that must end with it.
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
        )
    except OSError as error:
        raise ZpbError(f"{name} 启动不了：{error.strerror or error}") from error
    try:
        _, said = process.communicate(timeout=TIMEOUT)
    except subprocess.TimeoutExpired as error:
        raise ZpbError(f"{name} 过了 {TIMEOUT} 秒还没有完成，已中止；请重试。") from error
    finally:
        if process.poll() is None:
            _end(process)
    if process.returncode != 0:
        words = " ".join(said.decode("utf-8", "replace").split())[-200:]
        raise ZpbError(f"{name} 转换失败（状态 {process.returncode}）：{words or '没有说明'}")


def _end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _hidden_but(xml: bytes, number: int) -> bytes:
    root = ElementTree.fromstring(xml)
    for index, sheet in enumerate(root.iter(f"{_MAIN}sheet")):
        if index == number:
            sheet.attrib.pop("state", None)
        else:
            sheet.set("state", "hidden")
    for view in root.iter(f"{_MAIN}workbookView"):
        view.set("activeTab", str(number))
        view.attrib.pop("firstSheet", None)
    for names in root.iter(f"{_MAIN}definedNames"):
        # LibreOffice prints a hidden sheet all the same where it has a print area of its own.
        for name in list(names):
            if name.get("name") == "_xlnm.Print_Area" and name.get("localSheetId") != str(number):
                names.remove(name)
    changed: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return changed
