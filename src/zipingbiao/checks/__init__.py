"""The consistency checker: rules over evaluations, each one file in checks.rules; findings name cell, values, remedy."""

from zipingbiao.checks.engine import run_checks
from zipingbiao.checks.registry import Rule, get_rule

__all__ = ["Rule", "get_rule", "run_checks"]
