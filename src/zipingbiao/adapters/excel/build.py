"""Building the add-in's file zpb.xlam from macros/ and addin/, on any system, the same bytes from the same input."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from zipingbiao.adapters.excel import package
from zipingbiao.adapters.excel.registry import ADDIN_FILE, FORMULAS
from zipingbiao.adapters.excel.vba_sources import WORKBOOK_MODULE, Module, code_of, read_modules
from zipingbiao.base.errors import ZpbError
from zipingbiao.base.files import cause, write_atomically

RIBBON_FILE, ICON_FOLDER = "customUI14.xml", "icons"
RIBBON_NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
_CALLBACK = re.compile(r"(on[A-Z]\w*|get[A-Z]\w*|loadImage)\Z")
_ICON_ID = re.compile(r"[A-Za-z_][\w.-]*\Z")
_PNG = b"\x89PNG\r\n\x1a\n"
#: The module that pyOpenVBA's empty add-in brings along.
_TEMPLATE_MODULE = "Module1"


@dataclass(frozen=True, slots=True)
class Sources:
    """The folders the add-in is made from: `macros` with .bas and .cls, `addin` with the ribbon and its icons."""

    macros: Path
    addin: Path


def sources() -> Sources:
    """The sources inside an installed wheel, or at the top of a source checkout; raises ZpbError where there are none."""
    inside = Path(__file__).resolve().parent.parent.parent
    installed = Sources(inside / "_macros", inside / "_addin")
    if installed.macros.is_dir():
        return installed
    checkout = Sources(inside.parent.parent / "macros", inside.parent.parent / "addin")
    if checkout.macros.is_dir():
        return checkout
    raise ZpbError("找不到加载项的源文件，软件可能没有装完整，请重新安装。")


def build(folder: Path, given: Sources | None = None) -> Path:
    """Writes zpb.xlam into `folder`, which is made where it is missing, and returns its path.

    The file is read back before it takes its name. Raises ZpbError with one sentence for sources that are incomplete or
    wrong, for a folder that cannot be written, and where pyOpenVBA is not installed.
    """
    content = make(given)
    target = folder / ADDIN_FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ZpbError(f"「{folder}」不能作为输出文件夹（{cause(error)}）。") from error
    if target.is_dir():
        raise ZpbError(f"「{target}」是一个文件夹，加载项无法写到这里。")
    write_atomically(target, content)
    return target


def make(given: Sources | None = None) -> bytes:
    """The add-in's bytes, read back and compared with the sources; raises ZpbError as build does."""
    found = given or sources()
    modules = read_modules(found.macros)
    ribbon = _read_ribbon(found.addin / RIBBON_FILE)
    icons = _read_icons(found.addin / ICON_FOLDER)
    _require_complete(modules, ribbon, icons)
    content = package.assemble(_project(modules), ribbon, icons)
    _compare(content, modules)
    return content


def _read_ribbon(path: Path) -> bytes:
    if not path.is_file():
        raise ZpbError(f"缺少功能区定义 {path.name}，无法构建；请先运行 make gen。")
    content = path.read_bytes()
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        raise ZpbError(f"{path.name} 不是正确的 XML：第 {error.position[0]} 行。") from error
    if root.tag != f"{{{RIBBON_NAMESPACE}}}customUI":
        raise ZpbError(f"{path.name} 的根元素应为 customUI（{RIBBON_NAMESPACE}）。")
    return content.replace(b"\r\n", b"\n")


def _read_icons(folder: Path) -> dict[str, bytes]:
    """The icons by the name that the ribbon's `image` uses."""
    icons: dict[str, bytes] = {}
    for path in sorted(folder.glob("*.png")) if folder.is_dir() else []:
        content = path.read_bytes()
        if not _ICON_ID.match(path.stem) or not path.stem.isascii():
            raise ZpbError(f"图标 {path.name} 的文件名应以字母开头，只用 ASCII 字母、数字和 _ . -。")
        if not content.startswith(_PNG):
            raise ZpbError(f"图标 {path.name} 不是 PNG 图片。")
        icons[path.stem] = content
    return icons


def _require_complete(modules: list[Module], ribbon: bytes, icons: dict[str, bytes]) -> None:
    public = {name.lower() for module in modules if module.kind == "standard" for name in module.public_names}
    missing = [formula.name for formula in FORMULAS if formula.name.lower() not in public]
    if missing:
        raise ZpbError(f"VBA 源码里缺少函数 {'、'.join(missing)}，无法构建；请先运行 make gen。")
    if WORKBOOK_MODULE not in {module.name for module in modules}:
        raise ZpbError(f"VBA 源码里缺少 {WORKBOOK_MODULE}.cls，无法构建。")
    for element in ElementTree.fromstring(ribbon).iter():
        for key, value in element.attrib.items():
            if _CALLBACK.match(key) and value.lower() not in public:
                raise ZpbError(f"功能区用到的过程 {value}（{key}）在 VBA 源码里没有。")
            if key == "image" and value not in icons:
                raise ZpbError(f"功能区用到的图标 {value}.png 没有。")


def _project(modules: list[Module]) -> bytes:
    """The VBA project as Excel stores it. pyOpenVBA takes neither a clock nor randomness into it."""
    try:
        from pyopenvba import ExcelFile, VBAModuleKind
    except ImportError as error:
        raise ZpbError('构建加载项要用到 pyOpenVBA，还没有安装：pip install "zipingbiao[addin]"') from error

    with tempfile.TemporaryDirectory(prefix="zpb-") as scratch:
        path = Path(scratch) / ADDIN_FILE
        with ExcelFile.create_new(path) as book:
            project = book.vba_project()
            project.delete_module(_TEMPLATE_MODULE)
            for module in modules:
                if module.kind == "document":
                    # Its own attributes stay: they say which of Excel's classes it is.
                    book.set_module(module.name, module.code)
                else:
                    kind = VBAModuleKind.standard if module.kind == "standard" else VBAModuleKind.other
                    project.add_module(module.name, module.source, kind=kind)
            book.save()
        return package.source_only(package.read_project(path.read_bytes()))


def _compare(content: bytes, modules: list[Module]) -> None:
    """Reads the finished file and compares each module; raises ZpbError where one differs."""
    from pyopenvba import ExcelFile

    with tempfile.TemporaryDirectory(prefix="zpb-") as scratch:
        path = Path(scratch) / ADDIN_FILE
        path.write_bytes(content)
        with ExcelFile(path) as book:
            read = {name: code_of(book.get_module(name)) for name in book.module_names()}
    differing = [module.name for module in modules if read.get(module.name) != module.code]
    extra = [name for name in read if name not in {module.name for module in modules} and read[name].strip()]
    if differing or extra:
        raise ZpbError(f"构建出来的文件读回后与源码不同：{'、'.join(differing + extra)}。请把这一行发给维护者。")
