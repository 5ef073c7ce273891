"""Listing the shipped forms."""

from __future__ import annotations

from typing import Any

from zipingbiao.base.numbers import show
from zipingbiao.forms import catalog

LEVELS = {"project": "项目", "department": "部门整体"}


def list_templates() -> list[dict[str, Any]]:
    """Every shipped form with what tells it from the others; points in 分."""
    return [
        {
            "id": form.id,
            "name": form.name,
            "jurisdiction": form.jurisdiction,
            "year": form.year,
            "version": form.version,
            "levels": list(form.levels),
            "unit": form.unit,
            "execution_points": show(form.policy.execution.points),
            "groups": [
                {"l1": group.l1, "points": None if group.points is None else show(group.points)}
                for group in form.policy.groups
            ],
            "basis": catalog.cite(form.basis),
        }
        for form in catalog.forms().values()
    ]
