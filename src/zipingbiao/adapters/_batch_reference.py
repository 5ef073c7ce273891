"""The page about the columns of a batch's result, from the columns themselves."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from zipingbiao.writers.batch_columns import (
    COMMON,
    DECIMAL,
    EVALUATION,
    FILE,
    FINDING,
    GOAL,
    INDICATOR,
    ROW,
    RUN_KEY,
    RUN_WORDS,
    TABLES,
    Column,
)

_TYPES = {pa.string(): "文字", pa.int32(): "整数", pa.int64(): "整数", DECIMAL: "小数（8 位）"}
_PARTS = (
    ("每一行都有的列", (ROW, *COMMON), ""),
    ("文件", FILE, "`row` 为 file 的行。最后几列条数，自评表的行也有，是这张表的。"),
    ("自评表", EVALUATION, "`row` 为 evaluation 的行。"),
    ("指标", INDICATOR, "列表 `indicators` 的每一项。"),
    ("总体目标", GOAL, "列表 `goals` 的每一项。"),
    ("问题", FINDING, "`row` 为 finding 的行。"),
)


def batch_reference(mark: str) -> str:
    """docs/reference/batch.md."""
    lines = [f"<!-- {mark} -->", "# 成批检查的结果", ""]
    lines += [
        "`zpb batch` 的结果是一张表（.parquet），一行一份文件、一张自评表或一个问题，由 `row` 区分；没有的值为空。",
        "要工作簿（.xlsx）、数据库（.duckdb）的，再写一个 `-o`；内容相同，按种类分成几张表：",
        "",
        "| 数据库里的表 | 工作簿里的工作表 | 内容 | 列 |",
        "|---|---|---|---|",
    ]
    for table in TABLES:
        names = "、".join(f"`{column.name}`" for column in (*table.columns, *table.own))
        lines.append(f"| `{table.name}` | {table.title} | {table.meaning} | {names} |")
    facts = "、".join(f"`{key}` {word}" for key, word in RUN_WORDS.items())
    lines += [
        f"| `batch` | 说明 | 这次成批检查：{facts} | `name`、`value` |",
        "",
        "- 指标、总体目标的 `number` 是表上的次序，从 1 起。`file` 和 `form_number` 指明一张自评表。",
        "- 金额一律是万元，不论表上印的是元还是万元；比率写成小数，0.95 即 95%。",
        "- 数据库里每张表、每一列都有中文注释；小数是 DECIMAL，不失精度。",
        "- 工作簿里的代码（如 error）换成中文（错误），不放类别、内容摘要两列；一张工作表放不下的，接着写在“问题(2)”等工作表上。",
        f"- 表的元数据 `{RUN_KEY}` 是 JSON，内容与 `batch` 相同。",
    ]
    for title, columns, words in _PARTS:
        lines += ["", f"## {title}", "", *([words, ""] if words else []), *_rows(columns)]
    return "\n".join(lines) + "\n"


def _rows(columns: Sequence[Column]) -> list[str]:
    lines = ["| 列 | 中文名 | 类型 | 单位 | 含义 |", "|---|---|---|---|---|"]
    for column in columns:
        codes = "；".join(f"`{code}` {word}" for code, word in column.words.items())
        meaning = column.meaning + (f"：{codes}" if codes else "")
        unit = column.unit.replace("ns", "纳秒（1970 年起，UTC）")
        lines.append(f"| `{column.name}` | {column.title} | {_TYPES.get(column.type, '列表')} | {unit} | {meaning} |")
    return lines
