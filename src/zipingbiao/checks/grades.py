"""How grades are written: 优秀 and 优 are one grade."""

from __future__ import annotations

from zipingbiao.base.text import label_key

_SAME = {
    "优秀": "优", "优等": "优", "良好": "良", "良等": "良", "中等": "中", "一般": "中", "较差": "差", "差等": "差",
}  # fmt: skip


def grade_name(text: str) -> str:
    """The grade a cell says: 等级：优秀 → 优; other words as they are."""
    printed = label_key(text).removeprefix("等级")
    return _SAME.get(printed, printed)
