"""What changed within one element of a plan, key by key, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fengsui.plan import strictness
from fengsui.plan.build import OF_THE_DAY
from fengsui.plan.files import ClockEntry, PlanFiles, SignatureEntry, TaskEntry, TermEntry
from fengsui.plan.key_names import key_name
from fengsui.plan.model import Element, Parameter, Quantity, Slot
from fengsui.plan.speaking import NOTHING, Names, what_changed
from fengsui.plan.strictness import Direction
from fengsui.plan.tightened_terms import term_at, tighten_of
from fengsui.plan.warning import level_key


@dataclass(frozen=True)
class Said:
    """One change within an element: `says` in words, the values before and after in words."""

    direction: Direction
    says: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Speaker:
    """Both plans' names and parameters, each side's own."""

    old: Names
    new: Names

    @classmethod
    def of(cls, old: PlanFiles, new: PlanFiles, titles: Mapping[str, str]) -> Speaker:
        """The names of two plans; `titles` names what the program offers to both."""
        return cls(Names.of(old, titles), Names.of(new, titles))


# Keys that hold prose: a change of them is one of words, whatever else changes beside it.
_PROSE = frozenset(
    {
        *("name", "title", "text", "words", "quote", "section", "phrase", "explanation", "description", "detail"),
        *("default_reason", "reason", "says", "shown_by", "served_by", "measured_by", "notice", "note", "goal"),
        *("part", "full_name", "name_zh", "english", "deadline_words", "signs_as", "document_number", "article"),
        *("version", "reviewed_by"),
    }
)


def changes_within(old: Element, new: Element, speaker: Speaker, only: str | None = None) -> Iterator[Said]:
    """Every change between two elements of one shape; `only` that key. None exactly when they are equal there."""
    shape = type(new)
    keys = [key for key in shape.model_fields if getattr(old, key) != getattr(new, key)]
    pair = (old, new)
    if isinstance(old, Parameter) and isinstance(new, Parameter) and {"value", "unit"} & set(keys):
        yield from _number_of_parameter(old, new)
        keys = [key for key in keys if key not in {"value", "unit"}]
    for key in keys:
        if only is not None and key != only:
            continue
        special = _SPECIAL.get((shape.__name__, key))
        said = tuple(special(pair, speaker)) if special else ()
        yield from said or _key(key, pair, speaker)


def _key(key: str, pair: tuple[Element, Element], speaker: Speaker) -> Iterator[Said]:
    old, new = getattr(pair[0], key), getattr(pair[1], key)
    shape, label = type(pair[1]).__name__, key_name(type(pair[1]).__name__, key)
    if isinstance(old, Element) or isinstance(new, Element):
        yield from _nested(key, pair, speaker)
    elif isinstance(old, tuple) and isinstance(new, tuple):
        if any(isinstance(value, Element) for value in (*old, *new)):
            yield from _members(label, old, new, speaker)
        else:
            yield from _several(shape, key, old, new, speaker)
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from _by_key(label, old, new, speaker, pair)
    else:
        yield _single(key, pair, speaker)


def _single(key: str, pair: tuple[Element, Element], speaker: Speaker) -> Said:
    old, new = getattr(pair[0], key), getattr(pair[1], key)
    shape = type(pair[1]).__name__
    if key in {"floor", "ceiling"}:
        units = (getattr(element, "unit", None) for element in pair)
        earlier, later = (Names.amount(bound, unit) for bound, unit in zip((old, new), units, strict=True))
        return _moved(key_name(shape, key), earlier, later, _of_bound(key, old, new))
    before, after = speaker.old.word(shape, key, old), speaker.new.word(shape, key, new)
    if key in _PROSE:
        direction: Direction = "worded"
    elif key == "response_level":
        direction = strictness.of_response(old, new)
    elif key == "when" and isinstance(old, str) and isinstance(new, str):
        direction = strictness.of_expressions(old, new, _tighten(pair))
    else:
        direction = strictness.of_choice(shape, key, old, new)
    return _moved(key_name(shape, key), before, after, direction)


def _of_bound(key: str, old: int | None, new: int | None) -> Direction:
    """Bounds that leave less room are stricter."""
    if old is None or new is None:
        return "tightened" if old is None else "relaxed"
    return strictness.of_amounts((old, ""), (new, ""), "higher" if key == "floor" else "lower")


def _moved(label: str, before: str, after: str, direction: Direction) -> Said:
    if before == after:  # the same words for another way of writing
        return Said(direction, f"{label}的写法有变（{before}）", before, after)
    short_before, short_after = what_changed(before, after)
    return Said(direction, f"{label} {short_before} → {short_after}", short_before, short_after)


def _several(shape: str, key: str, old: tuple[Any, ...], new: tuple[Any, ...], speaker: Speaker) -> Iterator[Said]:
    label, more = key_name(shape, key), strictness.of_one_more(shape, key)
    gone = [speaker.old.word(shape, key, value) for value in old if value not in new]
    come = [speaker.new.word(shape, key, value) for value in new if value not in old]
    if come:
        yield Said(more, f"{label}增加 {'、'.join(come)}", "", "、".join(come))
    if gone:
        yield Said(strictness.opposite(more), f"{label}减少 {'、'.join(gone)}", "、".join(gone), "")
    if not come and not gone:
        words = [names.word(shape, key, side) for names, side in ((speaker.old, old), (speaker.new, new))]
        yield Said("altered", f"{label}的先后次序有变：{words[0]} → {words[1]}", *words)


def _nested(key: str, pair: tuple[Element, Element], speaker: Speaker) -> Iterator[Said]:
    old, new = getattr(pair[0], key), getattr(pair[1], key)
    shape = type(pair[1]).__name__
    label, more = key_name(shape, key), strictness.of_one_more(shape, key)
    if not all(getattr(element, "phone_allowed", True) for element in pair):
        more = "altered"  # who signs after a telephone call matters only where a call may approve
    if old is None:
        words = speaker.new.summary(new)
        yield Said(more, f"增加{label}（{words}）", "", words)
    elif new is None:
        words = speaker.old.summary(old)
        yield Said(strictness.opposite(more), f"不再有{label}（{words}）", words, "")
    else:
        for said in changes_within(old, new, speaker):
            yield _under(label, said)


def _members(label: str, old: tuple[Any, ...], new: tuple[Any, ...], speaker: Speaker) -> Iterator[Said]:
    """Parts of an element that have ids of their own: boxes of a form, contents of a paper."""
    before, after = {_own(member): member for member in old}, {_own(member): member for member in new}
    for key, member in before.items():
        if key not in after:
            yield Said("removed", f"{label}减少 {member.name}", member.name, "")
    for key, member in after.items():
        if key not in before:
            yield Said("added", f"{label}增加 {member.name}", "", member.name)
        elif before[key] != member:
            for said in changes_within(before[key], member, speaker):
                yield _under(f"{label}“{member.name}”", said)
    if [key for key in before if key in after] != [key for key in after if key in before]:
        yield Said("altered", f"{label}的先后次序有变")


def _own(member: Element) -> str:
    """What names a part among its like: its id, or the day from which a name holds."""
    return str(getattr(member, "id", None) or getattr(member, "effective_from", None))


def _by_key(
    label: str, old: Mapping[str, Any], new: Mapping[str, Any], speaker: Speaker, pair: tuple[Element, Element]
) -> Iterator[Said]:
    """Values by name, such as the quantities of a parameter; names with the same change are said together."""
    moves: dict[tuple[Direction, str, str], list[str]] = {}
    for key in (*old, *(key for key in new if key not in old)):
        before, after = old.get(key), new.get(key)
        if before == after:
            continue
        if isinstance(before, Quantity) and isinstance(after, Quantity) and _as_much(before, after):
            yield from (_under(speaker.new.key(key, after), said) for said in changes_within(before, after, speaker))
            continue
        words = (speaker.old.summary(before) if before else NOTHING, speaker.new.summary(after) if after else NOTHING)
        direction: Direction = "added" if before is None else "removed" if after is None else "altered"
        amounts = _counting(pair[0], before), _counting(pair[1], after)
        if amounts[0] is not None and amounts[1] is not None:
            direction = strictness.of_amounts(amounts[0], amounts[1], _tighten(pair, key))
            words = (Names.amount(*amounts[0]), Names.amount(*amounts[1]))
        moves.setdefault((direction, *words), []).append(speaker.new.key(key, after or before))
    yield from _together(moves, label)


def _counting(element: Element, quantity: object) -> tuple[int, str] | None:
    """The amount that counts under a key: a parameter's single value where it has no quantities at all."""
    if isinstance(quantity, Quantity):
        return quantity.amount, str(quantity.unit)
    if isinstance(element, Parameter) and not element.quantities and isinstance(element.value, int):
        return element.value, element.unit or ""
    return None


def _as_much(old: Quantity, new: Quantity) -> bool:
    return (old.amount, old.unit) == (new.amount, new.unit)


def _under(label: str, said: Said) -> Said:
    return Said(said.direction, f"{label}：{said.says}", said.before, said.after)


def _together(moves: Mapping[tuple[Direction, str, str], list[str]], label: str) -> Iterator[Said]:
    for (direction, before, after), names in moves.items():
        yield _moved("、".join(names) or label, before, after, direction)


def _number_of_parameter(old: Parameter, new: Parameter) -> Iterator[Said]:
    before, after = Names.amount(old.value, old.unit), Names.amount(new.value, new.unit)
    direction: Direction = "altered"
    if isinstance(old.value, int) and isinstance(new.value, int) and new.tighten == old.tighten:
        direction = strictness.of_amounts((old.value, old.unit or ""), (new.value, new.unit or ""), new.tighten)
    yield _moved(key_name("Parameter", "value"), before, after, direction)


def _terms_of_clock(pair: tuple[Element, Element], speaker: Speaker) -> Iterator[Said]:
    old, new = pair
    if not isinstance(old, ClockEntry) or not isinstance(new, ClockEntry):
        return
    keys = [grade for grade in new.for_grades if grade in old.for_grades]
    keys += [level_key(level) for level in new.for_levels if level in old.for_levels]
    keys += [OF_THE_DAY] if old.in_sensitive_period and new.in_sensitive_period else []
    yield from _terms(((key, old.term, new.term) for key in keys), speaker, _tighten(pair))


def _terms_of_task(pair: tuple[Element, Element], speaker: Speaker) -> Iterator[Said]:
    old, new = pair
    if not isinstance(old, TaskEntry) or not isinstance(new, TaskEntry):
        return
    both = [grade for grade in new.due if grade in old.due and old.due[grade] != new.due[grade]]
    yield from _terms(((grade, old.due[grade], new.due[grade]) for grade in both), speaker, _tighten(pair))
    label = key_name("ClockEntry", "for_grades")
    come = [speaker.new.key(grade) for grade in new.due if grade not in old.due]
    gone = [speaker.old.key(grade) for grade in old.due if grade not in new.due]
    if come:
        yield Said("tightened", f"{label}增加 {'、'.join(come)}", "", "、".join(come))
    if gone:
        yield Said("relaxed", f"{label}减少 {'、'.join(gone)}", "、".join(gone), "")


def _terms(entries: Iterable[tuple[str, TermEntry, TermEntry]], speaker: Speaker, tighten: str) -> Iterator[Said]:
    """What the reader sees of a term: its length by grade, wherever its number stands; then how it is written."""
    moves: dict[tuple[Direction, str, str], list[str]] = {}
    written: dict[str, Said] = {}
    for key, old, new in entries:
        before, after = term_at(old, key, speaker.old.parameters), term_at(new, key, speaker.new.parameters)
        if before is not None and after is not None and (before.amount, before.unit) != (after.amount, after.unit):
            direction = strictness.of_terms(before, after, tighten)
            moves.setdefault((direction, before.words, after.words), []).append(speaker.new.key(key))
        else:
            for said in changes_within(old, new, speaker):
                written[said.says] = Said(said.direction, f"期限的{said.says}", said.before, said.after)
    yield from _together(moves, "期限")
    yield from written.values()


def _slots(pair: tuple[Element, Element], speaker: Speaker) -> Iterator[Said]:
    """Signatures one by one: one more is stricter, one more who may give the same is laxer."""
    old, new = pair
    if not isinstance(old, SignatureEntry) or not isinstance(new, SignatureEntry):
        return
    gone, come = list(old.slots), []
    for slot in new.slots:
        if slot in gone:
            gone.remove(slot)
        else:
            come.append(slot)
    for slot in tuple(come):
        near = next((other for other in gone if set(other.roles) & set(slot.roles)), None)
        if near is not None:
            gone.remove(near)
            come.remove(slot)
            yield _slot_moved(near, slot, speaker)
    if not come and not gone and Counter(old.slots) == Counter(new.slots):
        yield Said("altered", "签字人的先后次序有变")
    for slot in come:
        words = _slot(slot, speaker.new)
        yield Said("tightened", f"增加一位签字人（{words}）", "", words)
    for slot in gone:
        words = _slot(slot, speaker.old)
        yield Said("relaxed", f"减少一位签字人（{words}）", words, "")


def _slot_moved(old: Slot, new: Slot, speaker: Speaker) -> Said:
    before, after = set(old.roles), set(new.roles)
    direction: Direction = "altered" if before != after else "worded"
    if before < after or after < before:
        direction = "relaxed" if before < after else "tightened"
    return _moved("签字人", _slot(old, speaker.old), _slot(new, speaker.new), direction)


def _slot(slot: Slot, names: Names) -> str:
    return " ".join(filter(None, (slot.name, names.word("Slot", "roles", slot.roles))))


def _tighten(pair: tuple[Element, Element], quantity: str = "") -> str:
    """How both sides say the element, or a quantity of it, is tightened; nothing where they differ or say nothing."""
    old, new = (
        tighten_of(element, quantity) if isinstance(element, Parameter) else str(getattr(element, "tighten", ""))
        for element in pair
    )
    return new if old == new else ""


_SPECIAL: Mapping[tuple[str, str], Callable[[tuple[Element, Element], Speaker], Iterator[Said]]] = {
    ("ClockEntry", "term"): _terms_of_clock,
    ("TaskEntry", "due"): _terms_of_task,
    ("SignatureEntry", "slots"): _slots,
}
