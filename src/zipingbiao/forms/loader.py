"""Strict YAML reading: unknown and duplicate keys are refused with file and line; nothing is guessed or defaulted."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from zipingbiao.base.errors import FormError

try:
    from yaml import CSafeLoader as _BaseLoader
except ImportError:  # PyYAML built without libyaml
    from yaml import SafeLoader as _BaseLoader  # type: ignore[assignment]

M = TypeVar("M", bound=BaseModel)

#: No form or profile is nested half as deep.
_MAX_DEPTH = 40
#: pydantic's error type → the name of its limit, and the word for it
_LIMITS = {
    "greater_than_equal": ("ge", "不小于"), "greater_than": ("gt", "大于"),
    "less_than_equal": ("le", "不大于"), "less_than": ("lt", "小于"),
}  # fmt: skip


class _Loader(_BaseLoader):
    """Dates stay text and numbers stay as written, so that 10.50 or 2020-02-25 is never reshaped by YAML."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in _BaseLoader.yaml_implicit_resolvers.items()
}


class Source:
    """The parsed text of one YAML file, laid over that of the file it is based on; knows the line of every key.

    Raises FormError naming file and line for a syntax error or a duplicate key; `guide` is where its keys are explained.
    """

    def __init__(self, path: Path, base: Source | None = None, guide: str = "docs/add-a-form.md") -> None:
        self.path = path
        self.base = base
        self.guide = guide
        node, data = _read(path)
        self._node = node
        self.own = data
        self.data: Any = data if base is None else _laid_over(base.data, data)

    def where(self, location: tuple[Any, ...]) -> str:
        """`form.yaml 第 12 行` of the deepest node on the path `location` that exists, here or in the base."""
        source, (line, depth) = self, _line_of(self._node, location)
        below = self.base
        while below is not None:
            base_line, base_depth = _line_of(below._node, location)
            if base_depth > depth:
                source, line, depth = below, base_line, base_depth
            below = below.base
        return f"{_shown(source.path)} 第 {line} 行"

    def parse(self, model: type[M]) -> M:
        """The data as `model`. Raises FormError naming file and line for an unknown key or a wrong value."""
        try:
            return model.model_validate(self.data)
        except ValidationError as error:
            # A misspelt key is missing and unknown at once; the second says more.
            errors = error.errors()
            first = next((one for one in errors if one["type"] == "extra_forbidden"), errors[0])
            # A missing key is told where it is missed, not where the base that was replaced had one.
            location = first["loc"][:-1] if first["type"] == "missing" else first["loc"]
            raise FormError(f"{self.where(location)} {_sentence(first, self.guide)}") from error


def load_yaml(path: Path, model: type[M]) -> M:
    """Reads `path` into `model`.

    Raises FormError naming file and line for a syntax error, a duplicate key, an unknown key or a wrong value.
    """
    return Source(path).parse(model)


def _read(path: Path) -> tuple[yaml.Node, Any]:
    name = _shown(path)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise FormError(f"{name} 不是 UTF-8 编码的文本，请另存为 UTF-8") from error
    except OSError as error:
        raise FormError(f"{name} 无法读取：{error.strerror or error}") from error
    try:
        _refuse_knots(text, name)
        node = yaml.compose(text, Loader=_Loader)
        if node is None:
            raise FormError(f"{name} 是空文件")
        _refuse_duplicates(node, name)
        return node, yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"第 {mark.line + 1} 行" if mark else ""
        raise FormError(
            f"{name} {line}YAML 语法有误：{getattr(error, 'problem', error)}；请核对缩进、冒号和引号"
        ) from error


def _shown(path: Path) -> str:
    """The file's name; a form.yaml with its folders, because every form has one."""
    return "/".join(path.parts[-4:]) if path.name == "form.yaml" and len(path.parts) > 4 else path.name


def _sentence(error: Any, guide: str) -> str:
    """What is wrong, and what to do about it."""
    where = ".".join(str(part) for part in error["loc"]) or "整个文件"
    kind, context = error["type"], error.get("ctx", {})
    key = str(error["loc"][-1]) if error["loc"] else ""
    if kind == "extra_forbidden":
        return f"{where}：不认识的键 {key}，请核对拼写或删去（各键见 {guide}）"
    if kind == "missing":
        remedy = "请写明依据（_legal 文件名/条款）" if key == "basis" else "请补上"
        return f"{where}：缺少键 {key}，{remedy}"
    if kind == "literal_error":
        return f"{where}：取值不在允许的范围内（{error['input']}），应为 {context['expected'].replace(' or ', '、')}"
    if kind == "string_pattern_mismatch":
        return f"{where}：“{error['input']}”的写法不符合规定的格式 {context['pattern']}"
    if kind == "value_error":
        return f"{where}：{error['msg'].removeprefix('Value error, ')}"
    if kind in _LIMITS:
        name, word = _LIMITS[kind]
        return f"{where}：取值 {error['input']} 应{word} {context[name]}"
    if kind.startswith(("decimal", "int", "float")):
        return f"{where}：“{error['input']}”应为数字"
    if kind in ("too_short", "string_too_short"):
        return f"{where}：内容太少，至少要有 {context.get('min_length', 1)} 项"
    return f"{where}：取值 {str(error['input'])[:40]} 的类型不对（{error['msg']}）"


def _laid_over(below: Any, above: Any) -> Any:
    """`above` over `below`: mappings key by key, anything else replaced; null takes a key away."""
    if not (isinstance(below, dict) and isinstance(above, dict)):
        return above
    merged = {key: value for key, value in below.items() if not (key in above and above[key] is None)}
    for key, value in above.items():
        if value is not None:
            merged[key] = _laid_over(below[key], value) if key in below else value
    return merged


def _refuse_knots(text: str, name: str) -> None:
    """Refuses references and endless nesting: a few lines of either take all memory, or the stack, once composed."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = f"{name} 第 {event.start_mark.line + 1 if event.start_mark else 1} 行"
        if isinstance(event, yaml.AliasEvent):
            raise FormError(f"{line}：不能用 *{event.anchor} 引用别处，请照写内容")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _MAX_DEPTH:
            raise FormError(f"{line}：嵌套太深，请核对括号和缩进")


def _refuse_duplicates(node: yaml.Node, name: str) -> None:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise FormError(f"{name} 第 {key.start_mark.line + 1} 行：键应当是一个词，请核对冒号和括号")
            if key.value in seen:
                raise FormError(f"{name} 第 {key.start_mark.line + 1} 行：键 {key.value} 重复，请只留一个")
            seen.add(key.value)
            _refuse_duplicates(value, name)
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            _refuse_duplicates(child, name)


def _line_of(node: yaml.Node, location: tuple[Any, ...]) -> tuple[int, int]:
    """The line of the deepest node on the path `location` that exists, and how many parts of it do."""
    line: int = node.start_mark.line + 1
    for depth, part in enumerate(location):
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(part):
                    line, node = key.start_mark.line + 1, value
                    break
            else:
                return line, depth
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            return line, depth
    return line, len(location)
