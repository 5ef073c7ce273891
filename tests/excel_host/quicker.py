"""pyOpenVBA's own answers sooner: a formula nobody changed is written as it was read, and zlib compresses.

A generated sheet has a thousand long formulas; spelling them anew takes 13 s, compressing in Python 4 s.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from unittest import mock

from pyopenvba.apps.excel import _editing, _io
from pyopenvba.formula import _prefixes
from pyopenvba.powerquery import _opc

_CALL = re.compile(r"([A-Za-z_][\w.]*)\(")
_LITERAL = re.compile(r'"[^"]*"|\'[^\']*\'')


@contextmanager
def quicker() -> Iterator[None]:
    """Reading and writing workbooks at a bearable speed for the time of the block."""
    read, spelled = _io._formula_read, _io._formula_xml
    as_read: dict[str, str] = {}

    def reading(body: str) -> str:
        text = read(body)
        as_read[text[1:]] = body
        return text

    def spelling(text: str, tables: Any) -> str:
        found = as_read.get(text)
        return spelled(text, tables) if found is None else found

    rewritten = _editing.rewrite

    def rewriting(formula: str, owner: str, edited: str, **lines: Any) -> str:
        if owner.casefold() != edited.casefold() and edited.replace("'", "''").casefold() not in formula.casefold():
            return formula
        return rewritten(formula, owner, edited, **lines)

    with (
        mock.patch.object(_editing, "rewrite", rewriting),
        mock.patch.object(_io, "_formula_read", reading),
        mock.patch.object(_io, "_formula_xml", spelling),
        mock.patch.object(_io, "calculated_always", _calculated_always),
        mock.patch.object(_opc, "raw_compress", _compress),
    ):
        yield


def _calculated_always(formula: str, known: Callable[[str], bool]) -> bool:
    """_prefixes.calculated_always, by the names before a parenthesis instead of by the whole grammar."""
    names = {name.upper() for name in _CALL.findall(_LITERAL.sub("", formula))}
    for name in names:
        is_marked, is_excel = _function(name)
        if is_marked or not (is_excel or known(name)):
            return True
    return False


@cache
def _function(name: str) -> tuple[bool, bool]:
    key = _prefixes.function_key(name)
    return key in _prefixes._ALWAYS, _prefixes.is_excel_function(key)


def _compress(data: bytes, level: int = 6, memlevel: int = 8) -> bytes:
    made = zlib.compressobj(level, zlib.DEFLATED, -15, memlevel)
    return made.compress(data) + made.flush()
