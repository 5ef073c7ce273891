"""Making a living workbook: from DATA.json, from forms already read, or empty."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, cast, get_args

from pydantic import BaseModel

from zipingbiao.base.errors import DataError, ZpbError
from zipingbiao.base.files import save
from zipingbiao.forms import catalog
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.values import Value
from zipingbiao.readers.data import MAX_TEXT, Meta, length_of, read_data
from zipingbiao.writers.workbook import Live, write_workbook

Forms = Sequence[Evaluation] | dict[str, Any] | Path | str | None
#: Told where an older file was kept before it was replaced.
Kept = Callable[[Path], None]


def new_workbook(
    template: str, data: Path | None, out: Path, live: str = "both", kept: Kept | None = None
) -> list[Evaluation]:
    """Writes OUT.xlsx and returns its forms; without data, one empty form.

    Raises:
        FormError: for an unknown template.
        DataError: for wrong data, a form of a template that does not exist, or data without any form.
        ZpbError: where OUT does not end in .xlsx, `live` is unknown, or OUT cannot be written.
    """
    if live not in get_args(Live):
        raise ZpbError(f"--live 应为 {'、'.join(get_args(Live))} 之一，不能是 {live}。")
    return generate(template, data, out, cast(Live, live), kept)


def generate(
    template: str, forms: Forms, path: Path | str, live: Live = "both", kept: Kept | None = None
) -> list[Evaluation]:
    """The living workbook of `forms`, a sheet each and 汇总.

    Args:
        template: the form id, for forms that name none.
        forms: evaluations, a DATA.json document or its path; None for one empty form.
        path: where to write; an existing file of another content is kept beside as 名称（旧1）.xlsx.
        live: `both`, `native` or `udf` (see writers.workbook).
        kept: told where an existing file was kept.

    Raises as new_workbook.
    """
    form = catalog.get_form(template)
    out = Path(path)
    if out.suffix.lower() != ".xlsx":
        raise ZpbError(f"输出文件名应以 .xlsx 结尾：{out.name}")
    evaluations, meta = _forms(forms, Evaluation(template=template, level=form.levels[0], unit=form.unit))
    _refuse_unknown(evaluations)
    content = write_workbook(evaluations, template=template, live=live, unit_name=meta.unit_name, year=meta.year)
    old = save(out, content)
    if old is not None and kept is not None:
        kept(old)
    return evaluations


def _forms(forms: Forms, empty: Evaluation) -> tuple[list[Evaluation], Meta]:
    if forms is None:
        return [empty], Meta()
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
        yield from part.values()
