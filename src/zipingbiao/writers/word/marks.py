"""Characters that carry through a template what is printed where: no text of a user may hold them, and none stay.

They are of the last private-use plane, which no font and no office uses; the older private-use area does occur in
Chinese names and is left alone.
"""

from __future__ import annotations

import re
from dataclasses import replace

from zipingbiao.model.statement import Sentence, Sourced, Span

#: A figure is its number in two characters from here on, its text, and END.
FIRST, BASE = 0x100000, 0x8000
END = "\U0010fffd"
#: a line break that a person wrote
BREAK = "\U0010fffc"
#: stands in a cell that is to be one with the cell above where both say the same
MERGE = "\U0010fffb"

_OURS = re.compile("[\U00100000-\U0010ffff]")
_LINE_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
#: XML has no way to write these at all.
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_DIGIT = f"[{chr(FIRST)}-{chr(FIRST + BASE - 1)}]"
_FIGURE = re.compile(f"{_DIGIT}{{2}}|{END}")


def clean(text: str) -> str:
    """The text without characters that cannot stand in a document; line ends of every kind are '\\n', tabs blanks."""
    if not text.isascii():
        # Two halves of a character are put together, one alone is dropped.
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", _OURS.sub("", text))).replace("\t", " ")


def flatten(text: str) -> str:
    """The text on one line: Chinese goes on where the line ended, other words keep a blank between them."""
    lines = [line.strip() for line in clean(text).split("\n")]
    joined = ""
    for line in filter(None, lines):
        between = " " if joined and joined[-1].isascii() and line[0].isascii() else ""
        joined += between + line
    return joined


class Ledger:
    """The figures that one rendering prints, by the number that marks each."""

    def __init__(self) -> None:
        self._figures: list[Sourced] = []

    def mark(self, figure: Sourced) -> str:
        """What stands in the document for the figure: its lines, each marked; a visible placeholder where it is empty."""
        lines = [line for line in (part.strip() for part in clean(figure.text).split("\n")) if line]
        if not lines:
            return self._marked(figure, placeholder(figure.label))
        if len(lines) == 1 and lines[0] == figure.text:
            return self._marked(figure, lines[0])
        return BREAK.join(self._marked(replace(figure, text=line), line) for line in lines)

    def read(self, text: str) -> Sentence:
        """The sentence that a marked text is."""
        plain, spans, open_at = "", [], None
        start = 0
        for match in _FIGURE.finditer(text):
            plain += strip(text[start : match.start()])
            start = match.end()
            if match[0] != END:
                high, low = (ord(character) - FIRST for character in match[0])
                open_at = len(plain), self._figures[high * BASE + low]
            elif open_at is not None:
                spans.append(Span(open_at[0], len(plain), open_at[1]))
                open_at = None
        return Sentence(plain + strip(text[start:]), tuple(spans))

    def _marked(self, figure: Sourced, text: str) -> str:
        high, low = divmod(len(self._figures), BASE)
        self._figures.append(figure)
        return f"{chr(FIRST + high)}{chr(FIRST + low)}{text}{END}"


def strip(text: str) -> str:
    """The text without marks."""
    return _OURS.sub("", text)


def placeholder(what: str) -> str:
    """What stands where a person must write something."""
    return f"【待填：{flatten(what)}】"
