"""What a finished workbook is called, and the refusal of one with open errors; for the command line and the add-in alike."""

from __future__ import annotations

from collections.abc import Iterable

from zipingbiao.base.errors import ZpbError
from zipingbiao.base.file_names import join_name
from zipingbiao.base.text import excerpt, squeeze
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.finding import Finding
from zipingbiao.writers.checked import CheckedFile, unit_name_of, years_of
from zipingbiao.writers.result_rows import sorted_findings

#: Errors that are named one by one.
SHOWN = 5
_FORM_NAMES = {"project": "项目支出绩效自评表", "department": "部门整体支出绩效自评表"}


class OpenErrors(ZpbError):
    """Findings at error level that nobody corrected or gave a reason for: the workbook must not be finished yet."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        lines = [f"还有 {len(findings)} 条错误没有更正，不能定稿："]
        lines += [_listed(finding) for finding in findings[:SHOWN]]
        if len(findings) > SHOWN:
            more = len(findings) - SHOWN
            lines.append(f"另有 {more} 条，请用 zpb check，或加载项的“重新计算并检查”按钮，逐条查看。")
        super().__init__("\n".join(lines))


def refuse_errors(file: CheckedFile) -> None:
    """Raises OpenErrors where the file has findings at error level without a reason.

    That an earlier seal is broken is no reason to refuse: finishing the workbook anew is what puts it right.
    """
    found = [
        one for _, one in sorted_findings([file])
        if one.severity == "error" and one.waived is None and one.kind != "seal_broken"
    ]  # fmt: skip
    if found:
        raise OpenErrors(tuple(found))


def official_name(file: CheckedFile, suffix: str = ".xlsx") -> str:
    """单位_项目支出绩效自评表_年度.xlsx; …_部门整体支出绩效自评表_… where the file holds department forms only."""
    years = "、".join(map(str, years_of([file])))
    parts = [unit_of(file), form_name_of(file), f"{years}年度" if years else ""]
    return join_name(parts, suffix)


def form_name_of(file: CheckedFile) -> str:
    """项目支出绩效自评表, or what a file of department forms alone is."""
    levels = {form.level for form in file.evaluations}
    return _FORM_NAMES["department" if levels == {"department"} else "project"]


def unit_of(file: CheckedFile) -> str:
    """The unit whose forms these are: that of the department's form, else the one that all forms name as 实施单位, as
    主管部门, or that most name as 实施单位; '' where they name none.
    """
    whole = [form for form in file.evaluations if form.level == "department"]
    names = [_named(whole, "implementing_unit") or _named(whole, "department")]
    names += [_named(file.evaluations, "implementing_unit"), _named(file.evaluations, "department")]
    return next((name for name in names if name), "") or unit_name_of([file])


def _named(forms: Iterable[Evaluation], key: str) -> str:
    """The one name that all of these forms which have any give."""
    names = {squeeze(getattr(form, key).text or "") for form in forms} - {""}
    return names.pop() if len(names) == 1 else ""


def _listed(finding: Finding) -> str:
    place = "!".join(part for part in (finding.place.sheet, finding.place.spot) if part)
    return f"{place}：{excerpt(finding.message, 60)}" if place else excerpt(finding.message, 60)
