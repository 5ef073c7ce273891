"""Where the add-in's file comes from: named by the user, shipped with the package, or built on the spot."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import zipingbiao
from zipingbiao.adapters.excel.build import make
from zipingbiao.adapters.excel.registry import ADDIN_FILE
from zipingbiao.adapters.installer.bundle_setup import SUMS, wrong_files
from zipingbiao.adapters.installer.install import check_addin
from zipingbiao.base.errors import ZpbError


def addin_content(path: Path | None = None) -> bytes:
    """The .xlam: the file named, checked against the SHA-256 list beside it; else the shipped one; else a new build.

    Raises ZpbError where there is none, where the file is not the one of the list, or is no add-in of ours.
    """
    if path is not None:
        if not path.is_file():
            raise ZpbError(f"没有文件 {path}。")
        if (path.parent / SUMS).is_file() and (wrong := wrong_files(path.parent, path.name)):
            raise ZpbError(f"{wrong[0]}。请重新复制整个安装包。")
        content = path.read_bytes()
        check_addin(content)
        return content
    shipped = shipped_addin()
    return _built() if shipped is None else shipped


def shipped_addin() -> bytes | None:
    """The add-in inside the installed package; None where it was packed without."""
    path = Path(zipingbiao.__file__).parent / "_addin" / ADDIN_FILE
    return path.read_bytes() if path.is_file() else None


def _built() -> bytes:
    if importlib.util.find_spec("pyopenvba") is None:
        raise ZpbError(
            f'没有找到 {ADDIN_FILE}。请用 --addin 指定安装包里的，或执行 pip install "zipingbiao[addin]" 后再试。'
        )
    return make()
