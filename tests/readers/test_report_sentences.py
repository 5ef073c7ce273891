"""Sentences of reports from other places, each with all the figures that may be read from it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from zipingbiao.model.report import ReportFigure
from zipingbiao.readers.report_text import figures_in

CASES = yaml.safe_load((Path(__file__).parent / "report_text.yaml").read_text(encoding="utf-8"))["cases"]


def _found(case: dict[str, Any]) -> list[ReportFigure]:
    text = case["text"] if "title" not in case else f"{case['title']}\n{case['text']}"
    figures = figures_in(text, project=case.get("project", ""), unit_name=case.get("unit_name", ""))
    return [figure for figure in figures if figure.kind != "year"]


def _agrees(figure: ReportFigure, expected: dict[str, Any]) -> list[str]:
    wrong = []
    for key, value in expected.items():
        if key == "value":
            seen: object = figure.value.text
        elif key == "number":
            seen, value = figure.value.number, None if value is None else Decimal(value)
        else:
            seen = getattr(figure, key)
        if seen != value:
            wrong.append(f"{key}: {seen!r}，应为 {value!r}")
    return wrong


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_sentence(case: dict[str, Any]) -> None:
    found = _found(case)
    shown = [(figure.kind, figure.value.text) for figure in found]
    assert shown == [(figure["kind"], figure["value"]) for figure in case["figures"]]
    wrong = [line for figure, expected in zip(found, case["figures"], strict=True) for line in _agrees(figure, expected)]
    assert not wrong


def test_there_are_enough_sentences() -> None:
    assert len(CASES) >= 25
    assert sum(not case["figures"] for case in CASES) >= 10
