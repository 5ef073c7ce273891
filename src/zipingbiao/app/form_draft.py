"""zpb form new: reads a bureau's official form, empty or filled, and drafts the folder of a new form for a person to finish."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from zipingbiao.app.draft_layout import LayoutDrafter
from zipingbiao.app.draft_policy import PolicyDrafter
from zipingbiao.app.form_cases import CASES_FILE
from zipingbiao.app.form_check import NOTES_FILE
from zipingbiao.base.errors import FormError, ZpbError
from zipingbiao.base.files import save
from zipingbiao.base.text import squeeze
from zipingbiao.forms.catalog import DEFAULT_FORM, FORM_FILE, form_paths, get_form, load_form
from zipingbiao.readers.data import to_data
from zipingbiao.readers.draft import Draft
from zipingbiao.readers.forms import read_drafts
from zipingbiao.readers.grid import Sheet
from zipingbiao.readers.workbook import read_workbook

_ID = re.compile(r"[a-z0-9][a-z0-9-]*\Z")
_YEAR = re.compile(r"20\d\d")
_SCHEMA = "# yaml-language-server: $schema=../../../form.schema.json\n"


@dataclass(slots=True)
class DraftResult:
    """The files written, what a person must still do, and what was guessed."""

    files: list[Path] = field(default_factory=list)
    todo: list[str] = field(default_factory=list)
    guessed: list[str] = field(default_factory=list)


def draft_form(
    sample: Path,
    folder: Path,
    *,
    form_id: str | None = None,
    name: str | None = None,
    jurisdiction: str | None = None,
    year: int | None = None,
    sheet: str | None = None,
) -> DraftResult:
    """Writes form.yaml, NOTES.md, _legal/draft-….yaml and, from a filled sample, cases.yaml into `folder`.

    Args:
        sample: the bureau's form (.xlsx .ods .docx; .xls with the optional part "formats").
        folder: a new folder; its last three parts name jurisdiction, form and year.
        form_id: the form's id; from the folder's parts where not given.
        name, jurisdiction, year: as in form.yaml; from the sample where not given, the year also from the folder.
        sheet: the sheet to read; the first one with a form where not given.

    Raises:
        UnreadableFile: where the sample cannot be read.
        ZpbError: where it holds no form, the folder already has one, or the id is not possible.
    """
    form_id = form_id or "-".join(part.lower() for part in folder.resolve().parts[-3:])
    if not _ID.match(form_id):
        raise ZpbError(f"表样编号“{form_id}”只能用小写字母、数字和短横线；请用 --id 指定，如 hubei-project-2024。")
    if form_id in form_paths():
        raise ZpbError(f"表样编号 {form_id} 已被 {form_paths()[form_id]} 使用，请用 --id 另取一个。")
    if (folder / FORM_FILE).exists():
        raise ZpbError(f"{folder} 里已有 form.yaml；已有的表样不覆盖，请换一个文件夹。")
    source, draft = _sample(sample, sheet)
    result = DraftResult()
    basis = f"draft-{form_id}/table"
    base = get_form(DEFAULT_FORM)
    policy = PolicyDrafter(source, draft, base, basis)
    layout = LayoutDrafter(source, draft)
    level = draft.finish(None).level
    found_year = draft.finish(None).year_number or (int(folder.name) if _YEAR.fullmatch(folder.name) else None)
    document: dict[str, Any] = {
        "format": 1,
        "id": form_id,
        "based_on": DEFAULT_FORM,
        "name": name or squeeze(draft.title.text or "") or "绩效自评表",
        "jurisdiction": jurisdiction or "待填",
        "year": year or found_year or 2000,
        "version": "1",
        "levels": [level],
        "unit": draft.unit if draft.unit in ("万元", "元") else "万元",
        "basis": basis,
        "policy": policy.policy(),
    }
    if presets := policy.presets():
        document["indicators"] = presets
    document["layout"] = layout.layout(policy.scored)
    result.todo += _obvious(document, year or found_year)
    result.todo += [*policy.todo, *layout.todo]
    result.guessed += [*policy.guessed, *layout.guessed]
    _write(folder, document, draft, sample, result)
    return result


def _sample(path: Path, name: str | None) -> tuple[Sheet, Draft]:
    book = read_workbook(path)
    sheets = [sheet for sheet in book.sheets if name is None or sheet.name == name]
    if name is not None and not sheets:
        raise ZpbError(
            f"「{path.name}」里没有工作表「{name}」；现有：{'、'.join(sheet.name for sheet in book.sheets)}。"
        )
    for sheet in sheets:
        drafts = [draft for draft in read_drafts(sheet) if draft.columns is not None]
        if drafts:
            return sheet, drafts[0]
    raise ZpbError(f"「{path.name}」里没有找到自评表的指标表（一级指标、三级指标、指标值 等表头），无法起草。")


def _obvious(document: dict[str, Any], year: int | None) -> list[str]:
    todo = [
        "在 _legal 里写明文件的发文机关、文号、日期和条款，把 draft- 开头的依据改成正式的编号",
        "定性分档、等级、进位、反向指标的算法沿用全国表样，与当地文件核对，不同的写进 policy",
    ]
    if document["jurisdiction"] == "待填":
        todo.insert(0, "填写 jurisdiction（地区）")
    if year is None:
        todo.insert(0, "样表上没有年度，year 暂写 2000，请改成表样的年度")
    return todo


def _write(folder: Path, document: dict[str, Any], draft: Draft, sample: Path, result: DraftResult) -> None:
    legal_id = document["basis"].partition("/")[0]
    _save(folder / "_legal" / f"{legal_id}.yaml", _legal(legal_id, document, sample), result)
    _save(folder / FORM_FILE, _SCHEMA + _dump(document), result)
    try:
        load_form(folder / FORM_FILE)
    except FormError as error:
        result.todo.insert(0, f"还不能载入，须先改正：{error}")
    case = _case(draft, document)
    if case is not None:
        head = "# 由样表起草：期望值是样表所印的数，须手工核对后改正，并写明算式。\n"
        _save(folder / CASES_FILE, head + _dump(case), result)
        result.todo.append("核对 cases.yaml 的期望值，把手工算式写进 working")
    else:
        result.todo.append("样表没有填写，请补一个填好的算例 cases.yaml")
    _save(folder / NOTES_FILE, _notes(document, sample, result), result)


def _save(path: Path, text: str, result: DraftResult) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ZpbError(f"无法建立文件夹 {path.parent}：{error.strerror or error}") from error
    save(path, text.encode("utf-8"))
    result.files.append(path)


def _legal(legal_id: str, document: dict[str, Any], sample: Path) -> str:
    return (
        "# 起草时由样表生成的占位依据，须改成真实文件的登记，文件名和编号同时改。\n"
        f"id: {legal_id}\ntitle: {document['name']}（样表）\nissuer: 待填\nnumber: 文号待核\n"
        f'date: "{document["year"]}"\narticles:\n  table:\n    article: 表样\n'
        f"    says: 分值、栏次和行次读自样表“{sample.name}”，尚未与印发文件核对\n    confirmed: false\n"
    )


def _notes(document: dict[str, Any], sample: Path, result: DraftResult) -> str:
    lines = [f"# {document['name']}（{document['jurisdiction']}，{document['year']}）", ""]
    lines += [f"由样表“{sample.name}”起草，尚未核对。", "", "## 须由人完成", ""]
    lines += [f"- {text}" for text in result.todo]
    lines += ["", "## 推测的内容", ""] + [f"- {text}" for text in result.guessed or ["没有"]]
    return "\n".join(lines) + "\n"


def _case(draft: Draft, document: dict[str, Any]) -> dict[str, Any] | None:
    evaluation = draft.finish(None)
    if not any(row.actual or row.score for row in evaluation.indicators):
        return None
    form = {key: value for key, value in to_data([evaluation])["forms"][0].items() if value not in (None, "", [], {})}
    for key in ("template", "level", "unit"):
        form.pop(key, None)
    form["indicators"] = [{k: v for k, v in row.items() if v not in (None, "")} for row in form.get("indicators", [])]
    form["funding"] = [{k: v for k, v in row.items() if v not in (None, "")} for row in form.get("funding", [])]
    fund = evaluation.total_funding
    expect = {
        "execution_score": fund.score.text if fund else None,
        "total": evaluation.total.text,
        "grade": evaluation.grade.text,
    }
    if not document["policy"]["full_marks"]["value"]:
        expect = {"rate": fund.rate.text if fund else None}
    shown = {key: str(value) for key, value in expect.items() if value}
    case = {"name": "已公布：样表所填的数据", "working": "待填：手工算式", "form": form, "expect": shown}
    return {"format": 1, "cases": [case]}


class _Flow(dict):  # type: ignore[type-arg]
    """A mapping written on one line."""


class _Dumper(yaml.SafeDumper):
    """Chinese as it is, mappings in the order given, leaf mappings on one line, lists indented."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


_Dumper.add_representer(
    _Flow, lambda dumper, data: dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=True)
)


def _dump(document: dict[str, Any]) -> str:
    return yaml.dump(
        _flowing(document), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110, default_flow_style=False
    )


def _flowing(part: Any) -> Any:
    """Mappings that hold no other mapping are written on one line, so that a table reads like a table."""
    if isinstance(part, dict):
        inner = {key: _flowing(value) for key, value in part.items()}
        leaf = all(not isinstance(value, (dict, list)) or _is_words(value) for value in part.values())
        return _Flow(inner) if leaf and len(part) <= 12 and sum(len(str(v)) for v in part.values()) < 160 else inner
    if isinstance(part, list):
        return [_flowing(item) for item in part]
    return part


def _is_words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value) and len(value) <= 6
