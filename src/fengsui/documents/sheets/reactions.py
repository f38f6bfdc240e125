"""What follows from facts of forms: the clock of the plan that bears the form's name. Pure."""

from collections.abc import Iterable

from fengsui.conduct.clock_facts import ClockEnded, ClockSettled, start_clock
from fengsui.conduct.house import Derived, Situation
from fengsui.documents.sheets.state import SheetState
from fengsui.plan import Plan
from fengsui.plan.model import Term

OWNERS = ("R3",)


def term_of(plan: Plan, form: str, grade: str) -> Term | None:
    """How soon a form is to be signed: by the clock of the plan with the form's own id, at the event's grade.

    A clock that runs at attention levels takes its parameter's length for the grade, else the mildest it has.
    """
    clock = plan.clocks.get(form)
    if clock is None:
        return None
    if grade in clock.terms:
        return clock.terms[grade]
    terms = [clock.level_terms[level] for level in clock.for_levels if level in clock.level_terms]
    mildest = terms[-1] if terms else next(reversed(tuple(clock.terms.values())), None)
    parameter = plan.parameters.get(mildest.parameter) if mildest and mildest.parameter else None
    quantity = parameter.quantities.get(grade) if parameter and grade else None
    if mildest is None or quantity is None or quantity.amount is None:
        return mildest
    return mildest.model_copy(update={"amount": int(quantity.amount), "unit": quantity.unit})


def start(situation: Situation) -> Iterable[Derived]:
    """A form with a clock is to be signed in time."""
    payload, plan = situation.fact.payload, situation.plan
    term = term_of(plan, payload["form"], payload["grade"])
    if term is None:
        return
    clock = plan.clocks[payload["form"]]
    started = start_clock(
        definition=clock.id,
        name=clock.name,
        subject=situation.fact.stream,
        subject_name=f"{payload['form_name']} {situation.fact.stream.partition('/')[2]}"[:400],
        term=term,
        started_at=situation.now,
        warn_before_minutes=clock.warn_before_minutes,
        owner_roles=OWNERS,
    )
    yield Derived(started, rule="sheet-clock", clause=term.clause)


def settle(situation: Situation) -> Iterable[Derived]:
    """The last signature stops the clock; the sheet that isn't needed has none."""
    state: SheetState = situation.state
    fact = situation.fact
    if fact.kind == "form.signed" and fact.payload["files"]:
        for clock in state.clocks:
            settled = ClockSettled(clock=clock, settled_at=fact.happened_at, by=fact.reference)
            yield Derived(settled, rule="clock-settled", key=clock)
    if fact.kind == "form.dropped" and state.dropped:
        for clock in state.clocks:
            yield Derived(ClockEnded(clock=clock, reason="不再适用：表单不再办理"), rule="clock-stopped", key=clock)
