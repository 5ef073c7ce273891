"""Overviews made by hand: of a county of few units and of a city of hundreds, with the long and hostile texts of real folders."""

from __future__ import annotations

import random
from decimal import Decimal

from zipingbiao.model.finding import Severity
from zipingbiao.model.overview import (
    Distribution,
    FileLine,
    FindingLine,
    FormLine,
    GroupLine,
    Outlier,
    Overview,
    RuleLine,
    Sample,
    Spot,
    Stratum,
    Tally,
)

HOSTILE = "<script>alert('1')</script>\" onmouseover=\"alert(2)\x00\udce9"
FOLDER = "2025年度绩效自评/报送材料"
GRADES = ("优", "良", "中", "差")

_NOTHING = GroupLine("合计", 2, 0, 0, 0, None, None, None, None, None, None, 0, 0, (), Tally())
#: Of a folder in which nothing was found.
EMPTY = Overview("汇总", (), "", _NOTHING, (), (), (), (), (), Sample(1, 0, (), ()), (), 0, ())

_PLACES = ("市", "东湖区", "临江县", "高新技术产业开发区", "青山镇")
_BUREAUS = (
    "教育局", "卫生健康委员会", "农业农村局", "住房和城乡建设局", "生态环境局", "应急管理局", "民政局", "交通运输局", "水务和湖泊局",
    "文化和旅游局", "人力资源和社会保障局", "退役军人事务局", "市场监督管理局", "公安局交通管理支队", "图书馆", "第一人民医院",
    "残疾人联合会", "档案馆", "机关事务服务中心", "行政审批局",
)  # fmt: skip
_PROJECTS = (
    "城乡居民基本医疗保险财政补助", "义务教育薄弱环节改善与能力提升", "高标准农田建设", "老旧小区改造配套基础设施", "大气污染防治", "安全生产专项",
    "困难群众救助补助资金", "农村公路养护", "病险水库除险加固", "公共图书馆免费开放", "就业补助资金", "聘用人员经费", "食品安全监管", "办公设备购置",
)  # fmt: skip
_FORMS = ("项目支出绩效自评表（2020 年式样）", "项目支出绩效自评表（湖北省）", "部门整体支出绩效自评表", "未识别的表样")
_RULES: tuple[tuple[str, str, Severity, str], ...] = (
    ("ZP027", "没有填实际完成值", "error", "「应急演练次数」没有填实际完成值，却得 5 分（分值 5 分）。"),
    ("ZP006", "执行率偏低，没有说明原因", "warning", "执行率 61.20%，低于 80%，没有说明原因。"),
    ("ZP014", "总分与各项得分之和不符", "error", "「总分」填 97 分，按各项得分之和应为 96.85 分（9.85+87.00）。"),
    ("ZP019", "得分与评分细则或表样规定的算法不符", "warning", "「参保率」完成 92%，指标值 ≥95%，按比例应得 9.68 分，填 10 分。"),
    ("ZP001", "执行率与执行数、预算数不符", "error", "「年度资金总额」的执行率填 98.5%，按执行数 4,753.66 万元 ÷ 预算数 4,926.32 万元应为 96.49%。"),
    ("ZP039", "不同的地方用了同一段偏差原因", "warning", "「受疫情影响，项目未能按期实施」与另外 3 个项目的偏差原因一字不差。"),
    ("ZP023", "等级与总分不符", "error", "等级填“优”，总分 88.6 分按规定是“良”。"),
    ("ZP007", "预算有调整，没有说明", "info", "全年预算数比年初预算数少 320.5 万元（-24.10%），没有说明。"),
    ("ZP024", "各项都得满分", "info", "全部 14 项指标都得满分。"),
)  # fmt: skip


def overview(units: int, *, forms_per_unit: int = 8, listed: int = 5_000, seed: int = 7) -> Overview:
    """An overview of so many units, the same for the same seed; the first unit and its texts are hostile.

    Args:
        units: how many, at least 1.
        forms_per_unit: on average.
        listed: findings at most.
        seed: of everything that varies.
    """
    chance = random.Random(seed)
    names = [*dict.fromkeys(_unit(number, chance) for number in range(units * 3))][:units]
    by_unit = tuple(
        sorted(
            (_line(name, 1, max(1, round(chance.gauss(forms_per_unit, 3))), chance) for name in names),
            key=lambda line: -line.found.errors / line.forms,
        )
    )
    total = _sum("合计", by_unit, units)
    found = tuple(
        sorted(
            (_finding(chance, names) for _ in range(min(total.found.all + total.found.waived, listed))), key=_severity
        )
    )
    by_form = tuple(
        _sum(name, by_unit[number :: len(_FORMS)], len(by_unit[number :: len(_FORMS)]))
        for number, name in enumerate(_FORMS)
        if by_unit[number :: len(_FORMS)]
    )
    return Overview(
        title="2025 年度绩效自评检查汇总",
        folders=(FOLDER,),
        profile="湖北省（鄂财绩发〔2023〕2号）",
        all=total,
        by_unit=by_unit,
        by_form=by_form,
        by_rule=tuple(_rule(number, total, chance, names) for number in range(len(_RULES))),
        distributions=_distributions(total, chance),
        outliers=_outliers(chance, names),
        sample=_sample(chance, names, total.forms),
        findings=found,
        finding_count=total.found.all + total.found.waived,
        unchecked=_unchecked(chance, names),
        notes=("部门整体的预算数、执行数包括其项目的，金额合计有重复计算。", "有 3 个单位的名称写法不一，已合并。"),
    )


def _severity(line: FindingLine) -> tuple[bool, int]:
    return line.waived is not None, ("error", "warning", "info").index(line.severity)


def _unit(number: int, chance: random.Random) -> str:
    if number == 0:
        return f"{HOSTILE}局"
    if number == 1:
        return (
            "市住房和城乡建设局（市人民防空办公室、市房屋征收与补偿管理办公室、市保障性安居工程建设工作领导小组办公室）"
        )
    return chance.choice(_PLACES) + chance.choice(_BUREAUS) + ("" if number < 90 else f"第{number % 7 + 1}分局")


def _line(name: str, units: int, forms: int, chance: random.Random) -> GroupLine:
    budget = Decimal(chance.randrange(50_000, 90_000_000)) / 100
    executed = (budget * Decimal(chance.uniform(0.55, 1.02))).quantize(Decimal("0.01"))
    scored = max(0, forms - chance.choice((0, 0, 0, 1)))
    full = min(scored, chance.choice((0, 0, 1, 2, forms)))
    low = Decimal(chance.randrange(5_000, 9_900)) / 100
    high = Decimal(100) if full else min(Decimal(100), low + Decimal("3.75"))
    best = min(forms, round(forms * 0.7))
    money = chance.random() > 0.04
    return GroupLine(
        name=name,
        files=max(1, forms - chance.randrange(0, 3)),
        forms=forms,
        units=units,
        clean=chance.randrange(0, forms),
        budget=budget if money else None,
        executed=executed if money else None,
        rate=executed / budget if money else None,
        mean=(low + high) / 2 if scored else None,
        lowest=low if scored else None,
        highest=high if scored else None,
        scored=scored,
        full=full,
        grades=tuple(zip(GRADES, (best, forms - best, 0, 0), strict=True)),
        found=Tally(
            chance.randrange(0, 3 * forms),
            chance.randrange(0, 4 * forms),
            chance.randrange(0, forms + 1),
            chance.choice((0, 0, 2)),
        ),
    )


def _sum(name: str, lines: tuple[GroupLine, ...], units: int) -> GroupLine:
    budget = sum((line.budget or Decimal(0) for line in lines), Decimal(0))
    executed = sum((line.executed or Decimal(0) for line in lines), Decimal(0))
    means = [line.mean for line in lines if line.mean is not None]
    grades = [(grade, sum(dict(line.grades).get(grade, 0) for line in lines)) for grade in GRADES]
    return GroupLine(
        name=name,
        files=sum(line.files for line in lines),
        forms=sum(line.forms for line in lines),
        units=units,
        clean=sum(line.clean for line in lines),
        budget=budget,
        executed=executed,
        rate=executed / budget if budget else None,
        mean=sum(means, Decimal(0)) / len(means) if means else None,
        lowest=min((line.lowest for line in lines if line.lowest is not None), default=None),
        highest=max((line.highest for line in lines if line.highest is not None), default=None),
        scored=sum(line.scored for line in lines),
        full=sum(line.full for line in lines),
        grades=tuple(grades),
        found=Tally(
            *(sum(getattr(line.found, key) for line in lines) for key in ("errors", "warnings", "infos", "waived"))
        ),
    )


def _spot(chance: random.Random, unit: str, project: str) -> Spot:
    sheet = chance.choice((project[:31], "项目支出绩效自评表", "Sheet1", None))
    ending = ".docx" if sheet is None else ".xlsx"
    return Spot(
        f"{FOLDER}/{unit.replace('/', '')}/{project} 自评表{ending}",
        sheet,
        None if sheet is None else f"{chance.choice('BDFH')}{chance.randrange(4, 60)}",
    )


def _rule(number: int, total: GroupLine, chance: random.Random, names: list[str]) -> RuleLine:
    code, title, severity, example = _RULES[number]
    forms = max(1, total.forms // (number + 2))
    return RuleLine(
        code=code,
        title=title,
        severity=severity,
        kind="other",
        findings=forms * 2,
        files=forms,
        forms=forms,
        units=max(1, total.units // (number + 1)),
        share=Decimal(forms) / total.forms,
        waived=number % 3,
        example=example if number else example + HOSTILE,
        where=_spot(chance, chance.choice(names), chance.choice(_PROJECTS)),
    )


def _distributions(total: GroupLine, chance: random.Random) -> tuple[Distribution, ...]:
    def parts(weights: tuple[int, ...], whole: int) -> list[int]:
        counts = [whole * weight // sum(weights) for weight in weights]
        counts[-1] += whole - sum(counts)
        return counts

    totals = (
        "不足60分",
        "60–70分（不含70）",
        "70–80分（不含80）",
        "80–85分（不含85）",
        "85–90分（不含90）",
        "90–95分（不含95）",
        "95–100分（不含100）",
        "100分",
    )
    rates = ("低于 50%", "50%～60%", "60%～70%", "70%～80%", "80%～90%", "90%～100%", "100%", "超过 100%")
    return (
        Distribution("自评总分", "自评表张数", tuple(zip(totals, parts((1, 1, 2, 4, 9, 22, 38, 23), total.scored), strict=True)), "按表上填的总分。"),
        Distribution("等级", "自评表张数", total.grades),
        Distribution("预算执行率", "自评表张数", tuple(zip(rates, parts((3, 2, 3, 5, 9, 41, 35, 2), total.forms), strict=True)), "只算预算数、执行数都填了的表。"),
        Distribution("每张表的错误数", "自评表张数", tuple(zip(("没有错误", "1 条", "2～3 条", "4～9 条", "10 条以上"), parts((30, 22, 24, 18, 6), total.forms), strict=True))),
    )  # fmt: skip


def form_line(chance: random.Random, unit: str, remark: str = "") -> FormLine:
    """A form of the unit, for a list."""
    project = chance.choice(_PROJECTS) + "项目"
    total = Decimal(chance.randrange(7_000, 10_001)) / 100
    return FormLine(
        unit=unit,
        project=project,
        year=chance.choice((2025, 2025, None)),
        form=chance.choice(_FORMS),
        level=chance.choice(("项目支出", "项目支出", "部门整体支出")),
        where=_spot(chance, unit, project),
        total=chance.choice((total, total, None)),
        computed_total=chance.choice((total, total - Decimal("1.35"), None)),
        grade=chance.choice(("优", "良", None)),
        rate=Decimal(chance.randrange(4_000, 10_200)) / 10_000,
        budget=chance.choice((Decimal(chance.randrange(1_000, 9_000_000)) / 100, None)),
        found=Tally(chance.randrange(4), chance.randrange(4), chance.randrange(3), chance.randrange(2)),
        remark=remark,
    )


def _outliers(chance: random.Random, names: list[str]) -> tuple[Outlier, ...]:
    long = (
        "受项目前期征地拆迁进度滞后、施工图审查未能按期完成等因素影响，项目未按计划开工，下一步将倒排工期、挂图作战。"
        * 60
    )
    full, same = "所有项目都是满分", "几个单位的文字一字不差"
    return (
        Outlier("all_full", full, f"{names[-1]}的 12 个项目总分都是 100 分。", "", tuple(form_line(chance, names[-1]) for _ in range(5)), 12),
        Outlier("all_full", full, f"{names[0]}的 4 个项目总分都是 100 分。", "", tuple(form_line(chance, names[0]) for _ in range(4)), 4),
        Outlier("same_text", same, "3 个单位的 7 张表填了同一段偏差原因。", long[:3_000], tuple(form_line(chance, name, "偏差原因") for name in names[:3]), 7),
        Outlier("same_text", same, "2 张表填了同一段实际完成情况。", f"全面完成年度目标任务。{HOSTILE}", tuple(form_line(chance, name, "实际完成情况") for name in names[-2:]), 2),
        Outlier("low_rate_high_score", "执行率很低而总分很高", "执行率低于 50%、总分 95 分以上的表有 3 张。", "", tuple(form_line(chance, name, HOSTILE) for name in names[-3:]), 3),
    )  # fmt: skip


def _sample(chance: random.Random, names: list[str], forms: int) -> Sample:
    strata = (("错误 10 条以上", 0.06), ("有错误", 0.6), ("只有警告", 0.2), ("没有错误和警告", 0.14))
    layers = tuple(Stratum(name, round(forms * share), max(1, round(forms * share / 40))) for name, share in strata)
    drawn = tuple((one.name, form_line(chance, chance.choice(names))) for one in layers for _ in range(one.taken))
    return Sample(20260305, sum(one.taken for one in layers), layers, drawn)


def _finding(chance: random.Random, names: list[str]) -> FindingLine:
    code, _, severity, message = chance.choice(_RULES)
    unit, project = chance.choice(names), chance.choice(_PROJECTS) + "项目"
    return FindingLine(
        severity=severity,
        code=code,
        unit=unit,
        project=project,
        where=_spot(chance, unit, project),
        label=chance.choice(("总分", "年度资金总额", "受益对象满意度", "重点区域空气质量优良天数比例")),
        printed=chance.choice(("97", "98.5%", "≥95%")),
        expected=chance.choice(("96.85", "96.49%", "")),
        value_unit="分",
        message=message,
        remedy="请核对后更正，确属无误的在偏差原因栏说明。",
        waived="省财政厅已批复调整。" if chance.random() < 0.02 else None,
    )


def _unchecked(chance: random.Random, names: list[str]) -> tuple[FileLine, ...]:
    folder = f"{FOLDER}/{chance.choice(names)}"
    first = f"{folder}/自评表（定稿）.xlsx"
    return (
        FileLine(f"{folder}/自评表 100% #1 'A' \"B\".xls", "unreadable", "文件有密码，请取消密码后再检查。"),
        FileLine(f"{folder}/坏.xlsx", "unreadable", f"不是工作簿：{HOSTILE}"),
        FileLine(f"{folder}/自评表（定稿） - 副本.xlsx", "duplicate", f"与「{first}」内容完全相同"),
        FileLine(f"{folder}/~$自评表.xlsx", "skipped", "Office 的锁定文件"),
    )
