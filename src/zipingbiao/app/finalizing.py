"""zpb finalize: a checked workbook becomes the one that is signed and sent (送审版); zpb verify is app.verifying's."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from zipingbiao.app.check import check_one
from zipingbiao.app.finish_compare import Spot
from zipingbiao.app.finish_sheets import add_results, seal_package, set_file_properties
from zipingbiao.app.official import OpenErrors as OpenErrors
from zipingbiao.app.official import official_name, refuse_errors
from zipingbiao.app.reading import ReadFile
from zipingbiao.app.report import is_same_file
from zipingbiao.base.errors import ZpbError
from zipingbiao.base.files import Kept, need_folder, printable, save
from zipingbiao.base.signing import load_key
from zipingbiao.checks.engine import run_waivers
from zipingbiao.model.finding import Finding
from zipingbiao.model.waiver import Waiver
from zipingbiao.writers.checked import CheckedFile

if TYPE_CHECKING:
    from zipingbiao.base.signing import SigningKey

SUFFIXES = (".xlsx", ".xlsm")


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
    path, lists = Path(path), tuple(waivers)
    _refuse_kind(path)
    signing = None if key is None else load_key(key, password)
    if out is not None:
        _check_out(path, _target(out, None), lists)
    file, read = check_one(path, profile, lists)
    if not file.evaluations:
        raise ZpbError(f"「{printable(path.name)}」里没有找到自评表，没有定稿。")
    refuse_errors(file)
    target = _target(path.parent if out is None else out, file)
    _check_out(path, target, lists)
    with tempfile.TemporaryDirectory(prefix="zpb-") as folder:
        draft = Path(folder) / target.name
        finished = _finish(path, file, read, draft, profile, made or date.today(), signing)
        content = draft.read_bytes()
        save(target, content, kept)
        finished = replace(finished, path=target, checked=replace(finished.checked, path=target))
        if not pdf:
            return finished
        try:
            save(target.with_suffix(".pdf"), _pdf(draft), kept)
        except ZpbError as error:
            return replace(finished, pdf_failure=str(error))
    return replace(finished, pdf=target.with_suffix(".pdf"))


def _refuse_kind(path: Path) -> None:
    """Raises ZpbError for a file that no 送审版 can be made of as it is."""
    if path.is_dir():
        raise ZpbError("zpb finalize 一次只处理一个工作簿，不能给文件夹。")
    suffix = path.suffix.lower()
    if suffix in SUFFIXES or not path.exists():
        return
    name = printable(path.name)
    if suffix in (".docx", ".docm", ".doc", ".wps", ".json"):
        raise ZpbError(f"「{name}」不是 Excel 工作簿，不能直接定稿：请先用 zpb adopt 转成工作簿，核对后再定稿。")
    raise ZpbError(
        f"「{name}」不能直接定稿：送审版是 .xlsx 文件，请用 Excel、WPS 打开后另存为 .xlsx 再定稿，"
        "或用 zpb adopt 转成会算分的工作簿。"
    )


def _target(out: Path, file: CheckedFile | None) -> Path:
    """Where the workbook goes: `out`, or its official name in that folder; the folder itself before it is known."""
    return out / official_name(file) if out.is_dir() and file is not None else out


def _check_out(path: Path, out: Path, lists: Sequence[Path]) -> None:
    """Raises ZpbError where the workbook cannot be written there."""
    name = printable(out.name)
    if out.is_dir():
        return
    if out.suffix.lower() != ".xlsx":
        raise ZpbError(f"送审版的文件名应以 .xlsx 结尾：{name}")
    need_folder(out)
    if is_same_file(out, path):
        raise ZpbError(f"送审版不能写在原文件 {name} 上，请用 -o 换一个文件名。")
    if any(is_same_file(out, one) for one in lists):
        raise ZpbError(f"送审版不能写在豁免清单 {name} 上，请用 -o 换一个文件名。")


def _finish(
    path: Path, file: CheckedFile, read: ReadFile, draft: Path, profile: str | None, made: date,
    signing: SigningKey | None,
) -> Finalized:
    """Writes the whole workbook to `draft`, reading it back after every step."""
    moved: dict[Spot, Spot] = {}
    if any(form.own for form in read.evaluations):
        from zipingbiao.app.finish_own import compare_own, write_own

        write_own(read, draft)
        checked, again = check_one(draft, profile)
        lost, moved = compare_own(path, read, draft, again, file.findings)
    else:
        from zipingbiao.app.finish_other import write_other

        lost = write_other(path, read, draft)
        checked, _ = check_one(draft, profile)
    if any(one.kind == "seal_broken" for one in file.findings):
        lost.append("原文件是定稿以后又改动过的，已按现在的内容重新定稿，原来的封签不再有效。")
    checked = replace(checked, findings=_waived(file.findings, checked.findings, moved))
    refuse_errors(checked)
    add_results(draft, checked, made)
    set_file_properties(draft, checked, made)
    seal = seal_package(draft, made, signing)
    return Finalized(path, draft, checked, tuple(lost), seal.digest, signed_by=signing.fingerprint if signing else "")


def _waived(
    before: Sequence[Finding], now: Sequence[Finding], moved: dict[Spot, Spot]
) -> tuple[Finding, ...]:
    """The findings of the finished workbook with the reasons that those of the source were given."""
    waivers = []
    for one in before:
        if one.waived is None:
            continue
        spot = (one.place.sheet or "", one.place.spot)
        sheet, cell = moved.get(spot, spot)
        waivers.append(
            Waiver(
                code=one.code, reason=one.waived, sheet=sheet, cell=cell, label=one.label, printed=one.printed or "",
                expected=one.expected or "",
            )
        )  # fmt: skip
    found, _ = run_waivers(waivers, list(now))
    return tuple(found)


def _pdf(draft: Path) -> bytes:
    from zipingbiao.app.office_pdf import pdf_of

    return pdf_of(draft)
