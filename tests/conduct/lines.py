"""Short ways to an event in the staffed province."""

from datetime import datetime, timedelta

from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor
from fengsui.conduct.acting import Outcome
from fengsui.response import facts, opening
from tests.staffing import institution_ids, institution_in_event


def open_event(
    duty: Actor, key: str, *, institution: int = 0, suspected: bool = False, crowd: int = 0, ago: int = 0
) -> Outcome:
    """An event with one institution, known ``ago`` minutes before now."""
    chosen = institution_in_event(duty, institution_ids(duty)[institution])
    known: datetime = timekeeping.now() - timedelta(minutes=ago)
    figure = facts.Figure(
        name="on_site_head_count", value=crowd, unit="人", as_of=known, source="现场", verification="estimated"
    )
    report = opening.Report(
        name=f"{chosen.name}停付",
        event_type="E1",
        institutions=[chosen],
        occurred_at=known,
        known_at=known,
        source="存管银行电话",
        narrative="张某来电称停付",
        figures=[figure] if crowd else [],
        suspicion=opening.SuspicionEntry(chosen.id, "B2", "公告", known, known) if suspected else None,
    )
    return opening.open_event(actor=duty, report=report, idempotency_key=key)


def note(actor: Actor, event: str, key: str) -> Outcome:
    """A line of the log."""
    return opening.add_note(
        actor=actor,
        event=event,
        text="去电核实",
        known_at=timekeeping.now(),
        channel="电话",
        regions=("990000",),
        idempotency_key=key,
    )
