"""The published forms with every mistake corrected by hand: what corruptions start from.

Each tests/data/clean/*.yaml names a file of tests/data/json and lists, form by form, the corrections: the path of the
field, what was printed, what it must be, and why. A correction whose `was` is not what is printed is refused.
"""

from __future__ import annotations

import copy
import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from openpyxl import Workbook

from tests.readers.build import DATA
from tests.readers.drawing import draw
from tests.readers.form_data import Form, forms_of
from tests.readers.geometry import GEOMETRIES
from tests.readers.sheet_build import PAGES, fill, lay

FOLDER = DATA / "clean"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
_STEP = re.compile(r"(\w+)(?:\[(\d+)\])?\Z")
_LIST_HEADS = {"project": "项目名称", "budget": "全年预算数（万元）", "executed": "全年执行数（万元）", "rate": "执行率", "score": "得分"}


@cache
def clean_forms(name: str) -> list[Form]:
    """The corrected forms of tests/data/clean/NAME.yaml; not to be changed."""
    document = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    forms = copy.deepcopy(forms_of(document["source"]))
    for entry in document["forms"]:
        for correction in entry.get("corrections", ()):
            _correct(forms[entry["number"]], correction)
    kept: list[Form] = [forms[entry["number"]] for entry in document["forms"]]
    return kept


def _correct(form: Form, correction: dict[str, Any]) -> None:
    *parents, last = correction["path"].split(".")
    target: Any = form
    for step in parents:
        target = _get(target, step)
    match = _STEP.match(last)
    assert match, correction
    key, index = match.groups()
    if index is not None:
        # A whole row: taken away, or put in.
        if correction["to"] is None:
            assert target[key][int(index)].get("l3") == correction["was"], correction
            del target[key][int(index)]
        else:
            target[key].insert(int(index), correction["to"])
        return
    assert target.get(key) == correction["was"], (correction, target.get(key))
    target[key] = correction["to"]


def _get(data: Any, step: str) -> Any:
    match = _STEP.match(step)
    assert match, step
    key, index = match.groups()
    return data[key] if index is None else data[key][int(index)]


def write_book(forms: list[Form], path: Path, rows: list[dict[str, str]] | None = None) -> Path:
    """A workbook as somebody makes it by hand: a sheet per form, and a sheet 汇总 of `rows` where there are any."""
    book, page = Workbook(), PAGES["fitted"]
    for sheet in list(book):
        book.remove(sheet)
    for number, form in enumerate(forms, start=1):
        name = re.sub(r"[\\/*?:\[\]]", "", form.get("project") or form["department"])[:25]
        fill(book.create_sheet(f"{number}{name}"), lay([draw(form, GEOMETRIES["official"])], page), page)
    if rows:
        sheet = book.create_sheet("汇总")
        sheet.append([f"{forms[0]['year']}年度项目支出情况表"])
        sheet.append(list(_LIST_HEADS.values()))
        for row in rows:
            sheet.append([row.get(key) for key in _LIST_HEADS])
    book.save(path)
    return path


def write_report(lines: list[str], path: Path) -> Path:
    """A report of these lines as a text file."""
    path.write_text("\n".join(lines), encoding="utf-8")
    return path
