"""A form outside the catalogue, for the tests of `zpb form`, and the catalogue's caches emptied around them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zipingbiao.forms import catalog
from zipingbiao.forms.catalog import templates_dir

NATIONAL = templates_dir() / "national/mof-project/2020"
FOLDER = "city/project/2021"


@contextmanager
def fresh_catalogue() -> Iterator[None]:
    """What is registered inside is forgotten afterwards."""
    caches = (catalog.form_paths, catalog.bases, catalog.get_form, catalog._bases_beside)
    try:
        yield
    finally:
        for cache in caches:
            cache.cache_clear()


def own_form(root: Path, *changes: tuple[str, str], name: str = FOLDER, form_id: str = "city-project") -> Path:
    """A copy of the national form under `root` with its cases and notes, and texts of form.yaml replaced."""
    folder = root / name
    folder.mkdir(parents=True)
    for file in NATIONAL.iterdir():
        text = file.read_text(encoding="utf-8")
        if file.name == "form.yaml":
            for old, new in (("id: mof-2020-project", f"id: {form_id}"), ("year: 2020", "year: 2021"), *changes):
                assert old in text, old
                text = text.replace(old, new)
        (folder / file.name).write_text(text, encoding="utf-8")
    return folder
