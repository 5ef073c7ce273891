"""Starts a new check rule: the rule's file and its case file, both to be filled in; a used code is refused."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT / "src" / "zipingbiao" / "checks" / "rules"
CASES = ROOT / "tests" / "rules"
USAGE = "用法：make new-rule CODE=ZP123 NAME=total_mismatch（编号为 ZP 加三位数字；名称是小写英文，以错误命名）"

RULE = '''"""（一句话写明错误）。

查什么：
为什么：
反例：
正例：
依据：
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.registry import form_rule

BASIS = ""


@form_rule("{code}", kind="other", severity="warning")
def {name}(form: FormContext) -> Iterator[Fault]:
    """What is wrong, in one sentence."""
    for row in form.rows:
        if not row.is_above_weight:  # the condition of the fault
            continue
        yield form.fault(
            row.indicator.score,
            label=row.label,
            message=f"「{{row.label}}」看到什么，应该是什么。",
            remedy="怎样处理。",
            basis=BASIS,
            printed=row.indicator.score.text,
        )
'''

CASE = """rule: {code}
cases:
  - name: 应当发现的情形，写成一句话
    form:
      indicators:
        - {{l1: 产出指标, l2: 数量指标, l3: 培训人次, target: ≥100人次, actual: 100人次, weight: "10", score: "11"}}
    findings:
      - {{label: 培训人次}}
  - name: 不应当发现的情形，写成一句话
    form:
      indicators:
        - {{l1: 产出指标, l2: 数量指标, l3: 培训人次, target: ≥100人次, actual: 100人次, weight: "10", score: "10"}}
    findings: []
"""


def main(code: str, name: str) -> int:
    """Creates the two files; returns the exit status."""
    code = code.upper()
    if not re.fullmatch(r"ZP\d{3}", code) or not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        print(USAGE, file=sys.stderr)
        return 2
    rule = RULES / f"{code.lower()}_{name}.py"
    case = CASES / f"{code.lower()}.yaml"
    if case.exists() or any(RULES.glob(f"{code.lower()}_*.py")):
        print(f"编号 {code} 已经用过；编号不复用，请另取一个。", file=sys.stderr)
        return 2
    case.parent.mkdir(parents=True, exist_ok=True)
    rule.write_text(RULE.format(code=code, name=name), encoding="utf-8")
    case.write_text(_case_text(code), encoding="utf-8")
    print(f"已建立 {rule.relative_to(ROOT)} 和 {case.relative_to(ROOT)}。请依次：")
    print("  1. 写好规则的文档字符串：查什么、为什么、反例、正例、依据；")
    print("  2. 定 kind 和 severity，写判断和消息（看到什么、应该是什么、怎样处理）；")
    print("  3. 在案例文件里写至少一个应当发现的和一个不应当发现的案例；")
    print("  4. 执行 make gen，再执行 make test。")
    return 0


def _case_text(code: str) -> str:
    """The shortest existing case file under the new code, so that its format is always the current one."""
    existing = sorted(CASES.glob("zp[0-9][0-9][0-9].yaml"), key=lambda path: path.stat().st_size)
    if not existing:
        return CASE.format(code=code)
    model = existing[0]
    text = model.read_text(encoding="utf-8")
    text = text.replace(model.stem.upper(), code).replace(model.stem, code.lower())
    return f"# 格式取自 {model.name}，内容请全部改写\n{text}"


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(USAGE)
    sys.exit(main(*sys.argv[1:]))
