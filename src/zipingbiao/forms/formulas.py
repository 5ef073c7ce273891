"""Formula indicators as data: strict loading of _formulas/*.yaml; what an expression means is read in scoring.formulas."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from zipingbiao.base.errors import FormError
from zipingbiao.forms.catalog import bases, templates_dir
from zipingbiao.forms.loader import load_yaml
from zipingbiao.forms.policy import BasisKey

UnitKind = Literal["人数", "金额", "面积"]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Label = Annotated[str, Field(min_length=2, max_length=40)]

_NOISE = re.compile(r"[\s\u3000\u00a0“”\"'‘’「」『』《》〝〞*★☆]+")
_BRACKETS = str.maketrans("（）［］[]【】〔〕{}｛｝", "()()()()()()()")
#: (万元) behind a name is its unit, not a part of the name
_UNIT_NOTE = re.compile(r"\((?:单位[:：])?(?:元|千元|万元|百万元|亿元|人|名|个|%|％|平方米|㎡|万平方米)\)")


def formula_key(text: str) -> str:
    """A name or label reduced for comparison: no white space, no quotes (“三公”经费), no unit in brackets."""
    return _UNIT_NOTE.sub("", _NOISE.sub("", text).translate(_BRACKETS)).strip(":：%")


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class InputData(_Strict):
    """One quantity a formula needs: its printed name, other names for it, what it counts."""

    label: Label
    aliases: list[Label] = []
    unit: UnitKind


class FormulaData(_Strict):
    """One named formula. `expression` is written with the labels of the inputs; the result is a proportion (1 is 100%)."""

    key: Key
    name: Label
    aliases: list[Label] = []
    inputs: dict[Key, InputData] = Field(min_length=2)
    expression: str
    result: Literal["proportion"]
    basis: BasisKey

    @model_validator(mode="after")
    def _labels_distinct(self) -> FormulaData:
        seen: set[str] = set()
        for key, data in self.inputs.items():
            # The key itself also finds the input, so it must not be another input's name.
            for text in (key, data.label, *data.aliases):
                if formula_key(text) in seen:
                    raise ValueError(f"“{self.name}”里的“{text}”重复")
                seen.add(formula_key(text))
        return self


class FormulaBook(_Strict):
    """One file of formulas."""

    format: Literal[1]
    formulas: list[FormulaData] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_distinct(self) -> FormulaBook:
        refuse_shared_names(self.formulas)
        return self


def refuse_shared_names(formulas: list[FormulaData]) -> None:
    """Raises ValueError where two formulas share a key, a name or an alias."""
    seen: set[str] = set()
    for formula in formulas:
        for text in (formula.key, formula.name, *formula.aliases):
            if formula_key(text) in seen:
                raise ValueError(f"算式名称“{text}”重复")
            seen.add(formula_key(text))


def load_formulas(path: Path) -> list[FormulaData]:
    """The formulas of one file, with every basis looked up.

    Raises FormError for a wrong file or an unknown basis.
    """
    book = load_yaml(path, FormulaBook)
    for formula in book.formulas:
        document, _, article = formula.basis.partition("/")
        if document not in bases() or article not in bases()[document].articles:
            raise FormError(f"{path.name} 的“{formula.name}”：依据 {formula.basis} 没有登记在 _legal 里")
    return book.formulas


@cache
def formula_data() -> tuple[FormulaData, ...]:
    """All shipped formulas.

    Raises FormError for a wrong file, or where two files define one name.
    """
    found: list[FormulaData] = []
    for path in sorted((templates_dir() / "_formulas").glob("*.yaml")):
        found.extend(load_formulas(path))
    try:
        refuse_shared_names(found)
    except ValueError as error:
        raise FormError(f"_formulas：{error}") from error
    return tuple(found)
