"""Forms in Word for the tests: what is printed and read back, and the words that say why something is not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from zipingbiao.app.check import check_paths
from zipingbiao.app.reading import read_file
from zipingbiao.app.word_form import WordForms, write_word_forms
from zipingbiao.base.text import label_key, squeeze
from zipingbiao.forms.schema import Form
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.finding import Finding
from zipingbiao.model.values import Value
from zipingbiao.scoring.formulas.rows import with_results

_HEAD = ("project", "department", "implementing_unit")
_AMOUNTS = ("initial", "budget", "executed")
_ROW = ("l3", "target", "actual", "weight", "score", "reason", "rule", "note")
_LIST = ("project", "budget", "executed", "purpose")


@dataclass(frozen=True)
class Written:
    """A document with what it was made of."""

    source: Path
    path: Path
    result: WordForms
    given: list[Evaluation]
    back: list[Evaluation]

    def faults(self) -> list[str]:
        """Every value that is not in the document, though the form prints it."""
        assert len(self.given) == len(self.back)
        pairs = zip(self.given, self.back, self.result.forms, strict=True)
        return [fault for given, back, one in pairs for fault in faults_of(given, back, one.form)]


def written(source: Path, out: Path, **options: str) -> Written:
    """The forms of a file as a document, and both as read."""
    result = write_word_forms(source, out, **options)
    return Written(source, out, result, read_file(source).evaluations, read_file(out).evaluations)


def faults_of(given: Evaluation, back: Evaluation, form: Form) -> list[str]:
    """Every value of a form that was not read back. Left out is what the form has no place for, and what is computed.

    Rates, scores of 项目资金, totals and grades are the engine's: test_word_form compares those.
    """
    given = with_results(given)
    layout, faults = form.layout, []
    printed = {column.key for column in layout.columns}

    def compare(label: str, value: Value, other: Value) -> None:
        if value.text and not value.is_dash and not same(value, other):
            faults.append(f"{given.name} {label}: {value.text!r} → {other.text!r}")

    fields = {cell.field for row in layout.header for cell in row}
    for key in _HEAD:
        if key in fields:
            compare(key, getattr(given, key), getattr(back, key))
    if given.year_number != back.year_number or (given.level, given.unit) != (back.level, back.unit):
        faults.append(f"{given.name}: {back.year_number} {back.level} {back.unit}")
    labels = {label_key(cell.label) for row in layout.header for cell in row if cell.field is None}
    labels |= {label_key(footer.label) for footer in layout.footers}
    kept = {label_key(label): _number(text) for label, text in back.attributes.items()}
    for label, text in given.attributes.items():
        if label_key(label) in labels and text:
            compare(label, _number(text), kept.get(label_key(label), Value()))
    if layout.funding is not None:
        columns = {column.key for column in layout.funding.columns}
        roles = {line.role for line in layout.funding.rows}
        others = {row.role: row for row in back.funding}
        for row in given.funding:
            for key in _AMOUNTS:
                if key in columns and row.role in roles and [one.role for one in given.funding].count(row.role) == 1:
                    compare(f"{row.label} {key}", getattr(row, key), getattr(others[row.role], key))
    if layout.goals is not None and len(given.goals) != len(back.goals):
        faults.append(f"{given.name}: {len(given.goals)} goals → {len(back.goals)}")
    elif layout.goals is not None:
        for number, (goal, other) in enumerate(zip(given.goals, back.goals, strict=True), start=1):
            compare(f"goal {number}", goal.expected, other.expected)
            if layout.goals.actual is not None:
                compare(f"goal {number} actual", goal.actual, other.actual)
    rows = sorted(given.indicators, key=lambda row: row.goal)
    if len(rows) != len(back.indicators):
        return [*faults, f"{given.name}: {len(rows)} indicators → {len(back.indicators)}"]
    for row, other in zip(rows, back.indicators, strict=True):
        if (row.l1_name, row.goal if given.goals else 1) != (other.l1_name, other.goal):
            faults.append(f"{given.name} {row.label}: {row.l1_name} {row.goal} → {other.l1_name} {other.goal}")
        if "l2" in printed and row.l2_name != other.l2_name:
            faults.append(f"{given.name} {row.label}: {row.l2_name} → {other.l2_name}")
        for key in _ROW:
            if key in printed:
                value = row.living_score if key == "score" and given.own else getattr(row, key)
                compare(f"{row.label} {key}", value, getattr(other, key))
    if layout.projects is not None and given.project_list is not None:
        assert back.project_list is not None
        for line, again in zip(given.project_list.rows, back.project_list.rows, strict=True):
            for key in _LIST:
                compare(f"list {line.project.text} {key}", getattr(line, key), getattr(again, key))
    return faults


def same(value: Value, other: Value) -> bool:
    """Equal as numbers, or as texts without white space."""
    if value.number is not None and other.number is not None:
        return value.number == other.number
    return squeeze(value.text or "") == squeeze(other.text or "")


def _number(text: str) -> Value:
    return Value().reworded(text)


def findings_of(path: Path) -> list[Finding]:
    """What a check says of a file."""
    return list(check_paths([path]).files[0].findings)
