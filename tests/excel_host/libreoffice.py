"""A running LibreOffice in which the add-in's functions are cell functions: the closest thing to Excel without Excel.

Each function of the registry becomes a Basic function in the user's Standard library, under the name it has in Excel;
that calls the real Python function inside LibreOffice's own Python. An exception becomes an error value, as in Excel.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sysconfig
import tempfile
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import zipingbiao
from tests.live.office import new_profile, require_office, uno_python
from zipingbiao.adapters.excel.registry import FORMULAS, Formula

_HERE = Path(__file__).parent
_CALL = """Private functions As Object

Private Function CallPython(name As String, arguments As Variant) As Variant
    If IsNull(functions) Then
        functions = createUnoService("com.sun.star.loader.Python") _
            .activate("zipingbiao.Functions", "", "{url}", Nothing).createInstanceWithContext(GetDefaultContext())
    End If
    CallPython = functions.invoke(Array(name, arguments), Array(), Array())
End Function
"""


class OfficeError(RuntimeError):
    """LibreOffice refused a request, or did not answer."""


class LiveOffice:
    """A LibreOffice to work in, as a context manager; see uno_driver.Driver for the requests.

    Args:
        functions: whether the add-in's functions are registered.
        logged: whether their calls are kept for `calls`.
    """

    def __init__(self, functions: bool = True, logged: bool = True) -> None:
        require_office()
        python = uno_python()
        self._profile = new_profile()
        self._folder = Path(tempfile.mkdtemp(prefix="zpb-live-"))
        self._log = self._folder / "calls.jsonl"
        self._driver = subprocess.Popen(
            [python, str(_HERE.parent / "live" / "uno_driver.py"), self._profile.as_uri()],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip
        if functions:
            self.ask("register", module="Zpb", source=basic_source(_component(self._folder, self._log if logged else None)))

    def __enter__(self) -> LiveOffice:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        assert self._driver.stdin is not None
        self._driver.stdin.close()
        try:
            self._driver.wait(timeout=40)
        except subprocess.TimeoutExpired:
            self._driver.kill()
        shutil.rmtree(self._profile, ignore_errors=True)
        shutil.rmtree(self._folder, ignore_errors=True)

    def ask(self, do: str, timeout: float = 120, **request: Any) -> Any:
        """The driver's answer. Raises OfficeError for a failure, or where none comes within `timeout` seconds."""
        assert self._driver.stdin is not None and self._driver.stdout is not None
        self._driver.stdin.write(json.dumps({"do": do, **request}, ensure_ascii=False) + "\n")
        self._driver.stdin.flush()
        watch = threading.Timer(timeout, self._driver.kill)
        watch.start()
        try:
            line = self._driver.stdout.readline()
        finally:
            watch.cancel()
        if not line:
            raise OfficeError(f"LibreOffice did not answer: {do}")
        answer = json.loads(line)
        if "failure" in answer:
            raise OfficeError(answer["failure"])
        return answer["answer"]

    def open(self, file: Path, filter_name: str | None = None) -> Book:
        """A copy of a workbook, loaded and recalculated: a file that another LibreOffice holds would not be opened."""
        copy = Path(tempfile.mkdtemp(dir=self._folder)) / file.name
        shutil.copyfile(file, copy)
        return Book(self, self.ask("open", file=str(copy), filter_name=filter_name), file.name)

    def calls(self) -> list[list[Any]]:
        """[name, arguments, answer] of every call of a function since the last look."""
        if not self._log.exists():
            return []
        lines = self._log.read_text(encoding="utf-8").splitlines()
        self._log.unlink()
        return [json.loads(line) for line in lines]


class Book:
    """A workbook that is open in a LiveOffice."""

    def __init__(self, office: LiveOffice, number: int, name: str) -> None:
        self.office = office
        self.number = number
        self.name = name

    def ask(self, do: str, **request: Any) -> Any:
        """A request about this workbook."""
        return self.office.ask(do, document=self.number, **request)

    def type(self, *cells: Sequence[Any]) -> None:
        """Types (sheet, address, value)…; None clears, a text that begins with = is a formula."""
        self.ask("set", cells=[list(cell) for cell in cells])

    def values(self, cells: Iterable[Sequence[str]]) -> list[Any]:
        """The values of (sheet, address)…; "#ERROR" for an error."""
        answer: list[Any] = self.ask("get", cells=[list(cell) for cell in cells])
        return answer

    def value(self, sheet: str, address: str) -> Any:
        """The value of one cell."""
        return self.values([(sheet, address)])[0]

    def formulas(self, holding: str = "=") -> dict[tuple[str, str], tuple[str, Any]]:
        """Formula and value by (sheet, address) of the cells whose formula holds that text; an error's value is None."""
        found = self.ask("formulas", holding=holding)
        return {(sheet, at): (cell[0], cell[1]) for sheet, cells in found.items() for at, cell in cells.items()}

    def living(self) -> dict[tuple[str, str], Any]:
        """The values of the cells that call a function of the add-in."""
        return {at: value for at, (_, value) in self.formulas("ZPB_").items()}

    def calculate(self) -> float:
        """Recalculates every formula; seconds."""
        return float(self.ask("calculate"))

    def close(self) -> None:
        """Without saving."""
        self.ask("close")


def basic_source(script: Path) -> str:
    """The Basic module: a cell function for each function of the registry, which calls the component in `script`."""
    return "\n".join([_CALL.replace("{url}", script.as_uri()), *map(_function, FORMULAS)])


def _function(formula: Formula) -> str:
    names = [f"a{number}" for number in range(len(formula.arguments))]
    written = [f"Optional {name}" if argument.optional else name for name, argument in zip(names, formula.arguments, strict=True)]
    # An argument left out stays empty in Python's list, as xlwings hands it over.
    absent = [f"    If IsMissing({name}) Then {name} = Empty" for name in (n.split()[-1] for n in written if " " in n)]
    return "\n".join(
        [f"Function {formula.name}({', '.join(written)}) As Variant", *absent,
         f'    {formula.name} = CallPython("{formula.name}", Array({", ".join(names)}))', "End Function", ""]
    )  # fmt: skip


def _component(folder: Path, log: Path | None) -> Path:
    """The component that finds this product and its libraries."""
    paths = [str(Path(zipingbiao.__file__).resolve().parent.parent), sysconfig.get_path("purelib")]
    source = (_HERE / "office_script.py").read_text(encoding="utf-8")
    for old, new in (("PATHS = []", f"PATHS = {paths!r}"), ('LOG = ""', f"LOG = {str(log or '')!r}")):
        assert old in source
        source = source.replace(old, new)
    written = folder / "zpb_functions.py"
    written.write_text(source, encoding="utf-8")
    return written
