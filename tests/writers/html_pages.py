"""Reads a written page: fails where it is not well-formed, and tells what stands in its tables."""

from __future__ import annotations

from html.parser import HTMLParser

_VOID = {"meta", "input", "br", "rect", "col"}


class Page(HTMLParser):
    """A page as read; `open` is empty where every element is closed.

    scripts    how many there are
    rows       by the id of the section: the texts of the cells of every row of its tables, heads included
    links      of all elements: href and title
    tags, names  all elements, and all attributes of elements, that occur
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.scripts = 0
        self.rows: dict[str, list[list[str]]] = {}
        self.links: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self._section = ""
        self._cell: list[str] | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        assert len(values) == len(attrs), f"{tag} has an attribute twice"
        self.tags.add(tag)
        self.names |= set(values)
        self.scripts += tag == "script"
        if tag not in _VOID:
            self.open.append(tag)
        if (own := values.get("id")) is not None:
            self.ids.append(own)
        if tag == "section":
            self._section = values.get("id") or ""
        elif tag == "tr":
            self.rows.setdefault(self._section, []).append([])
        elif tag in ("td", "th"):
            self._cell = []
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")
        elif (address := values.get("href")) is not None:
            self.links.append((address, values.get("title") or ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _VOID

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag in ("td", "th"):
            assert self._cell is not None
            self.rows[self._section][-1].append("".join(self._cell))
            self._cell = None
