"""A form.yaml that is wrong in any way is refused in one line: file, line, what is wrong, what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from zipingbiao.base.errors import FormError
from zipingbiao.forms import catalog
from zipingbiao.forms.catalog import load_form, templates_dir

NATIONAL = templates_dir() / "national/mof-project/2020/form.yaml"
DISTRICT = templates_dir() / "wuhan/district-department/2022/form.yaml"

#: what is changed in which form, and a part of the line that must be named (the changed one), and words of the sentence
BROKEN = {
    "an unknown key": (NATIONAL, "unit: 万元\n", "unit: 万元\nunits: 元\n", "units: 元", "不认识的键 units"),
    "an unknown key deep inside": (NATIONAL, "cap: true", "cap: true, capp: 1", "capp", "不认识的键 capp"),
    "a misspelt key": (NATIONAL, "jurisdiction:", "juridiction:", "juridiction", "不认识的键 juridiction"),
    "a duplicate key": (NATIONAL, "unit: 万元\n", "unit: 万元\nunit: 元\n", "unit: 元", "键 unit 重复"),
    "weights that do not add up": (NATIONAL, "points: 50\n", "points: 45\n", "groups:", "合计为 95，应等于满分 100"),
    "a missing basis": (NATIONAL, "cap: true, basis: mof-2020-10/weights", "cap: true", "execution:", "缺少键 basis"),
    "an unregistered basis": (
        NATIONAL, "from: 60, basis: mof-2020-10/grades", "from: 60, basis: mof-2020-10/grade", "from: 60", "没有登记",
    ),
    "an unregistered document": (NATIONAL, "basis: house/layout", "basis: nowhere/layout", "nowhere", "_legal/nowhere"),
    "overlapping grade bands": (NATIONAL, "{name: 良, from: 80", "{name: 良, from: 95", "grades:", "“良”（95 分起）重叠"),
    "a lowest grade that does not start at 0": (NATIONAL, "{name: 差, from: 0", "{name: 差, from: 1", "grades:", "应为 0"),
    "overlapping qualitative bands": (NATIONAL, "high: 60", "high: 70", "bands:", "重叠"),
    "a band upside down": (NATIONAL, "low: 80\n        high: 100", "low: 100\n        high: 80", "name: 达成", "应小于"),
    "a word where a number belongs": (NATIONAL, "points: 10, cap", "points: 十, cap", "points: 十", "应为数字"),
    "a negative number": (NATIONAL, "spare_rows: 6", "spare_rows: -1", "spare_rows: -1", "应不小于 0"),
    "a word that is not offered": (NATIONAL, "unit: 万元", "unit: 亿元", "unit: 亿元", "应为 '万元'、'元'"),
    "a column without a width": (NATIONAL, "    - {key: l2, width: 11}\n", "", "layout:", "没有列宽：二级指标"),
    "a funding block too wide": (NATIONAL, "{key: score, label: 得分}\n    rows", "{key: score, label: 得分, span: 4}\n    rows", "layout:", "放不下"),
    "a title for a level is missing": (NATIONAL, ", department: 部门整体支出绩效自评表", "", "format:", "layout.titles 缺少 department"),
    "broken YAML": (NATIONAL, "levels: [project, department]", "levels: [project, department", "", "YAML 语法有误"),
    "a reference": (NATIONAL, "levels: [project, department]", "levels: *a", "levels: *a", "不能用 *a 引用"),
    "endless nesting": (NATIONAL, "levels: [project, department]", "levels: " + "[" * 50_000, "levels:", "嵌套太深"),
    "a list for a key": (NATIONAL, "levels: [project, department]", "? [levels]\n: project", "? [levels]", "键应当是一个词"),
    "an unknown base form": (DISTRICT, "based_on: wuhan-district-project", "based_on: wuhan-1999", "based_on", "没有编号为 wuhan-1999"),
    "a chain of base forms": (DISTRICT, "based_on: wuhan-district-project", "based_on: yunnan-project", "based_on", "只许一层"),
    "points for some groups only": (
        DISTRICT, "l2: [服务对象满意度指标]", "points: 10\n      l2: [服务对象满意度指标]", "groups:", "要么都写，要么都不写",
    ),
    "goals without points": (DISTRICT, "  goals: {points: 80, basis: wuhan-district-2022/goals}\n", "", "groups:", "goals.points"),
}  # fmt: skip


@pytest.mark.parametrize("fault", BROKEN)
def test_one_line_names_file_line_and_remedy(fault: str, tmp_path: Path) -> None:
    source, old, new, near, words = BROKEN[fault]
    text = source.read_text(encoding="utf-8")
    assert old in text, fault
    path = tmp_path / "form.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FormError) as caught:
        load_form(path)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert words in sentence
    named = re.search(r"form\.yaml 第 (\d+) 行", sentence)
    assert named, sentence
    if near:
        lines = path.read_text(encoding="utf-8").splitlines()
        assert near in lines[int(named.group(1)) - 1], sentence


def test_a_mistake_inherited_from_the_base_form_is_named_there(tmp_path: Path, monkeypatch) -> None:
    """The child says nothing of grades; the line named is the base form's."""
    folder = tmp_path / "own" / "city" / "base" / "2020"
    folder.mkdir(parents=True)
    base = folder / "form.yaml"
    text = NATIONAL.read_text(encoding="utf-8").replace("id: mof-2020-project", "id: city-base")
    base.write_text(text.replace("{name: 良, from: 80", "{name: 良, form: 80"), encoding="utf-8")
    child = tmp_path / "child" / "form.yaml"
    child.parent.mkdir()
    child.write_text("format: 1\nid: city-child\nbased_on: city-base\n", encoding="utf-8")
    monkeypatch.setenv(catalog.OWN_FOLDER, str(tmp_path / "own"))
    catalog.form_paths.cache_clear()
    try:
        with pytest.raises(FormError, match=r"city/base/2020/form\.yaml 第 \d+ 行 .*不认识的键 form"):
            load_form(child)
    finally:
        catalog.form_paths.cache_clear()


def test_null_takes_a_key_of_the_base_form_away_and_lists_are_replaced() -> None:
    form = catalog.get_form("wuhan-district-department")
    assert form.layout.titles == {"department": "部门整体绩效自评表"}
    assert [group.points for group in form.policy.groups] == [None, None, None]
    assert form.layout.footers == catalog.get_form("wuhan-district-project").layout.footers


def test_two_folders_with_one_id_are_refused(tmp_path: Path, monkeypatch) -> None:
    folder = tmp_path / "city" / "form" / "2020"
    folder.mkdir(parents=True)
    (folder / "form.yaml").write_text(NATIONAL.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setenv(catalog.OWN_FOLDER, str(tmp_path))
    catalog.form_paths.cache_clear()
    try:
        with pytest.raises(FormError, match="mof-2020-project 已被"):
            catalog.form_paths()
    finally:
        catalog.form_paths.cache_clear()
