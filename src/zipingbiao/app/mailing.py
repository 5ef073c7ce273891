"""zpb mail: finished workbooks become a mail draft (.eml) with their PDFs and a cover note, for a person to look at and send."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from zipingbiao.app.check import check_paths
from zipingbiao.app.cover_note import make_cover_note, subject_of
from zipingbiao.app.mail_addresses import read_addresses
from zipingbiao.app.office_pdf import pdf_of
from zipingbiao.app.report import is_same_file
from zipingbiao.app.verifying import verify
from zipingbiao.base.errors import ZpbError
from zipingbiao.base.files import Kept, need_folder, printable, save
from zipingbiao.readers.contacts import contacts_of
from zipingbiao.readers.workbook import read_workbook
from zipingbiao.writers.cover_note import note_html, note_text
from zipingbiao.writers.mail import Attachment, Draft, one_line, render_mail

SUFFIX, PDF = ".eml", ".pdf"
#: Attachments of more bytes than this are turned away by many mail servers.
LARGE = 20_000_000
_HOW = "zpb finalize，或加载项的“定稿”按钮"
#: Digits of a seal's digest that the note gives.
_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Mail:
    """A draft that was written.

    path     the .eml file
    draft    what is in it
    remarks  sentences about what the sender should know: a PDF that is missing, attachments that are too large
    """

    path: Path
    draft: Draft
    remarks: tuple[str, ...]


def write_mail(
    paths: Sequence[Path],
    out: Path,
    *,
    to: Iterable[str] = (),
    cc: Iterable[str] = (),
    subject: str | None = None,
    kept: Kept | None = None,
) -> Mail:
    """Writes a draft with these finished workbooks, a PDF of each and a cover note.

    Args:
        paths: workbooks as `finalize` wrote them; their seals must be whole.
        out: the .eml file.
        to, cc: addresses as people write them, each text may hold several.
        subject: what the mail is called; made of unit and year where None.
        kept: told where an older file of the same name was kept.

    Raises:
        ZpbError: for a workbook that is not finished or was changed since, an address that is none, a file that
            cannot be read or written.
    """
    _refuse(paths, out)
    addressed, copied = read_addresses(to), read_addresses(cc)
    digests = [sealed_digest(path) for path in paths]
    remarks: list[str] = []
    attached: list[tuple[Attachment, str]] = []
    for path, digest in zip(paths, digests, strict=True):
        attached.append((Attachment(printable(path.name), path.read_bytes()), digest[:_DIGITS]))
        try:
            attached.append((Attachment(printable(path.with_suffix(PDF).name), _pdf_of(path)), ""))
        except ZpbError as error:
            remarks.append(str(error))
    attachments = tuple(one for one, _ in attached)
    listed = [(one.shown_name, digest) for one, digest in attached]
    files = check_paths(paths).files
    contacts = dict.fromkeys(pair for path in paths for pair in contacts_of(read_workbook(path)))
    note = make_cover_note(files, listed, tuple(contacts))
    draft = Draft(
        to=addressed,
        cc=copied,
        subject=one_line(subject or "") or subject_of(files),
        text=note_text(note),
        html=note_html(note),
        attachments=attachments,
    )
    size = sum(len(one.content) for one in attachments)
    if size > LARGE:
        remarks.append(f"附件共 {size / 1_000_000:.1f} MB，超过 20 MB，有的邮箱不收，请分几封发送，或改用别的办法报送。")
    save(out, render_mail(draft), kept)
    return Mail(out, draft, tuple(remarks))


def _refuse(paths: Sequence[Path], out: Path) -> None:
    """Refuses, before any work is done, what could not be written."""
    if out.is_dir():
        raise ZpbError(f"{out} 是文件夹，请写明邮件草稿的文件名，如 {out / ('报送' + SUFFIX)}")
    if out.suffix.lower() != SUFFIX:
        raise ZpbError(f"邮件草稿的文件名应以 {SUFFIX} 结尾：{out.name}")
    need_folder(out)
    names: set[str] = set()
    for path in paths:
        if is_same_file(out, path):
            raise ZpbError(f"邮件草稿不能写在要发送的文件 {path.name} 上，请换一个文件名。")
        if path.name.casefold() in names:
            raise ZpbError(f"有两个附件都叫「{path.name}」，收件人分不清，请先改名，或分两封发送。")
        names.add(path.name.casefold())


def sealed_digest(path: Path) -> str:
    """The digest of a finished workbook. Raises ZpbError for one that is not finished, or was changed since."""
    found = verify(path)
    if found.verdict == "whole" and found.check is not None:
        return found.check.seal.digest
    if found.verdict == "unsealed":
        raise ZpbError(f"「{printable(path.name)}」不是送审版，不能发送。请先定稿（{_HOW}），再发送送审版。")
    verdict, *differences = found.lines
    count = len(found.check.breaks) if found.check else 0
    more = f"共 {count} 处不同。" if count > 1 else ""
    raise ZpbError(f"{verdict}{''.join(differences[:1])}{more}不能发送，请在填报的工作簿里改好，重新定稿（{_HOW}）。")


def _pdf_of(path: Path) -> bytes:
    """The PDF of a finished workbook: the one beside it, else one that LibreOffice makes.

    Raises ZpbError with the sentence why there is none.
    """
    beside = path.with_suffix(PDF)
    if beside.is_file() and beside.stat().st_mtime >= path.stat().st_mtime:
        return beside.read_bytes()
    try:
        return pdf_of(path)
    except ZpbError as error:
        name = f"「{printable(beside.name)}」"
        why = f"{name}比送审版旧，可能不是同一稿" if beside.is_file() else f"送审版旁边没有{name}"
        raise ZpbError(f"邮件里没有附 PDF：{why}。{error}") from error
