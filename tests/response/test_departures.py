"""A writer who departs from what the facts say: both values, who and when stay with the paper for good."""

import re

import pytest

from fengsui.conduct.acting import Refused
from fengsui.documents.layout import render_text
from fengsui.documents.queries import paper_content
from fengsui.response import reporting
from fengsui.response.departures import paper_departures, runs_of
from tests.plan_2019_75.evening import TEXTS, Evening
from tests.proofs.conftest import desk, staffed
from tests.proofs.event_pages import DUTY, HEAD, PASSAGES, WRITER, graded, key, refused, send_out, sign, tried, words
from tests.proofs.proving import Desk

__all__ = ["desk", "staffed"]
NOTICE = "{}/papers/first_notice/draft"
FIELD = re.compile(r'name="was-lender_count" value="([^"]*)"')


def figures(desk: Desk, event: str, lenders: int) -> None:
    """The number of lenders, as the desk records it."""
    desk.evening.figures(f"event/{event.rpartition('/')[2]}", lender_count=lenders)


def given(desk: Desk, event: str) -> str:
    """What the facts say of the lenders in the draft's form."""
    found = FIELD.search(desk.page(WRITER, NOTICE.format(event)))
    assert found
    return found[1]


def typed(desk: Desk, event: str, decision: str, **more: str) -> str:
    """The form sent with 21 000 lenders written over what the facts say; the page that comes back."""
    fields = {"was-lender_count": given(desk, event), "fill-lender_count": "21,000人", "revision": "0"}
    common = {"decision": decision, "idempotency_key": key(), "seen": ""}
    answer = desk.answer(WRITER, NOTICE.format(event), **{**PASSAGES, **fields, **common, **more})
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_change_is_seen_from_the_draft_to_the_record(desk: Desk) -> None:
    """Draft, signer and kept paper show the struck value, the written one, who, when and the fact it departs from."""
    event = graded(desk)
    figures(desk, event, 20_000)
    before = given(desk, event)
    page = typed(desk, event, "save")
    assert re.search(rf"<del>{before}</del>\s*<ins>21,000人</ins>", page)
    told, paper = tried(
        desk,
        WRITER,
        NOTICE.format(event),
        decision="submit",
        revision="1",
        **{**PASSAGES, "was-lender_count": before, "fill-lender_count": "21,000人"},
    )
    assert paper, told[:400]
    link = re.search(rf'href="({event}/sign/\d+)"', desk.page(HEAD, event))
    assert link
    signer = desk.page(HEAD, link[1])
    assert "2处与底账不同" in words(signer), "the lenders and the account"
    sign(desk, HEAD, event, "首报")
    send_out(desk, paper)
    for shown in (signer, desk.page(WRITER, paper)):
        assert re.search(rf"<del>{before}</del>\s*<ins>21,000人</ins>", shown)
        row = re.search(r'class="departure">((?:(?!class="departure").)*21,000人.*?)</div>', shown, re.DOTALL)
        assert row
        assert re.search(r"\d+月\d+日.*改.*F-\d+", words(row[1]))
    state = desk.evening.state(f"event/{event.rpartition('/')[2]}")
    used = next(row for row in next(iter(state.papers.values())).payload["figures"] if row["name"] == "lender_count")
    assert (used["given"], used["typed"]) == (before, "21,000人")
    assert used["fact"] == state.figures["lender_count"].fact
    assert used["typed_by"] == desk.people[WRITER].officer
    assert used["status"] == "unverified", "what nobody recorded is reported as 待核"


def test_the_facts_value_comes_back(desk: Desk) -> None:
    """“恢复底账内容” puts the fact's value back and keeps the draft; nothing departs any more."""
    event = graded(desk)
    figures(desk, event, 20_000)
    assert 'name="restore" value="lender_count"' in typed(desk, event, "save")
    page = typed(desk, event, "preview", revision="1", restore="lender_count")
    assert "<del>" not in page.replace("<del>存管", "")
    assert f'value="{given(desk, event)}"' in page
    assert "21,000人" not in desk.page(WRITER, NOTICE.format(event))


def test_who_typed_while_the_facts_moved_on_is_told(desk: Desk) -> None:
    """A change stands when the figure changes, and the page says what the facts said then and say now."""
    event = graded(desk)
    figures(desk, event, 20_000)
    typed(desk, event, "save")
    figures(desk, event, 23_000)
    page = words(desk.page(WRITER, NOTICE.format(event)))
    assert re.search(r"20,000人[^改]*21,000人.*填写以后底账又有变化，现在是：23,000人", page)


def test_the_signer_is_told_that_the_facts_moved_on(desk: Desk) -> None:
    """Between submitting and signing a figure changed: the signer sees it beside what was written."""
    event = graded(desk)
    figures(desk, event, 20_000)
    typed(desk, event, "submit")
    figures(desk, event, 23_000)
    link = re.search(rf'href="({event}/sign/\d+)"', desk.page(HEAD, event))
    assert link
    assert "填写以后底账又有变化，现在是：23,000人" in words(desk.page(HEAD, link[1]))


def test_two_writers_keep_their_own_names(desk: Desk) -> None:
    """A change that a colleague leaves as it stands stays that of who made it."""
    event = graded(desk)
    figures(desk, event, 20_000)
    typed(desk, event, "save")
    fields = {"was-lender_count": given(desk, event), "fill-lender_count": "21,000人", "revision": "1"}
    send_back = desk.answer(DUTY, NOTICE.format(event), decision="save", **{**PASSAGES, **fields, "trend": "转稳"})
    page = send_back.content.decode()
    rows = re.findall(r'class="departure">(.*?)</div>', page, re.DOTALL)
    told = {words(row).partition("改")[0] for row in rows}
    assert any(desk.people[WRITER].name in row and "21,000人" in row for row in told), told
    assert any(desk.people[DUTY].name in row and "转稳" in row for row in told) or "转稳" in words(page)


@pytest.mark.parametrize("text", ["联系张某13800000000", "长" * 401, "【绝密】三百人"])
def test_what_may_not_stand_in_the_clear_is_refused(desk: Desk, text: str) -> None:
    """A change stays in the clear beside its figure: no mobile number, nothing secret, nothing too long."""
    event = graded(desk)
    figures(desk, event, 20_000)
    fields = {**PASSAGES, "fill-lender_count": text, "was-lender_count": "x", "revision": "0"}
    for decision in ("preview", "save", "submit"):
        refused(desk, WRITER, NOTICE.format(event), decision=decision, **fields)
    event_stream = f"event/{event.rpartition('/')[2]}"
    with pytest.raises(Refused):
        reporting.submit(
            actor=desk.people[WRITER],
            event=event_stream,
            kind="first_notice",
            texts=TEXTS,
            changes={"lender_count": text},
            seen=None,
            idempotency_key="k",
        )
    assert desk.evening.state(event_stream).papers == {}
    assert desk.server_errors == []


def test_markup_in_a_change_is_only_text(desk: Desk) -> None:
    """Angle brackets that a writer types are shown as typed."""
    event = graded(desk)
    figures(desk, event, 20_000)
    page = typed(desk, event, "save", **{"fill-lender_count": "<b>21,000</b>"})
    assert "<b>21,000</b>" not in page
    assert "&lt;b&gt;21,000&lt;/b&gt;" in page


def test_an_unknown_field_changes_nothing(desk: Desk) -> None:
    """A field that the paper does not have is no part of it."""
    event = graded(desk)
    figures(desk, event, 20_000)
    assert "七万" not in typed(desk, event, "save", **{"fill-nonsense": "七万"})


def test_the_printed_paper_says_what_was_written(desk: Desk) -> None:
    """The paper itself prints the written value, marked 待核, and not the struck one."""
    evening: Evening = desk.evening
    event = evening.graded()
    evening.figures(event, lender_count=20_000)
    paper = reporting.submit(
        actor=evening.people["wendian"],
        event=event,
        kind="first_notice",
        texts=TEXTS,
        changes={"lender_count": "约21,000人"},
        seen=None,
        idempotency_key=evening.key(),
    ).fact.reference
    content = paper_content(
        actor=evening.people["wendian"], paper=paper, purpose="核对", regions=evening.state(event).regions
    )
    told = render_text(content)
    assert "约21,000人（待核）" in told
    assert "20,000人" not in told
    state = evening.state(event)
    known = paper_departures(state.papers[paper], state, content)
    hidden = paper_departures(state.papers[paper], state, None)
    assert [row.name for row in known] == [row.name for row in hidden] == ["narrative", "lender_count"]
    assert known[0].typed == TEXTS["narrative"]
    assert (hidden[0].given, hidden[0].typed) == ("", ""), "the account is sealed"
    assert [run.hand.name for run in runs_of(content.blocks) if run.text == TEXTS["trend"] and run.hand]
