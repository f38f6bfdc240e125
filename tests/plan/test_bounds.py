"""How much a plan may say: what passes the check can be worked with for years, and no fact refuses its words."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from fengsui.clock.transitions import due_time, stages
from fengsui.conduct.shapes import Name
from fengsui.plan import PlanError, Problem
from fengsui.plan.amounts import LONGEST_TERM
from fengsui.plan.bounds import MOST_OF_RULES, problems
from fengsui.plan.build import build_plan
from fengsui.plan.files import PlanFiles, PlanHeader, TermEntry
from fengsui.plan.loader import load_files
from fengsui.warning.rules.poisson import smallest_rare_count
from tests.plan.overlays import HEADER, NATIONAL, laid, national, written

TASK = "tasks:\n  - {{id: {id}, department: police, title: {title}, detail: {detail}, clause: '0.6', tighten: lower, due: {{extraordinary: {{amount: {amount}, unit: {unit}}}}}}}\n"  # noqa: E501 (as one writes it)
GIVEN = {"id": "own_task", "title": "封存台账", "detail": "封存台账并登记", "amount": "1", "unit": "hours"}


def task(**given: str) -> dict[str, str]:
    """An overlay that adds one task, sound but for what is given."""
    return {"tasks": TASK.format(**{**GIVEN, **given})}


def refused(header: str = HEADER, **parts: str) -> tuple[Problem, ...]:
    """The problems that an overlay is refused with; none where it passes."""
    try:
        laid(header, **parts)
    except PlanError as error:
        return error.problems
    return ()


STRANGE_IDS = ["../../x", "a/b", "''", ".hidden", "<b>x", "A-B", "a_b", "a" * 61, "'a b'", "规-1"]


@pytest.mark.parametrize("strange", STRANGE_IDS)
def test_the_plans_own_id_names_a_folder(tmp_path: Path, strange: str) -> None:
    """An id that leads to another folder, or into a page, is refused at its line: of an overlay and of a plan."""
    header = HEADER.replace("id: overlay", f"id: {strange}")
    folder = tmp_path / "plan"
    shutil.copytree(NATIONAL, folder, ignore=shutil.ignore_patterns("cases"))
    text = (folder / "plan.yaml").read_text(encoding="utf-8")
    (folder / "plan.yaml").write_text(text.replace("id: national-2019-75", f"id: {strange}", 1), encoding="utf-8")
    for place in (written(tmp_path, header), folder):
        with pytest.raises(PlanError) as caught:
            load_files(place)
        (told,) = [problem for problem in caught.value.problems if problem.where == "id"]
        line = (place / "plan.yaml").read_text(encoding="utf-8").splitlines()[told.line - 1]
        assert (told.file, line) == ("plan.yaml", f"id: {strange}")
        assert "只用小写字母、数字和连字符" in told.remedy
        assert told.clause


def test_a_kept_plan_with_such_an_id_stays_readable() -> None:
    """The shape takes what the check refuses: a version kept by an earlier program is still read back."""
    base, _ = national()
    header = base.header.model_copy(update={"id": "../../x", "title": "长" * 5000})
    kept = PlanFiles.model_validate(
        {**{key: value for key, value in base if value is not None}, "header": PlanHeader.model_validate(dict(header))}
    )
    assert build_plan(kept).id == "../../x"


WARN = "clocks:\n  - {{id: first_notice, warn_before_minutes: [60, 30, 10, {}]}}\n"
PERIOD = "sensitive_periods:\n  - {{id: zz, name: 长, first_day: {}, last_day: {}, clause: '0.4'}}\n"
THRESHOLDS = "parameters:\n  - id: PAR-08\n    quantities:\n      {}\n"
ADDRESSEE = "addressees:\n  - {{id: {}, name: {}, full_name: 乙, clause: '0.6'}}\n"
PRACTICE = (
    "practices:\n  - {{id: {}, name: 公告栏, owners: [R2], reason: 张贴, clause: '0.6',"
    " fields: [{{id: day, name: 日期}}]}}\n"
)
CLOCK = (
    "clocks:\n  - {{id: zz, name: 时, for_grades: [extraordinary], starts_on: event.opened, settled_by: plan.activated,"
    " warn_before_minutes: [], clause: '0.6', term: {{amount: {}, unit: {}}}, tighten: lower}}\n"
)
LEVELS = "levels:\n  - {rank: 9, name: 九级研判, clause: 4.1.0}\n"

BEYOND = {
    "warned before the clock begins": ({"clocks": WARN.format(999999999999)}, "warn_before_minutes.3"),
    "warned after the line": ({"clocks": WARN.format(-1)}, "warn_before_minutes.3"),
    "warned at the line": ({"clocks": WARN.format(0)}, "warn_before_minutes.3"),
    "warned ten years before": ({"clocks": WARN.format(5_256_000)}, "warn_before_minutes.3"),
    "warned too often": ({"clocks": WARN.format(", ".join(map(str, range(100, 150))))}, "warn_before_minutes"),
    "a clock longer than the calendar": ({"clocks": CLOCK.format(999999999999999999, "months")}, "term.amount"),
    "a clock of eleven years": ({"clocks": CLOCK.format(132, "months")}, "term.amount"),
    "a task due after the calendar": (task(amount="999999999999", unit="months"), "due.extraordinary.amount"),
    "a task without a title": (task(title="''"), "title"),
    "a title of blanks": (task(title="'　 '"), "title"),
    "a title that no fact holds": (task(title="长" * 201), "title"),
    "a title of two lines": (task(title='"一\\n二"'), "title"),
    "a title with a mobile number": (task(title="电话138-0000-0000"), "title"),
    "a title with full-width digits": (task(title="电话１３８００００００００"), "title"),
    "a detail with an identity number": (task(detail="证件11010519491231002X"), "detail"),
    "a detail as long as a book": (task(detail="长" * 2001), "detail"),
    "a task whose id is a path": (task(id="'a/b#c'"), "id"),
    "a task whose id is markup": (task(id="<b>x"), "id"),
    "an addressee without a name": ({"documents": ADDRESSEE.format("own", "''")}, "name"),
    "an addressee whose name no fact holds": ({"documents": ADDRESSEE.format("own", "长" * 5000)}, "name"),
    "an addressee with an empty id": ({"documents": ADDRESSEE.format("''", "甲")}, "id"),
    "an addressee whose id begins with a dot": ({"documents": ADDRESSEE.format("..", "甲")}, "id"),
    "a practice whose id is a path": ({"practices": PRACTICE.format("a/b")}, "id"),
    "a tail that nothing reaches": (
        {"parameters": THRESHOLDS.format("rare_tail: {amount: 999999999999999999}")},
        "quantities.rare_tail",
    ),
    "a tail of nothing": ({"parameters": THRESHOLDS.format("unusual_tail: {amount: 0}")}, "quantities.unusual_tail"),
    "a tail in another unit": (
        {"parameters": THRESHOLDS.format("rare_tail: {amount: 10001, unit: count}")},
        "quantities.rare_tail",
    ),
    "a negative number": ({"parameters": THRESHOLDS.format("smallest_floor: {amount: -1}")}, "smallest_floor"),
    "a share above the whole": (
        {"parameters": "parameters:\n  - id: PAR-21\n    quantities:\n      share: {amount: 1000001}\n"},
        "quantities.share.amount",
    ),
    "a count without end": (
        {"parameters": "parameters:\n  - id: PAR-21\n    quantities:\n      largest: {amount: 1000000000000001}\n"},
        "quantities.largest.amount",
    ),
    "a level that is not there": (
        {"parameters": "parameters:\n  - id: PAR-28\n    quantities:\n      gravest_by_thin_score: {amount: 9}\n"},
        "quantities.gravest_by_thin_score",
    ),
    "levels with a gap": ({"warning": LEVELS}, "levels"),
    "a period from the beginning of time": ({"warning": PERIOD.format("0001-01-01", "2026-02-01")}, "first_day"),
    "a period to the end of time": ({"warning": PERIOD.format("2026-01-01", "9999-12-31")}, "last_day"),
    "a quantity whose key is a path": (
        {"parameters": THRESHOLDS.format("a/b: {amount: 1, unit: count}")},
        "quantities.a/b",
    ),
}


@pytest.mark.parametrize("name", BEYOND)
def test_what_would_stop_an_act_later_is_refused(name: str) -> None:
    """File, line and what to write instead, at the place itself; the clause where the element names one."""
    parts, where = BEYOND[name]
    told = [problem for problem in refused(**parts) if problem.where.endswith(where) and problem.remedy]
    assert told, refused(**parts)
    assert told[0].file == f"{next(iter(parts))}.yaml"
    assert told[0].line > 1 or told[0].where == "levels"
    assert len(str(told[0])) < 400


@pytest.mark.parametrize("key", ["effective_to: 9999-12-31", "effective_from: 1949-12-31", "issued_on: 0001-01-01"])
def test_days_of_a_plan_lie_in_this_century(key: str) -> None:
    """A day by which nothing can be counted is refused; law may be older than the plan."""
    name = key.partition(":")[0]
    lines = [line for line in HEADER.splitlines() if not line.startswith(f"{name}:")]
    assert name in {problem.where for problem in refused("\n".join([*lines, key]) + "\n")}
    law = "legal_basis:\n  - {{id: old, title: 旧令, says: 旧令, verified: false, clause: '0.6', effective_from: {}}}\n"
    assert refused(legal_basis=law.format("1949-10-01")) == ()
    assert refused(legal_basis=law.format("1948-10-01")) != ()


def test_what_lies_at_the_bounds_passes() -> None:
    """The longest and largest that is allowed is no fault, and what may be empty may be."""
    assert refused(**task(title="长" * 200, detail="长" * 2000, amount="120", unit="months", id="a" * 80)) == ()
    assert refused(clocks=WARN.format(5_255_999)) == ()
    only = refused(clocks=CLOCK.format(87_600, "hours"))
    assert [problem.where for problem in only] == ["clocks.0"]  # that nothing would start it; its term is in bounds
    assert refused(warning=PERIOD.format("2000-01-01", "2100-12-31")) == ()
    assert (
        refused(
            legal_basis="legal_basis:\n  - {id: o, title: 令, says: 令, verified: false, clause: '0.6', article: ''}\n"
        )
        == ()
    )
    assert refused(**task(detail="热线0571-88888888转2")) == ()


def test_what_is_kept_may_be_kept_longer_than_a_deadline_runs() -> None:
    """Case files stay for thirty years; a clock that took its length from them would be refused."""
    long = "parameters:\n  - id: PAR-20\n    quantities:\n      case_file: {amount: 1200}\n"
    assert refused(parameters=long) == ()
    taken = CLOCK.replace("{{amount: {}, unit: {}}}", "{{parameter: PAR-20, key: case_file}}").format()
    assert "quantities.case_file.amount" in str(refused(clocks=taken))


def test_reasons_of_a_hard_rule_fit_into_a_fact() -> None:
    """A rule that reads so many indicators that its reason could not be kept is told when it is written."""
    base, _ = national()
    assert base.warning is not None
    figures = dict.fromkeys(entry.figure for entry in base.warning.indicators if entry.unit != "flag")
    reads = " or ".join(f"{figure} >= 999999999" for figure in list(figures)[:14])
    rule = f"hard_rules:\n  - {{id: HX, name: 多项, when: '{reads}', level: 1, words: 达到, clause: 4.2.5}}\n"
    assert any("理由会有" in problem.message for problem in refused(warning=rule))


def test_rules_are_not_read_without_end() -> None:
    """More rules than anybody reads are refused before any of them is looked at; 2,000 as they are usual are not."""
    rule = (
        "  - {{id: X{}, family: X, phrase: p, grade_id: other, when: '{}', clause: '0.6', explanation: e,"
        " tighten: lower}}\n"
    )
    long = " or ".join(["blown_up_30_days >= 1000"] * 70)
    rules = "rules:\n" + "".join(rule.format(number, long) for number in range(MOST_OF_RULES // len(long) + 1))
    (told,) = refused(grading=rules)
    assert "规则合起来" in told.message
    assert told.file == "grading.yaml"
    assert MOST_OF_RULES > 2_000 * 352


amounts = st.integers(-(10**17), 10**17) | st.integers(-5, 200)
words = st.text(alphabet=st.sampled_from("甲乙 1389-０x\n"), max_size=30) | st.sampled_from(["长" * 200, "长" * 201])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    title=words,
    term=st.tuples(amounts, st.sampled_from(sorted(LONGEST_TERM))),
    warned=st.lists(amounts, max_size=3),
    rare=st.tuples(amounts, amounts),
)
def test_what_passes_can_be_worked_with(
    title: str, term: tuple[int, Any], warned: list[int], rare: tuple[int, int]
) -> None:
    """Whatever is written: it is refused, or clocks run to their end, facts take the names, the rare count exists."""
    _, sources = national()
    told = " ".join(problem.where for problem in problems(_grown(title, term, warned, rare), sources))
    begin = datetime(2099, 12, 31, 16, tzinfo=UTC)
    if "due" not in told and "warn_before_minutes" not in told:
        end = due_time(begin, *term, lambda start, days: start + timedelta(days=2 * days))
        assert stages(begin, end, warned)[-1].at == end
    if "title" not in told:
        assert TypeAdapter(Name).validate_python(title) == title.strip()
    if "quantities" not in told:
        assert smallest_rare_count(40, *rare) >= 0


def _grown(title: str, term: tuple[int, Any], warned: list[int], rare: tuple[int, int]) -> PlanFiles:
    """The national plan with one task of that title and term, one clock that warns so, and such a rare count."""
    base, _ = national()
    due = TermEntry.model_construct(amount=term[0], unit=term[1], parameter=None, key=None, provincial=True)
    task = base.tasks.tasks[0].model_copy(update={"title": title, "due": {"extraordinary": due}})
    clock = base.clocks.clocks[0].model_copy(update={"warn_before_minutes": tuple(warned)})
    (thresholds,) = (entry for entry in base.parameters.parameters if entry.id == "PAR-08")
    amounts = dict(zip(("base_rate", "rare_tail"), rare, strict=True))
    numbers = {
        name: quantity.model_copy(update={"amount": amounts.get(name, quantity.amount)})
        for name, quantity in thresholds.quantities.items()
    }
    parameters = (thresholds.model_copy(update={"quantities": numbers}),)
    return base.model_copy(
        update={
            "tasks": base.tasks.model_copy(update={"tasks": (task,)}),
            "clocks": base.clocks.model_copy(update={"clocks": (clock,)}),
            "parameters": base.parameters.model_copy(update={"parameters": parameters}),
        }
    )


@pytest.mark.parametrize(("least", "most", "told"), [(3, 10, False), (10, 10, False), (11, 10, True)])
def test_a_least_is_not_above_the_most(least: int, most: int, *, told: bool) -> None:
    """PAR-21: the first K is at least so many and at most so many; a least above the most leaves no number between."""
    base, sources = national()
    (ranking,) = (entry for entry in base.parameters.parameters if entry.id == "PAR-21")
    amounts = {"smallest": least, "largest": most}
    numbers = {
        name: quantity.model_copy(update={"amount": amounts.get(name, quantity.amount)})
        for name, quantity in ranking.quantities.items()
    }
    entries = tuple(
        entry.model_copy(update={"quantities": numbers}) if entry is ranking else entry
        for entry in base.parameters.parameters
    )
    parameters = base.parameters.model_copy(update={"parameters": entries})
    found = list(problems(base.model_copy(update={"parameters": parameters}), sources))
    assert bool([problem for problem in found if "smallest" in problem.where]) == told
