"""What a list of letters shows of one place, however many letters other places write."""

from dataclasses import replace

from fengsui.documents.letters import actions, queries
from fengsui.documents.models import Letter
from tests.clauses import clause
from tests.plan_2019_75.conftest import evening, people
from tests.plan_2019_75.evening import Evening
from tests.web.letter_sent import TEXTS

__all__ = ["evening", "people"]


@clause("1.5.d", "1.1.h")
def test_others_letters_crowd_nobody_s_out(evening: Evening) -> None:
    """Five hundred letters of another place came after it: the own one is listed, and still waits for its signature."""
    writer, key = evening.people["wendian"], evening.key
    event = evening.open_blown_up(0)
    letter = actions.begin_letter(actor=writer, form="coordination_letter", about=event, idempotency_key=key())
    stream = letter.fact.stream
    actions.submit_letter(actor=writer, letter=stream, texts=TEXTS, idempotency_key=key())
    row = Letter.objects.get(pk=stream)
    others = [
        Letter(id=f"paper/2026-{900 + n}", regions=["990500"], kind="函", form=row.form, form_name=row.form_name)
        for n in range(500)
    ]
    for other in others:
        other.status, other.begun_at, other.begun_by = "sent", row.begun_at, row.begun_by
    Letter.objects.bulk_create(others)
    head = evening.people["zuzhang"]
    inside = replace(head, region=evening.state(event).regions[0])
    assert [one["id"] for one in queries.letters(inside)] == [stream]
    assert [matter.opened.partition("#")[0] for matter in queries.waiting_letters(head)] == [stream]
    assert [matter.opened.partition("#")[0] for matter in queries.waiting_letters(inside)] == [stream]
