"""The lines of the tables by unit, by form and by rule, and the line of all."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

from zipingbiao.app.overview.tables import Tables
from zipingbiao.app.overview.units import NO_UNIT
from zipingbiao.base.numbers import round_to, show
from zipingbiao.checks.registry import rules
from zipingbiao.forms.catalog import form_paths, get_form
from zipingbiao.model.finding import SEVERITY_ORDER
from zipingbiao.model.overview import GroupLine, RuleLine, Spot, Tally

UNKNOWN_FORM = "未识别的表样"
#: Best first; other words that forms print come after these.
GRADES = ("优", "良", "中", "差")
MEAN_PLACES, RATE_PLACES = 2, 4
_COUNTS = ("errors", "warnings", "infos", "waived")
_FIGURES = """
select {key} as key, count(*) forms, count(distinct unit) filter (unit <> '') units,
    count(*) filter (errors = 0) clean,
    sum(budget) filter (executed is not null) budget, sum(executed) filter (budget is not null) executed,
    sum(total) total, min(total) lowest, max(total) highest, count(total) scored,
    count(*) filter (total = full_marks) full_count
from forms group by all
"""
_FOUND = """
select {key} as key,
    count(*) filter (waived is null and severity = 'error') errors,
    count(*) filter (waived is null and severity = 'warning') warnings,
    count(*) filter (waived is null and severity = 'info') infos,
    count(waived) waived
from finds {only} group by all
"""
_FILES_OF_UNITS = """
select unit as key, count(distinct id) from (
    select unit, file_id id from forms
    union all select u.unit, u.id from units_of_files u join files f using (id) where f.status = 'read'
) group by all
"""
_RULES = """
select d.code, d.severity, d.kind, count(*) filter (waived is null) findings,
    count(distinct d.file_id) filter (waived is null) files, count(distinct d.form) filter (waived is null) forms,
    count(distinct d.unit) filter (waived is null and d.unit <> '') units, count(waived) waived,
    arg_min({{'message': d.message, 'file': d.file, 'sheet': d.sheet, 'cell': d.cell}},
        (waived is not null, d.file_id, coalesce(d.form, 0), coalesce(d.sheet, ''), coalesce(d.cell, ''), d.message))
        example
from finds d group by d.code, d.severity, d.kind
"""
#: Findings that no rule makes, by what they are about.
_OF_FILES = {"unreadable": "文件不能读取", "required_missing": "文件里没有找到自评表"}


def line_of_all(tables: Tables) -> GroupLine:
    """The line of all forms; `files` are those that were read."""
    ((files,),) = tables.rows("select count(*) from files where status = 'read'")
    lines = _lines(tables, "1", {1: "全部"}, {1: files}, "")
    return lines[0] if lines else _line("全部", files, {}, {}, ())


def lines_by_unit(tables: Tables) -> tuple[GroupLine, ...]:
    """A line for every unit, most errors a form first; findings about files count to the unit of the file."""
    names = {"": NO_UNIT, **dict(tables.rows("select distinct unit, shown from units"))}
    lines = _lines(tables, "unit", names, dict(tables.rows(_FILES_OF_UNITS)), "")
    return tuple(
        sorted(lines, key=lambda line: (-Decimal(line.found.errors) / max(line.forms, 1), -line.forms, line.name))
    )


def lines_by_form(tables: Tables) -> tuple[GroupLine, ...]:
    """A line for every kind of form, most forms first; findings about whole files are in none of them."""
    names = form_names(tables)
    files = dict(tables.rows("select coalesce(template, ''), count(distinct file_id) from forms group by all"))
    lines = _lines(tables, "coalesce(template, '')", names, files, "where form is not null")
    return tuple(sorted(lines, key=lambda line: (-line.forms, line.name)))


def form_names(tables: Tables) -> dict[str, str]:
    """What every form that occurs is called, by its id, '' for the unknown one; of one name, they differ by the year."""
    found = [row[0] for row in tables.rows("select distinct template from forms where template <> '' order by all")]
    known = {form_id: get_form(form_id) for form_id in found if form_id in form_paths()}
    counts = Counter(form.name for form in known.values())
    names = {
        form_id: form.name if counts[form.name] == 1 else f"{form.name}（{form.jurisdiction}，{form.year}）"
        for form_id, form in known.items()
    }
    return {"": UNKNOWN_FORM, **{form_id: f"{form_id}（本机没有这种表样）" for form_id in found}, **names}


def lines_by_rule(tables: Tables) -> tuple[RuleLine, ...]:
    """A line for every rule and severity in which it found something, most findings first."""
    ((forms,),) = tables.rows("select count(*) from forms")
    titles = {rule.code: rule.title for rule in rules()}
    lines = []
    for row in tables.dicts(_RULES.format()):
        example = row.pop("example")
        title = titles.get(row["code"]) or _OF_FILES.get(row["kind"], "关于整个文件的说明")
        share = round_to(Decimal(row["forms"]) / max(forms, 1), RATE_PLACES)
        where = Spot(example["file"], example["sheet"], example["cell"])
        lines.append(RuleLine(title=title, share=share, example=example["message"], where=where, **row))
    return tuple(
        sorted(
            lines, key=lambda line: (-line.findings, -line.waived, line.code, SEVERITY_ORDER[line.severity], line.kind)
        )
    )


def plain(number: Decimal | None) -> Decimal | None:
    """A number without the zeros that a column of fixed places adds."""
    return None if number is None else Decimal(show(number))


def _lines(tables: Tables, key: str, names: dict[Any, str], files: dict[Any, int], only: str) -> list[GroupLine]:
    figures = {row.pop("key"): row for row in tables.dicts(_FIGURES.format(key=key))}
    found = {row.pop("key"): row for row in tables.dicts(_FOUND.format(key=key, only=only))}
    grades: defaultdict[Any, list[tuple[str, int]]] = defaultdict(list)
    for group, grade, count in tables.rows(
        f"select {key} as key, grade, count(*) from forms where grade is not null group by all"
    ):
        grades[group].append((grade, count))
    return [
        _line(
            names[group], files.get(group, 0), figures.get(group, {}), found.get(group, {}),
            sorted(grades[group], key=lambda pair: grade_rank(pair[0])),
        )
        for group in {**figures, **found}
    ]  # fmt: skip


def grade_rank(grade: str) -> tuple[int, str]:
    """The place of a grade: best first, unknown words last."""
    return (GRADES.index(grade) if grade in GRADES else len(GRADES), grade)


def _line(name: str, files: int, row: dict[str, Any], found: dict[str, int], grades: Any) -> GroupLine:
    budget, executed, total, scored = row.get("budget"), row.get("executed"), row.get("total"), row.get("scored", 0)
    return GroupLine(
        name=name, files=files, forms=row.get("forms", 0), units=row.get("units", 0), clean=row.get("clean", 0),
        budget=plain(budget), executed=plain(executed),
        rate=round_to(executed / budget, RATE_PLACES) if budget and executed is not None else None,
        mean=round_to(total / scored, MEAN_PLACES) if scored else None,
        lowest=plain(row.get("lowest")), highest=plain(row.get("highest")), scored=scored, full=row.get("full_count", 0),
        grades=tuple(grades), found=Tally(*(found.get(count, 0) for count in _COUNTS)),
    )  # fmt: skip
