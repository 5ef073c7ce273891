"""Workbooks to be finished, reasons for all their errors, and changing one cell of a finished one in its XML."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from tests.mutations.clean import clean_forms
from zipingbiao.app.check import check_paths
from zipingbiao.app.finalizing import Finalized, finalize
from zipingbiao.app.new import generate

REASON = "上级已批复同意按此口径填报，批复文号见附件。"
MADE = date(2026, 7, 29)
_HEADS = ("编号", "工作表", "单元格", "指标或栏目", "填报值", "应为", "说明")


def own_book(path: Path, name: str = "yongde-2022-form", **changes: Any) -> Path:
    """A living workbook of corrected forms; `changes` are those of generate."""
    forms = clean_forms(name)
    generate(forms[0].get("template") or "mof-2020-project", {"forms": forms}, path, **changes)
    return path


def reasons_for(path: Path, folder: Path) -> Path:
    """A list of waivers with a reason for every error of a file."""
    found = [one for one in check_paths([path]).files[0].findings if one.severity == "error"]
    target = folder / f"{path.stem}-豁免.csv"
    with target.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(_HEADS)
        for one in found:
            place = one.place
            writer.writerow(
                [one.code, place.sheet or "", place.spot, one.label, one.printed or "", one.expected or "", REASON]
            )
    return target


def finished(path: Path, out: Path, **more: Any) -> Finalized:
    """The finished workbook, with a reason for every error."""
    out.parent.mkdir(parents=True, exist_ok=True)
    errors = [one for one in check_paths([path]).files[0].findings if one.severity == "error" and one.waived is None]
    waivers = [reasons_for(path, out.parent)] if errors else []
    return finalize(path, out, waivers=waivers, made=MADE, **more)


def rewritten(source: Path, target: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """A copy of a package with its parts as `change` makes them; None leaves one out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = change(info.filename, old.read(info.filename))
            if data is not None:
                new.writestr(info.filename, data)
    return target


def parts_of(path: Path) -> dict[str, bytes]:
    """The parts of a package."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def sheet_parts(path: Path) -> dict[str, str]:
    """Sheet name → its part."""
    parts = parts_of(path)
    workbook, relations = parts["xl/workbook.xml"].decode(), parts["xl/_rels/workbook.xml.rels"].decode()
    targets = {}
    for element in re.findall(r"<Relationship [^>]*>", relations):
        found = dict(re.findall(r'(\w+)="([^"]*)"', element))
        targets[found["Id"]] = "xl/" + found["Target"].removeprefix("/xl/")
    names = {}
    for element in re.findall(r"<sheet [^>]*>", workbook):
        found = dict(re.findall(r'([\w:]+)="([^"]*)"', element))
        names[found["name"]] = targets[found["r:id"]]
    return names
