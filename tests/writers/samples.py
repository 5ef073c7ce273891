"""A checked file made by hand, with texts that try to break out of a report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.app.samples import form
from zipingbiao.forms.catalog import DEFAULT_FORM, get_form
from zipingbiao.model.finding import Finding
from zipingbiao.model.values import Place
from zipingbiao.readers.data import read_data
from zipingbiao.scoring.engine import assess
from zipingbiao.writers.checked import CheckedFile

NASTY = '=HYPERLINK("http://x","<script>alert(1)</script>")'


def finding(**changes: Any) -> Finding:
    values: dict[str, Any] = {
        "code": "ZP014",
        "kind": "score_sum",
        "severity": "error",
        "message": "「总分」填 97 分，应为 96.85 分。",
        "remedy": "请核对总分。",
        "basis": "表内勾稽关系",
        "place": Place(file="a.xlsx", sheet="O'B 安全", cell="H40"),
        "label": "总分",
        "printed": "97",
        "expected": "96.85",
        "unit": "分",
        "project": "安全生产专项",
    }
    return Finding(**(values | changes))


def checked(path: Path, *findings: Finding, **changes: Any) -> CheckedFile:
    (evaluation,), _ = read_data(form(**changes))
    place = Place(file=path.name, sheet="O'B 安全")
    total = evaluation.total.model_copy(update={"place": place._replace(cell="H40")})
    evaluation = evaluation.model_copy(update={"place": place, "total": total})
    assessment = assess(evaluation, get_form(DEFAULT_FORM).policy)
    return CheckedFile(path, (evaluation,), (assessment,), findings)
