"""Whole units as the tests need them: many projects, a district bureau with its project list, forms of several kinds."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.summary import Summary
from zipingbiao.model.values import Value
from zipingbiao.readers.data import read_data

JSON = Path(__file__).resolve().parent.parent / "data" / "json"
DISTRICT = "武汉市东西湖区商务局"


def many_projects(count: int) -> list[Evaluation]:
    """The department form of the main data and `count` project forms with names of their own."""
    department, *projects = read_data(JSON / "donghu-2019.json")[0]
    made = [department]
    for number in range(count):
        form, turn = projects[number % len(projects)], number // len(projects) + 1
        made.append(form.model_copy(update={"project": Value(text=f"{form.name}（第{turn}期）")}))
    return made


def district(**more: Any) -> tuple[list[Evaluation], Summary]:
    """The district bureau: department form, 19 project forms whose weights are taken from their scores, and its list."""
    document = json.loads((JSON / "dongxihu-2022.json").read_text(encoding="utf-8"))
    for form in document["forms"]:
        for row in form.get("indicators", []):
            row["weight"] = row["score"]
    forms, meta = read_data({**document, **more})
    assert meta.project_list is not None
    return forms, meta.project_list


def in_yuan(form: Evaluation) -> Evaluation:
    """The form with its amounts, and one yuan more of each, in 元."""
    rows = []
    for row in form.funding:
        amounts = {}
        for key in ("initial", "budget", "executed"):
            given = getattr(row, key).number
            if given is not None:
                number = given * 10000 + 1
                amounts[key] = Value(text=f"{number:,.2f}", number=number, step=Decimal("0.01"))
        rows.append(row.model_copy(update=amounts))
    name = Value(text=f"{form.name}（元）")
    return form.model_copy(update={"unit": "元", "funding": tuple(rows), "project": name})


def mixed() -> list[Evaluation]:
    """A district department with forms of five kinds: 万元 and 元, scored and not scored, with and without funding."""
    forms, _ = district()
    national = read_data(JSON / "donghu-2019.json")[0]
    records = read_data(JSON / "wuhan-2018-forms.json")[0]
    yunnan = read_data(JSON / "yongde-2022-form.json")[0]
    without_funding = read_data(JSON / "xiangxi-2018-form.json")[0]
    return [*forms[:4], national[1], in_yuan(national[2]), *yunnan, records[0], *without_funding]
