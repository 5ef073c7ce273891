"""The command `zpb report`: Word reports from filled forms."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional, get_args

import typer

from zipingbiao.adapters._options import AsJson, Profile
from zipingbiao.adapters._output import note, note_kept, print_json
from zipingbiao.base.errors import ZpbError
from zipingbiao.model.report_mark import ReportKind

KINDS: tuple[ReportKind, ...] = get_args(ReportKind)


def report(
    kind: Annotated[
        str,
        typer.Option(
            "--kind",
            metavar="self|evaluation|summary",
            help="专项绩效自评报告、项目支出绩效评价报告、部门整体自评结果（缩略版）",
        ),
    ],
    path: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Argument(metavar="文件", help="填好的自评表，格式同 zpb check", readable=False),
    ] = None,
    out: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("-o", "--output", metavar="输出.docx|文件夹", help="写到哪里；给文件夹则一张表一个文件"),
    ] = None,
    project: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--project", metavar="名称", help="只写这个项目或工作表；不给则每张表一份，合在一个文件里"),
    ] = None,
    template_file: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--template-file", metavar="模板.docx", help="这一次用另外的模板", readable=False),
    ] = None,
    save_template: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--save-template", metavar="模板.docx", help="不生成报告，只取一份模板来改，改法见 docs/报告模板.md"),
    ] = None,
    charts: Annotated[bool, typer.Option("--charts", help="带图：预算执行、各组得分率")] = False,
    profile: Profile = None,
    as_json: AsJson = False,
) -> None:
    """生成 Word 报告

    数字都来自自评表和计算结果；须由人写的话留为【待填：…】，zpb check 会提醒。
    """
    if kind not in KINDS:
        raise ZpbError(f"--kind 只能是 {'、'.join(KINDS)}，不能是“{kind}”。")
    chosen: ReportKind = kind
    if save_template is not None:
        _save_template(chosen, save_template)
        return
    if path is None or out is None:
        raise ZpbError("要写明填好的自评表，并用 -o 指定写到哪里。用法见 zpb report --help")
    from zipingbiao.app.word_report import write_reports

    result = write_reports(path, out, chosen, project, template_file, charts, profile, note_kept)
    if as_json:
        print_json(result.as_document())
    note(f"已生成 {out}：{result.parts} 份报告，{result.placeholders} 处待填。")
    if result.errors:
        note(f"自评表还有 {result.errors} 条错误没有处理，报告里的数字按计算结果写；请用 zpb check 查看。")


def _save_template(kind: ReportKind, out: Path) -> None:
    from zipingbiao.app.report_templates import save_template

    kept = save_template(kind, None, out)
    if kept is not None:
        note_kept(kept)
    note(f"已写入 {out}，用 Word 或 WPS 改好后，用 --template-file 指定它，或放进表样的 reports 文件夹。")
