"""Whatever formula is written down in whatever hand, reading it gives the same value."""

from __future__ import annotations

import random
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formulas.expressions import random_formula, respell
from zipingbiao.scoring.formulas import read_formula
from zipingbiao.scoring.formulas.nodes import DivisorZeroError, evaluate

SEEDS = st.integers(0, 2**48)
FIGURES = st.lists(st.decimals(-1000, 100000, places=2), min_size=13, max_size=13)


@settings(max_examples=400, deadline=None)
@given(SEEDS, FIGURES)
def test_written_and_read_back_a_formula_has_the_same_value(seed: int, figures: list[Decimal]) -> None:
    rng = random.Random(seed)
    formula = random_formula(rng)
    text = respell(formula.text(), rng)
    reading = read_formula(text)
    assert reading.formula is not None, (text, reading.notes)
    assert reading.notes == (), text
    given_figures = {one.label: figure for one, figure in zip(formula.inputs, figures, strict=False)}
    assert reading.formula.compute(given_figures).value == formula.compute(given_figures).value, text


@settings(max_examples=200, deadline=None)
@given(SEEDS, FIGURES)
def test_the_value_is_that_of_plain_arithmetic(seed: int, figures: list[Decimal]) -> None:
    formula = random_formula(random.Random(seed))
    values = {one.key: figure for one, figure in zip(formula.inputs, figures, strict=False)}
    try:
        expected = evaluate(formula.expression, values)
    except DivisorZeroError:
        expected = None
    assert formula.compute(values).value == expected


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="率=＝（）()[]÷/×*+-－%％0123456789.，。；：\n 在职人员控制编制数得分甲乙“”xX·—", max_size=60))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    reading = read_formula(text)
    if reading.formula is not None:
        assert read_formula(reading.formula.text()).formula is not None, text


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_arbitrary_text_is_survived(text: str) -> None:
    assert read_formula(text, "完成率") is not None
