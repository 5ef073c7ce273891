"""Mistakes in the head of a form, its funds and its totals."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tests.mutations.corruption import Change, cents, kind, number, put, shown
from tests.readers.form_data import Form


def _total(form: Form) -> tuple[int, Form] | None:
    """The line of 年度资金总额 with figures in it."""
    for place, row in enumerate(form["funding"]):
        if "总额" in row["source"] and number(row.get("budget")) and number(row.get("executed")):
            return place, row
    return None


@kind("ZP001", "执行率多写十个百分点")
def rate_too_high(form: Form) -> Iterator[Change]:
    if (found := _total(form)) and (rate := number(found[1].get("rate"))) is not None and "%" in found[1]["rate"]:
        yield put("funding", found[0], "rate", f"{shown(rate - 10 if rate > 50 else rate + 10)}%")


@kind("ZP001", "执行率的数字写颠倒")
def rate_transposed(form: Form) -> Iterator[Change]:
    for place, row in enumerate(form["funding"]):
        rate, text = number(row.get("rate")), str(row.get("rate"))
        if rate and "%" in text and text[:2].isdigit() and abs(int(text[0]) - int(text[1])) > 0 and rate < 100:
            yield put("funding", place, "rate", text[1] + text[0] + text[2:])


@kind("ZP002", "执行得分多给一分")
def execution_score(form: Form) -> Iterator[Change]:
    if (found := _total(form)) and (score := number(found[1].get("score"))) is not None and number(found[1].get("rate")):
        yield put("funding", found[0], "score", shown(score - 1 if score > 1 else score + 1))


@kind("ZP003", "一个资金来源的预算数改大一成")
def source_amount(form: Form) -> Iterator[Change]:
    sources = [(n, row) for n, row in enumerate(form["funding"]) if "总额" not in row["source"] and number(row.get("budget"))]
    if _total(form):
        for place, row in sources:
            yield put("funding", place, "budget", shown((number(row["budget"]) or Decimal(0)) * Decimal("1.1") + 1))


@kind("ZP004", "预算数为零而有执行率")
def no_budget(form: Form) -> Iterator[Change]:
    if (found := _total(form)) and number(found[1].get("rate")):
        yield put("funding", found[0], "budget", "0")


@kind("ZP005", "执行数大于预算数")
def over_budget(form: Form) -> Iterator[Change]:
    if found := _total(form):
        yield put("funding", found[0], "executed", shown((number(found[1]["budget"]) or Decimal(0)) * Decimal("1.3")))


def _executed_share(form: Form, share: Decimal) -> Change | None:
    """The change to so much of the budget spent, with rate, score and total as they then are; None without figures."""
    found = _total(form)
    if found is None:
        return None
    budget, weight = number(found[1]["budget"]), number(found[1].get("weight"))
    total, score = number(form.get("total")), number(found[1].get("score"))
    if not budget or not weight or total is None or score is None:
        return None
    executed, now = cents(budget * share), cents(weight * share)
    after = cents(total - score + Decimal(now))

    def change(copied: Form) -> None:
        line = copied["funding"][found[0]]
        line.update(executed=executed, rate=f"{cents(share * 100)}%", score=now)
        copied["total"] = after
        if copied.get("grade"):
            copied["grade"] = next(name for name, least in _GRADES if Decimal(after) >= least)

    return change


def _is_silent(form: Form) -> bool:
    """Whether no reason stands anywhere."""
    told = form.get("reasons") or any("措施" in name for name in form.get("attributes") or {})
    return not told and not any(row.get("reason") for row in form["indicators"])


_GRADES = (("优", 90), ("良", 80), ("中", 60), ("差", 0))


@kind("ZP006", "执行率不到六成，全表没有写原因")
def low_execution(form: Form) -> Iterator[Change]:
    if _is_silent(form) and (change := _executed_share(form, Decimal("0.55"))):
        yield change


@kind("ZP022", "执行率只有五成多，总分没有封顶", profile="platform")
def cap_forgotten(form: Form) -> Iterator[Change]:
    if (number(form.get("total")) or 0) > 85 and (change := _executed_share(form, Decimal("0.55"))):
        yield change


@kind("ZP025", "执行率只有三成，指标却接近满分")
def far_above_execution(form: Form) -> Iterator[Change]:
    full = all(number(row.get("score")) == number(row.get("weight")) for row in form["indicators"] if row.get("weight"))
    if full and _is_silent(form) and (change := _executed_share(form, Decimal("0.30"))):
        yield change


@kind("ZP048", "基本支出与项目支出相加不等于支出总额")
def parts_of_expenditure(form: Form) -> Iterator[Change]:
    names = {"基本支出总额", "项目支出总额"} & set(form.get("attributes") or {})
    for name in sorted(names) if len(names) == 2 else ():
        other = shown((number(form["attributes"][name]) or Decimal(0)) + 60)
        yield lambda copied, name=name, other=other: copied["attributes"].update({name: other})


@kind("ZP061", "年度总体目标只填了金额")
def goal_of_figures(form: Form) -> Iterator[Change]:
    for place, goal in enumerate(form["goals"]):
        if goal.get("expected") and form.get("project"):
            yield put("goals", place, "expected", "43.2")
            yield put("goals", place, "actual", "37.24")


@kind("ZP041", "年度总体目标的实际完成情况没有填")
def goal_blank(form: Form) -> Iterator[Change]:
    for place, goal in enumerate(form["goals"]):
        if goal.get("actual") and not goal.get("points"):
            yield put("goals", place, "actual", "")


@kind("ZP007", "年初预算数与全年预算数不同，没有说明")
def adjusted(form: Form) -> Iterator[Change]:
    if (found := _total(form)) and _is_silent(form) and (budget := number(found[1]["budget"])):
        yield put("funding", found[0], "initial", cents(budget * Decimal("0.7")))


@kind("ZP009", "执行数写成了元")
def in_yuan(form: Form) -> Iterator[Change]:
    found = _total(form)
    if found and form["unit"] == "万元" and (executed := number(found[1]["executed"])):
        yield put("funding", found[0], "executed", f"{executed * 10000:.2f}")


@kind("ZP014", "总分多写两分")
def total_too_high(form: Form) -> Iterator[Change]:
    if (total := number(form.get("total"))) is not None:
        yield put("", None, "total", shown(total + 2 if total <= 98 else total - 2))


@kind("ZP010", "分值合计写错")
def weight_total(form: Form) -> Iterator[Change]:
    if number(form.get("total_weight")) == 100:
        yield put("", None, "total_weight", "95")


@kind("ZP023", "等级与总分不符")
def grade_wrong(form: Form) -> Iterator[Change]:
    if (total := number(form.get("total"))) is not None and form["level"] == "project":
        yield put("", None, "grade", "差" if total >= 60 else "优")
    elif form.get("grade"):
        yield put("", None, "grade", "差")


@kind("ZP041", "项目名称没有填")
def project_blank(form: Form) -> Iterator[Change]:
    if form["level"] == "project" and form.get("project"):
        yield put("", None, "project", "")


@kind("ZP041", "预算数没有填")
def budget_blank(form: Form) -> Iterator[Change]:
    if found := _total(form):
        def change(copied: Form) -> None:
            for row in copied["funding"]:
                row["budget"] = ""
            copied["funding"][found[0]].update(rate="", score="")

        yield change


@kind("ZP042", "标题里是上一年")
def title_of_last_year(form: Form) -> Iterator[Change]:
    if form.get("year"):
        yield put("", None, "title", f"{form['year'] - 1}年度项目支出绩效自评表")


@kind("ZP060", "执行率显示错误值")
def error_value(form: Form) -> Iterator[Change]:
    if found := _total(form):
        yield put("funding", found[0], "rate", "#DIV/0!")


@kind("ZP059", "项目名称是公式文字")
def formula_text(form: Form) -> Iterator[Change]:
    if form.get("project"):
        yield put("", None, "project", "=HYPERLINK(\"http://example.com\")")
