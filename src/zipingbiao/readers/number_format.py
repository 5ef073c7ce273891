"""Printing stored numbers the way Excel's number formats show them, with the size of the last printed place.

Covers what office forms use: General, decimals, grouping, percentages, literals, sections, dates and times.
Fractions and Chinese numerals ([DBNum1]) are approximated by the plain number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from zipingbiao.base.numbers import read_printed, round_to, show
from zipingbiao.readers.date_format import show_date

#: The formats that a workbook may use by number alone (ECMA-376 Part 1, 18.8.30; 27–36 and 50–58 as in Chinese Excel).
BUILTIN: dict[int, str] = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: '"¥"#,##0;-"¥"#,##0', 6: '"¥"#,##0;-"¥"#,##0',
    7: '"¥"#,##0.00;-"¥"#,##0.00', 8: '"¥"#,##0.00;-"¥"#,##0.00', 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "General",
    13: "General", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m/d/yy",
    31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: 'h"时"mm"分"', 35: 'h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"', 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
    41: '#,##0;-#,##0;"-"', 42: '"¥"#,##0;-"¥"#,##0;"-"', 43: '#,##0.00;-#,##0.00;"-"',
    44: '"¥"#,##0.00;-"¥"#,##0.00;"-"', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"', 55: 'yyyy"年"m"月"',
    56: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|!(?P<bang>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式|通用格式)|(?P<noon>AM/PM|A/P|上午/下午)|(?P<exponent>[Ee][+-]0+)"
    r"|(?P<number>[0#?.,]+)|(?P<date>[yYeE]+|[mM]+|[dD]+|[hH]+|[sS]+|a{3,4})|(?P<percent>%)|(?P<text>@)|(?P<other>.)",
    re.DOTALL,
)
_CONDITION = re.compile(r"(>=|<=|<>|>|<|=)\s*(-?\d+(?:\.\d+)?)\Z")
_CURRENCY = re.compile(r"\$([^-]*)(?:-.*)?\Z")
_ELAPSED = re.compile(r"([hms])\1*\Z", re.IGNORECASE)

#: How wide a General cell prints; longer fractions are rounded.
_GENERAL_WIDTH = 11

Shown = tuple[str, Decimal | None, Decimal | None]
Token = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Section:
    tokens: tuple[Token, ...]
    condition: tuple[str, Decimal] | None
    is_date: bool


@dataclass(frozen=True, slots=True, eq=False)
class NumberFormat:
    """A compiled number format; compared by identity, compile_format keeps one object per code."""

    code: str
    sections: tuple[_Section, ...]
    is_general: bool
    date1904: bool = False

    def show(self, number: Decimal) -> Shown:
        """(text, exact value, step); value and step are None where the text is not one number (dates)."""
        if self.is_general:
            return show_general(number)
        section, magnitude = self._choose(number)
        if section.is_date:
            text = show_date(section.tokens, number, self.date1904)
            return (text, None, None) if text else show_general(number)
        shown = _show_section(section, magnitude, number)
        # A format that hides zeros (0;-0;;@) must not turn a typed zero into a blank cell.
        return shown if shown[0] else show_general(number)

    def _choose(self, number: Decimal) -> tuple[_Section, Decimal]:
        sections = self.sections
        if any(section.condition for section in sections):
            for section in sections:
                if section.condition is None or _holds(number, *section.condition):
                    return section, number
            return sections[-1], number
        if number < 0 and len(sections) > 1:
            return sections[1], -number
        if number == 0 and len(sections) > 2:
            return sections[2], number
        return sections[0], number


def _holds(number: Decimal, sign: str, limit: Decimal) -> bool:
    return {
        ">=": number >= limit, "<=": number <= limit, "<>": number != limit,
        ">": number > limit, "<": number < limit, "=": number == limit,
    }[sign]  # fmt: skip


@lru_cache(maxsize=2048)
def compile_format(code: str, date1904: bool = False) -> NumberFormat:
    """Compiles a format code; an unknown or over-long one prints as General."""
    if len(code) > 300 or code.strip() in ("", "General", "@", "G/通用格式"):
        return NumberFormat(code, (), True, date1904)
    sections = tuple(_compile_section(part) for part in _split_sections(code)[:4])
    return NumberFormat(code, sections, False, date1904)


def _split_sections(code: str) -> list[str]:
    parts, current, quoted, skip = [], "", False, False
    for char in code:
        if skip:
            skip = False
        elif char == '"':
            quoted = not quoted
        elif char == "\\" and not quoted:
            skip = True
        elif char == ";" and not quoted:
            parts.append(current)
            current = ""
            continue
        current += char
    return [*parts, current]


def _compile_section(part: str) -> _Section:
    tokens: list[Token] = []
    condition = None
    has_digits = False
    for match in _TOKEN.finditer(part):
        kind, text = match.lastgroup, match.group()
        if kind == "bracket":
            inner = match.group("bracket")
            if found := _CONDITION.match(inner):
                condition = (found.group(1), Decimal(found.group(2)))
            elif money := _CURRENCY.match(inner):
                tokens.append(("literal", money.group(1)))
            elif _ELAPSED.match(inner):
                tokens.append(("elapsed", inner.lower()))
        elif kind in ("quoted", "escaped", "bang"):
            tokens.append(("literal", match.group(kind)))
        elif kind == "other":
            tokens.append(("literal", text))
        elif kind is not None:
            has_digits |= kind == "number" and any(c in "0#?" for c in text)
            tokens.append((kind, text))
    is_date = any(kind in ("date", "elapsed", "noon") for kind, _ in tokens) and not any(
        kind in ("general", "percent", "exponent") or (kind == "number" and "#" in text) for kind, text in tokens
    )
    if has_digits and not is_date:
        tokens = [("literal", text) if kind in ("date", "noon") else (kind, text) for kind, text in tokens]
    return _Section(tuple(tokens), condition, is_date)


def show_general(number: Decimal) -> Shown:
    """A number as a General cell prints it."""
    text = show(number)
    if len(text) > _GENERAL_WIDTH + (number < 0) and "." in text:
        whole = len(text.partition(".")[0].lstrip("-"))
        rounded = round_to(number, max(0, _GENERAL_WIDTH - 1 - whole))
        if rounded == 0:
            text = format(number.normalize(), "E")
            return text, number, Decimal(1).scaleb(int(number.normalize().as_tuple().exponent))
        text = show(rounded)
    places = len(text.partition(".")[2])
    return text, number, Decimal(1).scaleb(-places)


def _show_section(section: _Section, magnitude: Decimal, number: Decimal) -> Shown:
    pattern = "".join(text for kind, text in section.tokens if kind == "number")
    whole, _, fraction = pattern.partition(".")
    percents = sum(kind == "percent" for kind, _ in section.tokens)
    # A comma behind the last digit divides by a thousand; elsewhere it groups.
    thousands = len(whole) - len(whole.rstrip(",")) if not fraction else len(fraction) - len(fraction.rstrip(","))
    grouped = "," in whole.rstrip(",")
    places = sum(c in "0#?" for c in fraction)
    scaled = magnitude.scaleb(2 * percents - 3 * thousands)
    exponent = next((text for kind, text in section.tokens if kind == "exponent"), None)
    if any(kind == "general" for kind, _ in section.tokens):
        digits, _, step = show_general(abs(scaled))
    elif exponent:
        digits, step = format(round_to(abs(scaled), 30), f".{places}E"), None
    else:
        digits = _digits(abs(scaled), whole, fraction, places, grouped)
        step = Decimal(1).scaleb(-places)
    sign = "-" if scaled < 0 and any(c in "123456789" for c in digits) else ""
    text = _assemble(section.tokens, sign, digits)
    value: Decimal | None = number.scaleb(-3 * thousands)
    if step is not None:
        step = step.scaleb(-2 * percents)
    if not percents and "%" in text:
        # The percent sign is quoted text here (0.00"%"): the cell holds 91.66, a person reads 91.66%.
        printed = read_printed(text)
        if printed is not None and printed.is_percent and value is not None:
            value, step = value.scaleb(-2), printed.step
    return text, value, step


def _digits(magnitude: Decimal, whole: str, fraction: str, places: int, grouped: bool) -> str:
    plain = format(round_to(magnitude, places), "f")
    integer, _, decimals = plain.partition(".")
    least = whole.count("0")
    integer = integer.lstrip("0").rjust(least, "0")
    if grouped and len(integer) > 3:
        integer = f"{int(integer):,}".rjust(least, "0")
    needed = fraction.count("0")
    while len(decimals) > needed and decimals.endswith("0"):
        decimals = decimals[:-1]
    return f"{integer}.{decimals}" if decimals else integer


def _assemble(tokens: tuple[Token, ...], sign: str, digits: str) -> str:
    out, printed = [sign], False
    for kind, text in tokens:
        if kind in ("number", "general", "text"):
            out.append("" if printed else digits)
            printed = printed or any(c in "0#?" for c in text) or kind != "number"
        elif kind in ("literal", "percent"):
            out.append("%" if kind == "percent" else text)
    return "".join(out).strip()
