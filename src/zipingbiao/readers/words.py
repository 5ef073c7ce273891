"""The words by which tables are found: titles, header synonyms, row labels. Addresses mean nothing here.

Every set was collected from published forms of several provinces; a synonym that only one place uses is welcome as
long as it cannot be mistaken for another column.
"""

from __future__ import annotations

import re
from functools import lru_cache

from zipingbiao.base.text import label_key
from zipingbiao.forms.parts import HELPERS, ORIGINAL_RATE, ORIGINAL_SCORE
from zipingbiao.model.evaluation import FundRole

#: (A), (B/A), (万元), (100分), (%) … behind a header word.
_SUFFIX = re.compile(
    r"\((?:满分|共)?[A-Za-z0-9/×*%‰÷=+\-,.]*(?:分|万元|元|亿元)?\)|\(\d+(?:\.\d+)?分?[×x]?执行率\)|[①②③④⑤⑥]"
    r"|/?(?:万元|元|%)\Z|\([^()]{5,}\)\Z|(?<=[\u4e00-\u9fff])[A-Z](?:/[A-Z])?\Z"
)
#: Words in brackets that are part of the heading: 全年（调整）预算数.
_INNER = re.compile(r"\((调整后?|年中|实施|主管|批复|设定)\)")
_LEADING = re.compile(r"^(?:[一二三四五六七八九十]+、|\d+[.、]|[(][一二三四五六七八九十\d]+[)])")

HELPER_KEYS: dict[str, str] = {helper.header: helper.key for helper in HELPERS}
#: A header row with this many helper headers comes from a generated workbook.
OWN_HELPERS = 5
_OURS = {ORIGINAL_RATE, ORIGINAL_SCORE}

_REVIEW = re.compile(r"复核|复评|复审|财政|抽查|审核|评审|专家|折算|系数|原表|计算|人工|上年|占比")

_LEVEL_WORDS = {
    "一级指标": "l1", "一级": "l1", "一级指标名称": "l1", "二级指标": "l2", "二级": "l2", "二级指标名称": "l2",
    "三级指标": "l3", "三级": "l3", "三级指标名称": "l3", "指标名称": "l3", "具体指标": "l3", "明细指标": "l3",
    "评价指标": "l3", "考核指标": "l3", "绩效指标名称": "l3", "四级指标": "l4", "指标类型": "l1", "指标类别": "l1",
    "考核维度": "l1", "评价维度": "l1", "考核内容": "l3", "评价内容": "l3",
}  # fmt: skip
#: The roles of the columns that name an indicator.
LEVELS = {"l1", "l2", "l3"}
_PARTS = {
    "指标性质": "operator", "性质": "operator", "符号": "operator", "比较符号": "operator", "运算符号": "operator",
    "指标符号": "operator", "计算符号": "operator", "指标方向": "operator",
    "度量单位": "measure", "计量单位": "measure", "指标单位": "measure", "单位": "measure",
    "运算符": "operator", "值": "target", "数值": "target", "完成": "actual", "实绩": "actual", "业绩值": "actual",
    "备注": "remark",
}  # fmt: skip
_RULE = re.compile(r"(?:评分|评价|计分|扣分|得分|打分|考核)(?:标准|细则|规则|办法|方法|依据|说明|要点)\Z")
_NOTE = re.compile(r"指标(?:说明|解释|内容|含义)\Z")
#: Points lost, and why; 扣分标准 is a rule.
_LOST = re.compile(r"扣分(?:原因|说明|依据|情况)|情况说明\Z|存在(?:的)?问题")
#: 计划完成值 is no 完成值.
_PLANNED = re.compile(r"(?:计划|预期|年初|预计)完成(?:指标)?(?:值|数)\Z")
_REASON = re.compile(r"原因|偏差(?!率|度|值)")
_REMEDY = re.compile(r"(?:改进|整改)(?:措施|方案|意见)")
_TARGET = re.compile(
    r"(?:(?:年度|年初|预期|计划|预算|设定|绩效|全年|调整后)*(?:设定)?(?:指标|目标|计划|预期|设定|标准)值|预期指标|指标目标"
    r"|(?:年度|年初|预期|设定)+(?:绩效)?目标|目标)\Z"
)
_ACTUAL = re.compile(r"(?:完成值|实际值|完成指标值|实现值|完成情况|实际完成|完成数|自评值|实际完成指标)\Z")
_WEIGHT = re.compile(r"(?:指标|标准|设定|参考|评价|考核|三级指标)?(?:分值|权重|满分|标准分)(?:权重|分值|值|分)?(?:\(.*\))?\Z")
_SCORE = re.compile(
    r"(?:自评|指标|单项|评价|实际|实|单位自评|部门自评)*(?:得分|评分|自评分|分数)(?:值|情况)?\Z|自评分\Z|自评分值\Z"
)


#: What a column holds, as a person calls it.
ROLE_NAMES = {
    "l1": "一级指标", "l2": "二级指标", "l3": "三级指标", "target": "指标值", "actual": "实际完成值", "weight": "分值",
    "score": "得分", "reason": "偏差原因", "rule": "评分标准", "initial": "年初预算数", "budget": "全年预算数",
    "executed": "全年执行数", "arrived": "到位数", "rate": "执行率", "carried": "上年结转", "added": "追加数",
    "left": "结余数",
}  # fmt: skip


@lru_cache(maxsize=8192)
def head_key(text: str) -> str:
    """A header text reduced for comparison: without spaces, colons, numbering, and (A)- or (万元)-like additions."""
    key = _LEADING.sub("", label_key(text))
    stripped = _SUFFIX.sub("", _INNER.sub(r"\1", key))
    return stripped or key


#: The vertical label beside the table (年度绩效目标（80分）), not a header of 目标值.
_SIDE_LABEL = re.compile(r"(?:年度)?绩效(?:目标|指标)\(\d+分\)")


@lru_cache(maxsize=8192)
def indicator_role(text: str) -> str | None:
    """Which column of the indicator table a header text names, if any."""
    key = head_key(text)
    if key in _OURS or len(key) > 20 or _SIDE_LABEL.match(label_key(text)):
        return None
    exact = _LEVEL_WORDS.get(key) or _PARTS.get(key) or _PARTS.get(key.removeprefix("绩效"))
    if exact:
        return exact
    if _LOST.search(key):
        return "reason"
    if _PLANNED.match(key):
        return "target"
    if _RULE.search(key):
        return "rule"
    if _NOTE.match(key):
        return "note"
    if _REASON.search(key):
        return "reason"
    if _REMEDY.search(key):
        return "measures"
    if _REVIEW.search(key):
        return None
    for pattern, role in ((_WEIGHT, "weight"), (_SCORE, "score"), (_ACTUAL, "actual"), (_TARGET, "target")):
        if pattern.search(key) if role == "actual" else pattern.match(key):
            return role
    return None


_INITIAL = re.compile(r"(?:年初|期初|原)(?:批复)?(?:预算|安排|计划)(?:安排|批复|金额)?数?额?\Z|年初批复(?:数|金额)?\Z")
_BUDGET = re.compile(
    r"(?:全年|年度|当年|本年|调整后?|年中调整后|资金|项目|下达|实际|财政|部门|批复)*(?:的)?预算(?:安排|批复|下达|调整|金额|总额)?数?额?(?:\(.*\))?\Z|调整数\Z"
    r"|(?:资金)?(?:计划|安排|下达)(?:数|金额)\Z|计划投资额?\Z|批复(?:金额|数)\Z|(?:年度)?(?:资金|预算)?投入数\Z"
)
_EXECUTED = re.compile(
    r"(?:全年|年度|资金|实际|项目|预算|累计|决算|本年|已)*(?:执行|支出|使用|支付|拨付|决算)(?:金额|总额)?数?额?(?:\(.*\))?\Z"
)
_ARRIVED = re.compile(r"(?:全年|资金|实际|年度)*到位(?:资金)?(?:数|金额|总额)?\Z")
_RATE = re.compile(r"(?:预算|资金|全年)*(?:执行率|执行进度|完成率|支出进度|使用率|支付率|支出率|支出占比|完成预算率)\Z")
#: A change of the budget; 调整数 alone may also be the budget as changed.
_ADDED = re.compile(
    r"(?:预算|年中|本年|当年)*(?:追加|追减|调增|调减|增减)(?:\(?[+-]?减\)?)?(?:预算)?(?:数|额|金额)?\Z|年中调整(?:数|额|金额)?\Z"
)
_CHANGE = re.compile(r"(?:年中|预算)*调整(?:数|额|金额)\Z")
_CARRIED = re.compile(r"(?:上年|上年度|年初|以前年度)(?:结转|结余|结转结余|结转和结余)(?:资金)?(?:数|额|金额)?\Z")
_LEFT = re.compile(r"(?:年末|资金|预算|当年|本年)*(?:结余|结转结余|结转和结余)(?:资金)?(?:数|额|金额)?\Z")
_OF_RATE = re.compile(r"(?:预算)?执行率?(?=权重|分值|得分|评分)")
_FUNDING = (
    ("initial", _INITIAL), ("added", _ADDED), ("left", _LEFT), ("arrived", _ARRIVED), ("budget", _BUDGET),
    ("executed", _EXECUTED), ("rate", _RATE), ("weight", _WEIGHT), ("score", _SCORE),
)  # fmt: skip


@lru_cache(maxsize=4096)
def funding_role(text: str) -> str | None:
    """Which column of the funding block a header text names, if any."""
    key = head_key(text)
    if len(key) > 20:
        return None
    if _OF_RATE.match(key):
        # 执行率权重 and 执行率得分 are the points of the rate, not of an indicator.
        key = head_key(_OF_RATE.sub("", key))
    if key == ORIGINAL_RATE:
        return "original_rate"
    if key == ORIGINAL_SCORE:
        return "original_score"
    if _CARRIED.match(key):
        return "carried"
    if _REVIEW.search(key):
        return None
    return next((role for role, pattern in _FUNDING if pattern.match(key)), None)


def is_budget_change(text: str) -> bool:
    """Whether a heading names the change of the budget where another column holds the budget as changed (预算调整数)."""
    return _CHANGE.match(head_key(text)) is not None


def budget_rank(text: str) -> int:
    """Among several budget columns the one with the lowest rank is the denominator of the rate."""
    key = head_key(text)
    for rank, word in enumerate(("全年预算", "调整后", "调整", "年度预算")):
        if word in key:
            return rank
    return 9


_TOTAL_FUND = re.compile(r"总额|总金额|合计|总计|资金总量|^预算数|总预算|小计|^年度预算资金")
_CARRYOVER = re.compile(r"结转|结余")
_OTHER_FUND = re.compile(r"其他|其它|自筹|自有|社会资金|单位资金|事业收入|贷款")
_FISCAL = re.compile(r"财政|拨款|(?:当|本)年预算|中央|省级|市级|县级|区级|本级|上级|一般公共预算|政府性基金|国有资本|补助")
PART_OF = re.compile(r"^其中")


def fund_role(label: str, has_total: bool) -> FundRole:
    """Which line of 项目资金 a label names; `has_total` says whether the total has been seen already."""
    key = label_key(label)
    if not has_total and not PART_OF.match(key) and _TOTAL_FUND.search(key):
        return "total"
    if _CARRYOVER.search(key):
        return "carryover"
    if _OTHER_FUND.search(key):
        return "other"
    if _FISCAL.search(key):
        return "fiscal"
    return "unknown"


TITLE = re.compile(
    r"自评表|评价表|评价指标(?:评分|体系)?表|自评指标表|评分表|自评得分表|自评情况表|自评打分表|自评报告表|绩效自评$|自评分表|自评$"
)
_NOT_TITLE = re.compile(r"^(?:注|备注|说明|填表|填报|附注)|。")
#: The title above the second part of a form that was split: no new form begins there.
CONTINUED = re.compile(r"\(续表?[一二三四五六七八九十\d]?\)\Z|续表[一二三四五六七八九十\d]?\Z|\A续表")
YEAR_LINE = re.compile(r"\(?(?:19|20)\d{2}年?度?\)?(?:(?:金额)?单位(?:人民币)?(?:亿元|万元|元))?\Z")
YEAR_LABEL = re.compile(r"(?:预算|评价|绩效|项目|所属|自评)?年(?:度|份)\Z|财年\Z")
YEAR_TOLD = re.compile(r"(?:预算|评价|绩效|项目|所属|自评)?年(?:度|份)[:：]?\s*\(?(?:19|20)\d{2}年?度?\)?\Z")
YEAR_INSIDE = re.compile(r"(?:19|20)\d{2}\s*年")
UNIT = re.compile(r"\((?:单位)?(亿元|万元|元)\)|单位(?:人民币)?(亿元|万元|元)|资金(万元|元)\Z")

PROJECT = re.compile(
    r"(?:一级)?(?:项目|专项|政策)(?:\(.*\))?(?:支出)?(?:资金)?名称\Z|(?:采购项目|基金)名称\Z|项目\(政策\)名称\Z|转移支付.*名称\Z"
)
DEPARTMENT = re.compile(
    r"(?:项目|资金|业务|市级|省级|区级|县级|预算|地方)*主管(?:预算)?(?:部门|单位)(?:名称)?(?:及代码|\(.*\))?\Z"
    r"|(?:市级|省级|区级|县级|本级)?预算部门(?:名称)?\Z"
)
IMPLEMENTER = re.compile(
    r"(?:项目|具体)?(?:实施|承担|执行|使用|建设|用款)(?:\(主管\))?(?:单位|部门|学校)(?:名称)?(?:及代码|\(.*\))?\Z"
    r"|项目单位\Z|采购人\Z|预算单位\Z|资金使用单位\Z|填报(?:单位|学校|部门)(?:\(.*\))?\Z"
)
UNIT_NAME = re.compile(r"(?:部门|单位|部门\(单位\)|预算单位|评价单位)(?:名称)\Z")
SCORE_LABEL = re.compile(r"自评(?:总)?(?:得分|分数|分)(?:\(分\))?\Z|总得?分\Z|评价得分\Z|综合(?:得分|评分)\Z")
GRADE_LABEL = re.compile(
    r"(?:评价|自评|绩效|结果|评定|综合|绩效评价|自评结果|评价结果)*(?:等级|等次|等第)\Z|评价结果\Z|自评结果\Z|(?:评价|自评)结论\Z"
)

EXPECTED = re.compile(
    r"(?:年度|年初)?(?:总体)?预期(?:绩效|总体)?目标.*\Z|(?:项目)?年度(?:总)?目标\Z|年初(?:设定)?(?:总体)?(?:绩效)?目标\Z|项目总(?:体)?目标\Z|全年\(?(?:调整后?)?\)?(?:绩效)?目标\Z|(?:年初|年度|设定|总体|年度绩效)目标\Z|(?:项目)?绩效目标\Z|目标内容\Z"
)
OVERALL = re.compile(r"(?:年度)?(?:总体|整体|绩效)(?:绩效)?目标(?:(?:及|和)?(?:实际)?完成情况)?\Z")
ACHIEVED = re.compile(r"(?!.*目标[及和]).{0,8}(?:完成|履约|达成|实现)(?:情况|程度)(?:\(.*\))?\Z|实际完成(?:目标)?\Z|.{0,4}实现情况\Z")

_TOTAL = re.compile(
    r"(?:自评|评价|指标|绩效|综合)?(?:总分|合计|总计|总得分|得分合计|合计得分|综合得分|总评分|总分值|总分合计|合计总分)"
    r"(?:\(.*\))?(?P<points>\d+(?:\.\d+)?)?分?\Z"
)
SUBTOTAL = re.compile(r"(?:.{0,10})小计\Z")
GRADE = re.compile(
    r"(?:.{0,6}(?:等级|等次|等第|结果|结论)(?:为|是)?)?[:：为]?\s*(优秀|优良|优|良好|良|中等|中|合格|较差|差|不合格|[A-D])(?:等|级)?\Z"
)
GRADE_PREFIX = re.compile(r".{0,6}(?:等级|等次|等第|结果|结论)[:：]?\s*\Z")
NOTES = re.compile(
    r"偏差大或|未完成原因|原因分析|(?:存在的?)?问题[和及与、]|(?:主要)?经验[和及与、]|项目主要内容|改进措施|其他需要说明|其它需要说明|需要说明|备注|填表|填报|联系|单位负责人|项目负责人|注\d?|说明|审核|.{0,8}意见|结果应用"
)

OPERATOR_WORDS = {
    "大于等于": "≥", "不小于": "≥", "小于等于": "≤", "不大于": "≤", "大于": ">", "小于": "<", "等于": "=",
}  # fmt: skip
#: Contents of a 指标性质 column that are no comparison.
NO_OPERATOR = re.compile(r"定量|定性|正向|反向|正指标|逆指标|适度|[-—/无]+\Z")

#: Labels whose value names a person or a telephone; never carried along.
PRIVATE = re.compile(r"负责人|联系|电话|填表人|填报人|经办|审核人|日期")


#: 年度绩效目标 1：（40分） — one of several goals, with points of its own, before its text.
NUMBERED_GOAL = re.compile(
    r"(?:年度)?(?:总体)?(?:绩效)?目标(?P<number>\d{1,2}|[一二三四五六七八九十])[:：]?(?:\((?P<points>\d+(?:\.\d+)?分)\))?\Z"
)


@lru_cache(maxsize=4096)
def goal_role(key: str) -> str:
    """expected, achieved or overall where a label key heads a part of 年度总体目标, else ''."""
    if not key:
        return ""
    if EXPECTED.match(key):
        return "expected"
    if ACHIEVED.match(key):
        return "achieved"
    return "overall" if OVERALL.match(key) else ""


def is_title(text: str) -> bool:
    """Whether a text is the title of a form (and not a footnote that mentions one)."""
    key = label_key(text)
    return len(key) <= 60 and TITLE.search(key) is not None and _NOT_TITLE.search(key) is None


def match_total(text: str) -> re.Match[str] | None:
    """The match where a text labels the 总分 row; group 'points' holds a total written into the label."""
    key = label_key(text)
    return _TOTAL.match(key) if len(key) <= 24 else None


_FIRST_LEVEL = re.compile(
    r"(?:[一二三四五六七八]、)?(?:项目)?(?:投入|过程|管理|决策|产出|效益|效果|成本|满意度)(?:类)?指标(?:\(.*\))?\Z"
)


@lru_cache(maxsize=4096)
def is_first_level(text: str) -> bool:
    """Whether a text is the name of a first-level indicator and nothing else: 产出指标, 二、效益指标（30分）."""
    return len(text) <= 24 and _FIRST_LEVEL.match(label_key(text)) is not None


@lru_cache(maxsize=4096)
def tells_year(text: str) -> bool:
    """Whether a text gives the year of the form and nothing else: （2019年度）, 评价年度：2021年."""
    key = label_key(text)
    return YEAR_LINE.match(key) is not None or YEAR_TOLD.match(key) is not None
