"""Lists of projects in the shapes that offices have: each a hand-made file, read into projects with amounts in 元."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from tests.readers.build import package, parts_of, sheet_xml, table_xml
from tests.readers.project_lists import Cells, read, said, total
from zipingbiao.readers.project_list import read_project_list


def test_a_plain_list_in_yuan(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        [["2023年度项目支出情况表"], ["序号", "项目名称", "年初预算数（元）", "全年预算数（元）", "执行数（元）"],
         [1, "招商经费", 2050000, 2050000, 1376878.42], [2, "党员教育培训", 5800, 5800, 5800],
         ["合计", None, 2055800, 2055800, 1382678.42], ["注：以上数据取自一体化系统。"]],
        ("A1:E1", "A5:B5"),
    )  # fmt: skip
    assert [project.name for project in found.projects] == ["招商经费", "党员教育培训"]
    assert total(found.projects[0]) == {"initial": "2050000", "budget": "2050000", "executed": "1376878.42"}
    assert (found.unit, found.year, found.lacks) == ("元", 2023, ())
    assert str(found.projects[0].place) == "清单.xlsx!表!B3"
    assert said(found) == ""


def test_a_list_in_ten_thousand_with_the_unit_above_and_departments_carried_down(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        [["填报单位：区商务局（盖章）", None, None, None, "金额单位：万元"],
         ["主管部门", "项目", "实施科室", "预算数", "执行数", "项目属性", "主要用途"],
         ["区商务局", "甲", "办公室", 10.5, 9, "持续性项目", "办公"], [None, "乙", "招商科", 0.58, 0.58, None, None]],
    )  # fmt: skip
    first, second = found.projects
    assert total(first) == {"budget": "105000.0", "executed": "90000"}
    assert total(second)["budget"] == "5800.00"
    assert (first.department, second.department, second.implementing_unit) == ("区商务局", "区商务局", "招商科")
    assert first.attributes == {"项目属性": "持续性项目", "主要用途": "办公"}
    assert (found.unit, found.unit_name, found.lacks) == ("万元", "区商务局", ("initial",))


def test_an_export_of_the_budget_system(tmp_path: Path) -> None:
    """Three title lines, a header of two rows, codes before names, a column per source."""
    found = read(
        tmp_path,
        [["预算项目执行情况查询表"], ["预算年度：2023年"], ["单位：元", None, None, None, "打印日期：2024-01-05"],
         ["单位编码", "单位名称", "项目编码", "项目名称", "预算指标", None, None, "支出数", None, "支出进度"],
         [None, None, None, None, "合计", "一般公共预算", "上年结转", "合计", "一般公共预算", None],
         ["101", "[101]区商务局", "42011222P0001", "42011222P0001-招商经费", 300000, 200000, 100000, 250000, 150000, "83%"],
         ["101", None, "42011222P0002", "党建经费", 50000, 50000, None, 50000, 50000, "100%"],
         ["合计", None, None, None, 350000, 250000, 100000, 300000, 200000]],
        ("A4:A5", "B4:B5", "C4:C5", "D4:D5", "E4:G4", "H4:I4", "J4:J5", "A8:D8"),
    )  # fmt: skip
    first, second = found.projects
    assert (first.name, first.code, first.department) == ("招商经费", "42011222P0001", "区商务局")
    assert total(first) == {"budget": "300000", "executed": "250000"}
    assert first.funds["上年结转"] == {"budget": Decimal(100000)}
    assert first.funds["一般公共预算"] == {"budget": Decimal(200000), "executed": Decimal(150000)}
    assert second.department == "区商务局"
    assert (found.year, found.unit) == (2023, "元")
    assert said(found) == ""


def test_several_rows_of_one_project_by_source(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        [["项目名称", "资金来源", "年初批复", "调整预算数", "累计支出"],
         ["甲", "一般公共预算", 1000000, 1200000, 1100000.55], [None, "上年结转", 0, 300000, 300000],
         ["乙", "财政拨款", 500000, 500000, 500000], ["乙", "其他资金", 100000, 100000, 0],
         ["丙", "合计", 30000, 30000, 0], ["丙", "财政拨款", 20000, 20000, 0], ["丙", "其他资金", 10000, 10000, 0],
         ["合计", None, 1630000, 2130000, 1900000.55]],
        ("A2:A3",),
    )  # fmt: skip
    first, second, third = found.projects
    assert total(first) == {"initial": "1000000", "budget": "1500000", "executed": "1400000.55"}
    assert first.funds["上年结转"]["budget"] == 300000
    assert total(second)["budget"] == "600000" and set(second.funds) == {"", "财政拨款", "其他资金"}
    assert total(third)["budget"] == "30000" and third.funds["其他资金"]["budget"] == 10000
    assert not found.notes


def test_sources_in_rows_below_the_name(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        [["项目名称", "预算数（万元）", "执行数（万元）"], ["甲", 300, 200], ["其中：财政拨款", 200, 150], ["其他资金", 100, 50],
         ["乙", 80, 80], ["其中：培训费", 30, 30], ["合计", 380, 280]],
    )  # fmt: skip
    assert [project.name for project in found.projects] == ["甲", "乙"]
    assert found.projects[0].funds["其他资金"]["executed"] == 500000
    assert total(found.projects[0])["budget"] == "3000000"
    (note,) = found.notes
    assert (note.label, note.place.cell) == ("其中：培训费", "A6") and "明细" in note.message


def test_a_csv_in_gbk_with_a_header_of_two_rows_and_no_merges(tmp_path: Path) -> None:
    path = tmp_path / "清单.csv"
    path.write_bytes(
        "项目名称,年初预算数,,执行数,\n,合计,财政拨款,合计,财政拨款\n"
        '甲,"1,870,000.00","1,870,000.00",100.00,100.00\n="乙",50000,50000,50000,50000\n'.encode("gbk")
    )
    found = read_project_list(path)
    assert [project.name for project in found.projects] == ["甲", "乙"]
    assert found.projects[0].funds == {
        "": {"initial": Decimal(1870000), "executed": Decimal(100)},
        "财政拨款": {"initial": Decimal(1870000), "executed": Decimal(100)},
    }
    assert str(found.projects[1].place) == "清单.csv!A4"
    assert found.budget_is_initial


@pytest.mark.parametrize(
    ("encoding", "separator"), [("utf-8-sig", ","), ("utf-16", "\t"), ("gb18030", ";"), ("utf-8", "\t")]
)
def test_the_usual_separated_texts(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "清单.csv"
    path.write_bytes(
        "\r\n".join(separator.join(row) for row in (["项目名称", "预算数（元）"], ["甲", "5"])).encode(encoding)
    )
    assert total(read_project_list(path).projects[0]) == {"budget": "5"}


def test_an_ods_list(tmp_path: Path) -> None:
    rows = [["项目名称", "预算数（万元）"], ["甲", "12"], ["乙", "3.5"]]
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    lines = ("".join(cell.format(escape(text)) for text in row) for row in rows)
    cells = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
    names = "".join(
        f' xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{key}:1.0"' for key in ("office", "table", "text")
    )
    path = tmp_path / "清单.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f'<office:document-content{names}><office:body><office:spreadsheet><table:table table:name="表">{cells}'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    assert [total(project)["budget"] for project in read_project_list(path).projects] == ["120000", "35000.0"]


def test_merged_units_and_subtotals(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        [["单位：元"], ["主管部门", "单位名称", "项目名称", "预算数", "执行数"],
         ["教育局", "A小学", "设备采购", 10000, 10000], [None, None, "校舍维修", 20000, 20000], [None, "小计", None, 30000, 30000],
         [None, "B中学", "设备采购", 5000, 5000], ["教育局合计", None, None, 35000, 35000], ["总计", None, None, 35000, 35000]],
        ("A3:A6", "B3:B4", "B5:C5", "A7:C7", "A8:C8"),
    )  # fmt: skip
    assert [(p.department, p.implementing_unit, p.name) for p in found.projects] == [
        ("教育局", "A小学", "设备采购"), ("教育局", "A小学", "校舍维修"), ("教育局", "B中学", "设备采购"),
    ]  # fmt: skip
    assert not found.notes


def test_the_total_may_stand_first_and_units_above_their_projects(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        [["项目名称", "年初预算数（元）", "执行数（元）"], ["合计", 600000, 500000], ["商务局本级", 300000, 250000],
         ["甲", 100000, 100000], ["乙", 200000, 150000], ["会展中心", 300000, 250000], ["丙", 300000, 250000]],
    )  # fmt: skip
    assert [(p.name, p.department) for p in found.projects] == [
        ("甲", "商务局本级"), ("乙", "商务局本级"), ("丙", "会展中心"),
    ]  # fmt: skip
    assert [note.label for note in found.notes] == ["商务局本级", "会展中心"]


def test_headings_are_told_by_their_numbers_and_sums(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        [["序号", "项目名称", "预算金额（万元）", "支出金额（万元）"], ["一", "部门预算项目", 300, 250], ["1", "甲", 100, 100],
         ["2", "乙", 200, 150], ["二", "区直专项", 50, 50], ["1", "丙", 50, 50], ["合计", None, 350, 300]],
    )  # fmt: skip
    assert [project.name for project in found.projects] == ["甲", "乙", "丙"]
    nested = read(
        tmp_path,
        [["序号", "项目名称", "预算金额（万元）", "支出金额（万元）"], ["1", "信息化", 300, 250], ["1.1", "甲", 100, 100],
         ["1.2", "乙", 200, 150], ["2", "会展中心", 50, 50]],
    )  # fmt: skip
    assert [project.name for project in nested.projects] == ["甲", "乙", "会展中心"]


def test_a_project_that_is_named_like_a_unit_stays_one(tmp_path: Path) -> None:
    found = read(tmp_path, [["项目名称", "预算数（元）"], ["会展中心", 300000], ["招商", 300000], ["合计", 600000]])
    assert [project.name for project in found.projects] == ["会展中心", "招商"]


def test_rows_of_one_code_are_one_project_and_equal_names_without_code_are_two(tmp_path: Path) -> None:
    coded = read(
        tmp_path,
        [["项目编码", "项目名称", "部门经济分类", "预算指标", "已支付"], ["P1", "甲项目", "30201", 1000000, 500000],
         ["P2", "乙项目", "30201", 100000, 1], ["P1", "甲项目", "30211", 500000, 500000.5]],
    )  # fmt: skip
    assert [(p.name, p.code, p.lines, total(p)["budget"]) for p in coded.projects] == [
        ("甲项目", "P1", 2, "1500000"), ("乙项目", "P2", 1, "100000"),
    ]  # fmt: skip
    plain = read(tmp_path, [["项目名称", "预算数（元）"], ["甲项目", 100000], ["甲项目", 200000]])
    assert [total(project)["budget"] for project in plain.projects] == ["100000", "200000"]


def test_a_repeated_header_blank_rows_and_an_index_row_are_passed_over(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        [["2023年度绩效自评项目清单"], ["项目名称", "年初\n预算数（元）", "全年\n执行数（元）"], ["栏次", "1", "2"], [], ["甲", 1000, 1000],
         ["项目名称", "年初\n预算数（元）", "全年\n执行数（元）"], ["乙", 3000, 3000], ["制表人：张三", None, "联系电话：123"]],
    )  # fmt: skip
    assert [project.name for project in found.projects] == ["甲", "乙"]
    assert not found.notes


def test_groups_above_the_header_give_role_and_unit(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        [["序号", "项目", "预算情况（万元）", None, "执行情况（元）", None], [None, None, "年初预算", "调整后预算", "金额", "执行率"],
         [1, "甲", 10, 12, 90000, "75%"]],
        ("A1:A2", "B1:B2", "C1:D1", "E1:F1"),
    )  # fmt: skip
    assert total(found.projects[0]) == {"initial": "100000", "budget": "120000", "executed": "90000"}
    assert found.unit == "各不相同"


def test_a_change_of_the_budget_is_added_and_said(tmp_path: Path) -> None:
    found = read(
        tmp_path, [["单位：万元"], ["项目名称", "预算数", "调整数", "执行数"], ["甲", 100, -20, 80], ["乙", 50, 0, 40]]
    )
    assert [total(project)["budget"] for project in found.projects] == ["800000", "500000"]
    assert "年初预算数＋调整数" in said(found)
    adjusted = read(tmp_path, [["单位：万元"], ["项目名称", "年初预算数", "调整数", "执行数"], ["甲", 100, 120, 80]])
    assert total(adjusted.projects[0])["budget"] == "1200000"
    assert "当作调整后的全年预算数" in said(adjusted)


def test_what_was_left_over_adds_to_the_budget(tmp_path: Path) -> None:
    found = read(tmp_path, [["单位：元"], ["项目名称", "上年结转", "年初预算", "支出"], ["甲", 10000, 100000, 110000]])
    assert found.projects[0].funds == {
        "": {"initial": Decimal(100000), "budget": Decimal(110000), "executed": Decimal(110000)},
        "上年结转": {"budget": Decimal(10000)},
    }
    assert "年初预算数＋上年结转" in said(found)


def test_a_part_of_a_source_is_not_counted_again(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        [["单位：万元"], ["项目名称", "合计", "一般公共预算拨款", None, "其他资金", "支出数"], [None, None, "小计", "其中：上级补助", None, None],
         ["甲", 200, 180, 50, 20, 190]],
        ("A2:A3", "B2:B3", "C2:D2", "E2:E3", "F2:F3"),
    )  # fmt: skip
    funds = {source: format(amounts["budget"], "f") for source, amounts in found.projects[0].funds.items()}
    assert funds == {"": "2000000", "一般公共预算拨款": "1800000", "其他资金": "200000"}
    assert not found.notes


def test_the_latest_year_counts(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        [["项目名称", "2022年决算数（元）", "2023年预算数（元）", "2023年决算数（元）"], ["甲", 1, 2000, 1500]],
    )
    assert total(found.projects[0]) == {"budget": "2000", "executed": "1500"}


def test_several_sheets_are_read_and_hidden_ones_told(tmp_path: Path) -> None:
    rows: Cells = [["项目名称", "预算数（元）"], ["甲", 100]]
    parts = parts_of(
        {"一": table_xml(rows), "二": table_xml([["项目名称", "预算数（元）"], ["乙", 200]]), "说明": sheet_xml("")}
    )
    book = parts["xl/workbook.xml"]
    assert isinstance(book, str)
    parts["xl/workbook.xml"] = book.replace('name="二"', 'name="二" state="hidden"')
    found = read_project_list(package(tmp_path / "清单.xlsx", parts))
    assert [project.name for project in found.projects] == ["甲"]
    assert "二是隐藏的工作表，没有采用" in said(found)


def test_rows_that_are_filtered_away_are_told(tmp_path: Path) -> None:
    xml = table_xml([["项目名称", "预算数（元）"], ["甲", 100], ["乙", 200]]).replace(
        '<row r="3">', '<row r="3" hidden="1">'
    )
    found = read_project_list(package(tmp_path / "清单.xlsx", parts_of({"表": xml})))
    assert [project.name for project in found.projects] == ["甲"]
    assert "有 1 行是隐藏的" in said(found)
