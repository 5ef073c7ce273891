"""Starts a new form: drafts it from a sample, or copies the national form, and says what has to be edited."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "workbook_templates"
MODEL = TEMPLATES / "national" / "mof-project" / "2020"
USAGE = (
    "用法：make new-form DIR=地区/表/年度 [SAMPLE=样表] [SHEET=工作表]，"
    "如 DIR=hubei/department/2021（小写字母、数字、短横线；最后一段是年份）"
)
FOLDER = re.compile(r"([a-z0-9][a-z0-9-]*)/([a-z0-9][a-z0-9-]*)/(20\d\d)")

NOTES = """# {folder} 表样说明

- 表样来源：（文件名称、文号、公布网址、下载日期）
- 与全国表样的差别：
- 已公开的自评表里见过的特殊写法：
- 尚未核对原文的条款：
"""


def main(folder: str, sample: str = "", sheet: str = "") -> int:
    """Creates workbook_templates/<folder>, from the sample where there is one; returns the exit status."""
    match = FOLDER.fullmatch(folder.strip("/"))
    if match is None:
        print(USAGE, file=sys.stderr)
        return 2
    target = TEMPLATES / folder.strip("/")
    if target.exists():
        print(f"workbook_templates/{folder} 已经存在；已发布的表样不修改，新年度另建文件夹。", file=sys.stderr)
        return 2
    form_id = "-".join(match.groups())
    if sample:
        return _draft(target, form_id, match.group(3), sample, sheet)
    target.mkdir(parents=True)
    text = (MODEL / "form.yaml").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^id: .*$", f"id: {form_id}", text, count=1)
    text = re.sub(r"(?m)^year: .*$", f"year: {match.group(3)}", text, count=1)
    (target / "form.yaml").write_text(text, encoding="utf-8")
    (target / "NOTES.md").write_text(NOTES.format(folder=match.group()), encoding="utf-8")
    if (MODEL / "cases.yaml").is_file():
        shutil.copyfile(MODEL / "cases.yaml", target / "cases.yaml")
    print(f"已建立 workbook_templates/{match.group()}/，表样编号 {form_id}。请依次：")
    print("  1. 在 workbook_templates/_legal/ 登记当地文件（发文机关、文号、日期、条款）；")
    print("  2. 在 form.yaml 里改 name、jurisdiction、levels、unit，并把各处 basis 改引当地依据；")
    print("  3. 按当地文件改 policy（分值、分组、定性分档、等级）和 layout（标题、栏名、栏宽）；")
    print("  4. 在 NOTES.md 记下来源、差别和尚未核对的条款；有 cases.yaml 的，换成当地的算例；")
    print(f"  5. 执行 zpb form check {form_id} 和 make test。各键的含义见 docs/add-a-form.md。")
    return 0


def _draft(target: Path, form_id: str, year: str, sample: str, sheet: str) -> int:
    """Runs `zpb form new`."""
    from zipingbiao.adapters.cli import main as zpb

    options = ["--id", form_id, "--year", year, *(["--sheet", sheet] if sheet else [])]
    return zpb(["form", "new", sample, "-o", str(target), *options])


if __name__ == "__main__":
    sys.exit(main(*(sys.argv[1:4] or [""])))
