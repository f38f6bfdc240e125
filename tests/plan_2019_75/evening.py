"""An event room as its officers work it: each step is one act through the rooms' public actions.

Times are minutes from 09:12 Beijing time of the first morning; the world's clock stands where it was last put.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from pypdf import PdfReader

from fengsui.clock.models import Clock
from fengsui.conduct import runner, timekeeping, world
from fengsui.conduct.access import Actor
from fengsui.conduct.acting import Outcome
from fengsui.documents import actions as documents
from fengsui.documents.facts import PaperKind, Sending
from fengsui.documents.layout import render_text
from fengsui.documents.queries import paper_content, paper_file
from fengsui.ledger.canonical import Fact
from fengsui.ledger.reading import read_stream
from fengsui.registry.models import Institution
from fengsui.response import commanding, ending, facts, grading, opening, reporting
from fengsui.response.figures import BY_NAME
from fengsui.response.queries import EventRoom, WaitingMatter, event_room, matters_of
from fengsui.response.state import EventState
from tests.conftest import MORNING
from tests.worlds import forget, founded_and_staffed

ORDER = commanding.ActivationEntry("停付处置", "一级", "三十日", "先期处置、信息发布、接待登记", "全省涉事机构")
TEXTS: Mapping[str, str] = {
    "narrative": "机构公告停付，正在核实。",
    "trend": "出借人咨询增多，暂无聚集。",
    "support_needed": "请协调存管银行核对资金。",
    "contact_name": "锡安",
    "contact_phone": "0990-8001",
}
OFFICES = ("rectification_office", "internet_finance_office", "anti_illegal_fundraising_office")


def minute(number: float) -> datetime:
    """So many minutes after 09:12."""
    return MORNING + timedelta(minutes=number)


@contextmanager
def staffed_province(home: Path) -> Iterator[dict[str, Actor]]:
    """The invented province in ``home``, staffed, at 09:12; officers by login. All of it is rolled back at the end."""
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(settings, "HOME", home)
        yield founded_and_staffed()
        transaction.set_rollback(True)
    forget()


class Evening:
    """A staffed province and its officers at work. ``institutions``: from the largest balance to the smallest.

    ``condition``: the test of 爆雷 that their reports name.
    """

    def __init__(self, people: Mapping[str, Actor], condition: str = "B2") -> None:
        self.people = people
        self.condition = condition
        self.institutions = list(Institution.objects.order_by("-outstanding_balance_fen", "id"))
        self._keys = count(1)

    def key(self) -> str:
        """An idempotency key that was not used before."""
        return f"evening-{next(self._keys)}"

    def at(self, number: float) -> None:
        """Put the clock to minute ``number`` and let the clock runner do what is due."""
        world.advance_time(minute(number))
        runner.tick(timekeeping.now())

    def entry(self, rank: int) -> facts.InstitutionInEvent:
        """The institution of this rank (0 is the largest) as it enters an event."""
        row = self.institutions[rank]
        return facts.InstitutionInEvent(
            id=row.pk,
            name=row.name,
            registered_region=row.registered_region,
            operating_regions=tuple(row.operating_regions),
            class_code=row.class_code,
        )

    def report(self, rank: int = 0, **changes: Any) -> opening.Report:
        """What an officer types about one institution."""
        entry = self.entry(rank)
        return replace(
            opening.Report(
                name=f"{entry.name[:2]}停付",
                event_type="E1",
                institutions=[entry],
                occurred_at=minute(-120),
                known_at=minute(-40),
                source="存管银行电话",
                narrative="客服主管张某来电，称平台当日停付，电话13800000000。",
            ),
            **changes,
        )

    def suspicion(self, rank: int, *, occurred: float = -120, known: float = 0) -> opening.SuspicionEntry:
        """A notice of stopped payment."""
        concerned = self.institutions[rank].pk
        return opening.SuspicionEntry(concerned, self.condition, "停付公告截图", minute(occurred), minute(known))

    def open(self, rank: int = 0, *, by: str = "zhiban", **changes: Any) -> str:
        """Open an event from a manual report; returns its stream."""
        outcome = opening.open_event(
            actor=self.people[by], report=self.report(rank, **changes), idempotency_key=self.key()
        )
        return outcome.fact.stream

    def open_blown_up(self, rank: int = 0, *, occurred: float = -120, known: float = -40) -> str:
        """Open an event on a suspected blow-up."""
        return self.open(
            rank,
            suspicion=self.suspicion(rank, occurred=occurred, known=known),
            occurred_at=minute(occurred),
            known_at=minute(known),
        )

    def suspect(self, event: str, rank: int, *, occurred: float = -60, known: float = 0) -> Outcome:
        """A further institution of the event seems to have blown up."""
        return opening.suspect_blowup(
            actor=self.people["zhiban"],
            event=event,
            institution=self.entry(rank),
            entry=self.suspicion(rank, occurred=occurred, known=known),
            regions=self.state(event).regions,
            seen=None,
            idempotency_key=self.key(),
        )

    def cluster(self) -> str:
        """Two of the four largest are suspected: a grade-1 proposal whose rule became true at minute 0."""
        event = self.open_blown_up(0)
        self.suspect(event, 1)
        return event

    def figures(self, event: str, known: float = 0, by: str = "zhiban", **values: int | bool | str) -> Outcome:
        """Record figures by name."""
        rows = [
            facts.Figure(
                name=name,
                value=value,
                unit=BY_NAME[name].unit,
                as_of=minute(known),
                source="现场工作组",
                verification="unverified",
            )
            for name, value in values.items()
        ]
        return opening.record_figures(
            actor=self.people[by],
            event=event,
            figures=rows,
            known_at=minute(known),
            regions=self.state(event).regions,
            seen=None,
            idempotency_key=self.key(),
        )

    def room(self, event: str, by: str = "zhiban") -> EventRoom:
        """The event as an officer sees it."""
        return event_room(self.people[by], event)

    def state(self, event: str) -> EventState:
        """The event's folded state."""
        return self.room(event).state

    def waiting(self, event: str, act: str, by: str = "zhiban") -> WaitingMatter:
        """The newest matter of this act that waits for a signature."""
        return [matter for matter in matters_of(self.room(event, by), self.people[by]) if matter.act == act][-1]

    def sign(self, event: str, act: str, by: str) -> Outcome:
        """Sign in person."""
        matter = self.waiting(event, act)
        return grading.sign(
            actor=self.people[by],
            matter=matter.opened,
            seen_hash=matter.seen_hash,
            idempotency_key=self.key(),
        )

    def telephone(self, event: str, act: str, officer: str, *, by: str = "zhiban", at: float = 0) -> Outcome:
        """The duty chief writes down that ``officer`` approved by telephone."""
        matter = self.waiting(event, act)
        return grading.record_telephone_approval(
            actor=self.people[by],
            matter=matter.opened,
            officer=self.people[officer].officer,
            approved_at=minute(at),
            seen_hash=matter.seen_hash,
            idempotency_key=self.key(),
        )

    def owed(self, event: str, act: str) -> str:
        """The countersignature that is owed for this act."""
        return [request for request, owed in self.state(event).matters.owed.items() if owed.act == act][-1]

    def countersign(self, event: str, act: str, by: str) -> Outcome:
        """Give a countersignature."""
        state, request = self.state(event), self.owed(event, act)
        return grading.countersign(
            actor=self.people[by],
            request=request,
            seen_hash=state.matters.by_fact[state.matters.owed[request].matter].hash,
            regions=state.regions,
            idempotency_key=self.key(),
        )

    def confirm(self, event: str) -> None:
        """Watcher and duty chief confirm every suspected blow-up."""
        while [m for m in matters_of(self.room(event), self.people["zhiban"]) if m.act == "confirm_blowup"]:
            self.sign(event, "confirm_blowup", "dingfang")
            self.sign(event, "confirm_blowup", "zhiban")

    def grade(self, event: str, grade: str = "extraordinary", *, by: str = "zhiban", reason: str = "") -> Outcome:
        """Sign a grade."""
        return grading.sign_grade(
            actor=self.people[by],
            event=event,
            grade=grade,
            reason=reason,
            seen=None,
            idempotency_key=self.key(),
        )

    def reject(self, event: str, reason: str, by: str = "zhiban") -> Outcome:
        """Do not follow the proposed grade."""
        return grading.reject_proposal(
            actor=self.people[by],
            event=event,
            reason=reason,
            seen=None,
            idempotency_key=self.key(),
        )

    def draft_order(self, event: str, *, by: str = "zhiban", **changes: str) -> Outcome:
        """Put the activation order before the head."""
        return commanding.draft_activation(
            actor=self.people[by],
            event=event,
            entry=replace(ORDER, **changes),
            seen=None,
            idempotency_key=self.key(),
        )

    def activate(self, event: str) -> Outcome:
        """Draft the order and let the head sign it."""
        self.draft_order(event)
        return self.sign(event, "activate_plan", "zuzhang")

    def graded(self) -> str:
        """A cluster that was graded 特别重大."""
        event = self.cluster()
        self.grade(event)
        return event

    def ordered(self) -> str:
        """Graded, and the activation order before the head."""
        event = self.graded()
        self.draft_order(event)
        return event

    def submitted(self) -> str:
        """Graded, and the 首报 before the head."""
        event = self.graded()
        self.submit(event)
        return event

    def activated(self) -> str:
        """A cluster that was graded 特别重大 and whose plan is in force."""
        event = self.cluster()
        self.grade(event)
        self.activate(event)
        return event

    def acknowledge(self, task: str, by: str) -> Outcome:
        """Sign for a task."""
        event = task.partition("#")[0]
        return commanding.acknowledge_task(
            actor=self.people[by], task=task, regions=self.state(event).regions, idempotency_key=self.key()
        )

    def submit(
        self,
        event: str,
        kind: PaperKind = "first_notice",
        *,
        by: str = "wendian",
        texts: Mapping[str, str] | None = None,
    ) -> str:
        """Send a paper for approval; returns its reference."""
        outcome = reporting.submit(
            actor=self.people[by],
            event=event,
            kind=kind,
            texts={**TEXTS, **(texts or {})},
            seen=None,
            idempotency_key=self.key(),
        )
        return outcome.fact.reference

    def preview(self, event: str, kind: PaperKind = "first_notice") -> str:
        """The paper as it would go out now, as plain text."""
        paper = reporting.preview(
            actor=self.people["wendian"],
            event=event,
            kind=kind,
            texts=TEXTS,
            plan=self.room(event).plan,
        )
        return render_text(paper)

    def text(self, event: str, paper: str) -> str:
        """A submitted paper as plain text, read by its writer."""
        content = paper_content(
            actor=self.people["wendian"], paper=paper, purpose="核对", regions=self.state(event).regions
        )
        return render_text(content)

    def pdf_text(self, event: str, paper: str) -> str:
        """What the frozen PDF of a sent paper says, without spaces."""
        content = paper_file(
            actor=self.people["wendian"], paper=paper, form="pdf", purpose="核对", regions=self.state(event).regions
        )
        return "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages)

    def send(self, event: str, paper: str, *, by: str = "zhiban", sent: Mapping[str, float] | float = 0) -> Outcome:
        """Send an approved paper; ``sent``: minute for all offices or for each."""
        plan = self.room(event).plan
        moments = sent if isinstance(sent, Mapping) else dict.fromkeys(OFFICES, sent)
        return documents.send_paper(
            actor=self.people[by],
            paper=paper,
            sendings=[
                Sending(
                    addressee=office, addressee_name=plan.addressee(office).name, channel="电话", sent_at=minute(moment)
                )
                for office, moment in moments.items()
            ],
            regions=self.state(event).regions,
            clause="5.2.1.1.a",
            idempotency_key=self.key(),
        )

    def sent(self, event: str, kind: PaperKind = "first_notice", at: float = 0) -> str:
        """A paper submitted, approved by the head (by telephone, where it went out before now) and sent."""
        paper = self.submit(event, kind)
        act = "approve_first_notice" if kind == "first_notice" else "sign_written_report"
        if minute(at) < timekeeping.now():
            self.telephone(event, act, "zuzhang", at=at)
        else:
            self.sign(event, act, "zuzhang")
        self.send(event, paper, sent=at)
        return paper

    def receipt(self, event: str, paper: str, office: str, received: float, *, by: str = "zhiban") -> Outcome:
        """Type in one office's receipt."""
        return documents.record_receipt(
            actor=self.people[by],
            paper=paper,
            addressee=office,
            channel="电话",
            receiver="值班员",
            received_at=minute(received),
            regions=self.state(event).regions,
            idempotency_key=self.key(),
        )

    def end(
        self, event: str, *, by: str = "zuzhang", unmet: Mapping[str, str] | None = None, reason: str = ""
    ) -> Outcome:
        """The head ends the event; ``unmet``: conditions that are not met, with the note to each."""
        conditions = [
            facts.ConditionChecked(
                condition=row.id, met=row.id not in (unmet or {}), note=(unmet or {}).get(row.id, "")
            )
            for row in self.room(event).plan.termination_conditions
        ]
        return ending.terminate_event(
            actor=self.people[by],
            event=event,
            reason=reason,
            conditions=conditions,
            residual="",
            seen=None,
            idempotency_key=self.key(),
        )

    def dismiss(self, event: str, reason: str, by: str = "zhiban") -> Outcome:
        """A false alarm."""
        return ending.dismiss_event(
            actor=self.people[by],
            event=event,
            reason=reason,
            seen=None,
            idempotency_key=self.key(),
        )

    def clocks(self, event: str, definition: str) -> dict[str, Clock]:
        """Clocks of one definition by whom they are for."""
        return {row.subject: row for row in Clock.objects.filter(stream=event, definition=definition)}

    def running(self, event: str, definition: str) -> list[Clock]:
        """Clocks of one definition that still run."""
        return list(Clock.objects.filter(stream=event, definition=definition, status="running"))

    def statuses(self, event: str, *definitions: str) -> set[str]:
        """The statuses in which the clocks of these definitions stand."""
        return set(Clock.objects.filter(stream=event, definition__in=definitions).values_list("status", flat=True))

    def facts(self, event: str, *kinds: str) -> list[Fact]:
        """The event's facts of these kinds."""
        return [fact for fact in read_stream(event) if not kinds or fact.kind in kinds]
