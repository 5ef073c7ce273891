"""The printed form as workbook, PDF and pictures: only its own pages, none of them blank."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import zlib
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from tests.forms.own import fresh_catalogue, own_form
from tests.live.office import require_office
from zipingbiao.app import rendering
from zipingbiao.app.form_preview import preview_form
from zipingbiao.base.errors import FormError, ZpbError
from zipingbiao.forms.catalog import form_paths, get_form


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    with fresh_catalogue():
        yield


def _require_poppler() -> None:
    require_office()
    if shutil.which("pdftoppm") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("poppler-utils is not installed")
        pytest.skip("poppler-utils is not installed")


def _text(pdf: Path) -> str:
    return subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, text=True, check=True).stdout


def _pages(pdf: Path) -> int:
    shown = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, text=True, check=True).stdout
    return next(int(line.split()[1]) for line in shown.splitlines() if line.startswith("Pages:"))


def _different_lines(png: bytes) -> int:
    """How many scan lines of a picture differ; a blank page has a handful."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    at, data = 8, b""
    width, height = struct.unpack(">II", png[16:24])
    while at < len(png):
        size, kind = struct.unpack(">I4s", png[at : at + 8])
        data += png[at + 8 : at + 8 + size] if kind == b"IDAT" else b""
        at += size + 12
    raw = zlib.decompress(data)
    step = len(raw) // height
    assert step > width
    return len({raw[row * step : (row + 1) * step] for row in range(height)})


def test_a_workbook_is_the_empty_form_or_the_first_case(tmp_path: Path) -> None:
    folder = own_form(tmp_path)
    for cases, shown in ((False, None), (True, "安全生产专项")):
        out = tmp_path / f"{cases}.xlsx"
        assert preview_form(folder, out, cases=cases) == [out]
        book = openpyxl.load_workbook(out)
        name = book.defined_names["zpb_form_1"].attr_text.split("!")[0].strip("'")
        assert shown in (None, name)
        values = {cell.value for row in book[name].iter_rows() for cell in row}
        assert "一级指标" in values and ("安全生产专项" in values) == cases


def test_an_existing_file_is_kept(tmp_path: Path) -> None:
    out, kept = tmp_path / "表.xlsx", []
    out.write_bytes(b"old")
    preview_form("yunnan-project", out, kept=kept.append)
    assert [path.read_bytes() for path in kept] == [b"old"]


def test_what_cannot_be_made_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ZpbError, match=r"应以 \.xlsx、\.pdf、\.png 结尾"):
        preview_form("yunnan-project", tmp_path / "表.docx")
    with pytest.raises(FormError, match="没有编号为 没有的 的表样"):
        preview_form("没有的", tmp_path / "表.xlsx")
    folder = own_form(tmp_path)
    (folder / "cases.yaml").unlink()
    with pytest.raises(ZpbError, match=r"没有 cases\.yaml"):
        preview_form(folder, tmp_path / "表.xlsx", cases=True)
    monkeypatch.setattr(rendering.shutil, "which", lambda _: None)
    monkeypatch.setattr(rendering, "_OFFICE_PLACES", ())
    with pytest.raises(ZpbError, match="没有找到 LibreOffice"):
        preview_form(folder, tmp_path / "表.pdf")
    with pytest.raises(ZpbError, match="没有找到 pdftoppm"):
        rendering.to_pictures(b"")
    assert not list(tmp_path.glob("表*"))


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands for soffice")
def test_a_conversion_that_fails_or_hangs_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = tmp_path / "soffice"
    monkeypatch.setattr(rendering, "_office", lambda: str(office))
    monkeypatch.setattr(rendering, "TIMEOUT", 0.5)
    for script, words in (
        ("echo 坏了 >&2; exit 3", "状态 3）：坏了"),
        ("exit 0", "没有转出 PDF"),
        ("sleep 60 & wait", "已中止"),
    ):
        office.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        office.chmod(0o755)
        with pytest.raises(ZpbError, match=words):
            rendering.to_pdf(b"")


@pytest.mark.live
@pytest.mark.parametrize("form_id", form_paths())
def test_the_pages_are_those_of_the_form_alone(form_id: str, tmp_path: Path) -> None:
    _require_poppler()
    said: list[str] = []
    pdf, out = tmp_path / "表.pdf", tmp_path / "表.png"
    assert preview_form(form_id, pdf, cases=True, progress=said.append) == [pdf]
    assert len(said) == 1 and "LibreOffice" in said[0]
    text = _text(pdf)
    assert "自评汇总表" not in text and "怎样填写" not in text and "检查结果" not in text
    form = get_form(form_id)
    assert "".join(form.layout.titles[form.levels[0]].split()) in "".join(text.split())
    pages = _pages(pdf)
    assert pages == (2 if form_id == "xiangxi-department" else 1)
    pictures = preview_form(form_id, out, cases=True)
    assert pictures == ([out] if pages == 1 else [tmp_path / f"表-{n}.png" for n in range(1, pages + 1)])
    assert all(_different_lines(picture.read_bytes()) > 100 for picture in pictures)


@pytest.mark.live
def test_a_form_outside_the_catalogue_with_an_odd_name_is_one_page(tmp_path: Path) -> None:
    _require_poppler()
    pdf = tmp_path / "空 表.pdf"
    preview_form(own_form(tmp_path, ("titles: {project: 项目支出绩效自评表", "titles: {project: 本市的“表”&表")), pdf)
    assert _pages(pdf) == 1
    assert "本市的“表”&表" in "".join(_text(pdf).split())
