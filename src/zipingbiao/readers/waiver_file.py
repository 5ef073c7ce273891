"""A file of waivers (豁免): a check report filled in by a person, or a list kept as .csv or .yaml."""

from __future__ import annotations

from pathlib import Path

import yaml

from zipingbiao.base.errors import UnreadableFile, ZpbError
from zipingbiao.base.files import printable
from zipingbiao.base.text import squeeze
from zipingbiao.forms.parts import FINDING_HEADS, FINDINGS_SHEET
from zipingbiao.model.values import Place
from zipingbiao.model.waiver import Waiver
from zipingbiao.readers.csv_file import SUFFIXES, read_csv
from zipingbiao.readers.grid import Sheet
from zipingbiao.readers.report_file import decode
from zipingbiao.readers.waiver_sheet import HEADS, NEEDED, find_header, is_report, missing_heads, waiver_of, waiver_rows
from zipingbiao.readers.workbook import read_workbook

_YAML = (".yaml", ".yml")
#: A list of some ten thousand waivers is far below this.
_MAX_YAML = 5_000_000
_KEYS = {name: key for key, names in HEADS.items() for name in names}


def read_waivers(path: Path) -> tuple[Waiver, ...]:
    """Every waiver in the file; of a report only the rows with something in 说明.

    Raises UnreadableFile where the file cannot be opened, ZpbError where it is no list of waivers, or where a row names
    no rule: each with one plain sentence.
    """
    name = printable(path.name)
    if not path.exists():
        raise UnreadableFile(f"找不到文件「{name}」，请检查文件名和所在文件夹。")
    if path.suffix.lower() in _YAML:
        return tuple(_read_yaml(path, name))
    sheets = read_csv(path).sheets if path.suffix.lower() in SUFFIXES else _sheets(path)
    found = [(sheet, header) for sheet in sheets if (header := find_header(sheet)) is not None]
    if not found:
        lacking = missing_heads(sheets[0]) if len(sheets) == 1 else []
        raise ZpbError(f"「{name}」里没有豁免清单：{_lacking(lacking)}")
    sheet, (row, columns) = found[0]
    rows = waiver_rows(sheet, row, columns)
    if is_report(sheet, row):
        return tuple(one for one in rows if one.reason and one.code)
    return tuple(_checked(one, name) for one in rows)


def _sheets(path: Path) -> list[Sheet]:
    sheets = read_workbook(path).sheets
    return sorted(sheets, key=lambda sheet: sheet.name != FINDINGS_SHEET)


def _lacking(heads: list[str]) -> str:
    needed = "、".join(HEADS[key][0] for key in NEEDED)
    if heads and len(heads) < len(NEEDED):
        return f"第一行缺少 {'、'.join(heads)}。"
    return f"应当是 --report 写出的检查结果，或者第一行为 {needed} 的表。"


def _checked(waiver: Waiver, name: str) -> Waiver:
    if not waiver.code:
        raise ZpbError(f"「{name}」{waiver.place.cell}没有写明规则编号（如 ZP014），请补上或删去这一行。")
    return waiver


def _read_yaml(path: Path, name: str) -> list[Waiver]:
    try:
        if path.stat().st_size > _MAX_YAML:
            raise UnreadableFile(f"「{name}」太大，不像豁免清单，请确认选对了文件。")
        text = decode(path.read_bytes(), name)
    except OSError as error:
        raise UnreadableFile(f"「{name}」无法读取，请检查文件权限和所在磁盘。") from error
    try:
        # The nodes are read as they are written: 97.00 stays 97.00, and a text is never taken for an object.
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 1} 行" if mark else ""
        raise ZpbError(f"「{name}」{where}的 YAML 语法有误，请核对缩进、冒号和引号。") from error
    except RecursionError as error:
        raise ZpbError(f"「{name}」嵌套太深，不像豁免清单，请确认选对了文件。") from error
    if root is None:
        return []
    if not isinstance(root, yaml.SequenceNode):
        raise ZpbError(f"「{name}」应当是一个列表，每一项以“- 编号: ZP014”开始。")
    return [_yaml_waiver(node, name) for node in root.value]


def _yaml_waiver(node: yaml.Node, name: str) -> Waiver:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        raise ZpbError(f"「{name}」第 {line} 行应当写成“编号: ZP014”这样的键和值。")
    texts: dict[str, str] = {}
    for key, value in node.value:
        at = f"「{name}」第 {key.start_mark.line + 1} 行"
        if not isinstance(key, yaml.ScalarNode):
            raise ZpbError(f"{at}：键应当是一个词，如 编号。")
        head = squeeze(key.value)
        if head not in _KEYS and head not in FINDING_HEADS:
            raise ZpbError(f"{at}：不认识的键 {head}，应为 {'、'.join(names[0] for names in HEADS.values())}。")
        if not isinstance(value, yaml.ScalarNode):
            raise ZpbError(f"{at}：{head} 应当是一个值。")
        if head in _KEYS:
            if _KEYS[head] in texts:
                raise ZpbError(f"{at}：键 {head} 重复，请只留一个。")
            is_null = value.tag == "tag:yaml.org,2002:null"
            texts[_KEYS[head]] = "" if is_null else value.value.strip()
    waiver = waiver_of(texts, Place(name, None, f"第{line}行"))
    return _checked(waiver, name)
