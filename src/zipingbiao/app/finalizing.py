"""zpb finalize: a checked workbook becomes the one that is signed and sent (送审版); zpb verify is app.verifying's."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from zipingbiao.app.official import OpenErrors as OpenErrors
from zipingbiao.model.finding import Finding
from zipingbiao.writers.checked import CheckedFile

#: Told where an older file of another content was kept.
Kept = Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class Finalized:
    """The finished workbook.

    source     the workbook it was made of, which stays as it is
    path       where it was written
    checked    what it says, as checked: forms, assessments, findings
    lost       sentences about what of the source is not in it, or is in it otherwise
    digest     the digest of the seal, hexadecimal
    signed_by  the fingerprint of the key that signed it; '' where nobody did
    pdf        its PDF, where one was asked for and made
    pdf_failure  the sentence why the PDF that was asked for could not be made; the workbook is there all the same
    """

    source: Path
    path: Path
    checked: CheckedFile
    lost: tuple[str, ...]
    digest: str
    signed_by: str = ""
    pdf: Path | None = None
    pdf_failure: str = ""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The warnings and infos that are left."""
        return tuple(one for one in self.checked.findings if one.waived is None)

    @property
    def waived(self) -> tuple[Finding, ...]:
        """The findings that somebody gave a reason for."""
        return tuple(one for one in self.checked.findings if one.waived is not None)


def finalize(
    path: Path,
    out: Path | None = None,
    *,
    waivers: Iterable[Path] = (),
    profile: str | None = None,
    key: Path | None = None,
    password: bytes | None = None,
    pdf: bool = False,
    made: date | None = None,
    kept: Kept | None = None,
) -> Finalized:
    """Checks a workbook and writes its 送审版; nothing is written where that is refused.

    Args:
        path: an .xlsx or .xlsm of ours or made by hand; it stays as it is.
        out: the workbook to write, or a folder for it; None for its official name beside the source.
        waivers: files with reasons why findings may stand, besides the workbook's own 检查结果.
        profile: the id of the profile to judge by.
        key, password: a private key (PEM) to sign the seal with, and its password.
        pdf: whether to make a PDF of the same name beside it, with LibreOffice.
        made: the day that is printed in it; today where None.
        kept: told where an older file of the same name was kept.

    Raises:
        OpenErrors: where findings at error level are open; it lists them.
        ZpbError: for anything else that keeps it from being written, in one plain sentence.
    """
    raise NotImplementedError
