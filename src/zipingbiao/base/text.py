"""Normalising Chinese office text: full-width characters, inner spaces, operators; no meaning is decided here.

The replacement table is shared with the native Excel half (scoring.native), which writes it as nested SUBSTITUTE
calls; a character handled in only one of the two would make the workbook and Python disagree.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

#: (from, to) in the order they are applied. Multi-character operators stand before their single parts.
REPLACEMENTS: tuple[tuple[str, str], ...] = (
    *((full, half) for full, half in zip("０１２３４５６７８９", "0123456789", strict=True)),
    ("．", "."),
    ("％", "%"),
    ("(百分比)", ""),
    ("（百分比）", ""),
    ("百分比", "%"),
    ("\u00a0", ""),
    ("\u3000", ""),
    (" ", ""),
    ("\t", ""),
    ("\r", ""),
    ("\n", ""),
    ("＞", ">"),
    ("＜", "<"),
    ("‹", "<"),
    ("›", ">"),
    ("＝", "="),
    ("═", "="),
    ("﹦", "="),
    ("≧", "≥"),
    ("⩾", "≥"),
    ("≦", "≤"),
    ("⩽", "≤"),
    (">=", "≥"),
    ("=>", "≥"),
    ("<=", "≤"),
    ("=<", "≤"),
    ("－", "-"),
    ("−", "-"),
    ("—", "-"),
    ("–", "-"),
)

#: Most texts hold nothing to replace; one look tells.
_REPLACED = re.compile(f"[{re.escape(''.join(sorted({old[0] for old, _ in REPLACEMENTS})))}]")
_SPACE = re.compile(r"[\s\u3000\u00a0]+")
_LABEL_NOISE = re.compile(r"[\s\u3000\u00a0:：*★☆]+")


def normalise(text: str) -> str:
    """The text with half-width digits and operators and without any white space."""
    if _REPLACED.search(text) is None:
        return text
    for old, new in REPLACEMENTS:
        if old in text:
            text = text.replace(old, new)
    return text


def squeeze(text: str) -> str:
    """The text without any white space, otherwise as printed."""
    return _SPACE.sub("", text)


def label_key(text: str) -> str:
    """A label reduced for comparison: no white space, no colon or star, half-width brackets."""
    return _LABEL_NOISE.sub("", text).replace("（", "(").replace("）", ")")


def excerpt(text: str, limit: int = 30) -> str:
    """The text on one line, shortened to `limit` characters, for use inside a message."""
    flat = _SPACE.sub(" ", text).strip()
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"


def day_words(day: date) -> str:
    """A day as official texts write it: 2024年1月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def full_characters(text: str) -> float:
    """How wide `text` is printed, in the width of a Chinese character."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.56 for char in text)
