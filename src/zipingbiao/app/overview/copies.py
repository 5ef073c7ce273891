"""Texts and whole sets of indicators that stand word for word in the forms of several units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from zipingbiao.app.overview.kinds import Seen
from zipingbiao.app.overview.tables import Tables
from zipingbiao.base.text import excerpt

#: Shorter texts are the trade's usual phrases: 已按计划完成全年各项目标任务.
SHORTEST = 20
#: Forms with fewer rows may agree by chance, where one notice sets the indicators.
FEWEST_ROWS = 5
#: What does not count when texts are compared: white space and punctuation, but not a decimal point.
_NOISE = r"[\s\p{Z}，。；：、！？“”‘’（）《》〈〉【】…—·,;:!?()\[\]{}<>]+"
#: Words of the template that nobody replaced are a matter for ZP032.
_TEMPLATE = "请填|填写|待填|填报|简要说明|如有|可另附"
_TEXTS = """
create or replace temp table texts as
select form, what, md5_number(key) as text, min(said) said from (
    select form, what, said, regexp_replace(said, '{noise}', '', 'g') as key from (
        select form, '偏差原因' what, reason said from items where length(reason) >= {shortest}
        union all select form, '实际完成值', actual from items where length(actual) >= {shortest}
        union all select form, '目标实际完成情况', actual from goals where length(actual) >= {shortest}
    ) where not regexp_matches(said, '{template}')
) where length(key) >= {shortest} group by form, what, key
"""
_SHARED = """
select t.text, min(t.what), min(t.said), list(distinct f.id order by f.id), count(distinct f.unit),
    list(distinct f.shown order by f.shown)
from texts t join forms f on f.id = t.form where f.unit <> ''
group by t.text having count(distinct f.unit) > 1
"""
_SETS = """
create or replace temp table sets as
select form, count(*) as lines, sum(hash(l3, target, score)) as planned, sum(hash(l3, target, score, actual)) as done
from (
    select form, score, {l3} l3, {target} target, {actual} actual from items where l3 <> '' and target <> ''
) group by form having count(*) >= {fewest} and count(score) > 0
"""
_COPIED = """
with own as (
    select f.id, f.unit, f.shown, coalesce(f.project_key, '') project_key, s.planned, s.done, s.lines
    from sets s join forms f on f.id = s.form where f.unit <> ''
)
from own where planned in (select planned from own group by planned having count(distinct unit) > 1) order by id
"""


class _Form(NamedTuple):
    """A form whose indicators, targets and scores (`planned`), and perhaps results (`done`), another form has too."""

    id: int
    unit: str
    shown: str
    project_key: str
    planned: int
    done: int
    lines: int


def same_texts(tables: Tables) -> Iterator[Seen]:
    """Long texts that stand in the forms of several units; of the same forms, one outlier with the longest text.

    Only texts that are identical but for white space and punctuation; within one unit, ZP039 looks at them.
    """
    tables.run(_TEXTS.format(noise=_NOISE, shortest=SHORTEST, template=_TEMPLATE))
    by_forms: defaultdict[tuple[int, ...], list[tuple[str, str, int, list[str]]]] = defaultdict(list)
    for _, what, said, ids, units, shown in tables.rows(_SHARED):
        by_forms[tuple(ids)].append((said, what, units, shown))
    tables.run("drop table texts")
    for ids, texts in sorted(by_forms.items(), key=lambda item: (-len(item[0]), item[0])):
        said, what, units, shown = max(texts, key=lambda one: (len(one[0]), one[0]))
        more = f"，这些表另有 {len(texts) - 1} 段文字也相同" if len(texts) > 1 else ""
        yield Seen(
            "same_text", "不同单位的自评表里有一字不差的文字",
            f"{_units(shown, units)}的 {len(ids)} 张自评表里，{what}“{excerpt(said)}”一字不差{more}。"
            "请核实是否照抄、是否符合各单位的实际。",
            ids, text=said,
        )  # fmt: skip


def copied_forms(tables: Tables) -> Iterator[Seen]:
    """Forms of several units with the same indicators, targets and scores.

    Where all are for one project, the indicators may be set from above: the results must be the same too.
    """
    groups: defaultdict[tuple[int, int], list[_Form]] = defaultdict(list)
    planned: defaultdict[int, list[_Form]] = defaultdict(list)
    columns = {column: _squeezed(column) for column in ("l3", "target", "actual")}
    tables.run(_SETS.format(fewest=FEWEST_ROWS, **columns))
    for row in tables.rows(_COPIED):
        form = _Form(*row)
        planned[form.planned].append(form)
    tables.run("drop table sets")
    for key, forms in planned.items():
        is_one_project = len({form.project_key for form in forms}) == 1
        for form in forms:
            groups[key, form.done if is_one_project else 0].append(form)
    for found in sorted(groups.values(), key=lambda forms: (-len(forms), forms[0].id)):
        units = {form.unit for form in found}
        if len(units) < 2:
            continue
        same_project = len({form.project_key for form in found}) == 1
        what = "指标、指标值、实际完成值和得分" if same_project else "指标、指标值和得分"
        yield Seen(
            "copied_form", "不同单位的自评表指标、指标值和得分完全相同",
            f"{_units(sorted({form.shown for form in found}), len(units))}的 {len(found)} 张自评表，{found[0].lines} 行{what}"
            "完全相同。请核实是否照抄或重复报送；指标由主管部门统一规定的，请核实得分是否按各自的实际评定。",
            tuple(form.id for form in found),
        )  # fmt: skip


def _squeezed(column: str) -> str:
    """A column without white space, in SQL: many times as fast as a regular expression over a million rows."""
    for space in (" ", "\n", "\r", "\t", "\u00a0", "\u3000"):
        column = f"replace({column}, '{space}', '')"
    return column


def _units(shown: list[str], count: int) -> str:
    names = "、".join(f"「{name}」" for name in shown[:3])
    return f"{names}等 {count} 个单位" if count > 3 else names
