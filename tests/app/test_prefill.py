"""A workbook begun from a list and last year's forms: what is filled, what is carried, what is cleared, what is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.app.samples import DONGHU, form, write_data
from tests.readers.build import DATA, table
from zipingbiao.app.carrying import carry_over, years_left
from zipingbiao.app.name_matching import Named, match_names
from zipingbiao.app.new import empty_form, generate
from zipingbiao.app.prefill import Prefilled, prefill, prefilled_workbook
from zipingbiao.app.reading import read_file
from zipingbiao.base.errors import FormError, UnreadableFile, ZpbError
from zipingbiao.forms.catalog import get_form
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.readers.data import read_data

TEMPLATE, DISTRICT = "mof-2020-project", "wuhan-district-project"
DONGXIHU = DATA / "json" / "dongxihu-2022.json"
Cells = list[list[str | int | float | None]]
HEAD: list[str | int | float | None] = [
    "项目名称",
    "主管部门",
    "实施单位",
    "年初预算数（元）",
    "全年预算数（元）",
    "执行数（元）",
]


def make_list(tmp_path: Path, *rows: list[str | int | float | None], name: str = "清单.xlsx") -> Path:
    return table(tmp_path / name, [["2023年项目清单"], HEAD, *rows])


def amounts(evaluation: Evaluation) -> list[tuple[str, str | None, str | None, str | None]]:
    return [(row.role, row.initial.text, row.budget.text, row.executed.text) for row in evaluation.funding]


def said(found: Prefilled) -> str:
    return "\n".join(found.lines)


def old_file(tmp_path: Path, *forms: dict[str, Any]) -> Path:
    return write_data(tmp_path / "上年.json", {"unit_name": "实施单位", "year": 2022, "forms": list(forms)})


# -- from a list ------------------------------------------------------------------------------------------------------


def test_a_form_for_every_project_with_amounts_in_the_unit_of_the_form(tmp_path: Path) -> None:
    path = make_list(
        tmp_path, ["甲", "A局", "办公室", 2050000, 2050000, 1376878.42], ["乙", "A局", None, 5800, 5800, 5800]
    )
    found = prefill(TEMPLATE, [path])
    assert [(e.name, e.level, e.template, e.year_number) for e in found.evaluations] == [
        ("甲", "project", TEMPLATE, 2023), ("乙", "project", TEMPLATE, 2023),
    ]  # fmt: skip
    assert amounts(found.evaluations[0]) == [("total", "205", "205", "137.687842")]
    assert (found.evaluations[0].department.text, found.evaluations[0].implementing_unit.text) == ("A局", "办公室")
    assert not found.evaluations[0].indicators
    assert "2 个项目，金额单位元，表上为万元" in said(found)
    (yuan, _) = prefill("yunnan-project", [path]).evaluations
    assert amounts(yuan) == [("total", "2050000", "2050000", "1376878.42")]
    assert yuan.unit == "元"


def test_sources_become_lines_of_the_form(tmp_path: Path) -> None:
    path = table(
        tmp_path / "清单.xlsx",
        [["单位：万元"], ["项目名称", "资金性质", "年初批复", "调整预算数", "已支付"], ["甲", "一般公共预算", 100, 120, 110],
         ["甲", "政府性基金预算", 10, 10, 10], ["甲", "上年结转", None, 5, 5], ["甲", "财政专户管理资金", 1, 1, 1]],
    )  # fmt: skip
    found = prefill(TEMPLATE, [path])
    assert amounts(found.evaluations[0]) == [
        ("total", "111", "136", "126"), ("fiscal", "110", "130", "120"), ("carryover", None, "5", "5"),
        ("other", "1", "1", "1"),
    ]  # fmt: skip
    assert "一般公共预算、政府性基金预算合并填在“其中：当年财政拨款”" in said(found)
    # A form that prints the total alone gets the total alone.
    assert amounts(prefill(DISTRICT, [path]).evaluations[0]) == [("total", "111", "136", "126")]


def test_what_the_list_does_not_say_is_assumed_aloud_or_asked_for(tmp_path: Path) -> None:
    path = table(tmp_path / "清单.xlsx", [["项目名称", "年初预算数"], ["甲", 1870000], ["乙", "待定"]])
    found = prefill(TEMPLATE, [path])
    assert amounts(found.evaluations[0]) == [("total", "187", "187", None)]
    assert "没有写金额单位，按数的大小当作元（最大的数是 1870000）" in said(found)
    assert "先按年初预算数填" in said(found) and "清单没有执行数，请在表上补填" in said(found)
    assert "表!B3 「乙」金额一栏是“待定”" in said(found)
    assert "没有读到年度" in said(found)


def test_attributes_of_the_list_reach_the_header_of_the_form(tmp_path: Path) -> None:
    path = table(
        tmp_path / "清单.xlsx",
        [["项目编码", "项目名称", "预算数（元）", "项目属性", "项目类型", "支出进度"], ["P1", "甲", 5, "持续性项目", "一次性项目", "50%"]],
    )  # fmt: skip
    (evaluation,) = prefill(DISTRICT, [path]).evaluations
    assert evaluation.attributes == {"项目编码": "P1", "项目属性": "持续性项目", "项目类型": "一次性项目"}


def test_duplicate_names_are_both_made_and_told(tmp_path: Path) -> None:
    path = make_list(tmp_path, ["甲", None, None, 1, 1, 1], ["甲 ", None, None, 2, 2, 2])
    found = prefill(TEMPLATE, [path])
    assert len(found.evaluations) == 2
    assert "1 个项目名称重复，都生成了，请核对：「甲」（A3、A4）" in said(found)
    other = make_list(tmp_path, ["甲", None, None, 1, 1, 1], name="另一份.xlsx")
    assert "「甲」（清单.xlsx!表!A3、清单.xlsx!表!A4、另一份.xlsx!表!A3）" in said(prefill(TEMPLATE, [path, other]))


def test_the_unit_name_fills_what_nothing_else_names(tmp_path: Path) -> None:
    path = make_list(
        tmp_path, ["甲", None, None, 1, 1, 1], ["乙", None, "办公室", 1, 1, 1], ["丙", "A局", None, 1, 1, 1]
    )
    found = prefill(TEMPLATE, [path], unit_name="A局")
    assert [(e.department.text, e.implementing_unit.text) for e in found.evaluations] == [
        (None, "A局"), ("A局", "办公室"), ("A局", None),
    ]  # fmt: skip
    assert found.unit_name == "A局"


def test_details_are_limited_to_ten(tmp_path: Path) -> None:
    path = make_list(tmp_path, *(["", None, None, n, n, n] for n in range(30)), ["甲", None, None, 1, 1, 1])
    (line,) = [line for line in prefill(TEMPLATE, [path]).lines if "处请核对" in line]
    assert line.count("没有项目名称") == 10 and line.endswith("等 30 处")


def test_preset_indicators_stand_on_empty_forms() -> None:
    made = empty_form(get_form("xiangxi-department"))
    assert made.level == "department"
    assert made.indicators and all(row.weight.number is not None and not row.score for row in made.indicators)
    assert made.indicators[0].rule and made.indicators[0].note


def test_a_department_form_with_a_list_inside_takes_the_list(tmp_path: Path) -> None:
    path = make_list(tmp_path, ["甲", "A局", None, 100.5, 100.5, 99], ["乙", "A局", None, 2, 2, 2])
    (evaluation,) = prefill("wuhan-district-summary", [path]).evaluations
    assert evaluation.level == "department" and evaluation.department.text == "A局"
    assert evaluation.project_list is not None and evaluation.project_list.unit == "元"
    assert [(row.project.text, row.budget.text, row.executed.text) for row in evaluation.project_list.rows] == [
        ("甲", "100.5", "99"), ("乙", "2", "2"),
    ]  # fmt: skip
    with pytest.raises(ZpbError, match="不能按项目清单生成"):
        prefill("xiangxi-department", [path])


def test_what_cannot_be_made_is_refused(tmp_path: Path) -> None:
    path = make_list(tmp_path, ["甲", None, None, 1, 1, 1])
    many = make_list(tmp_path, *([f"项目{n}", None, None, n, n, n] for n in range(501)), name="多.xlsx")
    empty = table(tmp_path / "空.xlsx", [["没有", "表"]])
    for expected, words, call in (
        (FormError, "没有编号为 nope 的表样", lambda: prefill("nope", [path])),
        (ZpbError, "清单里有 501 个项目", lambda: prefill(TEMPLATE, [many])),
        (ZpbError, "--year 应为", lambda: prefill(TEMPLATE, [path], year="二〇二三")),
        (UnreadableFile, "找不到文件", lambda: prefill(TEMPLATE, [tmp_path / "没有.csv"])),
        (UnreadableFile, "没有找到上年的自评表", lambda: prefill(TEMPLATE, [path], [empty])),
        (ZpbError, "不能就是要读的文件", lambda: prefilled_workbook(TEMPLATE, path, projects=[path])),
        (ZpbError, "以 .xlsx 结尾", lambda: prefilled_workbook(TEMPLATE, tmp_path / "a.xls", projects=[path])),
        (ZpbError, "--live 应为", lambda: prefilled_workbook(TEMPLATE, tmp_path / "a.xlsx", projects=[path], live="x")),
    ):
        with pytest.raises(expected, match=words):
            call()


# -- from last year's forms -------------------------------------------------------------------------------------------


def test_what_is_asked_for_is_carried_and_what_was_reported_is_cleared(tmp_path: Path) -> None:
    source = form(
        attributes={
            "项目类别": "一次性", "项目编码": "420001", "基本支出总额": "748.63", "改进措施及结果应用方案": "加强管理", "备注": "见附件",
            "reasons": "原因", "总人数": "12",
        },
        goals=[{"expected": "保障安全", "actual": "已保障", "points": "40分"}],
    )  # fmt: skip
    source["indicators"][0] |= {
        "rule": "完成得满分", "note": "说明", "method": "按比例", "direction": "≥", "inputs": {"人数": "7人"},
        "manual_score": "3", "manual_reason": "理由",
    }  # fmt: skip
    source["indicators"][1]["method"] = "不适用"
    (old,), _ = read_data(source)
    made = carry_over(old, get_form(TEMPLATE))
    first, second, _ = made.indicators
    kept = {
        key: getattr(first, key).text
        for key in ("l1", "l2", "l3", "target", "weight", "rule", "note", "method", "direction")
    }
    assert kept == {
        "l1": "产出指标", "l2": "数量指标", "l3": "检查次数", "target": "≥100次", "weight": "50", "rule": "完成得满分", "note": "说明",
        "method": "按比例", "direction": "≥",
    }  # fmt: skip
    for row in made.indicators:
        assert not (row.actual or row.score or row.reason or row.manual_score or row.manual_reason or row.inputs)
    assert not second.method
    assert [(goal.expected.text, goal.actual.text, goal.points.text) for goal in made.goals] == [
        ("保障安全", None, "40分")
    ]
    assert made.attributes == {"项目类别": "一次性", "项目编码": "420001"}
    assert not (made.funding or made.total or made.grade or made.total_weight or made.title or made.year)


def test_an_own_workbook_of_last_year_is_carried_over_whole(tmp_path: Path) -> None:
    old, out = tmp_path / "2019.xlsx", tmp_path / "2020.xlsx"
    generate(TEMPLATE, DONGHU, old)
    found = prefilled_workbook(TEMPLATE, out, last_year=[old])
    source, _ = read_data(DONGHU)
    back = read_file(out).evaluations
    assert len(found.evaluations) == len(back) == 10
    assert found.year == 2020 and {e.year_number for e in back} == {2020}
    assert sum(e.level == "department" for e in back) == sum(e.level == "department" for e in source) == 1
    by_name = {e.name: e for e in source}
    for mine in back:
        theirs = by_name[mine.name]
        assert [goal.expected.text for goal in mine.goals] == [goal.expected.text for goal in theirs.goals]
        for row, given in zip(mine.indicators, theirs.indicators, strict=True):
            for key in ("l1", "l2", "l3", "target", "weight", "rule"):
                assert getattr(row, key).text == getattr(given, key).text, (mine.name, row.label, key)
            assert not row.actual and not row.reason and not row.manual_score
        assert all(not row.budget and not row.executed for row in mine.funding)
    assert "年度按上年 2019 加一填为 2020" in said(found)
    assert "“2019年”" in said(found)


def test_a_list_and_last_year_are_matched_by_name(tmp_path: Path) -> None:
    old = old_file(
        tmp_path,
        form(project="2022年度商贸企业奖励资金"), form(project="“一带一路”专项"), form(project="不再有的项目"), form(project="招商经费"),
        form(project="部门整体", level="department"),
    )  # fmt: skip
    path = make_list(
        tmp_path, ["2023年商贸企业奖励资", "A局", None, 10000, 10000, 5000], ["一带一路 专项", None, None, 1, 1, 1],
        ["新的项目", None, None, 1, 1, 1],
    )  # fmt: skip
    found = prefill(TEMPLATE, [path], [old])
    assert [e.name for e in found.evaluations] == ["部门整体", "2023年商贸企业奖励资", "一带一路专项", "新的项目"]
    department, reward, road, new = found.evaluations
    assert department.level == "department" and department.indicators and not department.funding
    assert len(reward.indicators) == 3 and amounts(reward) == [("total", "1", "1", "0.5")]
    # The list goes before last year's form, which fills what the list leaves blank.
    assert (reward.department.text, reward.implementing_unit.text) == ("A局", "实施单位")
    assert road.department.text == "主管局" and road.attributes == {"项目类别": "一次性"}
    assert not new.indicators and not new.department
    text = said(found)
    assert "部门整体 1 张照带，项目按名称对上 1 个，名称相近对上 1 个" in text
    assert "名称相近的请核对：「2023年商贸企业奖励资」沿用「2022年度商贸企业奖励资金」" in text
    assert "上年没有的项目 1 个，指标待填：「新的项目」" in text
    assert "上年有、清单里没有的项目 2 个，没有生成：「不再有的项目」、「招商经费」" in text


def test_the_published_tables_and_forms_of_a_district_find_each_other(tmp_path: Path) -> None:
    document = json.loads(DONGXIHU.read_text(encoding="utf-8"))
    forms = [one["project"] for one in document["forms"] if one["project"]]
    listed = [row["name"] for row in document["project_table"]]
    matches = {match.new: forms[match.old] for match in match_names([*map(Named, listed)], [*map(Named, forms)])}
    for index, row in enumerate(document["project_table"]):
        # One list names the project by another word altogether; that is for a person to see.
        assert matches.get(index) == (None if "两优一先" in row["name"] else row["matching_form"])


@pytest.mark.parametrize(
    ("new", "old", "expected"),
    [
        ("党员 教育（培训）", "党员教育(培训)", "same"),
        ("2023年度维护费", "2022年度维护费", "close"),
        ("信息化建设", "信息化建设经费", "close"),
        ("市级外经贸发展专项资金", "市级外贸发展专项资金", "close"),
        ("小进限企业奖励资金（市级）", "小进限企业奖励资金（区级）", None),
        ("管网改造二期工程", "管网改造一期工程", None),
        ("第一批保供企业电费补贴", "第二批保供企业电费补贴", None),
        ("道路养护", "园林绿化", None),
    ],
)
def test_closeness(new: str, old: str, expected: str | None) -> None:
    matches = match_names([Named(new)], [Named(old)])
    assert ({True: "close", False: "same"}[matches[0].close] if matches else None) == expected


def test_one_old_form_serves_one_project_and_the_same_unit_goes_first() -> None:
    new = [Named("设备采购", ("B中学",)), Named("设备采购", ("A小学",)), Named("设备采购", ("C中学",))]
    old = [Named("设备采购", ("A小学",)), Named("设备采购", ("",))]
    assert [(m.new, m.old) for m in match_names(new, old)] == [(0, 1), (1, 0)]


def test_years_in_carried_texts_are_left_and_told() -> None:
    source = form(goals=[{"expected": "2022年12月底前完成"}], project="2022年奖励")
    source["indicators"][0] |= {"target": "2021年底", "l3": "2019-2025年规划"}
    source["indicators"][1] |= {"target": "2022.1.1-12.31"}
    source["indicators"][2] |= {"target": "≥2022人"}
    (old,), _ = read_data(source)
    made = carry_over(old, get_form(TEMPLATE))
    assert [found.words for found in years_left(made, 2023)] == ["2022年", "2021年底", "2022.1"]


def test_another_template_keeps_the_first_levels_and_tells_the_points(tmp_path: Path) -> None:
    source = form(template=DISTRICT, project="甲")
    for row, l1 in zip(source["indicators"], ("产出指标（40分）", "效益指标（30分）", "服务指标（10分）"), strict=True):
        row["l1"] = l1
    source["indicators"][0]["weight"] = "40"
    found = prefill(TEMPLATE, [], [old_file(tmp_path, source)])
    assert [row.l1.text for row in found.evaluations[0].indicators] == [
        "产出指标",
        "效益指标（30分）",
        "服务指标（10分）",
    ]
    assert found.evaluations[0].template == TEMPLATE
    assert f"上年有 1 张表用的表样是 {DISTRICT}，已换成 {TEMPLATE}" in said(found)
    assert "「甲」产出指标 40 分，应为 50 分" in said(found)


def test_a_department_form_keeps_or_finds_its_template(tmp_path: Path) -> None:
    own = form(template="wuhan-district-department", level="department", project=None)
    bare = form(template=None, level="department", project=None)
    for source in (own, bare):
        found = prefill(DISTRICT, [], [old_file(tmp_path, source)])
        assert found.evaluations[0].template == "wuhan-district-department"
    assert "部门整体的表按表样 wuhan-district-department 生成" in said(found)
    # Projects are never made in a template that nobody asked for.
    path = make_list(tmp_path, ["甲", None, None, 1, 1, 1])
    found = prefill("wuhan-district-summary", [path], [old_file(tmp_path, form(project="甲"))])
    assert "装不下上年的 1 张表（层级不同），没有沿用：「甲」" in said(found)


def test_forms_of_a_folder_and_of_several_files(tmp_path: Path) -> None:
    folder = tmp_path / "去年"
    folder.mkdir()
    for name in ("甲", "乙"):
        write_data(folder / f"{name}.json", form(project=name, year=2022))
    more = write_data(tmp_path / "丙.json", form(project="丙", year=2021))
    found = prefill(TEMPLATE, [], [folder, more])
    assert sorted(e.name for e in found.evaluations) == ["丙", "乙", "甲"]
    assert found.year == 2023 and "上年的表年度不一：2021、2022" in said(found)
    assert prefill(TEMPLATE, [], [more], year="2025年").year == 2025


def test_a_year_of_the_list_that_differs_is_told(tmp_path: Path) -> None:
    path = make_list(tmp_path, ["安全生产专项", None, None, 1, 1, 1])
    old = write_data(tmp_path / "a.json", form(year=2023))
    found = prefill(TEMPLATE, [path], [old])
    assert found.year == 2024 and "清单上写的年度是 2023，表上填的是 2024" in said(found)


def test_the_written_workbook_reads_back_with_amounts_and_indicators(tmp_path: Path) -> None:
    path = make_list(
        tmp_path, ["安全生产专项", "A局", "办公室", 18700000, 18700000, 18700000], ["新项目", "A局", None, 1, 1, 1]
    )
    out = tmp_path / "2024.xlsx"
    prefilled_workbook(TEMPLATE, out, projects=[path], last_year=[old_file(tmp_path, form())], year=2023)
    first, second = read_file(out).evaluations
    assert (first.name, first.department.text, first.year_number) == ("安全生产专项", "A局", 2023)
    assert first.total_funding is not None and first.total_funding.budget.number == 1870
    assert [row.target.text for row in first.indicators] == ["≥100次", "0起", "≥90%"]
    assert second.name == "新项目" and not second.indicators


def test_the_list_stands_in_the_workbook_and_can_be_read_from_it(tmp_path: Path) -> None:
    out = tmp_path / "2023.xlsx"
    path = table(
        tmp_path / "清单.xlsx",
        [["2023年清单（单位：元）"], ["项目名称", "预算数", "执行数", "主要用途"], ["乙", 5800.5, 5800, "培训"], ["甲", 20000, 1, "办公"]],
    )  # fmt: skip
    made = prefilled_workbook(TEMPLATE, out, projects=[path])
    assert made.project_list is not None and made.project_list.unit == "元"
    again = prefill(TEMPLATE, [out])
    assert [(e.name, e.attributes["主要用途"]) for e in again.evaluations] == [("乙", "培训"), ("甲", "办公")]
    assert amounts(again.evaluations[0]) == [("total", None, "0.58005", "0.58")]
    assert "清单里有" not in said(again)


def test_forms_without_points_ask_for_them(tmp_path: Path) -> None:
    found = prefill(DISTRICT, [], [DONGXIHU])
    assert len(found.evaluations) == 20
    assert "有 20 张表上年没有逐项的分值，请补填：「部门整体」、「党员教育培训」" in said(found)
    assert found.evaluations[1].indicators[0].l1.text == "产出指标（40分）"
