"""Acceptance of section 一: safe, by levels, one named person for each task, secrecy, completeness, answerability."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from axes.models import AccessAttempt
from django.db import transaction
from django.test import Client
from pydantic import ValidationError

from fengsui.conduct.access import AccessDenied
from fengsui.conduct.acting import Refused
from fengsui.conduct.world import keys
from fengsui.documents.models import Paper
from fengsui.documents.queries import paper_content, paper_file
from fengsui.ledger.exporting import verify_ledger
from fengsui.ledger.models import FactRow
from fengsui.ledger.reading import read_all
from fengsui.ledger.sealed import PurposeMissing, openings_of
from fengsui.registry.actions import change_institution, end_officer, name_watchers
from fengsui.registry.credentials import set_password
from fengsui.registry.queries import unwatched
from fengsui.response import facts
from fengsui.response.accounts import open_narrative
from fengsui.response.models import Event, Task
from fengsui.response.paper_texts import TEXTS as PASSAGES
from fengsui.response.queries import event_room
from tests.clauses import clause
from tests.plan_2019_75.evening import Evening

LOGINS = ("zuzhang", "fuzuzhang", "zhiban", "dingfang", "yanpan", "wendian", "gongan", "shuiwu", "ducha", "guanli")
Act = Callable[[Evening, str, str], object]


def who_may(evening: Evening, event: str, act: Act) -> set[str]:
    """Which of the officers can do the act now; each try is taken back."""
    able = set()
    for login in LOGINS:
        with transaction.atomic():
            try:
                act(evening, event, login)
            except (AccessDenied, Refused):
                pass
            else:
                able.add(login)
            transaction.set_rollback(True)
    return able


@clause("1.1.d")
def test_record_is_whole_and_says_where_it_is_not(evening: Evening) -> None:
    """With nothing wrong the check finds nothing; one changed word, and it names the record."""
    event = evening.activated()
    assert verify_ledger(public_key=keys().public_key).findings == []
    row = FactRow.objects.get(stream=event, number=1)
    FactRow.objects.filter(pk=row.pk).update(payload=row.payload.replace("停付", "正常"))
    found = verify_ledger(public_key=keys().public_key).findings
    assert [finding.where for finding in found] == [f"{event}#1"]


@clause("1.1.d")
def test_failed_sign_ins_are_logged_and_end(evening: Evening) -> None:
    """Each wrong password is on record with name and time, and the sixth try isn't even looked at."""
    head = evening.people["zuzhang"]
    set_password(head.officer, "right-lamp-tower-1", head)
    client = Client()
    for _ in range(5):
        client.post("/sign-in", {"username": "zuzhang", "password": "wrong"})
    attempt = AccessAttempt.objects.get(username="zuzhang")
    assert attempt.failures_since_start == 5
    assert client.post("/sign-in", {"username": "zuzhang", "password": "right-lamp-tower-1"}).status_code in {403, 429}


@clause("1.1.d")
def test_tasks_put_people_s_safety_first(evening: Evening) -> None:
    """The tasks ask for care of the weak at the reception and keep lenders' money out of every freeze."""
    event = evening.activated()
    details = {task.department: task.detail for task in Task.objects.filter(event=event)}
    assert "老弱残孕优先" in details["petition"]
    assert "出借人存管资金除外" in details["police"]
    assert "不关停" in details["communications"]


@clause("1.1.e", "1.2.f")
@pytest.mark.parametrize(
    ("prepare", "act", "able"),
    [
        (Evening.cluster, lambda e, v, who: e.grade(v, by=who), {"zuzhang", "zhiban"}),
        (
            Evening.activated,
            lambda e, v, who: e.grade(v, "major", by=who, reason="核实后影响有限"),
            {"zuzhang"},
        ),
        (Evening.cluster, lambda e, v, who: e.reject(v, "核实后不成立", by=who), {"zuzhang", "zhiban"}),
        (Evening.ordered, lambda e, v, who: e.sign(v, "activate_plan", who), {"zuzhang"}),
        (Evening.submitted, lambda e, v, who: e.sign(v, "approve_first_notice", who), {"zuzhang", "fuzuzhang"}),
        (Evening.activated, lambda e, v, who: e.end(v, by=who, reason="风险已消除"), {"zuzhang"}),
        (Evening.open_blown_up, lambda e, v, who: e.sign(v, "confirm_blowup", who), {"zhiban", "dingfang"}),
        (Evening.open, lambda e, v, who: e.dismiss(v, "查无此事", by=who), {"zhiban"}),
        (Evening.cluster, lambda e, v, who: e.draft_order(v, by=who), set()),
        (Evening.graded, lambda e, v, who: e.draft_order(v, by=who), {"zhiban", "wendian"}),
        (Evening.graded, lambda e, v, who: e.submit(v, by=who), {"zhiban", "wendian"}),
    ],
    ids=[
        *("grade", "downgrade", "reject", "activate", "approve", "terminate", "confirm", "dismiss"),
        *("order-too-early", "order", "submit"),
    ],
)
def test_each_decision_belongs_to_its_level(
    evening: Evening, prepare: Callable[[Evening], str], act: Act, able: set[str]
) -> None:
    """Of ten officers exactly those of the level that the plan names can take the decision."""
    assert who_may(evening, prepare(evening), act) == able


@clause("1.1.e")
def test_grade_is_on_record_with_its_grounds(evening: Evening) -> None:
    """The signed grade keeps rule, figures, every rule's answer, who signed in which role, and what he had seen."""
    event = evening.cluster()
    evening.grade(event)
    state = evening.state(event)
    signed = state.grades[-1]
    assert (signed["grade"], signed["rule"], signed["basis"]) == ("extraordinary", "GR-1", "rule")
    assert (signed["officer_name"], signed["role"]) == ("锡安", "R3")
    [proposal] = [fact for fact in evening.facts(event, "grade.proposed") if fact.reference == signed["proposal"]]
    assert proposal.hash == signed["seen_hash"]
    assert proposal.payload["figures"]["blown_up_in_top_k_30_days"] == 2
    answers = {row["rule"]: row["truth"] for row in proposal.payload["outcomes"]}
    assert list(answers) == [rule.id for rule in evening.room(event).plan.grading_rules]
    assert {rule: answers[rule] for rule in ("GR-1", "GR-2", "GR-3", "ES-1a", "ES-1b")} == {
        "GR-1": True,
        "GR-2": True,
        "GR-3": True,
        "ES-1a": None,
        "ES-1b": None,
    }


@clause("1.2.f")
def test_every_grade_has_its_deciders(evening: Evening) -> None:
    """Who directs at which grade is in force as data; the graver the grade, the higher the office."""
    plan = evening.room(evening.open()).plan
    deciders = {grade.id: plan.organisation.roles_deciding(grade.id) for grade in plan.grades}
    assert deciders == {"extraordinary": ("R1",), "major": ("R1", "R2"), "other": ("R2", "R3")}
    ranks = [min(int(role[1:]) for role in deciders[grade.id]) for grade in plan.grades]
    assert ranks == sorted(ranks)


@clause("1.1.h")
def test_every_task_has_an_owner_and_a_deputy(evening: Evening) -> None:
    """No task goes out without two different people by name, and both find it among their own."""
    event = evening.activated()
    tasks = list(Task.objects.filter(event=event))
    assert len(tasks) == 11
    for task in tasks:
        assert task.owner
        assert task.deputy
        assert task.owner != task.deputy
        assert task.owner_name
        assert task.deputy_name


@clause("1.1.h")
def test_activation_waits_for_the_missing_name(evening: Evening) -> None:
    """Where a department has nobody, the order isn't drawn up; the message says which department."""
    event = evening.cluster()
    evening.grade(event)
    for login in ("shuiwu", "shuiwu2"):
        end_officer(actor=evening.people["guanli"], officer=evening.people[login].officer, reason="调离")
    with pytest.raises(Refused, match=r"税务.*责任到人"):
        evening.draft_order(event)
    assert not evening.facts(event, "activation.drafted", "task.issued")


@clause("1.1.h")
def test_every_institution_can_have_two_watchers(evening: Evening) -> None:
    """A watched institution has A and B, who are two people; those without are listed."""
    duty, first = evening.people["zhiban"], evening.institutions[0]
    assert first in unwatched(duty)
    one, other = evening.people["dingfang"].officer, evening.people["dingfang2"].officer
    with pytest.raises(Refused, match="两个人"):
        name_watchers(actor=duty, institution=first.pk, watcher_a=one, watcher_b=one)
    name_watchers(actor=duty, institution=first.pk, watcher_a=one, watcher_b=other)
    assert first not in unwatched(duty)


@clause("1.2.a")
def test_central_group_leads_and_is_addressed_first(evening: Evening) -> None:
    """The directory of central bodies has one that leads, and its office is the first addressee of every notice."""
    event = evening.cluster()
    plan = evening.room(event).plan
    leading = [body for body in plan.organisation.central_bodies if body.part == "牵头"]
    assert [(body.name, body.clause) for body in leading] == [("网络借贷风险专项整治领导小组", "1.2.a")]
    assert plan.addressees[0].full_name == f"{leading[0].name}办公室"
    paper = evening.submit(event)
    assert Paper.objects.get(pk=paper).addressees[0] == plan.addressees[0].id
    assert plan.addressees[0].name in evening.text(event, paper)


@clause("1.2.g")
def test_responsible_place_is_computed_and_recorded(evening: Evening) -> None:
    """The place of registration leads, other places of operation support; both stand in the first record."""
    event = evening.open(1)
    opened = evening.facts(event)[0].payload
    assert (opened["lead_region"], opened["support_regions"]) == ("990200", ["990300"])
    row = Event.objects.get(pk=event)
    assert (row.lead_region, row.support_regions) == ("990200", ["990300"])


@clause("1.2.g")
def test_registered_elsewhere_means_led_elsewhere(evening: Evening) -> None:
    """An institution of another province that operates here is led there; this province supports."""
    guest = facts.InstitutionInEvent(
        id="guest", name="外省注册机构", registered_region="980100", operating_regions=("990300",)
    )
    state = evening.state(evening.open(institutions=[guest]))
    assert state.regions == ("980100", "990300")


@clause("1.2.g")
def test_move_of_an_institution_moves_later_events_only(evening: Evening) -> None:
    """A changed place of registration is on record with its reason; an event that runs keeps who leads it."""
    before = evening.open(1)
    row = evening.institutions[1]
    change_institution(
        actor=evening.people["hecha"], institution=row.pk, values={"registered_region": "990400"}, reason="迁址登记"
    )
    row.refresh_from_db()
    after = evening.open(1)
    assert evening.state(before).opened["lead_region"] == "990200"
    assert evening.state(after).opened["lead_region"] == "990400"
    changes = [fact for fact in read_all() if fact.kind.startswith("institution.") and row.pk in fact.stream]
    assert any(fact.payload.get("reason") == "迁址登记" for fact in changes)


@clause("1.5.d")
def test_material_carries_its_label(evening: Evening) -> None:
    """Plan, event and paper say 内部; somebody cleared for public material only opens none of it."""
    event = evening.cluster()
    plan = evening.room(event).plan
    assert plan.handling == "内部"
    assert evening.facts(event)[0].payload["handling"] == "内部"
    paper = evening.submit(event)
    content = paper_content(
        actor=evening.people["wendian"], paper=paper, purpose="核对", regions=evening.state(event).regions
    )
    assert content.handling == "内部"
    assert "内部" in evening.text(event, paper)
    outsider = replace(evening.people["zhiban"], handling=frozenset({"公开"}))
    with pytest.raises(AccessDenied, match="知悉权限"):
        event_room(outsider, event)


@clause("1.5.d")
def test_account_of_what_happened_is_sealed(evening: Evening) -> None:
    """The narrative, which names people, stands nowhere in the clear; opening it needs a purpose and is logged."""
    event = evening.open(0)
    stored = json.dumps([fact.payload for fact in read_all()], ensure_ascii=False)
    assert "张某" not in stored
    assert "13800000000" not in stored
    sealed = evening.state(event).opened["narrative"]["sealed"]
    assert openings_of(sealed) == []
    duty = evening.people["zhiban"]
    with pytest.raises((AccessDenied, PurposeMissing)):
        open_narrative(actor=duty, state=evening.state(event), purpose=" ")
    assert "张某" in open_narrative(actor=duty, state=evening.state(event), purpose="核对首报")
    assert [(who, why) for who, why, _ in openings_of(sealed)] == [(duty.officer, "核对首报")]


@clause("1.5.d")
def test_narrative_is_closed_to_who_need_not_know(evening: Evening) -> None:
    """Publicity, reception and department liaisons never open the account; a refused try opens nothing."""
    event = evening.open(0)
    for login in ("zuzhang", "xuanchuan", "jiefang", "shuiwu", "guanli", "yanlian", "yanpan"):
        with pytest.raises(AccessDenied):
            open_narrative(actor=evening.people[login], state=evening.state(event), purpose="想看")
    assert openings_of(evening.state(event).opened["narrative"]["sealed"]) == []


@clause("1.5.d")
def test_state_secrets_never_enter(evening: Evening) -> None:
    """Text that carries a mark of state secrets is refused with the way it must go; nothing of it is kept."""
    for changes in ({"narrative": "机密★五年 某某情况"}, {"trend": "（绝密）研判"}):
        with pytest.raises((Refused, ValidationError), match="涉密渠道"):
            evening.open(0, **changes)
    assert not Event.objects.exists()


@clause("1.6.c")
@pytest.mark.parametrize("missing", [passage.name for passage in PASSAGES["first_notice"] if passage.required])
def test_notice_is_complete_before_it_goes_for_signature(evening: Evening, missing: str) -> None:
    """Every required passage is checked before signing, and the message names the one that's missing."""
    event = evening.cluster()
    label = next(passage.label for passage in PASSAGES["first_notice"] if passage.name == missing)
    with pytest.raises(Refused) as refusal:
        evening.submit(event, texts={missing: " "})
    assert label in str(refusal.value)
    assert not evening.facts(event, "paper.submitted")


@clause("1.6.c")
def test_unknown_figures_are_marked_and_hold_nothing_up(evening: Evening) -> None:
    """What nobody knows yet is written 待核 and goes out; what is known carries how far it was checked."""
    event = evening.cluster()
    evening.figures(event, lender_count=23_000)
    paper = evening.submit(event)
    used = {row["name"]: row for row in evening.facts(event, "paper.submitted")[-1].payload["figures"]}
    assert used["lender_count"]["status"] == "unverified"
    assert used["lender_count"]["fact"] == evening.state(event).figures["lender_count"].fact
    unknown = {name for name, row in used.items() if row["status"] == "unknown"}
    assert {"outstanding_amount_fen", "overdue_amount_fen", "borrower_count", "casualty_count"} <= unknown
    assert evening.text(event, paper).count("待核") >= len(unknown)


@clause("1.6.c")
def test_grading_rule_without_its_figure_says_which(evening: Evening) -> None:
    """A rule that can't be answered is unknown, never false, and names the figure it lacks."""
    proposal = evening.state(evening.open_blown_up(0)).proposal
    answers = {row["rule"]: (row["truth"], row["missing"]) for row in proposal["outcomes"]}
    assert answers["ES-1a"] == (None, ["on_site_head_count"])
    assert answers["GR-2"] == (False, [])


@clause("1.7.b")
def test_leak_inquiry_sees_who_read_what(evening: Evening) -> None:
    """For the sealed account, a paper and its frozen file the log tells who opened it, when and what for, in order."""
    event = evening.cluster()
    evening.grade(event)
    paper = evening.sent(event)
    regions = evening.state(event).regions
    narrative = evening.state(event).opened["narrative"]["sealed"]
    content = Paper.objects.get(pk=paper).content
    assert {(who, why) for who, why, _ in openings_of(narrative)} == {("officer/wendian", "起草公文")}
    before, written = len(openings_of(content)), len(openings_of(narrative))
    evening.at(30)
    open_narrative(actor=evening.people["ducha"], state=evening.state(event), purpose="督查首报")
    evening.at(31)
    open_narrative(actor=evening.people["wendian"], state=evening.state(event), purpose="写书面报告")
    paper_content(actor=evening.people["gongan"], paper=paper, purpose="核对案情", regions=regions)
    evening.at(32)
    paper_file(actor=evening.people["dangan"], paper=paper, form="pdf", purpose="归档", regions=regions)
    told = [(who.removeprefix("officer/"), why) for who, why, _ in openings_of(narrative)][written:]
    assert told == [("ducha", "督查首报"), ("wendian", "写书面报告")]
    moments = [at for _, _, at in openings_of(narrative)][written:]
    assert [(at - moments[0]).total_seconds() for at in moments] == [0, 60]
    read = [(who.removeprefix("officer/"), why) for who, why, _ in openings_of(content)][before:]
    assert read == [("gongan", "核对案情"), ("dangan", "归档")]


@clause("1.7.b")
def test_nobody_reads_without_saying_why(evening: Evening) -> None:
    """A paper isn't opened without a purpose, by whatever door; the refused try leaves no opening."""
    event = evening.cluster()
    evening.grade(event)
    paper = evening.sent(event)
    content = Paper.objects.get(pk=paper).content
    before = openings_of(content)
    regions, duty = evening.state(event).regions, evening.people["zhiban"]
    with pytest.raises(AccessDenied, match="用途"):
        paper_content(actor=duty, paper=paper, purpose="", regions=regions)
    for form in ("pdf", "docx"):
        with pytest.raises(AccessDenied, match="用途"):
            paper_file(actor=duty, paper=paper, form=form, purpose=" ", regions=regions)
    with pytest.raises(AccessDenied):
        paper_file(actor=evening.people["shuiwu"], paper=paper, form="pdf", purpose="看看", regions=regions)
    assert openings_of(content) == before
