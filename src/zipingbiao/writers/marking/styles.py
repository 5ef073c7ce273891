"""The cell styles of a workbook: what fill a style has, the same style with another fill, styles for a sheet of ours."""

from __future__ import annotations

from collections.abc import Collection

from zipingbiao.base.errors import ZpbError
from zipingbiao.writers.marking.markup import Node, escaped, fragment, tree
from zipingbiao.writers.marking.package import Package

#: Where the lists stand in styles.xml, so that a missing one is put in its place.
_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs")
_FIRST = {
    "fonts": ('<font><sz val="11"/><name val="宋体"/></font>',),
    "fills": ('<fill><patternFill patternType="none"/></fill>', '<fill><patternFill patternType="gray125"/></fill>'),
    "borders": ("<border><left/><right/><top/><bottom/><diagonal/></border>",),
    "cellXfs": ('<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',),
}
#: What Excel allows in a workbook is 65 490; others allow 64 000.
_MOST = 64_000
NO_FILL = '<fill><patternFill patternType="none"/></fill>'


class Styles:
    """Lists that only grow: every style that was there keeps its number."""

    def __init__(self, package: Package) -> None:
        found = package.related(package.workbook, "styles")
        self.package = package
        self.part = found[1] if found else self._new_part()
        self.root = package.tree(self.part)
        self.nodes = {name: self.root.child(name) for name in _FIRST}
        self.items: dict[str, list[bytes]] = {}
        self.old: dict[str, int] = {}
        for name, first in _FIRST.items():
            node = self.nodes[name]
            own = [child.raw for child in node.children] if node is not None else []
            self.items[name] = own or [self._prefixed(text) for text in first]
            self.old[name] = len(own)
        self._index: dict[tuple[str, bytes], int] = {}
        self._filled: dict[tuple[int, int], int] = {}
        self._plain: dict[int, str] = {}

    def _new_part(self) -> str:
        name = "xl/styles.xml"
        if self.package.find(name) is not None:
            name = self.package.free_name("xl/styles{}.xml")
        self.package.add(name, f'<styleSheet xmlns="{self.package.namespace}"></styleSheet>'.encode(), "styles")
        self.package.relate(self.package.workbook, "styles", name)
        return name

    def _prefixed(self, xml: str) -> bytes:
        return xml.replace("</", "\0").replace("<", f"<{self._prefix}").replace("\0", f"</{self._prefix}").encode()

    @property
    def _prefix(self) -> str:
        return self.root.prefix.decode()

    def add(self, name: str, xml: str) -> int:
        """The number of a font, fill, border or cell format that says `xml`, added where it is not there."""
        raw = self._prefixed(xml)
        key = (name, raw)
        if key not in self._index:
            items = self.items[name]
            self._index[key] = items.index(raw) if raw in items else len(items)
            if self._index[key] == len(items):
                items.append(raw)
        return self._index[key]

    def fill_of(self, style: int) -> str:
        """The fill of a cell style, without prefixes and with one spelling, so that it is found again elsewhere."""
        number = self._fill_number(style)
        if number not in self._plain:
            fills = self.items["fills"]
            self._plain[number] = _plain(fills[number]) if 0 < number < len(fills) else NO_FILL
        return self._plain[number]

    def _fill_number(self, style: int) -> int:
        xfs = self.items["cellXfs"]
        if not 0 <= style < len(xfs):
            return 0
        number = tree(xfs[style]).get("fillId", "0")
        return int(number) if number.isdecimal() and len(number) < 9 else 0

    def colour_of(self, style: int) -> str:
        """The colour of a plain fill as AARRGGBB; '' for any other."""
        return colour_in(self.fill_of(style))

    def fill_number(self, fill: str) -> int:
        """The number of a fill given in the spelling of `fill_of`, added where it is not there."""
        for number, raw in enumerate(self.items["fills"]):
            if _plain(raw) == fill:
                return number
        return self.add("fills", fill)

    def with_fill(self, style: int, fill: int) -> int:
        """The number of the style that is `style` with this fill."""
        key = (style, fill)
        if key not in self._filled:
            xfs = self.items["cellXfs"]
            base = xfs[style] if 0 <= style < len(xfs) else xfs[0]
            raw = fragment(base, fillId=str(fill), applyFill="1")
            self._filled[key] = len(xfs)
            xfs.append(raw)
        return self._filled[key]

    def coloured(self, colours: Collection[str]) -> dict[int, str]:
        """The styles whose fill has one of these colours."""
        return {
            number: colour for number in range(self.old["cellXfs"]) if (colour := self.colour_of(number)) in colours
        }

    def free_colour(self, wanted: str) -> str:
        """`wanted` (AARRGGBB), or the nearest shade of it that stands nowhere in the styles yet."""
        used = self.root.data.upper()
        number = int(wanted, 16)
        while f"{number:08X}".encode() in used:
            number -= 1
        return f"{number:08X}"

    def settle(self) -> None:
        """Hands the new fonts, fills, borders and styles to the package.

        Raises ZpbError where there would be more styles than Excel opens.
        """
        if len(self.items["cellXfs"]) > _MOST:
            raise ZpbError(f"「{self.package.name}」的单元格样式太多，无法再加标注，请改用 --report 输出报告。")
        edits = self.package.edits(self.part)
        for name, items in self.items.items():
            new = items[self.old[name] :]
            node = self.nodes[name]
            if not new:
                continue
            if node is None:
                element = f'<{self._prefix}{name} count="{len(items)}">'.encode() + b"".join(new)
                self._insert(name, element + f"</{self._prefix}{name}>".encode())
            else:
                edits.append(node, b"".join(new))
                edits.set(node.tag, "count", str(len(items)))

    def _insert(self, name: str, element: bytes) -> None:
        before = _ORDER[: _ORDER.index(name)]
        last = [child for child in self.root.children if child.name in before]
        edits = self.package.edits(self.part)
        if last:
            edits.insert(last[-1].end, element)
        elif self.root.is_empty_tag:
            edits.append(self.root, element)
        else:
            edits.insert(self.root.tag.end, element)


def colour_in(fill: str) -> str:
    """The colour of a fill, as in `Styles.colour_of`."""
    pattern = tree(fill.encode()).child("patternFill")
    colour = pattern.child("fgColor") if pattern is not None and pattern.get("patternType") == "solid" else None
    return colour.get("rgb").upper() if colour is not None else ""


def _plain(raw: bytes) -> str:
    """A fill without prefixes, attributes in order, no white space; two that look alike are spelled alike."""
    root = tree(raw)

    def spell(node: Node) -> str:
        attributes = sorted((key, one.value) for key, one in node.attributes.items() if not key.startswith("xmlns"))
        head = "".join([node.name, *(f' {key}="{escaped(value).decode()}"' for key, value in attributes)])
        inner = "".join(spell(child) for child in node.children)
        return f"<{head}>{inner}</{node.name}>" if inner else f"<{head}/>"

    return spell(root)
