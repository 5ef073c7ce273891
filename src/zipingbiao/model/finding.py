"""A finding: one thing a reviewer would point at, with both values, the reason and the remedy."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from zipingbiao.model.values import NOWHERE, Place

Severity = Literal["error", "warning", "info"]
Kind = Literal[
    "exec_rate", "exec_score", "sources_sum", "budget_identity", "score_sum", "weight_sum", "score_gt_weight",
    "score_vs_rule", "full_score_unmet", "lost_score_met", "reason_missing", "reason_without_loss", "actual_missing",
    "target_unquantified", "unit_mismatch", "year_mismatch", "grade_mismatch", "over_budget", "over_achievement",
    "duplicate_indicator", "duplicate_text", "placeholder", "required_missing", "table_vs_form", "projects_sum",
    "missing_form", "missing_row", "text_vs_table", "formula_overwritten", "external_link", "hidden_content",
    "seal_broken", "unreadable", "other",
]  # fmt: skip

SEVERITY_WORDS: dict[Severity, str] = {"error": "错误", "warning": "警告", "info": "提示"}
SEVERITY_ORDER: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}


class Finding(BaseModel):
    """What was seen (`printed`), what was expected, where, why (`basis`) and what to do (`remedy`).

    `label` is the visible label of the row (三级指标, 资金来源, 总分 …); `unit` that of both values (分, 万元, %);
    `waived` the reason a person gave for letting it stand, None where nobody did.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    kind: Kind
    severity: Severity
    message: str
    place: Place = NOWHERE
    label: str = ""
    printed: str | None = None
    expected: str | None = None
    unit: str = ""
    remedy: str = ""
    basis: str = ""
    project: str = ""
    waived: str | None = None

    @property
    def full_message(self) -> str:
        """The message followed by the remedy, as printed in one-line outputs."""
        return self.message + self.remedy
