"""The HTML report: self-contained, escaped, both values of every finding, filters that name what is there."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from tests.writers.html_pages import Page
from tests.writers.samples import NASTY, checked, finding
from zipingbiao.model.values import Place
from zipingbiao.writers.checked import CheckedFile
from zipingbiao.writers.report_html import render_html


def _page(*files: CheckedFile) -> str:
    return render_html(files, date(2026, 3, 5))


def test_the_page_is_well_formed_and_needs_nothing_from_outside(tmp_path: Path) -> None:
    page = _page(checked(tmp_path / "a.xlsx", finding()))
    assert Page(page).open == []
    assert not re.search(r"""(src|href)\s*=|@import|url\(|https?:""", page)


def test_every_text_is_escaped(tmp_path: Path) -> None:
    nasty = finding(message=NASTY, label=NASTY, printed=NASTY, project=NASTY, remedy=NASTY, basis=NASTY, unit=NASTY)
    nasty = nasty.model_copy(update={"place": Place(sheet=NASTY, cell=NASTY)})
    page = _page(checked(tmp_path / "<b>.xlsx", nasty, project=NASTY, implementing_unit=NASTY))
    assert Page(page).scripts == 1
    assert "<script>alert" not in page
    assert "&lt;b&gt;.xlsx" in page


def test_a_finding_shows_both_values_place_remedy_and_basis(tmp_path: Path) -> None:
    page = _page(checked(tmp_path / "a.xlsx", finding()))
    for text in (
        "97 分",
        "96.85 分",
        "H40",
        "总分",
        "请核对总分。",
        "依据：表内勾稽关系",
        "O&#x27;B 安全",
        "2026 年 3 月 5 日",
    ):
        assert text in page


def test_findings_are_sorted_by_severity(tmp_path: Path) -> None:
    page = _page(
        checked(tmp_path / "a.xlsx", finding(severity="info", label="丙"), finding(severity="error", label="甲"))
    )
    assert page.index(">甲</td>") < page.index(">丙</td>")
    assert 'value="warning"' not in page


def test_a_card_says_what_a_figure_should_be_only_where_a_rule_says_so(tmp_path: Path) -> None:
    file = checked(tmp_path / "a.xlsx")
    assert "应为 96.85" not in _page(file)
    wrong = finding(place=file.evaluations[0].total.place)
    assert "应为 96.85</small>" in _page(checked(tmp_path / "a.xlsx", wrong))


def test_a_card_leads_to_its_findings(tmp_path: Path) -> None:
    page = _page(checked(tmp_path / "a.xlsx", finding()))
    (group,) = re.findall(r'class="go" data-where="([^"]+)"', page)
    assert f'<option value="{group}">' in page and f'<tr class="error" data-where="{group}">' in page
    two = _page(checked(tmp_path / "a.xlsx", finding()), checked(tmp_path / "b.xlsx", finding()))
    assert len(set(re.findall(r'class="go" data-where="([^"]+)"', two))) == 2


def test_computed_figures_are_explained_where_there_are_some(tmp_path: Path) -> None:
    assert "（计算）：" in _page(checked(tmp_path / "a.xlsx", total=None))
    assert "（计算）" not in _page(checked(tmp_path / "a.xlsx"))


def test_nothing_found_is_said(tmp_path: Path) -> None:
    page = _page(checked(tmp_path / "a.xlsx"))
    assert "没有发现问题。" in page
    assert "<table>" not in page


def test_a_file_without_forms_and_a_form_without_figures_are_shown(tmp_path: Path) -> None:
    bare = checked(tmp_path / "a.xlsx", funding=[], indicators=[], total=None, grade=None)
    page = _page(bare, CheckedFile(tmp_path / "b.xlsx", findings=(finding(kind="unreadable"),), unreadable="坏了"))
    assert Page(page).open == []
    assert "—" in page and "b.xlsx" in page


def test_what_was_waived_has_its_own_filter_and_comes_last(tmp_path: Path) -> None:
    page = _page(checked(tmp_path / "a.xlsx", finding(label="甲", waived="按<省厅>表样。"), finding(label="乙")))
    assert 'class="pick" value="waived"' in page and '<tr class="waived"' in page
    assert "已说明：按&lt;省厅&gt;表样。" in page
    assert page.index(">乙</td>") < page.index(">甲</td>")
    assert '<div class="tile waived"><b>1</b>' in page and '<div class="tile error"><b>1</b>' in page
    assert "已说明 1</span>" in page
    assert 'value="waived"' not in _page(checked(tmp_path / "a.xlsx", finding()))


def test_charts_count_what_is_left_by_sheet_and_by_rule(tmp_path: Path) -> None:
    other = finding(code="ZP037", severity="warning", place=Place(sheet="乙", cell="A1"))
    page = _page(checked(tmp_path / "a.xlsx", finding(), finding(), other, finding(waived="有理由。")))
    assert "各表的问题" in page and "各规则的问题" in page
    assert (
        '<i class="error" style="width:100.0%"></i>' in page and '<i class="warning" style="width:50.0%"></i>' in page
    )
    assert "错误 2</span>" in page
    assert "各表的问题" not in _page(checked(tmp_path / "a.xlsx", finding()))


def test_long_charts_are_cut(tmp_path: Path) -> None:
    found = [finding(place=Place(sheet=f"表{number}", cell="A1")) for number in range(30)]
    page = _page(checked(tmp_path / "a.xlsx", *found))
    assert page.count('<div class="line">') == 12 and "其余 19 项" in page


def test_rules_are_explained_folded_up(tmp_path: Path) -> None:
    rule = {"code": "ZP014", "title": "总分与各项得分之和不符", "sections": {"为什么": "<总分>是等级的依据。"}}
    page = render_html([checked(tmp_path / "a.xlsx", finding(), finding(code="ZP037"))], None, [rule])
    assert Page(page).open == []
    assert '<details id="rule-ZP014">' in page and "&lt;总分&gt;是等级的依据。" in page
    assert page.count('data-rule="ZP014"') == 1 and 'data-rule="ZP037"' not in page
    assert "ZP014 总分与各项得分之和不符" in page
