"""Checking a plan of 2,000 rules, with the whole vocabulary and a case for each: in one process, and as a command.

The line to hold: 2 s, so that whoever writes a plan can check after every change. No peer checks a plan at all: beside
it stands how long the same files take merely to be read, by PyYAML's parser in Python and by libyaml; and what it takes
rule-engine to parse the rules alone, and to read them on every case one by one.
"""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

NATIONAL = Path(__file__).resolve().parents[1] / "plans" / "national-2019-75"
RULES = 2_000
TIMES = 5
LIMIT_SECONDS = 2.0


def main() -> None:
    """Check the national plan, then the same with 2,000 more grading rules, then with 2,000 more hard rules."""
    with tempfile.TemporaryDirectory(prefix="fengsui-bench-") as home:
        os.environ["FENGSUI_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "fengsui.settings"
        import django  # noqa: PLC0415

        django.setup()
        folders = {}
        for name, rules in (("national", 0), ("grading", RULES), ("hard", RULES)):
            folders[name] = Path(home, name)
            shutil.copytree(NATIONAL, folders[name])
            if rules:
                add_rules(folders[name], name, rules)
        _checks(folders)
        _peers(folders["grading"])


def _checks(folders: dict[str, Path]) -> None:
    print("| plan | rules | KiB | cases | problems | check_directory, s (CPU s) | fengsui plan check, s (CPU s) |")
    print("|---|---|---|---|---|---|---|")
    for name, folder in folders.items():
        kibibytes = sum(path.stat().st_size for path in folder.rglob("*.yaml")) // 1024
        cases, problems = _found(folder)
        here = _spread(lambda folder=folder: _check(folder))  # type: ignore[misc]
        apart = _spread(lambda folder=folder: _command(folder))  # type: ignore[misc]
        rules = 0 if name == "national" else RULES
        print(f"| {name} | {rules} | {kibibytes} | {cases} | {problems} | {here} | {apart} |", flush=True)


def _peers(folder: Path) -> None:
    import rule_engine  # noqa: PLC0415
    import yaml  # noqa: PLC0415

    from fengsui.plan import load_plan, names_in, run_cases  # noqa: PLC0415

    plan = load_plan(folder)
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.yaml"))]
    rules = [rule.when.replace("%", "") for rule in plan.grading_rules if rule.when is not None]
    doings: dict[str, Callable[[], object]] = {
        "fengsui: read, checked, cases run": lambda: _check(folder),
        "PyYAML, CSafeLoader: read only": lambda: [yaml.load(text, yaml.CSafeLoader) for text in texts],
        "PyYAML, SafeLoader: read only": lambda: [yaml.load(text, yaml.SafeLoader) for text in texts],
        "rule-engine: the rules parsed only": lambda: [rule_engine.Rule(rule) for rule in rules],
        "fengsui: the cases run only": lambda: run_cases(folder, plan),
    }
    print(f"\n| {RULES:,} grading rules with their cases | wall s of {TIMES} | of the first |\n|---|---|---|")
    own = 0.0
    for name, doing in doings.items():
        seconds = _times(doing)
        own = own or statistics.median(seconds)
        print(f"| {name} | {_in_words(seconds)} | {statistics.median(seconds) / own:.2f} |", flush=True)
    figures = {name: 0 for rule in plan.grading_rules if rule.when for name in names_in(rule.when)}
    read = [rule_engine.Rule(rule) for rule in rules]
    once = _timed(lambda: [rule.matches(figures) for rule in read])
    cases = len(run_cases(folder, plan))
    name = f"rule-engine: the rules read on every case (one measured, times {cases:,})"
    print(f"| {name} | {once * cases:.0f} | {once * cases / own:.0f} |")


def add_rules(folder: Path, kind: str, count: int) -> None:
    """Add so many different rules, as long as the national ones, each with a case in which it alone of them holds."""
    file, mark, rule, case = _KINDS[kind]
    path = folder / file
    text = path.read_text(encoding="utf-8")
    if mark not in text:
        raise ValueError(mark)
    written = "".join(map(rule, range(count)))
    new = f"{written}{mark}" if kind == "grading" else f"{mark}{written}"
    path.write_text(text.replace(mark, new, 1), encoding="utf-8")
    (folder / "cases" / "grading-unknown.yaml").unlink()  # its cases name every rule that is unknown
    cases = folder / "cases" / f"{path.stem}.yaml"
    given, _, others = cases.read_text(encoding="utf-8").partition("cases:\n")
    if kind == "hard":  # the figures that only the added rules read
        given += "  net_outflow_7_days_ppm: 0%\n  net_outflow_30_days_ppm: 0%\n"
        cases.write_text(f"{given}cases:\n{others}", encoding="utf-8")
    (folder / "cases" / "added.yaml").write_text(
        f"{given}cases:\n" + "".join(map(case, range(count))), encoding="utf-8"
    )


def _grading_rule(number: int) -> str:
    return f"""
  - id: XR-{number}
    family: XR-{number}
    grade_id: other
    phrase: 排名靠前的机构集中爆雷
    when: >-
      (population == {number + 1000} and blown_up_share_ppm >= 5.{number:04}%)
      or (population == {number + 1000} and on_site_head_count >= 300) or office_head_count >= {number + 100000}
    effect: report
    clause: 5.1.3.a
    parameter: PAR-08
    explanation: 机构家数达到数目，并且占机构数或者地市数的一成以上；或者现场人数、办公场所人数达到数目
    tighten: lower
"""


def _grading_case(number: int) -> str:
    return f"""\
  - name: 机构{number + 1000}家，爆雷占百分之六，要报告
    clause: 5.1.3.a
    given: {{population: {number + 1000}, blown_up_share_ppm: 6%}}
    then: {{grade: 无等级, reports: [XR-{number}]}}
"""


def _hard_rule(number: int) -> str:
    return f"""  - id: X{number}
    name: 净流出和兑付同时恶化
    when: net_outflow_7_days_ppm == 10.{number:04}% and (payment_limit >= 1 or net_outflow_30_days_ppm >= 99%)
    level: 1
    words: 七日净流出达到数目，并且限制提现或者三十日净流出达到九成九
    clause: 4.2.5
"""


def _hard_case(number: int) -> str:
    return f"""\
  - name: 七日净流出达到数目，并且限制提现
    clause: 4.2.5
    given: {{net_outflow_7_days_ppm: 10.{number:04}%, payment_limit: 1}}
    then_attention: {{level: 1, hard_rules: [X{number}]}}
"""


_KINDS: dict[str, tuple[str, str, Callable[[int], str], Callable[[int], str]]] = {
    "grading": ("grading.yaml", "\ntermination_conditions:\n", _grading_rule, _grading_case),
    "hard": ("warning.yaml", "\nhard_rules:\n", _hard_rule, _hard_case),
}


def _found(folder: Path) -> tuple[int, int]:
    from fengsui.conduct.plans import vocabulary  # noqa: PLC0415 (it wants Django set up)
    from fengsui.plan.checking import check_directory  # noqa: PLC0415

    checked = check_directory(folder, vocabulary())
    return len(checked.cases), len(checked.problems)


def _check(folder: Path) -> None:
    from fengsui.plan import rules, source  # noqa: PLC0415

    for kept in (source._parsed, rules._parse, rules.read_rule):  # noqa: SLF001 (as in a fresh process)
        kept.cache_clear()
    _found(folder)


def _command(folder: Path) -> None:
    subprocess.run(  # noqa: S603 (the own program)
        [sys.executable, "-m", "fengsui.cli", "plan", "check", str(folder)],
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPYCACHEPREFIX": str(folder.parent / "bytecode"), "PYTHONDONTWRITEBYTECODE": ""},
    )


def _spread(doing: Callable[[], None]) -> str:
    doing()
    runs = [_timed_and_worked(doing) for _ in range(TIMES)]
    words = f"{_in_words([wall for wall, _ in runs])} (CPU {_in_words([worked for _, worked in runs])})"
    return words if statistics.median(wall for wall, _ in runs) <= LIMIT_SECONDS else f"{words}, over {LIMIT_SECONDS:g}"


def _timed_and_worked(doing: Callable[[], None]) -> tuple[float, float]:
    """Wall seconds, and CPU seconds of this process and of those it ran: others may be at work on the machine."""
    began = _worked()
    wall = _timed(doing)
    return wall, _worked() - began


def _worked() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _in_words(seconds: list[float]) -> str:
    return f"{statistics.median(seconds):.2f}, {min(seconds):.2f} to {max(seconds):.2f}"


def _times(doing: Callable[[], object]) -> list[float]:
    """Wall seconds of each run, after one to warm up."""
    doing()
    return [_timed(doing) for _ in range(TIMES)]


def _timed(doing: Callable[[], object]) -> float:
    began = time.perf_counter()
    doing()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
