"""The catalogue of shipped forms: finds, loads and caches them; checks that every basis exists."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from zipingbiao.base.errors import FormError
from zipingbiao.forms.loader import load_yaml
from zipingbiao.forms.schema import Form, LegalBasis

#: The form whose policy applies where nothing says which form it is.
DEFAULT_FORM = "mof-2020-project"


def templates_dir() -> Path:
    """The folder with the form definitions: inside an installed wheel, or at the top of a source checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "_templates"
    if installed.is_dir():
        return installed
    checkout = package.parent.parent / "workbook_templates"
    if checkout.is_dir():
        return checkout
    raise FormError("找不到表样文件夹，软件可能没有装完整，请重新安装")


@cache
def bases() -> dict[str, LegalBasis]:
    """All documents that numbers rely on, by their id."""
    loaded = [load_yaml(path, LegalBasis) for path in sorted((templates_dir() / "_legal").glob("*.yaml"))]
    return {basis.id: basis for basis in loaded}


@cache
def forms() -> dict[str, Form]:
    """All shipped forms by id.

    Raises FormError where two folders carry one id or a basis does not exist.
    """
    found: dict[str, Form] = {}
    for path in sorted(templates_dir().glob("*/*/*/form.yaml")):
        form = load_form(path)
        if form.id in found:
            raise FormError(f"{path}：表样编号 {form.id} 已被另一个文件夹使用")
        found[form.id] = form
    return found


def load_form(path: Path) -> Form:
    """One form.yaml, with every basis looked up.

    Raises FormError for a wrong file or an unknown basis.
    """
    form = load_yaml(path, Form)
    for where, key in _bases_in(form, ""):
        document, _, article = key.partition("/")
        if document not in bases() or article not in bases()[document].articles:
            raise FormError(f"{path.name} 的 {where or 'basis'}：依据 {key} 没有登记在 _legal 里")
    return form


def get_form(form_id: str) -> Form:
    """The form with this id.

    Raises FormError with the known ids for an unknown one.
    """
    try:
        return forms()[form_id]
    except KeyError:
        raise FormError(f"没有编号为 {form_id} 的表样；现有：{'、'.join(forms())}") from None


def form_for(template: str | None) -> Form:
    """The form to judge an evaluation by: its template's, the default one where that is unknown."""
    return get_form(template if template in forms() and template else DEFAULT_FORM)


def cite(key: str) -> str:
    """The printed citation of a basis key such as mof-2020-10/grades."""
    document, _, article = key.partition("/")
    return bases()[document].cite(article)


def _bases_in(part: Any, where: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if isinstance(part, BaseModel):
        for name in type(part).model_fields:
            value = getattr(part, name)
            path = f"{where}.{name}".lstrip(".")
            if name == "basis" and isinstance(value, str):
                found.append((path, value))
            else:
                found.extend(_bases_in(value, path))
    elif isinstance(part, list):
        for index, item in enumerate(part):
            found.extend(_bases_in(item, f"{where}[{index}]"))
    return found
