"""LibreOffice as the live spreadsheet: recalculating conversion, rendering, and a session to edit cells in."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

#: Always recalculate .xlsx and .ods on load; LibreOffice otherwise trusts the cached results.
_RECALC = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def require_office() -> str:
    """The soffice command; skips the test where there is none, fails it where CI=true."""
    command = shutil.which("soffice")
    if command is None:
        if os.environ.get("CI") == "true":
            pytest.fail("LibreOffice is not installed")
        pytest.skip("LibreOffice is not installed")
    return command


def new_profile() -> Path:
    """A fresh LibreOffice profile that recalculates on load."""
    profile = Path(tempfile.mkdtemp(prefix="zpb-office-"))
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(_RECALC, encoding="utf-8")
    return profile


def convert(source: Path, target_dir: Path, kind: str = "xlsx", timeout: int = 240) -> Path:
    """`source` loaded, recalculated and saved as `kind` in `target_dir`."""
    command = require_office()
    profile = new_profile()
    try:
        subprocess.run(
            [command, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore",
             "--convert-to", kind, "--outdir", str(target_dir), str(source)],
            check=True, capture_output=True, timeout=timeout,
        )  # fmt: skip
    finally:
        shutil.rmtree(profile, ignore_errors=True)
    return target_dir / (source.stem + "." + kind.partition(":")[0])


def render(source: Path, target_dir: Path, dpi: int = 70) -> list[Path]:
    """The pages of a document as PNG files."""
    pdf = convert(source, target_dir, "pdf")
    subprocess.run(["pdftoppm", "-r", str(dpi), "-png", str(pdf), str(target_dir / source.stem)], check=True, timeout=240)
    return sorted(target_dir.glob(f"{source.stem}-*.png"))
