"""What of a form did not come through: its fields compared with the workbook as it is read back. Figures are adopt_figures'."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from zipingbiao.base.numbers import scale_of
from zipingbiao.base.text import label_key, normalise, squeeze
from zipingbiao.model.evaluation import SIDE_AMOUNTS, Evaluation, FundingRow, Indicator
from zipingbiao.model.quantity import understand
from zipingbiao.model.summary import Summary, SummaryRow, name_key
from zipingbiao.model.values import NOWHERE, Place, Value
from zipingbiao.scoring.engine import amount
from zipingbiao.scoring.living import original

_HEADER = {"project": "项目名称", "department": "主管部门", "implementing_unit": "实施单位"}
_AMOUNTS = {
    "carried": "上年结转", "initial": "年初预算数", "added": "追加数", "budget": "全年预算数", "arrived": "到位数",
    "executed": "全年执行数", "left": "结余数",
}  # fmt: skip
_COLUMNS = {
    "l1": "一级指标", "l2": "二级指标", "l3": "三级指标", "target": "指标值", "actual": "完成值", "weight": "分值", "score": "得分",
    "reason": "偏差原因", "rule": "评分细则", "note": "指标说明",
}  # fmt: skip
_LIST = {
    "project": "项目名称",
    **{key: label for key, label in _AMOUNTS.items() if key not in SIDE_AMOUNTS},
    "rate": "执行率",
    "score": "自评得分",
    "grade": "等级",
    "purpose": "主要用途",
}
_FREE_TEXTS = {"reasons": "未完成原因", "measures": "改进措施"}
_SHORTEST_TITLE = 5
#: No content: nothing is missing where these are not written.
_NOTHING = ("blank", "dash", "placeholder")


class Loss(NamedTuple):
    """Content of the source that the workbook does not hold; `row` is the line of the form, where it has one."""

    label: str
    text: str
    place: Place = NOWHERE
    row: str = ""


class Renaming(NamedTuple):
    """Words that the form prints in its own way."""

    label: str
    text: str
    becomes: str
    place: Place = NOWHERE


def find_losses(given: Evaluation, written: Evaluation, points: Decimal | None = None) -> list[Loss]:
    """Every value of the source that is not in the form as it is read back.

    Args:
        given: as read from the source.
        written: the same form as read from the workbook that was made of it.
        points: of 预算执行率, which a form may say in its words alone.
    """
    return [
        *_header(given, written),
        *_attributes(given, written),
        *_funding(given, written, points),
        *_goals(given, written),
        *_indicators(given, written),
        *_totals(given, written),
        *_project_list(given.project_list, written.project_list),
    ]


def find_renamings(given: Evaluation, written: Evaluation) -> list[Renaming]:
    """The title and the lines of 项目资金 that the form prints in other words."""
    found = []
    if given.title and _bare_title(given) != _bare_title(written):
        found.append(
            Renaming("标题", squeeze(given.title.text or ""), squeeze(written.title.text or ""), given.title.place)
        )
    for row, other in _pairs(given, written):
        source, becomes = label_key(row.source.text or ""), label_key(other.source.text or "") if other else ""
        if other and source and source.removeprefix("其中") != becomes.removeprefix("其中"):
            words = squeeze(row.source.text or ""), squeeze(other.source.text or "")
            found.append(Renaming("资金来源", *words, row.source.place))
    return found


def find_list_losses(given: Summary | None, written: Sequence[Summary]) -> list[Loss]:
    """What of a list of projects is in none of the lists of the workbook, in which it stands beside their own figures."""
    if given is None:
        return []
    found = []
    for row in given.rows:
        name = squeeze(row.project.text or "")
        back = [
            (other, one.unit)
            for one in written
            for other in one.rows
            if name_key(other.project.text or "") == name_key(name)
        ]
        if row.project and not back:
            found.append(Loss("清单中的项目", name, row.project.place))
            continue
        for key, label in _LIST.items():
            value: Value = getattr(row, key)
            if key == "project" or says_nothing(value.text):
                continue
            if not any(_is_listed(key, value, getattr(other, key), given.unit, unit) for other, unit in back):
                found.append(Loss(label, value.text or "", value.place, name))
    return found


def _is_listed(key: str, value: Value, other: Value, unit: str, other_unit: str) -> bool:
    return _same_amount(value, other, unit, other_unit) if key in _AMOUNTS else _same(value, other)


def says_nothing(text: str | None) -> bool:
    """Whether a text is blank, a stroke or a placeholder of the template."""
    return understand(text).shape in _NOTHING


def _header(given: Evaluation, written: Evaluation) -> Iterator[Loss]:
    for key, label in _HEADER.items():
        value: Value = getattr(given, key)
        others = {squeeze(getattr(written, other).text or "") for other in _HEADER}
        # A form that asks for one unit only still names it, where both are the same.
        if value and squeeze(value.text or "") not in others:
            yield Loss(label, value.text or "", value.place)
    if given.year and given.year_number != written.year_number:
        yield Loss("年度", given.year.text or "", given.year.place)
    if given.unit != written.unit and (given.funding or given.unit != "万元"):
        yield Loss("金额单位", given.unit, given.place)


def _attributes(given: Evaluation, written: Evaluation) -> Iterator[Loss]:
    kept = {label_key(label): squeeze(text) for label, text in written.attributes.items()}
    texts = set(kept.values())
    for label, text in given.attributes.items():
        if says_nothing(text) or squeeze(text) in texts:
            continue
        if _same_number(text, kept.get(label_key(label), "")):
            continue
        yield Loss(_FREE_TEXTS.get(label, label), text)


def _funding(given: Evaluation, written: Evaluation, points: Decimal | None) -> Iterator[Loss]:
    for row, other in _pairs(given, written):
        name = squeeze(row.source.text or "")
        for key, label in _AMOUNTS.items():
            value: Value = getattr(row, key)
            if says_nothing(value.text):
                continue
            back = getattr(other, key) if other is not None else Value()
            if not _same_amount(value, back, given.unit, written.unit):
                yield Loss(label, value.text or "", value.place, name)
        for key, label in (("weight", "分值"), ("rate", "执行率"), ("score", "得分")):
            value = original(row.rate, row.living_rate) if key == "rate" else getattr(row, key)
            value = original(row.score, row.living_score) if key == "score" else value
            if key == "weight" and row.role == "total" and value.number == points:
                continue
            if value.number is not None and not _same(value, getattr(other, key) if other is not None else Value()):
                yield Loss(label, value.text or "", value.place, name)


def _pairs(given: Evaluation, written: Evaluation) -> list[tuple[FundingRow, FundingRow | None]]:
    """Every source with the line it was written to: of the same name, else of the same kind, as the writer does it."""
    left = list(written.funding)
    found: dict[int, FundingRow] = {}
    for alike in (_same_source, _same_role):
        for index, row in enumerate(given.funding):
            match = next((other for other in left if index not in found and alike(row, other)), None)
            if match is not None:
                found[index] = match
                left.remove(match)
    return [(row, found.get(index)) for index, row in enumerate(given.funding)]


def _same_source(row: FundingRow, other: FundingRow) -> bool:
    return label_key(row.source.text or "") == label_key(other.source.text or "")


def _same_role(row: FundingRow, other: FundingRow) -> bool:
    return row.role == other.role


def _goals(given: Evaluation, written: Evaluation) -> Iterator[Loss]:
    several = len(given.goals) > 1
    for index, goal in enumerate(given.goals):
        back = written.goals[index] if index < len(written.goals) else None
        for key, label in (("expected", "年度总体目标"), ("actual", "目标的实际完成情况"), ("points", "目标的分值")):
            value: Value = getattr(goal, key)
            if not says_nothing(value.text) and not _same(value, getattr(back, key) if back else Value()):
                yield Loss(label, value.text or "", value.place, f"目标{index + 1}" if several else "")


def _indicators(given: Evaluation, written: Evaluation) -> Iterator[Loss]:
    # The writer keeps the rows of a goal in their order, and the goals in theirs.
    rows = sorted(given.indicators, key=lambda row: row.goal)
    back = sorted(written.indicators, key=lambda row: row.goal)
    named = len(rows) == len(back)
    told: set[tuple[str, Place]] = set()
    for index, row in enumerate(rows):
        other = back[index] if named else next((one for one in back if _is_row(row, one)), None)
        for key, label in _COLUMNS.items():
            value = original(row.score, row.living_score) if key == "score" else getattr(row, key)
            if key in ("target", "actual", "reason", "note") and says_nothing(value.text):
                continue
            if value and (other is None or not _is_kept(key, row, other, value)):
                # The name of a level stands in one cell for many rows.
                if key in ("l1", "l2") and (key, value.place) in told:
                    continue
                told.add((key, value.place))
                yield Loss(label, value.text or "", value.place, row.label)


def _is_kept(key: str, row: Indicator, other: Indicator, value: Value) -> bool:
    if key == "l1":
        return row.l1_name == other.l1_name and row.l1_points in (None, other.l1_points)
    if key == "l2":
        return row.l2_name == other.l2_name and row.l2_points in (None, other.l2_points)
    # The 完成值 of a formula indicator follows from its figures; the printed one stands beside them.
    return _same(value, getattr(other, key)) or (key == "actual" and _same(value, other.written_actual))


def _is_row(row: Indicator, other: Indicator) -> bool:
    return row.label == other.label and _same(row.target, other.target)


def _totals(given: Evaluation, written: Evaluation) -> Iterator[Loss]:
    """What a form without scores has no row for; elsewhere the printed total stands beside the computed one."""
    total = original(given.total, given.living_total)
    if _same(total, written.total) or total.text is None:
        return
    grade = original(given.grade, given.living_grade)
    for label, value in (("分值合计", given.total_weight), ("总分", total), ("等级", grade)):
        if not says_nothing(value.text):
            yield Loss(label, value.text or "", value.place)


def _project_list(given: Summary | None, written: Summary | None) -> Iterator[Loss]:
    rows = written.rows if written is not None else ()
    for index, row in enumerate(given.rows if given is not None else ()):
        back = rows[index] if index < len(rows) else SummaryRow(project=Value())
        assert given is not None
        for key, label in _LIST.items():
            value, other = getattr(row, key), getattr(back, key)
            unit = written.unit if written is not None else given.unit
            same = _same_amount(value, other, given.unit, unit) if key in _AMOUNTS else _same(value, other)
            if not says_nothing(value.text) and not same:
                yield Loss(label, value.text or "", value.place, squeeze(row.project.text or ""))


def _same(left: Value, right: Value) -> bool:
    if left.number is not None and right.number is not None:
        return left.number == right.number
    return _plain(left.text) == _plain(right.text)


def _same_number(left: str, right: str) -> bool:
    ours, theirs = understand(left), understand(right)
    return ours.shape == theirs.shape == "number" and ours == theirs


def _same_amount(left: Value, right: Value, unit: str, other_unit: str) -> bool:
    ours, theirs = amount(left, unit), amount(right, other_unit)
    if ours is None or theirs is None:
        return _plain(left.text) == _plain(right.text)
    return ours * scale_of(unit) == theirs * scale_of(other_unit)


def _plain(text: str | None) -> str:
    return normalise(squeeze(text or "")).replace("(", "（").replace(")", "）")


def _bare_title(evaluation: Evaluation) -> str:
    """The title without what the form prints elsewhere: year, unit, project."""
    text = squeeze(evaluation.title.text or "")
    year = str(evaluation.year_number or "")
    values = (evaluation.project, evaluation.department, evaluation.implementing_unit)
    names = sorted((squeeze(value.text or "") for value in values), key=len, reverse=True)
    for part in (*([f"{year}年度", f"{year}年"] if year else []), *names):
        # 部门整体 as the name of a project is also part of the form's name.
        text = text.replace(part, "", 1) if part and len(text) - len(part) >= _SHORTEST_TITLE else text
    return text.removeprefix("项目") if evaluation.level == "project" else text
