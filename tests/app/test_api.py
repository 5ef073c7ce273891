"""The Python interface: scoring one indicator, and that importing the package costs nothing."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

import zipingbiao as zpb
from tests.app.samples import form, write_data
from zipingbiao.base.errors import FormError, ZpbError


@pytest.mark.parametrize(
    ("target", "actual", "weight", "score", "method"),
    [
        ("≥95%", "90%", "5", "4.74", "proportional"),
        ("≥100份", "128份", Decimal(4), "4", "proportional"),
        (100, 50, 10, "5", "proportional"),
        (0.5, 0.25, 1.5, "0.75", "proportional"),
        ("达成", "达成", "5分", "5", "three_bands"),
        ("达成", "部分达成", 5, None, "three_bands"),
        (None, "达成", 5, None, "three_bands"),
        ("≥95%", None, 5, None, "proportional"),
    ],
)
def test_score_takes_values_as_printed(target: str, actual: str, weight: str, score: str | None, method: str) -> None:
    result = zpb.score(target, actual, weight)
    assert result.score == (None if score is None else Decimal(score))
    assert result.method == method
    assert result.explanation
    assert result.score is not None or result.notes


@pytest.mark.parametrize("weight", ["abc", "", "-1", float("nan"), "1e400"])
def test_a_weight_that_is_no_number_is_refused(weight: str) -> None:
    with pytest.raises(ZpbError, match="分值"):
        zpb.score("1", "1", weight)


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(FormError):
        zpb.score("1", "1", "1", profile="no-such-form")


def test_a_rule_in_words_that_is_not_understood_leaves_the_score_to_a_person() -> None:
    result = zpb.score("5", "5", "5", rule="视情况酌情给分")
    assert result.score is None
    assert result.notes


def test_read_check_and_generate_work_on_paths(tmp_path: Path) -> None:
    data = write_data(tmp_path / "a.json", form())
    book = tmp_path / "a.xlsx"
    zpb.generate("mof-2020-project", data, book)
    (evaluation,), _ = zpb.read(book)
    assert evaluation.project.text == "安全生产专项"
    result = zpb.check(str(book))
    assert result.exit_code == 1
    assert result.as_document()["files"][0]["evaluations"][0]["computed"]["total"] == "96.85"


def test_unknown_names_are_attribute_errors() -> None:
    with pytest.raises(AttributeError):
        _ = zpb.no_such_function
    assert set(zpb.__all__) <= set(dir(zpb))


def test_importing_the_package_loads_nothing_else() -> None:
    code = "import sys; before = set(sys.modules); import zipingbiao; print(sorted(set(sys.modules) - before))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "pydantic" not in loaded
    assert "zipingbiao.app" not in loaded
