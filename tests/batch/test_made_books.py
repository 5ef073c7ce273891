"""The made-up workbooks that make bench times with: the same each time, and read as what they hold."""

from __future__ import annotations

from pathlib import Path

from benchmarks.made.files import plan
from benchmarks.made_books import make_books

from zipingbiao.app.reading import read_file

COUNT = 30


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.xlsx")}


def test_each_workbook_is_read_with_its_forms(tmp_path: Path) -> None:
    books = make_books(tmp_path, COUNT)
    assert len(books) == len({path for path, _ in books}) == COUNT
    for path, forms in books:
        read = read_file(path)
        assert len(read.evaluations) == forms, path.name
        assert all(form.name and form.indicators and form.total_funding for form in read.evaluations), path.name


def test_the_same_seed_makes_the_same_workbooks(tmp_path: Path) -> None:
    make_books(tmp_path / "a", 6, seed=3)
    make_books(tmp_path / "b", 9, seed=3)
    make_books(tmp_path / "c", 6, seed=4)
    first, longer, other = (_contents(tmp_path / name) for name in "abc")
    assert len(first) == 6
    assert first.items() <= longer.items()
    assert not set(first.values()) & set(other.values())


def test_thousands_have_paths_and_units_of_their_own() -> None:
    books = plan(10_000)
    assert len({book.path for book in books}) == 10_000
    assert len({book.path.split("/")[0] for book in books}) > 10
    assert max(len(book.path.encode()) for book in books) < 250
