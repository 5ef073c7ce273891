"""What is on a computer: versions of Excel, their bitness, trusted locations, what settings and policies forbid, WPS.

Only looks; nothing is changed here. Names of the policy values: Microsoft's administrative templates for Office
(excel16.admx, office16.admx and the same of 15 and 14).
"""

from __future__ import annotations

import ntpath
from collections.abc import Callable
from dataclasses import dataclass

from zipingbiao.adapters.excel.registry import ADDIN_FILE
from zipingbiao.adapters.installer.machine import HKCU, HKLM, Machine, Value
from zipingbiao.adapters.installer.open_list import same_path

VERSIONS = {"16.0": "Excel 2016 及以上", "15.0": "Excel 2013", "14.0": "Excel 2010"}
#: How our trusted location is told from others.
DESCRIPTION = "zipingbiao"
WPS_SENTENCE = "WPS 不加载这个加载项；工作簿在 WPS 里用表内自带的公式算分，检查用 zpb check。"

_OFFICE = r"Software\Microsoft\Office"
_POLICIES = (r"Software\Policies\Microsoft\Office", r"Software\Policies\Microsoft\Cloud\Office")
_ASK_IT = "请单位信息管理员"


@dataclass(frozen=True, slots=True)
class Barrier:
    """A setting that keeps the add-in from working (`blocks`), or only a part of what Excel offers."""

    sentence: str
    blocks: bool
    remedy: str = ""


def excel_key(version: str, *more: str) -> str:
    """A key of this user's Excel."""
    return "\\".join((_OFFICE, version, "Excel", *more))


def installed_versions(machine: Machine) -> list[str]:
    """Versions of Excel this user has started, or that are installed for everybody."""
    return [version for version in VERSIONS if _has_excel(machine, version)]


def office_bits(machine: Machine, version: str) -> int | None:
    """64 or 32; None where the registry does not say."""
    click = machine.values(HKLM, r"SOFTWARE\Microsoft\Office\ClickToRun\Configuration") or {}
    platform = click["Platform"].text if "Platform" in click and version == "16.0" else None
    if platform in ("x64", "x86"):
        return 64 if platform == "x64" else 32
    for root, bits in ((r"SOFTWARE\Microsoft\Office", 64), (r"SOFTWARE\WOW6432Node\Microsoft\Office", 32)):
        if machine.values(HKLM, rf"{root}\{version}\Excel\InstallRoot") is not None:
            return bits
    return None


def has_wps(machine: Machine) -> bool:
    """Whether this user has WPS."""
    return machine.values(HKCU, r"Software\Kingsoft\Office") is not None


def locations_key(version: str) -> str:
    """The key with Excel's trusted locations."""
    return excel_key(version, "Security", "Trusted Locations")


def trusting(machine: Machine, version: str, folder: str) -> str | None:
    """The key of the trusted location that covers a folder; None where no location does."""
    for name in machine.subkeys(HKCU, locations_key(version)):
        key = f"{locations_key(version)}\\{name}"
        values = {name.casefold(): value for name, value in (machine.values(HKCU, key) or {}).items()}
        path = values["path"].text if "path" in values else None
        if not path:
            continue
        deep = "allowsubfolders" in values and values["allowsubfolders"].number == 1
        if same_path(path, folder) or (deep and _is_below(folder, path)):
            return key
    return None


def is_our_location(machine: Machine, key: str, folder: str) -> bool:
    """Whether a trusted location is the one an installation into this folder wrote."""
    values = machine.values(HKCU, key) or {}
    path, description = (values[name].text if name in values else None for name in ("Path", "Description"))
    return description == DESCRIPTION and path is not None and same_path(path, folder)


def free_location(machine: Machine, version: str) -> str:
    """The first free LocationN."""
    taken = {name.casefold() for name in machine.subkeys(HKCU, locations_key(version))}
    number = next(number for number in range(len(taken) + 1) if f"location{number}" not in taken)
    return f"{locations_key(version)}\\Location{number}"


def barriers(machine: Machine, version: str) -> list[Barrier]:
    """What Excel's settings and the group policies forbid, the blocking ones first."""
    found: dict[str, Barrier] = {}
    for root, whose in ((_OFFICE, "Excel 选项"), *((policy, "组策略") for policy in _POLICIES)):
        for hive in (HKCU, HKLM) if whose == "组策略" else (HKCU,):
            for where, name, applies, blocks, sentence in _SETTINGS:
                value = _value(machine, hive, f"{root}\\{version}\\{where}", name)
                if value is not None and applies(value.number):
                    way = f"{_ASK_IT}放开" if whose == "组策略" else "在 文件-选项-信任中心 里改回"
                    remedy = f"{way}；改不了的，直接用工作簿自带的公式。" if blocks else ""
                    found.setdefault(f"{whose}：{sentence}", Barrier(f"{whose}：{sentence}", blocks, remedy))
    for root in _POLICIES:
        if _is_unmanaged(machine, f"{root}\\{version}\\excel\\resiliency"):
            found.setdefault(_LIST_ONLY.sentence, _LIST_ONLY)
    return sorted(found.values(), key=lambda one: not one.blocks)


_On = Callable[[int | None], bool]
_ONE: _On = lambda number: number == 1  # noqa: E731
#: Key below the version, value name, when it applies, whether the add-in cannot work then, what it means.
_SETTINGS: tuple[tuple[str, str, _On, bool, str], ...] = (
    (r"Common", "VBAOff", _ONE, True, "整个 Office 禁用了宏（VBA），加载项不能运行。"),
    (r"Excel\Security", "DisableAllAddins", _ONE, True, "禁用了全部加载项。"),
    (r"Excel\Security", "RequireAddinSig", _ONE, True, "加载项要有受信任的发布者签名，本加载项没有签名。"),
    (r"Common\Security", "RequireAlwaysOnMacroSig", _ONE, True, "自动载入的宏要有受信任的签名，本加载项没有签名。"),
    (r"Excel\Security\Trusted Locations", "AllLocationsDisabled", _ONE, True, "禁用了全部受信任位置。"),
    (
        r"Common\Security\Trusted Locations", "Allow User Locations", lambda number: number == 0, True,
        "只认管理员指定的受信任位置，这里登记的不起作用。",
    ),
    (
        r"Excel\Security", "VBAWarnings", lambda number: number in (3, 4), False,
        "一般文件里的宏被禁止；受信任位置里的加载项不受这一项限制。",
    ),
    (
        r"Excel\Security", "BlockContentExecutionFromInternet", _ONE, False,
        "来自互联网的文件里的宏被禁止；安装时写入的加载项不带网络来源标记，不受影响。",
    ),
)  # fmt: skip


_LIST_ONLY = Barrier("组策略：只允许名单上的加载项。", True, f"{_ASK_IT}把 {ADDIN_FILE} 加入“托管加载项列表”。")


def _is_unmanaged(machine: Machine, key: str) -> bool:
    restricted = _value(machine, HKCU, key, "RestrictToList")
    listed = _value(machine, HKCU, key + r"\addinlist", ADDIN_FILE)
    state = listed.number if listed else None
    return state == 0 or (restricted is not None and restricted.number == 1 and state is None)


def _value(machine: Machine, hive: str, key: str, name: str) -> Value | None:
    values = machine.values(hive, key) or {}
    return next((value for one, value in values.items() if one.casefold() == name.casefold()), None)


def _has_excel(machine: Machine, version: str) -> bool:
    if machine.values(HKCU, excel_key(version)) is not None:
        return True
    roots = (r"SOFTWARE\Microsoft\Office", r"SOFTWARE\WOW6432Node\Microsoft\Office")
    return any(machine.values(HKLM, rf"{root}\{version}\Excel\InstallRoot") is not None for root in roots)


def _is_below(folder: str, parent: str) -> bool:
    inner, outer = (ntpath.normcase(ntpath.normpath(path)).rstrip("\\") + "\\" for path in (folder, parent))
    return inner.startswith(outer)
