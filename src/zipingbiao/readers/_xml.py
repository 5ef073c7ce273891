"""One-pass XML scanning for package parts: no tree is kept, no DTD is accepted, no entity can be declared.

Expat instead of a tree-building parser: what a hostile part can make us keep is then only what the handlers keep.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from xml.parsers import expat

from zipingbiao.base.errors import UnreadableFile
from zipingbiao.base.safezip import save_again

Attributes = dict[str, str]
#: Far deeper than any spreadsheet part; expat keeps memory per open element.
MAX_DEPTH = 100


class Enough(Exception):
    """Raised by a handler that has seen all it wants."""


def new_parser(name: str) -> expat.XMLParserType:
    """A parser that refuses any DOCTYPE; `name` is the file's name for the message."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 65536

    def refuse(*_: object) -> None:
        raise UnreadableFile(f"「{name}」里有不安全的声明（DOCTYPE），没有打开，请{save_again(name)}。")

    parser.StartDoctypeDeclHandler = refuse
    return parser


def feed(parser: expat.XMLParserType, chunks: Iterable[bytes], name: str, part: str) -> None:
    """Runs the parser over `chunks`; `part` names the broken part for the message.

    Raises UnreadableFile for XML that is not well formed.
    """
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except Enough:
        return
    except (expat.ExpatError, ValueError, LookupError) as error:
        # LookupError: an encoding that nobody knows.
        raise UnreadableFile(
            f"「{name}」的内容已损坏（{part}），请{save_again(name).replace('打开后', '打开并修复后')}。"
        ) from error


def too_deep(name: str) -> UnreadableFile:
    """The exception for a part nested beyond MAX_DEPTH."""
    return UnreadableFile(f"「{name}」的内部结构不正常，没有打开，请{save_again(name)}。")


def local(name: str) -> str:
    """The element name without its prefix (some producers write x:row)."""
    return name.rpartition(":")[2]


def scan(
    chunks: Iterable[bytes],
    name: str,
    part: str,
    start: Callable[[str, Attributes], None],
    end: Callable[[str, str], None] | None = None,
) -> None:
    """Calls start(local name, attributes) and end(local name, the text since the last tag); for small parts."""
    parser = new_parser(name)
    texts: list[str] = []
    depth = 0

    def on_start(tag: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise too_deep(name)
        texts.clear()
        start(local(tag), attributes)

    def on_end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(local(tag), "".join(texts))
        texts.clear()

    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    if end is not None:
        parser.CharacterDataHandler = texts.append
    feed(parser, chunks, name, part)
