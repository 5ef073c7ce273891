"""The native half: spreadsheet formulas that understand, compare and score one row exactly as Python does.

They use only functions that Excel 2016, WPS and LibreOffice share, no array entry (array constants stand inside
SUMPRODUCT, which evaluates them everywhere), and VALUE only on plain digits, because on freer text it would read
7/1 or 9月7日 as a date. The formulas of the whole form are made in scoring.native_totals and offered here too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from zipingbiao.base.text import REPLACEMENTS
from zipingbiao.forms.parts import AUTOMATIC, BY_RULE, LEFT_OUT
from zipingbiao.forms.policy import Policy
from zipingbiao.model import quantity as q
from zipingbiao.scoring import compare as c
from zipingbiao.scoring.case import Refs, as_fraction_native
from zipingbiao.scoring.kinds import AllOrNothing, Kind, Manual, Proportional, RateTimes, ThreeBands
from zipingbiao.scoring.kinds._base import has_digit, is_one_of, text_array
from zipingbiao.scoring.kinds.not_applicable import native_left_out
from zipingbiao.scoring.native_totals import execution_rate as execution_rate
from zipingbiao.scoring.native_totals import execution_score as execution_score
from zipingbiao.scoring.native_totals import grade as grade
from zipingbiao.scoring.native_totals import total as total

_DIGITS = "{0,1,2,3,4,5,6,7,8,9}"
_COUNTS = "{" + ",".join(str(i) for i in range(q.MAX_DIGITS + 1)) + "}"
#: Excel's limit for a text inside a formula.
_LITERAL = 250
_CHARS = {"\t": "CHAR(9)", "\r": "CHAR(13)", "\n": "CHAR(10)"}

#: Methods without parameters, in the order the formula tries them.
PLAIN_KINDS: tuple[Kind, ...] = (Proportional(), AllOrNothing(), RateTimes(), ThreeBands())


def _text(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


def _contains_any(words: tuple[str, ...], reference: str) -> str:
    return f"SUMPRODUCT(--ISNUMBER(FIND({text_array(words)},{reference})))>0"


def normalised(cell: str) -> str:
    """The twin of base.text.normalise with thousands commas removed, as model.quantity does."""
    expression = f'{cell}&""'
    for old, new in (*REPLACEMENTS, (",", "")):
        expression = f"SUBSTITUTE({expression},{_CHARS.get(old, _text(old))},{_text(new)})"
    return expression


def number_start(text: str) -> str:
    """Position of the first digit; beyond the end where there is none."""
    return f'SUMPRODUCT(MIN(FIND({_DIGITS},{text}&"0123456789")))'


def number_length(text: str, start: str) -> str:
    """Length of the run of digits and points; above 100 where it is longer than a number can be."""
    return f'SUMPRODUCT(MIN({_COUNTS}+100*ISNUMBER(FIND(MID({text}&"x",{start}+{_COUNTS},1),"0123456789."))))'


def number_value(cell: str, text: str, start: str, length: str) -> str:
    """The single number with its sign and magnitude, or "" — the twin of understand().value."""
    digits = f"MID({text},{start},{length})"
    mark1 = f'MID({text}&"  ",{start}+{length},1)'
    rest = f"MID({text},{start}+{length},{q.MAX_REST})"
    unusable = ",".join(
        (
            f"{start}>LEN({text})",
            f"{length}>{q.MAX_DIGITS}",
            f'LEN({digits})-LEN(SUBSTITUTE({digits},".",""))>1',
            has_digit(rest),
            f"ISNUMBER(FIND({mark1},{_text(q.DATE_MARKS)}))",
            f"AND({is_one_of(q.TEMPLATE_WORDS, f'LEFT({text},{start}-1)')},LEN({text})<={start}+{length})",
            f"MID({text},{start}+{length},{len(q.LENGTH_HINT)})={_text(q.LENGTH_HINT)}",
        )
    )
    scale = number_scale(text, start, length)
    before = f'MID("  "&{text},{start}+1,1)'
    before2 = f'MID("  "&{text},{start},1)'
    sign = f'IF(AND({before}="-",OR({start}=2,ISNUMBER(FIND({before2},"≥≤><=")))),-1,1)'
    value = f"VALUE({digits})"
    broken_comma = f'AND(ISNUMBER(FIND(",",{cell})),ISERROR(FIND(TEXT(INT({value}),"#,##0"),{cell})))'
    number = f"ROUND({sign}*{value}*{scale},{q.PLACES})"
    return f'IF(OR({unusable}),"",IF({broken_comma},"",{number}))'


def number_scale(text: str, start: str, length: str, proportions: bool = True) -> str:
    """What the sign or magnitude word directly behind the number multiplies it by."""
    mark1, mark2 = f'MID({text}&"  ",{start}+{length},1)', f'MID({text}&"  ",{start}+{length},2)'
    scale = "1"
    for mark, power in reversed((*(q.PROPORTIONS if proportions else ()), *q.MAGNITUDES)):
        where = mark1 if len(mark) == 1 else mark2
        factor = str(10**power) if power > 0 else format(10.0**power, f".{-power}f")
        scale = f"IF({where}={_text(mark)},{factor},{scale})"
    return scale


def number_unit(text: str, start: str, length: str, value: str) -> str:
    """The unit behind the number, "%" for a proportion — the twin of understand().unit."""
    mark1, mark2 = f'MID({text}&"  ",{start}+{length},1)', f'MID({text}&"  ",{start}+{length},2)'
    singles = tuple(mark for mark, _ in q.MAGNITUDES if len(mark) == 1)
    doubles = tuple(mark for mark, _ in q.MAGNITUDES if len(mark) == 2)
    # "=" and not MATCH, which would take a * or ? behind the number for a wildcard
    skip = f"IF({is_one_of(doubles, mark2)},2,IF({is_one_of(singles, mark1)},1,0))"
    unit = f"MID(MID({text},{start}+{length},{q.MAX_REST}),1+{skip},{q.MAX_REST})"
    for noise in q.UNIT_NOISE:
        unit = f'SUBSTITUTE({unit},{_text(noise)},"")'
    proportion = is_one_of(tuple(mark for mark, _ in q.PROPORTIONS), mark1)
    return f'IF({value}="","",IF({proportion},"%",{unit}))'


class Side(NamedTuple):
    """The helper cells of one side: normalised text, where its number starts, how long it is, its value and unit."""

    text: str
    start: str
    length: str
    value: str
    unit: str

    @property
    def scale(self) -> str:
        """The magnitude's factor, 1 without one."""
        return number_scale(self.text, self.start, self.length, proportions=False)


def operator(text: str) -> str:
    """≥, ≤, = or "" by the words of a text — the twin of understand().operator."""
    expression = '""'
    for words, sign in reversed(_OPERATORS):
        expression = f'IF({_contains_any(words, text)},"{sign}",{expression})'
    return expression


def doubtful(target: Side, actual: Side) -> str:
    """Whether two numbers must not be compared although their units might fit — the twin of compare's _doubt."""
    tt, at = target.text, actual.text
    opposite = [f"AND({_contains_any(a, tt)},{_contains_any(b, at)})" for a, b in ((q.DOWN, q.UP), (q.UP, q.DOWN))]
    each = f'ISNUMBER(FIND("{q.EACH}",{tt}))<>ISNUMBER(FIND("{q.EACH}",{at}))'
    contrary = f'OR(({operator(tt)}&{operator(at)})="≥≤",({operator(tt)}&{operator(at)})="≤≥")'
    return f"OR({','.join((*opposite, each, contrary))})"


def comparable_actual(target: Side, actual: Side) -> str:
    """The actual on the target's scale, or "" — the twin of compare.pair (but for the strict operators)."""
    tv, tu, av, au = target.value, target.unit, actual.value, actual.unit
    bare = as_fraction_native(av, tv)
    strokes = f'OR({tu}="",{au}="",ISNUMBER(FIND("/",{tu}))=ISNUMBER(FIND("/",{au})))'
    fits = f"AND({strokes},OR(LEFT({au},LEN({tu}))={tu},LEFT({tu},LEN({au}))={au}))"
    unclear = ",".join(
        f'AND({one.scale}>1,{other.unit}="",{other.scale}=1,{other.value}<>0,ABS({other.value})<{one.scale}/10)'
        for one, other in ((target, actual), (actual, target))
    )
    both_bare = f'AND({tu}="",{au}="",{target.scale}=1,{actual.scale}=1)'
    percent_like = f"AND({both_bare},{tv}>={c.PERCENT_LIKE},{tv}<=100,{av}>0,{av}<1)"
    plain = f'IF({fits},IF(OR({unclear},{percent_like}),"",{av}),"")'
    numbers = f'IF({tu}="%",IF({au}="%",{av},IF({au}<>"","",{bare})),IF({au}="%",IF({tu}<>"","",{av}),{plain}))'
    return f'IF(OR({tv}="",{av}=""),"",IF({doubtful(target, actual)},"",{numbers}))'


def comparable_target(target: Side, actual_unit: str, actual: str) -> str:
    """The target on the common scale, or ""; also "" where a strict operator meets an equal actual."""
    tv = target.value
    aligned = f'IF(AND({target.unit}="",{actual_unit}="%",ABS({tv})>1),ROUND({tv}/100,{q.PLACES}),{tv})'
    at_limits = f"OR({_contains_any(q.AT_MOST, target.text)},{_contains_any(q.AT_LEAST, target.text)})"
    strict = f"AND(NOT({at_limits}),OR({_contains_any(q.LESS, target.text)},{_contains_any(q.MORE, target.text)}))"
    return f'IF({actual}="","",IF(AND({aligned}={actual},{strict}),"",{aligned}))'


_OPERATORS = ((q.AT_MOST, "≤"), (q.AT_LEAST, "≥"), (q.LESS, "≤"), (q.MORE, "≥"), (q.EQUAL, "="))


def sense(chosen: str, target: Side, name: str, second: str) -> str:
    """≥, ≤, = or ? — the twin of compare.sense_of."""
    reverse = _contains_any(c.REVERSE_NAMES, name)
    unclear = f"AND(ISNUMBER(FIND({_text(c.COST_MARK)},{second})),NOT({_contains_any(c.FORWARD_NAMES, name)}))"
    durations = text_array(q.DURATIONS)
    duration = f"SUMPRODUCT(--(LEFT({target.unit},LEN({durations}))={durations}))>0"
    by_name = f'IF({target.value}=0,"≤",IF({reverse},"≤",IF(OR({duration},{unclear}),"?","≥")))'
    for words, sign in reversed(_OPERATORS):
        by_name = f'IF({_contains_any(words, target.text)},"{sign}",{by_name})'
    return f'IF({chosen}<>"",{chosen},{by_name})'


def method(
    chosen: str, rule: str, compiled: str, rule_title: str, text: str, passed: tuple[str, ...] = (AUTOMATIC, BY_RULE)
) -> str:
    """The title of the kind that applies — the twin of engine.choose.

    A 评分细则 typed after the workbook was made cannot be compiled by a formula: such a row is left to a person, unless
    the add-in's function scores it. `passed` are choices that leave the kind to what follows.
    """
    by_rule = f'IF(AND({rule}<>"",{rule}={compiled}),"{rule_title}","{Manual.title}")'
    automatic = f'IF({rule}<>"",{by_rule},IF({has_digit(text)},"{Proportional.title}","{ThreeBands.title}"))'
    plain = ",".join(f'{chosen}<>"{word}"' for word in ("", *passed))
    return f'IF(AND({plain}),{chosen},IF({chosen}="{BY_RULE}",{by_rule},{automatic}))'


def kind_applied(cells: Mapping[str, str], policy: Policy, rule: Kind | None) -> str:
    """The title of the kind by which the row scores, 不适用 where the form leaves it out — the twin of engine.choose."""
    chosen = cells["method"]
    title = Manual.title if rule is None or isinstance(rule, Manual) else BY_RULE
    by = (chosen, cells["rule"], cells["compiled"], title, cells["target_text"])
    if policy.not_applicable is None:
        return method(*by)
    kind = method(*by, passed=(AUTOMATIC, BY_RULE, LEFT_OUT))
    said = native_left_out(cells["target_text"], cells["actual_text"], policy)
    if rule is not None and rule.not_applicable_full:
        said = f'AND({said},{kind}<>"{BY_RULE}")'
    condition = f'AND(NOT(ISNUMBER({cells["manual_score"]})),OR({chosen}="{LEFT_OUT}",{said}))'
    return f'IF({condition},"{LEFT_OUT}",{kind})'


def score(kind_cell: str, refs: Refs, policy: Policy, rule: Kind | None = None) -> str:
    """The score by whichever plain method applies, or by the row's compiled rule; "" where a person decides."""
    expression = '""'
    if rule is not None and not isinstance(rule, Manual):
        expression = f'IF({kind_cell}="{BY_RULE}",{rule.native(refs, policy)},"")'
    for kind in reversed(PLAIN_KINDS):
        expression = f'IF({kind_cell}="{kind.title}",{kind.native(refs, policy)},{expression})'
    return f'IF(ISNUMBER({refs.weight}),{expression},"")'


def row_formulas(
    cells: Mapping[str, str], printed: Mapping[str, str], policy: Policy, rule: Kind | None = None
) -> dict[str, str]:
    """The formulas (without '=') of all computed helper columns of one row, by helper key.

    Args:
        cells: references of the row's helper cells by key (forms.parts.HELPERS), plus 'above_l1' and 'above_l2',
            the l1/l2 helper cells of the row above ('""' on the first row).
        printed: references of the printed cells l1, l2, l3, target, actual, weight.
        policy: the form's policy.
        rule: the kind compiled from the row's 评分细则.
    """
    name = f'SUBSTITUTE(SUBSTITUTE({printed["l3"]}," ",""),CHAR(10),"")'
    formulas = {
        "l1": f'IF({printed["l1"]}="",{cells["above_l1"]},{printed["l1"]})',
        "l2": f'IF({printed["l2"]}="",{cells["above_l2"]},{printed["l2"]})',
    }
    for side in ("target", "actual"):
        text, start, length = cells[f"{side}_text"], cells[f"{side}_start"], cells[f"{side}_length"]
        value = cells[f"{side}_value"]
        formulas[f"{side}_text"] = normalised(printed[side])
        formulas[f"{side}_start"] = number_start(text)
        formulas[f"{side}_length"] = number_length(text, start)
        formulas[f"{side}_value"] = number_value(printed[side], text, start, length)
        formulas[f"{side}_unit"] = number_unit(text, start, length, value)
    target, actual = (
        Side(*(cells[f"{side}_{part}"] for part in ("text", "start", "length", "value", "unit")))
        for side in ("target", "actual")
    )
    formulas["actual"] = comparable_actual(target, actual)
    formulas["target"] = comparable_target(target, actual.unit, cells["actual"])
    formulas["sense"] = sense(cells["direction"], target, name, cells["l2"])
    formulas["kind"] = kind_applied(cells, policy, rule)
    formulas["computed"] = score(cells["kind"], refs_for(cells, printed), policy, rule)
    return formulas


def explanation(rule: str, compiled: str, printed: Mapping[str, str], sentence: str) -> str:
    """How the row's 评分细则 is understood: by the add-in, else the sentence stored when the workbook was made."""
    call = f'ZPB_EXPLAIN({rule},{printed["weight"]},{printed["target"]},{printed["l3"]})'
    stored = _text(sentence[:_LITERAL])
    changed = _text("细则已改动：安装加载项后可重新理解，否则请人工评分")
    return f'IF({rule}="","",IFERROR({call}&"",IF({rule}={compiled},{stored},{changed})))'


def refs_for(cells: Mapping[str, str], printed: Mapping[str, str]) -> Refs:
    """The references a kind's native formula uses."""
    return Refs(
        target=cells["target"],
        actual=cells["actual"],
        target_value=cells["target_value"],
        actual_value=cells["actual_value"],
        target_unit=cells["target_unit"],
        actual_unit=cells["actual_unit"],
        target_text=cells["target_text"],
        actual_text=cells["actual_text"],
        weight=printed["weight"],
        sense=cells["sense"],
    )
