"""Cell values as Excel and xlwings hand them over, brought to texts and numbers as the native formulas see them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from zipingbiao.base.numbers import LIMIT, show

#: How a cell's error arrives through COM: an HRESULT whose low word is Excel's error number, 2000 (#NULL!) to 2050.
_ERRORS = range(-2146826288, -2146826237)
#: How an argument that was left out arrives.
_MISSING = -2147352572
#: A cell shows no longer text; a function that answers with one gives #VALUE!.
_LONGEST_TEXT = 32767
#: The day that Excel counts dates from.
_EPOCH = dt.datetime(1899, 12, 30)


class UnusableCell(ValueError):
    """A cell that holds an error, or several filled cells where one is meant; the function then answers #VALUE!."""


def single(value: Any) -> Any:
    """The one value that is meant: of a range, such as a merged cell, its only filled cell; None for nothing.

    Raises UnusableCell for an error value and for several filled cells.
    """
    filled = [one for one in _flat(value) if one is not None and one != ""]
    if len(filled) > 1:
        raise UnusableCell
    found = filled[0] if filled else None
    if isinstance(found, int) and not isinstance(found, bool):
        if found == _MISSING:
            return None
        if found in _ERRORS:
            raise UnusableCell
    return found


def text_of(value: Any) -> str | None:
    """The text of a cell as `cell&""` gives it, None for a blank one; raises UnusableCell as `single` does."""
    found = single(value)
    if found is None:
        return None
    if isinstance(found, bool):
        return "TRUE" if found else "FALSE"
    number = number_of(found)
    return str(found) if number is None else show(number)


def number_of(value: Any) -> Decimal | None:
    """The number of a cell, None for anything that ISNUMBER refuses: blank, text, TRUE; raises UnusableCell."""
    found = single(value)
    if isinstance(found, bool) or found is None:
        return None
    if isinstance(found, dt.datetime):
        found = (found.replace(tzinfo=None) - _EPOCH) / dt.timedelta(days=1)
    if isinstance(found, int | Decimal):
        exact = Decimal(found)
    elif isinstance(found, float) and math.isfinite(found):
        # Excel keeps and shows 15 digits: 0.1 + 0.2 is 0.3 to whoever looks at the cell.
        exact = Decimal(format(found, ".15g"))
    else:
        return None
    return exact if abs(exact) < LIMIT else None


def to_cell(value: Decimal | str | None) -> float | str:
    """What is given back to Excel: a number, a text, or "" for nothing, which IFERROR(…+0, …) hands to the native half."""
    if isinstance(value, Decimal):
        return float(value)
    text = value or ""
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, list | tuple):
        for one in value:
            yield from _flat(one)
    else:
        yield value
