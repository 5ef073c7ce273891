"""Excel's list of add-ins to load: the values OPEN, OPEN1, OPEN2 … of its registry key Options.

Excel reads and writes them without holes, each `/R "path"` (or the bare path). Entries of other add-ins keep their
text, type and order.
"""

from __future__ import annotations

import ntpath
import re
from collections.abc import Callable, Iterable, Mapping

from zipingbiao.adapters.excel.registry import ADDIN_FILE
from zipingbiao.adapters.installer.machine import REG_SZ, Value

_NAME = re.compile(r"OPEN([1-9][0-9]*)?", re.IGNORECASE)
_SWITCHES = re.compile(r"^(?:/[A-Za-z]+\s*)+")


def name_of(index: int) -> str:
    """OPEN, OPEN1, OPEN2 …"""
    return f"OPEN{index}" if index else "OPEN"


def entries(values: Mapping[str, Value]) -> dict[int, Value]:
    """The entries by their place in the list."""
    found = {}
    for name, value in values.items():
        if match := _NAME.fullmatch(name):
            found[int(match.group(1) or 0)] = value
    return dict(sorted(found.items()))


def path_of(value: Value) -> str | None:
    """The path an entry loads; None of a value that is no text."""
    if value.text is None:
        return None
    return _SWITCHES.sub("", value.text.strip()).strip().strip('"').strip()


def same_path(first: str, second: str) -> bool:
    """Whether two Windows paths are one."""
    return _normal(first) == _normal(second)


def loads(value: Value, path: str) -> bool:
    """Whether an entry loads this file."""
    found = path_of(value)
    return found is not None and same_path(found, path)


def with_addin(values: Mapping[str, Value], path: str) -> dict[int, Value]:
    """The list with the add-in in it once: in the place of an earlier copy, else in the first free place."""
    old = entries(values)
    mine = [index for index, value in old.items() if _is_copy(value)]
    if not mine:
        free = next(index for index in range(len(old) + 1) if index not in old)
        return {**old, free: _entry(path)}
    first, *more = mine
    kept = old[first] if loads(old[first], path) else _entry(path)
    return _without({**old, first: kept}, more)


def without_addin(values: Mapping[str, Value], paths: Iterable[str]) -> dict[int, Value]:
    """The list without these files; later entries move up, so that no hole ends the list for Excel."""
    old = entries(values)
    wanted = list(paths)
    return _without(old, [index for index, value in old.items() if any(loads(value, path) for path in wanted)])


def differences(
    values: Mapping[str, Value], new: Mapping[int, Value], write: Callable[[str, Value], object],
    delete: Callable[[str], object],
) -> None:  # fmt: skip
    """Calls `write(name, value)` and `delete(name)` for what turns the values into the new list."""
    names = {int(match.group(1) or 0): name for name in values if (match := _NAME.fullmatch(name))}
    for index, value in sorted(new.items()):
        name = names.get(index, name_of(index))
        if values.get(name) != value:
            write(name, value)
    for index, name in sorted(names.items()):
        if index not in new:
            delete(name)


def _entry(path: str) -> Value:
    return Value(f'/R "{path}"', REG_SZ)


def _is_copy(value: Value) -> bool:
    # Excel cannot open two workbooks of one name: wherever an earlier copy stands, the new one takes its place.
    found = path_of(value)
    return found is not None and ntpath.basename(found).casefold() == ADDIN_FILE


def _without(old: Mapping[int, Value], gone: list[int]) -> dict[int, Value]:
    return {index - sum(one < index for one in gone): value for index, value in old.items() if index not in gone}


def _normal(path: str) -> str:
    return ntpath.normcase(ntpath.normpath(path)).rstrip("\\")
