"""Where a form gives reasons, and whether it does. No rule lives here."""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.base.text import squeeze
from zipingbiao.checks.context import FormContext
from zipingbiao.checks.figures import is_blank
from zipingbiao.model.values import Value

#: Parts of the labels of whole-form texts that hold reasons (偏差大或目标未完成原因分析, 改进措施及结果应用方案).
_LABELS = ("原因", "说明", "措施")
#: The same texts in a DATA.json.
_DATA_LABELS = {"reasons": "未完成原因", "measures": "改进措施"}
_NOTHING = frozenset({"", "无", "0", "没有", "无偏差", "……", "…", "*", "**"})


def says(reason: Value) -> bool:
    """A reason that says something: neither blank nor 无."""
    return not is_blank(reason) and is_told(reason.text or "")


def is_told(text: str) -> bool:
    """A text that says something."""
    return squeeze(text).rstrip("。") not in _NOTHING and not is_blank(Value(text=text))


def has_room(form: FormContext) -> bool:
    """The form has a column or a text for reasons; elsewhere none can be asked for."""
    labels = [*form.evaluation.attributes, *(footer.label for footer in form.form.layout.footers if form.known)]
    return form.evaluation.has_reasons or any(_holds_reasons(label) for label in labels)


def labelled_texts(form: FormContext) -> Iterator[tuple[str, Value]]:
    """Label and text of every text of the whole form that holds reasons or measures."""
    for label, text in form.evaluation.attributes.items():
        if _holds_reasons(label) and is_told(text):
            yield _DATA_LABELS.get(label, label), form.evaluation.attribute(label)


def _holds_reasons(label: str) -> bool:
    return label in _DATA_LABELS or any(part in label for part in _LABELS)


def form_texts(form: FormContext) -> Iterator[str]:
    """The texts of the whole form that hold reasons, each behind its label."""
    yield from (f"{label}：{text}" for label, text in labelled_texts(form))


def reasons(form: FormContext) -> Iterator[str]:
    """All reasons given anywhere on the form."""
    yield from (row.indicator.reason.text or "" for row in form.rows if says(row.indicator.reason))
    yield from form_texts(form)
