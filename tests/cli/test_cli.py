"""The command line: exit status, one line on stderr, one JSON document on stdout, Chinese help and errors."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.app.samples import clean_form, form, write_data
from zipingbiao.adapters import cli

Capture = pytest.CaptureFixture[str]
TEMPLATE = "mof-2020-project"


def run(capsys: Capture, *arguments: str | Path) -> tuple[int, str, str]:
    capsys.readouterr()
    status = cli.main([str(argument) for argument in arguments])
    output = capsys.readouterr()
    return status, output.out, output.err


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    return write_data(tmp_path / "wrong.json", form())


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    return write_data(tmp_path / "clean.json", clean_form())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["bogus"], "没有命令 bogus。"),
        (["check"], "缺少参数 文件或文件夹。"),
        (["check", "--bogus", "x"], "没有选项 --bogus。"),
        (["check", "没有.xlsx"], "找不到文件「没有.xlsx」"),
        (["new", TEMPLATE], "缺少选项 -o。"),
        (["new", TEMPLATE, "多", "-o", "a.xlsx"], "多余的参数：多。"),
        (["new", "nope", "-o", "a.xlsx"], "没有编号为 nope 的表样"),
        (["new", TEMPLATE, "-o", "a.xls"], "以 .xlsx 结尾"),
        (["new", TEMPLATE, "-o", "没有这个文件夹/a.xlsx"], "不存在"),
        (["check", "x.xlsx", "--report"], "要带一个值"),
        (["check", "x.xlsx", "--report", "a.pdf"], "以 .xlsx 或 .html 结尾"),
        (["check", ".", "--json=1"], "不带值"),
        (["score", "--target", "1"], "缺少选项 --actual。"),
        (["batch", "x", "-o", "x.parquet", "--workers", "0"], "--workers 的值不对：不能小于 1。"),
        (["batch", "x", "-o", "x.parquet", "--workers", "x"], "--workers 的值不对：应为整数。"),
        (["score", "--target", "1", "--actual", "1", "--weight", "多"], "不是数字"),
        (["score", "--target", "", "--actual", " ", "--weight", "5"], "都是空的"),
        (["check", ""], "名字是空的"),
        (["check", "/"], "整个磁盘"),
        (["rules", "ZP998"], "没有编号为 ZP998 的检查规则"),
        (["import", "没有.xlsx", "-o", "a.json"], "找不到文件"),
    ],
)
def test_a_wrong_use_is_one_chinese_line_and_status_2(
    capsys: Capture, arguments: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    status, out, err = run(capsys, *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1), err
    assert words in err
    assert "Error" not in err and "Usage" not in err


def test_a_text_file_named_xlsx_is_one_line(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "假.xlsx"
    path.write_text("不是工作簿", encoding="utf-8")
    status, out, err = run(capsys, "check", path)
    assert (status, out, err.count("\n")) == (2, "", 1)
    status, out, err = run(capsys, "check", path, "--json")
    assert status == 2 and err.count("\n") == 1
    assert json.loads(out)["files"][0]["findings"][0]["kind"] == "unreadable"


def test_check_tells_what_is_wrong(capsys: Capture, wrong: Path, clean: Path) -> None:
    status, out, err = run(capsys, "check", wrong)
    assert (status, err) == (1, "")
    assert "96.85" in out and "总分" in out
    status, out, err = run(capsys, "check", clean)
    assert (status, err) == (0, "")
    assert "没有发现问题" in out


def test_json_is_the_only_thing_on_stdout(capsys: Capture, wrong: Path, tmp_path: Path) -> None:
    status, out, _ = run(
        capsys, "check", wrong, "--json", "--report", tmp_path / "r.html", "--report", tmp_path / "r.xlsx"
    )
    assert status == 1
    assert json.loads(out)["summary"]["evaluations"] == 1
    assert (tmp_path / "r.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert (tmp_path / "r.xlsx").read_bytes().startswith(b"PK")


def test_a_report_never_replaces_the_checked_file(capsys: Capture, tmp_path: Path) -> None:
    book = tmp_path / "a.xlsx"
    assert run(capsys, "new", TEMPLATE, "-o", book)[0] == 0
    before = book.read_bytes()
    for checked in (book, tmp_path):
        status, _, err = run(capsys, "check", checked, "--report", book)
        assert status == 2 and "不能写在被检查的文件" in err
    assert book.read_bytes() == before


def test_a_report_in_a_checked_folder_is_passed_over_and_renewed(capsys: Capture, wrong: Path) -> None:
    report = wrong.parent / "检查报告.xlsx"
    for _ in range(2):
        status, out, _ = run(capsys, "check", wrong.parent, "--json", "--report", report)
        assert status == 1
        assert [Path(file["file"]).name for file in json.loads(out)["files"]] == ["wrong.json"]


def test_what_is_written_over_is_kept_and_said(capsys: Capture, wrong: Path, tmp_path: Path) -> None:
    for name, command in (
        ("表.xlsx", ["new", TEMPLATE, "-o"]),
        ("数据.json", ["import", wrong, "-o"]),
        ("报告.html", ["check", wrong, "--report"]),
    ):
        out = tmp_path / name
        out.write_bytes(b"old")
        _, _, err = run(capsys, *command, out)
        kept = out.with_stem(out.stem + "（旧1）")
        assert kept.name in err and kept.read_bytes() == b"old" and out.read_bytes() != b"old"


def test_one_unreadable_file_does_not_stop_the_others(
    capsys: Capture, wrong: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret.json"
    secret.write_text("{}", encoding="utf-8")
    opened = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path == secret:
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    status, out, err = run(capsys, "check", secret, wrong, "--json")
    assert status == 2 and err.count("\n") == 1 and "secret.json" in err and "denied" not in err
    files = json.loads(out)["files"]
    assert files[0]["findings"][0]["kind"] == "unreadable" and files[1]["evaluations"]


def test_files_passed_over_are_one_line(capsys: Capture, clean: Path) -> None:
    for number in range(7):
        (clean.parent / f"{number}.csv").write_bytes(b"")
    status, _, err = run(capsys, "check", clean.parent)
    assert (status, err) == (0, "略过 7 个文件：0.csv、1.csv、2.csv、3.csv、4.csv 等\n")


def test_new_check_import_in_a_row(capsys: Capture, wrong: Path, tmp_path: Path) -> None:
    book, back = tmp_path / "表.xlsx", tmp_path / "back.json"
    assert run(capsys, "new", TEMPLATE, "--data", wrong, "-o", book, "--live", "native")[0] == 0
    status, out, _ = run(capsys, "check", book, "--json")
    found = json.loads(out)["files"][0]["findings"]
    assert status == 1 and "score_sum" in {finding["kind"] for finding in found}
    status, out, err = run(capsys, "import", book, "-o", back)
    assert (status, out) == (0, "") and "1 张自评表" in err
    assert json.loads(back.read_text(encoding="utf-8"))["forms"][0]["total"] == "97"


def test_score(capsys: Capture) -> None:
    status, out, _ = run(capsys, "score", "--target", "≥95%", "--actual", "90%", "--weight", "5", "--json")
    assert status == 0
    assert json.loads(out) == {
        "score": "4.74",
        "method": "proportional",
        "explanation": json.loads(out)["explanation"],
        "notes": [],
    }
    status, out, _ = run(capsys, "score", "--target", "达成", "--actual", "部分达成", "--weight", "5", "--json")
    assert json.loads(out)["score"] is None and json.loads(out)["notes"]
    less = ("score", "--target", "5%", "--actual", "47.39%", "--weight", "5", "--json")
    assert json.loads(run(capsys, *less)[1])["score"] == "5.00"
    assert json.loads(run(capsys, *less, "--name", "成本控制偏差率")[1])["score"] == "0.53"
    assert json.loads(run(capsys, *less, "--second-level", "经济成本指标")[1])["score"] != "5.00"
    status, out, _ = run(capsys, "score", "--target", "≤5", "--actual", "-3", "--weight", "5")
    assert status == 0 and "得分：5.00" in out


def test_templates_and_rules(capsys: Capture) -> None:
    status, out, _ = run(capsys, "templates", "--json")
    assert status == 0 and TEMPLATE in [form_["id"] for form_ in json.loads(out)]
    status, out, _ = run(capsys, "rules", "--json")
    codes = [rule["code"] for rule in json.loads(out)]
    assert status == 0 and "ZP014" in codes
    status, out, _ = run(capsys, "rules", "zp014")
    assert status == 0 and "查什么：" in out
    assert run(capsys, "rules", "14")[1] == out
    listed = run(capsys, "templates")[1]
    assert TEMPLATE in listed
    assert "None" not in listed
    assert "ZP014" in run(capsys, "rules")[1]


def test_without_stdout_the_work_is_done(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # pythonw.exe has none, and a shell may close it.
    monkeypatch.setattr(sys, "stdout", None)
    assert cli.main(["addin", "build", "-o", str(tmp_path)]) == 0
    assert (tmp_path / "zpb.xlam").is_file()


def test_help_is_chinese_and_aligned(capsys: Capture) -> None:
    for arguments in ([], ["--help"], ["check", "--help"], ["new", "--help"], ["score", "--help"]):
        status, out, err = run(capsys, *arguments)
        assert (status, err) == (0, "")
        assert out.startswith("用法：zpb")
        assert "Usage" not in out and "Show this" not in out
    assert run(capsys, "--version")[1].startswith("zipingbiao ")


def test_interruption_is_said_without_a_traceback(
    capsys: Capture, wrong: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("zipingbiao.app.check.check_paths", interrupt)
    assert run(capsys, "check", wrong) == (130, "", "已中断\n")


def test_an_error_of_ours_is_one_line(capsys: Capture, wrong: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("某处\n坏了")

    monkeypatch.setattr("zipingbiao.app.check.check_paths", fail)
    status, out, err = run(capsys, "check", wrong)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "程序内部出错" in err and "RuntimeError" in err


def _process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "zipingbiao", *arguments], capture_output=True, env=os.environ | environment, check=False
    )


def test_chinese_comes_out_whatever_the_locale() -> None:
    done = _process("rules", "ZP014", LANG="C", LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 0
    assert "总分" in done.stdout.decode("utf-8")
    done = _process("check", "没有.xlsx", LANG="C", LC_ALL="C", PYTHONIOENCODING="ascii")
    assert done.returncode == 2 and "找不到" in done.stderr.decode("utf-8")


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX pipe")
def test_a_reader_that_goes_away_is_no_error() -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "zipingbiao", "rules"], stdout=write, stderr=subprocess.PIPE, check=False
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


def test_help_does_not_load_heavy_libraries() -> None:
    code = (
        "import sys; from zipingbiao.adapters.cli import main; main(['--help']); "
        "print([m for m in ('pydantic', 'lxml', 'xlsxwriter', 'openpyxl', 'pandas', 'rich', 'yaml') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_rule_reads_the_formula_beside_a_standard_and_scores_its_figures(capsys: Capture) -> None:
    text = "以100%为标准。在职人员控制率≦100%，计3分；每超过一个百分点扣0.5分，扣完为止。在职人员控制率=（在职人员数/编制数）×100%"
    code, out, _ = run(capsys, "rule", text, "--weight", "3", "--input", "在职人员数=80人", "--input", "编制数=78人")
    assert code == 0
    assert "公式：" in out
    assert "得分：2.00" in out


def test_profiles_are_listed(capsys: Capture) -> None:
    status, out, err = run(capsys, "profiles")
    assert (status, err) == (0, "")
    assert "sichuan  四川\n" in out and "执行率低于 90% 须说明原因" in out
    status, out, _ = run(capsys, "profiles", "--json")
    found = {profile["id"]: profile for profile in json.loads(out)}
    assert status == 0 and found["national"]["default"] and found["hubei"]["execution_points"] == "20"


def test_check_takes_a_profile_or_a_form_and_refuses_any_other_name(capsys: Capture, clean: Path) -> None:
    for profile in ("sichuan", TEMPLATE):
        status, out, _ = run(capsys, "check", clean, "--json", "--profile", profile)
        assert set(json.loads(out)) == {"files", "summary"} and status in (0, 1)
    status, out, err = run(capsys, "check", clean, "--profile", "nope")
    assert (status, out) == (2, "") and err.count("\n") == 1
    assert "没有编号为 nope 的检查口径或表样" in err and "national" in err and TEMPLATE in err


def test_waivers_and_explain(tmp_path: Path, wrong: Path, capsys: Capture) -> None:
    _, out, _ = run(capsys, "check", wrong, "--json")
    finding = json.loads(out)["files"][0]["findings"][0]
    row = [finding[key] or "" for key in ("code", "sheet", "cell", "label", "printed")]
    listed = tmp_path / "豁免.csv"
    listed.write_text(f"编号,工作表,单元格,指标或栏目,填报值,说明\n{','.join(row)},按省厅表样。\n", encoding="utf-8")
    _, out, err = run(capsys, "check", wrong, "--waivers", listed, "--explain")
    assert "已说明：按省厅表样。" in out and "另有 1 条已说明" in out and err == ""
    assert f"{row[0]}  " in out and "\n为什么：" in out and "\n依据：" in out
    _, plain, _ = run(capsys, "check", wrong, "--json")
    _, explained, _ = run(capsys, "check", wrong, "--json", "--explain")
    assert plain == explained
    assert run(capsys, "check", wrong, "--waivers", tmp_path / "没有.csv")[0] == 2
    status, _, err = run(capsys, "check", wrong, "--waivers", listed, "--report", listed.with_suffix(".html"))
    assert status in (0, 1) and "报告已写入" in err
    report = tmp_path / "报告.xlsx"
    run(capsys, "check", wrong, "--report", report)
    status, _, err = run(capsys, "check", wrong, "--waivers", report, "--report", report)
    assert status == 2 and "豁免清单" in err
