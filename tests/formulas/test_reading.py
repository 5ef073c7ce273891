"""How people write formulas, and sentences that only look like one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from zipingbiao.scoring.formulas import find_named, read_formula

HERE = Path(__file__).parent
SPELLINGS = yaml.safe_load((HERE / "spellings.yaml").read_text(encoding="utf-8"))["cases"]
NEGATIVES = yaml.safe_load((HERE / "negatives.yaml").read_text(encoding="utf-8"))["sentences"]


@pytest.mark.parametrize("case", SPELLINGS, ids=lambda case: case["text"])
def test_spelling(case: dict[str, Any]) -> None:
    assert set(case) <= {"text", "name", "is", "as", "none", "notes"}
    reading = read_formula(case["text"], case.get("name", ""))
    notes = "；".join(reading.notes)
    if case.get("none"):
        assert reading.formula is None, reading
    elif "is" in case:
        assert reading.formula is not None, notes
        assert reading.formula == find_named(case["is"]), (reading.formula.text(), notes)
    else:
        assert reading.formula is not None, notes
        assert reading.formula.text() == case["as"]
    wanted = case.get("notes") or ""
    assert (wanted in notes) if wanted else not notes, notes


@pytest.mark.parametrize("sentence", NEGATIVES)
def test_no_formula(sentence: str) -> None:
    reading = read_formula(sentence)
    assert reading.formula is None, reading.formula and reading.formula.text()
    assert len(sentence) > 3


def test_the_tables_are_large_enough() -> None:
    assert len({case["text"] for case in SPELLINGS}) >= 60
    assert len(set(NEGATIVES)) >= 50


@pytest.mark.parametrize("name", ["“三公”经费 控制率", "三公经费控制率（8分）", "（6）“三公经费”控制率", "6.三公经费控制率", "三公经费控制率:"])
def test_a_name_is_found_however_it_is_printed(name: str) -> None:
    assert find_named(name) == find_named("“三公经费”控制率") is not None


@pytest.mark.parametrize("name", ["", "控制率", "完成率", "建设投资预算控制率", "重点工作实际完成率", "在职人员控制率得分"])
def test_a_name_that_is_only_alike_is_not_found(name: str) -> None:
    assert find_named(name) is None


@pytest.mark.parametrize(
    "text",
    ["率=" + "（" * 5000, "率=" + "甲/" * 5000, "甲率=" * 3000, "率=甲" + "+甲" * 3000 + "/乙", "=" * 20000, "预算完成率=" + "（" * 40 + "甲/乙" + "）" * 40, "（）" * 9000 + "率=甲乙/丙丁", ")" * 9000 + "率=甲乙/丙丁×100%"],
    ids=["brackets", "strokes", "names", "long", "signs", "deep", "pairs", "closers"],
)  # fmt: skip
def test_hostile_texts_end_quickly_without_an_error(text: str) -> None:
    assert read_formula(text) is not None
