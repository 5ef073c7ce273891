"""How a Word report says of itself that it was made here: its kind and its template, in the keywords of the file.

Keywords are what Word, WPS and LibreOffice all keep when somebody edits the report and saves it.
"""

from __future__ import annotations

import hashlib
import re
from typing import Literal, NamedTuple

ReportKind = Literal["self", "evaluation", "summary"]

#: What a report of each kind is called.
REPORT_WORDS: dict[ReportKind, str] = {
    "self": "专项绩效自评报告",
    "evaluation": "项目支出绩效评价报告",
    "summary": "部门整体绩效自评结果",
}
#: LibreOffice takes keywords apart at colons, commas and blanks.
_MARK = re.compile(r"zpb-report[-:,;\s]+(self|evaluation|summary)[-:,;\s]+([0-9a-f]{12})(?![0-9a-f])")


class ReportMark(NamedTuple):
    """kind of the report, and the first digits of the SHA-256 of the template it was made from."""

    kind: ReportKind
    template: str

    def __str__(self) -> str:
        return f"zpb-report-{self.kind}-{self.template}"


def mark_report(kind: ReportKind, template: bytes) -> ReportMark:
    """The mark of a report of this kind that is made from this .docx."""
    return ReportMark(kind, hashlib.sha256(template).hexdigest()[:12])


def read_mark(keywords: str) -> ReportMark | None:
    """The mark among the keywords of a file; None where it was not made here."""
    match = _MARK.search(keywords)
    return ReportMark(match[1], match[2]) if match else None  # type: ignore[arg-type]
