"""Run by the system's Python: prints what GMime, the library of the mail programs Geary and Balsa, sees in .eml files."""

from __future__ import annotations

import hashlib
import json
import sys

import gi

gi.require_version("GMime", "3.0")
from gi.repository import GMime  # noqa: E402


def main(paths: list[str]) -> None:
    """One JSON document: a list of mails, each a list of its texts, addresses and attachments."""
    GMime.init()
    print(json.dumps([_mail(path) for path in paths]))


def _mail(path: str) -> dict[str, object]:
    message = GMime.Parser.new_with_stream(GMime.StreamFile.open(path, "r")).construct_message(None)
    parts, walk = [], GMime.PartIter.new(message)
    while True:
        part = walk.get_current()
        if isinstance(part, GMime.Part):
            parts.append(_part(part))
        if not walk.next():
            break
    headers = message.get_header_list()
    return {
        "headers": [headers.get_header_at(number).get_name() for number in range(headers.get_count())],
        "subject": message.get_subject(),
        "to": [_address(one) for one in _all(message.get_to())],
        "cc": [_address(one) for one in _all(message.get_cc())],
        "date": message.get_date() is not None,
        "parts": parts,
    }


def _all(addresses: object) -> list[object]:
    return [addresses.get_address(number) for number in range(addresses.length())]  # type: ignore[attr-defined]


def _address(one: object) -> list[str | None]:
    return [one.get_name(), one.get_addr()]  # type: ignore[attr-defined]


def _part(part: object) -> list[str | None]:
    memory = GMime.StreamMem.new()
    part.get_content().write_to_stream(memory)  # type: ignore[attr-defined]
    content = bytes(memory.get_byte_array())
    kind = part.get_content_type()  # type: ignore[attr-defined]
    return [kind.get_mime_type(), part.get_filename(), kind.get_parameter("name"), hashlib.sha256(content).hexdigest()]  # type: ignore[attr-defined]


main(sys.argv[1:])
