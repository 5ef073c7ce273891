"""Seals: what counts as a change, what a seal notices about itself, and how its records are packed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zipingbiao.model.seal import FORMULA, SealBreak, find_breaks, make_seal, pack, say, unpack

CONTENT = {
    "自评表": {"A1": "s项目名称", "B2": "n97", "C3": "=n9.5", "D4": "s" + "很长的文字" * 20, "E5": "=s"},
    "汇总": {"A1": "s汇总"},
    "图": {},
}
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
SAYINGS = st.builds(say, st.sampled_from(["text", "number", "bool", "error"]), TEXT, st.booleans())


def changed(sheet: str, cell: str, said: str | None) -> dict[str, dict[str, str]]:
    content = {name: dict(cells) for name, cells in CONTENT.items()}
    if said is None:
        del content[sheet][cell]
    else:
        content[sheet][cell] = said
    return content


@pytest.mark.parametrize(
    ("raw", "same"),
    [("9.50", "9.5"), ("0.1", "0.10000000000000001"), ("1E2", "100"), ("-0", "0"), ("1e-17", "0"), ("45.300000000000004", "45.3"), ("1e999999", "1E999999")],
)
def test_a_number_is_the_same_however_it_is_written(raw: str, same: str) -> None:
    assert say("number", raw, False) == say("number", same, False)


@pytest.mark.parametrize(("one", "other"), [("97", "97.01"), ("1E+30", "1E+31"), ("0", "0.001"), ("123456789012", "123456789013")])
def test_another_number_is_another(one: str, other: str) -> None:
    assert say("number", one, False) != say("number", other, False)


def test_a_text_that_looks_like_a_number_is_none_and_a_formula_is_no_value() -> None:
    assert len({say("text", "97", False), say("number", "97", False), say("number", "97", True)}) == 3


def test_a_formula_without_result_is_one_with_an_empty_text() -> None:
    assert say("number", "", True) == say("text", "", True) == "=s"


@pytest.mark.parametrize(
    ("sheet", "cell", "said", "kind", "was"),
    [
        ("自评表", "B2", "n98", "changed", "97"),
        ("自评表", "B2", "s97", "changed", "97"),
        ("自评表", "B2", "=n97", "made_formula", "97"),
        ("自评表", "C3", "n9.5", "made_value", "9.5"),
        ("自评表", "C3", "=s", "uncalculated", "9.5"),
        ("自评表", "D4", "s短", "changed", None),
        ("自评表", "E5", "s", "made_value", ""),
        ("自评表", "B2", None, "removed", "97"),
        ("汇总", "Z9", "n1", "added", None),
    ],
)
def test_a_changed_cell_is_named_with_what_it_was(sheet: str, cell: str, said: str | None, kind: str, was: str | None) -> None:
    (one,) = find_breaks(make_seal(CONTENT), changed(sheet, cell, said))
    assert (one.kind, one.sheet, one.cell, one.was) == (kind, sheet, cell, was)


def test_sheets_that_came_went_or_were_renamed_are_named() -> None:
    seal = make_seal(CONTENT)
    renamed = {("总表" if name == "汇总" else name): cells for name, cells in CONTENT.items()}
    assert find_breaks(seal, renamed) == (SealBreak(kind="sheet_renamed", sheet="总表", now="总表", was="汇总"),)
    without = {name: cells for name, cells in CONTENT.items() if name != "图"}
    assert [(one.kind, one.sheet) for one in find_breaks(seal, without)] == [("sheet_removed", "图")]
    more = CONTENT | {"附表": {}}
    assert [(one.kind, one.sheet) for one in find_breaks(seal, more)] == [("sheet_added", "附表")]


def test_what_somebody_typed_comes_before_what_formulas_make_of_it() -> None:
    content = changed("自评表", "C3", "=n8")
    content["汇总"]["A1"] = "s改了"
    assert [one.cell for one in find_breaks(make_seal(CONTENT), content)] == ["A1", "C3"]


def test_a_seal_notices_what_is_changed_in_it() -> None:
    seal = make_seal(CONTENT, "2026-07-29", "zipingbiao")
    assert seal.is_genuine
    assert not seal.model_copy(update={"made": "2026-07-30"}).is_genuine
    assert not seal.model_copy(update={"records": {**seal.records, "图": {"A1": "n1"}}}).is_genuine
    assert not seal.model_copy(update={"digest": "0" * 64}).is_genuine
    assert not seal.model_copy(update={"format": "0"}).is_genuine


@given(st.dictionaries(TEXT, st.dictionaries(TEXT, SAYINGS, max_size=5), max_size=4), st.data())
def test_any_single_change_is_found_and_none_where_there_is_none(content: dict[str, dict[str, str]], data: st.DataObject) -> None:
    seal = make_seal(content)
    assert find_breaks(seal, content) == ()
    cells = [(sheet, cell) for sheet, found in content.items() for cell in found]
    if not cells:
        return
    sheet, cell = data.draw(st.sampled_from(cells))
    said = data.draw(SAYINGS)
    new = {name: dict(found) for name, found in content.items()}
    new[sheet][cell] = said
    found = find_breaks(seal, new)
    assert bool(found) == (said != content[sheet][cell])
    assert all((one.sheet, one.cell) == (sheet, cell) for one in found)


@given(st.dictionaries(TEXT, st.dictionaries(TEXT, SAYINGS, max_size=5), max_size=4))
def test_records_are_packed_and_unpacked(content: dict[str, dict[str, str]]) -> None:
    records = make_seal(content).records
    assert unpack(pack(records)) == records


@pytest.mark.parametrize("pieces", [[], ["x"], ["eJwDAAAAAAE="], ["W10="]])
def test_what_is_no_record_is_refused(pieces: list[str]) -> None:
    with pytest.raises(ValueError):
        unpack(pieces)


def test_a_record_never_passes_a_text_for_its_digest() -> None:
    long = "s" + "文" * 40
    digest = make_seal({"表": {"A1": long}}).records["表"]["A1"]
    assert digest.startswith("#") and not digest.startswith(FORMULA)
    seal = make_seal({"表": {"A1": long}})
    assert find_breaks(seal, {"表": {"A1": "s" + digest}})[0].kind == "changed"


def test_a_seal_that_somebody_made_up_is_only_one_that_does_not_hold() -> None:
    address, half = "A" + "9" * 5000, "s\ud800" + "字" * 40
    records = {f"假{number}": {"A1": "s"} for number in range(900)} | {"自评表": {address: "sx", "": "", "B2": "=", "C3": "#"}}
    seal = make_seal(CONTENT).model_copy(update={"digest": "0", "records": records})
    found = find_breaks(seal, changed("自评表", "A1", half))
    assert ("sheet_removed", "假899") in {(one.kind, one.sheet) for one in found}
    assert address in {one.cell for one in found}


def test_records_beyond_what_a_workbook_holds_are_refused() -> None:
    with pytest.raises(ValueError, match="too many"):
        unpack(pack({str(number): {} for number in range(1001)}))


def test_renamed_sheets_are_found_among_many_quickly() -> None:
    cells = {f"A{number}": f"s文字{number}" for number in range(1, 500)}
    seal = make_seal({f"表{number}": {**cells, "B1": f"n{number}"} for number in range(200)})
    found = find_breaks(seal, {f"页{number}": {**cells, "B1": f"n{number}"} for number in range(200)})
    assert {(one.kind, one.was, one.sheet) for one in found} == {("sheet_renamed", f"表{n}", f"页{n}") for n in range(200)}
