"""Which form is chosen for a form that somebody made by hand, and what is said about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.samples import form, write_data
from tests.app.sources import FORM, INDICATORS, book, renamed
from tests.readers.build import DATA
from zipingbiao.app.adopting import adopt
from zipingbiao.app.form_fit import rank_forms, rivals
from zipingbiao.forms import catalog
from zipingbiao.readers.data import read_data

CHOSEN = {
    "002_yongde_mingzhong": "yunnan-project",
    "007_changjiang_jinbu": "hubei-project-2020",
    "009_nankai_shengwu": "mof-2020-project",
    "010_langfang_nuantong": "mof-2020-project",
    "012_chengan_gaoling": "mof-2020-project",
    "014_xiaoxian_hexi": "mof-2020-project",
    "017_lingling_linye": "mof-2020-project",
    "020_jishan_weishengyuan": "mof-2020-project",
    "022_kexuecheng_rongmei": "mof-2020-project",
    "036_guangshui_daolu": "mof-2020-project",
}


@pytest.mark.parametrize("name", CHOSEN)
def test_the_form_of_a_published_file(tmp_path: Path, name: str) -> None:
    (one,) = adopt([DATA / "corpus" / f"{name}.xlsx"], tmp_path / "a.xlsx").forms
    assert one.form.id == CHOSEN[name]
    assert one.fit is not None and one.fit.why


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("donghu-2019", {"mof-2020-project"}),
        ("dongxihu-2022", {"wuhan-district-department", "wuhan-district-project"}),
        ("dongxihu-2020-form", {"wuhan-district-summary"}),
        ("wuhan-2018-forms", {"wuhan-special-record"}),
        ("xiangxi-2018-form", {"xiangxi-department"}),
        ("cost-2021-form", {"mof-2021-project-cost"}),
    ],
)
def test_without_its_name_every_transcribed_form_finds_its_own(name: str, expected: set[str]) -> None:
    forms, _ = read_data(DATA / "json" / f"{name}.json")
    known = list(catalog.forms().values())
    found = {rank_forms(one.model_copy(update={"template": None}), None, known)[0].form.id for one in forms}
    assert found == expected


def test_a_cost_group_or_an_execution_of_twenty_points_decides(tmp_path: Path) -> None:
    cost = book(tmp_path / "甲.xlsx", {"甲": renamed(FORM, "产出指标", "成本指标")})
    (one,) = adopt([cost], tmp_path / "新.xlsx").forms
    assert one.form.id == "mof-2021-project-cost"
    twenty = [[20 if cell == 10 and row[1] == "年度资金总额" else cell for cell in row] for row in FORM]
    (one,) = adopt([book(tmp_path / "乙.xlsx", {"乙": twenty})], tmp_path / "新2.xlsx").forms
    assert one.form.policy.execution.points == 20


def test_nearly_equal_forms_are_named_and_neighbours_agree(tmp_path: Path) -> None:
    # A form without a first level in common fits both national forms alike; its neighbour decides.
    odd = renamed(renamed(renamed(FORM, "产出指标", "项目决策"), "效益指标", "项目管理"), "满意度指标", "项目绩效")
    (alone,) = adopt([book(tmp_path / "甲.xlsx", {"甲": odd})], tmp_path / "新.xlsx").forms
    assert [fit.form.id for fit in alone.close] == ["mof-2021-project-cost"]
    cost = renamed(renamed(FORM, "产出指标", "成本指标"), "供水管网改造", "乙项目")
    sheets = {"甲": odd, "乙": cost, "丙": renamed(cost, "乙项目", "丙项目")}
    forms = adopt([book(tmp_path / "乙.xlsx", sheets)], tmp_path / "新2.xlsx").forms
    assert [one.form.id for one in forms] == ["mof-2021-project-cost"] * 3
    assert [fit.form.id for fit in forms[0].close] == ["mof-2020-project"]


def test_a_place_in_the_names_speaks_for_the_forms_of_that_place() -> None:
    known = list(catalog.forms().values())
    (given,), _ = read_data(form(template=None))
    points = {fit.form.id: fit.points for fit in rank_forms(given, None, known)}
    named = {fit.form.id: fit.points for fit in rank_forms(given, None, known, "武汉市某局")}
    assert named["wuhan-district-project"] > points["wuhan-district-project"]
    assert named["mof-2020-project"] == points["mof-2020-project"]
    assert rivals(rank_forms(given, None, known)) == []


def test_only_forms_of_the_level_come_into_question() -> None:
    (given,), _ = read_data(form(template=None, level="department"))
    fits = rank_forms(given, None, catalog.forms().values())
    assert fits and all("department" in fit.form.levels for fit in fits)


def test_a_bureaus_own_form_is_chosen_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "表样" / "shuishi" / "project" / "2023"
    own.mkdir(parents=True)
    lines = [
        "format: 1", "id: shuishi-project", "based_on: mof-2020-project", "name: 水务项目自评表", "jurisdiction: 某市水务局",
        "year: 2023", 'version: "1"', "levels: [project]", "unit: 万元", "basis: mof-2020-10/table", "policy: {}", "layout:",
        "  titles: {project: 项目支出绩效自评表, department: null}", "  header:",
        "    - - {label: 项目名称, field: project}",
        "    - - {label: 主管部门, field: department}", "      - {label: 实施单位, field: implementing_unit}",
        "    - - {label: 资金来源说明, input: text}",
    ]  # fmt: skip
    (own / "form.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    monkeypatch.setenv("ZPB_TEMPLATES", str(tmp_path / "表样"))
    caches = (catalog.form_paths, catalog.get_form, catalog.bases)
    for cached in caches:
        cached.cache_clear()
    try:
        (one,) = adopt([book(tmp_path / "甲.xlsx", {"甲": FORM})], tmp_path / "新.xlsx").forms
        assert one.form.id == "shuishi-project"
        assert "资金来源说明" not in {loss.label for loss in one.losses}
    finally:
        monkeypatch.undo()
        for cached in caches:
            cached.cache_clear()


def test_data_without_a_template_is_fitted_by_what_it_holds(tmp_path: Path) -> None:
    data = write_data(tmp_path / "a.json", {"forms": [form(template=None)]})
    (one,) = adopt([data], tmp_path / "a.xlsx").forms
    assert (one.form.id, one.chosen) == ("mof-2020-project", "fit")
    assert "指标表的栏目相同" in one.fit.why  # type: ignore[union-attr]
    assert len(INDICATORS[0]) == 10
