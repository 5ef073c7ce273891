"""Making a living workbook: from DATA.json, from forms already read, or empty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast, get_args

from pydantic import BaseModel

from zipingbiao.base.errors import DataError, ZpbError
from zipingbiao.base.files import Kept, save
from zipingbiao.base.numbers import show
from zipingbiao.forms import catalog
from zipingbiao.forms.schema import Form, PresetIndicator
from zipingbiao.model.evaluation import Evaluation, Indicator
from zipingbiao.model.summary import Summary
from zipingbiao.model.values import Value
from zipingbiao.readers.data import Meta, read_data
from zipingbiao.readers.data_values import FIRST_YEAR, LAST_YEAR, MAX_TEXT, length_of, value_of
from zipingbiao.writers.workbook import Live, write_workbook

Forms = Sequence[Evaluation] | dict[str, Any] | Path | str | None
#: Told where an older file was kept before it was replaced.


def new_workbook(
    template: str,
    data: Path | None,
    out: Path,
    live: str = "both",
    kept: Kept | None = None,
    *,
    unit_name: str = "",
    year: int | str | None = None,
    macro: bool = False,
) -> list[Evaluation]:
    """Writes OUT.xlsx (with `macro` OUT.xlsm) and returns its forms; without data, one empty form.

    Raises:
        FormError: for an unknown template.
        DataError: for wrong data, a form of a template that does not exist, or data without any form.
        ZpbError: where OUT does not end in .xlsx (or .xlsm), `live` is unknown, or OUT cannot be written.
    """
    return generate(template, data, out, live_of(live), kept, unit_name=unit_name, year=year, macro=macro)


def generate(
    template: str,
    forms: Forms,
    path: Path | str,
    live: Live = "both",
    kept: Kept | None = None,
    *,
    unit_name: str = "",
    year: int | str | None = None,
    project_list: Summary | None = None,
    macro: bool = False,
) -> list[Evaluation]:
    """The living workbook of `forms`, a sheet each and 汇总.

    Args:
        template: the form id, for forms that name none.
        forms: evaluations, a DATA.json document or its path; None for one empty form.
        path: where to write; an existing file of another content is kept beside as 名称（旧1）.xlsx.
        live: `both`, `native` or `udf` (see writers.workbook).
        kept: told where an existing file was kept.
        unit_name, year: for the title of 汇总, for an empty form, and the year for forms that name none; else those of
            the data.
        macro: an .xlsm with the button 重新计算并检查; the path then ends in .xlsm.
        project_list: a list of the projects that was there before; else that of the data.

    Raises as new_workbook.
    """
    form = catalog.get_form(template)
    out = check_out(Path(path), macro)
    given = year_of(year)
    evaluations, meta = _forms(forms, form, unit_name)
    _refuse_unknown(evaluations)
    if given is not None:
        own = value_of(str(given))
        evaluations = [e if e.year else e.model_copy(update={"year": own}) for e in evaluations]
    content = write_workbook(
        evaluations,
        template=template,
        live=live,
        unit_name=unit_name or meta.unit_name,
        year=given or meta.year,
        project_list=project_list or meta.project_list,
        macro=macro,
    )
    save(out, content, kept)
    return evaluations


def empty_form(form: Form) -> Evaluation:
    """A form to be filled: blank, with the indicators that the form itself prints."""
    return Evaluation(
        template=form.id, level=form.levels[0], unit=form.unit, indicators=tuple(map(_preset, form.indicators))
    )


def live_of(live: str) -> Live:
    """The word as one of the three kinds of living formulas. Raises ZpbError for any other word."""
    if live not in get_args(Live):
        raise ZpbError(f"--live 应为 {'、'.join(get_args(Live))} 之一，不能是 {live}。")
    return cast(Live, live)


def check_out(out: Path, macro: bool = False) -> Path:
    """The path of a workbook to write. Raises ZpbError where its name does not end in .xlsx, or .xlsm with a macro."""
    suffix = out.suffix.lower()
    if macro and suffix != ".xlsm":
        raise ZpbError(f"带按钮的工作簿（--macro）文件名应以 .xlsm 结尾：{out.name}")
    if not macro and suffix == ".xlsm":
        raise ZpbError(f"不带宏的工作簿不能以 .xlsm 结尾；要带“重新计算并检查”按钮的，请加 --macro：{out.name}")
    if not macro and suffix != ".xlsx":
        raise ZpbError(f"输出文件名应以 .xlsx 结尾：{out.name}")
    return out


def year_of(year: int | str | None) -> int | None:
    """The year of the forms, also where it is written 2023年. Raises ZpbError for one that no form can have."""
    if year is None:
        return None
    digits = str(year).strip().removesuffix("度").removesuffix("年")
    if not digits.isascii() or not digits.isdigit() or not FIRST_YEAR <= int(digits[:9]) <= LAST_YEAR:
        raise ZpbError(f"--year 应为 {FIRST_YEAR} 至 {LAST_YEAR} 的年份，如 2023，不能是 {year}。")
    return int(digits)


def _preset(preset: PresetIndicator) -> Indicator:
    texts = {key: value_of(getattr(preset, key)) for key in ("l1", "l2", "l3", "target", "rule", "note", "method")}
    return Indicator(**texts, weight=value_of(show(preset.weight)))


def _forms(forms: Forms, form: Form, unit_name: str) -> tuple[list[Evaluation], Meta]:
    if forms is None:
        blank = empty_form(form)
        key = "implementing_unit" if blank.level == "project" else "department"
        return [blank.model_copy(update={key: value_of(unit_name)})], Meta()
    if isinstance(forms, (dict, str, Path)):
        evaluations, meta = read_data(forms)
    else:
        evaluations, meta = list(forms), Meta()
        _refuse_long(evaluations)
    if not evaluations:
        raise DataError("数据里没有一张自评表（forms 是空的）。")
    return evaluations, meta


def _refuse_unknown(evaluations: list[Evaluation]) -> None:
    known = catalog.form_paths()
    for number, evaluation in enumerate(evaluations, start=1):
        if evaluation.template is not None and evaluation.template not in known:
            raise DataError(
                f"数据里第 {number} 张表「{evaluation.name}」的表样 {evaluation.template} 不存在；"
                f"现有：{'、'.join(known)}。"
            )


def _refuse_long(evaluations: list[Evaluation]) -> None:
    for number, evaluation in enumerate(evaluations, start=1):
        for text in _texts(evaluation):
            if length_of(text) > MAX_TEXT:
                raise DataError(
                    f"第 {number} 张表「{evaluation.name[:30]}」里有一段文字长 {length_of(text)} 个字，"
                    f"Excel 的单元格最多放 {MAX_TEXT} 个字。"
                )


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, Value):
        yield part.text or ""
    elif isinstance(part, BaseModel):
        for key in type(part).model_fields:
            yield from _texts(getattr(part, key))
    elif isinstance(part, tuple):
        for item in part:
            yield from _texts(item)
    elif isinstance(part, dict):
        yield from (text for text in part.values() if isinstance(text, str))
