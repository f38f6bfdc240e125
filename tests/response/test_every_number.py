"""Every number on every paper resolves to a figure and its fact, or to the named writer who typed it (N12)."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from fengsui.documents.facts import PaperKind
from fengsui.documents.layout import Paper, Paragraph, Run
from fengsui.documents.letters import actions as letters
from fengsui.documents.letters.composing import drafted_papers
from fengsui.documents.queries import paper_content
from fengsui.documents.state import APPROVAL
from fengsui.ledger.canonical import Fact
from fengsui.ledger.reading import read_all
from fengsui.registry.models import Officer
from fengsui.response import reporting
from fengsui.response.departures import blocks_of, runs_of
from fengsui.response.figures import BY_NAME, in_words
from fengsui.response.orders import activation_order
from fengsui.response.paper_kinds.composing import KINDS
from fengsui.response.paper_texts import TEXTS
from tests.plan_2019_75.evening import Evening
from tests.response.numbers import BY_RULE, NUMBER, numbers_in, unanswered
from tests.response.test_further_papers import TYPED, content, noticed, out

NUMBERED = {text.name: f"{text.label[:6]} 共37笔" for texts in TEXTS.values() for text in texts} | {
    "contact_phone": "0990-8001",
    "unit": "某县金融办",
}
"""Passages in which the writer typed a number of his own."""
EVERYTHING: dict[str, Any] = {
    "outstanding_amount_fen": 1_234_567_890_12,
    "overdue_amount_fen": 98_765_432_10,
    "lender_count": 20_123,
    "local_lender_count": 4_567,
    "borrower_count": 8_901,
    "on_site_head_count": 310,
    "casualty_count": 2,
    "surety_insurance_balance_fen": 5_500_000_00,
    "insurer_name": "第2保险公司",
    "insured_policy_count": 77,
    "out_of_contact": True,
    "payment_stopped": True,
    "case_filed": True,
    "case_number": "公经立字88号",
    "key_post_status": "3人在岗",
}


def written(evening: Evening, event: str, kind: PaperKind, about: str = "") -> str:
    """Submitted with a number in every passage and one field written over; its reference."""
    return reporting.submit(
        actor=evening.people["wendian"],
        event=event,
        kind=kind,
        texts=NUMBERED,
        changes={"lender_count": "约20,200人"},
        about=about,
        seen=None,
        idempotency_key=evening.key(),
    ).fact.reference


def full_event(evening: Evening, kind: PaperKind) -> str:
    """An event with every figure, three institutions, tasks, support asked for, and a notice that went out.

    Ended where ``kind`` is written after the end; before the notice where it is the notice.
    """
    event = evening.activated()
    evening.figures(event, **{**EVERYTHING, "lender_count": 20_000})
    task, *_ = evening.state(event).tasks
    evening.acknowledge(task, _owner(evening, task))
    if kind != "first_notice":
        evening.sent(event)
        evening.at(30)
        evening.figures(event, known=30, **EVERYTHING)
        evening.suspect(event, 2)
        evening.confirm(event)
    if kind == "final_report":
        evening.end(
            event, unmet={evening.room(event).plan.termination_conditions[0].id: "尚有12户"}, reason="兑付至95%"
        )
    return event


def _owner(evening: Evening, task: str) -> str:
    owner = evening.state(task.partition("#")[0]).tasks[task].payload["owner"]
    return next(login for login, actor in evening.people.items() if actor.officer == owner)


def known() -> dict[str, Fact]:
    """Every fact of the ledger."""
    return {fact.reference: fact for fact in read_all()}


def officers() -> set[str]:
    """Every officer of the register."""
    return set(Officer.objects.values_list("id", flat=True))


@pytest.mark.clause("1.6.b")
@pytest.mark.parametrize("kind", list(KINDS))
def test_no_number_of_an_event_paper_is_nobodys(evening: Evening, kind: PaperKind) -> None:
    """Of each kind, on a full event: whatever number is printed, title and foot included, somebody answers for."""
    event = full_event(evening, kind)
    about = next(iter(evening.state(event).papers), "") if kind in {"correction_report", "recall_notice"} else ""
    paper = written(evening, event, kind, about)
    told = content(evening, event, paper)
    runs = list(runs_of(blocks_of(told)))
    assert sum(len(list(numbers_in(run.text))) for run in runs) >= 3, "a paper with nothing to check checks nothing"
    assert unanswered(told, known(), officers()) == []


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_figure_says_what_its_fact_says(evening: Evening, kind: PaperKind) -> None:
    """Each figure that a paper lists is printed with the value that its fact holds; a typed one with both."""
    event = full_event(evening, kind)
    about = next(iter(evening.state(event).papers), "") if kind in {"correction_report", "recall_notice"} else ""
    paper = written(evening, event, kind, about)
    told, facts = content(evening, event, paper), known()
    by_fact: dict[str, str] = {}
    for run in runs_of(blocks_of(told)):
        given = run.hand.given if run.hand and run.hand.given is not None else run.text
        by_fact[run.figure_reference or ""] = by_fact.get(run.figure_reference or "", "") + given
    checked = 0
    for used in evening.state(event).papers[paper].payload["figures"]:
        assert used["fact"] in facts or (used["fact"] == "" and used["status"] == "unknown")
        if used["name"] in BY_NAME and used["fact"]:
            row = next(row for row in facts[used["fact"]].payload["figures"] if row["name"] == used["name"])
            assert in_words(BY_NAME[used["name"]], row["value"]) in by_fact[used["fact"]]
            checked += 1
        if used.get("typed"):
            assert (used["given"] in by_fact[used["fact"]], used["typed"]) == (True, "约20,200人")
    assert checked or kind == "recall_notice"


def test_no_number_of_the_activation_order_is_nobodys(evening: Evening) -> None:
    """Signed or waiting: each task, term and name leads to the order or to the task."""
    for event in (evening.ordered(), evening.activated()):
        paper = activation_order(actor=evening.people["zhiban"], room=evening.room(event))
        assert paper is not None
        assert unanswered(paper, known(), officers()) == []


def test_no_number_of_a_letter_is_nobodys(evening: Evening) -> None:
    """Every paper that the plan lets one write freely: who submitted it answers for the whole of it."""
    forms = drafted_papers(evening.room(evening.graded()).plan)
    assert {form.kind for form in forms} >= {"请示", "函", "通知", "纪要", "通告"}
    for form in forms:
        letter = letters.begin_letter(
            actor=evening.people["wendian"], form=form.id, idempotency_key=evening.key()
        ).fact.stream
        texts = {
            "title": f"关于3项工作的{form.kind}",
            "recipients": "第2办公室" if form.kind != "通告" else "",
            "copies": "第4处" if form.kind not in {"请示", "通告"} else "",
            "body": "一、共5项\n第一项12.5万元。\n（一）3天内办结\n请于11月24日18:00前报。",
            "attachments": "清单7份",
            "attendance": "第9组",
        }
        submitted = letters.submit_letter(
            actor=evening.people["wendian"], letter=letter, texts=texts, idempotency_key=evening.key()
        )
        told = paper_content(
            actor=evening.people["wendian"], paper=submitted.fact.reference, purpose="核对", regions=("990000",)
        )
        assert told.hand is not None
        assert told.hand.officer == evening.people["wendian"].officer
        assert unanswered(told, known(), officers()) == []
        assert unanswered(told, known(), set()) != [], "without its writer its numbers are nobody's"


def test_every_kind_of_paper_is_looked_at() -> None:
    """A kind that is added to the program needs a test here."""
    assert set(APPROVAL) == {*KINDS, "letter", "risk_prompt"}


def test_the_reading_finds_what_nobody_answers_for(evening: Evening) -> None:
    """The check itself: a number in a plain run, one with a fact that never was, and one by nobody known are found."""
    told = content(evening, event := noticed(evening), next(iter(evening.state(event).papers)))

    def with_run(run: Run) -> Paper:
        return told.model_copy(update={"blocks": (*told.blocks, Paragraph(runs=(run,)))})

    stray: Callable[..., Run] = lambda **more: Run(text="另有4711人", **more)  # noqa: E731
    hand = {"officer": "officer/nobody", "name": "某人", "at": "2026-03-02T01:12:00.000000Z"}
    for run in (stray(), stray(figure_reference=f"{event}#9999"), stray(hand=hand)):
        assert unanswered(with_run(run), known(), officers()) == ["　　另有4711人"]
    assert unanswered(with_run(stray(figure_reference=f"{event}#1")), known(), officers()) == []


@pytest.mark.parametrize(
    "text", ["出借人20,000人", "12.34亿元", "占95.5%", "截至24日 18:00", "下达任务3项", "五笔另3笔"]
)
def test_amounts_counts_and_times_are_no_exception(text: str) -> None:
    """What is left out by its form is no amount, no count, no moment."""
    left = text
    for form, _ in BY_RULE:
        left = re.sub(form, "", left)
    assert NUMBER.findall(left) == NUMBER.findall(text) != []


def test_typed_passages_are_shown_with_their_writer(evening: Evening) -> None:
    """A passage with no fact behind it names who typed it on every kind of paper."""
    event = noticed(evening)
    paper = evening.submit(event, "follow_up_report", texts={**TYPED, "new_risks": "另有41人来访"})
    out(evening, event, paper)
    run = next(run for run in runs_of(content(evening, event, paper).blocks) if "41" in run.text)
    assert run.hand is not None
    assert (run.hand.officer, run.hand.given) == (evening.people["wendian"].officer, None)
