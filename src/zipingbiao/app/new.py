"""Making a living workbook: from DATA.json, from forms already read, or empty."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast, get_args

from zipingbiao.base.errors import DataError, ZpbError
from zipingbiao.base.files import write_atomically
from zipingbiao.forms import catalog
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.readers.data import Meta, read_data
from zipingbiao.writers.workbook import Live, write_workbook

Forms = Sequence[Evaluation] | dict[str, Any] | Path | str | None


def new_workbook(template: str, data: Path | None, out: Path, live: str = "both") -> list[Evaluation]:
    """Writes OUT.xlsx and returns its forms; without data, one empty form.

    Raises:
        FormError: for an unknown template.
        DataError: for wrong data, a form of a template that does not exist, or data without any form.
        ZpbError: where OUT does not end in .xlsx, `live` is unknown, or OUT cannot be written.
    """
    if live not in get_args(Live):
        raise ZpbError(f"--live 应为 {'、'.join(get_args(Live))} 之一，不能是 {live}。")
    return generate(template, data, out, cast(Live, live))


def generate(template: str, forms: Forms, path: Path | str, live: Live = "both") -> list[Evaluation]:
    """The living workbook of `forms`, a sheet each and 汇总.

    Args:
        template: the form id, for forms that name none.
        forms: evaluations, a DATA.json document or its path; None for one empty form.
        path: where to write; an existing file is replaced only once the new one is complete.
        live: `both`, `native` or `udf` (see writers.workbook).

    Raises as new_workbook.
    """
    form = catalog.get_form(template)
    out = Path(path)
    if out.suffix.lower() != ".xlsx":
        raise ZpbError(f"输出文件名应以 .xlsx 结尾：{out.name}")
    evaluations, meta = _forms(forms, Evaluation(template=template, level=form.levels[0], unit=form.unit))
    _refuse_unknown(evaluations)
    content = write_workbook(evaluations, template=template, live=live, unit_name=meta.unit_name, year=meta.year)
    write_atomically(out, content)
    return evaluations


def _forms(forms: Forms, empty: Evaluation) -> tuple[list[Evaluation], Meta]:
    if forms is None:
        return [empty], Meta()
    if isinstance(forms, (dict, str, Path)):
        evaluations, meta = read_data(forms)
    else:
        evaluations, meta = list(forms), Meta()
    if not evaluations:
        raise DataError("数据里没有一张自评表（forms 是空的）。")
    return evaluations, meta


def _refuse_unknown(evaluations: list[Evaluation]) -> None:
    known = catalog.forms()
    for number, evaluation in enumerate(evaluations, start=1):
        if evaluation.template is not None and evaluation.template not in known:
            raise DataError(
                f"数据里第 {number} 张表「{evaluation.name}」的表样 {evaluation.template} 不存在；"
                f"现有：{'、'.join(known)}。"
            )
