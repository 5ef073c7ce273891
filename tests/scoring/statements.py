"""Files of every kind as statements, for the tests of what a report may state."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.readers.test_unseen import NAMES, case_of, draw
from zipingbiao.app.new import generate
from zipingbiao.app.reading import read_file
from zipingbiao.forms.catalog import form_for
from zipingbiao.forms.judging import judge
from zipingbiao.forms.schema import Form
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.statement import FormStatement, UnitStatement
from zipingbiao.model.summary import Summary
from zipingbiao.scoring.engine import Assessment, assess
from zipingbiao.scoring.stating import state_form, state_unit

DATA = Path(__file__).parent.parent / "data"
#: DATA.json of forms that workbooks are made of
GENERATED = ("donghu-2019", "dongxihu-2022", "dongxihu-2020-form", "xiangxi-2018-form", "wuhan-2018-forms",
             "yongde-2022-form", "cost-2021-form")  # fmt: skip
HAND_MADE = sorted([*(DATA / "seeds-xlsx").glob("*.xlsx"), *(DATA / "corpus").glob("*.xlsx")])
UNSEEN = NAMES


class Stated(NamedTuple):
    """One file with everything the statements were made of."""

    path: Path
    evaluations: tuple[Evaluation, ...]
    assessments: tuple[Assessment, ...]
    definitions: tuple[Form, ...]
    summaries: tuple[Summary, ...]

    @property
    def forms(self) -> list[FormStatement]:
        """The forms in the order of the file."""
        return [state_form(*parts) for parts in zip(self.evaluations, self.assessments, self.definitions, strict=True)]

    @property
    def unit(self) -> UnitStatement:
        """All of them together."""
        return state_unit(self.evaluations, self.assessments, self.definitions, self.summaries)

    def form(self, project: str) -> FormStatement:
        """The form whose name begins so."""
        return next(form for form in self.forms if form.project.text.startswith(project))


@cache
def stated(path: Path) -> Stated:
    """What a file says."""
    read = read_file(path)
    evaluations = tuple(read.evaluations)
    return Stated(path, evaluations, *_assessed(evaluations), tuple(read.summaries))


def stated_of(evaluation: Evaluation) -> FormStatement:
    """The statement of a form that stands in no file."""
    assessments, definitions = _assessed((evaluation,))
    return state_form(evaluation, assessments[0], definitions[0])


def _assessed(evaluations: tuple[Evaluation, ...]) -> tuple[tuple[Assessment, ...], tuple[Form, ...]]:
    return (
        tuple(assess(evaluation, judge(evaluation).policy) for evaluation in evaluations),
        tuple(form_for(evaluation.template) for evaluation in evaluations),
    )


def data(name: str) -> Path:
    """A DATA.json."""
    return DATA / "json" / f"{name}.json"


def generated(name: str, folder: Path) -> Path:
    """A DATA.json made into a workbook of this software."""
    template = json.loads(data(name).read_text(encoding="utf-8"))["forms"][0]["template"]
    path = folder / f"{name}.xlsx"
    if not path.exists():
        generate(template, data(name), path)
    return path


def drawn(name: str, folder: Path) -> Path:
    """A form in the words and geometry of some other place, as a workbook."""
    return draw(case_of(name), folder / f"{name}.xlsx")
