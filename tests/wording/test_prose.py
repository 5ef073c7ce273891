"""Texts that are no rule stay with a person, with a note — never a wrong kind."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from zipingbiao.scoring.wording.compiler import compile_rule

_FILE = yaml.safe_load((Path(__file__).parent / "prose.yaml").read_text(encoding="utf-8"))
TEXTS = [text for texts in _FILE["published"].values() for text in texts] + _FILE["invented"]


@pytest.mark.parametrize("target", [None, "≥90%", "100份", "及时"])
@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:24])
def test_prose_is_left_to_a_person(text: str, target: str | None) -> None:
    for weight in (Decimal(0), Decimal(5)):
        compiled = compile_rule(text, weight, "服务对象满意度", target)
        assert compiled.kind.kind == "manual", compiled.explanation  # type: ignore[attr-defined]
        assert compiled.notes
        assert not compiled.clear


def test_there_are_a_hundred_texts() -> None:
    assert len(set(TEXTS)) >= 100
