"""Functions for the stand-ins' own tests, as the add-in's entry module has them; imported as on Windows only."""

import xlwings as xw


@xw.func
@xw.arg("value", "raw")
def SampleEcho(value, other=None):
    """What arrives, told in words."""
    if value == "raise":
        raise ZeroDivisionError("asked for")
    if value == "number":
        return 1.5
    return f"{value!r}|{other!r}"
