"""The .xlsm twin under test: a small correct form, and its macro run for real by pyOpenVBA's interpreter."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from tests.rules.builder import CLEAN
from zipingbiao.app.new import generate

FORM = "mof-2020-project"
FINDINGS = "检查结果"
HEADS = ("序号", "级别", "编号", "工作表", "单元格", "指标或栏目", "填报值", "应为", "单位", "问题", "处理办法", "依据", "说明")


def clean_data() -> dict[str, Any]:
    """A correct form, every score of which the workbook computes itself."""
    form = copy.deepcopy(CLEAN)
    form["year"] = 2019
    form["indicators"][2] |= {"l3": "按期完成率", "target": "≥95%", "actual": "96%"}
    for row in (*form["indicators"], *form["funding"]):
        row.pop("score", None)
        row.pop("rate", None)
    for key in ("total", "total_weight", "grade"):
        form.pop(key)
    return {"unit_name": "某市培训中心", "year": 2019, "forms": [form]}


def make(folder: Path, data: dict[str, Any], live: Any = "native", name: str = "自评表.xlsm") -> Path:
    """The workbook of the data, with the button where its name ends in .xlsm."""
    path = folder / name
    generate(FORM, data, path, live, macro=path.suffix == ".xlsm")
    return path


class Pressed:
    """A workbook opened in the interpreter, whose button can be pressed."""

    def __init__(self, path: Path) -> None:
        from pyopenvba.apps.excel import ExcelApplication

        self.app = ExcelApplication.open(str(path))

    def press(self) -> str:
        """Runs the macro behind the button; returns the message it showed."""
        self.app.run("ZpbTwinCheck")
        return str(self.app.dialogs[-1][1])

    def rows(self, sheet: str = FINDINGS) -> list[dict[str, Any]]:
        """The table of findings by its headings."""
        found: list[dict[str, Any]] = []
        view = self.app.sheet(sheet)
        columns = [chr(ord("A") + index) for index in range(len(HEADS))]
        top = next(row for row in range(1, 5) if view.value(f"A{row}") == HEADS[0])
        assert tuple(view.value(f"{column}{top}") for column in columns) == HEADS
        while (number := view.value(f"A{top + 1 + len(found)}")) is not None:
            texts = [view.value(f"{column}{top + 1 + len(found)}") for column in columns]
            found.append(dict(zip(HEADS, [number, *texts[1:]], strict=True)))
        return found
