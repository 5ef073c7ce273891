"""LibreOffice as the host of the ribbon's actions: the real button against a real spreadsheet program."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.excel_host.libreoffice import Book, LiveOffice, OfficeError
from tests.excel_host.vba_container import FILTER, write_container
from zipingbiao.adapters.excel.host import Where, answer_of

#: What the actions call; the other modules speak to Excel's ribbon and start Python.
_MODULES = ("ZpbMarks", "ZpbProtection", "ZpbReading", "ZpbRebinding", "ZpbRecords", "ZpbResults", "ZpbSheets", "ZpbTable")


class LiveHost:
    """adapters.excel.host.Host over a LiveOffice; what the user would see is kept in `statuses` and `alerts`.

    Args:
        office: where the workbook is open.
        book: the workbook that the actions work on.
        folder: for the workbook that holds the VBA.
    """

    def __init__(self, office: LiveOffice, book: Book, folder: Path) -> None:
        self.office = office
        self.book = book
        self.addin = office.open(write_container(folder / "zpb.xlsm", _MODULES), FILTER)
        self.statuses: list[str | None] = []
        self.alerts: list[str] = []
        book.ask("activate")

    def where(self) -> Where:
        """As in Host."""
        answer = answer_of(self, "ZpbWhere")
        return Where(answer[1], answer[2], answer[3], answer[4], tuple(answer[5].split("\n")))

    def run(self, macro: str, *args: Any) -> Any:
        """As in Host."""
        return self.addin.ask("run", macro=f"VBAProject.Bridge.Run{macro}", arguments=list(args))

    def recalculate(self, *, everything: bool) -> None:
        """As in Host."""
        self.book.calculate()

    def save_copy(self, book: str, path: Path) -> None:
        """As in Host."""
        if book != self.book.name:
            raise OfficeError(f"not open: {book}")
        self.book.ask("save_copy", file=str(path))

    def status(self, text: str | None) -> None:
        """As in Host."""
        self.statuses.append(text)

    def alert(self, text: str) -> None:
        """As in Host."""
        self.alerts.append(text)

    def select(self, book: str, sheet: str, cell: str) -> None:
        """As in Host."""
        answer_of(self, "ZpbSelect", book, sheet, cell)

    def confirm(self, question: str) -> bool:
        """Yes."""
        self.alerts.append(question)
        return True

    def ask(self, question: str, suggestion: str = "") -> str | None:
        """What is suggested."""
        return suggestion or None

    def ask_path(self, title: str, suggestion: str, kinds: str) -> Path | None:
        """Cancelled."""
        return None

    def open(self, path: Path) -> None:
        """Nothing: no test looks at it."""

    def export_pdf(self, workbook: Path, pdf: Path) -> None:
        """No printer: no test looks at it."""
        raise OfficeError("no PDF")

    def send_mail(self) -> None:
        """Nothing: LibreOffice would start a mail program."""

    def about(self) -> dict[str, str]:
        """Nothing."""
        return {}

    def close(self) -> None:
        """The workbook that holds the VBA."""
        self.addin.close()
