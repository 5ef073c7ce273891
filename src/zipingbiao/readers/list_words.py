"""The words of project lists and of exports of the budget system: header synonyms beyond those of the forms.

They apply to lists only: 金额 or 已支付 heads a column of a list, and may stand anywhere in a form.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from zipingbiao.base.text import label_key, squeeze
from zipingbiao.readers.words import DEPARTMENT, IMPLEMENTER, budget_rank, funding_role, head_key, match_total

AMOUNTS = ("initial", "budget", "executed", "adjustment")


class Head(NamedTuple):
    """What a header cell says: the role of its column, its rank among columns of that role (0 best), a source."""

    role: str
    rank: int = 0
    source: str = ""


_NAMES = (
    re.compile(r"[二三]级项目(?:名称)?\Z"),
    re.compile(r"(?:支出|预算|专项|实施)?项目(?:\(政策\)|支出)?名称?\Z|专项(?:资金)?名称\Z|项目\(政策\)\Z"),
    re.compile(r"(?:支出|预算)项目\Z|项目\Z|专项\Z|政策\Z|项目明细\Z|(?:经费|资金)(?:名称|项目)\Z|政策名称\Z"),
    re.compile(r"项目支出\Z"),
    re.compile(r"一级项目(?:名称)?\Z"),
)
_CODE = re.compile(r"(?:[一二三]级)?项目(?:编码|代码|编号)\Z")
_OTHER_CODE = re.compile(r"(?:编码|代码|编号)\Z")
_SERIAL = re.compile(r"序号?\Z|序列\Z|行[次号]\Z|编号\Z|No\.?\Z", re.IGNORECASE)
_DEPARTMENT = re.compile(r"(?:一级|主管|预算|归属)?部门(?:名称)?\Z|主管单位\Z|一级预算单位\Z")
_UNIT = re.compile(r"(?:(?:二级|基层)?预算|填报|编报|申报|所属|评价)?单位(?:名称)?\Z|部门\(单位\)(?:名称)?\Z")
_ROOM = re.compile(
    r"(?:项目|责任|承办|承担|实施|使用|执行|具体|经办|牵头|所属|主管)*(?:科\(?[处股]?\)?室|[处股]室)(?:名称)?\Z"
)
_SOURCE_COLUMN = re.compile(r"(?:资金|经费|预算|指标|项目资金)?(?:来源|性质)(?:名称|渠道)?\Z|资金(?:类型|类别|渠道)\Z")
_DETAIL = re.compile(r"分类|科目|文号|指标(?:编号|来源|摘要|说明|类型)|凭证|摘要")
_PURPOSE = re.compile(r"(?:主要|资金|项目|经费|支出)*(?:用途|内容)(?:说明)?\Z")
_ATTRIBUTE = re.compile(r"项目(?:类别|属性|类型|性质|分类|级次)(?:名称)?\Z")
#: Figures of a list that are none of the three: other years, parts of the year, what is left.
_NOT_AMOUNT = re.compile(
    r"上年|去年|以前|占比|比例|比重|差额|余额|结余|剩余|未|审核|待|计划|申请|在途|冻结|本月|当月|月份|季度|上半年|\d+月|笔数"
    r"|支付率|执行率|进度|完成率|\d+季"
)
_YEAR = re.compile(r"((?:19|20)\d{2})年度?")
_UNTIL = re.compile(r"(?:截[至止]|至)(?:目前|.{1,10}?[月日](?:底|末|止)?)")
_INITIAL = re.compile(
    r"(?:年初|期初|部门)*(?:部门)?(?:预算)?批复(?:预算)?(?:数额?|额|金额|资金)?\Z|(?:年初|期初)(?:部门预算|预算指标|指标|金额|安排|下达)?(?:数额?|额)?\Z"
)
_BUDGET = re.compile(
    r"(?:预算|可执行|可用|全年|年度|调整后?|累计|下达|追加后)*指标(?:数额?|额|金额|总额|合计)?\Z|调整后(?:数额?|金额)?\Z"
    r"|可执行数\Z|预算安排(?:情况)?\Z|预算总(?:额|数)\Z|预算(?:情况|合计|资金)\Z|(?:实际|资金)?(?:到位|下达|安排)(?:数额?|金额|资金|情况)?\Z"
)
_PLAIN = re.compile(
    r"(?:项目|资金|预算|经费)?(?:金额|资金|经费)(?:总额|合计|数额?)?\Z|(?:项目)?总?投资额?\Z|合计金额\Z|(?:资金|项目|金额)?(?:总额|合计|小计)\Z"
)
_EXECUTED = re.compile(
    r"(?:本年|全年|当年|年度|累计|已|实际|项目|资金|预算|财政|国库|指标)*"
    r"(?:支付|执行|支出|使用|列支|拨付|付款|决算)(?:数额?|额|金额|总额|资金|合计|情况)?\Z"
)
#: A change made during the year: the budget is what was approved plus this.
_ADJUSTMENT = re.compile(
    r"(?:预算|年中|指标|本年)*(?:调整|追加|调增|追减|调减|增减|调剂|追加追减|追加\(减\))(?:\(.{1,6}\))?(?:数额?|额|金额|预算|指标|情况)?\Z"
)
_ADJUSTED = re.compile(r"(?:年中)?调整(?:后|预算|指标)")
_EXECUTED_WORDS = ("累计", "执行", "支出", "已")

_LEVEL = r"(?:当年|本年度?|年度|本级|上级|中央|省级?|市级?|州级?|区级?|县级?|镇级?|街道)"
_SOURCE = re.compile(
    rf"{_LEVEL}*(?:一般公共预算|公共财政预算|公共预算|政府性基金|国有资本经营|社保基金|财政专户(?:管理)?|财政拨款|财政性|政府专?项?债券?|专项债券?)"
    r"(?:财政)?(?:预算)?(?:拨款|资金|收入|补助)*(?:\(.{1,12}\))?\Z"
    r"|(?:上年|以前年度|历年|年初)(?:财政(?:拨款)?|资金|度)?(?:结转和?结余|结余和?结转|结转|结余)(?:资金|数)?\Z"
    r"|(?:单位(?:自有|自筹)?|自有|自筹|其他(?:财政)?|其它|社会|事业(?:收入)?|经营收入|非税(?:收入)?|非财政拨款)(?:资金|收入)\Z|非税\Z|自筹\Z"
    rf"|{_LEVEL}+(?:财政)?(?:专项)?(?:补助|资金|拨款|安排|转移支付|配套|财政)+(?:资金)?\Z|(?:专项)?转移支付(?:资金)?\Z|财政资金\Z"
)
#: Sources only below an amount or 资金来源: alone they are no header of a column of amounts.
_SHORT_SOURCE = re.compile(rf"(?:其他|其它|财政|基金|{_LEVEL})\Z")
_LEADING = re.compile(r"^(?:其中|[一二三四五六七八九十\d]+[、.]|\(?[一二三四五六七八九十\d]+\))[:：]?")
_WHOLE = re.compile(r"(?:合计|小计|总计|总额|总数|金额|数额|资金总额|总金额|金额合计)\Z")
_SUBTOTAL = re.compile(r".{0,30}(?:合计|小计|总计|累计)数?(?:\(.{1,20}\))?\Z")
NOTE_ROW = re.compile(
    r"(?:注|备注|说明|填表说明|编制说明|填报说明)\d?[:：]|(?:制表|填表|填报|审核|复核|经办|联系|单位负责|财务负责|项目负责|编制)"
    r"(?:人|单位|电话|日期|时间)|(?:打印|导出|查询)(?:日期|时间|人)|第.{0,4}页|共.{0,4}页|单位[:：]"
)
#: How the name of a budget unit ends; such a row among projects may be the heading or the sum of its projects.
UNIT_LIKE = re.compile(
    r"(?:局|委|委员会|办|办公室|中心|处|科|股|院|校|学校|大学|小学|中学|幼儿园|馆|所|站|部|部门|本级|机关|政府|街道|街|镇|乡|大队|支队|公司|协会)"
    r"(?:[(（](?:本级|机关|汇总)[)）])?\Z"
)


@lru_cache(maxsize=4096)
def head_of(text: str) -> Head | None:
    """What a header cell of a list names, if anything that matters."""
    if len(text) > 40:
        return None
    key = head_key(text)
    year = _YEAR.match(key)
    if year:
        key = key[year.end() :]
    if until := _UNTIL.match(key):
        key = key[until.end() :]
    found = _plain_head(key)
    if found is None or year is None or found.role not in AMOUNTS:
        return found
    # 2022年决算数 beside 2023年预算数: the latest year is the one of the forms.
    return found._replace(rank=found.rank + 100 * (2100 - int(year.group(1))))


def _plain_head(key: str) -> Head | None:
    for rank, pattern in enumerate(_NAMES):
        if pattern.match(key):
            return Head("project", rank)
    for role, pattern in (
        ("code", _CODE), ("serial", _SERIAL), ("ignored", _OTHER_CODE), ("department", DEPARTMENT),
        ("department", _DEPARTMENT), ("unit", _UNIT), ("implementer", _ROOM), ("implementer", IMPLEMENTER),
        ("source", _SOURCE_COLUMN), ("attribute", _ATTRIBUTE), ("purpose", _PURPOSE),
    ):  # fmt: skip
        if pattern.search(key) if role == "ignored" else pattern.match(key):
            return Head(role)
    if (found := _amount_head(key)) is not None:
        return found
    return Head("detail") if _DETAIL.search(key) else None


def _amount_head(key: str) -> Head | None:
    if len(key) > 24 or _SOURCE.match(key):
        return None
    for cut in range(len(key) - 2, 2, -1):
        # 财政拨款预算数: a source and an amount in one.
        if _SOURCE.match(key[:cut]) and (rest := _amount_head(key[cut:])) and rest.rank < 30:
            return rest._replace(source=key[:cut])
    if _NOT_AMOUNT.search(key):
        return None
    role = funding_role(key)
    if _ADJUSTMENT.match(key) and not _ADJUSTED.match(key):
        return Head("adjustment")
    if role == "initial" or _INITIAL.match(key):
        return Head("initial", 0 if "预算" in key else 1)
    if role == "budget":
        return Head("budget", budget_rank(key))
    if role == "executed" or _EXECUTED.match(key):
        return Head("executed", next((n for n, word in enumerate(_EXECUTED_WORDS) if word in key), 9))
    if _BUDGET.match(key):
        return Head("budget", min(budget_rank(key), 5))
    return Head("budget", 30) if _PLAIN.match(key) else None


@lru_cache(maxsize=4096)
def source_of(text: str, inside: bool = False) -> str | None:
    """The source of funds a label names, without 其中 and numbering; `inside`: below an amount or 资金来源."""
    key = _LEADING.sub("", label_key(text))
    if len(key) <= 24 and (_SOURCE.match(key) or (inside and _SHORT_SOURCE.match(key))):
        return key
    return None


def is_carryover(source: str) -> bool:
    """Whether a source is what was left over of the year before."""
    return "结转" in source or "结余" in source


def is_whole(text: str) -> bool:
    """Whether a label means all sources together: 合计, 金额."""
    return _WHOLE.match(head_key(text)) is not None


def is_part(text: str) -> bool:
    """Whether a label begins with 其中: what it names is counted in the row above already."""
    return label_key(text).startswith("其中")


@lru_cache(maxsize=4096)
def total_rank(text: str) -> int:
    """2 for the label of a grand total, 1 for that of a subtotal (某单位小计), 0 for any other text."""
    key = label_key(text)
    if match_total(text) and "小计" not in key:
        return 2
    return 1 if len(key) <= 36 and _SUBTOTAL.match(key) else 0


_UNIT_OF = re.compile(
    r"(?:单位\s*[:：]?\s*|[（(\[【/／_]\s*(?:单位\s*[:：]?)?)\s*(?:人民币)?\s*[（(]?(亿元|百万元|万元|千元|元)(?!/)"
    r"|(?:数|额|资金|预算|经费)(亿元|百万元|万元|千元|元)\Z"
)


@lru_cache(maxsize=4096)
def money_unit(text: str) -> str | None:
    """The unit of amounts that a header, a title or a line 单位：元 names."""
    match = _UNIT_OF.search(squeeze(text))
    return next((group for group in match.groups() if group), None) if match else None
