"""The fields a report template may use: Chinese name → attribute of the statement. The one list, also for the docs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from zipingbiao.model.statement import Sourced
from zipingbiao.writers.word.computed import COMPUTED
from zipingbiao.writers.word.marks import flatten

#: name: on one line. text: as a person wrote it, in paragraphs. figure: a number with its unit. word: of the form's
#: definition. test: only for {% if %}. part, list: fields of their own.
FieldKind = Literal["name", "text", "figure", "word", "test", "part", "list"]
KIND_WORDS: dict[FieldKind, str] = {
    "name": "名称",
    "text": "文字",
    "figure": "数字",
    "word": "用语",
    "test": "判断",
    "part": "一组",
    "list": "一列",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name, the attribute it shows, what it says, and whose fields its items have."""

    name: str
    path: str
    kind: FieldKind
    says: str
    of: str = ""


def _fund(name: str) -> tuple[Field, ...]:
    return (
        Field("名称", "source_name", "name", f"{name}的名称，如 当年财政拨款，不带“其中”"),
        Field("年初预算数", "initial", "figure", "年初预算数，不带单位"),
        Field("全年预算数", "budget", "figure", "全年（调整后）预算数，不带单位"),
        Field("全年执行数", "executed", "figure", "全年执行数，不带单位"),
        Field("结余", "left", "figure", "全年预算数减全年执行数，不带单位"),
        Field("执行率", "rate", "figure", "全年执行数÷全年预算数"),
        Field("分值", "weight", "figure", "预算执行率的分值"),
        Field("得分", "score", "figure", "预算执行率的得分"),
    )


#: Fields by whose they are. 自评表 stands at the top of self and evaluation, 单位 at the top of summary.
SCHEMAS: Mapping[str, tuple[Field, ...]] = {
    "自评表": (
        Field("评价对象", "subject", "name", "项目名称；部门整体支出的自评表为“部门整体支出”"),
        Field("单位名称", "body", "name", "实施单位；表上没有的为主管部门"),
        Field("项目名称", "project", "name", "表上的项目名称"),
        Field("年度", "year", "figure", "自评年度，如 2019"),
        Field("主管部门", "department", "name", "主管部门"),
        Field("实施单位", "implementing_unit", "name", "项目实施单位"),
        Field("对象", "subject_word", "word", "项目；部门整体支出的自评表为“部门”"),
        Field("金额单位", "unit", "word", "表上金额的单位：万元 或 元"),
        Field("表名", "form_name", "word", "自评表的名称"),
        Field("标题分行", "has_long_title", "test", "单位名称、年度和评价对象在标题里一行写不下"),
        Field("是部门整体", "is_department", "test", "是部门整体支出的自评表"),
        Field("计分", "scored", "test", "自评表计分"),
        Field("资金", "total_fund", "part", "年度资金总额一行", "资金"),
        Field("预算有调整", "is_adjusted", "test", "年初预算数和全年预算数都有，且不相同"),
        Field("资金来源表", "sources", "list", "年度资金总额以下的各行", "资金"),
        Field("有预算的资金来源表", "budgeted_sources", "list", "其中有预算数的各行", "资金"),
        Field("资金来源单一", "is_from_one_source", "test", "全年预算数全部来自一项资金来源"),
        Field("基本支出", "basic_expenditure", "part", "基本支出，部门整体支出的自评表才有", "资金"),
        Field("项目支出", "project_expenditure", "part", "项目支出，部门整体支出的自评表才有", "资金"),
        Field("目标表", "goals", "list", "各项年度总体目标", "目标"),
        Field("指标表", "indicators", "list", "全部指标", "指标"),
        Field("完成的指标表", "met_indicators", "list", "达到指标值的指标", "指标"),
        Field("未完成的指标表", "unmet_indicators", "list", "没有达到指标值的指标", "指标"),
        Field("全部完成", "is_all_met", "test", "每一项指标都达到指标值，不适用的除外"),
        Field("有偏差率", "has_deviations", "test", "有指标能计算偏差率"),
        Field("有评分细则", "has_rules", "test", "有指标写了评分细则"),
        Field("分组表", "groups", "list", "预算执行和各一级指标，计分的", "分组"),
        Field("指标分组表", "first_levels", "list", "各一级指标，不含预算执行", "分组"),
        Field("执行", "execution", "part", "预算执行的分值和得分", "分组"),
        Field("指标数", "counted", "figure", "指标的项数，不带量词"),
        Field("完成指标数", "met", "figure", "达到指标值的项数"),
        Field("未完成指标数", "unmet", "figure", "没有达到指标值的项数"),
        Field("未判定指标数", "undecided", "figure", "从自评表看不出完成与否的项数，没有的为空"),
        Field("指标分值", "indicator_marks", "figure", "全部指标的分值"),
        Field("指标得分", "indicator_score", "figure", "全部指标的得分"),
        Field("满分", "full_marks", "figure", "满分"),
        Field("总分", "total", "figure", "自评总得分"),
        Field("总得分率", "total_rate", "figure", "总分÷满分"),
        Field("评价等级", "grade", "figure", "自评等级，如 优"),
        Field("评分标准表", "bands", "list", "等级的划分", "等级"),
        Field("概况表", "overviews", "list", "项目概况、主要内容一类的栏目", "栏目"),
        Field("问题表", "problems", "list", "原因分析、存在问题一类的栏目", "栏目"),
        Field("措施表", "measures", "list", "改进措施、建议、结果应用一类的栏目", "栏目"),
        Field("属性表", "features", "list", "其余的栏目，如 项目属性、项目类型", "栏目"),
        Field("说明表", "remarks", "list", "关于不适用、折算、封顶的说明", "说明"),
    ),
    "资金": _fund("资金来源"),
    "指标": (
        Field("名称", "indicator_name", "name", "三级指标；没有的为最近的上级"),
        Field("一级指标", "l1", "name", "一级指标"),
        Field("二级指标", "l2", "name", "二级指标"),
        Field("三级指标", "l3", "name", "三级指标"),
        Field("年度指标值", "target", "name", "年度指标值，照表上的写法"),
        Field("实际完成值", "actual", "text", "实际完成值，照表上的写法"),
        Field("分值", "weight", "figure", "分值"),
        Field("得分", "score", "figure", "得分：计入总分的那个数"),
        Field(
            "偏差率", "deviation", "figure",
            "实际完成值与年度指标值之差（不带正负号）÷年度指标值；指标值是上限（≤）的，没有超过就是 0%；两者不是可比的数时没有",
        ),
        Field("低于指标值", "is_below", "test", "有偏差，实际完成值低于年度指标值"),
        Field("高于指标值", "is_above", "test", "有偏差，实际完成值高于年度指标值"),
        Field("偏差原因", "reason", "text", "偏差原因及改进措施，照表上的写法"),
        Field("评分细则", "rule", "text", "评分细则，照表上的写法"),
        Field("已完成", "is_met", "test", "达到指标值"),
        Field("未完成", "is_unmet", "test", "没有达到指标值"),
        Field("指标值另列", "has_target_apart", "test", "有年度指标值，而且没有写在指标名称里（如 专家评审10次）"),
        Field("不适用", "left_out", "test", "按不适用处理，不计分"),
    ),
    "分组": (
        Field("名称", "name", "name", "预算执行，或一级指标的名称"),
        Field("分值", "weight", "figure", "本组的分值"),
        Field("得分", "score", "figure", "本组的得分"),
        Field("得分率", "rate", "figure", "得分÷分值"),
        Field("评价等级", "grade", "figure", "按得分率相当于哪一等级"),
        Field("指标表", "indicators", "list", "本组的指标", "指标"),
        Field("完成的指标表", "met_indicators", "list", "本组达到指标值的指标", "指标"),
        Field("未完成的指标表", "unmet_indicators", "list", "本组没有达到指标值的指标", "指标"),
        Field("指标数", "counted", "figure", "本组指标的项数"),
        Field("完成指标数", "met", "figure", "本组达到指标值的项数"),
        Field("未完成指标数", "unmet", "figure", "本组没有达到指标值的项数"),
        Field("未判定指标数", "undecided", "figure", "本组看不出完成与否的项数，没有的为空"),
        Field("全部完成", "is_all_met", "test", "本组每一项指标都达到指标值，不适用的除外"),
        Field("是预算执行", "is_execution", "test", "是预算执行一组"),
    ),
    "目标": (
        Field("预期目标", "expected", "text", "年度总体目标的预期目标"),
        Field("实际完成情况", "actual", "text", "年度总体目标的实际完成情况"),
        Field("分值", "points", "figure", "目标自己的分值，表上有的才有"),
        Field("指标表", "indicators", "list", "属于本目标的指标", "指标"),
        Field("完成的指标表", "met_indicators", "list", "本目标达到指标值的指标", "指标"),
        Field("未完成的指标表", "unmet_indicators", "list", "本目标没有达到指标值的指标", "指标"),
    ),
    "等级": (
        Field("名称", "name", "word", "等级的名称，如 优"),
        Field("范围", "limits", "word", "等级的分数范围"),
    ),
    "栏目": (
        Field("名称", "label", "word", "栏目的名称"),
        Field("内容", "content", "text", "栏目的文字"),
    ),
    "说明": (
        Field("内容", "content", "word", "一句说明"),
        Field("须核对", "needs_a_look", "test", "是写给填表人的，核对后应删去"),
    ),
    "单位": (
        Field("单位名称", "unit_name", "name", "单位名称"),
        Field("年度", "year", "figure", "自评年度"),
        Field("标题分行", "has_long_name", "test", "年度和单位名称在标题里一行写不下"),
        Field("部门整体", "department", "part", "部门整体支出的自评表；没有这张表时，其中各项为待填", "自评表"),
        Field("有主要用途", "has_purposes", "test", "项目清单写了主要用途"),
        Field("有部门整体", "has_department", "test", "有部门整体支出的自评表"),
        Field("项目自评表", "projects", "list", "各项目的自评表", "自评表"),
        Field("项目清单", "listed", "list", "各项目的金额和得分，金额以元为单位", "项目"),
        Field("项目合计", "total", "part", "项目清单的合计", "项目"),
        Field("项目个数", "count", "figure", "项目的个数"),
    ),
    "项目": (
        Field("项目名称", "name", "name", "项目名称"),
        Field("预算数", "budget", "figure", "全年预算数（元）"),
        Field("执行数", "executed", "figure", "全年执行数（元）"),
        Field("执行率", "rate", "figure", "执行数÷预算数"),
        Field("得分", "score", "figure", "自评总得分"),
        Field("评价等级", "grade", "figure", "自评等级"),
        Field("主要用途", "purpose", "text", "主要用途，清单上有的才有"),
    ),
}

#: Pictures: nothing is printed where no charts were asked for.
PICTURES = {
    "图_执行": "各项资金的预算数与执行数；汇总报告为部门整体支出的",
    "图_得分": "各组的得分率；汇总报告为部门整体支出的",
    "图_项目": "各项目的执行率，汇总报告才有",
}


class View:
    """A part of a statement as a template sees it: only its fields, by their Chinese names.

    A part that is not there (资金 of a form without money) is false, and its figures are empty.
    """

    __slots__ = ("_fields", "_label", "_owner", "_part")

    def __init__(self, owner: str, part: Any, label: str = "") -> None:
        self._owner, self._part, self._label = owner, part, label
        self._fields = _FIELDS[owner]

    def __getitem__(self, name: str) -> Any:
        field = self._fields[name]
        return _nothing(field, self._label) if self._part is None else _value(field, self._part)

    def __bool__(self) -> bool:
        return self._part is not None

    def __contains__(self, name: object) -> bool:
        return name in self._fields

    @property
    def owner(self) -> str:
        """Whose fields these are: 指标."""
        return self._owner

    def values(self) -> dict[str, Any]:
        """All fields with what they say."""
        return {name: self[name] for name in self._fields}


def _value(field: Field, part: Any) -> Any:
    compute = COMPUTED.get(field.path)
    found = compute(part) if compute is not None else getattr(part, field.path)
    if field.kind == "list":
        return [View(field.of, one) for one in found]
    if field.kind == "part":
        return View(field.of, found, _part_label(field))
    if isinstance(found, Sourced) and field.kind != "text" and (flat := flatten(found.text)) != found.text:
        return replace(found, text=flat)
    return found


def _nothing(field: Field, label: str) -> Any:
    """What a field of a part that is not there says: a figure is empty, its label tells what is missing."""
    if field.kind == "list":
        return []
    if field.kind == "part":
        return View(field.of, None, label + _part_label(field))
    if field.kind == "test":
        return False
    return "" if field.kind == "word" else Sourced("", label + field.name)


def _part_label(field: Field) -> str:
    return "" if field.name == "资金" else field.name


_FIELDS = {owner: {field.name: field for field in fields} for owner, fields in SCHEMAS.items()}
