"""Cutting a text into the tokens of a formula, tolerant of how people write; stops where the formula ends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

TokenKind = Literal["number", "name", "sign", "open", "close"]

MAX_TOKENS = 120
#: A longer run of words is a sentence, not the name of a quantity.
MAX_NAME = 40

_CHARACTERS = str.maketrans(
    {
        **dict(zip("０１２３４５６７８９", "0123456789", strict=True)),
        **dict.fromkeys("（［[【〔{｛﹙〖", "("),
        **dict.fromkeys("）］]】〕}｝﹚〗", ")"),
        **dict.fromkeys("×＊*✕╳⨯﹡∗", "×"),
        **dict.fromkeys("÷/／∕⁄➗╱", "÷"),
        **dict.fromkeys("+＋﹢➕", "+"),
        **dict.fromkeys("-－−–﹣‐‑➖", "-"),
        **dict.fromkeys("=＝═﹦", "="),
        **dict.fromkeys("％﹪", "%"),
        **dict.fromkeys("\u3000\u00a0\t\u200b\ufeff", " "),
        **dict.fromkeys("\r\x0b\x0c\u2028", "\n"),
        "．": ".",
    }
)
_WORDS: tuple[tuple[str, str], ...] = (
    ("\r\n", "\n"), ("除以", "÷"), ("乘以", "×"), ("减去", "-"), ("等于", "="), ("百分之百", "100%"),
    ("和/或", "和或"), ("及/或", "及或"),
)  # fmt: skip
#: 加上 is an operator, but not inside 追加上年…
_PLUS_WORD = re.compile(r"(?<![追增])加上")
#: Two dashes introduce an explanation; one between words is a minus.
_LONG_DASH = re.compile(r"[—―]{2,}")
#: 1-6月累计收入, 2018-2020年支出: the dash belongs to the name
_PERIODS = (
    (re.compile(r"(?<![\d.])\d{1,2}\Z"), re.compile(r"-\d{1,2}(?:月|日|号|季|周|岁)")),
    (re.compile(r"(?<![\d.])(?:19|20)\d\d年?\Z"), re.compile(r"-(?:19|20)\d\d年")),
)
_NUMBER = re.compile(r"(\d+(?:\.\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?)(%?)\Z")
#: ×100%该指标反映…: only the factor 100%, because 20%以上企业户数 is the name of a quantity.
_NUMBER_THEN_TEXT = re.compile(r"(100%)\S")
#: Words after a bracket that only repeat what the bracket says: (甲+乙)之和.
_SUM_WORDS = frozenset({"之和", "的和", "合计", "总和", "之差", "的差", "之比", "的比值", "的比例", "的比率"})
_ENDS = frozenset("，。；;：:！？!?=≈≥≤><＞＜≧≦…|→\x00")
_SIGNS = frozenset("+-×÷")


class Token(NamedTuple):
    """One token; `text` of a name is its label without white space, `value` belongs to a number."""

    kind: TokenKind
    text: str
    value: Decimal = Decimal(0)


class NotAFormula(Exception):
    """What stands here cannot be a formula; `note` says why where a person would have expected one."""

    def __init__(self, note: str = "") -> None:
        super().__init__(note)
        self.note = note


def plain(text: str) -> str:
    """The text with one spelling for every bracket and operator; words and white space stay."""
    for word, sign in _WORDS:
        text = text.replace(word, sign)
    text = _LONG_DASH.sub("\x00", text).translate(_CHARACTERS).replace("—", "-").replace("―", "-")
    return _PLUS_WORD.sub("+", text)


@dataclass(slots=True)
class _Scanner:
    text: str
    at: int
    tokens: list[Token]
    run: str = ""
    depth: int = 0

    def scan(self) -> tuple[list[Token], int]:
        while self.at < len(self.text):
            char = self.text[self.at]
            if char == "\n" and self._line_ends():
                break
            if char.isspace():
                self.at += 1
            elif char in _ENDS or (char == "," and not self._inside_number()):
                break
            elif char == "(":
                if self.run and self._annotation():
                    continue
                if not self._flush() or not self._may_open():
                    break
                self._push("open", char)
                self.depth += 1
            elif char == ")":
                if not self._flush() or (self.depth == 0 and not self._sign_follows()):
                    break
                # A bracket that closes nothing, in the middle of a formula: its partner was forgotten.
                self.depth = max(0, self.depth - 1)
                self._push("close", char)
            elif self._is_sign(char):
                if not self._flush():
                    break
                self._push("sign", "×" if char in "xX·•⋅∙" else char)
            else:
                self.run += char
                self.at += 1
        self._flush()
        return self.tokens, self.at

    def _push(self, kind: TokenKind, text: str) -> None:
        if len(self.tokens) >= MAX_TOKENS:
            raise NotAFormula("算式太长，没有读")
        self.tokens.append(Token(kind, text))
        self.at += 1

    @property
    def _last(self) -> TokenKind | None:
        return self.tokens[-1].kind if self.tokens else None

    def _may_open(self) -> bool:
        """A bracket right behind a finished operand starts a remark behind the formula."""
        if self._last in ("close", "number", "name"):
            if self.depth:
                raise NotAFormula
            return False
        return True

    def _flush(self) -> bool:
        """The collected run becomes a token; False where it already belongs to the text behind the formula."""
        run, self.run = self.run, ""
        if not run:
            return True
        if self._last in ("close", "number", "name"):
            if run in _SUM_WORDS:
                return True
            if self.depth:
                raise NotAFormula
            return False
        match = _NUMBER_THEN_TEXT.match(run)
        if match and not self.depth and self._last == "sign" and self.tokens[-1].text == "×":
            self.tokens.append(_number(match[1]))
            return False
        if _NUMBER.match(run):
            self.tokens.append(_number(run))
            return True
        if len(run) > MAX_NAME:
            raise NotAFormula
        self.tokens.append(Token("name", run))
        return True

    def _annotation(self) -> bool:
        """A bracket directly behind a name explains it (部门（单位）人数, 支出（万元）) and stays a part of the name."""
        end = self.text.find(")", self.at)
        inner = self.text[self.at + 1 : end] if end > 0 else ""
        if end > 0 and not inner.strip():
            # 支出（　）/预算: a blank to be filled in
            raise NotAFormula
        if _NUMBER.match(self.run) or not inner or "(" in inner or "=" in inner:
            return False
        rest = re.sub(r"(?:[千百]?万|亿)?元÷|÷(?:人|天|月|年|次)", "", inner)
        if any(sign in rest for sign in _SIGNS):
            raise NotAFormula(f"“{self.run}”后面的括号里有运算，看不出是说明还是算式的一部分")
        self.run += f"({''.join(inner.split())})"
        self.at = end + 1
        return True

    def _is_sign(self, char: str) -> bool:
        if char == "-" and any(b.search(self.run) and a.match(self.text, self.at) for b, a in _PERIODS):
            return False
        if char in _SIGNS:
            return True
        # x and · multiply only before a number or a bracket, and x not inside a Latin word.
        if char in "xX·•⋅∙":
            follows = self.text[self.at + 1 :].lstrip()[:1]
            before = self.run[-1:]
            return (follows.isdigit() or follows == "(") and not (before.isascii() and before.isalpha())
        return False

    def _sign_follows(self) -> bool:
        return self.text[self.at + 1 :].lstrip()[:1] in tuple(_SIGNS)

    def _inside_number(self) -> bool:
        return self.run[-1:].isdigit() and self.text[self.at + 1 : self.at + 2].isdigit()

    def _line_ends(self) -> bool:
        """A line break ends a formula only where a whole quotient stands before it and nothing continues it."""
        if self.depth or not any(token.text == "÷" for token in self.tokens if token.kind == "sign"):
            return False
        if not self.run and self._last in ("sign", "open"):
            return False
        rest = self.text[self.at :].lstrip()
        if rest[:1] in tuple(_SIGNS) or rest[:1] == ")":
            return False
        # 编制⏎数×100%: a name broken by the edge of a table cell
        return not (self.run and re.match(r"[^\s，。；;：:=÷(]{1,6}\)*\s*[×xX]\s*100", rest))


def _number(text: str) -> Token:
    percent = text.endswith("%")
    value = Decimal(text.rstrip("%").replace(",", ""))
    return Token("number", text, value.scaleb(-2) if percent else value)


def tokenise(text: str, start: int = 0) -> tuple[list[Token], int]:
    """The tokens of the formula that starts at `start` of a text already made `plain`, and where it ends.

    Raises NotAFormula where what stands there cannot be one.
    """
    return _Scanner(text, start, []).scan()
