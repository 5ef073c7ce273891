"""What zpb adopt tells: lines for the person at the desk, a document for programs. What is told is found in adopting."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from zipingbiao.app.adopt_figures import NOT_PRINTED, Difference, Manual
from zipingbiao.app.adopt_losses import Loss
from zipingbiao.app.adopting import Adopted, Adoption
from zipingbiao.app.prefill_report import title_of
from zipingbiao.base.files import printable
from zipingbiao.base.text import excerpt
from zipingbiao.forms.schema import Form
from zipingbiao.model.finding import SEVERITY_WORDS
from zipingbiao.model.values import Place

_NAME, _TEXT, _REASON = 30, 40, 90
#: Reasons named for the choice of a form.
_WHY, _BUT = 3, 2


def adoption_lines(result: Adoption) -> list[str]:
    """The report, heads and indented lines, in the order in which a person wants to know it."""

    def by_form(lines_of: Callable[[Adopted], Iterable[str]]) -> list[str]:
        return lines_by_form(result.forms, lines_of, len(result.sources) > 1)

    lines = [_made(result), "选用的表样：", *indent(choice_lines(result.forms))]
    if count := len(result.losses) + sum(len(one.losses) for one in result.forms):
        lines.append(f"没有写入的内容 {count} 处（表样没有这一栏，或没有读懂），需要的请手工补上：")
        lines += by_form(lambda one: loss_lines(one.losses))
        if result.losses:
            lines += ["  项目清单（汇总）", *(f"  {line}" for line in indent(loss_lines(result.losses)))]
    if renamed := _renamings(result.forms):
        lines += ["按表样的字样印出，与原表写法不同：", *indent(renamed)]
    if found := [d for one in result.forms for d in one.figures.differences]:
        wrong = sum(d.severity == "error" for d in found)
        marked = f"（其中 {wrong} 处原表自己对不上，标有“！”）" if wrong else ""
        lines.append(f"重新计算后与原表不同的数 {len(found)} 处{marked}，请核对：")
        lines += by_form(lambda one: map(difference_line, one.figures.differences))
    if manual := sum(len(one.figures.manual) for one in result.forms):
        lines.append(f"软件不能评定的指标 {manual} 行，“人工评分”栏沿用原表得分，请核定：")
        lines += by_form(lambda one: map(_manual_line, one.figures.manual))
    if weights := _weights(result.forms):
        lines += ["原表没有印分值：", *indent(weights)]
    remarks = [
        *result.notes,
        *(
            f"{SEVERITY_WORDS[found.severity]}：{found.place} {found.full_message.replace('未检查', '没有转换')}"
            for found in result.findings
        ),
    ]
    if remarks:
        lines += ["另请注意：", *indent(remarks)]
    lines.append(f"下一步：打开 {_quoted(result)} 核对、补填，再执行 zpb check {_quoted(result)}")
    return lines


def adoption_document(result: Adoption) -> dict[str, Any]:
    """The document of --json; figures are strings as printed or computed."""
    forms = [form_document(one) for one in result.forms]
    return {
        "file": printable(str(result.out)),
        "sources": [printable(str(path)) for path in result.sources],
        "unit_name": result.unit_name,
        "year": result.year,
        "forms": forms,
        "unplaced": [_loss(loss.label, loss.row, loss.text, loss.place) for loss in result.losses],
        "findings": [
            {
                "code": found.code, "kind": found.kind, "severity": found.severity, "message": found.full_message,
                "label": found.label, **_place(found.place),
            }
            for found in result.findings
        ],
        "notes": result.notes,
        "summary": {
            "forms": len(forms),
            "unplaced": len(result.losses) + sum(len(form["unplaced"]) for form in forms),
            "differences": sum(len(form["differences"]) for form in forms),
            "errors": sum(d.severity == "error" for one in result.forms for d in one.figures.differences)
            + sum(found.severity == "error" for found in result.findings),
            "manual": sum(len(form["manual"]) for form in forms),
        },
    }  # fmt: skip


# -- lines ------------------------------------------------------------------------------------------------------------


def _made(result: Adoption) -> str:
    levels: Counter[str] = Counter(one.given.level for one in result.forms)
    parts = [
        f"{word} {levels[level]} 张"
        for level, word in (("department", "部门整体"), ("project", "项目"))
        if levels[level]
    ]
    split = f"（{'，'.join(parts)}）" if len(parts) > 1 else ""
    files = f"，来自 {len(result.sources)} 个文件" if len(result.sources) > 1 else ""
    return f"已生成 {printable(str(result.out))}：{len(result.forms)} 张自评表{split}{files}，原文件没有改动。"


def choice_lines(forms: Sequence[Adopted]) -> list[str]:
    """A line for every form; forms of the same template chosen for the same reasons share one."""
    groups: dict[tuple[str, str], list[Adopted]] = defaultdict(list)
    for one in forms:
        groups[one.form.id, _reason(one)].append(one)
    return [
        f"{'、'.join(f'「{excerpt(title_of(one.given), _NAME)}」' for one in members)}：{_form_name(members[0].form)}。{reason}"
        for (_, reason), members in groups.items()
    ]


def _form_name(form: Form) -> str:
    return f"{form.id}（{form.name}，{form.jurisdiction}，{form.year} 年）"


def _reason(one: Adopted) -> str:
    if one.chosen == "asked":
        return "由 --template 指定。"
    if one.fit is None:
        return "原表注明是这种表样。"
    words = f"理由：{'；'.join(one.fit.why[:_WHY])}。" if one.fit.why else "没有更接近的表样。"
    if one.fit.but:
        words += f"不同：{'；'.join(one.fit.but[:_BUT])}。"
    if one.close:
        near = "、".join(f"{fit.form.id}（{_contrast(one, fit.form)}）" for fit in one.close)
        words += f"{near}也相近，如应改用，请加 --template 编号重新生成。"
    return words


def _contrast(one: Adopted, other: Form) -> str:
    """In what the other form differs: its name, place or year."""
    if other.name != one.form.name:
        return other.name
    return other.jurisdiction if other.jurisdiction != one.form.jurisdiction else f"{other.year} 年"


def _renamings(forms: Sequence[Adopted]) -> list[str]:
    groups: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for one in forms:
        for label, text, becomes, _ in one.renamings:
            groups[label, text, becomes].append(title_of(one.given))
    lines = []
    for (label, text, becomes), names in groups.items():
        count = f"等 {len(names)} 张表" if len(names) > 1 else ""
        lines.append(f"{label}“{excerpt(text, _TEXT)}”印为“{becomes}”（「{excerpt(names[0], _NAME)}」{count}）")
    return lines


def _weights(forms: Sequence[Adopted]) -> list[str]:
    """Where points were found for rows without any, and where a person must give them."""
    whole = [one for one in forms if one.figures.weighted and not one.figures.unweighted]
    lines = []
    if whole:
        names = "、".join(f"「{excerpt(title_of(one.given), _NAME)}」" for one in whole)
        lines.append(f"{names}：各行的分值已按一级指标的分值和各行得分补上。")
    for one in forms:
        found, missing = one.figures.weighted, one.figures.unweighted
        if missing:
            filled = f"{found} 行已按一级指标的分值补上，" if found else ""
            lines.append(f"「{excerpt(title_of(one.given), _NAME)}」：{filled}{missing} 行请补填。")
    return lines


def lines_by_form(
    forms: Sequence[Adopted], lines_of: Callable[[Adopted], Iterable[str]], with_files: bool = False
) -> list[str]:
    """The lines of every form below its name; the name is left out where there is only one form.

    with_files  whether the form's file is named too
    """
    lines = []
    for one in forms:
        if not (own := indent(lines_of(one))):
            continue
        if len(forms) > 1:
            file = f"（{one.given.place.file}）" if with_files and one.given.place.file else ""
            lines.append(f"  「{excerpt(title_of(one.given), _NAME)}」{printable(file)}")
            own = [f"  {line}" for line in own]
        lines += own
    return lines


def loss_lines(losses: Sequence[Loss]) -> list[str]:
    """A line for every column, label or row that has no place: 到位数：E8 120、E9 118."""
    groups: dict[str, list[str]] = defaultdict(list)
    for loss in losses:
        row = f"（{excerpt(loss.row, _NAME)}）" if loss.row else ""
        groups[loss.label].append(f"{_cell(loss.place)}{excerpt(loss.text, _TEXT)}{row}")
    return [f"{label}：{'、'.join(texts)}" for label, texts in groups.items()]


def difference_line(found: Difference) -> str:
    """！H26 总分：原表 97，现为 96.85。…"""
    mark = "！" if found.severity == "error" else ""
    now = f"现为 {found.computed}" if found.computed is not None else "现在空着"
    label, reason = excerpt(found.label, _NAME), excerpt(found.reason, _REASON)
    was = f"原表 {found.printed}" if found.printed != NOT_PRINTED else "原表没有"
    return f"{mark}{_cell(found.place)}{label}：{was}，{now}。{reason}"


def _manual_line(found: Manual) -> str:
    label, reason = excerpt(found.label, _NAME), excerpt(found.reason, _REASON)
    return f"{_cell(found.place)}{label}：{found.score.removesuffix('分')} 分。{reason}"


def _cell(place: Place) -> str:
    return f"{place.cell} " if place.cell else ""


def indent(lines: Iterable[str]) -> list[str]:
    """Lines below a head."""
    return [f"  - {' '.join(printable(line).split())}" for line in lines]


def _quoted(result: Adoption) -> str:
    text = printable(str(result.out))
    return f'"{text}"' if any(char.isspace() for char in text) else text


# -- document -----------------------------------------------------------------------------------------------------------


def form_document(one: Adopted) -> dict[str, Any]:
    """One form in a document of --json."""
    given, figures = one.given, one.figures
    return {
        "sheet": one.sheet,
        "source": _place(given.place),
        "project": given.project.text,
        "level": given.level,
        "year": given.year_number,
        "template": one.form.id,
        "chosen_by": one.chosen,
        "why": list(one.fit.why) if one.fit else [],
        "but": list(one.fit.but) if one.fit else [],
        "close": [fit.form.id for fit in one.close],
        "unplaced": [_loss(loss.label, loss.row, loss.text, loss.place) for loss in one.losses],
        "renamed": [
            {"label": label, "text": text, "becomes": becomes, **_place(place)}
            for label, text, becomes, place in one.renamings
        ],
        "differences": [
            {
                "label": d.label, "printed": d.printed, "computed": d.computed, "reason": d.reason,
                "severity": d.severity, **_place(d.place),
            }
            for d in figures.differences
        ],
        "manual": [
            {"label": m.label, "score": m.score, "reason": m.reason, **_place(m.place)} for m in figures.manual
        ],
        "weights": {"inferred": figures.weighted, "missing": figures.unweighted},
    }  # fmt: skip


def _loss(label: str, row: str, text: str, place: Place) -> dict[str, Any]:
    return {"label": label, "row": row, "text": text, **_place(place)}


def _place(place: Place) -> dict[str, str | None]:
    return {"file": place.file, "sheet": place.sheet, "cell": place.cell}
