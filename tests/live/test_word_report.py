"""Word reports opened by LibreOffice: nothing is cut, pages are numbered, the mark survives saving."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import docx
import pytest

from tests.app.samples import form, write_data
from tests.live.office import convert
from zipingbiao.app.word_report import write_reports
from zipingbiao.model.report_mark import ReportKind, read_mark

pytestmark = pytest.mark.live
#: Every character once, so that a lost line is missed.
LONG = "".join(chr(0x4E00 + number) for number in range(3000))


def pages(path: Path, folder: Path) -> list[str]:
    """What stands on each page, without white space."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    pdf = convert(path, folder, "pdf")
    done = subprocess.run(["pdftotext", "-raw", str(pdf), "-"], check=True, capture_output=True, timeout=120)
    return ["".join(page.split()) for page in done.stdout.decode().split("\f")]


@pytest.mark.parametrize("kind", ["self", "evaluation", "summary"])
def test_long_texts_are_whole_on_paper(tmp_path: Path, kind: ReportKind) -> None:
    rows = form()["indicators"]
    rows[1]["rule"] = LONG
    rows[2]["reason"] = LONG
    document = form(indicators=rows, level="department" if kind == "summary" else "project")
    path = tmp_path / "报告.docx"
    write_reports(write_data(tmp_path / "a.json", document), path, kind)
    found = pages(path, tmp_path)
    said = "".join(found)
    # The number of each page stands between its text and the next page's.
    missing = [character for character in LONG if character not in said]
    assert not missing
    if kind == "evaluation":  # once in the table of the framework, once among the problems
        assert min(said.count(character) for character in LONG) >= 2


def test_every_page_but_the_cover_is_numbered(tmp_path: Path) -> None:
    path = tmp_path / "报告.docx"
    write_reports(write_data(tmp_path / "a.json", {"forms": [form(), form(project="乙专项")]}), path, "evaluation")
    found = [page for page in pages(path, tmp_path) if page]
    covers = [index for index, page in enumerate(found) if "报告日期" in page]
    assert len(covers) == 2 and covers[0] == 0
    for number, page in enumerate(found[1 : covers[1]], 1):
        assert page.endswith(f"—{number}—"), page[-20:]
    assert "—" not in found[0][-5:]
    assert found[covers[1] + 1].endswith("—1—")


def test_the_mark_and_the_text_survive_saving_by_libreoffice(tmp_path: Path) -> None:
    path = tmp_path / "报告.docx"
    result = write_reports(write_data(tmp_path / "a.json", form()), path, "self")
    (tmp_path / "存").mkdir()
    saved = docx.Document(str(convert(path, tmp_path / "存", "docx")))
    mark = read_mark(saved.core_properties.keywords)
    assert mark is not None and mark.kind == "self"
    made = [sentence.text for part in result.reports[0].rendered.parts for sentence in part]
    kept = {paragraph.text for paragraph in saved.paragraphs}
    assert [text for text in made if "【待填" in text and text not in kept] == []
