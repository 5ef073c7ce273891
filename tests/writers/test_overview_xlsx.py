"""The summary workbook: every figure, links into the very cell, charts over the right cells, nothing that is a formula."""

from __future__ import annotations

import io
import random
import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.live.office import convert
from tests.writers.overview_books import finding_line, form_line, overview, unit_name
from tests.writers.samples import NASTY
from zipingbiao.app.search import is_report
from zipingbiao.model.overview import Distribution, GroupLine, Overview, Spot, Tally
from zipingbiao.writers.file_links import link_to
from zipingbiao.writers.overview_xlsx import overview_xlsx

SHEETS = ["概况", "按单位", "按表样", "按规则", "值得核实", "抽查名单", "问题清单", "未检查的文件"]
HEADER, FIRST = 3, 4
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def _write(shown: Overview) -> bytes:
    return overview_xlsx(shown, lambda spot: f"../in/{spot.file}")


def _open(content: bytes, *, values: bool = True) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


def _heads(sheet: Worksheet) -> list[str]:
    return [str(cell.value or "").replace("\n", "") for cell in sheet[HEADER]]


def _rows(sheet: Worksheet, count: int) -> list[dict[str, Any]]:
    heads = _heads(sheet)
    return [
        dict(zip(heads, (cell.value for cell in row), strict=True))
        for row in sheet.iter_rows(min_row=FIRST, max_row=FIRST + count - 1)
    ]


def _links(content: bytes, sheet: int) -> dict[str, tuple[str, str]]:
    """By cell: the file as the address names it, unquoted, and the place inside."""
    package = zipfile.ZipFile(io.BytesIO(content))
    relations = ElementTree.fromstring(package.read(f"xl/worksheets/_rels/sheet{sheet}.xml.rels"))
    targets = {one.get("Id"): one.get("Target") or "" for one in relations}
    root = ElementTree.fromstring(package.read(f"xl/worksheets/sheet{sheet}.xml"))
    return {
        link.get("ref") or "": (unquote(targets[link.get(_RELATION)]).replace("\\", "/"), link.get("location") or "")
        for link in root.iter(f"{_MAIN}hyperlink")
    }


def _close(printed: Any, exact: Decimal | None) -> bool:
    return printed is None if exact is None else abs(Decimal(str(printed)) - exact) < Decimal("0.000001")


def test_the_sheets_are_there_and_marked_as_a_report(tmp_path: Path) -> None:
    path = tmp_path / "汇总.xlsx"
    path.write_bytes(_write(overview(5)))
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == SHEETS
    assert is_report(path)
    for sheet in book.worksheets[1:]:
        assert str(sheet.freeze_panes).endswith(str(FIRST))
        assert sheet.auto_filter.ref and sheet.auto_filter.ref.startswith(f"A{HEADER}:")
        assert sheet.page_setup.orientation == "landscape" and int(sheet.page_setup.paperSize) == 9
        assert sheet.print_title_rows == "$3:$3" and sheet.page_setup.fitToHeight == 0
        assert "第 &P 页，共 &N 页" in (sheet.oddFooter.center.text or "").replace("&[Page]", "&P").replace(
            "&[Pages]", "&N"
        )
        # 277 mm of a lying A4 page: ten points are printed as seven at least.
        width = sum((one.max - one.min + 1) * one.width for one in sheet.column_dimensions.values())
        assert width * 7 / 96 * 25.4 * 0.7 < 277, sheet.title


def _check_group(row: dict[str, Any], line: GroupLine) -> None:
    assert (row["文件"], row["自评表"], row["无错误"]) == (line.files, line.forms, line.clean)
    assert _close(row["预算数（万元）"], line.budget) and _close(row["执行数（万元）"], line.executed)
    assert _close(row["执行率"], line.rate) and _close(row["平均分"], line.mean)
    assert _close(row["最低分"], line.lowest) and _close(row["最高分"], line.highest)
    assert (row["有总分"], row["满分"]) == (line.scored, line.full)
    for grade in ("优", "良", "中", "差"):
        assert row[grade] == dict(line.grades).get(grade, 0)
    found = line.found
    assert [row[key] for key in ("错误", "警告", "提示", "已说明")] == [
        found.errors,
        found.warnings,
        found.infos,
        found.waived,
    ]


def test_every_figure_of_units_and_forms_is_a_number_and_the_totals_live() -> None:
    shown = overview(12)
    content = _write(shown)
    for name, lines, head in (("按单位", shown.by_unit, "单位"), ("按表样", shown.by_form, "表样")):
        rows = _rows(_open(content)[name], len(lines) + 1)
        assert [row[head] for row in rows] == [*(line.name for line in lines), "合计"]
        for row, line in zip(rows, (*lines, shown.all), strict=True):
            _check_group(row, line)
        (total,) = _rows(_open(content, values=False)[name], len(lines) + 1)[-1:]
        last = FIRST + len(lines) - 1
        for key in ("自评表", "无错误", "预算数（万元）", "错误", "已说明", "优"):
            assert re.fullmatch(rf"=SUM\([A-Z]+{FIRST}:[A-Z]+{last}\)", total[key]), key
        assert total["执行率"].startswith("=IF(")
        # A file may hold forms of several units, and a mean is no sum.
        assert isinstance(total["文件"], int) and isinstance(total["平均分"], float)
    assert [row["单位"] for row in _rows(_open(content)["按表样"], len(shown.by_form))] == [
        one.units for one in shown.by_form
    ]


def test_a_figure_that_is_none_is_a_blank_cell_and_formats_are_those_of_the_trade() -> None:
    shown = overview(2)
    empty = replace(
        shown.by_unit[0], budget=None, executed=None, rate=None, mean=None, lowest=None, highest=None, scored=0
    )
    sheet = _open(_write(replace(shown, by_unit=(empty, *shown.by_unit[1:]))))["按单位"]
    row = dict(zip(_heads(sheet), sheet[FIRST], strict=True))
    for head in ("预算数（万元）", "执行率", "平均分", "最高分"):
        assert row[head].value is None
    formats = {"预算数（万元）": "#,##0.00", "执行率": "0.00%", "平均分": "0.00", "自评表": "#,##0"}
    assert {head: row[head].number_format for head in formats} == formats


def test_a_lowest_total_of_nothing_is_said_so() -> None:
    shown = overview(2)
    whole = replace(shown.all, mean=Decimal(50), lowest=Decimal(0), highest=Decimal(100))
    front = _open(_write(replace(shown, all=whole)))["概况"]
    said = "".join(str(cell) for row in front.iter_rows(values_only=True) for cell in row if cell)
    assert "平均 50.00 分，最低 0.00 分，最高 100.00 分" in said


def test_a_column_that_does_not_add_up_to_the_figure_of_all_has_that_figure() -> None:
    shown = overview(4)
    more = replace(shown.all, found=replace(shown.all.found, errors=shown.all.found.errors + 3))
    (total,) = _rows(_open(_write(replace(shown, all=more)), values=False)["按单位"], len(shown.by_unit) + 1)[-1:]
    assert total["错误"] == more.found.errors and str(total["警告"]).startswith("=SUM(")


def test_rules_have_their_counts_and_an_example_that_can_be_opened() -> None:
    shown = overview(6)
    content = _write(shown)
    rows = _rows(_open(content)["按规则"], len(shown.by_rule) + 1)
    for row, line in zip(rows, shown.by_rule, strict=False):
        assert (row["编号"], row["检查内容"], row["举例"]) == (line.code, line.title, line.example)
        counts = (line.findings, line.waived, line.files, line.forms, line.units)
        assert tuple(row[head] for head in ("问题数", "已说明", "文件", "自评表", "单位")) == counts
        assert _close(row["占比"], line.share)
    links = _links(content, 4)
    for at, line in enumerate(shown.by_rule):
        file, place = links[f"N{FIRST + at}"]
        assert file == f"../in/{line.where.file}"
        assert place == (f"'{line.where.sheet}'!{line.where.cell}" if line.where.sheet else "")


def test_outliers_are_blocks_with_their_text_and_their_forms() -> None:
    shown = overview(6)
    content = _write(shown)
    sheet = _open(content)["值得核实"]
    row = FIRST
    for number, outlier in enumerate(shown.outliers, start=1):
        assert [sheet.cell(row, column).value for column in (1, 2)] == [number, outlier.title]
        assert str(sheet.cell(row, 3).value).startswith(outlier.sentence)
        assert ("以下列出" in sheet.cell(row, 3).value) == (outlier.count > len(outlier.forms))
        row += 1
        if outlier.text:
            assert outlier.text in str(sheet.cell(row, 3).value)
            row += 1
        for form in outlier.forms:
            cells = dict(zip(_heads(sheet), (cell.value for cell in sheet[row]), strict=True))
            assert (cells["单位"], cells["项目"], cells["年度"], cells["等级"]) == (
                form.unit,
                form.project,
                form.year,
                form.grade,
            )
            assert _close(cells["填报总分"], form.total) and _close(cells["执行率"], form.rate)
            assert _links(content, 5)[f"P{row}"][0] == f"../in/{form.where.file}"
            row += 1
    assert sheet.max_row == row - 1


def test_the_sample_tells_how_it_was_drawn_and_has_room_for_the_reviewer() -> None:
    shown = overview(30)
    content = _write(shown)
    sheet = _open(content)["抽查名单"]
    sample = shown.sample
    assert f"随机种子 {sample.seed}" in sheet["A2"].value and f"实抽 {len(sample.forms)} 张" in sheet["A2"].value
    assert _heads(sheet)[-4:] == ["抽查人", "抽查日期", "抽查结论", "说明"]
    for number, (row, (stratum, form)) in enumerate(
        zip(_rows(sheet, len(sample.forms)), sample.forms, strict=True), start=1
    ):
        assert (row["顺序号"], row["层"], row["单位"], row["项目"]) == (number, stratum, form.unit, form.project)
        assert _close(row["填报总分"], form.total) and _close(row["计算总分"], form.computed_total)
        assert [row[key] for key in ("错误", "警告", "提示")] == [
            form.found.errors,
            form.found.warnings,
            form.found.infos,
        ]
        assert row["抽查人"] is row["抽查日期"] is row["抽查结论"] is row["说明"] is None
    first = FIRST + len(sample.forms) + 3
    strata = [[sheet.cell(first + at, column).value for column in (2, 4, 5)] for at in range(len(sample.strata) + 1)]
    assert strata[:-1] == [[one.name, one.size, one.taken] for one in sample.strata]
    assert strata[-1] == ["合计", sum(one.size for one in sample.strata), len(sample.forms)]
    assert any("属实" in str(one.formula1) for one in sheet.data_validations.dataValidation)
    end = FIRST + len(sample.forms) - 1
    assert sheet.auto_filter.ref.endswith(str(end))


def test_findings_stand_as_given_and_lead_into_the_very_cell() -> None:
    shown = overview(5)
    content = _write(shown)
    sheet = _open(content)["问题清单"]
    links = _links(content, 7)
    for at, (row, line) in enumerate(zip(_rows(sheet, len(shown.findings)), shown.findings, strict=True)):
        assert (row["序号"], row["编号"], row["单位"], row["文件"]) == (at + 1, line.code, line.unit, line.where.file)
        assert (row["填报值"], row["应为"], row["问题"], row["处理办法"]) == (
            line.printed,
            line.expected,
            line.message,
            line.remedy,
        )
        assert row["已说明的理由"] == line.waived
        assert row["级别"].endswith("已说明") == (line.waived is not None)
        assert links[f"H{FIRST + at}"][0] == f"../in/{line.where.file}"
        if line.where.sheet:
            assert (
                row["单元格"] == line.where.cell
                and links[f"H{FIRST + at}"][1] == f"'{line.where.sheet}'!{line.where.cell}"
            )
        else:
            assert (row["单元格"], row["工作表或位置"]) == ("打开", line.where.cell)


def test_the_list_says_when_it_is_not_all() -> None:
    sheet = _open(_write(replace(overview(5), finding_count=12345)))["问题清单"]
    assert "12,345" in sheet["A1"].value and "共 12,345 条" in sheet["A2"].value
    plain = tuple(line for line in overview(5).findings if line.waived is None)
    assert "已说明的理由" not in _heads(_open(_write(replace(overview(5), findings=plain)))["问题清单"])


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("甲 单位/a#1 表'格.xlsx", "甲%20单位/a%231%20表'格.xlsx"),
        ("100%25 [终稿].xlsx", "100%2525%20%5B终稿%5D.xlsx"),
        ("C:/数据/自评 表.xlsx", "file:///C:/数据/自评%20表.xlsx"),
        ("//server/共享/a.xlsx", "file://///server/共享/a.xlsx"),
        ("a:b?.xlsx", "a%3Ab%3F.xlsx"),
    ],
)
def test_file_names_with_special_signs_are_reached(path: str, target: str) -> None:
    shown = overview(3)
    line = finding_line(0, form_line(random.Random(1), 0, "甲"), where=Spot("x", "O'B #1", "$H$12:K12"))
    content = overview_xlsx(replace(shown, findings=(line,)), lambda spot: path)
    package = zipfile.ZipFile(io.BytesIO(content))
    relations = ElementTree.fromstring(package.read("xl/worksheets/_rels/sheet7.xml.rels"))
    assert [(one.get("Target") or "").replace("\\", "/") for one in relations] == [target]
    assert _links(content, 7)["H4"][1] == "'O''B #1'!H12"


def test_what_no_program_can_open_is_no_link() -> None:
    assert link_to("s3://bucket/a.xlsx", None) is None and link_to("a\\b.xlsx", "'甲'!A1") is None
    assert link_to("甲\udce9.xlsx", None) is None and link_to("长" * 2000 + ".xlsx", None) is None
    content = overview_xlsx(overview(3), lambda spot: None)
    assert not [
        name
        for name in zipfile.ZipFile(io.BytesIO(content)).namelist()
        if "worksheets/_rels" in name and "sheet1" not in name
    ]


@pytest.mark.parametrize(
    "text", [NASTY, "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "{=1}", "http://example.com", "\x01控制符"]
)
def test_no_text_becomes_a_formula_or_a_link(text: str) -> None:
    shown = overview(2)
    form = replace(
        shown.sample.forms[0][1],
        unit=text,
        project=text,
        form=text,
        grade=text,
        remark=text,
        where=Spot(text, text, text),
    )
    keys = ("unit", "project", "label", "printed", "expected", "message", "remedy", "code", "waived")
    changes: dict[str, Any] = dict.fromkeys(keys, text)
    nasty = replace(
        shown, title=text, folders=(text,), profile=text,
        by_unit=tuple(replace(line, name=text) for line in shown.by_unit), all=replace(shown.all, grades=((text, 3),)),
        by_rule=tuple(replace(line, title=text, example=text, where=form.where) for line in shown.by_rule),
        outliers=tuple(replace(one, title=text, sentence=text, text=text, forms=(form,)) for one in shown.outliers),
        sample=replace(shown.sample, forms=((text, form),), strata=(replace(shown.sample.strata[0], name=text),)),
        findings=tuple(replace(line, **changes, where=form.where) for line in shown.findings),
        unchecked=(replace(shown.unchecked[0], file=text, reason=text),),
        distributions=(Distribution(text, text, ((text, 1),), text),),
    )  # fmt: skip
    content = overview_xlsx(nasty, lambda spot: None)
    package = zipfile.ZipFile(io.BytesIO(content))
    for name in package.namelist():
        if name.startswith("xl/worksheets/sheet"):
            formulas = re.findall(rb"<f>([^<]*)</f>", package.read(name))
            assert all(re.fullmatch(rb"SUM\([A-Z]+\d+(:[A-Z]+\d+)?\)|IF\([A-Z0-9]+=0,.*", one) for one in formulas), (
                formulas
            )
            assert b"r:id" not in package.read(name).partition(b"<hyperlinks")[2].partition(b"</hyperlinks")[0]
    for sheet in _open(content, values=False).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f" or str(cell.value).startswith(("=SUM(", "=IF("))


def test_the_charts_show_the_figures_of_their_cells() -> None:
    shown = overview(9)
    content = _write(shown)
    package = zipfile.ZipFile(io.BytesIO(content))
    sheet = _open(content)["概况"]
    charts = sorted(
        (name for name in package.namelist() if re.fullmatch(r"xl/charts/chart\d+\.xml", name)),
        key=lambda name: int(re.findall(r"\d+", name)[0]),
    )
    assert len(charts) == len(shown.distributions)
    for name, distribution in zip(charts, shown.distributions, strict=True):
        root = ElementTree.fromstring(package.read(name))
        names, values = (
            [
                cell.value
                for (cell,) in sheet[
                    (root.findtext(f".//{_CHART}{part}//{_CHART}f") or "").rpartition("!")[2].replace("$", "")
                ]
            ]
            for part in ("cat", "val")
        )
        assert list(zip(names, values, strict=True)) == list(distribution.bars)
        assert distribution.title in "".join(root.itertext())
    # The data stand beside what is printed.
    assert sheet.print_area.startswith("'概况'!$A$1:$H$")


def test_the_key_figures_of_all_are_on_the_first_sheet() -> None:
    shown = overview(9)
    sheet = _open(_write(shown))["概况"]
    figures: dict[str, Any] = {}
    for row in (3, 5, 7):
        figures |= {sheet.cell(row, column).value: sheet.cell(row + 1, column).value for column in range(1, 9)}
    line, found = shown.all, shown.all.found
    assert [figures[key] for key in ("检查文件", "自评表", "单位", "未检查的文件")] == [
        line.files,
        line.forms,
        line.units,
        3,
    ]
    assert [figures[key] for key in ("错误", "警告", "提示", "已说明")] == [
        found.errors,
        found.warnings,
        found.infos,
        found.waived,
    ]
    assert _close(figures["预算数（万元）"], line.budget) and _close(figures["预算执行率"], line.rate)
    assert _close(figures["平均分"], line.mean) and figures["其中满分"] == line.full
    assert [figures[name] for name, _ in line.grades] == [count for _, count in line.grades]
    assert f"自评表 {line.forms} 张" in sheet["A2"].value and sheet["A1"].value == shown.title


def test_how_the_figures_are_to_be_read_stands_beside_them() -> None:
    notes = ("部门整体的预算数包括其项目的，金额合计有重复计算。", "预算数没有填全的自评表有 13 张。")
    sheet = _open(_write(replace(overview(2), notes=notes)))["概况"]
    told = {sheet.cell(row, 1).value: sheet.cell(row, 2).value for row in range(9, 15)}
    assert told["读表说明"] == "\n".join(notes)


def test_an_overview_of_nothing_is_said_in_words() -> None:
    nobody = GroupLine("全部", 0, 0, 0, 0, None, None, None, None, None, None, 0, 0, (), Tally())
    shown = overview(2)
    sample = replace(shown.sample, forms=(), strata=())
    empty = replace(
        shown, all=nobody, by_unit=(), by_form=(), by_rule=(), distributions=(), outliers=(), sample=sample, findings=(),
        finding_count=0, unchecked=(), folders=(), profile="",
    )  # fmt: skip
    book = _open(_write(empty))
    said = {name: book[name].cell(FIRST, 1).value for name in SHEETS[1:]}
    assert said == {
        "按单位": "没有自评表。", "按表样": "没有自评表。", "按规则": "没有发现问题。",
        "值得核实": "没有发现需要放在一起核实的情况。", "抽查名单": "没有可以抽查的自评表。", "问题清单": "没有发现问题。",
        "未检查的文件": "没有：找到的文件都检查过了。",
    }  # fmt: skip


def test_many_odd_grades_share_a_column() -> None:
    shown = overview(2)
    grades = (("优", 9), ("良", 8), *((f"第{number}种", number) for number in range(1, 8)))
    book = _open(_write(replace(shown, all=replace(shown.all, grades=grades))))
    heads = _heads(book["按单位"])
    assert heads[heads.index("满分") + 1 : heads.index("错误")] == ["优", "良", "第5种", "第6种", "第7种", "其他等级"]
    row = _rows(book["按单位"], len(shown.by_unit) + 1)[-1]
    assert row["其他等级"] == 1 + 2 + 3 + 4


def test_long_texts_are_cut_to_what_a_cell_holds() -> None:
    shown = overview(3)
    long = replace(shown.findings[0], message="长" * 40000)
    sheet = _open(_write(replace(shown, findings=(long,))))["问题清单"]
    assert len(_rows(sheet, 1)[0]["问题"]) == 32767 and sheet.row_dimensions[FIRST].height <= 409


@pytest.mark.live
def test_libreoffice_opens_it_and_computes_the_same_totals(tmp_path: Path) -> None:
    shown = overview(8)
    path = tmp_path / "汇总.xlsx"
    path.write_bytes(_write(shown))
    (tmp_path / "out").mkdir()
    book = openpyxl.load_workbook(convert(path, tmp_path / "out"), data_only=True)
    assert book.sheetnames == SHEETS
    (total,) = _rows(book["按单位"], len(shown.by_unit) + 1)[-1:]
    _check_group(total, shown.all)
    assert unit_name(0) in {row["单位"] for row in _rows(book["按单位"], len(shown.by_unit))}
