"""Basis keys that check rules cite and that no form's policy carries; each is registered in _legal."""

from __future__ import annotations

from typing import Final

QUANTITATIVE: Final = "mof-2020-10/quantitative"
TABLE: Final = "mof-2020-10/table"
WEIGHTS: Final = "mof-2020-10/weights"
LEVELS: Final = "mof-2021-101/indicators"
