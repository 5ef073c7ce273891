"""`python -m tests.fuzz.run --count N --seed S`: a long run; what is wrong goes to stdout, the files are kept.

`--case N` judges one case with everything.
"""

from __future__ import annotations

import argparse
import faulthandler
import resource
import shutil
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.fuzz.cases import make_case
from tests.fuzz.judge import judge

#: Address space of a run, so that a file which wants everything fails alone.
LIMIT = 3 * 1024**3


def main() -> int:
    """Judges the cases from SEED × 1 000 000 on; returns how many failed, at most 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--case", type=int)
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "zpb-fuzz")
    given = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT))
    first = given.seed * 1_000_000
    numbers = [given.case] if given.case is not None else range(first, first + given.count)
    families: Counter[str] = Counter()
    slowest: list[tuple[float, int]] = []
    failed = 0
    start = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="zpb-fuzz-") as folder:
        for number in numbers:
            # Nothing but the end of the process stops a loop inside a compiled library.
            faulthandler.dump_traceback_later(120, exit=True)
            case = make_case(number)
            families[f"{case.family} {case.suffix}"] += 1
            begun = time.perf_counter()
            faults = judge(case, Path(folder), thorough=given.case is not None)
            slowest = sorted([*slowest, (round(time.perf_counter() - begun, 2), number)], reverse=True)[:5]
            if faults:
                failed += 1
                given.keep.mkdir(exist_ok=True)
                shutil.copy(Path(folder) / f"f{case.suffix}", given.keep / f"{number}{case.suffix}")
                print(f"== {number} {case.family} {case.suffix} {len(case.content)} bytes", *faults, sep="\n", flush=True)
    faulthandler.cancel_dump_traceback_later()
    print(f"{len(numbers)} files in {time.perf_counter() - start:.0f} s, {failed} failed; slowest {slowest}")
    print(", ".join(f"{name} {count}" for name, count in sorted(families.items())))
    return int(failed > 0)


if __name__ == "__main__":
    raise SystemExit(main())
