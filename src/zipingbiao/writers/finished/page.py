"""The print set-up of a sheet that has none: A4, as wide as the page."""

from __future__ import annotations

from zipingbiao.writers.marking.markup import Edits, Tag, tags
from zipingbiao.writers.marking.package import Package

#: What may stand before <pageSetup> in a worksheet, from its beginning on (ECMA-376 part 1, 18.3.1.99).
_BEFORE = frozenset({
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins",
})  # fmt: skip
_MARGINS = '<{0}pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'


def set_page(package: Package, part: str, landscape: bool) -> bool:
    """Gives a worksheet part a page of A4 where it has no page at all; whether it was given one."""
    edits = package.edits(part)
    children = _children(edits)
    found = {tag.name: (tag, end) for tag, end in children}
    if "pageSetup" in found:
        return False
    prefix = children[0][0].full.rpartition(b":")[0].decode() if children else ""
    prefix = f"{prefix}:" if prefix else ""
    orientation = "landscape" if landscape else "portrait"
    setup = f'<{prefix}pageSetup paperSize="9" orientation="{orientation}" fitToHeight="0"/>'
    if "pageMargins" not in found:
        setup = _MARGINS.format(prefix) + setup
    ends = [end for tag, end in children if tag.name in _BEFORE]
    if not ends:
        return False
    edits.insert(max(ends), setup.encode())
    _fit(edits, found.get("sheetPr"), children[0][0], prefix)
    return True


def _fit(edits: Edits, found: tuple[Tag, int] | None, first: Tag, prefix: str) -> None:
    """Says in <sheetPr> that the page is fitted."""
    fit = f'<{prefix}pageSetUpPr fitToPage="1"/>'.encode()
    if found is None:
        edits.insert(first.start, f"<{prefix}sheetPr>".encode() + fit + f"</{prefix}sheetPr>".encode())
        return
    tag, end = found
    inner = [one for one in tags(edits.data, tag.end, end) if one.name == "pageSetUpPr" and one.kind != "close"]
    if inner:
        edits.set(inner[0], "fitToPage", "1")
    elif tag.kind == "empty":
        slash = edits.data.rindex(b"/", tag.start, tag.end)
        edits.replace(slash, tag.end, b">" + fit + b"</" + tag.full + b">")
    else:
        edits.insert(edits.data.rindex(b"</", tag.end, end), fit)


def _children(edits: Edits) -> list[tuple[Tag, int]]:
    """The elements right below the root, each with its end; the cells are passed over at once."""
    data, found, position, depth = edits.data, [], 0, 0
    top: Tag | None = None
    while True:
        for tag in tags(data, position):
            if tag.kind == "close":
                depth -= 1
                if depth == 1 and top is not None:
                    found.append((top, tag.end))
                continue
            if depth == 1:
                top = tag
                if tag.kind == "empty":
                    found.append((tag, tag.end))
                elif tag.name == "sheetData":
                    end = data.rindex(b"</" + tag.full)
                    position = data.index(b">", end) + 1
                    found.append((tag, position))
                    break
            depth += tag.kind == "open"
        else:
            return found
