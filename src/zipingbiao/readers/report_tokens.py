"""The numbers of a passage with what is printed around each (unit, 余, 约, a range); what they mean is decided elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal, NamedTuple

from zipingbiao.base.numbers import LIMIT

TokenKind = Literal["amount", "percent", "points", "count", "year", "plain"]

#: Longest number that is one: beyond it stand account numbers.
MAX_DIGITS = 18
_NUMBER = r"\d[\d,.]*(?<=\d)"
_MONEY = r"(?:美元|欧元|港元|日元|英镑|人民币|元人民币|元)"
_TOKEN = re.compile(
    rf"(?P<minus>(?<![\d分年月日号第表图%])-)?(?P<num>{_NUMBER})"
    rf"(?:(?P<dash>[-~—–至到])(?P<high>{_NUMBER})(?!\d))?"
    r"(?P<loose>余|多|几|来)?"
    rf"(?P<unit>%|‰|个百分点|分(?![钟之公局类别批步期阶布析厂支院校解工管项行区为组到层段散配摊级档值数拆录])"
    rf"|(?:万亿|千亿|百亿|亿|千万|百万|十万|万|千|百)?{_MONEY}(?![旦宵])|年(?!度?以)度?(?![轻龄级])"
    r"|(?:万亿|亿|万|千)?(?:人次|家次|场次|批次|版面|[\u4e00-\u9fff])|亿)?"
)
_SPELLED = re.compile(r"百分之(?P<num>[零〇一二三四五六七八九十百点]{1,9})")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0}
_BEFORE = re.compile(r"(?:大约|接近|不足|不到|至少|超过了|超过|大于|小于|高于|低于|不低于|不少于|约|近|超|逾|[≥≤><])$")
_AFTER = re.compile(r"(?:余元|多元|左右|上下|[（(]含[）)])?(?:及?以上|及?以下|以内|之内)?")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_LAST_COMMA = re.compile(r"\d{1,3}(?:,\d{3})*,\d{1,2}")
_DATE = re.compile(r"[月日号时点]|年(?:第|[一二三四]季)")
_DOCUMENT = re.compile(
    r"[〔\[【（(［]\d{4}[〕\]】）)］][\d号第]*|《[^《》]{0,120}》|第\d{1,8}[号条款届批次名期]"
    r"|(?<!\d)\d{1,8}号(?:文|令|楼)?"
)
_FILLER = str.maketrans("0123456789", "□" * 10)


class Token(NamedTuple):
    """A number with its unit.

    text         as printed, from a sign of comparison to 以上
    number       in the scale of the unit, a percentage as a fraction; None where it can be read in several ways
    approximate  not exact: 约, 余, 以上, a range
    why          what had to be guessed about the number itself
    """

    kind: TokenKind
    start: int
    end: int
    text: str
    number: Decimal | None
    step: Decimal | None
    unit: str = ""
    approximate: bool = False
    why: str = ""


def find_tokens(text: str) -> Iterator[Token]:
    """The numbers of a cleaned passage, from left to right; dates and numbers of documents are left out."""
    hidden = _DOCUMENT.sub(lambda match: match.group().translate(_FILLER), text)
    for match in _TOKEN.finditer(hidden):
        if (token := _token(hidden, match)) is not None:
            yield token
    for match in _SPELLED.finditer(hidden):
        value = _spelled(match["num"])
        if value is not None:
            yield Token("percent", match.start(), match.end(), match.group(), value / 100, Decimal("0.01"))


def _token(text: str, match: re.Match[str]) -> Token | None:
    printed, unit = match["num"], match["unit"] or ""
    start, end = match.span()
    if _touches_number(text, start):
        return None
    if not unit and text[end : end + 1] in "：:/":
        return None
    if unit.startswith("年") or _DATE.match(unit):
        return _year(match, printed, unit)
    number, step, why = read_number(printed)
    kind, unit = _kind(unit)
    if kind == "plain" and end < len(text) and (text[end].isalpha() and text[end].isascii()):
        return None
    if match["minus"] and number is not None:
        number = -number
    if match["high"]:
        number = step = None
    if kind == "percent" and number is not None and step is not None:
        scale = -3 if unit == "‰" else -2
        number, step, unit = number.scaleb(scale), step.scaleb(scale), ""
    before = _BEFORE.search(text[max(0, start - 4) : start])
    after = _AFTER.match(text, end)
    tail = after.end() if after else end
    if kind == "count":
        # What is counted stays readable; only signs of comparison belong to the value.
        tail = end
    loose = bool(match["high"] or match["loose"] or before or tail > end)
    first = start - len(before.group()) if before and before.group() in "≥≤><" else start
    return Token(kind, start, tail, text[first:tail], number, step, unit, loose, why)


def _touches_number(text: str, start: int) -> bool:
    """Whether the number is the rest of another one, of a code or of a chapter number."""
    if start == 0:
        return False
    before = text[start - 1]
    return (before.isascii() and (before.isalnum() or before in "._")) or (before == " " and text[start - 2].isdigit())


def _year(match: re.Match[str], printed: str, unit: str) -> Token | None:
    high = match["high"]
    if unit.startswith("年") and len(printed) == 4 and printed[:2] in ("19", "20") and not high:
        year = Decimal(printed)
        return Token("year", match.start(), match.end(), match.group(), year, Decimal(1), "年")
    return None


def _kind(unit: str) -> tuple[TokenKind, str]:
    if unit in ("%", "‰"):
        return "percent", unit
    if unit == "分":
        return "points", unit
    if unit.endswith(("元", "元人民币", "英镑")) or (unit.endswith("人民币") and unit != "人民币"):
        return "amount", unit.removesuffix("人民币") if unit.startswith(("元", "万元", "亿元")) else unit
    return ("count", unit) if unit and unit != "个百分点" else ("plain", unit)


def read_number(printed: str) -> tuple[Decimal | None, Decimal | None, str]:
    """A printed number, the size of its last place, and what was guessed: wrong separators, a leading zero."""
    if len(printed) > MAX_DIGITS:
        return None, None, "数字太长"
    plain, why = printed, ""
    if _GROUPED.fullmatch(printed):
        plain = printed.replace(",", "")
    elif not _PLAIN.fullmatch(printed):
        if _LAST_COMMA.fullmatch(printed):
            head, _, tail = printed.rpartition(",")
            plain, why = f"{head.replace(',', '')}.{tail}", "千分位写法有误，最后一个逗号按小数点理解"
        elif re.fullmatch(r"\d{4,}(?:,\d{3})+(?:\.\d+)?", printed):
            plain, why = printed.replace(",", ""), "千分位写法有误，按去掉逗号理解"
        else:
            return None, None, "数字写法有误，读不出确定的数"
    if re.match(r"0\d", plain):
        return None, None, "数字以 0 开头，可能漏了小数点"
    value = Decimal(plain)
    if value >= LIMIT:
        return None, None, "数字太大"
    return value, Decimal(1).scaleb(int(value.as_tuple().exponent)), why


def _spelled(numeral: str) -> Decimal | None:
    """百, 九十五, 九十八点五 as a number."""
    if numeral == "百":
        return Decimal(100)
    whole, _, part = numeral.partition("点")
    total, digit = 0, 0
    for character in whole:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character == "十":
            total, digit = total + (digit or 1) * 10, 0
        else:
            return None
    if any(character not in _DIGITS for character in part):
        return None
    decimals = "".join(str(_DIGITS[character]) for character in part)
    return Decimal(f"{total + digit}.{decimals}" if decimals else total + digit)
