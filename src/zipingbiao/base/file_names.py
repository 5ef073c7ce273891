"""Names of files that every system takes, made from names that people wrote: units, projects, workbooks."""

from __future__ import annotations

import re
from collections.abc import Iterable

from zipingbiao.base.files import printable

#: Bytes that a name may have on the usual disks of Linux, less what an older file that is kept adds: （旧12）.
_MOST_BYTES = 255 - 20
#: Characters of one part: what people name is shorter, and what is longer was pasted.
_MOST_CHARACTERS = 60
#: What Windows takes in no name, what nobody can see, what turns the direction of writing; not the joiners of emoji.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]')
_GAPS = re.compile(r"[\s_]+")
#: Windows takes these for devices, whatever follows a dot.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])\s*(?:\.|\Z)", re.IGNORECASE)


def replace_forbidden(text: str) -> str:
    """The text with _ for every character that a file name may not hold."""
    return _FORBIDDEN.sub("_", printable(text))


def spare_device(stem: str) -> str:
    """The name with _ before it where Windows would take it for a device: con, NUL.局."""
    return f"_{stem}" if _DEVICE.match(stem) else stem


def name_part(text: str) -> str:
    """A text as part of a file name; '' where nothing of it can be used."""
    return _trimmed(_GAPS.sub("_", replace_forbidden(text))[:_MOST_CHARACTERS])


def join_name(parts: Iterable[str], suffix: str) -> str:
    """A file name of these parts with _ between; '' is left out, and the longest is shortened where all are too long."""
    kept = [part for part in map(name_part, parts) if part]
    while len("_".join(kept).encode()) > _MOST_BYTES - len(suffix):
        longest = max(range(len(kept)), key=lambda index: len(kept[index].encode()))
        kept[longest] = _trimmed(kept[longest][:-1])
    return spare_device("_".join(kept)) + suffix


def _trimmed(part: str) -> str:
    """Windows drops dots and blanks at the end; a dot at the beginning hides a file elsewhere."""
    return part.strip("_. ")
