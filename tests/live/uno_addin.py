"""Run by the system's Python with its uno module: opens an add-in with its VBA in a LibreOffice without window.

Reads one JSON request from standard input, {"file", "profile", "formulas": […]}, and answers with
{"modules": {name: source}, "values": [of each formula, as text]}.
"""

import json
import sys

import uno
from uno_session import desktop_of, named


def main():
    request = json.load(sys.stdin)
    with desktop_of(request["profile"]) as desktop:
        options = (
            named("Hidden", True), named("FilterName", "Calc MS Excel 2007 VBA XML"),
            # com.sun.star.document.MacroExecMode.ALWAYS_EXECUTE_NO_WARN
            named("MacroExecutionMode", 4),
        )  # fmt: skip
        document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(request["file"]), "_blank", 0, options)
        libraries = document.BasicLibraries
        modules = {}
        for library in libraries.ElementNames:
            libraries.loadLibrary(library)
            content = libraries.getByName(library)
            modules.update({name: content.getByName(name) for name in content.ElementNames})
        sheet = document.Sheets.getByIndex(0)
        values = []
        for formula in request["formulas"]:
            cell = sheet.getCellRangeByName("D1")
            cell.Formula = formula
            values.append(cell.String)
        json.dump({"modules": modules, "values": values}, sys.stdout, ensure_ascii=False)
        sys.stdout.flush()
        document.close(True)


main()
