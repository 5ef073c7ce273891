"""The check rules: what a rule is and where all of them are found. What a rule looks at lives in checks.context."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from zipingbiao.base.errors import ZpbError
from zipingbiao.checks.context import Fault, FileContext, FormContext, UnitContext
from zipingbiao.checks.waivers import WaiverContext
from zipingbiao.model.finding import Kind, Severity

Scope = Literal["form", "file", "unit", "waiver"]
#: The headings of a rule's docstring, in order; the rule reference is generated from them.
SECTIONS = ("查什么", "为什么", "反例", "正例", "依据")

_MODULE_NAME = re.compile(r"zp\d{3}_[a-z0-9_]+\Z")
_SECTION = re.compile(rf"^({'|'.join(SECTIONS)})：", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Rule:
    """One check rule.

    scope  what `check` is given: one form, all forms of one file, all forms of the unit together, or the waivers
    name   the fault, in English, as in the file name
    doc    the docstring of the rule's module
    """

    code: str
    name: str
    kind: Kind
    severity: Severity
    scope: Scope
    check: Callable[[Any], Iterator[Fault]]
    doc: str

    @property
    def title(self) -> str:
        """The fault in one Chinese sentence."""
        return self.doc.strip().partition("\n")[0].rstrip("。")

    @property
    def sections(self) -> dict[str, str]:
        """The docstring by heading, each on one line."""
        parts = _SECTION.split(self.doc)
        return {head: "".join(line.strip() for line in text.splitlines()) for head, text in _pairs(parts[1:])}


def form_rule(
    code: str, *, kind: Kind, severity: Severity
) -> Callable[[Callable[[FormContext], Iterator[Fault]]], Rule]:
    """Declares a rule that looks at one form."""
    return lambda check: _declare(code, kind, severity, "form", check)


def file_rule(
    code: str, *, kind: Kind, severity: Severity
) -> Callable[[Callable[[FileContext], Iterator[Fault]]], Rule]:
    """Declares a rule that looks at all forms of one file."""
    return lambda check: _declare(code, kind, severity, "file", check)


def unit_rule(
    code: str, *, kind: Kind, severity: Severity
) -> Callable[[Callable[[UnitContext], Iterator[Fault]]], Rule]:
    """Declares a rule that looks at everything checked together: all forms and summaries of a file or folder."""
    return lambda check: _declare(code, kind, severity, "unit", check)


def waiver_rule(
    code: str, *, kind: Kind, severity: Severity
) -> Callable[[Callable[[WaiverContext], Iterator[Fault]]], Rule]:
    """Declares a rule that looks at the waivers, after all other rules have run."""
    return lambda check: _declare(code, kind, severity, "waiver", check)


@cache
def rules() -> tuple[Rule, ...]:
    """All rules by code, loaded once.

    Raises ZpbError where a module in checks.rules holds no rule or its code is not its file's.
    """
    package = importlib.import_module("zipingbiao.checks.rules")
    found: list[Rule] = []
    for name in sorted(module.name for module in pkgutil.iter_modules(package.__path__)):
        if not _MODULE_NAME.match(name):
            continue
        module = importlib.import_module(f"{package.__name__}.{name}")
        declared = [rule for rule in vars(module).values() if isinstance(rule, Rule)]
        if len(declared) != 1 or f"{declared[0].code.lower()}_{declared[0].name}" != name:
            raise ZpbError(f"检查规则文件 {name}.py 应当只声明一条规则，且编号、名称与文件名一致")
        found.append(declared[0])
    codes = [rule.code for rule in found]
    if len(codes) != len(set(codes)):
        raise ZpbError("检查规则的编号有重复")
    return tuple(found)


def get_rule(code: str) -> Rule:
    """The rule with this code, in any letter case.

    Raises ZpbError for an unknown code.
    """
    for rule in rules():
        if rule.code == code.strip().upper():
            return rule
    raise ZpbError(f"没有编号为 {code} 的检查规则；用 zpb rules 查看全部规则")


def _declare(code: str, kind: Kind, severity: Severity, scope: Scope, check: Callable[[Any], Iterator[Fault]]) -> Rule:
    doc = importlib.import_module(check.__module__).__doc__ or ""
    return Rule(code, check.__name__, kind, severity, scope, check, doc)


def _pairs(parts: list[str]) -> Iterator[tuple[str, str]]:
    return zip(parts[0::2], parts[1::2], strict=True)
