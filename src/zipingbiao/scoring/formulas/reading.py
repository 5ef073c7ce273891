"""Finding a formula X=（A/B）×100% anywhere in a text and understanding it; what is no formula is left alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from zipingbiao.forms.formulas import formula_key
from zipingbiao.scoring.formulas.formula import Formula, FormulaInput
from zipingbiao.scoring.formulas.named import find_named, rename
from zipingbiao.scoring.formulas.nodes import Expression, Number, Operation, same_function
from zipingbiao.scoring.formulas.parser import Parsed, parse
from zipingbiao.scoring.formulas.tokens import MAX_NAME, NotAFormula, Token, plain, tokenise

#: Longer texts are whole reports; nobody writes the formula of an indicator into more.
MAX_TEXT = 20_000

_RATE = re.compile(r"(?:率|比例|比重|占比|百分比|(?:满意|完成|达成|覆盖|知晓|公开|准确)度)(?:\([^()]*\))?\Z")
_PER_HEAD = re.compile(r"\A(?:人均|户均|亩均|平均|单位|每)")
#: Points are the business of a scoring rule, not of an indicator.
_POINTS_NAME = re.compile(
    r"(?:得分|分值|评分|分数|总分|计分|扣分|积分|指标值|目标值|标准值|单位|备注|说明|[^\u4e00-\u9fff]分)\Z"
)
_POINTS_INPUT = re.compile(
    r"\A[按由经]|分值|得分|满分|扣\d|扣分|计\d|得\d|每[超低高偏]|否则|以[上下]的?(?:得|计|\Z)|不[得计扣]分"
)
#: Words that stand beside a stroke without being divided: units, and the choices of a scale.
_UNIT_WORDS = "元 万元 亿元 千元 人 人次 天 月 年 次 个 家 户 件 份 项 套 台 辆 处 期 场 亩 吨 公里 平方米 小时 日 周 季度 人天 人月 万 分"
_CHOICE_WORDS = (
    "是 否 有 无 优 良 中 差 优秀 良好 合格 不合格 一般 较好 较差 及时 不及时 基本及时 达标 不达标 达成 未达成 部分达成 完成 未完成 "
    "已完成 定性 定量 正向 反向 同意 不同意 满意 不满意 基本满意 健全 不健全 高 低 好 产出 效益"
)
_NO_QUANTITY = frozenset(f"{_UNIT_WORDS} {_CHOICE_WORDS}".split())
_LEADING = re.compile(
    r"\A(?:[①-⑳❶-❿]|\(?[0-9一二三四五六七八九十]{1,2}[).、．]|其中|即|则|故|计算公式(?:[为是]|如下)?|计算方法(?:[为是])?|公式(?:[为是])?|"
    r"评价要点|指标(?:说明|解释)|注|按照?|根据|[:：,，]|\()+"
)
_OWN = re.compile(r"\A(?:\d{4}年度?|本年度?)?(?:(?:本|我|该)?(?:部门|单位|局|委|厅|中心|指标|项目)的?)?")
_WHOSE = re.compile(r"\A(?:本|我|该)(?:部门|单位|局|委|厅|中心|指标|项目)的?")
_NAME_STARTS = re.compile(r"[，。；;：:！？!?=≈≥≤><＞＜≧≦…|→,\x00]")


class FormulaReading(NamedTuple):
    """What was read: the formula, or None; the notes say what is doubtful, and why a likely formula was refused."""

    formula: Formula | None
    notes: tuple[str, ...] = ()


def read_formula(text: str, name: str = "") -> FormulaReading:
    """The first formula in a text that may contain anything else.

    Args:
        text: the wording as printed (指标说明, 评分细则, a sentence of a report).
        name: the indicator beside the text; with it a bare （A÷B）×100% without “X=” is read too.

    A formula of a known name that says the same is that one, with the other names of its inputs; one that says
    something else is taken as written. Where forgotten brackets leave it open what is divided by what, the known
    formula of that name is taken, else none; both are noted.
    """
    body, beside = plain(text[:MAX_TEXT]), find_named(name)
    readings = [_read(title, beside, body, start) for title, start in _candidates(body, plain(name))]
    read = [reading for reading in readings if reading is not None]
    found = [reading for reading in read if reading.formula is not None]
    if not found:
        return next(iter(read), FormulaReading(None))
    own = [reading for reading in found if beside and reading.formula and reading.formula.name == beside.name]
    formula, notes = (own or found)[0]
    others = {f"“{reading.formula.name}”" for reading in found if reading.formula and reading.formula != formula}
    if others and formula:
        notes = (*notes, f"文字里还有另外的算式{'、'.join(sorted(others))}，这里读的是“{formula.name}”")
    return FormulaReading(formula, notes)


def _candidates(body: str, name: str) -> Iterator[tuple[str, int]]:
    """Names with the place behind their equals sign; then names before a colon; then the whole text for `name`."""
    signs = [i for i, char in enumerate(body) if char == "=" and body[i - 1 : i] not in tuple(">＞<＜!:=≠~")]
    for at in signs:
        if body[at + 1 : at + 2] != "=":
            yield _name_before(body, at) or name, at + 1
    if not signs:
        for match in re.finditer("[：:]", body):
            if "100%" in body[match.end() : match.end() + 200]:
                yield _name_before(body, match.start()) or name, match.end()
        if name:
            yield name, 0


def _name_before(body: str, at: int) -> str:
    """The name in front of an equals sign: back to a punctuation mark or an open bracket."""
    end = at
    pieces: list[str] = []
    while len(pieces) < 3:
        head = body[:end].rstrip()
        if not head.endswith(")"):
            break
        opened = head.rfind("(")
        if opened < 0:
            break
        pieces.insert(0, head[opened:])
        end = opened
    start = max((match.end() for match in _NAME_STARTS.finditer(body, max(0, end - 80), end)), default=max(0, end - 80))
    start = max(start, body.rfind("(", start, end) + 1, body.rfind(")", start, end) + 1)
    raw = body[start:end] + "".join(pieces)
    if not raw.strip():
        return ""
    lines = raw.strip().split("\n")
    # A table cell breaks a name over lines; otherwise what stands above is another matter.
    options = [raw, lines[-1], lines[-1].split()[-1] if lines[-1].split() else ""]
    cleaned = [_clean_name(option) for option in options]
    return next((option for option in cleaned if option and find_named(option)), cleaned[1])


def _clean_name(raw: str) -> str:
    name = _LEADING.sub("", "".join(raw.split()))
    own = _OWN.sub("", name)
    if own and find_named(own):
        return own
    # 项目完成率 and 单位成本 are names; only 本项目…, 该单位… say whose they are.
    return _WHOSE.sub("", name) or name


def _read(title: str, beside: Formula | None, body: str, start: int) -> FormulaReading | None:
    """One candidate; None where it is no formula. `beside` is the known formula of the indicator the text belongs to."""
    key = formula_key(title)
    if not key or len(key) > MAX_NAME or _POINTS_NAME.search(key) or not re.search(r"[A-Za-z\u4e00-\u9fff]", key):
        return None
    is_rate = bool(_RATE.search(key))
    try:
        tokens, _ = tokenise(body, start)
        tokens, bare_hundred = _trim_hundred(tokens, is_rate)
        parsed = parse(tokens)
    except NotAFormula as refusal:
        return FormulaReading(None, (refusal.note,)) if refusal.note and is_rate else None
    if not _plausible(key, parsed, is_rate):
        return None
    notes = list(parsed.notes)
    if bare_hundred:
        notes.append("“×100”按“×100%”理解")
    named = find_named(title)
    if named is None and beside is not None and _with_keys_of(beside, parsed) is not None:
        # 在职人员数占编制数的比率＝…, beside 在职人员控制率: the same quantities under a description of their own
        named = beside
    if parsed.ambiguous:
        return _ambiguous(title, named, parsed, notes)
    if named is not None:
        renamed = _with_keys_of(named, parsed)
        if renamed is not None and same_function(renamed, named.expression):
            return FormulaReading(named, tuple(notes))
        notes.append(f"与登记的“{named.name}”算式不同，按文字所写的算式计算")
    inputs = tuple(FormulaInput(key=key, label=label) for key, label in parsed.labels.items())
    formula = Formula(
        name=named.name if named else title,
        expression=parsed.expression,
        inputs=inputs,
        proportion=parsed.percent or is_rate,
    )
    return FormulaReading(formula, tuple(notes))


def _trim_hundred(tokens: list[Token], is_rate: bool) -> tuple[list[Token], bool]:
    """A rate ends in ×100 where ×100% is meant."""
    if is_rate and len(tokens) > 3 and tokens[-2].text == "×" and tokens[-1].text == "100":
        return tokens[:-2], True
    return tokens, False


def _plausible(key: str, parsed: Parsed, is_rate: bool) -> bool:
    """Whether the expression can be meant as a formula: quantities, a division, and a name or sign of a rate."""
    labels = list(parsed.labels)
    if not labels or not any(True for _ in _quotients(parsed.expression)):
        return False
    if not (parsed.percent or is_rate or _PER_HEAD.match(key)) or key in labels:
        return False
    for label in labels:
        letters = re.sub(r"[^A-Za-z\u4e00-\u9fff]", "", label)
        if not letters or label in _NO_QUANTITY or _POINTS_INPUT.search(label):
            return False
        # 78人, 150元: a figure with its unit, not a quantity by name; 2018年 is a year
        if re.fullmatch(r"[\d.,]+\D{1,3}", label) and not parsed.percent:
            return False
        if re.fullmatch(r"[\d.,]+(?:万|亿|千|百)?(?:元|人|个|平方米|㎡|份|家|次|项|天|分|年|月|户|亩)", label):
            return False
        if len(letters) == 1 and not (letters.isascii() and parsed.percent):
            return False
    # A÷A comes from a stroke between alternatives.
    return len(labels) > 1 or _has_number(parsed.expression)


def _quotients(expression: Expression) -> Iterator[Operation]:
    if isinstance(expression, Operation):
        if expression.sign == "÷":
            yield expression
        yield from _quotients(expression.left)
        yield from _quotients(expression.right)


def _has_number(expression: Expression) -> bool:
    if isinstance(expression, Operation):
        return _has_number(expression.left) or _has_number(expression.right)
    return isinstance(expression, Number)


def _with_keys_of(named: Formula, parsed: Parsed) -> Expression | None:
    """The expression over the named formula's keys; None where an input is not one of its inputs."""
    keys = {key: named.input_for(label) for key, label in parsed.labels.items()}
    known = {key: found.key for key, found in keys.items() if found is not None}
    return rename(parsed.expression, known) if len(known) == len(keys) else None


def _ambiguous(title: str, named: Formula | None, parsed: Parsed, notes: list[str]) -> FormulaReading:
    parts = "、".join(f"“{part}”" for part in parsed.ambiguous)
    doubt = f"“{title}”的算式缺少括号：照字面只有{parts}相除，与意思不符，有歧义"
    if named is None:
        return FormulaReading(None, (*notes, f"{doubt}；不作猜测，请补上括号"))
    unknown = [label for label in parsed.labels.values() if named.input_for(label) is None]
    extra = (f"文字里的{'、'.join(f'“{label}”' for label in unknown)}不在登记的算式里",) if unknown else ()
    return FormulaReading(named, (*notes, f"{doubt}；按登记的同名算式理解：{named.text()}", *extra))
