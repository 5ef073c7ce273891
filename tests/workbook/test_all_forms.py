"""All shipped forms in one mixed workbook: written, recalculated, edited, read back."""

from __future__ import annotations

import random
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from tests.live.office import convert, session
from tests.readers.reading import read_path
from tests.workbook.seeds import seed_forms
from zipingbiao.base.text import label_key, squeeze
from zipingbiao.forms.catalog import form_paths, get_form
from zipingbiao.forms.parts import GOAL_SUMMARY_SHEET, INPUTS_SHEET
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.values import Value
from zipingbiao.scoring.engine import assess
from zipingbiao.scoring.formulas.rows import formula_of
from zipingbiao.scoring.living import to_living
from zipingbiao.writers.workbook import write_workbook
from zipingbiao.writers.workbook.planning import make_plan

_TEXTS = ("l3", "target", "reason", "rule", "note")


@pytest.fixture(scope="module")
def forms() -> list[Evaluation]:
    return seed_forms()


@pytest.fixture(scope="module")
def workbook(forms: list[Evaluation], tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("all") / "各种表样.xlsx"
    path.write_bytes(write_workbook(forms, template="mof-2020-project", unit_name="各单位", year=2022))
    return path


@pytest.fixture(scope="module")
def read(workbook: Path) -> list[Evaluation]:
    evaluations, findings, *_ = read_path(workbook)
    assert [finding for finding in findings if finding.severity == "error"] == []
    return list(evaluations)


def _sheets(workbook: Path, forms: list[Evaluation]) -> list[str]:
    """The sheet of every form, by the hidden names that point at them."""
    book = openpyxl.load_workbook(workbook, read_only=False)
    names = [book.defined_names[f"zpb_form_{number}"].attr_text for number in range(1, len(forms) + 1)]
    return [name.split("!")[0].strip("'").replace("''", "'") for name in names]


def test_the_mixed_workbook_holds_every_shipped_form(forms: list[Evaluation]) -> None:
    assert {form.template for form in forms} >= set(form_paths())


def test_what_was_written_is_read_back(forms: list[Evaluation], read: list[Evaluation]) -> None:
    assert len(read) == len(forms)
    for written, back in zip(forms, read, strict=True):
        form = get_form(written.template or "")
        where = f"{written.template} {written.name}"
        assert (back.template, back.level, back.unit, back.own) == (form.id, written.level, written.unit, True), where
        assert back.year_number == written.year_number, where
        living = to_living(written, form.policy)
        assert len(back.indicators) == len(written.indicators), where
        for row, again in zip(living.indicators, back.indicators, strict=True):
            assert (again.goal, again.l1_name, again.l2_name) == (row.goal, row.l1_name, row.l2_name), (where, row.label)
            for key in _TEXTS:
                if key in ("reason", "note") and not any(column.key == key for column in form.layout.columns):
                    continue
                one, other = getattr(row, key), getattr(again, key)
                assert squeeze(other.text or "") == squeeze(one.text or ""), (where, row.label, key)
            assert again.weight.number == row.weight.number, (where, row.label)
            assert again.manual_score.number == row.manual_score.number, (where, row.label)
            if row.score.number is not None:
                assert again.score.number == row.score.number, (where, row.label)
        for goal, again_goal in zip(written.goals, back.goals, strict=False):
            assert squeeze(again_goal.expected.text or "") == squeeze(goal.expected.text or ""), where
        if form.policy.scored:
            assert back.total.number == written.total.number, where
            assert back.living_total.number == assess(living, form.policy).total, where


def test_funding_is_read_back(forms: list[Evaluation], read: list[Evaluation]) -> None:
    for written, back in zip(forms, read, strict=True):
        again = {label_key(row.source.text or ""): row for row in back.funding}
        for row in written.funding:
            # A form's own label may stand for the one in the data: 其中：当年财政拨款 for 当年财政拨款.
            found = next((one for label, one in again.items() if label_key(row.source.text or "") in label), None)
            found = found or next((one for one in back.funding if one.role == row.role), None)
            assert found is not None, (written.name, row.source.text)
            for key in ("initial", "budget", "executed", "rate", "score"):
                value = getattr(row, key).number
                if value is not None and any(c.key == key for c in get_form(written.template or "").layout.funding.columns):  # type: ignore[union-attr]
                    assert getattr(found, key).number == value, (written.name, row.source.text, key)


def test_header_attributes_and_footers_are_read_back(forms: list[Evaluation], read: list[Evaluation]) -> None:
    for written, back in zip(forms, read, strict=True):
        labels = {cell.label for row in get_form(written.template or "").layout.header for cell in row if not cell.field}
        for label in labels & written.attributes.keys():
            assert squeeze(back.attributes[label]).replace(",", "") == squeeze(written.attributes[label]), written.name
        reasons = written.attributes.get("reasons")
        if reasons:
            assert squeeze(back.attributes["偏差大或目标未完成原因分析"]) == squeeze(reasons)


def test_the_project_list_inside_a_form_is_read_back(forms: list[Evaluation], read: list[Evaluation]) -> None:
    written, back = next(pair for pair in zip(forms, read, strict=True) if pair[0].template == "wuhan-district-summary")
    assert written.project_list is not None and back.project_list is not None
    assert back.project_list.unit == "元"
    assert len(back.project_list.rows) == len(written.project_list.rows) == 12
    for row, again in zip(written.project_list.rows, back.project_list.rows, strict=True):
        assert squeeze(again.project.text or "") == squeeze(row.project.text or "")
        assert (again.budget.number, again.executed.number) == (row.budget.number, row.executed.number)
        assert squeeze(again.purpose.text or "") == squeeze(row.purpose.text or "")
    assert back.project_list.total is not None
    assert back.project_list.total.budget.number == Decimal("13295745.76")


def test_formula_indicators_keep_their_figures_and_the_printed_rate(read: list[Evaluation]) -> None:
    form = next(one for one in read if one.template == "xiangxi-department")
    rows = {row.label: row for row in form.indicators}
    completion = rows["预算完成率"]
    assert completion.inputs["年末结转"].replace(",", "") == "898.35万元"
    assert (completion.actual.text, completion.written_actual.text) == ("87.75%", "100.00%")
    assert completion.living_score.number == 1
    assert rows["新建楼堂馆所面积控制率"].living_score.number == 5, "没有楼堂馆所项目的部门按满分计算"


def test_goal_summary_adds_up_every_goal(workbook: Path) -> None:
    """武汉东湖综合保税区 2019: the printed summary has 9.17, 12, 10, 7.42, 10, 8, 10, 11.5, 10; ours are computed."""
    sheet = openpyxl.load_workbook(workbook, data_only=True)[GOAL_SUMMARY_SHEET]
    rows = {row[0].value: (row[1].value, row[2].value) for row in sheet.iter_rows(min_row=3, max_row=12)}
    assert [rows[f"目标{n} {group}"][0] for n in (1, 2, 3, 4) for group in ("产出指标", "效益指标")] == [
        12.5, 10, 12.5, 10, 12.5, 10, 12.5, 10,
    ]  # fmt: skip
    assert rows["预算执行情况"] == (10, 9.17)
    assert rows["合计"][0] == 100
    assert sum(score for name, (_, score) in rows.items() if name and name != "合计") == pytest.approx(rows["合计"][1])


@pytest.mark.live
def test_every_cached_result_is_what_the_spreadsheet_computes(workbook: Path, tmp_path: Path) -> None:
    formulas, cached = openpyxl.load_workbook(workbook), openpyxl.load_workbook(workbook, data_only=True)
    recalculated = openpyxl.load_workbook(convert(workbook, tmp_path), data_only=True)
    differences, compared = [], 0
    for sheet in formulas:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if not (isinstance(cell.value, str) and cell.value.startswith("=")):
                continue
            compared += 1
            ours, theirs = (book[sheet.title][cell.coordinate].value for book in (cached, recalculated))
            numbers = isinstance(ours, int | float) and isinstance(theirs, int | float)
            if not (abs(ours - theirs) < 1e-9 if numbers else (ours or "") == (theirs or "")):
                differences.append(f"{sheet.title}!{cell.coordinate}: {ours!r} ≠ {theirs!r}")
    assert not differences, "\n".join(differences[:20])
    assert compared > 5000


@pytest.mark.live
def test_random_edits_on_every_form_score_as_the_engine_does(workbook: Path, forms: list[Evaluation]) -> None:
    rng = random.Random(11)
    values = ["100%", "87.5%", "0", "12", "1.5万元", "及时", "基本及时", "达成", None, "250份", "4%", "0.97"]
    steps: list[dict[str, object]] = []
    expected: list[list[Decimal | None]] = []
    for sheet, evaluation in zip(_sheets(workbook, forms), forms, strict=True):
        form = get_form(evaluation.template or "")
        if not form.policy.scored:
            continue
        living = to_living(evaluation, form.policy)
        plan = make_plan(living, form)
        rows, edits = list(living.indicators), []
        for line in plan.lines:
            if line.index is None or rng.random() < 0.4:
                continue
            if "actual" not in plan.columns and formula_of(rows[line.index]) is not None:
                continue
            text = rng.choice(values)
            rows[line.index] = rows[line.index].model_copy(update={"actual": Value(text=text)})
            edits.append([sheet, plan.at("actual", line.row), text])
        living = living.model_copy(update={"indicators": tuple(rows)})
        result = assess(living, form.policy)
        watched = [[sheet, plan.at("score", line.row)] for line in plan.lines if line.index is not None]
        watched.append([sheet, plan.at("score", plan.total_row)])  # type: ignore[arg-type]
        steps.append({"set": edits, "get": watched})
        expected.append([row.counted for row in result.indicators] + [result.total])
    compared = 0
    for step, wanted, got in zip(steps, expected, session(workbook, steps), strict=True):
        for place, ours, theirs in zip(step["get"], wanted, got, strict=True):  # type: ignore[call-overload]
            compared += 1
            if ours is None:
                assert theirs in ("", None), (place, theirs)
            else:
                assert isinstance(theirs, int | float), (place, ours, theirs)
                assert abs(Decimal(str(theirs)) - ours) < Decimal("0.005"), (place, ours, theirs)
    assert compared > 250


@pytest.mark.live
def test_an_edited_figure_travels_through_the_rate_to_the_score_and_the_total(workbook: Path) -> None:
    """预算完成率: 898.35 at the year's end gives 87.75% and 1 point of 5; nothing left over gives 100% and 5."""
    book = openpyxl.load_workbook(workbook)
    inputs = book[INPUTS_SHEET]
    cell = next(row[3].coordinate for row in inputs.iter_rows() if row[2].value == "年末结转")
    name = next(sheet.title for sheet in book if sheet["A1"].value == "部门整体支出绩效评价指标评分表")
    row = next(r[0].row for r in book[name].iter_rows() if r[4].value == "预算完成率")
    total = next(r[0].row for r in book[name].iter_rows() if r[0].value == "合计")
    watched = [[name, f"I{row}"], [name, f"I{total}"]]
    before, after = session(workbook, [{"get": watched}, {"set": [[INPUTS_SHEET, cell, 0]], "get": watched}])
    assert before == [1, 90.47]
    assert after == [5, 94.47]


def test_a_workbook_of_one_empty_form_opens_for_every_form() -> None:
    for form_id in form_paths():
        form = get_form(form_id)
        empty = Evaluation(template=form_id, level=form.levels[0], unit=form.unit)
        content = write_workbook([empty], template=form_id)
        assert openpyxl.load_workbook(BytesIO(content)).sheetnames
