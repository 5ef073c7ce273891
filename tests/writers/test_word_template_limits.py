"""What a template from a stranger cannot do: keep the machine busy, reach Python, bring along links and macros."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from tests.writers.word_samples import filled, form, indicator, opened, template
from zipingbiao.base.errors import ZpbError
from zipingbiao.writers.word import template_limits
from zipingbiao.writers.word.render import ReportTemplate, render

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAME = "模板.docx"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{{ '%1000000000d' % 1 }}", "不能计算"),
        ("{{ 'a' * 500000000 }}", "不能计算"),
        ("{{ 10**10**10 }}", "不能计算"),
        ("{{ -总分 }}", "不能计算"),
        ("{% set 甲 = '字' ~ '字' %}{{ 甲 }}", "不能用“~”拼接"),
        ("{% set 甲 %}字{% endset %}{{ 甲 }}", "不认识的 {% … %}"),
        ("{% macro 甲() %}{{ 甲() }}{% endmacro %}{{ 甲() }}", "不认识的 {% … %}"),
        ("{% autoescape false %}{{ 项目名称 }}{% endautoescape %}", "不认识的 {% … %}"),
        ("{% block 甲 %}字{% endblock %}", "不认识的 {% … %}"),
        ("{% for 甲 in 指标表 recursive %}{{ loop(指标表) }}{% endfor %}", "不能调用函数"),
        ("{% import 'x' as y %}", "不能引用别的文件"),
        ("{% extends 'x' %}", "不能引用别的文件"),
        ("{{ {'甲': 1} }}", "只能写字段"),
        ("{{ 'a'.format }}", "只能写字段"),
        ("{{ ('a'|若空).__class__ }}", "“__class__”"),
        ("{% for 甲 in 指标表 %}" * 5 + "字" + "{% endfor %}" * 5, "最多套 4 层"),
        ("{{ 93.68|汉字 }}", "用于序号"),
        ("{{ 总分|圈号 }}", "用于序号"),
        ("{{ 项目名称|分行('二') }}", "括号里只写数"),
        ("{{ " + "not " * 5000 + "总分 }}", "套得太深"),
    ],
)
def test_a_template_only_fills_in(line: str, words: str) -> None:
    with pytest.raises(ZpbError) as caught:
        filled("# 题", line, "完")
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_loops_that_write_without_measure_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(template_limits, "MOST_TEXT", 100_000)
    rows = [indicator(number) for number in range(1, 61)]
    with pytest.raises(ZpbError, match=r"写出的内容太多，请检查 \{% for … %\} 是否套错"):
        filled("{% for 甲 in 指标表 %}" * 4 + "字" + "{% endfor %}" * 4, form=form(*rows))


def changed(change: Callable[[str, bytes], bytes], **added: bytes) -> ReportTemplate:
    """A template with changed and added members."""
    result = BytesIO()
    with zipfile.ZipFile(BytesIO(template("# {{ 项目名称 }}").content)) as old, zipfile.ZipFile(result, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, content in added.items():
            new.writestr(name, content)
    return ReportTemplate(NAME, result.getvalue())


def related(kind: str, target: str, mode: str = ' TargetMode="External"') -> ReportTemplate:
    """A template whose document has another relation."""
    types = b'<Default Extension="bin" ContentType="application/octet-stream"/></Types>'
    relation = f'<Relationship Id="rId99" Type="{OFFICE}/{kind}" Target="{target}"{mode}/></Relationships>'
    return changed(
        lambda name, content: content.replace(b"</Types>", types).replace(b"</Relationships>", relation.encode())
        if name in ("[Content_Types].xml", "word/_rels/document.xml.rels")
        else content
    )


@pytest.mark.parametrize("kind", ["image", "oleObject", "frame", "subDocument"])
def test_a_template_that_asks_for_other_files_is_refused(kind: str) -> None:
    with pytest.raises(ZpbError, match=r"^模板“模板\.docx”里面有链接到别的文件的图片或对象，请改为嵌入后再用。$"):
        render("self", [form()], related(kind, "http://example.com/x.png"))


def test_links_to_click_on_stay() -> None:
    rendered = render("self", [form()], related("hyperlink", "https://example.com/"))
    assert "https://example.com/" in [one.target_ref for one in opened(rendered).part.rels.values() if one.is_external]


def test_the_way_to_its_own_template_is_left_behind() -> None:
    """Word writes the path of Normal.dotm on somebody's disk into every document, and opens whatever stands there."""
    given = related("attachedTemplate", "http://example.com/x.dotm")
    content = render("self", [form()], given).content
    with zipfile.ZipFile(BytesIO(content)) as package:
        assert not [name for name in package.namelist() if b"x.dotm" in package.read(name)]


def test_macros_are_refused() -> None:
    given = related("vbaProject", "vbaProject.bin", "")
    members = BytesIO(given.content)
    with zipfile.ZipFile(members, "a") as package:
        package.writestr("word/vbaProject.bin", b"x")
    with pytest.raises(ZpbError, match=r"^模板“模板\.docx”里面有宏，请去掉后再用。$"):
        render("self", [form()], ReportTemplate(NAME, members.getvalue()))


def test_a_package_that_grows_without_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(template_limits, "MOST_UNPACKED", 1024 * 1024)
    with pytest.raises(ZpbError, match="解压后大得不正常"):
        render("self", [form()], changed(lambda _, content: content, **{"word/media/big.png": bytes(3 * 1024 * 1024)}))


def test_entities_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><w:document'

    def with_entities(name: str, content: bytes) -> bytes:
        if name != "word/document.xml":
            return content
        return content.replace(b"<w:document", bomb, 1).replace("项目名称 }}".encode(), "项目名称 }}&b;".encode())

    with pytest.raises(ZpbError, match=r"^模板“模板\.docx”[^\n]*$"):
        render("self", [form()], changed(with_entities))


def test_an_encrypted_package_is_no_template() -> None:
    content = bytearray(template("# 题").content)
    for mark, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = 0
        while (at := content.find(mark, at)) >= 0:
            content[at + flags] |= 1
            at += 4
    with pytest.raises(ZpbError, match="不是能打开的"):
        render("self", [form()], ReportTemplate(NAME, bytes(content)))
