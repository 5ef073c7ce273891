"""Every rule against its case file, and that every rule has one, and a docstring the reference can be made from."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

import pytest
import yaml

from tests.rules.builder import (
    FILE,
    build_content,
    build_form,
    build_made,
    build_paper,
    build_policy,
    build_summary,
    build_waiver,
)
from zipingbiao.checks import run_checks
from zipingbiao.checks.engine import run_waivers
from zipingbiao.checks.registry import SECTIONS, Rule, get_rule, rules
from zipingbiao.model.file_facts import FileFacts
from zipingbiao.model.finding import Finding, Kind, Severity
from zipingbiao.model.report import Report
from zipingbiao.model.seal import SealCheck, find_breaks, make_seal
from zipingbiao.readers.report_text import read_report

HERE = Path(__file__).parent
#: What a case may state about a finding.
_STATED = {"label", "printed", "expected", "severity", "unit", "sheet", "project"}
#: What a case may consist of; `sealed` are the forms as they were when the file was sealed,
#: `seal` what of the seal was changed since, `signature` what its signature turned out to be; `paper` what a reviewer
#: changed in the workpaper of the forms `paper_of`, which is checked beside `forms`, or `alone`.
_KEYS = {
    "name", "form", "forms", "policy", "profile", "summaries", "facts", "sealed", "seal", "signature", "reports", "made",
    "earlier", "waivers", "paper", "paper_of", "alone", "findings",
}  # fmt: skip


def _cases() -> list[Any]:
    found = []
    for path in sorted(HERE.glob("zp*.yaml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        for case in document["cases"]:
            found.append(pytest.param(path.stem.upper(), case, id=f"{path.stem}-{case['name']}"))
    return found


def _findings(code: str, case: dict[str, Any]) -> list[Finding]:
    forms = [build_form(changes) for changes in case.get("forms", [case.get("form")])]
    if "paper" in case:
        made = [build_form(changes) for changes in case["paper_of"]] if "paper_of" in case else forms
        paper = build_paper(made, case["paper"])
        found = run_checks([], workpapers=[paper], earlier=[] if case.get("alone") else forms)
        return [finding for finding in found if finding.code == code]
    summaries = [build_summary(data) for data in case.get("summaries", [])]
    changes = case.get("policy")
    policy_of = None if changes is None else lambda form: build_policy(form.template, changes)
    reports = [_report(text, number) for number, text in enumerate(case.get("reports", []), 1)]
    earlier = [build_form(changes) for changes in case.get("earlier", [])]
    facts = FileFacts.model_validate(case.get("facts", {}))
    if "sealed" in case:
        seal = make_seal(build_content([build_form(changes) for changes in case["sealed"]])).model_copy(
            update=case.get("seal", {})
        )
        check = SealCheck(
            seal=seal, breaks=find_breaks(seal, build_content(forms)), signature=case.get("signature", "none")
        )
        facts = facts.model_copy(update={"seal": check})
    generated = [build_made(forms, data) for data in case.get("made", [])]
    found = run_checks(
        forms, summaries=summaries, file_facts={FILE: facts}, reports=reports, made=generated, earlier=earlier,
        policy_of=policy_of, profile=case.get("profile"),
    )
    if "waivers" in case:
        waivers = [build_waiver(data, 4 + index) for index, data in enumerate(case["waivers"])]
        found = [finding for part in run_waivers(waivers, found) for finding in part]
    return [finding for finding in found if finding.code == code]


def _report(text: str, number: int) -> Report:
    """A narrative report of these lines, read as any text file is."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"报告{number}.txt"
        path.write_text(text, encoding="utf-8")
        return read_report(path)


@pytest.mark.parametrize(("code", "case"), _cases())
def test_case(code: str, case: dict[str, Any]) -> None:
    rule = get_rule(code)
    assert set(case) <= _KEYS
    found = _findings(code, case)
    wanted = case.get("findings", [])
    assert len(found) == len(wanted), [finding.message for finding in found]
    for finding, stated in zip(found, wanted, strict=True):
        assert set(stated) <= _STATED | {"message"}
        assert finding.kind == rule.kind
        actual = {
            **{key: getattr(finding, key) for key in _STATED - {"sheet"}},
            "sheet": finding.place.sheet,
        }
        assert {key: actual[key] for key in stated if key != "message"} == {
            key: value for key, value in stated.items() if key != "message"
        }
        assert finding.severity == stated.get("severity", rule.severity)
        assert stated.get("message", "") in finding.message


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.code)
def test_rule_is_documented_and_has_cases(rule: Rule) -> None:
    assert tuple(rule.sections) == SECTIONS
    assert all(len(text) >= 8 for text in rule.sections.values())
    assert rule.title and len(rule.title) <= 40
    assert rule.kind in get_args(Kind)
    assert rule.severity in get_args(Severity)
    assert rule.scope in ("form", "file", "unit", "waiver")
    cases = yaml.safe_load((HERE / f"{rule.code.lower()}.yaml").read_text(encoding="utf-8"))["cases"]
    assert any(case.get("findings") for case in cases)
    assert any(not case.get("findings") for case in cases)
    assert len({case["name"] for case in cases}) == len(cases)


def test_the_form_that_cases_start_from_has_no_findings() -> None:
    assert run_checks([build_form()]) == []


@pytest.mark.parametrize(("code", "case"), [case for case in _cases() if case.values[1].get("findings")])
def test_findings_say_everything_a_reader_needs(code: str, case: dict[str, Any]) -> None:
    for finding in _findings(code, case):
        assert finding.label and finding.remedy and finding.basis
        spot = finding.place.cell or ""
        assert (spot and (finding.place.sheet or spot.startswith(("第", "表")))) or get_rule(code).scope == "file"
        assert finding.message.endswith("。") and finding.remedy.endswith("。")
        assert finding.printed is not None or finding.expected is not None
