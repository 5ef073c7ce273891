"""What is generated from the registry: the ribbon by its schema, the wrappers hardened, the entry module complete."""

from __future__ import annotations

import importlib
import inspect
import re
from pathlib import Path

import pytest
from lxml import etree

from zipingbiao.adapters.excel import generate
from zipingbiao.adapters.excel.registry import ACTIONS, ENTRY_MODULE, FORMULAS

ROOT = Path(__file__).resolve().parents[2]
_UI = "{http://schemas.microsoft.com/office/2009/07/customui}"


def test_the_ribbon_keeps_the_rules_of_its_schema() -> None:
    schema = etree.XMLSchema(etree.parse(Path(__file__).with_name("customui14.xsd")))
    schema.assertValid(etree.fromstring(generate.ribbon().encode()))


@pytest.mark.parametrize(
    ("old", "new"),
    [('id="Check"', 'id="New"'), ('keytip="J"', 'keytip="JJJJ"'), ('size="large"', 'size="huge"'), ("<tabs>", "<tabs/><tabs>")],
)
def test_the_schema_refuses_what_excel_would(old: str, new: str) -> None:
    schema = etree.XMLSchema(etree.parse(Path(__file__).with_name("customui14.xsd")))
    changed = generate.ribbon().replace(old, new, 1)
    try:
        tree = etree.fromstring(changed.encode())
    except etree.XMLSyntaxError:
        return
    assert not schema.validate(tree)


def test_every_button_has_its_own_key_and_a_picture_that_is_shipped() -> None:
    buttons = etree.fromstring(generate.ribbon().encode()).findall(f".//{_UI}button")
    assert [one.get("id") for one in buttons] == [one.id for one in ACTIONS]
    keys = [one.get("keytip") for one in buttons]
    # A key tip must not begin with another one, or Excel could not tell when it is complete.
    assert not [(a, b) for a in keys for b in keys if a != b and b.startswith(a)]
    assert len(set(keys)) == len(keys)
    for one in buttons:
        picture = ROOT / "addin/icons" / f"{one.get('image')}.png"
        assert picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert next(one.get("label") for one in buttons if one.get("id") == "Check") == "重新计算并检查 Recalculate && Check"


def test_the_wrappers_are_ascii_with_the_line_ends_of_vba() -> None:
    text = generate.vba_wrappers()
    assert text.isascii()
    assert "\n" not in text.replace("\r\n", "")
    assert max(map(len, text.split("\r\n"))) < 1024


def test_every_function_has_a_wrapper_that_answers_an_error_with_an_error_value() -> None:
    text = generate.vba_wrappers().replace("\r\n", "\n")
    found = re.findall(r"^Public Function (\w+)\((.*?)\)\n(.*?)^End Function$", text, re.MULTILINE | re.DOTALL)
    assert {name for name, _, _ in found} == {one.name for one in FORMULAS}
    for name, signature, body in found:
        formula = next(one for one in FORMULAS if one.name == name)
        wanted = [f"Optional {arg.name}" if arg.optional else arg.name for arg in formula.arguments]
        assert signature == ", ".join(wanted)
        values = ", ".join(f"ZpbValue({arg.name})" for arg in formula.arguments)
        assert f'{name} = XLPy.CallUDF("{ENTRY_MODULE}", "{name}", Array({values}))' in body
        assert body.startswith("    On Error GoTo failed\n")
        assert body.endswith(f"failed:\n    {name} = CVErr(xlErrValue)\n")


def test_no_workbook_of_the_user_is_handed_to_python() -> None:
    text = generate.vba_wrappers()
    assert not re.search("ActiveWorkbook|ThisWorkbook|Application.Caller|Err.Description", text)


def test_another_way_of_writing_wrappers_is_refused() -> None:
    changed = 'Function F(x)\n#If App = "Microsoft Excel" Then\nF = SomethingNew(x)\n#End If\nEnd Function'
    with pytest.raises(ValueError, match="another way"):
        generate._hardened(changed)


def test_the_entry_module_has_every_function_and_the_action() -> None:
    module = importlib.import_module(ENTRY_MODULE)
    for one in FORMULAS:
        function = getattr(module, one.name)
        names = list(inspect.signature(function).parameters)
        assert names == [arg.name for arg in one.arguments]
        assert names == list(inspect.signature(one.function).parameters), one.name
        assert function.__doc__ == one.help
    assert list(inspect.signature(module.run_action).parameters) == ["name"]


def test_help_texts_fit_into_excels_function_wizard() -> None:
    for one in FORMULAS:
        # MacroOptions takes 255 characters for each text, and ends at the argument with a longer one.
        assert 0 < len(one.help) <= 255
        assert all(0 < len(arg.help) <= 255 for arg in one.arguments)
        assert all(re.fullmatch("[a-z]+", arg.name) for arg in one.arguments)
        # Where one argument may be left out, all behind it may be.
        optional = [arg.optional for arg in one.arguments]
        assert optional == sorted(optional)
