"""Mistakes between the forms of a unit, its list of projects, its report and last year's forms.

A set is {forms, rows, report, earlier}: the forms of a workbook, the rows of its 汇总 sheet, the lines of the report
beside it and the forms of the year before.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from tests.mutations.corruption import measure, number, shown
from tests.readers.form_data import Form

FormSet = dict[str, Any]
SetChange = Callable[[FormSet], None]


class SetKind(NamedTuple):
    """One kind of mistake between forms: the rule that must find it, the mistake, the places where it can be made."""

    code: str
    name: str
    places: Callable[[FormSet], Iterator[SetChange]]


SET_KINDS: list[SetKind] = []


def set_kind(code: str, name: str) -> Callable[[Callable[[FormSet], Iterator[SetChange]]], SetKind]:
    """Declares a kind of mistake between forms."""

    def declare(places: Callable[[FormSet], Iterator[SetChange]]) -> SetKind:
        SET_KINDS.append(SetKind(code, name, places))
        return SET_KINDS[-1]

    return declare


def total_of(form: Form) -> Form:
    """The line of 年度资金总额."""
    found: Form = next(row for row in form["funding"] if "总额" in row["source"])
    return found


def projects_of(forms: list[Form]) -> list[Form]:
    """The project forms."""
    return [form for form in forms if form["level"] == "project"]


def set_of(forms: list[Form]) -> FormSet:
    """A consistent set around correct forms: list and report say what the forms say."""
    projects = projects_of(forms)
    rows = [
        {"project": form["project"], **{key: total_of(form)[key] for key in ("budget", "executed", "rate")},
         "score": form["total"]}
        for form in projects
    ]  # fmt: skip
    year, unit = forms[0]["year"], forms[0]["implementing_unit"] or forms[0]["department"]
    lines = [f"{unit}{year}年度项目支出绩效自评报告", f"{year}年，我单位共有{len(projects)}个项目开展绩效自评。"]
    for form in projects:
        funds = total_of(form)
        lines.append(
            f"{form['project']}全年预算数{funds['budget']}万元，执行数{funds['executed']}万元，"
            f"执行率{funds['rate']}，自评得分{form['total']}分。"
        )
    return {"forms": copy.deepcopy(forms), "rows": rows, "report": lines, "earlier": []}


def _first(forms: FormSet, number_of: int = 0) -> str:
    name: str = projects_of(forms["forms"])[number_of]["project"]
    return name


@set_kind("ZP044", "汇总表的执行数与项目表不同")
def list_executed(given: FormSet) -> Iterator[SetChange]:
    for place, row in enumerate(given["rows"][:3]):
        other = shown((number(row["executed"]) or Decimal(0)) + 3)
        yield lambda changed, place=place, other=other: changed["rows"][place].update(executed=other)


@set_kind("ZP044", "汇总表的得分与项目表不同")
def list_score(given: FormSet) -> Iterator[SetChange]:
    for place in range(min(3, len(given["rows"]))):
        yield lambda changed, place=place: changed["rows"][place].update(score="60")


@set_kind("ZP045", "汇总表列了没有自评表的项目")
def form_gone(given: FormSet) -> Iterator[SetChange]:
    for place in (0, -1):
        name = projects_of(given["forms"])[place]["project"]

        def change(changed: FormSet, name: str = name) -> None:
            changed["forms"] = [form for form in changed["forms"] if form["project"] != name]

        yield change


@set_kind("ZP046", "项目有自评表而汇总表没有列")
def row_gone(given: FormSet) -> Iterator[SetChange]:
    for place in (0, -1):
        yield lambda changed, place=place: changed["rows"].pop(place)


@set_kind("ZP047", "汇总表合计行写错")
def list_total(given: FormSet) -> Iterator[SetChange]:
    budget = sum((number(row["budget"]) or Decimal(0) for row in given["rows"]), Decimal(0))
    executed = sum((number(row["executed"]) or Decimal(0) for row in given["rows"]), Decimal(0))
    yield lambda changed: changed["rows"].append(
        {"project": "合计", "budget": shown(budget + 9), "executed": shown(executed)}
    )


@set_kind("ZP043", "一张表的单位名称少一个字")
def unit_name(given: FormSet) -> Iterator[SetChange]:
    for field in ("implementing_unit", "department"):
        names = {form[field] for form in projects_of(given["forms"])}
        if len(names) == 1 and len(name := names.pop()) > 6:
            yield lambda changed, field=field, name=name: changed["forms"][-1].update({field: name[:-3] + name[-2:]})


@set_kind("ZP042", "一张表的年度是上一年")
def year(given: FormSet) -> Iterator[SetChange]:
    yield lambda changed: changed["forms"][-1].update(year=changed["forms"][-1]["year"] - 1, title="项目支出绩效自评表")


@set_kind("ZP039", "两个项目的偏差原因完全相同")
def reason_of_another(given: FormSet) -> Iterator[SetChange]:
    spots = [
        (f, r, row["reason"])
        for f, form in enumerate(given["forms"])
        for r, row in enumerate(form["indicators"] if form["level"] == "project" else ())
        if len(row.get("reason") or "") > 15
    ]
    for (f, _, text), (g, r, _) in pairwise(spots):
        if f != g:
            yield lambda changed, g=g, r=r, text=text: changed["forms"][g]["indicators"][r].update(reason=text)
            return


@set_kind("ZP050", "报告里的项目数与自评表数不同")
def count(given: FormSet) -> Iterator[SetChange]:
    here = len(projects_of(given["forms"]))

    def change(changed: FormSet) -> None:
        changed["report"][1] = changed["report"][1].replace(f"共有{here}个", f"共有{here + 2}个")

    yield change


def _in_report(given: FormSet, what: str, key: str) -> Iterator[SetChange]:
    """In the sentences about projects whose names say what they are; a reader of the text alone knows no others."""
    for place, form in enumerate(projects_of(given["forms"]), start=2):
        if not re.search(r"(?:专项|经费|资金)$", form["project"]):
            continue
        value = form["total"] if key == "total" else total_of(form)[key]
        other = shown((number(value) or Decimal(0)) - 5) + ("%" if str(value).endswith("%") else "")

        def change(changed: FormSet, place: int = place, value: str = value, other: str = other) -> None:
            changed["report"][place] = changed["report"][place].replace(what + value, what + other)

        yield change


@set_kind("ZP051", "报告里的得分与自评表不同")
def report_score(given: FormSet) -> Iterator[SetChange]:
    yield from _in_report(given, "自评得分", "total")


@set_kind("ZP051", "报告里的执行数与自评表不同")
def report_executed(given: FormSet) -> Iterator[SetChange]:
    yield from _in_report(given, "执行数", "executed")


@set_kind("ZP051", "报告里的执行率与自评表不同")
def report_rate(given: FormSet) -> Iterator[SetChange]:
    yield from _in_report(given, "执行率", "rate")


@set_kind("ZP053", "今年的指标值远低于上年的完成值")
def target_far_below(given: FormSet) -> Iterator[SetChange]:
    for place, form in enumerate(given["forms"]):
        for number_of, row in enumerate(form["indicators"]):
            target, actual = measure(row.get("target")), measure(row.get("actual"))
            if form["level"] == "project" and target and actual and target.unit not in ("%", "") and target.sign != "≤":
                was = f"{shown(target.value * 10)}{target.unit}"

                def change(changed: FormSet, place: int = place, number_of: int = number_of, was: str = was) -> None:
                    before = copy.deepcopy(changed["forms"])
                    for earlier in before:
                        earlier["year"] -= 1
                        earlier.pop("title", None)
                    before[place]["indicators"][number_of].update(actual=was, target=was)
                    changed["earlier"] = before

                yield change
                return


@set_kind("ZP024", "每个项目都是满分")
def all_full(given: FormSet) -> Iterator[SetChange]:
    def change(changed: FormSet) -> None:
        for form in changed["forms"]:
            for row in form["indicators"]:
                row["score"] = row["weight"]
            form["total"] = "100"

    if all(row["weight"] for form in given["forms"] for row in form["indicators"]):
        yield change


def _named_alike(given: FormSet, name: re.Pattern[str], levels: tuple[str, str]) -> Iterator[tuple[int, int]]:
    """Form and row of indicators that stand in one form of each level, once and with the same figures in both."""
    places: dict[str, list[tuple[int, int]]] = {}
    for f, form in enumerate(given["forms"]):
        for r, row in enumerate(form["indicators"]):
            if name.search(row["l3"]):
                places.setdefault(row["l3"], []).append((f, r))
    for found in places.values():
        rows = [given["forms"][f]["indicators"][r] for f, r in found]
        here = tuple(given["forms"][f]["level"] for f, _ in found)
        figures = {(measure(row.get("target")), measure(row.get("actual"))) for row in rows}
        if here[:2] == levels and len(figures) == 1 and all(figures.copy().pop()):
            yield found[0]


def _with_other_actual(given: FormSet, places: Iterator[tuple[int, int]]) -> Iterator[SetChange]:
    for f, r in places:
        value = measure(given["forms"][f]["indicators"][r]["actual"])
        assert value
        other = f"{shown(value.value + 3)}{value.unit}"
        yield lambda changed, f=f, r=r, other=other: changed["forms"][f]["indicators"][r].update(actual=other)


@set_kind("ZP052", "部门表的完成值与项目表的同名指标不同")
def indicator_of_department(given: FormSet) -> Iterator[SetChange]:
    yield from _with_other_actual(given, _named_alike(given, re.compile("企业数|展会次数"), ("department", "project")))


@set_kind("ZP052", "全地区的同一个数在两个项目里不同")
def indicator_of_projects(given: FormSet) -> Iterator[SetChange]:
    yield from _with_other_actual(given, _named_alike(given, re.compile("总额|税收"), ("project", "project")))


@set_kind("ZP049", "部门表的资金来源与各项目之和不同")
def sources_of_department(given: FormSet) -> Iterator[SetChange]:
    for place, form in enumerate(given["forms"]):
        sources = [n for n, row in enumerate(form["funding"]) if "总额" not in row["source"] and number(row.get("budget"))]
        if form["level"] == "department" and len(sources) > 1:
            def change(changed: FormSet, place: int = place, sources: list[int] = sources) -> None:
                upper, lower = (changed["forms"][place]["funding"][n] for n in sources[:2])
                upper["budget"] = shown((number(upper["budget"]) or Decimal(0)) - 50)
                lower["budget"] = shown((number(lower["budget"]) or Decimal(0)) + 50)

            yield change


@set_kind("ZP047", "部门表的执行数少计一个项目")
def department_total(given: FormSet) -> Iterator[SetChange]:
    for place, form in enumerate(given["forms"]):
        if form["level"] == "department" and not form.get("attributes"):
            left_out = number(total_of(projects_of(given["forms"])[0])["executed"]) or Decimal(0)

            def change(changed: FormSet, place: int = place, left_out: Decimal = left_out) -> None:
                line = total_of(changed["forms"][place])
                line["executed"] = shown((number(line["executed"]) or Decimal(0)) - left_out)

            yield change


@set_kind("ZP066", "汇总表里的项目名称少一个字")
def list_name(given: FormSet) -> Iterator[SetChange]:
    for place, row in enumerate(given["rows"]):
        if len(name := row["project"]) > 6:
            yield lambda changed, place=place, name=name: changed["rows"][place].update(project=name[:-1])
