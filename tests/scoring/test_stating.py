"""What a report may state of real forms, against figures computed by hand from the published tables."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.app.samples import form as sample
from tests.scoring.statements import DATA, Stated, data, generated, stated, stated_of
from zipingbiao.forms.catalog import get_form
from zipingbiao.forms.policy import NotApplicablePolicy, TotalCap
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.statement import FormStatement, GroupStatement
from zipingbiao.model.values import Value
from zipingbiao.readers.data import read_data
from zipingbiao.scoring.engine import assess
from zipingbiao.scoring.stating import state_form
from zipingbiao.scoring.stating.totals import CAP_NOTE


@pytest.fixture(scope="module")
def donghu() -> Stated:
    return stated(DATA / "seeds-xlsx" / "donghu-2019.xlsx")


@pytest.fixture(scope="module")
def dongxihu() -> Stated:
    return stated(DATA / "seeds-xlsx" / "dongxihu-2022.xlsx")


def line(group: GroupStatement) -> tuple[str, ...]:
    return tuple(one.text for one in (group.name, group.weight, group.score, group.rate, group.grade))


def lines(form: FormStatement) -> list[tuple[str, ...]]:
    return [line(group) for group in form.groups]


def counts(form: FormStatement) -> tuple[str, str, str]:
    return form.counted.text, form.met.text, form.unmet.text


def read(**changes: object) -> Evaluation:
    return read_data(sample(**changes))[0][0]


# -- 2019: the table 综合评分结果 of the published report ---------------------------------------------------------------


def test_groups_of_the_published_report(donghu: Stated) -> None:
    form = donghu.form("园区行政管理")
    assert lines(form) == [
        ("项目执行", "10", "9.17", "91.70%", "优"),
        ("项目产出", "50", "44.51", "89.02%", "良"),
        ("项目效益", "30", "30", "100.00%", "优"),
        ("项目满意度", "10", "10", "100.00%", "优"),
    ]
    assert (form.total.text, form.total_rate.text, form.grade.text) == ("93.68", "93.68%", "优")
    assert (form.full_marks.text, form.indicator_marks.text, form.indicator_score.text) == ("100", "90", "84.51")
    assert counts(form) == ("21", "16", "5")
    assert not form.undecided
    assert form.notes == ()


def test_funds_have_two_decimals_and_no_unit(donghu: Stated) -> None:
    fund = donghu.form("园区行政管理").total_fund
    assert fund is not None
    stated_amounts = [one.text for one in (fund.initial, fund.budget, fund.executed, fund.left, fund.rate)]
    assert stated_amounts == ["614.00", "614.00", "563.27", "50.73", "91.74%"]
    assert (fund.weight.text, fund.score.text) == ("10", "9.17")
    assert fund.left.how == "全年预算数－全年执行数"
    assert [place.cell for place in fund.left.places] == ["D6", "E6"]
    assert (fund.rate.how, [place.cell for place in fund.rate.places]) == ("", ["G6"])


@pytest.mark.parametrize(
    ("name", "deviation", "completion"),
    [
        ("部门维持在职人员完成率", "0%", "met"),
        ("订阅报刊杂志数", "28%", "met"),  # ≥100份, 128份
        ("公务接待人次", "", "unmet"),  # ≤200人次 beside 76.00%: no comparable numbers, 1.51 of 4 points
        ("(日常办公场所、展厅及食堂)正常运转天数", "", "met"),  # 2019年工作日天数 beside 248: full marks
        ("租赁用房空间利用率", "10%", "unmet"),
        ("目标完成质量达标率", "10%", "unmet"),  # full marks, but 90% is not 100%
        ("报销及支付及时性", "", "unmet"),  # 及时 beside 基本及时
        ("达标项目成本控制偏差率", "60%", "unmet"),  # ≤5%, 8%
        ("三公经费成本控制率", "0%", "met"),  # ≤70%, 41%: within a limit there is no deviation
        ("服务人员劳务成本控制", "0%", "met"),  # ≤150元/人/天, 143.42元/人/天
        ("项目可持续性", "", "met"),
        ("职工食堂服务满意度", "1.18%", "met"),  # ≥85%, 86%
    ],
)
def test_deviation_and_completion(donghu: Stated, name: str, deviation: str, completion: str) -> None:
    row = next(row for row in donghu.form("园区行政管理").indicators if row.l3.text == name)
    assert (row.deviation.text, row.completion) == (deviation, completion)


def test_goals_and_first_levels_of_a_department_come_together(donghu: Stated) -> None:
    form = donghu.forms[0]
    assert lines(form) == [
        ("预算执行", "10", "9.17", "91.70%", "优"),
        ("产出", "50", "37.9", "75.80%", "中"),
        ("效益", "30", "30", "100.00%", "优"),
        ("满意度", "10", "10", "100.00%", "优"),
    ]
    assert [len(goal.indicators) for goal in form.goals] == [9, 14, 10, 8]


def test_a_wrong_total_gives_way_to_the_sum_and_is_said(donghu: Stated) -> None:
    form = donghu.form("安全生产专项")  # 97 is printed; 9.85 + 87
    assert form.total.text == "96.85"
    assert form.total.how == "项目执行得分＋各项指标得分"
    assert len(form.total.places) == 13
    assert len(form.notes) == 1
    assert "不一致" in form.notes[0]


def test_a_wrong_rate_gives_way_to_the_amounts(donghu: Stated) -> None:
    fund = donghu.form("基层活动专项").total_fund  # 85.58% is printed; 53.92 / 63
    assert fund is not None
    assert (fund.rate.text, fund.rate.how) == ("85.59%", "全年执行数÷全年预算数")
    assert [place.cell for place in fund.rate.places] == ["F7", "E7"]


def test_the_list_is_made_of_the_forms_in_yuan(donghu: Stated) -> None:
    unit = donghu.unit
    assert (unit.unit_name.text, unit.year.text, unit.count.text) == ("武汉东湖综合保税区建设管理办公室", "2019", "9")
    first = unit.listed[0]
    assert (first.budget.text, first.executed.text, first.rate.text) == ("6140000", "5632700", "91.74%")
    assert (first.score.text, first.grade.text) == ("93.68", "优")
    assert unit.total is not None
    assert (unit.total.budget.text, unit.total.executed.text) == ("37440000", "34318900")
    assert unit.department is not None
    assert len(unit.projects) == 9


# -- 2022: points in the labels of the first level, no 分值 column, a list of its own -----------------------------------


def test_points_of_the_labels(dongxihu: Stated) -> None:
    form = dongxihu.form("招商经费")
    assert lines(form) == [
        ("项目执行", "20", "13", "65.00%", "中"),
        ("项目产出", "40", "37", "92.50%", "优"),
        ("项目效益", "20", "18", "90.00%", "优"),
        ("项目满意度", "20", "20", "100.00%", "优"),
    ]
    assert (form.total.text, form.full_marks.text, form.grade.text) == ("88", "100", "良")
    weights = [row.weight.text for row in form.indicators]
    assert weights == ["", "", "", "", "", "20"], "only the one row of its group has points beyond doubt"


def test_expenditures_of_the_head(dongxihu: Stated) -> None:
    form = dongxihu.forms[0]
    assert form.level == "department"
    basic, projects = form.basic_expenditure, form.project_expenditure
    assert basic is not None
    assert projects is not None
    assert (basic.executed.text, projects.executed.text) == ("748.63", "11304.85")
    assert [place.cell for place in basic.executed.places] == ["B5"]
    assert form.attributes["基本支出总额"].number is not None


def test_the_units_own_list_comes_first(dongxihu: Stated) -> None:
    unit = dongxihu.unit
    assert unit.count.text == "18"
    assert unit.total is not None
    assert (unit.total.budget.text, unit.total.executed.text) == ("115530851", "113048518.64")
    assert [place.cell for place in unit.total.executed.places] == ["C21"]
    investment = next(one for one in unit.listed if one.name.text == "招商经费")
    assert investment.score.text == "88"
    assert investment.purpose.text


# -- forms of our own workbooks ------------------------------------------------------------------------------------------


def test_a_living_form_states_what_it_computes(tmp_path: Path) -> None:
    form = stated(generated("yongde-2022-form", tmp_path)).forms[0]  # 96 was written; the rows give 99.8
    assert (form.unit, form.total.text, form.grade.text) == ("元", "99.8", "优")
    assert form.total.how == ""
    late = form.indicators[2]
    assert (late.l3.text, late.score.text) == ("资金到位及时率", "10"), "not the 7 of the original table"
    assert form.total_fund is not None
    assert form.total_fund.budget.text == "387664.62"


def test_a_form_whose_groups_are_its_own(tmp_path: Path) -> None:
    form = stated(generated("xiangxi-2018-form", tmp_path)).forms[0]
    assert [line(group)[:3] for group in form.groups] == [
        ("投入", "13", "13"), ("过程", "61", "52"), ("产出及效率", "26", "25.47"),
    ]  # fmt: skip
    assert form.total.text == "90.47"


def test_a_form_with_its_list_inside(tmp_path: Path) -> None:
    result = stated(generated("dongxihu-2020-form", tmp_path))
    form, unit = result.forms[0], result.unit
    assert lines(form)[0] == ("预算执行", "20", "19.64", "98.20%", "优")
    assert form.groups[0].weight.how == "表样规定"
    assert form.total.text == "95.64"
    assert form.basic_expenditure is not None
    assert form.basic_expenditure.executed.text == "796.17"
    assert unit.total is not None
    assert (unit.total.budget.text, unit.total.executed.text, unit.total.rate.text) == ("13295745.76", "13268748.05", "99.80%")
    assert [one.purpose.text for one in unit.listed][1] == "区商务局党员教育培训"


def test_a_record_without_points(tmp_path: Path) -> None:
    form = stated(generated("wuhan-2018-forms", tmp_path)).forms[0]
    assert not form.scored
    assert not any((form.total, form.grade, form.full_marks, form.indicator_score))
    assert form.execution is None
    assert form.bands == ()
    assert [group.name.text for group in form.groups] == ["项目产出", "项目效果", "项目满意度"]
    assert not any(group.weight or group.score or group.rate or group.grade for group in form.groups)
    assert counts(form) == ("7", "3", "0")
    assert form.undecided.text == "4", "nobody can tell about these"
    assert len(form.undecided_indicators) == 4
    assert form.total_fund is not None
    assert form.total_fund.rate.text == "76.51%"


def test_a_target_may_stand_in_the_name_of_its_indicator(tmp_path: Path) -> None:
    rows = stated(generated("wuhan-2018-forms", tmp_path)).forms[0].indicators
    told = {row.l3.text: row.has_target_apart for row in rows}
    assert not told["专家评审10次"]
    assert not told["客观公正、科学合理地评价资金使用情况"], "there is no target at all"
    assert told["社会公众或服务对象满意度"]
    timely = replace(rows[0], l3=replace(rows[0].l3, text="报销及时性"), target=replace(rows[0].target, text="及时"))
    assert timely.has_target_apart
    year = replace(rows[0], l3=replace(rows[0].l3, text="2021年奖励"), target=replace(rows[0].target, text="1"))
    assert year.has_target_apart


# -- what is not there ---------------------------------------------------------------------------------------------------


def test_a_blank_form_states_nothing() -> None:
    form = stated_of(Evaluation(template="mof-2020-project"))
    assert not any((form.total, form.grade, form.year, form.project, form.counted, form.indicator_score))
    assert form.full_marks.text == "100"
    assert form.groups == ()
    assert form.goals == ()


def test_a_form_half_filled_has_no_grade() -> None:
    rows = sample()["indicators"]
    rows[0] |= {"actual": None, "score": None}
    form = stated_of(read(indicators=rows, total=None, grade=None))
    assert form.total.text == "46.85"
    assert not form.grade
    assert any("没有得分" in note for note in form.notes)


def with_policy(evaluation: Evaluation, **changes: object) -> FormStatement:
    form = get_form("mof-2020-project")
    changed = form.model_copy(update={"policy": form.policy.model_copy(update=changes)})
    return state_form(evaluation, assess(evaluation, changed.policy), changed)


def test_rows_left_out_take_their_points_along() -> None:
    rows = sample()["indicators"]
    rows[1] |= {"actual": "不适用", "score": None}
    evaluation = read(indicators=rows, total=None, grade=None)
    form = with_policy(evaluation, not_applicable=NotApplicablePolicy(words=["不适用"], basis="house/not_applicable"))
    assert [row.left_out for row in form.indicators] == [False, True, False]
    assert form.counted.text == "2"
    assert [group.weight.text for group in form.groups] == ["10", "50", "", "10"]
    # (9.85 + 50 + 7) × 100 ÷ 70
    assert (form.total.text, form.total.how) == ("95.5", "（项目执行得分＋各项指标得分）×满分÷适用的分值")
    assert form.grade.text == "优"
    assert "不适用" in form.notes[0]


def test_a_total_held_down_by_the_execution_rate() -> None:
    caps = [TotalCap(below=Decimal(99), total=Decimal(89), basis="house/caps")]
    form = with_policy(read(total="89", grade="良"), caps=caps)
    assert (form.total.text, form.grade.text) == ("89", "良")
    assert form.notes == (CAP_NOTE,)


def test_points_of_execution_are_not_counted_twice() -> None:
    rows = [*sample()["indicators"], {"goal": 1, "l1": "预算执行率", "l2": "", "l3": "预算执行率", "target": "100%",
            "actual": "98.5%", "weight": "10", "score": "9.85", "reason": ""}]  # fmt: skip
    form = stated_of(read(template=None, indicators=rows, total="96.85"))
    assert [group.key for group in form.groups].count("execution") == 1
    assert form.total.text == "96.85"


def test_a_table_cut_off_keeps_its_printed_total() -> None:
    form = stated_of(read(template=None, indicators=sample()["indicators"][:2], total="96.85", total_weight=None))
    assert form.total.text == "96.85"
    assert "合计不是满分" in form.notes[0]
    assert not form.full_marks


def test_data_without_cells_is_told_by_its_path() -> None:
    total = stated(data("donghu-2019")).forms[1].total
    assert (total.text, [place.cell for place in total.places]) == ("93.68", ["forms[1].total"])


def test_what_was_never_in_a_file_has_no_places() -> None:
    total = Value(text="97", number=Decimal(97))
    assert stated_of(Evaluation(template=None, total=total)).total.places == ()


def test_grade_bands_are_those_of_the_form() -> None:
    bands = [(band.limits, band.name) for band in stated(data("donghu-2019")).forms[1].bands]
    assert bands == [("90分（含）—100分", "优"), ("80分（含）—90分", "良"), ("60分（含）—80分", "中"), ("60分以下", "差")]
