"""A batch finds what `zpb check` finds in the same folder: in nested folders, with several units, reports and years."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.app.samples import form, write_data
from tests.batch.folders import DATA, content, files_of, findings_of, in_this_process, rows_of
from zipingbiao.app.batch import run_batch
from zipingbiao.app.check import check_paths

_COLUMNS = {
    "code": "code", "kind": "kind", "severity": "severity", "sheet": "sheet", "cell": "cell", "label": "label",
    "printed": "printed", "expected": "expected", "unit": "value_unit", "basis": "basis", "remedy": "remedy",
    "waived": "waived",
}  # fmt: skip


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All sample files in nested folders: units alone and together, a report beside its forms, a copy of an older file."""
    root = tmp_path_factory.mktemp("收件")
    shutil.copytree(DATA / "seeds-xlsx", root / "甲区" / "工作簿")
    shutil.copytree(DATA / "corpus", root / "甲区" / "散件")
    shutil.copytree(DATA / "json", root / "乙区" / "数据")
    shutil.copytree(DATA / "reports", root / "丙区")
    for name in ("donghu-2019", "dongxihu-2022"):
        mixed = root / "丁区" / "报告和表" / name
        mixed.mkdir(parents=True)
        shutil.copy(DATA / "seeds-xlsx" / f"{name}.xlsx", mixed / "表.xlsx")
        shutil.copy(DATA / "reports" / f"{name}.txt", mixed / "报告.txt")
        (mixed / "表（旧1）.xlsx").write_bytes((mixed / "表.xlsx").read_bytes() + b"\0")
    years = root / "戊区"
    years.mkdir()
    for year in (2018, 2019, 2020):
        for project in ("道路养护", "环境整治"):
            write_data(years / f"{year}{project}.json", form(year=year, project=project, goals=[], total=str(year)))
    (root / "坏.xlsx").write_bytes(b"PK\x03\x04")
    (root / "空.docx").write_bytes(b"")
    return root


def _of_check(folder: Path) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for file in json.loads(json.dumps(check_paths([folder]).as_document()))["files"]:
        found[file["file"]] = Counter(_key(one, one["message"]) for one in file["findings"])
    return found


def _key(finding: dict[str, Any], message: str) -> str:
    return json.dumps([*(finding.get(name) for name in _COLUMNS), message], ensure_ascii=False)


def _of_batch(out: Path) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for row in rows_of(out):
        if row["row"] == "file" and row["status"] in ("read", "unreadable"):
            found[row["file"]] = Counter()
        elif row["row"] == "finding" and row["file"] in found:
            as_checked = {name: row[column] for name, column in _COLUMNS.items()}
            found[row["file"]][_key(as_checked, row["message"] + (row["remedy"] or ""))] += 1
    return found


def test_findings_are_those_of_check(everything: Path, tmp_path: Path) -> None:
    out = tmp_path / "o.parquet"
    run_batch([str(everything)], out, runner=in_this_process)
    expected, found = _of_check(everything), _of_batch(out)
    twice = {row["file"]: row for row in rows_of(out) if row["row"] == "file" and row["status"] == "duplicate"}
    assert twice, "the samples hold no duplicates, which would go untested"
    assert {*found, *twice} == {*expected}
    for name, findings in found.items():
        assert findings == expected[name], name
    for name, row in twice.items():
        assert Path(name).read_bytes() == Path(row["duplicate_of"]).read_bytes()
        (told,) = findings_of(out, name)
        assert (told["code"], told["severity"]) == ("ZP000", "warning")


def test_any_number_of_workers_gives_the_same_bytes(everything: Path, tmp_path: Path) -> None:
    outs = [tmp_path / "a" / "o.parquet", tmp_path / "b" / "o.parquet", tmp_path / "c" / "o.parquet"]
    for out in outs:
        out.parent.mkdir()
    folders = [str(everything / name) for name in ("甲区/散件", "戊区", "坏.xlsx")]
    run_batch(folders, outs[0], workers=1)
    run_batch(folders, outs[1], workers=2)
    run_batch(folders, outs[2], runner=in_this_process)
    assert outs[0].read_bytes() == outs[1].read_bytes() == outs[2].read_bytes()


def test_a_copy_elsewhere_still_is_compared_with_what_lies_beside_it(tmp_path: Path) -> None:
    for name in ("一", "二"):
        (tmp_path / name).mkdir()
        shutil.copy(DATA / "seeds-xlsx" / "donghu-2019.xlsx", tmp_path / name / "表.xlsx")
    shutil.copy(DATA / "reports" / "donghu-2019.txt", tmp_path / "二" / "报告.txt")
    out = tmp_path / "o.parquet"
    run_batch([str(tmp_path)], out, runner=in_this_process)
    assert files_of(out)["报告.txt"]["status"] == "read"
    expected = _of_check(tmp_path)
    report = str(tmp_path / "二" / "报告.txt")
    assert _of_batch(out)[report] == expected[report]


def test_a_result_tells_what_it_is_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_data(tmp_path / "a.json", form())
    run_batch(["./a.json"], Path("o.parquet"), runner=in_this_process, profile="mof-2020-project")
    _, job = content(tmp_path / "o.parquet")
    assert job["folders"] == ["a.json"] and job["base"] == str(tmp_path) and job["profile"] == "mof-2020-project"  # type: ignore[index]
