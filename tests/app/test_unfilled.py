"""One line on how much of a workbook is still to be filled in, below the findings of a check."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.samples import clean_form, form, write_data
from tests.app.sources import FORM, book, renamed
from zipingbiao.adapters import cli
from zipingbiao.app.check import check_paths
from zipingbiao.app.new import generate
from zipingbiao.app.prefill import prefilled_workbook
from zipingbiao.app.unfilled import unfilled_line

TEMPLATE = "mof-2020-project"


def test_a_prefilled_workbook_says_what_is_left_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, out = write_data(tmp_path / "2022.json", {"forms": [form(year=2022), form(year=2022, project="乙")]}), tmp_path / "a.xlsx"
    prefilled_workbook(TEMPLATE, out, last_year=[old])
    result = check_paths([out])
    line = unfilled_line(result.files)
    assert line is not None and line.startswith("其中尚有 ") and "（2 张表）：实际完成值 6 处" in line
    capsys.readouterr()
    assert cli.main(["check", str(out)]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == line
    assert cli.main(["check", str(out), "--json"]) == 1
    assert "待填写" not in capsys.readouterr().out


def test_a_filled_workbook_and_other_peoples_forms_say_nothing(tmp_path: Path) -> None:
    generate(TEMPLATE, clean_form(), tmp_path / "a.xlsx")
    assert unfilled_line(check_paths([tmp_path / "a.xlsx"]).files) is None
    blank = renamed(renamed(renamed(renamed(FORM, "9公里", None), "100%", None), "较显著", None), "95%", None)
    files = check_paths([book(tmp_path / "b.xlsx", {"甲": blank})]).files
    assert any(finding.kind == "required_missing" for finding in files[0].findings)
    assert unfilled_line(files) is None
