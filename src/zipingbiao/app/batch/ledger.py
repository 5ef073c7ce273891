"""What is known of every file of a batch: what is still to be done, which files belong together, and the rows that count."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from zipingbiao.app.batch.sources import Listing, Source
from zipingbiao.app.batch.table import Kept, index
from zipingbiao.app.batch.work import APART, Task, member_from, skipped_row
from zipingbiao.app.unit_check import finding_of_file
from zipingbiao.app.units import group_pool
from zipingbiao.writers.batch_rows import Row, rows_of
from zipingbiao.writers.checked import CheckedFile

#: Of a duplicate everything is known but its rows.
_READ = ("read", "duplicate")


class Ledger:
    """The rows that are kept, by file and company."""

    def __init__(self, listing: Listing, profile: str | None) -> None:
        self._listing = listing
        self._profile = profile
        #: what is kept by file and company; of each file, what was told last, in whatever company
        self._rows: dict[tuple[str, str], Kept] = {}
        self._facts: dict[str, Kept] = {}
        self._originals: dict[str, str] = {}
        self._companies: list[Task] = []

    def learn(self, paths: Iterable[Path]) -> None:
        """Looks into parts, those written first first."""
        known = {source.file: source for source in self._listing.sources}
        for kept in index(paths):
            source = known.get(kept.file)
            if source is None or (kept.size, kept.modified) != (source.size, source.modified):
                continue  # What changed since is worth nothing.
            if kept.together is not None:
                self._rows[kept.file, kept.together] = kept
            elif kept.status != "duplicate":
                continue  # Passed over by its name then, and not now.
            self._facts[kept.file] = kept

    def forget(self, part: Path) -> None:
        """Drops what stands in a part that cannot be read."""
        self._rows = {key: kept for key, kept in self._rows.items() if kept.part != part}
        self._facts = {kept.file: kept for kept in self._rows.values()}

    def is_known(self, source: Source) -> bool:
        """Whether the file was looked into; what could not be read is tried again."""
        kept = self._facts.get(source.file)
        return kept is not None and (kept.status in _READ or (kept.status == "skipped" and not source.named))

    def count_known(self) -> int:
        """How many files there is nothing to be done for but to check them together."""
        return sum(map(self.is_known, self._listing.sources))

    def count_files(self) -> int:
        """All files that are told, also those passed over."""
        return len(self._listing.sources) + len(self._listing.passed_over)

    def to_do_alone(self) -> list[Task]:
        """The files that are not known."""
        return [Task((source,), profile=self._profile) for source in self._listing.sources if not self.is_known(source)]

    def settle(self) -> None:
        """Decides which files belong together. It must not be decided anew when some of them change underway."""
        self._originals = self._find_originals()
        self._companies = [*self._find_companies()]

    def to_do_together(self) -> list[Task]:
        """The companies of which a file has no rows as such."""
        return [
            task
            for task in self._companies
            if any((file, task.together) not in self._rows for file in self._counting(task))
        ]

    def pieces(self) -> Iterator[Kept | Row]:
        """The rows that count: of every file once, by itself or in its company, in the order of the files."""
        company = {source.file: task.together for task in self._companies for source in task.files}
        sources = {source.file: source for source in self._listing.sources}
        passed = {source.file: (source, word) for source, word in self._listing.passed_over}
        for name in sorted({*sources, *passed}):
            if name in passed:
                yield skipped_row(*passed[name])
            elif (first := self._originals.get(name)) is not None:
                yield from _duplicate(self._facts[name], sources[name], first)
            else:
                key = company.get(name, "")
                kept = self._rows.get((name, key)) or self._rows.get((name, key + APART))
                yield kept or self._facts[name]

    def _counting(self, task: Task) -> list[str]:
        """The files of a company whose rows are wanted: a duplicate is there for the others."""
        return [source.file for source in task.files if source.file not in self._originals]

    def _find_originals(self) -> dict[str, str]:
        """Of every file with the content of an earlier one, which that is."""
        first: dict[str, str] = {}
        found: dict[str, str] = {}
        for source in self._listing.sources:
            kept = self._facts[source.file]
            if kept.status not in _READ or kept.digest is None:
                continue
            if first.setdefault(kept.digest, source.file) != source.file:
                found[source.file] = first[kept.digest]
        return found

    def _find_companies(self) -> Iterator[Task]:
        """The files of each folder that are of one unit and year, and of the year before; most stand alone."""
        folders: dict[str, list[Source]] = {}
        for source in self._listing.sources:
            kept = self._facts[source.file]
            if kept.status in _READ or kept.member:
                folders.setdefault(source.folder, []).append(source)
        for inside in folders.values():
            members = [member_from(self._facts[source.file].member) for source in inside]
            for group in group_pool([source.name for source in inside], members):
                files = tuple(inside[number] for number in group.files)
                earlier = tuple(inside[number] for number in group.earlier)
                key = self._key(files, earlier) if len(files) > 1 or earlier else ""
                yield Task(files, earlier, key, self._profile)

    def _key(self, files: Sequence[Source], earlier: Sequence[Source]) -> str:
        told = [[(one.file, self._facts[one.file].digest) for one in group] for group in (files, earlier)]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


def _duplicate(kept: Kept, source: Source, first: str) -> list[Row]:
    """The rows of a file with the content of an earlier one: it is told once, and not counted twice."""
    name = source.name
    finding = finding_of_file(
        name, "other", "warning", f"「{name}」与「{first}」内容完全相同，没有重复检查。",
        "请确认是不是交错了文件，或者多交了一份。", "一份自评表只应报送一次",
    )  # fmt: skip
    return rows_of(
        CheckedFile(source.path, findings=(finding,)), source.file,
        {
            "size": source.size, "modified": source.modified, "digest": kept.digest, "member": kept.member,
            "status": "duplicate", "duplicate_of": first, "reason": f"与「{first}」内容完全相同",
        },
    )  # fmt: skip
