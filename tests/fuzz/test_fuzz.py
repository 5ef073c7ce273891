"""Two thousand mutated files of every format, always the same ones; `python -m tests.fuzz.run` takes others."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.cases import make_case
from tests.fuzz.judge import judge

COUNT, PIECES = 2_000, 20


@pytest.mark.slow
@pytest.mark.parametrize("piece", range(PIECES))
def test_mutated_files_give_a_result_or_a_sentence(tmp_path: Path, piece: int) -> None:
    faults = []
    for number in range(piece, COUNT, PIECES):
        case = make_case(number)
        faults += [f"case {number} ({case.family} {case.suffix}) {fault}" for fault in judge(case, tmp_path)]
    assert not faults, "\n".join(faults)
