"""The scripts and texts inside an offline bundle.

The .bat files are pure ASCII with CRLF: cmd reads them in the console's code page (936 on Chinese Windows, 65001 where
UTF-8 is switched on, 437 elsewhere), and ASCII is the same in all of them. What is said in Chinese is said by Python,
which writes Unicode to the console, or in a text that Notepad opens (UTF-8 with a byte order mark).
"""

from __future__ import annotations

INSTALL_BAT, DOCTOR_BAT, UNINSTALL_BAT = "安装.bat", "诊断.bat", "卸载.bat"
READ_ME, NO_PYTHON = "说明.txt", "no-python.txt"
SETUP = "setup_zpb.py"

_BAT = r"""@echo off
rem ASCII only, see the module that writes this file. Chinese messages come from setup_zpb.py.
setlocal EnableExtensions DisableDelayedExpansion
rem Python of the Microsoft Store writes where Excel does not look. Programs that lie in this
rem folder or in the current one must not be taken for Python.
set "NoDefaultCurrentDirectoryInExePath=1"
set "PY="
call :try py -{dotted}
if not defined PY call :try python
if not defined PY call :try "%LOCALAPPDATA%\Programs\Python\Python{plain}\python.exe"
if not defined PY call :try "%ProgramFiles%\Python{plain}\python.exe"
if not defined PY goto nopython
if not exist "%~dp0setup_zpb.py" goto notwhole
%PY% -I -B "%~dp0setup_zpb.py" {action} %*
set "STATUS=%ERRORLEVEL%"
echo.
pause
exit /b %STATUS%

:notwhole
%PY% -I -c "print('{unpack}')"
pause
exit /b 2

:nopython
echo Python {dotted} (64-bit) was not found. See no-python.txt.
start "" "%SystemRoot%\notepad.exe" "%~dp0no-python.txt"
pause
exit /b 2

:try
%* -I -c "import sys; sys.exit(sys.version_info[:2] != ({comma}) or sys.maxsize < 2**32 or 'WindowsApps' in sys.base_prefix)" >nul 2>nul
if not errorlevel 1 set PY=%*
exit /b 0
"""

#: Shown where the script was started inside a zip: Explorer then unpacks nothing but the script.
_UNPACK = "请先把整个文件夹从压缩包里解压出来，再双击。"

_NO_PYTHON = """没有找到 Python {dotted}（64 位）

绩效自评表的 Excel 加载项要用 Python {dotted}（64 位）运行。安装它不需要管理员权限：

1. 在能上网的电脑打开 https://www.python.org/downloads/windows/ ，
   找到 Python {dotted} 的 “Windows installer (64-bit)”，下载 python-{dotted}.x-amd64.exe。
   （{dotted} 的最后几个小版本没有安装程序，请选列有安装程序的最新一个，如 3.11.9。）
2. 把它复制到这台电脑，双击运行。
3. 不要勾选 “Use admin privileges when installing py.exe”，点 “Install Now”。
4. 装好后再双击 安装.bat。

单位不允许自行安装软件的，请把这一页交给信息管理员。
Microsoft Store 里的 Python、32 位的 Python、其他版本的 Python 都不能代替。
"""

_READ_ME = """绩效自评表 Excel 加载项 离线安装包
版本 {version}，用于 64 位 Windows 和 Python {dotted}（64 位）；Excel 32 位、64 位都可以。

安装
1. 把整个文件夹复制到电脑上（不要在压缩包里直接双击）。
2. 保存并关闭所有 Excel 窗口。
3. 双击 安装.bat。窗口里依次显示 1/4 到 4/4，约一两分钟。不联网，不需要管理员权限。
4. 打开 Excel，功能区出现“绩效自评”。

装在哪里
  %LOCALAPPDATA%\\zipingbiao            加载项 zpb.xlam
  %LOCALAPPDATA%\\zipingbiao\\python     专用的 Python 环境
  用户名里有生僻字、提示“系统代码页写不出”时，在命令行执行：安装.bat C:\\zipingbiao

更新    关闭 Excel，用新的安装包再双击一次 安装.bat。
卸载    关闭 Excel，双击 卸载.bat。
出了问题  双击 诊断.bat，它逐项说明哪里不对、怎样处理。

文件是否完整
  安装时自动按 {sums} 核对。信息管理员也可以自己核对：
  certutil -hashfile zpb.xlam SHA256

WPS 不加载这个加载项；工作簿在 WPS 里用表内自带的公式算分。
"""


def bat(action: str, python: str) -> bytes:
    """The script that finds Python `python` ("3.11") and runs setup_zpb.py with an action (install, doctor, uninstall)."""
    text = _BAT
    for mark, value in (
        ("{dotted}", python), ("{plain}", python.replace(".", "")), ("{comma}", python.replace(".", ", ")),
        ("{action}", action), ("{unpack}", _UNPACK.encode("unicode_escape").decode("ascii")),
    ):  # fmt: skip
        text = text.replace(mark, value)
    return _crlf(text).encode("ascii")


def no_python(python: str) -> bytes:
    """Where to get Python."""
    return _notepad(_NO_PYTHON.format(dotted=python))


def read_me(version: str, python: str, sums: str) -> bytes:
    """说明.txt."""
    return _notepad(_READ_ME.format(version=version, dotted=python, sums=sums))


def _notepad(text: str) -> bytes:
    return _crlf(text).encode("utf-8-sig")


def _crlf(text: str) -> str:
    return text.replace("\n", "\r\n")
