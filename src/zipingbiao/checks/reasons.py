"""Where a form gives reasons, and whether it does. No rule lives here."""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.base.text import squeeze
from zipingbiao.checks.context import FormContext
from zipingbiao.checks.figures import is_blank
from zipingbiao.model.values import Value

#: Parts of the labels of whole-form texts that hold reasons (偏差大或目标未完成原因分析, 改进措施及结果应用方案);
#: the last two are keys of a DATA.json.
_LABELS = ("原因", "说明", "措施", "reasons", "measures")
_NOTHING = frozenset({"无", "0", "没有", "无偏差", "……", "…", "*", "**"})


def says(reason: Value) -> bool:
    """A reason that says something: neither blank nor 无."""
    return not is_blank(reason) and is_told(reason.text or "")


def is_told(text: str) -> bool:
    """A text that says something."""
    return squeeze(text).rstrip("。") not in {"", *_NOTHING} and not is_blank(Value(text=text))


def has_room(form: FormContext) -> bool:
    """The form has a column or a text for reasons; elsewhere none can be asked for."""
    labels = [*form.evaluation.attributes, *(footer.label for footer in form.form.layout.footers if form.known)]
    return form.evaluation.has_reasons or any(part in label for label in labels for part in _LABELS)


def form_texts(form: FormContext) -> Iterator[str]:
    """The texts of the whole form that hold reasons, each behind its label."""
    for label, text in form.evaluation.attributes.items():
        if any(part in label for part in _LABELS) and is_told(text):
            yield f"{label}：{text}"


def reasons(form: FormContext) -> Iterator[str]:
    """All reasons given anywhere on the form."""
    yield from (row.indicator.reason.text or "" for row in form.rows if says(row.indicator.reason))
    yield from form_texts(form)
