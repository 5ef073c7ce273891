"""Generated workbooks: helper columns, original figures, spare rows; after renaming, moving, inserting, copying."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.live.office import new_profile, require_office
from tests.readers.build import DATA
from tests.readers.reading import read_path
from zipingbiao.app.new import new_workbook
from zipingbiao.base.text import squeeze
from zipingbiao.forms.parts import METADATA_SHEET
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.values import Value
from zipingbiao.readers.data import read_data
from zipingbiao.readers.summary import read_summaries
from zipingbiao.readers.workbook import read_workbook

JSON = DATA / "json" / "donghu-2019.json"
ROW = ("l1", "l2", "l3", "target", "actual", "weight", "score", "reason")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("own") / "自评表.xlsx"
    new_workbook("mof-2020-project", JSON, path)
    return path


@pytest.fixture(scope="module")
def wanted() -> list[Evaluation]:
    return read_data(JSON)[0]


def same(left: Value, right: Value) -> bool:
    if left.number is not None and right.number is not None:
        return left.number == right.number
    return squeeze(left.text or "") == squeeze(right.text or "")


def assert_equal(path: Path, wanted: list[Evaluation]) -> list[Evaluation]:
    got, findings, _ = read_path(path)
    assert findings == []
    by_name = {squeeze(e.project.text or ""): e for e in got}
    assert len(by_name) == len(wanted)
    for form in wanted:
        found = by_name[squeeze(form.project.text or "")]
        assert (found.own, found.template, found.level, found.year_number) == (
            True, form.template, form.level, form.year_number,
        )  # fmt: skip
        assert found.attributes == {}
        assert same(found.total, form.total)
        for funds, original in zip(found.funding, form.funding, strict=True):
            assert funds.role == original.role
            for name in ("initial", "budget", "executed", "weight", "rate", "score"):
                assert same(getattr(funds, name), getattr(original, name)), f"{funds.source.place} {name}"
        for row, indicator in zip(found.indicators, form.indicators, strict=True):
            assert row.goal == indicator.goal
            for name in ROW:
                assert same(getattr(row, name), getattr(indicator, name)), f"{getattr(row, name).place} {name}"
    return got


def test_write_then_read_is_equal(made: Path, wanted: list[Evaluation]) -> None:
    assert_equal(made, wanted)


def test_original_figures_and_living_figures_are_kept_apart(made: Path) -> None:
    safety = next(e for e in read_path(made)[0] if e.project.text == "安全生产专项")
    assert (safety.total.text, safety.living_total.text) == ("97", "96.85")
    assert safety.living_total.formula
    assert safety.living_grade.text == "优"
    row = safety.indicators[0]
    assert row.living_score.formula and "ZPB_SCORE" in row.living_score.formula
    total = safety.total_funding
    assert total is not None and total.living_rate.formula and total.rate.text == "98.50%"


def test_without_original_figures_score_is_the_living_cell(tmp_path: Path) -> None:
    path = tmp_path / "新表.xlsx"
    new_workbook("mof-2020-project", None, path)
    (form,) = read_path(path)[0]
    assert form.indicators == ()
    assert form.own
    assert form.total == form.living_total


def edit(source: Path, target: Path, old: str, new: str) -> Path:
    """A copy of the workbook with a word replaced in workbook.xml."""
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w") as after:
        for member in before.infolist():
            content = before.read(member)
            if member.filename == "xl/workbook.xml":
                content = content.replace(old.encode(), new.encode())
            after.writestr(member, content)
    return target


def test_renamed_sheet_is_found_through_its_name(made: Path, wanted: list[Evaluation], tmp_path: Path) -> None:
    got = assert_equal(edit(made, tmp_path / "a.xlsx", "安全生产专项", "安全 2019"), wanted)
    assert any(e.place.sheet == "安全 2019" for e in got)


def test_copied_sheet_without_a_name_still_counts_as_generated(made: Path, tmp_path: Path) -> None:
    path = edit(made, tmp_path / "a.xlsx", "zpb_form_3", "other_name")
    form = next(e for e in read_path(path)[0] if e.project.text == "安全生产专项")
    assert (form.own, form.template, form.level) == (True, "mof-2020-project", "project")


def test_without_the_metadata_sheet_the_words_still_read(made: Path, tmp_path: Path) -> None:
    path = edit(made, tmp_path / "a.xlsx", METADATA_SHEET, "_other")
    form = next(e for e in read_path(path)[0] if e.project.text == "安全生产专项")
    assert (form.own, len(form.indicators), form.total.text) == (False, 12, "97")


def test_summary_and_project_list_are_read_as_lists(made: Path) -> None:
    summary, listed = read_summaries(read_workbook(made))
    assert summary.own and summary.unit == "万元"
    assert len(summary.rows) == 9
    assert summary.total is not None and summary.total.budget.number == 3744
    assert listed.own and listed.unit == "元"
    assert [row.project.text for row in listed.rows] == [row.project.text for row in summary.rows]
    assert listed.total is not None and listed.total.budget.number == 37440000


def convert(path: Path, kind: str, folder: Path) -> Path:
    command = require_office()
    profile = new_profile()
    try:
        subprocess.run(
            [command, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", kind,
             "--outdir", str(folder), str(path)],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
    finally:
        shutil.rmtree(profile, ignore_errors=True)
    return folder / f"{path.stem}.{kind.partition(':')[0]}"


@pytest.mark.live
@pytest.mark.parametrize("kind", ["xlsx:Calc MS Excel 2007 XML", "ods"])
def test_saved_by_libreoffice_reads_the_same(made: Path, wanted: list[Evaluation], tmp_path: Path, kind: str) -> None:
    assert_equal(convert(made, kind, tmp_path), wanted)


@pytest.mark.live
@pytest.mark.parametrize("kind", ["xls", "ods", "xlsx:Calc MS Excel 2007 XML"])
def test_published_workbook_reads_the_same_in_every_format(tmp_path: Path, kind: str) -> None:
    book = DATA / "seeds-xlsx" / "donghu-2019.xlsx"
    before, after = read_path(book)[0], read_path(convert(book, kind, tmp_path))[0]

    def plain(evaluations: list[Evaluation]) -> list[object]:
        dropped = {"place": True, "file": True}
        return [_without_file(e.model_dump(exclude=dropped)) for e in evaluations]

    assert plain(after) == plain(before)


def _without_file(part: object) -> object:
    if isinstance(part, dict):
        # A place begins with its file.
        return {key: value[1:] if key == "place" else _without_file(value) for key, value in part.items()}
    if isinstance(part, (list, tuple)):
        return [_without_file(item) for item in part]
    return part


def test_rows_inserted_by_hand_are_read(made: Path, tmp_path: Path) -> None:
    """Excel moves the cells below and the merges; the new row repeats no first-level name."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(made)
    sheet = book["安全生产专项"]
    row = next(cell.row for cell in sheet["D"] if cell.value == "排查企业数")
    merges = [str(m) for m in sheet.merged_cells.ranges]
    for merge in merges:
        sheet.unmerge_cells(merge)
    sheet.insert_rows(row + 1)
    for merge in merges:
        first, last = (openpyxl.utils.cell.coordinate_from_string(part) for part in merge.split(":"))
        top, bottom = first[1] + (first[1] > row), last[1] + (last[1] > row)
        sheet.merge_cells(f"{first[0]}{top}:{last[0]}{bottom}")
    for column, value in zip("DEFG", ("新增指标", "2次", "2次", 1), strict=True):
        sheet[f"{column}{row + 1}"] = value
    book.move_sheet("安全生产专项", 3)
    book.save(tmp_path / "a.xlsx")
    form = next(e for e in read_path(tmp_path / "a.xlsx")[0] if e.project.text == "安全生产专项")
    added = next(i for i in form.indicators if i.l3.text == "新增指标")
    assert (added.l1_name, added.l2_name, added.weight.text) == ("产出指标", "数量指标", "1")
    assert len(form.indicators) == 13


def test_texts_below_a_form_without_a_total_are_read_with_their_cells(tmp_path: Path) -> None:
    form = json.loads((DATA / "json" / "wuhan-2018-forms.json").read_text(encoding="utf-8"))["forms"][0]
    form["attributes"] = {"主要经验和做法": "一次办结。", "问题和改进措施": "两次境外考察取消，费用没有发生。"}
    data, path = tmp_path / "data.json", tmp_path / "专项.xlsx"
    data.write_text(json.dumps(form, ensure_ascii=False), encoding="utf-8")
    new_workbook("wuhan-special-record", data, path)
    got = read_path(path)[0][0]
    assert got.attributes == form["attributes"]
    assert all((got.attribute(label).place.cell or "").startswith("C") for label in got.attributes)
