"""The commands `zpb finalize`, `zpb verify` and `zpb key`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from zipingbiao.adapters._options import AsJson, Profile
from zipingbiao.adapters._output import FAILED, note, note_kept, print_json, print_text
from zipingbiao.base.errors import ZpbError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zipingbiao.app.finalizing import Finalized
    from zipingbiao.model.finding import Finding

#: Findings that are left, and changes, that are named one by one: a person reads the rest in the workbook.
_SHOWN = 5
_REMEDY = (
    "请更正后再定稿；确有理由保留的，用 zpb check 工作簿 --report 检查结果.xlsx 列出，填好“说明”栏，"
    "再用 zpb finalize 工作簿 --waivers 检查结果.xlsx 定稿。"
)
PasswordFile = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option("--key-password-file", metavar="密码文件", help="私钥的密码，写在文件的第一行", readable=False),
]


def finalize(
    path: Annotated[Path, typer.Argument(metavar="工作簿", help="填好、检查过的 .xlsx 或 .xlsm", readable=False)],
    out: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(
            "-o", "--output", metavar="送审版.xlsx|文件夹", readable=False,
            help="写到哪里；不给则写在原文件旁边，名称为 单位_项目支出绩效自评表_年度.xlsx",
        ),
    ] = None,
    waivers: Annotated[
        Optional[list[Path]],  # noqa: UP045
        typer.Option(
            "--waivers", metavar="豁免.xlsx|.csv|.yaml", help="写明理由的问题不妨碍定稿，理由列入送审版的检查结果",
            readable=False,
        ),
    ] = None,
    profile: Profile = None,
    key: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--key", metavar="私钥.pem", help="用这把私钥给封签签名（Ed25519）", readable=False),
    ] = None,
    password_file: PasswordFile = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="另存一份同名的 PDF（要装有 LibreOffice）")] = False,
    as_json: AsJson = False,
) -> int:
    """没有错误时定稿：另存送审版

    送审版里只有 Excel 自带的公式，没有宏、外部链接和填报用的提示，末尾附检查结果，并加封签：以后改过哪一格，用 zpb verify 查得出。
    退出状态：0 已定稿；1 还有错误没有更正，没有定稿；2 用法有误，或文件不能定稿。
    """  # fmt: skip
    from zipingbiao.app.finalizing import OpenErrors
    from zipingbiao.app.finalizing import finalize as finalize_file

    password = _password(key, password_file)
    try:
        done = finalize_file(
            path, out, waivers=waivers or (), profile=profile, key=key, password=password, pdf=pdf, kept=note_kept
        )
    except OpenErrors as errors:
        for line in str(errors).splitlines():
            note(line)
        note(_REMEDY)
        if as_json:
            print_json({"finalized": None, "errors": [_finding(one) for one in errors.findings]})
        return 1
    if as_json:
        print_json(_document(done))
    else:
        _tell(done)
    if done.pdf_failure:
        note(done.pdf_failure)
    return FAILED if done.pdf_failure else 0


def _tell(done: Finalized) -> None:
    from zipingbiao.model.finding import SEVERITY_WORDS

    print_text(f"送审版已写入 {done.path}：{len(done.checked.evaluations)} 张自评表。")
    if done.pdf is not None:
        print_text(f"PDF 已写入 {done.pdf}")
    for sentence in done.lost:
        print_text(sentence)
    if done.waived:
        print_text(f"有 {len(done.waived)} 条问题写明了理由（{_counted(done.waived)}），理由列在送审版的「检查结果」里。")
    for one in done.findings[:_SHOWN]:
        print_text(f"{SEVERITY_WORDS[one.severity]}：{one.place.sheet or ''} {one.place.spot} {one.message}".strip())
    if len(done.findings) > _SHOWN:
        print_text(f"另有 {len(done.findings) - _SHOWN} 条警告和提示，见送审版里的「检查结果」。")
    if done.signed_by:
        print_text(f"封签已签名，公钥指纹 {done.signed_by}。")
    else:
        print_text(f"封签 {done.digest[:16]}…，没有签名（要签名请用 --key）。")


def _counted(findings: Sequence[Finding]) -> str:
    """How many of each severity, the gravest first; severities that none has are left out."""
    from zipingbiao.model.finding import SEVERITY_WORDS

    counts = {word: sum(one.severity == key for one in findings) for key, word in SEVERITY_WORDS.items()}
    return "、".join(f"{word} {count} 条" for word, count in counts.items() if count)


def _document(done: Finalized) -> dict[str, Any]:
    return {
        "finalized": str(done.path),
        "pdf": None if done.pdf is None else str(done.pdf),
        "pdf_failure": done.pdf_failure or None,
        "evaluations": len(done.checked.evaluations),
        "digest": done.digest,
        "signed_by": done.signed_by or None,
        "changes": list(done.lost),
        "waived": [_finding(one) for one in done.waived],
        "findings": [_finding(one) for one in done.findings],
    }


def _finding(finding: Any) -> dict[str, Any]:
    from zipingbiao.app.document import finding_document

    return finding_document(finding)


def verify(
    path: Annotated[Path, typer.Argument(metavar="送审版.xlsx", help="要核对的工作簿", readable=False)],
    public_key: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--public-key", metavar="公钥.pem", help="必须是这把公钥签的名", readable=False),
    ] = None,
    as_json: AsJson = False,
) -> int:
    """核对送审版定稿后有没有改动

    逐格核对内容，文件用别的程序另存过不要紧；改过、删掉、新增的格逐一列出，公式被改成数值也列出。
    退出状态：0 与定稿一致；1 有改动，或没有封签；2 文件读不出来。
    """
    from zipingbiao.app.verifying import verify as verify_file

    found = verify_file(path, public_key)
    if as_json:
        print_json(found.as_document())
    else:
        for line in found.lines:
            print_text(line)
    return found.exit_code


def key(
    path: Annotated[Path, typer.Argument(metavar="名称.pem", help="私钥写到哪里；公钥写在旁边的 名称.pub.pem", readable=False)],
    password_file: PasswordFile = None,
    ask: Annotated[bool, typer.Option("--password", help="给私钥设密码，按提示输入两次")] = False,
) -> int:
    """生成签名用的密钥

    私钥自己保管，不要发给别人；公钥和指纹交给收送审版的人，核对时用 zpb verify --public-key。已有的文件从不覆盖。
    """
    from zipingbiao.base.signing import new_key

    password = _read_password(password_file) if password_file is not None else None
    if ask and password is None:
        password = typer.prompt("私钥的密码", hide_input=True, confirmation_prompt="再输入一次").encode()
    public, fingerprint = new_key(path, password)
    print_text(f"私钥已写入 {path}，请妥善保管，不要发给别人。")
    print_text(f"公钥已写入 {public}，指纹 {fingerprint}，请交给收送审版的人。")
    return 0


def _password(key: Path | None, file: Path | None) -> bytes | None:
    """The password of the key: from the file, or asked for where a person can answer and the key needs one."""
    if key is None:
        if file is not None:
            raise ZpbError("--key-password-file 是私钥的密码，要和 --key 一起用。")
        return None
    if file is not None:
        return _read_password(file)
    import sys

    from zipingbiao.base.signing import KeyLocked, load_key

    try:
        load_key(key)
    except KeyLocked:
        if not sys.stdin.isatty():
            raise
        return str(typer.prompt(f"私钥 {key.name} 的密码", hide_input=True, err=True)).encode()
    return None


def _read_password(file: Path) -> bytes:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ZpbError(f"密码文件「{file.name}」读不出来，请检查文件名；文件应为一行文字。") from error
    password = text.splitlines()[0].strip() if text.strip() else ""
    if not password:
        raise ZpbError(f"密码文件「{file.name}」是空的。")
    return password.encode()
