"""The add-in's VBA in a workbook that LibreOffice opens: its VBA mode is a second engine for the same text.

What LibreOffice's Excel object model lacks is written out in LACKING, and replaced in the copy that it gets; a replaced
text that the source does not hold any more is an error.
"""

from __future__ import annotations

import re
from pathlib import Path

from pyopenvba import ExcelFile, VBAModuleKind

MACROS = Path(__file__).resolve().parent.parent.parent / "macros"
#: LibreOffice's filter that keeps the VBA of a workbook.
FILTER = "Calc MS Excel 2007 VBA XML"
_PUBLIC = re.compile(r"^Public (Function|Sub) (\w+)\((.*?)\)", re.MULTILINE | re.DOTALL)
_BRIDGE = """Attribute VB_Name = "Bridge"
' Another program can only hand over arrays of arrays; Excel hands over arrays of two dimensions.
Private Function Two(ByVal given As Variant) As Variant
    Dim row As Long, column As Long, made() As Variant
    Two = given
    If Not IsArray(given) Then Exit Function
    If UBound(given) < LBound(given) Then Exit Function
    If Not IsArray(given(LBound(given))) Then Exit Function
    ReDim made(0 To UBound(given), 0 To UBound(given(0)))
    For row = 0 To UBound(given)
        For column = 0 To UBound(given(0))
            made(row, column) = given(row)(column)
        Next column
    Next row
    Two = made
End Function
"""
#: module → (text of ours, what LibreOffice runs instead, what it lacks)
LACKING: dict[str, tuple[tuple[str, str, str], ...]] = {
    "ZpbProtection": (
        (
            """    With Sheet.Protection
        State = Array(Sheet.ProtectDrawingObjects, Sheet.ProtectContents, Sheet.ProtectScenarios, Sheet.ProtectionMode, _
            .AllowFormattingCells, .AllowFormattingColumns, .AllowFormattingRows, .AllowInsertingColumns, _
            .AllowInsertingRows, .AllowInsertingHyperlinks, .AllowDeletingColumns, .AllowDeletingRows, _
            .AllowSorting, .AllowFiltering, .AllowUsingPivotTables, Sheet.EnableSelection)
    End With
""",
            "    State = Array(True)\n",
            "Worksheet.Protection",
        ),
        (
            """    Sheet.Protect DrawingObjects:=State(0), Contents:=State(1), Scenarios:=State(2), UserInterfaceOnly:=State(3), _
        AllowFormattingCells:=State(4), AllowFormattingColumns:=State(5), AllowFormattingRows:=State(6), _
        AllowInsertingColumns:=State(7), AllowInsertingRows:=State(8), AllowInsertingHyperlinks:=State(9), _
        AllowDeletingColumns:=State(10), AllowDeletingRows:=State(11), AllowSorting:=State(12), _
        AllowFiltering:=State(13), AllowUsingPivotTables:=State(14)
    ' Which cells may be selected is no argument of Protect.
    Sheet.EnableSelection = State(15)
""",
            "    Sheet.Protect\n",
            "the arguments of Worksheet.Protect that allow something, Worksheet.EnableSelection",
        ),
    ),
    "ZpbRecords": ((".Value2", ".Value", "Range.Value2"),),
    "ZpbMarks": (
        (
            "            .Pattern = NO_PATTERN\n",
            "            .Pattern = NO_PATTERN\n            .ColorIndex = NO_PATTERN\n",
            "Interior.Pattern leaves the colour where it becomes none",
        ),
        (
            ".Pattern <> NO_PATTERN Then\n            record(3) = .Pattern\n",
            ".ColorIndex <> NO_PATTERN Then\n            record(3) = SOLID\n",
            "Interior.Pattern of a fill that a file brought",
        ),
        ("If .PatternColorIndex = AUTOMATIC Then", "If True Then", "Interior.PatternThemeColor, Interior.PatternTintAndShade"),
        ("            .PatternColorIndex = AUTOMATIC\n", "", "Interior.PatternColorIndex of a solid fill"),
    ),
    "ZpbSheets": (
        ("Array(book.ProtectStructure, book.ProtectWindows)", "Array(book.ProtectStructure, False)", "Workbook.ProtectWindows"),
    ),
    "ZpbTable": (
        (
            'Address:="", SubAddress:=CStr(',
            'Address:=CStr("#" & ',
            "Hyperlinks.Add with a place alone",
        ),
    ),
}


def write_container(path: Path, modules: tuple[str, ...]) -> Path:
    """A workbook at `path` with those of macros/*.bas, and a module Bridge whose functions pass arguments on to them."""
    bridge = [_BRIDGE]
    with ExcelFile.create_new(path) as book:
        project = book.vba_project()
        for name in modules:
            source = (MACROS / f"{name}.bas").read_text("ascii").replace("\r\n", "\n")
            for ours, instead, _ in LACKING.get(name, ()):
                assert ours in source, f"{name} holds no {ours}"
                source = source.replace(ours, instead)
            project.add_module(name, source, kind=VBAModuleKind.standard)
            bridge += [_passing(*found) for found in _PUBLIC.findall(source) if "ByRef" not in found[2] and "As Object" not in found[2]]
        project.add_module("Bridge", "\n".join(bridge), kind=VBAModuleKind.standard)
        book.save()
    return path


def _passing(kind: str, name: str, arguments: str) -> str:
    names = [f"a{number}" for number in range(len([one for one in arguments.split(",") if one.strip()]))]
    given = ", ".join(f"Two({one})" for one in names)
    call = f"Run{name} = {name}({given})" if kind == "Function" else f"{name} {given}"
    return "\n".join([f"Public Function Run{name}({', '.join(names)}) As Variant", f"    {call}", "End Function", ""])
