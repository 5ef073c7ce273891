"""What a report template may not do (compute, build texts, define, loop without measure), and what its package may not hold.

Templates come by mail. The sandbox of jinja keeps them away from Python; what is left is that they could keep the machine
busy, or bring along what acts when the report is opened.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from docx.oxml.ns import qn
from jinja2 import nodes

from zipingbiao.base.errors import ZpbError
from zipingbiao.base.safezip import MIB

#: Loops inside one another: 指标 of the groups of the forms of a unit lie three deep.
MOST_LOOPS = 4
#: Characters that a rendered body may have; a form of 500 indicators takes a twentieth of it.
MOST_TEXT = 50_000_000
#: Bytes of a package when it is unpacked; a template has styles, and a picture or two.
MOST_UNPACKED = 100 * MIB

_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.Assign, nodes.Name, nodes.Const,
    nodes.Getattr, nodes.Getitem, nodes.Filter, nodes.Test, nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand,
    nodes.CondExpr, nodes.Tuple, nodes.List, nodes.Keyword,
    nodes.Call,  # nothing can be called, which is told when it is tried
)  # fmt: skip
_SENTENCES: tuple[tuple[tuple[type[nodes.Node], ...], str], ...] = (
    ((nodes.BinExpr, nodes.UnaryExpr), "模板里不能计算，要的数请从字段里取"),
    ((nodes.Concat,), "模板里不能用“~”拼接，请把字段依次写出"),
    ((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends), "模板里不能引用别的文件"),
    ((nodes.Expr, nodes.Helper), "{{ }} 里只能写字段、“|”和文字"),
)
UNKNOWN_TAG = "有不认识的 {% … %}，只能用 if、elif、else、endif、for、endfor、set"

_HYPERLINK, _ATTACHED = "hyperlink", "attachedTemplate"
_ACTING = {"vbaProject": "宏", "control": "ActiveX 控件"}


class TemplateFault(ZpbError):
    """What is wrong in a template, without the template's name; `lineno` is its line where it is known."""

    def __init__(self, sentence: str, lineno: int | None = None) -> None:
        super().__init__(sentence)
        self.lineno = lineno


def refuse_nodes(node: nodes.Node, loops: int = 0) -> None:
    """Raises TemplateFault for whatever in a parsed template is more than fields, conditions and loops."""
    if not isinstance(node, _ALLOWED) or (isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Literal)):
        words = next((words for kinds, words in _SENTENCES if isinstance(node, kinds)), UNKNOWN_TAG)
        raise TemplateFault(words, node.lineno)
    loops += isinstance(node, nodes.For)
    if loops > MOST_LOOPS:
        raise TemplateFault(f"{{% for … %}} 最多套 {MOST_LOOPS} 层", node.lineno)
    for child in node.iter_child_nodes():
        refuse_nodes(child, loops)


def joined(pieces: Iterable[str]) -> str:
    """The pieces of a rendered text as one. Raises TemplateFault where it grows without measure."""
    kept, size = [], 0
    for piece in pieces:
        size += len(piece)
        if size > MOST_TEXT:
            raise TemplateFault("写出的内容太多，请检查 {% for … %} 是否套错")
        kept.append(piece)
    return "".join(kept)


def unpacked(content: bytes) -> BytesIO:
    """The package with all its members unpacked, which python-docx reads without asking how much comes out of them.

    Raises TemplateFault where that is too much, and what zipfile raises for a broken package.
    """
    room, result = MOST_UNPACKED, BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(result, "w") as new:
        for name in dict.fromkeys(old.namelist()):
            with old.open(name) as stream:
                data = stream.read(room + 1)
            room -= len(data)
            if room < 0:
                raise TemplateFault("解压后大得不正常，为安全起见没有打开")
            new.writestr(name, data)
    result.seek(0)
    return result


def refuse_links(document: Any) -> None:
    """Takes the way to its own template out of a document, and raises TemplateFault where it asks for other files or acts.

    Links to click on stay.
    """
    package = document.part.package
    for owner in (package, *package.iter_parts()):
        for key, relation in list(owner.rels.items()):
            kind = relation.reltype.rpartition("/")[2]
            if kind in _ACTING:
                raise TemplateFault(f"里面有{_ACTING[kind]}，请去掉后再用")
            if kind == _ATTACHED:
                del owner.rels[key]
            elif relation.is_external and kind != _HYPERLINK:
                raise TemplateFault("里面有链接到别的文件的图片或对象，请改为嵌入后再用")
    settings = document.settings.element
    for element in settings.findall(qn(f"w:{_ATTACHED}")):
        settings.remove(element)
