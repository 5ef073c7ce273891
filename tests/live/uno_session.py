"""Run by the system's Python with its uno module: opens a workbook in a LibreOffice without window and works in it.

Reads one JSON request from standard input and answers with one JSON document:
{"file", "profile", "steps": [{"set": [[sheet, cell, value]…]} | {"get": [[sheet, cell]…]} | {"insert": [sheet, row]}
 | {"save": path}]} → one list of values per "get". A string is typed as a text, a number as a number.
"""

import contextlib
import json
import subprocess
import sys
import time
import uuid

import uno
from com.sun.star.beans import PropertyValue


def named(name, value):
    item = PropertyValue()
    item.Name, item.Value = name, value
    return item


def connect(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(120):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:
            time.sleep(0.25)
    raise SystemExit("LibreOffice did not start")


def value_of(cell):
    from com.sun.star.table.CellContentType import EMPTY, FORMULA, VALUE

    if cell.Type == EMPTY:
        return None
    if cell.Type == VALUE:
        return cell.Value
    if cell.Type == FORMULA:
        if cell.getError():
            return "#ERROR"
        return cell.Value if cell.FormulaResultType2 == 1 else cell.String
    return cell.String


@contextlib.contextmanager
def desktop_of(profile):
    """The desktop of a LibreOffice without window, started with this profile and ended afterwards."""
    pipe = "zpb" + uuid.uuid4().hex
    office = subprocess.Popen(
        ["soffice", f"-env:UserInstallation={profile}", "--headless", "--norestore", "--nologo",
         f"--accept=pipe,name={pipe};urp;"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        context = connect(pipe)
        desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        yield desktop
        with contextlib.suppress(Exception):
            desktop.terminate()
    finally:
        try:
            office.wait(timeout=20)
        except subprocess.TimeoutExpired:
            office.kill()


def main():
    request = json.load(sys.stdin)
    with desktop_of(request["profile"]) as desktop:
        url = uno.systemPathToFileUrl(request["file"])
        document = desktop.loadComponentFromURL(url, "_blank", 0, (named("Hidden", True),))
        sheets = document.Sheets
        answers = []
        for step in request["steps"]:
            for sheet, address, value in step.get("set", ()):
                cell = sheets.getByName(sheet).getCellRangeByName(address)
                if value is None:
                    cell.String = ""
                elif isinstance(value, str):
                    cell.String = value
                else:
                    cell.Value = value
            if "insert" in step:
                name, row = step["insert"]
                sheet = sheets.getByName(name)
                sheet.unprotect("")
                sheet.Rows.insertByIndex(row, 1)
            if "get" in step:
                answers.append([value_of(sheets.getByName(s).getCellRangeByName(a)) for s, a in step["get"]])
            if "save" in step:
                target = uno.systemPathToFileUrl(step["save"])
                document.storeToURL(target, (named("FilterName", "Calc MS Excel 2007 XML"),))
        document.close(True)
        json.dump(answers, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
