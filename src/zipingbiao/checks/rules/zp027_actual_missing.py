"""没有填实际完成值却得了分。

查什么：得分大于 0 的行，实际完成值是否空白或只有“—”“/”“……”。
为什么：没有完成值，得分没有根据，复核时只能扣回。
反例：项目可持续性，实际完成值空白，得分 3 分。
正例：没有实施的指标，实际完成值填 0，得 0 分。
依据：自评表填列要求，得分按实际完成值评定。表样不明、指标值和完成值都不填的管理类指标不查。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.checks.bases import TABLE
from zipingbiao.checks.context import Fault, FormContext, is_somewhere
from zipingbiao.checks.figures import figure, is_blank
from zipingbiao.checks.registry import form_rule


@form_rule("ZP027", kind="actual_missing", severity="error")
def actual_missing(form: FormContext) -> Iterator[Fault]:
    """Every scored row without an actual value; silent where the form has no such column."""
    actuals = [row.indicator.actual for row in form.rows]
    if not form.prints("actual") or not any(value.text is not None or is_somewhere(value.place) for value in actuals):
        return
    for row in form.rows:
        indicator = row.indicator
        empty = row.result.case.actual.shape in ("blank", "dash", "placeholder") and indicator.actual.error is None
        if not empty or not row.score or row.score < 0 or row.is_left_out:
            continue
        # Other forms also score management by description, with neither a target nor an actual value.
        if not form.known and is_blank(indicator.target):
            continue
        seen = f"填“{indicator.actual}”" if indicator.actual.text else "空白"
        yield form.fault(
            indicator.actual,
            near=indicator.score,
            label=row.label,
            message=f"「{row.label}」实际完成值{seen}，得分却填 {figure(indicator.score)} 分。",
            remedy="请补填实际完成值，或者更正得分。",
            basis=form.cite(TABLE),
            printed=indicator.actual.text,
            expected="实际完成值",
        )
