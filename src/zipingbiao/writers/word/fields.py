"""The fields a report template may use: Chinese name → attribute of the statement. The one list, also for the docs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any, Literal

from zipingbiao.model.statement import Sourced
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
        Field("名称", "source", "name", f"{name}的名称，如 当年财政拨款"),
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
        Field("项目名称", "project", "name", "项目名称；部门整体支出表为单位名称"),
        Field("年度", "year", "figure", "自评年度"),
        Field("主管部门", "department", "name", "主管部门"),
        Field("实施单位", "implementing_unit", "name", "项目实施单位"),
        Field("金额单位", "unit", "word", "表上金额的单位：万元 或 元"),
        Field("表名", "form_name", "word", "自评表的名称"),
        Field("是部门整体", "is_department", "test", "是部门整体支出的自评表"),
        Field("计分", "scored", "test", "自评表计分"),
        Field("资金", "total_fund", "part", "年度资金总额一行", "资金"),
        Field("资金来源表", "sources", "list", "年度资金总额以下的各行", "资金"),
        Field("目标表", "goals", "list", "各项年度总体目标", "目标"),
        Field("指标表", "indicators", "list", "全部指标", "指标"),
        Field("完成的指标表", "met_indicators", "list", "达到指标值的指标", "指标"),
        Field("未完成的指标表", "unmet_indicators", "list", "没有达到指标值的指标", "指标"),
        Field("有原因的指标表", "explained_indicators", "list", "填有偏差原因的指标", "指标"),
        Field("分组表", "groups", "list", "预算执行和各一级指标，计分的", "分组"),
        Field("指标分组表", "first_levels", "list", "各一级指标，不含预算执行", "分组"),
        Field("产出分组表", "output_groups", "list", "产出、成本等一级指标", "分组"),
        Field("效果分组表", "effect_groups", "list", "效益、满意度等一级指标", "分组"),
        Field("执行", "execution", "part", "预算执行的分值和得分", "分组"),
        Field("指标数", "counted", "figure", "指标的个数，带量词"),
        Field("完成指标数", "met", "figure", "达到指标值的个数"),
        Field("未完成指标数", "unmet", "figure", "没有达到指标值的个数"),
        Field("指标分值", "indicator_marks", "figure", "全部指标的分值"),
        Field("指标得分", "indicator_score", "figure", "全部指标的得分"),
        Field("满分", "full_marks", "figure", "满分"),
        Field("总分", "total", "figure", "自评总得分"),
        Field("总得分率", "total_rate", "figure", "总分÷满分"),
        Field("评价等级", "grade", "figure", "自评等级，如 优"),
        Field("评分标准表", "bands", "list", "等级的划分", "等级"),
        Field("其他内容表", "other_texts", "list", "表上其他栏目的文字，如 项目概况", "栏目"),
        Field("说明表", "remarks", "list", "关于不适用、折算、封顶的说明", "说明"),
    ),
    "资金": _fund("资金来源"),
    "指标": (
        Field("一级指标", "l1", "name", "一级指标"),
        Field("二级指标", "l2", "name", "二级指标"),
        Field("三级指标", "l3", "name", "三级指标，没有的为最近的上级"),
        Field("年度指标值", "target", "name", "年度指标值，照表上的写法"),
        Field("实际完成值", "actual", "text", "实际完成值，照表上的写法"),
        Field("分值", "weight", "figure", "分值"),
        Field("得分", "score", "figure", "得分：计入总分的那个数"),
        Field("偏差率", "deviation", "figure", "（实际完成值－年度指标值）÷年度指标值；两者不是可比的数时没有"),
        Field("偏差原因", "reason", "text", "偏差原因及改进措施，照表上的写法"),
        Field("评分细则", "rule", "text", "评分细则，照表上的写法"),
        Field("已完成", "is_met", "test", "达到指标值"),
        Field("未完成", "is_unmet", "test", "没有达到指标值"),
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
        Field("指标数", "counted", "figure", "本组指标的个数"),
        Field("完成指标数", "met", "figure", "本组达到指标值的个数"),
        Field("未完成指标数", "unmet", "figure", "本组没有达到指标值的个数"),
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
    "说明": (Field("内容", "content", "word", "一句说明"),),
    "单位": (
        Field("单位名称", "unit_name", "name", "单位名称"),
        Field("年度", "year", "figure", "自评年度"),
        Field("部门整体", "department", "part", "部门整体支出的自评表；没有这张表时，其中各项为待填", "自评表"),
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
PICTURES = {"图_执行": "各项资金的预算数与执行数", "图_得分": "各组的得分率"}
#: First levels that say what was done, by words in their names; the others say what came of it.
_OUTPUT = ("产出", "成本", "管理", "投入", "过程", "履职", "决策", "运行", "预算", "执行")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text of the form with the label it stands under."""

    label: str
    content: Any


def _explained(part: Any) -> tuple[Any, ...]:
    return tuple(one for one in part.indicators if one.reason)


def _of_groups(part: Any, output: bool) -> tuple[Any, ...]:
    return tuple(one for one in part.first_levels if any(word in one.key for word in _OUTPUT) is output)


_COMPUTED: Mapping[str, Any] = {
    "is_department": lambda part: part.level == "department",
    "is_met": lambda part: part.completion == "met",
    "is_unmet": lambda part: part.completion == "unmet",
    "is_execution": lambda part: part.key == "execution",
    "has_department": lambda part: part.department is not None,
    "met_indicators": lambda part: tuple(one for one in part.indicators if one.completion == "met"),
    "unmet_indicators": lambda part: tuple(one for one in part.indicators if one.completion == "unmet"),
    "explained_indicators": _explained,
    "output_groups": lambda part: _of_groups(part, True),
    "effect_groups": lambda part: _of_groups(part, False),
    "other_texts": lambda part: tuple(Labelled(label, text) for label, text in part.attributes.items() if text),
    "remarks": lambda part: tuple(Labelled("", text) for text in part.notes),
}


class View:
    """A part of a statement as a template sees it: only its fields, by their Chinese names.

    A part that is not there (资金 of a form without money) is false, and its figures are empty.
    """

    __slots__ = ("_fields", "_owner", "_part")

    def __init__(self, owner: str, part: Any) -> None:
        self._owner, self._part = owner, part
        self._fields = {field.name: field for field in SCHEMAS[owner]}

    def __getitem__(self, name: str) -> Any:
        return _value(self._fields[name], self._part)

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
    if part is None:
        return _nothing(field)
    compute = _COMPUTED.get(field.path)
    found = compute(part) if compute is not None else attrgetter(field.path)(part)
    if field.kind == "list":
        return [View(field.of, one) for one in found]
    if field.kind == "part":
        return View(field.of, found)
    if isinstance(found, Sourced) and field.kind != "text" and (flat := flatten(found.text)) != found.text:
        return replace(found, text=flat)
    return found


def _nothing(field: Field) -> Any:
    if field.kind == "list":
        return []
    if field.kind == "part":
        return View(field.of, None)
    if field.kind == "test":
        return False
    return "" if field.kind == "word" else Sourced("", field.name)
