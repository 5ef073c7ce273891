"""zpb form new: drafts from published forms of other places load, have the sample's columns, and make a workbook."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from tests.readers.reading import read_path
from zipingbiao.app.form_draft import draft_form
from zipingbiao.app.new import empty_form
from zipingbiao.base.errors import UnreadableFile, ZpbError
from zipingbiao.forms import catalog
from zipingbiao.forms.schema import Form
from zipingbiao.writers.workbook import write_workbook

DATA = Path(__file__).resolve().parent.parent / "data"
CORPUS = DATA / "corpus"
NATIONAL = ["l1", "l2", "l3", "target", "actual"]
#: sample → printed columns, funding columns, rows of the funding block, unit, points of the execution
SAMPLES = {
    "002_yongde_mingzhong": (
        ["side", "l1", "l2", "l3", "operator", "target", "measure", "actual", "weight", "score", "reason"],
        ["initial", "budget", "executed", "weight", "rate", "score"], 4, "元", 10,
    ),
    "007_changjiang_jinbu": ([*NATIONAL, "score", "reason"], ["budget", "executed", "weight", "rate", "score"], 1, "万元", 20),
    "009_nankai_shengwu": (["side", *NATIONAL, "reason"], [], 0, "万元", 0),
    "010_langfang_nuantong": (
        ["side", *NATIONAL, "weight", "score", "reason"],
        ["initial", "budget", "executed", "weight", "rate", "score"], 4, "万元", 10,
    ),
    "012_chengan_gaoling": ([*NATIONAL, "weight", "score", "reason"], ["budget", "executed", "rate"], 3, "万元", 0),
    "014_xiaoxian_hexi": (
        ["l1", "l2", "l3", "weight", "target", "actual", "score", "reason"],
        ["budget", "executed", "weight", "rate", "score"], 3, "万元", 10,
    ),
    "017_lingling_linye": (
        ["side", *NATIONAL, "weight", "score", "reason"],
        ["initial", "budget", "executed", "weight", "rate", "score"], 1, "万元", 10,
    ),
    "020_jishan_weishengyuan": (
        ["side", *NATIONAL, "weight", "score", "reason"],
        ["initial", "budget", "executed", "weight", "rate", "score"], 2, "万元", 10,
    ),
    "022_kexuecheng_rongmei": (
        [*NATIONAL, "weight", "score", "reason"], ["budget", "executed", "weight", "rate", "score"], 1, "万元", 10,
    ),
    "036_guangshui_daolu": (
        ["side", *NATIONAL, "weight", "score", "reason"], ["budget", "executed", "rate"], 1, "万元", 0,
    ),
}  # fmt: skip


@pytest.fixture
def _forget():
    """Forms registered by a test are forgotten after it."""
    yield
    for cached in (catalog.form_paths, catalog.get_form, catalog.bases):
        cached.cache_clear()


def _draft(sample: Path, folder: Path, **options) -> Form:
    result = draft_form(sample, folder, **options)
    assert {path.name for path in result.files} >= {"form.yaml", "NOTES.md"}
    return catalog.register(folder / "form.yaml")


def test_every_sample_is_listed() -> None:
    assert {path.stem for path in CORPUS.glob("*.xlsx")} == set(SAMPLES)


@pytest.mark.usefixtures("_forget")
@pytest.mark.parametrize("name", SAMPLES)
def test_a_draft_has_the_columns_rows_and_groups_of_its_sample(name: str, tmp_path: Path) -> None:
    columns, funding, fund_rows, unit, execution = SAMPLES[name]
    form = _draft(CORPUS / f"{name}.xlsx", tmp_path / "city" / "form" / "2022")
    assert [column.key for column in form.layout.columns] == columns
    assert [column.key for column in (form.layout.funding.columns if form.layout.funding else [])] == funding
    assert len(form.layout.funding.rows if form.layout.funding else []) == fund_rows
    assert form.unit == unit
    assert form.policy.execution.points == execution
    printed = json.loads((CORPUS / f"{name}.json").read_text(encoding="utf-8"))
    assert [group.l1 for group in form.policy.groups] == list(dict.fromkeys(row["l1"] for row in printed["indicators"]))


@pytest.mark.usefixtures("_forget")
@pytest.mark.parametrize("name", SAMPLES)
def test_the_workbook_of_a_draft_prints_the_sample_s_words_and_is_read_back(name: str, tmp_path: Path) -> None:
    form = _draft(CORPUS / f"{name}.xlsx", tmp_path / "city" / "form" / "2022")
    path = tmp_path / "空表.xlsx"
    path.write_bytes(write_workbook([empty_form(form)], template=form.id))
    words = _words(openpyxl.load_workbook(path).worksheets)
    sample = _words(openpyxl.load_workbook(CORPUS / f"{name}.xlsx").worksheets[:1])
    heads = {"".join(column.label.split()) for column in form.layout.indicators.columns}
    assert heads <= words
    assert heads <= sample, "every printed header is a word of the sample"
    evaluations, *_ = read_path(path)
    assert [evaluation.template for evaluation in evaluations] == [form.id]


def _words(sheets) -> set[str]:
    return {"".join(str(cell.value).split()) for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value}


@pytest.mark.usefixtures("_forget")
def test_an_empty_form_is_drafted_with_its_groups(tmp_path: Path) -> None:
    """Our own empty district form as if a bureau had sent it: tick boxes, points in the labels, texts below the total."""
    source = catalog.get_form("wuhan-district-project")
    sample = tmp_path / "空白样表.xlsx"
    book = openpyxl.load_workbook(BytesIO(write_workbook([empty_form(source)], template=source.id)))
    for name in book.sheetnames:
        if name != "项目自评表":
            del book[name]
    book.active.delete_cols(8, 40)
    book.save(sample)
    form = _draft(sample, tmp_path / "city" / "form" / "2024", name="区级样表", jurisdiction="某市", year=2024)
    assert (form.name, form.jurisdiction, form.year) == ("区级样表", "某市", 2024)
    assert {group.l1: group.points for group in form.policy.groups} == {"产出指标": 40, "效益指标": 30, "满意度指标": 10}
    assert form.policy.execution.points == 20
    options = [cell.options for row in form.layout.header for cell in row if cell.options]
    assert options == [["部门预算项目", "区直专项"], ["持续性项目", "新增性项目"], ["常年性项目", "延续性项目", "一次性项目"]]
    assert [footer.label for footer in form.layout.footers] == [footer.label for footer in source.layout.footers]


@pytest.mark.usefixtures("_forget")
def test_a_word_sample_is_drafted(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_paragraph("项目支出绩效自评表")
    document.add_paragraph("（2023年度）")
    rows = [
        ["项目名称", "", "", "", "", ""],
        ["主管部门", "", "", "实施单位", "", ""],
        ["项目资金（元）", "", "全年预算数", "全年执行数", "执行率", "得分"],
        ["", "年度资金总额", "", "", "", ""],
        ["一级指标", "二级指标", "三级指标", "指标值", "分值", "得分"],
        ["产出指标（50分）", "数量指标", "", "", "", ""],
        ["效益指标（40分）", "社会效益指标", "", "", "", ""],
        ["总分", "", "", "", "100", ""],
    ]
    table = document.add_table(rows=len(rows), cols=6)
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    sample = tmp_path / "样表.docx"
    document.save(sample)
    form = _draft(sample, tmp_path / "city" / "form" / "2023")
    assert [column.key for column in form.layout.columns] == ["l1", "l2", "l3", "target", "weight", "score"]
    assert (form.unit, form.year, form.policy.execution.points) == ("元", 2023, 10)
    assert {group.l1: group.points for group in form.policy.groups} == {"产出指标": 50, "效益指标": 40}


@pytest.mark.usefixtures("_forget")
def test_several_goals_do_not_become_groups(tmp_path: Path) -> None:
    form = _draft(DATA / "seeds-xlsx" / "donghu-2019.xlsx", tmp_path / "city" / "form" / "2019")
    assert [group.l1 for group in form.policy.groups] == ["产出指标", "效益指标", "满意度指标"]


@pytest.mark.usefixtures("_forget")
def test_points_that_differ_between_goals_belong_to_the_goals(tmp_path: Path) -> None:
    form = _draft(DATA / "seeds-xlsx" / "dongxihu-2022.xlsx", tmp_path / "city" / "form" / "2022")
    assert form.policy.execution.points == 20
    assert form.policy.goals is not None and form.policy.goals.points == 80
    assert [group.points for group in form.policy.groups] == [None, None, None]


def test_nothing_is_overwritten_and_ids_are_unique(tmp_path: Path) -> None:
    sample = CORPUS / "014_xiaoxian_hexi.xlsx"
    folder = tmp_path / "city" / "form" / "2023"
    draft_form(sample, folder)
    with pytest.raises(ZpbError, match=r"已有 form\.yaml"):
        draft_form(sample, folder)
    with pytest.raises(ZpbError, match="已被"):
        draft_form(sample, tmp_path / "x" / "y" / "2023", form_id="mof-2020-project")
    with pytest.raises(ZpbError, match="小写字母"):
        draft_form(sample, tmp_path / "x" / "y" / "2023", form_id="某市")


def test_a_sample_without_a_form_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "通知.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = "关于报送自评表的通知"
    book.save(path)
    with pytest.raises(ZpbError, match="没有找到自评表的指标表"):
        draft_form(path, tmp_path / "a" / "b" / "2023")
    with pytest.raises(ZpbError, match="没有工作表「附件」；现有：Sheet"):
        draft_form(path, tmp_path / "a" / "b" / "2023", sheet="附件")
    path.write_bytes(b"PK\x03\x04broken")
    with pytest.raises(UnreadableFile):
        draft_form(path, tmp_path / "a" / "b" / "2023")
