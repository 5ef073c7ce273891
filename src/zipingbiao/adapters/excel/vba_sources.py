"""The VBA sources: reading macros/ and macros/twin strictly, so that what a mistake costs is seen here and not in Excel."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from zipingbiao.base.errors import ZpbError

#: The workbook's own module, and the one of its sheet, which carries no code.
WORKBOOK_MODULE, SHEET_MODULE = "ThisWorkbook", "Sheet1"
#: The longest line the VBA editor takes.
_LONGEST_LINE = 1023
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}\Z")
_VB_NAME = re.compile(r'^Attribute VB_Name = "([^"]*)"\r?$', re.MULTILINE)
_CLASS_HEAD = re.compile(r"VERSION 1\.0 CLASS\r\nBEGIN\r\n(?:.*\r\n)*?END\r\n")
_PROCEDURE = re.compile(
    r"^[ \t]*(?P<scope>Public |Private |Friend )?(?:Static )?(?:Sub|Function|Property (?:Get|Let|Set)) (?P<name>\w+)",
    re.MULTILINE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Module:
    """One module: `source` is the text with its attributes, CRLF at each line's end; `kind` standard, class or document."""

    name: str
    kind: str
    source: str
    file: str

    @property
    def code(self) -> str:
        """The source without the heading that only files have and without the attributes at the top."""
        return code_of(self.source)

    @property
    def public_names(self) -> list[str]:
        """The procedures that other modules and Excel can call."""
        return [
            match["name"] for match in _PROCEDURE.finditer(self.source)
            if (match["scope"] or "").strip().lower() in ("", "public")
        ]  # fmt: skip


def code_of(source: str) -> str:
    """What follows the heading of a class file and the `Attribute VB_` lines at the top."""
    lines = _CLASS_HEAD.sub("", source, count=1).split("\r\n")
    first = next((at for at, line in enumerate(lines) if not line.startswith("Attribute VB_")), len(lines))
    return "\r\n".join(lines[first:])


def read_modules(folder: Path) -> list[Module]:
    """The modules of all .bas and .cls files in `folder`, by name.

    Raises ZpbError with the file and the fault: no ASCII, a name that is not the file's, a line too long, a name twice.
    """
    if not folder.is_dir():
        raise ZpbError(f"找不到 VBA 源码文件夹「{folder}」，软件可能没有装完整，请重新安装。")
    files = sorted(path for path in folder.iterdir() if path.suffix in (".bas", ".cls"))
    modules = [_read(path) for path in files]
    _refuse_clashes(modules)
    return modules


def _read(path: Path) -> Module:
    try:
        text = path.read_bytes().decode("ascii")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ZpbError(f"{path.name} 第 {line} 行不是 ASCII：VBA 源码里不能有中文，中文请放进 texts.py。") from error
    except OSError as error:
        raise ZpbError(f"无法读取「{path}」：{error.strerror or error}。") from error
    # A checkout without .gitattributes has plain line ends; the project always gets CRLF.
    text = text.replace("\r\n", "\n").replace("\n", "\r\n")
    if not text.endswith("\r\n"):
        text += "\r\n"
    for number, content in enumerate(text.split("\r\n"), start=1):
        if len(content) > _LONGEST_LINE or any(char < " " and char != "\t" for char in content):
            raise ZpbError(f"{path.name} 第 {number} 行太长（超过 {_LONGEST_LINE} 个字符）或有控制字符。")
    names = _VB_NAME.findall(text)
    if names != [path.stem] or not _NAME.match(path.stem):
        stated = "、".join(names) or "没有"
        raise ZpbError(f"{path.name} 的 Attribute VB_Name 应为 {path.stem}，并且只写一次；现在是：{stated}。")
    if path.suffix == ".bas":
        kind, opening = "standard", f'Attribute VB_Name = "{path.stem}"\r\n'
    else:
        kind, opening = ("document" if path.stem == WORKBOOK_MODULE else "class"), "VERSION 1.0 CLASS\r\n"
    if not text.startswith(opening):
        raise ZpbError(f"{path.name} 的第一行应为：{opening.strip()}")
    return Module(path.stem, kind, text, path.name)


def _refuse_clashes(modules: list[Module]) -> None:
    # VBA names do not tell capitals from small letters, and a module's name hides a procedure of that name.
    owners = {SHEET_MODULE.lower(): SHEET_MODULE}
    for module in modules:
        if module.name.lower() in owners:
            raise ZpbError(f"{module.file} 与另一个模块同名。")
        owners[module.name.lower()] = module.name
    for module in modules:
        if module.kind != "standard":
            continue
        for name in module.public_names:
            if name.lower() in owners:
                raise ZpbError(f"{module.file} 的 {name} 与 {owners[name.lower()]} 里的名称或模块名重复，请改名。")
            owners[name.lower()] = module.name
