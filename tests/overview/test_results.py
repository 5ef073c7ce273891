"""What may be given to a summary: several results, unfinished runs, and what is refused with a sentence."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.overview.made import JOB, file, finding, form, result
from zipingbiao.app.overview.making import make_overview
from zipingbiao.base.errors import ZpbError
from zipingbiao.writers.batch_rows import SCHEMA, table_of


def unfinished(folder: Path, *parts: list[Any], job: object = JOB) -> Path:
    folder.mkdir()
    (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
    for number, rows in enumerate(parts):
        pq.write_table(table_of(rows), folder / f"{number:06}.parquet")
    return folder


def test_a_result_without_any_form_says_so(tmp_path: Path) -> None:
    for name, files in (("a.parquet", []), ("b.parquet", [file("x.png", status="skipped", reason="不是能读的文件")])):
        overview = make_overview([result(tmp_path / name, *files)]).overview
        assert overview.all.forms == 0 and overview.all.mean is None
        assert overview.notes == ("这些结果里没有一张自评表。",)
        assert overview.sample.forms == () == overview.outliers
        assert all(sum(count for _, count in one.bars) == 0 for one in overview.distributions)


def test_an_unfinished_run_counts_what_was_told_last_and_says_so(tmp_path: Path) -> None:
    alone = [*file("收到/a.xlsx", [form()], [finding(1)]), *file("收到/b.xlsx", [form("乙县教育局")])]
    together = file("收到/a.xlsx", [form()], [finding(1), finding(1, code="ZP019")], together="x")
    folder = unfinished(tmp_path / "o.parquet.未完成", alone, together)
    for given in (folder, tmp_path / "o.parquet"):
        overview = make_overview([given]).overview
        assert overview.title == "2023年度绩效自评审核汇总（成批检查尚未完成，只含已检查的 2 份文件）"
        assert (overview.all.forms, overview.all.found.errors) == (2, 2)
        assert "成批检查尚未完成" in overview.notes[-1]


def test_a_part_that_a_failing_disk_spoilt_is_passed_over(tmp_path: Path) -> None:
    folder = unfinished(tmp_path / "o.parquet.未完成", file("a.xlsx", [form()]), file("b.xlsx", [form()]))
    (folder / "000001.parquet").write_bytes(b"PAR1" + b"\0" * 100)
    assert make_overview([folder]).overview.all.forms == 1


def test_the_same_content_in_an_unfinished_run_counts_once(tmp_path: Path) -> None:
    rows = [*file("a.xlsx", [form()], [finding(1)], digest="d"), *file("b.xlsx", [form()], [finding(1)], digest="d")]
    overview = make_overview([unfinished(tmp_path / "o.parquet.未完成", rows)]).overview
    assert (overview.all.files, overview.all.forms, overview.all.found.errors) == (1, 1, 1)
    assert [(one.file, one.reason) for one in overview.unchecked] == [("b.xlsx", "与「a.xlsx」内容完全相同")]


def test_several_results_are_one_and_the_order_does_not_matter(tmp_path: Path) -> None:
    one = result(tmp_path / "一.parquet", file("收到/a.xlsx", [form()], [finding(1)]), job=JOB | {"base": "/甲"})
    two = result(tmp_path / "二.parquet", file("收到/a.xlsx", [form("乙县教育局")], digest="other"), job=JOB | {"base": "/乙"})
    there, back = (make_overview(paths) for paths in ((one, two), (two, one)))
    assert there == back
    assert there.overview.folders == ("/甲/收到", "/乙/收到") or there.overview.folders == ("/乙/收到", "/甲/收到")
    assert there.overview.all.files == 2
    assert sorted(there.addresses) == ["/乙/收到/a.xlsx", "/甲/收到/a.xlsx"]


def test_of_one_file_in_two_results_the_newer_state_counts(tmp_path: Path) -> None:
    old = result(tmp_path / "旧.parquet", file("a.xlsx", [form(total=90)], modified=1, digest="old"))
    new = result(tmp_path / "新.parquet", file("a.xlsx", [form(total=95)], modified=2, digest="new"))
    overview = make_overview([old, new]).overview
    assert (overview.all.forms, overview.all.mean) == (1, 95)
    assert [one.reason for one in overview.unchecked] == ["另一份结果里有这个文件较新的内容，以较新的为准"]


def test_a_result_given_twice_counts_once(tmp_path: Path) -> None:
    path = result(tmp_path / "o.parquet", file("a.xlsx", [form()], [finding(1)]))
    copy = tmp_path / "copy.parquet"
    copy.write_bytes(path.read_bytes())
    overview = make_overview([path, path, copy]).overview
    assert (overview.all.files, overview.all.forms, overview.all.found.errors, overview.unchecked) == (1, 1, 1, ())


def test_a_name_with_signs_that_mean_something_to_a_search_is_a_name(tmp_path: Path) -> None:
    path = result(tmp_path / "结果[1]*.parquet", file("a.xlsx", [form()]))
    result(tmp_path / "结果1x.parquet", file("b.xlsx", [form(), form()]))
    assert make_overview([path]).overview.all.forms == 1


@pytest.mark.skipif(os.name == "nt", reason="names there are text")
def test_a_name_that_is_no_text_is_opened(tmp_path: Path) -> None:
    path = Path(os.fsdecode(bytes(tmp_path) + b"/\xd7\xd4.parquet"))
    path.write_bytes(result(tmp_path / "o.parquet", file("a.xlsx", [form()])).read_bytes())
    assert make_overview([path]).overview.all.forms == 1


def test_names_and_texts_that_try_to_be_sql_are_text(tmp_path: Path) -> None:
    name = "'; drop table forms; --"
    path = result(tmp_path / "o.parquet", file(f"{name}.xlsx", [form(name, project=name, grade=name)], [finding(1, message=name)]))
    overview = make_overview([path]).overview
    assert overview.findings[0].message == name and overview.by_unit[0].forms == 1


def _other_schema(path: Path) -> None:
    fields = [field for field in SCHEMA if field.name != "waived"]
    told = {"zipingbiao": json.dumps(JOB)}
    pq.write_table(pa.schema(fields).empty_table().replace_schema_metadata(told), path)


def _bad_job(path: Path) -> None:
    pq.write_table(SCHEMA.empty_table().replace_schema_metadata({"zipingbiao": "[1]"}), path)


def _cut_off(path: Path) -> None:
    whole = result(path, *(file(f"{number}.xlsx", [form()]) for number in range(50))).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def _spoilt_inside(path: Path) -> None:
    content = bytearray(result(path, *(file(f"{n}.xlsx", [form(str(n))], [finding(1)]) for n in range(500))).read_bytes())
    content[200 : len(content) // 2] = b"\x5a" * (len(content) // 2 - 200)
    path.write_bytes(bytes(content))


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda path: None, "找不到「o.parquet」"),
        (lambda path: path.write_bytes(b""), "读不出来"),
        (lambda path: path.write_bytes(b"PK\x03\x04 not a result"), "读不出来"),
        (lambda path: pq.write_table(pa.table({"a": [1]}), path), "不是 zpb batch 的结果"),
        (_other_schema, "另一版本的软件"),
        (_bad_job, "读不出来"),
        (_cut_off, "读不出来"),
        (_spoilt_inside, "读不出来"),
        (lambda path: path.mkdir(), "不是 zpb batch 没有做完的结果"),
        (lambda path: unfinished(path, job=[1]), "读不出来"),
    ],
)
def test_what_is_no_result_is_refused_with_a_sentence(tmp_path: Path, make: Any, sentence: str) -> None:
    path = tmp_path / "o.parquet"
    make(path)
    with pytest.raises(ZpbError, match=sentence):
        make_overview([path])


def test_another_kind_of_file_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "自评表.xlsx"
    path.write_bytes(b"PK")
    with pytest.raises(ZpbError, match=r"「自评表.xlsx」不是 zpb batch 的结果，请给出它写出的 .parquet 文件"):
        make_overview([path])
