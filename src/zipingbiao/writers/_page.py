"""The frame of every page we write: nothing from outside, texts escaped, one look, one filter; what stands in it is not here."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from zipingbiao.base.files import printable
from zipingbiao.writers.result_rows import WAIVED

#: Characters no page may hold; a browser would drop them or stop.
_CONTROLS = {code: "\ufffd" for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n\r"}


FOOTER = (
    "错误：算术或格式不成立，须更正。警告：很可能有误，须说明理由或更正。提示：供参考。"
    f"{WAIVED}：填报的人写明了理由，照列而不计数。由自评表软件 zipingbiao 生成。"
)


def text(value: object) -> str:
    """A text as it may stand in the page."""
    return escape(printable(str(value)).translate(_CONTROLS), quote=True)


def whole_page(title: str, body: Iterable[str], style: str, script: str) -> str:
    """The page with its head and the script of its filters.

    Args:
        title: not yet escaped.
        body: its parts, as HTML.
        style, script: what this kind of page adds to the common ones.
    """
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="zh-CN">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            # The page needs no network; should a cell's text ever slip through, nothing it names is loaded.
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
            "script-src 'unsafe-inline'\">",
            f"<title>{text(title)}</title>",
            f"<style>{_STYLE}{style}</style>",
            "</head>",
            "<body>",
            *body,
            f"<script>{_SCRIPT}{script}</script>",
            "</body>",
            "</html>",
            "",
        ]
    )


def facts_line(facts: Iterable[tuple[str, str]]) -> str:
    """What the page is about, under its title: names with their values."""
    return '<p class="facts">' + "".join(f"<span>{text(name)}：{text(value)}</span>" for name, value in facts) + "</p>"


def tile(key: str, figure: str, word: str, note: str = "") -> str:
    """A large figure with its word; `key` names its colour."""
    small = f"<small>{text(note)}</small>" if note else ""
    return f'<div class="tile {key}"><b>{text(figure)}</b><span>{text(word)}</span>{small}</div>'


_STYLE = """
:root{--error:#b3261e;--warning:#9a6700;--info:#1f5f99;--ok:#2e6b34;--waived:#6b6b6b;--line:#d5d9de;--soft:#f5f6f8}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1180px;padding:24px;color:#1b1f24;background:#fff;line-height:1.6;
font:14px/1.6 "Microsoft YaHei","PingFang SC","Noto Sans CJK SC","Source Han Sans SC",SimHei,sans-serif}
h1{font-size:22px;margin:0 0 4px}h2{font-size:17px;margin:22px 0 8px}
p{margin:0}.facts{color:#555;display:flex;flex-wrap:wrap;gap:4px 24px}
.tiles{display:flex;gap:12px;margin:18px 0;flex-wrap:wrap}
.tile{flex:1 1 110px;border:1px solid var(--line);border-top:3px solid #8a929b;border-radius:4px;padding:8px 14px}
.tile b{display:block;font-size:26px;line-height:1.25}.tile span{color:#555}
.tile.error{border-top-color:var(--error)}.tile.error b{color:var(--error)}
.tile.warning{border-top-color:var(--warning)}.tile.warning b{color:var(--warning)}
.tile.info{border-top-color:var(--info)}.tile.info b{color:var(--info)}
.tile.waived b{color:var(--waived)}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(330px,1fr));gap:4px 28px;margin:0 0 14px}
.chart{break-inside:avoid}.chart h2{font-size:14px;margin:6px 0 4px}
.line{display:flex;align-items:center;gap:8px;font-size:12px;line-height:1.65}
.name{flex:0 0 34%;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;text-align:right}
.stack{flex:1;display:flex;height:11px}.stack i{display:block;height:100%}
.stack .error{background:var(--error)}.stack .warning{background:#e0a100}
.stack .info{background:repeating-linear-gradient(135deg,#7aa7cf 0 3px,#d6e4f0 3px 5px)}
.stack .plain{background:#4a7fb5}.stack .error,.stack .warning,.stack .info,.stack .plain{border:1px solid #44546a}
.sum{flex:0 0 auto;min-width:112px;color:#555}
.badge{display:inline-block;border:1px solid currentColor;border-radius:3px;padding:0 6px;font-size:12px;
white-space:nowrap}
.badge.error{color:var(--error)}.badge.warning{color:var(--warning)}.badge.info{color:var(--info)}
.badge.ok{color:var(--ok)}.badge.waived{color:var(--waived)}.clean{color:var(--ok);font-size:16px}
.filters{display:flex;gap:6px 16px;flex-wrap:wrap;align-items:center;background:var(--soft);
border:1px solid var(--line);border-radius:4px;padding:8px 12px;margin-bottom:8px}
.filters[hidden]{display:none}.filters select,.filters input[type=search]{font:inherit;padding:2px 6px;max-width:260px}
.filters .count{margin-left:auto;color:#555}
table{border-collapse:collapse;width:100%;table-layout:fixed}
th,td{border:1px solid var(--line);padding:6px 8px;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:var(--soft);font-weight:600;white-space:nowrap}
td small{color:#666}.remedy{color:#1f4d2b}.reason{color:#444;font-weight:600}
tr.waived td{color:#666;background:#fafafa}tr.waived td:first-child{border-left:3px solid #b0b0b0}.basis{color:#666;font-size:12px}
tr.error td:first-child{border-left:3px solid var(--error)}
tr.warning td:first-child{border-left:3px solid var(--warning)}
tr.info td:first-child{border-left:3px solid var(--info)}
footer{margin-top:20px;color:#666;font-size:12px}.legend{color:#666;font-size:12px;margin-top:6px}
@media screen and (max-width:720px){body{padding:12px}h1{font-size:18px}.tiles{gap:8px}
.tile{flex:1 1 84px;padding:6px 10px}.tile b{font-size:20px}
.filters label{max-width:100%}.filters select,.filters input[type=search]{max-width:100%}.filters .count{margin-left:0}}
@page{size:A4 landscape;margin:12mm}
@media print{body{padding:0 1px;max-width:none;font-size:9pt;line-height:1.45}th,td{padding:3px 6px}
td .badge,.basis,td small{font-size:8pt}.basis,.remedy{display:inline}.filters{display:none}
.charts{grid-template-columns:1fr 1fr}.line{font-size:8pt;line-height:1.5}thead{display:table-header-group}
tr{break-inside:avoid}.tile{padding:4px 12px}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
"""

#: Every form of class filters filters the table after it: by boxes (the row's class), by a choice (its data-where), by words.
_SCRIPT = """
(function () {
  function all(selector, inside) { return Array.prototype.slice.call((inside || document).querySelectorAll(selector)); }
  function grouped(number) { return String(number).replace(/\\B(?=(\\d{3})+$)/g, ","); }
  all(".filters").forEach(function (form) {
    var rows = all("tbody:not(.total) tr", form.parentNode.querySelector("table"));
    var picks = all(".pick", form), where = form.querySelector("[name=where]"), words = form.querySelector("[name=words]");
    var count = form.querySelector(".count"), measure = count.dataset.measure, texts = null;
    form.hidden = false;
    form.show = function () {
      var kinds = picks.filter(function (box) { return box.checked; }).map(function (box) { return box.value; });
      var text = words.value.trim().toLowerCase(), shown = 0;
      if (text && !texts) texts = rows.map(function (row) { return row.textContent.toLowerCase(); });
      rows.forEach(function (row, index) {
        var fits = (!picks.length || kinds.indexOf(row.className) >= 0) &&
          (!where || !where.value || row.dataset.where === where.value) && (!text || texts[index].indexOf(text) >= 0);
        row.hidden = !fits;
        if (fits) shown += 1;
      });
      count.textContent = (shown === rows.length ? "共 " : "显示 " + grouped(shown) + " " + measure + "，共 ") +
        grouped(rows.length) + " " + measure;
    };
    picks.concat(where ? [where, words] : [words]).forEach(function (field) {
      field.addEventListener("input", form.show);
      field.addEventListener("change", form.show);
    });
    form.show();
  });
})();
"""
