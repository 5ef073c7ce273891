"""A component of LibreOffice's own Python: the add-in's functions, called by Basic cell functions.

tests/excel_host/libreoffice.py writes a copy with the paths in the place of the two lines below. A call is one line of
the log: [name, arguments, answer], the answer of a function that raised being {"raised": text}.
"""

import json
import struct
import sys
from pathlib import Path

import unohelper
from com.sun.star.script.provider import XScript

PATHS = []
LOG = ""

sys.path[:0] = PATHS

#: How Calc keeps #VALUE! in a number: a NaN with error 519 in its low half.
_VALUE_ERROR = struct.unpack("<d", struct.pack("<Q", (0x7FF80000 << 32) | 519))[0]
_functions = {}


class Functions(unohelper.Base, XScript):
    """What Basic calls: invoke(Array(name, arguments), …)."""

    def __init__(self, context, *arguments):
        pass

    def invoke(self, parameters, out_index, out):
        """What the function answers, or Calc's #VALUE!."""
        name, arguments = parameters
        return _call(name, arguments), (), ()


def _call(name, arguments):
    if not _functions:
        from zipingbiao.adapters.excel.registry import FORMULAS

        _functions.update({formula.name: formula.function for formula in FORMULAS})
    try:
        answer = written = _functions[name](*arguments)
    except Exception as error:
        answer, written = _VALUE_ERROR, {"raised": f"{type(error).__name__}: {error}"}
    if LOG:
        with Path(LOG).open("a", encoding="utf-8") as log:
            log.write(json.dumps([name, arguments, written], ensure_ascii=False, default=str) + "\n")
    return answer


# LibreOffice looks for this name.
g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816
g_ImplementationHelper.addImplementation(Functions, "zipingbiao.Functions", ())
