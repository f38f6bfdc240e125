"""Acceptance of section 四（一）, with 〇 and 一（一）: prevention first – levels, prompts, control, watch."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor
from fengsui.conduct.acting import Refused
from fengsui.notify.models import Delivery
from fengsui.notify.outbox import mark_seen
from fengsui.registry.queries import duty_now
from fengsui.warning import preventing, prompting, ticketing, verifying, watching
from fengsui.warning.facts import CheckMade
from fengsui.warning.papers import EIGHT
from fengsui.warning.queries import (
    adopted_tables,
    desk_matters,
    duties,
    institution_warning,
    key_candidates,
    key_list,
    prevention,
    ticket_page,
    tickets,
)
from tests.clauses import clause
from tests.plan_2019_75.evening import Evening
from tests.plan_2019_75.information import indicators
from tests.warning.room import Room, conditions, minute

DAY = 24 * 60


@pytest.fixture
def room(evening: Evening, people: Mapping[str, Actor]) -> Room:
    """The warning room of the staffed province."""
    return Room(people)


def payout_falls(room: Room, rank: int = 0) -> None:
    """The custody bank's table of the week: of 100万元 due each day 85 were paid."""
    name, days = room.institutions[rank].name, (date(2026, 3, 1) - timedelta(days=number) for number in range(7))
    rows = [(name, day.isoformat(), 100, 85) for day in days]
    indicators(room, ("当日应付出借人（万元）", "当日实付出借人（万元）"), *rows)


@clause("0.5")
def test_risk_is_settled_before_anything_blows_up(room: Room) -> None:
    """An imported row opens a ticket; a measure removes the cause; the ticket closes as 已化解 without any blow-up."""
    payout_falls(room)
    assert [line.level for line in tickets(room.people["zhiban"])] == [1]
    measure = preventing.require_measure(
        actor=room.people["hecha"],
        institution=room.first,
        measure="talk",
        problems=["兑付率低于九成"],
        demand="三日内补足兑付资金",
        legal_basis="防范和处置非法集资条例第十八条",
    ).fact.reference
    room.at(DAY)
    preventing.answer_measure(
        actor=room.people["hecha"],
        measure=measure,
        result="rectified",
        answer="已补足，存管银行证明",
        answered_at=minute(DAY),
    )
    ticketing.verify_ticket(
        actor=room.people["dingfang"], ticket=room.ticket.fact, finding="true", note="存管流水核对，已恢复"
    )
    room.close("resolved", "资金已补足，兑付恢复")
    told = prevention(room.people["zuzhang"], minute(-DAY))
    assert (told.opened, told.still_open, told.closed, told.blown_up) == (1, 0, {"resolved": 1}, 0)


@clause("1.1.a")
def test_lead_time_of_prevention_is_measured(room: Room) -> None:
    """A blow-up that a ticket announced two days before: counted as such, with its lead time."""
    payout_falls(room)
    room.at(2 * DAY + 60)
    entry = verifying.SheetEntry(
        conditions=conditions(B2="yes"),
        occurred_at=minute(2 * DAY),
        known_at=minute(2 * DAY + 30),
        checks=[CheckMade(kind="site", made_at=minute(2 * DAY + 40), result="网站公告停付")],
        finding="公告停付",
    )
    sheet = verifying.submit_sheet(actor=room.people["dingfang"], institution=room.first, entry=entry).fact.reference
    for login in ("dingfang", "zhiban"):
        room.sign(sheet, login)
    told = prevention(room.people["zuzhang"], minute(-DAY))
    assert (told.blown_up, told.with_earlier_ticket) == (1, 1)
    assert told.median_lead == timedelta(days=2)


@clause("1.1.c")
def test_key_institutions_are_listed_by_criteria_and_reviewed(room: Room) -> None:
    """Candidates come from the levels; an entry has criteria and a review date, whose clock asks for the review."""
    payout_falls(room)
    chief = room.people["zhiban"]
    assert [row.pk for row in key_candidates(chief)] == [room.first]
    preventing.enter_key_list(actor=chief, institution=room.first, criteria="一级研判且余额居全省第一")
    entry = key_list(chief)[0]
    assert (entry.name, entry.criteria) == (room.institutions[0].name, "一级研判且余额居全省第一")
    assert entry.review_on is not None
    assert room.clocks("key_list_review")[0].clause == "1.1.c"
    room.at(32 * DAY)
    assert "review_key_list" in [duty.kind for duty in duties(chief)]
    preventing.review_key_list(actor=chief, institution=room.first, decision="remove", reason="兑付恢复三十日")
    assert key_list(chief) == []


@clause("4.1.0")
def test_level_table_is_adopted_with_date_and_approver(room: Room) -> None:
    """The head adopts the table by a document; it is an internal one, never the statutory red, orange, yellow, blue."""
    preventing.adopt_attention_table(actor=room.people["zuzhang"], document="云网险发〔2026〕3号")
    table = adopted_tables(room.people["zhiban"], "990000")[0]
    assert (table.officer_name, table.document, table.adopted_at) == ("张望山", "云网险发〔2026〕3号", minute(0))
    plan = institution_warning(room.people["zhiban"], room.first).plan
    assert table.levels == [f"{level.rank}级 {level.name}" for level in plan.warning.levels]
    assert "不是法定预警" in plan.warning.notice
    assert not any(colour in words for colour in "红橙黄蓝" for words in table.levels)


@clause("4.1.a")
def test_mechanism_runs_from_indicator_to_duty(room: Room) -> None:
    """Indicators with bands and hard rules, a roster, and a worker that turns a row into a ticket on the desk."""
    plan = institution_warning(room.people["zhiban"], room.first).plan
    assert {indicator.code for indicator in plan.warning.indicators} >= {"L1", "L3", "L5", "A1", "P4", "W1"}
    assert {rule.level for rule in plan.warning.hard_rules} == {1}
    assert duty_now(timekeeping.now())
    payout_falls(room)
    page = ticket_page(room.people["dingfang"], room.ticket.fact)
    assert any("实兑率" in line for line in page.ticket.payload["why"])
    used = {figure["name"]: figure for figure in page.room.state.assessment["figures"]}["payout_7_days_ppm"]
    assert (used["value"], used["numerator"], used["denominator"]) == (850_000, 595_000_000, 700_000_000)
    assert [duty.kind for duty in duties(room.people["zhiban"])] == ["name_watchers"]


@clause("4.1.b")
def test_prompt_goes_out_in_time_and_is_seen(room: Room) -> None:
    """Level 1: watchers and duty chief are told at once, with the time of reading; the letter has two hours."""
    room.watchers()
    payout_falls(room)
    message = room.messages()[0]
    assert message.fact == room.ticket.fact
    assert Delivery.objects.filter(message_id=message.pk, channel="email").exists()
    mark_seen(message.pk, room.people["dingfang"].officer, minute(3))
    prompt = institution_warning(room.people["zhiban"], room.first).prompts[0]
    assert (prompt.created_at, prompt.seen) == (minute(0), (("王栈", minute(3)),))
    letter = sent_letter(room)
    assert [clock.status for clock in room.clocks("warning_notice")] == ["settled"]
    assert room.clocks("warning_notice")[0].due_at == minute(120)
    assert room.state().papers[letter].payload["title"].endswith("风险的提示函")
    assert len(EIGHT) == 8


def sent_letter(room: Room) -> str:
    """The 风险提示函 drafted from facts, signed and sent."""
    writer, ticket = room.people["wendian"], room.ticket.fact
    drafted, _ = prompting.prompt_texts(actor=writer, ticket=ticket)
    letter = prompting.submit_prompt(
        actor=writer, ticket=ticket, texts=drafted, idempotency_key=room.key()
    ).fact.reference
    assert [matter.opened for matter in desk_matters(room.people["zhiban"])] == [letter]
    room.sign(letter, "zhiban")
    prompting.send_prompt(
        actor=room.people["zhiban"], paper=letter, channel="公文交换", sent_at=minute(0), idempotency_key=room.key()
    )
    return letter


@clause("4.1.c")
@pytest.mark.parametrize("measure", ["talk", "warning", "correction", "deadline"])
def test_control_comes_before_the_blowup(room: Room, measure: Any) -> None:
    """约谈, 警示, 责令整改, 限期整改: problems, demand, ground and deadline on record while nothing has blown up."""
    payout_falls(room)
    preventing.require_measure(
        actor=room.people["zhiban"],
        institution=room.first,
        measure=measure,
        problems=["兑付率低于九成", "未按日报送"],
        demand="说明资金缺口和补足安排",
        legal_basis="防范和处置非法集资条例第十八条",
        statement="机构到场陈述",
    )
    state = institution_warning(room.people["zuzhang"], room.first).state
    [made] = state.measures.values()
    assert made.open
    assert made.payload["problems"] == ["兑付率低于九成", "未按日报送"]
    assert state.standing_sheet is None
    clock = room.clocks("preventive_measure")[0]
    assert (clock.status, clock.clause) == ("running", "4.1.c")


@clause("4.1.d")
@pytest.mark.parametrize("grade", ["extraordinary", "major"])
def test_grave_event_has_a_named_pair(room: Room, evening: Evening, grade: str) -> None:
    """No watch without A and B; with them the watch names both and its log runs by the event's grade."""
    event = evening.open(0)
    evening.grade(event, grade, reason="组织研判认定")
    given: dict[str, Any] = {"because": event, "level": 0, "grade": grade, "criteria": "特别重大、重大事件专人盯防"}
    with pytest.raises(Refused, match="A角和B角"):
        room.watch(**given)
    room.watchers()
    watch = room.watch(**given)
    found = room.state().watches[watch].payload
    assert (found["institution"]["watcher_a_name"], found["institution"]["watcher_b_name"]) == ("王栈", "李屿")
    hours = {"extraordinary": 4, "major": 24}[grade]
    assert room.clocks("watch_log")[0].due_at == minute(hours * 60)


@clause("4.1.e")
def test_tracking_is_logged_at_the_set_interval(room: Room) -> None:
    """Each entry settles the clock and begins the next; a missed one lapses, is told, and stays."""
    watch = watched(room)
    log(room, watch, 60)
    assert [clock.status for clock in room.clocks("watch_log")] == ["settled", "running"]
    room.at(60 + DAY + 1)
    assert room.clocks("watch_log")[-1].lapsed_at == minute(60 + DAY)
    assert any(message.subject.startswith("已超时限：盯防日志") for message in room.messages())
    entries = watching.open_log(actor=room.people["zhiban"], institution=room.first, purpose="交接班")
    assert [(entry.text, entry.channel) for entry in entries] == [("到场查看，正常营业", "现场")]


def watched(room: Room) -> str:
    """A watch because of a ticket of level 1."""
    room.watchers()
    payout_falls(room)
    return room.watch()


def log(room: Room, watch: str, at: float) -> None:
    """One entry of the watch log, written when it was so."""
    room.at(at)
    watching.log_watch(
        actor=room.people["dingfang"],
        watch=watch,
        text="到场查看，正常营业",
        known_at=minute(at),
        channel="现场",
        idempotency_key=room.key(),
    )


@clause("4.1.f")
def test_analysis_says_trend_cause_and_links(room: Room) -> None:
    """An analysis note within its interval: trend, cause, linked institutions of the register."""
    watch = watched(room)
    assert room.clocks("watch_analysis")[0].clause == "4.1.f"
    watching.analyse_watch(
        actor=room.people["yanpan"],
        watch=watch,
        trend="worsening",
        cause="大额借款人逾期",
        linked=[room.institutions[1].pk],
    )
    entry = room.state().watches[watch].entries[0]
    assert (entry["trend"], entry["cause"], entry["linked"]) == (
        "worsening",
        "大额借款人逾期",
        [room.institutions[1].pk],
    )
    assert [clock.status for clock in room.clocks("watch_analysis")] == ["settled", "running"]


@clause("4.1.g")
def test_watch_report_is_acknowledged(room: Room) -> None:
    """The watcher reports, the duty chief is told and acknowledges; both times are on record."""
    watch = watched(room)
    report = watching.report_watch(
        actor=room.people["dingfang"], watch=watch, summary="资金缺口扩大", changes="新增一笔逾期"
    ).fact.reference
    assert room.messages()[-1].subject == "盯防报告待签收：资金缺口扩大"
    assert "acknowledge_report" in [duty.kind for duty in duties(room.people["zhiban"])]
    room.at(10)
    watching.acknowledge_report(actor=room.people["zhiban"], report=report)
    answer = room.state().watches[watch].entries[0]["acknowledged"]
    assert (answer["officer_name"], answer["at"]) == ("锡安", minute(10).isoformat())
    assert [clock.status for clock in room.clocks("watch_report")] == ["settled", "running"]
