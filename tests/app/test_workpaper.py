"""The review workpaper: what is prefilled, that nothing is lost, and that a check of it tells what a reviewer did."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.app.samples import clean_form, form, write_data
from zipingbiao.app.check import check_paths
from zipingbiao.app.new import generate
from zipingbiao.app.unit_check import finding_of_file
from zipingbiao.app.unit_members import Member
from zipingbiao.app.units import Group, group_pool
from zipingbiao.app.workpaper import MOST_FORMS, by_unit, draw_up, make_workpapers
from zipingbiao.base.errors import ZpbError
from zipingbiao.model.finding import Finding
from zipingbiao.model.workpaper import PENDING, Workpaper, WorkpaperRow
from zipingbiao.readers.workbook import read_workbook
from zipingbiao.readers.workpaper import read_workpaper

DATA = Path(__file__).parents[1] / "data"
REAL = sorted([*(DATA / "seeds-xlsx").glob("*.xlsx"), *(DATA / "corpus").glob("*.xlsx")])
TEMPLATE = "mof-2020-project"


def _paper(path: Path) -> Workpaper:
    found = read_workpaper(read_workbook(path))
    assert found is not None
    return found


def _rows(path: Path) -> dict[str, WorkpaperRow]:
    return {row.label: row for row in _paper(path).sheets[0].rows}


def _texts(path: Path) -> str:
    book = openpyxl.load_workbook(path)
    return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)


def _about(path: Path, *others: Path) -> list[Finding]:
    result = check_paths([path, *others])
    return [one for file in result.files if file.path == path for one in file.findings]


def _form(**changes: Any) -> dict[str, Any]:
    return clean_form(**{"unit": "万元", "implementing_unit": "某市培训中心", **changes})


def test_every_real_form_gets_a_sheet_and_no_finding_is_lost(tmp_path: Path) -> None:
    made = make_workpapers(REAL, tmp_path / "底稿.xlsx")
    paper, text = _paper(tmp_path / "底稿.xlsx"), re.sub(r"\s", "", _texts(tmp_path / "底稿.xlsx"))
    forms = [form for file in made.result.files for form in file.evaluations]
    assert len(paper.sheets) == made.forms == len(forms) == len({sheet.place.sheet for sheet in paper.sheets})
    lost = [
        one.message
        for file in made.result.files
        for one in file.findings
        if re.sub(r"\s", "", one.message.removeprefix(f"「{one.label}」").removeprefix("的")) not in text
    ]
    assert lost == []


def test_an_untouched_workpaper_has_no_errors_and_no_warnings(tmp_path: Path) -> None:
    make_workpapers(REAL, tmp_path / "底稿.xlsx")
    found = _about(tmp_path / "底稿.xlsx", *REAL)
    assert {(one.code, one.severity) for one in found} <= {("ZP082", "info")}


def test_the_review_score_is_the_computed_one_and_says_why(tmp_path: Path) -> None:
    make_workpapers([DATA / "seeds-xlsx" / "donghu-2019.xlsx"], tmp_path / "底稿.xlsx")
    sheet = next(one for one in _paper(tmp_path / "底稿.xlsx").sheets if one.name == "花山港运维专项")
    row = next(row for row in sheet.rows if row.label == "货物签证")
    assert (row.self_score.number, row.review.number) == (5, Decimal("3.16"))
    assert "5059/8000×5 = 3.16 分" in (row.reason.text or "") and "ZP017" in (row.basis.text or "")
    assert not row.is_pending
    assert row.difference.number == Decimal("-1.84") and row.difference.formula is not None


def test_what_only_a_person_can_judge_keeps_the_own_score_and_waits(tmp_path: Path) -> None:
    make_workpapers([DATA / "seeds-xlsx" / "donghu-2019.xlsx"], tmp_path / "底稿.xlsx")
    sheet = next(one for one in _paper(tmp_path / "底稿.xlsx").sheets if one.name == "安全生产专项")
    row = next(row for row in sheet.rows if row.label == "推动园区安全生产工作")
    assert row.review.number == row.self_score.number == 12
    assert (row.basis.text or "").startswith(PENDING)
    assert (row.reason.text or "").startswith("单位说明：根据问卷调查显示")
    assert (sheet.review_total.number, sheet.review_grade.text) == (Decimal("96.85"), "优")


def test_a_score_right_at_its_printed_precision_is_no_difference(tmp_path: Path) -> None:
    data = _form()
    data["indicators"][0] |= {"target": "≥3份", "actual": "2份", "weight": "10", "score": "6.7"}
    path = write_data(tmp_path / "a.json", data)
    make_workpapers([path], tmp_path / "底稿.xlsx")
    row = _paper(tmp_path / "底稿.xlsx").sheets[0].rows[1]
    assert (row.review.number, row.difference.number) == (Decimal("6.7"), 0)


def test_a_computed_score_above_the_own_one_waits_for_a_person(tmp_path: Path) -> None:
    make_workpapers([DATA / "seeds-xlsx" / "donghu-2019.xlsx"], tmp_path / "底稿.xlsx")
    sheet = next(one for one in _paper(tmp_path / "底稿.xlsx").sheets if one.name == "园区行政管理事务类专项")
    row = next(row for row in sheet.rows if row.label == "租赁用房空间利用率")
    assert row.review.number == Decimal("1.8") and "高于自评 1 分" in (row.basis.text or "") and row.is_pending


def test_files_that_cannot_be_read_stand_on_the_overview(tmp_path: Path) -> None:
    folder = tmp_path / "收件"
    folder.mkdir()
    generate(TEMPLATE, {"forms": [_form()]}, folder / "好.xlsx")
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04 broken")
    made = make_workpapers([folder], tmp_path / "底稿.xlsx")
    assert [file.name for file in made.unreadable] == ["坏.xlsx"] and made.exit_code == 0
    overview = openpyxl.load_workbook(tmp_path / "底稿.xlsx")["总表"]
    lines = [[cell for cell in row if cell] for row in overview.iter_rows(values_only=True)]
    assert any(line[:2] == ["坏.xlsx", "未读取"] for line in lines)
    assert make_workpapers([folder / "好.xlsx", folder / "坏.xlsx"], tmp_path / "底稿.xlsx").exit_code == 2


def test_an_older_workpaper_is_kept_and_never_taken_for_a_form(tmp_path: Path) -> None:
    generate(TEMPLATE, {"forms": [_form()]}, tmp_path / "表.xlsx")
    make_workpapers([tmp_path], tmp_path / "底稿.xlsx")
    before = (tmp_path / "底稿.xlsx").read_bytes()
    kept: list[Path] = []
    made = make_workpapers([tmp_path], tmp_path / "底稿.xlsx", limit="2", kept=kept.append)
    assert made.forms == 1 and [path.name for path in kept] == ["底稿（旧1）.xlsx"]
    assert kept[0].read_bytes() == before


def test_a_folder_gets_a_workpaper_per_unit(tmp_path: Path) -> None:
    folder, out = tmp_path / "收件", tmp_path / "底稿"
    folder.mkdir()
    out.mkdir()
    for unit in ("某市培训中心", "某市图书馆"):
        generate(TEMPLATE, {"forms": [_form(implementing_unit=unit)]}, folder / f"{unit}.xlsx")
    made = make_workpapers([folder], out)
    assert [path.name for path in made.written] == ["某市图书馆_绩效自评复核底稿.xlsx", "某市培训中心_绩效自评复核底稿.xlsx"]
    assert [len(_paper(path).sheets) for path in made.written] == [1, 1]


def test_too_many_forms_for_one_workbook_is_told(tmp_path: Path) -> None:
    many = [form(project=f"项目{number}") for number in range(MOST_FORMS + 1)]
    path = write_data(tmp_path / "多.json", {"forms": many})
    with pytest.raises(ZpbError, match=r"共有 251 张自评表.*已有的文件夹"):
        make_workpapers([path], tmp_path / "底稿.xlsx")
    (tmp_path / "出").mkdir()
    made = make_workpapers([path], tmp_path / "出")
    assert len(made.written) == 2 and sum(len(_paper(one).sheets) for one in made.written) == MOST_FORMS + 1


def test_what_is_said_of_a_file_stands_in_the_volume_of_its_forms(tmp_path: Path) -> None:
    def write(name: str, count: int) -> Path:
        return write_data(tmp_path / name, {"forms": [form(project=f"{name}{number}") for number in range(count)]})

    files = check_paths([write("甲.json", MOST_FORMS), write("乙.json", 1)]).files
    told = [finding_of_file(file.name, "other", "warning", f"整份{file.name}的话", "", "") for file in files]
    files = tuple(replace(file, findings=(one,)) for file, one in zip(files, told, strict=True))
    first, second = by_unit(draw_up(files), tmp_path).values()
    assert [[file.name for file, _ in part.others] for part in (first, second)] == [["甲.json"], ["乙.json"]]


def test_an_execution_rate_among_the_indicators_is_a_row_like_others(tmp_path: Path) -> None:
    row = {"l1": "预算执行", "l2": "预算执行", "l3": "预算执行率", "target": "100%", "actual": "98.5%", "weight": "10", "score": "9.85"}
    data = _form()
    funding = [{key: one[key] for key in one if key not in ("weight", "score")} for one in data["funding"]]
    path = write_data(tmp_path / "表.json", {"forms": [{**data, "funding": funding, "indicators": [row, *data["indicators"]]}]})
    make_workpapers([path], tmp_path / "底稿.xlsx")
    assert _about(tmp_path / "底稿.xlsx", path) == []


def test_names_of_sheets_are_unique_and_legal(tmp_path: Path) -> None:
    same = "二〇二二年度中央财政农业生产发展资金优势特色产业集群建设项目"
    path = write_data(tmp_path / "a.json", {"forms": [form(project=same), form(project=same), form(project="总表"), form(project="a/b:c")]})
    make_workpapers([path], tmp_path / "底稿.xlsx")
    names = openpyxl.load_workbook(tmp_path / "底稿.xlsx").sheetnames
    assert len({name.casefold() for name in names}) == len(names) and max(map(len, names)) <= 31


def test_all_formula_cells_have_results(tmp_path: Path) -> None:
    make_workpapers(REAL, tmp_path / "底稿.xlsx")
    with zipfile.ZipFile(tmp_path / "底稿.xlsx") as package:
        sheets = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    formulas, results = (sum(sheet.count(tag) for sheet in sheets) for tag in ("</f>", "</f><v>"))
    assert formulas == results > 1000


def test_the_reviewers_changes_are_told(tmp_path: Path) -> None:
    generate(TEMPLATE, {"forms": [_form()]}, tmp_path / "表.xlsx")
    out = tmp_path / "底稿.xlsx"
    make_workpapers([tmp_path / "表.xlsx"], out)
    book = openpyxl.load_workbook(out)
    sheet = book.worksheets[1]
    sheet["H8"], sheet["H9"], sheet["G10"] = 1, "认可", 1
    book.save(out)
    found = {(one.code, one.place.cell) for one in _about(out, tmp_path / "表.xlsx") if one.severity == "error"}
    assert found == {("ZP073", "J8"), ("ZP071", "H9"), ("ZP077", "G10")}
    alone = {one.code for one in _about(out)}
    assert "ZP077" not in alone and "ZP000" not in alone


def test_a_renamed_sheet_is_still_known(tmp_path: Path) -> None:
    generate(TEMPLATE, {"forms": [_form(), _form(project="乙")]}, tmp_path / "表.xlsx")
    out = tmp_path / "底稿.xlsx"
    make_workpapers([tmp_path / "表.xlsx"], out)
    book = openpyxl.load_workbook(out)
    book.worksheets[1].title = "改名"
    book.save(out)
    assert [one.code for one in _about(out, tmp_path / "表.xlsx") if one.severity != "info"] == []


def test_a_workpaper_meets_the_files_it_is_about_and_no_others() -> None:
    forms = [Member(0, unit="甲", has_forms=True), Member(1, unit="乙", has_forms=True), Member(2, unit="丙", has_forms=True)]
    paper = Member(3, reviews=frozenset({"甲.xlsx"}), reviewed_units=frozenset({"乙"}))
    groups = group_pool(["甲.xlsx", "乙.xlsx", "丙.xlsx", "底稿.xlsx"], [*forms, paper])
    assert groups == [Group((0,)), Group((1,)), Group((2,)), Group((3,), (0, 1))]


def test_in_a_batch_a_workpaper_has_findings_and_no_forms(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    from zipingbiao.app.batch import run_batch

    folder = tmp_path / "收件"
    folder.mkdir()
    generate(TEMPLATE, {"forms": [_form()]}, folder / "表.xlsx")
    make_workpapers([folder], folder / "底稿.xlsx")
    book = openpyxl.load_workbook(folder / "底稿.xlsx")
    book.worksheets[1]["G8"] = 1
    book.save(folder / "底稿.xlsx")
    run_batch([str(folder)], tmp_path / "结果.parquet", workers=1)
    import pyarrow.parquet as pq

    rows = pq.read_table(tmp_path / "结果.parquet").to_pylist()
    papers = [row for row in rows if row["file"].endswith("底稿.xlsx")]
    assert [row["status"] for row in papers if row["row"] == "file"] == ["read"]
    assert not [row for row in papers if row["row"] == "evaluation"]
    assert "ZP077" in {row["code"] for row in papers if row["row"] == "finding"}


def test_a_wrong_limit_or_name_is_told(tmp_path: Path) -> None:
    path = write_data(tmp_path / "a.json", _form())
    with pytest.raises(ZpbError, match="--limit 应为 0 到 100 之间的分数，不能是“很多”"):
        make_workpapers([path], tmp_path / "底稿.xlsx", limit="很多")
    with pytest.raises(ZpbError, match=r"应以 \.xlsx 结尾"):
        make_workpapers([path], tmp_path / "底稿.xls")
    generate(TEMPLATE, {"forms": [_form()]}, tmp_path / "表.xlsx")
    with pytest.raises(ZpbError, match="不能写在被检查的文件"):
        make_workpapers([tmp_path / "表.xlsx"], tmp_path / "表.xlsx")
