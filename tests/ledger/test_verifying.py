"""Whatever is changed, removed, reordered or cut is found, and where it was is said."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.ledger.canonical import GENESIS, Fact, canonical_json, fact_hash
from fengsui.ledger.checkpoint import CheckpointRecord, checkpoint_digest
from fengsui.ledger.keys import KeyRing
from fengsui.ledger.verifying import verify_facts

KEYS = KeyRing(b"m" * 32, b"s" * 32, seeded=True)
START = datetime(2026, 3, 2, tzinfo=UTC)


def _ledger(plan: list[tuple[int, int]]) -> tuple[list[Fact], list[CheckpointRecord]]:
    """Facts over a few streams; a checkpoint after each (stream, payload) whose payload is a multiple of three."""
    facts: list[Fact] = []
    checkpoints: list[CheckpointRecord] = []
    ends: dict[str, tuple[int, str]] = {}
    start = 0
    for position, (stream_number, value) in enumerate(plan, 1):
        stream = f"event/{stream_number}"
        number, previous = ends.get(stream, (0, GENESIS))
        moment = START + timedelta(seconds=position)
        fact = Fact(
            stream, number + 1, "note", 1, {"value": value}, moment, moment, "o", "p", "", "", "", "", "", previous
        )
        fact = replace(fact, hash=fact_hash(fact), position=position)
        ends[stream] = (fact.number, fact.hash)
        facts.append(fact)
        if value % 3 == 0 or position == len(plan):
            entries = [(f.position or 0, f.stream, f.number, f.hash) for f in facts[start:]]
            previous_digest = checkpoints[-1].digest if checkpoints else GENESIS
            digest = checkpoint_digest(len(checkpoints) + 1, position, moment, previous_digest, entries)
            checkpoints.append(
                CheckpointRecord(
                    len(checkpoints) + 1, position, moment, previous_digest, digest, KEYS.sign(digest.encode()).hex()
                )
            )
            start = position
    return facts, checkpoints


def _in_stored_order(facts: list[Fact]) -> Iterator[Fact]:
    yield from facts


def _verify(facts: list[Fact], checkpoints: list[CheckpointRecord], given: str = "") -> list[str]:
    outcome = verify_facts(_in_stored_order(facts), checkpoints, public_key=KEYS.public_key, given=given)
    return [finding.where for finding in outcome.findings]


plans = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), min_size=1, max_size=30)


@given(plans)
def test_an_untouched_ledger_holds(plan: list[tuple[int, int]]) -> None:
    """No false alarm."""
    facts, checkpoints = _ledger(plan)
    assert _verify(facts, checkpoints) == []


@given(plans, st.data())
def test_a_changed_fact_is_located(plan: list[tuple[int, int]], data: st.DataObject) -> None:
    """Any field of any fact."""
    facts, checkpoints = _ledger(plan)
    index = data.draw(st.integers(0, len(facts) - 1))
    column, value = data.draw(
        st.sampled_from(
            [
                ("payload", {"value": 99}),
                ("actor", "another"),
                ("kind", "other"),
                ("happened_at", START),
                ("recorded_at", START),
                ("clause", "9.9"),
                ("plan_version", "x"),
                ("cause", "y#1"),
                ("idempotency_key", "z"),
            ]
        )
    )
    broken = list(facts)
    changes: dict[str, Any] = {column: value}
    broken[index] = replace(facts[index], **changes)
    assert facts[index].reference in _verify(broken, checkpoints)


@given(plans, st.data())
def test_a_fact_changed_with_its_hash_and_all_later_ones_is_found(
    plan: list[tuple[int, int]], data: st.DataObject
) -> None:
    """Somebody who can recompute the chain still meets the signed checkpoint."""
    facts, checkpoints = _ledger(plan)
    index = data.draw(st.integers(0, len(facts) - 1))
    forged: list[Fact] = []
    ends: dict[str, str] = {}
    for place, fact in enumerate(facts):
        new = replace(fact, payload={"value": 1234}) if place == index else fact
        new = replace(new, previous_hash=ends.get(fact.stream, GENESIS))
        new = replace(new, hash=fact_hash(new))
        ends[fact.stream] = new.hash
        forged.append(new)
    assert any(where.startswith("checkpoint") for where in _verify(forged, checkpoints))


@given(plans, st.data())
def test_a_removed_fact_is_found(plan: list[tuple[int, int]], data: st.DataObject) -> None:
    """In the middle by its number, at the end by the checkpoint that covered it."""
    facts, checkpoints = _ledger(plan)
    index = data.draw(st.integers(0, len(facts) - 1))
    assert _verify(facts[:index] + facts[index + 1 :], checkpoints)


@given(plans, st.data())
def test_two_exchanged_facts_are_found(plan: list[tuple[int, int]], data: st.DataObject) -> None:
    """Positions are part of what is signed."""
    facts, checkpoints = _ledger(plan)
    first = data.draw(st.integers(0, len(facts) - 1))
    second = data.draw(st.integers(0, len(facts) - 1))
    swapped = list(facts)
    swapped[first] = replace(facts[first], position=facts[second].position)
    swapped[second] = replace(facts[second], position=facts[first].position)
    assert (first == second) == (_verify(swapped, checkpoints) == [])


@given(plans, st.data())
def test_a_cut_at_or_before_a_given_checkpoint_is_found(plan: list[tuple[int, int]], data: st.DataObject) -> None:
    """The checkpoint printed on a paper survives the cutting of facts and checkpoints together."""
    facts, checkpoints = _ledger(plan)
    kept = data.draw(st.integers(0, len(checkpoints) - 1))
    printed = data.draw(st.sampled_from(checkpoints[kept:]))
    end = checkpoints[kept - 1].position if kept else 0
    given_line = f"{printed.number}:{printed.digest[:16]}"
    assert _verify(facts, checkpoints, given_line) == []
    assert f"checkpoint {printed.number}" in _verify(facts[:end], checkpoints[:kept], given_line)


@pytest.mark.parametrize("value", [1.5, float("nan"), {"a": [2.0]}])
def test_floats_never_enter_a_fact(value: object) -> None:
    """Money is 分, ratios are ppm."""
    with pytest.raises(TypeError, match="integers"):
        canonical_json(value)


@given(st.dictionaries(st.text(max_size=5), st.one_of(st.integers(), st.text(max_size=5), st.none()), max_size=5))
def test_one_content_has_one_spelling(content: dict[str, object]) -> None:
    """The order of keys does not matter."""
    assert canonical_json(content) == canonical_json(dict(reversed(list(content.items()))))


def test_a_signature_of_another_installation_is_found() -> None:
    """Checkpoints are this installation's own."""
    facts, checkpoints = _ledger([(0, 1), (0, 3)])
    other = KeyRing(b"m" * 32, b"t" * 32, seeded=True)
    outcome = verify_facts(facts, checkpoints, public_key=other.public_key)
    assert "signature" in outcome.findings[0].problem


ORDER = [(0, 1), (1, 1), (0, 2), (1, 3), (0, 4), (0, 6)]


def test_a_stream_without_a_head_is_found() -> None:
    """Where the head is gone, the next writer would begin the stream at number 1 again."""
    facts, checkpoints = _ledger(ORDER)
    heads = {fact.stream: (fact.number, fact.hash) for fact in facts}
    assert verify_facts(facts, checkpoints, public_key=KEYS.public_key, heads=heads).holds
    del heads["event/1"]
    (finding,) = verify_facts(facts, checkpoints, public_key=KEYS.public_key, heads=heads).findings
    assert finding.where == "event/1#2"
    assert "no head" in finding.problem


def test_a_fact_that_no_checkpoint_will_cover_is_found() -> None:
    """Without a position and not waiting for one it could be changed unseen; waiting, it is only new."""
    facts, checkpoints = _ledger([*ORDER[:4], (0, 1), (0, 6)])
    known, new = facts[:4], [replace(fact, position=None) for fact in facts[4:]]
    held, signed = checkpoints[:-1], KEYS.public_key
    assert held[-1].position == 4
    waiting = [fact.reference for fact in new]
    assert verify_facts([*known, *new], held, public_key=signed, waiting=waiting).holds
    outcome = verify_facts([*known, *new], held, public_key=signed, waiting=waiting[:1])
    assert [finding.where for finding in outcome.findings] == waiting[1:]
    outcome = verify_facts(known, held, public_key=signed, waiting=waiting[:1])
    assert [finding.where for finding in outcome.findings] == waiting[:1]


def test_a_fact_passed_over_by_a_later_one_of_its_stream_is_found() -> None:
    """Also in an export, which has no queue: positions follow the order of the stream."""
    facts, checkpoints = _ledger(ORDER)
    passed = replace(facts[2], position=None)
    where = _verify([*facts[:2], passed, *facts[3:]], checkpoints)
    assert passed.reference in where
