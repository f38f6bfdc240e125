"""The story of the kept export that tells forms, a letter to many units, a report filled in offline, a seal.

Small: it keeps company with the story of command and papers.
"""

from collections.abc import Mapping

from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor
from fengsui.conduct.plans import plan_in_force
from fengsui.documents.letters import actions as letters
from fengsui.documents.letters import copies
from fengsui.documents.letters.queries import letter_state
from fengsui.documents.sheets import filling
from fengsui.response.offline.actions import Taken, import_form
from fengsui.response.offline.reading import read_form
from fengsui.response.offline.template import offline_template
from fengsui.response.queries import event_room
from tests.plan_2019_75.evening import OFFICES, Evening
from tests.response.offline.filled import body, saved
from tests.web.form_pages import HEAD
from tests.web.sheet_signed import TALK, sign_sheet, submitted_sheet
from tests.web.stamped import stamp

_ACTS: Mapping[str, tuple[str, ...]] = {
    "form": ("begun", "submitted", "returned", "signed", "revised", "dropped"),
    "letter": ("begun", "copies_ordered", "copies_completed"),
    "offline_form": ("imported",),
    "paper": ("submitted", "approved", "sent", "sealed"),
}
KINDS = frozenset(f"{thing}.{act}" for thing, acts in _ACTS.items() for act in acts)
"""Kinds of facts that this story tells."""
STORY = "forms-and-copies"
UNITS = "南浦市金融办\n北屏市金融办"


class FormsAndCopies:
    """The story, step by step."""

    def __init__(self, people: Mapping[str, Actor]) -> None:
        self.people = people
        self.evening = Evening(people)

    def fill(self) -> None:
        """A talk that is sent back, signed and completed in a further version; one that is not needed."""
        evening, writer = self.evening, self.people["hecha"]
        sheet = submitted_sheet(evening)
        filling.return_sheet(
            actor=self.people["chufei"], sheet=sheet, reason="期限写明日期", idempotency_key=evening.key()
        )
        texts = {**filling.sheet_draft(actor=writer, sheet=sheet).values, **HEAD, **TALK}
        filling.submit_sheet(actor=writer, sheet=sheet, values=texts, idempotency_key=evening.key())
        sign_sheet(evening, sheet, "chufei")
        filling.revise_sheet(actor=writer, sheet=sheet, reason="补记复查", idempotency_key=evening.key())
        dropped = submitted_sheet(evening)
        filling.return_sheet(actor=self.people["chufei"], sheet=dropped, reason="不需要", idempotency_key=evening.key())
        filling.drop_sheet(actor=writer, sheet=dropped, reason="改为电话约谈", idempotency_key=evening.key())

    def make_out(self) -> None:
        """One signature, two papers with numbers of their own."""
        evening, writer = self.evening, self.people["wendian"]
        letter = letters.begin_letter(
            actor=writer, form="coordination_letter", separate=True, idempotency_key=evening.key()
        ).fact.stream
        texts = {
            **letters.letter_draft(actor=writer, letter=letter).texts,
            "title": "关于报送联络人的函",
            "recipients": UNITS,
            "body": "请报送联络人。",
        }
        letters.submit_letter(actor=writer, letter=letter, texts=texts, idempotency_key=evening.key())
        state = letter_state(letter)
        assert state.paper is not None
        matter = state.matters.by_fact[state.paper.opened]
        letters.sign_letter(
            actor=self.people["zuzhang"], paper=state.paper.opened, seen_hash=matter.hash, idempotency_key=evening.key()
        )
        copies.order_copies(
            actor=self.people["zhiban"], letter=letter, channel="公文交换", idempotency_key=evening.key()
        )
        assert copies.make_copies(timekeeping.system_now()) > 0

    def report(self) -> None:
        """The 首报 filled in without a network; sent, received, sealed by the office's program."""
        evening, writer = self.evening, self.people["wendian"]
        event = evening.cluster()
        evening.grade(event)
        page = offline_template(actor=writer, room=event_room(writer, event)).decode()
        content = saved(body(page))
        form = read_form(content)
        import_form(
            actor=writer,
            event=event,
            form=form,
            taken=Taken(content=content, template_plan=plan_in_force().version, revision=0, passages={}),
            seen=None,
            idempotency_key=evening.key(),
        )
        notice = evening.sent(event)
        evening.receipt(event, notice, OFFICES[0], 0)
        stamp(evening, notice, evening.state(event).regions)
