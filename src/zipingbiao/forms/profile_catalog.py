"""The catalogue of profiles: finds, loads and caches them; checks that every basis, form and rule they name exists."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from zipingbiao.base.errors import FormError
from zipingbiao.forms import catalog
from zipingbiao.forms.loader import Source
from zipingbiao.forms.profiles import Profile
from zipingbiao.model.evaluation import Evaluation

PROFILE_FOLDER = "_profiles"
GUIDE = "docs/检查口径.md"
#: What belongs to one profile alone: extending it does not take over for whom it is meant, or its name.
_OWN = ("id", "title", "note", "extends", "form", "forms", "places", "printed")


class Named(NamedTuple):
    """What a person chose: a profile, or only the form that forms naming none are taken for."""

    profile: str | None
    form: str | None

    def template_for(self, evaluation: Evaluation) -> str | None:
        """The form to take `evaluation` for. A profile's is left alone where it is not for projects or departments."""
        if evaluation.template is not None or self.form is None:
            return evaluation.template
        fits = self.profile is None or evaluation.level in catalog.get_form(self.form).levels
        return self.form if fits else None


def profiles() -> dict[str, Profile]:
    """All known profiles by id. Raises FormError naming file and line for a wrong one."""
    return {profile_id: get_profile(profile_id) for profile_id in profile_paths()}


@cache
def profile_paths() -> dict[str, Path]:
    """The file of every profile by its id, shipped and a bureau's own. Raises FormError where an id stands twice."""
    found: dict[str, Path] = {}
    for folder in catalog.form_folders():
        for path in sorted((folder / PROFILE_FOLDER).glob("*.yaml")):
            if path.stem in found or path.stem in catalog.form_paths():
                raise FormError(f"{path}：编号 {path.stem} 已被使用，请换一个文件名和编号")
            found[path.stem] = path
    return found


@cache
def get_profile(profile_id: str) -> Profile:
    """The profile with this id. Raises FormError for an unknown one and for a wrong file."""
    path = profile_paths().get(profile_id)
    if path is None:
        raise FormError(f"没有编号为 {profile_id} 的检查口径；现有：{'、'.join(profile_paths())}")
    return load_profile(path)


def load_profile(path: Path, codes: Iterable[str] | None = None) -> Profile:
    """One profile, laid over the one it extends, with every basis and form looked up.

    Args:
        path: its file, named for its id.
        codes: the codes of the rules there are, to refuse others; None where they are not known.

    Raises FormError naming file and line.
    """
    source = _source(path, (path.stem,))
    profile = source.parse(Profile)
    if profile.id != path.stem:
        raise FormError(f"{source.where(('id',))} id：{profile.id} 与文件名 {path.stem} 不同，请改成一样")
    catalog.require_bases(source, profile)
    if profile.form is not None and profile.form not in catalog.form_paths():
        raise FormError(
            f"{source.where(('form',))} form：没有编号为 {profile.form} 的表样；现有：{'、'.join(catalog.form_paths())}"
        )
    known = None if codes is None else set(codes)
    for code in profile.rules:
        if known is not None and code not in known:
            raise FormError(f"{source.where(('rules', code))} rules：没有编号为 {code} 的规则，用 zpb rules 查看")
    return profile


def _source(path: Path, chain: tuple[str, ...]) -> Source:
    source = Source(path, guide=GUIDE)
    parent = source.own.get("extends") if isinstance(source.own, dict) else None
    if parent is None:
        return source
    where = f"{source.where(('extends',))} extends："
    if parent in chain:
        raise FormError(f"{where}{' → '.join((*chain, str(parent)))} 互相引用，请去掉其中一处")
    beside = path.with_name(f"{parent}.yaml")
    known = beside if beside.is_file() else profile_paths().get(str(parent))
    if known is None:
        raise FormError(f"{where}没有编号为 {parent} 的检查口径；现有：{'、'.join(profile_paths())}")
    base = _source(known, (*chain, str(parent)))
    for key in _OWN:
        base.data.pop(key, None)
    _give_way(base.data, source.own)
    return Source(path, base, guide=GUIDE)


def _give_way(below: dict[str, Any], above: dict[str, Any]) -> None:
    """Takes away what is set anew as a whole: a figure must not keep the basis of the one it replaces."""
    for key, value in above.items():
        if key == "tolerances" and isinstance(value, dict) and isinstance(below.get(key), dict):
            _give_way(below[key], value)
        elif key != "rules" and value is not None:
            below.pop(key, None)


def named(name: str) -> Named:
    """What the id of a profile or of a form chooses. Raises FormError with the known ids for any other name."""
    if name in profile_paths():
        return Named(name, get_profile(name).form)
    if name in catalog.form_paths():
        catalog.get_form(name)  # a wrong form.yaml is told at once
        return Named(None, name)
    raise FormError(
        f"没有编号为 {name} 的检查口径或表样；检查口径：{'、'.join(profile_paths())}；"
        f"表样：{'、'.join(catalog.form_paths())}"
    )
