"""File names made from the names of units and projects."""

from __future__ import annotations

import pytest

from zipingbiao.base.file_names import join_name, name_part


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("../../etc/passwd", "etc_passwd"),
        (r"C:\Windows\某局", "C_Windows_某局"),
        ("某局/二科：安全", "某局_二科：安全"),
        ("  某 局\n", "某_局"),
        ("某局...", "某局"),
        (".隐藏", "隐藏"),
        ("\x00\x1f", ""),
        ("..", ""),
        ("某局\u202ecod.exe", "某局_cod.exe"),
        ("某\ud800局", "某\ufffd局"),
        ("长" * 300, "长" * 60),
        ("长" * 59 + ". 局", "长" * 59),
    ],
)
def test_a_part_of_a_name_leads_nowhere_else(text: str, part: str) -> None:
    assert name_part(text) == part


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (["某局", "", "2023年度"], "某局_2023年度.xlsx"),
        (["CON"], "_CON.xlsx"),
        (["nul.局", "自评表"], "_nul.局_自评表.xlsx"),
        (["console"], "console.xlsx"),
        (["CON", "自评表"], "CON_自评表.xlsx"),
    ],
)
def test_parts_are_joined(parts: list[str], name: str) -> None:
    assert join_name(parts, ".xlsx") == name


@pytest.mark.parametrize("character", ["长", "𠮷", "a"])
def test_a_name_fits_on_every_disk(character: str) -> None:
    name = join_name([character * 300, character * 300, "2023年度", "专项绩效自评报告"], ".docx")
    assert len(name.encode()) <= 255
    assert name.endswith("_2023年度_专项绩效自评报告.docx")
