"""自评表没有复核底稿。

查什么：复核底稿与自评表放在一起检查的，底稿所涉及的文件和单位的自评表，是否都有底稿；生成时有的底稿后来被删去的，也指出。
为什么：漏了一张，就是漏复核了一个项目。
反例：单位补报了一张自评表，底稿里没有；一张底稿被误删。
正例：底稿的工作表改了名、换了顺序，仍在。
依据：纳入复核的自评表都应有底稿。可能由别人复核，所以没有底稿的只提示；被删去的是警告。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.checks.context import Fault, UnitContext
from zipingbiao.checks.registry import unit_rule
from zipingbiao.checks.workpapers import unreviewed
from zipingbiao.model.finding import Severity
from zipingbiao.model.summary import name_key
from zipingbiao.model.values import Place
from zipingbiao.model.workpaper import OVERVIEW_SHEET, Workpaper

BASIS = "纳入复核的自评表都应有底稿"


@unit_rule("ZP080", kind="missing_form", severity="info")
def form_without_paper(unit: UnitContext) -> Iterator[Fault]:
    """Every sheet that is gone, and every form of the same files and units that never had one."""
    for paper in unit.workpapers:
        there = {sheet.number for sheet in paper.sheets}
        # A copy in another format lost its defined names: of several sheets of one name nobody knows which is which.
        unclear = {name_key(sheet.name) for sheet in paper.sheets if sheet.number is None}
        gone = [one for one in paper.forms if one.number not in there and name_key(one.project) not in unclear]
        for form in gone:
            message = f"底稿里「{form.project}」的工作表没有了（{form.file}{f'!{form.sheet}' if form.sheet else ''}）。"
            yield _fault(paper, form.project, message, "误删的请重新生成底稿；不再复核的，请说明。", "warning")
        known = {(form.file, form.sheet) for form in gone}
        for one in unreviewed(paper, unit.earlier):
            place = one.evaluation.place
            if (place.file or "", place.sheet or "") in known:
                continue
            name = one.evaluation.name
            message = f"「{name}」有自评表（{place._replace(cell=None)}），没有底稿。"
            yield _fault(paper, name, message, "需要复核的请重新生成底稿；由别人复核的不必处理。", None)


def _fault(paper: Workpaper, name: str, message: str, remedy: str, severity: Severity | None) -> Fault:
    return Fault(
        message=message, remedy=remedy, basis=BASIS, place=Place(paper.place.file, OVERVIEW_SHEET, "A1"), label=name,
        expected=f"{name}的底稿", project=name, severity=severity,
    )  # fmt: skip
