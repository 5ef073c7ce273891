"""Style and script that the check report adds to those of every page."""

STYLE = """
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
th:nth-child(1){width:46px}th:nth-child(2){width:70px}th:nth-child(3){width:150px}th:nth-child(4){width:140px}
th:nth-child(5),th:nth-child(6){width:120px}
.go,.rule{font:inherit;font-size:12px;color:#1f5f99;background:none;border:0;padding:0 2px;cursor:pointer;
text-decoration:underline}
@media screen and (max-width:720px){.cards{grid-template-columns:1fr}
table,tbody,tr,td{display:block;width:100%}thead{display:none}
tr{border:1px solid var(--line);border-radius:4px;margin-bottom:10px;padding:4px 0}tr[hidden]{display:none}
td,tr.error td:first-child,tr.warning td:first-child,tr.info td:first-child{border:0;padding:3px 10px}td:empty{display:none}
td[data-head]::before{content:attr(data-head) "：";color:#666}
tr.error{border-left:3px solid var(--error)}tr.warning{border-left:3px solid var(--warning)}
tr.info{border-left:3px solid var(--info)}}
@media print{.go{display:none}.rule{color:inherit;text-decoration:none}
th:nth-child(3){width:130px}th:nth-child(4){width:130px}th:nth-child(5),th:nth-child(6){width:100px}
.rules{break-before:auto}.rules details{break-inside:avoid}.rules dd,.rules dt{font-size:8.5pt}
.cards{grid-template-columns:repeat(4,1fr)}.card{padding:8px 10px}}
"""

#: From a card to its findings, and from a finding to what is said of its rule.
SCRIPT = """
(function () {
  var form = document.querySelector(".filters");
  if (!form) return;
  Array.prototype.slice.call(document.querySelectorAll(".go")).forEach(function (button) {
    button.addEventListener("click", function () {
      form.querySelector("[name=where]").value = button.dataset.where;
      form.querySelector("[name=words]").value = "";
      Array.prototype.slice.call(form.querySelectorAll(".pick")).forEach(function (box) { box.checked = true; });
      form.show();
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
})();
"""
