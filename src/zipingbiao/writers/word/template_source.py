"""The text form in which the report templates are kept and reviewed → paragraphs and tables of a .docx.

A line is a paragraph; what it begins with says which:

    // remark, left out          # 标题          ## 一级标题 … ##### 四级标题
    % for … | if … | endfor      @中 centred     @右 to the right, small     @封面 line of a cover   @落款 signature
    @题 caption of a table       @图 picture     @分页 new page   @封面题 title of a cover   @封面完 its end
    |宽 24 60 72                 a table begins: the widths of its columns, scaled to the page
    |头 甲 | 乙 | 丙             its header row, repeated on every page
    |% for …                     a row that only holds {%tr … %}
    | {{ a }} | <{{ b }} | 合计  a row; the text of a cell that begins with < stands at its left edge
"""

from __future__ import annotations

from dataclasses import dataclass, field

#: Style ids by what a line begins with; the longest first.
STYLES = {
    "#####": "Heading4",
    "####": "Heading3",
    "###": "Heading2",
    "##": "Heading1",
    "#": "Title",
    "@中": "CenteredLine",
    "@右": "TableNote",
    "@题": "TableCaption",
    "@图": "Picture",
    "@封面题": "CoverTitle",
    "@封面": "CoverLine",
    "@落款": "Signature",
}
BODY, CELL, LEFT_CELL, HEAD_CELL = "BodyText", "TableText", "TableTextLeft", "TableHead"
#: Lines that are no paragraphs of a style.
BREAK, COVER_END = "@分页", "@封面完"


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of a style."""

    style: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Cells, each a paragraph of a style."""

    cells: tuple[Line, ...]
    is_header: bool = False


@dataclass(slots=True)
class TableBlock:
    """A table: relative widths and rows."""

    widths: tuple[int, ...]
    rows: list[Row] = field(default_factory=list)


class SourceFault(Exception):
    """A line of a template's source that says nothing: its number and why."""


def read_source(text: str) -> list[Line | TableBlock]:
    """The paragraphs and tables of a source. Raises SourceFault naming the line."""
    found: list[Line | TableBlock] = []
    table: TableBlock | None = None
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("//"):
            continue
        if line.startswith("|宽"):
            table = TableBlock(tuple(int(width) for width in line[2:].split()))
            found.append(table)
        elif line.startswith("|"):
            if table is None:
                raise SourceFault(f"第 {number} 行：表格要先写 |宽")
            table.rows.append(_row(line, table, number))
        else:
            table = None
            found.append(_paragraph(line, number))
    return found


def _paragraph(line: str, number: int) -> Line:
    if line.startswith("%"):
        return Line(BODY, "{%p " + line[1:].strip() + " %}")
    if line in (BREAK, COVER_END):
        return Line(line)
    for mark, style in STYLES.items():
        if line.startswith(mark):
            return Line(style, line[len(mark) :].strip())
    if line.startswith("@"):
        raise SourceFault(f"第 {number} 行：不认识 {line.split()[0]}")
    return Line(BODY, line)


def _row(line: str, table: TableBlock, number: int) -> Row:
    count = len(table.widths)
    if line.startswith("|%"):
        tag = Line(CELL, "{%tr " + line[2:].strip() + " %}")
        return Row((tag, *(Line(CELL) for _ in range(count - 1))))
    is_header = line.startswith("|头")
    texts = [text.strip() for text in line[2 if is_header else 1 :].split(" | ")]
    if len(texts) != count:
        raise SourceFault(f"第 {number} 行：有 {len(texts)} 格，|宽 写了 {count} 栏")
    if is_header:
        return Row(tuple(Line(HEAD_CELL, text) for text in texts), is_header=True)
    return Row(tuple(Line(LEFT_CELL, text[1:]) if text.startswith("<") else Line(CELL, text) for text in texts))
