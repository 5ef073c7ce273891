"""Writing into one form sheet: merged cells, living cells, heights — what every part of the form uses."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from xlsxwriter.format import Format
from xlsxwriter.worksheet import CellFormulaTuple, Worksheet

from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.values import Value
from zipingbiao.scoring.engine import Assessment
from zipingbiao.writers.workbook.heights import height_for
from zipingbiao.writers.workbook.inputs_sheet import InputBlock
from zipingbiao.writers.workbook.plan import Plan
from zipingbiao.writers.workbook.styles import Styles

Live = Literal["both", "native", "udf"]
ROW = 21.0


class SelfFittingSheet(Worksheet):  # type: ignore[misc]
    """A worksheet whose chosen rows keep a computed height but still grow when a person types a longer text.

    XlsxWriter marks every given height as custom, and Excel never re-fits such a row. Formulas are taken as they are:
    ours use no function newer than Excel 2007, and looking for those is two thirds of the writing time.
    """

    def __init__(self) -> None:
        super().__init__()
        self.fitting_rows: set[int] = set()

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")

    def _write_formula(
        self, row: int, col: int, formula: str, cell_format: Format | None = None, value: object = 0
    ) -> int:
        # XlsxWriter searches every formula for dynamic-array functions: a quarter of the writing time, and ours use none.
        if self._check_dimensions(row, col):
            return -1
        self.table[row][col] = CellFormulaTuple(formula.removeprefix("="), cell_format, value)
        return 0

    def _xml_start_tag_unencoded(self, tag: str, attributes: list[tuple[str, object]] | None = None) -> None:
        if tag == "row" and attributes and attributes[0][1] - 1 in self.fitting_rows:  # type: ignore[operator]
            attributes = [pair for pair in attributes if pair[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)


class Pen:
    """The sheet of one planned and assessed form, with the strokes all its parts are made of."""

    def __init__(
        self,
        sheet: SelfFittingSheet,
        plan: Plan,
        assessment: Assessment,
        styles: Styles,
        live: Live,
        actuals: dict[int, InputBlock] | None = None,
    ) -> None:
        self.sheet = sheet
        self.plan = plan
        self.assessment = assessment
        self.styles = styles
        self.live = live
        #: rows whose 完成值 is computed from figures on 基础数据
        self.actuals = actuals or {}
        self.evaluation: Evaluation = plan.evaluation
        self.layout = plan.form.layout
        self.policy = plan.form.policy
        #: the form's id as a text in formulas: the add-in scores by the policy of this form
        self.form_id = f'"{plan.form.id}"'
        self.size = float(self.layout.font.body_size)
        self.widths = [float(column.width) for column in self.layout.columns]

    def merge(self, row: int, first: int, last: int, text: str, style: Format, last_row: int | None = None) -> None:
        """A text over columns `first` to `last` (and down to `last_row`)."""
        bottom = row if last_row is None else last_row
        if first != last or bottom != row:
            self.sheet.merge_range(row, first, bottom, last, text, style)
        elif text:
            self.sheet.write_string(row, first, text, style)
        else:
            self.sheet.write_blank(row, first, None, style)

    def width(self, first: int, last: int) -> float:
        """The width of printed columns together, in characters."""
        return sum(self.widths[first : last + 1])

    def fit(self, row: int, cells: list[tuple[str, float]], minimum: float = ROW) -> float:
        """Makes the row high enough for its (text, width) cells; returns the height in points."""
        height = height_for(cells, self.size, minimum)
        self.sheet.set_row(row, height)
        return height

    def living(
        self, row: int, column: int, udf: str, fallback: str, style: Format, value: object, last: int | None = None
    ) -> None:
        """A living cell: the add-in's function, with the native formula where there is no add-in."""
        # +0 makes an error of a function's "", so that the native formula answers; alone, "" is a blank that SUM passes over.
        body = {"both": f"IFERROR({udf},{fallback})", "native": fallback, "udf": udf.removesuffix("+0")}[self.live]
        self.formula(row, column, body, style, value, last)

    def formula(self, row: int, column: int, body: str, style: Format, value: object, last: int | None = None) -> None:
        """A formula (without '=') with its present result, over columns up to `last`."""
        if last is not None and last > column:
            self.sheet.merge_range(row, column, row, last, "", style)
        self.sheet.write_formula(row, column, "=" + body, style, "" if value is None else value)

    def value(
        self, row: int, column: int, value: Value, style: Format, number: Decimal | None, last: int | None = None
    ) -> None:
        """A given number, or the text that stands in its place, or an empty input cell."""
        if last is not None and last > column:
            self.sheet.merge_range(row, column, row, last, "", style)
        if number is not None:
            self.sheet.write_number(row, column, float(number), style)
        elif value.text:
            self.sheet.write_string(row, column, value.text, style)
        else:
            self.sheet.write_blank(row, column, None, style)
