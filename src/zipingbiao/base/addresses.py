"""Addresses (s3://…, sftp://…) as they may be shown: without the user and the password that may stand in them."""

from __future__ import annotations

import re

#: User and password end at the last @ before the first /; a password with a / in it is no valid address, and no less secret.
_USER = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*://)(?:[^/]*@|[^/@:]*:(?!\d+(?:/|$))[^@]*@)")


def is_address(text: str) -> bool:
    """Whether the text is an address, and no path of this machine."""
    return "://" in text


def shown_address(address: str) -> str:
    """The address without user and password; a path as it is."""
    return _USER.sub(r"\1", address)
