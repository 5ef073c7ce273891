"""Which .docx a report is made from: the form's own, the office's, or the one the product ships."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from zipingbiao.base.errors import ZpbError
from zipingbiao.base.files import cause, printable, save
from zipingbiao.base.safezip import MIB
from zipingbiao.forms.catalog import OWN_FOLDER, form_paths, templates_dir
from zipingbiao.model.report_mark import ReportKind
from zipingbiao.writers.word.render import ReportTemplate

#: Inside the folder of a form, and at the top of a folder of forms.
FORM_FOLDER, COMMON_FOLDER = "reports", "_reports"
#: Larger than a template with a picture or two.
MAX_TEMPLATE = 20 * MIB


def find_template(kind: ReportKind, forms: Iterable[str | None] = ()) -> ReportTemplate:
    """The template for reports of this kind on forms of these ids.

    First the one in the forms' own folder, where all forms have the same; then _reports in the folder that
    ZPB_TEMPLATES names; then the shipped one.

    Raises ZpbError where it cannot be read.
    """
    return read_template(locate_template(kind, forms))


def locate_template(kind: ReportKind, forms: Iterable[str | None] = ()) -> Path:
    """The path of what find_template reads."""
    known = form_paths()
    beside = {known[form].parent / FORM_FOLDER / f"{kind}.docx" if form in known and form else None for form in forms}
    own = os.environ.get(OWN_FOLDER)
    candidates = [*beside] if len(beside) == 1 else []
    candidates.append(Path(own) / COMMON_FOLDER / f"{kind}.docx" if own else None)
    found = next((path for path in candidates if path is not None and path.is_file()), None)
    return found or templates_dir() / COMMON_FOLDER / f"{kind}.docx"


def read_template(path: Path) -> ReportTemplate:
    """A template from a file. Raises ZpbError with one plain sentence where it cannot be read."""
    name = printable(path.name)
    try:
        if path.stat().st_size > MAX_TEMPLATE:
            raise ZpbError(f"模板“{name}”超过 {MAX_TEMPLATE // MIB} MB，请删去图片等无关内容后再试。")
        return ReportTemplate(name, path.read_bytes())
    except FileNotFoundError as error:
        raise ZpbError(f"没有找到模板“{name}”，请核对文件名。") from error
    except OSError as error:
        raise ZpbError(f"模板“{name}”打不开：{cause(error)}。") from error


def save_template(kind: ReportKind, form: str | None, out: Path) -> Path | None:
    """Writes a copy of a template for somebody to edit; returns where an older file of that name was kept.

    Raises ZpbError where OUT does not end in .docx or cannot be written, and FormError for an unknown form.
    """
    if out.suffix.lower() != ".docx":
        raise ZpbError(f"输出文件名应以 .docx 结尾：{out.name}")
    return save(out, find_template(kind, [form]).content)
