"""How totals, grades, execution rates, errors and differences are distributed over the forms."""

from __future__ import annotations

from zipingbiao.app.overview.lines import grade_rank
from zipingbiao.app.overview.tables import Tables
from zipingbiao.model.overview import Distribution

_COUNTED = "自评表张数"
#: (what the bar is called, the condition it stands for), from low to high; the first that holds counts.
_TOTALS = (
    ("不足60分", "total < 60"),
    ("60–80分（不含80）", "total < 80"),
    ("80–90分（不含90）", "total < 90"),
    ("90–95分（不含95）", "total < 95"),
    ("95–99分（不含99）", "total < 99"),
    ("99–100分（不含100）", "total < 100"),
    ("100分", "total = 100"),
    ("超过100分", "total > 100"),
)
_RATES = (
    ("不足30%", "rate < 0.3"),
    ("30–60%（不含60%）", "rate < 0.6"),
    ("60–80%（不含80%）", "rate < 0.8"),
    ("80–90%（不含90%）", "rate < 0.9"),
    ("90–100%（不含100%）", "rate < 1"),
    ("100%", "rate = 1"),
    ("超过100%", "rate > 1"),
)
_ERRORS = (
    ("没有", "errors = 0"),
    ("1条", "errors = 1"),
    ("2条", "errors = 2"),
    ("3–5条", "errors <= 5"),
    ("6–10条", "errors <= 10"),
    ("超过10条", "errors > 10"),
)
#: Scores are written with one decimal as a rule: what rounding explains is no difference.
_DIFFERENCES = (
    ("自评低超过5分", "difference < -5"),
    ("自评低1–5分", "difference <= -1"),
    ("自评低不足1分", "difference <= -0.05"),
    ("一致", "difference < 0.05"),
    ("自评高不足1分", "difference < 1"),
    ("自评高1–5分", "difference <= 5"),
    ("自评高超过5分", "difference > 5"),
)
#: Of every form, what it gives itself on the rows that can be scored again, and what these come to.
COMPARED = """(select form, sum(score) own, sum(computed) again, count(*) compared, sum(score) - sum(computed) difference
from items where score is not null and computed is not null group by form)"""


def distributions(tables: Tables) -> tuple[Distribution, ...]:
    """The distributions to draw; forms without the figure are told in the note, and in a bar of their own."""
    return (
        _classes(tables, "总分分布", _TOTALS, "total", "未填总分", "按表上所填的总分。"),
        _grades(tables),
        _classes(tables, "预算执行率分布", _RATES, "rate", "无数据", "按全年执行数除以全年预算数计算。"),
        _classes(tables, "每张自评表的错误数", _ERRORS, "errors", "", "已说明理由的不计。"),
        _classes(
            tables, "自评得分与复算得分之差", _DIFFERENCES, "difference", "不能复算",
            "只比较能按指标值和完成值复算的指标行，差额是各行自评得分之和减去复算得分之和，不到 0.05 分的算一致。",
        ),
    )  # fmt: skip


def _classes(
    tables: Tables, title: str, classes: tuple[tuple[str, str], ...], column: str, missing: str, note: str
) -> Distribution:
    cases = " ".join(f"when {condition} then {number}" for number, (_, condition) in enumerate(classes))
    counts = dict(
        tables.rows(
            f"select case {cases} end, count(*) from (from forms f left join {COMPARED} c on c.form = f.id) group by all"
        )
    )
    bars = [(name, counts.get(number, 0)) for number, (name, _) in enumerate(classes)]
    if missing:
        bars.append((missing, counts.get(None, 0)))
        if counts.get(None):
            note += f"{missing}的有 {counts[None]} 张。"
    return Distribution(title, _COUNTED, tuple(bars), note)


def _grades(tables: Tables) -> Distribution:
    counts = dict(tables.rows("select grade, count(*) from forms group by all"))
    missing = counts.pop(None, 0)
    # From low to high, as the classes of the other distributions.
    bars = [(grade, counts[grade]) for grade in sorted(counts, key=grade_rank, reverse=True)]
    note = "按表上所填的等级；没有填的，按复算总分所在的档次。"
    if missing:
        note += f"没有等级的有 {missing} 张。"
    return Distribution("等级分布", _COUNTED, (*bars, ("没有等级", missing)), note)
