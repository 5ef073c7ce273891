"""Which unit a form counts to."""

from __future__ import annotations

from pathlib import Path

from tests.overview.made import file, finding, form, result, tables
from zipingbiao.app.overview.lines import lines_by_unit


def units(tmp_path: Path, *files: list) -> dict[str, int]:
    with tables(result(tmp_path / "o.parquet", *files)) as found:
        return {one.name: one.forms for one in lines_by_unit(found)}


def test_spellings_that_differ_in_spaces_and_brackets_are_one_unit(tmp_path: Path) -> None:
    made = [form("甲县 财政局"), form("甲县财政局"), form("甲县（财政局）"), form("甲县财政局\n")]
    assert units(tmp_path, file("a.xlsx", made)) == {"甲县财政局": 4}


def test_an_office_counts_to_its_bureau(tmp_path: Path) -> None:
    made = [form("办公室", department="甲县商务局"), form("商贸科", department="甲县商务局"), form("甲县商务局")]
    assert units(tmp_path, file("a.xlsx", made)) == {"甲县商务局": 3}


def test_an_office_is_not_taken_for_a_bureau_whose_name_ends_alike(tmp_path: Path) -> None:
    made = [form("办公室", department="甲县商务局"), form("高新区建设管理办公室")]
    assert units(tmp_path, file("a.xlsx", made)) == {"甲县商务局": 1, "高新区建设管理办公室": 1}


def test_offices_of_unknown_bureaus_are_as_many_units_as_folders(tmp_path: Path) -> None:
    files = [file(f"{folder}/a.xlsx", [form("办公室")]) for folder in ("商务局", "教育局")]
    assert units(tmp_path, *files) == {"办公室（商务局）": 1, "办公室（教育局）": 1}


def test_a_short_name_means_the_bureau_of_its_own_folder_only(tmp_path: Path) -> None:
    files = [
        file("江南区/a.xlsx", [form("江南区商务局"), form("区商务局")]),
        file("江北区/a.xlsx", [form("区商务局")]),
    ]
    assert units(tmp_path, *files) == {"江南区商务局": 2, "区商务局": 1}


def test_a_body_of_its_own_counts_to_the_department_that_reports_as_a_whole(tmp_path: Path) -> None:
    made = [form("甲区商务局", level="department"), form("招商服务中心", department="甲区商务局")]
    assert units(tmp_path, file("a.xlsx", made)) == {"甲区商务局": 2}


def test_a_name_with_a_stroke_is_a_name(tmp_path: Path) -> None:
    assert units(tmp_path, file("甲/a.xlsx", [form("发改局/招商局")])) == {"发改局/招商局": 1}


def test_a_report_counts_to_the_unit_it_names_and_findings_of_files_to_that_of_most_forms(tmp_path: Path) -> None:
    files = [
        file("a.xlsx", [form("甲县财政局"), form("甲县财政局"), form("乙县教育局")], [finding()]),
        file("b.docx", findings=[finding()], unit_name="甲县财政局"),
    ]
    with tables(result(tmp_path / "o.parquet", *files)) as found:
        lines = {one.name: (one.files, one.found.errors) for one in lines_by_unit(found)}
    assert lines == {"甲县财政局": (2, 2), "乙县教育局": (1, 0)}
