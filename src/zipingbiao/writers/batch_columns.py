"""The columns of a batch: name, type, Chinese heading and meaning of each, and the tables they are parted into.

The Parquet's schema, the headings of the workbook, the comments of the database and the reference document come from
here. How rows are filled is written in batch_rows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from zipingbiao.model.finding import SEVERITY_WORDS
from zipingbiao.model.overview import STATUS_WORDS
from zipingbiao.scoring.kinds import ALL_KINDS

#: Amounts in 万元 to the hundredth of a 分, points and rates far beyond what forms print; numbers that do not fit are left out.
PLACES, DIGITS = 8, 28
DECIMAL = pa.decimal128(DIGITS, PLACES)
_TEXT, _COUNT, _LONG = pa.string(), pa.int32(), pa.int64()

_LEVEL_WORDS = {"project": "项目支出", "department": "部门整体支出"}
_METHOD_WORDS = {str(kind.model_fields["kind"].default): kind.title for kind in ALL_KINDS}


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    name     in the Parquet and in the database
    type     in the Parquet
    title    the Chinese heading, with the unit where there is one
    meaning  what it says, for the reference
    unit     万元, 分, 比率 (a fraction: 0.95 is 95%), 字节, ns (since 1970, UTC); '' for what has none
    words    what the codes in it are called, where it holds codes
    width    in the workbook, in characters; 0 for what is for programs and stands in no workbook
    """

    name: str
    type: pa.DataType
    title: str
    meaning: str
    unit: str = ""
    words: Mapping[Any, str] = field(default_factory=dict)
    width: float = 12


@dataclass(frozen=True, slots=True)
class BatchTable:
    """A table of its own in the workbook and in the database.

    name     in the database
    title    of the sheet
    meaning  what one row is
    row      the kind of rows of the Parquet it is made of
    columns  in their order
    inside   the list whose items are its rows, '' where the rows themselves are; `own` are then the items' columns
    """

    name: str
    title: str
    meaning: str
    row: str
    columns: tuple[Column, ...]
    inside: str = ""
    own: tuple[Column, ...] = ()


ROW = Column("row", _TEXT, "行的种类", "file 一份文件，evaluation 一张自评表，finding 一个问题")
#: What every row has besides: its file, and of the form it is about (else of most forms in the file) unit and year.
COMMON = (
    Column("file", _TEXT, "文件", "给出的文件夹名加文件夹里的路径，以 / 分隔", width=40),
    Column("unit_name", _TEXT, "单位", "项目实施单位，没有填的取主管部门；不属于某张表的行取文件里最多的一个", width=24),
    Column("year", _COUNT, "年度", "被评价的预算年度", width=7),
    Column("template", _TEXT, "表样编号", "按哪份表样读取；不认得表样的为空", width=20),
    Column("sheet", _TEXT, "工作表", "自评表或问题所在的工作表；没有工作表的文件为空", width=16),
    Column("form_number", _COUNT, "表序号", "文件里的第几张自评表，从 1 起；与 file 一起指明一张表", width=7.5),
    Column("project", _TEXT, "项目名称", "自评表上的项目名称", width=32),
)
#: `member` and `together` are what resuming needs: what grouping knows of the file, and the files it was checked with.
FILE = (
    Column("status", _TEXT, "读取结果", "这份文件怎样处理的；只有已读取的做了检查", words=STATUS_WORDS, width=10),
    Column("reason", _TEXT, "原因", "不能读取、内容重复或略过的原因", width=40),
    Column("duplicate_of", _TEXT, "与哪份文件相同", "内容完全相同、已经检查过的那份文件", width=40),
    Column("size", _LONG, "大小（字节）", "文件的大小", "字节", width=11),
    Column("modified", _LONG, "修改时间", "文件最后一次修改的时间；工作簿、数据库里换算成北京时间", "ns", width=18),
    Column("digest", _TEXT, "内容摘要", "文件内容的 SHA-256；内容相同，摘要就相同", width=0),
    Column("member", _TEXT, "归组依据", "续做时用：文件属于哪个单位和年度"),
    Column("together", _TEXT, "同组标记", "续做时用：与哪些文件合在一起检查，同组的文件标记相同"),
    Column("evaluations", _COUNT, "自评表（张）", "文件里自评表的张数", width=8),
    Column("errors", _COUNT, "错误（条）", "错误条数，已写明理由的不计", width=8),
    Column("warnings", _COUNT, "警告（条）", "警告条数，已写明理由的不计", width=8),
    Column("infos", _COUNT, "提示（条）", "提示条数，已写明理由的不计", width=8),
    Column("waived_count", _COUNT, "已说明（条）", "已写明理由、不再计数的条数", width=8),
)
INDICATOR = (
    Column("l1", _TEXT, "一级指标", "产出指标、效益指标、满意度指标等", width=12),
    Column("l2", _TEXT, "二级指标", "数量指标、质量指标、社会效益指标等", width=14),
    Column("l3", _TEXT, "三级指标", "具体指标的名称", width=28),
    Column("target", _TEXT, "年度指标值", "年初设定的指标值，照表上的文字", width=16),
    Column("actual", _TEXT, "实际完成值", "年末完成的值，照表上的文字", width=16),
    Column("weight", DECIMAL, "分值", "这个指标的满分", "分", width=8),
    Column("score", DECIMAL, "得分", "表上填的得分", "分", width=8),
    Column("computed", DECIMAL, "计算得分", "按计分口径算出的得分；要由人判定的为空", "分", width=9),
    Column("method", _TEXT, "评分方法", "计算得分用的方法", words=_METHOD_WORDS, width=12),
    Column("reason", _TEXT, "偏差原因分析及改进措施", "失分或偏离的原因与改进办法", width=32),
    Column("cell", _TEXT, "得分单元格", "得分所在的单元格或位置", width=12),
)  # fmt: skip
GOAL = (
    Column("expected", _TEXT, "预期目标", "年初设定的目标文字", width=60),
    Column("actual", _TEXT, "实际完成情况", "对应预期目标的完成文字", width=60),
)
_FIGURES = (
    Column("level", _TEXT, "评价层级", "评价项目支出还是部门整体支出", words=_LEVEL_WORDS, width=13),
    Column("department", _TEXT, "主管部门", "表上填的主管部门", width=24),
    Column("amount_unit", _TEXT, "表上的金额单位", "表上印的金额单位；这里的金额一律已换算成万元", width=9),
    Column("budget", DECIMAL, "全年预算数（万元）", "年度资金总额的全年预算数", "万元", width=14),
    Column("executed", DECIMAL, "全年执行数（万元）", "年度资金总额的全年执行数", "万元", width=14),
    Column("rate", DECIMAL, "执行率", "全年执行数除以全年预算数，按表样规定的位数取舍；0.95 即 95%", "比率", width=9),
    Column("execution_score", DECIMAL, "执行率得分", "按计分口径算出的执行率得分", "分", width=9),
    Column("total_weight", DECIMAL, "满分", "表上填的分值合计", "分", width=8),
    Column("total", DECIMAL, "总分", "表上填的总分", "分", width=8),
    Column("computed_total", DECIMAL, "应为总分", "按表上各项得分应得的总分；算不出的为空", "分", width=9),
    Column("grade", _TEXT, "等级", "表上填的等级", width=7),
    Column("computed_grade", _TEXT, "应为等级", "按应为总分应评的等级", width=9),
    Column("total_cell", _TEXT, "总分单元格", "总分所在的单元格或位置", width=12),
)
#: Amounts in 万元 whatever the form prints. The errors, warnings and infos of the form are in the columns of that name.
EVALUATION = (
    *_FIGURES,
    Column(
        "indicators", pa.list_(pa.struct([(one.name, one.type) for one in INDICATOR])), "指标", "指标表，按表上的次序"
    ),
    Column("goals", pa.list_(pa.struct([(one.name, one.type) for one in GOAL])), "总体目标", "年度总体目标，按表上的次序"),
)
FINDING = (
    Column("code", _TEXT, "规则编号", "检查规则的编号，见检查规则", width=9),
    Column("kind", _TEXT, "类别", "问题的类别，见检查规则", width=0),
    Column("severity", _TEXT, "级别", "错误须更正；警告须说明理由或更正；提示供参考", words=SEVERITY_WORDS, width=7),
    Column("cell", _TEXT, "单元格", "问题所在的单元格或位置", width=12),
    Column("label", _TEXT, "指标或栏目", "问题所在的指标或栏目", width=20),
    Column("printed", _TEXT, "填报值", "表上填的值", width=14),
    Column("expected", _TEXT, "应为", "应有的值", width=14),
    Column("value_unit", _TEXT, "值的单位", "填报值和应为的单位", width=8),
    Column("message", _TEXT, "问题", "看到什么，应当怎样", width=60),
    Column("remedy", _TEXT, "处理办法", "应当怎么办", width=40),
    Column("basis", _TEXT, "依据", "依据的文件", width=36),
    Column("waived", _TEXT, "说明", "填报人写明的理由；写明的不再计数", width=24),
)
COLUMNS = (ROW, *COMMON, *FILE, *EVALUATION, *FINDING)
SCHEMA = pa.schema([(column.name, column.type) for column in COLUMNS])

_NAMED = {column.name: column for column in COLUMNS}
_NUMBER = Column("number", _COUNT, "序号", "表上的次序，从 1 起", width=6)
_FORM = tuple(
    _NAMED[name] for name in ("unit_name", "year", "project", "file", "sheet", "form_number", "template")
)  # fmt: skip
_COUNTS = tuple(_NAMED[name] for name in ("errors", "warnings", "infos", "waived_count"))
_FILE = ("file", "unit_name", "year", "status", "reason", "duplicate_of", "size", "modified", "digest", "evaluations")

#: In the order of the workbook's sheets.
TABLES = (
    BatchTable("evaluations", "自评表", "一行一张自评表", "evaluation", (*_FORM, *_FIGURES, *_COUNTS)),
    BatchTable("findings", "问题", "一行一个问题", "finding", (*_FORM, *FINDING)),
    BatchTable("files", "文件", "一行一份文件", "file", (*(_NAMED[name] for name in _FILE), *_COUNTS)),
    BatchTable("indicators", "指标", "一行一个指标", "evaluation", _FORM, "indicators", (_NUMBER, *INDICATOR)),
    BatchTable("goals", "总体目标", "一行一个总体目标", "evaluation", _FORM, "goals", (_NUMBER, *GOAL)),
)

#: Where the Parquet keeps what the run was, as JSON; and what its keys are called.
RUN_KEY = "zipingbiao"
RUN_WORDS = {"folders": "检查的文件夹", "base": "执行时所在文件夹", "profile": "检查口径", "version": "软件版本"}


def facts_of(metadata: Mapping[bytes, bytes] | None) -> list[tuple[str, str]]:
    """What the run was, from the metadata of the Parquet: (key, value), a key of several values several times."""
    found = json.loads((metadata or {}).get(RUN_KEY.encode(), b"{}"))
    listed = {key: value if isinstance(value, list) else [value] for key, value in found.items()}
    return [(key, str(value)) for key, values in listed.items() for value in values if value is not None]
