"""A wording brought into one spelling: punctuation, signs, numerals, brackets; nothing is interpreted here."""

from __future__ import annotations

import re

from zipingbiao.base.text import normalise
from zipingbiao.scoring.wording.numerals import arabic

_PUNCTUATION = str.maketrans(
    {
        "，": ",", "；": ";", "。": ";", "：": ":", "∶": ":", "（": "(", "）": ")", "〔": "(", "〕": ")", "【": "[", "】": "]",
        "［": "[", "］": "]", "×": "*", "✕": "*", "＊": "*", "∗": "*", "÷": "/", "／": "/", "～": "-", "~": "-", "∼": "-",
        "〜": "-", "―": "-", "‐": "-", "！": ";", "!": ";", "﹪": "%",
    }
)  # fmt: skip
_QUOTES = re.compile(r"[“”\"'‘’「」《》]")
#: (pattern, replacement) in the order they are applied, on text without white space.
_SPELLINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), new)
    for pattern, new in (
        (r"(?:大于|高于|多于)(?:或|或者|\(|、)?等于\)?", "≥"),
        (r"(?:小于|低于|少于)(?:或|或者|\(|、)?等于\)?", "≤"),
        (r"-{2,}", "-"),
        # 80%（含80%）, 80%(含本数), 80%含
        (r"[,]?\(([不]?)(?:包)?含(?:本数|该数|等于|\d+(?:\.\d+)?%?)?\)", r"(\1含)"),
        (r"(?<=[\d%])([不]?)含(?=以|,|;|\Z)", r"(\1含)"),
        # [80%,90%) — the comma must not cut the clause
        (r"\[(\d+(?:\.\d+)?%?),(\d+(?:\.\d+)?%?)\]", r"\1≤x≤\2"),
        (r"\[(\d+(?:\.\d+)?%?),(\d+(?:\.\d+)?%?)\)", r"\1≤x<\2"),
        (r"\((\d+(?:\.\d+)?%?),(\d+(?:\.\d+)?%?)\]", r"\1<x≤\2"),
        (r"\((\d+(?:\.\d+)?%?),(\d+(?:\.\d+)?%?)\)", r"\1<x<\2"),
        # 完成率x标准分值, 完成率乘以分值
        (r"(?<=[率度数量值)%])(?:[xX]|乘以|乘)(?=(?:标准|本项|该项|指标)?(?:分值|分数|权重|满分)|\d|100%)", "*"),
        (r"(?<=[分值重])(?:[xX]|乘以|乘)(?=[\u4e00-\u9fff(])", "*"),
        (r"除以", "/"),
        # 低于计划的60%, 超过目标值5%以上
        (
            r"(低于|不足|超过|高于|达到|达|少于|不低于|完成)(?:年度|年初)?(?:计划|目标|指标|任务|预算)(?:值|数|量|任务)?的?(?=\d)",
            r"\1",
        ),
        (r"个百分比(?=扣|减)", "个百分点"),
        # 90%以上（10分）: the points of a clause in brackets
        (r"\((?:得|计|记|给)?((?:\d+(?:\.\d+)?分)|满分|不得分)\)(?=[,;、]|\Z)", r"得\1"),
        # 每低于一个百分点，扣1分: one thing
        (r"((?:每|等差)(?:(?!\d分)[^,;扣]){0,20}),(?=(?:则|应|相应|依次)?(?:扣|减|递减))", r"\1"),
        # 优秀得10分、良好得8分; 得10分80%以下得5分
        (r"(?<=\d分)、", ";"),
        (r"(?<=满分)、", ";"),
        (
            r"((?:得|计|记|给)(?:\d+(?:\.\d+)?分|满分))(?=否则|其余|其他|反之|低于|不足|未|基本|不太|不|[≥≤<>]|\d+(?:\.\d+)?%)",
            r"\1;",
        ),
        (r"\A(?:(?:具体)?(?:评分|计分|评价|得分|打分|扣分)(?:标准|规则|方法|细则|办法|依据):)+", ""),
    )
)
_ENDS = ",;:"


def clean(text: str) -> str:
    """The wording in half-width characters with ',' and ';' as its only punctuation, numerals as digits."""
    flat = _QUOTES.sub("", normalise(text.translate(_PUNCTUATION)))
    flat = arabic(flat)
    for pattern, new in _SPELLINGS:
        flat = pattern.sub(new, flat)
    return flat.strip(_ENDS)
