"""Printing serial dates and times by the date tokens of a number format."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from zipingbiao.base.numbers import round_to

_WEEKDAYS = "一二三四五六日"
_ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
#: Serial of 9999-12-31; beyond it Excel prints ####.
_LAST_SERIAL = 2_958_465


def to_datetime(serial: Decimal, date1904: bool) -> datetime | None:
    """The moment a serial number stands for, rounded to a second; None outside Excel's calendar."""
    if not 0 <= serial <= _LAST_SERIAL:
        return None
    seconds = int(round_to(serial * 86400, 0))
    if date1904:
        return datetime(1904, 1, 1) + timedelta(seconds=seconds)
    # Excel believes in 29 February 1900; serials before it are one day off.
    origin = datetime(1899, 12, 31) if serial < 60 else datetime(1899, 12, 30)
    return origin + timedelta(seconds=seconds)


def show_date(tokens: tuple[tuple[str, str], ...], serial: Decimal, date1904: bool) -> str:
    """The printed date; empty where the serial is no date."""
    moment = to_datetime(serial, date1904)
    if moment is None:
        return ""
    twelve = any(kind == "noon" for kind, _ in tokens)
    out: list[str] = []
    dates = [index for index, (kind, _) in enumerate(tokens) if kind in ("date", "elapsed")]
    for index, (kind, text) in enumerate(tokens):
        if kind == "literal":
            out.append(text)
        elif kind == "noon":
            out.append("上午" if moment.hour < 12 else "下午")
        elif kind == "elapsed":
            out.append(_elapsed(text, serial))
        elif kind == "number":
            out.append("".join(c for c in text if c in ".,"))
        elif kind == "date":
            token = text.lower()
            if token.startswith("m") and _is_minute(tokens, dates, index):
                out.append(str(moment.minute).rjust(len(token), "0") if len(token) > 1 else str(moment.minute))
            else:
                out.append(_part(token, moment, twelve))
    return "".join(out).rstrip(".").strip()


def _is_minute(tokens: tuple[tuple[str, str], ...], dates: list[int], index: int) -> bool:
    position = dates.index(index)
    before = tokens[dates[position - 1]][1].lower() if position else ""
    after = tokens[dates[position + 1]][1].lower() if position + 1 < len(dates) else ""
    return before.startswith("h") or after.startswith("s")


def _elapsed(token: str, serial: Decimal) -> str:
    per_day = {"h": 24, "m": 1440, "s": 86400}[token[0]]
    return str(int(serial * per_day)).rjust(len(token), "0")


def _part(token: str, moment: datetime, twelve: bool) -> str:
    hour = (moment.hour % 12 or 12) if twelve else moment.hour
    letter, width = token[0], len(token)
    if letter in "ye":
        return f"{moment.year:04d}" if width > 2 or letter == "e" else f"{moment.year % 100:02d}"
    if letter == "a" or (letter == "d" and width > 2):
        return ("星期" if width > 3 else "周") + _WEEKDAYS[moment.weekday()]
    if letter == "m" and width > 2:
        return _ENGLISH_MONTHS[moment.month - 1]
    number = {"m": moment.month, "d": moment.day, "h": hour, "s": moment.second}[letter]
    return f"{number:02d}" if width > 1 else str(number)
