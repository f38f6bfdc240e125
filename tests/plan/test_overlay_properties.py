"""Whatever an overlay says: if it is let through, nothing the national plan promised has become weaker (0.6).

Overlays are made at random, tightening, relaxing and nonsense alike. For those that pass, the two built plans are
compared by other means than the check's: terms by the moments they end at, rules by the figures they are read on.
"""

import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from fengsui.clock.calendar import add_working_days
from fengsui.clock.transitions import due_time
from fengsui.plan import FigureValue, Plan, SignatureRequirement, Term, names_in
from fengsui.plan.build import build_plan
from fengsui.plan.differences import differences
from fengsui.warning.rules.attention import assess
from tests.plan.overlays import national
from tests.plan.random_overlays import GRADES, base, passed

# Before weekends, holidays, the end of February and the turn of a year.
STARTS = [
    datetime(2026, month, day, hour, 59, tzinfo=UTC)
    for month, day, hour in ((1, 31, 3), (2, 13, 15), (2, 27, 8), (4, 30, 15), (9, 29, 1), (9, 30, 15), (12, 31, 15))
]
NUMBERS_THAT_MATTER = (0, 1, 2, 3, 5, 99, 100, 500, 999, 1000, 5000, 50_000, 150_000, 333_333, 800_000, 10**10)


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
        and len(after.slots) <= len(before.slots) + 2
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
    """Compare the two built plans: clocks, addressees, signatures, rights, provisions, tasks, rules, warning, law."""
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
        assert clock.day_term is None or no_later(now.day_term, clock.day_term)
    assert_the_rest_is_no_weaker(after)
    for figures in situations(seed):
        (old_rank, old_reports), (new_rank, new_reports) = graveness(before, figures), graveness(after, figures)
        assert new_rank <= old_rank
        assert old_reports <= new_reports
    assert_attention_is_no_less(after, seed)
    assert_law_is_as_it_was(after)
    said = json.dumps(after.written.model_dump(mode="json"), ensure_ascii=False)
    assert "删除负面帖文" not in said
    assert "劝返上访群众" not in said
    assert all("R18" not in slot.roles for row in after.signatures for slot in row.slots)


def assert_the_rest_is_no_weaker(after: Plan) -> None:
    """Tasks, addressees, signatures, rights, provisions, access, papers, clauses and levels of response."""
    before = base()
    tasks = {(task.id, task.grade): task for task in after.tasks}
    assert all(no_later(tasks[task.id, task.grade].due, task.due) for task in before.tasks)
    offices = {office.id: office for office in after.addressees}
    for office in before.addressees:
        assert {*office.aliases} <= {*offices[office.id].aliases}
        assert (office.name, office.full_name) == (offices[office.id].name, offices[office.id].full_name)
    assert_names_are_told_apart(after)
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
    assert after.roles_granted("plan.adopt") == before.roles_granted("plan.adopt")
    assert after.roles_granted("web.home") == before.roles_granted("web.home")
    assert after.written.scope.blowup_exclusions == before.written.scope.blowup_exclusions
    assert all(after.paper(paper.id).handling == "内部" for paper in before.papers if paper.handling == "内部")
    assert all(after.clauses[clause.id].quote == clause.quote for clause in before.clauses.values())
    for clause in after.clauses.values():
        assert "R18" not in clause.owners
        assert not clause.owners or {*clause.owners} != {"R17"}
    for known in before.grades:
        assert RESPONSES.index(after.grade(known.id).response_level) <= RESPONSES.index(known.response_level)


RESPONSES = ["一级", "二级", "三级", "四级"]


def assert_names_are_told_apart(after: Plan) -> None:
    """No name stands for two addressees, so no receipt of one settles for another."""
    names = [name for office in after.addressees for name in {office.name, office.full_name, *office.aliases}]
    assert len(names) == len({*names})
    assert "公安" not in names


def assert_attention_is_no_less(after: Plan, seed: int) -> None:
    """The rules of early warning propose a level at least as grave, hard rules or not, and tickets open as soon."""
    chance = random.Random(seed)  # noqa: S311 - the same figures in every run
    warnings = base().warning, after.warning
    rules = [rule for one in warnings[0].indicators for _, rule in one.bands]
    names = sorted({name for rule in rules for name in names_in(rule)})
    flags = {one.figure for one in warnings[0].indicators if one.unit == "flag"}
    by_score_alone = [one.model_copy(update={"hard_rules": ()}) for one in warnings]
    for _ in range(8):
        figures: dict[str, FigureValue] = {
            name: chance.choice((True, False)) if name in flags else chance.choice((*NUMBERS_THAT_MATTER, -5000))
            for name in names
            if chance.random() < 0.6
        }
        figures["blown_up_30_days"] = 1
        for before, now in (warnings, by_score_alone):
            old, new = assess(before, figures).level, assess(now, figures).level
            assert (new or 99) <= (old or 99)
    tickets = [plan.parameters["PAR-11"].quantities["ticket"].amount for plan in (base(), after)]
    assert tickets == sorted(tickets)


def assert_law_is_as_it_was(after: Plan) -> None:
    """On days gone by the same law holds; what a province added or ended is marked as unchecked."""
    day = date(2026, 1, 15)
    national_law = {law.id: law for law in base().legal_basis}
    for law in after.legal_basis:
        before = national_law.get(law.id)
        if before is None:
            assert not law.verified
        else:
            assert (law.title, law.article, law.says) == (before.title, before.article, before.says)
            assert law.in_force(day) == before.in_force(day)
            assert law.in_force(date(2015, 1, 1)) == before.in_force(date(2015, 1, 1))
            assert law.effective_to == before.effective_to or not law.verified


@settings(max_examples=60)
@given(seed=st.integers(0, 10**9), count=st.integers(1, 4))
def test_whatever_passes_is_nowhere_weaker(seed: int, count: int) -> None:
    """No deadline longer, no addressee gone, no signature lowered, no right wider, no grade milder, §5 stays shut.

    Nor does the list of differences, by tables of its own, call anything laxer or gone but who answers for what.
    """
    plan = passed(seed, count)
    if plan is not None:
        assert_nothing_is_weaker(plan, seed)
        changes = [one for one in differences(national()[0], plan.written) if not one.says.startswith("责任人")]
        assert {change.direction for change in changes}.isdisjoint({"relaxed", "removed"})


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
