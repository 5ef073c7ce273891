"""What is generated for readers: a sketch of the ribbon for the documents, and the help page that the add-in opens."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

from zipingbiao.adapters.excel.registry import ACTIONS, TITLE, Action

_LARGE, _SMALL, _TOP, _HEIGHT, _GAP = 92, 116, 34, 108, 10
_FACE = 'font-family="Microsoft YaHei, Noto Sans CJK SC, sans-serif"'
_IMAGE = re.compile(r'<img src="([^"]+)"')
_STYLE = (
    "body{font:15px/1.7 'Microsoft YaHei','Noto Sans CJK SC',sans-serif;max-width:860px;margin:24px auto;padding:0 20px;"
    "color:#222}h1{font-size:24px}h2{font-size:19px;margin-top:1.8em;border-bottom:1px solid #ddd}h3{font-size:16px}"
    "table{border-collapse:collapse}th,td{border:1px solid #bbb;padding:4px 10px;text-align:left;vertical-align:top}"
    "th{background:#f2f2f2}code{background:#f4f4f4;padding:1px 4px}img{max-width:100%;border:1px solid #ddd}"
)
_TYPES = {".png": "image/png", ".svg": "image/svg+xml"}


def ribbon_sketch(mark: str, icons: Path) -> str:
    """docs/图/功能区.svg: the tab with its groups and buttons.

    Args:
        mark: the line that says where the file comes from.
        icons: the folder with the pictures of the buttons as .svg.
    """
    parts: list[str] = []
    at: float = _GAP
    for name, actions in groupby(ACTIONS, key=lambda one: one.group):
        width, drawn = _group(at, list(actions), icons)
        middle = at + width / 2
        parts += drawn
        parts.append(f'<text x="{middle:g}" y="{_TOP + _HEIGHT - 8}" font-size="11" fill="#666" {_CENTRE}>{name}</text>')
        at += width + _GAP
        parts.append(f'<path d="M{at - _GAP / 2:g} {_TOP + 8}V{_TOP + _HEIGHT - 8}" stroke="#d0d0d0"/>')
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{at:g}" height="{_TOP + _HEIGHT}" {_FACE}>\n<!-- {mark} -->\n'
        f'<rect width="{at:g}" height="{_TOP + _HEIGHT}" fill="#f5f6f7"/><rect y="{_TOP}" width="{at:g}" height="{_HEIGHT}" fill="#fff"/>\n'
        f'<text x="18" y="22" font-size="13" font-weight="bold" fill="#217346">{TITLE}</text>'
        f'<path d="M16 30H{18 + 13 * len(TITLE)}" stroke="#217346" stroke-width="2.5"/>\n'
    )
    return head + "\n".join(parts) + "\n</svg>\n"


_CENTRE = 'text-anchor="middle"'


def _group(at: float, actions: Sequence[Action], icons: Path) -> tuple[float, list[str]]:
    """The width of a group that starts at `at`, and its buttons: a large one is a column, small ones stand three in one."""
    parts: list[str] = []
    x, row = at, 0
    for action in actions:
        if action.large:
            x, row = (x + _SMALL, 0) if row else (x, row)
            parts.append(_icon(icons, action, x + _LARGE / 2 - 16, _TOP + 8, 32))
            for number, line in enumerate(_lines(action.label)):
                where = f'x="{x + _LARGE / 2:g}" y="{_TOP + 56 + 13 * number}"'
                parts.append(f'<text {where} font-size="12" {_CENTRE}>{escape(line)}</text>')
            x += _LARGE
        else:
            if row == 3:
                x, row = x + _SMALL, 0
            y = _TOP + 10 + 24 * row
            parts.append(_icon(icons, action, x + 6, y, 18))
            parts.append(f'<text x="{x + 30:g}" y="{y + 13:g}" font-size="12">{escape(action.label)}</text>')
            row += 1
    return x - at + (_SMALL if row else 0), parts


def _lines(label: str) -> list[str]:
    """A label as Excel breaks it below a large picture: 重新计算并检查 / Recalculate / & Check."""
    return label.replace(" &", "\n&").replace(" R", "\nR").split("\n")


def _icon(icons: Path, action: Action, x: float, y: float, size: int) -> str:
    body = (icons / f"{action.icon}.svg").read_text(encoding="utf-8")
    inner = body[body.index(">") + 1 : body.rindex("</svg>")].strip()
    return f'<g transform="translate({x:g} {y:g}) scale({size / 32:g})">{inner}</g>'


def help_page(mark: str, source: Path) -> str:
    """addin/使用说明.html: the document `source` (Markdown) as one page that needs nothing beside it.

    Links to other documents become plain text: they are not on the user's machine.
    """
    from markdown_it import MarkdownIt

    body = MarkdownIt("commonmark").enable("table").render(source.read_text(encoding="utf-8"))
    body = re.sub(r'<a href="[^"]*">(.*?)</a>', r"\1", body)
    body = _IMAGE.sub(lambda found: f'<img src="{_embedded(source.parent, found[1])}"', body)
    return (
        f'<!DOCTYPE html>\n<!-- {mark} -->\n<html lang="zh-CN"><head><meta charset="utf-8"><title>加载项使用说明</title>'
        f"<style>{_STYLE}</style></head><body>\n{body}</body></html>\n"
    )


def _embedded(folder: Path, name: str) -> str:
    from urllib.parse import unquote

    path = folder / unquote(name)
    return f"data:{_TYPES[path.suffix]};base64,{base64.b64encode(path.read_bytes()).decode()}"
