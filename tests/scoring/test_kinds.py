"""Every scoring kind against the hand-computed examples that stand in its own file, and the published 2019 rows."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zipingbiao.forms.catalog import get_form
from zipingbiao.forms.policy import Policy
from zipingbiao.scoring.case import make_case
from zipingbiao.scoring.kinds import ALL_KINDS, Bands, Itemised, Kind, Manual, Proportional, Steps, Words
from zipingbiao.scoring.kinds.bands import EXAMPLE_BANDS
from zipingbiao.scoring.kinds.itemised import EXAMPLE_ITEMISED
from zipingbiao.scoring.kinds.steps import EXAMPLE_STEPS
from zipingbiao.scoring.kinds.words import EXAMPLE_WORDS

POLICY = get_form("mof-2020-project").policy
_WITH_PARAMETERS: dict[type[Kind], Kind] = {Bands: EXAMPLE_BANDS, Steps: EXAMPLE_STEPS, Words: EXAMPLE_WORDS, Itemised: EXAMPLE_ITEMISED}
_EXAMPLES = [
    pytest.param(_WITH_PARAMETERS.get(kind) or kind(), example, id=f"{kind.__name__}-{example.target}-{example.actual}")
    for kind in ALL_KINDS
    for example in kind.examples
]


@pytest.mark.parametrize(("kind", "example"), _EXAMPLES)
def test_hand_computed_example(kind: Kind, example) -> None:
    case = make_case(example.target, example.actual, Decimal(example.weight), POLICY, name=example.name)
    outcome = kind.score(case)
    assert outcome.score == (None if example.score is None else Decimal(example.score))
    assert outcome.explanation
    assert outcome.score is not None or outcome.notes, "an undecided row must say why"


def test_every_kind_has_examples_and_an_explanation() -> None:
    for kind in ALL_KINDS:
        assert kind.examples
        assert kind.title
        assert (_WITH_PARAMETERS.get(kind) or kind()).explain()


def test_the_linear_reverse_formula_reaches_zero_at_twice_the_target() -> None:
    kind = Proportional(reverse="linear")
    for actual, score in (("5%", "4"), ("7.5%", "2"), ("10%", "0"), ("12%", "0")):
        assert kind.score(make_case("≤5%", actual, Decimal(4), POLICY)).score == Decimal(score)


def test_a_policy_may_prescribe_the_linear_formula() -> None:
    changed = POLICY.quantitative.model_copy(update={"reverse": "linear"})
    policy: Policy = POLICY.model_copy(update={"quantitative": changed})
    assert Proportional().score(make_case("≤5%", "7.5%", Decimal(4), policy)).score == Decimal(2)


@pytest.mark.parametrize(("counting", "score"), [("whole", "4"), ("started", "3.5"), ("pro_rata", "3.75")])
def test_incomplete_steps_follow_the_counting(counting: str, score: str) -> None:
    kind = Steps(step=Decimal("0.01"), deduct=Decimal("0.5"), counting=counting)
    assert kind.score(make_case("≥95%", "92.5%", Decimal(5), POLICY)).score == Decimal(score)


def test_a_manual_score_counts_as_given() -> None:
    case = make_case("一句话", "一句话", Decimal(5), POLICY, manual=Decimal("3.5"))
    assert Manual().score(case).score == Decimal("3.5")


_amounts = st.decimals(min_value=0, max_value=10**9, places=3)


@given(_amounts, _amounts, st.decimals(min_value=0, max_value=100, places=2), st.sampled_from(["≥", "≤", "=", ""]))
def test_a_proportional_score_stays_between_zero_and_the_weight(target, actual, weight, operator) -> None:
    outcome = Proportional().score(make_case(f"{operator}{target}个", f"{actual}个", weight, POLICY))
    assert outcome.score is None or 0 <= outcome.score <= weight


@given(_amounts, _amounts, _amounts)
def test_more_of_a_thing_to_reach_never_scores_less(target, one, other) -> None:
    low, high = sorted((one, other))
    scores = [Proportional().score(make_case(f"≥{target}个", f"{a}个", Decimal(10), POLICY)).score for a in (low, high)]
    if None not in scores:
        assert scores[0] <= scores[1]
