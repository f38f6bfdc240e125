"""What the jurisdiction knows about blow-ups at this moment, as the input of the grading rules."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, Q, QuerySet

from fengsui.conduct.acting import Refused
from fengsui.conduct.plans import built_in_plan
from fengsui.ledger.canonical import timestamp
from fengsui.registry.queries import count_institutions, institution_many, largest_institutions
from fengsui.response import facts, rules
from fengsui.response.models import Blowup, Event
from fengsui.response.reactions import NOTICE_CLOCKS
from fengsui.response.state import EventState


def situation_now(jurisdiction: str, now: datetime, event: str) -> facts.Situation:
    """What the jurisdiction knows now, seen from ``event``; the ranking is the one frozen before the first blow-up."""
    standing = standing_blowups(now)
    frozen = standing.order_by("occurred_at", "id").values_list("ranking", flat=True).first()
    ranking = facts.Ranking.model_validate(frozen) if frozen else make_ranking(jurisdiction, now)
    told = standing.filter(Q(institution__in=ranking.institutions) | Q(event=event)) if frozen else standing.none()
    rows = list(told.order_by("occurred_at", "id")) if frozen else []
    summary = Standing.of(now) if frozen else Standing()
    return facts.Situation(
        jurisdiction=jurisdiction,
        blowups=tuple(
            facts.Blowup(
                institution=row.institution,
                name=row.name,
                event=row.event,
                occurred_at=row.occurred_at,
                known_at=row.known_at,
                confirmed=row.status == "confirmed",
            )
            for row in rows
        ),
        others_suspected=summary.suspected - sum(row.status == "suspected" for row in rows),
        others_confirmed=summary.confirmed - sum(row.status == "confirmed" for row in rows),
        ranking=ranking,
        grade_one_event=_event_of_spell(),
        spell_ended_at=_last_spell_ended_at(),
        standing=summary.words,
    )


def standing_blowups(now: datetime) -> QuerySet[Blowup]:
    """Blow-ups of the longest window that were not rejected."""
    return Blowup.objects.filter(occurred_at__gt=now - rules.WINDOW_2K).exclude(status="rejected")


@dataclass(frozen=True, slots=True)
class Standing:
    """Which blow-ups stand, in short: when it differs from what an event last read, the event reads again."""

    suspected: int = 0
    confirmed: int = 0
    latest: str = ""

    @classmethod
    def of(cls, now: datetime) -> "Standing":
        """As it is in the tables now."""
        rows = standing_blowups(now).values_list("status").annotate(count=Count("id"), latest=Max("known_at"))
        found = {status: (count, latest) for status, count, latest in rows}
        latest = max((moment for _, moment in found.values()), default=None)
        counts = {status: count for status, (count, _) in found.items()}
        return cls(counts.get("suspected", 0), counts.get("confirmed", 0), timestamp(latest) if latest else "")

    @property
    def words(self) -> str:
        """``3+1@2026-03-02T01:12:00.000000Z``: suspected, confirmed, newest knowledge."""
        return f"{self.suspected}+{self.confirmed}@{self.latest}"

    def with_one_more(self, known_at: datetime) -> "Standing":
        """After one more suspicion."""
        return Standing(self.suspected + 1, self.confirmed, max(self.latest, timestamp(known_at)))


def with_blowup(situation: facts.Situation, suspicion: facts.Suspicion, name: str, event: str) -> facts.Situation:
    """The situation with the suspicion that is just being written."""
    blowup = facts.Blowup(
        institution=suspicion.institution,
        name=name,
        event=event,
        occurred_at=suspicion.occurred_at,
        known_at=suspicion.known_at,
        confirmed=False,
    )
    suspected, _, rest = situation.standing.partition("+")
    confirmed, _, latest = rest.partition("@")
    standing = Standing(int(suspected or 0), int(confirmed or 0), latest).with_one_more(suspicion.known_at)
    return situation.model_copy(update={"blowups": (*situation.blowups, blowup), "standing": standing.words})


def make_ranking(jurisdiction: str, now: datetime) -> facts.Ranking:
    """The largest institutions by 借贷余额 with K by PAR-21. Empty (unknown) when no balance is on record."""
    parameter = built_in_plan().parameter("PAR-21")
    smallest = parameter.quantities["smallest"].amount
    largest = parameter.quantities["largest"].amount
    population = count_institutions(jurisdiction)
    if not population:
        return rules.empty_ranking()
    k = rules.top_k(population, smallest=smallest, largest=largest)
    ranked = largest_institutions(jurisdiction, 2 * k)
    dates = [row.balance_as_of for row in institution_many(key for key, _ in ranked).values() if row.balance_as_of]
    newest = max(dates, default=None)
    return facts.Ranking(
        metric="借贷余额",
        as_of=newest.isoformat() if newest else rules.month_end_before(now),
        k=k,
        institutions=tuple(institution for institution, _ in ranked),
    )


def event_with_notices(event: str) -> str:
    """Another open event of grade 特别重大 that carries the notices of the spell. Empty when there is none."""
    graded = Event.objects.filter(status="open", grade="extraordinary", notices_with="").exclude(pk=event)
    return graded.order_by("opened_at", "id").values_list("id", flat=True).first() or ""


def events_relying_on(event: str) -> list[str]:
    """Numbers of open events of grade 1 whose notices this event carries."""
    rows = Event.objects.filter(status="open", grade="extraordinary", notices_with=event)
    return list(rows.values_list("number", flat=True))


def refuse_leaving_notices_behind(state: EventState, event: str) -> None:
    """Another event's notices must not vanish with this one's grade: it takes them over first. Raises Refused."""
    relying = events_relying_on(event) if state.running(*NOTICE_CLOCKS) else []
    if relying:
        msg = f"{'、'.join(relying)}号事件的首报和书面报告由本事件承担。请先在那个事件里“接过通知”，再降级或结束。"
        raise Refused(msg)


def situation_lock(jurisdiction: str) -> str:
    """Acts that change blow-ups or grades of one jurisdiction are done one after another: none may miss another."""
    return f"situation/{jurisdiction}"


def lead_regions(event: str) -> tuple[str, ...]:
    """The place of registration, whose officers alone decide (5.2.1.0.b). Raises Refused for an unknown event."""
    lead = Event.objects.filter(pk=event).values_list("lead_region", flat=True).first()
    if lead is None:
        msg = "没有这个事件"
        raise Refused(msg)
    return (lead,)


def events_out_of_date(now: datetime, limit: int = 50) -> list[str]:
    """Open events, graded or with a blow-up of their own, that last read other blow-ups than stand now."""
    own = Blowup.objects.exclude(status="rejected").values("event")
    rows = Event.objects.filter(Q(pk__in=own) | ~Q(grade=""), status="open")
    return list(rows.exclude(situation_standing=Standing.of(now).words).values_list("id", flat=True)[:limit])


def _last_spell_ended_at() -> datetime | None:
    """When the last spell of grade 1 was over (downgrade, or with its event), before the present one if one runs."""
    present = Event.objects.filter(status="open", grade="extraordinary").aggregate(at=Min("decided_at"))["at"]
    closed = Event.objects.filter(grade="extraordinary").exclude(status="open").values_list("closed_at", flat=True)
    left = Event.objects.filter(left_grade_one_at__isnull=False).values_list("left_grade_one_at", flat=True)
    ends = [moment for moment in (*closed, *left) if moment and (present is None or moment < present)]
    return max(ends, default=None)


def _event_of_spell() -> str:
    """The open event that carries the present spell of grade 1: one set of notices per spell."""
    carrying = Q(grade="extraordinary") | Q(grade="", proposed_grade="extraordinary")
    rows = Event.objects.filter(carrying, status="open").order_by("opened_at").values_list("id", "grade")
    found = list(rows[:20])
    return next((event for event, grade in found if grade), found[0][0] if found else "")
