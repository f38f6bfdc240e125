"""Acceptance of 五（一）: the grading record with its numbers, few areas, very few failures, exits on schedule."""

from datetime import timedelta

import pytest

from fengsui.conduct import timekeeping
from fengsui.registry.models import Institution
from fengsui.response import figures, queries
from fengsui.response.explaining import explain
from tests.clauses import clause
from tests.plan_2019_75.evening import Evening, minute

DAY = 24 * 60


def rule(evening: Evening, event: str, name: str) -> bool | None:
    """How a rule read on what the event last knew."""
    [answer] = [row for row in evening.state(event).proposal["outcomes"] if row["rule"] == name]
    truth: bool | None = answer["truth"]
    return truth


@clause("5.1.1.a")
def test_large_area_is_graded_by_the_share_of_money(evening: Evening) -> None:
    """Two of the largest hold more than a fifth of the money: 特别重大 by GR-1, though two are no large number."""
    event = evening.cluster()
    read = evening.state(event).proposal
    assert (read["grade"], read["rule"]) == ("extraordinary", "GR-1")
    assert read["figures"]["blown_up_30_days"] == 2 < read["figures"]["large_area_floor"]
    assert read["figures"]["blown_up_balance_share_ppm"] > 200_000


@clause("5.1.1.a")
def test_large_area_is_graded_by_the_number_of_failures(evening: Evening) -> None:
    """Small institutions: below the floor of a bad month by chance not 特别重大, from it on and with a tenth it is."""
    event = evening.open_blown_up(30)
    floor = evening.state(event).proposal["figures"]["large_area_floor"]
    for rank in range(31, 29 + floor):
        evening.suspect(event, rank)
    assert evening.state(event).proposal["figures"]["blown_up_30_days"] == floor - 1
    assert rule(evening, event, "GR-1") is False
    evening.suspect(event, 29 + floor)
    read = evening.state(event).proposal["figures"]
    assert (read["blown_up_30_days"], read["blown_up_share_ppm"] >= 100_000) == (floor, True)
    assert read["blown_up_balance_share_ppm"] < 50_000
    assert rule(evening, event, "GR-1") is True


@clause("5.1.1.a")
def test_record_of_the_grade_holds_numbers_window_parameters_and_signer(evening: Evening) -> None:
    """The signed grade keeps every figure, the window, the parameter version, the base population and who signed."""
    event = evening.cluster()
    evening.grade(event)
    [signed] = evening.facts(event, "grade.signed")
    record = signed.payload
    plan = evening.room(event).plan
    assert (record["officer_name"], record["role"], record["window_days"]) == ("锡安", "R3", 30)
    assert record["parameters"] == plan.version
    assert signed.plan_version.endswith(plan.source_hash) or plan.version in signed.plan_version
    assert record["figures"]["blown_up_30_days"] == 2
    assert record["figures"]["population"] == record["situation"]["base"]["count"]
    living = Institution.objects.filter(outstanding_balance_fen__gt=0)
    assert record["situation"]["base"]["count"] == living.count()
    assert record["situation"]["base"]["balance_fen"] == sum(row.outstanding_balance_fen or 0 for row in living)
    assert record["situation"]["base"]["as_of"] == "2026-01-31"
    assert {row["institution"] for row in record["situation"]["blowups"]} == {
        evening.institutions[0].pk,
        evening.institutions[1].pk,
    }
    assert "GR-5R" in record["reviews"] or record["figures"]["exits_known"]


@clause("5.1.1.a")
def test_base_population_is_frozen_with_the_first_failure(evening: Evening) -> None:
    """The fall itself changes no share: what is imported after the first failure leaves base and sizes as they were."""
    event = evening.open_blown_up(0)
    before = evening.state(event).situation
    Institution.objects.exclude(pk=evening.institutions[0].pk).update(outstanding_balance_fen=1, lender_count=1)
    evening.suspect(event, 1)
    after = evening.state(event)
    assert after.situation["base"] == before["base"]
    sizes = {row["institution"]: row["balance_fen"] for row in after.situation["blowups"]}
    assert sizes[evening.institutions[1].pk] == evening.institutions[1].outstanding_balance_fen
    assert after.proposal["figures"]["blown_up_balance_share_ppm"] > 200_000


@clause("5.1.2.a")
@pytest.mark.parametrize(("rank", "grade"), [(0, "major"), (20, "other")])
def test_few_areas_go_by_weight(evening: Evening, rank: int, grade: str) -> None:
    """One failure with more than a twentieth of the money is 重大 by GR-3; one of the small ones is 其他."""
    event = evening.open_blown_up(rank)
    read = evening.state(event).proposal
    assert read["grade"] == grade
    assert (rule(evening, event, "GR-3") is True) == (grade == "major")


@clause("5.1.2.a")
def test_more_than_the_ordinary_scatter_is_few_areas(evening: Evening) -> None:
    """Failures beyond what an ordinary month brings by chance are 重大, however small each is."""
    event = evening.open_blown_up(31)
    floor = evening.state(event).proposal["figures"]["scattered_floor"]
    for rank in range(32, 30 + floor):
        evening.suspect(event, rank)
    assert evening.state(event).proposal["figures"]["blown_up_30_days"] == floor - 1
    assert rule(evening, event, "GR-3") is False
    evening.suspect(event, 30 + floor)
    assert evening.state(event).proposal["grade"] == "major"
    assert rule(evening, event, "GR-3") is True


@clause("5.1.3.a")
def test_a_single_small_failure_is_other(evening: Evening) -> None:
    """极少数爆雷: one small institution gives 其他, no clock of the gravest grade runs, the record names the rule."""
    event = evening.open_blown_up(25)
    read = evening.state(event).proposal
    assert (read["grade"], read["rule"]) == ("other", "GR-5")
    assert evening.clocks(event, "first_notice") == {}
    evening.grade(event, "other")
    signed = evening.state(event).grades[-1]
    assert (signed["rule"], signed["basis"]) == ("GR-5", "rule")


@clause("5.1.3.a")
def test_failures_leave_the_window(evening: Evening) -> None:
    """After thirty days a failure no longer counts for the grade; it still shows in the window of ninety."""
    evening.open_blown_up(25, occurred=-31 * DAY, known=-31 * DAY + 5)
    told = explain("990000")
    counts = {days: told["figures"][f"blown_up_{days}_days"]["value"] for days in (7, 30, 90)}
    assert counts == {7: 0, 30: 0, 90: 1}
    assert told["proposal"]["grade"] is None


@clause("5.1.3.b")
def test_exits_must_be_known_and_on_schedule(evening: Evening) -> None:
    """大部分按步骤退出 is the other half: where an exit's progress is unknown, 重大 must be reviewed before signing."""
    Institution.objects.filter(pk=evening.institutions[12].pk).update(status="exiting")
    event = evening.open_blown_up(25)
    read = evening.state(event).proposal
    assert read["figures"]["exits_known"] is False
    assert read["grade"] == "other"
    assert "GR-5R" in read["reviews"]
    evening.grade(event, "other")
    assert "GR-5R" in evening.facts(event, "grade.signed")[-1].payload["reviews"]


@clause("5.1.3.b")
def test_nobody_exiting_needs_no_review(evening: Evening) -> None:
    """Without an exiting institution every exit is on schedule: 其他 stands without a review."""
    Institution.objects.filter(status="exiting").update(status="operating")
    event = evening.open_blown_up(25)
    read = evening.state(event).proposal
    assert (read["grade"], read["figures"]["exits_on_schedule_ppm"]) == ("other", 1_000_000)
    assert "GR-5R" not in read["reviews"]


@clause("5.1.1.a", "5.1.2.a", "5.1.3.a")
def test_the_jurisdiction_explains_its_grade(evening: Evening) -> None:
    """Every rule with figures and thresholds, floors with their computation, base, failures, windows and history."""
    event = evening.cluster()
    evening.grade(event)
    grading = queries.jurisdiction_grading(evening.people["zhiban"])
    told = grading.told
    assert (told.proposal.grade_id, told.region, told.shown_only) == ("extraordinary", "990000", False)
    assert [row.rule.id for row in told.rules] == [one.id for one in told.plan.grading_rules]
    assert told.floors is not None
    assert told.floors.expected_millionths == 30_000 * told.floors.population
    assert told.floors.large_area == told.figures["large_area_floor"]
    assert {step.signed for step in grading.history} == {True, False}
    assert grading.history[0].officer_name == "锡安"
    shares = figures.value_in_words(int(told.figures["blown_up_balance_share_ppm"] or 0), "ppm")
    assert shares.endswith("%")


@clause("5.1.1.a")
def test_the_past_is_told_as_it_was_known(evening: Evening) -> None:
    """As of an earlier moment what was recorded or known later is not there, and a later signature isn't either."""
    event = evening.open_blown_up(0)
    evening.at(10)
    evening.suspect(event, 1, known=5)
    evening.confirm(event)
    evening.at(20)
    now, then = explain("990000"), explain("990000", timekeeping.now() - timedelta(minutes=15))
    assert (now["proposal"]["grade"], then["proposal"]["grade"]) == ("extraordinary", "major")
    assert [row["confirmed"] for row in now["failures"]] == [True, True]
    assert [row["confirmed"] for row in then["failures"]] == [False]
    assert (now["as_of"], then["as_of"]) == (False, True)
    assert minute(5).isoformat()[:16] == then["at"][:16]


@clause("5.1.2.a")
def test_a_prefecture_is_only_shown(evening: Evening) -> None:
    """A city's own numbers are marked as shown; what is graded is the jurisdiction."""
    evening.cluster()
    told = explain("990100")
    assert told["shown_only"] is True
    assert {row["prefecture"] for row in told["failures"]} <= {"990100"}
    assert told["base"]["count"] < explain("990000")["base"]["count"]
