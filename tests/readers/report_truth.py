"""Comparing what is read from the real reports with what was transcribed from them by hand."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from zipingbiao.base.text import squeeze
from zipingbiao.model.report import Report, ReportFigure
from zipingbiao.model.summary import name_key
from zipingbiao.readers.report_text import read_report
from zipingbiao.readers.report_tokens import find_tokens

REPORTS = Path(__file__).parents[1] / "data" / "reports"
NAMES = tuple(sorted(path.stem for path in REPORTS.glob("*.yaml")))
_SIGNS = re.compile(r"[≥≤><=,]|超过了?|大于|以上|左右|人民币")


@dataclass
class Outcome:
    """What was found of the figures of one report, and what else was read.

    unexplained  missed without a reason in the transcription
    regained     found though the transcription gives a reason why they are not
    """

    found: Counter[str] = field(default_factory=Counter)
    stated: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)
    regained: list[str] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        for name in ("found", "stated", "read", "right"):
            getattr(self, name).update(getattr(other, name))
        for name in ("missed", "wrong", "unexplained", "regained"):
            getattr(self, name).extend(getattr(other, name))

    def recall(self, *kinds: str) -> float:
        kinds = kinds or tuple(self.stated)
        stated = sum(self.stated[kind] for kind in kinds)
        return sum(self.found[kind] for kind in kinds) / stated if stated else 1.0

    def precision(self, *kinds: str) -> float:
        kinds = kinds or tuple(self.read)
        read = sum(self.read[kind] for kind in kinds)
        return sum(self.right[kind] for kind in kinds) / read if read else 1.0


def class_of(kind: str, of: str) -> str:
    """The class that a figure is counted in: rates of the budget apart from those of an indicator."""
    if kind == "rate":
        return "rate" if of in ("budget", "initial_budget") else "rate of indicator"
    return kind


@cache
def report_of(name: str) -> Report:
    """A report, read once for all tests."""
    return read_report(REPORTS / f"{name}.txt")


def compare(name: str) -> Outcome:
    """Reads one report and compares it with its transcription."""
    truth = yaml.safe_load((REPORTS / f"{name}.yaml").read_text(encoding="utf-8"))
    figures = list(report_of(name).figures)
    outcome = Outcome()
    taken: set[int] = set()
    for entry in [*truth["stated"], *truth["also"]]:
        kind = class_of(entry["kind"], entry.get("of", ""))
        outcome.stated[kind] += 1
        index = next((i for i, figure in enumerate(figures) if i not in taken and _is(figure, entry)), None)
        where = f"{name} {entry.get('from') or entry['line']}: {entry['kind']} {entry['value']}"
        if index is not None:
            taken.add(index)
            outcome.found[kind] += 1
            if "missed" in entry:
                outcome.regained.append(where)
        else:
            outcome.missed.append(f"{where} {entry.get('missed', '')}".rstrip())
            if "missed" not in entry:
                outcome.unexplained.append(where)
    for index, figure in enumerate(figures):
        kind = class_of(figure.kind, figure.of)
        outcome.read[kind] += 1
        outcome.right[kind] += index in taken
        if index not in taken:
            outcome.wrong.append(f"{name} {figure.value.place.cell} {figure.kind} {figure.value.text} {figure.subject}")
    return outcome


def _is(figure: ReportFigure, entry: dict[str, Any]) -> bool:
    """Whether a figure is the stated one: kind, what it is of, whose it is, and the value."""
    return (
        figure.kind == entry["kind"]
        and ("of" not in entry or figure.of == entry["of"])
        and figure.scope == entry["scope"]
        and _same_name(figure.subject, entry.get("subject", ""))
        and _same_name(figure.indicator, entry.get("indicator", ""))
        and (not entry.get("line") or figure.value.place.cell == f"第{entry['line']}行")
        and _same_value(figure.value.text or "", entry["value"])
    )


def _same_name(one: str, other: str) -> bool:
    """Whether a name is the stated one; 会议费支出 was transcribed as 会议费. Any name will do where none is stated."""
    return not other or name_key(one).removesuffix("支出") == name_key(other).removesuffix("支出")


def _same_value(one: str, other: str) -> bool:
    if (first := _bare(one)) == (second := _bare(other)):
        return True
    numbers = [[(t.number, t.unit) for t in find_tokens(text)] for text in (first, second)]
    return numbers[0] == numbers[1] != []


def _bare(text: str) -> str:
    return _SIGNS.sub("", squeeze(text))


def table() -> str:
    """Recall and precision per kind, over all reports and for each of them."""
    whole = Outcome()
    parts = []
    for name in NAMES:
        outcome = compare(name)
        whole.add(outcome)
        parts.append((name, outcome))
    lines = []
    for name, outcome in [*parts, ("all", whole)]:
        lines.append(f"{name}: stated {outcome.stated.total()}, read {outcome.read.total()}")
        for kind in sorted(set(outcome.stated) | set(outcome.read)):
            lines.append(
                f"  {kind:18} stated {outcome.stated[kind]:4} found {outcome.found[kind]:4} recall {outcome.recall(kind):6.1%}"
                f"  read {outcome.read[kind]:4} right {outcome.right[kind]:4} precision {outcome.precision(kind):6.1%}"
            )
        lines += [f"  missed  {line}" for line in outcome.missed] + [f"  wrong   {line}" for line in outcome.wrong]
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
