"""Each new act called directly, past every page, by an officer of each role: who lacks the grant writes nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from fengsui.command import calling, deciding, handing_over, meeting
from fengsui.conduct import timekeeping
from fengsui.conduct.access import AccessDenied, Actor, roles_allowed
from fengsui.conduct.acting import Refused
from fengsui.dispatch import answering, links
from fengsui.dispatch.alerting import alert_stream
from fengsui.documents import scans
from fengsui.documents.letters import actions as letters
from fengsui.ledger.reading import count_facts
from fengsui.registry.models import Officer
from fengsui.registry.queries import actor_for_officer
from fengsui.response.joining import leading, merging, reopening, splitting, supporting
from fengsui.response.neighbours import actions as neighbours
from fengsui.tasking import dealings, evidence, ordering, working
from fengsui.tasking import handing_over as bulk
from fengsui.tasking.ordering import OrderEntry
from tests.clauses import clause
from tests.tasking.commanded import PIECE
from tests.web.elsewhere import TEXTS, Elsewhere, everything_elsewhere
from tests.web.two_events import FIRST, ROLES, SECOND, TwoEvents, login_of, province, worked

__all__ = ["province", "worked"]
Act = Callable[[Actor], Any]


@pytest.fixture
def elsewhere(province: TwoEvents) -> Elsewhere:
    """Everything there is of the second event."""
    return everything_elsewhere(province)


def acts(province: TwoEvents, found: Elsewhere) -> dict[str, list[Act]]:
    """Permission → acts that ask for it."""
    event, now, key = SECOND, timekeeping.now(), province.evening.key
    head = province.evening.people["zuzhang"].officer
    late: Any = {"seen": None, "idempotency_key": "role"}
    entry = OrderEntry(title="核对", region="990500", owner=found.owner, due_at=now + timedelta(hours=1))
    decision = deciding.DecisionEntry(
        question="问",
        options=["甲", "乙"],
        no_options_reason="",
        clauses=[],
        facts=[],
        basis="",
        legal_reviewer="某处",
        legal_opinion="可",
        no_legal_review_reason="",
        votes=[],
        decision="甲",
        approver=head,
        decided_at=now,
    )
    call = calling.CallEntry("in", "某局", answered=True, said="说", follows="", at=now, event=event)
    letter, sent = found.letter, f"{event}#1"
    return {
        "tasking.issue_order": [lambda who: ordering.issue_order(actor=who, entry=entry)],
        "tasking.pass_down": [lambda who: ordering.pass_down(actor=who, parent=found.order, entry=entry)],
        "tasking.work_order": [
            lambda who: working.report_order(actor=who, order=found.order, note="办", done=False),
            lambda who: working.acknowledge_order(actor=who, order=found.child),
            lambda who: working.explain_overdue(actor=who, order=found.order, reason="因"),
        ],
        "tasking.acknowledge_order_by_telephone": [
            lambda who: working.acknowledge_order(actor=who, order=found.child, by_telephone=True, receiver="某")
        ],
        "tasking.close_order": [
            lambda who: working.close_order(actor=who, order=found.order, outcome="withdrawn", reason="因"),
            lambda who: working.return_order(actor=who, order=found.order, reason="因"),
        ],
        "tasking.hand_over": [
            lambda who: bulk.hand_over(actor=who, old=found.owner, new=head, cause="left"),
        ],
        "tasking.collect_evidence": [
            lambda who: evidence.collect_evidence(
                actor=who, entry=replace(PIECE, subject=event, original="柜", collected_at=now)
            )
        ],
        "tasking.hand_evidence": [
            lambda who: evidence.hand_evidence(
                actor=who, evidence=found.evidence, taker="甲", taker_post="职", handed_at=now, reason="因"
            )
        ],
        "tasking.open_evidence": [
            lambda who: evidence.open_file(actor=who, evidence=found.evidence, purpose="核对"),
        ],
        "tasking.record_dealings": [
            lambda who: dealings.record_letter(
                actor=who, event=event, department="tax", direction="sent", title="函", exchanged_at=now
            ),
            lambda who: dealings.record_resource(
                actor=who, event=event, item="车", amount=1, unit="辆", provider="局", used_at=now
            ),
        ],
        "command.hand_over": [
            lambda who: handing_over.hand_over(
                actor=who, shift=found.shift, incoming=head, notes="", now=now, seen=None
            ),
            lambda who: handing_over.take_over(actor=who, handover=found.handover, seen_hash=found.handover_hash),
        ],
        "command.log_call": [
            lambda who: calling.log_call(actor=who, entry=call),
            lambda who: calling.follow_up(actor=who, call=found.call, outcome="办"),
        ],
        "command.open_calls": [
            lambda who: calling.open_texts(who, list(calling.calls(province.evening.people["zhiban"])), "核对"),
        ],
        "command.record_decision": [lambda who: deciding.record_decision(actor=who, event=event, entry=decision)],
        "command.sign_decision": [
            lambda who: deciding.sign_decision(actor=who, decision=found.decision, seen_hash=found.decision_hash),
            lambda who: deciding.return_decision(actor=who, decision=found.decision, reason="因"),
        ],
        "command.convene_meeting": [
            lambda who: meeting.convene(
                actor=who, event=event, title="会", begins_at=now, place="", departments=["tax"], agenda=["议"]
            ),
            lambda who: meeting.conclude(
                actor=who, meeting=found.meeting, present={"tax": "某"}, conclusions=["议定"], tasks=[]
            ),
        ],
        "dispatch.answer_alert": [
            lambda who: answering.answer(actor=who, stream=alert_stream(event), messages=[sent]),
        ],
        "dispatch.record_call": [
            lambda who: answering.record_call(
                actor=who,
                stream=alert_stream(event),
                messages=[sent],
                officer=found.owner,
                outcome="reached",
                spoke_with="某",
                called_at=now,
                note="",
                idempotency_key="role",
            )
        ],
        "dispatch.issue_link": [
            lambda who: links.issue(actor=who, about=found.task, liaison="某", hours=1, idempotency_key="role"),
            lambda who: links.revoke(actor=who, key=found.link, idempotency_key="role"),
            lambda who: links.links_about(who, found.task),
        ],
        "dispatch.answer_by_link": [],
        "documents.draft_paper": [
            lambda who: letters.begin_letter(actor=who, form="coordination_letter", about=event, idempotency_key=key()),
            lambda who: letters.save_letter(actor=who, letter=letter, texts=TEXTS, revision=1),
            lambda who: letters.preview_letter(actor=who, letter=letter, texts=TEXTS),
            lambda who: letters.letter_draft(actor=who, letter=letter),
        ],
        "documents.submit_paper": [
            lambda who: letters.submit_letter(actor=who, letter=letter, texts=TEXTS, idempotency_key="role")
        ],
        "documents.sign_letter": [
            lambda who: letters.sign_letter(actor=who, paper=f"{letter}#2", seen_hash="0", idempotency_key="role")
        ],
        "documents.withdraw_paper": [
            lambda who: letters.drop_letter(actor=who, letter=letter, reason="因", idempotency_key="role")
        ],
        "documents.record_receipt": [
            lambda who: scans.attach_scan(
                actor=who, paper=f"{letter}#2", content=b"%PDF-2", name="a", regions=("990500",), idempotency_key=key()
            )
        ],
        "response.merge_events": [
            lambda who: merging.merge_events(actor=who, event=event, into=FIRST, reason="因", **late)
        ],
        "response.split_event": [
            lambda who: splitting.split_event(
                actor=who, event=event, institution="institution/1", name="名", reason="因", **late
            )
        ],
        "response.reopen_event": [lambda who: reopening.reopen_event(actor=who, event=event, reason="因", **late)],
        "response.transfer_lead": [
            lambda who: leading.transfer_lead(actor=who, event=event, region="990200", reason="因", **late)
        ],
        "response.request_support": [
            lambda who: supporting.request_support(actor=who, event=event, region="990200", asked="人", **late)
        ],
        "response.oversee_support": [
            lambda who: supporting.oversee_refusal(actor=who, request=sent, excused=True, note="因", **late)
        ],
        "response.count_lenders": [
            lambda who: neighbours.count_lenders(
                actor=who, event=event, counts=[("130000", 1)], as_of=now, source="源", **late
            )
        ],
        "response.notify_neighbour": [
            lambda who: neighbours.note_sent(
                actor=who, event=event, region="130000", letter="", number="", channel="专线", sent_at=now, **late
            )
        ],
    }


@clause("1.1.d", "1.5.d")
@pytest.mark.parametrize("role", ROLES)
def test_who_lacks_the_grant_writes_nothing(province: TwoEvents, elsewhere: Elsewhere, role: str) -> None:
    """Of the whole province, with real numbers: AccessDenied, before anything else is said, for every act ungranted."""
    who = actor_for_officer(Officer.objects.get(login=login_of(role)).pk)
    before, done = count_facts(), []
    for permission, tries in acts(province, elsewhere).items():
        if role in roles_allowed(permission):
            continue
        for number, attempt in enumerate(tries):
            try:
                attempt(who)
            except AccessDenied:
                continue
            except Refused as refused:  # refused for want of something else, before the post was asked: no door either
                done.append(f"{permission} {number}: {refused}")
                continue
            done.append(f"{permission} {number} was done")
    assert done == []
    assert count_facts() == before


@clause("1.1.d", "1.5.d")
def test_another_prefecture_writes_nothing(province: TwoEvents, elsewhere: Elsewhere) -> None:
    """With every post there is, but of another place: none of the acts is done."""
    who = actor_for_officer(Officer.objects.get(login="duty.city").pk)
    before, done = count_facts(), []
    for permission, tries in acts(province, elsewhere).items():
        for number, attempt in enumerate(tries):
            try:
                attempt(who)
            except (AccessDenied, Refused):
                continue
            if permission != "command.open_calls":  # what is not his is left out of the answer
                done.append(f"{permission} {number}")
    assert done == []
    assert count_facts() == before
