"""The warning desk: tickets by level and next clock, what waits for this officer, what nobody has been named for."""

from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Concat

from fengsui.clock.calendar import BEIJING
from fengsui.clock.due import running_clocks
from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, covers, require
from fengsui.conduct.plans import plan_of_version
from fengsui.conduct.signatures import Matter, open_slots, requirement_of
from fengsui.conduct.streams import state_at
from fengsui.conduct.world import this_world
from fengsui.documents.models import Paper
from fengsui.ledger.reading import heads_of
from fengsui.notify.models import Message
from fengsui.notify.outbox import messages_for
from fengsui.plan import Plan
from fengsui.registry.institutions import visible_institutions
from fengsui.registry.models import Institution
from fengsui.registry.queries import watches_of
from fengsui.warning.levels import order
from fengsui.warning.models import (
    AdoptedTable,
    Attention,
    KeyInstitution,
    Sheet,
    SignedLevel,
    Ticket,
    WatchCase,
    WatchReport,
)
from fengsui.warning.places import PREFIX, institution_of, warning_stream
from fengsui.warning.sensitive_periods import readiness_stream
from fengsui.warning.state import OPEN, SUSPECTED, WarningState

VIEW = "warning.view"
WATCHED_LEVEL = 2
"""At this level or graver an open ticket without a watch shows as a duty (4.1.d)."""


@dataclass(frozen=True, slots=True)
class DeskTicket:
    """One line of the desk. ``level``: in force (signed, else of the ticket); ``watchers``: names, empty where unnamed.

    ``next_clock``: the running clock with the nearest line as a row's columns, None without.
    """

    row: Ticket
    level: int
    proposed_level: int
    signed: SignedLevel | None
    watchers: tuple[str, ...]
    watching: bool
    next_clock: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Duty:
    """Something somebody has to do. ``subject``: the ticket, report or institution it is about."""

    kind: Literal["name_watchers", "open_watch", "acknowledge_report", "review_key_list"]
    words: str
    institution: str
    name: str
    subject: str


@dataclass(frozen=True, slots=True)
class WaitingSignature:
    """A sheet or paper that waits for signatures; ``may_sign``: this officer can give one that is missing."""

    opened: str
    institution: str
    name: str
    act: str
    act_name: str
    title: str
    seen_hash: str
    may_sign: bool
    missing_roles: tuple[str, ...]
    signed_by: tuple[str, ...]


def seen_institutions(actor: Actor) -> QuerySet[Institution, str]:
    """Ids of the institutions an officer may see, as a subquery. Raises AccessDenied."""
    require(actor, VIEW)
    return visible_institutions(actor).values_list("pk", flat=True)


def visible_tickets(actor: Actor) -> QuerySet[Ticket]:
    """Tickets of institutions of the actor's places. Raises AccessDenied."""
    return Ticket.objects.filter(institution__in=seen_institutions(actor))


def tickets(
    actor: Actor, *, status: str = OPEN, level: int = 0, institution: str = "", limit: int = 200
) -> list[DeskTicket]:
    """Tickets, the gravest first, then by the nearest line; ``status`` empty for all. Raises AccessDenied."""
    rows = visible_tickets(actor)
    for name, value in (("status", status), ("level", level), ("institution", institution)):
        rows = rows.filter(**{name: value}) if value else rows
    found = list(rows.order_by("-opened_at", "-id")[:limit])
    ids = [row.institution for row in found]
    attention, signed = Attention.objects.in_bulk(ids), SignedLevel.objects.filter(level__isnull=False).in_bulk(ids)
    watches = watches_of(ids)
    watching = set(WatchCase.objects.filter(institution__in=ids, ended_at=None).values_list("institution", flat=True))
    clocks = _next_clocks({row.stream for row in found if row.status == OPEN})
    lines = []
    for row in found:
        watch, read = watches.get(row.institution), attention.get(row.institution)
        is_open = row.status == OPEN
        lines.append(
            DeskTicket(
                row=row,
                level=row.level,
                proposed_level=read.proposed_level if read else 0,
                signed=signed.get(row.institution) if is_open else None,
                watchers=(watch.watcher_a_name, watch.watcher_b_name) if watch else (),
                watching=row.institution in watching,
                next_clock=clocks.get(row.stream) if is_open else None,
            )
        )
    return sorted(lines, key=_by_level_and_line)


def _by_level_and_line(line: DeskTicket) -> tuple[int, float]:
    due = line.next_clock["due_at"].timestamp() if line.next_clock else float("inf")
    return order(line.level), due


def _next_clocks(streams: set[str]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for clock in running_clocks(streams).values():
        found.setdefault(clock["stream"], dict(clock))
    return found


def desk_clocks(actor: Actor, *, limit: int = 60) -> list[dict[str, Any]]:
    """Running clocks of warnings of the actor's places, the nearest line first, with the institution's name."""
    rows = list(running_clocks().filter(stream__startswith=f"{PREFIX}/").values())
    seen = visible_institutions(actor).in_bulk([institution_of(row["stream"]) for row in rows])
    require(actor, VIEW)
    named = [(row, seen.get(institution_of(row["stream"]))) for row in rows]
    return [{**row, "institution_name": found.name} for row, found in named if found is not None][:limit]


def duties(actor: Actor) -> list[Duty]:
    """What waits to be done, for everybody who may see it: watchers to name, watches to open, reports, reviews."""
    found: list[Duty] = []
    for line in tickets(actor):
        about = (line.row.institution, line.row.name, line.row.pk)
        if not line.watchers:
            found.append(Duty("name_watchers", f"{line.row.name}：定盯防专人（A、B角）", *about))
        elif not line.watching and order(line.level) <= WATCHED_LEVEL:
            found.append(Duty("open_watch", f"{line.row.name}：开始专人盯防", *about))
    return [*found, *_reports(actor), *_reviews(actor)]


def _reports(actor: Actor) -> list[Duty]:
    rows = WatchReport.objects.filter(institution__in=seen_institutions(actor), acknowledged_at=None)
    names = Institution.objects.in_bulk(rows.values_list("institution", flat=True))
    return [
        Duty("acknowledge_report", f"签收盯防报告：{row.summary}", row.institution, names[row.institution].name, row.pk)
        for row in rows.order_by("reported_at", "id")
    ]


def _reviews(actor: Actor) -> list[Duty]:
    today = timekeeping.now().astimezone(BEIJING).date()
    return [
        Duty("review_key_list", f"{row.name}：重点盯防名单到期复核", row.pk, row.name, row.pk)
        for row in key_list(actor)
        if row.review_on is not None and row.review_on <= today
    ]


def key_list(actor: Actor, *, everything: bool = False) -> list[KeyInstitution]:
    """The 重点盯防名单 (1.1.c), the next review first; ``everything``: also those that have left it."""
    rows = KeyInstitution.objects.filter(pk__in=seen_institutions(actor))
    return list((rows if everything else rows.filter(listed=True)).order_by("review_on", "name"))


def key_candidates(actor: Actor, *, limit: int = 50) -> list[Attention]:
    """Institutions that the rules propose attention for and that are not on the key list, the gravest first."""
    listed = KeyInstitution.objects.filter(listed=True).values("id")
    rows = Attention.objects.filter(pk__in=seen_institutions(actor), proposed_level__gt=0).exclude(pk__in=listed)
    return list(rows.order_by("proposed_level", "-score_ppm", "name")[:limit])


def desk_matters(actor: Actor) -> list[WaitingSignature]:
    """Sheets and papers of warnings that this officer may sign, over all his institutions, oldest first."""
    seen = seen_institutions(actor)
    sheets = Sheet.objects.filter(institution__in=seen, status=SUSPECTED).values_list("institution", flat=True)
    papers = Paper.objects.filter(kind="risk_prompt", status="submitted").values_list("stream", flat=True)
    institutions = dict.fromkeys((*sheets, *(institution_of(stream) for stream in papers)))
    visible = set(visible_institutions(actor).filter(pk__in=institutions).values_list("pk", flat=True))
    streams = [warning_stream(institution) for institution in institutions if institution in visible]
    found: list[WaitingSignature] = []
    for stream, (number, _) in heads_of(streams).items():
        state, version = state_at(stream, number)
        found += [matter for matter in matters_of(state, plan_of_version(version), actor) if matter.may_sign]
    return found


def matters_of(state: WarningState, plan: Plan, actor: Actor) -> list[WaitingSignature]:
    """What waits for a signature about one institution, as this officer sees it."""
    open_matters = [matter for matter in state.matters.by_fact.values() if not matter.closed]
    return [found for matter in open_matters if (found := _waiting(state, matter, plan, actor)) is not None]


def _waiting(state: WarningState, matter: Matter, plan: Plan, actor: Actor) -> WaitingSignature | None:
    requirement = requirement_of(plan, matter)
    missing = open_slots(requirement, matter.signatures)
    if not missing:
        return None
    roles = tuple(sorted({role for slot in missing for role in slot}))
    signed = any(signature.officer == actor.officer for signature in matter.signatures)
    return WaitingSignature(
        opened=matter.opened,
        institution=str(state.institution["id"]),
        name=str(state.institution["name"]),
        act=matter.act,
        act_name=requirement.name,
        title=matter.title,
        seen_hash=matter.hash,
        may_sign=not signed and bool(actor.roles & set(roles)),
        missing_roles=roles,
        signed_by=tuple(f"{s.officer_name}（{plan.role(s.role).name_zh}）" for s in matter.signatures),
    )


def news_for(actor: Actor, *, limit: int = 20) -> list[Message]:
    """Messages of warnings for this officer that he has not marked as seen, newest first."""
    require(actor, VIEW)
    stream = Concat(Value(f"{PREFIX}/"), "pk", output_field=CharField())
    streams = visible_institutions(actor).annotate(stream=stream).values_list("stream", flat=True)
    # A message that names the officer comes from any stream: those of events are shown by their own room.
    rows = messages_for(actor.officer, actor.roles, actor.department, streams=streams, limit=limit * 4)
    found = [row for row in rows if row.stream.startswith(f"{PREFIX}/")][:limit]
    return [*found, *_news_of_readiness(actor, limit)]


def _news_of_readiness(actor: Actor, limit: int) -> list[Message]:
    """Messages of sensitive periods and of their daily reports (0.4), for officers of the whole jurisdiction."""
    jurisdiction = this_world().jurisdiction
    if not covers(actor.region, jurisdiction):
        return []
    streams = [readiness_stream(jurisdiction)]
    rows = messages_for(actor.officer, actor.roles, actor.department, streams=streams, limit=limit)
    return [row for row in rows if row.stream in streams]


def adopted_tables(actor: Actor, jurisdiction: str) -> list[AdoptedTable]:
    """Which table of levels was adopted when, by whom and by which document (4.1.0), the newest first."""
    require(actor, VIEW, regions=(jurisdiction,))
    return list(AdoptedTable.objects.filter(jurisdiction=jurisdiction).order_by("-adopted_at", "-id"))
