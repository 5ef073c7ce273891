"""Outliers: what is one, what is none, and what is said of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.overview.made import file, finding, form, line, result, tables
from zipingbiao.app.overview.forms import Forms
from zipingbiao.app.overview.outliers import find_outliers
from zipingbiao.model.overview import Outlier

LONG = "受疫情影响，部分培训改为线上进行，线下场次减少，下一年度恢复。"
ROWS = [line(f"指标{name}", f"≥{name}0次", f"{name}5次", 10, 10) for name in (1, 2, 3, 4, 5)]


def seen(tmp_path: Path, *files: list[Any]) -> dict[str, list[Outlier]]:
    with tables(result(tmp_path / "o.parquet", *files)) as found:
        outliers = find_outliers(found, Forms(found)).outliers
    kinds: dict[str, list[Outlier]] = {}
    for one in outliers:
        assert "请核实" in one.sentence
        kinds.setdefault(one.kind, []).append(one)
    return kinds


def forms(*totals: object, **changes: Any) -> list[Any]:
    return [form(project=f"项目{number}", total=total, **changes) for number, total in enumerate(totals)]


def test_nothing_is_seen_in_common_forms(tmp_path: Path) -> None:
    made = forms(95, 96.5, 100, indicators=ROWS, goals=[{"expected": "好", "actual": LONG}])
    assert seen(tmp_path, file("a.xlsx", made)) == {}


@pytest.mark.parametrize(
    ("totals", "level", "expected"),
    [((100, 100, 100), "project", True), ((100, 100), "project", False), ((100, 100, 99.99), "project", False),
     ((100, 100, 100, None), "project", True), ((100, 100, 100), "department", False)],
)  # fmt: skip
def test_all_projects_with_full_marks(tmp_path: Path, totals: Any, level: str, expected: bool) -> None:
    found = seen(tmp_path, file("a.xlsx", forms(*totals, level=level)))
    assert ("all_full" in found) is expected
    if expected:
        assert found["all_full"][0].sentence.startswith("「甲县财政局」填了总分的 3 个项目全部是满分（100 分）")
        assert found["all_full"][0].count == 3


def test_a_project_reported_twice_counts_once(tmp_path: Path) -> None:
    files = [file(f"{name}.xlsx", [form(project="培训项目", total=100)]) for name in "abcd"]
    found = seen(tmp_path, *files)
    assert not found.keys() & {"all_full", "same_total"}
    assert "总分都是 100 分" in found["project_twice"][0].sentence


@pytest.mark.parametrize(("totals", "expected"), [((98, 98, 98, 98), True), ((98, 98, 98), False), ((98, 98, 98, 97.9), False)])
def test_all_projects_with_the_same_total(tmp_path: Path, totals: Any, expected: bool) -> None:
    found = seen(tmp_path, file("a.xlsx", forms(*totals)))
    assert ("same_total" in found) is expected
    if expected:
        assert "4 个项目都是 98 分" in found["same_total"][0].sentence


def test_full_marks_without_spending(tmp_path: Path) -> None:
    made = [form(total=100, rate="0.5999"), form(total=100, rate="0.6"), form(total=99, rate="0.1"), form(total=100, rate=None)]
    (found,) = seen(tmp_path, file("a.xlsx", made))["full_low_rate"]
    assert found.count == 1 and "59.99%" in found.sentence and found.forms[0].remark == "满分，执行率 59.99%"


def test_the_same_long_text_in_two_units(tmp_path: Path) -> None:
    one = form("甲县财政局", indicators=[line("甲", "10", "8", reason=LONG)])
    other = form("乙县教育局", project="另一个", goals=[{"expected": "好", "actual": LONG.replace("，", ", ") + " "}])
    (found,) = seen(tmp_path, file("a.xlsx", [one]), file("b.xlsx", [other]))["same_text"]
    assert found.count == 2
    assert "".join(found.text.split()).replace(",", "，") == LONG
    assert found.sentence.startswith("「乙县教育局」、「甲县财政局」的 2 张自评表里")


@pytest.mark.parametrize("text", ["已完成", "受疫情影响，部分培训改为线上。", "请填写偏差原因分析及改进措施，如没有偏差则填写无，字数不限。", ""])
def test_usual_phrases_and_words_of_the_template_are_no_outlier(tmp_path: Path, text: str) -> None:
    files = [file(f"{unit}.xlsx", [form(unit, indicators=[line("甲", "10", "8", reason=text)])]) for unit in ("甲县财政局", "乙县教育局")]
    assert "same_text" not in seen(tmp_path, *files)


def test_the_same_text_within_one_unit_is_no_outlier(tmp_path: Path) -> None:
    rows = [line("甲", "10", "8", reason=LONG)]
    files = [file(f"{name}.xlsx", [form("甲县 财政局", project=name, indicators=rows)]) for name in ("a", "b")]
    assert "same_text" not in seen(tmp_path, *files)


def test_texts_that_differ_by_a_decimal_point_are_not_identical(tmp_path: Path) -> None:
    texts = ["全年完成招商引资额一百余次，其中外资到账1.21亿美元。", "全年完成招商引资额一百余次，其中外资到账121亿美元。"]
    files = [
        file(f"{number}.xlsx", [form(unit, goals=[{"expected": "", "actual": text}])])
        for number, (unit, text) in enumerate(zip(("甲县财政局", "乙县教育局"), texts, strict=True))
    ]
    assert "same_text" not in seen(tmp_path, *files)


def test_several_texts_of_the_same_forms_are_one_outlier(tmp_path: Path) -> None:
    rows = [line("甲", "10", "8", reason=LONG), line("乙", "10", "8", reason=LONG[::-1] + "完")]
    files = [file(f"{unit}.xlsx", [form(unit, indicators=rows)]) for unit in ("甲县财政局", "乙县教育局")]
    (found,) = seen(tmp_path, *files)["same_text"]
    assert "另有 1 段文字也相同" in found.sentence


def test_a_copied_form(tmp_path: Path) -> None:
    other = [{**row, "actual": row["actual"] + " "} for row in reversed(ROWS)]
    files = [file("a.xlsx", [form("甲县财政局", indicators=ROWS)]), file("b.xlsx", [form("乙县教育局", project="校舍维修", indicators=other)])]
    (found,) = seen(tmp_path, *files)["copied_form"]
    assert found.count == 2 and "5 行指标、指标值和得分完全相同" in found.sentence


def test_indicators_set_from_above_for_one_project_are_no_copy_where_the_results_differ(tmp_path: Path) -> None:
    other = [{**row, "actual": row["actual"] + "多"} for row in ROWS]
    files = [file("a.xlsx", [form("甲县一中", indicators=ROWS)]), file("b.xlsx", [form("甲县二中", indicators=other)])]
    assert "copied_form" not in seen(tmp_path, *files)


@pytest.mark.parametrize("rows", [ROWS[:4], [{**row, "score": None} for row in ROWS]])
def test_few_indicators_or_none_scored_are_no_copy(tmp_path: Path, rows: Any) -> None:
    files = [file(f"{unit}.xlsx", [form(unit, project=unit, indicators=rows)]) for unit in ("甲县财政局", "乙县教育局")]
    assert "copied_form" not in seen(tmp_path, *files)


@pytest.mark.parametrize(("computed", "expected"), [("4.99", True), (5, False), (None, False)])
def test_scores_far_above_those_computed(tmp_path: Path, computed: Any, expected: bool) -> None:
    found = seen(tmp_path, file("a.xlsx", [form(indicators=[line("甲", "10", "5", 10, computed), ROWS[0]])]))
    assert ("above_computed" in found) is expected
    if expected:
        assert found["above_computed"][0].forms[0].remark == "能复算的 2 行指标，自评 20 分，复算 14.99 分，自评高 5.01 分"


def test_a_good_grade_with_errors(tmp_path: Path) -> None:
    grades = ("优秀", "良", "优", "优")
    errors = [finding(1)] * 3 + [finding(2)] * 3 + [finding(3, waived="已核实")] * 3 + [finding(4)] * 2
    made = file("a.xlsx", [form(project=f"项目{at}", grade=grade) for at, grade in enumerate(grades)], errors)
    (found,) = seen(tmp_path, made)["good_with_errors"]
    assert found.count == 1 and found.forms[0].project == "项目0"


@pytest.mark.parametrize(("count", "budget", "expected"), [(20, 100_000, True), (20, 99_999, False), (18, 900_000, False)])
def test_a_budget_that_may_be_in_the_wrong_unit(tmp_path: Path, count: int, budget: int, expected: bool) -> None:
    made = [form(project=f"项目{at}", budget=100, executed=90) for at in range(count)]
    found = seen(tmp_path, file("a.xlsx", [*made, form(project="大项目", budget=budget, executed=budget)]))
    assert ("out_of_scale" in found) is expected
    if expected:
        (one,) = found["out_of_scale"]
        assert one.count == 1 and one.forms[0].project == "大项目"
        with tables(tmp_path / "o.parquet") as again:
            assert "占预算数合计的 98.04%" in find_outliers(again, Forms(again)).notes[0]
        assert "中位数（100 万元）" in one.sentence and "最大的 100000 万元，合计占全部预算数的 98.04%" in one.sentence


def test_one_project_in_two_files(tmp_path: Path) -> None:
    files = [file("收到/a.xlsx", [form(project="培训 项目", total=95)]), file("收到/b.xlsx", [form(project="培训项目", total=93)])]
    (found,) = seen(tmp_path, *files)["project_twice"]
    assert found.sentence.startswith("「甲县财政局」的项目“培训 项目”在「a.xlsx」、「b.xlsx」 2 份文件里都有自评表，总分分别为 95 分、93 分")


@pytest.mark.parametrize("changes", [{"year": 2022}, {"project": "培训项目二期"}, {"unit": "乙县教育局"}])
def test_another_year_project_or_unit_is_not_the_same_project(tmp_path: Path, changes: Any) -> None:
    files = [file("a.xlsx", [form()]), file("b.xlsx", [form(**changes)])]
    assert "project_twice" not in seen(tmp_path, *files)


def test_a_unit_with_far_more_errors_than_the_others(tmp_path: Path) -> None:
    good = [file(f"{number}.xlsx", [form(f"第{number}县财政局", project=str(one), total=90 + one) for one in range(3)]) for number in range(5)]
    bad = file("坏.xlsx", [form("坏县财政局", project=str(one), total=90 + one) for one in range(3)], [finding(1)] * 12)
    (found,) = seen(tmp_path, *good, bad)["many_errors"]
    assert "错误 12 条，平均每张 4.00 条；全部单位平均每张 0.67 条" in found.sentence
    assert "many_errors" not in seen(tmp_path, *good[:3], bad), "too few units to say what is usual"


def test_of_many_outliers_of_a_kind_only_some_are_listed_and_that_is_told(tmp_path: Path) -> None:
    files = [file(f"{n}.xlsx", [form(f"第{n}县财政局", project=str(p), total=100) for p in range(3)]) for n in range(60)]
    with tables(result(tmp_path / "o.parquet", *files)) as found:
        outliers, notes = find_outliers(found, Forms(found))
    assert len(outliers) == 50
    assert notes == ("“一个单位的项目全部满分”共有 60 处，只列出涉及自评表最多的 50 处。",)
