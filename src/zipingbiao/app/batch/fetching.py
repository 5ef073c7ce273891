"""Where a worker opens a file: its path on this machine, or a copy of what fsspec brings from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zipingbiao.app.batch.sources import Source
from zipingbiao.base.addresses import is_address


@contextmanager
def local_copy(source: Source) -> Iterator[Path]:
    """The file's path; of a file elsewhere, that of a copy which is gone afterwards.

    Raises UnreadableFile where the copy cannot be made, ZpbError where this machine knows no such addresses at all.
    """
    if not is_address(source.url):
        yield source.path
        return
    from zipingbiao.app.batch.remote import fetched

    with fetched(source) as path:
        yield path
