"""The wording of a standard cut into clauses: a condition and the points it earns. Which kind it is, the kinds decide."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from zipingbiao.base.numbers import show
from zipingbiao.model.quantity import Quantity, understand
from zipingbiao.scoring.wording.clean import clean

_N = r"\d+(?:\.\d+)?"
#: 标准分值4分: the points the document itself gives the row; 满分4分, 最高得4分: the most that can be earned.
_STATED = re.compile(
    rf"(?:\A|(?<=[,;]))(?:(?P<weight>(?:本|该)?(?:项|指标)?(?:标准|基本)?分值|标准分|权重|本项|本指标)|(?P<cap>(?:本|该)?(?:项|指标)?(?:满分|最高分|上限)|(?:最高|最多)(?:可)?(?:得|计|记|给)?(?:分)?(?:不超过)?|(?:得分|总分|累计|合计)?(?:最高)?不(?:得)?超过|上限(?:为)?))(?:为|是|:|=)?(?P<n>{_N})分(?:封顶|为限|为止)?(?=[,;)]|\Z)"
    rf"|(?:\A|(?<=[,;]))(?P<top>{_N})分(?:封顶|为上限)(?=[,;)]|\Z)"
)
#: 没有此类项目的按满分; 无违规的得满分 is a condition, not a clause for units to which the indicator does not apply.
_NOT_APPLICABLE = re.compile(
    r"[,;]?\(?(?:(?:如|若|对)?(?:没有|无|本年(?:度)?无|当年无)(?:此|该|本|这)?(?:类|项)?(?![^,;]{0,10}(?:违规|违纪|违法|问题|事故|投诉|截留|差错|逾期))[^,;]{0,12}?(?:项目|采购|任务|业务|事项|情况|支出|内容|资金|工程)|(?:不涉及|未涉及|不适用)[^,;]{0,14}?)"
    r"的?(?:部门|单位)?(?:的|,)*(?:此项|本项|该项)?(?:直接|视为|视同|可|均)?[按得计记为]?满分(?:计算|处理|计|计分)?\)?(?=[,;]|\Z)"
)
_VERB = r"(?:(?:可|应|(?<!否)则|均|各|才|方|只|就)?(?:直接)?(?:得分|计分|记分|评分|赋分|给予|得|计|记|给|赋予|赋|评|打|按|算)?(?:为|:|=)?)"
_POINTS = re.compile(
    rf"(?:的|者|(?<=[%\d])时)?{_VERB}(?:(?P<full>(?:该项|本项|指标)?(?:满分|全分|全部分[值数]?)(?:计算|计|处理)?(?:\(?{_N}分\)?)?|标准分值|全额(?:得|计)分)"
    rf"|(?:满分|标准分值?|分值|权重|该项分值|本项分值|总分)的?(?:\*)?(?P<share>{_N})%(?:的?(?:分值|分数|分))?|(?P<share2>{_N})%(?:的)?(?:分值?|分数|标准分值?|权重分?|满分|得分|该项分值)|(?P<half>一半(?:分[值数]?|的?分)|分值的一半)"
    rf"|(?P<from>{_N})分?-(?P<to>{_N})分|(?P<points>{_N})分(?:值)?|(?P<zero>不(?:予)?(?:得|计|记|给|赋)分|不给予分[值数]|扣(?:除)?(?:完|光|全部(?:分[值数]?)?|全分|该项全部分[值数])|全扣))\Z"
)
_DEDUCTED = re.compile(rf"(?:的|者|,)*(?:则|应|一次性|直接)?(?:扣除?|扣减|减)(?P<points>{_N})分\Z")
_FIRST = re.compile(rf"(?:得|计|记|给)?(?P<points>满分|不得分|{_N}分)(?::|\(|=|-)(?P<condition>[^()]+)\)?\Z")
_PRO_RATA = re.compile(
    r"(?:的|者|(?<=[%\d])时)?(?:则)?(?:按|按照|根据|依)(?:其|实际)?(?:完成|达成|实际)?(?:情况|程度)?(?:的)?(?:比例|比率|完成率|进度)(?:进行)?(?:折算|计算|计|得|给|记|赋|换算)?(?:相应)?(?:得|计)?(?:分|分[值数])?\Z"
)
_OTHERWISE = re.compile(
    r"(?:否则|其余|其他|其它|反之|不然|除此(?:之外|以外)?|余下|以外)(?:情况|情形|档次|的|者|均|一律|则|为|,|:|时|下)*"
)
#: 未完成, 达不到目标值, 低于目标: the opposite of the condition before, without a figure of its own.
_NEGATED = re.compile(
    r"[^\d,]{0,10}?(?:未(?:能)?(?:全部)?(?:达|完成|实现|按|在|及时|符合|满足|通过|开展|建立|制定|公开|验收)|没有?(?:达|完成|按)|不(?:能)?(?:达|符合|满足|合格|及时|具有|具备)|达不到|完不成|低于|不足|少于|超过|超出|高于)[^\d]{0,14}"
)
#: 每…扣…分, 5%等差依次减1分: no clause of their own.
_IS_STEP = re.compile(r"每.*[扣减加]|等差|递减|(?:低|高|多|少)[^,;]*扣[^,;]*/(?:个)?百分点")
_IS_REST = re.compile(r"\(?(?:不足|不满|未满)[^,;]*(?:按|以|作|算|视|同|不)|[按同等]+比例扣|(?:最多|最高|累计)扣")
_BARE_POINTS = re.compile(rf"{_N}\Z")
#: Never the last character of 及时, 否则, 行为.
_TAIL = re.compile(r"(?:[的者,:(=\-]|(?<!否)则|(?<=[%\d])时|(?<=[率度数%\d])为|可以|应当)+\Z")
_HEAD = re.compile(r"\A(?:\d+[.、)](?!\d)|其中:?|即:?|若|如果|如|凡|当)+")
#: Words without which a text gives no points at all.
_SCORING = re.compile(rf"{_N}分(?!制|之|钟|公司|局|析)|得分|满分|[计记给扣加减赋]分|扣{_N}|折算|分值|按比例|比例计")
#: A row's result told in a sentence, not a rule.
_TOLD = re.compile(
    r"指标目标值|设定分值|根据(?:评[分价]|考核|上述)标准|(?:本|我)(?:单位|部门|局|委|办|中心|院|校)(?:该|此|本)项|(?:本|我)(?:单位|部门|局|委|办|区|市|县|州|中心|院|校)[^;]{0,60}得(?:满分)?\d|该项指标(?:得|不得)|该指标(?:得|扣)|自评(?:综合)?(?:得分|分)|综合(?:得分|评分)(?:为|\d)|总(?:得)?分(?:为)?\d|得分(?:为)?\d+(?:\.\d+)?分?,[^;]*(?:等级|优|良)|原因(?:是|为|在于|分析|:)|由于|下一步|截至|评价(?:等级|结果)为|主要(?:是|系)|(?:本次|此次)"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition and its points.

    points     None is the whole weight
    otherwise  the clause stands for 否则/其余
    negated    no points, for the opposite of another clause's condition (未完成的不得分)
    bare       the points stand without the word 分 (不太及时，2)
    pro_rata   earned in proportion (80%-100%按比例得分)
    unsure     the points cannot be told: a range of points, or a share of an unknown weight
    """

    condition: str
    points: Decimal | None
    otherwise: bool = False
    negated: bool = False
    bare: bool = False
    pro_rata: bool = False
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    """A standard's wording, normalised; weight (0: unknown), indicator name and target where they are known.

    text     without the parts that only state the row's points, and the clause for units without such projects
    others   parts that carry no points, e.g. 每超过一个百分点扣0.5分
    stated   what 标准分值 the wording itself names
    cap      what 满分/最高得分 the wording itself names
    """

    original: str
    text: str
    clauses: tuple[Clause, ...]
    others: tuple[str, ...]
    weight: Decimal
    name: str
    target: Quantity
    stated: tuple[Decimal, ...]
    cap: Decimal | None
    not_applicable: bool

    @property
    def earning(self) -> tuple[Clause, ...]:
        """The clauses with a condition of their own."""
        return tuple(clause for clause in self.clauses if not clause.otherwise)

    @property
    def otherwise(self) -> Decimal | None:
        """The points of 否则/其余; None where the wording has no such clause."""
        return next((clause.points for clause in self.clauses if clause.otherwise), None)

    @property
    def is_scoring(self) -> bool:
        """Whether the text speaks of points at all."""
        return _SCORING.search(self.text) is not None

    @property
    def is_told(self) -> bool:
        """Whether the text reports a result (根据评分标准，本单位该项得满分) and gives no rule."""
        return _TOLD.search(self.text) is not None

    def weight_notes(self) -> list[str]:
        """What the stated points and the weight of the row have to do with each other."""
        wrong = sorted({points for points in self.stated if self.weight and points != self.weight})
        notes = [
            f"细则写分值 {show(points)} 分，本行分值是 {show(self.weight)} 分；按本行分值计算，因为总分按各行分值合计"
            for points in wrong
        ]
        if self.cap is not None and self.weight and self.cap != self.weight:
            how = (
                "仍以本行分值为限"
                if self.cap > self.weight
                else f"按细则最高得 {show(self.cap)} 分，这一行因而得不满分值"
            )
            notes.append(f"细则写最高 {show(self.cap)} 分，本行分值是 {show(self.weight)} 分；{how}")
        return notes

    def top_note(self, points: Decimal | None) -> str:
        """A note where the best band earns less or more than the row's weight."""
        if points is None or not self.weight or points == self.weight or points == self.cap:
            return ""
        return f"细则最高一档 {show(points)} 分，本行分值是 {show(self.weight)} 分；照细则的分数计，不超过本行分值"

    def leftover(self, *patterns: re.Pattern[str]) -> str:
        """A part that speaks of points and is covered by none of `patterns`; a kind must not pass over it."""
        for part in self.others:
            rest = part
            for pattern in (*patterns, _HARMLESS):
                rest = pattern.sub("", rest)
            if re.search(rf"扣|{_N}分|加分|酌情|比例|满分|得分", rest):
                return part
        return ""


_HARMLESS = re.compile(
    rf"扣(?:完|至|到|减至)(?:该项|本项)?(?:{_N}分|分[值数]|零分)?(?:为止|止)?|(?:直至)?扣?(?:完为止|减到0分为止)|最低(?:得|为|计)?0分|(?:该项)?得分不为负|不倒扣|标准分值?|分值|得分率"
)
#: Names that fit any indicator.
_GENERAL = frozenset(
    {"完成率", "实际完成率", "完成比例", "完成比率", "达标率", "指标值", "实际值", "完成值", "实际完成值", "目标完成率"}
)
_COMMON_PAIRS = frozenset({"实际", "完成", "达标", "指标", "项目", "目标", "工作"})
_MEASURE = re.compile(
    r"[\u4e00-\u9fffA-Za-z]*?[\u4e00-\u9fff](?:率|度|幅|额|量|数|比|比例|得分|成绩|成本)(?![\u4e00-\u9fff]*(?:率|度))"
)
_BEFORE_SIGN = re.compile(r"\A([\u4e00-\u9fff]{2,16})(?=[≤≥<>=])")
_VERBS = re.compile(r"(?:实际)?(?:达到|达|完成|为|在|是|控制|不|按)+\Z")


def copied_name(quantity: str, name: str) -> str | None:
    """A note where the quantity a wording speaks of has nothing in common with the indicator it stands beside."""
    if not quantity or not name or quantity in _GENERAL:
        return None
    pairs = {quantity[i : i + 2] for i in range(len(quantity) - 1)} - _COMMON_PAIRS
    if not pairs or any(pair in name for pair in pairs):
        return None
    return f"细则里的“{quantity}”与指标名称“{name}”不符，可能是从别的指标复制来的；按本行实际完成值计算"


def quantity_name(condition: str) -> str:
    """The quantity a condition speaks of (部门维持在职人员完成率100%以上 → 部门维持在职人员完成率); '' for none."""
    if match := _BEFORE_SIGN.match(condition):
        return match[1]
    start = next((i for i, char in enumerate(condition) if char in "0123456789≤≥<>="), len(condition))
    if start < len(condition) and condition[start] in "0123456789":
        between = re.search(r"[≤≥<>]([\u4e00-\u9fff]{2,})[≤≥<>]", condition)
        if between:
            return between[1]
    match = _MEASURE.match(condition[:start])
    return _VERBS.sub("", match.group()) if match else ""


#: 三个月内, 5个工作日内: a limit of time that a target without figures leaves to be stated in words.
_WITHIN = re.compile(r"\d+(?:个)?(?:月|工作日|日|天|小时|周|年)(?:以|之)?内")


def is_time_limit(wording: Wording) -> str:
    """The limit of time (3个月内) that a target without figures leaves to be stated in words; '' for none."""
    if wording.target.has_digit or not wording.earning:
        return ""
    match = _WITHIN.search(wording.earning[0].condition)
    return match.group() if match else ""


def read_wording(text: str, weight: Decimal, name: str = "", target: str | None = None) -> Wording:
    """Normalises and cuts a wording; nothing is interpreted yet.

    Args:
        text: the wording as in the document.
        weight: the row's 分值; 0 where it is not known.
        name: the 三级指标, to notice a quantity name copied from another row.
        target: the 年度指标值, to notice a standard that contradicts it.
    """
    flat = clean(text)
    not_applicable = _NOT_APPLICABLE.search(flat) is not None
    if not_applicable:
        flat = _NOT_APPLICABLE.sub("", flat).strip(",;")
    stated = tuple(Decimal(match["n"]) for match in _STATED.finditer(flat) if match["weight"])
    caps = [Decimal(match["n"] or match["top"]) for match in _STATED.finditer(flat) if not match["weight"]]
    body = re.sub(r"[,;]{2,}", ";", _STATED.sub("", flat)).strip(",;") if stated or caps else flat
    clauses, others = _clauses(body, weight)
    return Wording(
        text, body, clauses, others, weight, name, understand(target), stated, min(caps, default=None), not_applicable
    )


def _clauses(body: str, weight: Decimal) -> tuple[tuple[Clause, ...], tuple[str, ...]]:
    clauses: list[Clause] = []
    others: list[str] = []
    for piece in body.split(";"):
        pending: list[str] = []
        for part in piece.split(","):
            if not part:
                continue
            if _IS_STEP.search(part) or (others and _IS_REST.match(part)):
                others.append(",".join([*pending, part]))
                pending = []
                continue
            clause = _clause(pending, part, weight)
            if clause is None:
                pending.append(part)
            else:
                clauses.append(clause)
                pending = []
        if pending:
            others.append(",".join(pending))
    return tuple(clauses), tuple(others)


def _clause(pending: list[str], part: str, weight: Decimal) -> Clause | None:
    if pending and _BARE_POINTS.match(part):
        return Clause(_condition(pending, ""), Decimal(part), bare=True)
    if match := _FIRST.match(part):
        points = None if match["points"] == "满分" else Decimal(match["points"].removesuffix("分").replace("不得", "0"))
        return _made(_condition(pending, match["condition"]), points)
    if match := _DEDUCTED.search(part):
        lost = Decimal(match["points"])
        return _made(_condition(pending, part[: match.start()]), max(weight - lost, Decimal(0)), unsure=not weight)
    if match := _POINTS.search(part):
        if part[: match.start()].endswith(("*", "/", "+")):
            return None  # the points are a factor of a formula
        condition = _condition(pending, part[: match.start()])
        if match["from"]:
            return _made(condition, Decimal(match["to"]), unsure=True)
        if share := match["share"] or match["share2"] or ("50" if match["half"] else None):
            return _made(condition, weight * Decimal(share) / 100, unsure=not weight)
        points = None if match["full"] else Decimal(match["points"] or 0)
        return _made(condition, points, empty=bool(match["zero"]))
    if (match := _PRO_RATA.search(part)) and (pending or match.start()):
        return Clause(_condition(pending, part[: match.start()]), None, pro_rata=True)
    return None


def _made(condition: str, points: Decimal | None, *, unsure: bool = False, empty: bool = False) -> Clause:
    otherwise = bool(_OTHERWISE.fullmatch(condition)) or (empty and not condition)
    negated = points == 0 and not otherwise and _NEGATED.fullmatch(condition) is not None
    return Clause(condition, points, otherwise=otherwise, negated=negated, unsure=unsure)


def _condition(pending: list[str], last: str) -> str:
    return _TAIL.sub("", _HEAD.sub("", ",".join([*pending, last]).strip(",")))
