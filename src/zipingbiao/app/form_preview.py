"""Looking at a form before it is used: the empty or exemplary form as workbook, PDF or pictures of its pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from zipingbiao.app.form_cases import CASES_FILE, fill_in, load_cases
from zipingbiao.app.new import empty_form
from zipingbiao.app.rendering import only_sheet, to_pdf, to_pictures
from zipingbiao.base.errors import ZpbError
from zipingbiao.base.files import Kept, save
from zipingbiao.forms import catalog
from zipingbiao.forms.parts import FORM_ANCHOR
from zipingbiao.forms.schema import Form
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.writers.workbook import write_workbook

ENDINGS = (".xlsx", ".pdf", ".png")
_SHEET = re.compile(rb'<sheet name="([^"]*)"')
_ANCHOR = re.compile(rb'<definedName name="' + FORM_ANCHOR.encode() + rb'1"[^>]*>([^<]*)!\$A\$1<')


def preview_form(
    path_or_id: Path | str,
    out: Path,
    *,
    cases: bool = False,
    kept: Kept | None = None,
    progress: Callable[[str], None] | None = None,
) -> list[Path]:
    """Writes the form to OUT.xlsx, OUT.pdf or OUT.png; several pages become OUT-1.png, OUT-2.png.

    Args:
        path_or_id: a form.yaml, the folder it stands in, or a form id.
        out: where to write; an existing file is kept beside as 名称（旧1）.
        cases: the first case of cases.yaml filled in, instead of the empty form.
        kept: told where an existing file was kept.
        progress: told what is being done, where it takes long.

    Returns the files written.

    Raises:
        FormError: for a wrong form or cases.yaml.
        ZpbError: for another ending, without cases, where LibreOffice or pdftoppm is missing, or OUT cannot be written.
    """
    ending = out.suffix.lower()
    if ending not in ENDINGS:
        raise ZpbError(f"输出文件名应以 {'、'.join(ENDINGS)} 结尾：{out.name}")
    path = catalog.locate(path_or_id)
    form = catalog.register(path)
    evaluation = _first_case(form, path) if cases else empty_form(form)
    if ending == ".xlsx":
        return _saved([(out, write_workbook([evaluation], template=form.id))], kept)
    if progress is not None:
        progress(f"正在用 LibreOffice 转换 {form.name}……")
    # Only Excel's own functions: LibreOffice knows none of the add-in's.
    workbook = write_workbook([evaluation], template=form.id, live="native")
    pdf = to_pdf(only_sheet(workbook, _form_sheet(workbook)))
    if ending == ".pdf":
        return _saved([(out, pdf)], kept)
    pages = to_pictures(pdf)
    if len(pages) == 1:
        return _saved([(out, pages[0])], kept)
    return _saved([(out.with_stem(f"{out.stem}-{n}"), page) for n, page in enumerate(pages, start=1)], kept)


def _first_case(form: Form, path: Path) -> Evaluation:
    cases = path.with_name(CASES_FILE)
    if not cases.is_file():
        raise ZpbError(f"{path.parent} 里没有 {CASES_FILE}，请去掉 --cases，或先写一个算例。")
    return fill_in(load_cases(cases)[0], form)


def _form_sheet(workbook: bytes) -> int:
    """The number, from 0, of the sheet with the form."""
    with ZipFile(BytesIO(workbook)) as package:
        xml = package.read("xl/workbook.xml")
    anchor = _ANCHOR.search(xml)
    assert anchor is not None, "write_workbook names every form sheet"
    name = anchor[1]
    if name.startswith(b"'"):
        name = name[1:-1].replace(b"''", b"'")
    return _SHEET.findall(xml).index(name)


def _saved(files: list[tuple[Path, bytes]], kept: Kept | None) -> list[Path]:
    for path, content in files:
        save(path, content, kept)
    return [path for path, _ in files]
