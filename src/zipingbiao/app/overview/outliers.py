"""What no rule of a single form can see: scores of a unit that are all alike, full marks without spending, and the like.

Identical texts and copied forms are looked for in app.overview.copies. An outlier is something to look into, never a
judgement; every limit below stands with its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple

from zipingbiao.app.overview.copies import copied_forms, same_texts
from zipingbiao.app.overview.distributions import COMPARED
from zipingbiao.app.overview.forms import Forms
from zipingbiao.app.overview.kinds import LISTED, MOST_OF_KIND, Seen
from zipingbiao.app.overview.tables import Tables
from zipingbiao.base.numbers import round_to, show, show_fixed, show_percent
from zipingbiao.model.overview import Outlier

#: As ZP024: one or two projects may well have gone without a fault.
FEWEST_FULL = 3
#: Three forms may happen to have the same total, as most totals lie between 90 and 100.
FEWEST_SAME = 4
#: 财预〔2020〕10号 gives 预算执行率 10 of 100 points: with less than this, 4 points and more cannot have been earned.
LOW_RATE = Decimal("0.6")
#: A grade is ten points or more wide; half of that is no question of rounding.
WIDE_DIFFERENCE = Decimal(5)
#: Fewer forms say nothing of a unit, fewer units nothing of what is usual.
FEWEST_FORMS, FEWEST_UNITS = 3, 5
#: 元 written in a column of 万元 is 10 000 times too much, also for a project of a tenth of the usual size; and so many
#: forms there must be to know what is usual.
OUT_OF_SCALE, FEWEST_BUDGETS = 1000, 20
#: One or two slips of the pen are no doubt of a grade.
FEWEST_ERRORS = 3
#: So many times the errors a form of all units, and so many more: where all are good, three times little is little.
MANY_TIMES, MANY_MORE = 3, 2

#: A project reported twice is one project; one without a name is its own.
_PROJECTS = "count(distinct (project_key, year, case when project_key = '' then id end))"
_ALL_FULL = """
select unit, any_value(shown), {projects}, min(full_marks), max(full_marks), list(id order by id)
from forms where level = 'project' and unit <> '' and total is not null
group by unit having {projects} >= {fewest} and bool_and(coalesce(total = full_marks, false))
order by count(*) desc, unit
"""
_SAME_TOTAL = """
select unit, any_value(shown), {projects}, any_value(total), list(id order by id)
from forms where level = 'project' and unit <> '' and total is not null
group by unit having {projects} >= {fewest} and min(total) = max(total) and not bool_or(coalesce(total = full_marks, false))
order by count(*) desc, unit
"""
_LOW_RATE = "select id, rate from forms where total = full_marks and rate < {rate} order by rate, id"
_ABOVE = """
select f.id, c.own, c.again, c.compared from forms f join {compared} c on c.form = f.id
where c.difference > {points} order by c.difference desc, f.id
"""
_OUT_OF_SCALE = """
with usual as (
    select quantile_disc(budget, 0.5) usual, sum(budget) whole, count(*) forms from forms where budget > 0
)
select f.id, f.budget, u.usual, u.whole from forms f, usual u
where u.forms >= {fewest} and f.budget >= {times} * u.usual order by f.budget desc, f.id
"""
_GOOD = "select id, errors from forms where grade = '优' and errors >= {fewest} order by errors desc, id"
_TWICE = """
with twice as (
    select unit, any_value(shown) shown, case when level = 'department' then '' else project_key end key, year,
        min(coalesce(project, '部门整体支出')) project, list(distinct file order by file) files,
        list(id order by id) ids, list(total order by id) totals
    from forms where unit <> '' and (level = 'department' or project_key <> '')
    group by unit, case when level = 'department' then '' else project_key end, year
    having count(distinct file_id) > 1
)
select any_value(shown), count(*), first(project order by ids), files, flatten(list(ids order by ids)),
    first(totals order by ids)
from twice group by unit, files order by count(*) desc, unit, files
"""
_MANY = """
with per as (
    select unit, any_value(shown) shown, count(*) forms, sum(errors) errors, list(id order by errors desc, id) ids
    from forms where unit <> '' group by unit
), whole as (select sum(errors) errors, sum(forms) forms, count(*) units from per)
select p.shown, p.forms, p.errors, w.forms, w.errors, p.ids from per p, whole w
where w.units >= {units} and p.forms >= {forms} and p.errors * w.forms >= {times} * w.errors * p.forms
    and p.errors * w.forms >= w.errors * p.forms + {more} * p.forms * w.forms
order by p.errors / p.forms desc, p.unit
"""


class Found(NamedTuple):
    """The outliers to show, and sentences on what is not shown and what bears upon the figures of all."""

    outliers: tuple[Outlier, ...]
    notes: tuple[str, ...]


def find_outliers(tables: Tables, forms: Forms) -> Found:
    """All outliers by kind, those of most weight first; of one kind those with most forms first."""
    kinds: tuple[Callable[[Tables], Iterator[Seen]], ...] = (
        _out_of_scale, _project_twice, copied_forms, same_texts, _above_computed, _full_low_rate, _all_full, _same_total,
        _good_with_errors, _many_errors,
    )  # fmt: skip
    outliers: list[Outlier] = []
    notes: list[str] = []
    for find in kinds:
        seen = list(find(tables))
        outliers += [
            Outlier(
                kind=one.kind, title=one.title, sentence=one.sentence, text=one.text,
                forms=forms.lines(one.forms[:LISTED], one.remarks), count=len(one.forms),
            )
            for one in seen[:MOST_OF_KIND]
        ]
        notes += [one.note for one in seen if one.note]
        if len(seen) > MOST_OF_KIND:
            notes.append(f"“{seen[0].title}”共有 {len(seen)} 处，只列出涉及自评表最多的 {MOST_OF_KIND} 处。")
    return Found(tuple(outliers), tuple(notes))


def _out_of_scale(tables: Tables) -> Iterator[Seen]:
    found = tables.rows(_OUT_OF_SCALE.format(times=OUT_OF_SCALE, fewest=FEWEST_BUDGETS))
    if not found:
        return
    _, largest, usual, whole = found[0]
    share = show_percent(sum((budget for _, budget, *_ in found), Decimal(0)) / whole)
    yield Seen(
        "out_of_scale", "预算数大得出奇，可能把元填成了万元",
        f"{len(found)} 张自评表的预算数是全部自评表中位数（{show(usual)} 万元）的 {OUT_OF_SCALE} 倍以上，最大的 {show(largest)} 万元，"
        f"合计占全部预算数的 {share}，金额合计和合计执行率受其影响。请核实金额的单位。",
        tuple(form for form, *_ in found),
        remarks={form: f"预算数 {show(budget)} 万元" for form, budget, *_ in found},
        note=f"有 {len(found)} 张自评表的预算数大得出奇，占预算数合计的 {share}，可能把元填成了万元，见“值得核实”。",
    )  # fmt: skip


def _project_twice(tables: Tables) -> Iterator[Seen]:
    for unit, count, project, files, ids, totals in tables.rows(_TWICE):
        names = "、".join(f"「{file.rpartition('/')[2]}」" for file in files[:3]) + ("等" if len(files) > 3 else "")
        told = "、".join("未填" if total is None else f"{show(total)} 分" for total in totals[:5])
        what = f"项目“{project}”" if count == 1 else f"“{project}”等 {count} 个项目"
        told = f"都是 {show(totals[0])} 分" if len(set(totals)) == 1 and totals[0] is not None else f"分别为 {told}"
        which = f"，总分{told}" if count == 1 and set(totals) != {None} else ""
        yield Seen(
            "project_twice", "同一单位的同一项目报了不止一份",
            f"「{unit}」的{what}在{names} {len(files)} 份文件里都有自评表{which}，内容不完全相同。请核实以哪一份为准。",
            tuple(ids),
        )  # fmt: skip


def _above_computed(tables: Tables) -> Iterator[Seen]:
    found = tables.rows(_ABOVE.format(compared=COMPARED, points=WIDE_DIFFERENCE))
    if not found:
        return
    remarks = {
        form: f"能复算的 {rows} 行指标，自评 {show(own)} 分，复算 {show_fixed(again)} 分，自评高 {show_fixed(own - again)} 分"
        for form, own, again, rows in found
    }
    _, own, again, _ = found[0]
    yield Seen(
        "above_computed", f"自评得分高出复算得分超过 {WIDE_DIFFERENCE} 分",
        f"{len(found)} 张自评表能按指标值和完成值复算的指标行，自评得分合计高出复算超过 {WIDE_DIFFERENCE} 分，"
        f"最多的自评 {show(own)} 分、复算 {show_fixed(again)} 分。请核实各项得分的依据。",
        tuple(form for form, *_ in found), remarks=remarks,
    )  # fmt: skip


def _full_low_rate(tables: Tables) -> Iterator[Seen]:
    found = tables.rows(_LOW_RATE.format(rate=LOW_RATE))
    if not found:
        return
    yield Seen(
        "full_low_rate", f"总分满分，而预算执行率不到 {show_percent(LOW_RATE, 0)}",
        f"{len(found)} 张自评表总分是满分，而预算执行率不到 {show_percent(LOW_RATE, 0)}，最低的只有 "
        f"{show_percent(found[0][1])}。请核实执行数是否填全、执行率是否计分、各项产出是否真已完成。",
        tuple(form for form, _ in found),
        remarks={form: f"满分，执行率 {show_percent(rate)}" for form, rate in found},
    )  # fmt: skip


def _all_full(tables: Tables) -> Iterator[Seen]:
    for _, unit, count, low, high, ids in tables.rows(_ALL_FULL.format(fewest=FEWEST_FULL, projects=_PROJECTS)):
        points = f"（{show(low)} 分）" if low == high else ""
        yield Seen(
            "all_full", "一个单位的项目全部满分",
            f"「{unit}」填了总分的 {count} 个项目全部是满分{points}，没有一项失分。请核实指标值是否偏低、得分是否如实。",
            tuple(ids),
        )  # fmt: skip


def _same_total(tables: Tables) -> Iterator[Seen]:
    for _, unit, count, total, ids in tables.rows(_SAME_TOTAL.format(fewest=FEWEST_SAME, projects=_PROJECTS)):
        yield Seen(
            "same_total", "一个单位的项目总分全部相同",
            f"「{unit}」填了总分的 {count} 个项目都是 {show(total)} 分。各项目的指标和执行情况不同，总分很少相同，请核实得分是否逐项评定。",
            tuple(ids),
        )  # fmt: skip


def _good_with_errors(tables: Tables) -> Iterator[Seen]:
    found = tables.rows(_GOOD.format(fewest=FEWEST_ERRORS))
    if not found:
        return
    most = found[0][1]
    yield Seen(
        "good_with_errors", f"等级为优，而检查出 {FEWEST_ERRORS} 条以上错误",
        f"{len(found)} 张自评表的等级为优，而检查出的错误有 {FEWEST_ERRORS} 条以上，最多的一张有 {most} 条。"
        "请核实更正后的总分是否仍在优的档次。",
        tuple(form for form, _ in found),
        remarks={form: f"等级优，错误 {errors} 条" for form, errors in found},
    )  # fmt: skip


def _many_errors(tables: Tables) -> Iterator[Seen]:
    question = _MANY.format(units=FEWEST_UNITS, forms=FEWEST_FORMS, times=MANY_TIMES, more=MANY_MORE)
    for unit, forms, errors, all_forms, all_errors, ids in tables.rows(question):
        own, usual = (show_fixed(round_to(Decimal(a) / b, 2)) for a, b in ((errors, forms), (all_errors, all_forms)))
        yield Seen(
            "many_errors", "错误明显多于其他单位",
            f"「{unit}」的 {forms} 张自评表有错误 {errors} 条，平均每张 {own} 条；全部单位平均每张 {usual} 条。"
            "请核实这个单位是否用错了表样，必要时退回整改。",
            tuple(ids),
        )  # fmt: skip
