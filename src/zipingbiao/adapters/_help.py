"""Chinese help pages and usage errors for the command line; what the commands do is in adapters.cli.

Typer prints English headings and counts a Chinese character as one column wide; both the page and the sentences are
therefore made here, from the declared parameters alone, so that they do not change with Typer's version.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from typer.core import TyperCommand, TyperGroup

_HELP_TEXT = "显示这份说明后退出"
_QUOTED = re.compile(r"['\"](.+?)['\"]")
#: What the parsers of values say, in the words of the versions in use; anything else is shown as it is.
_ABOUT_VALUES = (
    (re.compile(r"greater than or equal to (-?\d+)"), "不能小于 {}。"),
    (re.compile(r"less than or equal to (-?\d+)"), "不能大于 {}。"),
    (re.compile(r"is not in the range x>=(-?\d+)\.?$"), "不能小于 {}。"),
    (re.compile(r"valid integer"), "应为整数。"),
)


class ChineseCommand(TyperCommand):
    """A command with a Chinese help page."""

    def get_help(self, ctx: Any) -> str:
        """The page that --help prints."""
        return command_page(self, ctx.command_path)


class ChineseGroup(TyperGroup):
    """The group of commands with a Chinese help page."""

    def get_help(self, ctx: Any) -> str:
        """The page that --help prints."""
        return group_page(self, ctx.command_path)


def group_page(group: Any, path: str) -> str:
    """The help page of a group: its commands and options."""
    commands = [(name, _first_line(command.help)) for name, command in group.commands.items() if not command.hidden]
    parts = [f"用法：{path} 命令 [选项]…", _body(group.help), "命令：\n" + _columns(commands), _options(group)]
    parts.append(f"各命令的用法：{path} 命令 --help")
    return "\n\n".join(part for part in parts if part)


def command_page(command: Any, path: str) -> str:
    """The help page of one command."""
    usage = [path]
    arguments = []
    for param in command.params:
        if param.param_type_name == "argument":
            shown = _metavar(param) + ("…" if param.nargs == -1 else "")
            usage.append(shown if param.required else f"[{shown}]")
            arguments.append((_metavar(param), param.help or ""))
        elif param.required:
            usage.append(f"{param.opts[0]} {_metavar(param)}")
    usage.append("[选项]…")
    parts = [f"用法：{' '.join(usage)}", _body(command.help)]
    if arguments:
        parts.append("参数：\n" + _columns(arguments))
    parts.append(_options(command))
    return "\n\n".join(part for part in parts if part)


def usage_sentence(error: Any) -> str:
    """One Chinese sentence for a usage error of any version of Typer or Click, with the way to the help page."""
    path = error.ctx.command_path if getattr(error, "ctx", None) else "zpb"
    return f"{_what(error)} 用法见 {path} --help"


def _what(error: Any) -> str:
    kind = type(error).__name__
    message = str(getattr(error, "message", "") or "")
    param = getattr(error, "param", None)
    if kind == "MissingParameter" and param is not None:
        if param.param_type_name == "argument":
            return f"缺少参数 {_metavar(param)}。"
        return f"缺少选项 {param.opts[0]}。"
    if kind == "NoSuchOption":
        near = getattr(error, "possibilities", None)
        hint = f"，是不是 {'、'.join(sorted(near))}？" if near else "。"
        return f"没有选项 {error.option_name}{hint}"
    if kind == "BadOptionUsage":
        wants = "不带值" if "does not take" in message else "要带一个值"
        return f"选项 {error.option_name} {wants}。"
    if "No such command" in message:
        name = _QUOTED.search(message)
        return f"没有命令 {name.group(1) if name else ''}。"
    if "unexpected extra argument" in message:
        extra = re.search(r"\(([^()]*)\)\.?$", message)
        return f"多余的参数：{extra.group(1) if extra else ''}。"
    if "Missing command" in message:
        return "缺少命令。"
    if param is not None:
        return f"{param.opts[0]} 的值不对：{_about_value(message)}"
    return f"用法有误：{message}"


def _about_value(message: str) -> str:
    """What is wrong with a value, in Chinese as far as the parser's own words are known."""
    for pattern, told in _ABOUT_VALUES:
        if match := pattern.search(message):
            return told.format(*match.groups())
    return message


def _first_line(text: str | None) -> str:
    return (text or "").strip().partition("\n")[0]


def _body(text: str | None) -> str:
    return "\n".join(line.strip() for line in (text or "").strip().splitlines())


def _metavar(param: Any) -> str:
    return str(param.metavar or param.name.upper())


def _options(command: Any) -> str:
    rows = []
    for param in command.params:
        if param.param_type_name != "option" or param.hidden or param.name == "help":
            continue
        value = "" if getattr(param, "is_flag", False) else f" {_metavar(param)}"
        again = "，可以重复" if param.multiple else ""
        must = "（必填）" if param.required else ""
        rows.append(("、".join(param.opts) + value, f"{param.help or ''}{again}{must}"))
    rows.append(("--help", _HELP_TEXT))
    return "选项：\n" + _columns(rows)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _columns(rows: list[tuple[str, str]]) -> str:
    wide = max(_width(name) for name, _ in rows)
    return "\n".join(f"  {name}{' ' * (wide - _width(name))}  {text}".rstrip() for name, text in rows)
