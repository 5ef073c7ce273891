"""Profiles as data: strict loading with the line, what they extend, which one a form gets, and what they change."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

import zipingbiao as zpb
from tests.app.samples import form, write_data
from tests.rules.builder import build_form
from zipingbiao.app.check import check_paths
from zipingbiao.app.profiles import list_profiles
from zipingbiao.base.errors import FormError
from zipingbiao.checks import engine, run_checks
from zipingbiao.forms import catalog
from zipingbiao.forms import profile_catalog as profiles
from zipingbiao.forms.catalog import get_form
from zipingbiao.forms.judging import choose, judge, lay_over
from zipingbiao.forms.profile_catalog import get_profile, load_profile, named

HEAD = "id: city\ntitle: 某市\nnote: 测试\n"
Write = Callable[..., Path]


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    """Writes profiles of an office's own folder, which the catalogue knows from then on."""
    folder = tmp_path / "own" / profiles.PROFILE_FOLDER
    folder.mkdir(parents=True)
    monkeypatch.setenv(catalog.OWN_FOLDER, str(folder.parent))
    caches = (catalog.form_paths, catalog.bases, catalog.get_form, profiles.profile_paths, profiles.get_profile)

    def forget() -> None:
        for cache in (*caches, engine._require_rules):
            cache.cache_clear()

    def write(text: str, name: str = "city") -> Path:
        path = folder / f"{name}.yaml"
        path.write_text(text, encoding="utf-8")
        forget()
        return path

    yield write
    forget()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEAD + "low_exekution: {below: 90}\n", r"city\.yaml 第 4 行 low_exekution：不认识的键.*docs/检查口径\.md"),
        (HEAD + "title: 又一个\n", r"第 4 行：键 title 重复"),
        (HEAD + "low_execution: {below: 90}\n", r"第 4 行 low_execution\.basis：缺少键 basis，请写明依据"),
        (HEAD + "low_execution:\n  below: 90\n  basis: nowhere/line\n", r"第 6 行 依据 nowhere/line 没有登记"),
        (HEAD + "low_execution:\n  below: 900\n  basis: house/low_execution\n", r"第 5 行 .*应不大于 100"),
        (HEAD + "rules:\n  ZP024: loud\n", r"第 5 行 rules\.ZP024：取值不在允许的范围内（loud）"),
        (HEAD + "rules:\n  zp24: off\n", r"第 5 行 "),
        (HEAD + "rules:\n  ZP024: off\n  ZP998: off\n", r"第 6 行 rules：没有编号为 ZP998 的规则"),
        (HEAD + "caps:\n  - {below: 60, total: 69, basis: house/tolerance}\n"
         "  - {below: 70, total: 79, basis: house/tolerance}\n", r"caps 须按执行率从高到低排列"),
        (HEAD + "bands: {lows: [80, 60], basis: house/tolerance}\n", r"最后一档为 0"),
        (HEAD + "tolerances:\n  score: {value: -1, basis: house/tolerance}\n", r"第 5 行 .*应不小于 0"),
        (HEAD + "extends: nowhere\n", r"第 4 行 extends：没有编号为 nowhere 的检查口径；现有：.*national"),
        (HEAD + "extends: city\n", r"第 4 行 extends：city → city 互相引用"),
        (HEAD + "form: nowhere\n", r"第 4 行 form：没有编号为 nowhere 的表样"),
        (HEAD.replace("title: 某市\n", "") + "extends: national\n", r"title：缺少键 title"),
        (HEAD.replace("id: city", "id: town"), r"第 1 行 id：town 与文件名 city 不同"),
    ],
)  # fmt: skip
def test_a_wrong_profile_is_refused_with_its_line(own: Write, text: str, words: str) -> None:
    with pytest.raises(FormError, match=words):
        load_profile(own(text), [f"ZP{n:03d}" for n in range(100)])


def test_a_file_named_like_a_form_or_another_profile_is_refused(own: Write) -> None:
    own(HEAD.replace("city", "national"), "national")
    with pytest.raises(FormError, match="编号 national 已被使用"):
        profiles.profile_paths()


def test_the_shipped_profiles_have_their_lines() -> None:
    lows = {one.id: one.low_execution.below for one in profiles.profiles().values() if one.low_execution}
    assert lows["sichuan"] == 90
    assert {lows[name] for name in ("national", "central-2021", "hubei", "yunnan", "platform")} == {80}
    caps = get_profile("platform").caps
    assert [(cap.below, cap.total) for cap in caps] == [(80, 89), (70, 79), (60, 69), (50, 59)]
    assert {one["id"] for one in list_profiles()} == set(profiles.profile_paths())


def test_what_is_extended_holds_where_nothing_else_is_said(own: Write) -> None:
    own(HEAD + "forms: [city-*]\nplaces: [某市]\nlow_execution: {below: 70, basis: house/low_execution}\n"
        "rules: {ZP024: off, ZP014: warning}\ntolerances: {rate: {value: 0.5, basis: house/tolerance}}\n")  # fmt: skip
    own("id: town\ntitle: 某区\nnote: 测试\nextends: city\nadjusted_budget: {basis: house/adjusted_budget}\n"
        "rules: {ZP014: ~, ZP006: error}\ntolerances: {score: {value: 0.1, basis: house/tolerance}}\n", "town")  # fmt: skip
    town = get_profile("town")
    assert town.low_execution is not None and town.low_execution.below == 70
    assert town.adjusted_budget is not None and not get_profile("city").adjusted_budget
    assert town.rules == {"ZP024": "off", "ZP006": "error"}
    assert town.tolerances.rate is not None and town.tolerances.score is not None
    assert (town.title, town.forms, town.places) == ("某区", [], [])


def test_a_figure_set_anew_needs_a_basis_of_its_own(own: Write) -> None:
    path = own(HEAD + "extends: sichuan\nlow_execution: {below: 70}\n")
    with pytest.raises(FormError, match=r"city\.yaml 第 5 行 low_execution\.basis：缺少键 basis"):
        load_profile(path)


def test_a_fault_two_files_down_is_told_where_it_stands(own: Write) -> None:
    own(HEAD + "low_execution: {below: 900, basis: house/low_execution}\n")
    own("id: town\ntitle: 某区\nnote: 测试\nextends: city\n", "town")
    path = own("id: village\ntitle: 某村\nnote: 测试\nextends: town\n", "village")
    with pytest.raises(FormError, match=r"city\.yaml 第 4 行 low_execution\.below"):
        load_profile(path)


TWENTY = {"funding[0].weight": "20", "funding[1].weight": "20"}


@pytest.mark.parametrize(
    ("changes", "profile"),
    [
        ({}, "national"),
        ({"template": "wuhan-district-project"}, "hubei"),
        ({"template": "xiangxi-department"}, "xiangxi"),
        ({"template": "mof-2021-project-cost", "department": "四川省财政厅"}, "central-2021"),
        ({"department": "四川省财政厅"}, "sichuan"),
        ({"implementing_unit": "成都市武侯区档案馆"}, "sichuan"),
        ({"title": "云南省县级部门项目支出绩效自评表", "template": None}, "yunnan"),
        ({"implementing_unit": "上海市虹口区四川北路街道办事处"}, "national"),
        ({"implementing_unit": "四川省驻武汉办事处"}, "national"),
        ({"project": "对口支援四川项目"}, "national"),
        ({**TWENTY, "template": None}, "hubei"),
        ({**TWENTY, "template": "some-district"}, "hubei"),
        (TWENTY, "national"),
        ({"template": None}, "national"),
    ],
)
def test_a_form_gets_the_profile_it_is_meant_for(changes: dict[str, object], profile: str) -> None:
    assert choose(build_form(changes)).id == profile


def test_a_chosen_profile_holds_before_the_form_and_a_found_one_only_where_the_form_is_silent() -> None:
    policy = get_form("mof-2020-project").policy
    strict = policy.model_copy(update={"reasons": policy.reasons.model_copy(update={"low_execution": Decimal(70)})})
    found, chosen = judge(build_form(), policy=strict), judge(build_form(), "sichuan", strict)
    assert found.policy.reasons.low_execution == 70 and "low_execution" not in found.lines
    assert chosen.policy.reasons.low_execution == 90 and chosen.lines["low_execution"] == "sichuan/low_execution"


def test_bands_are_set_by_their_lower_limits(own: Write) -> None:
    own(HEAD + "bands: {lows: [80, 50, 0], basis: house/tolerance}\n")
    policy = get_form("mof-2020-project").policy
    bands = lay_over(get_profile("city"), policy, over=True).policy.qualitative.bands
    assert [(band.high, band.low) for band in bands] == [(100, 80), (80, 50), (50, 0)]
    assert [band.words for band in bands] == [band.words for band in policy.qualitative.bands]


def test_a_rule_is_switched_off_or_made_more_or_less_strict(own: Write) -> None:
    wrong = build_form({"total": "97", "grade": "优", "funding[0].rate": "90.00%"})
    own(HEAD + "rules: {ZP001: off, ZP014: info}\n")
    assert {f.code: f.severity for f in run_checks([wrong])}["ZP001"] == "error"
    found = {f.code: f for f in run_checks([wrong], profile="city")}
    assert "ZP001" not in found
    assert found["ZP014"].severity == "info"
    assert found["ZP014"].basis.endswith("（按“某市”检查口径）")


def test_a_profile_that_speaks_of_a_missing_rule_is_told_when_it_is_used(own: Write) -> None:
    own(HEAD + "rules: {ZP998: off}\n")
    with pytest.raises(FormError, match=r"city\.yaml 第 4 行 rules：没有编号为 ZP998"):
        run_checks([build_form()], profile="city")


def test_a_line_of_the_profile_is_named_in_the_basis() -> None:
    low = {"funding[0].executed": "85.00", "funding[0].rate": "85.00%", "indicators[3].reason": None}
    basis = next(f.basis for f in run_checks([build_form(low)], profile="sichuan") if f.code == "ZP006")
    assert basis == "《四川省部门预算项目绩效自评要求》（文号待核）执行率偏低须说明原因的界限（按“四川”检查口径）"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"total": "84.55"}, "ZP014"),
        ({"funding[0].score": "9.55", "total": "84.55"}, "ZP002"),
        ({"indicators[0].score": "20.04", "total": "84.54"}, "ZP015"),
        ({"indicators[0].actual": "50人次", "indicators[0].score": "10.04", "total": "74.54"}, "ZP019"),
        ({"funding[0].rate": "95.30%"}, "ZP001"),
        ({"funding[0].budget": "100.02", "funding[0].initial": "100.02"}, "ZP003"),
    ],
)
def test_a_tolerance_accepts_what_rounding_does_not_explain(own: Write, changes: dict[str, str], code: str) -> None:
    own(HEAD + "tolerances:\n  score: {value: 0.05, basis: house/tolerance}\n"
        "  rate: {value: 0.5, basis: house/tolerance}\n  amount: {value: 2, basis: house/tolerance}\n")  # fmt: skip
    changed = build_form(changes)
    assert code in {f.code for f in run_checks([changed], profile="xiangxi")}
    assert code not in {f.code for f in run_checks([changed], profile="city")}


def test_a_form_without_a_template_is_judged_by_the_form_of_a_chosen_profile_only(own: Write, tmp_path: Path) -> None:
    own(HEAD + "form: mof-2020-project\n")
    path = write_data(tmp_path / "a.json", form(template=None))

    def template(profile: str | None) -> object:
        return check_paths([path], profile).as_document()["files"][0]["evaluations"][0]["template"]

    assert template(None) is None
    assert template("city") == "mof-2020-project"
    assert template("national") is None
    assert template("xiangxi") is None  # its form is for departments
    assert template("wuhan-district-project") == "wuhan-district-project"
    with pytest.raises(FormError, match=r"没有编号为 no-such 的检查口径或表样；检查口径：.*sichuan.*；表样：.*mof-2020-project"):
        named("no-such")


def test_an_own_workbook_is_not_called_stale_for_a_cap_its_formulas_do_not_know(tmp_path: Path) -> None:
    book = tmp_path / "a.xlsx"
    given = form(total=None, grade=None)
    for row in given["funding"]:
        row |= {"executed": "500.00", "rate": None, "score": None}
    zpb.generate("mof-2020-project", given, book)
    found = {f.code for f in zpb.check(book, "platform").files[0].findings}
    assert "ZP022" in found
    assert not {"ZP058", "ZP014", "ZP055"} & found


def test_one_indicator_is_scored_by_a_profile_too() -> None:
    assert zpb.score("≥100", "140", "10").score == 10
    assert zpb.score("≥100", "140", "10", profile="platform").score == 8


def test_the_example_of_the_guide_is_a_right_profile(own: Write) -> None:
    guide = (Path(__file__).parents[2] / profiles.GUIDE).read_text(encoding="utf-8")
    text = guide.split("```yaml\n")[1].split("```")[0]
    documents = re.findall(r"wuhou-2025/(\w+)", text)
    legal = "id: wuhou-2025\ntitle: 例\nissuer: 例\nnumber: 例\ndate: 例\narticles:\n" + "".join(
        f"  {article}: {{article: 例, says: 例, confirmed: true}}\n" for article in dict.fromkeys(documents)
    )
    path = own(text, "wuhou")
    (path.parents[1] / catalog.LEGAL_FOLDER).mkdir()
    (path.parents[1] / catalog.LEGAL_FOLDER / "wuhou-2025.yaml").write_text(legal, encoding="utf-8")
    (shown,) = (one for one in list_profiles() if one["id"] == "wuhou")
    assert {line["line"].partition(".")[0] for line in shown["lines"]} | {"rules", "printed"} == {
        "low_execution", "adjusted_budget", "over_achievement", "deduction", "caps", "bands", "tolerances", "rules",
        "printed",
    }  # fmt: skip
    assert choose(build_form({"department": "成都市武侯区财政局"})).id == "wuhou"
    assert choose(build_form({"department": "武侯区驻昆明办事处"})).id == "national"
