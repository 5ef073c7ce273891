"""复核等级与复核总分不符。

查什么：复核底稿上的复核等级，是否是复核总分按等级标准对应的等级；等级格的公式被改掉的另查（ZP076），其他用语不核对。
为什么：复核等级用于结果应用和公开，填高填低都要更正。
反例：复核总分 84.5 分，复核等级填“优”，应为“良”。
正例：复核总分 90 分，复核等级“优”。
依据：评分与评级的规定，按底稿注明的表样和口径的等级标准；文件里没有注明的，按全国标准，是警告。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.checks.context import Fault, UnitContext
from zipingbiao.checks.figures import in_points
from zipingbiao.checks.grades import grade_name
from zipingbiao.checks.registry import unit_rule
from zipingbiao.checks.workpapers import papers_of
from zipingbiao.forms.catalog import cite
from zipingbiao.scoring.totals import grade_of


@unit_rule("ZP078", kind="grade_mismatch", severity="error")
def review_grade_mismatch(unit: UnitContext) -> Iterator[Fault]:
    """The grade, where it is not that of the total beside it."""
    for paper in papers_of(unit):
        grade, total = paper.sheet.review_grade, paper.sheet.review_total
        if grade.text is None or total.number is None or (paper.sheet.has_formulas and grade.formula is None):
            continue
        printed, expected = grade_name(grade.text), grade_of(total.number, paper.policy)
        if printed == expected or printed not in {band.name for band in paper.policy.grades}:
            continue
        yield paper.fault(
            grade,
            label="复核等级",
            message=f"复核等级是“{printed}”，复核总分 {in_points(total)}对应“{expected}”。",
            remedy="请核对复核等级和复核总分。",
            basis=cite(paper.policy.grades[0].basis),
            printed=printed,
            expected=expected,
            severity=None if paper.is_known else "warning",
        )
