"""What the shipped reports say of deviations, reasons, complete groups and sources of money."""

from __future__ import annotations

from pathlib import Path

from tests.app.samples import form, write_data
from zipingbiao.app.word_report import write_reports
from zipingbiao.model.report_mark import ReportKind

REASON = "原因：宣传不够，部分群众不了解政策\n措施：1.下年加强宣传\n2.上门走访"


def said(tmp_path: Path, kind: ReportKind, **changes: object) -> list[str]:
    """The paragraphs of the report on one form."""
    path = write_data(tmp_path / "表.json", form(total="96.85", **changes))
    rendered = write_reports(path, tmp_path / "报告.docx", kind).reports[0].rendered
    return [sentence.text for sentence in rendered.parts[0]]


def rows(target: str, actual: str, **changes: object) -> list[dict[str, object]]:
    found = form()["indicators"]
    found[2] |= {"target": target, "actual": actual, **changes}
    return found


def line(texts: list[str], words: str) -> str:
    return next(text for text in texts if words in text)


def test_a_deviation_has_its_side_and_no_sign(tmp_path: Path) -> None:
    texts = said(tmp_path, "evaluation")
    assert "指标偏差率为20%（高于年度指标值）" in line(texts, "实际完成值为120次")
    assert "指标偏差率为30%（低于年度指标值）" in line(texts, "实际完成值为63%，得")
    assert sum(text.startswith("指标偏差率反映") for text in texts) == 1


def test_within_a_limit_there_is_no_deviation(tmp_path: Path) -> None:
    texts = said(tmp_path, "evaluation", indicators=rows("≤5%", "2%"))
    assert line(texts, "实际完成值为2%").startswith("年度指标值为≤5%，设定分值10分，实际完成值为2%，得7分，指标偏差率为0%。")


def test_a_limit_is_exceeded_and_not_missed(tmp_path: Path) -> None:
    for kind in ("self", "evaluation"):
        texts = said(tmp_path, kind, indicators=rows("≤5%", "8%"))  # type: ignore[arg-type]
        assert line(texts, "1．企业满意度超过年度指标值")


def test_words_have_no_deviation_and_it_is_not_defined(tmp_path: Path) -> None:
    words = [row | {"target": "及时", "actual": "及时"} for row in form()["indicators"]]
    assert not any("偏差率" in text for text in said(tmp_path, "evaluation", indicators=words))


def test_a_reason_is_said_once_in_its_paragraphs(tmp_path: Path) -> None:
    for kind in ("self", "evaluation"):
        texts = said(tmp_path, kind, indicators=rows("≥90%", "63%", reason=REASON))  # type: ignore[arg-type]
        assert sum("宣传不够" in text for text in texts) == 1
        start = texts.index(line(texts, "宣传不够"))
        assert "原因：原因" not in texts[start]
        assert texts[start + 1 : start + 3] == ["措施：1.下年加强宣传", "2.上门走访。"]


def test_a_group_that_is_complete_is_called_so(tmp_path: Path) -> None:
    texts = said(tmp_path, "self")
    assert "共1项指标，全部完成；" in line(texts, "分值50分")
    assert line(texts, "共设定绩效指标").startswith("2019年度共设定绩效指标3项，完成2项，未完成1项；")


def test_one_source_of_money_is_all_of_it(tmp_path: Path) -> None:
    assert "全年预算数为1200.00万元，全部为当年财政拨款。" in line(said(tmp_path, "self"), "当年财政拨款")
