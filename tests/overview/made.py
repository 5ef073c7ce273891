"""Results of a batch made up row by row, for the tests of the summary."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from zipingbiao.app.overview.results import open_results
from zipingbiao.app.overview.tables import Tables, open_tables
from zipingbiao.writers.batch_rows import SCHEMA, Row, table_of

JOB = {"folders": ["收到"], "base": "/data", "profile": None, "version": "0.1.0"}


def form(unit: str | None = "甲县财政局", project: str | None = "培训项目", **changes: Any) -> Row:
    """A form's row without its file; numbers may be given as text or int."""
    row: Row = {
        "row": "evaluation", "unit_name": unit, "project": project, "year": 2023, "level": "project",
        "template": "mof-2020-project", "department": None, "budget": 100, "executed": 95, "rate": "0.95",
        "total_weight": 100, "total": 95, "computed_total": 95, "grade": None, "computed_grade": "优", "total_cell": "H20",
        "sheet": "自评表", "errors": 0, "warnings": 0, "infos": 0, "waived_count": 0, "indicators": [], "goals": [],
    }  # fmt: skip
    row.update(changes)
    numbers = ("budget", "executed", "rate", "total_weight", "total", "computed_total")
    return row | {key: None if row[key] is None else Decimal(str(row[key])) for key in numbers}


def line(name: str, target: str, actual: str, score: Any = 10, computed: Any = 10, reason: str | None = None) -> Row:
    """A row of indicators."""
    return {
        "l1": "产出指标", "l2": "数量指标", "l3": name, "target": target, "actual": actual, "weight": Decimal(10),
        "score": None if score is None else Decimal(str(score)),
        "computed": None if computed is None else Decimal(str(computed)), "method": "proportional", "reason": reason,
        "cell": "H12",
    }  # fmt: skip


def finding(number: int | None = None, **changes: Any) -> Row:
    """A finding's row; of the form with this number in its file, or of the whole file."""
    return {
        "row": "finding", "form_number": number, "code": "ZP014", "kind": "score_sum", "severity": "error", "cell": "H20",
        "label": "总分", "printed": "97", "expected": "96.85", "value_unit": "分", "message": "总分不符。", "remedy": "请核对。",
        "waived": None, **changes,
    }  # fmt: skip


def file(name: str, forms: Iterable[Row] = (), findings: Iterable[Row] = (), **changes: Any) -> list[Row]:
    """All rows of a file: the findings are counted in the rows of their forms, as a batch does."""
    heads = [{**one, "file": name, "form_number": number} for number, one in enumerate(forms, start=1)]
    found = []
    for one in findings:
        head = heads[one["form_number"] - 1] if one["form_number"] else {}
        found.append({**{key: head.get(key) for key in ("unit_name", "year", "template", "project", "sheet")}, **one, "file": name})
        if head:
            head["waived_count" if one["waived"] else {"error": "errors", "warning": "warnings"}.get(one["severity"], "infos")] += 1
    first = {
        "row": "file", "file": name, "status": "read", "digest": hashlib.sha256(name.encode()).hexdigest(), "modified": 1,
        "evaluations": len(heads), "unit_name": heads[0]["unit_name"] if heads else None, **changes,
    }  # fmt: skip
    return [first, *heads, *found]


def result(path: Path, *files: list[Row], job: dict[str, Any] | None = None) -> Path:
    """A finished result with these files."""
    told = {"zipingbiao": json.dumps(job or JOB, ensure_ascii=False)}
    table = table_of([row for rows in files for row in rows]).cast(SCHEMA.with_metadata(told))
    pq.write_table(table, path)
    return path


@contextmanager
def tables(*paths: Path) -> Iterator[Tables]:
    """The tables of results."""
    with open_tables(open_results(paths)) as found:
        yield found
