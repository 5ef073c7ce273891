"""Checking a form definition: what keeps it from loading, what a person must still do, what looks odd.

How the form prints is judged in form_check_layout; filled forms are checked in app.check.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from zipingbiao.app.form_cases import CASES_FILE, load_cases, run_case
from zipingbiao.app.form_check_layout import layout_hints
from zipingbiao.base.errors import FormError, ZpbError
from zipingbiao.base.numbers import show
from zipingbiao.forms import catalog
from zipingbiao.forms.schema import Form
from zipingbiao.scoring.kinds import Manual
from zipingbiao.scoring.wording.compiler import compile_rule

NOTES_FILE = "NOTES.md"
#: Document and article ids that stand for a basis nobody has looked up yet begin with this word.
DRAFT = "draft"
#: What stands in a drafted form.yaml where a person has to decide.
OPEN = ("待核对", "待填")
#: Texts quoted from the document, which may say anything.
_QUOTED = {"rule", "note", "target", "basis"}
_WORDS = re.compile(r"[a-z0-9]+")
_YEAR = re.compile(r"20\d\d")


@dataclass(frozen=True, slots=True)
class FormCheck:
    """What was found, a line each.

    path    the form.yaml; None where nothing of that name was found
    form    the loaded form; None where it cannot be loaded
    errors  what keeps it from loading: file, line, what is wrong, what to do
    must    what a person must do before the form is used
    hints   what looks odd, or has to be looked at
    """

    path: Path | None
    form: Form | None = None
    errors: tuple[str, ...] = ()
    must: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 hints only, 1 something must be done, 2 cannot be loaded."""
        return 2 if self.errors else 1 if self.must else 0

    def as_document(self) -> dict[str, Any]:
        """What `zpb form check --json` prints."""
        form = self.form
        return {
            "file": None if self.path is None else str(self.path),
            "id": None if form is None else form.id,
            "name": None if form is None else form.name,
            "errors": list(self.errors),
            "must": list(self.must),
            "hints": list(self.hints),
            "exit_code": self.exit_code,
        }


def check_form(path_or_id: Path | str) -> FormCheck:
    """Checks a form.yaml, the folder it stands in, or the form with this id."""
    path = None
    try:
        path = catalog.locate(path_or_id)
        form = catalog.register(path)
    except FormError as error:
        return FormCheck(path, errors=(str(error),))
    folder = path.resolve().parent
    must = [*_open_texts(form), *_empty_words(form), *_draft_bases(form), *_cases(form, folder)]
    if not (folder / NOTES_FILE).is_file():
        must.append(f"没有 {NOTES_FILE}：请写明表样来源、与全国表样的差别、尚未核对的条款")
    hints = [*_unconfirmed(form), *_by_person(form), *layout_hints(form), *_place(form, folder)]
    return FormCheck(path, form, must=tuple(must), hints=tuple(hints))


def _open_texts(form: Form) -> Iterator[str]:
    for where, text in _texts(form, ""):
        if word := next((word for word in OPEN if word in text), None):
            yield f"{where} 还写着“{word}”：{text[:30]}"


def _texts(part: object, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(part, str):
        yield where, part
    elif isinstance(part, BaseModel):
        for key in type(part).model_fields:
            if key not in _QUOTED or not isinstance(getattr(part, key), str):
                yield from _texts(getattr(part, key), f"{where}.{key}" if where else key)
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from _texts(value, f"{where}.{key}")
    elif isinstance(part, list):
        for index, value in enumerate(part, start=1):
            yield from _texts(value, f"{where} 第 {index} 项")


def _empty_words(form: Form) -> Iterator[str]:
    policy = form.policy
    if not all(grade.name.strip() for grade in policy.grades):
        yield "policy.grades 有的等级没有名称"
    for band in policy.qualitative.bands:
        if not band.name.strip() or not all(word.strip() for word in band.words):
            yield f"policy.qualitative.bands 的“{band.name}”档名称或用语是空的"


def _draft_bases(form: Form) -> Iterator[str]:
    places: dict[str, int] = {}
    for _, key in catalog.bases_of(form):
        if any(part.startswith(DRAFT) for part in key.split("/")):
            places[key] = places.get(key, 0) + 1
    for key, count in places.items():
        yield f"依据 {key} 是占位的，引用 {count} 处：请登记当地文件，改引有关条款"


def _unconfirmed(form: Form) -> Iterator[str]:
    open_articles: dict[str, list[str]] = {}
    for key in dict.fromkeys(key for _, key in catalog.bases_of(form)):
        document, _, article = key.partition("/")
        drafted = key.startswith(DRAFT) or article.startswith(DRAFT)
        if not drafted and not catalog.bases()[document].articles[article].confirmed:
            open_articles.setdefault(document, []).append(article)
    for document, articles in open_articles.items():
        basis = catalog.bases()[document]
        named = "、".join(f"{basis.articles[article].article}（{article}）" for article in articles)
        yield f"依据待与原文核对（confirmed: false）：《{basis.title}》（{basis.number}）{named}"


def _cases(form: Form, folder: Path) -> Iterator[str]:
    path = folder / CASES_FILE
    if not path.is_file():
        yield f"没有 {CASES_FILE}：请把一份填好的表连同手工算出的结果写成算例"
        return
    try:
        cases = load_cases(path)
    except FormError as error:
        yield str(error)
        return
    for case in cases:
        if any(word in case.working for word in OPEN):
            yield f"{CASES_FILE} 算例“{case.name}”还没有写手工算式（working）"
        try:
            differences = run_case(case, form).differences
        except ZpbError as error:
            yield f"{CASES_FILE} 算例“{case.name}”读不出来：{error}"
            continue
        for figure, expected, computed in differences:
            yield f"{CASES_FILE} 算例“{case.name}”：{figure} 应为 {expected}，算出 {computed}"


def _by_person(form: Form) -> Iterator[str]:
    rows = []
    for row in form.indicators:
        if row.rule and row.method != "人工":
            kind = compile_rule(row.rule, row.weight, row.l3, row.target or None).kind
            if isinstance(kind, Manual):
                rows.append(f"{row.l3}（{show(row.weight)} 分，{kind.why}）")
    if rows:
        yield f"{len(rows)} 个指标的评分细则不能换算成公式，由人评分：{'；'.join(rows)}"
    if not form.policy.qualitative.same:
        yield "policy.qualitative.same 是空的：指标值与完成值写得相同（如“及时”对“及时”）时也要由人评分"


def _place(form: Form, folder: Path) -> Iterator[str]:
    region, table, year = folder.parts[-3:] if len(folder.parts) > 3 else ("", "", folder.name)
    if not _YEAR.fullmatch(year):
        yield f"文件夹 {folder.name} 不是 地区/表/年度 的放法（最后一段为年份）"
    else:
        own, wanted = set(_WORDS.findall(form.id)), set(_WORDS.findall(table))
        if not wanted <= own or not own <= {*wanted, *_WORDS.findall(region), year}:
            yield f"编号 {form.id} 与文件夹 {region}/{table}/{year} 对不上，一般写成 {region}-{table}"
        if int(year) != form.year:
            yield f"year 是 {form.year}，文件夹的年度是 {year}"
    if len(folder.parts) < 4 or folder.parents[2] not in [one.resolve() for one in catalog.form_folders()]:
        yield f"不在表样目录里：放进 workbook_templates 或环境变量 {catalog.OWN_FOLDER} 指的文件夹，zpb new 才能用"
