"""Rewordings of one rule compile to one kind with the same parameters."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from zipingbiao.scoring.wording.compiler import compile_rule

FAMILIES = yaml.safe_load((Path(__file__).parent / "paraphrases.yaml").read_text(encoding="utf-8"))["families"]
#: What differs between wordings without changing any score: the words that also count, and marks of a closed gap.
_INCIDENTAL = {"fulfilled", "failed"}


def _plain(value: Any) -> Any:
    """Parameters as they stand in the file: numbers as text, defaults left out."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


@pytest.mark.parametrize(
    ("family", "wording"),
    [pytest.param(family, wording, id=f"{family['name']}-{wording[:24]}") for family in FAMILIES for wording in family["wordings"]],
)
def test_a_rewording_means_the_same(family: dict[str, Any], wording: str) -> None:
    compiled = compile_rule(wording, Decimal(family["weight"]), family.get("name_of_indicator", ""), family.get("target"))
    assert compiled.kind.kind == family["kind"], compiled.notes
    kind = type(compiled.kind)
    wanted = kind.model_validate({"kind": family["kind"], **family.get("parameters", {})})
    assert _effective(compiled.kind.model_dump(), family) == _effective(wanted.model_dump(), family)


def _effective(parameters: dict[str, Any], family: dict[str, Any]) -> dict[str, Any]:
    """Points that equal the weight are the whole weight; 其余 0 分 is the same as a last band with 0 points."""
    weight = Decimal(family["weight"])

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: None if key == "points" and item == weight else walk(item) for key, item in value.items()}
        return [walk(item) for item in value] if isinstance(value, list | tuple) else value

    kept = {key: walk(item) for key, item in parameters.items() if key not in _INCIDENTAL}
    result: dict[str, Any] = _plain(kept)
    return result


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family["name"])
def test_every_family_has_ten_rewordings(family: dict[str, Any]) -> None:
    assert len(set(family["wordings"])) >= 10
