"""Style and script of the HTML report; both stand inside the page, so that it opens without a network."""

STYLE = """
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
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(330px,1fr));gap:4px 28px;margin:0 0 14px}
.chart{break-inside:avoid}.chart h2{font-size:14px;margin:6px 0 4px}
.line{display:flex;align-items:center;gap:8px;font-size:12px;line-height:1.65}
.name{flex:0 0 34%;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;text-align:right}
.stack{flex:1;display:flex;height:11px}.stack i{display:block;height:100%}
.stack .error{background:var(--error)}.stack .warning{background:#e0a100}.stack .info{background:#7aa7cf}
.sum{flex:0 0 auto;min-width:112px;color:#555}
.rules details{border-bottom:1px solid var(--line);padding:4px 0}.rules summary{cursor:pointer}
.rules dl{margin:4px 0 8px 18px;display:grid;grid-template-columns:5em 1fr;gap:2px 8px}
.rules dd{font-size:14px;font-weight:400}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(270px,1fr));gap:12px}
.card{border:1px solid var(--line);border-radius:4px;padding:12px 14px;display:flex;flex-direction:column;
break-inside:avoid}
.card h2{font-size:15px;line-height:1.4;margin:0}.where{color:#666;font-size:12px;margin-bottom:6px}
.card dl{display:flex;gap:8px;margin:0 0 6px}.card dl div{flex:1}
dt{color:#666;font-size:12px}dd{margin:0;font-size:17px;font-weight:600}
dd small{display:block;font-size:12px;font-weight:400;color:#666}dd small.error{color:var(--error)}
dd small.warning{color:var(--warning)}
svg{width:100%;max-width:320px;height:auto;display:block;margin-bottom:8px}svg text{font-size:11px;fill:#444}
.track{fill:#e6e9ed}.bar{fill:#4a7fb5}.badges{margin-top:auto;display:flex;gap:6px;flex-wrap:wrap}
.badge{display:inline-block;border:1px solid currentColor;border-radius:3px;padding:0 6px;font-size:12px;
white-space:nowrap}
.badge.error{color:var(--error)}.badge.warning{color:var(--warning)}.badge.info{color:var(--info)}
.badge.ok{color:var(--ok)}.badge.waived{color:var(--waived)}
.tile.waived b{color:var(--waived)}.clean{color:var(--ok);font-size:16px}
.filters{display:flex;gap:6px 16px;flex-wrap:wrap;align-items:center;background:var(--soft);
border:1px solid var(--line);border-radius:4px;padding:8px 12px;margin-bottom:8px}
.filters select,.filters input[type=search]{font:inherit;padding:2px 6px;max-width:260px}
#count{margin-left:auto;color:#555}
table{border-collapse:collapse;width:100%;table-layout:fixed}
th,td{border:1px solid var(--line);padding:6px 8px;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:var(--soft);font-weight:600;white-space:nowrap}
th:nth-child(1){width:46px}th:nth-child(2){width:70px}th:nth-child(3){width:150px}th:nth-child(4){width:140px}
th:nth-child(5),th:nth-child(6){width:120px}
td small{color:#666}.remedy{color:#1f4d2b}.reason{color:#444;font-weight:600}
tr.waived td{color:#666;background:#fafafa}tr.waived td:first-child{border-left:3px solid #b0b0b0}.basis{color:#666;font-size:12px}
tr.error td:first-child{border-left:3px solid var(--error)}
tr.warning td:first-child{border-left:3px solid var(--warning)}
tr.info td:first-child{border-left:3px solid var(--info)}
footer{margin-top:20px;color:#666;font-size:12px}.legend{color:#666;font-size:12px;margin-top:6px}
.go,.rule{font:inherit;font-size:12px;color:#1f5f99;background:none;border:0;padding:0 2px;cursor:pointer;
text-decoration:underline}
@media screen and (max-width:720px){body{padding:12px}h1{font-size:18px}.tiles{gap:8px}
.tile{flex:1 1 84px;padding:6px 10px}.tile b{font-size:20px}.cards{grid-template-columns:1fr}
.filters label{max-width:100%}.filters select,.filters input[type=search]{max-width:100%}#count{margin-left:0}
table,tbody,tr,td{display:block;width:100%}thead{display:none}
tr{border:1px solid var(--line);border-radius:4px;margin-bottom:10px;padding:4px 0}tr[hidden]{display:none}
td,tr.error td:first-child,tr.warning td:first-child,tr.info td:first-child{border:0;padding:3px 10px}td:empty{display:none}
td[data-head]::before{content:attr(data-head) "：";color:#666}
tr.error{border-left:3px solid var(--error)}tr.warning{border-left:3px solid var(--warning)}
tr.info{border-left:3px solid var(--info)}}
@page{size:A4 landscape;margin:12mm}
@media print{body{padding:0 1px;max-width:none;font-size:9pt;line-height:1.45}th,td{padding:3px 6px}
th:nth-child(3){width:130px}th:nth-child(4){width:130px}th:nth-child(5),th:nth-child(6){width:100px}
td .badge,.basis,td small{font-size:8pt}.basis,.remedy{display:inline}.filters,.go{display:none}
.rule{color:inherit;text-decoration:none}.charts{grid-template-columns:1fr 1fr}.rules{break-before:auto}
.line{font-size:8pt;line-height:1.5}.rules details{break-inside:avoid}.rules dd,.rules dt{font-size:8.5pt}thead{display:table-header-group}
tr{break-inside:avoid}.cards{grid-template-columns:repeat(4,1fr)}.card{padding:8px 10px}
.tile{padding:4px 12px}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
"""

FILTER = """
(function () {
  var rows = Array.prototype.slice.call(document.querySelectorAll("tbody tr"));
  if (!rows.length) return;
  var picks = Array.prototype.slice.call(document.querySelectorAll(".pick"));
  var where = document.getElementById("where"), words = document.getElementById("words");
  var count = document.getElementById("count");
  function show() {
    var kinds = picks.filter(function (box) { return box.checked; }).map(function (box) { return box.value; });
    var text = words.value.trim().toLowerCase(), shown = 0;
    rows.forEach(function (row) {
      var fits = kinds.indexOf(row.className) >= 0 && (!where.value || row.dataset.where === where.value) &&
        (!text || row.textContent.toLowerCase().indexOf(text) >= 0);
      row.hidden = !fits;
      if (fits) shown += 1;
    });
    count.textContent = shown === rows.length ? "共 " + shown + " 条" : "显示 " + shown + " 条，共 " + rows.length + " 条";
  }
  picks.concat([where, words]).forEach(function (field) { field.addEventListener("input", show); });
  document.querySelector(".filters").addEventListener("change", show);
  Array.prototype.slice.call(document.querySelectorAll(".go")).forEach(function (button) {
    button.addEventListener("click", function () {
      where.value = button.dataset.where;
      words.value = "";
      picks.forEach(function (box) { box.checked = true; });
      show();
      document.getElementById("findings").scrollIntoView();
    });
  });
  Array.prototype.slice.call(document.querySelectorAll(".rule")).forEach(function (button) {
    button.addEventListener("click", function () {
      var part = document.getElementById("rule-" + button.dataset.rule);
      part.open = true;
      part.scrollIntoView();
    });
  });
  show();
})();
"""
