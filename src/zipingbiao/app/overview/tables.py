"""The results as tables of DuckDB: files, forms, items (rows of indicators) and finds, each file counted once.

Everything is sorted by the names of the files, so that nothing depends on the order in which results are given.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

import duckdb
import pyarrow as pa

from zipingbiao.app.overview.results import Piece, Result, damaged
from zipingbiao.app.overview.units import Named, units_of
from zipingbiao.base.text import squeeze
from zipingbiao.checks.grades import grade_name
from zipingbiao.forms.catalog import form_for
from zipingbiao.model.summary import name_key

#: What DuckDB may hold in memory; the rest is on disk, in a folder that is gone afterwards.
_MEMORY = "512MB"
_HEADS = """
create table loaded_files (
    src integer, file varchar, status varchar, reason varchar, digest varchar, modified bigint, unit_name varchar);
create table loaded_forms (
    src integer, file varchar, number integer, sheet varchar, unit_name varchar, department varchar, project varchar,
    year integer, template varchar, level varchar, budget decimal(28, 8), executed decimal(28, 8),
    rate decimal(28, 8), total_weight decimal(28, 8), total decimal(28, 8), computed_total decimal(28, 8),
    grade varchar, total_cell varchar, errors integer, warnings integer, infos integer, waived integer);
create table loaded_items (
    src integer, file varchar, number integer, l3 varchar, target varchar, actual varchar, reason varchar,
    score decimal(28, 8), computed decimal(28, 8));
create table loaded_goals (src integer, file varchar, number integer, actual varchar);
create table loaded_finds (
    src integer, file varchar, number integer, sheet varchar, project varchar, code varchar, kind varchar,
    severity varchar, cell varchar, label varchar, printed varchar, expected varchar, value_unit varchar,
    message varchar, remedy varchar, waived varchar);
"""
_LOADS = (
    """insert into loaded_files select {src}, file, status, reason, digest, modified, unit_name from piece
    where row = 'file'{only}""",
    """insert into loaded_forms select {src}, file, form_number, sheet, unit_name, department, project, year, template,
    level, budget, executed, rate, total_weight, total, computed_total, coalesce(grade, computed_grade), total_cell,
    errors, warnings, infos, waived_count from piece where row = 'evaluation'{only}""",
    """insert into loaded_items select src, file, form_number, i.l3, i.target, i.actual, i.reason, i.score, i.computed
    from (select {src} src, file, form_number, unnest(indicators) i from piece where row = 'evaluation'{only})""",
    """insert into loaded_goals select src, file, form_number, g.actual
    from (select {src} src, file, form_number, unnest(goals) g from piece where row = 'evaluation'{only})
    where g.actual is not null""",
    """insert into loaded_finds select {src}, file, form_number, sheet, project, code, kind, severity, cell, label,
    printed, expected, value_unit, message, remedy, waived from piece where row = 'finding'{only}""",
)
#: Of a form, `full` are the full marks: as ZP024 says, the printed sum of the weights, else those of the form's policy.
_TABLES = """
create table files as
    select n.id, n.name file, f.src, n.status, n.reason, f.digest, n.folder, f.unit_name
    from loaded_files f join named n using (src, file);
create table forms_of_files as
    select row_number() over (order by n.id, f.number) id, n.id file_id, n.name file, n.folder, f.* exclude (file)
    from loaded_forms f join named n using (src, file) where n.status = 'read';
create table items as
    select b.id form, i.* exclude (src, file, number) from loaded_items i join named n using (src, file)
    join forms_of_files b on b.file_id = n.id and b.number = i.number;
create table goals as
    select b.id form, g.actual from loaded_goals g join named n using (src, file)
    join forms_of_files b on b.file_id = n.id and b.number = g.number;
drop table loaded_files; drop table loaded_forms; drop table loaded_items; drop table loaded_goals;
"""
_UNITS = """
create table forms as
    select f.* exclude (grade), u.unit, u.shown, g.said grade, p.said project_key,
        coalesce(case when f.total_weight > 0 then f.total_weight end, w.points) full_marks
    from forms_of_files f
    join units u on u.folder = f.folder and u.unit_name is not distinct from f.unit_name
        and u.department is not distinct from f.department and u.is_whole = (f.level = 'department')
    left join grade_words g on g.word = f.grade
    left join project_words p on p.word = f.project
    left join full_marks w on w.template is not distinct from f.template;
create table units_of_files as
    select f.id, coalesce(m.unit, u.unit, '') unit from files f
    left join (select file_id, mode(unit order by id) unit from forms where unit <> '' group by file_id) m
        on m.file_id = f.id
    left join units u on m.unit is null and u.folder = f.folder and u.unit_name is not distinct from f.unit_name
        and u.department is null and not u.is_whole;
create table finds as
    select n.id file_id, n.name file, b.id form, coalesce(b.unit, u.unit) unit, b.template,
        f.* exclude (src, file, number)
    from loaded_finds f join named n using (src, file) join units_of_files u on u.id = n.id
    left join forms b on b.file_id = n.id and b.number = f.number where not n.repeated;
drop table loaded_finds;
drop table forms_of_files;
"""


class Tables:
    """The tables, open until the end of `open_tables`.

    addresses  the whole path of every file by the name it has here
    """

    def __init__(self, base: Any) -> None:
        self._base = base
        self.addresses: dict[str, str] = {}

    def rows(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows that answer a question in SQL."""
        return list(self._base.execute(question, list(values)).fetchall())

    def dicts(self, question: str, *values: object) -> Iterator[dict[str, Any]]:
        """The same with the names of the columns."""
        answer = self._base.execute(question, list(values))
        names = [column[0] for column in answer.description]
        while some := answer.fetchmany(2_000):
            for row in some:
                yield dict(zip(names, row, strict=True))

    def run(self, statements: str) -> None:
        """Statements without an answer."""
        self._base.execute(statements)

    def add(self, name: str, columns: dict[str, Any], types: dict[str, str]) -> None:
        """A table from lists of equal length; `types` are those of DuckDB."""
        self._base.register("added", pa.table(columns))
        chosen = ", ".join(f"cast({column} as {kind}) {column}" for column, kind in types.items())
        self._base.execute(f"create table {name} as select {chosen} from added")
        self._base.unregister("added")


@contextmanager
def open_tables(results: Sequence[Result]) -> Iterator[Tables]:
    """Reads the results into tables, in bounded memory.

    Raises ZpbError for a result that is damaged.
    """
    with tempfile.TemporaryDirectory(prefix="zpb-") as spill, _connect(spill) as base:
        tables = Tables(base)
        tables.run(_HEADS)
        for number, result in enumerate(results):
            for piece in result.pieces:
                _load(base, piece, number)
        _name_files(tables, results)
        tables.run(_TABLES)
        _add_words(tables)
        tables.run(_UNITS)
        yield tables


def _connect(folder: str) -> Any:
    """A base of its own in a folder: on disk its columns are compressed, and memory holds what is worked on."""
    base = duckdb.connect(str(Path(folder, "summary.duckdb")))
    base.execute(f"set memory_limit = '{_MEMORY}'")
    return base


def _load(base: Any, piece: Piece, number: int) -> None:
    only = ""
    if piece.files is not None:
        base.register("chosen", pa.table({"file": pa.array(sorted(piece.files), pa.string())}))
        only = " and file in (select file from chosen)"
    try:
        base.register("piece", piece.rows())
        for load in _LOADS:
            base.execute(load.format(src=number, only=only))
    except (duckdb.Error, pa.ArrowException, OSError, UnicodeError) as error:
        raise damaged(piece.path) from error
    finally:
        base.unregister("piece")


def _name_files(tables: Tables, results: Sequence[Result]) -> None:
    """Names every file once: where relative names are of several folders, by the whole path.

    A file with the content of an earlier one does not count, nor does an older state of a file in another result.
    """
    several = len({result.base for result in results}) > 1
    found = []
    for row in tables.rows("select src, file, status, reason, digest, modified from loaded_files"):
        src, file, status, reason, digest, modified = row
        address = results[src].address_of(file)
        found.append((address if several else file, -(modified or 0), digest or "", src, file, status, reason, address))
    found.sort(key=lambda one: one[:4])
    told: list[dict[str, Any]] = []
    first: dict[str, str] = {}
    for name, _, digest, src, file, status, reason, address in found:
        repeated = name in tables.addresses
        tables.addresses[name] = address
        if repeated:
            is_same = told[-1]["digest"] == digest
            status, reason = ("", "") if is_same else ("duplicate", "另一份结果里有这个文件较新的内容，以较新的为准")
        elif status == "read" and digest:
            original = first.setdefault(digest, name)
            if original != name:
                repeated, status, reason = True, "duplicate", f"与「{original}」内容完全相同"
        told.append(
            {
                "id": len(told), "src": src, "file": file, "name": name, "status": status, "reason": reason,
                "digest": digest, "folder": str(PurePosixPath(name).parent), "repeated": repeated,
            }
        )  # fmt: skip
    types = {
        "id": "integer", "src": "integer", "file": "varchar", "name": "varchar", "status": "varchar",
        "reason": "varchar", "folder": "varchar", "repeated": "boolean",
    }  # fmt: skip
    tables.add("named", {key: [one[key] for one in told] for key in types}, types)


def _add_words(tables: Tables) -> None:
    """What names, grades and forms mean, worked out once for every word that occurs."""
    named = [
        Named(*row)
        for row in tables.rows(
            """select folder, unit_name, department, level = 'department', count(distinct file_id)
            from forms_of_files group by all
            union all select folder, unit_name, null, false, count(*) from files f where unit_name is not null
            and id not in (select file_id from forms_of_files)
            and not exists (from forms_of_files b where b.folder = f.folder and b.unit_name = f.unit_name
                and b.department is null and b.level <> 'department') group by all
            order by all"""
        )
    ]
    units = list(units_of(named))
    tables.add(
        "units",
        {
            "folder": [one.folder for one, _, _ in units], "unit_name": [one.unit for one, _, _ in units],
            "department": [one.department for one, _, _ in units], "is_whole": [one.is_whole for one, _, _ in units],
            "unit": [key for _, key, _ in units], "shown": [shown for _, _, shown in units],
        },
        {
            "folder": "varchar", "unit_name": "varchar", "department": "varchar", "is_whole": "boolean",
            "unit": "varchar", "shown": "varchar",
        },
    )  # fmt: skip
    for table, column, meaning in (
        ("grade_words", "grade", lambda word: grade_name(squeeze(word))),
        ("project_words", "project", name_key),
    ):
        words = [row[0] for row in tables.rows(f"select distinct {column} from forms_of_files where {column} <> ''")]
        tables.add(
            table, {"word": words, "said": [meaning(word) for word in words]}, {"word": "varchar", "said": "varchar"}
        )
    templates = [row[0] for row in tables.rows("select distinct template from forms_of_files")]
    full = [form_for(template).policy.full_marks.value or None for template in templates]
    tables.add(
        "full_marks",
        {"template": templates, "points": [None if points is None else str(points) for points in full]},
        {"template": "varchar", "points": "decimal(28, 8)"},
    )
