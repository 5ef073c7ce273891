"""Walking over the lines of one sheet once: titles, headers, funding, goals, indicators, notes, in any order."""

from __future__ import annotations

from zipingbiao.base.text import excerpt, label_key, squeeze
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.finding import Finding, Severity
from zipingbiao.model.values import Place, Value
from zipingbiao.readers.columns import Columns, funding_columns, indicator_columns, tall_header
from zipingbiao.readers.draft import MONEY_UNITS, Draft, Guess
from zipingbiao.readers.funding import read_funding_row, refine_funding, unit_of
from zipingbiao.readers.goals import read_goals
from zipingbiao.readers.grid import Sheet
from zipingbiao.readers.indicators import Levels, bare_grade, is_grade, read_indicator, read_total
from zipingbiao.readers.labels import field_of, has_project_label, pieces_of, read_pairs
from zipingbiao.readers.lines import Line
from zipingbiao.readers.own import OwnForm
from zipingbiao.readers.summary import list_at
from zipingbiao.readers.ticks import chosen_option
from zipingbiao.readers.words import (
    CONTINUED,
    LEVELS,
    NOTES,
    PRIVATE,
    ROLE_NAMES,
    SUBTOTAL,
    YEAR_LABEL,
    YEAR_LINE,
    indicator_role,
    is_first_level,
    is_title,
    tells_year,
)

CODE = "ZP000"
#: Unplaced rows reported one by one per form; more of them mean the table as a whole was not understood.
_MAX_UNPLACED = 20
#: Figures of a line above the indicators that must belong to a table.
_FIGURES_OF_A_ROW = 3
_LONGEST_YEAR = 40


def note(
    sheet: Sheet, place: Place | None, message: str, remedy: str, label: str = "", severity: Severity = "info"
) -> Finding:
    place = place or Place(file=sheet.file, sheet=sheet.name or None)
    return Finding(code=CODE, kind="other", severity=severity, message=message, remedy=remedy, place=place, label=label)


class SheetReader:
    """Walks over the lines of a sheet once."""

    def __init__(self, sheet: Sheet, lines: list[Line], edge: int, own: OwnForm | None) -> None:
        self.sheet = sheet
        self.lines = lines
        self.edge = edge
        self.own = own
        self.drafts: list[Draft] = []
        self.findings: list[Finding] = []
        self.unplaced = 0
        self.draft = Draft(sheet, lines[0].row if lines else 1)

    def read(self) -> tuple[list[Evaluation], list[Finding]]:
        index = 0
        while index < len(self.lines):
            used = self._read_line(index)
            self.draft.rows.extend((line.row, self.draft.state) for line in self.lines[index : index + used])
            index += used
        self._close()
        forms = [draft.finish(self.own) for draft in self.drafts]
        if self.own is None:
            guesses = [guess for draft in self.drafts for guess in draft.guesses]
            self.findings.extend(note(self.sheet, guess.place, guess.message, guess.remedy) for guess in guesses)
        # Without a form the remarks about its rows mean nothing.
        return forms, self.findings if forms else []

    def _close(self) -> None:
        if self.draft.is_form:
            self.drafts.append(self.draft)

    def _start(self, row: int) -> None:
        self._close()
        self.draft = Draft(self.sheet, row)
        self.unplaced = 0

    def _read_line(self, index: int) -> int:
        """Reads the line (with those that belong to it) and says how many lines that were."""
        line = self.lines[index]
        following = self.lines[index + 1] if index + 1 < len(self.lines) else None
        if self._read_title(line) or self._read_outside(line):
            return 1
        adjacent = following if following is not None and following.row == line.row + 1 else None
        if columns := tall_header(self.sheet, self.lines, index) or indicator_columns(self.sheet, line, adjacent):
            self._open_indicators(columns)
            return columns.last_row - line.row + 1
        if self._refine_funding(line):
            return 1
        if columns := funding_columns(self.sheet, line):
            self._open_funding(line, columns)
            return 1
        if used := self._read_list(index):
            return used
        if has_project_label(line) and self.draft.has_body:
            self._start(line.row)
        if used := read_goals(self.sheet, self.draft, self.lines, index):
            return used
        if self.draft.state == "indicators":
            self._read_row(line)
        elif not (self._read_late_total(line) or self._read_fund(line)):
            self._read_labels(line)
        return 1

    def _read_title(self, line: Line) -> bool:
        draft, item = self.draft, line.single
        if item is None:
            return False
        if is_title(item.text):
            if draft.has_body:
                if CONTINUED.search(item.key):
                    return True
                self._start(line.row)
                draft = self.draft
            draft.title = self.sheet.value(line.row, item.column)
            return True
        if not draft.has_body and YEAR_LINE.match(item.key):
            draft.year = self.sheet.value(line.row, item.column)
            draft.unit = unit_of(item.text) or draft.unit
            return True
        return False

    def _read_outside(self, line: Line) -> bool:
        """A line of text between the tables of a Word file is no row of the table above it."""
        draft = self.draft
        if line.row not in self.sheet.outside or draft.state not in ("funding", "indicators"):
            return False
        if draft.state == "funding":
            draft.state = "head"
        elif draft.columns is not None and (total := read_total(self.sheet, line, draft.columns)):
            draft.total, draft.state = total, "after"
        else:
            self._read_labels(line)
        return True

    def _open_indicators(self, columns: Columns) -> None:
        draft = self.draft
        if draft.total is not None:
            # A second table below the total, without a title of its own.
            self._start(columns.row)
            draft = self.draft
        if not draft.heads:
            self._tell_rivals(columns)
        draft.columns = columns
        draft.heads.append(columns)
        draft.state = "indicators"

    def _tell_rivals(self, columns: Columns) -> None:
        """Says which of two headings for the same contents was taken."""
        for role, (read, left_out) in columns.rivals.items():
            where = [self.sheet.place(columns.row, item.column).cell for item in (read, left_out)]
            message = (
                f"「{excerpt(read.text)}」（{where[0]}）和「{excerpt(left_out.text)}」（{where[1]}）都像是"
                f"{ROLE_NAMES.get(role, '同一项内容')}，按前一列读入，后一列没有读入。"
            )
            remedy = "如果应以后一列为准，请在表头写明（如“自评得分”“全年预算数”）。"
            place = self.sheet.place(columns.row, left_out.column)
            self.draft.guesses.append(Guess(message, remedy, place))

    def _open_funding(self, line: Line, columns: Columns) -> None:
        if self.draft.indicators:
            self._start(line.row)
        draft = self.draft
        if draft.funding_columns is None:
            self._tell_rivals(columns)
        draft.funding_columns = columns
        draft.state = "funding"
        draft.unit = next((unit for item in line.items if (unit := unit_of(item.text))), draft.unit)

    def _refine_funding(self, line: Line) -> bool:
        """A second row of headings right below the first."""
        draft = self.draft
        columns = draft.funding_columns
        if draft.state != "funding" or draft.funding or columns is None or line.row != columns.row + 1:
            return False
        return refine_funding(line, columns)

    def _read_fund(self, line: Line) -> bool:
        draft = self.draft
        columns = draft.funding_columns
        if draft.state != "funding" or columns is None:
            return False
        row = read_funding_row(self.sheet, line, columns, draft.has_fund_total, nameless=not draft.funding)
        if row is None:
            draft.state = "head"
            return False
        draft.funding.append(row)
        return True

    def _read_list(self, index: int) -> int:
        """A project list below the 总分 row belongs to the form; returns the lines used."""
        draft = self.draft
        if draft.total is None or draft.project_list is not None:
            return 0
        found = list_at(self.sheet, self.lines, index)
        if found is None:
            return 0
        draft.project_list = found[0]
        return found[1]

    def _read_row(self, line: Line) -> None:
        """A row of the indicator table: an indicator, the total, a note below, or a row left blank."""
        draft, sheet = self.draft, self.sheet
        assert draft.columns is not None
        total = read_total(sheet, line, draft.columns)
        if total is not None:
            draft.total = total
            draft.state = "after"
            return
        first = line.items[0] if line.items else None
        if first is not None and first.key and NOTES.match(first.key) and first.column <= draft.columns.first:
            draft.state = "after"
            self._read_labels(line)
            return
        if first is not None and field_of(first.key) == "grade":
            self._read_labels(line)
            return
        if line.single is not None and is_first_level(line.single.text):
            # 一、产出指标（50分） over the whole width, above its rows.
            draft.levels = Levels()
            draft.levels.l1 = sheet.value(line.row, line.single.column)
            return
        if any(item.key and SUBTOTAL.match(item.key) for item in line.items[:3]):
            return
        indicator = read_indicator(sheet, line, draft.columns, draft.levels, draft.block_goal)
        if indicator is not None and indicator.l3.text and indicator_role(indicator.l3.text) in LEVELS:
            # A row of headings that the header was not understood with: no indicator is called 一级指标.
            self._report_unplaced(line)
        elif indicator is not None:
            draft.indicators.append(indicator)
        elif self._is_unplaced(line):
            self._report_unplaced(line)

    def _read_late_total(self, line: Line) -> bool:
        """The 总分 row below notes such as 其他需要说明事项."""
        draft = self.draft
        if draft.state == "after" and draft.total is None and draft.columns is not None:
            draft.total = read_total(self.sheet, line, draft.columns)
            return draft.total is not None
        return False

    def _is_unplaced(self, line: Line) -> bool:
        """Whether cells outside of every known column hold something, so that the row was not simply left blank."""
        columns = self.draft.columns
        assert columns is not None
        known = {c for span in columns.roles.values() for c in range(span.first, span.last + 1)}
        known |= set(columns.helpers.values())
        cells = self.sheet.rows[line.row]
        return any(column not in known and columns.first < column <= self.edge for column in cells)

    def _report_unplaced(self, line: Line) -> None:
        self.unplaced += 1
        if self.unplaced > _MAX_UNPLACED:
            return
        column = min(self.sheet.rows[line.row])
        text = excerpt(" ".join(item.text for item in line.items))
        message = f"{self.sheet.row_name(line.row)}「{text}」像是表中的一行，但与表头对不上，没有读入。"
        place = self.sheet.place(line.row, column)
        self.findings.append(note(self.sheet, place, message, "请核对这一行的位置，或改用标准表头。", text))

    def _read_labels(self, line: Line) -> None:
        draft = self.draft
        in_head = draft.state == "head" and not draft.funding
        if in_head and not draft.pairs.read(self.sheet, line) and line.figures >= _FIGURES_OF_A_ROW:
            self._report_unplaced(line)
        for item in line.items:
            for piece in pieces_of(item.text):
                if draft.unit is None and (unit := unit_of(piece)) and len(piece) < 30:
                    draft.unit = unit
                if not draft.year and len(piece) < _LONGEST_YEAR and tells_year(piece):
                    draft.year = self.sheet.value(line.row, item.column).model_copy(update={"text": piece})
        for pair in read_pairs(self.sheet, line, self.edge):
            value = bare_grade(pair.value) if pair.field == "grade" else pair.value
            if pair.field == "grade" and not (is_grade(value) or "等" in pair.label):
                # 评价结论 | a sentence.
                self._keep_attribute(pair.label, value)
            elif squeeze(value.text or "") in MONEY_UNITS and label_key(pair.label).endswith("单位"):
                draft.unit = draft.unit or squeeze(value.text or "")
            elif not pair.field and YEAR_LABEL.match(label_key(pair.label)) and YEAR_LINE.match(value.text or ""):
                draft.year = draft.year or value
            elif pair.shared:
                draft.shared.setdefault(pair.field, value)
            elif pair.field and pair.field not in draft.fields:
                draft.fields[pair.field] = value
            elif not pair.field and not PRIVATE.search(squeeze(pair.label)):
                self._keep_attribute(pair.label, value)

    def _keep_attribute(self, label: str, value: Value) -> None:
        attributes, key = self.draft.attributes, squeeze(label)
        if value.text is not None and len(attributes) < 60 and key not in attributes:
            attributes[key] = chosen_option(value.text)
            self.draft.attribute_places[key] = value.place
