"""The value of a formula from figures as printed, what makes it impossible, and the score by a standard."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from zipingbiao.scoring.formulas import Formula, find_named, read_formula, score_formula
from zipingbiao.scoring.formulas.amounts import Figure

XIANGXI = yaml.safe_load((Path(__file__).parent / "xiangxi.yaml").read_text(encoding="utf-8"))["rows"]


def _named(name: str) -> Formula:
    formula = find_named(name)
    assert formula is not None
    return formula


def _read(text: str) -> Formula:
    formula = read_formula(text).formula
    assert formula is not None
    return formula


@pytest.mark.parametrize("row", XIANGXI, ids=lambda row: row["name"])
def test_a_published_report_recomputed_by_hand(row: dict[str, Any]) -> None:
    formula = _named(row["name"])
    result = formula.compute(row["given"])
    if "rate" in row:
        assert result.value is not None, result.notes
        assert formula.show(result.value) == row["rate"]
        assert not result.notes
        assert row.get("working", "") in result.working
    outcome = score_formula(formula, row["given"], row["rule"], Decimal(row["weight"]))
    assert outcome.score == (None if row["score"] is None else Decimal(row["score"])), outcome


def test_only_the_known_rows_of_the_report_differ_from_what_was_printed() -> None:
    rates = [row["name"] for row in XIANGXI if row.get("rate") != row["printed"].get("rate")]
    scores = [row["name"] for row in XIANGXI if row["score"] != row["printed"]["score"]]
    assert rates == ["预算完成率"]
    assert scores == ["预算完成率", "新建楼堂馆所投资概算控制率", "政府采购执行率"]


@pytest.mark.parametrize(
    ("name", "given", "rate"),
    [
        ("在职人员控制率", {"staff": Decimal(72), "posts": 78}, "92.31%"),
        ("在职人员控制率", {"在职人数": "72", "编制人数": "78人"}, "92.31%"),
        ("在职人员控制率", {"在职人员数": "7,200", "编制数": "0.72万人"}, "100.00%"),
        ("在职人员控制率", {"在职人员数（人）": "72", "编制数（人）": "78"}, "92.31%"),
        ("政府采购执行率", {"spent": "703,100元", "budget": "73.89万元"}, "95.15%"),
        ("政府采购执行率", {"spent": "703100元", "budget": "0.007389亿元"}, "95.15%"),
        ("政府采购执行率", {"spent": "７０.３１万元", "budget": "738.9千元"}, "95.15%"),
        ("政府采购执行率", {"spent": "70.31", "budget": "73.89"}, "95.15%"),
        ("政府采购执行率", {"spent": "0", "budget": "73.89万元"}, "0.00%"),
        ("新建楼堂馆所面积控制率", {"built": "1.2万平方米", "approved": "12000㎡"}, "100.00%"),
        ("“三公经费”变动率", {"this_year": "76.4万元", "last_year": "76.4万元"}, "0.00%"),
        ("“三公经费”变动率", {"this_year": "99999.9999", "last_year": "100000"}, "0.00%"),
        ("预算完成率", {"brought_forward": "0", "initial": "100", "added": "-20", "carried_over": "8"}, "90.00%"),
    ],
)  # fmt: skip
def test_the_rate_of_printed_figures(name: str, given: dict[str, Figure], rate: str) -> None:
    formula = _named(name)
    result = formula.compute(given)
    assert result.value is not None, result.notes
    assert formula.show(result.value) == rate


@pytest.mark.parametrize(
    ("name", "given", "note"),
    [
        ("在职人员控制率", {"staff": "72人"}, "没有填写：编制数"),
        ("在职人员控制率", {}, "没有填写：在职人员数、编制数"),
        ("在职人员控制率", {"staff": "72人", "posts": None}, "没有填写：编制数"),
        ("在职人员控制率", {"staff": " ", "posts": "78"}, "没有填写：在职人员数"),
        ("在职人员控制率", {"staff": "72人", "posts": "0人"}, "“编制数”为 0，不能作除数"),
        ("在职人员控制率", {"staff": "约七十人", "posts": "78人"}, "“在职人员数”“约七十人”不是一个数"),
        ("在职人员控制率", {"staff": "72万元", "posts": "78人"}, "应填人数，填的单位是“万元”"),
        ("在职人员控制率", {"staff": Decimal("NaN"), "posts": "78人"}, "不是可以计算的数"),
        ("在职人员控制率", {"staff": Decimal("1e40"), "posts": "78人"}, "不是可以计算的数"),
        ("在职人员控制率", {"staff": "72人", "在职人数": "73人", "posts": "78人"}, "有两个不同的数"),
        ("“三公经费”变动率", {"this_year": "5万元", "last_year": 0}, "“上年度“三公经费”预算数”为 0"),
        ("预算完成率", {"brought_forward": "5", "initial": "5", "added": "-10", "carried_over": "1"}, "“上年结转＋年初预算＋本年追加预算”为 0"),
        ("预算完成率", {"brought_forward": "5元", "initial": "5万元", "added": "1", "carried_over": "1元"}, "没有写单位，其他各项写的是元、万元，无法换算"),
        ("政府采购执行率", {"spent": "95%", "budget": "73.89万元"}, "应填金额，填的单位是“%”"),
    ],
)  # fmt: skip
def test_what_cannot_be_computed_says_why(name: str, given: dict[str, Figure], note: str) -> None:
    result = _named(name).compute(given)
    assert result.value is None
    assert note in "；".join(result.notes)


def test_a_bare_amount_takes_the_unit_of_the_others_and_says_so() -> None:
    result = _named("政府采购执行率").compute({"spent": "70.31", "budget": "73.89万元"})
    assert result.value is not None
    assert result.notes == ("“实际政府采购金额”没有写单位，按万元计算",)


def test_a_bare_amount_takes_the_unit_of_the_form() -> None:
    result = _named("政府采购执行率").compute({"spent": "70.31", "budget": "738900元"}, unit="万元")
    assert result.value is not None
    assert _named("政府采购执行率").show(result.value) == "95.15%"


def test_a_formula_read_from_a_text_is_computed_by_its_own_words() -> None:
    formula = _read("固定资产利用率=（实际在用固定资产总额/所有固定资产总额）×100%")
    result = formula.compute({"实际在用固定资产总额": "80万元", "所有固定资产总额": "100万元"})
    assert (result.value, result.working) == (Decimal("0.8"), "80÷100＝80.00%")
    assert formula.basis is None and "按文字所写" in formula.restate()


def test_what_is_no_proportion_is_shown_as_a_number() -> None:
    formula = _read("人均办公费=办公费支出总额/年末在职人数")
    result = formula.compute({"办公费支出总额": "100万元", "年末在职人数": "72人"})
    assert result.value is not None
    assert formula.show(result.value) == "1.39"


def test_division_is_exact_to_forty_digits_whatever_the_caller_did_to_the_context() -> None:
    from decimal import localcontext

    formula = _named("在职人员控制率")
    with localcontext() as context:
        context.prec = 3
        value = formula.compute({"staff": 2, "posts": 3}).value
    assert value == Decimal("0." + "6" * 39 + "7")


def test_the_sentence_names_formula_and_basis() -> None:
    assert _named("三公经费变动率").restate() == (
        "“三公经费”变动率＝（（本年度“三公经费”预算数－上年度“三公经费”预算数）÷上年度“三公经费”预算数）×100%，结果用百分数表示，"
        "依据《预算绩效评价共性指标体系框架》（财预〔2013〕53号）附件2 “三公经费”变动率。"
    )


def test_a_rate_that_only_rounding_brings_to_the_limit_is_noted() -> None:
    rule = "100%以下（含）计满分，每超出0.001%扣1分，扣完为止。"
    outcome = score_formula(_named("公用经费控制率"), {"spent": "100004", "budget": "100000"}, rule, Decimal(8))
    assert outcome.score == 8
    assert any("按未进位的比率得" in note for note in outcome.notes)


def test_notes_of_formula_and_standard_are_both_kept() -> None:
    rule = "预算控制率=0-10%（含），计5分；11-30%（含），计4分；大于30%不得分"
    outcome = score_formula(_named("预算控制率"), {"added": "15.5", "initial": "100万元"}, rule, Decimal(5))
    assert outcome.score == 4
    assert "没有写单位" in outcome.notes[0]
    assert any("10% 与 11% 之间没有规定" in note for note in outcome.notes)
    assert outcome.explanation.startswith("15.5÷100＝15.50%；")


def test_without_a_figure_no_score_is_guessed() -> None:
    outcome = score_formula(_named("预算控制率"), {"added": "15.5万元"}, "大于100%不得分", Decimal(5))
    assert outcome.score is None
    assert outcome.notes[0] == "没有填写：年初预算"
