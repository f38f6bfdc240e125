"""Random lives of events: the acts hypothesis chooses from, and what must hold after them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from fengsui.cli import serving
from fengsui.clock.models import Clock
from fengsui.clock.transitions import RUNNING
from fengsui.conduct import timekeeping, world
from fengsui.conduct.access import Actor
from fengsui.conduct.plans import built_in_plan
from fengsui.documents import actions as documents
from fengsui.documents.facts import PaperKind, Sending
from fengsui.ledger.reading import count_facts
from fengsui.response import commanding, ending, facts, grading, opening, reporting
from fengsui.response.state import EventState
from tests.response.promises import EVERY, Promises

GRADES = ("extraordinary", "major", "other")
TEXTS = {
    "narrative": "停付",
    "trend": "平稳",
    "support_needed": "无",
    "contact_name": "锡安",
    "contact_phone": "0990-8001",
    "holding": "平稳",
    "passage": "余额",
    "wrong": "甲",
    "right": "乙",
    "reason": "笔误",
    "unit": "某办",
}
FURTHER: tuple[PaperKind, ...] = ("correction_report", "recall_notice")
MOST_EVENTS = 2

STARTS = ("nothing", "opened", "warned", "graded", "activated", "approved", "sent")


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


class Life(Promises):
    """One or two events of one province. A refused act is an outcome like any other: it must leave no trace."""

    people: ClassVar[Mapping[str, Actor]]
    institutions: ClassVar[Sequence[facts.InstitutionInEvent]]

    @initialize(start=st.sampled_from(STARTS))
    def begin(self, start: str) -> None:
        """A life does not have to begin at the beginning: the acts before ``start`` are done by the right people."""
        done = STARTS.index(start)
        steps: tuple[Callable[[], object], ...] = (
            self.begin_with_two_blowups,
            lambda: self.time_passes(65),
            lambda: self.grade(0, "zhiban", "extraordinary"),
            lambda: self.draft_activation(0, "zhiban"),
            lambda: self.sign(0, "zuzhang", -1, 0, telephone=True),
            lambda: self.submit_paper(0, "wendian", "first_notice"),
            lambda: self.sign(0, "fuzuzhang", -1, 0, telephone=False),
            lambda: self.send_paper(0, "zhiban", 0, approved=True),
        )
        for step in steps[: (0, 1, 2, 3, 5, 7, 8)[done]]:
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
        common: dict[str, Any] = {"matter": chosen, "seen_hash": state.matters.by_fact[chosen].hash}
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
    @rule(
        event=which,
        who=clerk,
        kind=st.sampled_from(("first_notice", "written_report", "follow_up_report", "situation_report")),
    )
    def submit_paper(self, event: int, who: str, kind: PaperKind) -> None:
        """A paper goes for approval."""
        name = self.event(event)
        self.do(
            lambda key: reporting.submit(
                actor=self.people[who], event=name, kind=kind, texts=TEXTS, seen=None, idempotency_key=key
            )
        )

    @precondition(lambda self: self.events)
    @rule(event=which, who=clerk, paper=which, kind=st.sampled_from(FURTHER))
    def write_about_paper(self, event: int, who: str, paper: int, kind: PaperKind) -> None:
        """A paper is corrected, or recalled from a unit that should not have it."""
        name = self.event(event)
        if chosen := _pick(self.state(name).papers, paper):
            self.do(
                lambda key: reporting.submit(
                    actor=self.people[who],
                    event=name,
                    kind=kind,
                    texts=TEXTS,
                    about=chosen,
                    seen=None,
                    idempotency_key=key,
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
                Sending(addressee=unit, addressee_name=unit, channel="电话", sent_at=timekeeping.now())
                for unit in state.papers[chosen].payload["addressees"]
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
        common["reason"] = "核对完毕"
        conditions = [
            facts.ConditionChecked(condition=row.id, met=True) for row in built_in_plan().termination_conditions
        ]
        if false_alarm:
            self.do(lambda key: ending.dismiss_event(**common, idempotency_key=key))
        else:
            self.do(
                lambda key: ending.terminate_event(**common, conditions=conditions, residual="", idempotency_key=key)
            )

    @precondition(lambda self: self.done)
    @rule(index=st.integers(0, 60))
    def repeat(self, index: int) -> None:
        """An act comes in once more (a page sent twice): it is answered with the fact that is there."""
        act, reference = self.done[index % len(self.done)]
        before = count_facts()
        outcome = act()
        assert outcome.repeated
        assert outcome.fact.reference == reference
        assert count_facts() == before

    @rule(passed=st.sampled_from((1, 4, 10, 31, 65, 130, 1500)))
    def time_passes(self, passed: int) -> None:
        """The worker does a round after a while."""
        world.advance_time(timekeeping.now() + timedelta(minutes=passed))
        serving.work_once("worker")
        assert not Clock.objects.filter(status=RUNNING, next_stage_at__lte=timekeeping.now()).exists()


def _crowd(persons: int, known: datetime) -> facts.Figure:
    return facts.Figure(
        name="on_site_head_count", value=persons, unit="人", as_of=known, source="现场", verification="estimated"
    )


def _pick(rows: Any, index: int) -> str:
    names = list(rows)
    return names[index % len(names)] if names else ""
