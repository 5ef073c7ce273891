"""Forms of any origin become a living workbook: what they hold is in it, or is named as not being there."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.app.samples import DONGHU, form, write_data
from tests.app.sources import (
    FOOT,
    FORM,
    GOALS,
    HEAD,
    INDICATORS,
    LIST,
    MONEY,
    book,
    faults_of,
    renamed,
    without_columns,
)
from tests.live.office import convert
from tests.readers.build import DATA
from tests.readers.drawing import draw
from tests.readers.form_data import CASES, forms_of
from tests.readers.geometry import GEOMETRIES
from tests.readers.test_unseen import NAMES as UNSEEN
from tests.readers.test_unseen import case_of
from tests.readers.test_unseen import draw as draw_unseen
from tests.readers.word_build import document, save
from zipingbiao.app.adopting import Adoption, adopt
from zipingbiao.app.new import new_workbook
from zipingbiao.app.reading import read_file
from zipingbiao.base.errors import FormError, UnreadableFile, ZpbError
from zipingbiao.scoring.living import CARRIED

CORPUS = sorted((DATA / "corpus").glob("*.xlsx"))
SEEDS = sorted((DATA / "seeds-xlsx").glob("*.xlsx"))


def proved(source: Path | list[Path], out: Path) -> Adoption:
    """The adoption, after its workbook has been compared with the source value by value."""
    sources = source if isinstance(source, list) else [source]
    before = [hashlib.sha256(path.read_bytes()).digest() for path in sources]
    result = adopt(sources, out)
    assert [hashlib.sha256(path.read_bytes()).digest() for path in sources] == before
    back = read_file(out)
    assert back.findings == []
    for one, written in zip(result.forms, back.evaluations, strict=True):
        assert (written.own, written.template) == (True, one.form.id)
        assert faults_of(one, written) == [], (one.given.place, one.form.id)
    return result


@pytest.mark.parametrize("source", [*CORPUS, *SEEDS], ids=lambda path: path.stem)
def test_published_forms_come_through_whole(tmp_path: Path, source: Path) -> None:
    result = proved(source, tmp_path / "新.xlsx")
    assert [(loss.label, loss.text) for one in result.forms for loss in one.losses] == []
    assert result.notes == []


@pytest.mark.parametrize("template", ["hubei-project-2020", "wuhan-district-project", "wuhan-special-record", "xiangxi-department"])
def test_a_form_with_less_room_loses_nothing_in_silence(tmp_path: Path, template: str) -> None:
    lost = 0
    for source in CORPUS:
        result = adopt([source], tmp_path / "新.xlsx", templates=[template])
        for one, written in zip(result.forms, read_file(result.out).evaluations, strict=True):
            assert faults_of(one, written) == [], (source.name, one.form.id)
            lost += len(one.losses) if one.form.id == template else 0
    assert lost > 0


@pytest.mark.parametrize("start", range(6))
def test_word_files_come_through_whole(tmp_path: Path, start: int) -> None:
    names = list(GEOMETRIES)
    for index in range(start, len(CASES), 6):
        name, number = CASES[index]
        drawn = draw(forms_of(name)[number], GEOMETRIES[names[index % len(names)]])
        result = proved(save(document(drawn), tmp_path / f"{index}.docx"), tmp_path / "新.xlsx")
        lost = [loss for one in result.forms for loss in one.losses]
        # Only what stands below the table, and who filled it in.
        assert {loss.label for loss in lost} <= {"表下的文字", "人员、电话、日期（不带入）"}, (name, number)


@pytest.mark.live
@pytest.mark.parametrize("kind", ["xls", "ods"])
@pytest.mark.parametrize("name", ["002_yongde_mingzhong", "014_xiaoxian_hexi", "036_guangshui_daolu"])
def test_files_of_other_programs_come_through_whole(tmp_path: Path, kind: str, name: str) -> None:
    source = convert(DATA / "corpus" / f"{name}.xlsx", tmp_path, kind)
    result = proved(source, tmp_path / "新.xlsx")
    as_xlsx = adopt([DATA / "corpus" / f"{name}.xlsx"], tmp_path / "另.xlsx")
    assert [one.form.id for one in result.forms] == [one.form.id for one in as_xlsx.forms]
    assert [one.losses for one in result.forms] == [[]]


def test_a_unit_with_its_list_of_projects(tmp_path: Path) -> None:
    second = renamed(FORM, "供水管网改造", "部门整体")
    source = book(tmp_path / "水务局.xlsx", {"汇总": LIST, "甲": FORM, "整体": second, "底稿": FORM}, hidden=["底稿"])
    result = proved(source, tmp_path / "新.xlsx")
    assert (result.unit_name, result.year) == ("市供水中心", 2023)
    assert [(one.given.level, one.sheet) for one in result.forms] == [("project", "供水管网改造"), ("department", "部门整体支出")]
    assert [(loss.label, loss.row, loss.place.cell) for loss in result.losses] == [("年初预算数", "没有表的项目", "C5")]
    assert result.notes == ["隐藏的工作表没有读：底稿。"]
    listed = [row.project.text for one in read_file(result.out).summaries for row in one.rows]
    assert "没有表的项目" in listed


def test_what_has_no_place_is_named_with_its_cell(tmp_path: Path) -> None:
    result = proved(book(tmp_path / "甲.xlsx", {"甲": FORM}), tmp_path / "新.xlsx")
    (one,) = result.forms
    assert [(loss.label, loss.text, loss.place.cell) for loss in one.losses] == [
        ("资金来源说明", "市级财政拨款", "B5"),
        ("到位数", "110", "E8"),
        ("到位数", "110", "E9"),
        ("到位数", "2", "E10"),
        ("人员、电话、日期（不带入）", "联系电话", "B6"),
        ("复核分", "27", "J14"),
        ("复核分", "20", "J15"),
        ("复核分", "25", "J16"),
        ("复核分", "10", "J17"),
        ("表下的文字", "备注：数据截至12月31日。", "A19"),
        ("人员、电话、日期（不带入）", "填表人", "A20"),
        ("人员、电话、日期（不带入）", "填表日期", "D20"),
    ]


def test_figures_that_are_computed_differently_are_named_with_the_reason(tmp_path: Path) -> None:
    rows = renamed(renamed(FORM, "90%", "95%"), 95, 98)
    (one,) = adopt([book(tmp_path / "甲.xlsx", {"甲": rows})], tmp_path / "新.xlsx").forms
    found = [(d.place.cell, d.label, d.printed, d.computed, d.severity) for d in one.figures.differences]
    assert found == [
        ("H8", "年度资金总额的执行率", "95%", "90.00%", "error"),
        ("H14", "改造管网长度", "28", "27.00", "warning"),
        ("H18", "总分", "98", "94.00", "error"),
    ]
    assert one.figures.differences[1].reason == "按比例：完成值/指标值×分值 = 9/10×30 = 27 分"
    assert one.figures.differences[2].reason == "原表各项得分的合计是 95，与原表总分不符"
    assert [(m.place.cell, m.label, m.score) for m in one.figures.manual] == [("H16", "受益群众", "28")]


def test_a_total_in_whole_points_is_held_against_the_exact_sum(tmp_path: Path) -> None:
    result = adopt([DATA / "seeds-xlsx" / "donghu-2019.xlsx"], tmp_path / "新.xlsx")
    one = next(one for one in result.forms if one.given.name == "安全生产专项")
    (found,) = one.figures.differences
    assert (found.place.cell, found.printed, found.computed, found.severity) == ("I26", "97", "96.85", "error")
    assert result.exit_code == 1


def test_a_score_that_the_form_adds_is_named(tmp_path: Path) -> None:
    (one,) = adopt([DATA / "corpus" / "036_guangshui_daolu.xlsx"], tmp_path / "新.xlsx").forms
    found = {d.label: (d.printed, d.computed, d.severity, d.reason) for d in one.figures.differences}
    assert found["合计(本级309)的得分"] == ("没有", "10.00", "warning", "原表没有执行率的得分，表样有这一项")
    assert found["总分"] == ("95", "40.00", "error", "原表各项得分的合计是 30，与原表总分不符")


def test_an_execution_score_of_the_printed_rate_is_no_mistake(tmp_path: Path) -> None:
    rows = renamed(renamed(FORM, 108, 107.8), 9, 8.98)
    (one,) = adopt([book(tmp_path / "甲.xlsx", {"甲": renamed(rows, "90%", "89.8%")})], tmp_path / "甲2.xlsx").forms
    assert "年度资金总额的得分" not in [d.label for d in one.figures.differences]
    (one,) = adopt([book(tmp_path / "乙.xlsx", {"乙": renamed(rows, 8.98, 9)})], tmp_path / "乙2.xlsx").forms
    (found,) = [d for d in one.figures.differences if d.label == "年度资金总额的得分"]
    assert (found.printed, found.computed, found.severity) == ("9", "8.98", "warning")
    assert found.reason == "执行率 89.83%×分值 10，原表保留的位数较少"
    (one,) = adopt([book(tmp_path / "丙.xlsx", {"丙": renamed(rows, 8.98, "9.00")})], tmp_path / "丙2.xlsx").forms
    (found,) = [d for d in one.figures.differences if d.label == "年度资金总额的得分"]
    assert (found.computed, found.severity) == ("8.98", "warning")
    assert found.reason == "原表按印出的执行率 90% 计算，现在按金额计算"


def test_rows_without_points_keep_their_score_as_a_persons(tmp_path: Path) -> None:
    rows = [*HEAD, *MONEY, *GOALS, *without_columns(INDICATORS, "分值")]
    result = proved(book(tmp_path / "甲.xlsx", {"甲": rows}), tmp_path / "新.xlsx")
    (one,) = result.forms
    (written,) = read_file(result.out).evaluations
    first = written.indicators[0]
    assert (first.weight.text, first.score.text, first.manual_score.text) == (None, "28", "28")
    assert first.manual_reason.text == CARRIED
    assert one.figures.unweighted == 2
    assert [m.label for m in one.figures.manual][:2] == ["改造管网长度", "验收合格率"]


def test_a_printed_result_of_a_formula_indicator_stands_beside_its_figures(tmp_path: Path) -> None:
    drawn = draw(forms_of("xiangxi-2018-form")[0], GEOMETRIES["official"])
    result = proved(save(document(drawn), tmp_path / "a.docx"), tmp_path / "新.xlsx")
    (written,) = read_file(result.out).evaluations
    row = next(row for row in written.indicators if row.label == "在职人员控制率")
    assert (row.actual.text, row.written_actual.text, row.manual_score.text) == (None, "92.31%", "3")


def test_several_files_become_one_workbook(tmp_path: Path) -> None:
    first = book(tmp_path / "甲.xlsx", {"表": FORM})
    second = book(tmp_path / "乙.xlsx", {"表": renamed(FORM, "（2023年度）", "（2022年度）")})
    result = proved([first, second, DATA / "corpus" / "010_langfang_nuantong.xlsx"], tmp_path / "新.xlsx")
    assert len(result.forms) == 3
    assert result.notes[0] == "各表的年度不一：2019、2022、2023，请核对。"
    assert result.notes[1] == (
        "项目名称相同的表都写入了，请核对是否重复：「供水管网改造」2 张（甲.xlsx!表!A1、乙.xlsx!表!A1）。"
    )
    # The same file named twice, and the folder it lies in, are read once.
    assert len(adopt([first, first], tmp_path / "又.xlsx").forms) == 1
    folder = tmp_path / "夹"
    folder.mkdir()
    book(folder / "丙.xlsx", {"表": FORM})
    book(folder / "通讯录.xlsx", {"表": [["姓名", "电话"]]})
    (folder / "坏.xlsx").write_bytes(b"no workbook")
    result = adopt([folder], tmp_path / "夹.xlsx")
    assert [one.given.name for one in result.forms] == ["供水管网改造"]
    assert result.notes == ["文件夹里有 2 个文件没有自评表，没有转换：坏.xlsx、通讯录.xlsx。"]
    (folder / "丙.xlsx").unlink()
    with pytest.raises(UnreadableFile, match="文件夹里没有找到自评表"):
        adopt([folder], tmp_path / "夹2.xlsx")


def test_a_form_that_names_its_template_keeps_it(tmp_path: Path) -> None:
    data = write_data(tmp_path / "a.json", {"forms": [form(template="mof-2021-project-cost")]})
    assert [one.form.id for one in proved(data, tmp_path / "甲.xlsx").forms] == ["mof-2021-project-cost"]
    own = tmp_path / "own.xlsx"
    new_workbook("mof-2020-project", DONGHU, own)
    result = proved(own, tmp_path / "乙.xlsx")
    assert {(one.form.id, one.chosen) for one in result.forms} == {("mof-2020-project", "own")}
    assert [one.losses for one in result.forms] == [[]] * 10


def test_a_template_that_is_asked_for_is_used_where_its_level_fits(tmp_path: Path) -> None:
    source = book(tmp_path / "甲.xlsx", {"甲": FORM, "整体": renamed(FORM, "供水管网改造", "部门整体")})
    result = adopt([source], tmp_path / "新.xlsx", templates=["wuhan-district-project"])
    assert [(one.form.id, one.chosen) for one in result.forms] == [
        ("wuhan-district-project", "asked"), ("mof-2020-project", "fit"),
    ]  # fmt: skip
    labels = {loss.label for loss in result.forms[0].losses}
    assert {"年初预算数", "年度总体目标", "目标的实际完成情况", "偏差原因"} <= labels
    both = adopt([source], tmp_path / "又.xlsx", templates=["wuhan-district-project", "wuhan-district-department"])
    assert [one.form.id for one in both.forms] == ["wuhan-district-project", "wuhan-district-department"]


def test_what_cannot_be_adopted_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    source = book(tmp_path / "甲.xlsx", {"甲": FORM})
    only = book(tmp_path / "清单.xlsx", {"汇总": LIST})
    link = tmp_path / "链接.xlsx"
    link.hardlink_to(source)
    content = source.read_bytes()
    for expected, words, call in (
        (ZpbError, "不能就是要读的文件", lambda: adopt([source], source)),
        (ZpbError, "不能就是要读的文件", lambda: adopt([source], link)),
        (ZpbError, "就在要读的文件夹里", lambda: adopt([tmp_path], source)),
        (ZpbError, "文件名是空的", lambda: adopt([""], tmp_path / "a.xlsx")),
        (ZpbError, "以 .xlsx 结尾", lambda: adopt([source], tmp_path / "a.xls")),
        (ZpbError, "--live 应为", lambda: adopt([source], tmp_path / "a.xlsx", live="vba")),
        (FormError, "没有编号为 nope 的表样", lambda: adopt([source], tmp_path / "a.xlsx", templates=["nope"])),
        (UnreadableFile, "只有项目汇总", lambda: adopt([only], tmp_path / "a.xlsx")),
        (UnreadableFile, "没有", lambda: adopt([tmp_path / "没有.xlsx"], tmp_path / "a.xlsx")),
    ):
        with pytest.raises(expected, match=words):
            call()
    assert source.read_bytes() == content and not (tmp_path / "a.xlsx").exists()


def test_text_below_and_beside_that_only_labels_is_no_content(tmp_path: Path) -> None:
    rows = [*HEAD, ["项目负责人", None, None, None, "联系电话："], *MONEY, *GOALS, *INDICATORS, ["填表人："], *FOOT[:0]]
    (one,) = adopt([book(tmp_path / "甲.xlsx", {"甲": rows})], tmp_path / "新.xlsx").forms
    assert {loss.label for loss in one.losses} == {"到位数", "复核分"}


@pytest.mark.parametrize("name", [name for name in UNSEEN if "open" not in case_of(name)])
def test_forms_of_many_places_come_through_whole(tmp_path: Path, name: str) -> None:
    proved(draw_unseen(case_of(name), tmp_path / "表.xlsx"), tmp_path / "新.xlsx")
