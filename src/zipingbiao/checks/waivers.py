"""Which finding a waiver (豁免) is about, and whether its reason says anything; the rules about waivers use both."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from zipingbiao.base.numbers import read_printed
from zipingbiao.base.text import label_key, squeeze
from zipingbiao.model.finding import Finding
from zipingbiao.model.waiver import Waiver

#: Findings about a file that could not be read are no matter of judgement.
UNREADABLE = "ZP000"

#: Why a waiver is about no finding: there is none any more; the printed value, or what it should be, is another one
#: since; several moved rows fit; the finding is none that may be waived.
Lapse = Literal["gone", "printed", "expected", "several", "refused"]

#: A reason that is nothing but one of these gives none.
_HOLLOW = re.compile(
    r"(?:无|没有|暂无|略|空|是|否|对|好|有|见说明|说明|忽略|跳过|豁免|不改|不用改|不予修改|无需修改|无须修改|不需要修改"
    r"|同意|通过|可以|知悉|已知悉|已阅|收到|已收到|确认|已确认|核对|已核对|已经核对|已核|已核实|核对无误|已核对无误|已检查|已看"
    r"|没问题|没有问题|无问题|无误|正确|na|none|null|no|ok|okay|yes|todo|test)(?:了|过)?"
)  # fmt: skip
#: A claim that the fault was put right; as long as the finding is there, it is none.
_CORRECTED = re.compile(
    r"(?:现?已经?)?(?:更正|改正|修改|修正|订正|改|整改|补填|重填|处理)(?:完毕|完成|好|过)?了?(?:为[^，。；;,]{1,20})?"
)
_EMPTY_MARKS = re.compile(r"[\W_\d]+")
_CLOSING = re.compile(r"[\s。．.！!，,、；;：:（）()【】“”\"']+")
#: A name of this length may have been cut for its column, with … at its end.
_CUT = 200


class Match(NamedTuple):
    """A waiver with the findings it is about, by their positions.

    lapse  why there are none; None where there are some
    near   the finding that now stands at its cell, where that is why
    """

    waiver: Waiver
    positions: tuple[int, ...] = ()
    lapse: Lapse | None = None
    near: Finding | None = None


@dataclass(frozen=True, eq=False)
class WaiverContext:
    """What a rule about waivers is given: every waiver with what it is about."""

    matches: tuple[Match, ...]


def match_waivers(waivers: Sequence[Waiver], findings: Sequence[Finding]) -> tuple[Match, ...]:
    """Finds for every waiver the findings it is about.

    That is the finding of its code, sheet, cell and label (and file, where it names one) with the value it was given
    for; where rows were inserted and the cell moved, the only finding left of that code, sheet, label and value.
    """
    at_cell: defaultdict[tuple[str, str, str], list[int]] = defaultdict(list)
    on_sheet: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for position, finding in enumerate(findings):
        sheet = squeeze(finding.place.sheet or "")
        at_cell[finding.code, sheet, _spot(finding.place.spot)].append(position)
        on_sheet[finding.code, sheet].append(position)
    found = {
        index: match
        for index, waiver in enumerate(waivers)
        if (match := _in_place(waiver, findings, at_cell[waiver.code, squeeze(waiver.sheet), _spot(waiver.cell)]))
    }
    taken = {position for match in found.values() for position in match.positions}
    moved = {
        index: _moved(
            waiver, findings, [one for one in on_sheet[waiver.code, squeeze(waiver.sheet)] if one not in taken]
        )
        or Match(waiver, lapse="gone")
        for index, waiver in enumerate(waivers)
        if index not in found
    }
    # Two waivers for one finding that moved: there is no telling which of them is about it.
    claims = Counter(position for match in moved.values() for position in match.positions)
    for index, match in moved.items():
        clash = any(claims[position] > 1 for position in match.positions)
        found[index] = Match(match.waiver, lapse="several") if clash else match
    return tuple(found[index] for index in range(len(waivers)))


def waiver_name(waiver: Waiver) -> str:
    """What a waiver is called in a message: 安全生产专项!H40「总分」（ZP014）."""
    where = "!".join(part for part in (waiver.sheet, waiver.cell) if part)
    return f"{where}{f'「{waiver.label}」' if waiver.label else ''}（{waiver.code}）"


def is_hollow(reason: str) -> bool:
    """Whether a reason says nothing: blank, a stroke, or a word such as 无, 同意 or 已核对 alone."""
    body = _CLOSING.sub("", reason).lower()
    return not _EMPTY_MARKS.sub("", body) or _HOLLOW.fullmatch(body) is not None


def claims_correction(reason: str) -> bool:
    """Whether a reason says no more than that the fault was put right (已更正, 已改为96.85)."""
    return _CORRECTED.fullmatch(squeeze(reason).rstrip("。.！!；;，,、")) is not None


def is_reason(reason: str) -> bool:
    """Whether a reason lets a finding stand."""
    return not is_hollow(reason) and not claims_correction(reason)


def _in_place(waiver: Waiver, findings: Sequence[Finding], positions: Sequence[int]) -> Match | None:
    """What is found at the waiver's own cell; None where nothing of its rule is.

    positions  of the findings of its rule at this cell of this sheet, in whichever file
    """
    if waiver.code == UNREADABLE:
        return Match(waiver, lapse="refused")
    here = [index for index in positions if _in_file(waiver, findings[index]) and _has_label(waiver, findings[index])]
    if not here:
        return None
    same = [index for index in here if is_same_value(waiver.printed, findings[index].printed)]
    if not same:
        return Match(waiver, lapse="printed", near=findings[here[0]])
    if len(same) > 1 and waiver.expected:
        same = [index for index in same if is_same_value(waiver.expected, findings[index].expected)]
        return Match(waiver, tuple(same)) if same else Match(waiver, lapse="several")
    if _is_other_figure(waiver.expected, findings[same[0]].expected):
        return Match(waiver, lapse="expected", near=findings[same[0]])
    return Match(waiver, tuple(same))


def _moved(waiver: Waiver, findings: Sequence[Finding], positions: Sequence[int]) -> Match | None:
    """The finding whose row moved; None where there is none.

    positions  of the findings of its rule on this sheet that no waiver is about yet
    """
    if not waiver.label or not waiver.cell:
        return None
    fits = [
        index
        for index, one in ((position, findings[position]) for position in positions)
        if _in_file(waiver, one)
        and _has_label(waiver, one)
        and is_same_value(waiver.printed, one.printed)
        and not _is_other_figure(waiver.expected, one.expected)
    ]
    if len(fits) > 1:
        return Match(waiver, lapse="several")
    return Match(waiver, tuple(fits)) if fits else None


def _in_file(waiver: Waiver, finding: Finding) -> bool:
    return waiver.file is None or waiver.file.casefold() == (finding.place.file or "").casefold()


def _has_label(waiver: Waiver, finding: Finding) -> bool:
    return not waiver.label or is_same_text(label_key(waiver.label), label_key(finding.label))


def _spot(cell: str) -> str:
    return squeeze(cell).replace("$", "").upper()


def is_same_value(noted: str, present: str | None) -> bool:
    """Whether a noted value is the present one: 97 and 97.00 are, 97 and 98 are not; blank is only like blank."""
    if not noted or not present:
        return not noted and not present
    if is_same_text(squeeze(noted), squeeze(present)):
        return True
    first, second = read_printed(noted), read_printed(present)
    if first is None or second is None or first.is_percent != second.is_percent:
        return False
    return first.value == second.value and (not first.unit or not second.unit or first.unit == second.unit)


def is_same_text(noted: str, present: str) -> bool:
    """Whether two texts are the same, or the noted one is the present one cut for its column."""
    return noted == present or (len(noted) >= _CUT and noted.endswith("…") and present.startswith(noted[:-1]))


def _is_other_figure(noted: str, present: str | None) -> bool:
    """Whether both are figures and differ; wording may change with a newer version of a rule, a figure may not."""
    if not noted or not present or is_same_value(noted, present):
        return False
    return read_printed(noted) is not None and read_printed(present) is not None
