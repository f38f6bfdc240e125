"""The worker's part: what nobody signs for is repeated and goes up the ladder, rung by rung, until somebody does.

It goes by the world's time, as clocks do; only mail goes by the machine's. A rung is one fact, written under the lock
of the alerts' stream, as signatures are: after a signature there is no further rung. A killed worker loses nothing,
because what is due is read from the rows each time.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import Exists, OuterRef

from fengsui.conduct import timekeeping
from fengsui.conduct.access import system_actor
from fengsui.conduct.acting import Drafting, Refused, act
from fengsui.conduct.plans import plan_in_force
from fengsui.conduct.shapes import FactModel
from fengsui.conduct.streams import state_of
from fengsui.dispatch import rules
from fengsui.dispatch.facts import AlertsClosed, AlertsRaised, AlertsStepped, Raised, Terms
from fengsui.dispatch.ladder import as_told, ladder_of, rung, terms_of
from fengsui.dispatch.matters import Matter, read_by
from fengsui.dispatch.models import Alert, PassedOver
from fengsui.dispatch.state import AlertState
from fengsui.notify.channels import outside_channels
from fengsui.notify.models import Message
from fengsui.notify.outbox import repeat
from fengsui.registry.recipients import Staff

CLAUSE = "1.1.f"
HORIZON = timedelta(days=7)
"""News older than this raise no alert. One that went all the way up ends after so long; in the gravest grade, never."""
MOST_AT_ONCE = 50
OWN = "alert/"
Row = TypeVar("Row")


def alert_stream(matter: str) -> str:
    """The stream of a matter's alerts."""
    return f"{OWN}{matter}"


def run_alerts(now: datetime) -> int:
    """Raise what is new, close what is settled, repeat and step up what is due; returns how much was done."""
    terms = terms_of(plan_in_force())
    done = _raise_new(terms, now) if terms is not None else 0
    return done + _go_on(now)


def _raise_new(terms: Terms, now: datetime) -> int:
    rows = _unanswered(now, terms.repeat)
    if not rows:
        return 0
    read, staff, done = read_by(row.pk for row in rows), Staff(), 0
    for stream, messages in _by_stream(rows):
        matter = Matter(stream)
        wanted = [row for row in messages if row.pk not in read and not matter.settled(row)]
        over = {row.pk for row in messages} - {row.pk for row in wanted}
        PassedOver.objects.bulk_create([PassedOver(message=pk) for pk in sorted(over)], ignore_conflicts=True)
        for batch in _batches(wanted):
            raised = [
                Raised(message=row.pk, subject=row.subject, since=row.created_at, told=as_told(staff.officers_for(row)))
                for row in batch
            ]
            done += _write_raised(stream, raised, terms)
    return done


def _unanswered(now: datetime, minutes: int) -> list[Message]:
    """Urgent news that have waited for so many minutes and are not on the ladder; never the ladder's own."""
    known = Alert.objects.filter(pk=OuterRef("pk"))
    passed = PassedOver.objects.filter(pk=OuterRef("pk"))
    rows = Message.objects.filter(
        urgency="urgent", created_at__gt=now - HORIZON, created_at__lte=now - timedelta(minutes=minutes)
    ).exclude(fact__startswith=OWN)
    return list(rows.filter(~Exists(known), ~Exists(passed)).order_by("created_at", "id")[:500])


def _write_raised(matter: str, raised: Sequence[Raised], terms: Terms) -> int:
    def make(drafting: Drafting) -> FactModel:
        state: AlertState = drafting.state
        fresh = tuple(row for row in raised if row.message not in state.alerts)
        return AlertsRaised(matter=matter, messages=_some(fresh), terms=terms)

    return _act(matter, make)


def _go_on(now: datetime) -> int:
    rows = list(Alert.objects.filter(running=True).order_by("since", "id"))
    if not rows:
        return 0
    messages = Message.objects.in_bulk([row.pk for row in rows])
    read, staff = read_by(messages), Staff()
    by_matter: dict[str, list[Alert]] = defaultdict(list)
    for row in rows:
        by_matter[row.matter].append(row)
    return sum(_Round(stream, messages, staff, now).go(found, read) for stream, found in by_matter.items())


class _Round:
    """One look at the alerts of one matter: close what is settled, take the rungs that are due, repeat."""

    def __init__(self, stream: str, messages: Mapping[str, Message], staff: Staff, now: datetime) -> None:
        self._stream = stream
        self._messages = messages
        self._staff = staff
        self._now = now
        self._matter = Matter(stream)
        self._found_nobody: set[str] = set()

    def go(self, alerts: Sequence[Alert], read: Mapping[str, str]) -> int:
        """Do what is due; ``read``: who has read which message. Returns how many facts were written."""
        over = {row.pk: self._why_over(row, read.get(row.pk, "")) for row in alerts}
        waiting = [row for row in alerts if not over[row.pk]]
        done = self._close(over) + sum(self._take(step, waiting) for step in rules.STEPS)
        self._repeat(waiting)
        return done

    def _why_over(self, row: Alert, reader: str) -> str:
        if reader:
            return f"{reader}已阅"
        told_all = row.step == rules.STEPS[-1] and not self._matter.gravest
        too_old = told_all and self._now - row.since > HORIZON
        settled = self._matter.settled(self._messages[row.pk])
        return settled or ("逐级报到组长，七天没有人签收" if too_old else "")

    def _close(self, over: Mapping[str, str]) -> int:
        by_reason: dict[str, list[str]] = defaultdict(list)
        for message, reason in over.items():
            if reason:
                by_reason[reason].append(message)
        return sum(self._close_for(reason, tuple(names)) for reason, names in by_reason.items())

    def _close_for(self, reason: str, names: tuple[str, ...]) -> int:
        def make(drafting: Drafting) -> FactModel:
            return AlertsClosed(messages=_some(drafting.state.running(names)), reason=reason)

        return _act(self._stream, make)

    def _take(self, step: rules.Step, waiting: Sequence[Alert]) -> int:
        """Take a rung for every alert for which it is due; one where nobody stood below takes it at once."""
        groups: dict[tuple[int, tuple[str, ...]], list[Alert]] = defaultdict(list)
        for row in waiting:
            if step in self._due(row) or row.pk in self._found_nobody:
                told = rung(self._staff, self._messages[row.pk], step, told_so_far(row))
                minutes = ladder_of(Terms(**row.terms)).minutes(step)
                groups[minutes, tuple(sorted(one.pk for one in told))].append(row)
        done = 0
        for (minutes, told_ids), rows in groups.items():
            self._found_nobody -= {row.pk for row in rows}
            if not told_ids:
                self._found_nobody |= {row.pk for row in rows}
            for batch in _batches(rows):
                done += _write_step(self._payload(step, minutes, told_ids, batch))
                for row in batch:
                    row.step = step
        return done

    def _payload(self, step: rules.Step, minutes: int, told: Sequence[str], batch: Sequence[Alert]) -> AlertsStepped:
        return AlertsStepped(
            matter=self._stream,
            messages=tuple(row.pk for row in batch),
            subjects=tuple(row.subject for row in batch),
            step=step,
            minutes=minutes,
            told=as_told(row for row in self._staff.everybody if row.pk in told),
        )

    def _due(self, row: Alert) -> tuple[rules.Step, ...]:
        ladder = ladder_of(Terms(**row.terms))
        return rules.due_steps(ladder, row.since, self._now, row.step, silent=self._silent(row))

    def _silent(self, row: Alert) -> bool:
        return rules.is_silent(self._now, Terms(**row.terms).quiet_hours, known_lower=self._matter.known_lower)

    def _repeat(self, waiting: Iterable[Alert]) -> None:
        """Write the deliveries of the repeats that are due: they go to whoever the message itself is for."""
        rounds = {
            row.pk: rules.repeats_due(ladder_of(Terms(**row.terms)), row.since, self._now, gravest=self._matter.gravest)
            for row in waiting
            if not self._silent(row)
        }
        if rounds:
            repeat(rounds, outside_channels(), timekeeping.system_now())


def told_so_far(row: Alert) -> tuple[str, ...]:
    """The officers told of an alert so far, in order."""
    state: AlertState = state_of(row.stream)
    return state.alerts[row.pk].told


def _write_step(payload: AlertsStepped) -> int:
    def make(drafting: Drafting) -> FactModel:
        state: AlertState = drafting.state
        left = {
            name: subject
            for name, subject in zip(payload.messages, payload.subjects, strict=True)
            if state.running((name,)) and payload.step not in rules.taken_up_to(state.alerts[name].step)
        }
        return payload.model_copy(update={"messages": _some(tuple(left)), "subjects": tuple(left.values())})

    return _act(payload.matter, make)


class _NothingLeft(Refused):
    """Another worker was there first, or somebody signed at this very moment."""


def _some(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    if not rows:
        raise _NothingLeft
    return rows


def _act(matter: str, make: Callable[[Drafting], FactModel]) -> int:
    try:
        act(
            actor=system_actor("alerts"),
            permission="dispatch.run_alerts",
            stream=alert_stream(matter),
            make=make,
            clause=CLAUSE,
        )
    except _NothingLeft:
        return 0
    return 1


def _by_stream(rows: Iterable[Message]) -> Iterator[tuple[str, list[Message]]]:
    found: dict[str, list[Message]] = defaultdict(list)
    for row in rows:
        found[row.stream].append(row)
    yield from found.items()


def _batches(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), MOST_AT_ONCE):
        yield rows[start : start + MOST_AT_ONCE]
