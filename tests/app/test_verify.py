"""zpb verify: any change of any cell is named; a seal that is stripped, changed or of another file does not hold."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.app.finishing import finished, own_book, parts_of, rewritten, sheet_parts
from tests.app.test_finalize_other import hand_book
from zipingbiao.app.check import check_paths
from zipingbiao.app.verifying import verify
from zipingbiao.base.errors import ZpbError
from zipingbiao.base.signing import KeyLocked, fingerprint, load_key, load_public_key, new_key
from zipingbiao.forms.parts import METADATA_SHEET, SEAL_SHEET

_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"([^>/]*)>(.*?)</c>', re.DOTALL)
_EDITS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def final(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("final")
    return finished(own_book(folder / "草稿.xlsx", "donghu-2019"), folder / "送审" / "送审版.xlsx").path


@pytest.fixture(scope="module")
def hand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def more(book, sheet) -> None:
        sheet.write_formula("M2", "=SUM(C9,D9)", None, 220)
        sheet.write_boolean("M3", True)
        sheet.write_formula("M4", '=IF(C9>0," ",1)', None, " ")
        sheet.write("M5", "  前后\t有空白\n换行  ")
        other = book.add_worksheet("附表")
        other.write(0, 0, "隐藏的内容")
        other.hide()

    folder = tmp_path_factory.mktemp("hand")
    return finished(hand_book(folder / "手工.xlsx", more), folder / "送审" / "送审版.xlsx").path


def cells_of(path: Path) -> list[tuple[str, str, str]]:
    """Sheet, part and address of every cell with something in it, but for the seal."""
    parts = parts_of(path)
    return [
        (sheet, part, match[1].decode())
        for sheet, part in sheet_parts(path).items()
        if sheet != SEAL_SHEET
        for match in _CELL.finditer(parts[part])
        if match[3] and b"<v></v>" not in match[3]
    ]


def changed_cell(path: Path, target: Path, part: str, cell: str, how: str) -> Path:
    """The workbook with one cell changed in its XML."""

    def change(match: re.Match[bytes]) -> bytes:
        if match[1].decode() != cell:
            return match[0]
        kept = re.sub(rb' t="[^"]*"', b"", match[2])
        formula = re.search(rb"<f.*?</f>", match[3], re.DOTALL)
        if how == "cleared":
            return b'<c r="%s"%s></c>' % (match[1], kept)
        if how == "text":
            return b'<c r="%s"%s t="inlineStr"><is><t>\xe6\x94\xb9\xe8\xbf\x87</t></is></c>' % (match[1], kept)
        if how == "number":
            return b'<c r="%s"%s>%s<v>-12345.678</v></c>' % (match[1], kept, formula[0] if formula else b"")
        if how == "value" and formula:
            return match[0].replace(formula[0], b"")
        return b'<c r="%s"%s><f>1+1</f><v>2</v></c>' % (match[1], kept) if not formula else match[0].replace(formula[0], b"")

    return rewritten(path, target, lambda name, data: _CELL.sub(change, data) if name == part else data)


@_EDITS
@given(st.data())
@pytest.mark.parametrize("which", ["final", "hand"])
def test_any_edit_of_any_cell_in_the_xml_is_named(which: str, request: pytest.FixtureRequest, tmp_path: Path, data: st.DataObject) -> None:
    path = request.getfixturevalue(which)
    sheet, part, cell = data.draw(st.sampled_from(cells_of(path)))
    how = data.draw(st.sampled_from(["cleared", "text", "number", "value", "formula"]))
    found = verify(changed_cell(path, tmp_path / "改.xlsx", part, cell, how))
    assert found.verdict == "changed" and found.check is not None
    assert [(one.sheet, one.cell) for one in found.check.breaks] == [(sheet, cell)]
    assert f"「{sheet}」{cell} " in found.lines[1] and "不一致" in found.lines[0]


@settings(_EDITS, max_examples=25)
@given(st.data())
@pytest.mark.parametrize("which", ["final", "hand"])
def test_any_edit_of_any_cell_by_openpyxl_is_named(which: str, request: pytest.FixtureRequest, tmp_path: Path, data: st.DataObject) -> None:
    path = request.getfixturevalue(which)
    book = openpyxl.load_workbook(path)
    sheet = book[data.draw(st.sampled_from([one.title for one in book if one.title != SEAL_SHEET]))]
    merged = {cell for span in sheet.merged_cells.ranges for row in span.rows for cell in row[(row == next(iter(span.rows))) :]}
    row = data.draw(st.integers(1, sheet.max_row + 2))
    column = data.draw(st.integers(1, sheet.max_column + 2))
    cell = sheet.cell(row, column)
    if (row, column) in merged or type(cell).__name__ == "MergedCell":
        return
    new = data.draw(st.sampled_from(["改过的内容", -98765.4321, "=1+1", True]))
    if cell.value == new:
        return
    cell.value = new
    book.save(tmp_path / "改.xlsx")
    found = verify(tmp_path / "改.xlsx")
    assert found.verdict == "changed" and found.check is not None
    named = {(one.sheet, one.cell) for one in found.check.breaks if one.kind != "uncalculated"}
    assert (sheet.title, cell.coordinate) in named or (new == "=1+1" and not named - {(sheet.title, cell.coordinate)})
    # openpyxl drops the results of formulas, which is told in one line; nothing else is named.
    assert named <= {(sheet.title, cell.coordinate)}


def test_a_sheet_that_is_added_renamed_or_gone_is_named(final: Path, tmp_path: Path) -> None:
    for name, change in {
        "加": lambda book: book.create_sheet("附加"),
        "改": lambda book: setattr(book["汇总"], "title", "汇总表"),
        "减": lambda book: book.remove(book["项目清单"]),
    }.items():
        book = openpyxl.load_workbook(final)
        change(book)
        book.save(tmp_path / f"{name}.xlsx")
    told = {name: "\n".join(verify(tmp_path / f"{name}.xlsx").lines) for name in "加改减"}
    assert "多了工作表「附加」" in told["加"] and "少了工作表「项目清单」" in told["减"]
    assert "汇总表" in told["改"] and "汇总" in told["改"]


def test_a_sheet_renamed_in_the_xml_is_told_as_renamed(final: Path, tmp_path: Path) -> None:
    path = rewritten(final, tmp_path / "改.xlsx", lambda name, data: data.replace('name="安全生产专项"'.encode(), 'name="安全专项"'.encode()) if name == "xl/workbook.xml" else data)
    assert "工作表「安全生产专项」改名为「安全专项」。" in verify(path).lines


def test_untouched_it_is_whole_and_a_check_says_nothing(final: Path, hand: Path) -> None:
    for path in (final, hand):
        found = verify(path)
        assert found.verdict == "whole" and found.exit_code == 0 and "与定稿一致" in found.lines[0]
        assert "没有签名" in found.lines[-1] and "无意" in found.lines[-1]
        assert not [one for one in check_paths([path]).files[0].findings if one.code == "ZP057"]
    assert not [one for one in check_paths([final]).files[0].findings if one.kind == "hidden_content"]


def test_what_else_is_in_the_file_does_not_count(final: Path, tmp_path: Path) -> None:
    path = rewritten(final, tmp_path / "属性.xlsx", lambda name, data: data.replace(b"<dc:title>", "<dc:title>别的".encode()) if name == "docProps/core.xml" else data)
    assert verify(path).verdict == "whole"


def without_seal(path: Path, target: Path) -> Path:
    part = sheet_parts(path)[SEAL_SHEET]
    number = re.search(r"sheet(\d+)\.xml", part)
    assert number is not None

    def strip(name: str, data: bytes) -> bytes | None:
        if name == part:
            return None
        if name == "xl/workbook.xml":
            return re.sub(rb'<sheet [^>]*name="_zpb_seal"[^>]*/>', b"", data)
        return re.sub(rb'<(Override|Relationship) [^>]*sheet' + number[1].encode() + rb'\.xml"[^>]*/>', b"", data)

    return rewritten(path, target, strip)


def test_a_stripped_seal_is_told(final: Path, tmp_path: Path) -> None:
    path = without_seal(final, tmp_path / "去封签.xlsx")
    found = verify(path)
    assert found.verdict == "changed" and found.exit_code == 1 and "封签没有了" in found.lines[0]
    found_by_check = [one.message for one in check_paths([path]).files[0].findings if one.code == "ZP057"]
    assert len(found_by_check) == 1 and found_by_check[0].startswith("文件属性注明是送审版")


def test_a_workbook_that_never_was_finished_has_no_seal(tmp_path: Path) -> None:
    found = verify(hand_book(tmp_path / "手工.xlsx"))
    assert found.verdict == "unsealed" and found.exit_code == 1 and "没有封签" in found.lines[0]
    assert not [one for one in check_paths([tmp_path / "手工.xlsx"]).files[0].findings if one.code == "ZP057"]


@pytest.mark.parametrize("label", ["内容摘要（SHA-256）", "定稿日期", "封签摘要（SHA-256）", "逐格记录", "封签格式", "定稿软件"])
def test_a_changed_seal_is_told(label: str, final: Path, tmp_path: Path) -> None:
    part = sheet_parts(final)[SEAL_SHEET]
    pattern = re.compile(f'({label}</t></is></c><c r="B[0-9]+" t="inlineStr"><is><t>)([^<]+)'.encode())

    def change(match: re.Match[bytes]) -> bytes:
        end = b"1" if match[2][-1:] != b"1" else b"2"
        return match[1] + match[2][:-1] + end

    path = rewritten(final, tmp_path / "改封签.xlsx", lambda name, data: pattern.sub(change, data) if name == part else data)
    found = verify(path)
    assert parts_of(path)[part] != parts_of(final)[part]
    assert found.verdict == "changed" and any("封签" in line for line in found.lines)
    assert [one for one in check_paths([path]).files[0].findings if one.code == "ZP057"]


def test_the_seals_of_two_workbooks_cannot_be_swapped(final: Path, hand: Path, tmp_path: Path) -> None:
    ours, theirs = (parts_of(path)[sheet_parts(path)[SEAL_SHEET]] for path in (final, hand))
    for path, seal in ((final, theirs), (hand, ours)):
        part = sheet_parts(path)[SEAL_SHEET]
        found = verify(rewritten(path, tmp_path / "换.xlsx", lambda name, data, part=part, seal=seal: seal if name == part else data))
        assert found.verdict == "changed" and len(found.lines) > 3


def test_the_hidden_sheet_of_a_workbook_is_sealed_too(final: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(final)
    book[METADATA_SHEET]["B2"] = "other-form"
    book.save(tmp_path / "改.xlsx")
    assert any(f"「{METADATA_SHEET}」B2" in line for line in verify(tmp_path / "改.xlsx").lines)


# -- keys -------------------------------------------------------------------------------------------------------------


def test_a_signed_seal_says_whose_key_it_is(tmp_path: Path) -> None:
    public, printed = new_key(tmp_path / "张三.pem")
    other, _ = new_key(tmp_path / "李四.pem", b"secret")
    source = own_book(tmp_path / "草稿.xlsx")
    done = finished(source, tmp_path / "送审" / "a.xlsx", key=tmp_path / "张三.pem")
    assert done.signed_by == printed == fingerprint(load_public_key(public)) and len(printed) == 24
    plain, right, wrong = verify(done.path), verify(done.path, public), verify(done.path, other)
    assert plain.verdict == "whole" and printed in plain.lines[-1] and "--public-key" in plain.lines[-1]
    assert right.verdict == "whole" and "持有人定稿" in right.lines[-1]
    assert wrong.verdict == "changed" and wrong.wrong_key and printed in wrong.lines[-1]
    document = plain.as_document()
    assert document["signature"] == "good" and document["signer"] == printed and document["changes"] == []


def test_a_signed_seal_that_is_made_anew_is_noticed(tmp_path: Path) -> None:
    public, _ = new_key(tmp_path / "a.pem")
    source = own_book(tmp_path / "草稿.xlsx")
    signed = finished(source, tmp_path / "一" / "a.xlsx", key=tmp_path / "a.pem")
    unsigned = finished(source, tmp_path / "二" / "a.xlsx")
    assert verify(unsigned.path, public).verdict == "changed"
    part = sheet_parts(signed.path)[SEAL_SHEET]
    signature = re.search("签名（Ed25519）</t></is></c><c r=\"B\\d+\" t=\"inlineStr\"><is><t>([^<]+)<".encode(), parts_of(signed.path)[part])
    assert signature is not None
    broken = base64.b64encode(bytes(64))
    forged = rewritten(signed.path, tmp_path / "伪.xlsx", lambda name, data: data.replace(signature[1], broken) if name == part else data)
    found = verify(forged)
    assert found.verdict == "changed" and any("签名不对" in line for line in found.lines)
    assert [one for one in check_paths([forged]).files[0].findings if one.code == "ZP057"]


def test_a_key_is_never_overwritten_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "钥.pem"
    public, _ = new_key(path)
    assert path.stat().st_mode & 0o077 == 0 and public.name == "钥.pub.pem"
    before = path.read_bytes()
    with pytest.raises(ZpbError, match="从不覆盖"):
        new_key(path)
    path.unlink()
    with pytest.raises(ZpbError, match="从不覆盖"):
        new_key(path)
    assert not path.exists() and before


def test_a_locked_key_needs_its_password(tmp_path: Path) -> None:
    path = tmp_path / "钥.pem"
    new_key(path, b"secret")
    with pytest.raises(KeyLocked, match="设有密码"):
        load_key(path)
    with pytest.raises(KeyLocked, match="密码不对"):
        load_key(path, b"wrong")
    with pytest.raises(KeyLocked, match="设有密码"):
        load_key(path, b"")
    assert load_key(path, b"secret").fingerprint
    plain = tmp_path / "开.pem"
    new_key(plain)
    assert load_key(plain, b"not needed").fingerprint


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PRIVATE KEY-----\nxx\n-----END PRIVATE KEY-----\n", b"\x00\xff"])
def test_what_is_no_key_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "钥.pem"
    path.write_bytes(content)
    with pytest.raises(ZpbError, match="不是"):
        load_key(path)
    with pytest.raises(ZpbError, match="不是公钥"):
        load_public_key(path)
    with pytest.raises(ZpbError, match="找不到"):
        load_key(tmp_path / "没有.pem")
