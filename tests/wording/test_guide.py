"""The guide of wordings is made from the kinds, and every example in it compiles to the kind it stands under."""

from __future__ import annotations

from pathlib import Path

import pytest

from zipingbiao.adapters._wording_guide import wording_guide
from zipingbiao.scoring.kinds import ALL_KINDS, Kind, NotApplicable, ThreeBands

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "评分细则.md"


def test_the_guide_on_disk_is_current() -> None:
    assert GUIDE.read_text(encoding="utf-8") == wording_guide()
    assert "make gen" in wording_guide().splitlines()[0]


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_that_wordings_give_has_a_family(kind: type[Kind]) -> None:
    # 定性三档 and 不适用 are chosen by the form's policy, never by the wording of a standard
    assert bool(kind.families) is (kind not in (ThreeBands, NotApplicable))
