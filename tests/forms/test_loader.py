"""Forms as data: strict loading with file and line, bases that exist, the shipped form's numbers."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from zipingbiao.base.errors import FormError
from zipingbiao.forms import catalog
from zipingbiao.forms.catalog import get_form, load_form, templates_dir

SHIPPED = templates_dir() / "national/mof-project/2020/form.yaml"


def _changed(tmp_path: Path, old: str, new: str) -> Path:
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "form.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def _line(path: Path, fragment: str) -> int:
    return next(i for i, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if fragment in line)


def test_the_national_form_has_its_published_numbers() -> None:
    policy = get_form("mof-2020-project").policy
    assert policy.execution.points == 10
    assert {group.l1: group.points for group in policy.groups} == {"产出指标": 50, "效益指标": 30, "满意度指标": 10}
    assert [(band.name, band.start) for band in policy.grades] == [("优", 90), ("良", 80), ("中", 60), ("差", 0)]


def test_an_unknown_key_is_refused_with_its_line(tmp_path: Path) -> None:
    path = _changed(tmp_path, "jurisdiction: 全国", "jurisdiction: 全国\njurisdikton: 全国")
    with pytest.raises(FormError, match=rf"form\.yaml 第 {_line(path, 'jurisdikton')} 行 jurisdikton：不认识的键"):
        load_form(path)


def test_an_unknown_key_deep_inside_is_refused_with_its_line(tmp_path: Path) -> None:
    path = _changed(tmp_path, "{name: 良, from: 80,", "{name: 良, from: 80, until: 90,")
    with pytest.raises(FormError, match=rf"第 {_line(path, 'until')} 行"):
        load_form(path)


def test_a_duplicate_key_is_refused_with_its_line(tmp_path: Path) -> None:
    path = _changed(tmp_path, "unit: 万元", "unit: 万元\nunit: 元")
    with pytest.raises(FormError, match=rf"第 {_line(path, 'unit: 元')} 行：键 unit 重复"):
        load_form(path)


def test_a_number_without_basis_is_refused(tmp_path: Path) -> None:
    path = _changed(tmp_path, "{points: 10, cap: true, basis: mof-2020-10/weights}", "{points: 10, cap: true}")
    with pytest.raises(FormError, match=r"policy\.execution\.basis：缺少键 basis"):
        load_form(path)


def test_a_basis_that_is_not_registered_is_refused(tmp_path: Path) -> None:
    path = _changed(tmp_path, "basis: mof-2020-10/grades", "basis: mof-2020-10/nothing")
    with pytest.raises(FormError, match="没有登记"):
        load_form(path)


def test_points_that_do_not_add_up_are_refused(tmp_path: Path) -> None:
    path = _changed(tmp_path, "points: 50", "points: 45")
    with pytest.raises(FormError, match="应等于满分"):
        load_form(path)


def test_broken_yaml_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = _changed(tmp_path, "levels: [project, department]", "levels: [project, department")
    with pytest.raises(FormError, match=r"form\.yaml 第 \d+ 行YAML 语法有误"):
        load_form(path)


def test_an_unknown_form_names_the_known_ones() -> None:
    with pytest.raises(FormError, match="mof-2020-project"):
        get_form("mof-1999")


def test_numbers_stay_as_written(tmp_path: Path) -> None:
    path = _changed(tmp_path, "points: 30\n", "points: 29.10\n")
    path.write_text(path.read_text(encoding="utf-8").replace("points: 50", "points: 50.90"), encoding="utf-8")
    assert load_form(path).policy.groups[1].points == Decimal("29.1")


@pytest.mark.slow
def test_a_built_wheel_finds_its_forms(tmp_path: Path) -> None:
    """The wheel is unpacked into an empty folder and used from there, far from the checkout."""
    root = Path(catalog.__file__).resolve().parents[3]
    copy = tmp_path / "source"
    skip = shutil.ignore_patterns(".git", ".venv*", "build", "*.egg-info", "__pycache__", ".mypy_cache", ".hypothesis")
    shutil.copytree(root, copy, ignore=skip)
    done = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--no-deps", "-q", "-w", str(tmp_path / "dist"), str(copy)],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    script = "from zipingbiao.forms.catalog import forms, templates_dir; print(templates_dir(), *forms())"
    done = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r}); {script}"],
        capture_output=True, text=True, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert str(tmp_path / "site") in done.stdout
    assert "mof-2020-project" in done.stdout
