"""Cutting the paragraphs of a Word document: at line breaks of people's texts, and around placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.run import Run

from zipingbiao.writers.word.marks import BREAK

#: What a person must still write.
PLACEHOLDER = re.compile("【待填[^】]*】?")
PLACEHOLDER_STYLE = "待填"
_P, _R, _T, _TAB, _BR = (qn(f"w:{name}") for name in ("p", "r", "t", "tab", "br"))
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def pieces(paragraph: Any) -> list[Any]:
    """The w:t, w:tab and w:br of a paragraph in their order, without those of paragraphs inside it (text boxes)."""
    return [
        one
        for one in paragraph.iter(_T, _TAB, _BR)
        if one.getparent().tag == _R and next(one.iterancestors(_P)) is paragraph
    ]


def text_of(paragraph: Any) -> str:
    """What a paragraph says, marks included."""
    return "".join(_said(one) for one in pieces(paragraph))


def break_lines(body: Any) -> None:
    """Makes a paragraph of each line that a person wrote."""
    for paragraph in [one for one in body.iter(_P) if BREAK in text_of(one)]:
        current = paragraph
        while (found := next((one for one in pieces(current) if BREAK in (one.text or "")), None)) is not None:
            offset = found.text.index(BREAK)
            found.text = found.text[:offset] + found.text[offset + 1 :]
            current = _split_paragraph(current, found, offset)


def show_placeholders(paragraph: Any, style: str | None) -> list[str]:
    """Makes the placeholders of a paragraph visible, and returns them.

    style  the id of the character style for them; without one they are highlighted
    """
    found = PLACEHOLDER.findall(text_of(paragraph))
    for number in range(len(found)):
        start, end = [match.span() for match in PLACEHOLDER.finditer(text_of(paragraph))][number]
        for run in _runs_between(paragraph, start, end):
            if style is not None:
                properties = run.get_or_add_rPr()
                properties.style = style
            else:
                Run(run, None).font.highlight_color = WD_COLOR_INDEX.YELLOW  # type: ignore[arg-type]
    return found


def keep_spaces(element: Any) -> None:
    """Blanks at the ends of a text stay."""
    element.set(_SPACE, "preserve")


def _said(piece: Any) -> str:
    if piece.tag == _T:
        return piece.text or ""
    return "\t" if piece.tag == _TAB else "\n"


def _runs_between(paragraph: Any, start: int, end: int) -> list[Any]:
    """The runs that hold exactly the characters from `start` to `end`, cut out of longer ones."""
    runs = []
    for piece, begin in list(_placed(paragraph)):
        stop = begin + len(_said(piece))
        if piece.tag != _T or stop <= start or begin >= end:
            continue
        if stop > end:
            _split_run(piece, end - begin)
        if begin < start:
            piece = _split_run(piece, start - begin)
        elif piece.getprevious() is not None and piece.getprevious().tag != qn("w:rPr"):
            piece = _split_run(piece, 0)
        if piece.getnext() is not None:
            _split_run(piece, len(piece.text or ""))
        runs.append(piece.getparent())
    return runs


def _placed(paragraph: Any) -> Iterator[tuple[Any, int]]:
    offset = 0
    for piece in pieces(paragraph):
        yield piece, offset
        offset += len(_said(piece))


def _split_run(piece: Any, offset: int) -> Any:
    """Cuts the run of a w:t at a character of it; the w:t that begins the new run."""
    run = piece.getparent()
    new_run = OxmlElement("w:r")
    if run.rPr is not None:
        new_run.append(deepcopy(run.rPr))
    rest = OxmlElement("w:t")
    rest.text = (piece.text or "")[offset:]
    piece.text = (piece.text or "")[:offset]
    keep_spaces(rest)
    keep_spaces(piece)
    new_run.append(rest)
    for following in list(piece.itersiblings()):
        new_run.append(following)
    run.addnext(new_run)
    return rest


def _split_paragraph(paragraph: Any, piece: Any, offset: int) -> Any:
    """Cuts a paragraph at a character of a w:t; the new paragraph, of the same look."""
    run = _split_run(piece, offset).getparent()
    new = OxmlElement("w:p")
    properties = paragraph.pPr
    if properties is not None:
        new.append(deepcopy(properties))
        if (section := properties.find(qn("w:sectPr"))) is not None:
            properties.remove(section)
    # A run inside a link leaves it there: what follows the break is a plain paragraph.
    outer = run
    while outer is not paragraph:
        following = list(outer.itersiblings())
        outer = outer.getparent()
        for one in following:
            new.append(one)
    new.insert(1 if properties is not None else 0, run)
    paragraph.addnext(new)
    return new
