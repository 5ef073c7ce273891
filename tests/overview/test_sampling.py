"""The sample: reproducible, in layers, and stable when files are added or more forms wanted."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.overview.made import JOB, file, finding, form, result, tables
from zipingbiao.app.overview.forms import Forms
from zipingbiao.app.overview.sampling import LAYERS, Drawn, allot, draw, draw_sample, layer_of, usual_size

SIZES = st.lists(st.integers(0, 400), min_size=len(LAYERS), max_size=len(LAYERS))
POOL = st.lists(st.integers(0, len(LAYERS) - 1), max_size=200)


def pool(layers: list[int]) -> list[Drawn]:
    return [Drawn(number, layer, f"文件{number}") for number, layer in enumerate(layers)]


def drawn(forms: list[Drawn], seed: int, wanted: int) -> list[int]:
    return [form.id for layer in draw(forms, seed, wanted) for form in layer]


@given(SIZES, st.integers(0, 1000))
def test_every_layer_gives_one_and_none_more_than_it_has(sizes: list[int], wanted: int) -> None:
    taken = allot(sizes, wanted)
    assert sum(taken) == min(wanted, sum(sizes))
    assert all(0 <= some <= size for some, size in zip(taken, sizes, strict=True))
    if wanted >= sum(size > 0 for size in sizes):
        assert all(some for some, size in zip(taken, sizes, strict=True) if size)


@given(SIZES, st.integers(0, 300))
def test_with_more_wanted_no_layer_gives_less(sizes: list[int], wanted: int) -> None:
    assert all(fewer <= more for fewer, more in zip(allot(sizes, wanted), allot(sizes, wanted + 1), strict=True))


@given(SIZES, st.integers(0, 300))
def test_of_two_layers_of_one_size_the_one_of_more_risk_gives_no_less(sizes: list[int], wanted: int) -> None:
    taken = allot(sizes, wanted)
    for one, size in enumerate(sizes):
        for other, same in enumerate(sizes):
            if size == same and LAYERS[one].weight > LAYERS[other].weight:
                assert taken[one] >= taken[other]


@given(POOL, st.integers(), st.integers(0, 100), st.randoms(use_true_random=False))
def test_the_order_of_the_files_decides_nothing(layers: list[int], seed: int, wanted: int, mix: random.Random) -> None:
    forms = pool(layers)
    mixed = list(forms)
    mix.shuffle(mixed)
    assert drawn(forms, seed, wanted) == drawn(mixed, seed, wanted)


@given(POOL, st.integers(0, 9), st.integers(0, 100))
def test_a_larger_sample_contains_the_smaller_one(layers: list[int], seed: int, wanted: int) -> None:
    forms = pool(layers)
    assert set(drawn(forms, seed, wanted)) <= set(drawn(forms, seed, wanted + 1))


@given(POOL.filter(bool), st.integers(0, 9), st.integers(1, 100), st.integers(0, len(LAYERS) - 1))
def test_one_file_more_changes_little(layers: list[int], seed: int, wanted: int, added: int) -> None:
    forms = pool(layers)
    more = [*forms, Drawn(len(forms), added, "新来的")]
    gone = set(drawn(forms, seed, wanted)) - set(drawn(more, seed, wanted))
    assert len(gone) <= 1


def test_the_draw_is_the_same_on_every_machine() -> None:
    assert drawn(pool([0] * 10 + [11] * 30), 7, 6) == [1, 7, 4, 3, 11, 32]


def test_another_seed_draws_other_forms() -> None:
    forms = pool([0] * 200)
    assert drawn(forms, 1, 20) != drawn(forms, 2, 20)


def test_layers_are_of_risk_and_size() -> None:
    assert LAYERS[layer_of(1, 0, Decimal(500))] == ("有错误·500万元以上", 9)
    assert LAYERS[layer_of(0, 2, Decimal("499.99"))] == ("有警告·100万–500万元", 4)
    assert LAYERS[layer_of(0, 0, Decimal(0))] == ("没有发现·不足100万元", 1)
    assert LAYERS[layer_of(0, 0, None)] == ("没有发现·没有填预算数", 2)


def test_the_usual_size_is_a_twentieth_within_bounds() -> None:
    assert [usual_size(count) for count in (0, 7, 100, 1000, 100_000)] == [0, 7, 20, 50, 200]


def test_the_sample_of_results_does_not_depend_on_their_place_and_order(tmp_path: Path) -> None:
    files = [
        file(f"{number}.xlsx", [form(f"第{number}县财政局", project=str(number), budget=number * 7)], [finding(1)] * (number % 3 == 0))
        for number in range(90)
    ]
    one = result(tmp_path / "一.parquet", *files)
    moved = [[{**row, "file": f"D:/收到/{row['file']}"} for row in rows] for rows in files]
    first = result(tmp_path / "甲.parquet", *moved[:40], job=JOB | {"base": "D:/"})
    second = result(tmp_path / "乙.parquet", *moved[40:], job=JOB | {"base": "D:/另"})
    found = []
    for paths in ((one,), (first, second), (second, first)):
        with tables(*paths) as opened:
            sample = draw_sample(opened, Forms(opened), 3, 25)
        found.append([(layer, line.unit) for layer, line in sample.forms])
        assert sum(stratum.size for stratum in sample.strata) == 90
        assert sum(stratum.taken for stratum in sample.strata) == len(sample.forms) == 25
    assert found[0] == found[1] == found[2]
