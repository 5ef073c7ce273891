"""Checking a single indicator row that is no part of a form."""

from __future__ import annotations

from collections.abc import Mapping

from zipingbiao.checks.engine import run_checks
from zipingbiao.model.evaluation import Evaluation, Indicator
from zipingbiao.model.finding import SEVERITY_ORDER
from zipingbiao.model.values import Place, Value
from zipingbiao.readers.data_values import value_of

#: What the row is called where it is not named.
_UNNAMED = "本行指标"


def check_row(texts: Mapping[str, str | None], template: str) -> str:
    """The message of the worst finding about the row, with its remedy; "" for none.

    Args:
        texts: by the fields of Indicator (l3, target, actual, weight, score, reason, rule), as printed.
        template: the id of the form to judge by.
    """
    named = dict(texts) | {"l3": texts.get("l3") or _UNNAMED}
    values: dict[str, Value] = {key: value_of(text, Place(cell=key)) for key, text in named.items()}
    form = Evaluation(template=template, indicators=(Indicator(l1=value_of("产出指标"), **values),))
    # What the rules say of a whole form, such as weights that do not add up to 100, stands at no value of the row.
    about = [one for one in run_checks([form]) if one.place.cell in values and one.severity != "info"]
    return min(about, key=lambda one: SEVERITY_ORDER[one.severity]).full_message if about else ""
