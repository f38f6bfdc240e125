"""The stage of the demonstration: who plays, what time it is, and short ways to the real acts."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from fengsui.conduct import runner, streams, timekeeping, world
from fengsui.conduct.access import Actor
from fengsui.conduct.acting import Outcome
from fengsui.ledger import sealer
from fengsui.registry.models import Institution
from fengsui.registry.queries import actor_for_officer, institutions
from fengsui.response import facts, grading
from fengsui.response.carrying import carry_over, carry_proposals
from fengsui.response.opening import assess_situations
from fengsui.response.queries import EventRoom, event_room, matters_of
from fengsui.warning import verifying
from fengsui.warning.assessing import assess_warnings
from fengsui.warning.places import institution_of, warning_stream
from fengsui.warning.readiness import start_daily_reports
from fengsui.warning.state import TicketState, WarningState

Story = Iterator[timedelta]
"""A story yields how long before the opening it goes on, and acts then."""


class Stage:
    """``now`` is the moment the demonstration opens; :meth:`at` moves the simulated clock to ``now`` minus a span."""

    def __init__(self, now: datetime, officers: Mapping[str, str]) -> None:
        self.now = now
        self.officers = officers
        self._acts = 0
        rows = institutions(self.who("zhiban")).rows
        ranked = sorted(rows, key=lambda row: -(row.outstanding_balance_fen or 0))
        self.institutions = [
            facts.InstitutionInEvent(
                id=row.pk,
                name=row.name,
                registered_region=row.registered_region,
                operating_regions=tuple(row.operating_regions),
                class_code=row.class_code,
            )
            for row in ranked
        ]
        self.register: Sequence[Institution] = ranked

    def play(self, *stories: Story) -> None:
        """Live the stories through side by side, each going on at the moment it named last."""
        waiting = {place: next(story) for place, story in enumerate(stories)}
        while waiting:
            # The longest before goes first; of two at once the one named first.
            place = max(waiting, key=lambda one: (waiting[one], -one))
            self.at(waiting.pop(place))
            following = next(stories[place], None)
            if following is not None:
                waiting[place] = following

    def at(self, before: timedelta) -> datetime:
        """Go to ``before`` the opening; whatever clocks fall due on the way fire."""
        moment = self.now - before
        world.advance_time(moment)
        start_daily_reports(moment)
        runner.tick(moment)
        assess_warnings(moment)
        assess_situations(moment)
        carry_over(moment)
        carry_proposals(moment)
        sealer.seal(holder="demonstration", now=moment, keys=world.keys(), leased_at=timekeeping.system_now())
        return timekeeping.now()

    def who(self, login: str) -> Actor:
        """An invented officer as actor."""
        return actor_for_officer(self.officers[login])

    def key(self) -> str:
        """An idempotency key of its own for each act."""
        self._acts += 1
        return f"demonstration:{self._acts}"

    def room(self, event: str) -> EventRoom:
        """The event as the duty chief sees it."""
        return event_room(self.who("zhiban"), event)

    def sign(self, event: str, act: str, *logins: str) -> None:
        """Everybody named signs what waits for ``act``."""
        for matter in matters_of(self.room(event), self.who(logins[0])):
            if matter.act == act:
                for login in logins:
                    grading.sign(
                        actor=self.who(login),
                        matter=matter.opened,
                        seen_hash=matter.seen_hash,
                        idempotency_key=self.key(),
                    )

    def telephone(self, event: str, act: str, login: str) -> Outcome:
        """The duty chief writes down a telephone approval."""
        matter = next(row for row in matters_of(self.room(event), self.who("zhiban")) if row.act == act)
        return grading.record_telephone_approval(
            actor=self.who("zhiban"),
            matter=matter.opened,
            officer=self.officers[login],
            approved_at=timekeeping.now(),
            seen_hash=matter.seen_hash,
            idempotency_key=self.key(),
        )

    def figure(self, name: str, *, value: int | bool | str, unit: str, source: str, verified: bool) -> facts.Figure:
        """A figure as of now."""
        return facts.Figure(
            name=name,
            value=value,
            unit=unit,
            as_of=timekeeping.now(),
            source=source,
            verification="verified" if verified else "unverified",
        )

    def warning(self, rank: int) -> WarningState:
        """What is known, done and owed about the institution of this rank before any event."""
        state: WarningState = streams.state_of(warning_stream(self.institutions[rank].id))
        return state

    def ticket(self, rank: int) -> TicketState:
        """Its open ticket. Raises LookupError without one: then the invented numbers do not tell the story."""
        found = self.warning(rank).ticket
        if found is None:
            msg = f"no ticket is open for {self.institutions[rank].name}"
            raise LookupError(msg)
        return found

    def watch(self, rank: int) -> str:
        """The watch that goes on over it. Raises LookupError without one."""
        found = self.warning(rank).watch
        if found is None:
            msg = f"nobody watches {self.institutions[rank].name}"
            raise LookupError(msg)
        return found.fact

    def sign_warning(self, matter: str, *logins: str) -> None:
        """Everybody named signs a sheet or a letter of the warning room."""
        for login in logins:
            state: WarningState = streams.state_of(warning_stream(institution_of(matter)))
            seen = state.matters.by_fact[matter].hash
            verifying.sign(actor=self.who(login), matter=matter, seen_hash=seen, idempotency_key=self.key())
