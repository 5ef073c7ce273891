"""python benchmarks/made_books.py 文件夹 个数 [种子]: writes workbooks as accountants of many units make them by hand."""

from __future__ import annotations

import sys
import time
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.made.files import make_books

__all__ = ["make_books"]


def main() -> None:
    """Writes them and says how many forms they hold."""
    folder, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 0
    start = time.perf_counter()
    books = make_books(folder, count, seed, workers=2)
    size = sum(path.stat().st_size for path, _ in books)
    print(
        f"{len(books)} 份工作簿，{sum(forms for _, forms in books)} 张自评表，平均 {size / len(books) / 1024:.1f} KB，"
        f"{time.perf_counter() - start:.0f} 秒"
    )


if __name__ == "__main__":
    main()
