"""What the ribbon actions need of Excel, and how they get it from xlwings with few calls across the process border."""

from __future__ import annotations

import os
import webbrowser
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from zipingbiao.adapters.excel.registry import ADDIN_FILE, TITLE
from zipingbiao.base.errors import ZpbError

#: Excel's number of its own dialog for sending the workbook (xlDialogSendMail).
_SEND_MAIL = 189
#: Excel's number of the format PDF (xlTypePDF).
_PDF = 0
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv")
#: A message box shows no more than this in full.
_MOST_TEXT = 1_000


class Where(NamedTuple):
    """The active workbook, and where the user is in it.

    path    its full name; "" where it was never saved, a web address where it is kept online
    sheets  the names of its worksheets, in order
    """

    book: str
    path: str
    sheet: str
    cell: str
    sheets: tuple[str, ...]

    @property
    def folder(self) -> Path | None:
        """The folder that the workbook is kept in; None where it is in none of this computer."""
        if not self.path or "://" in self.path:
            return None
        return Path(self.path).parent


class Host(Protocol):
    """Excel as the actions see it. Every method is one call across the process border, or two."""

    def where(self) -> Where:
        """The active workbook; raises ZpbError where none is open."""
        ...

    def run(self, macro: str, *args: Any) -> Any:
        """A macro of the add-in; raises an error of the host where there is none of that name."""
        ...

    def recalculate(self, *, everything: bool) -> None:
        """All open workbooks; `everything` also where nothing changed."""
        ...

    def save_copy(self, book: str, path: Path) -> None:
        """A copy of an open workbook, which stays as it is."""
        ...

    def status(self, text: str | None) -> None:
        """The status bar; None gives it back to Excel."""
        ...

    def alert(self, text: str) -> None:
        """A message box."""
        ...

    def confirm(self, question: str) -> bool:
        """A message box with yes and no."""
        ...

    def ask(self, question: str, suggestion: str = "") -> str | None:
        """One line of text from the user; None where she cancels."""
        ...

    def ask_path(self, title: str, suggestion: str, kinds: str) -> Path | None:
        """A file to save to; `kinds` as Excel's GetSaveAsFilename takes them."""
        ...

    def select(self, book: str, sheet: str, cell: str) -> None:
        """Goes to a cell; raises ZpbError where it cannot be shown."""
        ...

    def open(self, path: Path) -> None:
        """Opens a file: a workbook here, anything else in its own program."""
        ...

    def export_pdf(self, workbook: Path, pdf: Path) -> None:
        """A file that is not open here as a PDF; raises an error of the host where there is no way to print it."""
        ...

    def send_mail(self) -> None:
        """Excel's own dialog for mailing the active workbook."""
        ...

    def about(self) -> dict[str, str]:
        """What a person should know about the installation, by its label."""
        ...


def answer_of(host: Host, macro: str, *args: Any) -> tuple[Any, ...]:
    """The answer of a macro that begins with what went wrong; raises RuntimeError with it."""
    answer = tuple(host.run(macro, *args))
    if answer[0]:
        raise RuntimeError(f"{macro}：{answer[0]}")
    return answer


class XlwingsHost:
    """A running Excel through xlwings."""

    def __init__(self, app: Any) -> None:
        self.app = app
        #: xlwings looks every attribute up anew; each look is a call.
        self.excel = app.api

    def where(self) -> Where:
        """As in Host."""
        answer = answer_of(self, "ZpbWhere")
        if not answer[1]:
            raise ZpbError("请先打开要处理的工作簿；处于“受保护的视图”的，请先点“启用编辑”。")
        return Where(answer[1], answer[2], answer[3], answer[4], tuple(answer[5].split("\n")))

    def run(self, macro: str, *args: Any) -> Any:
        """As in Host."""
        return self.excel.Run(f"'{ADDIN_FILE}'!{macro}", *args)

    def recalculate(self, *, everything: bool) -> None:
        """As in Host."""
        if everything:
            self.excel.CalculateFull()
        else:
            self.excel.Calculate()

    def save_copy(self, book: str, path: Path) -> None:
        """As in Host."""
        self.excel.Workbooks(book).SaveCopyAs(str(path))

    def status(self, text: str | None) -> None:
        """As in Host."""
        self.excel.StatusBar = False if text is None else text

    def alert(self, text: str) -> None:
        """As in Host."""
        self.app.alert(text[:_MOST_TEXT], TITLE)

    def confirm(self, question: str) -> bool:
        """As in Host."""
        return bool(self.app.alert(question[:_MOST_TEXT], TITLE, "yes_no") == "yes")

    def ask(self, question: str, suggestion: str = "") -> str | None:
        """As in Host."""
        # Excel's own InputBox shows 255 characters of the question, VBA's about 1000.
        return str(self.run("ZpbAsk", question[:_MOST_TEXT], TITLE, suggestion)).strip() or None

    def ask_path(self, title: str, suggestion: str, kinds: str) -> Path | None:
        """As in Host."""
        chosen = self.excel.GetSaveAsFilename(suggestion, kinds, 1, title)
        return Path(chosen) if isinstance(chosen, str) and chosen else None

    def select(self, book: str, sheet: str, cell: str) -> None:
        """As in Host."""
        try:
            answer_of(self, "ZpbSelect", book, sheet, cell)
        except RuntimeError as error:
            raise ZpbError(f"到不了「{sheet}」的 {cell}：工作表可能已经改名、删除或隐藏，请重新检查一遍。") from error

    def open(self, path: Path) -> None:
        """As in Host."""
        if path.suffix.lower() in _WORKBOOKS:
            self.excel.Workbooks.Open(str(path))
        elif hasattr(os, "startfile"):
            os.startfile(path)
        else:
            webbrowser.open(path.as_uri())

    def export_pdf(self, workbook: Path, pdf: Path) -> None:
        """As in Host."""
        excel, before = self.excel, self.excel.ActiveWorkbook
        shown, events = excel.ScreenUpdating, excel.EnableEvents
        excel.ScreenUpdating = excel.EnableEvents = False
        try:
            # links are not updated, and nothing can be saved
            book = excel.Workbooks.Open(str(workbook), 0, True)
            try:
                book.ExportAsFixedFormat(_PDF, str(pdf))
            finally:
                book.Close(False)
            before.Activate()
        finally:
            excel.ScreenUpdating, excel.EnableEvents = shown, events

    def send_mail(self) -> None:
        """As in Host."""
        self.excel.Dialogs(_SEND_MAIL).Show()

    def about(self) -> dict[str, str]:
        """As in Host."""
        import sys

        import xlwings

        return {
            "加载项": str(self.excel.Workbooks(ADDIN_FILE).FullName),
            "Excel": str(self.excel.Version),
            "xlwings": xlwings.__version__,
            "Python": f"{sys.version.split()[0]}（{sys.executable}）",
        }
