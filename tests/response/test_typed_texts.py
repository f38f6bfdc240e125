"""Every text that an officer types, or that is copied from one, is looked through for personal numbers."""

from typing import Any

import pytest
from pydantic import ValidationError

from fengsui.conduct.shapes import FactModel
from fengsui.conduct.signatures import SignatureGiven
from fengsui.documents.facts import PaperApproved, Sending
from fengsui.response import facts

MOBILE = "张某 138-0000-0000"
WHEN = "2026-03-02T01:12:00.000000Z"
PAYLOADS: list[tuple[type[FactModel], str, dict[str, Any]]] = [
    (facts.TaskAcknowledged, "officer_name", {"task": "e#1", "officer": "officer/a"}),
    (facts.SupportRequested, "region_name", {"region": "990300"}),
    (
        facts.Assignment,
        "officer_name",
        {"department": "d", "officer": "officer/a", "deputy": "officer/b", "deputy_name": "乙"},
    ),
    (
        facts.Assignment,
        "deputy_name",
        {"department": "d", "officer": "officer/a", "officer_name": "甲", "deputy": "officer/b"},
    ),
    (facts.PlanActivated, "signatory", {"order": "e#1", "grade": "extraordinary", "response_level": "一级"}),
    (facts.PlanActivated, "response_level", {"order": "e#1", "grade": "extraordinary", "signatory": "甲"}),
    (PaperApproved, "signatory", {"paper": "e#1", "kind": "first_notice"}),
    (Sending, "addressee_name", {"addressee": "office", "channel": "电话", "sent_at": WHEN}),
    (
        SignatureGiven,
        "officer_name",
        {"matter": "e#1", "act": "a", "officer": "o", "role": "R1", "mode": "in_person", "seen_hash": "0"},
    ),
]


@pytest.mark.clause("1.5.d")
@pytest.mark.parametrize(("model", "column", "others"), PAYLOADS)
def test_a_mobile_number_in_a_name_is_refused(model: type[FactModel], column: str, others: dict[str, Any]) -> None:
    """Names and posts stand in the ledger for good; a number typed beside one must not."""
    assert model.model_validate({**others, column: "张某"})
    with pytest.raises(ValidationError, match="不能写手机号"):
        model.model_validate({**others, column: MOBILE})
