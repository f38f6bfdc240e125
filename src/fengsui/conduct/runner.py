"""The clock runner: claims due clocks, appends their facts and moves their rows, in one transaction.

Many runners may run. A stage fires once: streams are locked before their clocks are read again, and the ledger refuses
a second fact of the same cause, rule and key. A killed runner leaves nothing half-done; the next one goes on.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import DatabaseError, OperationalError, transaction

from fengsui.clock.due import due_clocks, due_still, postpone
from fengsui.clock.models import Clock
from fengsui.clock.transitions import Stage, next_stage_at, stages_due
from fengsui.conduct.acting import follow, write
from fengsui.conduct.clock_facts import ClockLapsed, ClockWarned
from fengsui.conduct.failpoints import failpoint
from fengsui.conduct.house import house
from fengsui.conduct.plans import plan_of_version
from fengsui.conduct.projecting import RowConflict
from fengsui.conduct.shapes import FactModel
from fengsui.conduct.streams import state_at
from fengsui.ledger.reading import plan_versions_of
from fengsui.ledger.writing import NewFact, Pen, take_free_pen

log = logging.getLogger(__name__)
BROKEN_ROW_WAIT = timedelta(minutes=10)


def tick(now: datetime, *, limit: int = 250) -> int:
    """Fire the stages that are due, in batches, until none is left; returns how many fired.

    A clock that can't be moved is postponed and stops no other. Raises OperationalError while the database is busy or
    away: no clock is at fault then, and the next round finds them all due.
    """
    fired = 0
    while True:
        try:
            count = _fire_batch(now, limit)
        except OperationalError:
            raise
        except (DatabaseError, RowConflict, ValueError, KeyError):
            log.exception("a batch of clocks failed; trying them one by one")
            return fired + _fire_singly(now, limit)
        fired += count
        if count == 0:
            return fired


def _fire_batch(now: datetime, limit: int) -> int:
    with transaction.atomic():
        candidates = due_clocks(now, limit)
        if not candidates:
            return 0
        pen = take_free_pen({clock.stream for clock in candidates}, now)
        clocks = due_still([clock.pk for clock in candidates if clock.stream in pen.streams], now)
        count = _draw(pen, clocks, now)
        failpoint("tick-before-write")
        write(pen)
        failpoint("tick-before-commit")
        return count


def _fire_singly(now: datetime, limit: int) -> int:
    fired = 0
    for clock in due_clocks(now, limit):
        try:
            with transaction.atomic():
                pen = take_free_pen({clock.stream}, now)
                if clock.stream in pen.streams:
                    fired += _draw(pen, due_still([clock.pk], now), now)
                    write(pen)
        except OperationalError:
            raise
        except (DatabaseError, RowConflict, ValueError, KeyError):
            log.exception("clock %s can't be moved; looking again in %s", clock.pk, BROKEN_ROW_WAIT)
            postpone(clock.pk, now + BROKEN_ROW_WAIT)
    return fired


def _draw(pen: Pen, clocks: Sequence[Clock], now: datetime) -> int:
    versions = plan_versions_of({clock.stream for clock in clocks})
    count = 0
    for clock in clocks:
        fired = list(clock.fired)
        for stage in stages_due(
            started_at=clock.started_at,
            due_at=clock.due_at,
            warn_before_minutes=clock.warn_before_minutes,
            fired=fired,
            now=now,
        ):
            fired.append(stage.key)
            _draw_stage(pen, clock, stage, fired=fired, version=versions[clock.stream], now=now)
            count += 1
    return count


def _draw_stage(pen: Pen, clock: Clock, stage: Stage, *, fired: list[str], version: str, now: datetime) -> None:
    payload = _payload(clock, stage, fired)
    kind = house.kind_for(payload)
    fact = pen.draw(
        NewFact(
            stream=clock.stream,
            kind=kind.name,
            version=kind.version,
            payload=payload.model_dump(mode="json"),
            happened_at=stage.at,
            actor="system:clock",
            plan_version=version,
            clause=clock.clause,
            cause=clock.pk,
            rule="clock",
            # Confirming a provisional clock moves its line: the stages of the new line are new.
            key=f"{stage.key}@{clock.due_at.isoformat()}",
        )
    )
    if house.reactions.get(kind.name):
        state, _ = state_at(clock.stream, fact.number - 1)
        follow(pen, fact, state, plan_of_version(version), now)


def _payload(clock: Clock, stage: Stage, fired: list[str]) -> FactModel:
    following = next_stage_at(
        started_at=clock.started_at,
        due_at=clock.due_at,
        warn_before_minutes=clock.warn_before_minutes,
        fired=fired,
    )
    model = ClockLapsed if stage.is_line else ClockWarned
    return model(
        clock=clock.pk,
        stage=stage.key,
        name=clock.name,
        subject_name=clock.subject_name,
        due_at=clock.due_at,
        owner_roles=tuple(clock.owner_roles),
        fired=tuple(fired),
        next_stage_at=following,
    )
