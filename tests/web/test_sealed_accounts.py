"""The sealed account and the sealed notes of the log: read for a stated purpose, and every reading is on record."""

from datetime import timedelta

import pytest
from django.test import Client

from fengsui.conduct import timekeeping
from fengsui.conduct.access import AccessDenied, Actor
from fengsui.conduct.acting import Refused
from fengsui.conduct.streams import state_of
from fengsui.conduct.world import sealed_values
from fengsui.ledger.reading import read_stream
from fengsui.ledger.sealed import LONGEST_PURPOSE, PurposeTooLong, openings_of
from fengsui.response.accounts import open_narrative, open_notes
from fengsui.response.opening import add_note
from tests.clauses import clause
from tests.conftest import MORNING
from tests.web.conftest import NARRATIVE, SignIn
from tests.web.forms import errors_of
from tests.web.markup import Page

WORDS = ("平台财务负责人李某 13900000000 称周五前兑付", "街道报告楼下约三十人")


@pytest.fixture
def notes(people: dict[str, Actor], event: str) -> list[str]:
    """Two notes of the log, the later one first typed; ids of their sealed texts."""
    for minutes, words in ((-5, WORDS[1]), (-20, WORDS[0])):
        add_note(
            actor=people["zhiban"],
            event=event,
            text=words,
            known_at=MORNING + timedelta(minutes=minutes),
            channel="电话",
            regions=("990000",),
            idempotency_key=f"note{minutes}",
        )
    return [fact.payload["text"]["sealed"] for fact in read_stream(event) if fact.kind == "note.added"]


@clause("3.2.9", "1.5.d")
def test_notes_are_read_back(people: dict[str, Actor], event: str, notes: list[str]) -> None:
    """Newest first, each with its time, its channel and its fact; each opening names officer and purpose."""
    assert [openings_of(note) for note in notes] == [[], []]
    read = open_notes(actor=people["ducha"], event=event, purpose="督查日志")
    assert [note.text for note in read] == [WORDS[1], WORDS[0]]
    assert [note.channel for note in read] == ["电话", "电话"]
    assert read[0].at - read[1].at == timedelta(minutes=15)
    assert {note.fact for note in read} == {f.reference for f in read_stream(event) if f.kind == "note.added"}
    for note in notes:
        assert [(who, why) for who, why, _ in openings_of(note)] == [(people["ducha"].officer, "督查日志")]


@clause("1.5.d")
@pytest.mark.parametrize("login", ["zuzhang", "xuanchuan", "jiefang", "donglu", "yanpan", "guanli", "dangan"])
def test_notes_stay_closed(login: str, people: dict[str, Actor], event: str, notes: list[str]) -> None:
    """Who may not open the account may not open the notes; the try opens nothing."""
    with pytest.raises(AccessDenied):
        open_notes(actor=people[login], event=event, purpose="想看")
    assert [openings_of(note) for note in notes] == [[], []]


@clause("1.5.d")
def test_the_page_opens_both_for_one_purpose(sign_in: SignIn, event: str, notes: list[str]) -> None:
    """Closed until the purpose is written; then account and notes with their facts, kept by no cache."""
    browser, address = sign_in("zhiban"), f"/events/{event.partition('/')[2]}/narrative"
    closed = browser.get(address).content.decode()
    assert "日志现有 2 条" in closed
    assert not any(words in closed for words in (*WORDS, NARRATIVE))
    opened = browser.post(address, {"purpose": "研判会商"})
    page = Page(opened.content.decode())
    assert page.faults() == []
    assert opened["Cache-Control"] == "no-store"
    for words in (*WORDS, NARRATIVE):
        assert words in page.text
    assert page.text.index(WORDS[1]) < page.text.index(WORDS[0])
    links = {attributes.get("href", "") for attributes in page.all("a")}
    assert any("/ledger/fact/event" in link for link in links)
    assert all(len(openings_of(note)) == 1 for note in notes)


@clause("1.5.d")
def test_a_purpose_is_kept_whole(sign_in: SignIn, people: dict[str, Actor], event: str, notes: list[str]) -> None:
    """One character too many: the form, the acts and the cabinet of sealed values all refuse; nothing is opened."""
    long, state = "查" * (LONGEST_PURPOSE + 1), state_of(event)
    address = f"/events/{event.partition('/')[2]}/narrative"
    browser: Client = sign_in("zhiban")
    for purpose in (long, " "):
        refused = browser.post(address, {"purpose": purpose})
        assert refused.status_code == 422
        assert "用途" in errors_of(refused)
    with pytest.raises(Refused, match="用途"):
        open_notes(actor=people["zhiban"], event=event, purpose=long)
    with pytest.raises(Refused, match="用途"):
        open_narrative(actor=people["zhiban"], state=state, purpose=long)
    with pytest.raises(PurposeTooLong, match="60"):
        sealed_values().open(notes, purpose=long, actor="officer/zhiban", now=timekeeping.now())
    assert [openings_of(note) for note in notes] == [[], []]
    assert browser.post(address, {"purpose": long[:-1]}).status_code == 200
