"""How much of our own workbooks is still to be filled in, in one line; the single cells are findings of the check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from zipingbiao.writers.checked import CheckedFile, where_of

#: Fewer blank cells need no summary.
_FEWEST = 3
_SHOWN = 6


def unfilled_line(files: Iterable[CheckedFile]) -> str | None:
    """尚有 19 处待填写（3 张表）：实际完成值 12 处、…; None where next to nothing is blank, or the forms are not ours.

    In forms of other origin a blank cell is somebody's omission and stands for itself.
    """
    blank: Counter[str] = Counter()
    sheets: set[tuple[str, str]] = set()
    for file in files:
        own = {evaluation.place.sheet for evaluation in file.evaluations if evaluation.own}
        for finding in file.findings:
            if finding.kind == "required_missing" and finding.place.sheet in own and finding.waived is None:
                blank[finding.expected or "填写的内容"] += 1
                sheets.add((str(file.path), where_of(finding)))
    if blank.total() < _FEWEST:
        return None
    parts = [f"{name} {count} 处" for name, count in blank.most_common(_SHOWN)]
    more = "等" if len(blank) > _SHOWN else ""
    return f"其中尚有 {blank.total()} 处待填写（{len(sheets)} 张表）：{'、'.join(parts)}{more}。填完后再检查一遍。"
