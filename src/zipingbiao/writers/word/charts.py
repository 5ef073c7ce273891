"""The pictures of a report: 图_执行 and 图_得分."""

from __future__ import annotations

from typing import Any

from zipingbiao.model.statement import FormStatement, UnitStatement


def draw_charts(part: Any, statement: FormStatement | UnitStatement) -> dict[str, str]:
    """The XML of each picture by its field (see fields.PICTURES), as it stands inside a w:r: a w:drawing.

    Args:
        part: the python-docx part of the document, which takes up what a picture needs (charts, images).
        statement: what is drawn; a picture for which it has no figures is left out.
    """
    return {}
