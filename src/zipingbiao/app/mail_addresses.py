"""Mail addresses as people write them: 张三 <zhang@x.gov.cn>，several in a row; what is no address is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from zipingbiao.base.errors import ZpbError
from zipingbiao.base.text import excerpt
from zipingbiao.writers.mail import Address, one_line

_SEPARATORS = ",;，；、"
_WIDE = str.maketrans("＜＞＠．", "<>@.")
_NAMED = re.compile(r"(?P<name>[^<>]*?)\s*<(?P<mailbox>[^<>]*)>")
_QUOTES = {'"': '"', "“": "”", "<": ">"}
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]")
#: The longest mailbox that mail servers take (RFC 5321).
_LONGEST = 254


def read_addresses(texts: Iterable[str]) -> tuple[Address, ...]:
    """Every address of these texts once, in their order; a text may hold several, with , ; or their Chinese forms between.

    Raises ZpbError for the first that is none.
    """
    found: dict[str, Address] = {}
    for text in texts:
        # A list may end with a separator.
        parts = [part for part in _parts(text) if part.strip()]
        for part in parts or [text]:
            address = _address(part)
            found.setdefault(address.mailbox.casefold(), address)
    return tuple(found.values())


def _parts(text: str) -> Iterator[str]:
    """The text cut at its separators, except inside quotes and angle brackets."""
    part, closing = "", ""
    for char in text.translate(_WIDE):
        if not closing and char in _SEPARATORS:
            yield part
            part = ""
            continue
        closing = "" if char == closing else closing or _QUOTES.get(char, "")
        part += char
    yield part


def _address(part: str) -> Address:
    text = part.strip()
    match = _NAMED.fullmatch(text)
    name, mailbox = (match["name"], match["mailbox"].strip()) if match else ("", text)
    local, at, domain = mailbox.rpartition("@")
    try:
        # A domain in Chinese (财政.中国) travels in its ASCII form.
        domain = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        domain = ""
    mailbox = f"{local}@{domain}"
    if not (at and _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain) and len(mailbox) <= _LONGEST):
        raise ZpbError(f"“{excerpt(part)}”不是邮箱地址，应写成 name@example.com 或 姓名 <name@example.com>。")
    return Address(one_line(name.strip().strip('"“”')), mailbox)
