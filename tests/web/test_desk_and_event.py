"""What stands where on the desk and on an event's front page, and what papers show on the screen."""

import re

import pytest

from fengsui.conduct.access import Actor
from fengsui.response.queries import news_for
from fengsui.web.pages.documents import sending
from tests.plan_2019_75.evening import OFFICES, Evening
from tests.web.conftest import SignIn


@pytest.fixture
def evening(people: dict[str, Actor]) -> Evening:
    """The staffed province at work."""
    return Evening(people)


def test_the_desk_shows_eight_messages_and_a_way_to_all(evening: Evening, sign_in: SignIn) -> None:
    """News doesn't push the duty roster off the page; the number of all is a link to all."""
    evening.activated()
    evening.at(600)  # every clock has lapsed and said so
    duty, browser = evening.people["zhiban"], sign_in("zhiban")
    count = len(news_for(duty, limit=200))
    assert count > 8
    html = browser.get("/desk").content.decode()
    assert html.count('name="message"') == 8
    assert f'<a href="?news=all#news">全部 {count} 条</a>' in html
    whole = browser.get("/desk?news=all").content.decode()
    assert whole.count('name="message"') == count
    assert "news=all" not in whole.partition("</header>")[2].partition("<footer")[0]


def test_an_event_page_tells_each_clock_once_and_has_one_red_button(evening: Evening, sign_in: SignIn) -> None:
    """The six clocks of the notices stand in their table only; one button is the next step, the others are plain."""
    evening.activated()
    html = sign_in("zhiban").get("/events/2026-001").content.decode()
    others = html.partition("<h2>其他时钟</h2>")[2].partition("</section>")[0]
    assert '<table class="matrix' in html
    assert 'class="what"' in others
    assert not re.search(r'class="what">(首报|书面报告)', others)
    assert len(re.findall(r'class="btn go"', html)) == 1


def test_a_signature_is_the_red_button_where_no_clock_is_the_officers(evening: Evening, sign_in: SignIn) -> None:
    """The head, who drafts nothing, finds what waits for the head's signature in red, and nothing else."""
    evening.submitted()
    html = sign_in("zuzhang").get("/events/2026-001").content.decode()
    assert len(re.findall(r'class="btn go"', html)) == 1


@pytest.mark.parametrize("kind", ["首报", "书面报告"])
def test_offices_stand_in_one_order(evening: Evening, sign_in: SignIn, kind: str) -> None:
    """Both papers' clocks on the desk name the addressees in the plan's order, whatever number their facts have."""
    evening.graded()
    html = sign_in("zhiban").get("/desk").content.decode()
    subjects = re.findall(rf'class="what">[^<]*{kind}[^<]*</b> <span class="whom">([^<]*)<', html)
    plan = [office.name for office in evening.room("event/2026-001").plan.addressees]
    assert subjects == ["、".join(plan)]
    assert len(plan) == len(OFFICES)


def test_a_sent_paper_shows_its_table_of_receivers(evening: Evening, sign_in: SignIn) -> None:
    """On the screen as in print: channel and time of sending, and 待回执 for what has not come back."""
    event = evening.graded()
    paper = evening.sent(event)
    address = f"/papers/2026-001/{paper.rpartition('#')[2]}"
    answer = sign_in("zhiban").get(address)
    sheet = answer.content.decode().partition('<article class="paper-sheet"')[2].partition("</article>")[0]
    assert "接收单位及回执" in sheet
    assert sheet.count("待回执") == 2 * len(OFFICES)
    assert sheet.count("03-02 09:12") == len(OFFICES)
    assert "待发送" not in sheet


def test_pages_that_open_sealed_content_are_kept_by_no_cache(evening: Evening, sign_in: SignIn) -> None:
    """A paper, its text and files, the draft, the order, the matter to sign and the log: nothing stays behind."""
    event = evening.activated()
    paper = evening.sent(event).rpartition("#")[2]
    report = evening.submit(event, "written_report").rpartition("#")[2]
    browser, at = sign_in("zhiban"), "/events/2026-001"
    for address in (
        f"/papers/2026-001/{paper}",
        f"/papers/2026-001/{paper}/text",
        f"/papers/2026-001/{paper}/file/pdf",
        f"{at}/papers/written_report/draft",
        f"{at}/sign/{report}",
        f"{at}/activation/order",
        f"{at}/narrative",
    ):
        answer = browser.get(address)
        assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store"), address


def test_typefaces_stay_folded_on_the_page_for_sending(
    evening: Evening, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is said of substituted typefaces is behind one line; the page is about sending."""

    class Fonts:
        complete = False

        def sentences(self) -> list[str]:
            """Two sentences as of a machine without the typefaces."""
            return ["小标宋用了替代", "仿宋用了替代"]

    monkeypatch.setattr(sending, "available_fonts", Fonts)
    event = evening.graded()
    paper = evening.submit(event)
    evening.sign(event, "approve_first_notice", "zuzhang")
    html = sign_in("zhiban").get(f"/papers/2026-001/{paper.rpartition('#')[2]}/send").content.decode()
    folded = html.partition("<details>")[2].partition("</details>")[0]
    assert "2 种字体将用替代" in folded
    assert html.count("小标宋用了替代") == folded.count("小标宋用了替代") == 1
