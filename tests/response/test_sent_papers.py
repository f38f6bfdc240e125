"""A paper that went out never changes: no later act alters a byte of what is kept, nor what the page hands out."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule, run_state_machine_as_test

from fengsui.conduct.access import AccessDenied, Actor
from fengsui.conduct.acting import Refused
from fengsui.documents import scans
from fengsui.documents.files import read_file
from fengsui.documents.models import Paper
from fengsui.documents.queries import paper_content, paper_file
from fengsui.response import reporting
from fengsui.response.joining import merging, reopening, splitting
from tests.plan_2019_75.evening import TEXTS, Evening
from tests.registry.plan_desk import PlanDesk, whole_plan
from tests.response.joined_lives import JoinedLife
from tests.response.lives import clerk, duty, which
from tests.response.test_further_papers import further, noticed, out
from tests.response.test_life import quick_papers
from tests.staffing import institution_ids, institution_in_event

__all__ = ["quick_papers"]
FORMS = ("pdf", "docx", "text")
FROZEN = ("title", "number", "content", "content_hash", "figures", "addressees", "signatory", "sendings", *FORMS)
SETTINGS = settings(
    max_examples=4 if connection.vendor == "postgresql" else 12,
    stateful_step_count=30,
    suppress_health_check=list(HealthCheck),
    print_blob=False,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
Kept = tuple[Any, ...]


def kept(paper: Paper) -> Kept:
    """All there is of a sent paper: its columns, its files' bytes, and the sealed files as they lie on the disk."""
    digests = [getattr(paper, form) for form in FORMS]
    folder = Path(django_settings.HOME) / "files"
    sealed = [(folder / digest[:2] / f"{digest}.sealed").read_bytes() for digest in digests]
    return (
        *(getattr(paper, column) for column in FROZEN),
        *(read_file(stream=paper.stream, digest=digest) for digest in digests),
        *sealed,
    )


class SentLife(JoinedLife):
    """A life that begins with a sent notice; whatever is done afterwards, what went out stays byte by byte."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, Kept] = {}
        self.adopted = 0

    @initialize(start=st.just("sent"))
    def begin(self, start: str) -> None:
        """The first notice is out."""
        super().begin(start)

    @precondition(lambda self: self.events)
    @rule(event=which, who=clerk, text=st.sampled_from(("约21,000人", "<b>甲</b>", "")))
    def write_over_a_figure(self, event: int, who: str, text: str) -> None:
        """A draft departs from the facts, and is kept."""
        name = self.event(event)
        try:
            reporting.save_draft(
                actor=self.people[who],
                event=name,
                kind="written_report",
                texts=TEXTS,
                changes={"lender_count": text},
                revision=0,
            )
        except (Refused, AccessDenied):
            return

    @precondition(lambda self: self.sent)
    @rule(paper=which, who=duty, content=st.sampled_from((b"%PDF-1.7 a", b"%PDF-1.7 b")))
    def scan(self, paper: int, who: str, content: bytes) -> None:
        """A stamped copy is put beside what went out."""
        chosen = Paper.objects.get(pk=list(self.sent)[paper % len(self.sent)])
        regions = self.state(chosen.stream).regions
        self.do(
            lambda key: scans.attach_scan(
                actor=self.people[who],
                paper=chosen.pk,
                content=content,
                name="盖章件.pdf",
                regions=regions,
                idempotency_key=key,
            )
        )

    @precondition(lambda self: self.adopted < 2)
    @rule()
    def adopt_a_plan(self) -> None:
        """The province adopts a plan of its own."""
        self.adopted += 1
        PlanDesk(self.people).adopted(whole_plan(f"本地{self.adopted}"))

    @invariant()
    def what_went_out_stays(self) -> None:
        """Every paper that was ever seen as sent is what it was."""
        for paper in Paper.objects.filter(status="sent"):
            self.sent.setdefault(paper.pk, kept(paper))
        for reference, before in self.sent.items():
            assert kept(Paper.objects.get(pk=reference)) == before


@pytest.mark.usefixtures("quick_papers")
@pytest.mark.clause("1.6.b", "1.7.b")
def test_nothing_changes_a_sent_paper(officers: dict[str, Actor]) -> None:
    """Corrections, merges, splits, reopenings, another plan, other figures: columns, files and seals stay the same."""
    largest = [institution_in_event(officers["zhiban"], i) for i in institution_ids(officers["zhiban"])[:12]]
    life = type("ThisLife", (SentLife,), {"people": officers, "institutions": largest})
    run_state_machine_as_test(life, settings=SETTINGS)


def test_the_typeset_files_stay_through_everything(evening: Evening) -> None:
    """With the real PDF and DOCX: one act of each sort after another, and the files handed out stay byte by byte."""
    event = noticed(evening)
    paper = next(iter(evening.state(event).papers))
    reader: dict[str, Any] = {"actor": evening.people["wendian"], "paper": paper, "purpose": "核对"}

    def handed_out() -> list[Any]:
        regions = evening.state(event).regions
        return [
            *(paper_file(form=form, regions=regions, **reader) for form in FORMS),
            paper_content(regions=regions, **reader),
            *kept(Paper.objects.get(pk=paper)),
        ]

    before = handed_out()

    def unchanged() -> None:
        assert handed_out() == before

    evening.figures(event, lender_count=31_000)
    unchanged()
    out(evening, event, further(evening, event, "correction_report", paper))
    out(evening, event, further(evening, event, "recall_notice", paper))
    unchanged()
    common: dict[str, Any] = {"actor": evening.people["zuzhang"], "seen": None}
    other = evening.open_blown_up(4)
    merging.merge_events(event=other, into=event, reason="同一原因", idempotency_key=evening.key(), **common)
    unchanged()
    leaving = list(evening.state(event).institutions)[-1]
    splitting.split_event(
        event=event, institution=leaving, name="另案", reason="原因不同", idempotency_key=evening.key(), **common
    )
    unchanged()
    evening.grade(event, "major", by="zuzhang", reason="兑付恢复")
    evening.end(event, reason="兑付完毕")
    out(evening, event, further(evening, event, "final_report"))
    reopening.reopen_event(event=event, reason="有新情况", idempotency_key=evening.key(), **common)
    unchanged()
    PlanDesk(evening.people).adopted()
    evening.at(2880)
    unchanged()
