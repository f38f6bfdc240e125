"""Whatever an overlay says: if it is let through, nothing the national plan promised has become weaker (0.6).

Overlays are made at random, tightening, relaxing and nonsense alike. For those that pass, the two built plans are
compared by other means than the check's: terms by the moments they end at, rules by the figures they are read on.
"""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import permutations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fengsui.clock.calendar import add_working_days
from fengsui.clock.transitions import due_time
from fengsui.plan import Plan, PlanError, SignatureRequirement, Term, names_in
from fengsui.plan.build import build_plan
from fengsui.plan.rules import FigureValue
from tests.plan.overlays import HEADER, laid, national

Edit = tuple[str, str, dict[str, Any]]
"""The file, the list in it, and one element as an overlay writes it."""
# Before weekends, holidays, the end of February and the turn of a year.
STARTS = [
    datetime(2026, month, day, hour, 59, tzinfo=UTC)
    for month, day, hour in ((1, 31, 3), (2, 13, 15), (2, 27, 8), (4, 30, 15), (9, 29, 1), (9, 30, 15), (12, 31, 15))
]
UNITS = ["minutes", "hours", "calendar_days", "working_days", "months"]
GRADES = ["extraordinary", "major", "other"]
NUMBERS_THAT_MATTER = (0, 1, 2, 3, 5, 99, 100, 500, 999, 1000, 5000, 50_000, 150_000, 333_333, 800_000, 10**10)


@lru_cache(maxsize=1)
def base() -> Plan:
    """The national plan, built once."""
    return build_plan(national()[0])


def words(element: Any) -> dict[str, Any]:
    """An element of the national plan as a file would hold it."""
    content: dict[str, Any] = element.model_dump(mode="json")
    return content


def moved(text: str, chance: random.Random) -> str:
    """A rule with its numbers moved, an alternative or a condition added, or turned round."""
    kind = chance.randrange(6)
    if kind == 0:
        return f"({text}) or on_site_head_count >= {chance.choice((10, 500))}"
    if kind == 1:
        return f"({text}) and on_site_head_count >= 1"
    if kind == 2:
        return f"not ({text})"
    digits = [place for place in text.split() if place.strip("()%").isdigit()]
    if not digits:
        return text
    old = chance.choice(digits)
    number = int(old.strip("()%"))
    new = max(0, number + chance.choice((-1, 1)) * chance.choice((1, max(1, number // 5))))
    return text.replace(old, old.replace(str(number), str(new)))


def clock_edit(chance: random.Random) -> Edit:
    """A clock with a term, grades, levels or warnings changed."""
    clock = chance.choice(national()[0].clocks.clocks)
    changes: list[dict[str, Any]] = [
        {"term": {"amount": chance.choice((1, 2, 3, 4, 10, 24, 90)), "unit": chance.choice(UNITS)}},
        {"term": {"amount": 1, "unit": chance.choice(("minutes", "hours"))}},
        {"term": {"parameter": chance.choice(("PAR-19", "PAR-25", "PAR-26", "PAR-30", "PAR-36"))}},
        {"for_grades": chance.sample(GRADES, chance.randint(0, 3))},
        {"for_levels": chance.sample([1, 2, 3, 4], chance.randint(0, 4))},
        {"warn_before_minutes": [*clock.warn_before_minutes, chance.choice((5, 15))][chance.randrange(2) :]},
        {"per_addressee": chance.choice((True, False))},
        {"effective_to": "2027-01-01"},
    ]
    return "clocks", "clocks", {"id": clock.id, **chance.choice(changes)}


def parameter_edit(chance: random.Random) -> Edit:
    """A parameter with its number changed, up or down, in its own unit or another."""
    parameter = chance.choice(national()[0].parameters.parameters)
    edit: dict[str, Any] = {"id": parameter.id}
    if parameter.quantities:
        key = chance.choice(sorted(parameter.quantities))
        quantity = parameter.quantities[key]
        factor = chance.choice((0, 1, 2, 3, 4))
        edit["quantities"] = {key: {"amount": max(1, quantity.amount * factor // 2)}}
        if chance.randrange(5) == 0:
            edit["quantities"][key]["unit"] = chance.choice(UNITS)
    elif isinstance(parameter.value, int):
        edit["value"] = max(1, parameter.value * chance.choice((1, 2, 3, 4)) // 2)
        if chance.randrange(4) == 0:
            edit["ceiling"] = chance.choice((1, 100))
    else:
        edit["text"] = parameter.text + "；从严" if chance.randrange(2) else "从宽"
    return "parameters", "parameters", edit


def signature_edit(chance: random.Random) -> Edit:
    """An act with other signers, or a further row for one grade."""
    entry = chance.choice(national()[0].signatures.signatures)
    roles = ["R1", "R2", "R3", "R4", "R18"]
    own = [list(slot.roles) for slot in entry.slots]
    slots = chance.choice(
        [own, [*own, [chance.choice(roles)]], own[1:], [chance.sample(roles, 2)], [role[:1] for role in own], own[::-1]]
    )
    edit: dict[str, Any] = {"act": entry.act, "grades": list(entry.grades), "slots": [{"roles": one} for one in slots]}
    if chance.randrange(3) == 0:
        edit = {**words(entry), **edit, "grades": [chance.choice(GRADES)]}
        edit = {key: value for key, value in edit.items() if value is not None}
    for key in ("phone_allowed", "reason_required"):
        if chance.randrange(3) == 0:
            edit[key] = chance.choice((True, False))
    if chance.randrange(4) == 0:
        edit["countersign"] = {"roles": [chance.choice(roles)], "parameter": chance.choice(("PAR-27", "PAR-18"))}
    return "signatures", "signatures", edit


def rule_edit(chance: random.Random) -> Edit:
    """A grading rule with another expression, grade or effect, or a rule of the province's own."""
    rule = chance.choice([rule for rule in national()[0].grading.rules if rule.when])
    assert rule.when is not None
    changes: list[dict[str, Any]] = [
        {"when": moved(rule.when, chance)},
        {"when": moved(rule.when, chance), "explanation": "省里的说明"},
        {"grade_id": chance.choice(GRADES)},
        {"effect": chance.choice(("grade", "review", "report"))},
        {**words(rule), "id": "OWN", "when": moved(rule.when, chance), "grade_id": chance.choice(GRADES)},
    ]
    edit = {"id": rule.id, **chance.choice(changes)}
    return "grading", "rules", {key: value for key, value in edit.items() if value is not None}


def other_edit(chance: random.Random) -> Edit:
    """Offices, papers, tasks, provisions, decision rights, indicators, hard rules, clauses, and things of no sense."""
    written = national()[0]
    assert written.warning is not None
    office = chance.choice(written.documents.addressees)
    task = chance.choice(written.tasks.tasks)
    grade = chance.choice(sorted(task.due))
    indicator = chance.choice([one for one in written.warning.indicators if one.severe])
    due = {grade: {"amount": chance.choice((1, 3, 90)), "unit": chance.choice(UNITS), "provincial": True}}
    edits: list[Edit] = [
        ("documents", "addressees", {"id": office.id, "name": "新办", "aliases": [*office.aliases, office.name]}),
        ("documents", "addressees", {"id": office.id, "aliases": chance.choice(([], [*office.aliases, "别称"]))}),
        ("documents", "addressees", {"id": "own", "name": "省办", "full_name": "省办公室", "clause": "1.2.d"}),
        ("documents", "papers", {"id": "risk_prompt", "handling": chance.choice(("公开", "内部"))}),
        ("tasks", "tasks", {"id": task.id, "due": due}),
        ("tasks", "tasks", {"id": task.id, "detail": chance.choice((task.detail + "；逐项回执", "删除负面帖文"))}),
        ("warning", "indicators", {"id": indicator.id, "severe": moved(indicator.severe or "", chance)}),
        (
            "warning",
            "hard_rules",
            {"id": "H6", "level": chance.randint(1, 4), "when": moved("crowd_head_count >= 100", chance)},
        ),
        ("clauses", "clauses", {"id": "1.1.a", "modality": chance.choice(("duty", "option"))}),
        ("clauses", "clauses", {"id": "云.9", "section": "补充", "quote": chance.choice(("从严", "劝返上访群众"))}),
        ("organisation", "decision_rights", {"grade": "major", "roles": chance.choice((["R1"], ["R1", "R3"], []))}),
        ("provisions", "provisions", {"id": "own", "name": "新规则", "explanation": "新", "clause": "1.1.a"}),
        ("clocks", "clocks", {"id": "first_notice", "remove": True}),
        ("scope", "blowup_exclusions", {"id": "X9", "name": "大机构", "description": "不算", "clause": "5.1.3.b"}),
    ]
    return chance.choice(edits)


MAKERS: tuple[Callable[[random.Random], Edit], ...] = (
    *(clock_edit, parameter_edit, parameter_edit, signature_edit, rule_edit, rule_edit, other_edit, other_edit),
)


def texts(edits: list[Edit]) -> dict[str, str]:
    """The edits as the files of an overlay; of two edits of one element the first counts."""
    files: dict[str, dict[str, dict[str, Any]]] = {}
    for part, listed, element in edits:
        name = json.dumps([element.get("act"), element.get("id"), element.get("grade"), element.get("grades")])
        files.setdefault(part, {}).setdefault(listed, {}).setdefault(name, element)
    return {
        part: json.dumps({listed: list(elements.values()) for listed, elements in lists.items()}, ensure_ascii=False)
        for part, lists in files.items()
    }


def passed(seed: int, count: int) -> Plan | None:
    """The plan of a random overlay; None where the check refuses it."""
    chance = random.Random(seed)  # noqa: S311 - the same overlays in every run
    edits = [chance.choice(MAKERS)(chance) for _ in range(count)]
    try:
        return build_plan(laid(HEADER, **texts(edits)))
    except PlanError:
        return None


def ends(term: Term) -> list[datetime]:
    """The moments at which a term ends that begins at each of the starts."""
    return [due_time(start, term.amount, term.unit, add_working_days) for start in STARTS]


def no_later(after: Term | None, before: Term) -> bool:
    """Whether a term ends no later, whenever it begins."""
    return after is not None and all(new <= old for new, old in zip(ends(after), ends(before), strict=True))


def stricter(after: SignatureRequirement, before: SignatureRequirement) -> bool:
    """Whether every set of people who may sign afterwards could have signed before, and nothing is left out."""
    some_match = any(
        all({*new.roles} <= {*old.roles} for new, old in zip(chosen, before.slots, strict=True))
        for chosen in permutations(after.slots, len(before.slots))
    )
    later = [(before.countersign, after.countersign)]
    if after.phone_allowed:
        later.append((before.phone_countersign, after.phone_countersign))
    return (
        some_match
        and after.phone_allowed <= before.phone_allowed
        and after.reason_required >= before.reason_required
        and all(
            new is not None and {*new.roles} <= {*old.roles} and new.hours <= old.hours for old, new in later if old
        )
    )


def situations(seed: int) -> Iterator[Mapping[str, FigureValue]]:
    """Figures at and around the thresholds, some of them unknown."""
    chance = random.Random(seed)  # noqa: S311 - the same situations in every run
    names = sorted({name for rule in base().grading_rules if rule.when for name in names_in(rule.when)})
    truths = {"population_is_small", "blown_up_across_provinces", "exits_known"}
    for _ in range(12):
        yield {
            name: chance.choice((True, False)) if name in truths else chance.choice(NUMBERS_THAT_MATTER)
            for name in names
            if chance.random() < 0.7
        }


def graveness(plan: Plan, figures: Mapping[str, FigureValue]) -> tuple[int, set[str]]:
    """The rank of the grade proposed (99: none), and the reports asked for."""
    proposal = plan.propose_grade(figures)
    rank = 99 if proposal.grade_id is None else plan.grade(proposal.grade_id).rank
    return rank, {result.rule_id for result in proposal.reports}


def assert_nothing_is_weaker(after: Plan, seed: int) -> None:
    """Compare the two built plans: clocks, addressees, signatures, rights, provisions, tasks, rules."""
    before = base()
    for clock in before.clocks.values():
        now = after.clocks[clock.id]
        assert {*clock.for_grades} <= {*now.for_grades}
        assert {*clock.for_levels} <= {*now.for_levels}
        assert {*clock.warn_before_minutes} <= {*now.warn_before_minutes}
        assert clock.per_addressee <= now.per_addressee
        assert now.in_force(datetime(2030, 1, 1, tzinfo=UTC).date())
        assert all(no_later(now.terms.get(grade), term) for grade, term in clock.terms.items())
        assert all(no_later(now.level_terms.get(level), term) for level, term in clock.level_terms.items())
    tasks = {(task.id, task.grade): task for task in after.tasks}
    assert all(no_later(tasks[task.id, task.grade].due, task.due) for task in before.tasks)
    offices = {office.id: office for office in after.addressees}
    for office in before.addressees:
        assert {office.name, *office.aliases} <= {offices[office.id].name, *offices[office.id].aliases}
    assert {copy.id for copy in before.copy_to} <= {copy.id for copy in after.copy_to}
    for act in {row.act for row in before.signatures}:
        for grade in (None, *GRADES):
            assert stricter(after.signature_requirement(act, grade), before.signature_requirement(act, grade))
    for right in before.organisation.decision_rights:
        assert set() < {*after.organisation.roles_deciding(right.grade)} <= {*right.roles}
    if before.written.provisions is not None:
        assert all(after.provides(provision.id) for provision in before.written.provisions.provisions)
    for grant in before.written.access.access if before.written.access else ():
        assert (after.roles_granted(grant.id) or frozenset()) <= {*grant.roles}
    assert after.written.scope.blowup_exclusions == before.written.scope.blowup_exclusions
    assert all(after.paper(paper.id).handling == "内部" for paper in before.papers if paper.handling == "内部")
    assert all(after.clauses[clause.id].quote == clause.quote for clause in before.clauses.values())
    for figures in situations(seed):
        (old_rank, old_reports), (new_rank, new_reports) = graveness(before, figures), graveness(after, figures)
        assert new_rank <= old_rank
        assert old_reports <= new_reports
    said = json.dumps(after.written.model_dump(mode="json"), ensure_ascii=False)
    assert "删除负面帖文" not in said
    assert "劝返上访群众" not in said
    assert all("R18" not in slot.roles for row in after.signatures for slot in row.slots)


@settings(max_examples=60)
@given(seed=st.integers(0, 10**9), count=st.integers(1, 4))
def test_whatever_passes_is_nowhere_weaker(seed: int, count: int) -> None:
    """No deadline longer, no addressee gone, no signature lowered, no right wider, no grade milder, §5 stays shut."""
    plan = passed(seed, count)
    if plan is not None:
        assert_nothing_is_weaker(plan, seed)


def test_a_fair_share_of_overlays_passes_and_a_fair_share_is_refused() -> None:
    """The property above is not empty: random overlays of one edit pass and fail, each often."""
    outcomes = Counter(passed(seed, 1) is not None for seed in range(40))
    assert min(outcomes[True], outcomes[False]) >= 10


def test_the_comparison_itself_sees_what_is_weaker() -> None:
    """The plan of this test's own making, with one thing relaxed behind the check's back, is found out."""
    written = national()[0]
    clocks = written.clocks.clocks
    longer = clocks[0].model_copy(update={"term": clocks[0].term.model_copy(update={"amount": 3})})
    relaxed = written.model_copy(update={"clocks": written.clocks.model_copy(update={"clocks": (longer, *clocks[1:])})})
    try:
        assert_nothing_is_weaker(build_plan(relaxed), 0)
    except AssertionError:
        return
    raise AssertionError("a clock of three hours passed for one of two")


def test_the_starts_lie_where_calendars_are_uneven() -> None:
    """The moments that terms are compared from include long holidays: a working day there lasts a week."""
    lengths = [add_working_days(start, 1) - start for start in STARTS]
    assert max(lengths) > timedelta(days=7)
    assert min(lengths) < timedelta(days=2)
