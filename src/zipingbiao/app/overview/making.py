"""A summary from the results of batches: computed, and written as a workbook or a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from zipingbiao.app.overview.distributions import distributions
from zipingbiao.app.overview.forms import MOST_FINDINGS, Forms, findings, unchecked
from zipingbiao.app.overview.lines import line_of_all, lines_by_form, lines_by_rule, lines_by_unit
from zipingbiao.app.overview.links import make_link
from zipingbiao.app.overview.outliers import find_outliers
from zipingbiao.app.overview.results import Result, open_results
from zipingbiao.app.overview.sampling import DEFAULT_SEED, draw_sample
from zipingbiao.app.overview.tables import Tables, open_tables
from zipingbiao.app.report import SUFFIXES, is_same_file
from zipingbiao.base.errors import ZpbError
from zipingbiao.base.files import Kept, need_folder, save
from zipingbiao.model.overview import Overview, Spot

Link = Callable[[Spot], str | None]


@dataclass(frozen=True, slots=True)
class Computed:
    """An overview, and the whole path of every file by the name it has there."""

    overview: Overview
    addresses: dict[str, str]


def make_overview(results: Sequence[Path], *, seed: int | None = None, sample: int | None = None) -> Computed:
    """Computes the overview of one or several results of `zpb batch`.

    Args:
        results: .parquet files, or the folders OUT.parquet.未完成 of runs that are not finished.
        seed: of the sample; 1 where None.
        sample: how many forms to draw; a twentieth, but 20 to 200, where None.

    Raises ZpbError for a result that cannot be read, or is none.
    """
    opened = open_results(results)
    with open_tables(opened) as tables:
        return Computed(_overview(tables, opened, DEFAULT_SEED if seed is None else seed, sample), tables.addresses)


def prepare_outputs(outs: Iterable[Path], results: Sequence[Path]) -> None:
    """Refuses, before any work is done, an output that could not be written or would replace a result.

    Raises ZpbError.
    """
    for out in outs:
        if out.suffix.lower() not in SUFFIXES:
            raise ZpbError(f"汇总的文件名应以 {' 或 '.join(SUFFIXES)} 结尾：{out.name}")
        if any(is_same_file(out, result) for result in results):
            raise ZpbError(f"汇总不能写在结果 {out.name} 上，请换一个文件名。")
        need_folder(out)


def write_overview(computed: Computed, outs: Iterable[Path], kept: Kept | None = None) -> None:
    """Writes the overview to every output, by the ending of its name.

    `kept` is told where an older file of another content was kept. Raises ZpbError where one cannot be written.
    """
    for out in outs:
        save(out, _render(out, computed.overview, make_link(computed.addresses, out)), kept)


def _render(out: Path, overview: Overview, link: Link) -> bytes:
    # Each writer is imported for its own kind only: XlsxWriter has no part in a page of HTML.
    name = f"overview_{out.suffix.lower()[1:]}"
    written: str | bytes = getattr(import_module(f"zipingbiao.writers.{name}"), name)(overview, link)
    return written.encode() if isinstance(written, str) else written


def _overview(tables: Tables, results: Sequence[Result], seed: int, sample: int | None) -> Overview:
    forms = Forms(tables)
    found = find_outliers(tables, forms)
    lines, count = findings(tables)
    return Overview(
        title=_title(tables, results),
        folders=_folders(results),
        profile="、".join(dict.fromkeys(result.profile or "按各表样的规定" for result in results)),
        all=line_of_all(tables),
        by_unit=lines_by_unit(tables),
        by_form=lines_by_form(tables),
        by_rule=lines_by_rule(tables),
        distributions=distributions(tables),
        outliers=found.outliers,
        sample=draw_sample(tables, forms, seed, sample),
        findings=lines,
        finding_count=count,
        unchecked=unchecked(tables),
        notes=(*_notes(tables, results, count), *found.notes),
    )


def _title(tables: Tables, results: Sequence[Result]) -> str:
    years = [row[0] for row in tables.rows("select distinct year from forms where year is not null order by year")]
    title = "绩效自评审核汇总"
    if years:
        title = (f"{years[0]}" if len(years) == 1 else f"{years[0]}–{years[-1]}") + "年度" + title
    if all(result.finished for result in results):
        return title
    ((read,),) = tables.rows("select count(*) from files where status = 'read'")
    return f"{title}（成批检查尚未完成，只含已检查的 {read} 份文件）"


def _folders(results: Sequence[Result]) -> tuple[str, ...]:
    several = len({result.base for result in results}) > 1
    return tuple(
        dict.fromkeys(
            result.address_of(folder) if several else folder for result in results for folder in result.folders
        )
    )


def _notes(tables: Tables, results: Sequence[Result], findings_in_all: int) -> list[str]:
    """What a reader must know of the figures."""
    levels = dict(tables.rows("select level, count(*) from forms group by all"))
    if not levels:
        return ["这些结果里没有一张自评表。"]
    notes = []
    if len(levels) > 1:
        notes.append(
            f"自评表中项目支出的 {levels.get('project', 0)} 张、部门整体支出的 {levels.get('department', 0)} 张，一并统计；"
            "部门整体的预算数、执行数包括其项目的，金额合计有重复计算。"
        )
    ((lacking,),) = tables.rows("select count(*) from forms where budget is null or executed is null")
    if lacking:
        notes.append(f"预算数或执行数没有填全的自评表有 {lacking} 张，不计入金额合计和合计执行率。")
    spelled = tables.rows("select 1 from forms where unit <> '' group by unit having count(distinct unit_name) > 1")
    if spelled:
        notes.append(f"有 {len(spelled)} 个单位的名称写法不一，或由内设机构填报，已合并为一个单位。")
    if findings_in_all > MOST_FINDINGS:
        notes.append(f"问题共 {findings_in_all} 条，清单只列出最严重的 {MOST_FINDINGS} 条。")
    if not all(result.finished for result in results):
        notes.append("成批检查尚未完成：还没有检查的文件不在内，同一单位各份文件之间的核对可能也没有做完。")
    return notes
