"""One-time answer links: scoped, single, expiring, revocable, logged; nothing personal, nothing guessable."""

import logging
import logging.config
import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from fengsui.conduct import streams
from fengsui.conduct.acting import act
from fengsui.conduct.rebuild import compare_with_database
from fengsui.dispatch import links
from fengsui.dispatch.models import AnswerLink, LinkVisit, WrongToken
from fengsui.ledger.reading import read_all, read_stream
from tests.plan_2019_75.evening import Evening

pytestmark = pytest.mark.django_db


def browser(login: str) -> Client:
    """A signed-in officer's browser."""
    client = Client()
    client.force_login(User.objects.get_or_create(username=login)[0], "django.contrib.auth.backends.ModelBackend")
    return client


def first_task(evening: Evening, event: str) -> str:
    """The first order of an event that nobody signed for."""
    return next(name for name, task in evening.state(event).tasks.items() if not task.acknowledged)


def page_of(about: str) -> str:
    """Where the duty chief issues links for it."""
    event, _, fact = about.rpartition("#")
    return f"/events/{event.partition('/')[2]}/links/{fact}"


def form(**fields: str) -> dict[str, str]:
    """A form as a page sends it."""
    return {"idempotency_key": str(uuid.uuid4()), "seen": "", **fields}


def issued(about: str, *, liaison: str = "苏联络", hours: str = "4") -> str:
    """Issue a link on the page; its path."""
    answer = browser("zhiban").post(page_of(about), form(liaison=liaison, hours=hours))
    found = re.search(r'id="new-link">http://[^/]+(/answer/[A-Za-z0-9_-]+)<', answer.content.decode())
    assert found, answer.content.decode()[:2000]
    assert answer["Cache-Control"] == "no-store"
    return found[1]


def text(answer: Any) -> str:
    """What a page says."""
    return "".join(re.sub(r"<[^>]+>", "", answer.content.decode()).split())


def test_a_liaison_without_an_account_signs_for_one_order(evening: Evening) -> None:
    """The order is signed for in the liaison's name, its clock settles, and the link is spent."""
    event = evening.activated()
    about = first_task(evening, event)
    payload = evening.state(event).tasks[about].payload
    place = issued(about)
    visitor = Client()
    shown = visitor.get(place)
    assert shown.status_code == 200
    assert payload["title"] in text(shown)
    for name in (payload["owner_name"], payload["deputy_name"], "苏联络", *evening.state(event).institutions):
        assert name not in text(shown)
    assert (shown["Cache-Control"], shown["Referrer-Policy"]) == ("no-store", "no-referrer")
    done = visitor.post(place, {"note": "已安排接待点"}, follow=True)
    assert "已经收到您的答复" in text(done)
    assert evening.state(event).tasks[about].acknowledged
    fact = next(row for row in read_stream(event) if row.kind == "task.acknowledged")
    assert (fact.payload["officer_name"], fact.clause) == ("苏联络（答复链接）", "1.3.j")
    assert "苏联络（答复链接）" in text(browser("zhiban").get(f"/events/{event.partition('/')[2]}/timeline"))
    assert "已答复" in text(browser("zhiban").get(page_of(about)))
    assert compare_with_database(read_all()) == []


def test_a_place_of_operation_answers_a_request_for_support(evening: Evening) -> None:
    """A link may be about a request for support as well; the answer says that it came by a link."""
    event = evening.activated()
    about = next(iter(evening.state(event).support))
    Client().post(issued(about, liaison="东麓值班"), {"note": ""})
    answer = evening.state(event).support[about]["answer"]
    assert (answer["officer_name"], answer["channel"]) == ("东麓值班", "答复链接")


def test_a_link_is_single_however_often_it_is_sent(evening: Evening) -> None:
    """Sent three times, one fact; and no other order is touched."""
    event = evening.activated()
    about = first_task(evening, event)
    place = issued(about)
    for _ in range(3):
        assert Client().post(place, {"note": ""}).status_code in {200, 303}
    signed = [row for row in read_stream(event) if row.kind == "task.acknowledged"]
    assert [row.payload["task"] for row in signed] == [about]


def test_an_answer_that_was_cut_short_is_finished(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed between the answer and the link's own record: sent again, the answer stands once and the link is spent."""
    event = evening.activated()
    about = first_task(evening, event)
    token = issued(about).rpartition("/")[2]
    link = links.opened(token, "x", "answered")
    assert link is not None
    real = act

    def cut(**arguments: Any) -> Any:
        if arguments["stream"] == link.stream:
            raise KeyboardInterrupt
        return real(**arguments)

    monkeypatch.setattr(links, "act", cut)
    with pytest.raises(KeyboardInterrupt):
        links.answer(link, "")
    monkeypatch.undo()
    assert not AnswerLink.objects.get(pk=link.stream).used_at
    links.answer(link, "")
    assert AnswerLink.objects.get(pk=link.stream).used_at
    assert sum(row.kind == "task.acknowledged" for row in read_stream(event)) == 1


def test_a_link_expires(evening: Evening) -> None:
    """After its hours it opens nothing and answers nothing."""
    event = evening.activated()
    about = first_task(evening, event)
    place = issued(about, hours="1")
    evening.at(61)
    for answer in (Client().get(place), Client().post(place, {"note": ""})):
        assert answer.status_code == 410
        assert evening.state(event).tasks[about].payload["title"] not in text(answer)
    assert not evening.state(event).tasks[about].acknowledged
    assert "已过期" in text(browser("zhiban").get(page_of(about)))


def test_a_revoked_link_opens_nothing(evening: Evening) -> None:
    """撤销 on the page ends it at once; twice is refused in words."""
    event = evening.activated()
    about = first_task(evening, event)
    place = issued(about)
    key = AnswerLink.objects.get(about=about).pk.partition("/")[2]
    revoke = f"{page_of(about)}/{key}/revoke"
    assert browser("zhiban").post(revoke, form()).status_code == 303
    assert Client().post(place, {"note": ""}).status_code == 410
    assert not evening.state(event).tasks[about].acknowledged
    assert browser("zhiban").post(revoke, form()).status_code == 422
    assert "已撤销" in text(browser("zhiban").get(page_of(about)))


def test_a_signed_order_wants_no_link(evening: Evening) -> None:
    """An order signed for meanwhile can't be signed for again by link, and no further link is issued."""
    event = evening.activated()
    about = first_task(evening, event)
    place = issued(about)
    owner = evening.state(event).tasks[about].payload["owner"]
    evening.acknowledge(about, next(login for login, actor in evening.people.items() if actor.officer == owner))
    answer = Client().post(place, {"note": ""})
    assert answer.status_code == 422
    assert "已经答复" in text(answer)
    assert sum(row.kind == "task.acknowledged" for row in read_stream(event)) == 1
    assert browser("zhiban").post(page_of(about), form(liaison="苏联络", hours="2")).status_code == 422


def test_the_token_is_kept_nowhere(evening: Evening) -> None:
    """Only its hash is in the ledger and in the tables; two links have nothing in common."""
    event = evening.activated()
    about = first_task(evening, event)
    tokens = [issued(about).rpartition("/")[2] for _ in range(2)]
    assert len({*tokens}) == 2
    assert all(len(token) >= 43 for token in tokens)
    said = "".join(str(fact) for fact in read_all())
    assert not any(token in said for token in tokens)
    rows = list(AnswerLink.objects.values_list("token_hash", flat=True))
    assert sorted(rows) == sorted(links.token_digest(token) for token in tokens)


def test_guessing_is_slowed_and_never_holds_up_who_has_a_link(evening: Evening) -> None:
    """After twenty wrong links from one address: 429, and no more rows; a right one opens all the same."""
    about = first_task(evening, evening.activated())
    place, stranger = issued(about), Client()
    statuses = [stranger.get(f"/answer/{'x' * 20}{number}").status_code for number in range(25)]
    assert statuses == [404] * 20 + [429] * 5
    assert WrongToken.objects.count() == 20
    assert stranger.get(place).status_code == 200
    first = WrongToken.objects.get(pk=min(WrongToken.objects.values_list("pk", flat=True)))
    WrongToken.objects.update(at=first.at - timedelta(minutes=11))
    assert stranger.get("/answer/y").status_code == 404
    assert WrongToken.objects.count() == 1


def test_visits_are_on_record_without_addresses(evening: Evening) -> None:
    """Each opening and answering is logged with a digest of where it came from, and no more than a hundred."""
    about = first_task(evening, evening.activated())
    place = issued(about)
    for _ in range(3):
        Client().get(place, REMOTE_ADDR="10.1.2.3")
    Client().post(place, {"note": ""}, REMOTE_ADDR="10.1.2.3")
    rows = list(LinkVisit.objects.order_by("pk").values_list("what", "address"))
    assert [what for what, _ in rows] == ["opened"] * 3 + ["answered"]
    assert all(re.fullmatch(r"[0-9a-f]{64}", address) for _, address in rows)


@pytest.mark.parametrize(
    "note", ["电话13800000000", "字" * 401, "\x00", "秘密★十年"], ids=["number", "long", "null", "secret"]
)
def test_what_must_not_enter_does_not(evening: Evening, note: str) -> None:
    """A number, too much, a null character, a secret's mark: refused in words, the order stays open, the link too."""
    event = evening.activated()
    about = first_task(evening, event)
    place = issued(about)
    answer = Client().post(place, {"note": note})
    assert answer.status_code == 422
    assert not evening.state(event).tasks[about].acknowledged
    assert Client().post(place, {"note": ""}).status_code == 303


@pytest.mark.parametrize(
    ("liaison", "hours"), [("", "4"), ("苏联络", "0"), ("苏联络", "9"), ("苏联络", "１"), ("苏联络", "x")]
)
def test_a_link_is_issued_only_as_the_plan_says(evening: Evening, liaison: str, hours: str) -> None:
    """No name, no hours, more hours than the parameter: the page comes back and there is no link."""
    about = first_task(evening, evening.activated())
    answer = browser("zhiban").post(page_of(about), form(liaison=liaison, hours=hours))
    assert answer.status_code == 422
    assert not AnswerLink.objects.exists()


def test_a_forged_form_is_refused(evening: Evening) -> None:
    """The public page takes no post without its own form's token."""
    place = issued(first_task(evening, evening.activated()))
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(place, {"note": ""}).status_code == 403
    streams.forget_all()


def test_no_log_line_holds_the_token(evening: Evening, caplog: pytest.LogCaptureFixture) -> None:
    """Refused, spent, unknown: whatever the server writes of an answer link's address, its token is left out."""
    about = first_task(evening, evening.activated())
    place = issued(about)
    token = place.rpartition("/")[2]
    visitor = Client()
    caplog.set_level(logging.WARNING)
    assert visitor.post(place, {"note": "联系13800000000"}).status_code == 422
    assert visitor.get(f"{place}/x").status_code == 404
    assert Client(enforce_csrf_checks=True).post(place, {}).status_code == 403
    written_as: Any = settings.LOGGING["formatters"]
    line = logging.config.dictConfigClass(settings.LOGGING).configure_formatter(written_as["line"])
    written = [line.format(record) for record in caplog.records]
    assert [one for one in written if "answer/…" in one]
    assert [one for one in written if token in one] == []
