"""Properties that hold for any text, and for bands written from known limits."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wording.test_prose import TEXTS
from tests.wording.test_seeds import WORDINGS
from zipingbiao.forms.catalog import get_form
from zipingbiao.scoring.case import make_case
from zipingbiao.scoring.kinds import Bands
from zipingbiao.scoring.wording.compiler import CompiledRule, compile_rule

POLICY = get_form("mof-2020-project").policy
_PIECES = [
    "得", "满分", "不得分", "否则", "其余", "每", "超过", "低于", "扣", "加", "分", "，", "；", "。", "：", "（", "）", "含", "不含", "以上", "以下", "≥",
    "≤", "<", ">", "=", "%", "％", "-", "~", "/", "×", "*", "①", "②", "完成率", "偏差率", "满意度", "及时", "基本及时", "达成", "百分之", "五", "十",
    "三个月", "一个百分点", "0", "1", "5", "10", "80%", "90%", "100%", "0.5", "1分", "5分", "按比例", "折算", "标准分值", "实际得分", "不足", "按", "计",
    "扣完为止", "没有此类项目", "等差", "依次", "最多", "[", "]", "∞", "𝟗", "\n", "\x00", "１", "Ⅱ", "½", "²", "٣",
]  # fmt: skip
_SENTENCES = [entry["wording"] for entry in WORDINGS] + TEXTS
_anything = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from(_PIECES), max_size=30).map("".join),
    st.tuples(st.sampled_from(_SENTENCES), st.sampled_from(_SENTENCES), st.integers(0, 40), st.integers(0, 40)).map(
        lambda t: t[0][t[2] :] + t[1][: t[3]]
    ),
)
_targets = st.sampled_from([None, "", "100%", "≥85%", "≤5%", "100份", "及时", "12月底前", "0", "/"])


@settings(max_examples=1500, deadline=None)
@given(_anything, st.sampled_from(["0", "2", "5", "10"]), _targets)
def test_any_text_compiles_and_always_to_the_same(text: str, weight: str, target: str | None) -> None:
    first = compile_rule.__wrapped__(text, Decimal(weight), "完成率", target)
    assert first == compile_rule.__wrapped__(text, Decimal(weight), "完成率", target)
    _is_sound(first, Decimal(weight), target)


def _is_sound(compiled: CompiledRule, weight: Decimal, target: str | None) -> None:
    assert compiled.explanation
    assert compiled.notes or compiled.clear
    for actual in (None, "90%", "3份", "及时", "-1", "2例不符合"):
        case = make_case(target, actual, weight, POLICY, name="完成率")
        outcome = compiled.kind.assess(case)
        compiled.kind.sure_of(case)
        assert outcome.score is None or 0 <= outcome.score <= weight
        assert outcome.score is not None or outcome.notes


@st.composite
def _ladders(draw: st.DrawFn) -> tuple[str, list[Decimal], list[Decimal], Decimal, bool, bool]:
    """Descending limits with descending points, written in one of several ways."""
    count = draw(st.integers(1, 5))
    percent = draw(st.booleans())
    top = 100 if percent else 5000
    limits = sorted(draw(st.lists(st.integers(1, top), min_size=count, max_size=count, unique=True)), reverse=True)
    points = sorted(draw(st.lists(st.integers(1, 40), min_size=count, max_size=count, unique=True)), reverse=True)
    rest = draw(st.sampled_from([Decimal(0), Decimal("0.5")]))
    small = draw(st.booleans())
    unit = "%" if percent else "份"
    name = "完成率" if percent else "完成数"
    verb = draw(st.sampled_from(["得", "计", "记", "，得", "，计"]))
    comma = draw(st.sampled_from(["；", "，", "。"]))
    style = draw(st.sampled_from(["signs", "words"]))
    half = [Decimal(value) / 2 for value in points]
    if small:  # less is better: the limits ascend
        limits.reverse()
    parts = []
    for index, (limit, value) in enumerate(zip(limits, half, strict=True)):
        before = limits[index - 1] if index else None
        parts.append(_written(name, unit, limit, before, small, style) + f"{verb}{value.normalize():f}分")
    parts.append("否则不得分" if rest == 0 else f"否则{verb.lstrip('，')}{rest}分")
    scale = Decimal("0.01") if percent else Decimal(1)
    return comma.join(parts), [limit * scale for limit in limits], half, rest, small, percent


def _written(name: str, unit: str, limit: int, before: int | None, small: bool, style: str) -> str:
    if style == "signs":
        if before is None:
            return f"{name}{'≤' if small else '≥'}{limit}{unit}"
        return f"{before}{unit}＜{name}≤{limit}{unit}" if small else f"{limit}{unit}≤{name}＜{before}{unit}"
    if before is None:
        return f"{name}{limit}{unit}（含）以{'下' if small else '上'}"
    low, high = (before, limit) if small else (limit, before)
    marks = ("不含", "含") if small else ("含", "不含")
    return f"{name}{low}{unit}（{marks[0]}）-{high}{unit}（{marks[1]}）"


@settings(max_examples=600, deadline=None)
@given(_ladders(), st.integers(0, 12000))
def test_written_bands_score_as_their_limits_say(
    ladder: tuple[str, list[Decimal], list[Decimal], Decimal, bool, bool], tick: int
) -> None:
    text, limits, points, rest, small, percent = ladder
    value = Decimal(tick) / 100 if percent else Decimal(tick) / 2
    measure = value / 100 if percent else value
    wanted = rest
    for limit, earned in zip(limits, points, strict=True):
        if measure <= limit if small else measure >= limit:
            wanted = earned
            break
    compiled = compile_rule(text, Decimal(20), "", None)
    assert isinstance(compiled.kind, Bands), compiled.sentence
    actual = f"{value}%" if percent else f"{value}份"
    assert compiled.kind.assess(make_case(None, actual, Decimal(20), POLICY)).score == wanted, compiled.sentence
