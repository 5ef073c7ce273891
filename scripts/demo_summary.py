"""Prints, in Chinese, where `make demo` left its results and the first findings of the check."""

from __future__ import annotations

import json
import sys
from pathlib import Path

SHOWN = 8
WORDS = {"error": "错误", "warning": "警告", "info": "提示"}


def main(book: str, check: str, report: str) -> int:
    """Reads the check's JSON document and prints a summary; returns the exit status."""
    document = json.loads(Path(check).read_text(encoding="utf-8"))
    summary = document["summary"]
    findings = [finding for file in document["files"] for finding in file["findings"]]
    findings.sort(key=lambda finding: list(WORDS).index(finding["severity"]))
    print(
        f"检查了 {summary['evaluations']} 张表：错误 {summary['errors']} 条，"
        f"警告 {summary['warnings']} 条，提示 {summary['infos']} 条。"
    )
    print("下列问题是公开发布的原表自带的；工作簿在“原表得分”栏照留原表的数，用来和公式算出的对照。")
    for finding in findings[:SHOWN]:
        where = "!".join(part for part in (finding.get("sheet"), finding.get("cell")) if part)
        print(f"  {WORDS[finding['severity']]} {finding['code']} {where} {finding['message']}")
    if len(findings) > SHOWN:
        print(f"  …… 其余 {len(findings) - SHOWN} 条见检查报告。")
    print("结果：")
    for name, path in (("工作簿", book), ("检查报告", report), ("检查数据", check)):
        print(f"  {name} {path}")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit("用法：demo_summary.py 工作簿 check.json check.html")
    sys.exit(main(*sys.argv[1:]))
