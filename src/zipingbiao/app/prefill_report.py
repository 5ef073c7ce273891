"""What a prefilled workbook was made from, in short lines for the person who made it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from zipingbiao.app.carrying import describe_gap, names_year, weight_gaps, years_left
from zipingbiao.app.name_matching import Match, name_key
from zipingbiao.app.prefill_funding import role_of_source
from zipingbiao.base.text import excerpt
from zipingbiao.forms.catalog import form_for
from zipingbiao.forms.schema import Form, ProjectsLayout
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.finding import Finding
from zipingbiao.readers.project_list import ListedProject, ProjectList

#: Details named in a line.
SHOWN = 10
_NAME = 40
_AMOUNTS = {"initial": "年初预算数", "budget": "全年预算数", "executed": "执行数"}


class Carried(NamedTuple):
    """A form of last year, the template it was carried into, and what became of it."""

    old: Evaluation
    form: Form
    made: Evaluation


def listed(items: Iterable[str], mark: str = "、", what: str = "项") -> str:
    """The first ten of the items, then 等 n 项."""
    found = list(items)
    tail = f" 等 {len(found)} {what}" if len(found) > SHOWN else ""
    return mark.join(found[:SHOWN]) + tail


def quoted(names: Iterable[str]) -> str:
    """Names of projects in brackets: 「甲」、「乙」."""
    return listed(f"「{excerpt(name, _NAME)}」" for name in names)


def describe_notes(notes: Sequence[Finding]) -> str:
    """Remarks about rows of a list with their places."""
    return listed(map(_note, notes), "；", "处")


def _note(note: Finding) -> str:
    place = "!".join(part for part in (note.place.sheet, note.place.cell) if part)
    label = f"「{note.label}」" if note.label else ""
    return f"{place} {label}{note.message}".strip()


def title_of(evaluation: Evaluation) -> str:
    """What a form is called in a line: its project, or 部门整体."""
    if evaluation.level == "department" and not evaluation.project:
        return "部门整体"
    return evaluation.name


def list_lines(found: ProjectList, form: Form) -> list[str]:
    """What was read from a list: how many projects, in which unit, by which assumptions, what is missing or odd."""
    # A department's form without a form for every project prints the list itself, in a unit of its own.
    layout = form.layout.funding if "project" in form.levels else form.layout.projects
    printed: set[str] = {column.key for column in layout.columns} if layout is not None else set()
    shown = layout.unit if isinstance(layout, ProjectsLayout) else form.unit
    unit = f"，金额单位{found.unit}，表上为{shown}" if found.unit and printed else ""
    lines = [f"清单「{found.file}」：{len(found.projects)} 个项目{unit}。"]
    lines += [text if text.endswith("。") else f"{text}，请核对。" for text in found.assumed]
    if not printed and found.unit:
        lines.append("这种表样没有资金栏，清单的金额没有写入。")
    if found.budget_is_initial and "budget" in printed:
        lines.append("清单没有全年预算数，先按年初预算数填，年中有调整的请改。")
    missing = [word for role, word in _AMOUNTS.items() if role in found.lacks and role in printed]
    if found.budget_is_initial:
        missing = [word for word in missing if word != _AMOUNTS["budget"]]
    if missing:
        lines.append(f"清单没有{'、'.join(missing)}，请在表上补填。")
    lines += _source_lines(found, form)
    several = sum(project.lines > 1 for project in found.projects)
    if several:
        lines.append(f"有 {several} 个项目在清单里分几行，每个项目的各行已合在一张表里。")
    if notes := [note for note in found.notes if note.severity != "info"]:
        lines.append(f"清单里有 {len(notes)} 处请核对：{describe_notes(notes)}")
    if sums := [note for note in found.notes if note.severity == "info"]:
        lines.append(f"清单里有 {len(sums)} 行是合计，没有生成表：{describe_notes(sums)}")
    return lines


def _source_lines(found: ProjectList, form: Form) -> list[str]:
    """Sources that became one line of the form."""
    layout = form.layout.funding
    labels: dict[str, str] = {line.role: line.label for line in layout.rows} if layout is not None else {}
    kinds: dict[str, dict[str, None]] = defaultdict(dict)
    for project in found.projects:
        together: dict[str, list[str]] = defaultdict(list)
        for source in filter(None, project.funds):
            together[role_of_source(source)].append(source)
        for role, sources in together.items():
            if role in labels and len(sources) > 1:
                kinds[role] |= dict.fromkeys(sources)
    return [f"{'、'.join(sources)}合并填在“{labels[role]}”。" for role, sources in kinds.items()]


def match_lines(
    projects: Sequence[ListedProject], olds: Sequence[Evaluation], matches: Mapping[int, Match], departments: int
) -> list[str]:
    """How the projects of the lists were matched with last year's forms, and which names stand there twice."""
    lines = []
    if olds or departments:
        close = [match for match in matches.values() if match.close]
        whole = f"部门整体 {departments} 张照带，" if departments else ""
        lines.append(
            f"上年的自评表 {len(olds) + departments} 张：{whole}项目按名称对上 {len(matches) - len(close)} 个"
            f"{f'，名称相近对上 {len(close)} 个' if close else ''}。"
        )
        if close:
            pairs = [
                f"「{excerpt(projects[m.new].name, _NAME)}」沿用「{excerpt(olds[m.old].name, _NAME)}」" for m in close
            ]
            lines.append(f"名称相近的请核对：{listed(pairs)}")
        if new := [project.name for index, project in enumerate(projects) if index not in matches]:
            lines.append(f"上年没有的项目 {len(new)} 个，指标待填：{quoted(new)}")
        used = {match.old for match in matches.values()}
        if gone := [old.name for index, old in enumerate(olds) if index not in used]:
            lines.append(f"上年有、清单里没有的项目 {len(gone)} 个，没有生成：{quoted(gone)}")
    return lines + _duplicate_lines(projects, set(matches))


def _duplicate_lines(projects: Sequence[ListedProject], matched: set[int]) -> list[str]:
    groups: dict[str, list[int]] = defaultdict(list)
    for index, project in enumerate(projects):
        groups[name_key(project.name)].append(index)
    twice = [indexes for indexes in groups.values() if len(indexes) > 1]
    several = len({project.place.file for project in projects}) > 1
    texts = []
    for indexes in twice:
        places = [projects[index].place for index in indexes]
        where = "、".join(str(place) if several else place.cell or "" for place in places)
        carried = len(matched & set(indexes))
        texts.append(
            f"「{excerpt(projects[indexes[0]].name, _NAME)}」（{where}{f'，上年的指标带入 {carried} 张' if carried else ''}）"
        )
    return [f"清单里有 {len(twice)} 个项目名称重复，都生成了，请核对：{listed(texts)}"] if twice else []


def carried_lines(
    carried: Sequence[Carried], evaluations: Sequence[Evaluation], year: int | None, wanted: str, named: bool
) -> list[str]:
    """What of last year's forms was taken over, and what in it wants a look.

    wanted  the template that was asked for
    named   whether their names too are last year's
    """
    if not carried:
        return []
    lines = [f"沿用了上年 {len(carried)} 张表的目标和指标；完成值、得分、金额、原因和说明已清空。"]
    left = [(made, found) for _, _, made in carried for found in years_left(made, year)]
    if left:
        texts = [f"「{excerpt(title_of(made), 20)}」{excerpt(found.label, 20)}“{found.words}”" for made, found in left]
        lines.append(f"沿用的文字里有 {len(left)} 处仍是上年或更早的年份，请核对：{listed(texts, what='处')}")
    if names := [e.name for e in evaluations if named and e.project and names_year(e.name, year)]:
        lines.append(f"有 {len(names)} 个项目名称里是上年或更早的年份，请核对：{quoted(names)}")
    for form_id in dict.fromkeys(form.id for old, form, _ in carried if form.id != wanted):
        lines.append(f"部门整体的表按表样 {form_id} 生成。")
    changed = [(old.template, form.id) for old, form, _ in carried if old.template not in (None, form.id)]
    for (old_id, new_id), count in Counter(changed).items():
        lines.append(f"上年有 {count} 张表用的表样是 {old_id}，已换成 {new_id}，一级指标名称照旧。")
    # Under one template units share out the points as they agreed; only another one asks for other points.
    gaps = [gap for old, form, made in carried if old.template != form.id for gap in weight_gaps(made, form)]
    if gaps:
        lines.append(f"有 {len(gaps)} 处分值与表样不合，请重新分配：{listed(map(describe_gap, gaps), what='处')}")
    if bare := [
        title_of(e) for e in evaluations if e.indicators and not e.has_weights and form_for(e.template).policy.scored
    ]:
        lines.append(f"有 {len(bare)} 张表上年没有逐项的分值，请补填：{quoted(bare)}")
    return lines
