"""The two acts: lenders by province, and a letter that was sent."""

from collections.abc import Sequence
from datetime import datetime

from fengsui.conduct.access import Actor
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.registry.queries import region_name
from fengsui.registry.regions import built_in_regions
from fengsui.response.neighbours import facts
from fengsui.response.situation import lead_regions
from fengsui.response.state import EventState


def count_lenders(
    *,
    actor: Actor,
    event: str,
    counts: Sequence[tuple[str, int]],
    as_of: datetime,
    source: str,
    seen: int | None,
    idempotency_key: str,
) -> Outcome:
    """Record how many lenders each province holds: the whole count, anew each time. Raises AccessDenied, Refused."""

    def make(drafting: Drafting) -> facts.LendersCounted:
        _require_open(drafting)
        if not counts:
            msg = "请至少写一个省份和人数"
            raise Refused(msg)
        regions = [region for region, _ in counts]
        if len(set(regions)) != len(regions):
            msg = "同一个省份写了两次"
            raise Refused(msg)
        unknown = [region for region in regions if not is_province(region)]
        if unknown:
            msg = f"没有这个省份：{unknown[0]}"
            raise Refused(msg)
        if as_of > drafting.now:
            msg = "统计时间不能晚于现在"
            raise Refused(msg)
        rows = tuple(
            facts.RegionCount(region=region, region_name=region_name(region), lenders=lenders)
            for region, lenders in counts
        )
        return facts.LendersCounted(counts=rows, as_of=as_of, source=source)

    return act(
        actor=actor,
        permission="response.count_lenders",
        stream=event,
        make=make,
        regions=lead_regions(event),
        seen=seen,
        idempotency_key=idempotency_key,
        clause="1.6.c",
    )


def is_province(region: str) -> bool:
    """Whether this is the code of a province."""
    return region in built_in_regions() and region.endswith("0000") and region != "100000"


def note_sent(
    *,
    actor: Actor,
    event: str,
    region: str,
    letter: str,
    number: str,
    channel: str,
    sent_at: datetime,
    seen: int | None,
    idempotency_key: str,
) -> Outcome:
    """Tick a letter off: the officer sent it. ``letter``: its SHA-256. Raises AccessDenied, Refused."""

    def make(drafting: Drafting) -> facts.NeighbourNotified:
        state = _require_open(drafting)
        counted = state.joining.lenders
        row = next((row for row in counted.get("counts", ()) if row["region"] == region), None)
        if row is None:
            msg = "还没有登记这个省份的出借人数"
            raise Refused(msg)
        if region in state.joining.notified:
            msg = f"{row['region_name']}已经通报过"
            raise Refused(msg)
        if sent_at > drafting.now:
            msg = "发出时间不能晚于现在"
            raise Refused(msg)
        return facts.NeighbourNotified(
            region=region,
            region_name=row["region_name"],
            lenders=row["lenders"],
            counted=counted["fact"],
            letter=letter,
            number=number,
            channel=channel,
            sent_at=sent_at,
            officer=actor.officer,
            officer_name=actor.name,
        )

    return act(
        actor=actor,
        permission="response.notify_neighbour",
        stream=event,
        make=make,
        happened_at=sent_at,
        regions=lead_regions(event),
        seen=seen,
        idempotency_key=idempotency_key,
        clause="1.2.f",
    )


def _require_open(drafting: Drafting) -> EventState:
    state: EventState = drafting.state
    if not state.is_open:
        msg = "事件已经结束，不能再登记"
        raise Refused(msg)
    return state
