"""不同的地方用了同一段偏差原因。

查什么：偏差原因（包括表后统一填写的原因、措施）在不同项目之间，或者同一张表的不同行之间，是否一字不差。
    十个字以下的、“同上”之类的不比较；几行合用一个单元格的，部门整体表照抄项目表的，只有资金级次、年度不同的项目
    （市级奖励资金、区级奖励资金）同一行原因相同的不算。
为什么：不同的指标、不同的项目，偏差的原因很少完全一样，多半是复制时没有改。
反例：两个项目都写“项目用地不足，承载空间有限”，而其中一个是聘请咨询顾问。
正例：两个项目都写“同上”或“无”。
依据：自评表附注，偏差原因应当针对本项指标、本个项目说明。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from zipingbiao.base.text import excerpt, normalise
from zipingbiao.checks.context import Fault, FormContext, UnitContext, is_somewhere
from zipingbiao.checks.reasons import labelled_texts
from zipingbiao.checks.registry import unit_rule
from zipingbiao.model.summary import name_key
from zipingbiao.model.values import Place, Value

SHORTEST = 10
_PUNCTUATION = re.compile(r"[，。；：、！？,.;:!?“”\"'（）()《》]")
#: One policy that is paid from two purses, or for two years, has the same reasons in both of its forms.
_LEVELS = re.compile(r"中央|省级|市级|州级|区级|县级|本级|20\d{2}年?度?")
#: Headings of the common cells below the table, as far as a reader keeps them.
_COMMON_CELLS = ("原因", "措施")


class _Use(NamedTuple):
    """A text, and the row it stands in; `what` is 的偏差原因 where the label does not say what the text is."""

    form: FormContext
    label: str
    text: str
    place: Place
    what: str = ""


@unit_rule("ZP039", kind="duplicate_text", severity="warning")
def duplicate_text(unit: UnitContext) -> Iterator[Fault]:
    """Every reason text that is used again: one fault at its second use, naming the others."""
    shared: dict[str, list[_Use]] = {}
    for form in unit.forms:
        own: dict[str, list[_Use]] = shared if form.evaluation.level == "project" else {}
        for key, use in _uses(form):
            uses = own.setdefault(key, [])
            # A reason that one merged cell gives to several rows is one use.
            is_same_cell = uses and is_somewhere(use.place) and uses[-1].place == use.place
            if not is_same_cell and not any(_are_twins(use, other) for other in uses):
                uses.append(use)
        if own is not shared:
            yield from _repeated(own)
    yield from _repeated(shared)


def _repeated(texts: dict[str, list[_Use]]) -> Iterator[Fault]:
    for uses in texts.values():
        if len(uses) < 2:
            continue
        second = uses[1]
        others = "、".join(_where(use, second.form) for use in (uses[0], *uses[2:]))
        yield second.form.fault(
            Value(text=second.text, place=second.place),
            label=second.label,
            message=f"「{second.label}」{second.what}“{excerpt(second.text)}”与{others}完全相同。",
            remedy="请按本项指标的实际情况说明原因。",
            basis=second.form.cite(second.form.policy.reasons.basis),
            printed=second.text,
            expected="针对本项的原因",
        )


def _uses(form: FormContext) -> Iterator[tuple[str, _Use]]:
    for row in form.rows:
        reason = row.indicator.reason
        if reason.text is not None and len(key := _key(reason.text)) >= SHORTEST:
            yield key, _Use(form, row.label, reason.text, reason.place, "的偏差原因")
    for name, value in labelled_texts(form):
        text = value.text or ""
        if any(word in name for word in _COMMON_CELLS) and len(key := _key(text)) >= SHORTEST:
            yield key, _Use(form, name, text, value.place)


def _key(text: str) -> str:
    return _PUNCTUATION.sub("", normalise(text))


def _are_twins(one: _Use, other: _Use) -> bool:
    if one.form is other.form or one.label != other.label:
        return False
    names = [name_key(_LEVELS.sub("", use.form.evaluation.project.text or "")) for use in (one, other)]
    return names[0] == names[1] != ""


def _where(use: _Use, here: FormContext) -> str:
    return f"「{use.label}」" if use.form is here else f"项目“{use.form.evaluation.name}”的「{use.label}」"
