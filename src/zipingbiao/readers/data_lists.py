"""Project lists of a DATA.json (项目支出情况表), of the file or inside a form, in and out."""

from __future__ import annotations

from typing import Any

from zipingbiao.model.summary import Summary, SummaryRow
from zipingbiao.model.values import Place, Value
from zipingbiao.readers.data_values import ValueReader

_FIGURES = ("initial", "budget", "executed", "weight", "rate", "score", "grade")
_ROW = (*_FIGURES, "purpose")
#: Amounts may be spelled with their unit (budget_yuan), as the published data do.
_YUAN = "_yuan"


def read_project_list(reader: ValueReader, parent: dict[str, Any], where: str) -> Summary | None:
    """The list under `project_list` or `project_table` (with `project_table_total`); None where there is none.

    `project_list` is {"unit", "rows", "total"}; `project_table` may also be the rows alone, their amounts in 元 where
    they are spelled budget_yuan, else in the `unit` of the row.

    Raises DataError for two lists, and for amounts without a unit.
    """
    at = f"{where}." if where else ""
    keys = [key for key in ("project_list", "project_table") if parent.get(key) is not None]
    if not keys:
        return None
    if len(keys) > 1:
        raise reader.fail(f"{at}project_list", "唯一的项目清单，不能同时有 project_table")
    key = keys[0]
    table, path, total_path = parent[key], f"{at}{key}", f"{at}{key}.total"
    if isinstance(table, list):
        table, total_path = {"total": parent.get(f"{key}_total")}, f"{path}_total"
        rows = reader.objects(parent, key, where)
    elif isinstance(table, dict):
        rows = reader.objects(table, "rows", path)
    else:
        raise reader.fail(path, "一个对象（{…}）或列表（[…]）")
    total = table.get("total")
    if total is not None and not isinstance(total, dict):
        raise reader.fail(total_path, "一个对象（{…}）")
    unit = _unit(reader, table, [*rows, *([(total, total_path)] if total else [])], path)
    read = tuple(_row(reader, row, at_row) for row, at_row in rows)
    return Summary(
        place=Place(file=reader.file, cell=path),
        title=reader.value(table, "title", path),
        unit=unit,
        rows=read,
        total=_row(reader, total, total_path) if total else None,
        columns=tuple(name for name in _FIGURES if any(getattr(row, name) for row in read)),
    )


def write_project_list(summary: Summary) -> dict[str, Any]:
    """The list as {"unit", "rows", "total"}; what a row does not have is left out."""
    data: dict[str, Any] = {"unit": summary.unit}
    if summary.title:
        data["title"] = summary.title.text
    data["rows"] = [_row_data(row) for row in summary.rows]
    if summary.total is not None:
        data["total"] = _row_data(summary.total)
    return data


def _unit(reader: ValueReader, table: dict[str, Any], rows: list[tuple[dict[str, Any], str]], path: str) -> str:
    """The unit of the list: its own, that of its rows, or 元 by the spelling of their keys."""
    found = {reader.unit(table["unit"], f"{path}.unit", None)} if table.get("unit") is not None else set()
    for row, where in rows:
        if any(key.endswith(_YUAN) for key in row):
            found.add("元")
        if row.get("unit") is not None:
            found.add(reader.unit(row["unit"], f"{where}.unit", None))
    if len(found) > 1:
        raise reader.fail(f"{path}.unit", "各行相同的一个单位")
    return reader.unit(next(iter(found), None), f"{path}.unit", None if rows else "万元")


def _row(reader: ValueReader, data: dict[str, Any], where: str) -> SummaryRow:
    values: dict[str, Value] = {}
    for name in _ROW:
        spelled = name + _YUAN if name + _YUAN in data else name
        values[name] = reader.value(data, spelled, where)
    return SummaryRow(project=reader.value(data, "name" if "name" in data else "project", where), **values)


def _row_data(row: SummaryRow) -> dict[str, Any]:
    data = {"project": row.project.text, **{name: getattr(row, name).text for name in _ROW}}
    return {name: text for name, text in data.items() if text is not None}
