"""A case by its number: the same number is always the same file."""

from __future__ import annotations

import json
import random
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from tests.fuzz import grids, hostile
from tests.fuzz.byte_mutators import Parts, mutate_bytes, mutate_parts, mutate_records, unpack
from tests.readers.build import DATA

HERE = Path(__file__).parent / "data"


class Case(NamedTuple):
    """A file to be: its ending, its bytes, and how it came about."""

    number: int
    suffix: str
    content: bytes
    family: str


def make_case(number: int) -> Case:
    """The case of this number."""
    chance = random.Random(number)
    family, weight = chance.choices(list(_FAMILIES), [weight for weight, _ in _FAMILIES.values()])[0], _FAMILIES
    suffix, content = weight[family][1](chance)
    return Case(number, suffix, content, family)


@cache
def _packages() -> dict[str, list[Parts]]:
    """Small good packages by ending."""
    found = {".xlsx": [unpack(path.read_bytes()) for path in sorted((DATA / "corpus").glob("*.xlsx"))]}
    found[".xlsx"].append(unpack(_generated()))
    found[".xlsm"] = [{**parts, "xl/vbaProject.bin": bytes(64)} for parts in found[".xlsx"][:2]]
    found[".ods"] = [unpack(path.read_bytes()) for path in sorted(HERE.glob("*.ods"))]
    plain = random.Random(0)
    forms = grids.forms()[1:5]
    found[".docx"] = [unpack(grids.as_docx(grid, merges, plain)) for grid, merges in forms]
    found[".xlsb"] = [unpack(grids.as_xlsb(grid, merges, plain)) for grid, merges in forms[:2]]
    return found


def _generated() -> bytes:
    from zipingbiao.readers.data import read_data
    from zipingbiao.writers.workbook import write_workbook

    evaluations, _ = read_data(DATA / "json" / "cost-2021-form.json")
    return write_workbook(evaluations, template="mof-2021-project-cost")


@cache
def _old() -> list[bytes]:
    return [path.read_bytes() for path in sorted(HERE.glob("*.xls"))]


@cache
def _documents() -> list[str]:
    return [(DATA / "json" / f"{name}.json").read_text("utf-8") for name in ("cost-2021-form", "yongde-2022-form", "dongxihu-2020-form")]


def _package(chance: random.Random) -> tuple[str, bytes]:
    """Members of a package changed."""
    suffix = chance.choice((".xlsx", ".xlsx", ".xlsx", ".xlsm", ".ods", ".ods", ".docx", ".docx"))
    return suffix, mutate_parts(chance.choice(_packages()[suffix]), chance)


def _bytes(chance: random.Random) -> tuple[str, bytes]:
    """Any file as bytes."""
    from tests.fuzz.byte_mutators import pack

    suffix = chance.choice((".xlsx", ".ods", ".docx", ".xls", ".xlsb", ".json", ".csv"))
    if suffix == ".xls":
        return suffix, mutate_bytes(chance.choice(_old()), chance)
    if suffix == ".json":
        return suffix, mutate_bytes(chance.choice(_documents()).encode(), chance)
    if suffix == ".csv":
        return suffix, mutate_bytes(grids.as_csv(*grids.forms()[0], chance), chance)
    return suffix, mutate_bytes(pack(chance.choice(_packages()[suffix]), chance.choice((0, 8))), chance)


def _records(chance: random.Random) -> tuple[str, bytes]:
    """Binary workbooks: fields of records."""
    if chance.random() < 0.6:
        return chance.choice((".xls", ".et")), mutate_records(chance.choice(_old()), chance)
    from tests.fuzz.byte_mutators import pack

    parts = dict(chance.choice(_packages()[".xlsb"]))
    name = chance.choice([name for name in parts if name.endswith(".bin")])
    return ".xlsb", pack({**parts, name: mutate_bytes(parts[name], chance)})


def _contents(chance: random.Random) -> tuple[str, bytes]:
    """A form that says odd things, in any format."""
    suffix = chance.choice((".xlsx", ".xlsx", ".ods", ".docx", ".xlsb", ".csv"))
    return suffix, grids.WRITERS[suffix](*grids.mutate(chance), chance)


def _data(chance: random.Random) -> tuple[str, bytes]:
    """A DATA.json whose values, keys or types are others."""
    document = json.loads(chance.choice(_documents()))
    for _ in range(chance.choice((1, 1, 3, 10))):
        _change(document, chance)
    return ".json", json.dumps(document, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")


def _change(document: Any, chance: random.Random) -> None:
    node = document
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            return
        key = chance.choice(keys)
        if isinstance(node[key], (dict, list)) and node[key] and chance.random() < 0.85:
            node = node[key]
            continue
        break
    change = chance.randrange(6)
    if change == 0:
        del node[key]
    elif change == 1 and isinstance(node, list):
        node.extend([node[key]] * chance.choice((1, 5, 100)))
    elif change == 2:
        other = None
        for _ in range(chance.choice((1, 3, 200))):
            other = [other] if chance.random() < 0.5 else {"甲": other}
        node[key] = other
    elif change == 3 and isinstance(node, dict):
        node[hostile.text(chance)[:200]] = hostile.text(chance)
    elif change == 4:
        node[key] = chance.choice((None, True, 0, -1, 1e308, float("nan"), float("inf"), 10**400, [], {}, "", 2019.5, "\ud800", [None], [[]]))
    else:
        node[key] = hostile.text(chance)


_FAMILIES = {
    "package": (40, _package), "bytes": (12, _bytes), "records": (10, _records), "contents": (30, _contents), "data": (8, _data),
}  # fmt: skip
