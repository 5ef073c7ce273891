"""Files that are not on this machine's disks: listed and fetched through fsspec (s3://, sftp://, file:// …)."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import fsspec

from zipingbiao.app.batch.sources import Source


def list_remote(address: str, word_for: Callable[[str], str | None]) -> Iterator[tuple[Source, str | None]]:
    """The files below an address, each with the word why it is passed over, or None."""
    system, root = fsspec.core.url_to_fs(address)
    for path, detail in sorted(system.find(root, detail=True).items()):
        url = system.unstrip_protocol(path)
        yield Source(url, url, detail.get("size")), word_for(Path(path).name)


@contextmanager
def fetched(source: Source) -> Iterator[Path]:
    """A copy of the file under its own name, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="zpb-") as folder:
        path = Path(folder, source.name)
        with fsspec.open(source.url, "rb") as remote, path.open("wb") as local:
            while chunk := remote.read(1 << 20):
                local.write(chunk)
        yield path
