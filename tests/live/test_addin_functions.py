"""The add-in's functions in a running LibreOffice: they score while one types, as the native formulas do or better."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.excel_host.libreoffice import Book, LiveOffice
from tests.workbook.seeds import JSON, seed_forms
from zipingbiao.app.new import generate
from zipingbiao.base.errors import DataError
from zipingbiao.forms.catalog import form_paths, get_form
from zipingbiao.forms.parts import DIRECTIONS, methods_for
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.readers.data import read_data
from zipingbiao.scoring.living import to_living
from zipingbiao.writers.workbook import Live, write_workbook
from zipingbiao.writers.workbook.planning import Plan, make_plan

pytestmark = pytest.mark.live
MOF = "mof-2020-project"
#: Of tests/data/json, what holds forms; the others are reports.
DATA_FILES = 7
_ACTUALS = [
    "100%", "≥98%", "97.5%", "80", "120份", "1.5万元", "1,200份", "及时", "基本及时", "未完成", None, "9月", "0", "不适用", "1处", "３０份",
    0.96, 1, 0, 250, 1e-7, 1e21, 0.1 + 0.2, 100 / 3, -3, "下降5%", "5%以内", "12次/月",
]  # fmt: skip
_TARGETS = ["≥95%", "100%", "≤5%", "120份", "≥250份", "<10", "0", "30天", "及时", "2万元", "=100%", 0.95, None]


@pytest.fixture(scope="module")
def office() -> Iterator[LiveOffice]:
    with LiveOffice() as started:
        yield started


@pytest.fixture(scope="module")
def plain() -> Iterator[LiveOffice]:
    """One without the functions."""
    with LiveOffice(functions=False) as started:
        yield started


@pytest.fixture(scope="module")
def forms() -> list[Evaluation]:
    """Every form of the data, and the first case of any other shipped form."""
    found: list[Evaluation] = []
    files = 0
    for path in sorted(JSON.glob("*.json")):
        try:
            found += read_data(path)[0]
        except DataError:
            continue
        files += 1
    assert files == DATA_FILES
    known = {form.template for form in found}
    found += [form for form in seed_forms() if form.template not in known]
    assert {form.template for form in found} >= set(form_paths())
    return found


@pytest.fixture(scope="module")
def books(forms: list[Evaluation], office: LiveOffice, plain: LiveOffice, tmp_path_factory: Any) -> tuple[Book, Book]:
    """All forms with both halves, opened where the functions are registered and where they are not."""
    path = _written(forms, "both", tmp_path_factory.mktemp("addin"))
    office.calls()
    return _each((office, plain), lambda one: one.open(path))


@pytest.fixture
def plan() -> Plan:
    return make_plan(to_living(_project(), get_form(MOF).policy), get_form(MOF))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """One project form with both halves, as zpb new makes it."""
    path = tmp_path / "自评 表.xlsx"
    generate(MOF, [_project()], path)
    return path


def _project() -> Evaluation:
    return next(form for form in read_data(JSON / "donghu-2019.json")[0] if form.name == "花山港运维专项")


def _written(forms: list[Evaluation], live: Live, folder: Path) -> Path:
    path = folder / f"各表 {live}.xlsx"
    path.write_bytes(write_workbook(forms, template=MOF, live=live, unit_name="各单位", year=2022))
    return path


def _each(both: tuple[Any, Any], work: Callable[[Any], Any]) -> tuple[Any, Any]:
    """The same work in both offices at once."""
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(work, both)
    return first, second


def _same(one: object, other: object) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) < 1e-9
    return one == other


def _differences(books: tuple[Book, Book], explained: bool = True) -> tuple[int, list[str]]:
    """How many living cells were compared; those that differ with and without the functions.

    explained  also 细则理解; once the row was edited, only Python understands its wording anew
    """
    with_functions, without = _each(books, lambda book: book.formulas("ZPB_"))
    compared, differing = 0, []
    for at, (formula, value) in with_functions.items():
        if not explained and "ZPB_EXPLAIN" in formula.upper():
            continue
        compared += 1
        alone = without[at][1]
        # Of a long 细则理解 the formula stores the beginning.
        is_cut = "ZPB_EXPLAIN" in formula.upper() and len(str(alone)) == 250 and str(value).startswith(str(alone))
        if not (_same(value, alone) or is_cut):
            differing.append(f"{at}: {value!r} by Python, {without[at][1]!r} natively, {formula[:120]}")
    return compared, differing


def test_both_halves_agree_on_every_living_cell_of_every_form(books: tuple[Book, Book], office: LiveOffice) -> None:
    compared, differing = _differences(books)
    calls = office.calls()
    assert not differing, "\n".join(differing[:20])
    assert compared > 900
    assert {name for name, _, _ in calls} == {"ZPB_RATE", "ZPB_EXEC_SCORE", "ZPB_SCORE", "ZPB_GRADE", "ZPB_EXPLAIN"}
    assert not [call for call in calls if isinstance(call[2], dict)], "a function raised"
    assert sum(name == "ZPB_SCORE" and answer != "" for name, _, answer in calls) > 300


def test_both_halves_agree_after_random_edits(books: tuple[Book, Book], forms: list[Evaluation], office: LiveOffice) -> None:
    rng = random.Random(20260403)
    edits: list[tuple[str, str, Any]] = []
    for sheet, form in zip(_form_sheets(books[0]), forms, strict=True):
        shape = get_form(form.template or MOF)
        if not shape.policy.scored:
            continue
        plan = make_plan(to_living(form, shape.policy), shape)
        for line in plan.lines:
            edits += [(sheet, plan.at(key, line.row), value) for key, value in _row_edits(rng, plan, line, shape.policy)]
        if plan.total_funding_row is not None and plan.has_fund("budget"):
            for key in ("budget", "executed"):
                value = rng.choice([100, 87.5, 0, None, 350, "无", 1 / 3, -5, 62.13])
                edits.append((sheet, plan.funding_at(key, plan.total_funding_row), value))
    _each(books, lambda book: book.type(*edits))
    assert not (differing := _differences(books, explained=False)[1]), "\n".join(differing[:20])
    assert len(edits) > 1500
    assert sum(name == "ZPB_SCORE" for name, _, _ in office.calls()) > 500


def _row_edits(rng: random.Random, plan: Plan, line: Any, policy: Any) -> Iterator[tuple[str, Any]]:
    has_rule = bool(line.indicator and line.indicator.rule.text)
    choices: dict[str, tuple[float, list[Any]]] = {
        "actual": (0.8, _ACTUALS),
        "target": (0.4, _TARGETS),
        "method": (0.3, [None, *methods_for(policy)]),
        "direction": (0.3, [None, *DIRECTIONS, "＝"]),
        "manual_score": (0.1, [None, 0, 1.5, "2", 3.337]),
        # A wording's own full marks are compiled for the weight of the day.
        "weight": (0 if has_rule else 0.15, [5, 7.25, 12.5, 0.75, None, "五"]),
    }
    for key, (share, values) in choices.items():
        if rng.random() < share and (key in plan.columns or key in plan.helper_columns):
            yield key, rng.choice(values)


def _form_sheets(book: Book) -> list[str]:
    sheets: list[str] = book.ask("anchors", prefix="zpb_form_")
    return sheets


def test_a_typed_value_is_scored_by_python(small: Path, plan: Plan, office: LiveOffice) -> None:
    book = office.open(small)
    sheet, row = _form_sheets(book)[0], next(line.row for line in plan.lines if line.indicator and line.indicator.label == "货物签证")
    score, total = (sheet, plan.at("score", row)), (sheet, plan.at("score", plan.total_row))
    assert book.values([score, total]) == [3.16, 89.41]
    office.calls()
    book.type((sheet, plan.at("actual", row), "8000份"))
    assert book.values([score, total]) == [5, 91.25]
    [(_, arguments, answer)] = [call for call in office.calls() if call[0] == "ZPB_SCORE"]
    assert (arguments[1], arguments[-1], answer) == ("8000份", MOF, 5)
    book.type((sheet, plan.at("actual", row), None))
    assert book.values([score, total]) == ["", 86.25]
    book.close()


def test_a_new_wording_is_scored_by_python_and_left_to_a_person_without(
    small: Path, plan: Plan, office: LiveOffice, plain: LiveOffice
) -> None:
    row = next(line.row for line in plan.lines if line.indicator and line.indicator.label == "货物签证")
    scores, readings = [], []
    for one in (office, plain):
        book = one.open(small)
        sheet = _form_sheets(book)[0]
        book.type(
            (sheet, plan.at("rule", row), "达到指标值得满分，每低1%扣0.5分，扣完为止"),
            (sheet, plan.at("target", row), "≥98%"), (sheet, plan.at("actual", row), "95%"),
        )  # fmt: skip
        found = book.values([(sheet, plan.at("score", row)), (sheet, plan.helper("reading", row))])
        scores.append(found[0])
        readings.append(found[1])
        book.close()
    assert scores == [3.5, ""]
    assert readings[0].startswith("达到指标值得 5 分；每低于 1 个百分点扣 0.5 分")
    assert readings[1] == "细则已改动：安装加载项后可重新理解，否则请人工评分"


def test_an_error_of_a_function_is_an_error_value_and_leaves_the_native_number(
    small: Path, plan: Plan, office: LiveOffice, tmp_path: Path
) -> None:
    """As where a bureau's own form is known to the computer that made the workbook, but not to this one."""
    book = openpyxl.load_workbook(small)
    for sheet in book:
        for cell in (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)):
            if cell.value.startswith("="):
                cell.value = cell.value.replace(f'"{MOF}"', '"own-2030"')
    path = tmp_path / "另一表样.xlsx"
    book.save(path)
    office.calls()
    live = office.open(path)
    sheet, total = _form_sheets(live)[0], plan.at("score", plan.total_row)
    row = next(line.row for line in plan.lines if line.indicator and line.indicator.label == "货物签证")
    assert live.values([(sheet, plan.at("score", row)), (sheet, total)]) == [3.16, 89.41]
    raised = [(name, answer["raised"]) for name, _, answer in office.calls() if isinstance(answer, dict)]
    assert {name for name, _ in raised} >= {"ZPB_RATE", "ZPB_EXEC_SCORE", "ZPB_SCORE", "ZPB_GRADE"}
    assert all("own-2030" in text for _, text in raised)
    spare = "AZ1"
    for formula, expected in (
        ('=ZPB_SCORE("≥100份";"50份";10;"";"";"";"";"own-2030")', "#ERROR"),
        ('=ERROR.TYPE(ZPB_SCORE("≥100份";"50份";10;"";"";"";"";"own-2030"))', 3),
        ('=IFERROR(ZPB_SCORE("≥100份";"50份";10;"";"";"";"";"own-2030")+0;7)', 7),
        ('=IFERROR(ZPB_SCORE("≥100份";"50份";10)+0;7)', 5),
        ("=ZPB_NUMBER(A1:C9)", "#ERROR"),
    ):
        live.type((sheet, spare, formula))
        assert live.value(sheet, spare) == expected, formula
    live.close()


def test_a_blank_form_is_blank(office: LiveOffice, tmp_path: Path) -> None:
    for live in ("both", "udf"):
        path = tmp_path / f"空表 {live}.xlsx"
        generate(MOF, None, path, live)  # type: ignore[arg-type]
        book = office.open(path)
        living = book.living()
        assert len(living) > 20
        assert set(living.values()) <= {"", "—"}, living
        book.close()


def test_functions_alone_give_the_numbers_of_both_halves(forms: list[Evaluation], office: LiveOffice, tmp_path: Path) -> None:
    by_template = list({form.template: form for form in reversed(forms)}.values())
    values = {}
    for live in ("both", "udf"):
        book = office.open(_written(by_template, live, tmp_path))  # type: ignore[arg-type]
        values[live] = book.living()
        book.close()
    assert values["both"].keys() == values["udf"].keys()
    # Beside a fund that earns no points the function says nothing, where the native half prints a dash.
    differing = {
        at: (value, values["udf"][at])
        for at, value in values["both"].items()
        if not _same("" if value == "—" else value, values["udf"][at])
    }
    assert not differing
    assert sum(isinstance(value, float) for value in values["udf"].values()) > 80
