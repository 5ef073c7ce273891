"""Every form of the published seeds, ready to be written: one unit would never hold them all, a workbook can."""

from __future__ import annotations

import json
from pathlib import Path

from zipingbiao.app.form_cases import CASES_FILE, load_cases
from zipingbiao.forms.catalog import form_paths, get_form
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.readers.data import read_data

JSON = Path(__file__).resolve().parent.parent / "data" / "json"
#: file → which of its forms
FILES = {
    "donghu-2019": slice(0, 4),
    "dongxihu-2022": slice(None),
    "dongxihu-2020-form": slice(None),
    "xiangxi-2018-form": slice(None),
    "wuhan-2018-forms": slice(0, 3),
    "yongde-2022-form": slice(None),
    "cost-2021-form": slice(None),
}


def seed_forms() -> list[Evaluation]:
    """The forms in the order of FILES, in 万元 and 元, of departments and projects; then the first case of any other form.

    A new form comes with its cases.yaml, so it is tested here without a line of code.
    """
    found: list[Evaluation] = []
    for name, part in FILES.items():
        document = json.loads((JSON / f"{name}.json").read_text(encoding="utf-8"))
        forms = document["forms"][part]
        found.extend(read_data({"unit_name": document["unit_name"], "year": document["year"], "forms": forms})[0])
    known = {form.template for form in found}
    for form_id, path in form_paths().items():
        if form_id not in known:
            form = get_form(form_id)
            data = {"template": form_id, "level": form.levels[0], "unit": form.unit, **load_cases(path.parent / CASES_FILE)[0].form}
            found.extend(read_data({"forms": [data]})[0])
    return found
