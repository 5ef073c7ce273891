"""The wheel of xlwings without its PRO part: that is under another licence (PolyForm), is not used, and not passed on."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from pathlib import Path

#: The PRO package, and the library only it uses.
_PRO = ("xlwings/pro/", "xlwings/xlwingslib")


def drop_pro(wheel: Path) -> None:
    """Rewrites the wheel in place without the PRO part; what is left keeps its place in the list that pip verifies."""
    with tempfile.NamedTemporaryFile(dir=wheel.parent, delete=False) as target:
        partial = Path(target.name)
        with zipfile.ZipFile(wheel) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
            for item in old.infolist():
                if item.filename.startswith(_PRO):
                    continue
                content = old.read(item)
                if item.filename.endswith(".dist-info/RECORD"):
                    kept = (line for line in content.decode().splitlines(keepends=True) if not line.startswith(_PRO))
                    content = "".join(kept).encode()
                new.writestr(item, content)
    shutil.copymode(wheel, partial)
    partial.replace(wheel)
