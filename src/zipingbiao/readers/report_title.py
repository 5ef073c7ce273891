"""What the title of a report says: whose report it is and of which year. Where titles stand is decided elsewhere."""

from __future__ import annotations

import re
from typing import NamedTuple

from zipingbiao.base.text import label_key
from zipingbiao.readers.report_clean import TITLE_END

_YEAR = re.compile(r"((?:19|20)\d{2})年(?:度|上半年)?")
_QUOTED = re.compile(r"[“\"《]([^“”\"《》]{4,60})[”\"》]")
_ORGANISATION = (
    r"(?:管理委员会|委员会|管委会|办公室|办事处|人民政府|工作站|研究院|检察院|法院|医院|学院|大学|中学|小学|学校|幼儿园|"
    r"图书馆|博物馆|文化馆|档案馆|总工会|联合会|协会|公司|支队|大队|总队|中心|局|厅|委|政府|公安处|管理处|管理所|管理站|服务站)"
)
_UNIT = re.compile(rf"^.{{1,30}}?{_ORGANISATION}(?:[（(].{{1,12}}[）)]|本级|机关)?")
_UNIT_ALONE = re.compile(rf"{_UNIT.pattern}$")
_REGION = re.compile(r"[省市县区州镇乡旗盟国]")
_TAIL = re.compile(r"(?<=[费金目”\"])专项(?:支出)?$|(?<=[费金目项])支出$|^关于")
_WHOLE = re.compile(r"(?:部门|单位|财政|预算)*(?:整体|总体)(?:支出)?|^(?:部门|单位)支出$|^部门$|^(?:部门)?预算$")
_NO_PROJECT = {"", "项目", "项目支出", "专项", "专项资金", "专项支出", "预算项目", "财政支出", "支出", "部门项目", "项目资金"}


class Title(NamedTuple):
    """The parts of a title; `is_whole` for the report on a department as a whole."""

    project: str
    unit: str
    year: int | None
    is_whole: bool


def read_title(text: str) -> Title:
    """The parts of a title such as 某市商务局2018年会展经费专项绩效自评报告."""
    head = text[: match.start()] if (match := TITLE_END.search(text)) else text
    bare = _QUOTED.sub(lambda quoted: "“" * len(quoted.group()), head)
    year_match = _YEAR.search(bare)
    year = int(year_match.group(1)) if year_match else None
    before, after = (head[: year_match.start()], head[year_match.end() :]) if year_match else ("", head)
    before = before.strip("（(“\" ")
    unit = before if _UNIT_ALONE.match(before) else ""
    if not unit and (found := _UNIT.match(after)) is not None and _REGION.search(found.group()) and not before:
        unit, after = found.group(), after[found.end() :]
    name = after.strip("“”\"（）() 的")
    name = _TAIL.sub("", name)
    if (quoted := _QUOTED.search(after)) is not None:
        name = quoted.group(1)
    is_whole = _WHOLE.search(name) is not None and not name.endswith(("项目", "经费", "资金", "专项"))
    return Title("" if is_whole or name in _NO_PROJECT else name, unit, year, is_whole)


def unit_in(text: str) -> str:
    """The name of a unit that a heading such as 第一部分 某局概况 begins with; '' where it begins otherwise."""
    match = _UNIT.match(text)
    return match.group() if match and _REGION.search(match.group()) else ""


_GENERIC = re.compile(r"专项资金|专项经费|工作经费|项目支出|专项|项目|资金|经费|费用|工作|费")


def core_of(name: str) -> str:
    """A project's name without what every project is called (专项, 经费, 资金, 工作)."""
    key = label_key(re.sub(r"[“”\"《》、，。()（）·\-—]", "", name))
    return _GENERIC.sub("", _YEAR.sub("", key)) or key


def is_same_name(name: str, title: str) -> bool | None:
    """Whether a name in a sentence means the project of the title: True, False, or None where it only resembles it.

    A shorter name may stand for the longer one (会展经费 for 会展办公经费), but not the other way round: 招商宣传经费 is a part
    of 招商工作专项.
    """
    first, second = core_of(name)[:60], core_of(title)[:60]
    if not first or not second:
        return False
    common = _common(first, second)
    if common == len(first) and len(first) >= 0.4 * len(second):
        return True
    return None if common >= 0.6 * max(len(first), len(second)) else False


def _common(one: str, other: str) -> int:
    """The length of the longest common subsequence."""
    row = [0] * (len(other) + 1)
    for a in one:
        above = 0
        for index, b in enumerate(other, start=1):
            kept = row[index]
            row[index] = above + 1 if a == b else max(row[index], row[index - 1])
            above = kept
    return row[-1]
