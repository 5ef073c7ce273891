"""Drawing the forms to look at by hand.

怎样抽（写给审计人员）：
1. 先按检查结果分三类：有错误、有警告、没有发现（只有提示的算没有发现）；每类再按全年预算数分四档：500 万元以上、
   100 万–500 万元、不足 100 万元、没有填预算数。最多十二层。
2. 风险大、金额大的多抽：有错误的一张当三张，有警告的一张当两张；500 万元以上的再乘三，100 万–500 万元和没有填预算数的
   再乘二。
3. 每层先抽一张（要抽的张数比层数还少时，从风险大、金额大的层抽起）；其余逐张分给“层内张数乘上述倍数，除以已抽张数加一”
   最大的一层，抽完为止。要抽的张数增加时，原来抽中的仍然抽中。
4. 层内抽谁，看抽签号：种子、文件内容的 SHA-256、表在文件里的序号合起来再算 SHA-256，号小的先抽。同样的种子、同样的文件，
   无论文件叫什么、放在哪里、按什么次序读、用什么电脑，抽中的都一样；多收一份文件，别的表的抽签号不变。
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from zipingbiao.app.overview.forms import Forms
from zipingbiao.app.overview.tables import Tables
from zipingbiao.model.overview import Sample, Stratum

DEFAULT_SEED = 1
#: A twentieth of all forms, but enough to see something and no more than one reviewer can look at.
_SHARE, _FEWEST, _MOST = 20, 20, 200

#: (name, how many forms one counts as), those of most risk first.
_RISKS = (("有错误", 3), ("有警告", 2), ("没有发现", 1))
#: (name, from how many 万元, how many forms one counts as).
_SIZES = (
    ("500万元以上", Decimal(500), 3),
    ("100万–500万元", Decimal(100), 2),
    ("不足100万元", None, 1),
)
_NO_SIZE = ("没有填预算数", 2)


class Drawn(NamedTuple):
    """A form that may be drawn: its number in the tables, its layer, and what the lot is made from."""

    id: int
    layer: int
    lot: str


class Layer(NamedTuple):
    """A layer, those of most risk first; one of its forms counts as `weight`."""

    name: str
    weight: int


LAYERS = tuple(
    Layer(f"{risk}·{name}", times * weight)
    for risk, times in _RISKS
    for name, weight in (*((name, weight) for name, _, weight in _SIZES), _NO_SIZE)
)


def usual_size(forms: int) -> int:
    """How many forms are drawn where nobody says."""
    return min(max(forms // _SHARE, _FEWEST), _MOST, forms)


def layer_of(errors: int, warnings: int, budget: Decimal | None) -> int:
    """The number of a form's layer; `budget` in 万元."""
    risk = 0 if errors else 1 if warnings else 2
    if budget is None:
        size = len(_SIZES)
    else:
        size = next(number for number, (_, least, _) in enumerate(_SIZES) if least is None or budget >= least)
    return risk * (len(_SIZES) + 1) + size


def allot(sizes: Sequence[int], wanted: int) -> list[int]:
    """How many forms each layer gives, `sizes` being their numbers in the order of LAYERS; with more wanted, none less."""
    taken = [0] * len(sizes)
    filled = [number for number, size in enumerate(sizes) if size]
    # Most counts first; of equals the one of more risk.
    for number in sorted(filled, key=lambda one: -LAYERS[one].weight)[: max(wanted, 0)]:
        taken[number] = 1
    for _ in range(min(wanted, sum(sizes)) - sum(taken)):
        open_ones = [number for number in filled if taken[number] < sizes[number]]
        # Fractions are compared without dividing: a computer's rounding decides nothing.
        best = open_ones[0]
        for number in open_ones[1:]:
            here, there = sizes[number] * LAYERS[number].weight, sizes[best] * LAYERS[best].weight
            if here * (taken[best] + 1) > there * (taken[number] + 1):
                best = number
        taken[best] += 1
    return taken


def draw(forms: Sequence[Drawn], seed: int, wanted: int) -> list[list[Drawn]]:
    """The forms drawn of every layer, each in the order of the lots."""
    layers: list[list[tuple[str, str, Drawn]]] = [[] for _ in LAYERS]
    for form in forms:
        lot = hashlib.sha256(f"{seed}|{form.lot}".encode()).hexdigest()
        layers[form.layer].append((lot, form.lot, form))
    taken = allot([len(layer) for layer in layers], wanted)
    return [[form for _, _, form in sorted(layer)[:count]] for layer, count in zip(layers, taken, strict=True)]


def draw_sample(tables: Tables, forms: Forms, seed: int, wanted: int | None) -> Sample:
    """The sample of all forms, project and department alike.

    Args:
        seed: any whole number; the same one over the same files draws the same forms.
        wanted: how many; a twentieth, but 20 to 200, where None. No more than there are.
    """
    every = [
        Drawn(number, layer_of(errors, warnings, budget), f"{digest or file}|{place}")
        for number, errors, warnings, budget, digest, file, place in tables.rows(
            """select f.id, f.errors, f.warnings, f.budget, g.digest, f.file, f.number
            from forms f join files g on g.id = f.file_id order by f.id"""
        )
    ]
    wanted = usual_size(len(every)) if wanted is None else min(wanted, len(every))
    drawn = draw(every, seed, wanted)
    sizes = [0] * len(LAYERS)
    for form in every:
        sizes[form.layer] += 1
    lines = iter(forms.lines(form.id for layer in drawn for form in layer))
    return Sample(
        seed, wanted,
        tuple(Stratum(LAYERS[n].name, sizes[n], len(layer)) for n, layer in enumerate(drawn) if sizes[n]),
        tuple((LAYERS[n].name, next(lines)) for n, layer in enumerate(drawn) for _ in layer),
    )  # fmt: skip
