"""The plan's lexicon: complete, tidy, and refused with the line where it is not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from fengsui.plan import Plan, PlanError, load_plan
from fengsui.plan.lexicon import NO_LEXICON, Hearsay, LexiconEntry, Negation, StanceMark

Ruled = LexiconEntry | StanceMark | Negation | Hearsay
Spoil = Callable[[str, str, str], Path]


def rules(plan: Plan) -> list[Ruled]:
    return [*plan.lexicon.entries, *plan.lexicon.marks, *plan.lexicon.negations, *plan.lexicon.hearsay]


def own_words(rule: Ruled) -> list[str]:
    return [word for part in ("words", "first", "then", "before", "after") for word in getattr(rule, part, ())]


def test_every_kind_and_every_event_has_words(plan: Plan) -> None:
    """K2 to K9 and E1 to E6 have entries of their own; K1 comes of hearsay and denial."""
    entries = plan.lexicon.entries
    assert {kind for entry in entries for kind in entry.kinds} == {f"K{number}" for number in range(2, 10)}
    assert {event for entry in entries for event in entry.events} == {f"E{number}" for number in range(1, 7)}
    assert plan.lexicon.hearsay
    stances = {mark.stance for mark in plan.lexicon.marks}
    assert stances == {"denial", "clarification", "advertising", "question", "education", "statistics"}


def test_every_rule_is_reviewed_and_does_something(plan: Plan) -> None:
    """A note on each; no word twice; no exclusion that contains no word of its rule."""
    for rule in rules(plan):
        assert rule.note
        own = own_words(rule)
        idle = [outside for outside in rule.except_in if not any(word in outside for word in own)]
        assert not idle, rule.id
        words = getattr(rule, "words", ())
        assert len(set(words)) == len(words), rule.id
        assert not [word for word in words if any(word != other and other in word for other in words)], rule.id


def test_ids_are_unique_over_the_whole_lexicon(plan: Plan) -> None:
    """A hit can be traced to one rule."""
    ids = [rule.id for rule in rules(plan)]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("kinds: [K5]", "kinds: [K0]", "K9"),
        ("weight: 3", "weight: 9", "不能大于 3"),
        ("  - id: K5-01\n", "  - id: K5-02\n", "重复的编号"),
        ("    stance: denial\n", "    stance: anger\n", "denial"),
    ],
)
def test_a_fault_is_refused_with_its_line(spoiled: Spoil, old: str, new: str, message: str) -> None:
    """File, line and what is allowed."""
    with pytest.raises(PlanError) as refused:
        load_plan(spoiled("lexicon.yaml", old, new))
    fault = str(refused.value)
    assert "lexicon.yaml:" in fault
    assert message in fault


def test_an_entry_needs_words_or_a_whole_pair() -> None:
    """One half of a pair finds nothing."""
    with pytest.raises(ValueError, match="first 和 then"):
        LexiconEntry.model_validate(
            {"id": "X", "kinds": ("K5",), "first": ("平台",), "note": "试", "reviewed_on": "2026-11-23"}, strict=False
        )


def test_a_plan_kept_without_a_lexicon_still_loads(spoiled: Spoil) -> None:
    """Plans kept before lexicons keep their meaning; nothing is read by them."""
    directory = spoiled("lexicon.yaml", "version:", "version:")
    (directory / "lexicon.yaml").unlink()
    assert load_plan(directory).lexicon == NO_LEXICON
