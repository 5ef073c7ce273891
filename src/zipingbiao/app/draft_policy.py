"""Drafting the scoring policy of a form from a sample: groups, points, full marks — what the sample itself says."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from typing import Any

from zipingbiao.base.numbers import show
from zipingbiao.base.text import label_key, squeeze
from zipingbiao.forms.schema import Form
from zipingbiao.model.evaluation import Indicator
from zipingbiao.readers.draft import Draft
from zipingbiao.readers.grid import Sheet
from zipingbiao.readers.indicators import Levels
from zipingbiao.readers.words import goal_role

_POINTS = re.compile(r"(\d+(?:\.\d+)?)分")
HUNDRED = Decimal(100)
#: Spare rows of a group: as many as the sample has beyond one row for every second level, within these limits.
_LEAST_SPARE, _MOST_SPARE = 3, 20


class PolicyDrafter:
    """Turns the groups and points of a sample into the keys of `policy`; says what it guessed and left out."""

    def __init__(self, sheet: Sheet, draft: Draft, base: Form, basis: str) -> None:
        self.sheet, self.draft, self.base, self.basis = sheet, draft, base, basis
        self.todo: list[str] = []
        self.guessed: list[str] = []
        #: points printed in the first-level labels
        self._printed: dict[str, Decimal] = {}
        #: rows of the sample by first level
        self._rows: Counter[str] = Counter()
        roles = draft.columns.roles if draft.columns else {}
        self.scored = "score" in roles
        if self.scored and "weight" not in roles:
            self.guessed.append("表上没有分值栏，各行分值填在右侧辅助栏")

    def policy(self) -> dict[str, Any]:
        """The keys of `policy` that differ from the base form."""
        names = self._groups()
        if not self.scored:
            self.guessed.append("表上没有得分栏，按不计分的表起草")
            none = {"value": 0, "basis": self.basis}
            groups = [self._group(l1, l2, Decimal(0)) for l1, l2 in names.items()]
            return {"full_marks": none, "execution": {"points": 0, "basis": self.basis}, "groups": groups}
        if self._goals_have_points():
            return self._goal_policy(names)
        points = {l1: self._points(l1) for l1 in names}
        execution = self._execution(points)
        drafted: dict[str, Any] = {"execution": {"points": _number(execution), "basis": self.basis}}
        missing = [l1 for l1, value in points.items() if value is None]
        if missing:
            points = self._shared_out(points, execution)
        if rows := self.presets():
            points = self._of_presets(rows, points)
        full = execution + sum((value or Decimal(0) for value in points.values()), Decimal(0))
        drafted["full_marks"] = {"value": _number(full), "basis": self.basis}
        if full != HUNDRED:
            self.todo.append(
                f"各项分值合计为 {show(full)}，不是 100；样表可能有未填分值的行，请核对 groups 和 execution"
            )
        drafted["groups"] = [self._group(l1, l2, points[l1]) for l1, l2 in names.items()]
        return drafted

    def _of_presets(self, rows: list[dict[str, Any]], points: dict[str, Decimal | None]) -> dict[str, Decimal | None]:
        """The points of every group as the sum of its fixed rows; what the sample says otherwise is told."""
        sums = dict.fromkeys(points, Decimal(0))
        for row in rows:
            sums[row["l1"]] = sums.get(row["l1"], Decimal(0)) + Decimal(str(row["weight"]))
        for l1, value in points.items():
            if value is not None and value != sums[l1]:
                self.todo.append(
                    f"“{l1}”标明 {show(value)} 分，各行分值合计为 {show(sums[l1])}；按各行起草，请与文件核对"
                )
        return {l1: sums[l1] for l1 in points}

    def presets(self) -> list[dict[str, Any]]:
        """The sample's own rows, where the form prints a 评分标准 for each: such indicators are the bureau's, not the unit's."""
        columns = self.draft.columns
        if columns is None or "rule" not in columns.roles or not self.scored or len(self.draft.goals) > 1:
            return []
        if not any(row.rule.text for row in self.draft.indicators):
            return []
        rows = []
        for row in self.draft.indicators:
            if row.weight.number is None:
                continue
            texts = {"l1": row.l1_name, "l2": row.l2_name, "l3": row.label}
            extra = {"rule": squeeze(row.rule.text or ""), "note": squeeze(row.note.text or "")}
            rows.append({**texts, "weight": _number(row.weight.number), **{k: v for k, v in extra.items() if v}})
        guess = f"表上印有评分标准，{len(rows)} 行指标作为固定指标写入 indicators；由单位自定的，请删去"
        if rows and guess not in self.guessed:
            self.guessed.append(guess)
        return rows

    # -- groups and their points --------------------------------------------------------------------------------------

    def _groups(self) -> dict[str, list[str]]:
        """First-level names with their second-level ones, also of rows left blank."""
        names: dict[str, list[str]] = {}
        for l1, l2 in self._levels():
            found = names.setdefault(l1, [])
            if l2 and l2 not in found:
                found.append(l2)
        if not names:
            self.todo.append("没有认出一级指标，按全国表样的分组起草，请核对 groups")
            return {group.l1: list(group.l2) for group in self.base.policy.groups}
        return names

    def _levels(self) -> list[tuple[str, str]]:
        columns = self.draft.columns
        assert columns is not None
        levels, found = Levels(), []
        for row, state in self.draft.rows:
            if state != "indicators" or row <= columns.last_row:
                continue
            if self._is_goal(row):
                break  # a further goal: its groups are those of the first
            levels.step(self.sheet, row, columns)
            probe = Indicator(l1=levels.l1, l2=levels.l2)
            if probe.l1_points is not None:
                self._printed.setdefault(probe.l1_name, probe.l1_points)
            if probe.l1_name:
                self._rows[probe.l1_name] += 1
                found.append((probe.l1_name, probe.l2_name))
        return found

    def _is_goal(self, row: int) -> bool:
        texts = (self.sheet.text(row, column) for column in self.sheet.rows.get(row, {}))
        return any(goal_role(label_key(text)) in ("expected", "achieved") for text in texts if text and len(text) < 20)

    def _points(self, l1: str) -> Decimal | None:
        rows = [row for row in self.draft.indicators if row.l1_name == l1]
        if l1 in self._printed:
            return self._printed[l1]
        weights = [row.weight.number for row in rows if row.weight.number is not None]
        if weights:
            return sum(weights, Decimal(0))
        scores = [row.score.number for row in rows]
        if rows and all(score is not None for score in scores) and "weight" not in (self.draft.columns or rows).roles:  # type: ignore[union-attr]
            self.guessed.append(f"“{l1}”的分值按样表各行得分之和推测")
            return sum((score for score in scores if score is not None), Decimal(0))
        return None

    def _shared_out(self, points: dict[str, Decimal | None], execution: Decimal) -> dict[str, Decimal | None]:
        """Points the sample does not say: the base form's where the names are the same, else an equal share of the rest."""
        known = {group.l1: group.points for group in self.base.policy.groups}
        missing = [l1 for l1, value in points.items() if value is None]
        self.todo.append(f"样表没有写明分值：{'、'.join(missing)}，请按文件填写 groups 的 points")
        filled = {l1: value if value is not None else known.get(l1) for l1, value in points.items()}
        total = execution + sum((value or Decimal(0) for value in filled.values()), Decimal(0))
        if total == HUNDRED and all(value is not None for value in filled.values()):
            return filled
        rest = HUNDRED - execution - sum((value or Decimal(0) for value in points.values()), Decimal(0))
        share = max(Decimal(0), rest) // len(missing)
        shares = dict.fromkeys(missing, share)
        shares[missing[0]] += max(Decimal(0), rest) - share * len(missing)
        return {l1: shares[l1] if value is None else value for l1, value in points.items()}

    def _group(self, l1: str, l2: list[str], points: Decimal | None) -> dict[str, Any]:
        fixed = bool(self.draft.columns and "rule" in self.draft.columns.roles)
        group: dict[str, Any] = {"l1": l1}
        if points is not None:
            group["points"] = _number(points)
        # A second level that the sample leaves blank is left blank.
        names = l2 or [""]
        spare = 0 if fixed else min(_MOST_SPARE, max(_LEAST_SPARE, self._rows.get(l1, 0) - len(names)))
        return group | {"l2": names, "spare_rows": spare, "basis": self.basis}

    # -- execution and goals ------------------------------------------------------------------------------------------

    def _execution(self, points: dict[str, Decimal | None]) -> Decimal:
        columns = self.draft.funding_columns
        if columns is None:
            return Decimal(0)
        total = next((row for row in self.draft.funding if row.role == "total"), None)
        if total is not None and total.weight.number is not None:
            return total.weight.number
        texts = [self.sheet.text(columns.row, column) or "" for column in range(1, columns.first + 12)]
        printed = next((match for text in texts if (match := _POINTS.search(squeeze(text)))), None)
        if printed is not None:
            return Decimal(printed[1])
        if "score" not in columns.roles:
            self.todo.append("资金栏没有得分，预算执行率按不计分起草；另有规定的，请改 execution.points")
            return Decimal(0)
        if all(value is not None for value in points.values()):
            rest = HUNDRED - sum((value or Decimal(0) for value in points.values()), Decimal(0))
            if 0 < rest <= 30:
                self.guessed.append(f"预算执行率的分值按 100 减各组分值推测为 {show(rest)}")
                return rest
        self.guessed.append(f"预算执行率的分值没有写明，按全国表样 {show(self.base.policy.execution.points)} 分")
        return self.base.policy.execution.points

    def _goals_have_points(self) -> bool:
        """Whether the points belong to the goals: written beside each, or other ones in the labels of every goal."""
        goals = self.draft.goals
        if goals and all(goal.points.number is not None for goal in goals):
            return True
        return len(goals) > 1 and bool(self._label_points())

    def _label_points(self) -> dict[tuple[int, str], Decimal]:
        """Points printed in the first-level labels, by goal and name."""
        rows = self.draft.indicators
        return {(row.goal, row.l1_name): row.l1_points for row in rows if row.l1_points is not None}

    def _goal_policy(self, names: dict[str, list[str]]) -> dict[str, Any]:
        goals = sum((goal.points.number or Decimal(0) for goal in self.draft.goals), Decimal(0))
        goals = goals or sum(self._label_points().values(), Decimal(0))
        execution = self._execution({})
        return {
            "full_marks": {"value": _number(goals + execution), "basis": self.basis},
            "execution": {"points": _number(execution), "basis": self.basis},
            "goals": {"points": _number(goals), "basis": self.basis},
            "groups": [self._group(l1, l2, None) for l1, l2 in names.items()],
        }


def _number(value: Decimal) -> int | float:
    """A decimal as YAML writes it."""
    return int(value) if value == value.to_integral_value() else float(value)
