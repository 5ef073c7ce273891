"""The one list of the add-in's cell functions and ribbon actions; no Excel is imported here.

From it are generated the module that xlwings calls (addin/), the VBA wrappers (macros/), the ribbon and the reference
docs; `make gen-check` fails where one of them is stale.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from zipingbiao.adapters.excel import functions

#: The ribbon tab, the category of the functions in Excel's function wizard, and the name of the add-in's file.
TITLE = "绩效自评"
ADDIN_FILE = "zpb.xlam"
#: The key tip of the tab.
TAB_KEY = "ZP"
#: The importable module that xlwings calls, generated into addin/.
ENTRY_MODULE = "zipingbiao_addin"


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a cell function: its ASCII name, and its Chinese help for the function wizard."""

    name: str
    help: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell function ZPB_*: the plain function behind it takes cell values as they come, in the order of `arguments`."""

    name: str
    function: Callable[..., Any]
    help: str
    arguments: tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """A ribbon button.

    id       what the ribbon tells the VBA callback, and the callback Python
    label    on the button; `tip` beside it, in full sentences
    icon     the name of its picture in addin/icons, without ending
    key      the key tip: Alt, then TAB_KEY, then this
    large    whether it is drawn large
    group    the label of its group on the tab
    """

    id: str
    label: str
    tip: str
    icon: str
    key: str
    group: str
    large: bool = False


_FORM = Argument("form", "表样编号，如 mof-2020-project；省略时按财政部 2020 年项目支出绩效自评表", optional=True)
_WEIGHT = Argument("weight", "分值")

FORMULAS: tuple[Formula, ...] = (
    Formula(
        "ZPB_RATE",
        functions.rate,
        "预算执行率：全年执行数除以全年预算数，按表样规定的位数取舍；没有预算数时为空。",
        (Argument("budget", "全年预算数"), Argument("executed", "全年执行数，与预算数同一单位"), _FORM),
    ),
    Formula(
        "ZPB_EXEC_SCORE",
        functions.execution_score,
        "预算执行得分：执行率乘以分值，不超过分值。",
        (Argument("budget", "全年预算数"), Argument("executed", "全年执行数，与预算数同一单位"), _WEIGHT, _FORM),
    ),
    Formula(
        "ZPB_SCORE",
        functions.score,
        "指标得分：按评分方法或评分细则，由年度指标值和实际完成值计算；须由人评分时为空。",
        (
            Argument("target", "年度指标值，照表上的写法，如 ≥95%"),
            Argument("actual", "实际完成值，照表上的写法"),
            _WEIGHT,
            Argument("rule", "评分细则的文字", optional=True),
            Argument("method", "评分方法：自动、按比例、达标得满分、比率乘分值、定性三档、按细则、人工", optional=True),
            Argument("direction", "方向：≥、≤、=；省略时由指标值判断", optional=True),
            Argument("manual", "人工评分；填有数字时就以它为得分", optional=True),
            _FORM,
        ),
    ),
    Formula(
        "ZPB_EXPLAIN",
        functions.explain,
        "把评分细则的文字换算成评分方法，用一句话复述；有疑问的写明。",
        (
            Argument("rule", "评分细则的文字"),
            Argument("weight", "分值", optional=True),
            Argument("target", "年度指标值，用来发现与细则矛盾的地方", optional=True),
            Argument("name", "三级指标名称，用来发现照抄别的指标的细则", optional=True),
        ),
    ),
    Formula(
        "ZPB_GRADE",
        functions.grade,
        "评价等级：由总分按表样的等级标准得出，如 优、良、中、差。",
        (Argument("total", "总分"), _FORM),
    ),
    Formula(
        "ZPB_CHECK_ROW",
        functions.check_row,
        "检查一行指标，写出第一个问题；没有问题时为空。",
        (
            Argument("target", "年度指标值，照表上的写法"),
            Argument("actual", "实际完成值，照表上的写法"),
            _WEIGHT,
            Argument("score", "填报的得分"),
            Argument("reason", "偏差原因分析及改进措施", optional=True),
            Argument("rule", "评分细则的文字", optional=True),
            Argument("name", "三级指标名称", optional=True),
            _FORM,
        ),
    ),
    Formula(
        "ZPB_NUMBER",
        functions.number,
        "从一段文字里读出唯一的数，如“约1.2万亩”得 12000；没有数或不止一个数时为空。",
        (Argument("text", "年度指标值或实际完成值"),),
    ),
    Formula(
        "ZPB_UNIT",
        functions.unit,
        "从一段文字里读出数后面的计量单位，如“约1.2万亩”得 亩；百分数得 %。",
        (Argument("text", "年度指标值或实际完成值"),),
    ),
    Formula("ZPB_VERSION", functions.version, "加载项的版本号。", ()),
)

ACTIONS: tuple[Action, ...] = (
    Action("New", "新建自评表", "选择表样，生成一份会算分的自评工作簿并打开。", "new", "N", "填报", large=True),
    Action("AddRow", "增加指标行", "在所选指标的下面增加一行，格式、公式与本表一致。", "row", "I", "填报"),
    Action(
        "Check", "重新计算并检查 Recalculate & Check",
        "重新计算本工作簿，逐项检查，把问题写入“检查结果”，并在有问题的单元格上标记。", "check", "J", "检查", large=True,
    ),
    Action("Next", "下一个问题", "跳到检查结果里的下一个问题，说明显示在状态栏。", "next", "X", "检查"),
    Action("Clear", "清除标记", "去掉检查时加的底色和批注，恢复原来的样子。", "clear", "Q", "检查"),
    Action("Report", "生成报告", "把检查结果另存为可以打印的报告，或生成 Word 的自评报告、评价报告。", "report", "B", "报送", large=True),
    Action("Finalize", "定稿", "没有错误时，另存一份加了封签的送审版和它的 PDF；有错误时列出尚须更正的地方。", "seal", "D", "报送"),
    Action("Mail", "发送邮件", "写一封邮件草稿，附送审版和 PDF，正文写好主要数字，用本机的邮件程序打开。", "mail", "Y", "报送"),
    Action("Settings", "设置", "查看加载项的位置、版本和所用的 Python。", "settings", "S", "其他"),
    Action("Help", "帮助", "打开使用说明。", "help", "H", "其他"),
)  # fmt: skip


def formula(name: str) -> Formula:
    """The function of that name; raises KeyError."""
    return {one.name: one for one in FORMULAS}[name]
