"""Checking folders: which files are compared with one another, and where the findings go."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

import zipingbiao as zpb
from tests.app.samples import DONGHU, clean_form, write_data
from zipingbiao.app.check import check_paths
from zipingbiao.app.new import generate
from zipingbiao.app.unit_members import Member
from zipingbiao.app.unit_names import canonical_names, unit_key
from zipingbiao.app.units import group_files

REPORTS = Path(__file__).parents[1] / "data" / "reports"
DONGXIHU = Path(__file__).parents[1] / "data" / "seeds-xlsx" / "dongxihu-2022.xlsx"
TEXT = REPORTS / "donghu-2019.txt"
_WHOLE: dict[str, Any] = json.loads(DONGHU.read_text(encoding="utf-8"))


def _forms() -> list[dict[str, Any]]:
    common = {key: value for key, value in _WHOLE.items() if key == "year"}
    return [common | copy.deepcopy(form) for form in _WHOLE["forms"]]


def _split(folder: Path, forms: list[dict[str, Any]], stem: str = "") -> list[Path]:
    """Each form in a file of its own."""
    folder.mkdir(exist_ok=True)
    return [write_data(folder / f"{stem}{number:02}.json", form) for number, form in enumerate(forms)]


def _list(path: Path, forms: list[dict[str, Any]], **changes: Any) -> Path:
    """A list of projects in a file of its own: one form's list would do, but the list must stand without forms."""
    rows = [
        {"project": form["project"], "budget": form["funding"][0]["budget"], "executed": form["funding"][0]["executed"]}
        for form in forms
        if form["level"] == "project"
    ]
    return write_data(path, {"forms": [], "project_list": {"unit": "万元", "rows": rows} | changes})


def _found(result: zpb.CheckResult, code: str) -> dict[str, list[str]]:
    """The messages of one rule by the file they were given to."""
    messages = {file.name: [f.message for f in file.findings if f.code == code] for file in result.files}
    return {name: found for name, found in messages.items() if found}


def _own(name: str, **changes: Any) -> dict[str, Any]:
    return clean_form() | {"project": name} | changes


def test_the_forms_of_a_unit_in_files_of_their_own_are_found_like_those_of_one_file(tmp_path: Path) -> None:
    _split(tmp_path / "分", _forms())
    together = check_paths([DONGHU]).files[0].findings
    apart = [finding for file in check_paths([tmp_path / "分"]).files for finding in file.findings]
    assert {(f.code, f.project, f.label) for f in apart} >= {
        (f.code, f.project, f.label) for f in together if f.code in ("ZP014", "ZP039", "ZP047")
    }
    assert sorted((f.code, f.project, f.label) for f in apart if f.code != "ZP039") == sorted(
        (f.code, f.project, f.label) for f in together if f.code != "ZP039"
    )


def test_a_workbook_per_form_is_compared_with_the_others(tmp_path: Path) -> None:
    for number, form in enumerate([_own("甲"), _own("乙"), _own("丙"), _own("丁", year=2018)]):
        generate("mof-2020-project", form, tmp_path / f"{number}.xlsx")
    found = _found(check_paths([tmp_path]), "ZP042")
    assert list(found) == ["3.xlsx"] and "年度是 2018 年，同一批其他表多数是 2019 年" in found["3.xlsx"][0]


def test_a_form_with_a_wrong_year_stays_among_its_own(tmp_path: Path) -> None:
    forms = _forms()
    forms[4]["year"] = 2018
    _split(tmp_path, forms)
    assert list(_found(check_paths([tmp_path]), "ZP042")) == ["04.json"]


def test_units_in_one_folder_are_not_compared(tmp_path: Path) -> None:
    # One year of its own in every unit: were they one group, the odd years would stand out.
    forms = [_own(f"项目{n}", implementing_unit=f"某市第{n}小学", year=2018 if n == 3 else 2019) for n in range(9)]
    _split(tmp_path, forms)
    assert not _found(check_paths([tmp_path]), "ZP042")


def test_spellings_of_one_unit_and_its_offices_go_together(tmp_path: Path) -> None:
    names = [
        {"department": "武汉市东西湖区商务局", "implementing_unit": None, "level": "department"},
        {"department": "区商务局", "implementing_unit": "投资促进科"},
        {"department": "东西湖区商务局", "implementing_unit": "招商服务中心"},
        {"department": "314002-东西湖区商务局机关", "implementing_unit": "办公室", "year": 2017},
    ]
    _split(tmp_path, [_own(f"项目{number}", **name) for number, name in enumerate(names)])
    assert list(_found(check_paths([tmp_path]), "ZP042")) == ["03.json"]


def test_the_years_of_a_unit_are_checked_apart(tmp_path: Path) -> None:
    before = [form | {"year": 2018} for form in _forms()]
    _split(tmp_path, before, "2018-")
    _split(tmp_path, _forms(), "2019-")
    result = check_paths([tmp_path])
    assert not _found(result, "ZP042")
    compared = _found(result, "ZP053")
    assert compared and all(name.startswith("2019-") for name in compared)
    for year in (2018, 2019):
        files = sorted(tmp_path.glob(f"{year}-*"))
        found = {file.path: [f for f in file.findings if f.code != "ZP053"] for file in result.files}
        for file in check_paths(files).files:
            assert list(file.findings) == found[file.path]


def test_a_list_in_its_own_file_is_compared_with_the_forms(tmp_path: Path) -> None:
    forms = _forms()
    _split(tmp_path, forms)
    changed = copy.deepcopy(forms)
    changed[2]["funding"][0]["executed"] = "9.58"
    _list(tmp_path / "项目清单.json", changed)
    found = _found(check_paths([tmp_path]), "ZP044")
    assert list(found) == ["项目清单.json"]
    assert "执行数为 9.58 万元，项目自评表上是 9.85 万元" in found["项目清单.json"][0]
    alone = check_paths([tmp_path / "项目清单.json"])
    assert [finding.code for finding in alone.files[0].findings] == ["ZP000"] and alone.exit_code == 1


def test_a_list_in_a_workbook_of_its_own_is_compared_with_the_forms_of_another(tmp_path: Path) -> None:
    for name, wanted in (("清单.xlsx", True), ("自评表.xlsx", False)):
        book = openpyxl.load_workbook(DONGXIHU)
        for sheet in book.sheetnames:
            if (sheet == "项目支出情况") is not wanted:
                del book[sheet]
        book.save(tmp_path / name)
    together = check_paths([DONGXIHU]).files[0].findings
    apart = [finding for file in check_paths([tmp_path]).files for finding in file.findings]
    assert {"ZP046", "ZP066"} <= {finding.code for finding in together}
    assert {(f.code, f.place.sheet, f.place.cell, f.message) for f in apart} == {
        (f.code, f.place.sheet, f.place.cell, f.message) for f in together
    }


def test_a_list_of_another_year_or_of_nobody_is_not_compared(tmp_path: Path) -> None:
    forms = _forms()
    changed = [form | {"funding": [row | {"budget": "1.00"} for row in form["funding"]]} for form in forms]
    _split(tmp_path, forms)
    other = _list(tmp_path / "清单.json", changed, title="2018年度项目支出情况表")
    assert not _found(check_paths([tmp_path]), "ZP044")
    other.unlink()
    write_data(tmp_path / "别的单位.json", _own("别的", implementing_unit="某市农业局"))
    _list(tmp_path / "清单.json", changed)
    assert not _found(check_paths([tmp_path]), "ZP044")
    (tmp_path / "清单.json").rename(tmp_path / "武汉东湖综合保税区建设管理办公室项目清单.json")
    assert len(_found(check_paths([tmp_path]), "ZP044")) == 1, "the file's name says whose list it is"


def test_files_of_one_name_in_several_folders_keep_their_findings(tmp_path: Path) -> None:
    for number, total in enumerate(("96.85", "97")):
        (tmp_path / str(number)).mkdir()
        write_data(tmp_path / str(number) / "a.json", _own("甲", total=total))
    write_data(tmp_path / "1" / "b.json", _own("乙"))
    paths = [tmp_path / "0" / "a.json", tmp_path / "1" / "a.json", tmp_path / "1" / "b.json"]
    for given in ([tmp_path], paths):
        files = check_paths(given).files
        assert [file.path for file in files] == paths
        assert ["ZP014" in {finding.code for finding in file.findings} for file in files] == [False, True, False]


def test_two_copies_of_a_form_are_not_added_up(tmp_path: Path) -> None:
    generate("mof-2020-project", DONGHU, tmp_path / "自评表.xlsx")
    write_data(tmp_path / "自评表.json", _WHOLE)
    for file in check_paths([tmp_path]).files:
        (alone,) = check_paths([file.path]).files
        assert file.findings == alone.findings


def test_files_named_together_are_compared(tmp_path: Path) -> None:
    forms = [_own("甲"), _own("乙"), _own("丙", year=2018)]
    paths = [path for n, form in enumerate(forms) for path in _split(tmp_path / str(n), [form], f"{n}-")]
    assert list(_found(check_paths(paths), "ZP042")) == ["2-00.json"]
    assert not _found(check_paths([tmp_path]), "ZP042"), "folders are units of their own"


def _word(path: Path, *lines: str) -> Path:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(path)
    return path


@pytest.mark.parametrize("ending", [".docx", ".txt", ".md"])
def test_a_report_alone_has_nothing_to_be_compared_with(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"报告{ending}"
    text = TEXT.read_text(encoding="utf-8")
    if ending == ".docx":
        _word(path, *text.splitlines())
    else:
        path.write_text(text, encoding="utf-8")
    for given in (path, tmp_path):
        result = check_paths([given])
        (file,) = result.files
        finding, *others = file.findings
        assert (finding.code, finding.severity, result.exit_code) == ("ZP000", "info", 0)
        # What the report itself does not agree in needs no form.
        assert {other.code for other in others} <= {"ZP067", "ZP070"}
        assert "没有同一单位、同一年度的自评表可以对照" in finding.message
        assert file.report is not None and file.report.figures
        assert result.as_document()["files"][0]["evaluations"] == []


def test_a_report_beside_its_forms_has_something_to_be_compared_with(tmp_path: Path) -> None:
    _split(tmp_path, _forms())
    (tmp_path / "报告.txt").write_text(TEXT.read_text(encoding="utf-8"), encoding="gb18030")
    result = check_paths([tmp_path])
    assert not _found(result, "ZP000")
    (report,) = [file for file in result.files if file.report is not None]
    assert report.name == "报告.txt"


def test_every_report_finds_its_own_unit_and_year() -> None:
    forms = ["cost-2021-form", "donghu-2019", "dongxihu-2020-form", "dongxihu-2022", "wuhan-2018-forms", "xiangxi-2018-form"]
    paths = [*REPORTS.glob("*.txt"), *(DONGHU.parent / f"{name}.json" for name in forms)]
    assert not _found(check_paths(paths), "ZP000"), "each has forms to be compared with"
    without = [path for path in paths if "2020" not in path.name or path.suffix == ".txt"]
    assert list(_found(check_paths(without), "ZP000")) == ["dongxihu-2020.txt"], "another year's forms are no help"


def test_texts_about_other_things_are_passed_over(tmp_path: Path) -> None:
    write_data(tmp_path / "a.json", _own("甲"))
    (tmp_path / "备忘.txt").write_text("下午三点开会，2019年预算100万元。", encoding="utf-8")
    (tmp_path / "通知.txt").write_text("请各单位做好绩效自评。", encoding="utf-8")
    (tmp_path / "坏.txt").write_bytes("绩效".encode() + bytes(range(256)) * 20)
    _word(tmp_path / "通知.docx", "关于开展绩效自评的通知")
    _word(tmp_path / "合同.docx", "技术服务合同", "项目预算100万元，全年实际支出95万元。")
    result = check_paths([tmp_path])
    assert [file.name for file in result.files] == ["a.json"]
    assert sorted(path.name for path in result.skipped) == ["合同.docx", "坏.txt", "备忘.txt", "通知.docx", "通知.txt"]


def test_every_file_is_counted_once(tmp_path: Path) -> None:
    _split(tmp_path / "一", _forms()[:3])
    _split(tmp_path / "二", _forms()[3:5])
    steps: list[tuple[int, int, str]] = []
    check_paths([tmp_path], progress=lambda *step: steps.append(step))
    assert [step[0] for step in steps] == list(range(6)) and {step[1] for step in steps} == {5}


def test_names_of_units() -> None:
    assert unit_key("314002-成安县民政局机关") == unit_key("成安县民政局") == unit_key(" 成安县 民政局（314002）")
    assert unit_key("某区管理委员会") == unit_key("某区管委会")
    towns = [f"{town}镇政府" for town in ("张庄", "张家庄", "李庄")]
    assert len(set(canonical_names(towns).values())) == 3
    assert len(set(canonical_names(["某县第一小学", "某县第二小学", "某县小学"]).values())) == 3
    assert (
        len(set(canonical_names(["武汉东湖新技术开发区管委会"] * 3 + ["武汉东湖新技术区开发区管委会"]).values())) == 1
    )


def test_thousands_of_files_are_grouped_at_once() -> None:
    units = [f"某省某市第{number:04}小学" for number in range(2_000)]
    members = [
        Member(2 * n, unit=unit, years=frozenset({2022}), projects=frozenset({f"项目{n}"}), has_forms=True)
        for n, unit in enumerate(units)
    ]
    lists = [Member(2 * n + 1, texts=(f"2022年度{unit}项目支出情况表",)) for n, unit in enumerate(units)]
    groups = group_files([*members, *lists])
    assert [group.files for group in groups] == [(2 * n, 2 * n + 1) for n in range(2_000)]
