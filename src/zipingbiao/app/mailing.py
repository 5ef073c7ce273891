"""zpb mail: finished workbooks become a mail draft (.eml) with their PDFs and a cover note, for a person to look at and send."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from zipingbiao.app.check import check_paths
from zipingbiao.app.cover_note import make_cover_note, subject_of
from zipingbiao.app.mail_addresses import read_addresses
from zipingbiao.app.report import is_same_file
from zipingbiao.base.errors import ZpbError
from zipingbiao.base.files import printable, save
from zipingbiao.checks.sealing import break_sentence
from zipingbiao.model.seal import SealCheck
from zipingbiao.readers.contacts import contacts_of
from zipingbiao.readers.grid import Workbook
from zipingbiao.readers.seal_sheet import check_seal
from zipingbiao.readers.workbook import read_workbook
from zipingbiao.writers.cover_note import note_html, note_text
from zipingbiao.writers.mail import Attachment, Draft, one_line, render_mail

SUFFIX, PDF = ".eml", ".pdf"
#: Attachments of more bytes than this are turned away by many mail servers.
LARGE = 20_000_000
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
    kept: Callable[[Path], None] | None = None,
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
    books = [read_workbook(path) for path in paths]
    seals = [_whole_seal(book) for book in books]
    remarks: list[str] = []
    attached: list[tuple[Attachment, str]] = []
    for path, seal in zip(paths, seals, strict=True):
        attached.append((Attachment(printable(path.name), path.read_bytes()), seal.seal.digest[:_DIGITS]))
        pdf, why = _pdf_of(path)
        if pdf is not None:
            attached.append((Attachment(printable(path.with_suffix(PDF).name), pdf), ""))
        elif why:
            remarks.append(why)
    attachments = tuple(one for one, _ in attached)
    listed = [(one.shown_name, digest) for one, digest in attached]
    files = check_paths(paths).files
    contacts = dict.fromkeys(pair for book in books for pair in contacts_of(book))
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
    old = save(out, render_mail(draft))
    if old is not None and kept is not None:
        kept(old)
    return Mail(out, draft, tuple(remarks))


def _refuse(paths: Sequence[Path], out: Path) -> None:
    """Refuses, before any work is done, what could not be written."""
    if out.suffix.lower() != SUFFIX:
        raise ZpbError(f"邮件草稿的文件名应以 {SUFFIX} 结尾：{out.name}")
    if not out.resolve().parent.is_dir():
        raise ZpbError(f"无法保存「{out.name}」：文件夹 {out.parent} 不存在，请先建立文件夹。")
    names: set[str] = set()
    for path in paths:
        if is_same_file(out, path):
            raise ZpbError(f"邮件草稿不能写在要发送的文件 {path.name} 上，请换一个文件名。")
        if path.name.casefold() in names:
            raise ZpbError(f"有两个附件都叫「{path.name}」，收件人分不清，请先改名，或分两封发送。")
        names.add(path.name.casefold())


def is_finished(path: Path) -> bool:
    """Whether a workbook has a seal, whole or not. Raises UnreadableFile."""
    return check_seal(read_workbook(path)) is not None


def refuse_changed(path: Path) -> None:
    """Raises ZpbError for a workbook that is not finished, or was changed since."""
    _whole_seal(read_workbook(path))


def _whole_seal(book: Workbook) -> SealCheck:
    found = check_seal(book)
    if found is None:
        raise ZpbError(f"「{book.name}」不是送审版，不能发送。请先定稿（zpb finalize，或加载项的“定稿”按钮），再发送定稿写出的工作簿。")
    if not found.is_whole:
        first = break_sentence(found.breaks[0]) if found.breaks else "封签不完整，或签名不对。"
        more = f"共 {len(found.breaks)} 处不同。" if len(found.breaks) > 1 else ""
        raise ZpbError(f"「{book.name}」定稿以后改动过，不能发送：{first}{more}请核对，在填报的工作簿里改正后重新定稿（zpb finalize）。")
    return found


def _pdf_of(path: Path) -> tuple[bytes | None, str]:
    """The PDF of a finished workbook: the one beside it, else made by LibreOffice; else a sentence why there is none."""
    beside = path.with_suffix(PDF)
    if beside.is_file():
        if beside.stat().st_mtime >= path.stat().st_mtime:
            return beside.read_bytes(), ""
        why = f"「{beside.name}」比工作簿旧，可能不是同一稿，没有附上"
    else:
        why = f"「{path.name}」旁边没有同名的 PDF"
    return None, why
