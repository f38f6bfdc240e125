"""Two events become one, one becomes two, an end is taken back, the lead passes on."""

from dataclasses import replace
from typing import Any

import pytest

from fengsui.conduct import rebuild, streams
from fengsui.conduct.access import AccessDenied
from fengsui.conduct.acting import Outcome, Refused
from fengsui.documents.book import books
from fengsui.ledger.canonical import parse_timestamp
from fengsui.ledger.reading import count_facts, read_all, read_stream
from fengsui.response import ending, facts, grading, opening
from fengsui.response.joined_record import MERGED
from fengsui.response.joining import carrying, leading, merging, reopening, splitting
from fengsui.response.models import Blowup, Event, OpenMatter
from fengsui.response.past import state_as_known
from fengsui.response.queries import desk_matters
from tests.plan_2019_75.evening import OFFICES, Evening, minute

REASON = "查明同一实际控制人"


def merge(evening: Evening, event: str, into: str, *, by: str = "zhiban", reason: str = REASON) -> Outcome:
    """The duty chief merges an event into another."""
    return merging.merge_events(
        actor=evening.people[by], event=event, into=into, reason=reason, seen=None, idempotency_key=evening.key()
    )


def split(evening: Evening, event: str, rank: int, *, by: str = "zhiban", reason: str = "原因不同") -> str:
    """Take an institution out; returns the new event."""
    outcome = splitting.split_event(
        actor=evening.people[by],
        event=event,
        institution=evening.institutions[rank].pk,
        name="另案",
        reason=reason,
        seen=None,
        idempotency_key=evening.key(),
    )
    return str(outcome.fact.payload["into"])


def reopen(evening: Evening, event: str, *, by: str = "zuzhang", reason: str = "又有逾期") -> Outcome:
    """Take the end back."""
    return reopening.reopen_event(
        actor=evening.people[by], event=event, reason=reason, seen=None, idempotency_key=evening.key()
    )


def check(*events: str) -> None:
    """Rows and states are those that the facts alone give."""
    known = list(read_all())
    assert rebuild.compare_with_database(known) == []
    for event in events:
        assert streams.fold_facts(event, read_stream(event)) == streams.state_of(event)


def lines(evening: Evening, event: str) -> dict[tuple[str, str], Any]:
    """The lines of the running clocks that run for an office."""
    clocks = evening.state(event).clocks.values()
    return {(row.definition, row.subject): row.due_at for row in clocks if row.running and "#" not in row.subject}


class TestMerge:
    """One goes on, the other is closed as 并入; nothing is lost on the way."""

    def test_everything_passes_over_with_its_source(self, evening: Evening) -> None:
        """Institutions, blow-ups, figures, open tasks and requests stand where it goes on, each with a source."""
        going = evening.activated()
        evening.figures(going, lender_count=8000)
        evening.at(5)
        staying = evening.open_blown_up(2, occurred=-30, known=2)
        evening.grade(staying)
        evening.activate(staying)
        tasks = evening.state(going).tasks
        outcome = merge(evening, going, staying)
        closed, state = evening.state(going), evening.state(staying)
        assert (closed.status, closed.closing["reason"]) == (MERGED, REASON)
        assert set(state.institutions) == {evening.institutions[rank].pk for rank in (0, 1, 2)}
        assert {row.institution for row in state.suspicions.values()} == set(state.institutions)
        assert state.figures["lender_count"].fact.startswith(going)
        taken = {row.payload["source"] for row in state.tasks.values() if "source" in row.payload}
        assert taken == set(tasks)
        assert state.joining.absorbed[0]["merged"] == outcome.fact.reference
        assert set(Blowup.objects.exclude(status="moved").values_list("event", flat=True)) == {staying}
        check(going, staying)

    def test_the_blowup_is_confirmed_where_it_stands_now(self, evening: Evening) -> None:
        """One signature was given before the merge, the other is given after it: two people signed."""
        staying = evening.open_blown_up(0)
        going = evening.open_blown_up(1)
        evening.sign(going, "confirm_blowup", "dingfang")
        merge(evening, going, staying)
        state = evening.state(staying)
        moved = next(ref for ref, row in state.suspicions.items() if row.institution == evening.institutions[1].pk)
        assert not OpenMatter.objects.filter(event=going, closed_at__isnull=True).exists()
        grading.sign(
            actor=evening.people["zhiban"],
            matter=moved,
            seen_hash=state.matters.by_fact[moved].hash,
            idempotency_key=evening.key(),
        )
        assert evening.state(staying).suspicions[moved].status == "confirmed"
        check(going, staying)

    def test_the_nearer_line_survives(self, evening: Evening) -> None:
        """The other event's T0 and lines are earlier: they count from now on; no line gets later."""
        going = evening.graded()
        evening.at(10)
        staying = evening.open_blown_up(2, occurred=-30, known=8)
        evening.grade(staying)
        before = lines(evening, going)
        assert lines(evening, staying).keys() == {("activation", "activation")}
        merge(evening, going, staying)
        after = lines(evening, staying)
        assert {key: after[key] for key in before} == before
        assert evening.state(staying).notices_with == ""
        assert not lines(evening, going)
        check(going, staying)

    def test_notices_already_sent_count(self, evening: Evening) -> None:
        """A receipt for what either event sent settles the addressee's clock, also when it comes in after the merge."""
        going = evening.graded()
        notice = evening.sent(going)
        evening.receipt(going, notice, OFFICES[0], 0)
        evening.at(10)
        staying = evening.open_blown_up(2, occurred=-30, known=8)
        evening.grade(staying)
        merge(evening, going, staying)
        assert ("first_notice", OFFICES[0]) not in lines(evening, staying)
        assert ("first_notice", OFFICES[1]) in lines(evening, staying)
        evening.at(12)
        evening.receipt(going, notice, OFFICES[1], 11)
        assert carrying.pass_receipts() == 1
        assert carrying.pass_receipts() == 0
        assert ("first_notice", OFFICES[1]) not in lines(evening, staying)
        settled = evening.clocks(staying, "first_notice")[OFFICES[1]]
        assert settled.settled_at == minute(11)
        check(going, staying)

    def test_a_signature_that_is_owed_stays_owed(self, evening: Evening) -> None:
        """The head's countersignature of the merged event's grade runs on there and stays on the head's list."""
        going = evening.graded()
        staying = evening.open_blown_up(2, occurred=-30, known=0)
        evening.grade(staying)
        merge(evening, going, staying)
        assert evening.statuses(going, "countersignature") == {"running"}
        assert going in {row.event for row in desk_matters(evening.people["zuzhang"])}

    def test_the_graver_and_the_activated_one_goes_on(self, evening: Evening) -> None:
        """A merge never lowers a grade, and never leaves tasks without their plan."""
        grave, other = evening.graded(), evening.open(2)
        with pytest.raises(Refused, match="等级低于本事件"):
            merge(evening, grave, other)
        evening.grade(other, "extraordinary", reason="同一实际控制人")
        evening.activate(grave)
        with pytest.raises(Refused, match="已启动预案"):
            merge(evening, grave, other)
        assert merge(evening, other, grave).fact.kind == "event.merged"

    def test_refused_without_reason_or_by_another_post(self, evening: Evening) -> None:
        """It is signed by the head or a duty chief, with a reason; a refused merge leaves no trace."""
        first, second = evening.open(0), evening.open(1)
        before = count_facts()
        with pytest.raises(Refused, match="理由"):
            merge(evening, first, second, reason="  ")
        with pytest.raises(AccessDenied):
            merge(evening, first, second, by="dingfang")
        with pytest.raises(Refused, match="另一个"):
            merge(evening, first, first)
        assert count_facts() == before
        merge(evening, first, second)
        with pytest.raises(Refused, match="处置中"):
            merge(evening, second, first)

    def test_sent_twice_it_merges_once(self, evening: Evening) -> None:
        """The same form sent again is answered with the fact that is there."""
        first, second = evening.open(0), evening.open(1)
        key = evening.key()
        given: dict[str, Any] = {"actor": evening.people["zhiban"], "event": first, "into": second, "seen": None}
        given["reason"] = REASON
        one = merging.merge_events(**given, idempotency_key=key)
        before = count_facts()
        again = merging.merge_events(**given, idempotency_key=key)
        assert (again.repeated, again.fact.reference, count_facts()) == (True, one.fact.reference, before)


class TestSplit:
    """An institution leaves for an event of its own."""

    def test_the_blowup_goes_with_it_and_both_name_it(self, evening: Evening) -> None:
        """It stands in the new event only; the old one keeps its other institution and its running clocks."""
        event = evening.graded()
        before = lines(evening, event)
        new = split(evening, event, 1)
        old, fresh = evening.state(event), evening.state(new)
        moved = evening.institutions[1].pk
        assert (moved in old.institutions, set(fresh.institutions)) == (False, {moved})
        assert {row.institution for row in fresh.suspicions.values()} == {moved}
        assert old.joining.split_off[0]["into"] == new
        assert fresh.joining.split_from["event"] == event
        assert lines(evening, event) == before
        assert Event.objects.get(pk=new).status == "open"
        check(event, new)

    def test_no_line_is_lost_where_the_carrier_loses_its_part(self, evening: Evening) -> None:
        """The provisional clocks of a proposal pass to the event that holds the blow-up, from the T0 of its own."""
        event = evening.open_blown_up(0)
        evening.suspect(event, 1)
        assert ("first_notice", OFFICES[0]) in lines(evening, event)
        due = lines(evening, event)
        first = split(evening, event, 0)
        assert lines(evening, event) | lines(evening, first) == due
        check(event, first)

    def test_the_last_institution_stays(self, evening: Evening) -> None:
        """An event without an institution is none."""
        event = evening.open_blown_up(0)
        before = count_facts()
        with pytest.raises(Refused, match="只有这一家"):
            split(evening, event, 0)
        assert count_facts() == before


class TestReopen:
    """An end is taken back in writing."""

    def test_a_false_alarm_taken_back(self, evening: Evening) -> None:
        """The suspicions count again, the clocks go on with their lines, the earlier end stays visible."""
        event = evening.cluster()
        before = lines(evening, event)
        evening.dismiss(event, "误传")
        assert lines(evening, event) == {}
        evening.at(20)
        reopen(evening, event, by="zhiban")
        opening.assess_situations(minute(20))
        state = evening.state(event)
        assert state.is_open
        assert lines(evening, event) == before
        assert {row.status for row in state.suspicions.values()} == {"suspected"}
        assert state.joining.reopened[0]["ended"]["reason"] == "误传"
        assert state.proposal["grade"] == "extraordinary"
        check(event)

    def test_a_termination_taken_back_by_the_head_only(self, evening: Evening) -> None:
        """Who may end may take the end back: the duty chief can't undo what the head signed."""
        event = evening.activated()
        before = {row.due_at for row in evening.state(event).clocks.values() if row.running}
        _terminate(evening, event)
        with pytest.raises(Refused, match="组长"):
            reopen(evening, event, by="zhiban")
        with pytest.raises(Refused, match="理由"):
            reopen(evening, event, reason=" ")
        reopen(evening, event)
        assert {row.due_at for row in evening.state(event).clocks.values() if row.running} == before
        check(event)
        with pytest.raises(Refused, match="没有结束"):
            reopen(evening, event)

    def test_a_merged_event_stays_merged(self, evening: Evening) -> None:
        """It goes on elsewhere: opened again it would count twice."""
        first, second = evening.open(0), evening.open(1)
        merge(evening, first, second)
        with pytest.raises(Refused, match="并入"):
            reopen(evening, first)


class TestLead:
    """The lead passes from one prefecture to another."""

    def test_the_former_lead_supports(self, evening: Evening) -> None:
        """Ordered by the province's head with a reason; who led is asked for support."""
        event = evening.open_blown_up(1)
        old, new = evening.state(event).regions[:2]
        evening.grade(event, reason="组织研判认定")
        evening.activate(event)
        given: dict[str, Any] = {"event": event, "region": new, "seen": None}
        with pytest.raises(Refused, match="理由"):
            leading.transfer_lead(actor=evening.people["zuzhang"], reason="", idempotency_key=evening.key(), **given)
        leading.transfer_lead(
            actor=evening.people["zuzhang"], reason="资产和出借人主要在经营地", idempotency_key=evening.key(), **given
        )
        state = evening.state(event)
        assert state.regions[0] == new
        assert old in state.regions[1:]
        assert old in {request["region"] for request in state.support.values()}
        assert Event.objects.get(pk=event).lead_region == new
        check(event)


def _terminate(evening: Evening, event: str) -> None:
    plan = evening.room(event).plan
    ending.terminate_event(
        actor=evening.people["zuzhang"],
        event=event,
        reason="处置完毕",
        conditions=[facts.ConditionChecked(condition=row.id, met=True) for row in plan.termination_conditions],
        residual="",
        seen=None,
        idempotency_key=evening.key(),
    )


def test_t0_is_the_earlier_one(evening: Evening) -> None:
    """Of two T0 the earlier survives in the event that goes on, on its row too."""
    staying = evening.graded()
    zero = evening.state(staying).grades[-1]["t0"]
    going = evening.open_blown_up(2, occurred=-30, known=0)
    evening.grade(going)
    merge(evening, going, staying)
    assert parse_timestamp(evening.state(staying).grades[-1]["t0"]) == parse_timestamp(zero)


class TestMergeAgainstOthers:
    """What another officer does at the same moment, and what an officer of another place is told."""

    def test_what_ends_meanwhile_takes_nothing_over(self, evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
        """The event that was to go on ends between the look at it and its lock: nothing is merged, both stay whole."""
        going = evening.open_blown_up(0)
        evening.at(5)
        staying = evening.open_blown_up(2, occurred=-30, known=2)
        stale = evening.state(staying)
        ending.dismiss_event(
            actor=evening.people["zhiban"], event=staying, reason="误报", seen=None, idempotency_key=evening.key()
        )
        before = count_facts()
        monkeypatch.setattr(merging, "state_of", lambda _event: stale)
        with pytest.raises(Refused, match="处置中"):
            merge(evening, going, staying)
        assert count_facts() == before
        assert evening.state(going).is_open
        check(going, staying)

    def test_a_refusal_tells_nothing_of_another_place(self, evening: Evening) -> None:
        """Who serves one of the two events alone is told that the other is not his, not how grave it is."""
        mine = evening.open_blown_up(0)
        evening.at(5)
        other = evening.open_blown_up(4, occurred=-30, known=2)
        lead, far = evening.state(mine).regions[0], evening.state(other).regions[0]
        assert lead[:4] != far[:4]
        evening.grade(mine, reason="组织研判认定")
        actor = replace(evening.people["zhiban"], region=lead)
        with pytest.raises(AccessDenied, match="辖区"):
            merging.merge_events(
                actor=actor, event=mine, into=other, reason=REASON, seen=None, idempotency_key=evening.key()
            )


def test_then_was_before_a_merge_and_after_it(evening: Evening) -> None:
    """Before a merge both were open; after it one is merged, and the other has what passed over."""
    going = evening.activated()
    evening.at(5)
    staying = evening.open_blown_up(2, occurred=-30, known=2)
    evening.grade(staying)
    evening.activate(staying)
    evening.at(10)
    before = {event: streams.state_of(event) for event in (going, staying)}
    evening.at(20)
    merging.merge_events(
        actor=evening.people["zhiban"], event=going, into=staying, reason="同案", seen=None, idempotency_key="m"
    )
    after = {event: streams.state_of(event) for event in (going, staying)}
    for event in (going, staying):
        facts = read_stream(event)
        assert state_as_known(facts, minute(10)).status == before[event].status == "open"
        assert state_as_known(facts, minute(30)) == after[event]
    assert after[going].status == "merged"
    assert set(state_as_known(read_stream(staying), minute(30)).institutions) > set(before[staying].institutions)


def test_what_a_newer_draft_takes_the_place_of_waits_for_nobody(evening: Evening) -> None:
    """Two activation orders were drafted: one is listed for signature, the other's number is void."""
    event = evening.open_blown_up(0)
    evening.grade(event, reason="组织研判认定")
    first = evening.draft_order(event).fact
    second = evening.draft_order(event, measures="先期处置").fact
    assert second.payload["supersedes"] == first.reference
    waiting = OpenMatter.objects.filter(event=event, act="activate_plan", closed_at__isnull=True)
    assert [row.pk for row in waiting] == [second.reference]
    [book] = books(evening.people["zhiban"])
    assert [row["status"] for row in book.entries] == ["void", "used"]
    check(event)
