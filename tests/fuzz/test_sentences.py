"""Files that are not what their name says: exit status 2, one clear Chinese line, the file left as it is."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fuzz.cases import HERE
from tests.readers.build import DATA
from zipingbiao.adapters.cli import main

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
XLS = (HERE / "007_changjiang_jinbu.xls").read_bytes()
XLSX = (DATA / "corpus" / "007_changjiang_jinbu.xlsx").read_bytes()


def old(stream: str) -> bytes:
    """A compound file that has such a stream in its directory."""
    return OLE + bytes(600) + stream.encode("utf-16-le") + bytes(400)


def locked_xls() -> bytes:
    """An .xls whose second record says that all others are encrypted."""
    data = bytearray(XLS)
    start = data.find(b"\x09\x08\x10\x00\x00\x06")
    struct.pack_into("<H", data, start + 20, 0x2F)
    return bytes(data)


def archive(**members: bytes) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as target:
            for name, content in members.items():
                target.writestr(name.replace("__", "/"), content)

    return make


CASES: list[tuple[str, bytes | Callable[[Path], None], str]] = [
    ("加密.xlsx", old("EncryptedPackage"), "有打开密码，请先取消密码"),
    ("加密.xls", locked_xls(), "有打开密码，请先取消密码"),
    ("网页.xlsx", b"\xef\xbb\xbf\r\n<html><table></table></html>", "其实是网页文件"),
    ("网页.xls", '<meta charset="gb2312"><table>得分</table>'.encode("gbk"), "其实是网页文件"),
    ("单一网页.xls", b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n", "其实是网页文件"),
    ("表格.xls", b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "是 XML 文件"),
    ("清单.csv", "项目名称,得分\n甲,1\n".encode("gbk"), "其实是文本文件"),
    ("清单.xlsx", "项目名称,得分\n甲,1\n".encode("utf-16"), "其实是文本文件"),
    ("扫描.xlsx", b"%PDF-1.7\n" + bytes(50), "是 PDF 文件"),
    ("版式.xlsx", archive(**{"OFD.xml": b"<a/>"}), "是 OFD 版式文件"),
    ("打包.xlsx", archive(**{"自评表.xlsx": XLSX}), "是压缩包，不是工作簿，请先解压"),
    ("打包.rar.xlsx", b"Rar!\x1a\x07\x01\x00" + bytes(80), "是压缩包，不是工作簿，请先解压"),
    ("打包.gz.xlsx", b"\x1f\x8b\x08\x00" + bytes(80), "是压缩包，不是工作簿，请先解压"),
    ("苹果.xlsx", archive(**{"Index__Document.iwa": b"x"}), "Numbers"),
    ("照片.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(9), "是图片"),
    ("程序.xlsx", b"MZ\x90\x00" + bytes(90), "是程序"),
    ("幻灯.xls", old("PowerPoint Document"), "是演示文稿"),
    ("文档.xls", old("WordDocument"), "旧版 Word 文件"),
    ("空.xlsx", b"", "是空文件（0 字节），请重新索取"),
    ("没下完.xlsx", bytes(4_096), "里没有内容，可能没有保存或下载完整"),
    ("半截.xlsx", XLSX[:3_000], "已损坏或没有下载完整，请向提供人重新索取"),
    ("半截.xls", XLS[:600], "已损坏或没有下载完整，请向提供人重新索取"),
    ("~$自评表.xlsx", b"\x05admin" + b" " * 49 + bytes(110), "临时文件，里面没有表格，请指定名字不带 ~$ 的那个文件"),
    ("数据.json", b"{", "第 1 行第 2 列不是正确的 JSON"),
    ("数据二.json", b"\xff\x00\x89", "请确认选对了文件"),
    ("夹.xlsx", Path.mkdir, "里没有可以检查的文件"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "says"), CASES, ids=[case[0] for case in CASES])
def test_one_clear_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], name: str, content: bytes | Callable[[Path], None], says: str
) -> None:
    path = tmp_path / name
    if callable(content):
        content(path)
    else:
        path.write_bytes(content)
    before = None if path.is_dir() else (path.read_bytes(), path.stat().st_mtime_ns)
    assert main(["check", str(path)]) == 2
    out, err = capfd.readouterr()
    (line,) = err.splitlines()
    assert says in line and name in line and line.endswith("。")
    assert line.count("请") <= 2 and out == ""
    assert before is None or (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert [entry.name for entry in tmp_path.iterdir()] == [name]


def test_an_xls_named_xlsx_is_read_as_what_it_is(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "自评表.xlsx"
    path.write_bytes(XLS)
    assert main(["check", str(path)]) in (0, 1)
    assert "检查了 1 个文件、1 张自评表" in capfd.readouterr().out


def test_a_file_that_another_program_holds(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "自评表.xlsx"
    path.write_bytes(XLSX)
    real = Path.open

    def refuse(self: Path, *given: object, **more: object) -> object:
        if self == path:
            raise PermissionError(13, "另一个程序正在使用此文件", str(path))
        return real(self, *given, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    assert main(["check", str(path)]) == 2
    (line,) = capfd.readouterr().err.splitlines()
    assert line == "没有权限读取「自评表.xlsx」，请检查文件权限，或先关闭正在使用它的程序。"
