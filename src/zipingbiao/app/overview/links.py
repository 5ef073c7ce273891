"""Where an output finds the file that a spot is in."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath, PureWindowsPath

from zipingbiao.model.overview import Spot


def make_link(addresses: Mapping[str, str], out: Path) -> Callable[[Spot], str | None]:
    """A function that gives the path of a spot's file as `out` can reach it, with / between its parts.

    Args:
        addresses: the whole path of every file by the name the spots have; others have no link.
        out: the file that is written; paths are relative to its folder where both are on one disk.
    """
    folder = out.resolve().parent
    known: dict[str, str | None] = {}

    def link(spot: Spot) -> str | None:
        if spot.file not in known:
            address = addresses.get(spot.file)
            known[spot.file] = None if address is None else _reach(address, folder)
        return known[spot.file]

    return link


def _reach(address: str, folder: Path) -> str:
    if "://" in address:
        return address
    own = PureWindowsPath if os.name == "nt" else PurePosixPath
    if own(address).is_absolute():
        try:
            return Path(os.path.relpath(address, folder)).as_posix()
        except ValueError:
            pass  # another disk of Windows
    # What another system names (D:/收到/a.xlsx) is left as it is.
    return PureWindowsPath(address).as_posix() if PureWindowsPath(address).drive else address
