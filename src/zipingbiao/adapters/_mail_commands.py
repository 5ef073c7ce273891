"""The command `zpb mail`: finished workbooks become a mail draft."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from zipingbiao.adapters._options import AsJson
from zipingbiao.adapters._output import note, note_kept, print_json


def mail(
    paths: Annotated[
        list[Path], typer.Argument(metavar="送审版.xlsx", help="zpb finalize 写出的工作簿，可以几个", readable=False)
    ],
    out: Annotated[Path, typer.Option("-o", "--output", metavar="草稿.eml", help="写到哪里", readable=False)],
    to: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option("--to", metavar="收件人", help="邮箱地址，或 姓名 <地址>；几个用逗号隔开"),
    ] = None,
    cc: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option("--cc", metavar="抄送", help="写法同收件人"),
    ] = None,
    subject: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--subject", metavar="主题", help="邮件主题；不给则写明单位和年度"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """写一封报送送审版的邮件草稿

    附件是送审版和它的 PDF，正文写明各项目的主要数字。用 Outlook 或 Foxmail 打开，看过再发送；本软件不发送邮件。
    没有定稿的、定稿后改动过的工作簿不写，请先执行 zpb finalize。PDF 取旁边同名的；没有的，装有 LibreOffice 时当场生成。
    """
    from zipingbiao.app.mailing import write_mail

    made = write_mail(paths, out, to=to or (), cc=cc or (), subject=subject, kept=note_kept)
    for remark in made.remarks:
        note(remark)
    if as_json:
        print_json(
            {
                "file": str(made.path),
                "to": [str(one) for one in made.draft.to],
                "cc": [str(one) for one in made.draft.cc],
                "subject": made.draft.subject,
                "attachments": [{"name": one.shown_name, "bytes": len(one.content)} for one in made.draft.attachments],
                "remarks": list(made.remarks),
            }
        )
        return
    note(f"已写出 {out}：附件 {len(made.draft.attachments)} 个。请用邮件程序打开，看过再发送。")
