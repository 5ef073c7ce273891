"""The words of the trade before a figure: which of them make it a budget, an expenditure, a rate, a score. No sentence is read here."""

from __future__ import annotations

import re
from typing import NamedTuple

from zipingbiao.model.report import FigureKind, Of

#: Characters before a figure that are looked at.
REACH = 90


class Label(NamedTuple):
    """What the words before a figure make of it.

    phrase  what stands before these words: the name of what the figure belongs to, if it is one
    own     the qualifier the words carry themselves (当年, 年初), for parts like 其中当年预算
    noun    支出 where it stands directly before the figure and so may end the name itself (基本支出)
    """

    kind: FigureKind
    phrase: str
    of: Of = ""
    own: str = ""
    noun: str = ""
    why: str = ""


_LINK = re.compile(
    r"(?:为|是|共计|合计|总计|累计|总共|共|计|大约|约|接近|近|超过|超|逾|不足|达到|达|了|有|：|人民币|均|仅|只|就|，?分别为|[¥￥])+$"
)
_TIMES = (
    r"(?:年初|期初|调整后的?|调整以?后的?|全年|(?<!\d年)(?<!\d)年度|整体|总体|总|当年|本年度?|本级|最终|"
    r"经批复的?|批复的?|核定的?|下达|财政)"
)
_BUDGET = re.compile(
    rf"(?P<mods>{_TIMES}*)(?P<asked>(?:安排|批复|申请|申报|下达|核定)?)预算"
    r"(?P<tail>(?:安排|批复|下达|核定|总?收入|支出|总?资金|总?金额|经费|拨款|总额度?|额度|总数额?|数额?|额|指标|规模|合计|总计|调整后的?|调整为|的)*)$"
)
_FUNDS = ("一般公共", "公共", "政府性基金", "基金", "国有资本经营", "资本经营")
_NO_BUDGET = (
    "追加", "调增", "调减", "调剂", "调整", "新增", "压减", "核减", "减少", "增加", "超", "超出", "低于", "高于", "超过", "比",
    "较", "收入", "非", "结转", "结余", "完成", "执行", "使用", "突破", "编制", "下年", "次年", "明年", "预计", "占", "与", "剩余",
    "节约", "收回", "申请", "申报", "控制", "控制在", "除", "无",
)  # fmt: skip
_BUDGET_INSIDE = re.compile(
    r"(?P<mods>(?:年初|当年|全年)?)预算(?:安排|批复|下达)?(?:的)?"
    r"(?P<name>[^，。；：（）()\d预]{2,24}?(?:费|经费|资金|支出|采购)[”\"’]?)(?:总额|总金额|金额|总计|合计)?$"
)
_NO_INSIDE = re.compile(r"用于|执行|管理|完成|编制|单位|绩效|财政拨款|收入|控制|情况|调|超|增|减|结转|结余|到位|差")
_ARRANGED = re.compile(
    r"(?:安排|下达|批复)(?:了|的)?(?:预算|财政|专项|项目|本级|中央|省级|市级|县级|区级|补助|拨款|奖补)*(?:资金|经费)$"
)
#: 预算由年初的100万元调整为80万元.
_FROM = re.compile(r"预算(?:数|金额|资金)?由(?:年初的?|原来的?)?$")
#: 年中调整为80万元, behind the budget that was adjusted.
ADJUSTED = re.compile(
    r"^，?(?:因[^，。；\d]{1,12}?)?(?:年中|年终|年末|年底|中期|后)?(?:经|预算)?(?:调整|调减|调增|压减|追加)(?:预算)?(?:为|到|至)$"
)
_FUNDS_TOTAL = re.compile(r"(?:[本该]?项目|专项|年度|全年)资金总额$")
_SPENT = re.compile(
    r"(?P<mods>(?:实际|累计|全年|本年度?|当年|已|年度|总|完成)*)"
    r"(?P<core>支出|执行|决算|使用|支付|列支|开支|发生)(?P<tail>(?:决算|执行|支出|费用|成本|合计|总计|总额|总?资金|总?经费|金额|总数|数额?|额|的)*)$"
)
_SPENT_INSIDE = re.compile(
    r"(?P<core>实际|开支|列支|实际支出|实际使用)(?:的)?(?P<name>[^，。；：（）()\d]{2,20}?(?:费|经费|资金|采购))(?:支出|总额|总金额|金额|数)*$"
)
_NO_SPENT = (
    "收入", "结转", "结余", "增加", "减少", "压减", "节约", "节省", "降低", "控制", "超", "追加", "计划", "预计", "拟", "应", "未",
    "尚未", "待", "不得", "转移", "收", "收、", "比", "较", "占", "与", "剩余", "需", "可", "将", "拟定", "预算收入", "非税",
)  # fmt: skip
_NEEDS_MORE = ("执行", "使用", "支付", "发生")

_RATE_OF_BUDGET = re.compile(
    r"(?P<verb>完成|执行|占|为|达到?|相当于|实现)?(?:了)?(?P<mods>(?:调整后?的?|全年|年度|本年度?|当年|部门|总|项目|批复)*)"
    r"(?P<initial>(?:年初|期初)?)(?:部门)?预算(?P<tail>(?:安排|批复|支出|资金|总?金额|总额|总数|数额?|额|任务|执行|指标|收入)*)(?P<of>的?)$"
)
_RATE = re.compile(
    r"(?P<core>预算(?:执行|完成|支出|使用)率|执行率|完成率|支出率|支付率|完成(?:年初)?预算率|(?:支出|执行|支付|完成)进度|使用率)$"
)
_NO_RATE = ("同比", "环比", "增长", "下降", "减少", "增加", "提高", "降低", "合同", "政策", "制度")
_BUDGET_WORDS = re.compile(r"预算|资金|支出|经费|财政|拨款")
_RATE_OF_TARGET = re.compile(
    r"(?:完成|达到|实现|占|为)(?:了)?(?:全年|年度|年初|本年|当年|计划|既定|设定|市级|省级|区级|下达|考核|绩效|个数)*(?:总?目标|任务)(?:任务|值|数|量|进度)*(?:的)?$"
)
#: 完成全年必达任务 720亿元的…, 完成年初目标值 330万元: what was to be reached.
TASK = re.compile(
    r"(?:完成|达到|实现)(?:了)?(?:[\u4e00-\u9fff]{0,10}?)(?:必达|拼搏|奋斗|考核)?(?:任务|目标)(?:值|数|任务)?(?:为|是|：)?$"
)
_SATISFIED = re.compile(
    r"(?P<name>[^，。；：、（）()\d%]{0,40}满意(?:度|率|程度))(?:指标值?|调查结果|调查|测评|评价|结果|平均值?|目标值?|均值)*"
    r"(?:也|则|仍|始终|一直|平均|基本|保持|维持|稳定|均)*在?(?P<op>(?:大于|高于|超过|超|不低于|不少于|不小于|达到|达|为|是|：|了|≥|>|=|均|不)*)$"
)

SCORE_OF: tuple[tuple[str, Of], ...] = (
    (r"(?:项目)?(?:预算|资金|预算资金|支出)?执行(?:率|情况|进度)?", "execution"),
    (r"(?:项目)?产出(?:类)?", "output"),
    (r"(?:项目)?(?<!经济)(?<!社会)(?<!生态)(?<!环境)(?:效益|效果)(?:类)?", "benefit"),
    (r"(?:项目|服务对象|社会公众)?满意度(?:类)?", "satisfaction"),
    (r"成本(?:类)?", "cost"),
    (r"(?:决策|过程|投入|管理|项目决策|项目过程|项目管理|履职|履职效能|履职效果|可持续(?:发展|影响)?)(?:类)?", "group"),
    (r"(?:年度)?(?:各项)?绩效", "indicators"),
)
_GROUP_WORD = [(re.compile(rf"(?P<name>{words}(?:指标)?(?:情况)?)(?:自评|评价|实际|综合)?$"), of) for words, of in SCORE_OF]
_SCORE_WORD = re.compile(
    r"(?:综合|总体|整体|最终|平均)?(?:总得分|总评分|总分数|总分值|总分|得分|评分|分数|自评分值|自评分|评价分|得满分|评分得|(?:自评|评价)结果|自评|得)$"
)
_POINT_WORD = re.compile(r"(?:标准|设定|总|权重|指标)?(?:满分值|满分|分值|权重分|标准分|权重|指标值)$")
_TOTAL_WORD = re.compile(
    r"(?:自评|自我评价|绩效|评价|综合|总体|整体|最终|总|项目|部门|单位|年度|本次|本年|结果|支出|评定|考评|本项目)$"
)
_WHOLE_GETS = ("本项目", "该项目", "我局", "我委", "我单位", "本单位", "本部门", "我部门", "项目综合", "综合")
_OTHER_SCORE = re.compile(
    r"(?:考核|平台|测评|考试|竞赛|文明|创建|信用|评议|排名|调查|问卷|检查|评比|专家|年均|年平均|平均|抽查|复核|复评|上年|去年|扣|加|减|失)(?:的)?$"
)


def without_link(left: str) -> tuple[str, str]:
    """The words before a figure without 为, 是, 共计 …, and those."""
    match = _LINK.search(left)
    return (left[: match.start()], match.group()) if match else (left, "")


def amount_label(left: str) -> Label | None:
    """What an amount is by the words before it; None where they do not say."""
    left, _ = without_link(left)
    if (match := _BUDGET.search(left)) is not None:
        return _budget(left[: match.start()], match)
    if (match := _BUDGET_INSIDE.search(left)) is not None and not _NO_INSIDE.search(match["name"]):
        before = left[: match.start()]
        if not before.endswith(_FUNDS + _NO_BUDGET):
            kind: FigureKind = "initial_budget" if match["mods"] == "年初" else "budget"
            return Label(kind, before + match["name"], own=match["mods"])
    if (match := _SPENT.search(left)) is not None:
        return _spent(left[: match.start()], match)
    if (match := _SPENT_INSIDE.search(left)) is not None and not _NO_INSIDE.search(match["name"]):
        return Label("executed", left[: match.start()] + match["name"])
    if (match := _FROM.search(left)) is not None:
        return Label("initial_budget", left[: match.start()])
    if (match := _FUNDS_TOTAL.search(left)) is not None:
        return Label("budget", left[: match.start()], why=f"“{match.group()}”按预算理解")
    if (match := _ARRANGED.search(left)) is not None:
        return Label("budget", left[: match.start()], why=f"“{match.group()}”按预算理解")
    return None


def _budget(before: str, match: re.Match[str]) -> Label | None:
    mods, tail = match["mods"], match["tail"]
    if before.endswith(_FUNDS):
        # 一般公共预算 is the name of the funds.
        why = f"“{match.group()}”按实际支出理解"
        return Label("executed", f"{before}预算", noun=tail, why=why) if tail == "支出" else None
    is_adjusted = "调整后" in mods + tail or "调整为" in tail
    if before.endswith("调整") and "数" in tail:
        is_adjusted, before = True, before.removesuffix("调整")
    if before.endswith(_NO_BUDGET):
        return None
    kind: FigureKind = "initial_budget" if ("年初" in mods or "期初" in mods) and not is_adjusted else "budget"
    why = "“预算支出”按预算数理解" if tail == "支出" else ""
    return Label(kind, before, own=mods, why=why)


def _spent(before: str, match: re.Match[str]) -> Label | None:
    mods, core, tail = match["mods"], match["core"], match["tail"]
    if (before.endswith(_NO_SPENT) and not before.endswith("接待")) or (mods and mods.endswith("完成") and core not in ("支出", "支付")):
        return None
    if core in _NEEDS_MORE and not mods and not tail and not before.endswith(("预算", "资金", "经费")):
        return None
    if core == "使用" and not (mods or "资金" in tail or "经费" in tail or "数" in tail or "额" in tail):
        return None
    if before.endswith("预算") and mods == "总":
        # 预算总支出: planned or spent?
        return None
    return Label("executed", before, own=mods, noun="支出" if core == "支出" and not mods else "")


def percent_label(left: str) -> Label | None:
    """What a percentage is: a rate of the budget, of an indicator's target, a satisfaction; None for all other shares."""
    if (match := _SATISFIED.search(left)) is not None:
        return Label("satisfaction", match["name"], of="target" if re.search(r"[≥=]|不低于|不少于|不小于", match["op"]) else "actual")
    plain, _ = without_link(left)
    if (match := _RATE.search(plain)) is not None:
        before, core = plain[: match.start()], match["core"]
        if before.endswith(_NO_RATE) or (core == "使用率" and not before.endswith(("资金", "经费", "预算"))):
            return None
        is_budget = "预算" in core or core in ("执行率", "支出率", "支付率", "执行进度", "支出进度", "支付进度")
        why = "平均的执行率可能不是合计数之比" if before.endswith("平均") else ""
        return Label("rate", before, of="budget" if is_budget else "", own=core, why=why)
    if (match := _RATE_OF_TARGET.search(left)) is not None:
        return Label("rate", left[: match.start()], of="indicator", own=match.group())
    left = left.removesuffix("了")
    if (match := _RATE_OF_BUDGET.search(left)) is not None:
        return _part_of_budget(left, match)
    return None


def _part_of_budget(left: str, match: re.Match[str]) -> Label | None:
    """完成年初预算的98.22%, 为预算的41.26%; not 占一般公共预算支出的 and not 比预算减少."""
    verb, before = match["verb"], left[: match.start()]
    if before.endswith((*_FUNDS, "比", "较", "超", "追加", "超过", "高于", "低于")):
        return None
    if verb is None or (verb not in ("完成", "执行") and not match["of"]) or ("收入" in match["tail"] and verb == "占"):
        return None
    why = "“占预算的”按执行率理解" if verb == "占" else ""
    return Label("rate", before, of="initial_budget" if match["initial"] else "budget", own=match.group(), why=why)


def points_label(left: str) -> Label | None:
    """What a number of points is: full marks or a score, and of what; None for points of something else."""
    plain, _ = without_link(left)
    if plain.endswith(("得满分", "获满分")):
        return Label("score", plain[:-3], of="indicator", own="得满分")
    if (match := _POINT_WORD.search(plain)) is not None:
        before = plain[: match.start()]
        name, of = group_word(before)
        return Label("points", name if of else before, of=of or "", own=match.group())
    if (match := _SCORE_WORD.search(plain)) is None:
        return None
    before, word = plain[: match.start()], match.group()
    if _OTHER_SCORE.search(before):
        return None
    name, of = group_word(before)
    if of:
        return Label("score", name, of=of, own=word)
    if word == "得" and before.endswith((*_WHOLE_GETS, "绩效自评", "绩效评价")):
        return Label("score", before, of="total", own=word)
    if word in ("得", "评分得", "得满分"):
        return Label("score", before, of="indicator", own=word)
    if word == "自评":
        # 我局自评98分; 项目自评的… needs more.
        return Label("score", before, of="total", own=word)
    is_total = _TOTAL_WORD.search(before) is not None or word not in ("得分", "评分", "分数")
    return Label("score", before, of="total" if is_total else "", own=word)


def group_word(before: str) -> tuple[str, Of]:
    """The group of indicators that a phrase ends with and what a score of it is for; ('', '') for none."""
    for pattern, of in _GROUP_WORD:
        if (match := pattern.search(before)) is not None:
            if of == "indicators" and not match["name"].endswith("指标"):
                continue
            return match["name"], of
    return "", ""
