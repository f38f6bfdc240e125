"""What passes between warnings and events without anybody asking: done by the worker, each step one act of the system.

A ticket that became an event is closed; the verdict on a sheet reaches the event that took it over; grave events
get their named watch (4.1.d); sheets that together propose 特别重大 open an event as 待核实, so that the clocks run.
Nothing goes out. Every step looks at what is there, so that it can be repeated.
"""

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from fengsui.clock.calendar import BEIJING
from fengsui.conduct.access import Actor, system_actor
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.plans import plan_in_force
from fengsui.conduct.streams import states_of
from fengsui.conduct.world import this_world
from fengsui.registry.queries import institution_many, watches_of
from fengsui.response import facts, opening, rules, sheets
from fengsui.response.models import Blowup, Event, EventInstitution
from fengsui.response.rules import WATCHED_GRADES
from fengsui.response.sheets import Sheet
from fengsui.response.situation import situation_at, situation_lock, some_event_has_a_part
from fengsui.response.state import EventState
from fengsui.warning.models import Sheet as SheetRow
from fengsui.warning.models import Ticket, WatchCase
from fengsui.warning.rules.grading import terms_of
from fengsui.warning.ticketing import close_ticket
from fengsui.warning.watching import open_watch

REVIEW_AFTER = timedelta(days=7)
PROPOSALS = "system:proposals"
"""Who opens events as 待核实."""
AT_ONCE = 50
"""So many of a kind in one round; the next round goes on."""


def carry_over(now: datetime) -> int:
    """Bring warnings and events into line; returns how many acts there were."""
    return _close_tickets() + _pass_verdicts() + _open_watches(now)


def _close_tickets() -> int:
    """A ticket that an event grew out of is closed as 转为事件 (0.5), once no sheet of it waits for signatures."""
    grown = dict(Event.objects.exclude(ticket="").values_list("ticket", "id"))
    waiting = SheetRow.objects.filter(status=sheets.SUSPECTED).values("institution")
    rows = Ticket.objects.filter(pk__in=grown, status="open").exclude(institution__in=waiting) if grown else ()
    steps = (_closing(row.pk, grown[row.pk]) for row in rows[:AT_ONCE])
    return _done(steps)


def _closing(ticket: str, event: str) -> Callable[[], Outcome]:
    return lambda: close_ticket(
        actor=_system("carry-over"),
        ticket=ticket,
        outcome="became_event",
        into=event,
        reason=f"已转为{event.partition('/')[2]}号事件",
        idempotency_key=f"ticket-became-event:{ticket}",
    )


def _pass_verdicts() -> int:
    """What was signed, or rejected, on a sheet is not asked again in the event that took the sheet over."""
    running = Event.objects.filter(status="open").values("id")
    waiting = list(Blowup.objects.filter(status="suspected", event__in=running).exclude(sheet="")[:AT_ONCE])
    statuses = sheets.statuses_of(row.sheet for row in waiting) if waiting else {}
    verdicts = {sheets.VERIFIED: _confirming, sheets.REJECTED: _rejecting}
    steps = (verdicts[statuses[row.sheet]](row) for row in waiting if statuses.get(row.sheet) in verdicts)
    return _done(steps)


def _confirming(row: Blowup) -> Callable[[], Outcome]:
    def make(drafting: Drafting) -> facts.BlowupConfirmed:
        waiting = _still_suspected(drafting.state, row.pk)
        signed = sheets.from_sheet(waiting, row.sheet)
        if not signed.verification:
            msg = "事件里登记的与核查单不一致，须另行签字"
            raise Refused(msg)
        return facts.BlowupConfirmed(
            matter=row.pk,
            institution=waiting.institution,
            condition=waiting.condition,
            verification=signed.verification,
        )

    return lambda: _act_on(row.event, make, f"sheet-verified:{row.pk}")


def _rejecting(row: Blowup) -> Callable[[], Outcome]:
    def make(drafting: Drafting) -> facts.BlowupRejected:
        waiting = _still_suspected(drafting.state, row.pk)
        return facts.BlowupRejected(matter=row.pk, institution=waiting.institution, reason="爆雷核查单不成立")

    return lambda: _act_on(row.event, make, f"sheet-rejected:{row.pk}")


def _still_suspected(state: EventState, matter: str) -> facts.Suspicion:
    found = state.suspicions.get(matter)
    if not state.is_open or found is None or found.status != "suspected":
        msg = "这条疑似爆雷已有结论"
        raise Refused(msg)
    names = ("institution", "condition", "occurred_at", "known_at", "evidence", "sheet")
    return facts.Suspicion.model_validate({name: getattr(found, name) for name in names})


def _act_on(event: str, make: Callable[[Drafting], facts.BlowupConfirmed | facts.BlowupRejected], key: str) -> Outcome:
    return act(
        actor=_system("carry-over"),
        permission="response.carry_over",
        stream=event,
        make=make,
        clause="1.6.d",
        also_lock=(situation_lock(this_world().jurisdiction),),
        idempotency_key=key,
    )


def _open_watches(now: datetime) -> int:
    """特别重大 and 重大: a named pair watches each institution of the event, where a pair is named (4.1.d)."""
    grades = dict(Event.objects.filter(status="open", grade__in=WATCHED_GRADES).values_list("id", "grade"))
    if not grades or not plan_in_force().provides("warning.named_watch"):
        return 0
    held = set(EventInstitution.objects.filter(event__in=grades).values_list("event", "institution"))
    names = {institution for _, institution in held}
    running = WatchCase.objects.filter(institution__in=names, ended_at__isnull=True)
    watched = set(running.values_list("institution", flat=True))
    ended = set(WatchCase.objects.filter(because__in=grades).values_list("because", "institution"))
    free = sorted(pair for pair in held - ended if pair[1] not in watched)
    named = watches_of(institution for _, institution in free)
    first = {institution: event for event, institution in reversed(free) if institution in named}
    return _done(_watching(event, key, grades[event], now) for key, event in list(first.items())[:AT_ONCE])


def _watching(event: str, institution: str, grade: str, now: datetime) -> Callable[[], Outcome]:
    name = plan_in_force().grade(grade).name
    return lambda: open_watch(
        actor=_system("carry-over"),
        institution=institution,
        because=event,
        criteria=f"{event.partition('/')[2]}号事件定为{name}，专人盯防",
        review_on=(now + REVIEW_AFTER).astimezone(BEIJING).date(),
        grade=grade,
        idempotency_key=f"watch:{event}:{institution}",
    )


def carry_proposals(now: datetime) -> int:
    """Open an event as 待核实 where sheets propose 特别重大 and no open event has a part in it; returns the acts done.

    Its institutions and times are those of the sheets. The provisional clocks run in it; it sends nothing. A sheet that
    any event once took over, also one that was a false alarm, is no reason for another, until two people sign it.
    """
    found = [sheet for sheet in sheets.standing_sheets(now - rules.WINDOW) if sheet.occurred_at <= now]
    if not found:
        return 0
    done = _join_listed(found)
    if done or some_event_has_a_part():
        return done
    fresh = sorted(_reasons(found, now), key=lambda sheet: (sheet.known_at, sheet.reference))
    return _done(_opening(fresh)) if fresh and _propose_the_gravest(now) else 0


def _reasons(found: Sequence[Sheet], now: datetime) -> Iterator[Sheet]:
    """Sheets no event has answered yet, and those that two people signed after the false alarm that answered them."""
    answers: dict[str, list[datetime | None]] = {}
    rows = Blowup.objects.filter(sheet__in=[sheet.reference for sheet in found])
    for name, status, settled in rows.values_list("sheet", "status", "settled_at"):
        answers.setdefault(name, []).append(settled if status == sheets.REJECTED else None)
    closed = Event.objects.exclude(status="open").filter(opened_by=PROPOSALS, closed_at__gt=now - rules.WINDOW)
    ends = dict(closed.values_list("id", "closed_at"))
    for event, state in states_of(ends).items():
        for name in state.opened.get("sheets", ()):
            answers.setdefault(name, []).append(ends[event])
    for sheet in found:
        answered = answers.get(sheet.reference, [])
        signed = sheet.decided_at if sheet.confirmed else None
        if not answered or (signed and all(moment is not None and moment < signed for moment in answered)):
            yield sheet


def _join_listed(found: Iterable[Sheet]) -> int:
    """The sheets an unverified event was opened for join it one by one: one act is one fact."""
    events = list(Event.objects.filter(status="open", unverified=True).values_list("id", flat=True))
    steps: list[Callable[[], Outcome]] = []
    for event, state in states_of(events).items():
        told = state.suspicions.values()
        asked = {one.sheet for one in told} | {one.institution for one in told if one.status != sheets.REJECTED}
        listed = set(state.opened.get("sheets", ()))
        steps.extend(
            _joining(event, state, sheet)
            for sheet in found
            if sheet.reference in listed and not {sheet.reference, sheet.institution} & asked
        )
    return _done(steps)


def _joining(event: str, state: EventState, sheet: Sheet) -> Callable[[], Outcome]:
    return lambda: opening.suspect_blowup(
        actor=_system("proposals"),
        event=event,
        institution=facts.InstitutionInEvent.model_validate(state.institutions[sheet.institution]),
        entry=_entry(sheet),
        regions=state.regions,
        seen=None,
        idempotency_key=f"unverified:{event}:{sheet.reference}",
    )


def _entry(sheet: Sheet) -> opening.SuspicionEntry:
    return opening.SuspicionEntry(
        institution=sheet.institution,
        condition=sheet.condition,
        evidence=sheet.evidence or "见爆雷核查单",
        occurred_at=sheet.occurred_at,
        known_at=sheet.known_at,
        sheet=sheet.reference,
    )


def _propose_the_gravest(now: datetime) -> bool:
    plan = plan_in_force()
    situation = situation_at(this_world().jurisdiction, now)
    proposal = plan.propose_grade(rules.figures_at(situation, (), now, terms_of(plan)))
    return rules.is_gravest(plan, proposal)


def _opening(fresh: Sequence[Sheet]) -> Iterable[Callable[[], Outcome]]:
    institutions = _institutions(fresh)
    if not institutions:
        return ()
    first = next(sheet for sheet in fresh if sheet.institution == institutions[0].id)
    others = f"等{len(institutions)}家" if len(institutions) > 1 else ""
    report = opening.Report(
        name=f"待核实：{first.name[:30]}{others}疑似爆雷",
        event_type="E1",
        institutions=institutions,
        occurred_at=min(sheet.occurred_at for sheet in fresh),
        known_at=min(sheet.known_at for sheet in fresh),
        source="预警核查",
        narrative="规则按爆雷核查单自动建立，待值班长核实。",
        suspicion=_entry(first),
        ticket=first.ticket,
        unverified=True,
        sheets=tuple(sheet.reference for sheet in fresh),
    )
    # The same sheets signed after a false alarm are another reason than while they were suspected.
    reasons = "\n".join(f"{sheet.reference} {sheet.decided_at if sheet.confirmed else ''}" for sheet in fresh)
    key = f"unverified:{hashlib.sha256(reasons.encode()).hexdigest()[:32]}"
    return (lambda: opening.open_event(actor=_system("proposals"), report=report, idempotency_key=key),)


def _institutions(fresh: Iterable[Sheet]) -> tuple[facts.InstitutionInEvent, ...]:
    """The institutions of the sheets as the register has them, by when they became known."""
    names = list(dict.fromkeys(sheet.institution for sheet in fresh))
    rows = institution_many(names)
    return tuple(
        facts.InstitutionInEvent(
            id=row.pk,
            name=row.name,
            registered_region=row.registered_region,
            operating_regions=tuple(row.operating_regions),
            class_code=row.class_code,
        )
        for row in (rows[name] for name in names if name in rows)
    )


def _system(name: str) -> Actor:
    return system_actor(name, this_world().jurisdiction)


def _done(steps: Iterable[Callable[[], Outcome]]) -> int:
    """How many of the acts were done; one that is no longer possible is left out."""
    count = 0
    for step in steps:
        with contextlib.suppress(Refused):
            count += not step().repeated
    return count
