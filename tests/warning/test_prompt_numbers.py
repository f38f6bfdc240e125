"""Every number on a 风险提示函 resolves to a fact, or to the named writer who typed it (N12)."""

import pytest

from fengsui.documents.queries import paper_content
from fengsui.documents.state import PaperState
from fengsui.ledger.reading import read_all
from fengsui.registry.models import Officer
from fengsui.response.departures import runs_of
from fengsui.warning import prompting
from fengsui.warning.papers import in_beijing
from tests.response.numbers import unanswered
from tests.warning.room import GRAVE, Room


@pytest.mark.parametrize("typed", [{}, {"scope": "出借人约31,000人，12个县"}])
def test_no_number_of_a_risk_prompt_is_nobodys(room: Room, typed: dict[str, str]) -> None:
    """Facts fill the eight fields; a passage that the writer changed keeps both texts and his name."""
    room.know(GRAVE)
    writer = room.people["wendian"]
    drafted, _ = prompting.prompt_texts(actor=writer, ticket=room.ticket.fact)
    fact = prompting.submit_prompt(
        actor=writer, ticket=room.ticket.fact, texts={**drafted, **typed}, idempotency_key=room.key()
    ).fact
    told = paper_content(actor=writer, paper=fact.reference, purpose="核对", regions=("990000",))
    known = {row.reference for row in read_all()}
    officers = set(Officer.objects.values_list("id", flat=True))
    own = [in_beijing(fact.happened_at)]
    assert unanswered(told, known, officers, own=own) == []
    departed = [run for run in runs_of(told.blocks) if run.hand]
    assert [run.text for run in departed] == list(typed.values())
    assert [run.hand.given for run in departed if run.hand] == [drafted["scope"]] * len(typed)
    state: PaperState = room.state().papers[fact.reference]
    assert [row["name"] for row in state.payload["figures"] if row["typed_by"]] == list(typed)
