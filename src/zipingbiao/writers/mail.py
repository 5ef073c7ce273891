"""A mail as a draft file (.eml) that Outlook and Foxmail open for sending; what it says is decided elsewhere.

Written by hand, not by Python's `email`: names of attachments have to stand in both forms that mail programs read, the
same mail has to give the same bytes, and nothing that comes from a workbook may ever reach a header as it stands.
Sources: RFC 5322 (lines), 2045 and 2046 (parts), 2047 (encoded words), 2183 and 2231 (names of attachments).
"""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from zipingbiao.base.file_names import replace_forbidden, spare_device
from zipingbiao.base.files import printable

_LINE_END = "\r\n"
#: Characters of one piece of a coded text; with what stands around it a line stays below 78.
_PIECE = 54
#: Characters of a name that a mail program takes without any encoding.
_PLAIN = re.compile(r"[A-Za-z0-9._ -]{1,60}\Z")
#: Controls, signs of layout, halves of pairs, line ends, spaces. Private use stays: rare names of people are there.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"})
#: Parts of many emoji and of some scripts.
_JOINERS = "\u200c\u200d"
_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pdf": "application/pdf",
}
_ANY_TYPE = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox: `name` as shown ('' for none), `mailbox` as user@domain in ASCII."""

    name: str
    mailbox: str

    def __str__(self) -> str:
        return f"{self.name} <{self.mailbox}>" if self.name else self.mailbox


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with the mail."""

    name: str
    content: bytes

    @property
    def shown_name(self) -> str:
        """The name under which it arrives: on one line, and a file name on any system."""
        name = replace_forbidden(one_line(self.name)).strip(". ")
        return spare_device(name) or "附件"


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail that nobody has sent: no sender and no date, which the mail program puts in."""

    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...]


def render_mail(draft: Draft) -> bytes:
    """The draft as an .eml file; equal drafts give equal bytes."""
    alternative = _join("alternative", [_text("plain", draft.text), _text("html", draft.html)])
    parts = [alternative, *map(_attachment, draft.attachments)]
    head = ["X-Unsent: 1", *_addresses("To", draft.to), *_addresses("Cc", draft.cc)]
    head += [f"Subject: {_words(one_line(draft.subject))}", "MIME-Version: 1.0"]
    return _LINE_END.join([*head, _join("mixed", parts)]).encode("ascii")


def one_line(text: str) -> str:
    """The text on one line, without any character that is not seen or that turns the direction of writing."""
    seen = (" " if unicodedata.category(char) in _UNSEEN and char not in _JOINERS else char for char in printable(text))
    return " ".join("".join(seen).split())


def _join(kind: str, parts: Sequence[str]) -> str:
    """A multipart with its own header lines."""
    digest = hashlib.sha256("\n".join(parts).encode("ascii")).hexdigest()[:32]
    # No line of base64 and no header begins so.
    boundary = f"=_zpb_{kind}_{digest}"
    lines = [f'Content-Type: multipart/{kind};{_LINE_END} boundary="{boundary}"', ""]
    for part in parts:
        lines += [f"--{boundary}", part]
    return _LINE_END.join([*lines, f"--{boundary}--", ""])


def _text(kind: str, text: str) -> str:
    lines = _LINE_END.join([*printable(text).splitlines(), ""])
    return _part([f"Content-Type: text/{kind}; charset=utf-8"], lines.encode())


def _attachment(one: Attachment) -> str:
    name = one.shown_name
    kind = _TYPES.get(PurePath(name).suffix.lower(), _ANY_TYPE)
    return _part(
        [
            f'Content-Type: {kind};{_LINE_END} name="{_words(name)}"',
            _LINE_END.join(["Content-Disposition: attachment;", *_file_name(name)]),
        ],
        one.content,
    )


def _part(head: list[str], content: bytes) -> str:
    body = base64.encodebytes(content).decode("ascii").replace("\n", _LINE_END)
    return _LINE_END.join([*head, "Content-Transfer-Encoding: base64", "", body])


def _words(text: str) -> str:
    """A text in a header: as it is where it is plain, else as encoded words, one a line.

    In Q, not in B: GMime (Geary, Balsa) drops whatever follows a word of base64 that ends with =.
    """
    if _PLAIN.match(text):
        return text
    return f"{_LINE_END} ".join(f"=?UTF-8?Q?{piece}?=" for piece in _pieces(text, "="))


def _pieces(text: str, sign: str) -> list[str]:
    """The text coded as a sign and two digits for every byte but letters and numbers, in pieces of whole characters."""
    pieces = [""]
    for char in text:
        plain = char.isascii() and char.isalnum()
        coded = char if plain else "".join(f"{sign}{byte:02X}" for byte in char.encode())
        if len(pieces[-1]) + len(coded) > _PIECE:
            pieces.append("")
        pieces[-1] += coded
    return pieces


def _addresses(label: str, addresses: Sequence[Address]) -> list[str]:
    if not addresses:
        return []
    written = []
    for one in addresses:
        name = one_line(one.name)
        written.append(f"{_words(name)}{_LINE_END} <{one.mailbox}>" if name else one.mailbox)
    return [f"{label}: " + f",{_LINE_END} ".join(written)]


def _file_name(name: str) -> list[str]:
    """The parameter `filename` of an attachment, a line each piece."""
    if _PLAIN.match(name):
        return [f' filename="{name}"']
    first, *more = _pieces(name, "%")
    if not more:
        return [f" filename*=UTF-8''{first}"]
    lines = [f" filename*0*=UTF-8''{first}", *(f" filename*{number}*={piece}" for number, piece in enumerate(more, 1))]
    return [f"{line};" for line in lines[:-1]] + lines[-1:]
