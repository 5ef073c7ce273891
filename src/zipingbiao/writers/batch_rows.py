"""The rows of a batch: one table whose rows are files, forms and findings, and how a checked file becomes its rows.

What the columns mean is written in batch_columns; where the rows are kept, and in which order, is decided by app.batch.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Literal

import pyarrow as pa

from zipingbiao.base.files import printable
from zipingbiao.base.numbers import round_to, scale_of
from zipingbiao.forms.catalog import form_for
from zipingbiao.model.evaluation import Evaluation, Indicator
from zipingbiao.model.finding import Finding
from zipingbiao.model.values import Value
from zipingbiao.scoring.engine import Assessment, IndicatorResult, amount
from zipingbiao.writers.batch_columns import DIGITS, PLACES, SCHEMA
from zipingbiao.writers.checked import CheckedFile, count_severities, count_waived, written_grade_of

Status = Literal["read", "unreadable", "duplicate", "skipped"]

_LIMIT = Decimal(10) ** (DIGITS - PLACES)

Row = dict[str, Any]


def rows_of(file: CheckedFile, name: str, known: Row) -> list[Row]:
    """The rows of a checked file: itself first, then its forms, then its findings.

    Args:
        file: as checked, waivers applied.
        name: the file as the results name it.
        known: what is known of the file besides (size, modified, digest, member, together).
    """
    usual = {"unit_name": _usual(_unit_of(form) for form in file.evaluations), "year": _usual_year(file.evaluations)}
    if file.report is not None and not file.evaluations:
        usual = {"unit_name": file.report.unit_name or None, "year": file.report.year}
    whose = [_form_of(finding, file.evaluations) for finding in file.findings]
    counts = count_severities([file])
    status: Status = "read" if file.unreadable is None else "unreadable"
    first = {
        "row": "file", "file": name, **usual, "status": status, "reason": file.unreadable,
        "evaluations": len(file.evaluations), "errors": counts["error"], "warnings": counts["warning"],
        "infos": counts["info"], "waived_count": count_waived([file]), **known,
    }  # fmt: skip
    forms = []
    heads: list[Row] = []
    for number, (form, assessment) in enumerate(zip(file.evaluations, file.assessments, strict=True), start=1):
        head = {
            "file": name, "unit_name": _unit_of(form) or usual["unit_name"], "year": form.year_number,
            "template": form.template, "sheet": form.place.sheet, "form_number": number, "project": form.project.text,
        }  # fmt: skip
        heads.append(head)
        own = [one for one, index in zip(file.findings, whose, strict=True) if index == number - 1]
        forms.append({"row": "evaluation", **head, **_evaluation(form, assessment), **_counts(own)})
    about_none = {"file": name, **usual}
    findings = [
        {"row": "finding", **(about_none if index is None else heads[index]), **_finding(finding)}
        for finding, index in zip(file.findings, whose, strict=True)
    ]
    return [first, *forms, *findings]


def table_of(rows: Iterable[Row]) -> pa.Table:
    """The rows as a table of SCHEMA."""
    found = list(rows)
    try:
        return pa.Table.from_pylist(found, schema=SCHEMA)
    except UnicodeEncodeError:
        # Half characters, as JSON may hold (\\ud800).
        return pa.Table.from_pylist(_printable(found), schema=SCHEMA)


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _printable(one) for key, one in value.items()}
    return [_printable(one) for one in value] if isinstance(value, list) else value


def _evaluation(form: Evaluation, assessment: Assessment) -> Row:
    funding = form.total_funding
    policy = form_for(form.template).policy
    rate = assessment.rate
    if rate is not None:
        rate = round_to(rate, policy.rounding.rate_places, policy.rounding.mode)
    return {
        "level": form.level,
        "department": form.department.text,
        "amount_unit": form.unit,
        "budget": _amount(funding.budget, form.unit) if funding else None,
        "executed": _amount(funding.executed, form.unit) if funding else None,
        "rate": _decimal(rate),
        "execution_score": _decimal(assessment.execution_score),
        "total_weight": _decimal(form.total_weight.number),
        "total": _decimal(form.total.number),
        "computed_total": _decimal(assessment.written_total),
        "grade": written_grade_of(form),
        "computed_grade": assessment.written_grade,
        "total_cell": form.total.place.cell,
        "indicators": [
            _indicator(row, result) for row, result in zip(form.indicators, assessment.indicators, strict=True)
        ],
        "goals": [{"expected": goal.expected.text, "actual": goal.actual.text} for goal in form.goals],
    }


def _indicator(row: Indicator, result: IndicatorResult) -> Row:
    return {
        "l1": row.l1.text, "l2": row.l2.text, "l3": row.l3.text, "target": row.target.text, "actual": row.actual.text,
        "weight": _decimal(row.weight.number), "score": _decimal(row.score.number),
        "computed": _decimal(result.outcome.score), "method": result.method, "reason": row.reason.text,
        "cell": row.score.place.cell or row.actual.place.cell,
    }  # fmt: skip


def _finding(finding: Finding) -> Row:
    return {
        "sheet": finding.place.sheet, "project": finding.project or None, "code": finding.code, "kind": finding.kind,
        "severity": finding.severity, "cell": finding.place.spot or None, "label": finding.label,
        "printed": finding.printed, "expected": finding.expected, "value_unit": finding.unit,
        "message": printable(finding.message), "remedy": finding.remedy, "basis": finding.basis,
        "waived": finding.waived,
    }  # fmt: skip


def _form_of(finding: Finding, forms: tuple[Evaluation, ...]) -> int | None:
    """Which form a finding is about: the one of its sheet, and of its project where a sheet holds several."""
    sheet = finding.place.sheet
    found = [index for index, form in enumerate(forms) if form.place.sheet == sheet] if sheet else list(range(len(forms)))
    named = [index for index in found if forms[index].name == finding.project]
    if named:
        return named[0]
    return found[0] if sheet and len(found) == 1 else None


def _counts(findings: list[Finding]) -> Row:
    counts = Counter(one.severity for one in findings if one.waived is None)
    return {
        "errors": counts["error"], "warnings": counts["warning"], "infos": counts["info"],
        "waived_count": sum(one.waived is not None for one in findings),
    }  # fmt: skip


def _unit_of(form: Evaluation) -> str | None:
    return form.implementing_unit.text or form.department.text


def _usual(names: Iterable[str | None]) -> str | None:
    found = Counter(name for name in names if name)
    return found.most_common(1)[0][0] if found else None


def _usual_year(forms: Iterable[Evaluation]) -> int | None:
    found = Counter(form.year_number for form in forms if form.year_number is not None)
    return found.most_common(1)[0][0] if found else None


def _amount(value: Value, unit: str) -> Decimal | None:
    number = amount(value, unit)
    return None if number is None else _decimal(number * scale_of(unit) / scale_of("万元"))


def _decimal(number: Decimal | None) -> Decimal | None:
    if number is None or not number.is_finite() or abs(number) >= _LIMIT:
        return None
    return round_to(number, PLACES)
