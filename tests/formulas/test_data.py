"""The shipped formulas as data: strict loading with file and line, names that find one formula only, bases that exist."""

from __future__ import annotations

from pathlib import Path

import pytest

from zipingbiao.base.errors import FormError
from zipingbiao.forms.catalog import bases, templates_dir
from zipingbiao.forms.formulas import formula_data, load_formulas
from zipingbiao.scoring.formulas import Formula, find_named, named_formulas, read_formula
from zipingbiao.scoring.formulas.named import build_formula

SHIPPED = templates_dir() / "_formulas/department.yaml"
NAMES = [
    "在职人员控制率", "“三公经费”变动率", "预算完成率", "预算控制率", "预算调整率", "结转结余率", "公用经费控制率",
    "“三公经费”控制率", "政府采购执行率", "新建楼堂馆所面积控制率", "新建楼堂馆所投资概算控制率",
]  # fmt: skip


def _changed(tmp_path: Path, old: str, new: str) -> Path:
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "formulas.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_every_formula_is_there() -> None:
    assert [formula.name for formula in named_formulas()] == NAMES


@pytest.mark.parametrize("formula", named_formulas(), ids=lambda formula: formula.name)
def test_every_name_finds_its_formula_and_its_own_spelling_is_read_back(formula: Formula) -> None:
    for name in (formula.name, *formula.aliases):
        assert find_named(name) is formula
    assert read_formula(formula.text()).formula == formula
    assert read_formula(formula.restate()).formula == formula
    for one in formula.inputs:
        assert one.unit is not None
        for name in (one.key, one.label, *one.aliases):
            assert formula.input_for(name) is one


@pytest.mark.parametrize("data", formula_data(), ids=lambda data: data.key)
def test_every_formula_names_an_article(data: object) -> None:
    document, _, article = data.basis.partition("/")  # type: ignore[attr-defined]
    assert bases()[document].articles[article].says


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("result: proportion", "result: percent", "第 13 行|取值不在允许的范围内"),
        ("expression:", "expresion:", r"expresion：不认识的键"),
        ("    basis: mof-2013-53/staff_control", "    basis: mof-2013-53/nothing", "没有登记在 _legal"),
        ("unit: 人数", "unit: 人", "取值不在允许的范围内"),
        ("name: 预算控制率", "name: 预算完成率", "算式名称“预算完成率”重复"),
        ("label: 编制数", "label: 在职人数", "“在职人数”重复"),
        ("    name: 预算控制率", "    name: 预算控制率\n    name: 预算控制率", r"第 \d+ 行：键 name 重复"),
        ("format: 1", "format: 2", "第 3 行 format"),
    ],
)  # fmt: skip
def test_wrong_data_is_refused_in_one_sentence(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(FormError, match=message):
        load_formulas(_changed(tmp_path, old, new))


@pytest.mark.parametrize(
    "expression",
    ["在职人员数÷编制数÷", "在职人员数÷人口数", "在职人员数", "（在职人员数÷编制数", "在职人员数÷编制数。每年", "在职人员数＋编制数÷在职人员数", ""],
)  # fmt: skip
def test_an_expression_that_is_not_whole_is_refused(tmp_path: Path, expression: str) -> None:
    path = _changed(tmp_path, "expression: 在职人员数÷编制数", f"expression: '{expression}'")
    with pytest.raises(FormError, match="“在职人员控制率”：expression"):
        build_formula(load_formulas(path)[0])
