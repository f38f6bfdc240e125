"""Random lives of one or two events: whatever people do in whatever order, the house keeps its promises."""

from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from fengsui.conduct.access import Actor
from fengsui.documents import actions as documents
from tests.response.lives import Life
from tests.staffing import institution_ids, institution_in_event

SETTINGS = settings(
    # The second run, on PostgreSQL, is about the database: fewer lives show what it does otherwise.
    max_examples=6 if connection.vendor == "postgresql" else 18,
    stateful_step_count=50,
    suppress_health_check=list(HealthCheck),
    print_blob=False,
)


@pytest.fixture
def quick_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers drawn as plain text: typesetting is tested elsewhere and takes long."""

    def draw(paper: Any, **_: Any) -> bytes:
        return bytes(paper.model_dump_json().encode())

    monkeypatch.setattr(documents, "render_pdf", draw)
    monkeypatch.setattr(documents, "render_docx", lambda paper: b"docx" + draw(paper))
    monkeypatch.setattr(documents, "render_text", lambda paper: "text" + str(paper.model_dump_json()))


@pytest.mark.usefixtures("quick_papers")
@pytest.mark.clause("1.1.e", "1.1.h", "5.2.1.1.a", "5.2.1.1.d")
def test_whatever_happens_to_an_event(officers: dict[str, Actor]) -> None:
    """Rows follow from facts, clocks fire once, papers carry their signatures, and tampering is found and located."""
    largest = [institution_in_event(officers["zhiban"], i) for i in institution_ids(officers["zhiban"])[:12]]
    life = type("ThisLife", (Life,), {"people": officers, "institutions": largest})
    run_state_machine_as_test(life, settings=SETTINGS)
