"""Handing over a shift: what is open is frozen and signed by who leaves; who comes signs for it (1.1.h).

The province has its roster and each prefecture its own; a shift is handed over in the stream of its place, and its list
holds what is open in that place.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Unpack

from fengsui.clock.due import running_clocks
from fengsui.command.facts import HandoverAccepted, HandoverPrepared, OpenItem
from fengsui.command.models import Call, Handover
from fengsui.command.provisions import HANDOVER
from fengsui.command.rules import (
    MissingHandover,
    Shift,
    missing_handovers,
    next_shift,
    own_shifts,
    why_not_accepted,
    why_not_handed_over,
)
from fengsui.conduct.access import Actor, covers, may, require, roles_allowed
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.plans import plan_in_force
from fengsui.conduct.shapes import FactModel
from fengsui.conduct.world import this_world
from fengsui.registry.acting import Sent, faults_refused, refuse
from fengsui.registry.models import Officer
from fengsui.registry.people import in_copy, served
from fengsui.registry.queries import officers_many, region_name, rosters
from fengsui.response.models import OpenMatter, Task
from fengsui.response.opening import seal_text
from fengsui.response.queries import visible_events
from fengsui.tasking.models import Order
from fengsui.warning import queries as warnings

PERMISSION, CLAUSE = "command.hand_over", "1.1.h"
LONGEST_LIST = 200
"""Entries of each sort that a list holds; what is beyond is counted."""
LOOKED_AROUND = timedelta(days=7)
"""How far the roster is read back and ahead for shifts that follow one another."""
LISTS = ("clocks", "matters", "tasks", "orders", "calls")
NOT_IN_PLAN = "现行预案没有交接班的规定（条款 1.1.h），不能在这里交接"


def duty_stream(region: str) -> str:
    """The stream of a region's handovers."""
    return f"duty/{region}"


def hand_over(*, actor: Actor, shift: str, incoming: str, notes: str, now: datetime, **sent: Unpack[Sent]) -> Outcome:
    """Freeze what is open and sign it over to ``incoming``. A list that nobody has signed for yet is replaced.

    Raises AccessDenied, Refused.
    """
    row = next((one for one in roster_rows(actor, now) if one.pk == shift), None)
    region = row.region if row is not None else actor.region

    def make(drafting: Drafting) -> FactModel:
        _require_provision()
        taker = Officer.objects.filter(pk=incoming, active=True).first()
        refuse(
            why_not_handed_over(
                shift=as_shift(row) if row else None,
                officer=actor.officer,
                incoming=incoming,
                incoming_may=taker is not None and _may_take(taker, region),
            )
        )
        assert row is not None
        assert taker is not None
        earlier = Handover.objects.filter(shift=shift, replaced_by="").first()
        if earlier is not None and earlier.accepted_at is not None:
            msg = "这一班已经交接完毕"
            raise Refused(msg)
        lists = open_lists(actor, region)
        with faults_refused():
            return HandoverPrepared(
                region=region,
                post=row.post,
                shift=row.pk,
                shift_ends_at=row.ends_at,
                outgoing=actor.officer,
                outgoing_name=actor.name,
                incoming=taker.pk,
                incoming_name=taker.name,
                clocks=lists["clocks"][:LONGEST_LIST],
                matters=lists["matters"][:LONGEST_LIST],
                tasks=lists["tasks"][:LONGEST_LIST],
                orders=lists["orders"][:LONGEST_LIST],
                calls=lists["calls"][:LONGEST_LIST],
                beyond=sum(max(0, len(items) - LONGEST_LIST) for items in lists.values()),
                notes=seal_text(duty_stream(region), "handover", notes, drafting.now) if notes.strip() else None,
                replaces=earlier.pk if earlier is not None else "",
            )

    return act(
        actor=actor,
        permission=PERMISSION,
        stream=duty_stream(region),
        make=make,
        clause=CLAUSE,
        regions=(region,),
        **sent,
    )


def take_over(*, actor: Actor, handover: str, seen_hash: str, **sent: Unpack[Sent]) -> Outcome:
    """Sign for a list. Raises AccessDenied, Refused."""
    region = Handover.objects.filter(pk=handover).values_list("region", flat=True).first() or actor.region

    def make(_: Drafting) -> FactModel:
        _require_provision()
        row = Handover.objects.filter(pk=handover).first()
        if row is None:
            msg = "没有这份交接清单，请刷新页面"
            raise Refused(msg)
        refuse(
            why_not_accepted(
                incoming=row.incoming,
                outgoing=row.outgoing,
                officer=actor.officer,
                seen_hash=seen_hash,
                hash_now=row.hash,
                closed=bool(row.replaced_by) or row.accepted_at is not None,
            )
        )
        return HandoverAccepted(handover=row.pk, officer=actor.officer, officer_name=actor.name, seen_hash=seen_hash)

    return act(
        actor=actor,
        permission=PERMISSION,
        stream=duty_stream(region),
        make=make,
        clause=CLAUSE,
        regions=(region,),
        **sent,
    )


def _may_take(row: Officer, region: str) -> bool:
    """Whether the officer may serve this desk: what is handed over is everything that is open in the region."""
    return covers(row.region, region) and bool(set(row.roles) & roles_allowed(PERMISSION))


def _require_provision() -> None:
    if not plan_in_force().provides(HANDOVER):
        raise Refused(NOT_IN_PLAN)


def open_lists(officer: Actor, region: str) -> Mapping[str, tuple[OpenItem, ...]]:
    """What is open now in the place of a shift, each sort in the order in which it presses."""
    actor = replace(officer, region=region)
    names = dict(visible_events(actor).filter(status="open").values_list("id", "name"))
    tasks = Task.objects.filter(event__in=names, done_at__isnull=True).order_by("due_at", "id")
    matters = OpenMatter.objects.filter(event__in=names, closed_at__isnull=True).order_by("opened_at", "id")
    places = served("region", region) | served("issuer_region", region)
    orders = Order.objects.filter(places, closed_at__isnull=True).order_by("due_at", "number")
    calls = Call.objects.filter(open=True, region=region).order_by("happened_at", "id")
    return {
        "clocks": tuple(_clocks(actor, names)),
        "matters": tuple(OpenItem(fact=row.pk, of=names[row.event], title=row.title) for row in matters),
        "tasks": tuple(
            OpenItem(
                fact=row.pk,
                of=names[row.event],
                title=f"{row.department_name}：{row.title}（{row.owner_name}）"[:400],
                due_at=row.due_at,
            )
            for row in tasks
        ),
        "orders": tuple(
            OpenItem(
                fact=f"{row.pk}#1",
                of=row.event_name,
                title=f"{row.number} {row.title}（{row.owner_name}）"[:400],
                due_at=row.due_at,
                lapsed=row.overdue,
            )
            for row in orders
        ),
        "calls": tuple(
            OpenItem(fact=row.pk, of=row.party, title="未接通" if not row.answered else "待办结") for row in calls
        ),
    }


def _clocks(actor: Actor, names: Mapping[str, str]) -> Iterable[OpenItem]:
    rows: list[Mapping[str, Any]] = [dict(row) for row in running_clocks(names).values()]
    if may(actor, "warning.view"):
        rows = sorted([*rows, *warnings.desk_clocks(actor)], key=lambda row: (row["due_at"], row["id"]))
    for row in rows:
        title = f"{row['name']}（{row['subject_name']}）" if row["subject_name"] else row["name"]
        of = names.get(row["stream"], "")
        yield OpenItem(
            fact=row["id"], of=of, title=title[:400], due_at=row["due_at"], lapsed=row["lapsed_at"] is not None
        )


def roster_rows(actor: Actor, now: datetime) -> list[Any]:
    """Rows around now of the rosters of the officer's places; for who serves the whole copy, of every place in it."""
    return rosters(actor.region or this_world().jurisdiction, now - LOOKED_AROUND, now + LOOKED_AROUND)


def as_shift(row: Any) -> Shift:
    """A row of the roster as the rules see it."""
    return Shift(row.pk, row.post, row.starts_at, row.ends_at, (row.officer_a, row.officer_b))


def gaps(actor: Actor, now: datetime) -> list[tuple[MissingHandover, Any, str]]:
    """Shifts of command posts that ended without a handover, with their rows, place by place, of the officer's places.

    Last the name of the place, empty for the copy's own roster. None where the plan asks for none.
    """
    if not plan_in_force().provides(HANDOVER):
        return []
    rows = {row.pk: row for row in roster_rows(actor, now)}
    people = officers_many(row.officer_a for row in rows.values())
    allowed = roles_allowed(PERMISSION)
    places: dict[str, list[Shift]] = defaultdict(list)
    for row in rows.values():
        if allowed & set(_roles(people.get(row.officer_a))):
            places[row.region].append(as_shift(row))
    accepted = Handover.objects.filter(shift__in=list(rows), accepted_at__isnull=False).values_list("shift", flat=True)
    done = set(accepted)
    return [
        (gap, rows[gap.shift.id], "" if place == this_world().jurisdiction else region_name(place))
        for place, shifts in sorted(places.items())
        for gap in missing_handovers(shifts, done, now)
    ]


def _roles(officer: Officer | None) -> Iterable[str]:
    roles: list[str] = officer.roles if officer is not None else []
    return roles


def shifts_to_hand_over(actor: Actor, now: datetime) -> list[tuple[Any, str]]:
    """The officer's shifts that can be handed over, with who comes next on the roster (empty: nobody yet)."""
    rows = {row.pk: row for row in roster_rows(actor, now)}
    done = set(Handover.objects.filter(shift__in=list(rows), accepted_at__isnull=False).values_list("shift", flat=True))
    found = []
    for region in dict.fromkeys(row.region for row in rows.values()):
        shifts = [as_shift(row) for row in rows.values() if row.region == region]
        for shift in own_shifts(shifts, actor.officer, now):
            if shift.id not in done:
                following = next_shift(shift, shifts)
                takers = [officer for officer in (following.officers if following else ()) if officer != actor.officer]
                found.append((rows[shift.id], takers[0] if takers else ""))
    return found


def takers(actor: Actor, regions: Iterable[str]) -> list[tuple[str, str]]:
    """Officers who may take a shift of one of these places over, as (id, name with post); not oneself.

    Those of the place itself stand first.
    """
    places = set(regions)
    rows = Officer.objects.filter(active=True).exclude(pk=actor.officer).order_by("name", "id")
    able = [row for row in rows if any(_may_take(row, place) for place in places)]
    able.sort(key=lambda row: row.region not in places)
    return [(row.pk, f"{row.name}（{row.post}）" if row.post else row.name) for row in able]


def handovers(actor: Actor, limit: int = 30) -> list[Handover]:
    """The newest lists of the officer's places. Raises AccessDenied."""
    require(actor, "command.view_handover")
    return list(Handover.objects.filter(in_copy(actor, "region")).order_by("-prepared_at", "-id")[:limit])


def waiting_for(actor: Actor) -> list[Handover]:
    """Lists that this officer has to sign for, of places still served: who moved away since is replaced by another."""
    rows = Handover.objects.filter(incoming=actor.officer, accepted_at__isnull=True, replaced_by="")
    return [row for row in rows.order_by("prepared_at") if covers(actor.region, row.region)]


def settled_since(handover: Handover) -> frozenset[str]:
    """Which entries of a list are not open any more."""
    listed = {item["fact"] for name in LISTS for item in getattr(handover, name)}
    orders = Order.objects.filter(pk__in=[fact.partition("#")[0] for fact in listed], closed_at__isnull=True)
    still = {
        *running_clocks().filter(pk__in=listed).values_list("pk", flat=True),
        *OpenMatter.objects.filter(pk__in=listed, closed_at__isnull=True).values_list("pk", flat=True),
        *Task.objects.filter(pk__in=listed, done_at__isnull=True).values_list("pk", flat=True),
        *(f"{order}#1" for order in orders.values_list("pk", flat=True)),
        *Call.objects.filter(pk__in=listed, open=True).values_list("pk", flat=True),
    }
    return frozenset(listed - still)
