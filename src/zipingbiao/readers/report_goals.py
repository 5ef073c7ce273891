"""Targets of named indicators where a report lists its goals, and target with actual value where it goes through them."""

from __future__ import annotations

import re

from zipingbiao.model.report import FigureKind
from zipingbiao.readers.report_scene import Scene
from zipingbiao.readers.report_subjects import owner_of, tidy
from zipingbiao.readers.report_tokens import Token

_ITEM_END = re.compile(r"“[^”]{0,40}”|\"[^\"]{0,40}\"|(?P<end>[；。，]|[（(]\d{1,2}[）)]|[①②③④⑤⑥⑦⑧⑨⑩])")
_TOWARDS = re.compile(
    r"(?:目标值?|指标值?)?(?:由[\d.]+%?)?(?:提高到|提升到|增加到|降低到|下降到|达到|达|为|是|：|不低于|不少于|不超过|超过|大于|小于|低于|高于|控制在|[≥≤><=])*$"
)
_BOUND = re.compile(r"(?:不低于|不少于|不超过|超过|大于|小于|低于|高于|[≥≤><=])$")
_BEHIND = re.compile(r"(?:[\u4e00-\u9fff]{0,4}?(?:及以上|以上|以下|以内|左右|次以上|期以上|家以上|/[年月日次人天]))?$")
_MEASURES = "个项家次人份套场期篇件处座条台辆册版天户名种类批吨亩米公里公顷平万亿千张支所户株头只面"
_NOT_NAME = re.compile(
    r"^(?:本|该|其中|满分|得|分值|本指标值|年度绩效目标\d*|年度目标\d*)|指标值$|目标\d|预算|^(?:项目|财政|专项)?(?:资金|经费)$"
)
_GOAL_WORD = re.compile(r"^(?:社会|经济|生态|可持续)?(?:效果|效益|满意度|产出|其他)(?:指标)?：")

_TARGET = re.compile(r"(?:^|[，。；])(?:指标)?(?:年度)?(?:目标值|指标值|指标目标值|计划值)(?:为|：)?(?P<words>[^，。；]{0,40}?)$")
_ACTUAL = re.compile(r"(?:^|[，。；])(?:实际(?:完成值?|值)?)(?:为|：)?(?P<words>[^，。；]{0,40}?)$")
#: 项目成本控制偏差率 is the name of an indicator.
_DEVIATION = re.compile(r"(?:^|[，。；])(?:该|本)?(?:指标)?偏差率(?:为|是|：)?$")
REVIEW = re.compile(r"指标目标值|年度(?:指标|目标)值|(?:^|[，。；])(?:目标|指标)值|实际完成值")


def read_goals(scene: Scene, tokens: list[Token]) -> None:
    """Writes the targets and actual values of a passage down."""
    if scene.spot.mode == "plan":
        _goal_list(scene, tokens)
    elif scene.spot.mode == "" and REVIEW.search(scene.text):
        _review(scene, tokens)


def _goal_list(scene: Scene, tokens: list[Token]) -> None:
    """(1) 专家评审10次；(2) 第三方审计项目5类: one name and one quantity between two marks."""
    text = scene.text
    start = 0
    ends = [match.span() for match in _ITEM_END.finditer(text) if match["end"]] + [(len(text), len(text))]
    index = 0
    for end, following in ends:
        inside: list[Token] = []
        while index < len(tokens) and tokens[index].start < end:
            if tokens[index].start >= start and tokens[index].kind in ("amount", "percent", "count"):
                inside.append(tokens[index])
            index += 1
        if inside:
            _goal(scene, inside[-1], start, end)
        start = following


def _goal(scene: Scene, token: Token, start: int, end: int) -> None:
    text = scene.text
    before = _GOAL_WORD.sub("", text[start : token.start])
    towards = _TOWARDS.search(before)
    name = tidy((before[: towards.start()] if towards else before).strip("、：（( "), scene.spot.part)
    tail = text[token.end : end].rstrip("）) ")
    if "满意" in name or not 2 <= len(name) <= 30 or _NOT_NAME.search(name) or re.search(r"[：]", name):
        return
    if token.kind == "count" and token.unit[-1:] not in _MEASURES:
        return
    if _BEHIND.match(tail) is None or (token.kind == "count" and len(tail) > 5):
        return
    bound = _BOUND.search(text[start : token.start])
    printed = (bound.group() if bound and not token.text.startswith(bound.group()) else "") + token.text + tail
    shown = token._replace(text=printed, approximate=token.approximate or bool(bound or tail))
    scene.add("target", shown, owner_of(scene.spot.part), of="indicator", indicator=name)


def _review(scene: Scene, tokens: list[Token]) -> None:
    """指标目标值≥100份，设定分值4分，实际订阅报刊杂志数128份，得4分."""
    indicator = scene.indicator()
    if not indicator:
        return
    text = scene.text
    for start, end in scene.sentences():
        if not REVIEW.search(text, start, end):
            continue
        seen: set[FigureKind] = set()
        for token in tokens:
            if not start <= token.start < end or token.kind not in ("amount", "percent", "count"):
                continue
            clause = max(text.rfind(mark, start, token.start) for mark in "，。；") + 1
            left = text[max(clause, start) : token.start]
            kind: FigureKind | None = None
            if _TARGET.search(left):
                kind = "target"
            elif "target" in seen and _ACTUAL.search(left):
                kind = "actual"
            elif token.kind == "percent" and _DEVIATION.search(left):
                kind = "deviation"
            if kind is None or kind in seen or "满意" in left:
                continue
            seen.add(kind)
            tail = re.match(r"/[\u4e00-\u9fff]+(?:/[\u4e00-\u9fff]+)*", text[token.end :])
            printed = token.text + (tail.group() if tail else "")
            if left.endswith(("=", "≥", "≤")) and not printed.startswith(("=", "≥", "≤")):
                printed = left[-1] + printed
            scene.add(
                kind, token._replace(text=printed), owner_of(scene.spot.part), of="indicator", indicator=indicator,
                span=(start, end),
            )  # fmt: skip
