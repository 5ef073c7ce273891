#!/usr/bin/env bash
# 用本机的 Python 3.11 或更高版本建立虚拟环境；PYTHON=... 可指定解释器。
set -euo pipefail

venv=${1:?用法：make-venv.sh 文件夹}

is_new_enough() {
  "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' > /dev/null 2>&1
}

found=
for candidate in ${PYTHON:+"$PYTHON"} python3.11 python3.12 python3.13 python3.14 python3 python; do
  if is_new_enough "$candidate"; then
    found=$candidate
    break
  fi
done
if [ -z "$found" ]; then
  echo '找不到 Python 3.11 或更高版本。请先安装，或用 PYTHON=解释器路径 指定。' >&2
  exit 2
fi
if ! "$found" -c 'import venv, ensurepip' > /dev/null 2>&1; then
  echo "$found 缺少 venv 组件。Debian、Ubuntu 请以管理员身份执行：apt-get install python3-venv" >&2
  exit 2
fi
echo "正在用 $("$found" --version) 建立 $venv ……"
"$found" -m venv "$venv"
