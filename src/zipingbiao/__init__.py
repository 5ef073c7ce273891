"""自评表: workbooks of performance self-evaluation forms that score and check themselves.

    import zipingbiao as zpb
    zpb.score("≥95%", "90%", "5").score

Names are loaded on first use, so that importing the package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zipingbiao.app.api import check, compile_rule, generate, read, score

__version__ = "0.1.0"
__all__ = ["__version__", "check", "compile_rule", "generate", "read", "score"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from zipingbiao.app import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
