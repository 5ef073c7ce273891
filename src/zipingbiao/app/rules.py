"""Listing the check rules, or explaining some."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from zipingbiao.checks.registry import Rule, get_rule, rules
from zipingbiao.writers.checked import CheckedFile

_NUMBER = re.compile(r"(?:ZP)?0*(\d{1,3})\Z", re.IGNORECASE)


def list_rules() -> list[dict[str, Any]]:
    """All check rules in short."""
    return [_short(rule) for rule in rules()]


def explain_rule(code: str) -> dict[str, Any]:
    """One rule with the sections of its documentation; `code` may be the bare number: 14 for ZP014.

    Raises ZpbError for an unknown code.
    """
    match = _NUMBER.match(code.strip())
    rule = get_rule(f"ZP{int(match[1]):03d}" if match and code.isascii() else code)
    return _short(rule) | {"sections": rule.sections}


def explain_found(files: Iterable[CheckedFile]) -> list[dict[str, Any]]:
    """Every rule that found something, waived or not, with the sections of its documentation, by code."""
    codes = {finding.code for file in files for finding in file.findings}
    return [_short(rule) | {"sections": rule.sections} for rule in rules() if rule.code in codes]


def _short(rule: Rule) -> dict[str, Any]:
    return {
        "code": rule.code,
        "name": rule.name,
        "kind": rule.kind,
        "severity": rule.severity,
        "scope": rule.scope,
        "title": rule.title,
    }
