"""Overviews as a bureau would have them, of any number of units; the figures of their tables fit each other."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import Any

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

GRADES = ("优", "良", "中", "差")
_AREAS = ("华阳市", "临川县", "青石区", "北湖开发区", "云岭县", "安宁市")
_OFFICES = (
    "教育局", "卫生健康局", "交通运输局", "农业农村局", "应急管理局", "民政局", "水利局", "文化广电和旅游局", "生态环境局",
    "市场监督管理局", "人力资源和社会保障局", "机关事务管理局", "第一中学", "中心医院", "疾病预防控制中心",
)  # fmt: skip
_PROJECTS = (
    "安全生产专项整治经费", "义务教育学校营养改善计划补助资金", "县级公立医院综合改革补助", "农村公路养护工程",
    "高标准农田建设项目（二期）", "基层公共文化服务体系建设专项资金", "城乡居民基本养老保险县级配套补助资金",
    "2024年度市级节能减排和大气污染防治专项资金（第二批）", "食品药品监督抽检", "办公设备购置",
)  # fmt: skip
_FORMS = ("项目支出绩效自评表", "部门整体支出绩效自评表", "项目支出绩效自评表（甘肃2024）", "未识别的表样")
_RULES: tuple[tuple[str, str, Severity, str, str, str], ...] = (
    ("ZP014", "总分不等于各项得分之和", "error", "「总分」填 97 分，按各项得分之和应为 96.85 分（9.85+87.00）。", "请核对总分或各项得分。", "总分"),
    ("ZP001", "执行率算错", "error", "「年度资金总额」的执行率填 98%，按执行数 118.20 万元÷预算数 120.00 万元应为 98.50%。", "请改正执行率。", "年度资金总额"),
    ("ZP029", "没有完成的指标得了满分", "warning", "「培训人次」年度指标值≥500人次，实际完成 463 人次，没有完成，得分仍为满分 10 分。", "请按完成比例扣分，或说明理由。", "培训人次"),
    ("ZP006", "扣了分没有写原因", "warning", "「群众满意度」得 8.5 分，扣 1.5 分，没有写偏差原因。", "请填写偏差原因分析及改进措施。", "群众满意度"),
    ("ZP044", "几行指标的文字相同", "info", "「保障机关正常运转」与第 31 行文字相同。", "请核对是否重复填列。", "保障机关正常运转"),
)  # fmt: skip


def unit_name(number: int) -> str:
    """The name of a unit, different for every number."""
    area, office = _AREAS[number % len(_AREAS)], _OFFICES[number // len(_AREAS) % len(_OFFICES)]
    more = number // (len(_AREAS) * len(_OFFICES))
    return f"{area}{office}" + (f"（{more}）" if more else "")


def form_line(chance: random.Random, number: int, unit: str, **changes: Any) -> FormLine:
    """A form of a unit."""
    total = Decimal(chance.choice((10000, 9985, 9850, 9600, 9240, 8800, 7950, 5930))) / 100
    budget = Decimal(chance.randint(500, 300_000)) / 100
    project = chance.choice(_PROJECTS)
    file = f"{unit}/2024年度/{project}自评表.{chance.choice(('xlsx', 'xls', 'docx'))}"
    sheet = None if file.endswith("docx") else "项目支出绩效自评表"
    values: dict[str, Any] = {
        "unit": unit, "project": project, "year": 2024, "form": _FORMS[0 if number % 5 else 2], "level": "project",
        "where": Spot(file, sheet, "H40" if sheet else None), "total": total,
        "computed_total": None if number % 7 == 3 else total - Decimal("0.15") * (number % 3),
        "grade": GRADES[0 if total >= 90 else 1 if total >= 80 else 2 if total >= 60 else 3],
        "rate": Decimal(chance.randint(7000, 10000)) / 10000, "budget": budget,
        "found": Tally(chance.choice((0, 0, 0, 1, 2, 4)), chance.randint(0, 3), chance.randint(0, 2), number % 11 == 0),
    }  # fmt: skip
    return FormLine(**values | changes)


def group_line(name: str, forms: list[FormLine], units: int = 1) -> GroupLine:
    """What a table says of these forms."""
    totals = [form.total for form in forms if form.total is not None]
    known = [form for form in forms if form.budget is not None and form.rate is not None]
    budget = sum((form.budget or Decimal(0) for form in known), Decimal(0)) if known else None
    executed = (
        sum((round((form.budget or 0) * (form.rate or Decimal(0)), 2) for form in known), Decimal(0)) if known else None
    )
    grades = Counter(form.grade for form in forms)
    return GroupLine(
        name=name, files=len({form.where.file for form in forms}), forms=len(forms), units=units,
        clean=sum(not form.found.errors for form in forms), budget=budget, executed=executed,
        rate=executed / budget if executed is not None and budget else None,
        mean=sum(totals, Decimal(0)) / len(totals) if totals else None, lowest=min(totals, default=None),
        highest=max(totals, default=None), scored=len(totals), full=sum(total == 100 for total in totals),
        grades=tuple((grade, grades[grade]) for grade in GRADES if grades[grade]),
        found=Tally(*(sum(getattr(form.found, key) for form in forms) for key in ("errors", "warnings", "infos", "waived"))),
    )  # fmt: skip


def finding_line(number: int, form: FormLine, **changes: Any) -> FindingLine:
    """A finding of a form."""
    code, _, severity, message, remedy, label = _RULES[number % len(_RULES)]
    where = form.where
    spot = Spot(where.file, where.sheet, f"H{12 + number % 30}" if where.sheet else "第1个表第12行")
    values: dict[str, Any] = {
        "severity": severity, "code": code, "unit": form.unit, "project": form.project, "where": spot, "label": label,
        "printed": "97", "expected": "96.85", "value_unit": "分", "message": message, "remedy": remedy,
        "waived": "按省厅下发的表样填报，总分取整。" if number % 17 == 16 else None,
    }  # fmt: skip
    return FindingLine(**values | changes)


def overview(units: int = 60, findings: int | None = None, seed: int = 2024, **changes: Any) -> Overview:
    """An overview of so many units with three forms each on average, and so many findings (4 a form if not given)."""
    chance = random.Random(seed)
    forms = [
        form_line(chance, 7 * number + at, unit_name(number)) for number in range(units) for at in range(1 + number % 5)
    ]
    by_unit = [group_line(unit, own) for unit, own in _grouped(forms, "unit").items()]
    by_unit.sort(key=lambda line: -line.found.errors / line.forms)
    by_form = [group_line(name, own, len({form.unit for form in own})) for name, own in _grouped(forms, "form").items()]
    whole = group_line("全部", forms, units)
    count = 4 * len(forms) if findings is None else findings
    order = {"error": 0, "warning": 1, "info": 2}
    listed = sorted(
        (finding_line(number, chance.choice(forms)) for number in range(count)),
        key=lambda line: (line.waived is not None, order[line.severity]),
    )
    values: dict[str, Any] = {
        "title": "华阳市2024年度项目支出绩效自评表检查情况汇总", "folders": ("市直单位", "县区报送/第一批"), "profile": "通用口径",
        "all": whole, "by_unit": tuple(by_unit), "by_form": tuple(by_form), "by_rule": _rule_lines(listed, len(forms)),
        "distributions": _distributions(forms, whole), "outliers": _outliers(forms), "sample": _sample(chance, forms),
        "findings": tuple(listed), "finding_count": len(listed), "unchecked": _unchecked(units),
    }  # fmt: skip
    return Overview(**values | changes)


def _grouped(forms: list[FormLine], key: str) -> dict[str, list[FormLine]]:
    groups: dict[str, list[FormLine]] = {}
    for form in forms:
        groups.setdefault(getattr(form, key), []).append(form)
    return groups


def _rule_lines(listed: list[FindingLine], forms: int) -> tuple[RuleLine, ...]:
    lines = []
    for code, title, severity, message, _, _ in _RULES:
        own = [line for line in listed if line.code == code]
        if not own:
            continue
        files = len({line.where.file for line in own})
        waived = sum(line.waived is not None for line in own)
        share = Decimal(min(files, forms)) / forms
        units = len({line.unit for line in own})
        lines.append(
            RuleLine(
                code,
                title,
                severity,
                "other",
                len(own) - waived,
                files,
                files,
                units,
                share,
                waived,
                message,
                own[0].where,
            )
        )
    return tuple(sorted(lines, key=lambda line: -line.findings))


def _distributions(forms: list[FormLine], whole: GroupLine) -> tuple[Distribution, ...]:
    def classes(values: list[Decimal], edges: tuple[int, ...], names: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
        counts = Counter(sum(value >= edge for edge in edges) for value in values)
        return tuple((name, counts[at]) for at, name in enumerate(names))

    totals = [form.total for form in forms if form.total is not None]
    rates = [form.rate * 100 for form in forms if form.rate is not None]
    errors = [Decimal(form.found.errors) for form in forms]
    return (
        Distribution(
            "自评总分分布", "自评表张数",
            classes(totals, (60, 80, 90, 95, 98, 100), ("60分以下", "60—80分", "80—90分", "90—95分", "95—98分", "98—100分", "100分")),
            "按填报的自评总分；没有填总分的不计入。",
        ),
        Distribution("等级分布", "自评表张数", whole.grades),
        Distribution(
            "预算执行率分布", "自评表张数",
            classes(rates, (80, 90, 95, 98, 100), ("80%以下", "80%—90%", "90%—95%", "95%—98%", "98%—100%", "100%及以上")),
            "按预算数、执行数计算，不按填报的执行率。",
        ),
        Distribution("每张自评表的错误数", "自评表张数", classes(errors, (1, 2, 3, 5), ("0", "1", "2", "3—4", "5及以上"))),
    )  # fmt: skip


def _outliers(forms: list[FormLine]) -> tuple[Outlier, ...]:
    unit = forms[-1].unit
    best = Decimal(100)
    full = tuple(replace(form, total=best, computed_total=best, grade=GRADES[0]) for form in forms if form.unit == unit)
    same = tuple(forms[: min(6, len(forms))])
    text = (
        "受项目招投标流程和年初预算下达较晚影响，部分工作未能在年度内完成，下一步将加强项目前期论证，加快预算执行进度，"
        "确保按期完成年度绩效目标。"
    )
    return (
        Outlier("all_full", "各项目全部满分", f"{unit}的 {len(full)} 张自评表总分都是 100 分。", "", full, len(full)),
        Outlier("same_text", "几个单位文字相同", f"{len(same)} 张自评表的偏差原因一字不差，涉及几个单位。", text, same, len(same) + 3),
    )  # fmt: skip


def _sample(chance: random.Random, forms: list[FormLine]) -> Sample:
    large = [form for form in forms if (form.budget or 0) >= 1000]
    small = [form for form in forms if (form.budget or 0) < 1000]
    strata, drawn = [], []
    for name, layer in (("预算1000万元以上", large), ("预算1000万元以下", small)):
        taken = chance.sample(layer, min(len(layer), max(1, len(forms) // 12)))
        strata.append(Stratum(name, len(layer), len(taken)))
        drawn += [(name, form) for form in taken]
    return Sample(20250331, 2 * max(1, len(forms) // 12), tuple(strata), tuple(drawn))


def _unchecked(units: int) -> tuple[FileLine, ...]:
    lines = (
        FileLine("市直单位/水利局/扫描件.xlsx", "unreadable", "文件已加密，打不开。请取消密码后重新报送。"),
        FileLine(
            "县区报送/第一批/临川县/自评表（副本）.xlsx",
            "duplicate",
            "内容与 县区报送/第一批/临川县/自评表.xlsx 相同。",
        ),
        FileLine("市直单位/~$自评表.xlsx", "skipped", "Office 打开文件时留下的临时文件。"),
    )
    return lines if units > 3 else lines[:1]
