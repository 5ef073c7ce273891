"""LibreOffice opens marked copies, shows colours, notes and values, and what it saves can be unmarked."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from xlsxwriter import Workbook

from tests.live.office import convert
from tests.writers.marking.books import digests, set_marks, take_off
from zipingbiao.adapters import cli
from zipingbiao.writers.marking.mark import COLOURS

pytestmark = pytest.mark.live
DATA = Path(__file__).parent.parent / "data"
Look = dict[str, tuple[object, ...]]


def look(path: Path, *, fills: bool) -> Look:
    """Every cell with its value and note; with its fill, or with all else of its style."""
    found: Look = {}
    for sheet in openpyxl.load_workbook(path):
        for row in sheet.iter_rows():
            for cell in row:
                note = cell.comment.text if cell.comment else None
                style = [cell.fill.patternType, cell.fill.fgColor.rgb] if fills else [cell.font, cell.border, cell.alignment, cell.number_format, cell.protection]
                shown = tuple(repr(one) for one in style)
                if cell.value is not None or note or not fills:
                    found[f"{sheet.title}!{cell.coordinate}"] = (cell.value, note, *shown)
    return found


@pytest.mark.parametrize("source", ["corpus/020_jishan_weishengyuan.xlsx", "generated"])
def test_a_copy_that_libreoffice_saved_is_unmarked(source: str, tmp_path: Path) -> None:
    path, marked, clean = (tmp_path / name for name in ("a.xlsx", "m.xlsx", "c.xlsx"))
    if source == "generated":
        data = DATA / "json" / "yongde-2022-form.json"
        assert cli.main(["new", "mof-2020-project", "--data", str(data), "-o", str(path)]) == 0
    else:
        path.write_bytes((DATA / source).read_bytes())
    assert cli.main(["check", str(path), "--mark", str(marked)]) in (0, 1)
    (tmp_path / "saved").mkdir()
    saved = convert(marked, tmp_path / "saved")
    base = convert(path, tmp_path / "saved")
    colours = {cell.fill.fgColor.rgb for sheet in openpyxl.load_workbook(saved) for row in sheet.iter_rows() for cell in row}
    assert colours & set(COLOURS.values())
    assert cli.main(["check", str(saved), "--unmark", str(clean)]) == 0
    skipped = "检查结果!" if source == "generated" else "-"

    def without_results(found: Look) -> Look:
        return {key: value for key, value in found.items() if not key.startswith(skipped)}

    assert without_results(look(clean, fills=True)) == without_results(look(base, fills=True))
    expected, found = look(saved, fills=False), look(clean, fills=False)
    kept = [key for key in found if not key.startswith("检查结果!")]
    # Fonts and borders are LibreOffice's own doing; unmarking changes none of them.
    assert [found[key][2:] for key in kept] == [expected[key][2:] for key in kept]


def test_notes_buttons_pictures_and_rules_of_others_survive(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = Workbook(path)
    sheet = book.add_worksheet("表")
    bold = book.add_format({"bold": True, "bg_color": "#DDEBF7"})
    for row in range(6):
        sheet.write_row(row, 0, [row, row + 1, f"文字{row}"], bold)
    sheet.write_formula("D1", "=SUM(A1:A6)", bold, 15)
    sheet.write_comment("B2", "张三：已核对")
    sheet.insert_button("F2", {"caption": "检查"})
    sheet.conditional_format("A1:A6", {"type": "cell", "criteria": ">", "value": 3, "format": bold})
    sheet.data_validation("B1:B6", {"validate": "list", "source": ["是", "否"]})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=表!$A$1:$A$6"})
    sheet.insert_chart("H2", chart)
    sheet.set_header("&L&G", {"image_left": str(_picture(tmp_path))})
    sheet.protect()
    book.close()
    marked = set_marks(path, ("表", "B2", "error", "错"), ("表", "C3", "warning", "疑"), ("表", "D1", "info", "注"))
    clean, done = take_off(marked)
    assert done.exact and digests(clean) == digests(path)
    (tmp_path / "saved").mkdir()
    saved = openpyxl.load_workbook(convert(marked, tmp_path / "saved"))["表"]
    assert saved["B2"].comment.text.splitlines() == ["张三：已核对", "──── 自评表检查 ────", "错"]
    assert saved["C3"].comment.text.splitlines()[1:] == ["疑"]
    assert [saved[cell].fill.fgColor.rgb for cell in ("B2", "C3", "D1")] == list(COLOURS.values())
    assert saved["D1"].value == "=SUM(A1:A6)" and saved.protection.sheet
    assert len(saved.conditional_formatting) == 1 and len(saved.data_validations.dataValidation) == 1


def _picture(folder: Path) -> Path:
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    path = folder / "p.png"
    header = struct.pack(">IIBBBBB", 2, 2, 8, 0, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0\0" * 2)) + chunk(b"IEND", b""))
    return path
