"""满意度指标没有设，或者没有调查得出的数。

查什么：表上印有满意度一组而组内各行都空着；满意度指标的实际完成值只写满意、好、普遍认可之类，没有调查得出的比率。
    指标值是数字、完成值是“达成”之类用语的，已由 ZP028 列出。
为什么：满意度要由调查得出，没有数就不知道问过谁、多少人满意，得分没有根据。
反例：满意度指标，指标值“获得企业认同”，实际“服务对象基本满意”。
正例：指标值 ≥85%，实际 92%；实际“九成以上家长满意”；有效投诉 0 起；同组另有填好的一行。
依据：单位自评指标权重的规定，服务对象满意度是自评的一部分。有的项目不便调查，所以是警告。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zipingbiao.base.text import excerpt
from zipingbiao.checks.bases import WEIGHTS
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.filled import is_named
from zipingbiao.checks.levels import is_satisfaction
from zipingbiao.checks.registry import form_rule
from zipingbiao.checks.rows import Row
from zipingbiao.scoring.compare import NONE_WORDS

_FIGURE = re.compile(r"百分之|[一二三四五六七八九两]成|全部满意|均满意|无|零|不涉及|不适用")


@form_rule("ZP035", kind="required_missing", severity="warning")
def satisfaction_unsurveyed(form: FormContext) -> Iterator[Fault]:
    """A group of satisfaction without a row that says something, and every row without a figure."""
    rows = [row for row in form.rows if is_satisfaction(row) and not row.is_left_out]
    if rows and not any(is_named(row.indicator) for row in rows):
        group = rows[0].indicator
        name = rows[0].group[1] or rows[0].group[2]
        yield form.fault(
            group.l3,
            near=group.l1,
            label=name,
            message=f"「{name}」没有设指标，这一组空着。",
            remedy="请填写满意度指标和调查结果；项目不便调查的，请说明。",
            basis=form.cite(WEIGHTS),
            expected="满意度指标",
        )
    for row in rows:
        if _lacks_figure(row):
            yield form.fault(
                row.indicator.actual,
                label=row.label,
                message=f"「{row.label}」实际完成值填“{excerpt(str(row.indicator.actual))}”，没有调查得出的满意度。",
                remedy="请填写调查得出的比率，并留存问卷等依据。",
                basis=form.cite(WEIGHTS),
                printed=row.indicator.actual.text,
                expected="带数字的满意度",
            )


def _lacks_figure(row: Row) -> bool:
    actual = row.result.case.actual
    if actual.shape != "word" or actual.numeral is not None or actual.text in NONE_WORDS or row.is_verdict:
        return False
    return not _FIGURE.search(actual.text)
