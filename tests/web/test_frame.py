"""What stands around every page: which world, who, when, what was last sealed; and how it reads aloud."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from fengsui.conduct import world
from fengsui.conduct.access import Actor
from fengsui.ledger.sealer import checkpoint_line
from fengsui.web.pages.plan import PARTS
from fengsui.web.routes import PUBLIC
from fengsui.web.urls import ROUTES
from tests.web.conftest import SignIn
from tests.web.markup import Page

PAGES = {
    "zhiban": [
        *(f"/plan/{part.slug}" for part in PARTS),
        "/plan?q=首报",
        "/plan?q=没有这个词",
        "/ledger/fact/world/this%231",
    ],
    "dangan": ["/ledger", "/ledger?stream=nothing", "/ledger/verification"],
    "guanli": ["/system", "/password", "/ledger/verification"],
}


@pytest.mark.parametrize("login", PAGES)
def test_a_screen_reader_finds_its_way(login: str, sign_in: SignIn) -> None:
    """One h1, headings in order, labels on inputs, landmarks, a language; nothing inline that the policy refuses."""
    browser = sign_in(login)
    for address in PAGES[login]:
        answer = browser.get(address)
        page = Page(answer.content.decode())
        assert answer.status_code == 200, address
        assert page.faults() == [], address
        assert len(page.all("main")) == len(page.all("footer")) == 1
        assert page.all("a")[0] == {"class": "skip", "href": "#main"}
        assert page.all("main")[0]["id"] == "main"


def test_the_policy_allows_nothing_inline(client: Client, people: dict[str, Actor]) -> None:
    """Scripts and styles come from this server only, whatever somebody manages to write into a page."""
    policy = client.get("/sign-in")["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_every_page_says_which_world_it_is(client: Client, people: dict[str, Actor]) -> None:
    """A test world is named in the banner, in the title and on the body's frame."""
    html = client.get("/sign-in").content.decode()
    assert "（测试）</title>" in html
    assert 'class="world-test"' in html
    assert "程序测试环境" in html


@pytest.mark.parametrize(
    ("kind", "label"), [("live", ""), ("demonstration", "演示数据"), ("exercise", "演练"), ("test", "测试")]
)
def test_only_a_live_world_has_no_banner(
    kind: world.WorldKind, label: str, db: None, home: Path, client: Client
) -> None:
    """A drill can't be mistaken for the real thing, and the real thing carries no banner."""
    world.found(kind=kind, jurisdiction="990000", jurisdiction_name="云汀省")
    html = client.get("/sign-in").content.decode()
    assert (f'class="world-{kind}"' in html) == bool(label)
    assert (f"<b>{label}</b>" in html) == bool(label)


def test_a_plan_applied_before_its_first_day_says_so(db: None, home: Path, client: Client) -> None:
    """A replay of 2018 under the plan of September 2019 shows that the plan was not yet in force."""
    start = datetime(2018, 7, 2, 1, tzinfo=UTC)
    world.found(kind="exercise", jurisdiction="990000", jurisdiction_name="云汀省", start=start)
    assert "预案自2019年9月20日起施行，此处提前适用" in client.get("/sign-in").content.decode()


def test_the_frame_names_officer_post_time_and_checkpoint(sign_in: SignIn, people: dict[str, Actor]) -> None:
    """Who is signed in, as what, at which Beijing time, and the newest checkpoint are on every page."""
    html = sign_in("zhiban").get("/plan").content.decode()
    assert people["zhiban"].name in html
    assert "值班长" in html
    assert ">09:12</time>" in html
    assert 'data-now="held"' in html
    assert checkpoint_line() in html
    assert not checkpoint_line().startswith("0:")


def test_a_visitor_sees_no_checkpoint_and_no_section(client: Client, people: dict[str, Actor]) -> None:
    """Before sign-in the frame says nothing about the ledger."""
    html = client.get("/sign-in").content.decode()
    assert checkpoint_line() not in html
    assert 'href="/plan"' not in html


def test_every_page_of_every_room_reads_aloud(sign_in: SignIn, event: str, people: dict[str, Actor]) -> None:
    """Whoever wrote it: each page that opens without further particulars stands in the frame and has no fault."""
    for login in ("zhiban", "guanli", "shuiwu"):
        browser = sign_in(login)
        for route in ROUTES:
            if route.has_parameters or "GET" not in route.methods or route.permission is PUBLIC:
                continue
            answer = browser.get(reverse(route.name))
            downloaded = answer.headers.get("Content-Disposition", "").startswith("attachment")
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html") and not downloaded:
                page = Page(answer.content.decode())
                assert page.faults() == [], (login, route.name)
                assert page.all("main")[0]["id"] == "main", (login, route.name)
