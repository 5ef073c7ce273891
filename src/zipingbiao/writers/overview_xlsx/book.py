"""The summary workbook for reviewers: 概况 with charts, then units, forms, rules, what to look at, findings."""

from __future__ import annotations

from collections.abc import Callable

from zipingbiao.model.overview import Overview, Spot
from zipingbiao.writers.overview_xlsx.front import Front
from zipingbiao.writers.overview_xlsx.groups import (
    FORMS_SHEET,
    RULES_SHEET,
    UNCHECKED_SHEET,
    UNITS_SHEET,
    write_forms,
    write_rules,
    write_unchecked,
    write_units,
)
from zipingbiao.writers.overview_xlsx.lists import (
    FINDINGS_SHEET,
    OUTLIERS_SHEET,
    SAMPLE_SHEET,
    write_findings,
    write_outliers,
    write_sample,
)
from zipingbiao.writers.overview_xlsx.table import Links
from zipingbiao.writers.report_book import ReportBook


def overview_xlsx(overview: Overview, link: Callable[[Spot], str | None]) -> bytes:
    """The workbook as bytes.

    Args:
        overview: the figures, in the order they are to be shown.
        link: the path of a spot's file as the workbook can reach it, with '/', not quoted; None where it is not known.
    """
    book = ReportBook(large=True)
    links = Links(link)
    Front(book, overview).write(_contents(overview))
    write_units(book, overview)
    write_forms(book, overview)
    write_rules(book, overview, links)
    write_outliers(book, overview, links)
    write_sample(book, overview, links)
    write_findings(book, overview, links)
    write_unchecked(book, overview)
    return book.close()


def _contents(overview: Overview) -> list[tuple[str, str]]:
    """The sheets behind 概况 and what each shows."""
    return [
        (UNITS_SHEET, f"{overview.all.units:,} 个单位的自评表、预算执行、得分、等级和问题数"),
        (FORMS_SHEET, f"{len(overview.by_form):,} 种表样的同样各项数字"),
        (RULES_SHEET, f"{len(overview.by_rule):,} 类问题各有多少、涉及多少自评表和单位，各举一例"),
        (OUTLIERS_SHEET, f"{len(overview.outliers):,} 项要放在一起才看得出的情况"),
        (SAMPLE_SHEET, f"抽出 {len(overview.sample.forms):,} 张自评表供人工抽查，结论可直接填写"),
        (FINDINGS_SHEET, f"{len(overview.findings):,} 条问题，可以直接打开到单元格"),
        (UNCHECKED_SHEET, f"{len(overview.unchecked):,} 个不能读取、内容重复或略过的文件"),
    ]
