"""Native charts in reports: their figures are the statements', the package is whole, Word can edit them."""

from __future__ import annotations

import posixpath
import re
import zipfile
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from lxml import etree

from tests.app.report_reading import faults_in
from tests.live.office import convert
from tests.scoring.provenance import cells_of
from tests.scoring.statements import DATA, stated
from tests.workbook.units import JSON, district, many_projects, mixed
from zipingbiao.app.word_report import state, write_reports
from zipingbiao.base.numbers import read_printed
from zipingbiao.forms.catalog import form_for
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.report_mark import ReportKind
from zipingbiao.model.statement import FormStatement, Sourced, UnitStatement
from zipingbiao.readers.data import read_data
from zipingbiao.scoring.engine import assess
from zipingbiao.writers.word.render import Rendered, ReportTemplate, render

REPORTS = Path(__file__).resolve().parents[2] / "workbook_templates" / "_reports"
NS = {
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "p": "http://schemas.openxmlformats.org/package/2006/relationships",
    "t": "http://schemas.openxmlformats.org/package/2006/content-types",
}
#: The children of each element in the order ECMA-376 part 1 gives them (21.2.2, 20.4.2).
ORDER = {
    "chartSpace": "date1904 lang roundedCorners style clrMapOvr pivotSource protection chart spPr txPr externalData printSettings",
    "chart": "title autoTitleDeleted pivotFmts view3D floor sideWall backWall plotArea legend plotVisOnly dispBlanksAs",
    "plotArea": "layout barChart catAx valAx dTable spPr",
    "barChart": "barDir grouping varyColors ser dLbls gapWidth overlap serLines axId",
    "ser": "idx order tx spPr invertIfNegative pictureOptions dPt dLbls trendline errBars cat val shape",
    "dLbls": "dLbl numFmt spPr txPr dLblPos showLegendKey showVal showCatName showSerName showPercent showBubbleSize",
    "catAx": "axId scaling delete axPos majorGridlines minorGridlines title numFmt majorTickMark minorTickMark tickLblPos "
    "spPr txPr crossAx crosses auto lblAlgn lblOffset tickLblSkip tickMarkSkip noMultiLvlLbl",
    "valAx": "axId scaling delete axPos majorGridlines minorGridlines title numFmt majorTickMark minorTickMark tickLblPos "
    "spPr txPr crossAx crosses crossBetween majorUnit",
    "legend": "legendPos legendEntry layout overlay spPr txPr",
    "inline": "extent effectExtent docPr cNvGraphicFramePr graphic",
}
UNITS = {
    "department": lambda: read_data(JSON / "donghu-2019.json")[0],
    "district": lambda: district()[0],
    "mixed": mixed,
    "sixty": lambda: many_projects(60),
}
KINDS: tuple[ReportKind, ...] = ("self", "evaluation", "summary")


@cache
def _statements(name: str, kind: ReportKind) -> list[FormStatement | UnitStatement]:
    forms: list[Evaluation] = UNITS[name]()
    return state(kind, forms, [assess(form, form_for(form.template).policy) for form in forms])


def _template(kind: str) -> ReportTemplate:
    return ReportTemplate(kind, (REPORTS / f"{kind}.docx").read_bytes())


@cache
def _rendered(name: str, kind: ReportKind) -> Rendered:
    return render(kind, _statements(name, kind), _template(kind), charts=True)


def _files(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _charts(files: dict[str, bytes]) -> list[Any]:
    """The charts in the order of the document."""
    targets = {one.get("Id"): one.get("Target") for one in etree.fromstring(files["word/_rels/document.xml.rels"])}
    body = etree.fromstring(files["word/document.xml"])
    return [etree.fromstring(files["word/" + targets[one.get(f"{{{NS['r']}}}id")]]) for one in body.iterfind(".//c:chart", NS)]


def _shown(chart: Any) -> list[tuple[str, list[float | None]]]:
    """Names with their figures, by series."""
    names = [one.text for one in chart.iterfind(".//c:ser[1]/c:cat//c:v", NS)]
    found: list[tuple[str, list[float | None]]] = [(str(name), []) for name in names]
    for series in chart.iterfind(".//c:ser", NS):
        points = {int(one.get("idx")): float(one.findtext("c:v", None, NS)) for one in series.iterfind("c:val//c:pt", NS)}
        for index, (_, numbers) in enumerate(found):
            numbers.append(points.get(index))
    return found


def _value(figure: Sourced) -> float | None:
    printed = read_printed(figure.text)
    return float(printed.value) if printed else None


def _plain(name: str) -> str:
    return re.sub(r"\s|其中：", "", name)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", UNITS)
def test_the_package_is_whole(name: str, kind: ReportKind) -> None:
    files = _files(_rendered(name, kind).content)
    docx.Document(BytesIO(_rendered(name, kind).content))
    types = etree.fromstring(files["[Content_Types].xml"])
    overrides = {one.get("PartName"): one.get("ContentType") for one in types.iterfind("t:Override", NS)}
    defaults = {one.get("Extension"): one.get("ContentType") for one in types.iterfind("t:Default", NS)}
    related = set()
    for path, content in files.items():
        if path.endswith((".xml", ".rels")):
            root = etree.fromstring(content)
        if path.endswith(".rels"):
            folder = posixpath.dirname(posixpath.dirname(path))
            for one in root:
                assert one.get("TargetMode") != "External"
                target = posixpath.normpath(posixpath.join(folder, one.get("Target"))).lstrip("/")
                assert target in files, f"{path} points at {target}"
                related.add(target)
    charts = sorted(path for path in files if path.startswith("word/charts/") and path.endswith(".xml"))
    books = [path for path in files if path.startswith("word/embeddings/")]
    assert len(charts) == len(books) == len(_charts(files)) > 0
    assert {*charts, *books} <= related
    assert {overrides["/" + path] for path in charts} == {"application/vnd.openxmlformats-officedocument.drawingml.chart+xml"}
    assert defaults["xlsx"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["district", "mixed"])
def test_every_drawing_has_a_number_and_a_description_of_its_own(name: str, kind: ReportKind) -> None:
    body = etree.fromstring(_files(_rendered(name, kind).content)["word/document.xml"])
    drawings = body.findall(".//wp:docPr", NS)
    assert len({one.get("id") for one in drawings}) == len(drawings)
    assert all(one.get("descr").startswith("条形图：") for one in drawings)
    references = [one.get(f"{{{NS['r']}}}id") for one in body.iterfind(".//c:chart", NS)]
    assert len(set(references)) == len(references)
    for data in body.iterfind(".//a:graphicData", NS):
        assert data.get("uri") == NS["c"]
    for inline in body.iterfind(".//wp:inline", NS):
        assert {"distT", "distB", "distL", "distR"} == set(inline.attrib)
        assert [etree.QName(child).localname for child in inline] == ORDER["inline"].split()


@pytest.mark.parametrize("name", UNITS)
def test_the_elements_of_a_chart_stand_in_the_order_of_the_standard(name: str) -> None:
    for kind in KINDS:
        for chart in _charts(_files(_rendered(name, kind).content)):
            for element in chart.iter():
                local = etree.QName(element).localname
                if local in ORDER and element.tag.startswith(f"{{{NS['c']}}}"):
                    known = ORDER[local].split()
                    order = [known.index(etree.QName(child).localname) for child in element]
                    assert order == sorted(order), local


def test_a_form_shows_its_funds_and_its_points() -> None:
    statement = _statements("department", "self")[0]
    assert isinstance(statement, FormStatement)
    funds, points, *_ = _charts(_files(_rendered("department", "self").content))
    assert _shown(funds) == [
        ("年度资金总额", [3744, 3431.89]),
        ("当年财政拨款", [3741, 3428.89]),
        ("其他资金", [3, 3]),
    ]
    assert [one.text for one in funds.iterfind(".//c:tx//c:v", NS)] == ["全年预算数", "全年执行数"]
    assert _shown(points) == [
        (f"{group.name.text} {group.score.text}/{group.weight.text}分", [_value(group.rate)]) for group in statement.groups
    ]


@pytest.mark.parametrize("name", UNITS)
def test_every_figure_of_every_chart_is_stated(name: str) -> None:
    """The charts come form after form; each figure is one of the form, under the form's own word for it."""
    for kind in ("self", "summary"):
        charts = _charts(_files(_rendered(name, kind).content))
        known: dict[str, set[float | None]] = {}
        for statement in _statements(name, kind):
            forms = [statement] if isinstance(statement, FormStatement) else [statement.department]
            for form in filter(None, forms):
                for line in (*form.sources, *form.expenditures, *filter(None, [form.total_fund])):
                    known.setdefault(_plain(line.source.text), set()).update(map(_value, (line.budget, line.executed)))
                for group in form.groups:
                    said = f"{group.name.text} {group.score.text}/{group.weight.text}分"
                    known.setdefault(_plain(said), set()).add(_value(group.rate))
            if isinstance(statement, UnitStatement):
                for project in statement.listed:
                    known.setdefault(_plain(project.name.text), set()).add(_value(project.rate))
        compared = 0
        for chart in charts:
            for label, numbers in _shown(chart):
                for number in numbers:
                    compared += 1
                    assert number is None or number in known[_plain(label)], (label, number)
        assert compared > 0


def test_sixty_projects_are_divided_between_charts_that_fit_a_page() -> None:
    rendered = _rendered("sixty", "summary")
    shown = [_shown(chart) for chart in _charts(_files(rendered.content))]
    projects = [one for one in shown if len(one) == 20]
    assert len(projects) == 3
    (unit,) = _statements("sixty", "summary")
    assert isinstance(unit, UnitStatement)
    assert [_plain(label) for chart in projects for label, _ in chart] == [_plain(one.name.text) for one in unit.listed]
    captions = [sentence.text for part in rendered.parts for sentence in part if "图：" in sentence.text]
    assert "图：各项目预算执行率（之一）" in captions[-1]
    assert "图：各项目预算执行率（之三）" in captions[-1]
    body = etree.fromstring(_files(rendered.content)["word/document.xml"])
    heights = [int(one.get("cy")) / 36000 for one in body.iterfind(".//wp:extent", NS)]
    widths = [int(one.get("cx")) / 36000 for one in body.iterfind(".//wp:extent", NS)]
    assert max(heights) < 225
    assert max(widths) <= 156, "millimetres between the margins of GB/T 9704"


@pytest.mark.parametrize("name", ["district", "mixed"])
def test_the_workbook_behind_a_chart_says_the_same(name: str) -> None:
    files = _files(_rendered(name, "self").content)
    for path, content in files.items():
        if not path.startswith("word/charts/_rels/"):
            continue
        (relation,) = etree.fromstring(content)
        assert relation.get("Type").endswith("/package")
        book = openpyxl.load_workbook(BytesIO(files[posixpath.normpath("word/charts/" + relation.get("Target"))]))
        chart = etree.fromstring(files["word/charts/" + posixpath.basename(path).removesuffix(".rels")])
        assert chart.find("c:externalData", NS).get(f"{{{NS['r']}}}id") == relation.get("Id")
        for reference in chart.iterfind(".//c:f", NS):
            sheet, _, cells = str(reference.text).partition("!")
            found = book[sheet][cells.replace("$", "")]
            rows = [row[0].value for row in found] if isinstance(found, tuple) else [found.value]
            cache_ = reference.getnext()
            points = {int(one.get("idx")): one.findtext("c:v", None, NS) for one in cache_.iterfind("c:pt", NS)}
            said = [points.get(index) for index in range(len(rows))]
            if cache_.tag.endswith("numCache"):
                assert [None if one is None else float(one) for one in said] == rows
            else:
                assert said == rows


def test_nothing_is_drawn_where_nobody_asked_or_nothing_is_known() -> None:
    plain = render("self", _statements("department", "self"), _template("self"))
    assert not [path for path in _files(plain.content) if "chart" in path or "embeddings" in path]
    blank = Evaluation(template="mof-2020-project", level="project")
    statements = state("self", [blank], [assess(blank, form_for(blank.template).policy)])
    files = _files(render("self", statements, _template("self"), charts=True).content)
    assert not [path for path in files if "chart" in path or "embeddings" in path]


def test_a_chart_a_template_does_not_print_is_not_in_the_file() -> None:
    template = docx.Document()
    template.add_paragraph("{{ 项目名称 }}")
    template.add_paragraph("{{ 图_得分 }}")
    content = BytesIO()
    template.save(content)
    statements = _statements("department", "self")[1:3]
    files = _files(render("self", statements, ReportTemplate("甲", content.getvalue()), charts=True).content)
    assert len([path for path in files if path.startswith("word/embeddings/")]) == 2
    assert all(len(_shown(chart)[0][1]) == 1 for chart in _charts(files)), "rates, no funds"


def test_charts_are_told_apart_without_colour() -> None:
    for chart in _charts(_files(_rendered("department", "self").content)):
        series = chart.findall(".//c:ser", NS)
        assert all(one.find("c:dLbls/c:showVal", NS).get("val") == "1" for one in series)
        fills = [one.find("c:spPr/a:solidFill/a:srgbClr", NS).get("val") for one in series]
        greys = [sum(int(fill[at : at + 2], 16) * part for at, part in ((0, 0.3), (2, 0.59), (4, 0.11))) for fill in fills]
        assert len(greys) == 1 or abs(greys[0] - greys[1]) > 100


def test_the_same_form_gives_the_same_bytes() -> None:
    one, other = (_files(render("self", _statements("department", "self")[:1], _template("self"), charts=True).content) for _ in "ab")
    assert one == other


def test_a_rate_is_drawn_as_it_is_printed() -> None:
    for statement in _statements("district", "summary"):
        assert isinstance(statement, UnitStatement)
        exact = [one for one in statement.listed if one.rate.number not in (None, Decimal(1))]
        shown = dict(_shown(_charts(_files(_rendered("district", "summary").content))[-1]))
        for project in exact:
            label = next(label for label in shown if _plain(label) == _plain(project.name.text))
            assert shown[label] == [_value(project.rate)]


@pytest.mark.parametrize("kind", KINDS)
def test_the_words_around_charts_hold_no_figure_of_their_own(kind: ReportKind, tmp_path: Path) -> None:
    """Read as every report is: each digit leads back to a cell, captions have none."""
    result = stated(DATA / "seeds-xlsx" / "donghu-2019.xlsx")
    written = write_reports(result.path, tmp_path / "报告.docx", kind, charts=True).reports[0]
    sentences = [sentence for part in written.rendered.parts for sentence in part]
    policy, bands = result.definitions[0].policy, result.forms[0].bands
    assert any("图：" in sentence.text for sentence in sentences)
    assert faults_in(written.path.read_bytes(), sentences, cells_of(result.path), policy, bands) == []


@pytest.mark.live
def test_libreoffice_opens_and_draws_them(tmp_path: Path) -> None:
    path = tmp_path / "报告.docx"
    path.write_bytes(_rendered("department", "self").content)
    pdf = convert(path, tmp_path, "pdf")
    again = convert(path, tmp_path / "odt", "odt")
    with zipfile.ZipFile(again) as archive:
        objects = [name for name in archive.namelist() if re.fullmatch(r"Object \d+/content\.xml", name)]
        texts = [re.findall("<text:p[^>]*>([^<]*)<", archive.read(name).decode()) for name in objects]
    assert pdf.stat().st_size > 20_000
    assert len(objects) == len(_charts(_files(path.read_bytes())))
    assert any({"年度资金总额", "全年预算数", "全年执行数"} <= set(one) for one in texts)
