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

_PHRASES = {
    "extra_forbidden": "不认识的键",
    "missing": "缺少这个键",
    "literal_error": "取值不在允许的范围内",
    "string_pattern_mismatch": "写法不符合规定的格式",
}


class _Loader(_BaseLoader):
    """Dates stay text and numbers stay as written, so that 10.50 or 2020-02-25 is never reshaped by YAML."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in _BaseLoader.yaml_implicit_resolvers.items()
}


def load_yaml(path: Path, model: type[M]) -> M:
    """Reads `path` into `model`.

    Raises FormError naming file and line for a syntax error, a duplicate key, an unknown key or a wrong value.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FormError(f"{path.name} 无法读取：{error}") from error
    try:
        node = yaml.compose(text, Loader=_Loader)
        if node is None:
            raise FormError(f"{path.name} 是空文件")
        _refuse_duplicates(node, path)
        data = yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"第 {mark.line + 1} 行" if mark else ""
        raise FormError(f"{path.name} {line}YAML 语法有误：{getattr(error, 'problem', error)}") from error
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        line_number = _line_of(node, first["loc"])
        where = ".".join(str(part) for part in first["loc"]) or "整个文件"
        phrase = _PHRASES.get(first["type"], first["msg"].removeprefix("Value error, "))
        raise FormError(f"{path.name} 第 {line_number} 行 {where}：{phrase}") from error


def _refuse_duplicates(node: yaml.Node, path: Path) -> None:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                raise FormError(f"{path.name} 第 {key.start_mark.line + 1} 行：键 {key.value} 重复")
            seen.add(key.value)
            _refuse_duplicates(value, path)
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            _refuse_duplicates(child, path)


def _line_of(node: yaml.Node, location: tuple[Any, ...]) -> int:
    """The line of the deepest node on the path `location` that exists."""
    line: int = node.start_mark.line + 1
    for part in location:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(part):
                    line, node = key.start_mark.line + 1, value
                    break
            else:
                return line
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            return line
    return line
