"""Native formulas against the engine: thousands of generated rows, recalculated by LibreOffice."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from xlsxwriter import Workbook

from tests.live.office import convert
from zipingbiao.forms.catalog import get_form
from zipingbiao.forms.parts import HELPERS
from zipingbiao.scoring.case import make_case
from zipingbiao.scoring.engine import choose
from zipingbiao.scoring.kinds import (
    AllOrNothing,
    Band,
    Bands,
    Converted,
    Kind,
    Proportional,
    RateTimes,
    Steps,
    ThreeBands,
)
from zipingbiao.scoring.kinds.bands import EXAMPLE_BANDS
from zipingbiao.scoring.kinds.itemised import EXAMPLE_ITEMISED
from zipingbiao.scoring.kinds.steps import EXAMPLE_STEPS
from zipingbiao.scoring.kinds.words import EXAMPLE_WORDS
from zipingbiao.scoring.native import refs_for, row_formulas
from zipingbiao.writers.workbook.form_sheet import SelfFittingSheet

ROWS = 6000
POLICY = get_form("mof-2020-project").policy

_OPERATORS = ["", "", "", "≥", "≤", ">=", "<=", "=", ">", "<", "＞＝", "不少于", "不超过", "达到", "═", "≧", "约"]
_UNITS = ["", "", "%", "%", "％", "‰", "份", "人次", "万元", "亿元", "万", "亿", "元/人/天", "次/月", "TEU", "teu", "百万元", "个月", "月", "年", "天", "百分比", "分"]  # fmt: skip
_TAILS = ["", "", "", "以上", "以内", "及以上", "。", "；", "左右", "（含）", "，已验收"]
_WORDS = ["及时", "基本及时", "不太及时", "达成", "未达成", "部分达成", "完成", "具有", "有效", "无", "/", "——", "明显提升", "是", "否", "拖延", "不涉及", "2例不符合", "1处", "全部符合"]
_ODD = ["不得多于5次", "10天内", "30分钟内", "5%内", "下降5%", "上升5%", "增长3%", "减少10人", "<5%", ">100人", "每月1次", "12次", "24小时", "30小时", "5万人次", "5.1", "0.96", "9", "5%以上", "次数3次/月", "最多5次", "工业1个/服务业2个", "5000-10000人", "9月前", "2021年底", "2021.1.1-12.31", "1,234份", "1,2", "12,345.6元", "改革创新项目≥2个", "-3%", "≤-5%", "故障次数≤ 3次/月", "２５％", "每亩300", "0", "0%", "１００份", "≥ 98 %(百分比)", "推进配套建设3项", "12345678901234567", "5.", ".5", "3..5", "100 %", "1.2万亩", "2.42亿美元", "指标2", "A-5型", "50%~60%", "5*", "5?", "20~元", "3*月"]  # fmt: skip
_NAMES = ["培训人次", "成本控制偏差率", "事故率", "项目成本", "成本节约率", "查获率", "三公经费控制率", "验收合格率"]
_SECONDS = ["数量指标", "质量指标", "成本指标", "时效指标"]
_PARAMETRISED: list[Kind] = [
    EXAMPLE_BANDS,
    Bands(measure="completion", bands=(Band(low=Decimal(1)), Band(low=Decimal("0.8"), with_low=False, points=Decimal("1.5"))), otherwise=None),
    Bands(measure="deviation", bands=(Band(high=Decimal("0.05"), with_high=False), Band(low=Decimal("0.1"), high=Decimal("0.3"), points=Decimal(2))), otherwise=Decimal("0.5")),
    EXAMPLE_STEPS,
    Steps(step=Decimal("0.01"), deduct=Decimal("0.3"), counting="started"),
    Steps(step=Decimal("0.1"), deduct=Decimal("0.7"), counting="pro_rata", relative=True),
    Steps(step=Decimal(1), deduct=Decimal("0.25")),
    EXAMPLE_WORDS,
    Bands(percent=False, bands=(Band(low=Decimal(30)), Band(low=Decimal(10), points=Decimal(1)))),
    Steps(step=Decimal("0.01"), deduct=Decimal("0.4"), base=Decimal(1), sense="≤", not_applicable_full=True),
    Steps(step=Decimal("0.05"), deduct=Decimal(2), base=Decimal(1), sense="="),
    Steps(step=Decimal(10), deduct=Decimal("0.5"), base=Decimal(100), percent=False, sense="≥"),
    EXAMPLE_ITEMISED,
    AllOrNothing(fulfilled=("完成", "达成", "及时"), failed=("未达成", "无")),
    Bands(or_completion=True, bands=(Band(low=Decimal("0.9")), Band(low=Decimal("0.6"), points=Decimal(1)))),
    Proportional(forward=True),
    Converted(),
    Converted(full=Decimal(120)),
    Proportional(reverse="linear"),
]  # fmt: skip


def _number(rng: random.Random) -> str:
    choice = rng.random()
    if choice < 0.25:
        return str(rng.choice([0, 1, 2, 5, 10, 50, 80, 85, 90, 95, 98, 99, 100]))
    if choice < 0.6:
        return str(rng.randint(0, 12000))
    return f"{rng.uniform(0, 150):.{rng.randint(1, 4)}f}"


def _written(rng: random.Random, unit: str | None, operators: float = 1.0) -> str | None:
    choice = rng.random()
    if choice < 0.04:
        return None
    if choice < 0.12:
        return rng.choice(_ODD)
    if choice < 0.22:
        return rng.choice(_WORDS)
    unit = rng.choice(_UNITS) if unit is None or rng.random() < 0.1 else unit
    operator = rng.choice(_OPERATORS) if rng.random() < operators else ""
    return operator + _number(rng) + unit + rng.choice(_TAILS)


def _cases() -> list[tuple[str, str, str | None, str | None, str, str, str, Kind | None]]:
    """(name, second level, target, actual, weight, method, direction, parametrised kind) for every row."""
    rng = random.Random(20260401)
    rows = []
    for index in range(ROWS):
        unit = rng.choice(_UNITS)
        kind = _PARAMETRISED[index % len(_PARAMETRISED)] if index % 3 == 0 else None
        rows.append(
            (
                rng.choice(_NAMES), rng.choice(_SECONDS), _written(rng, unit), _written(rng, unit, operators=0.15),
                str(rng.choice(["1", "2", "3", "3.5", "4", "5", "7.5", "10", "15", "0.75", "2.25"])),
                rng.choice(["", "", "自动", "按比例", "达标得满分", "比率乘分值", "定性三档"]),
                rng.choice(["", "", "", "≥", "≤", "="]), kind,
            )
        )  # fmt: skip
    return rows


def _write(path: Path, cases: list[tuple[str, str, str | None, str | None, str, str, str, Kind | None]]) -> None:
    book = Workbook(path)
    sheet = book.add_worksheet("parity", worksheet_class=SelfFittingSheet)
    text = book.add_format({"num_format": "@"})
    names = [helper.key for helper in HELPERS]
    columns = {key: _column(7 + index) for index, key in enumerate(names)}
    for row, (name, second, target, actual, weight, method, direction, kind) in enumerate(cases):
        number = row + 1
        printed = {key: f"{letter}{number}" for key, letter in zip(("l1", "l2", "l3", "target", "actual", "weight"), "ABCDEF", strict=True)}
        cells = {key: f"{letter}{number}" for key, letter in columns.items()} | {"above_l1": '""', "above_l2": '""'}
        sheet.write_string(row, 1, second)
        sheet.write_string(row, 2, name)
        for column, value in ((3, target), (4, actual)):
            if value is not None:
                sheet.write_string(row, column, value, text)
        sheet.write_number(row, 5, float(weight))
        if method:
            sheet.write_string(row, 7 + names.index("method"), method)
        if direction:
            sheet.write_string(row, 7 + names.index("direction"), direction)
        for key, formula in row_formulas(cells, printed, POLICY).items():
            sheet.write_formula(row, 7 + names.index(key), "=" + formula)
        if kind is not None:
            sheet.write_formula(row, 40, "=" + kind.native(refs_for(cells, printed), POLICY))
    book.close()


def _column(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@pytest.mark.live
@pytest.mark.slow
def test_native_formulas_score_as_the_engine_does(tmp_path: Path) -> None:
    cases = _cases()
    source = tmp_path / "parity.xlsx"
    _write(source, cases)
    (tmp_path / "out").mkdir()
    recalculated = openpyxl.load_workbook(convert(source, tmp_path / "out", timeout=400), data_only=True)["parity"]
    computed_at = 7 + [helper.key for helper in HELPERS].index("computed") + 1
    differences: list[str] = []
    compared = decided = 0
    for row, (name, second, target, actual, weight, method, direction, kind) in enumerate(cases, start=1):
        case = make_case(target, actual, Decimal(weight), POLICY, name=name, second_level=second, direction=direction)
        plain, _ = choose(method, None, target)
        for scorer, column in ((plain, computed_at), (kind, 41)):
            if scorer is None:
                continue
            ours = scorer.assess(case).score
            theirs = recalculated.cell(row, column).value
            theirs = None if theirs == "" else theirs
            compared += 1
            decided += ours is not None
            same = (ours is None and theirs is None) or (
                ours is not None and isinstance(theirs, int | float) and abs(Decimal(str(theirs)) - ours) < Decimal("0.005")
            )
            if not same:
                differences.append(f"{scorer.title} {target!r} {actual!r} w={weight} {direction} {name}/{second}: {ours} ≠ {theirs!r}")
    assert not differences, "\n".join(differences[:40])
    assert compared >= 5000
    assert decided >= compared // 3, "too few of the generated cases are decided to prove anything"


def test_plain_kinds_cover_every_method_a_person_can_choose() -> None:
    from zipingbiao.forms.parts import AUTOMATIC, BY_RULE, METHODS
    from zipingbiao.scoring.kinds import Manual
    from zipingbiao.scoring.native import PLAIN_KINDS

    titles = {kind.title for kind in PLAIN_KINDS} | {Manual.title, AUTOMATIC, BY_RULE}
    assert titles == set(METHODS)
    assert {AllOrNothing.title, RateTimes.title, ThreeBands.title} < titles
