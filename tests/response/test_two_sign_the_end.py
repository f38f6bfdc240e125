"""Where the plan asks for two signatures under an end, one does not end it (3.2.3.b, yunting-2026)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client

from fengsui.conduct import world
from fengsui.conduct.acting import Refused
from fengsui.conduct.rebuild import compare_with_database
from fengsui.ledger.reading import read_all
from fengsui.response.models import OpenMatter
from tests.clauses import clause
from tests.conftest import MORNING
from tests.plan_2019_75.evening import Evening
from tests.staffing import staff
from tests.web.forms import fill_in


@pytest.fixture
def evening(db: None, home: Path) -> Iterator[Evening]:
    """The province, founded on its own plan: the head and a deputy sign the end of an event."""
    world.found(kind="test", jurisdiction="990000", jurisdiction_name="云汀省", start=MORNING, plan="yunting-2026")
    yield Evening(staff(MORNING))
    world.forget_world()


def test_the_second_signature_ends_it(evening: Evening) -> None:
    """The head puts the end forward and signs; the event goes on until the deputy has signed too."""
    event = evening.activated()
    assert evening.end(event, reason="风险处置完毕").fact.kind == "termination.proposed"
    assert evening.state(event).is_open
    evening.sign(event, "terminate_event", "zuzhang")
    assert evening.state(event).is_open
    with pytest.raises(Refused, match="同一人不能签两次"):
        evening.sign(event, "terminate_event", "zuzhang")
    evening.sign(event, "terminate_event", "fuzuzhang")
    ended = evening.facts(event, "event.terminated")[-1]
    assert not evening.state(event).is_open
    assert (ended.payload["reason"], ended.clause) == ("风险处置完毕", "3.2.3.b")
    assert not evening.running(event, "first_notice")
    assert not OpenMatter.objects.filter(act="terminate_event", closed_at=None).exists()
    assert compare_with_database(read_all()) == []


@clause("1.1.e")
def test_who_may_not_sign_does_not_end_it(evening: Evening) -> None:
    """Neither the duty chief nor the telephone ends an event; a new proposal takes the place of the old one."""
    event = evening.activated()
    evening.end(event, reason="第一次")
    with pytest.raises(Refused, match="还差的签字应由"):
        evening.sign(event, "terminate_event", "zhiban")
    with pytest.raises(Refused, match="不能电话批准"):
        evening.telephone(event, "terminate_event", "fuzuzhang")
    evening.sign(event, "terminate_event", "fuzuzhang")
    evening.end(event, reason="第二次")
    evening.sign(event, "terminate_event", "zuzhang")
    assert evening.state(event).is_open
    evening.sign(event, "terminate_event", "fuzuzhang")
    assert evening.facts(event, "event.terminated")[-1].payload["reason"] == "第二次"


def test_an_end_put_forward_before_something_changed_is_put_forward_anew(evening: Evening) -> None:
    """A further suspected blow-up between the two signatures: the second is refused, the event goes on."""
    event = evening.activated()
    evening.end(event, reason="风险处置完毕")
    evening.sign(event, "terminate_event", "zuzhang")
    evening.suspect(event, 3)
    with pytest.raises(Refused, match="重新提出终止"):
        evening.sign(event, "terminate_event", "fuzuzhang")
    assert evening.state(event).is_open


def test_nothing_of_an_ended_event_is_signed(evening: Evening) -> None:
    """An order that waited when the event ended is not signed any more, in person or by telephone."""
    event = evening.ordered()
    evening.end(event, reason="风险处置完毕")
    evening.sign(event, "terminate_event", "zuzhang")
    evening.sign(event, "terminate_event", "fuzuzhang")
    with pytest.raises(Refused, match="事件已经结束"):
        evening.sign(event, "activate_plan", "zuzhang")
    with pytest.raises(Refused, match="事件已经结束"):
        evening.telephone(event, "activate_plan", "zuzhang")
    assert not evening.facts(event, "plan.activated")


def test_its_pages_say_how_many_sign(evening: Evening) -> None:
    """The form says that two sign; it leads to the page where the proposer signs, which lists what was checked."""
    event = evening.activated()
    head, address = _browser("zuzhang"), f"/events/{event.partition('/')[2]}"
    assert "预案要 2 人签字" in head.get(f"{address}/terminate").content.decode()
    boxes = {f"met-{row.id}": "yes" for row in evening.room(event).plan.termination_conditions}
    answer = fill_in(head, f"{address}/terminate", **boxes, reason="风险处置完毕")
    assert answer.status_code == 303
    html = head.get(answer["Location"]).content.decode()
    assert "终止：风险处置完毕" in html
    assert "最后一个签字完成，事件即终止" in html
    assert "看过，签字" in html
    assert "风险处置完毕" in _browser("fuzuzhang").get("/desk").content.decode()


def _browser(login: str) -> Client:
    client = Client()
    user, _ = User.objects.get_or_create(username=login)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client
