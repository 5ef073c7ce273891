"""The .xlsm twin in LibreOffice: modules and buttons arrive, and the buttons are not printed."""

from __future__ import annotations

import html
import re
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.live.office import convert
from tests.workbook.twin import clean_data, make
from zipingbiao.adapters.excel.twin import twin_modules
from zipingbiao.forms.twin import MACRO
from zipingbiao.writers.workbook.twin_texts import CAPTION

pytestmark = pytest.mark.live
ROOT = Path(__file__).resolve().parents[2]


def test_modules_and_buttons_arrive(tmp_path: Path) -> None:
    package = zipfile.ZipFile(convert(make(tmp_path, clean_data(), "both"), tmp_path, "ods"))
    for name, source in twin_modules(ROOT).items():
        part = html.unescape(package.read(f"Basic/VBAProject/{name}.xml").decode())
        for line in source.splitlines()[1:]:
            assert line.strip() in part, (name, line)
    content = package.read("content.xml").decode()
    assert len(re.findall(rf'<form:button [^>]*form:label="{CAPTION}"', content)) == 2
    assert len(re.findall(rf"VBAProject\.ZpbTwin\.{MACRO}", content)) == 2


def test_buttons_are_not_printed(tmp_path: Path) -> None:
    texts = []
    for kind in ("xlsx", "xlsm"):
        pdf = convert(make(tmp_path, clean_data(), "both", f"{kind}.{kind}"), tmp_path, "pdf")
        done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True)
        texts.append(done.stdout)
    assert texts[0] == texts[1]
    assert CAPTION not in texts[1]
