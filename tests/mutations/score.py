"""Prints what became of every kind of mistake, and the mutation score: python -m tests.mutations.score [places of a kind]"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.mutations.all_kinds import FILE_KINDS, KINDS, SET_KINDS
from tests.mutations.trying import MOST, MOST_OF_FORM, MOST_OF_SET, Tried, try_file, try_kind, try_set


def results(most: int = MOST) -> Iterator[Tried]:
    """Every kind tried in so many places of single forms; with more than usual, in every place of a form and set."""
    more = most > MOST
    with TemporaryDirectory() as folder:
        for number, kind in enumerate(KINDS):
            yield try_kind(kind, _new(folder, f"k{number}"), most, most if more else MOST_OF_FORM)
        for number, set_kind in enumerate(SET_KINDS):
            yield try_set(set_kind, _new(folder, f"s{number}"), most if more else MOST_OF_SET)
        for number, file_kind in enumerate(FILE_KINDS):
            yield try_file(file_kind, _new(folder, f"f{number}"))


def _new(folder: str, name: str) -> Path:
    path = Path(folder) / name
    path.mkdir()
    return path


def main(arguments: list[str]) -> None:
    """The table, a line per kind by rule, then the places that were missed and the overall score."""
    tried = sorted(results(int(arguments[0]) if arguments else MOST), key=lambda one: one.code)
    for one in tried:
        print(f"{one.code}  {one.tried:4} {one.tried - len(one.missed):4}  {one.name}")
        if not one.tried:
            print("             没有可以改错的地方")
        for place in one.missed:
            print(f"             未发现：{place}")
    put_in, found = sum(one.tried for one in tried), sum(one.tried - len(one.missed) for one in tried)
    print(f"{len(tried)} kinds, {len({one.code for one in tried})} rules: {found} of {put_in} found, {found / put_in:.1%}")


if __name__ == "__main__":
    main(sys.argv[1:])
