"""Formula indicators: rates computed from named inputs, named in the data or read out of a text."""

from zipingbiao.scoring.formulas.formula import Formula, FormulaInput, FormulaResult
from zipingbiao.scoring.formulas.named import find_named, named_formulas
from zipingbiao.scoring.formulas.reading import FormulaReading, read_formula
from zipingbiao.scoring.formulas.scored import score_formula

__all__ = [
    "Formula", "FormulaInput", "FormulaReading", "FormulaResult", "find_named", "named_formulas", "read_formula",
    "score_formula",
]  # fmt: skip
