"""Something of every sort in the event of another prefecture, each with a word that must reach nobody else."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from fengsui.command import calling, deciding, handing_over, meeting
from fengsui.command.facts import Vote
from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, system_actor
from fengsui.dispatch import links
from fengsui.dispatch.alerting import run_alerts
from fengsui.documents import actions as papers
from fengsui.documents import scans
from fengsui.documents.facts import Sending
from fengsui.documents.letters import actions as letters
from fengsui.documents.letters.queries import letter_state
from fengsui.registry.actions import appoint_officer, assign_duty
from fengsui.registry.queries import actor_for_officer
from fengsui.response.neighbours.actions import count_lenders, note_sent
from fengsui.tasking import dealings, evidence, ordering, working
from fengsui.tasking.ordering import OrderEntry
from tests.tasking.commanded import PIECE
from tests.web.two_events import EVERY_CASE_ROLE, SECOND, TwoEvents

WORD = "橄榄暗桩"
"""Stands in every text that is typed about the other prefecture's event."""
PLACE = "990500"
TEXTS = {"title": f"关于{WORD}的函", "recipients": f"{WORD}局", "body": f"{WORD}，请予支持。"}


@dataclass
class Elsewhere:
    """What there is, by sort; each a stream, a reference or a key as the addresses take it."""

    owner: str = ""
    event: str = SECOND
    order: str = ""
    child: str = ""
    evidence: str = ""
    letter: str = ""
    decision: str = ""
    decision_hash: str = ""
    loose_decision: str = ""
    meeting: str = ""
    call: str = ""
    loose_call: str = ""
    handover: str = ""
    handover_hash: str = ""
    shift: str = ""
    task: str = ""
    link: str = ""
    alert: str = ""
    split: str = ""
    extra: dict[str, str] = field(default_factory=dict)


def everything_elsewhere(province: TwoEvents) -> Elsewhere:
    """Work the second event, which belongs to 990500 alone, through every room."""
    evening = province.evening
    people, key = evening.people, evening.key
    duty, head, writer = people["zhiban"], people["zuzhang"], people["wendian"]
    found = Elsewhere()
    outcome = appoint_officer(
        actor=system_actor("test", "990000"), name=f"{WORD}员", roles=EVERY_CASE_ROLE, login="duty.east", region=PLACE
    )
    found.owner = outcome.fact.stream
    owner = actor_for_officer(found.owner)
    _orders(found, province, duty, owner)
    _letter(found, province, duty, writer, head)
    _desk(found, province, duty, head)
    event, now = found.event, timekeeping.now()
    found.task = next(iter(evening.state(event).tasks))
    _, found.extra["token"] = links.issue(
        actor=duty, about=found.task, liaison=f"{WORD}联络人", hours=2, idempotency_key=key()
    )
    found.link = links.links_about(duty, found.task)[0].pk.partition("/")[2]
    count_lenders(
        actor=duty, event=event, counts=[("130000", 77)], as_of=now, source=WORD, seen=None, idempotency_key=key()
    )
    note_sent(
        actor=duty,
        event=event,
        region="130000",
        letter="0" * 64,
        number=WORD,
        channel="专线",
        sent_at=now,
        seen=None,
        idempotency_key=key(),
    )
    run_alerts(timekeeping.now() + timedelta(minutes=6))
    return found


def _orders(found: Elsewhere, province: TwoEvents, duty: Actor, owner: Actor) -> None:
    key, now = province.evening.key, timekeeping.now()
    entry = OrderEntry(
        title=f"{WORD}核对",
        detail=WORD,
        source=WORD,
        region=PLACE,
        owner=owner.officer,
        event=found.event,
        due_at=now + timedelta(days=2),
    )
    found.order = ordering.issue_order(actor=duty, entry=entry, idempotency_key=key()).fact.stream
    working.acknowledge_order(actor=owner, order=found.order, idempotency_key=key())
    working.report_order(actor=owner, order=found.order, note=WORD, done=False, idempotency_key=key())
    below = replace(entry, title=f"{WORD}下级", event="", due_at=now + timedelta(days=1), source=WORD)
    found.child = ordering.pass_down(actor=owner, parent=found.order, entry=below, idempotency_key=key()).fact.stream
    piece = replace(PIECE, subject=found.event, what=WORD, source=WORD, place=WORD, original=WORD, collected_at=now)
    found.evidence = evidence.collect_evidence(
        actor=owner, entry=piece, content=f"%PDF-1.7 {WORD}".encode(), idempotency_key=key()
    ).fact.stream
    evidence.hand_evidence(
        actor=owner,
        evidence=found.evidence,
        taker=f"{WORD}人",
        taker_post=WORD,
        handed_at=now,
        reason=WORD,
        idempotency_key=key(),
    )
    dealings.record_letter(
        actor=duty,
        event=found.event,
        department="tax",
        direction="sent",
        title=WORD,
        number=WORD,
        exchanged_at=now,
        idempotency_key=key(),
    )
    dealings.record_resource(
        actor=duty,
        event=found.event,
        item=WORD,
        amount=3,
        unit="人",
        provider=WORD,
        used_at=now,
        idempotency_key=key(),
    )


def _letter(found: Elsewhere, province: TwoEvents, duty: Actor, writer: Actor, head: Actor) -> None:
    key = province.evening.key
    begun = letters.begin_letter(actor=writer, form="coordination_letter", about=found.event, idempotency_key=key())
    found.letter = begun.fact.stream
    letters.save_letter(actor=writer, letter=found.letter, texts=TEXTS, revision=0)
    sent = letters.submit_letter(actor=writer, letter=found.letter, texts=TEXTS, idempotency_key=key())
    paper, regions = sent.fact.reference, letter_state(found.letter).regions
    letters.sign_letter(actor=head, paper=paper, seen_hash=sent.fact.hash, idempotency_key=key())
    sendings = [
        Sending(addressee=name, addressee_name=name, channel="专线", sent_at=timekeeping.now())
        for name in sent.fact.payload["addressees"]
    ]
    papers.send_paper(actor=duty, paper=paper, sendings=sendings, regions=regions, clause="", idempotency_key=key())
    scans.attach_scan(
        actor=duty, paper=paper, content=b"%PDF-1.7\n", name=f"{WORD}.pdf", regions=regions, idempotency_key=key()
    )


def _desk(found: Elsewhere, province: TwoEvents, duty: Actor, head: Actor) -> None:
    key, now, event = province.evening.key, timekeeping.now(), found.event
    entry = deciding.DecisionEntry(
        question=WORD,
        options=[f"{WORD}甲", f"{WORD}乙"],
        no_options_reason="",
        clauses=[],
        facts=[],
        basis=WORD,
        legal_reviewer=WORD,
        legal_opinion=WORD,
        no_legal_review_reason="",
        votes=[Vote(who=WORD, says="for")],
        decision=WORD,
        approver=head.officer,
        decided_at=now,
    )
    made = deciding.record_decision(actor=duty, event=event, entry=entry, seen=None, idempotency_key=key())
    found.decision, found.decision_hash = made.fact.reference, made.fact.hash
    second = deciding.record_decision(actor=duty, event=event, entry=entry, seen=None, idempotency_key=key())
    deciding.sign_decision(
        actor=head, decision=second.fact.reference, seen_hash=second.fact.hash, seen=None, idempotency_key=key()
    )
    found.loose_decision = deciding.record_decision(
        actor=duty, event="", entry=entry, seen=None, idempotency_key=key()
    ).fact.reference
    for concluded in (True, False):
        found.meeting = meeting.convene(
            actor=duty,
            event=event,
            title=WORD,
            begins_at=now,
            place=WORD,
            departments=["tax", "police"],
            agenda=[WORD],
            seen=None,
            idempotency_key=key(),
        ).fact.reference
        if concluded:
            meeting.conclude(
                actor=duty,
                meeting=found.meeting,
                present={"tax": WORD},
                conclusions=[WORD],
                tasks=[("tax", WORD, None)],
                seen=None,
                idempotency_key=key(),
            )
    for name, of in (("call", event), ("loose_call", "")):
        call = calling.CallEntry("in", WORD, answered=True, said=WORD, follows=WORD, at=now, event=of)
        setattr(found, name, calling.log_call(actor=duty, entry=call, seen=None, idempotency_key=key()).fact.reference)
    found.shift = assign_duty(
        actor=system_actor("test", "990000"),
        region="990000",
        post="夜班",
        starts_at=now - timedelta(hours=7),
        ends_at=now + timedelta(hours=1),
        officer_a=duty.officer,
        officer_b=province.evening.people["dingfang2"].officer,
    ).fact.reference
    handed = handing_over.hand_over(
        actor=duty,
        shift=found.shift,
        incoming=province.evening.people["zhiban2"].officer,
        notes=WORD,
        now=now,
        seen=None,
        idempotency_key=key(),
    )
    found.handover, found.handover_hash = handed.fact.reference, handed.fact.hash
