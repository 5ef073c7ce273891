"""汇总图: its charts name every project, their figures are the engine's, and they follow every edit."""

from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

import zipingbiao
from tests.live.office import session
from tests.readers.reading import read_path
from tests.workbook.seeds import seed_forms
from tests.workbook.units import JSON, district, many_projects, mixed
from zipingbiao.base.numbers import round_to
from zipingbiao.forms import catalog
from zipingbiao.forms.catalog import get_form
from zipingbiao.forms.parts import SUMMARY_CHART_SHEET, SUMMARY_SHEET
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.values import Value
from zipingbiao.readers.data import read_data
from zipingbiao.readers.summary import read_summaries
from zipingbiao.readers.workbook import read_workbook
from zipingbiao.scoring.engine import Assessment, assess, fund_weight
from zipingbiao.scoring.living import to_living
from zipingbiao.writers.workbook import write_workbook
from zipingbiao.writers.workbook.group_links import merged_names
from zipingbiao.writers.workbook.planning import make_plan
from zipingbiao.writers.workbook.summary_figures import BLOCK

UNITS = {
    "two": lambda: many_projects(2),
    "nine": lambda: many_projects(9),
    "sixty": lambda: many_projects(60),
    "district": lambda: district()[0],
    "mixed": mixed,
    "every form": seed_forms,
}


@cache
def _unit(name: str) -> list[Evaluation]:
    return UNITS[name]()


@cache
def _sheet(name: str):
    return openpyxl.load_workbook(BytesIO(_write(_unit(name))), data_only=True)[SUMMARY_CHART_SHEET]


def _write(forms: list[Evaluation]) -> bytes:
    return write_workbook(forms, template="mof-2020-project", unit_name="某单位", year=2022)


def _projects(forms: list[Evaluation]) -> list[tuple[Evaluation, Assessment]]:
    living = [to_living(form, get_form(form.template or "mof-2020-project").policy) for form in forms]
    return [(form, assess(form, _policy(form))) for form in living if form.level == "project"]


def _policy(form: Evaluation):
    return get_form(form.template or "mof-2020-project").policy


def _table(sheet, head: str) -> list[list[object]]:
    """The rows below a head of the figures, up to the next empty row."""
    column = sheet.cell(1, BLOCK + 1).column_letter
    row = next(cell.row for cell in sheet[column] if cell.value == head) + 1
    found = []
    while sheet.cell(row, BLOCK + 1).value is not None:
        found.append([sheet.cell(row, BLOCK + 1 + offset).value for offset in range(30)])
        row += 1
    return found


def _series(chart) -> tuple[str, str]:
    (series,) = chart.series
    return series.cat.strRef.f, series.val.numRef.f


def _expected_parts(projects: list[tuple[Evaluation, Assessment]]) -> dict[str, tuple[Decimal, Decimal]]:
    """分值 and 得分 of every part over all projects, of the rows that have both; put together without the writer."""
    sums: dict[str, list[Decimal]] = {}
    for form, assessment in projects:
        policy = _policy(form)
        if not policy.scored:
            continue
        rows = [
            (row.l1_name.removesuffix("指标"), row.weight.number, result.counted)
            for row, result in zip(form.indicators, assessment.indicators, strict=True)
        ]
        if form.total_funding is not None:
            rows.append(("预算执行", fund_weight(form.total_funding, policy), assessment.execution_score))
        for name, weight, score in rows:
            if weight is not None and score is not None:
                both = sums.setdefault(name, [Decimal(0), Decimal(0)])
                sums[name] = [both[0] + weight, both[1] + score]
    return {name: (weight, score) for name, (weight, score) in sums.items()}


@pytest.mark.parametrize("name", UNITS)
def test_every_figure_is_the_engines(name: str) -> None:
    projects, sheet = _projects(_unit(name)), _sheet(name)
    parts = {row[0]: row for row in _table(sheet, "部分")}
    expected = _expected_parts(projects)
    assert parts.keys() == expected.keys()
    for part, (weight, score) in expected.items():
        rate = round_to(score / weight, 4)
        assert parts[part][1:4] == [pytest.approx(float(x)) for x in (weight, score, rate)], part
        assert f"{parts[part][4]}".startswith(f"{part} "), "the chart says the points behind the rate"
    grades = Counter(
        (assessment.grade or "未定级") if _policy(form).scored else "不计分" for form, assessment in projects
    )
    assert {row[0]: row[1] for row in _table(sheet, "等级") if row[1]} == grades
    assert sum(row[1] for row in _table(sheet, "等级")) == len(projects)
    rows = _table(sheet, "项目")
    assert len(rows) == len(projects)
    for row, (form, assessment) in zip(rows, projects, strict=True):
        assert str(row[0]).replace("\n", "") == form.name
        total = assessment.total if _policy(form).scored else None
        assert (row[2] or None) == (None if total is None else pytest.approx(float(total)))


@pytest.mark.parametrize("name", UNITS)
def test_the_charts_cover_all_projects_parts_and_grades(name: str) -> None:
    count = sum(form.level == "project" for form in _unit(name))
    sheet = _sheet(name)
    parts, grades, *panels = [_series(chart) for chart in sheet._charts]
    for (names, values), head in ((parts, "部分"), (grades, "等级")):
        for reference in (names, values):
            place, _, cells = reference.partition("!")
            assert place == SUMMARY_CHART_SHEET
            _, first, _, last = range_boundaries(cells)
            assert last - first + 1 == len(_table(sheet, head))
            assert sheet.cell(first - 1, BLOCK + 1).value == head
    covered: dict[str, list[int]] = {}
    for names, values in panels:
        column, first, _, last = range_boundaries(values.partition("!")[2])
        assert names == f"{SUMMARY_CHART_SHEET}!$C${first}:$C${last}"
        covered.setdefault(str(column), []).extend(range(first, last + 1))
    assert sorted(covered) == [str(BLOCK + 2), str(BLOCK + 3)], "执行率 and 总分"
    assert all(len(rows) == len(set(rows)) == count for rows in covered.values()), "every project once"


def test_sixty_projects_take_two_pages() -> None:
    sheet = _sheet("sixty")
    assert [page.id for page in sheet.row_breaks.brk] == [48]
    assert [chart.anchor._from.row for chart in sheet._charts] == [2, 2, 16, 16, 48, 48]
    # A chart inside one column is as wide in every program.
    assert all(chart.anchor._from.col == chart.anchor.to.col == 0 for chart in sheet._charts)
    assert sheet.print_area.startswith("'汇总图'!$A$2:$A$")
    assert "某单位2022年度绩效自评汇总图" in sheet.oddHeader.center.text


def test_charts_need_no_colour_and_have_a_description() -> None:
    sheet = _sheet("nine")
    assert len(sheet._charts) == 4
    for chart in sheet._charts:
        assert chart.legend is None
        assert len(chart.series) == 1
        assert chart.series[0].dLbls.showVal


def test_blank_forms_have_no_figures_yet() -> None:
    blank = [Evaluation(template="mof-2020-project", level="project") for _ in range(3)]
    sheet = openpyxl.load_workbook(BytesIO(_write(blank)), data_only=True)[SUMMARY_CHART_SHEET]
    for row in _table(sheet, "部分"):
        assert [value or None for value in row[1:4]] == [None, None, None]
        assert row[4] == row[0]
    assert [(row[0], row[1]) for row in _table(sheet, "等级")] == [("优", 0), ("良", 0), ("中", 0), ("差", 0), ("未定级", 3)]
    assert [[value or None for value in row[:3]] for row in _table(sheet, "项目")] == [["（未填名称）", None, None]] * 3
    for chart in (sheet._charts[0], *sheet._charts[2:]):
        assert chart.series[0].dLbls.numFmt.endswith(";;"), "nothing is drawn as 0 and says nothing"


def test_nothing_spent_says_so() -> None:
    """A rate of 0 is what a reviewer must see; a missing one says nothing."""
    forms = many_projects(3)[1:]
    spent = [row.model_copy(update={"executed": Value(text="0", number=Decimal(0))}) for row in forms[0].funding]
    forms[0] = forms[0].model_copy(update={"funding": tuple(spent)})
    sheet = openpyxl.load_workbook(BytesIO(_write(forms)), data_only=True)[SUMMARY_CHART_SHEET]
    first, *_ = _table(sheet, "项目")
    assert 0 < first[1] < 0.00001, "printed as 0.00%"


def test_forms_that_do_not_score_show_their_rates_alone() -> None:
    records = read_data(JSON / "wuhan-2018-forms.json")[0][:3]
    assert not any(_policy(form).scored for form in records)
    sheet = openpyxl.load_workbook(BytesIO(_write(records)))[SUMMARY_CHART_SHEET]
    assert [_series(chart)[1].split("$")[1] for chart in sheet._charts] == ["D"]


def test_forms_without_any_figure_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    record = get_form("wuhan-special-record")
    bare = record.model_copy(update={"layout": record.layout.model_copy(update={"funding": None})})
    monkeypatch.setattr(catalog, "get_form", lambda form_id: bare)
    forms = [Evaluation(template=bare.id, level="project") for _ in range(2)]
    sheet = openpyxl.load_workbook(BytesIO(_write(forms)))[SUMMARY_CHART_SHEET]
    assert sheet._charts == []
    assert sheet["A2"].value == "各表样不计分，也没有预算数和执行数，没有可画的图。"


def test_a_long_name_is_printed_whole() -> None:
    name = "2021年促进消费升级支持商贸企业做大做强扩大开放" * 4
    forms = [form.model_copy(update={"project": Value(text=name)}) for form in many_projects(2)[1:]]
    sheet = openpyxl.load_workbook(BytesIO(_write(forms)), data_only=True)[SUMMARY_CHART_SHEET]
    lines = str(_table(sheet, "项目")[0][0]).split("\n")
    assert "".join(lines) == name
    assert len(lines) == 3


def test_the_names_of_several_forms_keep_their_order() -> None:
    assert merged_names([["执行", "产出", "效益"], ["执行", "成本", "产出", "满意度"], ["效益", "满意度"]]) == [
        "执行", "成本", "产出", "满意度", "效益",
    ]  # fmt: skip
    assert merged_names([["优", "良", "差"], ["优", "良", "中", "差"]]) == ["优", "良", "中", "差"]


def test_the_figures_are_no_list_of_projects(tmp_path: Path) -> None:
    path = tmp_path / "某单位.xlsx"
    path.write_bytes(_write(many_projects(9)))
    summaries = read_summaries(read_workbook(path))
    assert [summary.place.sheet for summary in summaries if summary.place] == [SUMMARY_SHEET, "项目清单"]
    evaluations, findings, *_ = read_path(path)
    assert len(evaluations) == 10
    found = [*findings, *zipingbiao.check(path).files[0].findings]
    assert not [one for one in found if one.place and one.place.sheet == SUMMARY_CHART_SHEET]


@pytest.mark.live
@pytest.mark.parametrize("name", ["nine", "mixed"])
def test_random_edits_reach_the_charts(name: str, tmp_path: Path) -> None:
    forms = _unit(name)
    path = tmp_path / "某单位.xlsx"
    path.write_bytes(_write(forms))
    book = openpyxl.load_workbook(path, data_only=True)
    sheet = book[SUMMARY_CHART_SHEET]
    heads = {cell.value: cell.row for cell in sheet["C"] if cell.value in ("部分", "等级")}
    parts = [row[0] for row in _table(sheet, "部分")]
    grades = [row[0] for row in _table(sheet, "等级")]
    watched = [[SUMMARY_CHART_SHEET, f"{column}{heads['部分'] + 1 + at}"] for at in range(len(parts)) for column in "DE"]
    watched += [[SUMMARY_CHART_SHEET, f"D{heads['等级'] + 1 + at}"] for at in range(len(grades))]
    names = [openpyxl.load_workbook(path).defined_names[f"zpb_form_{at}"].attr_text for at in range(1, len(forms) + 1)]
    living = [to_living(form, _policy(form)) for form in forms]
    plans = [make_plan(form, get_form(form.template or "mof-2020-project")) for form in living]
    rng = random.Random(5)
    steps, expected = [], []
    for _ in range(3):
        edits = []
        for at, (form, plan) in enumerate(zip(living, plans, strict=True)):
            place = names[at].split("!")[0].strip("'").replace("''", "'")
            rows = list(form.indicators)
            for line in plan.lines:
                if line.index is not None and "actual" in plan.columns and rng.random() < 0.3:
                    text = rng.choice(["100%", "87.5%", "0", "12", "及时", "未达成", None])
                    rows[line.index] = rows[line.index].model_copy(update={"actual": Value(text=text)})
                    edits.append([place, plan.at("actual", line.row), text])
            living[at] = form.model_copy(update={"indicators": tuple(rows)})
        steps.append({"set": edits, "get": watched})
        assessed = [(form, assess(form, _policy(form))) for form in living if form.level == "project"]
        sums = _expected_parts(assessed)
        counted = Counter((one.grade or "未定级") if _policy(form).scored else "不计分" for form, one in assessed)
        expected.append([*(x for part in parts for x in sums.get(part, ("", ""))), *(counted[grade] for grade in grades)])
    for wanted, got in zip(expected, session(path, steps), strict=True):
        assert len(wanted) == len(got)
        for place, ours, theirs in zip(watched, wanted, got, strict=True):
            assert theirs == ("" if ours == "" else pytest.approx(float(ours))), place
