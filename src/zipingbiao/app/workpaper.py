"""The review workpaper (复核底稿): checks the files as `zpb check` does, and writes a sheet per form for the reviewer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from zipingbiao.app.check import CheckResult, check_paths
from zipingbiao.app.report import is_same_file
from zipingbiao.app.search import is_workpaper
from zipingbiao.app.unit_names import canonical_names, unit_key
from zipingbiao.app.workpaper_rows import paper_form
from zipingbiao.base.errors import ZpbError
from zipingbiao.base.file_names import join_name
from zipingbiao.base.files import Kept, need_folder, save
from zipingbiao.base.numbers import read_printed
from zipingbiao.forms.profile_catalog import named
from zipingbiao.model.finding import Finding
from zipingbiao.model.workpaper import DEFAULT_LIMIT, TITLE
from zipingbiao.writers.checked import CheckedFile, findings_by_form
from zipingbiao.writers.workpaper.book import write_paper
from zipingbiao.writers.workpaper.content import Paper, PaperForm
from zipingbiao.writers.workpaper.look import fits

SUFFIX = ".xlsx"
#: Sheets of one workpaper; Excel opens more, but nobody finds anything among them.
MOST_FORMS = 250

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Workpapers:
    """What was written.

    written     the workpapers, in the order of their units
    forms       sheets in all; `pending` rows that a person must look at
    changed     forms whose total the review changed by more than the line
    unreadable  files that could not be read
    """

    written: tuple[Path, ...]
    forms: int
    pending: int
    changed: int
    unreadable: tuple[CheckedFile, ...]
    result: CheckResult

    @property
    def exit_code(self) -> int:
        """0; 2 where a file that was named could not be read."""
        return 2 if any(file.path in self.result.named for file in self.unreadable) else 0


def make_workpapers(
    paths: Sequence[Path | str],
    out: Path,
    *,
    limit: Decimal | str | None = None,
    profile: str | None = None,
    progress: Progress | None = None,
    kept: Kept | None = None,
) -> Workpapers:
    """Writes the workpaper of all forms in these files and folders.

    Args:
        paths: files and folders, as for `zpb check`.
        out: the .xlsx to write, or an existing folder that gets a workpaper per unit.
        limit: 差额提示线, in points.
        profile: the id of the profile to judge by.
        progress: as for `check_paths`.
        kept: told where an existing file of another content was kept.

    Raises:
        ZpbError: for a bad name or limit, where there is no form, or too many of them for one workbook.
    """
    line = _limit(limit)
    _check_out(out, paths)
    result = check_paths(paths, profile, progress)
    files = [file for file in result.files if not is_workpaper(file.path)]
    if any(is_same_file(out, file.path) for file in files):
        raise ZpbError(f"底稿不能写在被检查的文件 {out.name} 上，请换一个文件名。")
    whole = draw_up(files, line, named(profile).profile if profile is not None else None)
    forms = whole.forms
    if not forms:
        raise ZpbError(_nothing(files))
    if out.is_dir():
        papers = by_unit(whole, out)
    elif len(forms) > MOST_FORMS:
        raise ZpbError(
            f"共有 {len(forms)} 张自评表，一份底稿最多 {MOST_FORMS} 张。请把 -o 写成已有的文件夹，一个单位一份底稿。"
        )
    else:
        papers = {out: whole}
    for path, paper in papers.items():
        save(path, write_paper(paper, path.resolve().parent), kept)
    return Workpapers(
        written=tuple(papers),
        forms=len(forms),
        pending=sum(form.pending for form in forms),
        changed=sum(form.difference is not None and abs(form.difference) > line for form in forms),
        unreadable=tuple(file for file in files if file.unreadable is not None),
        result=result,
    )


def _limit(given: Decimal | str | None) -> Decimal:
    if given is None:
        return DEFAULT_LIMIT
    if isinstance(given, Decimal):
        return given
    printed = read_printed(given.strip().removesuffix("分"))
    if printed is None or printed.is_percent or not 0 <= printed.value <= 100:
        raise ZpbError(f"--limit 应为 0 到 100 之间的分数，不能是“{given}”。")
    return printed.value


def _check_out(out: Path, paths: Sequence[Path | str]) -> None:
    if out.is_dir():
        return
    if out.suffix.lower() != SUFFIX:
        raise ZpbError(f"底稿的文件名应以 {SUFFIX} 结尾，或写已有的文件夹：{out.name}")
    need_folder(out)
    if any(is_same_file(out, Path(path)) and not is_workpaper(out) for path in paths):
        raise ZpbError(f"底稿不能写在被检查的文件 {out.name} 上，请换一个文件名。")


def draw_up(files: Sequence[CheckedFile], limit: Decimal = DEFAULT_LIMIT, profile: str | None = None) -> Paper:
    """The workpaper of checked files: the sheets in their order, and what belongs on none.

    Args:
        files: as checked.
        limit: 差额提示线, in points.
        profile: the id of the profile that was chosen; None for the forms' own.
    """
    forms: list[PaperForm] = []
    others: list[tuple[CheckedFile, tuple[Finding, ...]]] = []
    for file in files:
        found, rest = findings_by_form(file)
        for evaluation, assessment, own in zip(file.evaluations, file.assessments, found, strict=True):
            forms.append(paper_form(file, evaluation, assessment, own, profile, fits))
        if rest or not file.evaluations:
            others.append((file, rest))
    return Paper(tuple(forms), tuple(others), limit)


def by_unit(whole: Paper, folder: Path) -> dict[Path, Paper]:
    """A workpaper per unit, in parts where a unit has too many forms; files of no unit are told in the first.

    Returns the workpapers by the path of each in the folder.
    """
    # The forms of a file stay together: what its offices and centres carry out is the unit's. 市财政局 and 武汉市财政局
    # are one unit.
    owners = _owners(whole.forms)
    names_of = canonical_names(unit_key(unit) for unit in owners.values())
    units: dict[str, list[PaperForm]] = {}
    for form in whole.forms:
        units.setdefault(names_of.get(unit_key(owners[form.file.path]), ""), []).append(form)
    left = list(whole.others)
    known = {form.file.path for form in whole.forms}
    papers: dict[Path, Paper] = {}
    names: set[str] = set()
    for found in units.values():
        unit = Counter(owners[form.file.path] for form in found).most_common(1)[0][0]
        for start in range(0, len(found), MOST_FORMS):
            part = found[start : start + MOST_FORMS]
            number = f"第{start // MOST_FORMS + 1}册" if len(found) > MOST_FORMS else ""
            files = {form.file.path for form in part}
            theirs = [one for one in left if one[0].path in files]
            if not papers:
                theirs += [one for one in left if one[0].path not in known]
            left = [one for one in left if one not in theirs]
            papers[folder / _free_name((unit or "未写单位", number), names)] = Paper(tuple(part), tuple(theirs), whole.limit)
    return papers


def _owners(forms: Sequence[PaperForm]) -> dict[Path, str]:
    """The unit of every file: that of the form about the whole department, else of most forms."""
    found: dict[Path, Counter[str]] = {}
    for form in forms:
        found.setdefault(form.file.path, Counter())[form.unit] += len(forms) if form.evaluation.level == "department" else 1
    return {path: units.most_common(1)[0][0] for path, units in found.items()}


def _free_name(parts: tuple[str, str], taken: set[str]) -> str:
    name, number = join_name((parts[0], TITLE, parts[1]), SUFFIX), 1
    while name.casefold() in taken:
        number += 1
        name = join_name((parts[0], TITLE, parts[1], str(number)), SUFFIX)
    taken.add(name.casefold())
    return name


def _nothing(files: Sequence[CheckedFile]) -> str:
    broken = next((file.unreadable for file in files if file.unreadable is not None), None)
    return broken or "没有找到自评表，没有生成底稿。"
