"""Random lives with merges, splits, reopenings and changes of the lead; what must hold for every stated line."""

from collections.abc import Callable, Mapping

from hypothesis.stateful import invariant, precondition, rule

from fengsui.conduct.access import AccessDenied
from fengsui.conduct.acting import Outcome, Refused
from fengsui.conduct.plans import built_in_plan
from fengsui.ledger.reading import count_facts
from fengsui.response.joined_record import MERGED, MOVED
from fengsui.response.joining import carrying, leading, merging, reopening, splitting
from fengsui.response.models import Blowup, Event
from fengsui.response.state import ClockState, EventState
from tests.response.lives import Life, heads, minutes, which

Key = tuple[str, str]


class JoinedLife(Life):
    """Whatever is merged, split and reopened: no line gets later, no clock goes without a word."""

    @precondition(lambda self: len(self.events) == 1)
    @rule(institution=which, ago=minutes)
    def open_another(self, institution: int, ago: int) -> None:
        """A second report comes in: perhaps of the same matter."""
        self.open("zhiban", institution, 0, ago, suspected=True)

    @precondition(lambda self: len(self.events) > 1)
    @rule(event=which, into=which, who=heads)
    def merge(self, event: int, into: int, who: str) -> None:
        """One event goes on in another."""
        going, staying = self.pair(event, into)
        before = self.state(going), self.state(staying)
        outcome = self.do_several(
            lambda key: merging.merge_events(
                actor=self.people[who], event=going, into=staying, reason="同一原因", seen=None, idempotency_key=key
            )
        )
        if outcome is not None:
            assert self.state(going).status == MERGED
            self.check_merge(before[0], before[1], self.state(going), self.state(staying))

    def pair(self, event: int, into: int) -> tuple[str, str]:
        """Mostly two events that can be merged; sometimes any two, or one with itself."""
        plan, states = built_in_plan(), {name: self.state(name) for name in self.events}
        fit = [
            (one, other)
            for one in states
            for other in states
            if not merging.why_not_into(plan, states[one], states[other])
        ]
        return fit[event % len(fit)] if fit and into % 4 else (self.event(event), self.event(into))

    @precondition(lambda self: self.events and len(self.events) < 5)
    @rule(event=which, institution=which, who=heads)
    def split(self, event: int, institution: int, who: str) -> None:
        """An institution gets an event of its own."""
        name = self.event(event)
        before = self.state(name)
        held = list(before.institutions)
        if not held:
            return
        chosen = held[institution % len(held)]
        outcome = self.do_several(
            lambda key: splitting.split_event(
                actor=self.people[who],
                event=name,
                institution=chosen,
                name="另案",
                reason="原因不同",
                seen=None,
                idempotency_key=key,
            )
        )
        if outcome is not None:
            new = outcome.fact.payload["into"]
            self.events.append(new)
            old, fresh = self.state(name), self.state(new)
            assert chosen not in old.institutions
            assert set(fresh.institutions) == {chosen}
            self.check_lines(before, old, fresh)

    @precondition(lambda self: self.events)
    @rule(event=which, who=heads)
    def reopen(self, event: int, who: str) -> None:
        """An end is taken back."""
        name = self.event(event)
        before = self.state(name)
        outcome = self.do(
            lambda key: reopening.reopen_event(
                actor=self.people[who], event=name, reason="有新情况", seen=None, idempotency_key=key
            )
        )
        if outcome is not None:
            after = self.state(name)
            stopped = {
                before.clocks[fact.payload["clock"]].due_at
                for fact in reopening.undone_by(name, before.closing["fact"])
                if fact.kind in {"clock.cancelled", "clock.ended"}
            }
            assert after.is_open
            assert stopped <= {clock.due_at for clock in after.clocks.values() if clock.running}
            assert after.joining.reopened[-1]["ended"] == before.closing

    @precondition(lambda self: self.events)
    @rule(event=which, place=which, who=heads)
    def transfer(self, event: int, place: int, who: str) -> None:
        """The lead passes on; no clock changes."""
        name = self.event(event)
        before = self.state(name)
        if places := leading.places_to_lead(before):
            outcome = self.do(
                lambda key: leading.transfer_lead(
                    actor=self.people[who],
                    event=name,
                    region=places[place % len(places)],
                    reason="资产在经营地",
                    seen=None,
                    idempotency_key=key,
                )
            )
            if outcome is not None:
                assert set(self.state(name).regions) >= set(before.regions)
                self.check_lines(before, self.state(name))

    @rule()
    def pass_receipts(self) -> None:
        """The worker passes late receipts on."""
        carrying.pass_receipts()

    @invariant()
    def merged_or_open(self) -> None:
        """No event is both; what is merged goes on in one event; a blow-up stands in one place only."""
        for event in self.events:
            state, row = self.state(event), Event.objects.get(pk=event)
            assert row.status == state.status
            assert (state.status == MERGED) == bool(row.merged_into)
            if state.status == MERGED:
                assert not state.is_open
                absorbed = [told["event"] for told in self.state(row.merged_into).joining.absorbed]
                assert absorbed.count(event) == 1
            for told in state.suspicions.values():
                assert Blowup.objects.get(pk=told.fact).event == event
        standing = Blowup.objects.exclude(status__in=("rejected", MOVED))
        sources = [row.pk for row in standing]
        assert len(sources) == len(set(sources))

    def do_several(self, act: Callable[[str], Outcome]) -> Outcome | None:
        """Try an act on two events: a refusal leaves both as they were."""
        self.acts += 1
        key = f"act-{self.acts}"
        before = count_facts()
        try:
            outcome = act(key)
        except (Refused, AccessDenied):
            assert count_facts() == before
            return None
        self.done.append((lambda: act(key), outcome.fact.reference))
        return outcome

    @staticmethod
    def check_merge(going: EventState, staying: EventState, closed: EventState, goes_on: EventState) -> None:
        """Every clock that ran in either has gone on with a line as near, was served, or still runs where it was."""
        after = office_lines(goes_on)
        done = {(row.definition, row.subject) for row in goes_on.clocks.values() if row.settled}
        if goes_on.activated:
            done.add(("activation", "activation"))
        withdrawn = {
            (row.definition, row.subject)
            for row in goes_on.clocks.values()
            if not row.running and not row.settled and row.provisional
        }
        for key, due in [*office_lines(going).items(), *office_lines(staying).items()]:
            assert key in done or key in withdrawn or after[key] <= due
        for clock in bound(going):
            still = closed.clocks[clock.fact].running
            passed = [row for row in bound(goes_on) if (row.definition, row.due_at) == (clock.definition, clock.due_at)]
            assert still != bool(passed) or (still and passed)
            assert still or passed
        open_tasks = {task.fact for task in going.tasks.values() if not task.done}
        assert open_tasks <= {task.payload.get("source") for task in goes_on.tasks.values()}
        assert set(going.institutions) <= set(goes_on.institutions)

    @staticmethod
    def check_lines(before: EventState, *after: EventState) -> None:
        """Lines that ran before run on, in one of the events, no later; only a proposal may be withdrawn."""
        lines: dict[Key, str] = {}
        for state in after:
            for key, due in office_lines(state).items():
                lines[key] = min(due, lines.get(key, due))
        firm = {(c.definition, c.subject) for c in before.clocks.values() if c.running and not c.provisional}
        for key, due in office_lines(before).items():
            assert key in lines or key not in firm
            assert lines.get(key, "") <= due


def office_lines(state: EventState) -> Mapping[Key, str]:
    """The nearest line of what runs for each office."""
    found: dict[Key, str] = {}
    for clock in state.clocks.values():
        if clock.running and "#" not in clock.subject:
            key = (clock.definition, clock.subject)
            found[key] = min(clock.due_at, found.get(key, clock.due_at))
    return found


def bound(state: EventState) -> list[ClockState]:
    """Running clocks that run for a record."""
    return [clock for clock in state.clocks.values() if clock.running and "#" in clock.subject]
