"""The commands `zpb addin install`, `uninstall`, `doctor` and `bundle`: parse, plan, print, apply."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from zipingbiao.adapters import _help
from zipingbiao.adapters._options import AsJson
from zipingbiao.adapters._output import note, print_json, print_text
from zipingbiao.base.errors import ZpbError

if TYPE_CHECKING:
    from zipingbiao.adapters.installer.install import Plan
    from zipingbiao.adapters.installer.machine import Machine

DONE, NOT_WELL = 0, 1

Addin = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option("--addin", metavar="zpb.xlam", help="加载项文件；不给则用程序附带的，或当场生成", readable=False),
]
Folder = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--dir", metavar="文件夹", help=r"装在哪里；不给则为 %LOCALAPPDATA%\zipingbiao"),
]
Force = Annotated[bool, typer.Option("--force", help="Excel 正在运行也照做；Excel 退出时可能把登记改回去")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="只列出要改动的文件和注册表，不改动")]


def install(addin: Addin = None, folder: Folder = None, force: Force = False, dry_run: DryRun = False) -> int:
    """为当前用户安装 Excel 加载项（Windows）

    不需要管理员权限。复制加载项，登记解释器、受信任位置和各版本 Excel 的加载项清单；中途出错，恢复原状。
    退出状态：0 已安装；1 已安装，但单位的策略或 Excel 的设置不让它运行；2 没有安装。
    """
    from zipingbiao.adapters.installer.install import plan_install
    from zipingbiao.adapters.installer.sample import SampleMachine
    from zipingbiao.adapters.installer.source import addin_content

    machine = _machine()
    if machine is None and not dry_run:
        raise ZpbError("只能在 Windows 上安装；加 --dry-run 可以看安装时会改动什么。")
    content = addin_content(addin)
    remark = _excel_closed(machine, force or dry_run)
    plan = _planned(lambda: plan_install(machine or SampleMachine(), content, folder))
    if machine is None:
        note("本机不是 Windows，以下是在装有 Excel 2016 及以上版本的电脑上首次安装时的改动。")
    if _carried_out(machine, plan, dry_run):
        print_text(_installed_sentence(plan))
    for text in (*plan.notes, *([remark] if remark else [])):
        print_text(f"说明：{text}")
    return NOT_WELL if plan.blocked else DONE


def uninstall(folder: Folder = None, force: Force = False, dry_run: DryRun = False) -> int:
    """卸载 Excel 加载项（Windows）

    只删除安装时写入的内容，其他加载项和设置不动。
    """
    from zipingbiao.adapters.installer.install import plan_uninstall

    machine = _machine()
    if machine is None:
        raise ZpbError("加载项只能装在 Windows 上，本机没有可以卸载的。")
    remark = _excel_closed(machine, force or dry_run)
    plan = _planned(lambda: plan_uninstall(machine, folder))
    if _carried_out(machine, plan, dry_run):
        print_text("已卸载。" if plan.changes else "没有要卸载的。")
    if remark:
        print_text(f"说明：{remark}")
    return DONE


def doctor(as_json: AsJson = False) -> int:
    """逐项检查加载项能不能用，并说明怎样处理

    退出状态：0 没有问题；1 有问题。
    """
    from zipingbiao.adapters.installer.doctor import MIND, PROBLEM, examine
    from zipingbiao.adapters.installer.source import shipped_addin

    found = examine(_machine(), shipped_addin())
    problems = sum(one.state == PROBLEM for one in found)
    if as_json:
        print_json({"checks": [one.as_document() for one in found], "problems": problems})
        return NOT_WELL if problems else DONE
    for one in found:
        print_text(f"{one.state}  {one.name}：{one.seen}")
        if one.remedy:
            print_text(f"      {one.remedy}")
    minds = sum(one.state == MIND for one in found)
    print_text(f"共 {len(found)} 项：问题 {problems}，注意 {minds}。" if problems or minds else f"共 {len(found)} 项，全部正常。")
    return NOT_WELL if problems else DONE


def bundle(
    out: Annotated[Path, typer.Option("-o", "--output", metavar="文件夹", help="新建的安装包文件夹", readable=False)],
    python: Annotated[str, typer.Option("--python", metavar="版本", help="目标电脑上的 Python 版本")] = "3.11",
    addin: Addin = None,
    wheel: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--wheel", metavar="文件.whl", help="zipingbiao 的安装文件；不给则由源代码打包", readable=False),
    ] = None,
) -> int:
    """制作离线安装包：在不联网的 Windows 电脑上双击 安装.bat 即可

    要联网下载组件；单位有内部镜像的，先用 pip config set global.index-url 设置。
    """
    from zipingbiao.adapters.installer.bundle import make_bundle
    from zipingbiao.adapters.installer.source import addin_content

    made = make_bundle(out, addin_content(addin), python=python, wheel=wheel, say=note)
    print_text(f"已生成 {made.folder}：{len(made.wheels)} 个组件，共 {made.size / 1e6:.1f} MB。整个文件夹复制过去，双击 安装.bat。")
    return DONE


def register(group: typer.Typer) -> None:
    """Adds the four commands to the group `zpb addin`."""
    for command in (install, uninstall, doctor, bundle):
        group.command(command.__name__, cls=_help.ChineseCommand)(command)


def _installed_sentence(plan: Plan) -> str:
    if plan.blocked:
        return "已登记，但按下面所说的策略或设置，加载项现在不能运行。"
    return "已安装。打开 Excel，功能区会出现“绩效自评”。" if plan.changes else "已经装好，没有要改动的。"


def _machine() -> Machine | None:
    from zipingbiao.adapters.installer.windows import this_machine

    return this_machine()


def _excel_closed(machine: Machine | None, force: bool) -> str | None:
    from zipingbiao.adapters.installer.install import check_excel_closed

    return None if machine is None or force else check_excel_closed(machine)


def _planned(plan: Callable[[], Plan]) -> Plan:
    from zipingbiao.adapters.installer.changes import reason

    try:
        return plan()
    except OSError as error:
        raise ZpbError(f"读不了注册表或文件夹：{reason(error)}。请单位信息管理员检查权限。") from error


def _carried_out(machine: Machine | None, plan: Plan, dry_run: bool) -> bool:
    from zipingbiao.adapters.installer.changes import apply_all

    if dry_run:
        print_text(f"将有 {len(plan.changes)} 处改动：" if plan.changes else "没有要改动的。")
        for change in plan.changes:
            print_text(f"  {change.describe()}")
        return False
    if machine is not None:
        apply_all(machine, plan.changes)
    return True
