"""Checking a plan of 2,000 rules, with the whole vocabulary and the national cases: the best of three.

The line to hold: 2 s, so that whoever writes a plan can check after every change. No peer checks a plan at all.
"""

import os
import shutil
import tempfile
import time
from pathlib import Path

NATIONAL = Path(__file__).resolve().parents[1] / "plans" / "national-2019-75"
RULES = 2_000
LIMIT_SECONDS = 2.0


def main() -> None:
    """Check the national plan, then the same with 2,000 more grading rules, then with 2,000 more hard rules."""
    with tempfile.TemporaryDirectory(prefix="fengsui-bench-") as home:
        os.environ["FENGSUI_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "fengsui.settings"
        import django  # noqa: PLC0415

        django.setup()
        print("| plan | rules | KiB | cases | seconds | of CPU | problems |\n|---|---|---|---|---|---|---|")
        for name, rules in (("national", 0), ("grading", RULES), ("hard", RULES)):
            folder = Path(home, name)
            shutil.copytree(NATIONAL, folder)
            if rules:  # its cases name every rule that is unknown
                (folder / "cases" / "grading-unknown.yaml").unlink()
            add_rules(folder, name, rules)
            seconds, worked, cases, problems = min(_timed(folder) for _ in range(3))
            kibibytes = sum(path.stat().st_size for path in folder.rglob("*.yaml")) // 1024
            verdict = "" if seconds <= LIMIT_SECONDS else f" (over {LIMIT_SECONDS:g})"
            print(
                f"| {name} | {rules} | {kibibytes} | {cases} | {seconds:.2f}{verdict} | {worked:.2f} | {problems} |",
                flush=True,
            )


def add_rules(folder: Path, kind: str, count: int) -> None:
    """Add so many different rules, as long as the national ones, that hold in none of the national cases."""
    if kind == "grading":
        path, mark = folder / "grading.yaml", "\ntermination_conditions:\n"
        written = "".join(map(_grading_rule, range(count)))
    else:
        path, mark = folder / "warning.yaml", "\nhard_rules:\n"
        written = "".join(map(_hard_rule, range(count)))
    text = path.read_text(encoding="utf-8")
    if mark not in text:
        raise ValueError(mark)
    new = f"{written}{mark}" if kind == "grading" else f"{mark}{written}"
    path.write_text(text.replace(mark, new, 1), encoding="utf-8")


def _grading_rule(number: int) -> str:
    return f"""
  - id: XR-{number}
    family: XR-{number}
    phrase: 排名靠前的机构集中爆雷
    grade_id: other
    when: >-
      (blown_up_30_days >= {number + 1000} and blown_up_share_ppm >= 99.{number:04}%)
      or known_blown_up_balance_share_ppm >= 99.{number:04}% or blown_up_lender_share_ppm >= 99%
    clause: 5.1.3.a
    parameter: PAR-08
    explanation: 机构不少于5家的，30日内爆雷家数达到数目，并且占机构数或者地市数九成九以上；或者余额、出借人占九成九以上
    tighten: lower
"""


def _hard_rule(number: int) -> str:
    return f"""  - id: X{number}
    name: 净流出和兑付同时恶化
    when: net_outflow_7_days_ppm >= 99.{number:04}% and (payment_limit >= 2 or net_outflow_30_days_ppm >= 99%)
    level: 1
    words: 七日净流出达到九成九，并且限制提现或者三十日净流出达到九成九
    clause: 4.2.5
"""


def _timed(folder: Path) -> tuple[float, float, int, int]:
    from fengsui.cli.plan_checking import check_folder  # noqa: PLC0415
    from fengsui.plan import rules, source  # noqa: PLC0415

    for kept in (source._parsed, rules._parse, rules._steps, rules.names_in):  # noqa: SLF001 (as in a fresh process)
        kept.cache_clear()
    began, busy = time.perf_counter(), time.process_time()
    checked = check_folder(folder)
    return time.perf_counter() - began, time.process_time() - busy, len(checked.cases), len(checked.problems)


if __name__ == "__main__":
    main()
