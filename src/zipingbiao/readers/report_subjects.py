"""Whose figure it is: the phrase before the words 预算 or 支出 as a project, a part of the whole, or nobody in particular."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from zipingbiao.model.report import ReportFigure, Scope
from zipingbiao.readers.report_outline import Part
from zipingbiao.readers.report_title import is_same_name

#: named: the phrase is a name. neutral: it says nothing, the figure belongs to what is being talked about. unknown: it
#: says something that is no name.
Standing = Literal["named", "neutral", "unknown"]
LONGEST_NAME = 45


class Subject(NamedTuple):
    """Whose figure it is, as in model.report.ReportFigure; `why` what was guessed about it."""

    scope: Scope
    name: str = ""
    within: str = ""
    source: str = ""
    why: str = ""


_ORGANS = r"(?:局|委|办|厅|处|所|站|院|校|中心|单位|部门|会|队|镇|乡|街道|公司|馆|园|县|市|区|州|省)"
_LEAD = re.compile(
    rf"(?:[，。；：、）)\s]|其中|(?:预算)?调整(?:预算)?后(?:的)?|执行公务和开展业务活动(?:开支)?|全部为|均为|全为|其(?!他)|上述|本次|此次|同时|另外|此外|并且|以及|并|且|而|和|与|及|即|在(?=[\d本我该])|将|从|由|按|按照|根据|关于|预计|计划|批复|如|例如|比如|"
    rf"年中|今年|年末|年初|期初|全年|当年|本年度?|截[至止]|(?:19|20)\d{{2}}年?度?|\d{{1,2}}(?:[-—~至]\d{{1,2}})?月(?:份|底|末)?|"
    rf"\d{{1,2}}日|年?[底末]|度|我(?:部门\(单位\)|部门（单位）|{_ORGANS})|本(?:部门\(单位\)|部门（单位）|{_ORGANS}|级|项目|专项)|"
    rf"该(?:项目|专项|单位|部门|项)|各|实际|共|总|的|项目名称：)"
)
_TAIL = re.compile(
    r"(?:的|共|总|共计|合计|累计|平均|全年|全部|实际|(?:实际)?(?:项目)?(?:资金|经费)?到位(?:资金|经费)?[及和]|年度|(?:19|20)\d{2}年?度?|当年|本年度?|"
    r"年初|年中|年末|整体|总体|情况|方面|项下|已|其|在|[，：]|均|(?<=[费金目项])中)$"
)
_NEUTRAL = {
    "", "项目", "专项", "资金", "项目资金", "专项资金", "专项经费", "经费", "项目经费", "部门", "单位", "财政", "财政资金", "预算", "本级",
    "支出", "整个项目", "项目总", "部门预算", "单位预算", "预算资金", "项目预算", "财政支出", "预算支出", "项目执行", "工作经费", "总体",
    "整体", "上年", "上年度", "年初", "年末", "年度", "年", "部门整体", "单位整体", "本年", "全部", "一般", "专项支出",
}  # fmt: skip
_PROJECT_WORDS = {"项目", "专项", "项目资金", "项目经费", "项目预算", "整个项目", "项目总", "专项资金", "专项经费", "专项支出"}
_WHOLE = re.compile(r"(?:部门|单位|财政)?(?:\(单位\)|（单位）)?(?:整体|总体)支出$|^(?:本?部门|单位)支出$|^(?:全年|年度)?(?:总|财政)?支出$")
_BASIC = re.compile(r"基本支出$")
_PROJECTS = re.compile(r"项目支出$")
_FUNDS = re.compile(
    r"(?:一般公共预算(?:财政拨款)?|政府性基金(?:预算)?(?:财政拨款)?|国有资本经营(?:预算)?(?:财政拨款)?|财政拨款|财政专户(?:管理)?资金)"
)
_FUNDS_BEHIND = re.compile(r"财政拨款(?:支出)?$")
SOURCES = re.compile(
    r"(?:(?:上年度?|以前年度|往年|年初)?(?:财政拨款)?(?:结转和?结余|结余结转|结转|结余)(?:资金)?|(?:当年|本年度?)?财政拨款(?:资金)?|"
    r"(?:中央|省级?|市级?|县级?|区级?|州级|本级|上级|各级)(?:财政)?(?:补助|专项|配套|拨款|安排|拨付|转移支付)*(?:资金|经费)?|"
    r"(?:单位)?(?:自筹|自有|其他|往来)(?:资金|收入)?|单位资金|社会资金|债券资金|银行贷款|财政专户(?:管理)?资金|当年预算|本年预算|年初预算)"
)
_ITEM = re.compile(
    r"(?:费|费用|支出|补助|补贴|工资|采购|津贴|公积金|年金|保险|医疗|缴费|[（(][类款项][）)]|“?三公”?经费|公用经费|人员经费|运行经费|"
    r"办公经费|服务|福利|奖金|事务)[”\"]?$"
)
_FEE = re.compile(r"(?:费|费用|经费|采购|支出|支出[（(][类款项][）)])[”\"]?$")
_PROJECT_FUNDS = re.compile(r"(?:专项|项目|工作|活动)(?:经费|资金)[”\"]?$")
_PROJECT_LIKE = re.compile(r"(?:项目|专项|资金|经费|工程|计划|奖励|建设|平台|系统|改造|行动|活动|工作)[”\"]?$")
_THIS_PROJECT = re.compile(r"[该本此](?:项目|专项|项资金)(?:的|在)?(?:(?:19|20)\d{2}年?度?)?(?:实际|共|全年)?$")
_ORGAN_END = re.compile(rf"{_ORGANS}$")
_QUOTED = re.compile(r"^[“\"]([^“”\"]{4,60})[”\"](?:项目|专项|专项资金|工作|经费)?$")
_INSIDE = re.compile(r"^(.{2,30})中的?，?(.{2,30})$")
_NO_NAME = re.compile(
    r"[，。；：□]|用于|主要|按照|根据|完成|开展|组织|召开|举办|由于|因为|超过|低于|高于|占|人均|同比|增长|减少|不|没有|未|等方面|涉及|为了"
)
#: 实施项目共15个 names no project.
_NOBODY = re.compile(r"(?:实施|开展|安排|纳入|涉及|其他|所有|上述|相关|重点|各类|多个)+的?(?:项目|专项|资金|经费)$")
_PROCESS = re.compile(
    r"^.{0,12}(?:批复|下达|安排|批准|核定|审核|拨付|到位|投入|申请|申报|实施|落实|争取|收到|执行|通过|完成|使用|编制|追加后|调整后)$"
)


_CLAUSE_START = re.compile(
    r"^(?:[一二三四五六七八九十]{1,2}是|其[一二三四五]|第[一二三四五六七八九十]|[（(][一二三四五六七八九十\d]{1,2}[）)]|\d{1,2}[.、．]|[①-⑳])"
)
_CLAUSE_END = re.compile(r"(?:(?:支出)?(?:绩效)?(?:自评|评价)?(?:综述|情况|结果)|绩效自评|自评)$")
_PROJECT_CLAUSE = re.compile(r"(?:项目|专项|资金|经费|工程)[”\"]?$")
_WORK_CLAUSE = re.compile(
    r"^(?:加强|推进|完善|做好|提高|强化|规范|落实|开展|建立|保障|确保|合理|严格|统筹|优化|使用|申请|支持|涉及|为|因|对|各|该|本)|"
    r"[了已将]|用于|拨付|到位|按照|通过|安排|下达|批复|投入|争取|整合|部分|所有|上述|其他|相关|等"
)


def owner_of(part: Part) -> Subject:
    """Who a figure belongs to where the sentence names nobody."""
    return Subject("project", part.project) if part.project else Subject("department")


def subject_of(figure: ReportFigure) -> Subject:
    """Whose figure it is."""
    return Subject(figure.scope, figure.subject, figure.within, figure.source)


def resolve(phrase: str, part: Part, noun: str = "") -> tuple[Standing, Subject]:
    """Whose figure follows a phrase.

    Args:
        phrase: the words before the label, from the last sentence mark on. noun: 支出 where the label begins with it.
    """
    owner = owner_of(part)
    name = tidy(phrase, part)
    whole = name + noun
    if (scoped := _scoped(whole, owner)) is not None:
        return "named", scoped
    source = ""
    if (funds := _FUNDS.match(name)) is not None:
        source, name = funds.group(), tidy(name[funds.end() :], part)
        if (scoped := _scoped(name + noun, owner)) is not None:
            return "named", scoped._replace(source=source)
    elif (tail := _FUNDS_BEHIND.search(name)) is not None:
        source, name = "财政拨款", tidy(name[: tail.start()], part)
    if part.is_whole and not part.project and (name in _PROJECT_WORDS or _THIS_PROJECT.search(phrase)):
        # Which of the department's projects is meant stands in another sentence.
        return "unknown", owner
    if name in _NEUTRAL or name + noun in _NEUTRAL:
        return "neutral", _neutral(name, owner, part)._replace(source=source)
    if _NOBODY.match(name):
        return "unknown", owner
    if _NO_NAME.search(name) and not _QUOTED.match(name) and not name.endswith(("(项)", "（项）")):
        return "unknown", owner
    if _PROCESS.match(name):
        return "neutral", owner._replace(source=source, why=f"“{name}”不是名称，按所述对象理解")
    named = _named(name, part, owner)
    if noun and (named is None or (named.scope == "group" and not _FEE.search(name))):
        # 会议费支出 is spent on 会议费, but 卫生健康支出 is a name.
        named = _named(name + noun, part, owner) or named
    return ("named", named._replace(source=source)) if named else ("unknown", owner)


def named_in_clause(clause: str, part: Part) -> Subject | None:
    """The project that a clause of its own names: 一是校舍维修项目，…; 高中助学金项目自评综述：…; None for any other clause."""
    name = _CLAUSE_END.sub("", _CLAUSE_START.sub("", clause.strip()))
    if not 4 <= len(name) <= LONGEST_NAME or not _PROJECT_CLAUSE.search(name) or _WORK_CLAUSE.search(name):
        return None
    standing, subject = resolve(name, part)
    return subject if standing == "named" and not subject.why else None


def tidy(phrase: str, part: Part) -> str:
    """A phrase without years, 我局, 其中, the unit's own name before it, and 全年, 共, 实际 behind it."""
    name = phrase.strip()
    before = None
    while name != before:
        before = name
        if (lead := _LEAD.match(name)) is not None:
            name = name[lead.end() :]
        name = _without_unit(name, part)
        if (tail := _TAIL.search(name)) is not None and not _QUOTED.match(name):
            name = name[: tail.start()]
        if name.startswith("”") or (name.startswith("“") and "”" not in name):
            name = name[1:]
    return name


def _without_unit(name: str, part: Part) -> str:
    """The name without the unit's name, a short form of it, or its end (市商务局 for 武汉市商务局)."""
    for alias in (part.unit, *part.aliases):
        if alias and name.startswith(alias):
            return name[len(alias) :]
    unit = part.unit
    for length in range(min(len(unit), len(name)), 2, -1):
        if unit.endswith(name[:length]):
            return name[length:]
    return name


def _scoped(name: str, owner: Subject) -> Subject | None:
    """The department as a whole or one of its two expenditures."""
    if name in ("支出", "财政支出", "总支出") or len(name) > LONGEST_NAME:
        return None
    if _WHOLE.search(name):
        return Subject("department")
    if _BASIC.search(name) and (name == "基本支出" or _FUNDS.match(name) or name == "部门整体基本支出"):
        funds = _FUNDS.match(name)
        return Subject("basic_expenditure", source=funds.group() if funds else "")
    if name in ("项目支出", "部门项目支出", "部门整体项目支出", "专项项目支出"):
        return owner if owner.scope == "project" and owner.name else Subject("project_expenditure")
    if _PROJECTS.search(name) and (funds := _FUNDS.match(name)) is not None and name[funds.end() :] == "项目支出":
        return Subject("project_expenditure", source=funds.group())
    return None


def _neutral(name: str, owner: Subject, part: Part) -> Subject:
    if name in _PROJECT_WORDS and not part.project and not part.is_whole:
        return Subject("project")
    return owner


def _named(name: str, part: Part, owner: Subject) -> Subject | None:
    bare = name.strip("“”\"") if _QUOTED.match(name) else name
    if (quoted := _QUOTED.match(name)) is not None:
        bare = quoted.group(1)
    if re.search(r"[（(][类款项][）)]$", bare):
        return Subject("group", bare, part.project)
    if SOURCES.fullmatch(bare):
        return Subject("group", bare, part.project, bare)
    if not 2 <= len(bare) <= LONGEST_NAME and not quoted:
        return None
    if part.project:
        same = is_same_name(bare, part.project)
        if same:
            return owner
        if same is None:
            return owner._replace(why=f"“{bare}”与标题中的项目名称不完全相同")
    if not quoted and (inside := _INSIDE.match(name)) is not None and _ends_like_name(inside[1]):
        inner, outer = tidy(inside[2], part), inside[1]
        if _ends_like_name(inner):
            return Subject("group", inner, outer)
    is_item = _ITEM.search(bare) is not None and _PROJECT_FUNDS.search(bare) is None
    if (quoted and not is_item) or (_PROJECT_LIKE.search(bare) and not is_item):
        return Subject("group", bare, part.project) if part.project else Subject("project", bare)
    if is_item:
        return Subject("group", bare, part.project)
    if _ORGAN_END.search(bare):
        return Subject("group", bare, part.project, why=f"“{bare}”按所属单位理解")
    return None


def _ends_like_name(name: str) -> bool:
    return _ITEM.search(name) is not None or _PROJECT_LIKE.search(name) is not None
