"""The check result as a JSON document: stable keys, every number an exact decimal string."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from zipingbiao.base.files import printable
from zipingbiao.base.numbers import read_printed, round_to, show, show_fixed
from zipingbiao.forms.catalog import form_for
from zipingbiao.model.evaluation import Evaluation, FundingRow, Indicator
from zipingbiao.model.finding import Finding
from zipingbiao.model.values import Value
from zipingbiao.scoring.engine import Assessment, IndicatorResult
from zipingbiao.writers.checked import CheckedFile, count_files, count_severities, count_waived, written_grade_of

_AMOUNTS = ("initial", "budget", "executed", "weight", "score")
_INDICATOR_TEXTS = ("l1", "l2", "l3", "target", "actual")


def to_document(files: Sequence[CheckedFile]) -> dict[str, Any]:
    """The document that `zpb check --json` prints."""
    counts = count_severities(files)
    waived = count_waived(files)
    return {
        "files": [_file(file) for file in files],
        "summary": {
            "files": count_files(files),
            "evaluations": sum(len(file.evaluations) for file in files),
            "errors": counts["error"],
            "warnings": counts["warning"],
            "infos": counts["info"],
            **({"waived": waived} if waived else {}),
        },
    }


def plain(value: Value) -> str | None:
    """A printed number without thousands separators and unit, as it stands otherwise; None for a blank cell."""
    if value.number is None:
        return value.text
    printed = read_printed(value.text or "")
    number = printed.value if printed is not None else value.number
    return value.text if printed is not None and printed.is_percent else format(number, "f")


def _file(file: CheckedFile) -> dict[str, Any]:
    return {
        "file": printable(str(file.path)),
        "evaluations": [
            _evaluation(evaluation, assessment)
            for evaluation, assessment in zip(file.evaluations, file.assessments, strict=True)
        ],
        "findings": [finding_document(finding) for finding in file.findings],
    }


def _evaluation(evaluation: Evaluation, assessment: Assessment) -> dict[str, Any]:
    policy = form_for(evaluation.template).policy
    rate = assessment.rate
    places = policy.rounding.rate_places
    return {
        "sheet": evaluation.place.sheet,
        "template": evaluation.template,
        "level": evaluation.level,
        "project": evaluation.project.text,
        "year": evaluation.year_number,
        "unit": evaluation.unit,
        "funding": [_funding(row) for row in evaluation.funding],
        "indicators": [
            _indicator(row, result) for row, result in zip(evaluation.indicators, assessment.indicators, strict=True)
        ],
        "total_weight": plain(evaluation.total_weight),
        "total": plain(evaluation.total),
        "grade": written_grade_of(evaluation),
        "computed": {
            "rate": None if rate is None else show(round_to(rate, places, policy.rounding.mode)),
            "execution_score": _points(assessment.execution_score),
            "total": _points(assessment.written_total),
            "grade": assessment.written_grade,
        },
    }


def _funding(row: FundingRow) -> dict[str, Any]:
    data = {"source": row.source.text, **{key: plain(getattr(row, key)) for key in _AMOUNTS}, "rate": row.rate.text}
    keys = ("source", "initial", "budget", "executed", "weight", "rate", "score")
    return {key: data[key] for key in keys} | {"cells": _cells(row)}


def _indicator(row: Indicator, result: IndicatorResult) -> dict[str, Any]:
    return {
        **{key: getattr(row, key).text for key in _INDICATOR_TEXTS},
        "weight": plain(row.weight),
        "score": plain(row.score),
        "reason": row.reason.text,
        "computed": _points(result.outcome.score),
        "method": result.method,
        "cells": _cells(row),
    }


def _cells(part: BaseModel) -> dict[str, str]:
    """The addresses of a part's fields, where they are known."""
    places = {
        key: value.place.cell for key in type(part).model_fields if isinstance(value := getattr(part, key), Value)
    }
    return {key: cell for key, cell in places.items() if cell is not None}


def _points(value: Decimal | None) -> str | None:
    return None if value is None else show_fixed(value)


def finding_document(finding: Finding) -> dict[str, Any]:
    """A finding as `zpb check --json` prints it."""
    return {
        "code": finding.code,
        "kind": finding.kind,
        "severity": finding.severity,
        "sheet": finding.place.sheet,
        "cell": finding.place.cell,
        "label": finding.label,
        "printed": finding.printed,
        "expected": finding.expected,
        "message": finding.full_message,
        "basis": finding.basis,
        "remedy": finding.remedy,
        "unit": finding.unit,
        "project": finding.project,
        **({} if finding.waived is None else {"waived": finding.waived}),
    }
