"""The whole line, through actions on a simulated clock: report → grade → activation → notice → receipts."""

from datetime import timedelta
from pathlib import Path

import pytest

from fengsui.clock.models import Clock
from fengsui.conduct import runner, timekeeping, world
from fengsui.conduct.rebuild import compare_with_database
from fengsui.ledger.reading import read_all
from fengsui.response import commanding, facts, grading, opening, reporting
from fengsui.response.queries import event_room, matters_of
from fengsui.documents import actions as documents
from tests.conftest import MORNING
from tests.staffing import institution_ids, staff


def test_the_line(province: Path) -> None:
    people = staff(MORNING)
    duty, watcher, head, writer = (people[k] for k in ("zhiban", "dingfang", "zuzhang", "wendian"))
    ids = institution_ids(duty)
    def entry(i: str) -> facts.InstitutionInEvent:
        from fengsui.registry.queries import institution
        row = institution(duty, i)
        return facts.InstitutionInEvent(id=i, name=row.name, registered_region=row.registered_region, operating_regions=tuple(row.operating_regions))
    first = opening.open_event(actor=duty, idempotency_key="k1", report=opening.Report(
        name="云汀市江桥贷停付", event_type="E1", institutions=[entry(ids[0])],
        occurred_at=MORNING - timedelta(hours=2), known_at=MORNING - timedelta(minutes=40), source="存管银行电话", narrative="张某来电称停付",
        suspicion=opening.SuspicionEntry(ids[0], "B2", "停付公告截图", MORNING - timedelta(hours=2), MORNING - timedelta(minutes=40))))
    event = first.fact.stream
    assert event == "event/2026-001"
    room = event_room(duty, event)
    out = opening.suspect_blowup(actor=duty, event=event, institution=entry(ids[1]), regions=room.state.regions, seen=room.number, idempotency_key="k2",
        entry=opening.SuspicionEntry(ids[1], "B2", "公告", MORNING - timedelta(hours=1), MORNING))
    assert [f.kind for f in out.derived].count("clock.started") == 6
    for m in matters_of(event_room(duty, event), duty):
        grading.sign(actor=watcher, matter=m.opened, seen_hash=m.seen_hash, regions=room.state.regions, idempotency_key="w"+m.opened)
        grading.sign(actor=duty, matter=m.opened, seen_hash=m.seen_hash, regions=room.state.regions, idempotency_key="d"+m.opened)
    room = event_room(duty, event)
    assert {s.status for s in room.state.suspicions.values()} == {"confirmed"}
    g = grading.sign_grade(actor=duty, event=event, grade="extraordinary", reason="", regions=room.state.regions, seen=room.number, idempotency_key="g")
    assert g.fact.payload["t0"] == "2026-03-02T01:12:00.000000Z"
    room = event_room(duty, event)
    a = commanding.draft_activation(actor=duty, event=event, entry=commanding.ActivationEntry("停付处置", "一级", "三十日", "先期处置", "全省"), regions=room.state.regions, seen=room.number, idempotency_key="a")
    m = [m for m in matters_of(event_room(duty, event), duty) if m.act == "activate_plan"][0]
    s = grading.record_telephone_approval(actor=duty, matter=m.opened, officer=head.officer, approved_at=MORNING, seen_hash=m.seen_hash, regions=room.state.regions, idempotency_key="s")
    assert [f.kind for f in s.derived].count("task.issued") == 11
    texts = {"narrative": "停付", "trend": "稳", "support_needed": "无", "contact_name": "锡", "contact_phone": "0990-1"}
    p = reporting.submit(actor=writer, event=event, kind="first_notice", texts=texts, seen=None, idempotency_key="p")
    m = [m for m in matters_of(event_room(head, event), head) if m.act == "approve_first_notice"][0]
    grading.sign(actor=head, matter=m.opened, seen_hash=m.seen_hash, regions=room.state.regions, idempotency_key="ps")
    now = timekeeping.now()
    from fengsui.documents.facts import Sending
    world.advance_time(MORNING + timedelta(minutes=50))
    documents.send_paper(actor=duty, paper=p.fact.reference, regions=room.state.regions, clause="5.2.1.1.a", idempotency_key="send",
        sendings=[Sending(addressee=x.id, addressee_name=x.name, channel="电话", sent_at=MORNING+timedelta(minutes=45)) for x in room.plan.addressees])
    for x in room.plan.addressees:
        documents.record_receipt(actor=duty, paper=p.fact.reference, addressee=x.id, channel="电话", receiver="陈", received_at=MORNING+timedelta(minutes=48), regions=room.state.regions, idempotency_key="r"+x.id)
    assert set(Clock.objects.filter(definition="first_notice").values_list("status", flat=True)) == {"settled"}
    world.advance_time(MORNING + timedelta(hours=5))
    runner.tick(timekeeping.now())
    assert compare_with_database(read_all()) == []
