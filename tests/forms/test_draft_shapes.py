"""zpb form new: official forms of other shapes than the published samples; every draft loads, and what is lost is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.forms.sample_build import Rows, build, indicator_rows
from zipingbiao.app.form_draft import DraftResult, draft_form
from zipingbiao.app.new import empty_form
from zipingbiao.forms import catalog
from zipingbiao.forms.schema import Form
from zipingbiao.writers.workbook import write_workbook

KINDS = (".xlsx", ".docx")


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    yield
    for cached in (catalog.form_paths, catalog.get_form, catalog.bases):
        cached.cache_clear()


def draft(sample: Path, year: str = "2024") -> tuple[Form, DraftResult]:
    """The drafted form: it loads, and makes a workbook."""
    folder = sample.parent / "city" / "form" / year
    result = draft_form(sample, folder)
    form = catalog.register(folder / "form.yaml")
    assert write_workbook([empty_form(form)], template=form.id)
    assert not any("不能载入" in text for text in result.todo)
    notes = (folder / "NOTES.md").read_text(encoding="utf-8")
    assert all(text in notes for text in (*result.todo, *result.guessed))
    return form, result


# -- the national form on a grid finer than its columns -----------------------------------------------------------------

NATIONAL_WIDTHS = [6, 7, 8, 8, 6, 7, 6, 8, 6, 6, 6, 12.0]
NATIONAL_GROUPS = {
    "产出指标（50分）": ["数量指标", "质量指标", "时效指标", "成本指标"],
    "效益指标（30分）": ["经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"],
    "满意度指标（10分）": ["服务对象满意度指标"],
}


def national() -> Rows:
    spans = [(5, 6), (7, 8), (9, 9), (10, 10), (11, 11), (12, 12)]
    heads = ["年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"]
    rows: Rows = [
        [("项目名称", 1, 2), ("", 3, 12)],
        [("主管部门", 1, 2), ("", 3, 6), ("实施单位", 7, 8), ("", 9, 12)],
        [("项目资金\n（万元）", 1, 2, 5), ("", 3, 4), *((head, *span) for head, span in zip(heads, spans, strict=True))],
    ]
    for label in ("年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金"):
        mark = "10" if label == "年度资金总额" else "—"
        rows.append([(label, 3, 4), *((mark if n == 3 else "", *span) for n, span in enumerate(spans))])
    rows.append([("年度总体目标", 1, 1, 2), ("预期目标", 2, 6), ("实际完成情况", 7, 12)])
    rows.append([("", 2, 6), ("", 7, 12)])
    places = [(4, 5), (6, 7), (8, 8), (9, 9), (10, 10), (11, 12)]
    names = ["三级指标", "年度\n指标值", "实际\n完成值", "分值", "得分", "偏差原因分析及改进措施"]
    body: Rows = []
    for row in indicator_rows(NATIONAL_GROUPS, 3, first=2, rows=3):
        levels = [cell for cell in row if cell[1] <= 3]
        third = ("指标1：", "指标2：", "……")[len(body) % 3]
        body.append([*levels, *((third if n == 0 else "", *place) for n, place in enumerate(places))])
    head = [("一级指标", 2, 2), ("二级指标", 3, 3), *((name, *place) for name, place in zip(names, places, strict=True))]
    rows.append([("绩\n效\n指\n标", 1, 1, len(body) + 1), *head])
    rows += body
    rows.append([("总分", 1, 8), ("100", 9, 9), ("", 10, 10), ("", 11, 12)])
    return rows


@pytest.mark.parametrize("kind", KINDS)
def test_the_empty_national_form(tmp_path: Path, kind: str) -> None:
    above, below = ("项目支出绩效自评表", "（      年度）"), ("注：1.得分一档最高不能超过该指标分值上限。",)
    sample = build(tmp_path / f"样表{kind}", NATIONAL_WIDTHS, national(), above, below)
    form, result = draft(sample)
    layout, policy = form.layout, form.policy
    assert [c.key for c in layout.columns] == ["side", "l1", "l2", "l3", "target", "actual", "weight", "score", "reason"]
    assert layout.funding is not None and layout.goals is not None and layout.total is not None
    assert [c.key for c in layout.funding.columns] == ["initial", "budget", "executed", "weight", "rate", "score"]
    assert [row.label for row in layout.funding.rows] == ["年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金"]
    assert layout.funding.label == "项目资金（{unit}）"
    assert (layout.goals.expected, layout.goals.actual) == ("预期目标", "实际完成情况")
    assert layout.indicators.label == "绩效指标" and layout.indicators.l1 == "{l1}（{points}分）"
    assert {group.l1: group.points for group in policy.groups} == {"产出指标": 50, "效益指标": 30, "满意度指标": 10}
    assert [group.l2 for group in policy.groups] == list(NATIONAL_GROUPS.values())
    assert [group.spare_rows for group in policy.groups] == [8, 8, 3]
    assert (policy.execution.points, policy.full_marks.value) == (10, 100)
    assert form.year == 2024, "the sample has no year, its folder has"
    assert (layout.paper, layout.orientation) == ("A4", "portrait")
    assert any("边线不齐" in text for text in result.guessed)
    assert any("注：1.得分一档" in text for text in result.todo), "what is left out is said"
    widths = {column.key: float(column.width) for column in layout.columns}
    assert widths["reason"] > widths["l3"] > widths["score"] and abs(widths["reason"] / widths["weight"] - 3) < 0.4


def test_fonts_of_the_sample_are_those_of_the_draft(tmp_path: Path) -> None:
    sample = build(tmp_path / "样表.xlsx", NATIONAL_WIDTHS, national(), ("项目支出绩效自评表", "（2024年度）"))
    font = draft(sample)[0].layout.font
    assert (font.title, float(font.title_size), font.body, float(font.body_size)) == ("方正小标宋简体", 20, "仿宋_GB2312", 10)


# -- a provincial form: cost first, split targets under a header of two rows ----------------------------------------------

COST_WIDTHS = [9, 12, 16, 8, 8, 8, 12, 6, 7, 7, 18.0]
COST_GROUPS = {"成本指标（20分）": ["经济成本指标", "社会成本指标"], "产出指标（40分）": ["数量指标", "质量指标", "时效指标"],
               "效益指标（20分）": ["社会效益指标"], "满意度指标（10分）": ["服务对象满意度指标"]}  # fmt: skip


def cost() -> Rows:
    spans = [(3, 3), (4, 5), (6, 7), (8, 8), (9, 9), (10, 10), (11, 11)]
    heads = ["", "年初预算数", "全年预算数", "全年执行数", "权重", "执行率", "得分"]
    rows: Rows = [
        [("项目名称", 1, 2), ("", 3, 7), ("项目编码", 8, 8), ("", 9, 11)],
        [("主管部门", 1, 2), ("", 3, 5), ("实施单位", 6, 7), ("", 8, 11)],
        [("项目类型", 1, 2), ("□经常性项目  □一次性项目  □其他", 3, 11)],
        [("预算资金情况（万元）", 1, 2, 4), *((head, *span) for head, span in zip(heads, spans, strict=True))],
    ]
    for label in ("资金总额", "其中：中央财政资金", "省级财政资金"):
        mark = "10" if label == "资金总额" else "—"
        rows.append([(label if n == 0 else mark if n == 4 else "", *span) for n, span in enumerate(spans)])
    rows += [[("年度目标", 1, 2), ("", 3, 11)], [("完成情况", 1, 2), ("", 3, 11)]]
    rows.append([("绩效指标", 1, 3), ("年度指标值", 4, 6), ("实际完成值", 7, 7, 2), ("权重", 8, 8, 2), ("自评得分", 9, 9, 2),
                 ("复核得分", 10, 10, 2), ("未完成原因及拟采取的改进措施", 11, 11, 2)])  # fmt: skip
    names = ["一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位"]
    rows.append([(name, n, n) for n, name in enumerate(names, start=1)])
    rows += indicator_rows(COST_GROUPS, 11)
    rows.append([("总分", 1, 7), ("100", 8, 8), ("", 9, 9), ("", 10, 10), ("等级：", 11, 11)])
    return rows


@pytest.mark.parametrize("kind", KINDS)
def test_a_provincial_form_with_split_targets(tmp_path: Path, kind: str) -> None:
    sample = build(tmp_path / f"样表{kind}", COST_WIDTHS, cost(), ("省级项目支出绩效自评表", "（2023年度）"), ("填表人：    联系电话：",))
    form, result = draft(sample)
    layout = form.layout
    keys = ["l1", "l2", "l3", "operator", "target", "measure", "actual", "weight", "score", "reason"]
    assert [column.key for column in layout.columns] == keys
    assert layout.funding is not None and layout.goals is not None and layout.total is not None
    assert [row.role for row in layout.funding.rows] == ["total", "fiscal", "fiscal"]
    assert (layout.goals.expected, layout.goals.actual) == ("年度目标", "完成情况")
    assert [cell.label for row in layout.header for cell in row] == ["项目名称", "项目编码", "主管部门", "实施单位", "项目类型"]
    assert layout.header[2][0].options == ["经常性项目", "一次性项目", "其他"]
    assert layout.total.grade == "等级：" and form.year == 2023
    assert {group.l1: group.points for group in form.policy.groups} == {"成本指标": 20, "产出指标": 40, "效益指标": 20, "满意度指标": 10}
    for words in ("“复核得分”栏没有对应的键", "填表人"):
        assert any(words in text for text in result.todo), words
    assert any("上下排列" in text for text in result.guessed)


# -- a district form: several goals with points of their own --------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_several_goals_with_points(tmp_path: Path, kind: str) -> None:
    rows: Rows = [
        [("单位名称", 1, 2), ("", 3, 7)],
        [("基本支出总额", 1, 2), ("", 3, 4), ("项目支出总额", 5, 5), ("", 6, 7)],
        [("预算执行情况（万元）（20分）", 1, 2, 2), ("", 3, 3), ("预算数（A）", 4, 4), ("执行数（B）", 5, 5), ("执行率（B/A）", 6, 6),
         ("得分（20分*执行率）", 7, 7)],
        [("部门整体支出总额", 3, 3), *(("", n, n) for n in range(4, 8))],
    ]  # fmt: skip
    groups = {"产出指标（20分）": ["数量指标", "质量指标"], "效益指标（15分）": ["社会效益指标"], "满意度指标（5分）": ["服务对象满意度指标"]}
    heads = ["一级指标", "二级指标", "三级指标", "年初目标值（A）", "实际完成值（B）", "得分"]
    for number in (1, 2):
        rows.append([(f"年度绩效目标{number}：（40分）", 1, 2), ("", 3, 7)])
        rows.append([("年度绩效目标", 1, 1, 5), *((head, n, n) for n, head in enumerate(heads, start=2))])
        rows += indicator_rows(groups, 7, first=2)
    rows += [[("总分", 1, 6), ("", 7, 7)], [("偏差大或目标未完成原因分析", 1, 2), ("", 3, 7)]]
    form, _ = draft(build(tmp_path / f"样表{kind}", [8, 11, 13, 20, 15, 15, 12.0], rows, ("2022年度某局整体绩效自评表",)))
    assert form.policy.goals is not None and form.policy.goals.points == 80
    assert form.policy.execution.points == 20
    assert [group.l1 for group in form.policy.groups] == ["产出指标", "效益指标", "满意度指标"]
    assert form.layout.goals is not None and form.layout.goals.heads
    assert form.layout.goals.label == "年度绩效目标{n}：（{points}分）"
    assert form.levels == ["department"]
    assert form.layout.titles["department"] == "{year}年度某局整体绩效自评表"
    assert [cell.label for cell in form.layout.header[1]] == ["基本支出总额", "项目支出总额"]
    assert [footer.label for footer in form.layout.footers] == ["偏差大或目标未完成原因分析"]


# -- points of every level, standards printed in the form ------------------------------------------------------------------

LEVELS = ["一级指标", "分值", "二级指标", "分值", "三级指标", "分值", "评价标准", "指标说明", "得分"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_department_form_with_printed_standards(tmp_path: Path, kind: str) -> None:
    rows: Rows = [
        [(head, n, n) for n, head in enumerate(LEVELS, start=1)],
        [("投入", 1, 1, 2), ("13", 2, 2, 2), ("目标设定", 3, 3), ("6", 4, 4), ("目标合理性", 5, 5), ("6", 6, 6),
         ("每出现一例不符合要求的扣1分，扣完为止。", 7, 7), ("目标是否合理", 8, 8), ("", 9, 9)],
        [("预算配置", 3, 3), ("7", 4, 4), ("在职人员控制率", 5, 5), ("7", 6, 6), ("", 7, 7), ("", 8, 8), ("", 9, 9)],
        [("产出", 1, 1), ("87", 2, 2), ("职责履行", 3, 3), ("87", 4, 4), ("重点工作完成率", 5, 5), ("87", 6, 6),
         ("完成率×87分", 7, 7), ("", 8, 8), ("", 9, 9)],
        [("合计", 1, 1), ("100", 2, 2), ("", 3, 3), ("100", 4, 4), ("", 5, 5), ("100", 6, 6), ("", 7, 7), ("", 8, 8), ("", 9, 9)],
    ]  # fmt: skip
    sample = build(tmp_path / f"样表{kind}", [7, 5, 8, 5, 9, 5, 32, 32, 6.0], rows, ("附：部门整体支出绩效评价指标表",))
    form, _ = draft(sample)
    assert [c.key for c in form.layout.columns] == ["l1", "l1_points", "l2", "l2_points", "l3", "weight", "rule", "note", "score"]
    assert form.levels == ["department"]
    assert form.layout.titles["department"] == "部门整体支出绩效评价指标表"
    assert {group.l1: group.points for group in form.policy.groups} == {"投入": 13, "产出": 87}
    assert [(row.l3, row.weight) for row in form.indicators] == [("目标合理性", 6), ("在职人员控制率", 7), ("重点工作完成率", 87)]
    assert form.indicators[1].rule == "", "a row without a standard is printed all the same"
    assert form.layout.funding is None and form.policy.execution.points == 0


def test_labels_that_contradict_the_rows_are_told_and_the_rows_count(tmp_path: Path) -> None:
    heads = ["一级指标", "二级指标", "三级指标", "分值", "评分标准", "得分"]
    rows: Rows = [
        [(head, n, n) for n, head in enumerate(heads, start=1)],
        [("决策（20分）", 1, 1), ("立项", 2, 2), ("依据充分性", 3, 3), ("15", 4, 4), ("充分得15分，否则不得分", 5, 5), ("", 6, 6)],
        [("产出（80分）", 1, 1), ("数量", 2, 2), ("完成率", 3, 3), ("80", 4, 4), ("完成率×80分", 5, 5), ("", 6, 6)],
        [("合计", 1, 3), ("100", 4, 4), ("", 5, 5), ("", 6, 6)],
    ]
    form, result = draft(build(tmp_path / "样表.xlsx", [10, 10, 20, 8, 40, 8.0], rows, ("部门整体支出绩效自评表",)))
    assert {group.l1: group.points for group in form.policy.groups} == {"决策": 15, "产出": 80}
    assert any("“决策”标明 20 分，各行分值合计为 15" in text for text in result.todo)


# -- samples with less than a form needs -----------------------------------------------------------------------------------


def test_without_first_level_column(tmp_path: Path) -> None:
    rows: Rows = [
        [("项目名称", 1, 1), ("", 2, 4)],
        [("指标名称", 1, 1), ("指标值", 2, 2), ("完成值", 3, 3), ("得分", 4, 4)],
        [("数量", 1, 1), ("", 2, 2), ("", 3, 3), ("", 4, 4)],
        [("总分", 1, 3), ("", 4, 4)],
    ]
    form, result = draft(build(tmp_path / "样表.xlsx", [20, 14, 14, 8.0], rows, ("2024年某县项目绩效自评表",)))
    assert [column.key for column in form.layout.columns] == ["l1", "l3", "target", "actual", "score"]
    assert any("一级指标栏" in text for text in result.todo)


def test_points_without_scores_are_no_scored_form(tmp_path: Path) -> None:
    heads = ["一级指标", "二级指标", "三级指标", "年度指标值", "分值", "评分细则"]
    rows: Rows = [
        [(head, n, n) for n, head in enumerate(heads, start=1)],
        [("产出指标（50分）", 1, 1), ("数量指标", 2, 2), ("甲", 3, 3), ("100%", 4, 4), ("50", 5, 5), ("完成率×分值", 6, 6)],
    ]
    form, result = draft(build(tmp_path / "样表.xlsx", [12, 12, 24, 14, 8, 40.0], rows, ("绩效评价指标体系表",)))
    assert not form.policy.scored
    assert any("有分值栏而没有得分栏" in text for text in result.todo)


def test_more_funding_columns_than_the_table_has_room_for(tmp_path: Path) -> None:
    rows: Rows = [
        [("项目资金（万元）", 1, 1, 2), *((head, n, n) for n, head in enumerate(["年初预算数", "全年预算数", "全年执行数", "执行率"], start=2))],
        [("", n, n) for n in range(2, 6)],
        [(head, n, n) for n, head in enumerate(["一级指标", "三级指标", "指标值", "实际完成值", "得分"], start=1)],
        [("产出指标", 1, 1), *(("", n, n) for n in range(2, 6))],
        [("总分", 1, 4), ("", 5, 5)],
    ]
    form, result = draft(build(tmp_path / "样表.xlsx", [10, 14, 20, 14, 8.0], rows, ("某街道项目绩效自评表",)))
    assert form.layout.funding is None
    assert any("资金部分没有写进表样" in text for text in result.todo)


def test_second_levels_left_blank_stay_blank(tmp_path: Path) -> None:
    sample = Path(__file__).parent.parent / "data" / "corpus" / "022_kexuecheng_rongmei.xlsx"
    folder = tmp_path / "city" / "form" / "2021"
    draft_form(sample, folder)
    form = catalog.register(folder / "form.yaml")
    assert [(group.l1, group.l2) for group in form.policy.groups] == [("绩效指标", [""])]
    assert form.layout.funding is not None
    spans = [(column.key, column.span) for column in form.layout.funding.columns]
    assert spans == [("budget", 1), ("executed", 1), ("weight", 1), ("rate", 1), ("score", 2)]
    assert form.layout.funding.row_span == 1, "the figures stand where the sample has them"
