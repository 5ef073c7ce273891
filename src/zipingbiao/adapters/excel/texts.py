"""The Chinese texts that the add-in's VBA shows; its source is ASCII, so they stand in the sheet `zpb` of the add-in.

Keys are read by macros/ZpbTexts.bas; %1 and %2 are what VBA puts in.
"""

from __future__ import annotations

from zipingbiao.adapters.excel.registry import ACTIONS, FORMULAS, TITLE

#: The name of the sheet in the add-in.
SHEET = "zpb"
#: What Excel takes as the help of a function or of an argument.
LONGEST_HELP = 255

#: As installed where nothing else was said; the installation puts `zpb` on no search path.
_DOCTOR = r'"%LOCALAPPDATA%\zipingbiao\python\Scripts\zpb" addin doctor'

MESSAGES = {
    "title": TITLE,
    "category": TITLE,
    "error:no-python": (
        "没有找到加载项所用的 Python，这个按钮暂时不能用。表上的得分仍由 Excel 公式计算，不受影响。\n\n"
        "请重新安装加载项：用离线安装包的，关闭 Excel，再双击一次 安装.bat。"
        "还是不行的，双击安装包里的 诊断.bat，或在命令提示符里执行下面一行，查看原因：\n"
        f"{_DOCTOR}"
    ),
    "error:no-dll": (
        "加载项所用的程序库没有载入：\n%1\n\n"
        "可能是文件缺少、被安全软件拦截，或者 Excel 与程序库的位数（32 位、64 位）不同。"
        f"请双击安装包里的 诊断.bat，或在命令提示符里执行下面一行，查看原因：\n{_DOCTOR}"
    ),
    "error:no-start": (
        "Python 没有启动起来：%1\n\n"
        "请关闭 Excel 后重新打开，再试一次；仍然不行的，双击安装包里的 诊断.bat，或在命令提示符里执行下面一行，查看原因：\n"
        f"{_DOCTOR}"
    ),
    "error:bad-path": (
        "Python 的位置不能用：\n%1\n\n路径里不能有引号和 $(，也不能超过 512 个字。请换一个文件夹重新安装。"
    ),
    "error:action": (
        "“%1”没有做完。\n\n请先保存工作簿，再试一次；仍然不行的，请把下面这一行发给维护人员：\n%2"
    ),
}


def rows() -> list[tuple[str, str]]:
    """Key and text of every row, in the order in which VBA expects them: a function, then its arguments."""
    found = list(MESSAGES.items())
    found += [(f"action:{one.id}", one.label.splitlines()[0]) for one in ACTIONS]
    for formula in FORMULAS:
        found.append((f"function:{formula.name}", formula.help))
        found += [
            (f"argument:{formula.name}:{number}", ("（可省略）" if one.optional else "") + one.help)
            for number, one in enumerate(formula.arguments, start=1)
        ]
    return found
