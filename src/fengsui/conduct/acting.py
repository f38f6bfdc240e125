"""``act()``: the only way a state changes.

Access → lock the stream → one primary fact → reactions draw derived facts → all are written with their rows → commit.
Whatever fails, nothing of the act is there.
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from fengsui.conduct import streams, timekeeping
from fengsui.conduct.access import Actor, require
from fengsui.conduct.batches import read_batch
from fengsui.conduct.failpoints import failpoint
from fengsui.conduct.house import Derived, Put, Situation, house
from fengsui.conduct.plans import PlanNotAsKept, keep_plan, plan_in_force, plan_of_version, version_of
from fengsui.conduct.projecting import apply_to_database
from fengsui.conduct.shapes import FactModel
from fengsui.ledger.canonical import Fact
from fengsui.ledger.reading import consequences_of, read_stream
from fengsui.ledger.writing import NewFact, Pen, find_by_idempotency_key, hold, take_pen
from fengsui.notify.channels import outside_channels
from fengsui.notify.outbox import enqueue
from fengsui.plan import Plan

MOST_CONSEQUENCES = 2000


class Refused(Exception):
    """The act is not lawful or not possible now; the message tells the user why and what to do instead."""


class SeenOutdated(Refused):
    """The page the actor decided on is out of date; ``changes`` are the facts that came in between."""

    def __init__(self, changes: Sequence[Fact]) -> None:
        titles = "、".join(house.kinds[fact.kind].title for fact in changes[-5:] if fact.kind in house.kinds)
        super().__init__(f"您打开页面之后，这件事又有了 {len(changes)} 条新记录（{titles}）。请看过再办。")
        self.changes = changes


@dataclass(frozen=True, slots=True)
class Drafting:
    """What an action may look at while it makes its payload: the stream is locked, its state is current."""

    stream: str
    state: Any
    number: int
    plan: Plan
    now: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an act wrote. ``repeated``: an earlier try with the same idempotency key had already written it."""

    fact: Fact
    derived: tuple[Fact, ...]
    state: Any
    repeated: bool = False


def act(
    *,
    actor: Actor,
    permission: str,
    stream: str | Callable[[], str],
    make: Callable[[Drafting], FactModel],
    happened_at: datetime | None = None,
    seen: int | None = None,
    idempotency_key: str = "",
    clause: str = "",
    regions: Iterable[str] = (),
    purpose: str = "",
    also_lock: Iterable[str] = (),
) -> Outcome:
    """Do one act: one primary fact and its consequences, in one transaction.

    ``stream``: where the fact goes, or a function that names a new stream inside the transaction. ``make`` builds the
    payload from the locked state and raises :class:`Refused`. ``seen``: the stream's number on the page the actor
    decided on. ``also_lock``: names of locks shared with acts that must not run at the same time.

    Raises AccessDenied, Refused, SeenOutdated.
    """
    require(actor, permission, regions=regions, purpose=purpose)
    _ready_the_plan()
    for last_try in (False, True):
        try:
            with transaction.atomic():
                outcome = _act(
                    actor,
                    stream,
                    make,
                    happened_at=happened_at,
                    seen=seen,
                    idempotency_key=idempotency_key,
                    clause=clause,
                    also_lock=tuple(also_lock),
                )
                failpoint("before-commit")
            failpoint("after-commit")
        except IntegrityError as error:
            # Another act created the stream, or used the same key in another tab, at this very moment: it won. Looking
            # again hands out its fact, or says what changed.
            if last_try:
                msg = "另一位同事正在办同一件事，请刷新页面看过再办"
                raise Refused(msg) from error
        else:
            if not outcome.repeated:  # a repeated act's facts are old, its state is today's
                streams.remember(outcome.fact.stream, outcome.state, outcome.derived[-1:] or (outcome.fact,))
            return outcome
    raise AssertionError  # pragma: no cover


def _ready_the_plan() -> None:
    """Read the plan and see that it is kept, before anything is locked: what a fact is written under must stay."""
    try:
        keep_plan()
    except PlanNotAsKept as error:
        raise Refused(str(error)) from error


def _act(
    actor: Actor,
    stream: str | Callable[[], str],
    make: Callable[[Drafting], FactModel],
    *,
    happened_at: datetime | None,
    seen: int | None,
    idempotency_key: str,
    clause: str,
    also_lock: tuple[str, ...],
) -> Outcome:
    earlier = find_by_idempotency_key(idempotency_key)
    if earlier is not None:
        if earlier.actor != actor.officer:
            msg = "同一个办理编号已被他人使用，请刷新页面后重试"
            raise Refused(msg)
        # An act's clause is fixed by what is done, not by the state, so a repeated try names the same.
        named = _plan_of(earlier.plan_version).clause_for(clause)
        if (isinstance(stream, str) and earlier.stream != stream) or earlier.clause != named:
            msg = "这个办理编号已用于另一件事，这次没有办成，请刷新页面后重试"
            raise Refused(msg)
        derived = tuple(consequences_of(earlier.reference))
        return Outcome(earlier, derived, streams.state_of(earlier.stream), repeated=True)
    name = stream if isinstance(stream, str) else stream()
    now = timekeeping.now()
    hold(also_lock)
    pen = take_pen({name}, now)
    number = pen.number(name)
    if seen is not None and seen != number:
        _refuse_outdated(name, seen, number)
    state, plan_version = streams.state_at(name, number)
    plan = _plan_of(plan_version)
    failpoint("before-append")
    payload = make(Drafting(name, state, number, plan, now))
    primary = pen.draw(
        _new_fact(
            payload,
            stream=name,
            happened_at=happened_at or now,
            actor=actor.officer,
            plan_version=plan_version or version_of(plan),
            clause=plan.clause_for(clause),
            idempotency_key=idempotency_key,
        )
    )
    state = follow(pen, primary, state, plan, now)
    write(pen)
    return Outcome(primary, tuple(pen.facts[1:]), state)


def _plan_of(version: str) -> Plan:
    """The plan a stream runs under, or that in force where the stream begins. Raises Refused when it can't be read."""
    try:
        return plan_of_version(version) if version else plan_in_force()
    except PlanNotAsKept as error:
        raise Refused(str(error)) from error


def _refuse_outdated(stream: str, seen: int, number: int) -> None:
    """Refuse what was decided on a page that facts which matter have overtaken."""
    changes = [fact for fact in read_stream(stream, after=seen) if not house.in_background(fact.kind)]
    if changes or seen > number:
        raise SeenOutdated(changes)


def follow(pen: Pen, first: Fact, state: Any, plan: Plan, now: datetime) -> Any:
    """Draw every consequence of ``first``, and theirs; returns the stream's state after all of them."""
    folding = house.stream_kind(first.stream)
    waiting = deque([first])
    drawn = 0
    while waiting:
        fact = waiting.popleft()
        if folding is not None:
            state = folding.fold(state, fact)
        for reaction in house.reactions.get(fact.kind, ()):
            for derived in reaction(Situation(fact, state, plan, now)):
                drawn += 1
                if drawn > MOST_CONSEQUENCES:
                    msg = f"{first.reference} has more than {MOST_CONSEQUENCES} consequences"
                    raise RuntimeError(msg)
                waiting.append(pen.draw(_derived_fact(derived, fact, plan, now)))
    return state


def write(pen: Pen) -> None:
    """Write the pen's facts, their rows and the deliveries of their messages."""
    pen.write()
    failpoint("after-append")
    changes = [change for fact in pen.facts for change in house.project(fact, read_batch)]
    apply_to_database(changes)
    failpoint("after-project")
    messages = [change.id for change in changes if isinstance(change, Put) and change.table == "notify.Message"]
    if messages:
        # Mail goes by the machine's time: a simulated clock stands still between its steps.
        enqueue(messages, outside_channels(), timekeeping.system_now())


def _new_fact(payload: FactModel, *, stream: str, happened_at: datetime, actor: str, **rest: str) -> NewFact:
    kind = house.kind_for(payload)
    return NewFact(
        stream=stream,
        kind=kind.name,
        version=kind.version,
        payload=payload.model_dump(mode="json"),
        happened_at=happened_at,
        actor=actor,
        **rest,
    )


def _derived_fact(derived: Derived, cause: Fact, plan: Plan, now: datetime) -> NewFact:
    return _new_fact(
        derived.payload,
        stream=cause.stream,
        happened_at=derived.happened_at or now,
        actor=f"system:rule:{derived.rule}",
        plan_version=cause.plan_version,
        clause=plan.clause_for(derived.clause),
        cause=cause.reference,
        rule=derived.rule,
        key=derived.key,
    )
