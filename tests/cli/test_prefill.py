"""`zpb new --projects --last-year` as a person at an office uses it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.samples import form, write_data
from tests.readers.build import table
from zipingbiao.adapters import cli
from zipingbiao.app.reading import read_file

Capture = pytest.CaptureFixture[str]
TEMPLATE = "mof-2020-project"


def run(capsys: Capture, *arguments: str | Path) -> tuple[int, str, str]:
    capsys.readouterr()
    status = cli.main([str(argument) for argument in arguments])
    output = capsys.readouterr()
    return status, output.out, output.err


@pytest.fixture
def projects(tmp_path: Path) -> Path:
    return table(
        tmp_path / "项目清单.xlsx",
        [["某局2023年度项目支出明细表"], [None, None, None, "单位：元"], ["序号", "项目名称", "全年预算数", "全年执行数"],
         [1, "安全生产专项", 1870000, 1850000.5], [2, "新项目", 20000, 20000], ["合计", None, 1890000, 1870000.5]],
    )  # fmt: skip


def test_a_list_and_last_year_become_a_workbook(capsys: Capture, projects: Path, tmp_path: Path) -> None:
    old, out = write_data(tmp_path / "2022.json", form(year=2022)), tmp_path / "2023.xlsx"
    status, text, err = run(
        capsys, "new", TEMPLATE, "--projects", projects, "--last-year", old, "--unit-name", "某局", "-o", out
    )
    assert (status, text) == (0, "")
    lines = err.splitlines()
    assert lines[0].endswith("2023.xlsx：2 张自评表。")
    assert "年度按上年 2022 加一填为 2023。" in lines
    assert "清单「项目清单.xlsx」：2 个项目，金额单位元，表上为万元。" in lines
    assert "清单没有年初预算数，请在表上补填。" in lines
    assert "上年的自评表 1 张：项目按名称对上 1 个。" in lines
    assert "上年没有的项目 1 个，指标待填：「新项目」" in lines
    first, second = read_file(out).evaluations
    assert [row.executed.number for row in first.funding if row.role == "total"] == [first.funding[0].executed.number]
    assert format(first.funding[0].executed.number or 0, "f") == "185.00005"
    assert len(first.indicators) == 3 and not second.indicators
    # What was begun is no wrong form: what is still to fill is no error.
    assert run(capsys, "check", out)[0] in (0, 1)


def test_each_option_alone_and_repeated(capsys: Capture, projects: Path, tmp_path: Path) -> None:
    more = tmp_path / "增补.csv"
    more.write_text("项目名称,预算数（万元）\n丙,3\n", encoding="gbk")
    status, _, err = run(capsys, "new", TEMPLATE, "--projects", projects, "--projects", more, "-o", tmp_path / "a.xlsx")
    assert status == 0 and "3 张自评表" in err
    old = write_data(tmp_path / "2022.json", form(year=2022))
    status, _, err = run(capsys, "new", TEMPLATE, "--last-year", old, "--year", "2024", "-o", tmp_path / "b.xlsx")
    assert status == 0 and read_file(tmp_path / "b.xlsx").evaluations[0].year_number == 2024
    status, _, err = run(capsys, "new", TEMPLATE, "--year", "2024", "--unit-name", "某局", "-o", tmp_path / "c.xlsx")
    assert (status, err.count("\n")) == (0, 1)
    assert read_file(tmp_path / "c.xlsx").evaluations[0].year_number == 2024


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--projects", "没有.xlsx"], "找不到文件「没有.xlsx」"),
        (["--last-year", "没有.xlsx"], "找不到文件「没有.xlsx」"),
        (["--projects", "空.csv"], "是空文件"),
        (["--projects", "空.csv", "--data", "a.json"], "不能和 --projects、--last-year 一起用"),
        (["--year", "明年"], "--year 应为 1990 至 2100 的年份"),
    ],
)
def test_a_wrong_use_is_one_chinese_line(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("空.csv").write_bytes(b"")
    status, out, err = run(capsys, "new", TEMPLATE, *arguments, "-o", "out.xlsx")
    assert (status, out, err.count("\n")) == (2, "", 1), err
    assert words in err
    assert not Path("out.xlsx").exists()
