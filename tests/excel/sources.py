"""Folders of add-in sources for the tests: what the product has, and small stand-ins for what is generated."""

from __future__ import annotations

import shutil
import struct
import zlib
from pathlib import Path

from zipingbiao.adapters.excel.build import Sources, sources
from zipingbiao.adapters.excel.registry import ACTIONS, FORMULAS, TITLE

_RIBBON = "http://schemas.microsoft.com/office/2009/07/customui"


def copied(folder: Path) -> Sources:
    """A copy to break, complete also where a generated file is not there yet."""
    real = sources()
    copy = Sources(folder / "macros", folder / "addin")
    shutil.copytree(real.macros, copy.macros)
    shutil.copytree(real.addin, copy.addin)
    if not (copy.macros / "ZpbFunctions.bas").is_file():
        (copy.macros / "ZpbFunctions.bas").write_bytes(_wrappers().encode("ascii"))
    if not (copy.addin / "customUI14.xml").is_file():
        (copy.addin / "customUI14.xml").write_text(_ribbon(), encoding="utf-8")
        (copy.addin / "icons").mkdir(exist_ok=True)
        for action in ACTIONS:
            (copy.addin / "icons" / f"{action.icon}.png").write_bytes(_png())
    return copy


def _wrappers() -> str:
    lines = ['Attribute VB_Name = "ZpbFunctions"', "Option Explicit", ""]
    for formula in FORMULAS:
        arguments = ", ".join(("Optional " if one.optional else "") + f"{one.name}" for one in formula.arguments)
        values = ", ".join(f"ZpbValue({one.name})" for one in formula.arguments)
        lines += [
            f"Public Function {formula.name}({arguments})", "    On Error GoTo failed",
            f'    {formula.name} = XLPy.CallUDF("zipingbiao_addin", "{formula.name}", Array({values}), ThisWorkbook, Application.Caller)',
            "    Exit Function", "failed:", f"    {formula.name} = CVErr(xlErrValue)", "End Function", "",
        ]  # fmt: skip
    return "\r\n".join(lines)


def _ribbon() -> str:
    buttons = "".join(
        f'<button id="{one.id}" label="{one.label.splitlines()[0]}" image="{one.icon}" onAction="ZpbAction"/>' for one in ACTIONS
    )
    return (
        f'<customUI xmlns="{_RIBBON}"><ribbon><tabs><tab id="ZpbTab" label="{TITLE}"><group id="ZpbGroup" label="{TITLE}">'
        f"{buttons}</group></tab></tabs></ribbon></customUI>\n"
    )


def _png() -> bytes:
    """One transparent pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(5))) + chunk(b"IEND", b"")
