"""The catalogue of forms: finds, loads and caches them; checks that every basis exists."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from zipingbiao.base.errors import FormError
from zipingbiao.forms.loader import Source, load_yaml
from zipingbiao.forms.schema import Form, LegalBasis

FORM_FILE, LEGAL_FOLDER = "form.yaml", "_legal"
#: The form whose policy applies where nothing says which form it is.
DEFAULT_FORM = "mof-2020-project"
#: An office keeps forms of its own in the folder this environment variable names, laid out like the shipped one.
OWN_FOLDER = "ZPB_TEMPLATES"
_ID_LINE = re.compile(r"(?m)^id:\s*[\"']?([a-z0-9][a-z0-9-]*)")


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
    paths = [path for folder in form_folders() for path in sorted((folder / LEGAL_FOLDER).glob("*.yaml"))]
    return {basis.id: basis for basis in (load_yaml(path, LegalBasis) for path in paths)}


@cache
def _bases_beside() -> dict[str, Path]:
    """The files of the bases that stand beside forms and not in a catalogue's _legal folder, by their id."""
    return {}


@cache
def form_paths() -> dict[str, Path]:
    """The form.yaml of every known form by its id; only the id lines are read.

    Raises FormError where two folders carry one id, or one carries none.
    """
    found: dict[str, Path] = {}
    for folder in form_folders():
        for path in sorted(folder.glob("*/*/*/form.yaml")):
            form_id = read_id(path)
            if form_id in found:
                raise FormError(f"{path}：表样编号 {form_id} 已被 {found[form_id]} 使用，请换一个编号")
            found[form_id] = path
    return found


def form_folders() -> list[Path]:
    """The shipped templates, and a bureau's own ones from the folder that ZPB_TEMPLATES names."""
    own = os.environ.get(OWN_FOLDER)
    if not own:
        return [templates_dir()]
    if not Path(own).is_dir():
        raise FormError(f"环境变量 {OWN_FOLDER} 指的文件夹不存在：{own}")
    return [templates_dir(), Path(own)]


def read_id(path: Path) -> str:
    """The id of a form.yaml. Raises FormError where it has none."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FormError(f"{path} 无法读取：{error}") from error
    match = _ID_LINE.search(text)
    if match is None:
        raise FormError(f"{path} 没有 id 一行，请写明表样编号")
    return match.group(1)


@cache
def get_form(form_id: str) -> Form:
    """The form with this id.

    Raises FormError with the known ids for an unknown one, and for a wrong form.yaml.
    """
    path = form_paths().get(form_id)
    if path is None:
        raise FormError(f"没有编号为 {form_id} 的表样；现有：{'、'.join(form_paths())}")
    return load_form(path)


def forms() -> dict[str, Form]:
    """All known forms by id. Raises FormError for a wrong one."""
    return {form_id: get_form(form_id) for form_id in form_paths()}


def locate(path_or_id: Path | str) -> Path:
    """The form.yaml that a folder, a path or a form id means.

    Raises FormError where there is neither such a file nor such an id.
    """
    path = Path(path_or_id)
    if path.is_dir():
        if not (path / FORM_FILE).is_file():
            raise FormError(f"文件夹 {path} 里没有 {FORM_FILE}，请给出表样所在的文件夹")
        return path / FORM_FILE
    if path.is_file():
        return path
    known = form_paths().get(str(path_or_id))
    if known is None:
        raise FormError(
            f"没有 {path_or_id} 这个文件或文件夹，也没有编号为 {path_or_id} 的表样；现有：{'、'.join(form_paths())}"
        )
    return known


def register(path: Path) -> Form:
    """A form from a file outside the catalogue, known to this process by its id from now on.

    Raises FormError as load_form, and where the id belongs to another file.
    """
    form = load_form(path)
    known = form_paths()
    other = known.get(form.id)
    if other is not None and other.resolve() != path.resolve():
        raise FormError(f"{path}：表样编号 {form.id} 已被 {other} 使用，请换一个编号")
    known[form.id] = path.absolute()
    if get_form(form.id) != form:  # the file was changed since it was first read
        get_form.cache_clear()
    return form


def load_form(path: Path) -> Form:
    """One form.yaml, laid over the form it is based on, with every basis looked up.

    Bases are those of the catalogue, and those in a _legal folder beside the form or above it, up to the folder that
    holds 地区/表/年度.

    Raises FormError naming file and line for a wrong file, an unknown basis, an unknown base form or a chain of them.
    """
    _add_bases_beside(path)
    source = Source(path)
    base_id = source.own.get("based_on") if isinstance(source.own, dict) else None
    if base_id is not None:
        source = Source(path, _base(source, str(base_id)))
    form = source.parse(Form)
    require_bases(source, form)
    return form


def require_bases(source: Source, part: BaseModel) -> None:
    """Raises FormError naming the line in `source` of the first basis key in `part` that no document has."""
    for location, key in _bases_in(part, ()):
        document, _, article = key.partition("/")
        if document not in bases() or article not in bases()[document].articles:
            raise FormError(
                f"{source.where(location)} 依据 {key} 没有登记，请在 _legal/{document}.yaml 的 articles 里补上 {article}"
            )


def bases_of(form: Form) -> list[tuple[tuple[Any, ...], str]]:
    """Every basis key of a form, with the place where it stands."""
    return _bases_in(form, ())


def _add_bases_beside(path: Path) -> None:
    shipped = {(folder / LEGAL_FOLDER).resolve() for folder in form_folders()}
    known, added = bases(), _bases_beside()
    for folder in path.resolve().parents[:4]:
        if not (folder / LEGAL_FOLDER).is_dir() or (folder / LEGAL_FOLDER).resolve() in shipped:
            continue
        for file in sorted((folder / LEGAL_FOLDER).glob("*.yaml")):
            basis = load_yaml(file, LegalBasis)
            if known.get(basis.id, basis) != basis and added.get(basis.id) != file.resolve():
                raise FormError(
                    f"{file}：依据编号 {basis.id} 已登记为另一份文件《{known[basis.id].title}》，请换一个编号"
                )
            known[basis.id], added[basis.id] = basis, file.resolve()


def _base(source: Source, base_id: str) -> Source:
    where = source.where(("based_on",))
    path = form_paths().get(base_id)
    if path is None:
        raise FormError(f"{where} based_on：没有编号为 {base_id} 的表样；现有：{'、'.join(form_paths())}")
    base = Source(path)
    if base.own.get("based_on") is not None:
        raise FormError(
            f"{where} based_on：{base_id} 自己又以 {base.own['based_on']} 为底本；只许一层，请直接写 {base.own['based_on']}"
        )
    return base


def form_for(template: str | None) -> Form:
    """The form to judge an evaluation by: its template's, the default one where that is unknown."""
    return get_form(template if template in form_paths() and template else DEFAULT_FORM)


def cite(key: str) -> str:
    """The printed citation of a basis key such as mof-2020-10/grades."""
    document, _, article = key.partition("/")
    return bases()[document].cite(article)


def _bases_in(part: Any, where: tuple[Any, ...]) -> list[tuple[tuple[Any, ...], str]]:
    found: list[tuple[tuple[Any, ...], str]] = []
    if isinstance(part, BaseModel):
        for name in type(part).model_fields:
            value = getattr(part, name)
            if name == "basis" and isinstance(value, str):
                found.append(((*where, name), value))
            else:
                found.extend(_bases_in(value, (*where, name)))
    elif isinstance(part, list):
        for index, item in enumerate(part):
            found.extend(_bases_in(item, (*where, index)))
    return found
