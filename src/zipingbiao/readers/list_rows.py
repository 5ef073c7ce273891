"""The rows of a project list, told apart: projects, lines of one project, totals, headings, notes; none is lost."""

from __future__ import annotations

import re

from zipingbiao.base.text import excerpt, squeeze
from zipingbiao.model.values import BLANK, Place, Value
from zipingbiao.readers.grid import Sheet
from zipingbiao.readers.lines import MAX_LINES, Line, read_lines
from zipingbiao.readers.list_header import ListHeader, find_header, is_index_row
from zipingbiao.readers.list_model import (
    CHINESE_NUMBER,
    ListRow,
    SheetRows,
    Total,
    clean_unit,
    one_line,
    remark,
    split_code,
)
from zipingbiao.readers.list_money import in_words
from zipingbiao.readers.list_words import NOTE_ROW, UNIT_LIKE, is_part, money_unit, source_of, total_rank
from zipingbiao.readers.words import PRIVATE, YEAR_INSIDE

#: A longer text in the column of names is a remark.
_LONGEST_NAME = 120
_UNIT_NAME = re.compile(
    r"(?:编制|填报|填表|编报|申报|预算|主管)?(?:单位|部门)(?:名称)?(?:[（(](?:盖章|公章|章)[）)])?\s*[:：]\s*(?P<name>[^\s:：（(]{3,40})"
)


def read_rows(sheet: Sheet, own: bool = False) -> SheetRows:
    """Tells the rows of a sheet apart; no headers where the sheet holds no list of projects.

    A sheet of an `own` workbook ends with its 合计: what stands below only compares it with other sheets.
    """
    return _SheetReader(sheet).read(own)


class _SheetReader:
    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.lines = read_lines(sheet)
        self.found = SheetRows(sheet)
        self.header: ListHeader | None = None
        self.last: ListRow | None = None
        self.after_total = False
        self.carried: dict[str, str] = {}
        self.hidden: list[int] = []

    def read(self, own: bool) -> SheetRows:
        index = 0
        while index < len(self.lines) and not (own and self.found.totals):
            line = self.lines[index]
            header = find_header(self.sheet, self.lines, index)
            index += 1
            if header is not None:
                if self.header is None or header.words != self.header.words:
                    self._open(header)
                while index < len(self.lines) and self.lines[index].row <= header.last_row:
                    index += 1
            elif self.header is None:
                self._read_above(line)
            elif line.row in self.sheet.hidden_rows:
                self.hidden.append(line.row)
            else:
                self._read_row(line, self.header)
        if self.hidden:
            place = self.sheet.place(self.hidden[0], 1)
            self._note(place, f"起有 {len(self.hidden)} 行是隐藏的（或被筛选掉了），没有采用；要用请先取消隐藏")
        if self.sheet.truncated or len(self.lines) >= MAX_LINES:
            self._note(Place(file=self.sheet.file, sheet=self.sheet.name), "数据太多，只读了前面一部分")
        return self.found

    def _open(self, header: ListHeader) -> None:
        self.header = header
        self.found.headers.append(header)
        self.last, self.after_total, self.carried = None, False, {}

    def _note(self, place: Place, message: str, label: str = "") -> None:
        self.found.notes.append(remark(place, message, label))

    def _read_above(self, line: Line) -> None:
        """A line above the list: its title with a year, 单位：元, the unit that made it."""
        found = self.found
        for item in line.items:
            if found.year is None and (match := YEAR_INSIDE.search(item.text)):
                found.year = int(match.group()[:4])
            found.money = money_unit(item.text) or found.money
            name = _UNIT_NAME.search(item.text)
            if name and not found.unit_name and not money_unit(item.text[name.start() : name.end() + 2]):
                found.unit_name = name["name"]

    def _read_row(self, line: Line, header: ListHeader) -> None:
        if line.row <= header.last_row + 2 and is_index_row(self.sheet, line.row):
            return
        amounts = self._amounts(line.row, header)
        has_amounts = any(v.number is not None or v.formula is not None or v.error for v in amounts.values())
        if self._read_total(line, header, amounts):
            return
        value, continues = self._name(line.row, header)
        name = one_line(value.text or "")
        if not name:
            self._read_nameless(line, header, amounts, has_amounts)
        elif continues and self.last is not None and has_amounts:
            self._add(line, header, value.place, self.last.name, amounts, continues=True)
        elif not self._is_aside(line, header, name, value.place, amounts, has_amounts):
            self.after_total = False
            self._add(line, header, value.place, name, amounts, continues=False)

    def _amounts(self, row: int, header: ListHeader) -> dict[tuple[str, str], Value]:
        return {(c.role, c.source): in_words(header.columns.value(self.sheet, row, c.key)) for c in header.amounts}

    def _name(self, row: int, header: ListHeader) -> tuple[Value, bool]:
        """The name in this row, and whether it is merged over from a row above."""
        for role in ("project", "upper"):
            span = header.columns.roles.get(role)
            if span is None:
                continue
            merge = self.sheet.merge_at(row, span.first)
            if merge is not None and header.last_row < merge.top < row:
                return self.sheet.value(merge.top, merge.left), True
            value = header.columns.value(self.sheet, row, role)
            if value.text is not None:
                return value, False
        return BLANK, False

    def _read_total(self, line: Line, header: ListHeader, amounts: dict[tuple[str, str], Value]) -> bool:
        last = header.columns.roles["project"].last
        source = header.columns.column(self.sheet, line.row, "source")
        labels = [item for item in line.items if item.column <= last and item.column != source]
        rank = max((total_rank(item.text) for item in labels), default=0)
        if not rank:
            return False
        label = next(item for item in labels if total_rank(item.text) == rank)
        place = self.sheet.place(line.row, label.column)
        self.found.totals.append(Total(place, header, label.text, rank == 2, amounts, len(self.found.rows)))
        self.last, self.after_total = None, True
        return True

    def _read_nameless(
        self, line: Line, header: ListHeader, amounts: dict[tuple[str, str], Value], has_amounts: bool
    ) -> None:
        source = header.columns.value(self.sheet, line.row, "source").text
        if has_amounts:
            if source and self.last is not None:
                self._add(line, header, self.last.place, self.last.name, amounts, continues=True)
            elif not (self.after_total and source):
                place = next(value.place for value in amounts.values() if not value.is_blank)
                self._note(place, "有金额，但没有项目名称，没有采用", " ".join(item.text for item in line.items))
            return
        texts = [item.text for item in line.items]
        if len(texts) == 1 and not line.numbers and UNIT_LIKE.search(squeeze(texts[0])):
            self._carry_heading(texts[0], header)
        elif texts and not self._is_remark(texts[0]):
            if set(texts) <= self._own_texts(line, header):
                return
            place = self.sheet.place(line.row, line.items[0].column)
            self._note(place, "没有项目名称，没有采用", " ".join(texts))

    def _own_texts(self, line: Line, header: ListHeader) -> set[str]:
        """Texts of a row that say nothing without a project: a number, the unit's name carried down."""
        roles = ("serial", "department", "unit", "implementer")
        return {text for role in roles if (text := header.columns.value(self.sheet, line.row, role).text)}

    def _is_remark(self, text: str) -> bool:
        key = squeeze(text)
        return bool(NOTE_ROW.match(key)) or ("。" in key and len(key) > 20) or bool(PRIVATE.match(key))

    def _is_aside(
        self, line: Line, header: ListHeader, name: str, place: Place,
        amounts: dict[tuple[str, str], Value], has_amounts: bool,
    ) -> bool:  # fmt: skip
        """Whether a row with a text in the column of names is no project; it is used, or noted."""
        key = squeeze(name)
        source = source_of(name, is_part(name))
        if source and has_amounts and self.last is not None:
            self._add(line, header, place, self.last.name, amounts, continues=True)
            self.found.rows[-1].source = source
            return True
        if is_part(name):
            self._note(place, "是上一行的明细（其中），没有另外生成", name)
            return True
        if has_amounts:
            return False
        if self._is_remark(name) or len(key) > _LONGEST_NAME:
            return True
        alone = len(line.items) == 1 and not line.numbers
        if alone and header.amounts and UNIT_LIKE.search(key):
            self._carry_heading(name, header)
            return True
        if alone and header.amounts and CHINESE_NUMBER.match(key):
            self._note(place, "只有名称，当作小标题，没有生成", name)
            return True
        if header.amounts and all(value.is_blank for value in amounts.values()):
            self._note(place, "没有金额，仍生成了一张表，请补填", name)
        return False

    def _carry_heading(self, text: str, header: ListHeader) -> None:
        """The name of a unit on a row of its own counts for the rows below it."""
        name = CHINESE_NUMBER.sub("", clean_unit(text))
        self.carried["unit" if "unit" not in header.columns else "department"] = name

    def _add(
        self, line: Line, header: ListHeader, place: Place, name: str,
        amounts: dict[tuple[str, str], Value], continues: bool,
    ) -> None:  # fmt: skip
        sheet, row, columns = self.sheet, line.row, header.columns
        printed, name = split_code(name)
        code = columns.value(sheet, row, "code").text or printed
        # What is written in words must not be lost: it is told, and the project is kept.
        for value in amounts.values():
            self._check_amount(value, name)
        found = ListRow(
            row=row, place=place, header=header, name=name, continues=continues, code=code,
            amounts=dict(amounts), serial=squeeze(self._serial(line, header)),
            source=squeeze(columns.value(sheet, row, "source").text or ""),
            attributes=self._texts(row, header, header.attributes), others=self._texts(row, header, header.others),
            **{role: self._carried(row, header, role) for role in ("department", "unit", "implementer")},
        )  # fmt: skip
        self.found.rows.append(found)
        self.last = found

    def _serial(self, line: Line, header: ListHeader) -> str:
        return header.columns.value(self.sheet, line.row, "serial").text or ""

    def _check_amount(self, value: Value, name: str) -> None:
        if value.number is not None or value.is_blank or value.is_dash or value.text in ("无", "0"):
            return
        shown = excerpt(value.error or value.text or "公式没有算出的数", 20)
        self._note(value.place, f"金额一栏是“{shown}”，不是数，没有采用", name)

    def _texts(self, row: int, header: ListHeader, labels: dict[str, str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for key, label in labels.items():
            span = header.columns.roles[key]
            value = header.columns.value(self.sheet, row, key)
            merge = self.sheet.merge_at(row, span.first) if value.text is None else None
            if merge is not None and merge.top > header.last_row:
                value = self.sheet.value(merge.top, merge.left)
            if value.text is not None:
                found.setdefault(label, value.text)
        return found

    def _carried(self, row: int, header: ListHeader, role: str) -> str:
        """The unit in this row; a blank cell takes that of its merge, or left of the names the one above."""
        span = header.columns.roles.get(role)
        if span is None:
            return self.carried.get(role, "")
        value = header.columns.value(self.sheet, row, role)
        merge = self.sheet.merge_at(row, span.first)
        if value.text is None and merge is not None and merge.top > header.last_row:
            value = self.sheet.value(merge.top, merge.left)
        if value.text is not None:
            self.carried[role] = clean_unit(value.text)
            return self.carried[role]
        return self.carried.get(role, "") if span.first < header.columns.roles["project"].first else ""
