"""LibreOffice as the live spreadsheet: recalculating conversion, rendering, and a session to edit cells in."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
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


def session(file: Path, steps: list[dict[str, object]], timeout: int = 240) -> list[list[object]]:
    """Works in `file` opened in a running LibreOffice; see uno_session.py for the steps. `file` itself is not saved."""
    require_office()
    profile = new_profile()
    request = {"file": str(file.resolve()), "profile": profile.as_uri(), "steps": steps}
    script = Path(__file__).with_name("uno_session.py")
    try:
        done = subprocess.run(
            [uno_python(), str(script)], input=json.dumps(request), capture_output=True, text=True, timeout=timeout
        )
    finally:
        shutil.rmtree(profile, ignore_errors=True)
    assert done.returncode == 0, done.stderr
    answers: list[list[object]] = json.loads(done.stdout)
    return answers


def uno_python() -> str:
    """A Python that has the uno module: the distribution's own, next to LibreOffice."""
    for python in ("/usr/bin/python3", sys.executable):
        if subprocess.run([python, "-c", "import uno"], capture_output=True).returncode == 0:
            return python
    if os.environ.get("CI") == "true":
        pytest.fail("python3-uno is not installed")
    pytest.skip("python3-uno is not installed")
