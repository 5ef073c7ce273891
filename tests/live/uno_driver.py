"""Run by the system's Python with its uno module: a LibreOffice without window that obeys one JSON request per line.

Started with the profile's URL. Each request {"do": name, …} is answered by one line {"answer": …} or {"failure": text};
the names are the methods of Driver. The end of standard input ends LibreOffice.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
import uuid

import uno
from uno_session import connect, named, value_of

_XLSX = "Calc MS Excel 2007 XML"
#: com.sun.star.document.MacroExecMode.ALWAYS_EXECUTE_NO_WARN
_RUN_MACROS = 4
#: CellBackColor of a cell without a fill
_NO_FILL = -1


class Driver:
    """The documents of one LibreOffice, by number."""

    def __init__(self, context):
        manager = context.ServiceManager
        self.context = context
        self.desktop = manager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        self.documents = {}

    def register(self, module, source):
        """A Basic module into the user's Standard library, where Calc looks for cell functions."""
        name = "com.sun.star.script.ApplicationScriptLibraryContainer"
        libraries = self.context.ServiceManager.createInstanceWithContext(name, self.context)
        libraries.loadLibrary("Standard")
        library = libraries.getByName("Standard")
        if library.hasByName(module):
            library.removeByName(module)
        library.insertByName(module, source)

    def open(self, file, filter_name=None):
        """Its number; macros of the document may run. Not hidden: the VBA mode needs a view."""
        options = [named("MacroExecutionMode", _RUN_MACROS)]
        if filter_name:
            options.append(named("FilterName", filter_name))
        url = uno.systemPathToFileUrl(file)
        document = self.desktop.loadComponentFromURL(url, "_blank", 0, tuple(options))
        if document is None:
            raise RuntimeError(f"not opened: {file}")
        number = len(self.documents)
        self.documents[number] = document
        return number

    def close(self, document):
        self.documents.pop(document).close(True)

    def set(self, document, cells):
        """Types [sheet, address, value]…: a string as text, a string that begins with = as a formula, None clears."""
        book = self.documents[document]
        # Neither rows are fitted nor formulas calculated before the last cell is typed.
        book.addActionLock()
        book.enableAutomaticCalculation(False)
        for sheet, address, value in cells:
            cell = self._cell(document, sheet, address)
            if value is None:
                cell.String = ""
            elif not isinstance(value, str):
                cell.Value = float(value)
            elif value.startswith("=") and value != "=":
                cell.Formula = value
            else:
                cell.String = value
        book.enableAutomaticCalculation(True)
        book.removeActionLock()

    def get(self, document, cells):
        """The values of [sheet, address]…; "#ERROR" for an error."""
        return [value_of(self._cell(document, sheet, address)) for sheet, address in cells]

    def formulas(self, document, holding="="):
        """{sheet: {address: [formula, value]}} of the formula cells with that text; the value of an error is None."""
        found = {}
        for sheet in self.documents[document].Sheets:
            area = self._used(sheet)
            top, left = area.RangeAddress.StartRow, area.RangeAddress.StartColumn
            cells = {}
            for row, (formulas, values) in enumerate(zip(area.FormulaArray, area.DataArray, strict=True), top):
                for column, (formula, value) in enumerate(zip(formulas, values, strict=True), left):
                    if formula.startswith("=") and holding in formula.upper():
                        cells[f"{_letters(column)}{row + 1}"] = [formula, value]
            found[sheet.Name] = cells
        return found

    def looks(self, document):
        """{sheet: {address: [fill, note]}} of the used cells that have either; a fill is 0xRRGGBB."""
        found = {}
        for sheet in self.documents[document].Sheets:
            looks = {}
            for area in self._used(sheet).CellFormatRanges:
                fill, place = area.CellBackColor, area.RangeAddress
                for row in range(place.StartRow, place.EndRow + 1):
                    for column in range(place.StartColumn, place.EndColumn + 1):
                        looks[row, column] = [fill, None]
            for note in sheet.Annotations:
                looks.setdefault((note.Position.Row, note.Position.Column), [_NO_FILL, None])[1] = note.String
            cells = {f"{_letters(c)}{r + 1}": look for (r, c), look in sorted(looks.items()) if look != [_NO_FILL, None]}
            found[sheet.Name] = cells
        return found

    def calculate(self, document):
        """Recalculates every formula; the seconds that takes."""
        start = time.perf_counter()
        self.documents[document].calculateAll()
        return time.perf_counter() - start

    def activate(self, document):
        self.documents[document].CurrentController.Frame.activate()

    def save_copy(self, document, file):
        self.documents[document].storeToURL(uno.systemPathToFileUrl(file), (named("FilterName", _XLSX),))

    def sheets(self, document):
        """[name, whether it is seen, whether it is protected]…"""
        return [[sheet.Name, sheet.IsVisible, sheet.isProtected()] for sheet in self.documents[document].Sheets]

    def anchors(self, document, prefix):
        """The sheets that the defined names prefix1, prefix2 … point at."""
        names = self.documents[document].NamedRanges
        found = []
        while names.hasByName(f"{prefix}{len(found) + 1}"):
            area = names.getByName(f"{prefix}{len(found) + 1}").ReferredCells
            found.append(area.Spreadsheet.Name)
        return found

    def modules(self, document):
        """{library: modules} of the document's Basic."""
        libraries = self.documents[document].BasicLibraries
        for name in libraries.ElementNames:
            libraries.loadLibrary(name)
        return {name: list(libraries.getByName(name).ElementNames) for name in libraries.ElementNames}

    def run(self, document, macro, arguments):
        """What the document's Basic function `Library.Module.Name` answers."""
        url = f"vnd.sun.star.script:{macro}?language=Basic&location=document"
        script = self.documents[document].ScriptProvider.getScript(url)
        answer, _, _ = uno.invoke(script, "invoke", (tuple(_variant(one) for one in arguments), (), ()))
        return answer

    def _cell(self, document, sheet, address):
        return self.documents[document].Sheets.getByName(sheet).getCellRangeByName(address)

    def _used(self, sheet):
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        end = cursor.RangeAddress
        return sheet.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow)


def _variant(value):
    """A list of lists becomes an array of two dimensions; Basic would see an array of arrays."""
    if isinstance(value, list) and value and all(isinstance(row, list) for row in value):
        return uno.Any("[][]any", tuple(map(tuple, value)))
    return tuple(value) if isinstance(value, list) else value


def _letters(column):
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def main(profile):
    pipe = "zpb" + uuid.uuid4().hex
    # LibreOffice's own Python fails to start where a virtual environment's comes first.
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")} | {"PATH": os.defpath}
    office = subprocess.Popen(
        [shutil.which("soffice"), f"-env:UserInstallation={profile}", "--headless", "--norestore", "--nologo",
         f"--accept=pipe,name={pipe};urp;"],
        env=clean, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        driver = Driver(connect(pipe))
        for line in sys.stdin:
            request = json.loads(line)
            try:
                answer = {"answer": getattr(driver, request.pop("do"))(**request)}
            except Exception as error:
                answer = {"failure": f"{type(error).__name__}: {error}"}
            print(json.dumps(answer, ensure_ascii=False, default=str), flush=True)
        for document in list(driver.documents.values()):
            with contextlib.suppress(Exception):
                document.close(True)
        with contextlib.suppress(Exception):
            driver.desktop.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            office.wait(timeout=20)
    finally:
        # Its child process is the one that counts; a lost one would hold the profile.
        if office.poll() is None:
            office.kill()


if __name__ == "__main__":
    main(sys.argv[1])
