#!/usr/bin/env bash
# 测试要用的系统组件：LibreOffice 当作活的电子表格，pdftoppm 看打印效果，GMime 像邮件程序那样读邮件草稿，中文字体使版面可信。
# 缺什么装什么；不是 root 时只提示一行，不报错。
set -euo pipefail

missing=()
need() { # need 软件包 检测命令……
  local package=$1
  shift
  "$@" > /dev/null 2>&1 || missing+=("$package")
}
has_font() { fc-list 2> /dev/null | grep -F "$1" > /dev/null; }
has_office_part() { command -v soffice && compgen -G "$(dirname "$(readlink -f "$(command -v soffice)")")/lib$1lo.so"; }

need libreoffice-calc has_office_part sc
need libreoffice-writer has_office_part sw
need python3-gi /usr/bin/python3 -c 'import gi'
need python3-uno /usr/bin/python3 -c 'import uno'
need gir1.2-gmime-3.0 /usr/bin/python3 -c 'import gi; gi.require_version("GMime", "3.0")'
need poppler-utils command -v pdftoppm
need fontconfig command -v fc-list
need fonts-noto-cjk has_font 'Noto Sans CJK'
need fonts-wqy-zenhei has_font 'WenQuanYi Zen Hei'
need fonts-arphic-uming has_font 'AR PL UMing'
need fonts-arphic-ukai has_font 'AR PL UKai'

if [ ${#missing[@]} -eq 0 ]; then
  exit 0
fi
if ! command -v apt-get > /dev/null; then
  echo "缺少系统组件（Debian 包名）：${missing[*]}。本机没有 apt-get，请自行安装；需要它们的测试可能跳过或失败。" >&2
  exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
  echo "缺少系统组件，请以管理员身份执行：apt-get install --no-install-recommends ${missing[*]}" >&2
  exit 0
fi
echo "正在安装系统组件：${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}"
