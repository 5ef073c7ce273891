"""A small form as a DATA.json document, for the tests of the use cases."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

DONGHU = Path(__file__).parents[1] / "data" / "json" / "donghu-2019.json"

_FORM: dict[str, Any] = {
    "template": "mof-2020-project",
    "level": "project",
    "year": 2019,
    "unit": "万元",
    "project": "安全生产专项",
    "department": "主管局",
    "implementing_unit": "实施单位",
    "attributes": {"项目类别": "一次性"},
    "funding": [
        {"source": "年度资金总额", "initial": "1,200.00", "budget": "1,200.00", "executed": "1,182.00",
         "weight": "10", "rate": "98.50%", "score": "9.85"},
        {"source": "当年财政拨款", "initial": "1,200.00", "budget": "1,200.00", "executed": "1,182.00",
         "weight": "10", "rate": "98.50%", "score": "9.85"},
    ],
    "goals": [{"expected": "保障安全", "actual": "已保障安全"}],
    "indicators": [
        {"goal": 1, "l1": "产出指标", "l2": "数量指标", "l3": "检查次数", "target": "≥100次", "actual": "120次",
         "weight": "50", "score": "50", "reason": ""},
        {"goal": 1, "l1": "效益指标", "l2": "社会效益指标", "l3": "事故起数", "target": "0起", "actual": "0起",
         "weight": "30", "score": "30", "reason": None},
        {"goal": 1, "l1": "满意度指标", "l2": "服务对象满意度指标", "l3": "企业满意度", "target": "≥90%", "actual": "63%",
         "weight": "10", "score": "7", "reason": "宣传不够，下年加强。"},
    ],
    "total_weight": "100",
    "total": "97",
    "grade": "优",
}  # fmt: skip


def form(**changes: Any) -> dict[str, Any]:
    """The form with some keys replaced; its total should be 96.85."""
    return copy.deepcopy(_FORM) | changes


def clean_form(**changes: Any) -> dict[str, Any]:
    """The form with a right total."""
    return form(total="96.85", **changes)


def write_data(path: Path, document: object) -> Path:
    """Writes a document as JSON."""
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path
