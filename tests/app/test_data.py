"""DATA.json: what is read, what is refused and how it is said, and that writing it back changes nothing."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.app.samples import DONGHU, form, write_data
from zipingbiao.base.errors import DataError, UnreadableFile, ZpbError
from zipingbiao.readers.data import read_data, role_of, to_data
from zipingbiao.readers.json_file import is_data


def test_values_keep_their_printed_text_and_know_their_path(tmp_path: Path) -> None:
    (evaluation,), meta = read_data(
        write_data(tmp_path / "甲.json", {"unit_name": "单位", "year": 2019, "forms": [form()]})
    )
    budget = evaluation.funding[0].budget
    assert (budget.text, budget.number, budget.step) == ("1,200.00", Decimal("1200.00"), Decimal("0.01"))
    assert str(budget.place) == "甲.json!forms[0].funding[0].budget"
    assert evaluation.funding[0].rate.number == Decimal("0.9850")
    assert (meta.unit_name, meta.year) == ("单位", 2019)


def test_a_single_form_is_read_without_a_list_around_it() -> None:
    (evaluation,), meta = read_data(form())
    assert evaluation.total.place.cell == "total"
    assert meta == ("", 2019, None)


def test_blank_is_not_zero() -> None:
    (evaluation,), _ = read_data(form(total="0", grade=""))
    assert evaluation.total.number == 0
    assert evaluation.grade.is_blank
    assert evaluation.indicators[0].reason.is_blank


def test_json_numbers_stay_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"indicators": [{"l1": "产出指标", "weight": 10.50, "score": 1E1}]}', encoding="utf-8")
    (evaluation,), _ = read_data(path)
    assert evaluation.indicators[0].weight.text == "10.50"
    assert evaluation.indicators[0].score.text == "1E1"


def test_other_material_in_the_file_is_passed_over() -> None:
    evaluations, _ = read_data({"forms": [form(l1_points="40")], "grade_bands": [1, 2], "note": {"x": None}})
    assert len(evaluations) == 1


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("年度资金总额", "total"), ("年度财政资金总额", "total"), ("合计", "total"), ("其中：当年财政拨款", "fiscal"),
        ("上年结转资金", "carryover"), ("其他资金", "other"), ("中央补助", "unknown"), (None, "unknown"),
    ],
)  # fmt: skip
def test_funding_roles_are_told_by_their_words(label: str | None, role: str) -> None:
    assert role_of(label) == role


@pytest.mark.parametrize(
    ("document", "part"),
    [
        ({"forms": {}}, "forms 应为列表"),
        ({"forms": [[]]}, "forms[0] 应为一个对象"),
        ({"forms": [form(funding=[{"rate": {}}])]}, "forms[0].funding[0].rate 应为数字"),
        ({"forms": [form(), form(total=True)]}, "forms[1].total 应为数字"),
        ({"forms": [form(indicators=[{"goal": "一"}])]}, "forms[0].indicators[0].goal 应为 1"),
        ({"forms": [form(indicators=[{"goal": 0}])]}, "goal 应为 1"),
        ({"forms": [form(level="city")]}, "forms[0].level 应为"),
        ({"forms": [form(unit="美元")]}, "forms[0].unit 应为万元或元"),
        ({"forms": [form(attributes=[1])]}, "attributes 应为一个对象"),
        ({"forms": [], "year": "某年"}, "year 应为 1990 至 2100 的整数"),
        ({"forms": [form(year=99999)]}, "forms[0].year 应为 1990 至 2100 的整数"),
        (form(year="某年"), "year 应为 1990 至 2100 的整数"),
        (form(goals=[{}, {}], indicators=[{"goal": 3}]), "goal 应为 1 至 2 的整数"),
        (form(indicators=[{"l3": "字" * 32768}]), "indicators[0].l3 的文字长 32768 个字"),
        ({"forms": [form(total=float("nan"))]}, "total 应为数字"),
        ({"anything": 1}, "不是自评表数据"),
    ],
)
def test_a_wrong_type_is_refused_with_its_path(document: dict[str, object], part: str) -> None:
    with pytest.raises(DataError) as caught:
        read_data(document)
    assert part in str(caught.value)


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b'{"forms": [\n{,}]}', "第 2 行"),
        (b'{"forms": [], "forms": []}', "出现了两次"),
        (b'{"forms": [NaN]}', "NaN"),
        (b"[1]", "最外层应为一个对象"),
        (b"\xff\xfe\x00\xd8", "不是文本文件"),
        (b"", "第 1 行"),
        (b"[" * 100_000, "嵌套太深"),
    ],
)
def test_a_broken_file_is_one_plain_sentence(tmp_path: Path, content: bytes, part: str) -> None:
    path = tmp_path / "坏.json"
    path.write_bytes(content)
    with pytest.raises(ZpbError) as caught:
        read_data(path)
    assert part in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not is_data(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_usual_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(json.dumps(form(), ensure_ascii=False).encode(encoding))
    assert read_data(path)[0][0].project.text == "安全生产专项"
    assert is_data(path)


def test_a_missing_file_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="找不到文件"):
        read_data(tmp_path / "没有.json")


def test_a_lone_surrogate_never_reaches_a_writer(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"indicators": [], "project": "甲\\ud800"}', encoding="utf-8")
    assert (read_data(path)[0][0].project.text or "").encode("utf-8")


def test_writing_back_what_was_read_changes_nothing() -> None:
    evaluations, meta = read_data(DONGHU)
    document = to_data(evaluations, meta.unit_name, meta.year)
    again, _ = read_data({"unit_name": meta.unit_name, "year": meta.year, "forms": document["forms"]})
    assert to_data(again, meta.unit_name, meta.year) == document
    source = json.loads(DONGHU.read_text(encoding="utf-8"))
    for ours, theirs in zip(document["forms"], source["forms"], strict=True):
        for ours_row, theirs_row in zip(ours["indicators"], theirs["indicators"], strict=True):
            assert ours_row == {key: value or None for key, value in theirs_row.items()}
        assert ours["funding"] == theirs["funding"]


def test_a_form_without_any_weight_says_so() -> None:
    (evaluation,), _ = read_data(form(indicators=[{"l3": "甲", "score": "3", "weight": None}]))
    assert not evaluation.has_weights


JSON = sorted(path for path in DONGHU.parent.glob("*.json") if is_data(path))


@pytest.mark.parametrize("path", JSON, ids=lambda path: path.stem)
def test_every_published_form_is_stable(path: Path) -> None:
    evaluations, meta = read_data(path)
    document = to_data(evaluations, meta.unit_name, meta.year, meta.project_list)
    again, meta_again = read_data(document)
    assert to_data(again, meta_again.unit_name, meta_again.year, meta_again.project_list) == document
    assert (meta_again.unit_name, meta_again.year) == (meta.unit_name, meta.year)


def test_goals_have_points_and_first_levels_print_theirs() -> None:
    row = {"l3": "甲", "weight": "5"}
    document = form(
        goals=[{"expected": "目标一", "points": "40分"}, {"expected": "目标二"}],
        indicators=[
            row | {"l1": "产出指标", "l1_points": "20分"}, row | {"l1": "效益指标（30分）", "l1_points": "15"},
            row | {"l1": "满意度指标"}, row | {"l1": "成本指标", "l1_points": 7.5},
        ],
    )  # fmt: skip
    (evaluation,), _ = read_data(document)
    assert [(goal.points.text, goal.points.number) for goal in evaluation.goals] == [("40分", Decimal(40)), (None, None)]
    assert [row.l1.text for row in evaluation.indicators] == [
        "产出指标（20分）", "效益指标（30分）", "满意度指标", "成本指标（7.5分）",
    ]  # fmt: skip
    assert evaluation.indicators[0].l1_points == 20
    data = to_data([evaluation])["forms"][0]
    assert data["goals"] == [
        {"expected": "目标一", "actual": None, "points": "40分"}, {"expected": "目标二", "actual": None},
    ]  # fmt: skip
    assert data["indicators"][0]["l1"] == "产出指标（20分）"


def test_notes_and_figures_of_an_indicator_come_back() -> None:
    row = {"l1": "投入", "l3": "控制率", "note": "在职/编制", "inputs": {"在职人员": "72人", "编制数": 78}}
    (evaluation,), _ = read_data(form(indicators=[row]))
    indicator = evaluation.indicators[0]
    assert (indicator.note.text, indicator.inputs) == ("在职/编制", {"在职人员": "72人", "编制数": "78"})
    data = to_data([evaluation])["forms"][0]["indicators"][0]
    assert (data["note"], data["inputs"]) == ("在职/编制", {"在职人员": "72人", "编制数": "78"})


def test_reasons_and_measures_are_attributes() -> None:
    (evaluation,), _ = read_data(form(reasons="疫情影响", measures=None))
    assert evaluation.attributes == {"项目类别": "一次性", "reasons": "疫情影响"}
    (again,), _ = read_data(to_data([evaluation]))
    assert again.attributes == evaluation.attributes


def test_a_project_table_in_yuan_is_the_list_of_the_file() -> None:
    table = [{"name": "甲", "budget_yuan": "5800", "executed_yuan": "5800.50", "rate": "100%", "purpose": "培训"}]
    total = {"budget_yuan": "5800", "executed_yuan": "5800.50", "printed_twice": True}
    _, meta = read_data({"forms": [form()], "project_table": table, "project_table_total": total})
    found = meta.project_list
    assert found is not None and (found.unit, found.columns) == ("元", ("budget", "executed", "rate"))
    row = found.rows[0]
    assert (row.project.text, row.executed.number, row.purpose.text) == ("甲", Decimal("5800.50"), "培训")
    assert row.budget.place.cell == "project_table[0].budget_yuan"
    assert found.total is not None and found.total.budget.place.cell == "project_table_total.budget_yuan"
    assert to_data([], project_list=found)["project_list"] == {
        "unit": "元",
        "rows": [{"project": "甲", "budget": "5800", "executed": "5800.50", "rate": "100%", "purpose": "培训"}],
        "total": {"budget": "5800", "executed": "5800.50"},
    }


@pytest.mark.parametrize(
    "part",
    [
        {"project_list": {"unit": "万元", "rows": [{"project": "甲", "budget": "1.5"}]}},
        {"project_list": {"rows": [{"name": "甲", "budget": "1.5", "unit": "万元"}]}},
        {"project_table": [{"name": "甲", "budget": "1.5", "unit": "万元"}]},
    ],
)
def test_a_list_inside_a_form(part: dict[str, object]) -> None:
    (evaluation,), _ = read_data({"forms": [form(**part)]})
    assert evaluation.project_list is not None and evaluation.project_list.unit == "万元"
    assert to_data([evaluation])["forms"][0]["project_list"] == {
        "unit": "万元", "rows": [{"project": "甲", "budget": "1.5"}],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"indicators": [{"l1": "产出指标", "l1_points": "很多"}]}, "indicators[0].l1_points 应为分数"),
        ({"indicators": [{"inputs": ["7人"]}]}, "indicators[0].inputs 应为一个对象"),
        ({"reasons": "甲", "attributes": {"reasons": "乙"}}, "forms[0].reasons 应为与 attributes.reasons 相同的文字"),
        ({"project_list": {"rows": [{"name": "甲", "budget": "1"}]}}, "forms[0].project_list.unit 应为万元或元"),
        ({"project_list": 5}, "forms[0].project_list 应为一个对象"),
        ({"project_list": {"unit": "元", "rows": [], "total": []}}, "forms[0].project_list.total 应为一个对象"),
        ({"project_table": [{"budget_yuan": "1", "unit": "万元"}]}, "应为各行相同的一个单位"),
        ({"project_table": [], "project_list": {"unit": "元", "rows": []}}, "不能同时有 project_table"),
    ],
)
def test_wrong_extra_keys_are_refused_with_their_path(changes: dict[str, object], part: str) -> None:
    with pytest.raises(DataError) as caught:
        read_data({"forms": [form(**changes)]})
    assert part in str(caught.value)
