"""Forms in Word: read back they are the forms they were made of; printed they are the sheet."""

from __future__ import annotations

import time
from decimal import Decimal
from pathlib import Path

import pytest

from tests.app.samples import form, write_data
from tests.live.office import convert
from tests.readers.build import DATA
from tests.workbook.seeds import seed_forms
from tests.writers.word_forms import Written, findings_of, same, written
from zipingbiao.app.new import empty_form, generate
from zipingbiao.app.reading import read_file
from zipingbiao.base.text import squeeze
from zipingbiao.checks.figures import looks_like, rate_readings
from zipingbiao.forms.catalog import form_paths, forms, get_form
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.readers.data import to_data
from zipingbiao.readers.workbook import read_workbook
from zipingbiao.scoring.engine import assess
from zipingbiao.scoring.living import to_living
from zipingbiao.writers.workbook import write_workbook
from zipingbiao.writers.workbook.paper import Paper, draw_form

SEEDS = seed_forms()
SEED_IDS = [f"{number:02}-{one.template}" for number, one in enumerate(SEEDS)]
FILES = sorted([*(DATA / "seeds-xlsx").glob("*.xlsx"), *(DATA / "corpus").glob("*.xlsx")])
DOCUMENTS = [
    path
    for path in sorted((DATA / "json").glob("*.json"))
    if path.stem.endswith("-form") or path.stem in ("donghu-2019", "dongxihu-2022", "wuhan-2018-forms")
]
LONG = "偏差原因：" + "因受雨季影响，部分工程未能按期完工，下一步将倒排工期，确保按时完成。" * 90
#: Found only in a workbook, whose helper columns say more than any print: 分值 and figures the form does not print.
_ONLY_IN_HELPERS = {"ZP013", "ZP054"}
#: Found of the printed score, while a workbook compares the figure of the original table that stands beside it, by the
#: wording of a 评分细则 that the form does not print.
_BY_THE_PRINTED_SCORE = {"ZP018", "ZP019", "ZP021", "ZP037", "ZP038"}


@pytest.fixture(scope="module", params=range(len(SEEDS)), ids=SEED_IDS)
def own(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """A workbook of this software with one form, and its document."""
    folder, seed = tmp_path_factory.mktemp("own"), SEEDS[request.param]
    generate(seed.template or "", [seed], folder / "自评表.xlsx")
    return written(folder / "自评表.xlsx", folder / "自评表.docx")


def test_a_workbook_comes_through_whole(own: Written) -> None:
    assert own.faults() == []
    assert [one.losses for one in own.result.forms] == [[]]
    assert [one.figures.differences for one in own.result.forms] == [[]]


def test_the_document_prints_what_the_workbook_computes(own: Written) -> None:
    for given, back, one in zip(own.given, own.back, own.result.forms, strict=True):
        assert back.template == given.template and not back.own
        assert same(given.living_total, back.total)
        if one.form.layout.total is not None and one.form.layout.total.grade is not None:
            assert given.living_grade.text == back.grade.text
        for row, other in zip(given.funding, back.funding, strict=True):
            if one.form.layout.funding is not None and given.living_total:
                assert not row.living_rate.is_blank or other.rate.text in (None, "—")
                if row.living_rate.number is not None:
                    assert round(row.living_rate.number, 4) == other.rate.number
                assert row.living_score.number == other.score.number


def test_a_check_of_the_document_finds_what_it_finds_in_the_workbook(own: Written) -> None:
    ours = {(one.code, squeeze(one.label)): one for one in findings_of(own.source)}
    theirs = {(one.code, squeeze(one.label)): one for one in findings_of(own.path)}
    printed = own.result.forms[0].form.layout.columns
    missing = [
        finding.message
        for key, finding in ours.items()
        if key not in theirs
        and "原表" not in finding.message
        and key[0] not in _ONLY_IN_HELPERS | _BY_THE_PRINTED_SCORE
    ]
    assert missing == []
    added = [
        finding.message for key, finding in theirs.items() if key not in ours and key[0] not in _BY_THE_PRINTED_SCORE
    ]
    assert added == [], [column.key for column in printed]


@pytest.mark.parametrize("path", [*FILES, *DOCUMENTS], ids=lambda path: path.name)
def test_what_others_made_comes_through_whole(path: Path, tmp_path: Path) -> None:
    made = written(path, tmp_path / f"{path.stem}.docx")
    assert made.faults() == []
    for one in made.result.forms:
        # 评分细则 of the data have no column in most forms; those of a workbook stand in its helper columns.
        assert [loss for loss in one.losses if loss.label != "评分细则"] == []


@pytest.mark.parametrize("path", [*FILES, *DOCUMENTS], ids=lambda path: path.name)
def test_a_figure_that_is_printed_otherwise_is_named(path: Path, tmp_path: Path) -> None:
    made = written(path, tmp_path / f"{path.stem}.docx")
    for given, back, one in zip(made.given, made.back, made.result.forms, strict=True):
        named = {difference.label for difference in one.figures.differences}
        pairs = [("总分", given.total, back.total), ("分值合计", given.total_weight, back.total_weight)]
        for row, other in zip(given.funding, back.funding, strict=False):
            pairs.append((f"{squeeze(row.source.text or '')}的得分", row.score, other.score))
        for label, value, other in pairs:
            if value.number is not None and other.number is not None and value.number != other.number:
                assert label in named, (given.name, label, value.text, other.text)
        for row, other in zip(given.funding, back.funding, strict=False):
            if row.rate.number is not None and other.rate.number is not None:
                near = any(looks_like(reading, other.rate.number) for reading in rate_readings(row.rate))
                assert near or f"{squeeze(row.source.text or '')}的执行率" in named


#: Rules that find something in the document only, and why.
_MORE: dict[str, dict[str, str]] = {
    "009_nankai_shengwu": {"ZP013": "表样有分值栏，原表没有"},
    "014_xiaoxian_hexi": {"ZP036": "原表有没读到的行，不敢断定"},
    "017_lingling_linye": {"ZP011": "原表有没读到的行，不敢断定"},
    "020_jishan_weishengyuan": {"ZP011": "原表有没读到的行，不敢断定", "ZP036": "原表有没读到的行，不敢断定"},
    "036_guangshui_daolu": {"ZP010": "原表有没读到的行，分值合计与所印的不同"},
    "dongxihu-2022": {"ZP047": "项目清单另在一张工作表上，不是自评表"},
}
#: Rules that find something in the source only, whatever it is: a figure that the document prints as computed, the
#: title that the form words in its own way, a list of projects on another sheet.
_FEWER = {"ZP001", "ZP002", "ZP014", "ZP042", "ZP044", "ZP045", "ZP046", "ZP066"}
_FEWER_HERE: dict[str, dict[str, str]] = {
    "022_kexuecheng_rongmei": {"ZP010": "表样印出分值合计 76，原表没有这个数，满分无从得知"},
    "dongxihu-2022": {"ZP041": "表样的目标没有完成情况一栏"},
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_check_finds_the_same_in_what_others_made(path: Path, tmp_path: Path) -> None:
    made = written(path, tmp_path / f"{path.stem}.docx")
    ours, theirs = ({one.code for one in findings_of(file)} for file in (made.source, made.path))
    assert ours - theirs <= _FEWER | set(_FEWER_HERE.get(path.stem, {}))
    assert theirs - ours == set(_MORE.get(path.stem, {}))


# -- print --------------------------------------------------------------------------------------------------------------


def drawn(evaluation: Evaluation) -> Paper:
    form_ = get_form(evaluation.template or "")
    living = to_living(evaluation, form_.policy)
    return draw_form(living, form_, assess(living, form_.policy))


@pytest.mark.parametrize("number", range(len(SEEDS)), ids=SEED_IDS)
def test_every_printed_cell_says_what_the_sheet_shows(number: int, tmp_path: Path) -> None:
    paper = drawn(SEEDS[number])
    path = tmp_path / "表.xlsx"
    path.write_bytes(write_workbook([SEEDS[number]], template=SEEDS[number].template or "", live="native"))
    book = read_workbook(path)
    name = read_file(path).evaluations[0].place.sheet
    sheet = next(one for one in book.sheets if one.name == name)
    plan = paper.plan
    for row in range(plan.last_row + 1):
        for column in range(plan.last_column + 1):
            box = paper.boxes.get((row, column))
            shown = sheet.text(row + 1, column + 1) or ""
            assert squeeze(box.text if box else "") == squeeze(shown), (row, column)
    merges = {(m.top - 1, m.left - 1, m.bottom - 1, m.right - 1) for m in sheet.merges if m.left <= plan.last_column}
    boxes = {(b.row, b.column, b.last_row, b.last_column) for b in paper.boxes.values()}
    assert {box for box in boxes if box[:2] != box[2:]} == merges


def test_sums_of_nothing_are_left_to_be_written() -> None:
    for form_ in forms().values():
        paper = drawn(empty_form(form_))
        texts = [box.text for box in paper.boxes.values()]
        assert not any("0分）" in text and "（0" in text for text in texts), form_.id
        assert "0.00" not in texts, form_.id


# -- texts ---------------------------------------------------------------------------------------------------------------


def test_long_reasons_stay_whole(tmp_path: Path) -> None:
    data = form()
    data["indicators"][2]["reason"] = LONG
    data["goals"][0]["actual"] = f"第一段。\n{LONG}"
    made = written(write_data(tmp_path / "长.json", data), tmp_path / "长.docx")
    assert made.back[0].indicators[2].reason.text == LONG
    assert made.back[0].goals[0].actual.text == f"第一段。\n{LONG}"


def test_what_xml_cannot_hold_is_dropped_and_the_rest_kept(tmp_path: Path) -> None:
    text = "甲\x01乙\x1f{{ 项目名称 }}{% for x %}<w:t>&amp;\ue000\u200b😀丙\tー"
    data = form(project=text)
    data["indicators"][0]["reason"] = text
    made = written(write_data(tmp_path / "字.json", data), tmp_path / "字.docx")
    expected = "甲乙{{ 项目名称 }}{% for x %}<w:t>&amp;\ue000\u200b😀丙 ー"
    assert made.back[0].project.text == made.back[0].indicators[0].reason.text == expected


def test_a_form_with_texts_only_keeps_them(tmp_path: Path) -> None:
    data = form(total="优秀")
    for row in data["indicators"]:
        row.update(target="显著提升", actual="已完成", weight="", score="未评")
    data["funding"] = [
        {"source": "年度资金总额", "budget": "若干", "executed": "全部", "rate": "全额", "score": "不计"}
    ]
    back = written(write_data(tmp_path / "文.json", data), tmp_path / "文.docx").back[0]
    assert [row.score.text for row in back.indicators] == ["未评"] * 3
    assert (back.funding[0].budget.text, back.funding[0].rate.text, back.funding[0].score.text) == (
        "若干",
        "全额",
        "不计",
    )
    assert back.total.text == "优秀"


def test_blank_forms_of_every_kind_are_written(tmp_path: Path) -> None:
    for form_id in form_paths():
        generate(form_id, None, tmp_path / f"{form_id}.xlsx")
        made = written(tmp_path / f"{form_id}.xlsx", tmp_path / f"{form_id}.docx")
        assert len(made.result.forms) == 1


def test_two_hundred_indicators(tmp_path: Path) -> None:
    rows = [dict(form()["indicators"][0], l3=f"指标{number}", weight="0.45", score="0.45") for number in range(200)]
    back = written(write_data(tmp_path / "多.json", form(indicators=rows)), tmp_path / "多.docx").back[0]
    assert [row.l3.text for row in back.indicators] == [f"指标{number}" for number in range(200)]
    assert sum((row.score.number or Decimal(0) for row in back.indicators), Decimal(0)) == 90


def test_sixty_forms_in_one_document_are_fast(tmp_path: Path) -> None:
    data = {"unit_name": "单位", "year": 2019, "forms": [form(project=f"项目{number}") for number in range(60)]}
    start = time.perf_counter()
    made = written(write_data(tmp_path / "全.json", data), tmp_path / "全.docx")
    assert time.perf_counter() - start < 30
    assert [one.project.text for one in made.back] == [f"项目{number}" for number in range(60)]


# -- office --------------------------------------------------------------------------------------------------------------


@pytest.mark.live
def test_it_says_the_same_after_libreoffice_saved_it(tmp_path: Path) -> None:
    chosen = [one for one in SEEDS if one.template != "mof-2020-project"][::4] + SEEDS[1:3]
    source = tmp_path / "全部.xlsx"
    generate("mof-2020-project", chosen, source)
    made = written(source, tmp_path / "全部.docx")
    (tmp_path / "另存").mkdir()
    saved = read_file(convert(made.path, tmp_path / "另存", "docx")).evaluations
    assert to_data(saved) == to_data(made.back)
