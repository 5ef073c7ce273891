"""Content that a form has no place for is named, form by form."""

from __future__ import annotations

from zipingbiao.app.unplaced import unplaced
from zipingbiao.readers.data import read_data

ROW = {"l1": "投入", "l2": "预算配置", "l3": "在职人员控制率", "weight": "3", "reason": "人员调出", "rule": "≤100%得满分"}
FORM = {
    "project": "甲项目",
    "template": "xiangxi-department",
    "level": "department",
    "attributes": {"联系电话": "027-1"},
    "funding": [{"source": "年度资金总额", "budget": "10", "executed": "9"}],
    "goals": [{"expected": "做好", "actual": "做好了"}],
    "indicators": [ROW],
    "reasons": "调出",
}


def test_everything_without_a_place_is_named_once() -> None:
    evaluations, _ = read_data({"forms": [FORM]})
    assert unplaced(evaluations, "mof-2020-project") == [
        "「甲项目」：表样没有的内容未写入：偏差原因、项目资金、年度总体目标、联系电话、未完成原因。"
    ]


def test_a_form_with_a_place_for_all_says_nothing() -> None:
    data = {**FORM, "template": "mof-2020-project", "attributes": {}, "reasons": None}
    assert unplaced(read_data({"forms": [data]})[0], "mof-2020-project") == []
