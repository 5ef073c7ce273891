"""Listing the check rules, or explaining one."""

from __future__ import annotations

from typing import Any

from zipingbiao.checks.registry import Rule, get_rule, rules


def list_rules() -> list[dict[str, Any]]:
    """All check rules in short."""
    return [_short(rule) for rule in rules()]


def explain_rule(code: str) -> dict[str, Any]:
    """One rule with the sections of its documentation.

    Raises ZpbError for an unknown code.
    """
    rule = get_rule(code)
    return _short(rule) | {"sections": rule.sections}


def _short(rule: Rule) -> dict[str, Any]:
    return {
        "code": rule.code,
        "name": rule.name,
        "kind": rule.kind,
        "severity": rule.severity,
        "scope": rule.scope,
        "title": rule.title,
    }
