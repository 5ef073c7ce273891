"""The cover note of a mail with finished workbooks, as plain text and as HTML; its figures come ready from `app`."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_INDENT = "\u3000\u3000"
_HEADS = ("一、自评结果", "二、检查情况", "三、附件")
_NAME = "项目名称"
_AMOUNTS = ("全年预算数", "全年执行数")
_FIGURES = (*_AMOUNTS, "执行率", "自评总分")
_COLUMNS = ("序号", _NAME, *_FIGURES, "等级")
#: What a sentence says behind a figure.
_ENDS = {"自评总分": "分"}
#: Inline, because mail programs drop style sheets; fonts by name only, as everywhere.
_PAGE = "font-family:仿宋_GB2312,仿宋,FangSong,serif;font-size:12pt;line-height:1.75"
_TABLE = "border-collapse:collapse;font-size:10.5pt;line-height:1.4"
_CELL = "border:1px solid #000;padding:2pt 5pt"
_ALIGNED = {"序号": ";text-align:center", "等级": ";text-align:center", **dict.fromkeys(_FIGURES, ";text-align:right")}


@dataclass(frozen=True, slots=True)
class FormLine:
    """One form in the note, every figure as printed; '' where the form does not say.

    unit  of both amounts
    """

    name: str
    budget: str
    executed: str
    unit: str
    rate: str
    score: str
    grade: str

    def figures(self, said: str = "") -> tuple[str, ...]:
        """What stands behind the name; amounts with their unit, unless it is the one that is `said` above."""
        unit = "" if self.unit == said else self.unit
        budget, executed = (text and f"{text}{unit}" for text in (self.budget, self.executed))
        return budget, executed, self.rate, self.score, self.grade

    @property
    def sentence(self) -> str:
        """The figures that there are, in words."""
        said = [f"{head}{text}{_ENDS.get(head, '')}" for head, text in zip(_COLUMNS[2:], self.figures(), strict=True) if text]
        return f"{self.name}：{'，'.join(said) or '没有填写'}。"


@dataclass(frozen=True, slots=True)
class CoverNote:
    """What the note says.

    opening   the first sentence, with what is sent
    lines     the forms that are named one by one
    others    a sentence about the rest; '' where there is none
    checks    sentences about what the check of the workbooks found
    files     the names of the attachments, each with what its seal begins with ('' for one without)
    contacts  whom to ask: label and text, as the workbooks say
    signature the unit; '' where the workbooks name none
    """

    opening: str
    lines: tuple[FormLine, ...]
    others: str
    checks: tuple[str, ...]
    files: tuple[tuple[str, str], ...]
    contacts: tuple[tuple[str, str], ...]
    signature: str

    @property
    def contact_line(self) -> str:
        """Whom to ask; '' where the workbooks do not say."""
        return "；".join(f"{label}：{text}" for label, text in self.contacts)


def note_text(note: CoverNote) -> str:
    """The note as plain text, its lines ended by newlines."""
    lines = ["您好：", "", f"{_INDENT}{note.opening}", ""]
    lines += [f"{_INDENT}{_HEADS[0]}", *_numbered(line.sentence for line in note.lines)]
    if note.others:
        lines.append(f"{_INDENT}{note.others}")
    lines += ["", f"{_INDENT}{_HEADS[1]}", *(f"{_INDENT}{one}" for one in note.checks)]
    lines += ["", f"{_INDENT}{_HEADS[2]}", *_numbered(_file(*one) for one in note.files)]
    for closing in (note.contact_line, note.signature):
        if closing:
            lines += ["", f"{_INDENT}{closing}"]
    return "\n".join(lines) + "\n"


def note_html(note: CoverNote) -> str:
    """The note as a page, with the figures in a table."""
    parts = ["<p>您好：</p>", _paragraph(note.opening), _paragraph(_HEADS[0]), _table(note.lines)]
    if note.others:
        parts.append(_paragraph(note.others))
    parts += [_paragraph(_HEADS[1]), *map(_paragraph, note.checks)]
    parts += [_paragraph(_HEADS[2]), _list([_file(*one) for one in note.files])]
    if note.contact_line:
        parts.append(_paragraph(note.contact_line))
    if note.signature:
        parts.append(f'<p style="text-align:right">{_escaped(note.signature)}</p>')
    body = "\n".join(parts)
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
        f'</head>\n<body style="{_PAGE}">\n{body}\n</body>\n</html>\n'
    )


def _numbered(lines: Iterator[str]) -> Iterator[str]:
    return (f"{_INDENT}{number}. {line}" for number, line in enumerate(lines, start=1))


def _file(name: str, seal: str) -> str:
    return f"{name}（内容摘要 {seal}）" if seal else name


def _table(lines: Sequence[FormLine]) -> str:
    units = {line.unit for line in lines}
    unit = units.pop() if len(units) == 1 else ""
    heads = (f"{head}（{unit}）" if unit and head in _AMOUNTS else head for head in _COLUMNS)
    rows = [_row("th", tuple(heads))]
    rows += [_row("td", (str(number), line.name, *line.figures(unit))) for number, line in enumerate(lines, start=1)]
    return f'<table style="{_TABLE}">\n{"".join(rows)}</table>'


def _row(tag: str, texts: Sequence[str]) -> str:
    """A line of the table; only headings and names may be wrapped."""
    cells = (
        f"<{tag}{'' if head == _NAME or tag == 'th' else ' nowrap'} style=\"{_CELL}{_ALIGNED.get(head, '')}\">{_escaped(text)}</{tag}>"
        for head, text in zip(_COLUMNS, texts, strict=True)
    )
    return f"<tr>{''.join(cells)}</tr>\n"


def _list(lines: Sequence[str]) -> str:
    return "<ol>\n" + "".join(f"<li>{_escaped(line)}</li>\n" for line in lines) + "</ol>"


def _paragraph(text: str) -> str:
    return f'<p style="text-indent:2em">{_escaped(text)}</p>'


def _escaped(text: str) -> str:
    return html.escape(text)
