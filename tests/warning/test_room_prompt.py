"""The 风险提示函: eight fields from facts, approved by signature, sent, received; settles the ticket's prompt clock."""

from collections.abc import Mapping
from typing import Any

import pytest

from fengsui.conduct.access import AccessDenied
from fengsui.conduct.acting import Refused
from fengsui.documents import actions as documents
from fengsui.documents.layout import render_text
from fengsui.documents.queries import paper_content, paper_file
from fengsui.warning import prompting
from fengsui.warning.papers import EIGHT
from fengsui.warning.queries import desk_matters, institution_warning, warning_regions, warning_stream
from tests.warning.room import CALM, GRAVE, Room, minute


def submitted(room: Room, texts: Mapping[str, str] | None = None) -> str:
    """The letter of the open ticket before its approver."""
    drafted, _ = prompting.prompt_texts(actor=room.people["wendian"], ticket=room.ticket.fact)
    return prompting.submit_prompt(
        actor=room.people["wendian"],
        ticket=room.ticket.fact,
        texts={**drafted, **(texts or {})},
        idempotency_key=room.key(),
    ).fact.reference


def test_eight_fields_come_from_facts(room: Room) -> None:
    """Every field is there, says it is no statutory warning, and each figure names its fact."""
    room.know(GRAVE)
    actor = room.people["wendian"]
    drafted, _ = prompting.prompt_texts(actor=actor, ticket=room.ticket.fact)
    text = render_text(prompting.preview_prompt(actor=actor, ticket=room.ticket.fact, texts=drafted))
    for label in EIGHT:
        assert label in text
    for words in (
        "内部研判级别：一级研判",
        "规则建议，未经签定",
        "2026年3月2日 09:12",
        "不是突发事件应对法规定的预警级别",
    ):
        assert words in text
    room.sign_level(1)
    paper = submitted(room)
    payload = room.state().papers[paper].payload
    assert {row["fact"] for row in payload["figures"]} == {room.ticket.fact, room.state().assessment_fact}
    assert payload["number"] == "云网险〔2026〕1号"


def test_letter_goes_out_signed_and_settles_its_clock(room: Room) -> None:
    """Duty chief or deputy head signs, the duty chief sends; receipt by the institution; the files are frozen."""
    room.know(GRAVE)
    paper = submitted(room)
    assert [matter.opened for matter in desk_matters(room.people["zhiban"])] == [paper]
    with pytest.raises(Refused):
        room.sign(paper, "dingfang")
    send: dict[str, Any] = {"actor": room.people["zhiban"], "paper": paper, "channel": "公文交换", "sent_at": minute(0)}
    with pytest.raises(Refused, match="还没有批准"):
        prompting.send_prompt(**send, idempotency_key=room.key())
    room.sign(paper, "fuzuzhang")
    assert [clock.due_at for clock in room.clocks("warning_notice")] == [minute(120)]
    prompting.send_prompt(**send, idempotency_key=room.key())
    assert [clock.status for clock in room.clocks("warning_notice")] == ["settled"]
    regions = warning_regions(warning_stream(room.first))
    documents.record_receipt(
        actor=room.people["zhiban"],
        paper=paper,
        addressee=prompting.TO_INSTITUTION,
        channel="公文交换",
        receiver="办公室",
        received_at=minute(0),
        regions=regions,
        idempotency_key=room.key(),
    )
    row = institution_warning(room.people["zhiban"], room.first).papers[0]
    assert (row["kind"], row["status"], row["signatory"]) == ("risk_prompt", "sent", "程北川")
    assert row["receipts"][prompting.TO_INSTITUTION]["receiver"] == "办公室"
    reader: dict[str, Any] = {"actor": room.people["ducha"], "paper": paper, "purpose": "督查", "regions": regions}
    assert paper_file(**reader, form="pdf").startswith(b"%PDF")
    assert "关于" in paper_content(**reader).title


def test_drafts_are_kept_and_passages_are_needed(room: Room) -> None:
    """What was typed stays until it is submitted; an empty passage is refused; only writers draft."""
    room.know(GRAVE)
    arguments: dict[str, Any] = {"actor": room.people["wendian"], "ticket": room.ticket.fact}
    drafted, revision = prompting.prompt_texts(**arguments)
    typed = {**drafted, "warned_of": "请注意兑付安排"}
    prompting.save_prompt_draft(**arguments, texts=typed, revision=revision)
    assert prompting.prompt_texts(**arguments)[0]["warned_of"] == "请注意兑付安排"
    with pytest.raises(Refused, match="应当采取的措施"):
        prompting.preview_prompt(**arguments, texts={**typed, "measures": " "})
    with pytest.raises(AccessDenied):
        prompting.prompt_texts(actor=room.people["dingfang"], ticket=room.ticket.fact)


def test_next_ticket_has_a_letter_of_its_own(room: Room) -> None:
    """One letter for each ticket; none on a closed one."""
    room.know(GRAVE)
    first = room.ticket.fact
    submitted(room)
    with pytest.raises(Refused, match="已送签"):
        submitted(room)
    room.close()
    with pytest.raises(Refused, match="销单"):
        prompting.prompt_texts(actor=room.people["wendian"], ticket=first)
    room.know(CALM)
    room.know(GRAVE)
    submitted(room)
