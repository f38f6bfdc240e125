"""Acceptance of section 五: when it is 特别重大, activation at once, lead and support, the four requirements."""

import pytest

from fengsui.conduct.access import AccessDenied
from fengsui.conduct.acting import Refused
from fengsui.ledger.canonical import parse_timestamp
from fengsui.registry.models import Institution
from fengsui.response import commanding
from fengsui.response.queries import checklist, event_room, events
from tests.clauses import clause
from tests.plan_2019_75.evening import Evening, minute

HOUR, DAY = 60, 24 * 60
PROVISIONAL = ("first_notice", "written_report")


def cluster_of_the_top(evening: Evening, event: str) -> bool | None:
    """Whether GR-2 (排名靠前的机构集中爆雷) is true on what the event last read."""
    [answer] = [row for row in evening.state(event).proposal["outcomes"] if row["rule"] == "GR-2"]
    truth: bool | None = answer["truth"]
    return truth


@clause("5.1.1.b")
def test_one_famous_failure_is_not_a_cluster(evening: Evening) -> None:
    """The largest institution alone: not 特别重大, and no clock runs; its size makes it 重大."""
    event = evening.open_blown_up(0)
    assert cluster_of_the_top(evening, event) is False
    assert evening.state(event).proposal["grade"] == "major"
    assert evening.clocks(event, "first_notice") == {}


@clause("5.1.1.b")
def test_second_of_the_top_makes_it_a_cluster(evening: Evening) -> None:
    """Forty institutions make K = 4; the second of the four within thirty days is 特别重大 by GR-2."""
    event = evening.cluster()
    state = evening.state(event)
    assert state.proposal["grade"] == "extraordinary"
    assert cluster_of_the_top(evening, event) is True
    assert state.situation["ranking"]["k"] == 4
    assert state.situation["ranking"]["metric"] == "借贷余额"
    assert state.situation["ranking"]["institutions"] == [row.pk for row in evening.institutions[:8]]
    assert state.situation["ranking"]["as_of"] == "2026-01-31"
    assert state.grades == ()


@clause("5.1.1.b")
@pytest.mark.parametrize(
    ("blown_up", "cluster"),
    [
        ([(3, -60), (2, -30)], True),
        ([(3, -60), (4, -30)], False),
        ([(10, -60), (11, -30), (12, -10)], False),
        ([(4, -60), (5, -30)], False),
        ([(4, -60), (5, -30), (7, -10)], True),
        ([(4, -60), (5, -30), (8, -10)], False),
        ([(0, -29 * DAY), (1, -30)], True),
        ([(0, -31 * DAY), (1, -30)], False),
        ([(0, -59 * DAY), (4, -31 * DAY), (5, -30)], True),
        ([(0, -61 * DAY), (4, -31 * DAY), (5, -30)], False),
    ],
)
def test_which_and_when_decide(evening: Evening, blown_up: list[tuple[int, float]], *, cluster: bool) -> None:
    """Two of the top K in 30 days or three of the top 2K in 60; ranks below and older failures don't count."""
    (first, when), *others = blown_up
    event = evening.open_blown_up(first, occurred=when, known=when + 1)
    for rank, occurred in others:
        evening.suspect(event, rank, occurred=occurred, known=min(0, occurred + 1))
    assert cluster_of_the_top(evening, event) is cluster
    assert evening.state(event).proposal["grade"] == "extraordinary" or not cluster


@clause("5.1.1.b")
def test_same_institution_counts_once(evening: Evening) -> None:
    """An institution that blows up in two events is one of the top K, not two."""
    evening.open_blown_up(0)
    again = evening.open_blown_up(0, occurred=-60, known=-20)
    assert cluster_of_the_top(evening, again) is False
    assert evening.state(again).proposal["figures"]["blown_up_30_days"] == 1


@clause("5.1.1.b")
def test_failures_count_across_events(evening: Evening) -> None:
    """What is graded is the jurisdiction: the second of the top may stand in an event of its own."""
    evening.open_blown_up(0)
    second = evening.open_blown_up(1, occurred=-60, known=-20)
    assert cluster_of_the_top(evening, second) is True


@clause("5.1.1.b")
def test_false_alarm_counts_for_no_other_event(evening: Evening) -> None:
    """A failure whose event was found to be a false alarm is none: the next one stands alone."""
    evening.dismiss(evening.open_blown_up(0), "公告系伪造，已核实正常兑付")
    second = evening.open_blown_up(1, occurred=-60, known=-20)
    assert cluster_of_the_top(evening, second) is False
    assert evening.state(second).proposal["figures"]["blown_up_30_days"] == 1


@clause("5.1.1.b")
def test_ranking_is_frozen_before_the_first_failure(evening: Evening) -> None:
    """The fall itself doesn't change the ranks: balances that fall after the first failure count as before."""
    event = evening.open_blown_up(0)
    frozen = evening.state(event).situation["ranking"]
    Institution.objects.filter(pk=evening.institutions[1].pk).update(outstanding_balance_fen=1)
    evening.suspect(event, 1)
    state = evening.state(event)
    assert state.situation["ranking"] == frozen
    assert cluster_of_the_top(evening, event) is True


@clause("5.1.1.b")
def test_without_balances_the_answer_is_unknown(evening: Evening) -> None:
    """No ranking can be made: the rule is unknown, with the missing figures, and nobody reads it as no."""
    Institution.objects.update(outstanding_balance_fen=None)
    event = evening.cluster()
    [answer] = [row for row in evening.state(event).proposal["outcomes"] if row["rule"] == "GR-2"]
    assert answer["truth"] is None
    assert set(answer["missing"]) == {"blown_up_in_top_k_30_days", "blown_up_in_top_2k_60_days"}
    assert evening.state(event).proposal["grade"] == "other"


@clause("5.1.1.b")
def test_suspected_counts_and_is_shown_apart(evening: Evening) -> None:
    """Suspected failures bring the proposal; how many are confirmed is told beside it and grows with signatures."""
    event = evening.cluster()
    assert (evening.state(event).proposal["suspected"], evening.state(event).proposal["confirmed"]) == (2, 0)
    evening.confirm(event)
    assert (evening.state(event).proposal["suspected"], evening.state(event).proposal["confirmed"]) == (0, 2)
    assert evening.state(event).proposal["grade"] == "extraordinary"


@clause("5.1.1.b")
def test_t0_of_a_cluster_that_grew_over_days(evening: Evening) -> None:
    """T0 is when the second of the top became known, not the first failure days ago and not the signing."""
    event = evening.open_blown_up(0, occurred=-4 * DAY, known=-3 * DAY)
    evening.suspect(event, 1, occurred=-90, known=-25)
    evening.at(20)
    evening.grade(event)
    signed = evening.state(event).grades[-1]
    assert signed["t0"] == "2026-03-02T00:47:00.000000Z"
    assert "GR-2" in signed["t0_basis"]
    assert {clock.started_at for clock in evening.clocks(event, "first_notice").values()} == {minute(-25)}


@clause("5.1.1.b")
def test_t0_goes_by_when_it_was_known_not_typed(evening: Evening) -> None:
    """Reports typed in the other order give the same T0: facts count in order of 获知时间."""
    event = evening.open_blown_up(1, occurred=-90, known=-25)
    evening.suspect(event, 0, occurred=-4 * DAY, known=-3 * DAY)
    evening.grade(event)
    assert evening.state(event).grades[-1]["t0"] == "2026-03-02T00:47:00.000000Z"


@clause("5.1.1.b")
def test_t0_by_judgement_is_the_moment_of_the_decision(evening: Evening) -> None:
    """Graded 特别重大 where no rule speaks: a reason is asked, and the clocks run from the 认定时间."""
    event = evening.open_blown_up(0, occurred=-4 * DAY, known=-3 * DAY)
    evening.at(17)
    with pytest.raises(Refused, match="理由"):
        evening.grade(event)
    evening.grade(event, reason="多地机构同日停付，组织研判认定为大面积爆雷")
    signed = evening.state(event).grades[-1]
    assert (signed["basis"], signed["rule"], signed["t0"]) == ("judgement", None, "2026-03-02T01:29:00.000000Z")
    assert {clock.started_at for clock in evening.clocks(event, "written_report").values()} == {minute(17)}


@clause("5.1.1.b")
def test_three_times_stay_apart(evening: Evening) -> None:
    """事发, 获知 and 认定 are three columns; signing the grade changes neither of the first two."""
    event = evening.open_blown_up(0, occurred=-4 * DAY, known=-3 * DAY)
    evening.suspect(event, 1)
    evening.at(9)
    evening.grade(event)
    row = evening.room(event).row
    assert (row.occurred_at, row.known_at, row.decided_at, row.t0_at) == (
        minute(-4 * DAY),
        minute(-3 * DAY),
        minute(9),
        minute(0),
    )


@clause("5.2.1.0.a")
def test_activation_is_due_at_once(evening: Evening) -> None:
    """From the judgement, not from T0, a clock of the province's fifteen minutes runs for 立即."""
    event = evening.cluster()
    assert evening.clocks(event, "activation") == {}
    evening.at(10)
    evening.grade(event)
    [clock] = evening.clocks(event, "activation").values()
    assert (clock.started_at, clock.due_at) == (minute(10), minute(25))
    assert (clock.clause, clock.parameter, clock.provisional) == ("5.2.1.0.a", "PAR-25", False)
    assert evening.room(event).plan.clocks["activation"].words == "立即"
    evening.at(18)
    evening.activate(event)
    [clock] = evening.clocks(event, "activation").values()
    assert (clock.status, clock.settled_at, clock.lapsed_at) == ("settled", minute(18), None)


@clause("5.2.1.0.a")
def test_late_activation_leaves_its_lapse(evening: Evening) -> None:
    """Fifteen minutes without an order is on record as a lapse, whatever comes after."""
    event = evening.graded()
    evening.at(16)
    evening.activate(event)
    [clock] = evening.clocks(event, "activation").values()
    assert (clock.status, clock.lapsed_at, clock.settled_at) == ("settled", minute(15), minute(16))
    assert [fact.clause for fact in evening.facts(event, "clock.lapsed")] == ["5.2.1.0.a"]


@clause("5.2.1.0.a")
def test_head_at_a_distance_activates_by_telephone(evening: Evening) -> None:
    """立即 doesn't wait for a journey: the duty chief writes the head's word down, the plan is in force."""
    event = evening.ordered()
    evening.at(5)
    evening.telephone(event, "activate_plan", "zuzhang", at=4)
    state = evening.state(event)
    assert state.activated["signatory"] == "张望山"
    assert len(state.tasks) == 11
    assert evening.statuses(event, "activation") == {"settled"}


@clause("5.2.1.0.b")
def test_place_of_registration_leads(evening: Evening) -> None:
    """The order and every later step stand under the place of registration; only its own officers lead."""
    event = evening.open_blown_up(1)
    evening.suspect(event, 0)
    evening.grade(event)
    evening.activate(event)
    assert evening.state(event).activation["lead_region"] == "990200"
    assert evening.room(event).row.lead_region == "990200"
    answerer = evening.people["donglu"]
    with pytest.raises(AccessDenied):
        evening.grade(event, "major", by="donglu", reason="不重")
    assert answerer.region in evening.state(event).activation["support_regions"]


@clause("5.2.1.0.c", "1.2.g")
def test_institution_that_joins_later_brings_its_places(evening: Evening) -> None:
    """After activation a further failing institution's places are asked at once, and may see the event."""
    event = evening.open_blown_up(0)
    evening.suspect(event, 2)
    evening.grade(event)
    evening.activate(event)
    before = {wanted["region"] for wanted in evening.state(event).support.values()}
    assert "990300" in before
    assert "990200" not in before
    evening.suspect(event, 1)
    assert {wanted["region"] for wanted in evening.state(event).support.values()} - before == {"990200"}
    assert "990200" in evening.room(event).row.support_regions


@clause("5.2.1.1.a")
def test_earlier_knowledge_raises_a_correction_and_both_values_stay(evening: Evening) -> None:
    """T0 is fixed at signing; a fact that would move it is put before the head, who notes it by signature."""
    event = evening.open_blown_up(0)
    evening.at(20)
    evening.grade(event, reason="人工认定")
    fixed = evening.state(event).grades[-1]["t0"]
    evening.at(30)
    evening.suspect(event, 1, known=10)
    [raised] = evening.state(event).corrections
    assert (raised["fixed"], parse_timestamp(raised["computed"])) == (fixed, minute(10))
    assert evening.state(event).grades[-1]["t0"] == fixed
    owed = [wanted for wanted in evening.state(event).matters.owed.values() if wanted.matter == raised["fact"]]
    assert [wanted.roles for wanted in owed] == [("R1",)]
    clocks = evening.clocks(event, "first_notice").values()
    assert {clock.started_at for clock in clocks} == {parse_timestamp(fixed)}


@clause("5.2.1.0.c")
def test_place_of_operation_is_asked_and_answers(evening: Evening) -> None:
    """Each place of operation gets a request with thirty minutes to answer; its reply settles the request's clock."""
    event = evening.open_blown_up(1)
    evening.suspect(event, 0)
    evening.grade(event)
    evening.activate(event)
    asked = {wanted["region"]: (request, wanted["answer"]) for request, wanted in evening.state(event).support.items()}
    assert {region: answer for region, (_, answer) in asked.items()} == {"990300": None, "990100": None, "980000": None}
    request = asked["990300"][0]
    clock = evening.clocks(event, "support_acknowledgement")[request]
    assert (clock.due_at, clock.parameter, clock.clause) == (minute(30), "PAR-26", "5.2.1.0.c")
    evening.at(20)
    commanding.record_support_answer(
        actor=evening.people["donglu"],
        request=request,
        officer_name="秦麓",
        channel="电话",
        answered_at=minute(18),
        note="已派人到经营场所",
        regions=evening.state(event).regions,
        idempotency_key=evening.key(),
    )
    assert evening.state(event).support[request]["answer"]["officer_name"] == "秦麓"
    clock = evening.clocks(event, "support_acknowledgement")[request]
    assert (clock.status, clock.settled_at) == ("settled", minute(18))


@clause("5.2.1.0.c")
def test_event_is_shared_with_the_place_of_operation_only(evening: Evening) -> None:
    """The supporting city's officer sees the event he supports, and not the one he has no part in."""
    shared, other = evening.open(1), evening.open(4)
    answerer = evening.people["donglu"]
    assert [row.pk for row in events(answerer)[0]] == [shared]
    assert event_room(answerer, shared).row.pk == shared
    with pytest.raises(AccessDenied, match="辖区"):
        event_room(answerer, other)


@clause("5.2.1.0.d")
def test_four_requirements_are_all_there_with_their_state(evening: Evening) -> None:
    """传递信息, 处置措施, 舆情, 维权: each has something to do from activation on, and each counts what is done."""
    event = evening.activated()
    rows = checklist(evening.room(event))
    assert [row["clause"] for row in rows] == ["5.2.1.1", "5.2.1.2", "5.2.1.3", "5.2.1.4"]
    assert all(row["whole"] > 0 and row["done"] == 0 for row in rows)
    task = next(task for task in evening.state(event).tasks.values() if task.payload["department"] == "petition")
    evening.acknowledge(task.fact, "jiefang")
    commanding.report_task(
        actor=evening.people["jiefang"],
        task=task.fact,
        note="三处接待点已公布",
        done=True,
        regions=evening.state(event).regions,
        idempotency_key=evening.key(),
    )
    paper = evening.sent(event, at=0)
    evening.receipt(event, paper, "rectification_office", 0)
    done = {row["clause"]: row["done"] for row in checklist(evening.room(event))}
    # One receipt, and the follow-up clock that the sending settled.
    assert done == {"5.2.1.1": 2, "5.2.1.2": 0, "5.2.1.3": 0, "5.2.1.4": 1}


NOTICES = [
    pytest.param("rectification_office", "5.2.1.1.a", marks=clause("5.2.1.1.a")),
    pytest.param("internet_finance_office", "5.2.1.1.b", marks=clause("5.2.1.1.b")),
    pytest.param("anti_illegal_fundraising_office", "5.2.1.1.c", marks=clause("5.2.1.1.c")),
]


@pytest.mark.parametrize(("office", "stands_on"), NOTICES)
def test_each_office_has_a_clock_and_a_receipt_of_its_own(evening: Evening, office: str, stands_on: str) -> None:
    """Two hours from T0 for this office; its receipt settles its clock alone, and the others run on and lapse."""
    event = evening.graded()
    clocks = evening.clocks(event, "first_notice")
    assert len(clocks) == 3
    assert (clocks[office].started_at, clocks[office].due_at) == (minute(0), minute(2 * HOUR))
    assert (clocks[office].clause, clocks[office].provisional) == (stands_on, False)
    evening.at(50)
    paper = evening.sent(event, at=45)
    assert evening.statuses(event, "first_notice") == {"running"}
    evening.at(60)
    evening.receipt(event, paper, office, 53)
    clocks = evening.clocks(event, "first_notice")
    assert {name for name, clock in clocks.items() if clock.status == "settled"} == {office}
    assert (clocks[office].settled_at, clocks[office].lapsed_at) == (minute(53), None)
    evening.at(2 * HOUR)
    lapsed = {name for name, clock in evening.clocks(event, "first_notice").items() if clock.lapsed_at}
    assert lapsed == set(clocks) - {office}


@pytest.mark.parametrize(("office", "stands_on"), NOTICES)
def test_receipt_names_channel_receiver_and_times(evening: Evening, office: str, stands_on: str) -> None:
    """On record for this office: when it was sent and by which channel, who received it and when."""
    event = evening.graded()
    evening.at(50)
    paper = evening.sent(event, at=45)
    evening.receipt(event, paper, office, 48)
    state = evening.state(event).papers[paper]
    assert state.sent is not None
    [sending] = [row for row in state.sent["sendings"] if row["addressee"] == office]
    assert (sending["channel"], sending["sent_at"]) == ("电话", "2026-03-02T01:57:00.000000Z")
    receipt = state.receipts[office]
    assert (receipt["channel"], receipt["receiver"]) == ("电话", "值班员")
    assert receipt["received_at"] == "2026-03-02T02:00:00.000000Z"


@clause("5.2.1.1.a", "5.2.1.1.b", "5.2.1.1.c")
def test_notice_goes_to_all_three_or_not_at_all(evening: Evening) -> None:
    """A notice that leaves an office out isn't sent; the refusal leaves nothing behind."""
    event = evening.graded()
    paper = evening.submit(event)
    evening.sign(event, "approve_first_notice", "zuzhang")
    with pytest.raises(Refused, match="每个接收单位"):
        evening.send(event, paper, sent={"rectification_office": 0, "internet_finance_office": 0})
    assert evening.state(event).papers[paper].status == "approved"
    assert not evening.facts(event, "paper.sent")


@clause("5.2.1.1.a")
def test_notice_tells_the_basic_facts(evening: Evening) -> None:
    """The 首报 names event, type, grade with its rule, the three times, T0, place, institution, source and contact."""
    event = evening.graded()
    text = evening.text(event, evening.submit(event))
    for words in (
        "江桥停付",
        "逾期兑付",
        "特别重大（GR-1）",
        "2026年3月2日 07:12",
        "2026年3月2日 08:32",
        "T0为2026年3月2日 09:12",
        "990100",
        "江桥网络借贷信息中介有限公司",
        "存管银行电话",
        "锡安 0990-8001",
    ):
        assert words in text, words


@clause("5.2.1.1.a")
def test_only_the_gravest_grade_has_the_two_hours(evening: Evening) -> None:
    """The 2 h and 4 h clocks are for 特别重大; a 重大 event starts neither."""
    event = evening.open(0)
    evening.grade(event, "major", reason="跨市影响")
    assert evening.statuses(event, *PROVISIONAL, "activation") == set()


@clause("5.2.1.1.d")
def test_written_report_is_signed_numbered_and_received(evening: Evening) -> None:
    """Four hours from T0, one clock for each office; the report has number and 签发人 on every form it was sent in."""
    event = evening.graded()
    clocks = evening.clocks(event, "written_report")
    assert {(clock.started_at, clock.due_at, clock.clause) for clock in clocks.values()} == {
        (minute(0), minute(4 * HOUR), "5.2.1.1.d")
    }
    assert len(clocks) == 3
    evening.at(200)
    paper = evening.sent(event, "written_report", at=195)
    state = evening.state(event).papers[paper]
    assert state.sent is not None
    assert (state.payload["number"], state.signatory) == ("云网险〔2026〕1号", "张望山")
    assert {row["addressee"]: row["sent_at"] for row in state.sent["sendings"]} == dict.fromkeys(
        clocks, "2026-03-02T04:27:00.000000Z"
    )
    pages = evening.pdf_text(event, paper)
    assert "云网险〔2026〕1号" in pages
    assert "张望山" in pages
    for office, received in (("internet_finance_office", 198), ("rectification_office", 199)):
        evening.receipt(event, paper, office, received)
    settled = {name: clock.settled_at for name, clock in evening.clocks(event, "written_report").items()}
    assert settled == {
        "internet_finance_office": minute(198),
        "rectification_office": minute(199),
        "anti_illegal_fundraising_office": None,
    }
    evening.at(4 * HOUR)
    lapsed = {name for name, clock in evening.clocks(event, "written_report").items() if clock.lapsed_at}
    assert lapsed == {"anti_illegal_fundraising_office"}


@clause("5.2.1.1.d")
def test_report_without_signature_is_not_sent(evening: Evening) -> None:
    """Nobody sends the report before it is signed, and a 首报's receipts don't settle the report's clocks."""
    event = evening.graded()
    report = evening.submit(event, "written_report")
    with pytest.raises(Refused, match="还没有批准"):
        evening.send(event, report)
    notice = evening.sent(event)
    for office in evening.clocks(event, "first_notice"):
        evening.receipt(event, notice, office, 0)
    assert evening.statuses(event, "first_notice") == {"settled"}
    assert evening.statuses(event, "written_report") == {"running"}


@clause("5.2.1.1.d")
def test_report_is_detailed_and_marks_what_changed(evening: Evening) -> None:
    """Ten sections of the detailed report; a number that changed since the 首报 shows the old one beside it."""
    event = evening.graded()
    evening.figures(event, lender_count=23_000)
    evening.sent(event)
    evening.figures(event, lender_count=24_500)
    text = evening.text(event, evening.submit(event, "written_report"))
    for heading in (
        "事件概况",
        "机构情况",
        "风险底数",
        "原因初步分析",
        "关联与传导",
        "已采取措施",
        "社会面情况",
        "研判",
        "下一步工作",
        "请求事项",
        "大事记",
    ):
        assert heading in text, heading
    assert "24,500人" in text
    assert "较首报更新，原为23,000人" in text
