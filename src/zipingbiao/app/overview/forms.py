"""Forms and findings as the lists of a summary show them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from zipingbiao.app.overview.lines import form_names, plain
from zipingbiao.app.overview.tables import Tables
from zipingbiao.app.overview.units import NO_UNIT
from zipingbiao.app.templates import LEVELS
from zipingbiao.model.overview import STATUS_WORDS, FileLine, FindingLine, FormLine, Spot, Tally

#: More rows than this no one reads, and a workbook of them opens slowly.
MOST_FINDINGS = 60_000
_WORST_FIRST = """
select d.*, u.shown from (
    select * from finds
    order by waived is not null, case severity when 'error' then 0 when 'warning' then 1 else 2 end, file_id,
        coalesce(form, 0), code, coalesce(sheet, ''), coalesce(cell, ''), message
    limit {limit}
) d left join (select distinct unit, shown from units) u using (unit)
order by waived is not null, case severity when 'error' then 0 when 'warning' then 1 else 2 end, file_id,
    coalesce(form, 0), code, coalesce(sheet, ''), coalesce(cell, ''), message
"""
_STATUS_ORDER = [*STATUS_WORDS]


class Forms:
    """Looks up forms by their number in the tables."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._names = form_names(tables)

    def lines(self, numbers: Iterable[int], remarks: dict[int, str] | None = None) -> tuple[FormLine, ...]:
        """The lines of the forms with these numbers, in the order given."""
        wanted = list(dict.fromkeys(numbers))
        found = {
            row["id"]: self._line(row, (remarks or {}).get(row["id"], ""))
            for row in self._tables.dicts("from forms where list_contains($1::integer[], id)", wanted)
        }
        return tuple(found[number] for number in wanted)

    def _line(self, row: dict[str, Any], remark: str) -> FormLine:
        return FormLine(
            unit=row["shown"], project=row["project"] or LEVELS.get(row["level"], ""), year=row["year"],
            form=self._names[row["template"] or ""], level=LEVELS.get(row["level"], row["level"] or ""),
            where=Spot(row["file"], row["sheet"], row["total_cell"]), total=plain(row["total"]),
            computed_total=plain(row["computed_total"]), grade=row["grade"], rate=plain(row["rate"]), budget=plain(row["budget"]),
            found=Tally(row["errors"], row["warnings"], row["infos"], row["waived"]), remark=remark,
        )  # fmt: skip


def findings(tables: Tables, limit: int = MOST_FINDINGS) -> tuple[tuple[FindingLine, ...], int]:
    """The worst findings, those with a reason last, and how many there are in all."""
    ((count,),) = tables.rows("select count(*) from finds")
    lines = tuple(
        FindingLine(
            severity=row["severity"], code=row["code"], unit=row["shown"] or NO_UNIT, project=row["project"] or "",
            where=Spot(row["file"], row["sheet"], row["cell"]), label=row["label"] or "", printed=row["printed"] or "",
            expected=row["expected"] or "", value_unit=row["value_unit"] or "", message=row["message"] or "",
            remedy=row["remedy"] or "", waived=row["waived"],
        )
        for row in tables.dicts(_WORST_FIRST.format(limit=limit))
    )  # fmt: skip
    return lines, count


def unchecked(tables: Tables) -> tuple[FileLine, ...]:
    """The files that were not checked: those that cannot be read first."""
    lines = [
        FileLine(file, status, reason or "")
        for file, status, reason in tables.rows(
            "select file, status, reason from files where status not in ('read', '')"
        )
    ]
    return tuple(sorted(lines, key=lambda line: (_STATUS_ORDER.index(line.status), line.file)))
