"""A waiver (豁免): the reason somebody gave why a finding may stand; what it holds for is decided in checks.waivers."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from zipingbiao.model.values import NOWHERE, Place


class Waiver(BaseModel):
    """One row of a sheet 检查结果 or of a file of waivers.

    code      the rule, as ZP014
    file      the name of the checked file; None where the row does not say, and holds for every checked file
    sheet, cell, label, printed, expected  of the finding, as its row shows them; '' where the cell is blank
    reason    what the person wrote in 说明; '' where nothing
    place     where the reason itself stands
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    reason: str
    file: str | None = None
    sheet: str = ""
    cell: str = ""
    label: str = ""
    printed: str = ""
    expected: str = ""
    place: Place = NOWHERE
