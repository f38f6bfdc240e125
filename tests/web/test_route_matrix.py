"""Every address asked of every role: allowed exactly where the policy says so; and the policy keeps to domain rules."""

import ast
import re

import pytest
from django.test import Client
from django.urls import get_resolver

from fengsui.conduct.house import house
from fengsui.web.routes import PUBLIC, BoundView
from fengsui.web.urls import ROUTES
from tests.clauses import clause
from tests.repository.tree import python_files, text
from tests.web.two_events import CITY, FIRST, ROLES, TwoEvents, ask, login_of, methods_of, province, worked

__all__ = ["province", "worked"]

GUARDED = [route for route in ROUTES if route.permission is not PUBLIC]
PERMISSION = re.compile(r"[a-z]+\.[a-z_]+")
NO_SECTION_YET = {("home", "R17")}
"""An institution's officer may come in and change the password; the first page says that there is nothing to open."""


@clause("1.1.d", "1.5.d")
@pytest.mark.parametrize("role", ROLES)
def test_each_role_reaches_what_its_rules_say_and_nothing_else(province: TwoEvents, role: str) -> None:
    """For every address and method: 403 exactly when no access rule of the role carries the route's permission."""
    browser = province.browser(login_of(role))
    wrong = []
    for route in GUARDED:
        allowed = role in house.rules[str(route.permission)].roles and (route.name, role) not in NO_SECTION_YET
        for method in methods_of(route):
            status = ask(browser, province, route, method)
            if status >= 500 or (status != 403) != allowed:
                wrong.append((method, route.name, status, "allowed" if allowed else "forbidden"))
    assert wrong == []


@clause("1.1.d")
def test_every_page_opens_for_who_may(province: TwoEvents) -> None:
    """The matrix isn't made of error pages: with a role that may, each page opens; no such table was uploaded."""
    answers = {}
    for route in GUARDED:
        if "GET" not in route.methods:
            continue
        role = min(house.rules[str(route.permission)].roles, key=lambda name: int(name[1:]))
        answers[route.name] = ask(province.browser(login_of(role)), province, route, "GET")
    elsewhere = {name for name, status in answers.items() if status != 200}
    assert elsewhere - {"home"} == {name for name in answers if name.endswith((".preview", ".findings"))}


@clause("1.1.d")
def test_visitors_are_sent_to_sign_in(province: TwoEvents) -> None:
    """Without a sign-in every guarded address, read or written, leads to the sign-in page and does nothing."""
    for route in GUARDED:
        for method in methods_of(route):
            address = province.address(route)
            answer = Client().get(address) if method == "GET" else Client().post(address)
            assert answer.status_code == 303, route.name
            assert answer["Location"].startswith("/sign-in?next="), route.name


def test_no_address_outside_the_table() -> None:
    """Whatever the server answers to is a route of the table, bound to its permission."""
    views = [pattern.callback for pattern in get_resolver().url_patterns]
    assert [view.route for view in views if isinstance(view, BoundView)] == list(ROUTES)
    assert len(views) == len(ROUTES)
    assert len({route.name for route in ROUTES}) == len({route.path for route in ROUTES}) == len(ROUTES)


def permissions_in_use() -> set[str]:
    """Permissions that the source asks for: ``permission=``, ``require(actor, …)``, ``may(actor, …)``, and routes."""
    used = {str(route.permission) for route in GUARDED}
    for path in python_files("src"):
        for node in ast.walk(ast.parse(text(path))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            asked = [keyword.value for keyword in node.keywords if keyword.arg == "permission"]
            if name in {"require", "may"}:
                asked += node.args[1:2]
            used |= {
                part.value
                for value in asked
                for part in ast.walk(value)
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and PERMISSION.fullmatch(part.value)
            }
    return used


def test_every_permission_in_use_has_a_rule() -> None:
    """A permission that nobody handed in would open or close a door by accident."""
    used = permissions_in_use()
    assert {"response.open_narrative", "documents.open_paper", "registry.manage_officers"} <= used
    assert sorted(used - house.rules.keys()) == []
    assert {role for rule in house.rules.values() for role in rule.roles} <= set(ROLES)


# What follows is written by hand from the roles' duties, not read from the policy: the policy must agree with it.

NOTHING_BUT = {
    "R10": {
        "web.home",
        "plan.view",
        "response.view_desk",
        "response.view_own_tasks",
        "response.acknowledge_task",
        "response.report_task",
        "tasking.view_own_orders",
        "tasking.work_order",
    },
    "R16": {
        "web.home",
        "web.system",
        "ledger.verify",
        "registry.view_officers",
        "registry.manage_officers",
        "registry.manage_group",
        "registry.assign_duty",
        "conduct.view_refusals",
    },
    "R17": {"web.home"},
    "R18": set(),
    "R19": {"web.home", "plan.view"},
}
"""R10 only its own tasks; R16 no case content; R17 to R19 nothing live."""

NEVER = {
    "R1": {"registry.export_contacts", "response.open_narrative"},
    "R5": {"response.open_narrative", "documents.open_paper", "registry.view_contacts"},
    "R11": {
        "response.open_narrative",
        "documents.open_paper",
        "documents.view_papers",
        "ledger.view",
        "ledger.view_fact",
    },
    "R12": {"response.open_narrative", "documents.open_paper", "documents.view_papers", "ledger.view_fact"},
    "R13": {
        "response.open_narrative",
        "documents.open_paper",
        "documents.view_papers",
        "ledger.view",
        "ledger.view_fact",
        "registry.view_officers",
        "registry.view_contacts",
    },
    "R16": {"registry.export_contacts"},
}
"""R1, R5, R11 no personal data, R11 no police facts; R12 only its claims; R13 only what is shared; R16 no numbers."""

DECIDES = {
    "response.terminate_event": {"R1"},
    "response.sign_grade": {"R1", "R3"},
    "response.reject_proposal": {"R1", "R3"},
    "response.dismiss_event": {"R3"},
    "response.reject_blowup": {"R3"},
    "response.record_telephone_approval": {"R3"},
    "response.acknowledge_task_by_telephone": {"R3"},
    "response.sign": {"R1", "R2", "R3", "R4"},
    "response.open_event": {"R3", "R4"},
    "response.draft_activation": {"R3", "R7"},
    "documents.send_paper": {"R3"},
    "documents.submit_paper": {"R3", "R7"},
    "documents.withdraw_paper": {"R3", "R7"},
    "documents.record_receipt": {"R3", "R7"},
    "registry.manage_officers": {"R16"},
    "registry.name_watchers": {"R3"},
    "warning.sign_level": {"R3", "R4"},
    "warning.close_ticket": {"R3"},
    "warning.open_watch": {"R3"},
    "warning.acknowledge_report": {"R3"},
    "warning.reject_sheet": {"R3"},
    "warning.keep_key_list": {"R3"},
    "warning.sign": {"R1", "R2", "R3", "R4"},
    "warning.adopt_table": {"R1"},
}
"""Who may decide: the head ends, downgrades and activates; the duty chief upgrades and sends; 三员 keep accounts."""

ACTS = ("response.", "documents.", "registry.", "warning.")
READING = ("view", "open_narrative", "open_paper", "open_sheet", "open_log", "export_")


@clause("1.5.d", "1.1.e")
@pytest.mark.parametrize("role", NOTHING_BUT)
def test_roles_kept_from_cases_hold_nothing_more(role: str) -> None:
    """The list for each of these roles is complete: one more permission anywhere fails here."""
    held = {rule.permission for rule in house.rules.values() if role in rule.roles}
    assert held <= NOTHING_BUT[role]


@clause("1.5.d")
@pytest.mark.parametrize("role", NEVER)
def test_what_a_role_may_not_see(role: str) -> None:
    """Accounts that name people, papers, personal numbers: closed where §6.1 closes them."""
    assert NEVER[role] <= house.rules.keys()
    assert {name for name in NEVER[role] if role in house.rules[name].roles} == set()


@clause("1.1.e")
@pytest.mark.parametrize("permission", DECIDES)
def test_who_may_decide(permission: str) -> None:
    """Each deciding act is open to the offices that §6.1 and the signature table name, to no other."""
    assert house.rules[permission].roles == DECIDES[permission]


@clause("1.1.e")
@pytest.mark.parametrize("role", ["R14", "R15"])
def test_oversight_and_archive_only_read(role: str) -> None:
    """Who inspects and who keeps the files changes nothing in an event, a paper or the register."""
    held = {name for name, rule in house.rules.items() if role in rule.roles and name.startswith(ACTS)}
    assert {name for name in held if not name.partition(".")[2].startswith(READING)} == set()


@clause("1.5.d")
def test_personal_data_is_opened_for_a_purpose() -> None:
    """The rules over sealed accounts, papers' texts and personal numbers all ask what for."""
    asking = {name for name, rule in house.rules.items() if rule.needs_purpose}
    named = {"response.open_narrative", "documents.open_paper", "registry.export_contacts", "warning.open_log"}
    assert named <= asking


@clause("1.5.d")
@pytest.mark.parametrize("role", ["R16", "R17", "R18", "R19"])
def test_no_page_of_theirs_tells_of_a_case(province: TwoEvents, role: str) -> None:
    """Read as they are, the pages these roles can open name no event, no failed institution and no figure of one."""
    browser = province.browser(login_of(role))
    for route in GUARDED:
        if "GET" in route.methods and role in house.rules[str(route.permission)].roles:
            page = browser.get(province.address(route)).content.decode(errors="ignore")
            for told in ("云渡", "江桥", "东麓停付", "东麓网络", "2026-001", "23,000"):
                assert told not in page, (route.name, told)


@clause("1.5.d")
def test_liaison_reads_own_tasks_only(province: TwoEvents) -> None:
    """The tax liaison's pages hold the tax tasks; every other task of the event, and all else of it, stays closed."""
    browser = province.browser(login_of("R10"))
    own = province.facts[FIRST]["task"]
    state = province.evening.state(FIRST)
    answers = {
        task.payload["department"]: browser.get(f"/tasks/2026-001/{fact.rpartition('#')[2]}").status_code
        for fact, task in state.tasks.items()
    }
    assert {department for department, status in answers.items() if status == 200} == {"tax"}
    assert set(answers.values()) == {200, 404}
    listed = browser.get("/tasks").content.decode()
    assert f"/tasks/2026-001/{own}" in listed
    for other in ("受理案件线索", "发布首次权威信息", "核对风险底数"):
        assert other not in listed
        assert other not in browser.get("/desk").content.decode()


@clause("1.5.d")
def test_several_roles_add_up(province: TwoEvents) -> None:
    """An officer with several roles reaches what any of them may, in his own place, and no administrator's page."""
    browser = province.browser(CITY)
    assert ask(browser, province, next(r for r in ROUTES if r.name == "event"), "GET") == 200
    assert ask(browser, province, next(r for r in ROUTES if r.name == "system"), "GET") == 403
