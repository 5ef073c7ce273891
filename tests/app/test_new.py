"""Making workbooks: from data, empty, and what is refused before anything is written."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.app.samples import DONGHU, form, write_data
from zipingbiao.app.importing import import_file
from zipingbiao.app.new import generate, new_workbook
from zipingbiao.base.errors import DataError, FormError, UnreadableFile, ZpbError
from zipingbiao.readers.data import read_data

TEMPLATE = "mof-2020-project"


def test_several_forms_become_one_workbook_with_a_summary(tmp_path: Path) -> None:
    out = tmp_path / "部门.xlsx"
    forms = new_workbook(TEMPLATE, DONGHU, out)
    assert len(forms) == 10
    names = openpyxl.load_workbook(out).sheetnames
    assert "汇总" in names
    assert "安全生产专项" in names


def test_without_data_an_empty_form_is_made(tmp_path: Path) -> None:
    out = tmp_path / "空表.xlsx"
    (form_,) = new_workbook(TEMPLATE, None, out)
    assert form_.level == "project"
    assert out.stat().st_size > 0


def test_an_empty_form_names_its_unit_and_year_and_has_the_indicators_the_form_prints(tmp_path: Path) -> None:
    (form_,) = generate(TEMPLATE, None, tmp_path / "a.xlsx", unit_name="某局", year="2023年")
    assert (form_.implementing_unit.text, form_.year_number, form_.indicators) == ("某局", 2023, ())
    (form_,) = generate("xiangxi-department", None, tmp_path / "b.xlsx", unit_name="某局")
    assert form_.department.text == "某局" and form_.indicators and form_.indicators[0].weight.number is not None


def test_the_given_year_fills_only_forms_without_one(tmp_path: Path) -> None:
    forms = {"forms": [form(year=None), form(year=2019, project="乙")]}
    made = generate(TEMPLATE, forms, tmp_path / "a.xlsx", year=2023)
    assert [evaluation.year_number for evaluation in made] == [2023, 2019]


def test_an_existing_workbook_is_replaced_and_kept_beside(tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    kept: list[Path] = []
    for content in (b"old", b"older", b"older"):
        out.write_bytes(content)
        new_workbook(TEMPLATE, None, out, kept=kept.append)
        assert out.read_bytes().startswith(b"PK")
    # The same workbook again, and a content kept before, are not kept twice.
    new_workbook(TEMPLATE, None, out, kept=kept.append)
    assert [path.name for path in kept] == ["a（旧1）.xlsx", "a（旧2）.xlsx", "a（旧2）.xlsx"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xlsx", "a（旧1）.xlsx", "a（旧2）.xlsx"]
    assert (tmp_path / "a（旧1）.xlsx").read_bytes() == b"old"


def test_what_cannot_be_made_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    unknown = write_data(tmp_path / "u.json", {"forms": [form(), form(template="elsewhere", project="乙")]})
    empty = write_data(tmp_path / "e.json", {"forms": []})
    for expected, words, call in (
        (FormError, "没有编号为 nope 的表样", lambda: new_workbook("nope", None, out)),
        (ZpbError, "以 .xlsx 结尾", lambda: new_workbook(TEMPLATE, None, tmp_path / "a.xls")),
        (ZpbError, "--live 应为", lambda: new_workbook(TEMPLATE, None, out, "vba")),
        (DataError, "第 2 张表「乙」的表样 elsewhere 不存在", lambda: new_workbook(TEMPLATE, unknown, out)),
        (DataError, "没有一张自评表", lambda: new_workbook(TEMPLATE, empty, out)),
        (ZpbError, "文件夹", lambda: new_workbook(TEMPLATE, None, tmp_path / "没有" / "a.xlsx")),
    ):
        with pytest.raises(expected, match=words):
            call()
    assert not out.exists()


def test_a_text_too_long_for_a_cell_is_refused_not_cut(tmp_path: Path) -> None:
    (evaluation,), _ = read_data(form())
    long = evaluation.model_copy(update={"project": evaluation.project.model_copy(update={"text": "字" * 32768})})
    with pytest.raises(DataError, match="最多放 32767 个字"):
        generate(TEMPLATE, [long], tmp_path / "a.xlsx")


def test_the_template_is_used_for_forms_that_name_none(tmp_path: Path) -> None:
    generate(TEMPLATE, form(template=None), tmp_path / "a.xlsx")
    generate(TEMPLATE, read_data(form(template=None))[0], tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").exists() and (tmp_path / "b.xlsx").exists()


def test_import_gives_back_what_a_workbook_was_made_from(tmp_path: Path) -> None:
    book, out = tmp_path / "a.xlsx", tmp_path / "b.json"
    generate(TEMPLATE, DONGHU, book)
    document, _ = import_file(book, out)
    source, _ = read_data(DONGHU)
    back, meta = read_data(out)
    assert meta == ("武汉东湖综合保税区建设管理办公室", 2019, None)
    assert len(document["forms"]) == len(source)
    for ours, theirs in zip(back, source, strict=True):
        assert ours.project.text == theirs.project.text
        assert ours.total.number == theirs.total.number
        assert ours.grade.text == theirs.grade.text
        assert [row.score.number for row in ours.funding] == [row.score.number for row in theirs.funding]
        for mine, given in zip(ours.indicators, theirs.indicators, strict=True):
            for key in ("l1", "l2", "l3", "target", "actual", "reason", "rule", "weight", "score", "manual_score"):
                assert getattr(mine, key).text == getattr(given, key).text, (ours.name, mine.label, key)


def test_figures_that_only_formulas_show_are_not_imported_as_written(tmp_path: Path) -> None:
    book, out = tmp_path / "a.xlsx", tmp_path / "b.json"
    bare = form(total=None, grade=None)
    for row in [*bare["funding"], *bare["indicators"]]:
        row["score"] = None
    generate(TEMPLATE, bare, book)
    document, _ = import_file(book, out)
    assert document["forms"][0]["total"] is None
    assert [row["score"] for row in document["forms"][0]["indicators"]] == [None, None, None]


def test_import_refuses_what_it_cannot_do(tmp_path: Path) -> None:
    path = write_data(tmp_path / "a.json", {"forms": []})
    with pytest.raises(UnreadableFile, match="没有找到自评表"):
        import_file(path, tmp_path / "b.json")
    with pytest.raises(ZpbError, match="不能就是要读的文件"):
        import_file(path, path)
    with pytest.raises(ZpbError, match=r"应以 \.json 结尾"):
        import_file(path, tmp_path / "b.xlsx")
