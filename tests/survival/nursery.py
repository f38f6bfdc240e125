"""``python -m tests.survival.nursery``: process groups over one home, one for each line of standard input.

A group is four writers and background workers. Each writer acts in a loop and prints one line for every act that was
committed. The test reads these lines through a pipe: it is the separate client to whom the acts were acknowledged. The
nursery itself is outside every group, holds no connection, and lives on when a group is killed.
"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fengsui.settings")
django.setup()

import json  # noqa: E402
import time  # noqa: E402
import traceback  # noqa: E402
from collections.abc import Callable, Iterator  # noqa: E402
from contextlib import suppress  # noqa: E402
from datetime import timedelta  # noqa: E402
from itertools import count  # noqa: E402
from typing import Any  # noqa: E402

from django.db import connections  # noqa: E402

from fengsui.cli import serving  # noqa: E402
from fengsui.conduct import timekeeping, world  # noqa: E402
from fengsui.conduct.access import Actor  # noqa: E402
from fengsui.conduct.acting import Outcome, Refused  # noqa: E402
from fengsui.conduct.plans import built_in_plan  # noqa: E402
from fengsui.documents import actions as documents  # noqa: E402
from fengsui.documents.facts import Sending  # noqa: E402
from fengsui.registry.queries import actor_for_officer  # noqa: E402
from fengsui.response import commanding, facts, grading, opening, reporting  # noqa: E402
from fengsui.response.models import Event  # noqa: E402
from fengsui.response.queries import event_room, matters_of  # noqa: E402
from tests.staffing import institution_ids, institution_in_event  # noqa: E402

WRITERS = 4
PAUSE_SECONDS = 0.03
LONGEST_LINE = 4096
TEXTS = {
    "narrative": "停付",
    "trend": "平稳",
    "support_needed": "无",
    "contact_name": "锡安",
    "contact_phone": "0990-8001",
}
Act = Callable[[str], Outcome]


class Writer:
    """One officer's desk: events from report to activation, with notes and a paper in between."""

    def __init__(self, index: int) -> None:
        self.index = index
        self.duty, self.head, self.clerk = (_officer(login) for login in ("zhiban", "zuzhang", "wendian"))
        self.institutions = institution_ids(self.duty)[index::WRITERS]
        self.event = ""
        self.regions: tuple[str, ...] = ()

    def acts(self) -> Iterator[Act]:
        """The next acts, for ever."""
        for turn in count():
            yield self._open(turn)
            yield self._note
            yield self._grade
            yield self._note_on_first_event
            if self.index == 0:
                yield self._submit
                yield self._approve
                yield self._send
            else:
                yield self._draft
                yield self._activate
                yield self._note_on_first_event

    def _open(self, turn: int) -> Act:
        institution = institution_in_event(self.duty, self.institutions[turn % len(self.institutions)])
        known_at = timekeeping.now() - timedelta(hours=1)
        crowd = facts.Figure(
            name="on_site_head_count", value=6000, unit="人", as_of=known_at, source="现场", verification="estimated"
        )
        suspicion = opening.SuspicionEntry(institution.id, "B2", "停付公告", known_at, known_at) if turn % 2 else None
        report = opening.Report(
            name=f"{institution.name}停付",
            event_type="E1",
            institutions=[institution],
            occurred_at=known_at,
            known_at=known_at,
            source="存管银行电话",
            narrative="停付",
            figures=[crowd],
            suspicion=suspicion,
        )

        def act(key: str) -> Outcome:
            outcome = opening.open_event(actor=self.duty, report=report, idempotency_key=key)
            self.event, self.regions = outcome.fact.stream, outcome.state.regions
            return outcome

        return act

    def _note(self, key: str) -> Outcome:
        return self._noted(self.event, key)

    def _note_on_first_event(self, key: str) -> Outcome:
        """All four writers write to one stream."""
        return self._noted(str(Event.objects.values_list("id", flat=True).order_by("id")[0]), key)

    def _noted(self, event: str, key: str) -> Outcome:
        return opening.add_note(
            actor=self.duty,
            event=event,
            text="去电核实",
            known_at=timekeeping.now(),
            channel="电话",
            regions=("990000",),
            idempotency_key=key,
        )

    def _grade(self, key: str) -> Outcome:
        return grading.sign_grade(
            actor=self.duty,
            event=self.event,
            grade="extraordinary",
            reason="现场人数",
            seen=None,
            idempotency_key=key,
        )

    def _draft(self, key: str) -> Outcome:
        entry = commanding.ActivationEntry("停付处置", "一级", "三十日", "先期处置", "全省")
        return commanding.draft_activation(
            actor=self.duty, event=self.event, entry=entry, seen=None, idempotency_key=key
        )

    def _activate(self, key: str) -> Outcome:
        return self._signed("activate_plan", key)

    def _submit(self, key: str) -> Outcome:
        return reporting.submit(
            actor=self.clerk, event=self.event, kind="first_notice", texts=TEXTS, seen=None, idempotency_key=key
        )

    def _approve(self, key: str) -> Outcome:
        return self._signed("approve_first_notice", key)

    def _signed(self, act: str, key: str) -> Outcome:
        room = event_room(self.head, self.event)
        matter = next(matter for matter in matters_of(room, self.head) if matter.act == act)
        return grading.sign(
            actor=self.head,
            matter=matter.opened,
            seen_hash=matter.seen_hash,
            idempotency_key=key,
        )

    def _send(self, key: str) -> Outcome:
        state = event_room(self.duty, self.event).state
        paper = next(paper.opened for paper in state.papers.values() if paper.status == "approved")
        now = timekeeping.now()
        return documents.send_paper(
            actor=self.duty,
            paper=paper,
            sendings=[
                Sending(addressee=row.id, addressee_name=row.name, channel="电话", sent_at=now)
                for row in built_in_plan().addressees
            ],
            regions=self.regions,
            clause="5.2.1.1.a",
            idempotency_key=key,
        )


def _officer(login: str) -> Actor:
    return actor_for_officer(f"officer/{login}")


def write(index: int) -> None:
    """Act until killed; one line for every committed act."""
    run = f"{os.getpid()}-{time.time_ns()}"
    for number, act in enumerate(Writer(index).acts()):
        key = f"{run}-{number}"
        try:
            outcome = act(key)
        except Refused:
            continue  # the first event is not there yet, or another writer was first
        fact = outcome.fact
        derived = [row.hash[:16] for row in outcome.derived]
        say({"key": key, "fact": fact.reference, "kind": fact.kind, "hash": fact.hash, "derived": derived})
        time.sleep(PAUSE_SECONDS)


def work() -> None:
    """The worker's rounds until killed; two minutes of simulated time pass between them, so that lines come soon."""
    while True:
        with suppress(Refused):  # the other worker has moved the hand already
            world.advance_time(timekeeping.now() + timedelta(minutes=2))
        serving.work_once(f"worker:{os.getpid()}")
        time.sleep(PAUSE_SECONDS)


def say(line: dict[str, Any]) -> None:
    """One line, in one piece: a pipe takes up to 4 KiB at once."""
    content = json.dumps(line).encode() + b"\n"
    assert len(content) <= LONGEST_LINE, content
    os.write(1, content)


def lead_group(workers: int) -> None:
    """Fork writers and workers into a group of their own, and wait for the end."""
    os.setsid()
    for index in range(WRITERS):
        if os.fork() == 0:
            write(index)
    for _ in range(workers):
        if os.fork() == 0:
            work()
    os.wait()
    # Nobody ends by himself: whoever does has met a fault, which is on standard error.
    os._exit(70)


def main() -> None:
    """Start a group for each line, say who leads it and how it ended."""
    built_in_plan()  # read once: every process of every group begins with it
    connections.close_all()
    for line in sys.stdin:
        wanted = json.loads(line)
        leader = os.fork()
        if leader == 0:
            os.environ.update(wanted["environment"])
            try:
                lead_group(wanted["workers"])
            except BaseException:  # noqa: BLE001  (no group may come back into the loop above)
                traceback.print_exc()
                os._exit(71)
        say({"group": leader})
        say({"ended": os.waitstatus_to_exitcode(os.waitpid(leader, 0)[1])})


if __name__ == "__main__":
    main()
