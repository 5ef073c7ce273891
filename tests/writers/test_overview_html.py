"""The overview page: self-contained, every figure in it, every text escaped, large folders usable."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import pytest

from tests.writers.html_pages import Page
from tests.writers.overview_samples import EMPTY, FOLDER, HOSTILE, overview
from zipingbiao.model.overview import FileLine, FormLine, Outlier, Overview, Spot, Tally
from zipingbiao.writers.overview_html import overview_html

_SIZES = (3, 60, 300)


def _link(spot: Spot) -> str | None:
    return f"../{spot.file}"


def _written(shown: Overview) -> str:
    return overview_html(shown, _link)


def _fixed(value: Decimal | None, form: str = ".2f", end: str = "") -> str:
    return "—" if value is None else format(value.quantize(Decimal("0.01"), ROUND_HALF_UP), form) + end


def _percent(value: Decimal | None) -> str:
    return _fixed(None if value is None else value * 100, end="%")


def _short(value: Decimal | None) -> str:
    return "—" if value is None else f"{float(value):g}"


def _seen(text: str) -> str:
    """A text as a reader of the page sees it: what no page can hold is a replacement mark, long names are cut."""
    shown = re.sub(r"\s+", " ", re.sub("[\x00-\x08\udc80-\udcff]", "\ufffd", text)).strip()
    return shown if len(shown) <= 120 else shown[:119] + "…"


@pytest.mark.parametrize("units", _SIZES)
def test_the_page_is_well_formed_and_needs_nothing_from_outside(units: int) -> None:
    written = _written(overview(units))
    page = Page(written)
    assert page.open == [] and page.scripts == 1
    assert not page.tags & {"img", "link", "iframe", "object", "embed", "base"}
    assert not [name for name in page.names if name.startswith("on") and name != "onsubmit"]
    assert not re.search(r"src\s*=|@import|url\(|https?:", written)
    assert len(page.ids) == len(set(page.ids))
    assert all(address[1:] in page.ids for address, _ in page.links if address.startswith("#"))
    written.encode("utf-8")


@pytest.mark.parametrize("units", _SIZES)
def test_every_figure_of_the_units_and_of_the_forms_stands_in_its_row(units: int) -> None:
    shown = overview(units)
    page = Page(_written(shown))
    for section, lines, with_units in (("units", shown.by_unit, False), ("forms", shown.by_form, True)):
        rows = page.rows[section][2:]
        assert len(rows) == len(lines) + 1
        for row, line in zip(rows, (shown.all, *lines), strict=True):
            found = line.found
            assert row == [
                _seen(line.name),
                *([f"{line.units:,}"] if with_units else []),
                *(f"{count:,}" for count in (line.files, line.forms, line.clean)),
                *(_fixed(amount, ",.2f") for amount in (line.budget, line.executed)),
                _percent(line.rate),
                _fixed(line.mean),
                *(_short(points) for points in (line.lowest, line.highest)),
                *(f"{count:,}" for count in (line.scored, line.full, *(count for _, count in line.grades))),
                *(f"{count:,}" for count in (found.errors, found.warnings, found.infos, found.waived)),
            ]


def test_a_rule_of_two_severities_is_led_to_once() -> None:
    shown = overview(3)
    rule, other = shown.by_rule[0], shown.by_rule[1]
    page = Page(_written(replace(shown, by_rule=(rule, replace(rule, severity="info"), replace(other, code="")))))
    assert page.ids.count(f"rule-{rule.code}") == 1 and "rule-" not in page.ids and len(page.rows["rules"]) == 4


def test_every_rule_stands_with_its_figures_and_an_example() -> None:
    shown = overview(60)
    rows = Page(_written(shown)).rows["rules"][1:]
    words = {"error": "错误", "warning": "警告", "info": "提示"}
    for row, rule in zip(rows, shown.by_rule, strict=True):
        counts = [f"{n:,}" for n in (rule.findings, rule.waived, rule.units, rule.files, rule.forms)]
        assert row[:8] == [words[rule.severity], f"{rule.code} {rule.title}", *counts, _percent(rule.share)]
        assert row[8] == _seen(rule.example)
        assert row[9].startswith(_seen(rule.where.file.rpartition("/")[2]))


def test_the_distributions_say_number_and_share_of_every_class() -> None:
    shown = overview(60)
    written = _written(shown)
    for distribution in shown.distributions:
        whole = sum(count for _, count in distribution.bars)
        assert f"{distribution.title} <small>{distribution.counted}，共 {whole:,}</small>" in written
        for name, count in distribution.bars:
            part = _percent(Decimal(count) / whole)
            assert re.search(rf">{re.escape(name)}</span>.*?<b>{count:,}</b><i>{part}</i>", written)


def test_the_heading_says_what_was_checked_and_the_tiles_its_figures() -> None:
    shown = overview(300, forms_per_unit=33)
    written = _written(shown)
    whole = shown.all
    assert f"<title>{shown.title}</title>" in written and f"<h1>{shown.title}</h1>" in written
    assert f"文件夹：{FOLDER}" in written and f"检查口径：{shown.profile}" in written
    assert f"检查了 300 个单位的 {whole.files:,} 个文件、{whole.forms:,} 张自评表" in written
    for figure, word in (
        ("300", "单位"), (f"{whole.files:,}", "文件"), (f"{whole.forms:,}", "自评表"),
        (f"{whole.found.errors:,}", "错误"), (f"{whole.found.warnings:,}", "警告"), (f"{whole.found.infos:,}", "提示"),
        (f"{whole.found.waived:,}", "已说明"), (_fixed(whole.mean), "平均分"), (f"{whole.full:,}", "满分（张）"),
        (_percent(whole.rate), "执行率"),
    ):  # fmt: skip
        assert f"<b>{figure}</b><span>{word}</span>" in written
    assert f"预算数 {_fixed(whole.budget, ',.2f')} 万元" in written
    assert all(f"<li>{note}</li>" in written for note in shown.notes)


def test_outliers_stand_by_kind_with_their_forms() -> None:
    shown = overview(60)
    written = _written(shown)
    rows = [row for row in Page(written).rows["outliers"] if row[0] != "单位"]
    for row, form in zip(rows, [form for outlier in shown.outliers for form in outlier.forms], strict=True):
        _same_form(row, form)
    assert "所有项目都是满分 <small>2 处</small>" in written
    assert "共 12 张，这里列出 5 张。" in written and "（共 3,000 字）" in written
    for outlier in shown.outliers:
        assert outlier.sentence in written or HOSTILE in outlier.sentence


def _same_form(cells: list[str], form: FormLine) -> None:
    assert cells[:3] == [_seen(form.unit), form.project, str(form.year or "—")]
    assert cells[3].split("\n")[0] == form.form
    assert cells[4].split("\n")[0] == _short(form.total)
    if form.computed_total is not None and form.computed_total != form.total:
        assert cells[4].endswith(f"计算 {_short(form.computed_total)}")
    assert cells[5:8] == [form.grade or "—", _percent(form.rate), _fixed(form.budget, ",.2f")]
    found = form.found
    counts = (("错误", found.errors), ("警告", found.warnings), ("提示", found.infos), ("已说明", found.waived))
    assert cells[8] == (" ".join(f"{word} {count}" for word, count in counts if count) or "—")
    assert "!".join(part for part in (form.where.sheet, form.where.cell) if part) in cells[9]


def test_the_sample_says_how_it_was_drawn_and_leaves_room_for_the_reviewer() -> None:
    shown = overview(60)
    drawn = shown.sample
    written = _written(shown)
    rows = Page(written).rows["sample"]
    strata = [
        [one.name, f"{one.size:,}", f"{one.taken:,}", _percent(Decimal(one.taken) / one.size)] for one in drawn.strata
    ]
    assert rows[1 : 1 + len(strata)] == strata
    assert rows[len(strata) + 1][-1] == "复核意见"
    for number, (row, (layer, form)) in enumerate(zip(rows[len(strata) + 2 :], drawn.forms, strict=True), start=1):
        assert row[:2] == [str(number), layer] and row[-1] == ""
        _same_form(row[2:], form)
    assert f"随机数种子 {drawn.seed}" in written and f"共抽取 {len(drawn.forms)} 张。" in written
    short = replace(shown, sample=replace(drawn, wanted=len(drawn.forms) + 9))
    assert f"张（要求 {len(drawn.forms) + 9} 张）" in _written(short)


def test_files_that_were_not_checked_stand_with_the_reason() -> None:
    shown = overview(3)
    written = _written(shown)
    rows = Page(written).rows["unchecked"][1:]
    assert [row[0] for row in rows] == ["不能读取", "不能读取", "内容重复", "略过"]
    assert [row[2] for row in rows] == [_seen(line.reason) for line in shown.unchecked]
    assert "共 4 个：不能读取 2 个，内容重复 1 个，略过 1 个。" in written
    many = replace(shown, unchecked=tuple(FileLine(f"{n}.xlsx", "skipped", "空") for n in range(700)))
    written = _written(many)
    assert len(Page(written).rows["unchecked"]) == 501 and "这里列出前 500 个" in written


def test_findings_stand_with_both_values_place_and_remedy() -> None:
    shown = overview(3)
    rows = Page(_written(shown)).rows["findings"][1:]
    for number, (row, line) in enumerate(zip(rows, shown.findings, strict=True), start=1):
        assert row[0] == str(number)
        assert row[1].endswith(line.code) and ("已说明" in row[1]) == (line.waived is not None)
        assert row[2] == f"{_seen(line.unit)}\n{line.project}"
        assert row[4] == line.label
        assert row[5].startswith(line.printed) and row[6].startswith(line.expected or "—")
        assert line.message in row[7] and line.remedy in row[7] and (line.waived or "") in row[7]


@pytest.mark.parametrize("units", [60, 300])
def test_what_a_page_cannot_hold_is_told(units: int) -> None:
    shown = overview(units, forms_per_unit=33)
    written = _written(shown)
    assert len(written.encode()) < 5_000_000
    listed = len(Page(written).rows["findings"]) - 1
    assert 1_000 < listed <= 2_000
    left = shown.finding_count - listed
    assert f"共 {shown.finding_count:,} 条，这里列出最严重的 {listed:,} 条；其余 {left:,} 条" in written


def test_a_page_of_endless_texts_stays_small() -> None:
    shown = overview(3)
    line = replace(shown.findings[0], message="长" * 3_000, remedy="长" * 3_000, label="长" * 3_000, unit="长" * 3_000)
    forms = (replace(shown.outliers[0].forms[0], project="长" * 3_000, remark="长" * 3_000),)
    outlier = Outlier("same_text", "文字相同", "长" * 3_000, "长" * 3_000, forms, 1)
    many = replace(shown, findings=(line,) * 2_000, finding_count=2_000, outliers=(outlier,) * 200)
    written = _written(many)
    assert len(written.encode()) < 5_000_000
    assert "这里列出前 60 处" in written and "长" * 600 not in written


def test_every_text_is_escaped() -> None:
    shown = overview(3)
    spot = Spot(HOSTILE, HOSTILE, HOSTILE)
    form = FormLine(HOSTILE, HOSTILE, 2025, HOSTILE, HOSTILE, spot, None, None, HOSTILE, None, None, Tally(), HOSTILE)
    rule = replace(shown.by_rule[0], code=HOSTILE, title=HOSTILE, example=HOSTILE, where=spot)
    texts = ["unit", "project", "label", "printed", "expected", "value_unit", "message", "remedy", "waived", "code"]
    line = replace(shown.findings[0], where=spot, **dict.fromkeys(texts, HOSTILE))
    drawn = replace(shown.sample, strata=(replace(shown.sample.strata[0], name=HOSTILE),), forms=((HOSTILE, form),))
    nasty = replace(
        shown,
        title=HOSTILE,
        folders=(HOSTILE, HOSTILE),
        profile=HOSTILE,
        all=replace(shown.all, name=HOSTILE, grades=((HOSTILE, 1),)),
        by_rule=(rule, shown.by_rule[1]),
        distributions=(
            replace(shown.distributions[0], title=HOSTILE, counted=HOSTILE, bars=((HOSTILE, 1),), note=HOSTILE),
        ),
        outliers=(Outlier(HOSTILE, HOSTILE, HOSTILE, HOSTILE, (form,), 1),),
        sample=drawn,
        findings=(line,),
        unchecked=(FileLine(HOSTILE, HOSTILE, HOSTILE),),
    )
    written = _written(nasty)
    page = Page(written)
    assert page.open == [] and page.scripts == 1
    assert not [name for name in page.names if name.startswith("on") and name != "onsubmit"]
    assert "<script>alert" not in written and "\x00" not in written
    written.encode("utf-8")


def test_an_overview_of_nothing_says_so() -> None:
    written = _written(EMPTY)
    page = Page(written)
    assert page.open == [] and not page.rows
    for sentence in ("检查了 2 个文件，没有读出自评表。", "没有发现问题。", "没有抽取。", "找到的文件都检查了。"):
        assert sentence in written
    assert all(address[1:] in page.ids for address, _ in page.links)


def test_the_filters_are_hidden_until_the_script_runs() -> None:
    forms = re.findall(r'<form class="filters"[^>]*>', _written(overview(60)))
    assert len(forms) >= 2 and all(form.endswith(" hidden>") for form in forms)
    assert '<form class="filters"' not in _written(overview(2, forms_per_unit=1, listed=5))
