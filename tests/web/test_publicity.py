"""Publicity writes what is told to the public: it sees the event, and nothing of the police."""

import pytest

from fengsui.conduct.access import NotThere
from fengsui.registry.queries import actor_for_officer
from fengsui.response.queries import event_room, task_of
from tests.clauses import clause
from tests.web.two_events import FIRST, TwoEvents, login_of, province, worked

__all__ = ["province", "worked"]

PAGES = ("", "/timeline", "/tasks", "/papers", "/figures")


def police_tasks(province: TwoEvents) -> dict[str, str]:
    """Fact → title of the tasks of the police."""
    tasks = province.evening.state(FIRST).tasks
    return {fact: task.payload["title"] for fact, task in tasks.items() if task.payload["department"] == "police"}


@clause("1.5.d")
def test_no_page_tells_publicity_of_the_police(province: TwoEvents) -> None:
    """Overview, timeline, tasks: no police task, no clock of one, no reference to one; others' tasks stand there."""
    browser, titles = province.browser(login_of("R11")), police_tasks(province)
    assert titles
    for page in PAGES:
        answer = browser.get(f"/events/2026-001{page}")
        assert answer.status_code == 200
        text = answer.content.decode()
        for fact, title in titles.items():
            assert title not in text, page
            assert f"/tasks/2026-001/{fact.rpartition('#')[2]}" not in text
        assert "公安" not in text or page == "", page
        assert "/ledger/fact/" not in text
    tasks = browser.get("/events/2026-001/tasks").content.decode()
    assert "发布首次权威信息" in tasks
    watcher = province.browser(login_of("R4")).get("/events/2026-001/tasks").content.decode()
    assert all(title in watcher for title in titles.values())


@clause("1.5.d")
def test_withheld_facts_are_those_of_the_police(province: TwoEvents) -> None:
    """What is dropped hangs together: the tasks, their clocks, what settled them; the page's number stays."""
    publicity = actor_for_officer(f"officer/{login_of('R11')}")
    whole = event_room(province.evening.people["zhiban"], FIRST)
    shown = event_room(publicity, FIRST)
    dropped = {fact.reference for fact in whole.facts} - {fact.reference for fact in shown.facts}
    titles = police_tasks(province)
    assert titles.keys() <= dropped
    kinds = {fact.kind for fact in whole.facts if fact.reference in dropped}
    assert kinds <= {"task.issued", "task.acknowledged", "task.progressed"} | {
        f"clock.{step}" for step in ("started", "warned", "lapsed", "settled", "ended", "cancelled")
    }
    assert shown.number == whole.number
    assert not dropped & {line.fact for line in shown.lines}
    assert not dropped & {clock["id"] for clock in shown.clocks}
    assert not dropped & (shown.state.tasks.keys() | shown.state.clocks.keys())
    assert len(whole.state.tasks) - len(shown.state.tasks) == len(titles)


@clause("1.5.d")
def test_a_police_task_is_not_there_for_publicity(province: TwoEvents) -> None:
    """Neither by its address nor by the query."""
    publicity = actor_for_officer(f"officer/{login_of('R11')}")
    for fact in police_tasks(province):
        with pytest.raises(NotThere):
            task_of(publicity, fact)
        number = fact.rpartition("#")[2]
        assert province.browser(login_of("R11")).get(f"/tasks/2026-001/{number}").status_code == 404
