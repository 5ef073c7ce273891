"""zpb verify: whether a finished workbook still says what it said when it was sealed, and whose key sealed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from zipingbiao.base.files import printable
from zipingbiao.base.signing import fingerprint, load_public_key
from zipingbiao.base.text import day_words
from zipingbiao.checks.sealing import BAD_SIGNATURE, OTHER_FORMAT, STRIPPED, TAMPERED, break_sentence
from zipingbiao.forms.parts import FINISHED
from zipingbiao.model.seal import SealCheck
from zipingbiao.readers.seal_sheet import check_seal
from zipingbiao.readers.workbook import read_workbook

#: Differences that are told one by one.
SHOWN = 50
Verdict = Literal["whole", "changed", "unsealed"]


@dataclass(frozen=True, slots=True)
class Verified:
    """What a workbook's seal says.

    path     the workbook
    verdict  `whole`: as it was sealed; `changed`: something in it, its seal or its signature is not; `unsealed`: it
             is no finished workbook
    check    the seal held against the content; None where there is none
    lines    all of this in sentences, the verdict first
    wrong_key  a public key was given, and it is not the one that signed
    """

    path: Path
    verdict: Verdict
    check: SealCheck | None
    lines: tuple[str, ...]
    wrong_key: bool = False

    @property
    def exit_code(self) -> int:
        """0 as it was sealed, 1 changed or without seal."""
        return 0 if self.verdict == "whole" else 1

    def as_document(self) -> dict[str, Any]:
        """The object behind `zpb verify --json`."""
        check = self.check
        seal = check.seal if check else None
        return {
            "file": printable(str(self.path)),
            "verdict": self.verdict,
            "made": seal.made if seal else None,
            "by": seal.by if seal else None,
            "digest": seal.digest if seal else None,
            "signature": check.signature if check else None,
            "signer": (check.signer or None) if check else None,
            "wrong_key": self.wrong_key,
            "changes": [
                {
                    "kind": one.kind, "sheet": one.sheet or None, "cell": one.cell or None, "now": one.now or None,
                    "was": one.was, "message": break_sentence(one),
                }
                for one in (check.breaks if check else ())
            ],
            "messages": list(self.lines),
        }  # fmt: skip


def verify(path: Path, public_key: Path | None = None) -> Verified:
    """Reads a workbook and holds it against its own seal.

    Args:
        path: the workbook.
        public_key: a PEM file with the key that must have signed it.

    Raises:
        UnreadableFile: where the workbook cannot be read.
        ZpbError: where there is no public key in that file.
    """
    wanted = None if public_key is None else load_public_key(public_key)
    book = read_workbook(Path(path))
    name = printable(book.path.name)
    check = check_seal(book)
    if check is None:
        if FINISHED in book.keywords:
            return Verified(book.path, "changed", None, (f"「{name}」{STRIPPED}",))
        return Verified(book.path, "unsealed", None, (f"「{name}」没有封签，不是用 zpb finalize 定稿的送审版，无法核对。",))
    if book.kind != "xlsx":
        return Verified(book.path, "changed", check, (f"「{name}」：{OTHER_FORMAT}",))
    wrong = wanted is not None and (check.seal.public_key != wanted or check.signature != "good")
    is_whole = check.is_whole and not wrong
    if is_whole:
        first = f"「{name}」与定稿一致：{_when(check)}定稿以后，各工作表的内容没有改动。"
    else:
        first = f"「{name}」与定稿不一致。" if check.breaks else f"「{name}」不能认定与定稿一致。"
    lines = [first, *(break_sentence(one) for one in check.breaks[:SHOWN])]
    if (rest := len(check.breaks) - SHOWN) > 0:
        lines.append(f"另有 {rest} 处与定稿时不同，没有逐一列出。")
    if not check.seal.is_genuine:
        lines.append(TAMPERED)
    lines.append(_signature(check, wanted))
    return Verified(book.path, "whole" if is_whole else "changed", check, tuple(lines), wrong)


def _when(check: SealCheck) -> str:
    """The day of the seal; '' where it says none, which is then no seal of ours."""
    try:
        return day_words(date.fromisoformat(check.seal.made))
    except ValueError:
        return ""


def _signature(check: SealCheck, wanted: str | None) -> str:
    """Whose key signed, and what that proves."""
    if check.signature == "none":
        if wanted is not None:
            return "封签没有签名，不能证明是所给公钥的持有人定稿的。"
        return (
            "封签没有签名：只能发现无意中的改动；有人存心改动以后，可以重新做一个封签。"
            "要防止改动，请用 zpb finalize --key 签名定稿。"
        )
    if check.signature == "bad":
        return BAD_SIGNATURE
    if wanted is not None and check.seal.public_key != wanted:
        return f"签名的不是所给的公钥：封签用的公钥指纹是 {check.signer}，所给公钥的指纹是 {fingerprint(wanted)}。"
    if check.signature == "unknown":
        return (
            f"封签有签名（公钥指纹 {check.signer}），本机没有安装 cryptography，签名没有核对："
            '请执行 pip install "zipingbiao[sign]" 后再核对。'
        )
    if wanted is not None:
        return f"签名有效，是所给公钥（指纹 {check.signer}）的持有人定稿的。"
    return f"签名有效，公钥指纹 {check.signer}。请与定稿人公布的指纹核对，或用 --public-key 给出他的公钥。"
