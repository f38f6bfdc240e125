"""What must hold whatever people do: asked after every act of a random life, and at its end."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random

from django.conf import settings as django_settings
from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine, invariant

from fengsui.cli import serving
from fengsui.clock.models import Clock
from fengsui.clock.transitions import RUNNING, SETTLED
from fengsui.conduct import rebuild, streams, world
from fengsui.conduct.access import AccessDenied
from fengsui.conduct.acting import Outcome, Refused
from fengsui.conduct.plans import built_in_plan
from fengsui.documents import actions as documents
from fengsui.documents.models import Paper
from fengsui.documents.state import APPROVAL
from fengsui.ledger.canonical import Fact, parse_timestamp, split_reference
from fengsui.ledger.exporting import verify_ledger
from fengsui.ledger.reading import count_facts, read_all, stream_number
from fengsui.response.figures import BY_NAME
from fengsui.response.state import EventState
from tests.response.tampering import check_export

EVERY = 10
"""Whole comparisons come every so many steps, and at the end."""


class Promises(RuleBasedStateMachine):
    """A life of events without the acts: it begins in a staffed province and leaves nothing behind."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.forget()
        self.events: list[str] = []
        self.steps = 0
        self.acts = 0
        self.done: list[tuple[Callable[[], Outcome], str]] = []
        self.seen: list[str] = [fact.hash for fact in read_all()]

    @staticmethod
    def forget() -> None:
        """What the process remembers belongs to the life before."""
        streams.forget_all()
        world.forget_world()

    # What must hold ---------------------------------------------------------------------------------------------------

    @invariant()
    def nothing_written_is_changed(self) -> None:
        """The ledger only grows."""
        self.steps += 1
        if self.steps % EVERY == 0:
            hashes = [fact.hash for fact in read_all()]
            assert hashes[: len(self.seen)] == self.seen
            self.seen = hashes

    @invariant()
    def clocks_agree(self) -> None:
        """A clock's row says what the event's facts say; none is settled and running; none fired twice."""
        for event in self.events:
            state: EventState = self.state(event)
            rows = {row.pk: row for row in Clock.objects.filter(stream=event)}
            assert rows.keys() == state.clocks.keys()
            for clock in state.clocks.values():
                row = rows[clock.fact]
                assert (row.status == RUNNING) == clock.running
                assert (row.status == SETTLED) == (row.settled_at is not None)
                assert row.status == RUNNING or row.next_stage_at is None
                assert (tuple(row.fired), row.provisional) == (clock.fired, clock.provisional)
                assert row.due_at == parse_timestamp(clock.due_at)
                assert len(set(row.fired)) == len(row.fired)
                assert ("lapsed" in row.fired) == (row.lapsed_at is not None)

    @invariant()
    def everything_can_be_drawn_anew(self) -> None:
        """Facts alone give every row, and every state that the process remembers."""
        if self.steps % EVERY == 0:
            self.compare()

    def compare(self) -> None:
        """The whole comparison."""
        known = list(read_all())
        assert rebuild.compare_with_database(known) == []
        for event in self.events:
            mine = [fact for fact in known if fact.stream == event]
            assert streams.fold_facts(event, mine) == self.state(event)
            _check_outward(mine)
            _check_stages(mine)

    def teardown(self) -> None:
        """The end of a life: export, verify, project in memory, tamper. Then nothing of it is left."""
        try:
            self.compare()
            serving.work_once("worker")
            assert verify_ledger(public_key=world.keys().public_key).holds
            check_export(Path(django_settings.HOME) / "life.zip", Random(self.steps * 1000 + len(self.seen)))  # noqa: S311
        finally:
            transaction.savepoint_rollback(self.savepoint)
            self.forget()

    # In between -------------------------------------------------------------------------------------------------------

    def do(self, act: Callable[[str], Outcome]) -> Outcome | None:
        """Try; a refusal leaves the ledger as it was."""
        self.acts += 1
        key = f"act-{self.acts}"
        before = count_facts()
        try:
            outcome = act(key)
        except (Refused, AccessDenied):
            assert count_facts() == before
            return None
        assert count_facts() == before + 1 + len(outcome.derived)
        self.done.append((lambda: act(key), outcome.fact.reference))
        return outcome

    def event(self, index: int) -> str:
        """One of the events."""
        return self.events[index % len(self.events)]

    @staticmethod
    def state(event: str) -> EventState:
        """An event as it stands."""
        state: EventState = streams.state_of(event)
        return state


def _check_outward(known: Sequence[Fact]) -> None:
    """Guard-rail N8: nothing goes out, nothing is in force, without the signatures that the plan asks for."""
    plan = built_in_plan()
    signed: dict[str, list[Fact]] = {}
    by_reference = {fact.reference: fact for fact in known}
    for fact in known:
        payload = fact.payload
        if fact.kind == "signature.given":
            signed.setdefault(payload["matter"], []).append(fact)
            assert payload["seen_hash"] == by_reference[payload["matter"]].hash
        opened = {
            "paper.approved": "paper",
            "paper.sent": "paper",
            "plan.activated": "order",
            "blowup.confirmed": "matter",
        }
        if fact.kind in opened:
            matter = by_reference[payload[opened[fact.kind]]]
            act = "activate_plan" if matter.kind == "activation.drafted" else "confirm_blowup"
            if matter.kind == "paper.submitted":
                act = APPROVAL[matter.payload["kind"]]
            signatures = signed[matter.reference]
            officers = {row.payload["officer"] for row in signatures}
            slots = plan.signature_requirement(act, matter.payload.get("grade")).slots
            assert len(officers) == len(signatures) >= len(slots)
            for slot in slots:
                assert any(row.payload["role"] in slot.roles for row in signatures)
        if fact.kind == "paper.sent":
            assert by_reference[payload["paper"]].payload["number"] == payload["number"]
            assert documents.sent_files_hold(fact) == []
            _check_frozen(fact, by_reference)
        if fact.kind == "paper.submitted":
            _check_figures(fact, by_reference)


def _check_stages(known: Sequence[Fact]) -> None:
    stages = Counter(
        (fact.payload["clock"], fact.payload["stage"], fact.payload["due_at"])
        for fact in known
        if fact.kind in {"clock.warned", "clock.lapsed"}
    )
    assert not [stage for stage, times in stages.items() if times > 1]


def _check_frozen(sent: Fact, known: Mapping[str, Fact]) -> None:
    """N7: whatever came after, a sent paper is what its signers saw and what went out, word by word."""
    row, submitted = Paper.objects.get(pk=sent.payload["paper"]), known[sent.payload["paper"]].payload
    assert (row.status, row.content, row.content_hash) == (
        "sent",
        submitted["content"]["sealed"],
        submitted["content_hash"],
    )
    assert (row.figures, row.addressees, row.title) == (
        submitted["figures"],
        submitted["addressees"],
        submitted["title"],
    )
    assert [getattr(row, name) for name in ("pdf", "docx", "text")] == [
        sent.payload[name] for name in ("pdf", "docx", "text")
    ]
    assert not submitted["corrects"] or known[submitted["corrects"]].kind == "paper.submitted"


def _check_figures(submitted: Fact, known: Mapping[str, Fact]) -> None:
    """N12: each number on a paper names the fact it comes from: of this event before the paper, or of the register."""
    for row in submitted.payload["figures"]:
        assert (row["fact"] == "") == (row["status"] == "unknown")
        if row["fact"]:
            stream, number = split_reference(row["fact"])
            if stream != submitted.stream:
                assert stream.partition("/")[0] in {"registry", "institution"}
                assert number <= stream_number(stream)
                continue
            source = known[row["fact"]]
            assert source.number < submitted.number
            if row["name"] in BY_NAME:
                assert row["name"] in [figure["name"] for figure in source.payload["figures"]]
