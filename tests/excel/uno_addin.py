"""Run by the system's Python with its uno module: opens an add-in with its VBA in a LibreOffice without window.

Reads one JSON request from standard input, {"file", "profile", "formulas": […]}, and answers with
{"modules": {name: source}, "values": [of each formula, as text]}.
"""

import contextlib
import json
import subprocess
import sys
import time
import uuid

import uno
from com.sun.star.beans import PropertyValue


def _property(name, value):
    item = PropertyValue()
    item.Name, item.Value = name, value
    return item


def _connect(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(120):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:
            time.sleep(0.25)
    raise SystemExit("LibreOffice did not start")


def main():
    request = json.load(sys.stdin)
    pipe = "zpb" + uuid.uuid4().hex
    office = subprocess.Popen(
        ["soffice", f"-env:UserInstallation={request['profile']}", "--headless", "--norestore", "--nologo",
         f"--accept=pipe,name={pipe};urp;"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        context = _connect(pipe)
        desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        options = (
            _property("Hidden", True), _property("FilterName", "Calc MS Excel 2007 VBA XML"),
            # com.sun.star.document.MacroExecMode.ALWAYS_EXECUTE_NO_WARN
            _property("MacroExecutionMode", 4),
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
        with contextlib.suppress(Exception):
            desktop.terminate()
    finally:
        try:
            office.wait(timeout=20)
        except subprocess.TimeoutExpired:
            office.kill()


main()
