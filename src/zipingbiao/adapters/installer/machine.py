"""What installing the add-in needs of a computer, so that the same code runs on Windows and against a stand-in.

Paths are Windows paths as text (ntpath), registry keys are written without their hive. Whatever the system refuses is
an OSError. The real computer is in adapters.installer.windows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

HKCU, HKLM = "HKCU", "HKLM"
#: Types of registry values (winreg.REG_*).
REG_SZ, REG_EXPAND_SZ, REG_DWORD = 1, 2, 4


@dataclass(frozen=True, slots=True)
class Value:
    """A registry value: its data and its type; data of a type we do not know is kept as winreg gives it."""

    data: object
    type: int = REG_SZ

    @property
    def text(self) -> str | None:
        """The text of a text value, None of any other."""
        return self.data if isinstance(self.data, str) and self.type in (REG_SZ, REG_EXPAND_SZ) else None

    @property
    def number(self) -> int | None:
        """The number of a DWORD, or of a text that administrators wrote in its place."""
        if isinstance(self.data, int):
            return self.data
        return int(self.data) if isinstance(self.data, str) and self.data.isascii() and self.data.isdigit() else None


class Machine(Protocol):
    """A Windows computer seen by one user without administrator's rights."""

    @property
    def is_real(self) -> bool:
        """False for the example that --dry-run shows elsewhere than on Windows."""

    def values(self, hive: str, key: str) -> dict[str, Value] | None:
        """The values of a registry key by name; None where there is no such key. HKLM is the 64-bit view."""

    def subkeys(self, hive: str, key: str) -> list[str]:
        """The names of the keys below a key; empty where there is no such key."""

    def create_key(self, key: str) -> None:
        """Creates a key under HKCU."""

    def delete_key(self, key: str) -> None:
        """Deletes a key under HKCU with its values; it must have no keys below it."""

    def set_value(self, key: str, name: str, value: Value) -> None:
        """Writes a value of an existing key under HKCU."""

    def delete_value(self, key: str, name: str) -> None:
        """Deletes a value under HKCU."""

    def local_folder(self) -> str:
        """%LOCALAPPDATA%."""

    def python_folder(self) -> str:
        """sys.prefix of the Python that runs this."""

    def is_store_python(self) -> bool:
        """Whether that Python is Microsoft Store's: what it writes to the registry and AppData, Excel does not see."""

    def read(self, path: str) -> bytes | None:
        """The content of a file or of one of its streams (path:stream); None where there is none."""

    def listing(self, path: str) -> list[str] | None:
        """The names in a folder; None where there is no such folder."""

    def write(self, path: str, content: bytes) -> None:
        """Writes a file and syncs it."""

    def rename(self, old: str, new: str) -> None:
        """Renames a file, replacing what stands there."""

    def remove(self, path: str) -> None:
        """Removes a file."""

    def make_folder(self, path: str) -> None:
        """Makes one folder; its parent exists."""

    def remove_folder(self, path: str) -> None:
        """Removes an empty folder."""

    def is_running(self, program: str) -> bool | None:
        """Whether a program (EXCEL.EXE) is running; None where that cannot be found out."""

    def in_ansi(self, text: str) -> bool:
        """Whether the system's ANSI code page can write a text: the DLL takes its paths so."""

    def run(self, command: list[str], seconds: int) -> tuple[int | None, str]:
        """Runs a program without a window: its exit status (None: not in time) and what it printed."""
