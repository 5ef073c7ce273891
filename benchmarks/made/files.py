"""Where the workbooks lie, what each holds, and writing them by several processes; the same for the same seed."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from multiprocessing import get_context
from pathlib import Path
from random import Random

from benchmarks.made.facts import WORDS, Office, Project, district, offices, project
from benchmarks.made.looks import Drawing, look

#: Districts, each with about as many units as hand in forms to one bureau.
_UNITS = 160
_MADE = datetime(2024, 3, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Book:
    """A workbook to be made: its path inside the folder, and what its content hangs on.

    unit    number of the unit, `file` of the file among the unit's; `files` how many those are
    """

    path: str
    seed: str
    unit: int
    file: int
    files: int


def plan(count: int, seed: int = 0) -> list[Book]:
    """The paths of `count` workbooks; a longer plan begins with the shorter one."""
    books: list[Book] = []
    number = 0
    while len(books) < count:
        random = Random(f"{seed}-{number}")
        unit = _offices(seed, number // _UNITS)[number % _UNITS]
        place = unit.district
        files = random.choice([1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 5])
        is_flat = random.random() < 0.3
        for file in range(files):
            end = f"绩效自评表{f'（{file + 1}）' if files > 1 else ''}"
            before, after = random.choice([("", ""), ("", "2023年度"), ("附件2.", ""), ("", "-")])
            name = f"{before}{unit.name}{after}{end}"
            folder = f"{number // _UNITS + 1:02d}{place}" if is_flat else f"{number // _UNITS + 1:02d}{place}/{number:05d}{unit.name}"
            books.append(Book(f"{folder}/{f'{number:05d}' if is_flat else ''}{name}.xlsx", f"{seed}-{number}", number, file, files))
        number += 1
    return books[:count]


@lru_cache(maxsize=8)
def _offices(seed: int, district_number: int) -> list[Office]:
    random = Random(f"{seed}-district-{district_number}")
    return offices(random, district(random), _UNITS)


def make_books(folder: Path | str, count: int, seed: int = 0, workers: int = 1) -> list[tuple[Path, int]]:
    """Writes `count` workbooks into the folder and its subfolders.

    Returns the path of each, and how many forms it holds.
    """
    books = plan(count, seed)
    root = Path(folder)
    for parent in {Path(book.path).parent for book in books}:
        (root / parent).mkdir(parents=True, exist_ok=True)
    write = partial(_write, root, seed)
    if workers == 1:
        forms = [write(book) for book in books]
    else:
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            forms = list(pool.map(write, books, chunksize=50))
    return [(root / book.path, number) for book, number in zip(books, forms, strict=True)]


def _write(root: Path, seed: int, book: Book) -> int:
    """One workbook; returns its number of forms."""
    unit = _offices(seed, book.unit // _UNITS)[book.unit % _UNITS]
    ours = Random(f"{book.seed}-look")
    shape, money, year = look(ours), ours.choice(["万元", "万元", "万元", "元"]), ours.choice([2022, 2023, 2023, 2023])
    random = Random(f"{book.seed}-{book.file}")
    count = random.choice([1, 1, 1, 1, 1, 1, 2, 2, 3, 4, 6]) if book.files > 1 or random.random() < 0.9 else random.randint(10, 20)
    taken = {f"{book.file}"}
    projects = [project(random, unit, year, money, taken) for _ in range(count)]
    if book.files > 1:
        for made in projects:
            made.name += f"{book.file + 1}"
    drawing = Drawing(os.fspath(root / book.path), shape, random)
    drawing.book.set_properties({"author": random.choice(WORDS["persons"]), "created": _MADE})
    _sheets(drawing, projects, shape.is_stacked and count < 5)
    if count > 2 and random.random() < 0.4:
        drawing.listing(projects)
    drawing.book.close()
    return count


def _sheets(drawing: Drawing, projects: list[Project], is_stacked: bool) -> None:
    for number, made in enumerate(projects):
        if not is_stacked or not number:
            drawing.sheet("项目支出绩效自评表" if is_stacked or len(projects) == 1 else f"{number + 1}.{made.name}"[:31])
        drawing.form(made)
