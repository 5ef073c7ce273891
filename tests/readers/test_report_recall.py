"""How many of the figures transcribed from the real reports are found, and whether anything else is read from them.

python -m tests.readers.report_truth prints the table per kind and report.
"""

from __future__ import annotations

import pytest
import yaml

from tests.readers.report_truth import NAMES, REPORTS, Outcome, class_of, compare, report_of
from zipingbiao.readers.report_tokens import find_tokens

#: What a check compares with the forms.
MONEY_AND_SCORES = ("budget", "initial_budget", "executed", "rate", "score", "points", "grade", "count")


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Outcome]:
    return {name: compare(name) for name in NAMES}


@pytest.fixture(scope="module")
def whole(outcomes: dict[str, Outcome]) -> Outcome:
    total = Outcome()
    for outcome in outcomes.values():
        total.add(outcome)
    return total


@pytest.mark.parametrize("name", NAMES)
def test_the_figures_of_a_report_are_found(name: str, outcomes: dict[str, Outcome]) -> None:
    outcome = outcomes[name]
    assert outcome.recall(*MONEY_AND_SCORES) >= 0.95, outcome.missed
    assert outcome.recall() >= 0.95, outcome.missed


@pytest.mark.parametrize("kind", [*MONEY_AND_SCORES, "satisfaction", "rate of indicator", "target", "year"])
def test_every_kind_is_found_and_nothing_else_is_read(kind: str, whole: Outcome) -> None:
    assert whole.recall(kind) >= 0.95, whole.missed
    assert whole.precision(kind) >= 0.97, whole.wrong


def test_actual_values_are_found_where_the_words_are_fixed(whole: Outcome) -> None:
    assert whole.recall("actual") >= 0.9, whole.missed
    assert whole.precision("actual") >= 0.97, whole.wrong


def test_every_miss_has_a_reason_and_every_reason_a_miss(whole: Outcome) -> None:
    assert not whole.unexplained
    assert not whole.regained


@pytest.mark.parametrize("name", NAMES)
def test_other_figures_of_the_transcription_are_not_money_of_the_evaluation(name: str) -> None:
    """收入, 增加额, 占比, 招商额 stand beside the budgets and look like them."""
    truth = yaml.safe_load((REPORTS / f"{name}.yaml").read_text(encoding="utf-8"))
    said = {value for entry in [*truth["stated"], *truth["also"]] for value in _quantities(entry["value"])}
    other = {value for entry in truth["other"] for value in _quantities(entry["value"])} - said
    figures = [f for f in report_of(name).figures if class_of(f.kind, f.of) in MONEY_AND_SCORES]
    wrong = [f for f in figures if set(_quantities(f.value.text or "")) & other]
    assert not wrong


def _quantities(text: str) -> list[tuple[str, str]]:
    return [(str(t.number), t.unit) for t in find_tokens(text) if t.kind in ("amount", "percent", "points")]


def test_sixteen_reports_in_one_file_are_told_apart() -> None:
    report = report_of("wuhan-2018")
    titles = report.titles
    assert len(titles) == 17
    assert [title.project for title in titles[:3]] == [
        "专项资金评审经费", "局属企业改制稳定资金", "促进商贸流通专项工作经费",
    ]  # fmt: skip
    assert {title.year for title in titles} == {2018}
    assert report.unit_name == "武汉市商务局"


def test_the_place_is_the_line_a_person_finds() -> None:
    report = report_of("wuhan-2018")
    rates = [f for f in report.of_kind("rate") if f.of == "budget"]
    lines = (REPORTS / "wuhan-2018.txt").read_text(encoding="utf-8").splitlines()
    for figure in rates:
        number = int((figure.value.place.cell or "").strip("第行"))
        printed = "".join(lines[number - 1].split())
        assert (figure.value.text or "") in printed, figure


def test_a_seen_inconsistency_stays_as_printed() -> None:
    """The text says 88.09, 209.80 元 and 1,202,32; nothing is put right while reading."""
    donghu = report_of("donghu-2019")
    assert [f.value.text for f in donghu.of_kind("score") if f.of == "total" and not f.subject] == ["88.09分"]
    wuhan = report_of("wuhan-2018")
    budgets = [f for f in wuhan.of_kind("budget") if f.subject == "服务贸易创新发展工作经费"]
    assert [(f.value.text, f.value.unit) for f in budgets] == [("209.80元", "元"), ("209.80万元", "万元")]
    assert [f.confidence for f in wuhan.of_kind("budget") if f.value.text == "1,202,32万元"] == ["guessed"]
