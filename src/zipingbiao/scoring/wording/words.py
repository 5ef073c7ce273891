"""The words standards grade by, and words that clearly fulfil or fail a condition without figures."""

from __future__ import annotations

import re

#: Words that standards grade by; the longest one inside a condition counts.
LADDER = tuple(
    sorted(
        (
            "不太及时", "基本及时", "较及时", "不及时", "及时", "部分完成", "基本完成", "未完成", "完成", "部分达成", "基本达成",
            "未达成", "达成", "优秀", "良好", "合格", "不合格", "较好", "较差", "一般", "无效果", "效果不明显", "不明显", "较明显",
            "明显", "显著", "不健全", "较健全", "健全", "不完善", "较完善", "完善", "不具有", "具有", "不满意", "基本满意", "满意",
            "不规范", "较规范", "规范", "不合规", "合规", "优", "良", "中", "差", "好", "高", "低",
        ),
        key=len,
        reverse=True,
    )
)  # fmt: skip
#: Words that grade only where they are the whole condition.
EXACT = frozenset({"是", "否", "有", "无", "没有"})
#: Actual values that clearly fulfil, or clearly fail, a condition without figures.
FULFILLED = ("达成", "已达成", "完成", "已完成", "全部完成", "按时完成", "达标", "符合")
FAILED = ("无", "没有", "未完成", "未达成", "未开展", "未实施", "不达标", "不符合", "不及时", "不具有")


def ladder_word(condition: str) -> str | None:
    """The grading word of a condition: at its end, else the longest inside it; None for none."""
    if condition in EXACT:
        return condition
    ending = next((word for word in LADDER if condition.endswith((word, word + "的"))), None)
    return ending or next((word for word in LADDER if word in condition), None)


def ladder_words(condition: str) -> tuple[str, ...]:
    """All ladder words of a condition that names alternatives (无效果或者效果不明显)."""
    words = (ladder_word(part) for part in re.split(r"或者|或|、", condition))
    return tuple(dict.fromkeys(word for word in words if word))
