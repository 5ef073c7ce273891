"""For any workbook and any findings: unmarking gives back every byte, marking changes no value, both ways agree."""

from __future__ import annotations

import tempfile
from pathlib import Path

import openpyxl
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.readers.build import NS, RELATIONS
from tests.writers.marking.books import digests, parts, set_marks, take_off, touch, write
from zipingbiao.writers.marking.areas import cell_name

REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="<&>"), max_size=8)


@st.composite
def cell_xml(draw: st.DrawFn, row: int, column: int, named: bool) -> str:
    name = f' r="{cell_name((row, column))}"' if named else ""
    style = draw(st.sampled_from(["", ' s="0"', " s='1'", ' s="2"']))
    content = draw(
        st.sampled_from(["", "<v>1.5</v>", "<f>1+1</f><v>2</v>", "<f t='array' ref='A1'>1</f><v>1</v>"])
        | TEXT.map(lambda text: f"<is><t>{text}</t></is>")
    )
    kind = ' t="inlineStr"' if content.startswith("<is") else ""
    return f"<c{name}{style}{kind}/>" if not content else f"<c{name}{style}{kind}>{content}</c>"


@st.composite
def worksheet(draw: st.DrawFn) -> str:
    rows = []
    named = draw(st.booleans())
    numbers = sorted(draw(st.sets(st.integers(1, 9), max_size=6))) if named else range(1, draw(st.integers(0, 4)) + 1)
    for number in numbers:
        columns = sorted(draw(st.sets(st.integers(1, 6), max_size=5))) if named else range(1, draw(st.integers(0, 5)) + 1)
        cells = "".join(draw(cell_xml(number, column, named)) for column in columns)
        head = f'<row r="{number}"' if named else "<row"
        head += draw(st.sampled_from(["", ' s="1" customFormat="1"', ' ht="30" customHeight="1"', ' hidden="1"']))
        rows.append(f"{head}/>" if not cells and draw(st.booleans()) else f"{head}>{cells}</row>")
    space = draw(st.sampled_from(["", "\n", "<!-- 注 <row> -->"]))
    merge = draw(st.sampled_from(["", '<mergeCells count="1"><mergeCell ref="B2:C3"/></mergeCells>']))
    cols = draw(st.sampled_from(["", '<cols><col min="2" max="4" width="12" style="1"/></cols>']))
    tail = draw(st.sampled_from(["", '<extLst><ext uri="{1}"/></extLst>']))
    data = "<sheetData/>" if not rows else f"<sheetData>{''.join(rows)}</sheetData>"
    return f"<?xml version='1.0'?>{space}<worksheet {NS} {RELATIONS}>{cols}{data}{merge}{tail}</worksheet>"


@st.composite
def workbook(draw: st.DrawFn) -> dict[str, str | bytes]:
    content = parts({"甲": draw(worksheet()), "乙 '&": draw(worksheet())})
    if draw(st.booleans()):
        text = draw(TEXT)
        content["xl/worksheets/_rels/sheet1.xml.rels"] = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{REL}/comments" Target="../comments1.xml"/></Relationships>'
        )
        content["xl/comments1.xml"] = (
            f"<comments {NS}><authors><author/></authors><commentList><comment ref=\"B2\" authorId=\"0\"><text>"
            f"<t>{text}</t></text></comment></commentList></comments>"
        )
    return content


MARKS = st.lists(
    st.tuples(
        st.sampled_from(["甲", "乙 '&", "没有这张表"]),
        st.tuples(st.integers(1, 11), st.integers(1, 8)).map(cell_name),
        st.sampled_from(["error", "warning", "info"]),
        TEXT,
    ),
    max_size=8,
)


def values(path: Path) -> dict[str, list[list[object]]]:
    book = openpyxl.load_workbook(path)
    return {sheet.title: [[_plain(cell.value) for cell in row] for row in sheet["A1:H11"]] for sheet in book}


def _plain(value: object) -> object:
    return getattr(value, "text", value)  # array formulas are objects without equality


def looks(path: Path) -> dict[str, object]:
    book = openpyxl.load_workbook(path)
    return {
        f"{sheet.title}!{cell.coordinate}": tuple(
            repr(one) for one in (_plain(cell.value), cell.fill, cell.border, cell.number_format, (cell.comment and cell.comment.text) or None)
        )
        for sheet in book for row in sheet["A1:H11"] for cell in row
    }  # fmt: skip


@settings(max_examples=100, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(workbook(), MARKS)
def test_unmarking_gives_back_every_byte(content: dict[str, str | bytes], marks: list[tuple[str, str, str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / "a.xlsx", content)
        marked = set_marks(path, *marks)
        clean, done = take_off(marked)
        assert done.exact
        assert digests(clean) == digests(path)


#: A workbook takes too long to be made smaller step by step.
@settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(workbook(), MARKS)
def test_values_stay_and_the_marks_come_off_a_changed_file_too(
    content: dict[str, str | bytes], marks: list[tuple[str, str, str, str]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / "a.xlsx", content)
        marked = set_marks(path, *marks)
        after = values(marked)
        del after["检查结果"]
        assert after == values(path)
        clean, done = take_off(touch(marked))
        assert not done.exact and not done.rewritten
        assert looks(clean) == looks(path)
