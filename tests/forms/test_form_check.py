"""What `zpb form check` tells of a form definition: one changed file per fault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.forms.own import fresh_catalogue, own_form
from zipingbiao.app.form_check import check_form
from zipingbiao.app.form_preview import preview_form
from zipingbiao.base.errors import FormError
from zipingbiao.forms import catalog

DRAFT = """id: draft-city
title: 项目支出绩效自评表（样表）
issuer: 待填
number: 文号待核
date: "2021"
articles:
  table: {article: 表样, says: 读自样表, confirmed: false}
"""


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    with fresh_catalogue():
        yield


@pytest.mark.parametrize("form_id", catalog.form_paths())
def test_every_shipped_form_passes(form_id: str) -> None:
    by_id, by_folder = check_form(form_id), check_form(catalog.form_paths()[form_id].parent)
    assert (by_id.errors, by_id.must, by_id.exit_code) == ((), (), 0)
    assert by_folder == check_form(catalog.form_paths()[form_id])
    assert not [hint for hint in by_id.hints if "折成" in hint or "缩到" in hint or "文件夹" in hint]


def test_a_complete_form_outside_the_catalogue_passes(tmp_path: Path) -> None:
    folder = own_form(tmp_path)
    found = check_form(folder)
    assert (found.errors, found.must, found.exit_code) == ((), (), 0)
    assert any("不在表样目录里" in hint for hint in found.hints)
    assert any("confirmed: false" in hint and "weights" in hint for hint in found.hints)
    assert check_form(folder) == found, "a second look says the same"


#: a fault: texts replaced in form.yaml, and words of the line that a person must act upon
MUST = {
    "a label to be checked": (("label: 主管部门", "label: 主管部门待核对"), "layout.header 第 2 项 第 1 项.label 还写着“待核对”"),
    "a jurisdiction to be filled in": (("jurisdiction: 全国", "jurisdiction: 待填"), "jurisdiction 还写着“待填”"),
    "a grade without a name": (("name: 优,", 'name: "",'), "有的等级没有名称"),
    "a band without words": (("words: [部分达成,", 'words: ["", 部分达成,'), "“部分达成”档名称或用语是空的"),
    "a policy the case does not agree with": (("score_places: 2", "score_places: 0"), "总分 应为 96.85，算出 97"),
}  # fmt: skip


@pytest.mark.parametrize("fault", MUST)
def test_what_a_person_must_do(fault: str, tmp_path: Path) -> None:
    change, words = MUST[fault]
    found = check_form(own_form(tmp_path, change))
    assert found.exit_code == 1
    assert any(words in line for line in found.must), found.must


HINTS = {
    "a column too narrow for its name": (("{key: reason, width: 19}", "{key: reason, width: 5}"), "“偏差原因分析及改进措施”"),
    "a page too wide": (("{key: l3, width: 17}", "{key: l3, width: 60}"), "打印时要缩到"),
    "points that are printed nowhere": (
        ("    - {key: weight, width: 7}\n", "", "      - {key: weight, label: 分值}\n", ""), "没有分值栏",
    ),
    "no words that mean met": (("    same: [及时,", "    same: []\n    # [及时,"), "same 是空的"),
    "a rule left to a person": (
        ("\nlayout:", "\nindicators:\n"
         "  - {l1: 产出指标, l3: 甲, weight: 50, rule: 按工作情况酌情评分。}\n"
         "  - {l1: 效益指标, l3: 乙, weight: 30, rule: 完成得30分，未完成不得分。}\n"
         "  - {l1: 满意度指标, l3: 丙, weight: 10}\n\nlayout:"),
        "1 个指标的评分细则不能换算成公式，由人评分：甲（50 分，",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", HINTS)
def test_what_looks_odd(fault: str, tmp_path: Path) -> None:
    texts, words = HINTS[fault]
    changes = list(zip(texts[::2], texts[1::2], strict=True))
    found = check_form(own_form(tmp_path, *changes))
    assert found.errors == ()
    assert found.must == () or fault == "no words that mean met", found.must
    assert any(words in line for line in found.hints), found.hints


def test_a_name_unlike_the_folder_is_a_hint(tmp_path: Path) -> None:
    found = check_form(own_form(tmp_path, form_id="town-department"))
    assert any(
        "town-department 与文件夹 city/project/2021 对不上，一般写成 city-project" in hint for hint in found.hints
    )
    found = check_form(own_form(tmp_path, name="city/other/2022", form_id="city-other"))
    assert any("year 是 2021，文件夹的年度是 2022" in hint for hint in found.hints)
    found = check_form(own_form(tmp_path, name="mine", form_id="mine"))
    assert any("mine 不是 地区/表/年度 的放法" in hint for hint in found.hints)


def test_missing_files_must_be_written(tmp_path: Path) -> None:
    folder = own_form(tmp_path)
    (folder / "cases.yaml").unlink()
    (folder / "NOTES.md").unlink()
    found = check_form(folder)
    assert found.exit_code == 1
    assert [line.split("：")[0] for line in found.must] == ["没有 cases.yaml", "没有 NOTES.md"]


def test_cases_that_cannot_be_read_are_said(tmp_path: Path) -> None:
    folder = own_form(tmp_path)
    cases = folder / "cases.yaml"
    cases.write_text("format: 1\ncases:\n  - nam: x\n", encoding="utf-8")
    assert any("cases.yaml 第 3 行" in line for line in check_form(folder).must)
    cases.write_text(
        "format: 1\ncases:\n  - {name: 甲, working: 待填, form: {funding: 3}, expect: {}}\n", encoding="utf-8"
    )
    found = check_form(folder)
    assert found.exit_code == 1
    assert [line[:21] for line in found.must] == ["cases.yaml 算例“甲”还没有写手", "cases.yaml 算例“甲”读不出来："]


def test_a_form_that_does_not_load_is_the_loaders_line(tmp_path: Path) -> None:
    folder = own_form(tmp_path, ("unit: 万元", "units: 万元"))
    found = check_form(folder)
    assert (found.exit_code, found.form, found.must, found.hints) == (2, None, (), ())
    assert len(found.errors) == 1 and "不认识的键 units" in found.errors[0] and "form.yaml 第 9 行" in found.errors[0]
    empty = tmp_path / "empty"
    empty.mkdir()
    for name, words in (("没有的", "没有编号为 没有的 的表样"), (empty, "里没有 form.yaml")):
        found = check_form(name)
        assert (found.exit_code, found.path) == (2, None) and words in found.errors[0]


@pytest.mark.parametrize("place", ["city/project/2021", "city", "."])
def test_placeholder_bases_beside_the_form_load_and_are_listed(place: str, tmp_path: Path) -> None:
    legal = tmp_path / place / "_legal"
    folder = own_form(tmp_path, ("basis: mof-2020-10/table", "basis: draft-city/table"))
    legal.mkdir()
    (legal / "draft-city.yaml").write_text(DRAFT, encoding="utf-8")
    found = check_form(folder)
    assert found.exit_code == 1
    assert [line.split("：")[0] for line in found.must] == ["依据 draft-city/table 是占位的，引用 1 处"]
    assert not any("draft" in hint for hint in found.hints)
    assert catalog.cite("draft-city/table") == "《项目支出绩效自评表（样表）》（文号待核）表样"


def test_a_basis_beside_the_form_must_not_replace_a_registered_one(tmp_path: Path) -> None:
    folder = own_form(tmp_path)
    (folder / "_legal").mkdir()
    (folder / "_legal" / "house.yaml").write_text(DRAFT.replace("draft-city", "house"), encoding="utf-8")
    found = check_form(folder)
    assert found.exit_code == 2 and "依据编号 house 已登记为另一份文件" in found.errors[0]


def test_an_id_belongs_to_one_file(tmp_path: Path) -> None:
    folder = own_form(tmp_path)
    form = catalog.register(folder / "form.yaml")
    assert catalog.get_form("city-project") == form
    other = own_form(tmp_path / "other")
    with pytest.raises(FormError, match="city-project 已被"):
        catalog.register(other / "form.yaml")
    assert check_form(own_form(tmp_path, name="x", form_id="yunnan-project")).exit_code == 2
    text = (folder / "form.yaml").read_text(encoding="utf-8")
    (folder / "form.yaml").write_text(text.replace("name: 项目支出绩效自评表", "name: 改过的表"), encoding="utf-8")
    assert catalog.register(folder / "form.yaml").name == "改过的表"
    assert catalog.get_form("city-project").name == "改过的表", "a changed file is read again"


def test_a_form_outside_the_catalogue_makes_a_workbook(tmp_path: Path) -> None:
    out = tmp_path / "空表.xlsx"
    assert preview_form(own_form(tmp_path), out) == [out]
    assert out.stat().st_size > 5000
