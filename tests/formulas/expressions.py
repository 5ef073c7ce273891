"""Random formulas, and the ways people write them, for the property tests and the spreadsheet."""

from __future__ import annotations

import random
from decimal import Decimal

from zipingbiao.scoring.formulas.formula import Formula, FormulaInput
from zipingbiao.scoring.formulas.nodes import Expression, Input, Number, Operation, input_keys

LABELS = (
    "本年度“三公经费”预算数", "上年结转", "年初预算", "追加预算", "2018年实际支出", "1-6月累计收入", "部门(单位)在职人员数",
    "编制数", "20%以上企业户数", "收入(含利息)", "批准建设面积", "甲类项目数",
)  # fmt: skip
_NUMBERS = ("1", "2", "0.5", "12", "100", "0.25", "365", "10000", "0")
_SPELLINGS = {
    "＋": ("+", "＋", " + ", "﹢", "+\n"),
    "－": ("-", "－", "−", " - ", "–", "—", "-\n"),
    "×": ("×", "*", "＊", " × ", "✕"),
    "÷": ("÷", "/", "／", " / ", "∕", "\n÷"),
    "（": ("（", "(", "[", "【", "｛", "( "),
    "）": ("）", ")", "]", "】", "｝", " )"),
    "＝": ("=", "＝", " = "),
    "%": ("%", "％", " %"),
}


def random_expression(rng: random.Random, depth: int = 0) -> Expression:
    """An expression of at most five levels."""
    if depth >= 4 or (depth and rng.random() < 0.4):
        if rng.random() < 0.8:
            return Input(key=LABELS[rng.randrange(len(LABELS))].replace("“", "").replace("”", ""))
        return Number(value=Decimal(rng.choice(_NUMBERS)))
    sign = rng.choice(("+", "-", "×", "÷", "÷"))
    return Operation(sign=sign, left=random_expression(rng, depth + 1), right=random_expression(rng, depth + 1))


def random_formula(rng: random.Random) -> Formula:
    """A rate: some expression over the last label, so that there is always a quotient of two quantities."""
    inner = random_expression(rng)
    expression = Operation(sign="÷", left=inner, right=Input(key="测算基数"))
    if not input_keys(inner):
        expression = Operation(sign="÷", left=Input(key="编制数"), right=Input(key="测算基数"))
    labels = {label.replace("“", "").replace("”", ""): label for label in (*LABELS, "测算基数")}
    inputs = tuple(FormulaInput(key=key, label=labels[key]) for key in input_keys(expression))
    return Formula(name="测算控制率", expression=expression, inputs=inputs)


def respell(text: str, rng: random.Random) -> str:
    """The same formula in another hand, inside a sentence."""
    written = "".join(rng.choice(_SPELLINGS.get(char, (char,))) for char in text)
    before = rng.choice(("", "（3）", "计算公式：", "部门实际人数72人，", "本部门", "其中：\n"))
    after = rng.choice(("", "。", "，其中：基数以年末数为准。", "＝92.31%，得3分", "；每超过1%扣1分", " 。\n该指标以决算口径为准"))
    return before + written + after
