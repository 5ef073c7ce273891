"""The jinja environment of report templates: only the fields, a few filters, Chinese errors; nothing else is reachable."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from jinja2 import StrictUndefined, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.nodes import Template
from jinja2.runtime import LoopContext
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from zipingbiao.model.statement import Sourced
from zipingbiao.writers.word.fields import PICTURES, SCHEMAS, View
from zipingbiao.writers.word.marks import MERGE, Ledger, clean
from zipingbiao.writers.word.template_limits import UNKNOWN_TAG, TemplateFault, refuse_nodes
from zipingbiao.writers.word.titles import break_title

_NUMERALS = "〇一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_STOPS = "。．；;，,、 "
_ENDS = _STOPS + "：:！!？?"


class UnknownField(StrictUndefined):
    """A name that is no field: any use of it says so in Chinese, with the nearest name there is."""

    @property
    def _undefined_message(self) -> str:
        name, owner = str(self._undefined_name), self._undefined_obj
        if isinstance(owner, Sourced):
            return f"“{owner.label}”后面不能再写“.{name}”，它本身就是要印出的内容"
        if isinstance(owner, View):
            of, known = f"“{owner.owner}”里", [field.name for field in SCHEMAS[owner.owner]]
        else:
            of, known = "", [field.name for schema in ("自评表", "单位") for field in SCHEMAS[schema]]
        if name in known:
            return f"“{name}”这个字段不在这种报告里（专项、部门整体自评结果的字段不同），请核对 --kind 和模板"
        near = difflib.get_close_matches(name, known, 1, 0.5)
        return f"{of}没有“{name}”这个字段" + (f"，相近的是“{near[0]}”" if near else "")


@dataclass(frozen=True, slots=True)
class MergedCell:
    """A figure in a cell that is one with the cell above where both say the same."""

    figure: Sourced | str


class ReportEnvironment(SandboxedEnvironment):
    """Fields can be printed, looped over and tested; what is printed is entered in the ledger."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=UnknownField, finalize=self._printed)
        self.ledger = Ledger()
        self.globals.clear()
        self.filters = dict(FILTERS)

    def _parse(self, source: str, name: str | None, filename: str | None) -> Template:
        tree = super()._parse(source, name, filename)
        refuse_nodes(tree)
        return tree

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Only what a loop knows of itself: loop.index, loop.first, loop.last."""
        return isinstance(obj, LoopContext) and super().is_safe_attribute(obj, attr, value)

    def is_safe_callable(self, obj: Any) -> bool:
        """Nothing is called from a template; what is no field says so itself."""
        return isinstance(obj, UnknownField)

    def _printed(self, value: Any) -> str:
        if isinstance(value, Sourced):
            return self.ledger.mark(value)
        if isinstance(value, MergedCell):
            return MERGE + self._printed(value.figure)
        if isinstance(value, Markup):
            return value
        if isinstance(value, str):
            return clean(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if isinstance(value, View):
            raise TemplateFault(f"“{value.owner}”不能直接印出，请写明其中的字段，如 {_example(value)}")
        if isinstance(value, list):
            raise TemplateFault("一列内容不能直接印出，请用 {% for … %} 逐项写")
        raise TemplateFault(f"“{value}”不能印出")


def sentence_of(error: Exception) -> str:
    """What is wrong in a template, in Chinese, from what went wrong while it was rendered."""
    if isinstance(error, TemplateFault | UndefinedError):
        return str(error)
    text = getattr(error, "message", None) or str(error)
    for words, sentence in _SENTENCES:
        if words in text:
            return sentence
    if isinstance(error, SecurityError):  # an attribute that is no field: the message is UnknownField's
        return text
    return f"写法有误（{' '.join(text.split())}）"


def with_pictures(context: dict[str, Any], pictures: dict[str, str]) -> dict[str, Any]:
    """The fields and the pictures: each the run-level XML that draws it, or nothing."""
    places = dict.fromkeys(PICTURES, "")
    drawn = {
        name: Markup(f'</w:t></w:r><w:r>{xml}</w:r><w:r><w:t xml:space="preserve">')
        for name, xml in pictures.items()
    }
    return context | places | drawn


def _example(view: View) -> str:
    return "{{ " + f"{view.owner}.{SCHEMAS[view.owner][0].name}" + " }}"


def _or_else(figure: Any, other: str = "—") -> Any:
    return figure if figure else other


def _chinese(ordinal: Any, more: Any = 0) -> str:
    """1 → 一, 12 → 十二, 30 → 三十; `more` where other headings stand before."""
    number = _ordinal(ordinal) + _ordinal(more)
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_NUMERALS[tens]}十"
    return head + (_NUMERALS[ones] if ones else "")


def _circled(ordinal: Any) -> str:
    number = _ordinal(ordinal)
    return _CIRCLED[number - 1] if 0 < number <= len(_CIRCLED) else f"({number})"


def _ordinal(number: Any) -> int:
    if not isinstance(number, int):
        raise TemplateFault("“汉字”“圈号”用于序号 loop.index，它们和“分行”后面的括号里只写数")
    return number


def _inside(figure: Any) -> Any:
    """A text inside a sentence: its paragraphs on one line, without the stop at its end."""
    if not isinstance(figure, Sourced):
        return figure
    lines = [line.strip() for line in clean(figure.text).split("\n")]
    joined = ""
    for line in filter(None, lines):
        joined += ("；" if joined and joined[-1] not in _ENDS else "") + line
    return replace(figure, text=joined.rstrip(_STOPS))


def _own(figure: Any) -> Any:
    """A text at the end of a paragraph: its paragraphs stay, the stop at its end is left to the template."""
    return replace(figure, text=clean(figure.text).rstrip(f"{_STOPS}\n")) if isinstance(figure, Sourced) else figure


def _in_lines(figure: Any, before: Any = 0) -> Any:
    written = _ordinal(before)
    return replace(figure, text=break_title(figure.text, written)) if isinstance(figure, Sourced) else figure


FILTERS: dict[str, Callable[..., Any]] = {
    "若空": _or_else,
    "并格": MergedCell,
    "汉字": _chinese,
    "圈号": _circled,
    "入句": _inside,
    "成段": _own,
    "分行": _in_lines,
}
#: What each filter does and an example, for the docs.
FILTER_WORDS = {
    "若空": ("没有内容时印出别的字；不写是什么字则印“—”", "{{ 指标.偏差率|若空 }}、{{ 指标.偏差原因|若空('无') }}"),
    "并格": ("用在表格里：与上一行同一栏内容相同时合并成一格", "{{ 指标.一级指标|并格 }}"),
    "汉字": ("序号写成一、二、三；前面已有别的标题时写已有几个", "{{ loop.index|汉字 }}、{{ loop.index|汉字(1) }}"),
    "圈号": ("序号写成①②③", "{{ loop.index|圈号 }}"),
    "入句": ("用在句子中间：几段连成一行，去掉末尾的句号", "原因是{{ 指标.偏差原因|入句 }}。"),
    "成段": ("用在一段的末尾：照样分段，去掉末尾的句号", "{{ 指标.名称 }}未完成。{{ 指标.偏差原因|成段 }}。"),
    "分行": ("用在标题里：一行写不下时在合适的地方分行；前面已有别的字时写已有几个字", "{{ 年度 }}年度{{ 项目名称|分行(6) }}"),
}
_SENTENCES = (
    ("Encountered unknown tag", UNKNOWN_TAG),
    ("Unexpected end of template", "有 {% if %} 或 {% for %} 没有写 {% endif %}、{% endfor %}"),
    ("No filter named", "“|”后面的写法不认识，可用的有 " + "、".join(FILTERS)),
    ("No test named", "is 后面的写法不认识"),
    ("not safely callable", "模板里不能调用函数"),
    ("object is not iterable", "{% for %} 里写的不是一列内容"),
    ("not supported between", "模板里不能比较大小"),
    ("unexpected char", "{{ }} 或 {% %} 里有不认识的符号"),
    ("unexpected '", "{{ }} 或 {% %} 没有写完整，或里面有多余的符号"),
    ("recursion depth", "括号或条件套得太深"),
    ("expected token", "{{ }} 或 {% %} 没有写完整"),
)
