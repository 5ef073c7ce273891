"""Follows a stated figure back to its cells, read anew with openpyxl, and repeats its arithmetic without the builder."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

from zipingbiao.forms.policy import Policy
from zipingbiao.model.statement import Sourced
from zipingbiao.model.values import Place

#: What a cell holds, by its place; None where there is no such cell.
Cells = Callable[[Place], Any]

_NUMBER = re.compile(r"(?:(?<![A-Za-z\d])-)?\d+(?:\.\d+)?")
_SCALES = {"万亿": Decimal(10) ** 12, "亿": Decimal(10) ** 8, "万": Decimal(10) ** 4, "%": Decimal("0.01")}
_YUAN = {"元": Decimal(1), "万元": Decimal(10) ** 4, "亿元": Decimal(10) ** 8, "": Decimal(1)}


def cells_of(*paths: Path) -> Cells:
    """The cells of workbooks, by the names of their files."""

    @cache
    def book(name: str) -> openpyxl.Workbook:
        return openpyxl.load_workbook(next(path for path in paths if path.name == name), data_only=True)

    def read(place: Place) -> Any:
        sheet = book(place.file or paths[0].name)[place.sheet or ""]
        # A year may stand in the name of the sheet or of the file only.
        return f"{place.file}!{place.sheet}" if place.cell is None else sheet[place.cell].value

    return read


def figures_in(part: Any, path: str = "") -> Iterator[tuple[str, Sourced]]:
    """Every figure of a statement with the way to it."""
    if isinstance(part, Sourced):
        yield path, part
    elif dataclasses.is_dataclass(part):
        for one in dataclasses.fields(part):
            yield from figures_in(getattr(part, one.name), f"{path}.{one.name}")
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from figures_in(value, f"{path}[{key}]")
    elif isinstance(part, tuple) and not isinstance(part, Place):
        for number, value in enumerate(part):
            yield from figures_in(value, f"{path}[{number}]")


def fault_of(figure: Sourced, cells: Cells, policy: Policy) -> str | None:
    """Why a figure is not what its cells say, or not what its arithmetic gives; None where all is right."""
    if not figure.text:
        return None
    if not figure.places:
        return f"{figure.label} {figure.text}: no place"
    if not figure.how:
        values = [cells(place) for place in figure.places]
        if any(_says(value, figure) for value in values):
            return None
        return f"{figure.label} {figure.text}: the cells {[str(place) for place in figure.places]} hold {values}"
    for part in figure.parts:
        if fault := fault_of(part, cells, policy):
            return f"{figure.label} ← {fault}"
    try:
        right = _agrees(figure, policy)
    except (IndexError, TypeError, ZeroDivisionError, StopIteration) as error:
        return f"{figure.label} {figure.text}: “{figure.how}” cannot be repeated ({error!r})"
    return None if right else f"{figure.label} {figure.text}: not {figure.how} of {[str(part) for part in figure.parts]}"


def _says(value: Any, figure: Sourced) -> bool:
    if value is None:
        return False
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if abs(value) > 10**15:  # a code; openpyxl keeps no more digits
            return figure.text[:15] == f"{value:.0f}"[:15]
        return any(_same(Decimal(str(value)), number) for number in _numbers(figure.text))
    cell, text = _key(str(value)), _key(figure.text)
    if figure.number is not None:  # 3,030.00 is printed as 3030.00, 产出指标（50分） as 50
        return any(_same(one, other) for one in _numbers(cell) for other in _numbers(text))
    # A target may be put together from three cells, a reason from two; a word may be part of a longer label.
    return text in cell or (cell != "" and cell in text)


def _numbers(text: str) -> list[Decimal]:
    return [Decimal(match) for match in _NUMBER.findall(text.replace(",", ""))]


def _same(cell: Decimal, printed: Decimal) -> bool:
    """Equal at the printed precision; a rate is a fraction in its cell."""
    step = Decimal(1).scaleb(int(printed.as_tuple().exponent))
    step = min(step, Decimal("0.01"))
    return any(
        one.quantize(step, ROUND_HALF_UP) == printed.quantize(step) for one in (cell, cell * 100) if abs(one) < 10**15
    )


def _key(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).replace(":", "").replace("*", "").replace("★", "")


def _agrees(figure: Sourced, policy: Policy) -> bool:
    how, parts = figure.how, figure.parts
    if how == "按所属栏目命名":
        return figure.text in ("项目执行", "预算执行") or all(_core(figure.text) in _key(part.text) for part in parts)
    if how == "所在栏目的名称":
        return re.fullmatch(r"\w*支出\w*", figure.text) is not None
    if how == "表样规定":
        fixed = [policy.execution.points, policy.full_marks.value, *(group.points for group in policy.groups)]
        return figure.number in fixed
    if how in ("指标的项数", "达到年度指标值的项数", "未达到年度指标值的项数", "未能判定的项数", "项目的个数"):
        return figure.text == str(len(parts))
    if how in ("（实际完成值－年度指标值）÷年度指标值", "（年度指标值－实际完成值）÷年度指标值"):
        return _deviates(figure, below=how.startswith("（年度指标值"))
    if how == "实际完成值不超过年度指标值，没有偏差":
        target, actual = _compared(figure)
        return actual <= target and figure.text == "0%" and figure.number == 0
    if how in ("按得分率对应评价等级", "总分对应的评价等级"):
        return _graded(figure, policy)
    numbers = [part.number for part in parts]
    if how == "由一级指标的分值和各项得分推得":
        return figure.number in numbers
    if how == "按实际完成值、年度指标值和分值计算":
        return figure.number is not None and numbers[2] is not None and 0 <= figure.number <= numbers[2]
    known = [number for number in numbers if number is not None]
    if match := re.fullmatch(r"(\w*元)换算为(\w*元)", how):
        return _printed(figure, known[0] * _YUAN[match[1]] / _YUAN[match[2]])
    if how in ("全年执行数÷全年预算数", "得分÷分值", "总分÷满分"):
        return _printed(figure, known[0] / known[1] * 100)
    if how == "全年执行数÷全年预算数×分值":
        places = figure.text.partition(".")[2]
        exact = known[0] / known[1] * known[2]
        return min(exact, known[2]).quantize(Decimal(1).scaleb(-max(2, len(places))), ROUND_HALF_UP) == Decimal(figure.text)
    if how == "全年预算数－全年执行数":
        return _printed(figure, known[0] - known[1])
    if "×满分÷适用的分值" in how:
        weights = [part.number or 0 for part in parts if part.label.endswith("分值")]
        scores = [part.number or 0 for part in parts if not part.label.endswith("分值")]
        known = [sum(scores, Decimal(0)) * policy.full_marks.value / sum(weights, Decimal(0))]
    if how.endswith("不超过执行率对应的上限"):
        return Decimal(figure.text) <= sum(known, Decimal(0))
    return ("之和" in how or "＋" in how) and _printed(figure, sum(known, Decimal(0)))


def _core(name: str) -> str:
    return name.removeprefix("项目") or name


def _printed(figure: Sourced, exact: Decimal) -> bool:
    """Whether the text is the exact number, rounded; scores drop zeros behind the point, so 9.2 may be 9.204 at most."""
    text = figure.text.removesuffix("%")
    places = max(2, len(text.partition(".")[2]))
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) == Decimal(text)


def _deviates(figure: Sourced, below: bool) -> bool:
    target, actual = _compared(figure)
    share = (actual - target) / abs(target) * 100
    return (share < 0) == below and _printed(figure, abs(share))


def _compared(figure: Sourced) -> tuple[Decimal, Decimal]:
    """The target and the actual of a 偏差率 in one unit."""
    target, actual = (_scaled(part.text) for part in figure.parts)
    bare = ["%" in _flat(part.text) for part in figure.parts]
    if bare == [True, False] and abs(actual) > 1:
        actual /= 100
    if bare == [False, True] and abs(target) > 1:
        target /= 100
    return target, actual


def _scaled(text: str) -> Decimal:
    flat = _flat(text)
    match = next(re.finditer(r"-?\d+(?:\.\d+)?", flat))
    rest = flat[match.end() :]
    return Decimal(match.group()) * next((scale for unit, scale in _SCALES.items() if rest.startswith(unit)), Decimal(1))


def _flat(text: str) -> str:
    return re.sub(r"\s|,", "", unicodedata.normalize("NFKC", text)).replace("百分比", "%")


def _graded(figure: Sourced, policy: Policy) -> bool:
    numbers = [part.number for part in figure.parts]
    total = numbers[0]
    if figure.how == "按得分率对应评价等级":
        total = numbers[0] / numbers[1] * policy.full_marks.value
    if policy.grading is not None:
        total = total.quantize(Decimal(1).scaleb(-policy.grading.places), ROUND_HALF_UP)
    return figure.text == next((band.name for band in policy.grades if total >= band.start), policy.grades[-1].name)
