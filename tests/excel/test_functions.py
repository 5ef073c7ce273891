"""The plain functions behind the cells: the same points as the engine for every row of real forms, odd cells included."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from zipingbiao.adapters.excel import functions
from zipingbiao.adapters.excel.registry import FORMULAS
from zipingbiao.adapters.excel.values import UnusableCell, number_of, text_of
from zipingbiao.app.reading import read_file
from zipingbiao.base.errors import DataError, FormError
from zipingbiao.forms.catalog import form_for
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.scoring.engine import amount, assess, fund_weight
from zipingbiao.scoring.totals import shown_rate

DATA = Path(__file__).resolve().parents[1] / "data/json"


def _forms() -> Iterator[Evaluation]:
    for path in sorted(DATA.glob("*.json")):
        # Some of the founding documents are standards without a form.
        with suppress(DataError):
            yield from read_file(path).evaluations


FORMS = list(_forms())

DIV0, NAME, MISSING = -2146826281, -2146826259, -2147352572


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.template}-{form.name[:12]}")
def test_cells_compute_what_the_engine_computes(form: Evaluation) -> None:
    policy = form_for(form.template).policy
    computed = assess(form, policy)
    for row, result in zip(form.indicators, computed.indicators, strict=True):
        # The sheet tells the direction by the names of the row as well, and hands it over.
        given = functions.score(
            row.target.text, row.actual.text, _number(row.weight.number), row.rule.text, row.method.text,
            result.case.sense, _number(row.manual_score.number), form.template,
        )  # fmt: skip
        expected = row.manual_score.number if row.manual_score.number is not None else result.outcome.score
        assert given == ("" if expected is None else float(expected)), row.label
    for row, result in zip(form.funding, computed.funding, strict=True):
        cells = [_number(amount(value, form.unit)) for value in (row.budget, row.executed)]
        shown = "" if result.rate is None else float(shown_rate(result.rate, policy))
        assert functions.rate(*cells, form.template) == shown
        points = functions.execution_score(*cells, _number(fund_weight(row, policy)), form.template)
        assert points == ("" if result.score is None else float(result.score))
    if computed.total is not None and computed.grade is not None:
        assert functions.grade(float(computed.total), form.template) == computed.grade


def test_there_are_rows_of_every_way_of_scoring_among_them() -> None:
    kinds = {
        result.method for form in FORMS for result in assess(form, form_for(form.template).policy).indicators
    }  # fmt: skip
    assert {"proportional", "three_bands", "manual"} <= kinds
    assert len(kinds) >= 5


@pytest.mark.parametrize(
    ("value", "text", "number"),
    [
        (None, None, None),
        ("", None, None),
        (0.0, "0", Decimal(0)),
        (0.1 + 0.2, "0.3", Decimal("0.3")),
        (12.0, "12", Decimal(12)),
        (7, "7", Decimal(7)),
        (1e15, "1000000000000000", Decimal(10) ** 15),
        ("≥95%", "≥95%", None),
        ("12", "12", None),
        (True, "TRUE", None),
        (Decimal("12.30"), "12.3", Decimal("12.30")),
        (dt.datetime(2024, 1, 1, tzinfo=dt.UTC), "45292", Decimal(45292)),
        (((None, "甲"), (None, None)), "甲", None),
        (((5.0,),), "5", Decimal(5)),
        ((), None, None),
        (MISSING, None, None),
        (math.inf, "inf", None),
        (1e300, None, None),
    ],
)
def test_cell_values_are_seen_as_the_native_formulas_see_them(value: Any, text: str | None, number: Decimal | None) -> None:
    assert number_of(value) == number
    if value != 1e300:
        assert text_of(value) == text


@pytest.mark.parametrize("value", [DIV0, NAME, ((DIV0,),), (("甲", "乙"),), ((1.0,), (2.0,))])
def test_an_error_or_several_values_are_no_value(value: Any) -> None:
    for read in (text_of, number_of):
        with pytest.raises(UnusableCell):
            read(value)


@pytest.mark.parametrize("one", FORMULAS, ids=lambda one: one.name)
@pytest.mark.parametrize(
    "value", [None, "", "文字", 5.0, -1.0, 0, True, 1e308, math.nan, "长" * 40_000, MISSING, ((None, "5"),)],
    ids=lambda value: repr(value)[:12],
)
def test_any_cell_gives_a_number_or_a_text(one: Any, value: Any) -> None:
    names = [arg.name for arg in one.arguments]
    given = [None if name == "form" else value for name in names]
    assert isinstance(one.function(*given), int | float | str)


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(FormError):
        functions.rate(100.0, 50.0, "没有这种表样")


def test_a_row_is_checked_by_the_rules() -> None:
    assert functions.check_row("≥95%", "96%", 5.0, 5.0) == ""
    assert "没有达到，却填满分 5 分" in functions.check_row("≥95%", "90%", 5.0, 5.0)
    assert "超过分值 5 分" in functions.check_row("≥95%", "90%", 5.0, 6.0, "原因", None, "合格率")
    assert functions.check_row("≥95%", "90%", 5.0, 6.0, "原因", None, "合格率").startswith("「合格率」")


def test_numbers_and_units_are_read_out_of_texts() -> None:
    assert (functions.number("约1.2万亩"), functions.unit("约1.2万亩")) == (12000.0, "亩")
    assert (functions.number("≥95%"), functions.unit("≥95%")) == (0.95, "%")
    assert (functions.number("3个或5个"), functions.unit("3个或5个")) == ("", "")
    assert functions.number(None) == ""


def test_a_rule_is_explained_or_left_blank() -> None:
    assert functions.explain("完成率每低1个百分点扣0.5分，扣完为止", 5.0)
    assert functions.explain(None, 5.0) == ""
