"""How forms look as people draw them in Excel: order of columns, words of headings, merges, fonts, formulas, footers."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from benchmarks.made.facts import WORDS, Money, Number, Project, Row
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell

_ORDERS = [
    "lead first second third target actual weight score reason",
    "lead first second third target actual weight score reason",
    "first second third target actual weight score reason",
    "lead first second third weight target actual score reason",
    "first second third sign value measure actual weight score reason",
    "lead first second third sign value measure weight actual score reason",
    "first second third weight target actual score reason",
    "lead first second third target weight actual score reason",
    "lead first second third target actual score reason",
]
_HEADS = {
    "lead": ["绩效指标", "绩\n效\n指\n标", "年度绩效指标"],
    "first": ["一级指标", "一级\n指标"],
    "second": ["二级指标", "二级\n指标"],
    "third": ["三级指标", "三级\n指标"],
    "target": ["年度指标值", "年度指标值（A）", "指标值", "年初目标值", "预期指标值", "年度\n指标值"],
    "sign": ["指标性质", "指标\n性质"],
    "value": ["指标值", "年度指标值"],
    "measure": ["度量单位", "计量单位"],
    "actual": ["实际完成值", "全年实际值", "全年完成值", "实际完成值（B）", "实际\n完成值"],
    "weight": ["分值", "分 值", "权重", "分值"],
    "score": ["得分", "得 分", "自评得分", "得分"],
    "reason": ["偏差原因分析及改进措施", "未完成原因和改进措施", "偏差原因分析\n及改进措施", "未完成原因及拟采取的改进措施"],
}
_FUNDS = {
    "initial": ["年初预算数", "年初预算"],
    "budget": ["全年预算数（A）", "全年预算数", "预算数（A）", "调整后预算数"],
    "executed": ["全年执行数（B）", "全年执行数", "执行数（B）", "实际执行数"],
    "weight": ["分值", "分 值"],
    "rate": ["执行率（B/A）", "执行率", "执行率\n（B/A）", "预算执行率"],
    "score": ["得分", "得 分"],
}
_WIDTHS = {
    "lead": 6, "first": 10, "second": 12, "third": 22, "target": 14, "sign": 6, "value": 9, "measure": 8, "actual": 14,
    "weight": 7, "score": 7, "reason": 22,
}  # fmt: skip
_TITLES = [
    "项目支出绩效自评表", "项目支出绩效自评表", "部门预算项目支出绩效自评表", "项目绩效自评表", "财政专项资金绩效自评表",
]  # fmt: skip
Span = tuple[int, int]


@dataclass(frozen=True)
class Look:
    """What one unit's forms have in common: `heads` and `funds` are the headings by column, in their order."""

    heads: dict[str, str]
    funds: dict[str, str]
    title: str
    top: int
    font: str
    size: float
    is_living: bool
    are_texts: bool
    has_attachment: bool
    has_grade: bool
    has_signers: bool
    footer: str
    is_stacked: bool


def look(random: Random) -> Look:
    """A look at random."""
    order = random.choice(_ORDERS).split()
    funds = ["budget", "executed", "weight", "rate", "score"]
    if random.random() < 0.5 and len(order) >= 8:
        funds.insert(0, "initial")
    return Look(
        {name: random.choice(_HEADS[name]) for name in order},
        {name: random.choice(_FUNDS[name]) for name in funds},
        random.choice(_TITLES),
        random.choice([0, 0, 0, 1]),
        random.choice(["宋体", "宋体", "仿宋", "仿宋_GB2312", "微软雅黑", "等线"]),
        random.choice([9, 10, 10, 10.5, 11, 12]),
        random.random() < 0.35,
        random.random() < 0.2,
        random.random() < 0.25,
        random.random() < 0.3,
        random.random() < 0.4,
        random.choice(WORDS["footers"]) if random.random() < 0.35 else "",
        random.random() < 0.08,
    )


class Drawing:
    """A workbook that is drawn form by form."""

    def __init__(self, path: str, look: Look, random: Random) -> None:
        self.look, self.random = look, random
        self.book = Workbook(path, {"strings_to_formulas": False})
        base = {"font_name": look.font, "font_size": look.size, "valign": "vcenter", "text_wrap": True}
        boxed = {**base, "border": 1, "align": "center"}
        make = self.book.add_format
        self.title = make({**base, "font_name": "方正小标宋简体", "font_size": 18, "bold": True, "align": "center"})
        self.plain, self.left = make({**base, "align": "center"}), make({**base, "text_wrap": False})
        self.head, self.cell = make({**boxed, "bold": random.random() < 0.5}), make(boxed)
        self.text = make({**boxed, "align": "left"})
        self.money = make({**boxed, "num_format": random.choice(["0.00", "#,##0.00", "General", "0.00_ "])})
        self.part = make({**boxed, "num_format": random.choice(["0.00%", "0%", "0.0%"])})
        self.columns = list(look.heads)
        self.at = 0

    def sheet(self, name: str) -> None:
        """Begins a worksheet."""
        self.paper = self.book.add_worksheet(name)
        self.at = self.look.top
        self.paper.set_paper(9)
        self.paper.fit_to_pages(1, 0)
        for number, column in enumerate(self.columns):
            self.paper.set_column(number, number, _WIDTHS[column] + self.random.choice([0, 0, 0.38, 1.5]))

    def put(self, span: Span, value: Number, style: Any = None, rows: int = 1, at: int | None = None) -> None:
        """A value over columns (both included) and rows, merged where there are more than one."""
        row, (first, last), style = self.at if at is None else at, span, style or self.cell
        if first == last and rows == 1:
            self.paper.write(row, first, value, style)
        else:
            self.paper.merge_range(row, first, row + rows - 1, last, value, style)

    def form(self, made: Project) -> None:
        """One form below what is there."""
        last = len(self.columns) - 1
        if self.look.has_attachment and self.at == self.look.top:
            self.paper.write(self.at, 0, "附件2", self.left)
            self.at += 1
        self.paper.set_row(self.at, 30)
        self.put((0, last), self.look.title, self.title)
        self.at += 1
        self.put((0, last), f"（{made.year}年度）", self.plain)
        self.at += 1
        self._names(made, last)
        total = self._funds(made, last)
        self._goals(made, last)
        self._rows(made, last, total)
        self._feet(made, last)

    def _names(self, made: Project, last: int) -> None:
        half = last // 2
        self.put((0, 1), "项目名称", self.head)
        self.put((2, last), made.name)
        self.at += 1
        for span, text, style in (
            ((0, 1), "主管部门", self.head), ((2, half), made.department, self.cell),
            ((half + 1, half + 1), self.random.choice(["实施单位", "项目实施单位"]), self.head),
            ((half + 2, last), made.implementing, self.cell),
        ):  # fmt: skip
            self.put(span, text, style)
        self.at += 1

    def _funds(self, made: Project, last: int) -> str:
        """The funds; returns the cell with the score of the execution."""
        names = list(self.look.funds)
        spans = _spread(last - len(names), last, names)
        rows = made.funds[: self.random.choice([1, 4, 4, 4, 4])]
        self.put((0, 0), f"项目资金\n（{made.unit}）", self.head, len(rows) + 1)
        self.put((1, spans[names[0]][0] - 1), "", self.head)
        for name in names:
            self.put(spans[name], self.look.funds[name], self.head)
        self.at += 1
        for number, money in enumerate(rows):
            self.put((1, spans[names[0]][0] - 1), ("其中：" if number == 1 else "") + money.source, self.text)
            for name in names:
                self.put(spans[name], *self._fund(name, number, money, made, spans))
            self.at += 1
        return xl_rowcol_to_cell(self.at - len(rows), spans["score"][0])

    def _fund(self, name: str, number: int, money: Money, made: Project, spans: dict[str, Span]) -> tuple[Any, Any]:
        if name in ("initial", "budget", "executed"):
            amount = getattr(money, name)
            empty = amount == 0 and number
            return ("" if empty else f"{amount:.2f}" if self.look.are_texts else amount), self.money
        if number:
            return ("—" if name != "rate" else ""), self.cell
        if name == "weight":
            return 10, self.cell
        if name == "score":
            return made.execution, self.cell
        if self.look.are_texts:
            return f"{made.rate:.2%}", self.cell
        return round(made.rate, 4), self.part

    def _goals(self, made: Project, last: int) -> None:
        half = last // 2
        self.put((0, 0), self.random.choice(["年度总体目标", "年度\n总体\n目标"]), self.head, 2)
        self.put((1, half), "预期目标", self.head)
        self.put((half + 1, last), "实际完成情况", self.head)
        self.at += 1
        self.paper.set_row(self.at, 60)
        self.put((1, half), made.goal[0], self.text)
        self.put((half + 1, last), made.goal[1], self.text)
        self.at += 1

    def _rows(self, made: Project, last: int, funds: str) -> None:
        columns = {name: number for number, name in enumerate(self.columns)}
        head, rows = self.at, made.rows
        for name, number in columns.items():
            if name != "lead":
                self.put((number, number), self.look.heads[name], self.head)
        if "lead" in columns:
            self.put((0, 0), self.look.heads["lead"], self.head, len(rows) + 1)
        for name in ("first", "second"):
            for start, count in _runs([(row.first, row.second if name == "second" else "") for row in rows]):
                text = getattr(rows[start], name)
                if name == "first" and "weight" not in columns:
                    text += f"（{sum(row.weight for row in rows[start : start + count])}分）"
                self.put((columns[name],) * 2, text, self.cell, count, head + 1 + start)
        for number, row in enumerate(rows, start=head + 1):
            for name, column in columns.items():
                if name not in ("lead", "first", "second"):
                    self.paper.write(number, column, *self._value(name, row))
        self.at = head + 1 + len(rows)
        self.put((0, columns.get("weight", columns["score"]) - 1), self.random.choice(["总分", "总 分", "合计"]), self.head)
        for name in ("weight", "score"):
            if name in columns:
                self._sum(name, columns[name], head + 1, made, funds)
        for name in self.columns[columns.get("weight", columns["score"]) + 1 :]:
            if name != "score":
                self.paper.write(self.at, columns[name], made.grade if name == "reason" and self.look.has_grade else "", self.cell)
        self.at += 1

    def _sum(self, name: str, column: int, first: int, made: Project, funds: str) -> None:
        value = made.total if name == "score" else 10 + sum(row.weight for row in made.rows)
        if not self.look.is_living:
            self.paper.write(self.at, column, value, self.cell)
            return
        cells = f"{xl_rowcol_to_cell(first, column)}:{xl_rowcol_to_cell(self.at - 1, column)}"
        formula = f"=SUM({cells})+{funds if name == 'score' else 10}"
        result = made.execution + sum(row.score for row in made.rows) if name == "score" else value
        self.paper.write_formula(self.at, column, formula, self.cell, round(result, 2))

    def _value(self, name: str, row: Row) -> tuple[Any, Any]:
        if name == "target":
            return f"{row.sign}{row.value}{row.measure}", self.cell
        if name == "actual":
            if row.actual is None or isinstance(row.actual, str):
                return row.actual or "", self.cell
            if row.measure == "%":
                return (f"{row.actual}%", self.cell) if self.random.random() < 0.6 else (row.actual / 100, self.part)
            joined = "measure" not in self.columns and self.random.random() < 0.7
            return (f"{row.actual}{row.measure}" if joined else row.actual), self.cell
        value = getattr(row, name)
        return value, self.text if name in ("third", "reason") else self.cell

    def _feet(self, made: Project, last: int) -> None:
        if self.look.footer:
            self.put((0, last), self.look.footer, self.text)
            self.at += 1
        if self.look.has_signers:
            person = self.random.choice(WORDS["persons"])
            day = f"{made.year + 1}年{self.random.randint(1, 4)}月"
            self.paper.write(self.at, 0, f"填报人：{person}某　　联系电话：　　　　填报日期：{day}", self.left)
            self.at += 1
        self.at += 2

    def listing(self, projects: list[Project]) -> None:
        """A list of the projects on a sheet of its own."""
        self.paper = self.book.add_worksheet("项目支出情况")
        first = projects[0]
        self.paper.set_column(0, 0, 6)
        self.paper.set_column(1, 1, 40)
        self.paper.set_column(2, 4, 16)
        self.at = 0
        self.put((0, 4), f"{first.year}年度项目支出情况", self.title)
        for column, text in enumerate(["序号", "项目名称", f"全年预算数（{first.unit}）", f"全年执行数（{first.unit}）", "自评得分"]):
            self.paper.write(1, column, text, self.head)
        for number, made in enumerate(projects, start=1):
            for column, value in enumerate([number, made.name, made.funds[0].budget, made.funds[0].executed, made.total]):
                self.paper.write(number + 1, column, value, self.cell)


def _runs(keys: list[Any]) -> list[tuple[int, int]]:
    """(start, length) of each run of equal keys."""
    starts = [number for number, key in enumerate(keys) if not number or key != keys[number - 1]]
    return [(start, end - start) for start, end in zip(starts, [*starts[1:], len(keys)], strict=True)]


def _spread(first: int, last: int, names: list[str]) -> dict[str, Span]:
    """One column for each name at the right; the name of the source takes what is left of them, from column 1."""
    first = max(2, last - len(names) + 1)
    return {name: (first + number, first + number if number < len(names) - 1 else last) for number, name in enumerate(names)}
