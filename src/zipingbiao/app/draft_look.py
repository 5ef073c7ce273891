"""How a sample is printed — column widths, fonts, paper — as far as its file says; used only for drafting a form."""

from __future__ import annotations

from zipingbiao.readers.grid import Sheet


def width_of(sheet: Sheet, first: int, last: int) -> float | None:
    """The width of columns together in characters; None where the file does not say."""
    if not sheet.look.widths:
        return None
    widths = [sheet.look.width(column) for column in range(first, last + 1)]
    return sum(width for width in widths if width is not None)


def font_of(sheet: Sheet, row: int, column: int) -> tuple[str, float] | None:
    """Name and size in points of a filled cell's font; None where the file does not say both."""
    cell = sheet.raw(row, column)
    faces = sheet.look.faces
    if cell is None or not 0 <= cell.style < len(faces):
        return None
    face = faces[cell.style]
    return (face.name, face.size) if face.name and face.size else None


def page_of(sheet: Sheet) -> dict[str, str]:
    """The keys paper and orientation of a layout."""
    page = {}
    if sheet.look.paper:
        page["paper"] = sheet.look.paper
    if sheet.look.landscape is not None:
        page["orientation"] = "landscape" if sheet.look.landscape else "portrait"
    return page
