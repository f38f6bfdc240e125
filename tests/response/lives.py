"""Random lives of events: the acts hypothesis chooses from, and what must hold after them."""

import json
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, ClassVar

from django.conf import settings as django_settings
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from fengsui.cli import serving
from fengsui.clock.models import Clock
from fengsui.clock.transitions import RUNNING, SETTLED
from fengsui.conduct import archiving, rebuild, streams, timekeeping, world
from fengsui.conduct.access import AccessDenied, Actor
from fengsui.conduct.acting import Outcome, Refused
from fengsui.conduct.house import house
from fengsui.conduct.plans import built_in_plan
from fengsui.conduct.projecting import differences
from fengsui.documents import actions as documents
from fengsui.documents.facts import PaperKind, Sending
from fengsui.ledger.canonical import Fact, parse_timestamp
from fengsui.ledger.exporting import LedgerExport, verify_ledger
from fengsui.ledger.reading import read_all
from fengsui.ledger.sealer import checkpoint_line
from fengsui.response import commanding, facts, grading, opening, reporting
from fengsui.response.state import EventState

GRADES = ("extraordinary", "major", "other")
TEXTS = {
    "narrative": "停付",
    "trend": "平稳",
    "support_needed": "无",
    "contact_name": "锡安",
    "contact_phone": "0990-8001",
}
MOST_EVENTS = 2
EVERY = 10
"""Whole comparisons come every so many steps, and at the end."""

STARTS = ("nothing", "opened", "graded", "activated", "approved", "sent")


def one_of(*logins: str) -> st.SearchStrategy[str]:
    """Mostly somebody who may, sometimes somebody who may not."""
    return st.sampled_from((*logins, *logins, *logins, "ducha", "gongan"))


duty = one_of("zhiban", "zhiban2")
desk = one_of("zhiban", "dingfang")
signer = one_of("zuzhang", "fuzuzhang", "zhiban", "zhiban2", "dingfang", "dingfang2")
clerk = one_of("zhiban", "wendian")
heads = one_of("zuzhang", "zhiban")
which = st.integers(0, 11)
minutes = st.integers(0, 150)


class Life(RuleBasedStateMachine):
    """One or two events of one province. A refused act is an outcome like any other: it must leave no trace."""

    people: ClassVar[Mapping[str, Actor]]
    institutions: ClassVar[Sequence[facts.InstitutionInEvent]]

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.forget()
        self.events: list[str] = []
        self.steps = 0
        self.acts = 0
        self.last: Callable[[], Outcome] | None = None
        self.last_fact = ""
        self.seen: list[str] = [fact.hash for fact in read_all()]

    @staticmethod
    def forget() -> None:
        """What the process remembers belongs to the life before."""
        streams.forget_all()
        world.forget_world()

    @initialize(start=st.sampled_from(STARTS))
    def begin(self, start: str) -> None:
        """A life does not have to begin at the beginning: the acts before ``start`` are done by the right people."""
        done = STARTS.index(start)
        steps: tuple[Callable[[], object], ...] = (
            self.begin_with_two_blowups,
            lambda: self.grade(0, "zhiban", "extraordinary"),
            lambda: self.draft_activation(0, "zhiban"),
            lambda: self.sign(0, "zuzhang", -1, 0, telephone=True),
            lambda: self.submit_paper(0, "wendian", "first_notice"),
            lambda: self.sign(0, "fuzuzhang", -1, 0, telephone=False),
            lambda: self.send_paper(0, "zhiban", 0, approved=True),
        )
        for step in steps[: (0, 1, 2, 4, 6, 7)[done]]:
            step()
        state = self.state(self.events[0]) if self.events else EventState()
        assert bool(state.grades) == (done >= STARTS.index("graded"))
        assert bool(state.tasks) == (done >= STARTS.index("activated"))
        assert {"sent"} == {row.status for row in state.papers.values()} or start != "sent"

    def begin_with_two_blowups(self) -> None:
        """GR-2: the provisional clocks run."""
        self.open("zhiban", 0, 0, 40, suspected=True)
        self.suspect(0, "dingfang", 1, 5)

    # What people do ---------------------------------------------------------------------------------------------------

    @precondition(lambda self: len(self.events) < MOST_EVENTS)
    @rule(who=desk, institution=which, suspected=st.booleans(), crowd=st.sampled_from((0, 1200, 6000)), ago=minutes)
    def open(self, who: str, institution: int, crowd: int, ago: int, *, suspected: bool) -> None:
        """A report comes in."""
        chosen = self.institutions[institution]
        known = timekeeping.now() - timedelta(minutes=ago)
        report = opening.Report(
            name=f"{chosen.name}停付",
            event_type="E1",
            institutions=[chosen],
            occurred_at=known,
            known_at=known,
            source="存管银行电话",
            narrative="停付",
            figures=[_crowd(crowd, known)] if crowd else [],
            suspicion=opening.SuspicionEntry(chosen.id, "B2", "停付公告", known, known) if suspected else None,
        )
        outcome = self.do(lambda key: opening.open_event(actor=self.people[who], report=report, idempotency_key=key))
        if outcome is not None:
            self.events.append(outcome.fact.stream)

    @precondition(lambda self: self.events)
    @rule(event=which, who=desk, institution=which, ago=minutes)
    def suspect(self, event: int, who: str, institution: int, ago: int) -> None:
        """A further institution seems to have blown up."""
        name, known = self.event(event), timekeeping.now() - timedelta(minutes=ago)
        chosen = self.institutions[institution]
        self.do(
            lambda key: opening.suspect_blowup(
                actor=self.people[who],
                event=name,
                institution=chosen,
                entry=opening.SuspicionEntry(chosen.id, "B3", "公告", known, known),
                regions=self.state(name).regions,
                seen=None,
                idempotency_key=key,
            )
        )

    @precondition(lambda self: self.events)
    @rule(event=which, who=duty, matter=which)
    def reject_blowup(self, event: int, who: str, matter: int) -> None:
        """A suspicion did not hold."""
        name = self.event(event)
        if chosen := _pick(self.state(name).suspicions, matter):
            self.do(
                lambda key: opening.reject_blowup(
                    actor=self.people[who],
                    event=name,
                    matter=chosen,
                    reason="经核实未停付",
                    regions=self.state(name).regions,
                    idempotency_key=key,
                )
            )

    @precondition(lambda self: self.events)
    @rule(event=which, who=signer, matter=which, telephone=st.booleans(), ago=minutes)
    def sign(self, event: int, who: str, matter: int, ago: int, *, telephone: bool) -> None:
        """Somebody signs one of the matters, or is said to have approved by telephone."""
        name = self.event(event)
        state = self.state(name)
        waiting = [opened for opened, row in state.matters.by_fact.items() if not row.closed] or list(
            state.matters.by_fact
        )
        chosen = _pick(waiting, matter)
        if not chosen:
            return
        common: dict[str, Any] = {"matter": chosen, "regions": state.regions}
        common["seen_hash"] = state.matters.by_fact[chosen].hash
        if telephone:
            common |= {
                "actor": self.people["zhiban"],
                "officer": self.people[who].officer,
                "approved_at": timekeeping.now() - timedelta(minutes=ago),
            }
            self.do(lambda key: grading.record_telephone_approval(**common, idempotency_key=key))
        else:
            self.do(lambda key: grading.sign(**common, actor=self.people[who], idempotency_key=key))

    @precondition(lambda self: self.events)
    @rule(event=which, who=heads, request=which)
    def countersign(self, event: int, who: str, request: int) -> None:
        """A signature that had to follow."""
        state = self.state(self.event(event))
        if chosen := _pick(state.matters.owed, request):
            seen = state.matters.by_fact[state.matters.owed[chosen].matter].hash
            self.do(
                lambda key: grading.countersign(
                    actor=self.people[who], request=chosen, seen_hash=seen, regions=state.regions, idempotency_key=key
                )
            )

    @precondition(lambda self: self.events)
    @rule(event=which, who=heads, grade=st.sampled_from(GRADES))
    def grade(self, event: int, who: str, grade: str) -> None:
        """Up, down, or for the first time."""
        name = self.event(event)
        self.do(
            lambda key: grading.sign_grade(
                actor=self.people[who],
                event=name,
                grade=grade,
                reason="会商认定",
                regions=self.state(name).regions,
                seen=None,
                idempotency_key=key,
            )
        )

    @precondition(lambda self: self.events)
    @rule(event=which, who=heads)
    def reject_proposal(self, event: int, who: str) -> None:
        """The rules' proposal is not followed."""
        name = self.event(event)
        self.do(
            lambda key: grading.reject_proposal(
                actor=self.people[who],
                event=name,
                reason="会商不采纳",
                regions=self.state(name).regions,
                seen=None,
                idempotency_key=key,
            )
        )

    @precondition(lambda self: self.events)
    @rule(event=which, who=desk, crowd=st.sampled_from((0, 1200, 6000)), ago=minutes)
    def record_figures(self, event: int, who: str, crowd: int, ago: int) -> None:
        """The crowd grows or goes home."""
        name, known = self.event(event), timekeeping.now() - timedelta(minutes=ago)
        self.do(
            lambda key: opening.record_figures(
                actor=self.people[who],
                event=name,
                figures=[_crowd(crowd, known)],
                known_at=known,
                regions=self.state(name).regions,
                seen=None,
                idempotency_key=key,
            )
        )

    @precondition(lambda self: self.events)
    @rule(event=which, who=clerk)
    def draft_activation(self, event: int, who: str) -> None:
        """An activation order goes to the head."""
        name = self.event(event)
        entry = commanding.ActivationEntry("停付处置", "一级", "三十日", "先期处置", "全省")
        self.do(
            lambda key: commanding.draft_activation(
                actor=self.people[who],
                event=name,
                entry=entry,
                regions=self.state(name).regions,
                seen=None,
                idempotency_key=key,
            )
        )

    @precondition(lambda self: self.events)
    @rule(
        event=which,
        who=st.sampled_from(("zhiban", "gongan", "chufei", "xuanchuan", "dingfang")),
        task=which,
        step=st.sampled_from(("sign", "telephone", "report", "done")),
    )
    def work_on_task(self, event: int, who: str, task: int, step: str) -> None:
        """A department signs for its task, reports on it, finishes it."""
        state = self.state(self.event(event))
        chosen = _pick(state.tasks, task)
        if not chosen:
            return
        common: dict[str, Any] = {"task": chosen, "regions": state.regions, "actor": self.people[who]}
        if step in {"sign", "telephone"}:
            common |= {"by_telephone": step == "telephone", "receiver": "值班员"}
            self.do(lambda key: commanding.acknowledge_task(**common, idempotency_key=key))
        else:
            self.do(lambda key: commanding.report_task(**common, note="已办", done=step == "done", idempotency_key=key))

    @precondition(lambda self: self.events)
    @rule(event=which, who=duty, request=which, ago=minutes)
    def answer_support(self, event: int, who: str, request: int, ago: int) -> None:
        """The place of operation answers; it may be typed late."""
        state = self.state(self.event(event))
        if chosen := _pick(state.support, request):
            self.do(
                lambda key: commanding.record_support_answer(
                    actor=self.people[who],
                    request=chosen,
                    officer_name="值班员",
                    channel="电话",
                    answered_at=timekeeping.now() - timedelta(minutes=ago),
                    note="",
                    regions=state.regions,
                    idempotency_key=key,
                )
            )

    @precondition(lambda self: self.events)
    @rule(event=which, who=clerk, kind=st.sampled_from(("first_notice", "written_report")))
    def submit_paper(self, event: int, who: str, kind: PaperKind) -> None:
        """A paper goes for approval."""
        name = self.event(event)
        self.do(
            lambda key: reporting.submit(
                actor=self.people[who], event=name, kind=kind, texts=TEXTS, seen=None, idempotency_key=key
            )
        )

    @precondition(lambda self: self.events)
    @rule(event=which, who=clerk, paper=which)
    def withdraw_paper(self, event: int, who: str, paper: int) -> None:
        """A paper is taken back."""
        state = self.state(self.event(event))
        if chosen := _pick(state.papers, paper):
            self.do(
                lambda key: documents.withdraw_paper(
                    actor=self.people[who], paper=chosen, reason="重写", regions=state.regions, idempotency_key=key
                )
            )

    @precondition(lambda self: self.events)
    @rule(event=which, who=duty, paper=which, approved=st.booleans())
    def send_paper(self, event: int, who: str, paper: int, *, approved: bool) -> None:
        """Somebody tries to send a paper, approved or not."""
        state = self.state(self.event(event))
        ready = [opened for opened, row in state.papers.items() if row.status == "approved"]
        if chosen := _pick(ready if approved and ready else state.papers, paper):
            sendings = [
                Sending(addressee=row.id, addressee_name=row.name, channel="电话", sent_at=timekeeping.now())
                for row in built_in_plan().addressees
            ]
            self.do(
                lambda key: documents.send_paper(
                    actor=self.people[who],
                    paper=chosen,
                    sendings=sendings,
                    regions=state.regions,
                    clause="5.2.1.1.a",
                    idempotency_key=key,
                )
            )

    @precondition(lambda self: self.events)
    @rule(event=which, who=clerk, paper=which, addressee=st.integers(0, 2), ago=st.sampled_from((0, 0, 3, 40)))
    def record_receipt(self, event: int, who: str, paper: int, addressee: int, ago: int) -> None:
        """An addressee received a paper, some time ago perhaps (补录)."""
        state = self.state(self.event(event))
        if chosen := _pick(state.papers, paper):
            self.do(
                lambda key: documents.record_receipt(
                    actor=self.people[who],
                    paper=chosen,
                    addressee=built_in_plan().addressees[addressee].id,
                    channel="电话",
                    receiver="值班员",
                    received_at=timekeeping.now() - timedelta(minutes=ago),
                    regions=state.regions,
                    idempotency_key=key,
                )
            )

    @precondition(lambda self: self.events)
    @rule(event=which, who=desk, ago=minutes)
    def note(self, event: int, who: str, ago: int) -> None:
        """A line of the log."""
        name = self.event(event)
        self.do(
            lambda key: opening.add_note(
                actor=self.people[who],
                event=name,
                text="去电核实",
                known_at=timekeeping.now() - timedelta(minutes=ago),
                channel="电话",
                regions=self.state(name).regions,
                idempotency_key=key,
            )
        )

    @precondition(lambda self: self.events and self.steps > 3 * EVERY)
    @rule(event=which, who=heads, false_alarm=st.booleans())
    def end(self, event: int, who: str, *, false_alarm: bool) -> None:
        """A false alarm, or the head ends the event."""
        name = self.event(event)
        common: dict[str, Any] = {"actor": self.people[who], "event": name, "seen": None}
        common |= {"regions": self.state(name).regions, "reason": "核对完毕"}
        conditions = [
            facts.ConditionChecked(condition=row.id, met=True) for row in built_in_plan().termination_conditions
        ]
        if false_alarm:
            self.do(lambda key: commanding.dismiss_event(**common, idempotency_key=key))
        else:
            self.do(
                lambda key: commanding.terminate_event(
                    **common, conditions=conditions, residual="", idempotency_key=key
                )
            )

    @precondition(lambda self: self.last is not None)
    @rule()
    def repeat(self) -> None:
        """The same act comes in once more (a page sent twice): it is answered with the fact that is there."""
        assert self.last is not None
        before = len(self.seen)
        outcome = self.last()
        assert outcome.repeated
        assert outcome.fact.reference == self.last_fact
        assert sum(1 for _ in read_all()) == before

    @rule(passed=st.sampled_from((1, 4, 10, 31, 65, 130, 1500)))
    def time_passes(self, passed: int) -> None:
        """The worker does a round after a while."""
        world.advance_time(timekeeping.now() + timedelta(minutes=passed))
        serving.work_once("worker")
        assert not Clock.objects.filter(status=RUNNING, next_stage_at__lte=timekeeping.now()).exists()
        self.notice()

    # What must hold ---------------------------------------------------------------------------------------------------

    @invariant()
    def nothing_written_is_changed(self) -> None:
        """The ledger only grows."""
        self.steps += 1
        hashes = [fact.hash for fact in read_all()] if self.steps % EVERY == 0 else self.seen
        assert hashes[: len(self.seen)] == self.seen

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
            _check_export(Path(django_settings.HOME) / "life.zip", Random(self.steps * 1000 + len(self.seen)))
        finally:
            transaction.savepoint_rollback(self.savepoint)
            self.forget()

    # In between -------------------------------------------------------------------------------------------------------

    def do(self, act: Callable[[str], Outcome]) -> Outcome | None:
        """Try; a refusal leaves the ledger as it was."""
        self.acts += 1
        key = f"act-{self.acts}"
        before = len(self.seen)
        try:
            outcome = act(key)
        except (Refused, AccessDenied):
            assert self.notice() == before
            return None
        assert self.notice() == before + 1 + len(outcome.derived)
        self.last, self.last_fact = (lambda: act(key)), outcome.fact.reference
        return outcome

    def notice(self) -> int:
        """Look at what the ledger has grown by; returns how many facts there are."""
        for event in self.events:
            assert streams.state_of(event).stream == event
        self.seen = [fact.hash for fact in read_all()]
        return len(self.seen)

    def event(self, index: int) -> str:
        """One of the events."""
        return self.events[index % len(self.events)]

    @staticmethod
    def state(event: str) -> EventState:
        """An event as it stands."""
        state: EventState = streams.state_of(event)
        return state


def _crowd(persons: int, known: datetime) -> facts.Figure:
    return facts.Figure(
        name="on_site_head_count", value=persons, unit="人", as_of=known, source="现场", verification="estimated"
    )


def _pick(rows: Any, index: int) -> str:
    names = list(rows)
    return names[index % len(names)] if names else ""


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
            act = {"activation.drafted": "activate_plan", "paper.submitted": "approve_first_notice"}.get(
                matter.kind, "confirm_blowup"
            )
            if matter.payload.get("kind") == "written_report":
                act = "sign_written_report"
            signatures = signed[matter.reference]
            officers = {row.payload["officer"] for row in signatures}
            slots = plan.signature_requirement(act, matter.payload.get("grade")).slots
            assert len(officers) == len(signatures) >= len(slots)
            for slot in slots:
                assert any(row.payload["role"] in slot.roles for row in signatures)
        if fact.kind == "paper.sent":
            assert by_reference[payload["paper"]].payload["number"] == payload["number"]
            assert documents.sent_files_hold(fact) == []


def _check_stages(known: Sequence[Fact]) -> None:
    stages = Counter(
        (fact.payload["clock"], fact.payload["stage"], fact.payload["due_at"])
        for fact in known
        if fact.kind in {"clock.warned", "clock.lapsed"}
    )
    assert not [stage for stage, times in stages.items() if times > 1]


def _check_export(path: Path, chance: Random) -> None:
    archiving.write_export_file(path)
    export = LedgerExport(path)
    assert export.verify().holds
    assert differences(rebuild.project_all(export.facts()).rows, house.tables) == []
    lines = list(export.lines("facts.jsonl"))
    checkpoint = checkpoint_line()
    for tampering in (_change, _remove, _swap, _cut):
        where, members = tampering(lines, path, chance)
        tampered = path.with_name("tampered.zip")
        _write(tampered, path, members)
        findings = LedgerExport(tampered).verify(given=checkpoint).findings
        assert where in {finding.where for finding in findings}, (tampering.__name__, where, findings)


Tampered = tuple[str, dict[str, list[str]]]


def _change(lines: list[str], _path: Path, chance: Random) -> Tampered:
    """One letter of one payload, time or actor."""
    place = chance.randrange(len(lines))
    content = json.loads(lines[place])
    column = chance.choice(("payload", "happened_at", "actor"))
    if column == "payload":
        content["payload"] = {**content["payload"], "note": "x"}
    elif column == "happened_at":
        content["happened_at"] = content["happened_at"].replace("2026-", "2025-")
    else:
        content["actor"] += "x"
    changed = [*lines[:place], json.dumps(content, ensure_ascii=False), *lines[place + 1 :]]
    return f"{content['stream']}#{content['number']}", {"facts.jsonl": changed}


def _remove(lines: list[str], _path: Path, chance: Random) -> Tampered:
    """One fact is gone: the next of its stream shows it, or the stream's head."""
    place = chance.randrange(len(lines))
    gone = json.loads(lines[place])
    after = gone["number"] + 1
    last = not any(
        row["stream"] == gone["stream"] and row["number"] == after for row in map(json.loads, lines[place + 1 :])
    )
    where = f"{gone['stream']}#{gone['number'] if last else after}"
    return where, {"facts.jsonl": [*lines[:place], *lines[place + 1 :]]}


def _swap(lines: list[str], _path: Path, chance: Random) -> Tampered:
    """Two facts of one stream change places, numbers and positions with them."""
    rows = [json.loads(line) for line in lines]
    streams_of = Counter(row["stream"] for row in rows)
    stream = chance.choice([name for name, count in streams_of.items() if count > 1])
    places = [place for place, row in enumerate(rows) if row["stream"] == stream]
    first = chance.randrange(len(places) - 1)
    one, two = places[first], places[first + 1]
    rows[one], rows[two] = (
        {**rows[two], "number": rows[one]["number"], "position": rows[one]["position"]},
        {**rows[one], "number": rows[two]["number"], "position": rows[two]["position"]},
    )
    changed = [json.dumps(row, ensure_ascii=False) for row in rows]
    return f"{stream}#{rows[one]['number']}", {"facts.jsonl": changed}


def _cut(lines: list[str], path: Path, chance: Random) -> Tampered:
    """The ledger ends earlier, with heads and checkpoints cut to match: only a checkpoint kept elsewhere shows it."""
    export = LedgerExport(path)
    checkpoints = list(export.lines("checkpoints.jsonl"))
    kept = chance.randrange(len(checkpoints))
    end = json.loads(checkpoints[kept - 1])["position"] if kept else 0
    facts_kept = [line for line in lines if json.loads(line)["position"] <= end]
    heads: dict[str, list[Any]] = {}
    for row in map(json.loads, facts_kept):
        heads[row["stream"]] = [row["stream"], row["number"], row["hash"]]
    members = {
        "facts.jsonl": facts_kept,
        "checkpoints.jsonl": checkpoints[:kept],
        "heads.jsonl": [json.dumps(head) for head in heads.values()],
    }
    return f"checkpoint {len(checkpoints)}", members


def _write(target: Path, source: Path, members: Mapping[str, list[str]]) -> None:
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            if name in members:
                content = "".join(line + "\n" for line in members[name]).encode()
            after.writestr(name, content)
