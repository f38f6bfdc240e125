"""专人盯防: a named pair, entries at the plan's intervals, reports acknowledged; measures, key list, adopted table."""

from datetime import date
from typing import Any

import pytest

from fengsui.conduct.access import AccessDenied
from fengsui.conduct.acting import Refused
from fengsui.warning import preventing, watching
from fengsui.warning.models import KeyInstitution, PreventiveMeasure, WatchCase
from fengsui.warning.queries import adopted_tables, duties, institution_warning, key_candidates, key_list
from tests.warning.room import GRAVE, MILD, Room, minute

DAY = 24 * 60


def test_watch_needs_a_named_pair(room: Room) -> None:
    """Without A and B there is no watch, and the desk says what to do; with them it opens and tells them."""
    room.know(GRAVE)
    assert [duty.kind for duty in duties(room.people["zhiban"])] == ["name_watchers"]
    with pytest.raises(Refused, match="A角和B角"):
        room.watch()
    room.watchers()
    assert [duty.kind for duty in duties(room.people["zhiban"])] == ["open_watch"]
    watch = room.watch()
    assert duties(room.people["zhiban"]) == []
    row = WatchCase.objects.get(pk=watch)
    assert (row.watcher_a_name, row.watcher_b_name) == ("王栈", "李屿")
    assert room.messages()[-1].audience_officers == [room.people[login].officer for login in ("dingfang", "dingfang2")]
    with pytest.raises(Refused, match="正在盯防"):
        room.watch()


def test_entries_settle_their_clock_and_begin_the_next(room: Room) -> None:
    """Log daily at level 1: an entry settles by when it was so, and the next interval runs; a lapse stays."""
    room.watchers()
    room.know(GRAVE)
    watch = room.watch()
    room.at(60)
    log(room, watch, at=50)
    first, second = room.clocks("watch_log")
    assert (first.status, first.settled_at) == ("settled", minute(50))
    assert (second.status, second.due_at) == ("running", minute(60 + DAY))
    room.at(61 + DAY)
    log(room, watch, at=61 + DAY)
    _, second, third = room.clocks("watch_log")
    assert (second.status, second.lapsed_at) == ("settled", minute(60 + DAY))
    assert third.status == "running"
    analyse(room, watch)
    assert [clock.status for clock in room.clocks("watch_analysis")] == ["settled", "running"]


def log(room: Room, watch: str, *, at: float, text: str = "门店正常营业，无聚集", by: str = "dingfang") -> None:
    watching.log_watch(
        actor=room.people[by],
        watch=watch,
        text=text,
        known_at=minute(at),
        channel="现场",
        idempotency_key=room.key(),
    )


def analyse(room: Room, watch: str, linked: tuple[str, ...] = (), trend: str = "worsening") -> None:
    watching.analyse_watch(
        actor=room.people["dingfang"],
        watch=watch,
        trend=trend,
        cause="大额借款人逾期，兑付资金不足",
        linked=linked,
        idempotency_key=room.key(),
    )


def test_log_is_sealed_and_analysis_names_institutions_only(room: Room) -> None:
    """The log may name people, so it is sealed; linked entities are ids of the register, never persons (N3)."""
    room.watchers()
    room.know(GRAVE)
    watch = room.watch()
    log(room, watch, at=0, text="负责人王某称三日内兑付，电话13800000000")
    assert "王某" not in str([fact.payload for fact in room.facts()])
    opened = watching.open_log(actor=room.people["zhiban"], institution=room.first, purpose="交接班")
    assert "王某" in opened[0].text
    with pytest.raises(Refused, match="名册"):
        analyse(room, watch, linked=("institution/nobody",))
    analyse(room, watch, linked=(room.institutions[1].pk,))
    assert room.facts("watch.analysed")[0].payload["linked"] == [room.institutions[1].pk]


def test_reports_are_acknowledged_by_another(room: Room) -> None:
    """The duty chief acknowledges; who wrote it can't; once only."""
    room.watchers()
    room.know(GRAVE)
    watch = room.watch()
    report = watching.report_watch(actor=room.people["zhiban"], watch=watch, summary="风险仍在上升").fact.reference
    assert "acknowledge_report" in [duty.kind for duty in duties(room.people["zhiban2"])]
    with pytest.raises(Refused, match="报告人以外"):
        watching.acknowledge_report(actor=room.people["zhiban"], report=report)
    with pytest.raises(AccessDenied):
        watching.acknowledge_report(actor=room.people["dingfang"], report=report)
    watching.acknowledge_report(actor=room.people["zhiban2"], report=report)
    with pytest.raises(Refused, match="待签收"):
        watching.acknowledge_report(actor=room.people["zhiban2"], report=report)
    entry = room.state().watches[watch].entries[0]
    assert entry["acknowledged"]["officer_name"] == "柳长青"


def test_watch_by_event_grade_runs_faster(room: Room) -> None:
    """特别重大 asks for a log every four hours; ending the watch ends its clocks."""
    room.watchers()
    room.know(GRAVE)
    watch = room.watch(level=0, grade="extraordinary", because="event/2026-001")
    assert [clock.due_at for clock in room.clocks("watch_log")] == [minute(240)]
    with pytest.raises(Refused, match="理由"):
        watching.end_watch(actor=room.people["zhiban"], watch=watch, reason="")
    watching.end_watch(actor=room.people["zhiban"], watch=watch, reason="已转事件处置")
    assert {clock.status for clock in room.clocks("watch_log", "watch_analysis", "watch_report")} == {"ended"}
    with pytest.raises(Refused, match="已经结束"):
        log(room, watch, at=0)


def test_measure_runs_to_its_deadline_and_its_recheck(room: Room) -> None:
    """Problems, demand, ground and deadline; an answer leaves it open, the recheck settles it."""
    measure = preventing.require_measure(
        actor=room.people["hecha"],
        institution=room.first,
        measure="deadline",
        problems=["资金池运作", " "],
        demand="三日内整改并书面报告",
        legal_basis="防范和处置非法集资条例第十八条",
        due_at=minute(3 * DAY),
        statement="机构表示无异议",
    ).fact.reference
    clock = room.clocks("preventive_measure")[0]
    assert (clock.due_at, clock.clause) == (minute(3 * DAY), "4.1.c")
    answer(room, measure, "open", "已提交整改方案")
    assert room.clocks("preventive_measure")[0].status == "running"
    room.at(2 * DAY)
    answer(room, measure, "rectified", "复查已停止资金池", at=2 * DAY)
    assert room.clocks("preventive_measure")[0].settled_at == minute(2 * DAY)
    with pytest.raises(Refused, match="了结"):
        answer(room, measure, "open", "补充材料")
    row = PreventiveMeasure.objects.get()
    assert (row.result, row.problems) == ("rectified", ["资金池运作"])


def answer(room: Room, measure: str, result: str, words: str, at: float = 0) -> None:
    preventing.answer_measure(
        actor=room.people["hecha"], measure=measure, result=result, answer=words, answered_at=minute(at)
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"problems": [" "]}, "列出问题"),
        ({"demand": ""}, "要求"),
        ({"legal_basis": ""}, "依据"),
        ({"due_at": minute(-1)}, "期限"),
        ({"measure": "talking"}, "约谈"),
    ],
)
def test_incomplete_measure_is_refused(room: Room, changes: dict[str, Any], words: str) -> None:
    """Each part of the form is needed; nothing is written."""
    given: dict[str, Any] = {
        "actor": room.people["zhiban"],
        "institution": room.first,
        "measure": "talk",
        "problems": ["逾期"],
        "demand": "说明",
        "legal_basis": "条例第十八条",
    }
    with pytest.raises(Refused, match=words):
        preventing.require_measure(**{**given, **changes})
    assert not room.facts()


def test_key_list_has_criteria_and_review_dates(room: Room) -> None:
    """Entered by the chief, due by the plan's interval; kept until the next date or removed with a reason."""
    room.know(GRAVE)
    room.know(MILD, institution=room.institutions[1].pk)
    chief = room.people["zhiban"]
    assert [row.pk for row in key_candidates(chief)] == [room.first, room.institutions[1].pk]
    preventing.enter_key_list(actor=chief, institution=room.first, criteria="余额前十且一级研判")
    entry = key_list(chief)[0]
    assert (entry.pk, entry.criteria, entry.review_on) == (room.first, "余额前十且一级研判", date(2026, 4, 2))
    assert [row.pk for row in key_candidates(chief)] == [room.institutions[1].pk]
    room.at(32 * DAY)
    assert "review_key_list" in [duty.kind for duty in duties(chief)]
    assert room.clocks("key_list_review")[0].lapsed_at is not None
    review(room, "keep", "风险未消除", date(2026, 5, 2))
    assert [clock.status for clock in room.clocks("key_list_review")] == ["settled", "running"]
    with pytest.raises(Refused, match="理由"):
        review(room, "remove", "")
    review(room, "remove", "余额清零")
    assert key_list(chief) == []
    assert KeyInstitution.objects.get().reason == "余额清零"
    assert room.clocks("key_list_review", status="running") == []


def review(room: Room, decision: str, reason: str, day: date | None = None) -> None:
    preventing.review_key_list(
        actor=room.people["zhiban"], institution=room.first, decision=decision, reason=reason, review_on=day
    )


def test_head_adopts_the_table_by_a_document(room: Room) -> None:
    """Only R1, only with a document; the page shows who adopted which version when."""
    with pytest.raises(AccessDenied):
        preventing.adopt_attention_table(actor=room.people["zhiban"], document="云网险发〔2026〕3号")
    with pytest.raises(Refused, match="文件"):
        preventing.adopt_attention_table(actor=room.people["zuzhang"], document=" ")
    preventing.adopt_attention_table(actor=room.people["zuzhang"], document="云网险发〔2026〕3号")
    table = adopted_tables(room.people["ducha"], "990000")[0]
    assert (table.officer_name, table.document, table.adopted_at) == ("张望山", "云网险发〔2026〕3号", minute(0))
    assert table.plan_version.startswith("national-2019-75@")
    assert len(table.levels) == 4


def test_attention_is_history_by_institution(room: Room) -> None:
    """Each answer of the rules stays, the newest first, with its time and reasons."""
    room.know(MILD)
    room.at(60)
    room.know(GRAVE)
    history = institution_warning(room.people["yanpan"], room.first).history
    assert [(entry.level, entry.at) for entry in history] == [(1, minute(60)), (3, minute(0))]
