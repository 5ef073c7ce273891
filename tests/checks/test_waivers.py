"""Which finding a waiver is about: in place, moved with its row, lapsed with its value; and what is no reason."""

from __future__ import annotations

from typing import Any

import pytest

from tests.writers.samples import finding
from zipingbiao.checks.engine import run_waivers
from zipingbiao.checks.waivers import claims_correction, is_hollow, is_reason, is_same_value, match_waivers
from zipingbiao.model.finding import Finding
from zipingbiao.model.values import Place
from zipingbiao.model.waiver import Waiver

REASON = "执行得分按省厅表样保留一位小数。"
SHEET = "O'B 安全"


def waiver(**changes: Any) -> Waiver:
    values: dict[str, Any] = {
        "code": "ZP014", "sheet": SHEET, "cell": "H40", "label": "总分", "printed": "97", "expected": "96.85",
        "reason": REASON, "place": Place(file="a.xlsx", sheet="检查结果", cell="M4"),
    }  # fmt: skip
    return Waiver(**(values | changes))


def at(cell: str, **changes: Any) -> Finding:
    return finding(place=Place(file="a.xlsx", sheet=SHEET, cell=cell), **changes)


def _lapse(one: Waiver, *findings: Finding) -> str | None:
    (match,) = match_waivers([one], findings)
    return match.lapse


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"printed": "97.00"},
        {"printed": "97 分"},
        {"cell": "$h$40"},
        {"sheet": "O'B安全", "label": " 总 分："},
        {"file": "A.XLSX"},
        {"label": ""},
        {"expected": ""},
        {"expected": "各项得分之和"},
    ],
)
def test_a_waiver_holds_for_the_finding_at_its_cell(changes: dict[str, Any]) -> None:
    assert _lapse(waiver(**changes), finding()) is None


@pytest.mark.parametrize(
    ("changes", "lapse"),
    [
        ({"printed": "98"}, "printed"),
        ({"printed": ""}, "printed"),
        ({"expected": "90"}, "expected"),
        ({"code": "ZP015"}, "gone"),
        ({"sheet": "别的表"}, "gone"),
        ({"label": "执行率"}, "gone"),
        ({"file": "b.xlsx"}, "gone"),
        ({"code": "ZP000"}, "refused"),
    ],
)
def test_a_waiver_for_anything_else_does_not(changes: dict[str, Any], lapse: str) -> None:
    assert _lapse(waiver(**changes), finding()) == lapse


def test_a_percentage_is_no_plain_number() -> None:
    assert is_same_value("98.50%", "98.5%") and not is_same_value("98.5%", "0.985")
    assert is_same_value("1,200.00", "1200") and not is_same_value("1万元", "1元")
    assert is_same_value("", None) and not is_same_value("", "0")


def test_a_text_cut_for_its_column_is_the_same_text() -> None:
    assert is_same_value("长" * 249 + "…", "长" * 400) and not is_same_value("长…", "长" * 400)


def test_a_waiver_follows_its_row() -> None:
    assert _lapse(waiver(), at("H41")) is None
    assert _lapse(waiver(), at("H41", printed="98")) == "gone"
    assert _lapse(waiver(label=""), at("H41")) == "gone"


def test_a_waiver_follows_only_where_there_is_one_place_to_go() -> None:
    assert _lapse(waiver(), at("H41"), at("H45")) == "several"
    # Another finding with the label now stands at the old cell, with another value: the row may have moved or not.
    assert _lapse(waiver(), at("H40", printed="96"), at("H41")) == "printed"


def test_a_place_that_another_waiver_holds_for_is_not_taken_twice() -> None:
    matches = match_waivers([waiver(cell="H41"), waiver(cell="H44")], [at("H41"), at("H45")])
    assert [match.positions for match in matches] == [(0,), (1,)]


def test_two_waivers_that_moved_to_one_finding_hold_for_none() -> None:
    matches = match_waivers([waiver(cell="H39"), waiver(cell="H38")], [at("H41")])
    assert [match.lapse for match in matches] == ["several", "several"]


def test_of_several_findings_at_one_cell_the_expected_value_tells_which() -> None:
    both = [at("H40", expected="甲"), at("H40", expected="乙")]
    (match,) = match_waivers([waiver(expected="乙")], both)
    assert match.positions == (1,)
    assert _lapse(waiver(expected="丙"), *both) == "several"
    (match,) = match_waivers([waiver(expected="")], both)
    assert match.positions == (0, 1)


def test_a_place_in_a_word_file() -> None:
    place = Place(file="a.docx", cell="表1 第3行第2列", table=1, row=3, column=2)
    assert _lapse(waiver(sheet="", cell="表1第3行第2列"), finding(place=place)) is None


def test_a_waived_finding_keeps_everything_and_gains_the_reason() -> None:
    found = [finding(), at("H50", code="ZP017")]
    settled, about = run_waivers([waiver(reason=f"  {REASON}\n")], found)
    assert settled == [found[0].model_copy(update={"waived": REASON}), found[1]]
    assert about == []


def test_the_first_reason_counts_and_a_word_that_says_nothing_does_not() -> None:
    settled, about = run_waivers([waiver(reason="无"), waiver(), waiver(reason="另一个理由。")], [finding()])
    assert settled[0].waived == REASON
    assert [one.code for one in about] == ["ZP062"]


def test_a_finding_about_a_waiver_is_neither_waived_nor_missed() -> None:
    settled, about = run_waivers([waiver(code="ZP063"), waiver(code="ZP062")], [finding()])
    assert settled == [finding()] and about == []


@pytest.mark.parametrize(
    "reason", ["", " ", "无", "/", "——", "√", "已核对", "已核对。", "同意！", "（无）", "OK", "97", "无 误"]
)
def test_words_that_say_nothing(reason: str) -> None:
    assert is_hollow(reason) and not is_reason(reason)


@pytest.mark.parametrize("reason", ["已更正", "已改", "已修改为96.85。", "现已更正完毕", "已经处理"])
def test_a_claim_of_correction_is_no_reason(reason: str) -> None:
    assert claims_correction(reason) and not is_reason(reason)


@pytest.mark.parametrize(
    "reason",
    [
        "四舍五入", "进位", "同上", "无法取得数据", "无财政资金", "已核对，系进位造成", "同意调整，见区财〔2023〕5号", "财预〔2023〕5号",
        "已调整预算", "已修改绩效目标，经财政部门批复", "已更正，差额系四舍五入", "不适用", "疫情影响", "年中追加",
    ],
)  # fmt: skip
def test_short_reasons_are_reasons(reason: str) -> None:
    assert is_reason(reason)
