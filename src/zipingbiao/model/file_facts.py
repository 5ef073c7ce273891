"""What a reader notices about a file itself, beside its forms: links to other files, hidden content, macros, its seal."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from zipingbiao.model.seal import SealCheck
from zipingbiao.model.values import NOWHERE, Place

HiddenKind = Literal["sheet", "rows", "columns"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FileLink(_Part):
    """Another file that formulas refer to; it is never opened.

    target  as written in the file: a path or an address
    place   the first cell that uses it; NOWHERE where no cell of a sheet does
    formula of that cell, without '='
    cells   how many cells use it
    """

    target: str
    place: Place = NOWHERE
    formula: str = ""
    cells: int = 0

    @property
    def is_addin(self) -> bool:
        """Whether the target is an Excel add-in: somebody's copy of the functions, not a source of figures."""
        return self.target.lower().rpartition(".")[2] in ("xlam", "xla", "xll")


class HiddenPart(_Part):
    """A hidden sheet, or hidden rows or columns of a sheet that is shown, with something in them.

    span     第 5–8 行, 第 C 列; '' for a sheet
    sample   the first text or number in it
    filled   how many cells hold something, `figures` how many of them a number
    has_form whether the hidden sheet is, or the rows and columns belong to, a form or a list of projects
    """

    kind: HiddenKind
    place: Place
    span: str = ""
    sample: str = ""
    filled: int = 0
    figures: int = 0
    has_form: bool = False


class FileFacts(_Part):
    """The facts about one file.

    own          the workbook was made by this software
    seal         its seal held against its content, where it has one
    is_finished  its properties say that it is a 送审版, which has a seal when it is made
    is_xlsx      it is of the kind that a 送审版 is written in
    """

    links: tuple[FileLink, ...] = ()
    hidden: tuple[HiddenPart, ...] = ()
    has_macros: bool = False
    own: bool = False
    seal: SealCheck | None = None
    is_finished: bool = False
    is_xlsx: bool = True
