"""The buttons 定稿 and 发送邮件: a copy of the open workbook becomes the 送审版, and that a mail draft."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from zipingbiao.adapters.excel.checking import progress
from zipingbiao.adapters.excel.copies import copied
from zipingbiao.adapters.excel.host import Host, Where
from zipingbiao.adapters.excel.telling import log, tell_kept
from zipingbiao.base.errors import ZpbError
from zipingbiao.base.files import save

#: What of the workbook is not in its 送审版 is told up to here: a message box is short.
_SHOWN = 5
_KIND = "Excel 工作簿 (*.xlsx),*.xlsx"


@dataclass(frozen=True, slots=True)
class _Finished:
    """A 送审版 on the disk; `sentences` say what a person should know about it, `kept` are older files of the same names."""

    path: Path
    sentences: tuple[str, ...] = ()
    kept: tuple[Path, ...] = ()


def finalize(host: Host) -> None:
    """Writes the 送审版 of the active workbook, and its PDF beside it; the workbook stays as it is.

    Raises ZpbError while findings at error level are open, or where it cannot be read or written; nothing is written then.
    """
    where = host.where()
    with progress(host):
        finished = _finish(host, where)
    if finished is not None:
        host.alert("\n".join(finished.sentences))
        tell_kept(host, finished.kept)


def mail(host: Host) -> None:
    """Writes a mail draft with the 送审版 of the active workbook beside it, and opens it in the mail program.

    A workbook that is a 送审版 itself is sent as it is; any other is finished first, after a question. Raises ZpbError
    as `finalize`, and where nothing opens the draft.
    """
    from zipingbiao.app.mailing import SUFFIX, write_mail

    where = host.where()
    with progress(host):
        finished = _open_one(host, where)
        if finished is None:
            if not host.confirm("邮件里发送的是送审版。现在为这个工作簿定稿，再写邮件草稿吗？"):
                return
            finished = _finish(host, where)
        if finished is None:
            return
        host.status("正在写邮件草稿…")
        kept = list(finished.kept)
        made = write_mail([finished.path], finished.path.with_suffix(SUFFIX), kept=kept.append)
    if said := [*finished.sentences, *made.remarks]:
        host.alert("\n".join(said))
    tell_kept(host, kept)
    _show(host, made.path, finished.path)


def _finish(host: Host, where: Where) -> _Finished | None:
    """Makes the 送审版 of a copy; None where the user names no file for it."""
    from zipingbiao.app.finalizing import finalize as finish

    host.status("正在检查…")
    with copied(host, where) as copy:
        folder = copy.parent / "out"
        folder.mkdir()
        made = finish(copy, folder)
        path = _target(host, where, made.path.name)
        if path is None:
            return None
        kept: list[Path] = []
        save(path, made.path.read_bytes(), kept.append)
    said = [f"送审版已保存为「{path}」。"]
    host.status("正在生成 PDF…")
    said.append(_export(host, path, kept))
    said += made.lost[:_SHOWN]
    if (more := len(made.lost) - _SHOWN) > 0:
        said.append(f"另有 {more} 处与原工作簿不同，没有逐一列出。")
    return _Finished(path, tuple(said), tuple(kept))


def _target(host: Host, where: Where, name: str) -> Path | None:
    """Beside the workbook under its official name; asks where the workbook is in no folder, or has that name itself."""
    if where.folder is not None and (where.folder / name) != Path(where.path):
        return where.folder / name
    path = host.ask_path("定稿", f"{Path(name).stem}_定稿.xlsx", _KIND)
    if path is not None and where.path and path == Path(where.path):
        raise ZpbError("定稿不能写在正在填报的工作簿上，请换一个文件名。")
    return path


def _export(host: Host, path: Path, kept: list[Path]) -> str:
    """Has Excel make the PDF beside the 送审版; says how it went. Excel is here in any case, LibreOffice hardly ever."""
    from zipingbiao.app.office_pdf import for_printing

    pdf = path.with_suffix(".pdf")
    with tempfile.TemporaryDirectory(prefix="zpb-", ignore_cleanup_errors=True) as folder:
        # Excel opens no second workbook of a name, and would close one of the user's.
        copy = Path(folder) / f"{Path(folder).name}.xlsx"
        made = copy.with_suffix(".pdf")
        try:
            copy.write_bytes(for_printing(path))
            host.export_pdf(copy, made)
            save(pdf, made.read_bytes(), kept.append)
        except Exception as error:  # no printer, a page set-up that Excel refuses, the PDF open in a viewer
            log(error)
            return "PDF 没有生成。需要时请打开送审版，用“另存为”存成 PDF，与它同名、放在同一个文件夹。"
    return f"PDF 已保存为「{pdf.name}」，在同一个文件夹。"


def _open_one(host: Host, where: Where) -> _Finished | None:
    """The active workbook where it is a 送审版; None where it is none. Raises ZpbError where it was changed since."""
    from zipingbiao.app.mailing import sealed_digest
    from zipingbiao.app.verifying import verify

    with copied(host, where) as copy:
        if verify(copy).verdict == "unsealed":
            return None
        sealed_digest(copy)
    if where.folder is None:
        raise ZpbError(f"「{where.book}」没有保存在本机的文件夹里，请先另存到本机，再发送邮件。")
    return _Finished(Path(where.path))


def _show(host: Host, draft: Path, finished: Path) -> None:
    """Opens the draft; where no program does, Excel's own dialog for mailing the 送审版."""
    try:
        host.open(draft)
    except Exception as error:  # no program is there for .eml files
        log(error)
    else:
        return
    try:
        host.open(finished)
        host.send_mail()
    except Exception as error:
        log(error)
        raise ZpbError(
            f"本机没有能打开邮件草稿的程序。草稿已写好：「{draft}」；也可以在邮箱里新建邮件，"
            f"把「{finished.name}」和同名的 PDF 作为附件发送。"
        ) from error
