"""A province with two events and one officer for each role, for asking every address of everybody.

The first event is led by 990200 and supported by 990300; the second belongs to 990500 alone.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from fengsui.conduct import streams, timekeeping, world
from fengsui.conduct.access import Actor, system_actor
from fengsui.conduct.plans import built_in_plan, version_of
from fengsui.dispatch.alerting import run_alerts
from fengsui.dispatch.models import Alert
from fengsui.ledger.sealer import seal
from fengsui.monitoring.queries import note_signal
from fengsui.monitoring.texts.notes import take_note
from fengsui.registry.actions import appoint_officer, name_watchers
from fengsui.registry.models import Officer
from fengsui.registry.queries import actor_for_officer
from fengsui.response.neighbours.actions import count_lenders
from fengsui.response.queries import own_tasks
from fengsui.warning import facts as warned
from fengsui.warning import preventing, prompting, ticketing, verifying, watching
from fengsui.warning.state import WarningState
from fengsui.web.routes import Route
from tests.plan_2019_75.evening import OFFICES, Evening, staffed_province
from tests.tasking.commanded import commanded
from tests.warning.room import conditions
from tests.web.letter_sent import sent_letter
from tests.web.sheet_signed import signed_sheet
from tests.web.stamped import stamp

ROLES = tuple(f"R{number}" for number in range(1, 20))
EVERY_CASE_ROLE = tuple(f"R{number}" for number in range(1, 16))
FIRST, SECOND = "event/2026-001", "event/2026-002"
CITY = "duty.city"
"""Holds every role that works with cases, in 990300."""
UNREAD = "0" * 64


@dataclass
class TwoEvents:
    """The province; ``facts`` holds, by event and by route, the fact number that its address takes.

    ``note``: a signal of the first event's institution, taken by telephone.
    """

    evening: Evening
    facts: dict[str, dict[str, int]] = field(default_factory=dict)
    note: str = ""
    letter: str = ""
    sheet: str = ""

    def browser(self, login: str) -> Client:
        """A browser in which the officer of this login has signed in."""
        client = Client()
        user, _ = User.objects.get_or_create(username=login)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    def arguments(self, route: Route, event: str = FIRST) -> dict[str, Any]:
        """Values for the parts of a route's address that vary. Raises KeyError for a part nobody has thought of."""
        first = self.evening.institutions[1 if event == FIRST else 4]
        values = {
            "number": event.partition("/")[2],
            "fact": self.facts[event].get(route.name, 1),
            "kind": "first_notice",
            "institution": first.pk,
            "sha256": UNREAD,
            "signal": self.note,
            "key": "zhiban",
            "region": "990000",
            "place": "130000",
            "form": "pdf",
            "addressee": OFFICES[2],
            "part": "clauses",
            "reference": f"{event}#1",
            "version": version_of(built_in_plan()),
            "practice": "public_education",
            "letter": self.letter,
            "sheet": self.sheet,
            "edition": 1,
            "unit": 1,
            "scan": 1,
            "matter": event,
        }
        parts = [part.partition(">")[0].partition(":")[2] for part in route.path.split("<")[1:]]
        return {name: values[name] for name in parts}

    def address(self, route: Route, event: str = FIRST) -> str:
        """A concrete address of the route."""
        return reverse(route.name, kwargs=self.arguments(route, event))


def login_of(role: str) -> str:
    """The login of the officer who holds this role and no other."""
    return f"only.{role.lower()}"


def two_events(evening: Evening) -> TwoEvents:
    """Appoint one officer for each role, and work two events as far as pages go."""
    for role in ROLES:
        if role == "R18":
            # A lender is appointed by nobody. Somebody gets in as one all the same: the door must hold.
            name = login_of(role)
            Officer.objects.create(pk=f"officer/{name}", name="示例出借人", login=name, roles=[role], region="990000")
        else:
            _appoint(login_of(role), (role,), department="tax" if role == "R10" else "")
    _appoint(CITY, EVERY_CASE_ROLE, region="990300")
    province = TwoEvents(evening)
    for event, ranks in ((FIRST, (1, 0)), (SECOND, (4,))):
        assert evening.open_blown_up(ranks[0]) == event
        for rank in ranks[1:]:
            evening.suspect(event, rank)
        evening.grade(event, reason="组织研判认定")
        evening.activate(event)
        notice = evening.sent(event)
        evening.receipt(event, notice, OFFICES[0], 0)
        stamp(evening, notice, evening.state(event).regions)
        report = evening.submit(event, "written_report")
        evening.figures(event, lender_count=23_000)
        province.facts[event] = _fact_numbers(evening, event, notice, report)
        if event == FIRST:
            province.sheet = signed_sheet(evening, FIRST)
        commanded(evening, event, actor_for_officer(Officer.objects.get(login=login_of("R10")).pk).officer)
        count_neighbours(evening, event)
    province.note = _note(evening)
    province.letter = sent_letter(evening)
    for event, rank in ((FIRST, 1), (SECOND, 4)):
        province.facts[event] |= _warned(evening, evening.institutions[rank].pk)
    # The ledger's page lists what has its position.
    seal(holder="test", now=timekeeping.now(), keys=world.keys())
    return province


def _appoint(login: str, roles: tuple[str, ...], *, region: str = "990000", department: str = "") -> Actor:
    outcome = appoint_officer(
        actor=system_actor("test", "990000"),
        name=f"示例{login[-3:]}",
        roles=roles,
        login=login,
        region=region,
        department=department,
    )
    return actor_for_officer(outcome.fact.stream)


def _warned(evening: Evening, institution: str) -> dict[str, int]:
    """A ticket with a watch, a measure, a sheet and a letter that wait for signatures: route → fact number."""
    people, key = evening.people, evening.key
    by: dict[str, Any] = {"actor": people["zhiban"], "institution": institution}
    name_watchers(**by, watcher_a=people["dingfang"].officer, watcher_b=people["dingfang2"].officer)
    ticket = ticketing.open_ticket(**by, level=1, reason="传闻增多", idempotency_key=key()).fact.reference
    review = (timekeeping.now() + timedelta(days=7)).date()
    watch = warning_state(institution).watch
    if watch is None:
        watching.open_watch(**by, because=ticket, criteria="停付", review_on=review, level=1, idempotency_key=key())
        watch = warning_state(institution).watch
    assert watch is not None
    report = watching.report_watch(actor=people["dingfang"], watch=watch.fact, summary="无变化", idempotency_key=key())
    measure = preventing.require_measure(
        **by, measure="talk", problems=["停付"], demand="说明原因", legal_basis="办法第九条", idempotency_key=key()
    )
    sheet = verifying.submit_sheet(
        actor=people["dingfang"],
        institution=institution,
        entry=verifying.SheetEntry(
            conditions=conditions(B2="yes"),
            occurred_at=timekeeping.now(),
            known_at=timekeeping.now(),
            checks=[warned.CheckMade(kind="telephone", made_at=timekeeping.now(), result="无人接听")],
            finding="停付",
        ),
        idempotency_key=key(),
    )
    texts = {"scope": "全省", "warned_of": "停付", "measures": "说明原因"}
    letter = prompting.submit_prompt(
        actor=people["wendian"], ticket=ticket, texts=texts, addressees=[OFFICES[2]], idempotency_key=key()
    )
    chosen = {
        "warning.watch.acknowledge": report,
        "warning.measure.answer": measure,
        "warning.sign": sheet,
        "warning.sheet.reject": sheet,
    }
    papers = ("warning.paper", "warning.paper.send", "warning.paper.withdraw", "warning.paper.receipt")
    chosen |= dict.fromkeys((*papers, "warning.paper.file"), letter)
    return {name: outcome.fact.number for name, outcome in chosen.items()}


def warning_state(institution: str) -> WarningState:
    """The folded state of an institution's warning."""
    state: WarningState = streams.state_of(f"warning/{institution}")
    return state


def _note(evening: Evening) -> str:
    """The signal of a note about the first event's institution."""
    outcome = take_note(
        actor=evening.people["zhiban"],
        channel="telephone",
        source="值班电话",
        text="门口有人聚集",
        happened_at=timekeeping.now(),
        region="990200",
        institutions=[evening.institutions[1].pk],
        on_site_head_count=40,
    )
    return note_signal(outcome.fact.number)


def _fact_numbers(evening: Evening, event: str, notice: str, report: str) -> dict[str, int]:
    state = evening.state(event)
    liaison = actor_for_officer(Officer.objects.get(login=login_of("R10")).pk)
    task = next(task.pk for task in own_tasks(liaison) if task.event == event)
    run_alerts(timekeeping.now() + timedelta(minutes=6))  # nobody signed for the news so far
    alert = Alert.objects.filter(matter=event).order_by("since", "id")[0].pk
    chosen = {
        "alert.call": alert,
        "alert.numbers": alert,
        "event.blowup.reject": next(iter(state.suspicions)),
        "event.sign": report,
        "event.countersign": next(iter(state.matters.owed)),
        "event.support": next(iter(state.support), f"{event}#1"),
        "event.support.oversee": next(iter(state.support), f"{event}#1"),
        "task": task,
        "answer_links": task,
        "paper.withdraw": report,
        "paper.send": report,
    }
    papers = dict.fromkeys(
        ("paper", "paper.text", "paper.file", "paper.receipt", "paper.correct", "paper.recall"), notice
    )
    papers |= dict.fromkeys(("paper.scan", "paper.scan.file", "paper.seal", "paper.sealed"), notice)
    return {name: int(reference.rpartition("#")[2]) for name, reference in (papers | chosen).items()}


def count_neighbours(evening: Evening, event: str) -> None:
    """One province outside holds lenders: there is a letter to it."""
    count_lenders(
        actor=evening.people["zhiban"],
        event=event,
        counts=[("130000", 1200)],
        as_of=timekeeping.now(),
        source="机构出借人清单",
        seen=None,
        idempotency_key=evening.key(),
    )


def methods_of(route: Route) -> list[str]:
    """The methods a form or a link uses."""
    return [method for method in route.methods if method != "HEAD"]


def ask(browser: Client, province: TwoEvents, route: Route, method: str, event: str = FIRST) -> int:
    """The status with which the address answers; a form is sent with a good key and nothing else."""
    address = province.address(route, event)
    if method == "GET":
        return browser.get(address).status_code
    form = {"idempotency_key": str(uuid.uuid4()), "seen": "", "purpose": "", "reason": "", "seen_hash": "0" * 64}
    return browser.post(address, form).status_code


@pytest.fixture(scope="module")
def worked(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TwoEvents]:
    """Two events as far as pages go, once for the module."""
    home = tmp_path_factory.mktemp("home")
    with django_db_blocker.unblock(), staffed_province(home) as officers:
        yield two_events(Evening(officers))


@pytest.fixture
def province(worked: TwoEvents, db: None) -> Iterator[TwoEvents]:
    """The same two events for each test; ``db`` takes back what the test does."""
    yield worked
    streams.forget_all()
