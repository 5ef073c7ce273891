"""The registry and the engine: what is loaded, in which order findings come, by whose policy forms are judged."""

from __future__ import annotations

import sys

import pytest

from tests.rules.builder import FILE, build_form, build_summary
from zipingbiao.base.errors import ZpbError
from zipingbiao.checks import run_checks
from zipingbiao.checks.registry import get_rule, rules
from zipingbiao.forms.catalog import cite, get_form
from zipingbiao.model.file_facts import FileFacts
from zipingbiao.model.finding import SEVERITY_ORDER


def test_rules_are_loaded_in_the_order_of_their_codes() -> None:
    codes = [rule.code for rule in rules()]
    assert codes == sorted(set(codes))
    assert rules() is rules()


def test_a_rule_is_found_in_any_letter_case_and_an_unknown_one_is_refused() -> None:
    assert get_rule("zp014").name == "total_mismatch"
    with pytest.raises(ZpbError, match="ZP999"):
        get_rule("ZP999")


def test_findings_are_sorted_by_form_then_row_then_severity() -> None:
    wrong = {"total": "97", "indicators[1].score": "12", "funding[0].rate": "90.00%", "project": "乙"}
    forms = [build_form({**wrong, "project": "甲"}), build_form(wrong)]
    table = build_summary({"rows": [{"project": "甲", "score": "50"}]})
    found = run_checks(forms, summaries=[table])
    assert [finding.project for finding in found[:-1]] == sorted(finding.project for finding in found[:-1])[::-1]
    assert found[-1].place.sheet == "汇总"
    for project in ("甲", "乙"):
        own = [f for f in found if f.project == project and f.place.sheet != "汇总"]
        keys = [(int("".join(c for c in f.place.cell or "" if c.isdigit())), SEVERITY_ORDER[f.severity]) for f in own]
        assert keys == sorted(keys)


def test_a_given_policy_replaces_that_of_the_template() -> None:
    policy = get_form("mof-2020-project").policy
    strict = policy.model_copy(update={"reasons": policy.reasons.model_copy(update={"lost_points": False})})
    form = build_form({"indicators[3].reason": None})
    assert [f.code for f in run_checks([form])] == ["ZP037"]
    assert run_checks([form], policy_of=lambda _: strict) == []


def test_a_template_that_is_not_in_the_catalogue_is_an_unknown_form() -> None:
    twenty = {
        "template": "somewhere-else-2022",
        "funding[0].weight": "20",
        "funding[0].score": "19",
        "funding[1].weight": "—",
        "funding[1].score": "—",
        "indicators[3].weight": "20",
        "indicators[3].score": "10",
        "total": "89",
    }
    assert run_checks([build_form(twenty)]) == []


def test_bases_are_printed_as_citations() -> None:
    (finding,) = run_checks([build_form({"indicators[3].reason": None})])
    assert finding.basis == cite("mof-2020-10/reasons")


def test_nothing_to_check_gives_nothing() -> None:
    assert run_checks([]) == []
    assert run_checks([], file_facts={FILE: FileFacts()}) == []


def test_checks_do_not_load_any_spreadsheet_library() -> None:
    heavy = {"openpyxl", "xlsxwriter", "pandas", "docx", "python_calamine"}
    modules = [name for name in sys.modules if name.startswith("zipingbiao.checks")]
    assert modules
    for name in modules:
        assert not heavy & set(vars(sys.modules[name]))


def test_a_finding_about_the_header_stands_at_its_cell() -> None:
    form = build_form({"level": "department", "attributes": {"基本支出总额": "40.00", "项目支出总额": "57.00"}})
    place = form.place._replace(cell="F5")
    found = run_checks([form.model_copy(update={"attribute_places": {"项目支出总额": place}})])
    assert [finding.place for finding in found if finding.code == "ZP048"] == [place]
