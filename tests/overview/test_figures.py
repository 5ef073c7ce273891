"""The figures by unit, form and rule, against a slow computation in plain Python over the same rows."""

from __future__ import annotations

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.overview.made import file, finding, form, line, result, tables
from zipingbiao.app.overview.distributions import distributions
from zipingbiao.app.overview.forms import findings, unchecked
from zipingbiao.app.overview.lines import line_of_all, lines_by_form, lines_by_rule, lines_by_unit
from zipingbiao.model.overview import GroupLine, Tally

POINTS = st.one_of(st.none(), st.decimals(0, 110, places=2))
MONEY = st.one_of(st.none(), st.decimals(0, 10**9, places=6))
FORMS = st.builds(
    form,
    unit=st.sampled_from(["甲县财政局", "甲县 财政局", "乙县教育局", "丙县水利局", None]),
    project=st.sampled_from(["项目一", "项目二", None]),
    template=st.sampled_from(["mof-2020-project", "hubei-project-2020", "yunnan-project", None]),
    level=st.sampled_from(["project", "department"]),
    budget=MONEY, executed=MONEY, total=POINTS, grade=st.sampled_from(["优", "良好", "差", None]),
    computed_grade=st.sampled_from(["优", "中", None]),
)  # fmt: skip
SEVERITIES = st.sampled_from(["error", "warning", "info"])


@st.composite
def files(draw: Any) -> list[list[dict[str, Any]]]:
    found = []
    for number in range(draw(st.integers(0, 6))):
        forms = draw(st.lists(FORMS, max_size=4))
        faults = [
            finding(
                draw(st.one_of(st.none(), st.integers(1, len(forms)))) if forms else None,
                code=draw(st.sampled_from(["ZP014", "ZP019"])), severity=draw(SEVERITIES),
                waived=draw(st.sampled_from([None, None, "已核实"])),
            )
            for _ in range(draw(st.integers(0, 5)))
        ]  # fmt: skip
        found.append(file(f"收到/{number}.xlsx", forms, faults))
    return found


def tally(rows: list[dict[str, Any]]) -> Tally:
    counts = Counter("waived" if row["waived"] else row["severity"] for row in rows)
    return Tally(counts["error"], counts["warning"], counts["info"], counts["waived"])


def expected(name: str, forms: list[dict[str, Any]], faults: list[dict[str, Any]], files: int) -> GroupLine:
    both = [row for row in forms if row["budget"] is not None and row["executed"] is not None]
    budget = sum((row["budget"] for row in both), Decimal(0)) if both else None
    executed = sum((row["executed"] for row in both), Decimal(0)) if both else None
    totals = [row["total"] for row in forms if row["total"] is not None]
    said = {"良好": "良"}
    grades = Counter(said.get(grade, grade) for row in forms if (grade := row["grade"] or row["computed_grade"]))
    order = [grade for grade in ("优", "良", "中", "差") if grades[grade]]
    mean = sum(totals, Decimal(0)) / len(totals) if totals else None
    return GroupLine(
        name=name, files=files, forms=len(forms), units=len({unit_of(row) for row in forms} - {""}),
        clean=sum(row["errors"] == 0 for row in forms), budget=budget, executed=executed,
        rate=(executed / budget).quantize(Decimal("0.0001"), ROUND_HALF_UP) if budget and executed is not None else None,
        mean=None if mean is None else mean.quantize(Decimal("0.01"), ROUND_HALF_UP),
        lowest=min(totals, default=None), highest=max(totals, default=None), scored=len(totals),
        full=sum(total == 100 for total in totals), grades=tuple((grade, grades[grade]) for grade in order),
        found=tally(faults),
    )  # fmt: skip


def unit_of(row: dict[str, Any]) -> str:
    return (row["unit_name"] or "").replace(" ", "")


@settings(max_examples=40, deadline=None)
@given(files())
def test_every_line_is_what_a_plain_computation_gives(made: list[list[dict[str, Any]]]) -> None:
    rows = [row for rows in made for row in rows]
    forms = [row for row in rows if row["row"] == "evaluation"]
    faults = [row for row in rows if row["row"] == "finding"]
    with TemporaryDirectory() as folder:
        path = result(Path(folder, "o.parquet"), *made)
        with tables(path) as found:
            every, by_unit, by_form = line_of_all(found), lines_by_unit(found), lines_by_form(found)
            by_rule, listed = lines_by_rule(found), findings(found)
            bars = distributions(found)

    assert every == expected("全部", forms, faults, len(made))
    for one in by_unit:
        own = [row for row in forms if unit_of(row) == ("" if one.name == "（未写明单位）" else one.name)]
        assert (one.forms, one.mean, one.budget, one.grades) == (
            len(own), *(getattr(expected("", own, [], 0), key) for key in ("mean", "budget", "grades"))
        )  # fmt: skip
    for key in ("errors", "warnings", "infos", "waived"):
        assert sum(getattr(line.found, key) for line in by_unit) == getattr(every.found, key), "every finding has a unit"
    assert sum(one.forms for one in by_unit) == sum(one.forms for one in by_form) == len(forms)
    for template, name in (("yunnan-project", "项目支出绩效自评表（云南省（县级），2022）"), (None, "未识别的表样")):
        own = [row for row in forms if row["template"] == template]
        theirs = [row for row in faults if row["form_number"] and row["template"] == template]
        several = [one for one in by_form if one.name.startswith(name) or (template and one.name == "项目支出绩效自评表")]
        if own and len({row["template"] for row in forms} - {None}) != 1:
            files_of = len({row["file"] for row in own})
            assert several == [expected(several[0].name, own, theirs, files_of)]
    assert sum(one.findings for one in by_rule) == sum(row["waived"] is None for row in faults)
    for one in by_rule:
        own = [row for row in faults if (row["code"], row["severity"]) == (one.code, one.severity) and not row["waived"]]
        places = {(row["file"], row["form_number"]) for row in own if row["form_number"]}
        assert (one.findings, one.files, one.forms) == (len(own), len({row["file"] for row in own}), len(places))
    assert listed[1] == len(faults) == len(listed[0])
    ranks = [(one.waived is not None, ("error", "warning", "info").index(one.severity)) for one in listed[0]]
    assert ranks == sorted(ranks)
    assert all(sum(count for _, count in one.bars) == len(forms) for one in bars)


def test_sums_are_exact(tmp_path: Path) -> None:
    many = [form(budget="0.1", executed="0.00000001", total="0.07") for _ in range(300)]
    with tables(result(tmp_path / "o.parquet", file("a.xlsx", many))) as found:
        every = line_of_all(found)
    assert (every.budget, every.executed) == (Decimal(30), Decimal("0.000003"))


def test_a_mean_of_two_points_and_a_half_cent_is_rounded_up(tmp_path: Path) -> None:
    with tables(result(tmp_path / "o.parquet", file("a.xlsx", [form(total="90.00"), form(total="90.01")]))) as found:
        assert line_of_all(found).mean == Decimal("90.01")


def test_full_marks_are_those_of_the_form(tmp_path: Path) -> None:
    forms = [form(total=110, total_weight=110), form(total=100, total_weight=110), form(total=100, total_weight=None)]
    with tables(result(tmp_path / "o.parquet", file("a.xlsx", forms))) as found:
        assert line_of_all(found).full == 2


def test_differences_are_taken_over_the_rows_that_can_be_scored_again(tmp_path: Path) -> None:
    rows = [line("甲", "10", "8", 10, 8), line("乙", "好", "好", 10, None)]
    made = file("a.xlsx", [form(indicators=rows), form(indicators=rows[1:])])
    with tables(result(tmp_path / "o.parquet", made)) as found:
        bars = dict(distributions(found)[4].bars)
    assert {name for name, count in bars.items() if count} == {"自评高1–5分", "不能复算"}


def test_what_rounding_explains_is_no_difference(tmp_path: Path) -> None:
    scores = [("9.8", "9.83"), ("9.83", "9.8"), ("9.75", "9.8"), ("9.85", "9.8")]
    forms = [form(indicators=[line("甲", "10", "8", own, again)]) for own, again in scores]
    with tables(result(tmp_path / "o.parquet", file("a.xlsx", forms))) as found:
        bars = dict(distributions(found)[4].bars)
    assert {name: count for name, count in bars.items() if count} == {"一致": 2, "自评低不足1分": 1, "自评高不足1分": 1}


def test_files_that_were_not_checked_are_told_worst_first(tmp_path: Path) -> None:
    path = result(
        tmp_path / "o.parquet",
        file("a.png", status="skipped", reason="不是能读的文件"),
        file("b.xlsx", status="duplicate", reason="与「c.xlsx」内容完全相同"),
        file("d.xlsx", findings=[finding(code="ZP000", kind="unreadable")], status="unreadable", reason="打不开"),
    )
    with tables(path) as found:
        assert [(one.file, one.status) for one in unchecked(found)] == [
            ("d.xlsx", "unreadable"), ("b.xlsx", "duplicate"), ("a.png", "skipped"),
        ]  # fmt: skip
        every, (unit,), (rule,) = line_of_all(found), lines_by_unit(found), lines_by_rule(found)
    assert (every.files, every.forms, every.found.errors) == (0, 0, 1)
    assert (unit.name, unit.forms, unit.found.errors) == ("（未写明单位）", 0, 1)
    assert rule.title == "文件不能读取"


def test_a_form_of_a_template_that_is_not_here_keeps_its_id(tmp_path: Path) -> None:
    with tables(result(tmp_path / "o.parquet", file("a.xlsx", [form(template="某区-2030")]))) as found:
        assert [one.name for one in lines_by_form(found)] == ["某区-2030（本机没有这种表样）"]
