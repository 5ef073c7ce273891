"""Word reports from files: every form and kind, which template and which form is meant, odd files, many projects."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest

from tests.app.samples import DONGHU, clean_form, form, write_data
from zipingbiao.app import report_templates
from zipingbiao.app.check import check_paths
from zipingbiao.app.new import generate
from zipingbiao.app.report_templates import find_template, locate_template, read_template, save_template
from zipingbiao.app.word_report import ReportResult, state, write_reports
from zipingbiao.base.errors import UnreadableFile, ZpbError
from zipingbiao.forms.catalog import OWN_FOLDER
from zipingbiao.model.report_mark import REPORT_WORDS, ReportKind, read_mark
from zipingbiao.writers.word.render import render
from zipingbiao.writers.word.template_package import build_template

DATA = Path(__file__).parents[1] / "data"
KINDS: tuple[ReportKind, ...] = ("self", "evaluation", "summary")
FILES = sorted(
    [*(DATA / "seeds-xlsx").glob("*.xlsx"), *(DATA / "corpus").glob("*.xlsx"), *(DATA / "json").glob("*form*.json"), DONGHU]
)


def texts(result: ReportResult) -> list[str]:
    return [
        sentence.text for report in result.reports for part in report.rendered.parts for sentence in part
    ]


def paragraphs(path: Path) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(str(path)).paragraphs]


def report(tmp_path: Path, document: Any, kind: ReportKind = "self", **options: Any) -> ReportResult:
    return write_reports(write_data(tmp_path / "a.json", document), tmp_path / "报告.docx", kind, **options)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_form_gives_every_report(tmp_path: Path, path: Path, kind: ReportKind) -> None:
    result = write_reports(path, tmp_path / "报告.docx", kind)
    checked = check_paths([path]).files[0]
    assert result.parts == (1 if kind == "summary" else len(checked.evaluations))
    document = docx.Document(str(tmp_path / "报告.docx"))
    mark = read_mark(document.core_properties.keywords)
    assert mark is not None and mark.kind == kind
    for report in result.reports:
        for part in report.rendered.parts:
            for sentence in part:
                assert all(span.figure.places for span in sentence.spans if span.figure), sentence.text
                assert "None" not in sentence.text and "{{" not in sentence.text


def test_a_report_is_the_same_when_it_is_expected_anew() -> None:
    path = DATA / "seeds-xlsx" / "donghu-2019.xlsx"
    checked = check_paths([path]).files[0]
    statements = state("evaluation", checked.evaluations, checked.assessments)
    once, again = (render("evaluation", statements, find_template("evaluation")).parts for _ in range(2))
    assert once == again
    assert len(once) == len(checked.evaluations)


def test_forms_of_a_workbook_are_one_document_or_a_file_each(tmp_path: Path) -> None:
    path = write_data(tmp_path / "a.json", {"forms": [clean_form(), clean_form(project="另一/项目: *?"), clean_form()]})
    together = write_reports(path, tmp_path / "全部.docx", "self")
    assert (together.parts, len(together.reports)) == (3, 1)
    folder = tmp_path / "一表一份"
    folder.mkdir()
    apart = write_reports(path, folder, "self")
    assert sorted(file.name for file in folder.iterdir()) == [
        "实施单位_另一_项目_2019年度_专项绩效自评报告.docx", "实施单位_安全生产专项_2019年度_专项绩效自评报告.docx",
        "实施单位_安全生产专项_2019年度_专项绩效自评报告_3.docx",
    ]  # fmt: skip
    assert texts(apart) == texts(together)


def test_one_project_is_chosen_by_its_name_or_sheet(tmp_path: Path) -> None:
    path = DATA / "seeds-xlsx" / "donghu-2019.xlsx"
    result = write_reports(path, tmp_path / "报告.docx", "self", project="安全生产")
    assert result.parts == 1
    assert any("安全生产专项" in text for text in texts(result)[:3])
    sheet = check_paths([path]).files[0].evaluations[2].place.sheet
    assert write_reports(path, tmp_path / "报告.docx", "self", project=sheet).parts == 1


@pytest.mark.parametrize(("name", "words"), [("没有的项目", "没有名称为“没有的项目”的自评表，可选："), ("专项", "名称含有“专项”，可选：")])
def test_an_unknown_or_ambiguous_project_lists_the_names(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(ZpbError, match=words) as caught:
        write_reports(DATA / "seeds-xlsx" / "donghu-2019.xlsx", tmp_path / "报告.docx", "self", project=name)
    assert "安全生产专项" in str(caught.value)
    assert not (tmp_path / "报告.docx").exists()


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_with_nothing_in_it(tmp_path: Path, kind: ReportKind) -> None:
    generate("mof-2020-project", None, tmp_path / "空表.xlsx")
    result = write_reports(tmp_path / "空表.xlsx", tmp_path / "报告.docx", kind)
    assert result.placeholders > 5
    assert "【待填：" in "".join(paragraphs(tmp_path / "报告.docx"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_of_words_only(tmp_path: Path, kind: ReportKind) -> None:
    row = {"goal": 1, "l1": "产出指标", "l2": "质量指标", "l3": "服务水平", "target": "提高", "actual": "有所提高",
           "weight": "—", "score": "优", "reason": "无"}  # fmt: skip
    money = [{"source": "年度资金总额", "budget": "详见附件", "executed": "待决算", "weight": "", "rate": "/", "score": "—"}]
    result = report(tmp_path, form(indicators=[row], funding=money, total="见总结", total_weight=None, grade=""), kind)
    assert any("有所提高" in text for text in texts(result)) or kind == "summary"


@pytest.mark.parametrize("kind", KINDS)
def test_sixty_projects_are_all_there(tmp_path: Path, kind: ReportKind) -> None:
    forms = [clean_form(project=f"第{number}号专项") for number in range(1, 61)]
    result = report(tmp_path, {"unit_name": "实施单位", "year": 2019, "forms": forms}, kind)
    said = "\n".join(texts(result))
    assert all(f"第{number}号专项" in said for number in range(1, 61))
    assert result.parts == (1 if kind == "summary" else 60)
    if kind == "summary":
        assert "共60个项目" in said


@pytest.mark.parametrize("kind", KINDS)
def test_long_and_hostile_texts_are_whole(tmp_path: Path, kind: ReportKind) -> None:
    reason = "{{总分}}{%for甲%}<w:br/>&lt;\n一是" + "长" * 3000 + "完。"
    rows = form()["indicators"]
    rows[2]["reason"] = reason
    result = report(tmp_path, form(indicators=rows, level="department" if kind == "summary" else "project"), kind)
    document = docx.Document(str(tmp_path / "报告.docx"))
    said = "".join(paragraph.text for paragraph in document.paragraphs)
    assert "{{总分}}{%for甲%}<w:br/>&lt;" in said
    assert "长" * 3000 + "完" in said
    assert "【待填：" in said and result.placeholders


def test_a_file_without_a_form_is_refused(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("会议纪要")
    document.save(str(tmp_path / "纪要.docx"))
    with pytest.raises(UnreadableFile, match="没有找到自评表"):
        write_reports(tmp_path / "纪要.docx", tmp_path / "报告.docx", "self")


@pytest.mark.parametrize(("out", "words"), [("报告.doc", r"以 \.docx 结尾"), ("没有/报告.docx", "不存在"), ("表.docx", "不能就是")])
def test_an_output_that_cannot_be_written_is_refused(tmp_path: Path, out: str, words: str) -> None:
    path = write_data(tmp_path / "a.json", form())
    if out == "表.docx":
        path = tmp_path / "表.docx"
        docx.Document().save(str(path))
    with pytest.raises(ZpbError, match=words):
        write_reports(path, tmp_path / out, "self")


def test_an_older_report_is_kept(tmp_path: Path) -> None:
    kept: list[Path] = []
    report(tmp_path, form(), kept=kept.append)
    report(tmp_path, form(total="96"), kept=kept.append, kind="evaluation")
    assert [path.name for path in kept] == ["报告（旧1）.docx"]


def test_errors_that_are_open_are_counted(tmp_path: Path) -> None:
    assert report(tmp_path, form()).errors == 1
    assert report(tmp_path, clean_form()).errors == 0


# -- which template --------------------------------------------------------------------------------------------------


def house_template(path: Path, *lines: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(build_template("\n".join(lines), "本单位"))
    return path


def test_the_offices_own_template_wins_over_the_shipped_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = locate_template("self", ["mof-2020-project"])
    assert shipped.parent.name == "_reports"
    monkeypatch.setenv(OWN_FOLDER, str(tmp_path / "own"))
    house_template(tmp_path / "own/_reports/self.docx", "# {{ 项目名称 }}自评情况", "我局得{{ 总分 }}分。")
    result = report(tmp_path, clean_form())
    assert texts(result) == ["安全生产专项自评情况", "我局得96.85分。"]
    assert locate_template("evaluation", ["mof-2020-project"]).parent == shipped.parent


def test_the_template_beside_a_form_wins_where_all_forms_have_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = {name: tmp_path / name / "2020" / "form.yaml" for name in ("one", "other")}
    monkeypatch.setattr(report_templates, "form_paths", lambda: paths)
    beside = house_template(tmp_path / "one/2020/reports/self.docx", "文")
    assert locate_template("self", ["one", "one"]) == beside
    for forms in (["one", "other"], ["one", None], ["other"], []):
        assert locate_template("self", forms) != beside


def test_another_template_for_once(tmp_path: Path) -> None:
    path = house_template(tmp_path / "另.docx", "{{ 项目名称 }}：{{ 评价等级 }}")
    result = report(tmp_path, clean_form(), template=path)
    assert texts(result) == ["安全生产专项：优"]
    assert result.template == "另.docx"


@pytest.mark.parametrize("content", [None, b"no docx", build_template("{{ 总份 }}", ""), build_template("{% if 总分 %}", "")])
def test_a_faulty_template_is_named_and_nothing_is_written(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "坏模板.docx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ZpbError, match=r"模板“坏模板\.docx”"):
        report(tmp_path, form(), template=path)
    assert not (tmp_path / "报告.docx").exists()


def test_a_copy_of_a_template_is_the_template(tmp_path: Path) -> None:
    save_template("summary", None, tmp_path / "模板.docx")
    assert read_template(tmp_path / "模板.docx").content == find_template("summary").content
    with pytest.raises(ZpbError, match=r"\.docx"):
        save_template("summary", None, tmp_path / "模板.txt")


def test_a_template_saved_by_word_still_works(tmp_path: Path) -> None:
    """python-docx writes the package anew, as Word does."""
    document = docx.Document(BytesIO(find_template("self").content))
    document.paragraphs[0].runs[0].text = "本局" + document.paragraphs[0].runs[0].text
    document.save(str(tmp_path / "改.docx"))
    result = report(tmp_path, clean_form(), template=tmp_path / "改.docx")
    assert texts(result)[0] == "本局实施单位2019年度安全生产专项"


# -- what --json says ------------------------------------------------------------------------------------------------


def test_the_document_lists_every_figure_with_its_cells(tmp_path: Path) -> None:
    path = DATA / "seeds-xlsx" / "donghu-2019.xlsx"
    found = write_reports(path, tmp_path / "报告.docx", "self", project="安全生产").as_document()
    assert list(found) == ["file", "kind", "template", "figures", "placeholders"]
    by_label = {figure["label"]: figure for figure in found["figures"]}
    assert by_label["全年预算数"]["number"] == "10"
    assert all("!" in cell for cell in by_label["全年预算数"]["cells"])
    assert all(figure["cells"] for figure in found["figures"])
    assert by_label["执行率"]["text"] == "98.50%"
    assert "【待填：主要经验和做法】" in found["placeholders"]


def test_the_document_of_a_folder_lists_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "夹"
    folder.mkdir()
    path = write_data(tmp_path / "a.json", {"forms": [clean_form(), clean_form(project="乙")]})
    found = write_reports(path, folder, "self").as_document()
    assert [len(one["figures"]) > 5 for one in found["reports"]] == [True, True]
    assert all(Path(one["file"]).is_file() for one in found["reports"])


def test_kinds_have_names() -> None:
    assert set(REPORT_WORDS) == set(KINDS)
