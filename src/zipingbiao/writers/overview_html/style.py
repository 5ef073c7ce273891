"""Style and script that the overview page adds to those of every page."""

STYLE = """
body{max-width:1440px;padding-bottom:60px}h3{font-size:15px;margin:16px 0 4px}
h2 small,h3 small{font-weight:400;font-size:12px;color:#666}
header .lead{margin-top:8px;font-size:15px}
nav{display:flex;flex-wrap:wrap;gap:4px 18px;margin-top:10px;padding:6px 12px;background:var(--soft);
border:1px solid var(--line);border-radius:4px}
a{color:#1f5f99}td a{overflow-wrap:anywhere}
.tile{display:flex;flex-direction:column}.tile.rate{flex-grow:2.6}.tile small{white-space:pre-line}
.tile.mean{flex-grow:1.4}.tile small{color:#666;line-height:1.4}
.charts{grid-template-columns:repeat(auto-fit,minmax(420px,1fr));gap:10px 36px}.chart h2{font-size:15px}
.name{flex-basis:30%;white-space:normal;line-height:1.3;display:-webkit-box;-webkit-line-clamp:2;-webkit-box-orient:vertical;
overflow-wrap:anywhere}
.notes{margin:0 0 14px;padding-left:1.3em;color:#444}.shares .name{flex-basis:29%}.worst{grid-template-columns:1fr 1fr}
.worst .name{flex-basis:40%}.worst .sum{min-width:130px}
.shares .sum{display:flex;min-width:124px;color:inherit}.stack{height:13px}
.shares .sum b{flex:1;text-align:right;font-weight:600}.shares .sum i{flex:0 0 62px;text-align:right;font-style:normal;color:#555}
.about{color:#555;margin-bottom:8px}
section{scroll-margin-top:8px}tr{scroll-margin-top:64px}section>h2{border-bottom:2px solid #44546a;padding-bottom:4px;margin-top:30px}
table{border-collapse:separate;border-spacing:0;
font-size:13px;line-height:1.5;margin-bottom:6px}
th,td{border-width:0 1px 1px 0;padding:4px 7px}thead tr:first-child th{border-top-width:1px}
thead tr:first-child th:first-child,td:first-child{border-left-width:1px}
thead{position:sticky;top:0;z-index:1}th{white-space:normal;vertical-align:bottom}thead th{background:#e9edf2}
.groups{font-size:12.5px}.groups th,.groups td{padding:4px 5px}
.num{text-align:right;font-variant-numeric:tabular-nums;overflow-wrap:normal}td.num{white-space:nowrap}.mid{text-align:center}
.total td{font-weight:600;background:#f2f4f7}
td .stack{height:8px;margin-top:3px}td .badge{margin:1px 0}td small{overflow-wrap:anywhere}.cell{color:#333}
tbody:not(.total) tr:nth-child(even) td{background:#fafbfc}tr:target td{background:#fff6d6}
.sorts th[data-column]{cursor:pointer}.sorts th[data-column]:hover,.sorts th[data-column]:focus{text-decoration:underline}
th[aria-sort=ascending]::after{content:" ▲";font-size:9px}th[aria-sort=descending]::after{content:" ▼";font-size:9px}
.hint{color:#777;font-size:12px}.strata{max-width:720px;margin-bottom:12px}
.outlier{margin:6px 0 16px}.seen{font-weight:600;margin-bottom:4px}
blockquote{margin:0 0 6px;padding:4px 12px;border-left:3px solid #8a929b;color:#444;background:var(--soft);overflow-wrap:anywhere}
@media screen and (max-width:1000px){.charts,.worst{grid-template-columns:1fr}.wide{overflow-x:auto}
.wide table{min-width:1080px}.wide .strata{min-width:0}}
@media print{nav{display:none}body{padding-bottom:0}h2,h3,.seen,.about,blockquote{break-after:avoid}
thead{position:static}table,.groups{font-size:7.5pt;line-height:1.4}.groups th,.groups td{padding:2px 3px}th,td{padding:2px 4px}
td .badge,td small{font-size:7pt}td .badge{padding:0 3px}.tiles{gap:6px}.tile{padding:4px 8px;flex-basis:80px}
.tile.rate{flex-grow:4}.tile b{font-size:15pt}.tile small{font-size:7pt}.charts{grid-template-columns:1fr 1fr 1fr;gap:4px 22px}
.charts.worst{grid-template-columns:1fr 1fr}.worst .sum{min-width:110px}
.line{font-size:7.5pt;line-height:1.25;margin-bottom:1px}.name{line-height:1.15}.stack{height:10px}.chart h2{margin:2px 0}
.tiles{margin:8px 0}.legend{margin:2px 0 0;font-size:7.5pt}section>h2{margin-bottom:6px}blockquote{break-inside:avoid}
.shares .name{flex-basis:31%}.shares .sum{min-width:100px}.notes{margin:0 0 4px}.shares .sum i{flex-basis:50px}
section>h2{margin-top:14px}#sample,#findings{break-before:page}
.outlier{margin-bottom:8px}a{color:inherit;text-decoration:none}tr:target td{background:none}}
"""

#: A click on a head sorts its table: numbers from the largest, texts from the first; what is not known stays last.
SCRIPT = """
(function () {
  var order = new Intl.Collator("zh-CN", {numeric: true});
  function all(selector, inside) { return Array.prototype.slice.call((inside || document).querySelectorAll(selector)); }
  all("table").forEach(function (table) {
    var body = table.querySelector("tbody:not(.total)"), heads = all("th[data-column]", table);
    if (body.rows.length < 2) return;
    table.classList.add("sorts");
    function sort(head) {
      var numeric = head.classList.contains("num"), column = Number(head.dataset.column);
      var down = head.getAttribute("aria-sort") ? head.getAttribute("aria-sort") === "ascending" : numeric;
      var keyed = all("tr", body).map(function (row) {
        var shown = row.cells[column].textContent.trim();
        var value = numeric ? parseFloat(shown.replace(/,/g, "")) : shown;
        return {row: row, value: value, empty: shown === "" || shown[0] === "—" || (numeric && isNaN(value))};
      });
      keyed.sort(function (a, b) {
        if (a.empty || b.empty) return a.empty - b.empty;
        var sign = numeric ? a.value - b.value : order.compare(a.value, b.value);
        return down ? -sign : sign;
      });
      keyed.forEach(function (one) { body.appendChild(one.row); });
      heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
    }
    heads.forEach(function (head) {
      head.tabIndex = 0;
      head.addEventListener("click", function () { sort(head); });
      head.addEventListener("keydown", function (event) { if (event.key === "Enter") sort(head); });
    });
  });
})();
"""
