"""The same program under a plan for guarantee companies: other grades, terms, addressees, departments, clauses."""

from datetime import timedelta

import pytest
from django.urls import get_resolver

from fengsui.conduct.plans import plan_in_force
from fengsui.conduct.world import this_world
from fengsui.registry.models import Institution
from fengsui.web.routes import known_routes
from tests.guarantee_2026.conftest import browser
from tests.plan_2019_75.evening import Evening

OFFICES = ("provincial_regulator", "government_duty_room")
OF_THE_NATIONAL_PLAN = ("网络借贷", "特别重大", "网贷", "整治办函", "B1–B5")


@pytest.fixture
def event(desks: Evening) -> str:
    """Two companies that hold nine tenths of the guarantees have stopped paying; graded, the plan activated."""
    opened = desks.open_blown_up(0)
    desks.suspect(opened, 1)
    desks.grade(opened)
    desks.activate(opened)
    return opened


def test_a_copy_is_founded_on_it(desks: Evening) -> None:
    """The copy says which plan it runs under; its departments and classes of institution are that plan's."""
    assert this_world().plan_version.startswith("guarantee-2026@")
    assert set(Institution.objects.values_list("class_code", flat=True)) == {"G1", "G2", "G3", ""}
    html = browser("zhiban").get("/plan").content.decode()
    assert "融资担保公司代偿风险事件应急处置预案" in html
    assert "整治办函" not in html


def test_its_rules_grade_and_its_terms_run(desks: Evening, event: str) -> None:
    """G-1 proposes 重大; the notice has one hour and the report six, for two addressees; three tasks within hours."""
    proposed = desks.facts(event, "grade.proposed")[-1].payload
    assert (proposed["rule"], proposed["grade_name"]) == ("G-1", "重大")
    for definition, length in (("first_notice", timedelta(hours=1)), ("written_report", timedelta(hours=6))):
        clocks = desks.clocks(event, definition)
        assert {row.due_at - row.started_at for row in clocks.values()} == {length}
        assert len(clocks) == len(OFFICES)
    tasks = {fact.payload["department"] for fact in desks.facts(event, "task.issued")}
    assert tasks == {"financial_regulation", "banking_supervision", "state_assets", "police", "publicity", "petition"}


def test_every_fact_names_a_clause_of_that_plan(desks: Evening, event: str) -> None:
    """What the program does by a national clause is written down under the plan's own clause, or under none."""
    paper = desks.submit(event)
    desks.sign(event, "approve_first_notice", "zuzhang")
    desks.send(event, paper, sent=dict.fromkeys(OFFICES, 0))
    own = set(desks.room(event).plan.clauses)
    cited = {fact.clause for fact in desks.facts(event)} - {""}
    assert cited <= own, cited - own
    assert {"担.6.1", "担.3.4", "担.1.4"} <= cited


def test_its_notice_goes_to_its_addressees(desks: Evening, event: str) -> None:
    """The paper bears the group's name and goes to two offices; each receipt stops one clock."""
    paper = desks.submit(event)
    desks.sign(event, "approve_first_notice", "zuzhang")
    desks.send(event, paper, sent=dict.fromkeys(OFFICES, 0))
    text = desks.pdf_text(event, paper)
    assert "融资担保风险处置协调小组" in text
    assert "省金融管理部门" in text or "省级地方金融管理部门" in text
    assert not [word for word in OF_THE_NATIONAL_PLAN if word in text]
    desks.receipt(event, paper, OFFICES[0], 0)
    assert [row.subject for row in desks.running(event, "first_notice")] == [OFFICES[1]]


EVENT_PAGES = (
    *("", "/grade", "/papers", "/tasks", "/timeline", "/activation", "/activation/order", "/figures", "/blowup"),
    *("/terminate", "/dismiss", "/note", "/papers/first_notice/draft"),
)


def test_its_pages_speak_of_nothing_else(desks: Evening, event: str) -> None:
    """No page speaks of the national plan's grades or addressees; none falls over what this plan leaves out."""
    here = f"/events/{event.partition('/')[2]}"
    told = {}
    for login in ("zuzhang", "zhiban", "wendian", "police.a"):
        client = browser(login)
        for address in (*(here + page for page in EVENT_PAGES), *plain_pages()):
            answer = client.get(address)
            assert answer.status_code in {200, 302, 303, 403}, f"{address} of {login}: {answer.status_code}"
            if answer.status_code == 200 and "html" in answer["Content-Type"]:
                told[address] = answer.content.decode()
    assert len(told) > 40
    found = {address: [word for word in OF_THE_NATIONAL_PLAN if word in html] for address, html in told.items()}
    assert {address: words for address, words in found.items() if words} == {}


def plain_pages() -> list[str]:
    """Every page whose address has no parts that vary, and is not about other plans."""
    get_resolver()  # the table of routes is gathered
    plain = [route for route in known_routes if "GET" in route.methods and not route.has_parameters]
    return [f"/{route.path}" for route in plain if not route.path.startswith(("plan/diff", "plan/versions", "health"))]


def test_a_clause_that_no_part_of_this_plan_plays_is_not_cited(desks: Evening) -> None:
    """A national clause stands for this plan's own, or for nothing; never for itself."""
    plan = plan_in_force()
    assert (plan.clause_for("5.2.1.1.a"), plan.clause_for("2.5")) == ("担.6.1", "担.2.4")
    assert plan.clause_for("5.2.1.2.c") == ""
    assert plan.clause_for("担.7.3") == "担.7.3"
