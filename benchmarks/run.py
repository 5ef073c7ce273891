"""make bench: our work and a peer's in the same run; a table on stderr, one JSON document on stdout last.

ratio = ours / peer. Every figure is the median of several rounds in which ours and the peer take turns, because the
speed of a machine drifts.
"""

from __future__ import annotations

import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
from xlsxwriter import Workbook

import zipingbiao as zpb
from zipingbiao.app.reading import read_file
from zipingbiao.checks import run_checks
from zipingbiao.forms.catalog import form_for, get_form
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.quantity import understand
from zipingbiao.model.values import Value
from zipingbiao.readers.data import read_data
from zipingbiao.scoring.case import make_case
from zipingbiao.scoring.engine import assess, choose
from zipingbiao.scoring.wording.compiler import compile_rule
from zipingbiao.writers.workbook import write_workbook

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "data" / "json" / "donghu-2019.json"
HAND_MADE = ROOT / "tests" / "data" / "seeds-xlsx" / "donghu-2019.xlsx"
FORM = "mof-2020-project"


def timed(action: Callable[[], object]) -> float:
    """Seconds one call takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def compare(name: str, ours: Callable[[], object], peer_name: str, peer: Callable[[], object], rounds: int = 7) -> dict[str, object]:
    """Ours and the peer in turns, after one uncounted round."""
    ours(), peer()
    times = [(timed(ours), timed(peer)) for _ in range(rounds)]
    ours_s, peer_s = statistics.median(t[0] for t in times), statistics.median(t[1] for t in times)
    ratio = statistics.median(a / b for a, b in times)
    return {"name": name, "ours_s": round(ours_s, 4), "peer": peer_name, "peer_s": round(peer_s, 4), "ratio": round(ratio, 3)}


def raw_loop(content: bytes) -> Callable[[], bytes]:
    """Writes the same cells with plain XlsxWriter calls: no layout decisions, no scoring, no validations, no formats."""
    cells: list[tuple[str, list[tuple[int, int, object]]]] = []
    for sheet in openpyxl.load_workbook(BytesIO(content)):
        found = [(c.row - 1, c.column - 1, c.value) for row in sheet.iter_rows() for c in row if c.value is not None]
        cells.append((sheet.title, found))

    def write() -> bytes:
        buffer = BytesIO()
        book = Workbook(buffer, {"in_memory": True})
        for title, found in cells:
            sheet = book.add_worksheet(title)
            for row, column, value in found:
                sheet.write(row, column, value)
        book.close()
        return buffer.getvalue()

    return write


def many_projects(count: int) -> list[Evaluation]:
    """The data's department form and `count` project forms, made of those of the data with names of their own."""
    evaluations, _ = read_data(DATA)
    department, projects = evaluations[0], evaluations[1:]
    made = [department]
    for number in range(count):
        form, turn = projects[number % len(projects)], number // len(projects) + 1
        made.append(form.model_copy(update={"project": Value(text=f"{form.name}（第{turn}期）")}))
    return made


def scoring_cases() -> tuple[Callable[[], None], Callable[[], None], int]:
    """(ours, peer, calls): understanding and scoring every row of the data, against a bare regex and a float division."""
    policy = get_form(FORM).policy
    evaluations, _ = read_data(DATA)
    rows = [(i.target.text, i.actual.text, i.weight.number or Decimal(1), i.label) for e in evaluations for i in e.indicators]
    repeats = 20
    number = re.compile(r"\d+(?:\.\d+)?")

    def ours() -> None:
        for _ in range(repeats):
            understand.cache_clear()
            for target, actual, weight, name in rows:
                choose(None, None, target)[0].assess(make_case(target, actual, weight, policy, name=name))

    def peer() -> None:
        for target, actual, weight, _ in rows * repeats:
            a, b = number.search(target or ""), number.search(actual or "")
            if a and b and float(a.group()):
                round(min(float(weight), float(weight) * float(b.group()) / float(a.group())), 2)

    return ours, peer, len(rows) * repeats


def wording_cases() -> tuple[Callable[[], None], Callable[[], None], int, Callable[[], None], Callable[[], None], int]:
    """(compile, peer, calls, score, peer, calls): the wordings of the data, compiled uncached, then scored."""
    policy = get_form(FORM).policy
    document = json.loads(DATA.read_text(encoding="utf-8"))
    rules = [(r["rule"], Decimal(r["weight"]), r["l3"], r["target"]) for p in document["evaluation_rules"] for r in p["rules"]]
    compiled = [(compile_rule(*rule).kind, make_case(rule[3], "90%", rule[1], policy)) for rule in rules]
    splitter = re.compile(r"[；;。，,]")

    def compile_all() -> None:
        compile_rule.cache_clear()
        for rule in rules:
            compile_rule(*rule)

    def split_all() -> None:
        for rule in rules:
            splitter.split(rule[0])

    def score_all() -> None:
        for _ in range(50):
            for kind, case in compiled:
                kind.assess(case)

    def divide_all() -> None:
        for _ in range(50):
            for _, case in compiled:
                round(case.weight * Decimal("0.9"), 2)

    return compile_all, split_all, len(rules), score_all, divide_all, len(compiled) * 50


def rules_over(path: Path) -> Callable[[], object]:
    """Runs every check rule over a workbook that has been read and scored already."""
    read = read_file(path)
    assessments = [assess(evaluation, form_for(evaluation.template).policy) for evaluation in read.evaluations]
    facts = {path.name: read.facts} if read.facts is not None else None
    return lambda: run_checks(
        read.evaluations, summaries=read.summaries, file_facts=facts, assessments=assessments
    )


def libreoffice(path: Path) -> Callable[[], None] | None:
    """Loads, recalculates and saves the workbook with LibreOffice; None where there is none."""
    command = shutil.which("soffice")
    if command is None:
        return None
    out = Path(tempfile.mkdtemp(prefix="zpb-bench-"))
    profile = Path(tempfile.mkdtemp(prefix="zpb-bench-profile-"))

    def run() -> None:
        subprocess.run(
            [command, f"-env:UserInstallation={profile.as_uri()}", "--headless",
             "--convert-to", "xlsx", "--outdir", str(out), str(path)],
            check=True, capture_output=True,
        )  # fmt: skip

    return run


def main() -> None:
    """Runs every case."""
    folder = Path(tempfile.mkdtemp(prefix="zpb-bench-"))
    workbook = folder / "donghu-2019.xlsx"
    evaluations, _ = read_data(DATA)
    content = write_workbook(evaluations, template=FORM)
    workbook.write_bytes(content)
    raw = raw_loop(content)
    cases = [
        compare("check the demo workbook", lambda: zpb.check(workbook), "openpyxl opens it", lambda: openpyxl.load_workbook(workbook)),
        compare("generate the demo workbook", lambda: write_workbook(evaluations, template=FORM), "raw XlsxWriter loop", raw, 5),
    ]
    for name, path in (("demo", workbook), ("hand-made 10-form", HAND_MADE)):
        cases.append(compare(f"all rules over the {name} workbook", rules_over(path), "the whole check", lambda path=path: zpb.check(path)))
    sixty, large = many_projects(60), folder / "sixty.xlsx"
    content = write_workbook(sixty, template=FORM)
    large.write_bytes(content)
    raw_sixty = raw_loop(content)
    cases += [
        compare("check 60 projects", lambda: zpb.check(large), "openpyxl opens it", lambda: openpyxl.load_workbook(large), 3),
        compare("generate 60 projects", lambda: write_workbook(sixty, template=FORM), "raw XlsxWriter loop", raw_sixty, 2),
    ]
    python = sys.executable
    cases.append(
        compare(
            "zpb --help",
            lambda: subprocess.run([python, "-m", "zipingbiao", "--help"], capture_output=True, check=True),
            "bare Python start",
            lambda: subprocess.run([python, "-c", "pass"], check=True),
            9,
        )
    )
    ours, peer, calls = scoring_cases()
    scoring = compare(f"score {calls} rows", ours, "regex and float division", peer)
    scoring["calls_per_second"] = round(calls / float(str(scoring["ours_s"])))
    cases.append(scoring)
    compile_all, split_all, wordings, score_all, divide_all, scored = wording_cases()
    compiling = compare(f"compile {wordings} wordings", compile_all, "one regex split", split_all)
    compiling["microseconds_per_call"] = round(float(str(compiling["ours_s"])) / wordings * 1e6, 1)
    judging = compare(f"score {scored} compiled rules", score_all, "one Decimal product", divide_all)
    judging["microseconds_per_call"] = round(float(str(judging["ours_s"])) / scored * 1e6, 1)
    cases += [compiling, judging]
    # Their files are built by the tests.
    sys.path.append(str(ROOT))
    from addin import dispatch_case, function_case, office_case
    from batch import batch_cases
    from sizes import read_cases, size_cases

    cases += read_cases(compare, folder)
    cases.append(function_case(compare, evaluations))
    for case, lacking in (
        (dispatch_case(compare, evaluations), "没有 xlwings、pyOpenVBA 或生成的 addin/zipingbiao_addin.py：CallUDF 本次不计时。"),
        (office_case(many_projects(31), folder), "没有 LibreOffice：加载项函数的重算本次不计时。"),
    ):
        if case is None:
            print(lacking, file=sys.stderr)
        else:
            cases.append(case)
    office = libreoffice(workbook)
    if office is not None:
        cases.append(compare("check the demo workbook ", lambda: zpb.check(workbook), "LibreOffice recalculates it", office, 3))
    cases += size_cases() + batch_cases()
    print(f"{'case':34}{'ours s':>10}{'peer s':>10}{'ratio':>8}  peer", file=sys.stderr)
    for case in cases:
        line = f"{case['name']:34}{case['ours_s']:>10}{case.get('peer_s', ''):>10}{case.get('ratio', ''):>8}  {case.get('peer', '')}"
        print(f"{line}  {case['ours_mib']} MiB" if "ours_mib" in case else line, file=sys.stderr)
    print(json.dumps({"cases": cases}, ensure_ascii=False))
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
