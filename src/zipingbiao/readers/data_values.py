"""Values of a DATA.json document: what may stand where, read with its path; which keys there are is readers.data's."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

from zipingbiao.base.errors import DataError
from zipingbiao.base.numbers import read_printed
from zipingbiao.model.values import NOWHERE, Place, Value

#: Longest text of a cell in Excel, in UTF-16 code units.
MAX_TEXT = 32767
FIRST_YEAR, LAST_YEAR = 1990, 2100
UNITS = ("万元", "元")

#: Keys whose values should be figures, for the sentence about a value of a wrong type.
_NUMBERS = {
    "initial", "budget", "executed", "weight", "rate", "score", "points", "l1_points", "total_weight", "total",
    "manual_score", "budget_yuan", "executed_yuan", "initial_yuan",
}  # fmt: skip


def length_of(text: str) -> int:
    """The length Excel counts: characters outside of the basic plane count twice."""
    return len(text) + sum(char > "\uffff" for char in text)


def value_of(text: str | None, place: Place = NOWHERE) -> Value:
    """A text as a Value: with its number where the whole text is one, blank for None and for white space."""
    text = (text or "").strip()
    if not text:
        return Value(place=place)
    number = read_printed(text)
    if number is None:
        return Value(text=text, place=place)
    return Value(text=text, number=number.value, step=number.step, unit=number.unit, place=place)


class ValueReader:
    """Reads values out of a document; `file` becomes the place of every value."""

    def __init__(self, file: str | None) -> None:
        self.file = file
        self.name = f"「{file}」" if file else "数据"

    def fail(self, where: str, wanted: str) -> DataError:
        """The exception for a value of a wrong type."""
        return DataError(f"{self.name}里 {where} 应为{wanted}。")

    def text(self, value: Any, where: str, wanted: str = "文字") -> str | None:
        """A printed text, or None where nothing was entered; `wanted` says what another type should have been."""
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (str, int, float, Decimal)):
            raise self.fail(where, wanted)
        if isinstance(value, float) and not math.isfinite(value):
            raise self.fail(where, wanted)
        # A lone surrogate is legal in JSON and in nothing that is written later.
        printed = str(value).encode("utf-8", "replace").decode("utf-8").strip()
        if length_of(printed) > MAX_TEXT:
            raise DataError(
                f"{self.name}里 {where} 的文字长 {length_of(printed)} 个字，Excel 的单元格最多放 {MAX_TEXT} 个字，请缩短。"
            )
        return printed or None

    def value(self, parent: dict[str, Any], key: str, where: str) -> Value:
        """The value of a key with its place; blank where the key is missing."""
        path = f"{where}.{key}".lstrip(".")
        text = self.text(parent.get(key), path, "数字" if key in _NUMBERS else "文字")
        return value_of(text, Place(file=self.file, cell=path))

    def texts(self, parent: dict[str, Any], key: str, where: str) -> dict[str, str | None]:
        """The texts of an object by their keys."""
        path = f"{where}.{key}".lstrip(".")
        found = parent.get(key) or {}
        if not isinstance(found, dict):
            raise self.fail(path, "一个对象（{…}）")
        return {str(name): self.text(value, f"{path}.{name}") for name, value in found.items()}

    def objects(self, parent: dict[str, Any], key: str, where: str) -> list[tuple[dict[str, Any], str]]:
        """The objects of a list, each with its path."""
        path = f"{where}.{key}".lstrip(".")
        items = parent.get(key)
        if items is None:
            return []
        if not isinstance(items, list):
            raise self.fail(path, "列表（[…]）")
        for index, item in enumerate(items):
            if not isinstance(item, dict):
                raise self.fail(f"{path}[{index}]", "一个对象（{…}）")
        return [(item, f"{path}[{index}]") for index, item in enumerate(items)]

    def whole(self, value: Any, where: str, lowest: int, highest: int) -> int | None:
        """A whole number, also where it is written as a text; None where nothing was entered."""
        wanted = f" {lowest} 至 {highest} 的整数" if lowest < highest else f" {lowest}"
        text = self.text(value, where, wanted)
        if text is None:
            return None
        if not text.isascii() or not text.isdigit() or len(text) > 9 or not lowest <= int(text) <= highest:
            raise self.fail(where, wanted)
        return int(text)

    def unit(self, value: Any, where: str, default: str | None) -> str:
        """万元 or 元; `default` where nothing was entered, and an error where there is no default."""
        unit = self.text(value, where) or default
        if unit not in UNITS:
            raise self.fail(where, "万元或元")
        return unit
