"""The command `zpb report`: Word reports from filled forms."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional, cast, get_args

import typer

from zipingbiao.adapters._options import AsJson, Profile
from zipingbiao.adapters._output import note, note_kept, print_json, print_text
from zipingbiao.base.errors import ZpbError
from zipingbiao.model.report_mark import ReportKind

FORM = "form"
KINDS: tuple[str, ...] = (*get_args(ReportKind), FORM)
_INCOMPLETE = "要写明填好的自评表，并用 -o 指定写到哪里。用法见 zpb report --help"


def report(
    kind: Annotated[
        str,
        typer.Option(
            "--kind",
            metavar="self|evaluation|summary|form",
            help="专项绩效自评报告、项目支出绩效评价报告、部门整体自评结果（缩略版）、自评表本身",
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
        typer.Option(
            "--save-template", metavar="模板.docx", help="不生成报告，只取一份模板来改，改法见 docs/报告模板.md"
        ),
    ] = None,
    template: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            "--template", metavar="表样", help="只用于 form：用这种表样；不给则用原表的表样，手工表用最接近的"
        ),
    ] = None,
    charts: Annotated[bool, typer.Option("--charts", help="带图：预算执行、各部分得分率、各项目执行率")] = False,
    profile: Profile = None,
    as_json: AsJson = False,
) -> None:
    """生成 Word 报告，或把自评表写成 Word 表格

    数字都来自自评表和计算结果；须由人写的话留为【待填：…】，zpb check 会提醒。
    """
    if kind not in KINDS:
        raise ZpbError(f"--kind 只能是 {'、'.join(KINDS)}，不能是“{kind}”。")
    if kind == FORM:
        _write_forms(path, out, project, template, profile, as_json, template_file or save_template or charts)
        return
    if template is not None:
        raise ZpbError("--template 只用于 --kind form；报告的模板用 --template-file 指定。")
    chosen = cast(ReportKind, kind)
    if save_template is not None:
        _save_template(chosen, save_template)
        return
    if path is None or out is None:
        raise ZpbError(_INCOMPLETE)
    from zipingbiao.app.word_report import write_reports

    result = write_reports(path, out, chosen, project, template_file, charts, profile, note_kept)
    if as_json:
        print_json(result.as_document())
    where = f"已写入文件夹 {out}" if out.is_dir() else f"已生成 {out}"
    note(f"{where}：{result.parts} 份报告，{result.placeholders} 处待填。")
    if result.errors:
        note(f"自评表还有 {result.errors} 条错误，报告里的数字要跟着改：请用 zpb check 查看，更正以后重新生成报告。")


def _write_forms(
    path: Path | None,
    out: Path | None,
    project: str | None,
    template: str | None,
    profile: str | None,
    as_json: bool,
    unfit: object,
) -> None:
    """The forms themselves; `unfit` is an option that only reports have."""
    if unfit:
        raise ZpbError("--template-file、--save-template、--charts 用于报告；自评表（form）的样式由表样决定。")
    if path is None or out is None:
        raise ZpbError(_INCOMPLETE)
    from zipingbiao.app.word_form import write_word_forms
    from zipingbiao.app.word_form_report import word_form_document, word_form_lines

    result = write_word_forms(path, out, project=project, template=template, profile=profile, kept=note_kept)
    if as_json:
        print_json(word_form_document(result))
        return
    for line in word_form_lines(result):
        print_text(line)


def _save_template(kind: ReportKind, out: Path) -> None:
    from zipingbiao.app.report_templates import save_template

    kept = save_template(kind, None, out)
    if kept is not None:
        note_kept(kept)
    note(f"已写入 {out}，用 Word 或 WPS 改好后，用 --template-file 指定它，或放进表样的 reports 文件夹。")
