"""The properties of a file: title, subject, keywords, remarks, company; what else stands there stays."""

from __future__ import annotations

from collections.abc import Mapping

from zipingbiao.writers.marking.markup import escaped, unescaped
from zipingbiao.writers.marking.package import XML_HEAD, Package

_DC = "http://purl.org/dc/elements/1.1/"
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_CORE_PART, _APP_PART = "docProps/core.xml", "docProps/app.xml"
#: Element → its namespace, and the prefix it is given where it is new.
_SPACES = {"title": (_DC, "dc"), "subject": (_DC, "dc"), "description": (_DC, "dc"), "keywords": (_CORE, "cp")}
_COMPANY = "Company"


def set_properties(package: Package, texts: Mapping[str, str], company: str) -> None:
    """Sets title, subject, description and keywords, and the company where one is given.

    `texts` go by the names of _SPACES; keywords are added to those that are there.
    """
    name = _core_part(package)
    root = package.tree(name)
    edits = package.edits(name)
    for key, text in texts.items():
        node = root.child(key)
        if node is not None and key == "keywords":
            old = unescaped(node.data[node.tag.end : node.tail]) if not node.is_empty_tag else ""
            text = old if text in old else "；".join(part for part in (old, text) if part)
        if node is None:
            space, prefix = _SPACES[key]
            edits.append(root, f'<{prefix}:{key} xmlns:{prefix}="{space}">'.encode() + escaped(text) + f"</{prefix}:{key}>".encode())
        elif node.is_empty_tag:
            full = node.tag.full
            edits.replace(node.tag.start, node.end, b"<" + full + b">" + escaped(text) + b"</" + full + b">")
        else:
            edits.replace(node.tag.end, node.tail, escaped(text))
    if company:
        _set_company(package, company)
    package.settle()


def _core_part(package: Package) -> str:
    found = package.related("", "core-properties")
    if found is not None:
        return found[1]
    part = package.find(_CORE_PART)
    if part is None:
        part = _CORE_PART
        xml = f'<cp:coreProperties xmlns:cp="{_CORE}" xmlns:dc="{_DC}"></cp:coreProperties>'
        package.add(part, XML_HEAD + xml.encode(), "core-properties")
    package.relate("", "core-properties", part)
    return part


def _set_company(package: Package, company: str) -> None:
    """Only where the file has such properties: every program that asks for a company writes them."""
    found = package.related("", "extended-properties")
    if found is None:
        return
    root = package.tree(found[1])
    edits = package.edits(found[1])
    node = root.child(_COMPANY)
    full = root.prefix + _COMPANY.encode()
    element = b"<" + full + b">" + escaped(company) + b"</" + full + b">"
    if node is None:
        edits.append(root, element)
    else:
        edits.replace(node.tag.start, node.end, element)
