"""The ledger as officers read and prove it."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection
from django.utils.html import escape

from fengsui.conduct import timekeeping, world
from fengsui.conduct.access import Actor
from fengsui.ledger.reading import consequences_of, latest_facts, read_stream
from fengsui.ledger.sealer import beat, checkpoint_line, seal
from tests.web.conftest import NARRATIVE, SignIn
from tests.web.markup import Page


def test_the_newest_facts_stand_first(sign_in: SignIn) -> None:
    """The list begins with the highest position and pages back without gaps."""
    browser = sign_in("dangan")
    newest = latest_facts(41)
    html = browser.get("/ledger").content.decode()
    assert f"#{newest[0].number}" in html
    assert f"before={newest[39].position}" in html
    earlier = browser.get(f"/ledger?before={newest[39].position}").content.decode()
    assert f'data-label="位置">{newest[40].position}<' in earlier


def test_a_stream_can_be_seen_alone(sign_in: SignIn) -> None:
    """Filtering by stream shows its facts and no others."""
    html = sign_in("dangan").get("/ledger?stream=world/this").content.decode()
    assert "建立环境" in html
    assert html.count("<tr><td") <= 3


def test_a_fact_shows_all_its_fields(sign_in: SignIn) -> None:
    """Kind by title, both times, who by name, place in the ledger, both hashes; labels in Chinese."""
    [fact] = latest_facts(1, streams=["world/this"])
    page = Page(sign_in("zhiban").get("/ledger/fact/world/this%231").content.decode())
    for words in (
        "建立环境",
        "辖区名称",
        "云汀省",
        "2026年3月2日 09:12:00",
        "系统（建立环境）",
        fact.hash,
        fact.previous_hash,
    ):
        assert words in page.text


def address_of(reference: str) -> str:
    """Where a fact opens."""
    return "/ledger/fact/" + reference.replace("#", "%23")


def test_a_fact_names_its_author_and_its_consequences(sign_in: SignIn, event: str, people: dict[str, Actor]) -> None:
    """An officer's fact shows the officer's name and links to what followed; that links back to its cause."""
    html = sign_in("zhiban").get(address_of(f"{event}#1")).content.decode()
    assert people["zhiban"].name in Page(html).text
    derived = consequences_of(f"{event}#1")
    assert derived
    assert all(address_of(fact.reference) in html for fact in derived)
    back = sign_in("zhiban").get(address_of(derived[0].reference)).content.decode()
    assert address_of(f"{event}#1") in back
    assert "系统（规则）" in back


def test_sealed_values_stay_sealed(sign_in: SignIn, event: str) -> None:
    """A sealed value shows as 已加密; neither its text, nor its id, nor its commitment is on the page."""
    fact = read_stream(event)[0]
    html = sign_in("zhiban").get(address_of(fact.reference)).content.decode()
    assert "已加密" in html
    assert NARRATIVE not in html
    sealed = [value for value in _mappings(fact.payload) if "sealed" in value]
    assert sealed
    assert all(value["sealed"] not in html and value["commitment"] not in html for value in sealed)


def test_another_jurisdictions_fact_stays_closed(
    sign_in: SignIn, event: str, people: dict[str, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A duty chief of another city neither opens the fact nor finds it in the list."""
    from fengsui.registry import credentials  # noqa: PLC0415

    browser = sign_in("zhiban")
    seal(holder="test", now=timekeeping.now(), keys=world.keys())
    assert f">{event}<" in browser.get("/ledger").content.decode()
    elsewhere = replace(people["zhiban"], region="990200")
    monkeypatch.setattr(credentials, "officer_for_user", lambda _: elsewhere)
    answer = browser.get(address_of(f"{event}#1"))
    assert answer.status_code == 404
    assert "不归您的辖区" in answer.content.decode()
    assert f">{event}<" not in browser.get("/ledger").content.decode()


def _mappings(value: object) -> list[dict[str, str]]:
    if isinstance(value, dict):
        return [value, *(found for item in value.values() for found in _mappings(item))]
    if isinstance(value, list):
        return [found for item in value for found in _mappings(item)]
    return []


NO_FACTS = ("world/this%239999", "nothing", "world/this", "%23", "a%23b", "../../etc/passwd%231", "world/this%231%00")


def test_what_is_no_fact_is_not_there(sign_in: SignIn) -> None:
    """A made-up reference is 404, never an error."""
    browser = sign_in("zhiban")
    assert [browser.get(f"/ledger/fact/{reference}").status_code for reference in NO_FACTS] == [404] * len(NO_FACTS)


def test_a_made_up_position_is_ignored(sign_in: SignIn) -> None:
    """Paging takes whole positions and nothing else."""
    browser = sign_in("dangan")
    for before in ("-1", "x", "9" * 400, "1;drop", "１"):
        assert browser.get("/ledger", {"before": before}).status_code == 200


def test_a_whole_ledger_proves_whole(sign_in: SignIn) -> None:
    """The archivist verifies and sees how much was checked; a printed checkpoint is recognised."""
    answer = sign_in("dangan").post("/ledger/verify", {"given": checkpoint_line()})
    page = Page(answer.content.decode())
    assert answer.status_code == 200
    assert "底账完整" in page.text
    assert checkpoint_line() in page.text
    assert page.faults() == []


def test_a_changed_fact_is_located(sign_in: SignIn, people: dict[str, Actor]) -> None:
    """Somebody with the database in hand changes one fact: the page says which, in words, and links to it."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_factrow SET actor = 'someone-else' WHERE stream = 'world/this' AND number = 1")
    answer = sign_in("dangan").post("/ledger/verify", {})
    html = answer.content.decode()
    assert "底账不完整" in html
    assert "/ledger/fact/world/this%231" in html
    assert "这条记录的内容被改过" in html
    assert Page(html).faults() == []


def test_the_administrators_see_where_but_no_link(sign_in: SignIn, people: dict[str, Actor]) -> None:
    """三员 learn which fact is broken and are offered no door to its content."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_factrow SET actor = 'someone-else' WHERE stream = 'world/this' AND number = 1")
    html = sign_in("guanli").post("/ledger/verify", {}).content.decode()
    assert "world/this#1" in html
    assert "/ledger/fact/" not in html


def test_a_mistyped_checkpoint_is_explained(sign_in: SignIn) -> None:
    """The form comes back with what was typed and an example of how a checkpoint is written."""
    browser = sign_in("dangan")
    for given in ("12", "x:y", "12:1f0c<script>", "1:" + "0" * 90):
        answer = browser.post("/ledger/verify", {"given": given})
        html = answer.content.decode()
        assert answer.status_code == 422
        assert "检查点的写法" in html
        assert f'value="{escape(given)}"' in html
        assert Page(html).faults() == []


def test_a_checkpoint_of_another_ledger_does_not_fit(sign_in: SignIn) -> None:
    """A checkpoint this ledger never had: it was cut or made anew, and the page says so."""
    html = sign_in("dangan").post("/ledger/verify", {"given": "999:0123456789abcdef"}).content.decode()
    assert "被截去" in html


def test_health_tells_nothing_but_health(people: dict[str, Actor], home: Path) -> None:
    """A monitor without a sign-in learns whether it runs; no name, no case, no place."""
    from django.test import Client  # noqa: PLC0415

    answer = Client().get("/health")
    assert answer.status_code == 503
    assert answer.json()["database"] == "ok"
    assert answer.json()["runner_heartbeat_age_seconds"] is None
    beat("worker", "test", timekeeping.system_now())
    answer = Client().get("/health")
    assert answer.status_code == 200
    assert set(answer.json()) == {
        "status",
        "database",
        "world",
        "last_checkpoint_age_seconds",
        "facts_waiting_for_checkpoint",
        "runner_heartbeat_age_seconds",
        "plan",
        "version",
    }
    assert "云汀" not in answer.content.decode()
