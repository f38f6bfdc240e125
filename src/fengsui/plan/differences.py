"""What two plans say differently, element by element, in words that a head of office reads (0.9, 3.2.2.a)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

from fengsui.plan.carriers import CARRYING, clauses_of, identity
from fengsui.plan.element_changes import Speaker, changes_within
from fengsui.plan.files import PlanFiles
from fengsui.plan.key_names import LIST_NAMES, PART_NAMES
from fengsui.plan.model import Clause, Element
from fengsui.plan.places import place_of
from fengsui.plan.strictness import DIRECTION_NAMES, Direction

ChangeKind = Literal["added", "removed", "changed"]
_LATER = ("title", "phrase", "name_zh", "quote", "words")


@dataclass(frozen=True)
class Change:
    """One difference.

    `part` is the field of PlanFiles, `listed` the list in it ("" for what the file says as a whole); `says` what
    changed, in words without the element's name; `before` and `after` the values in words, "" where there is none.
    """

    part: str
    listed: str
    kind: ChangeKind
    direction: Direction
    id: str
    name: str
    clauses: tuple[str, ...]
    says: str
    before: str = ""
    after: str = ""

    @property
    def part_name(self) -> str:
        """The part, as the tabs of the plan's page call it."""
        return PART_NAMES[self.part]

    @property
    def element_kind(self) -> str:
        """What the element is, in a word: 时钟, 参数 …"""
        return kind_of_list(self.part, self.listed)

    @property
    def direction_name(self) -> str:
        """放宽, 减少, 改动, 收紧, 增加 or 文字."""
        return DIRECTION_NAMES[self.direction]

    @property
    def element(self) -> str:
        """The element as a reader calls it: `参数 PAR-19 任务签收期限`, `时钟 首报`."""
        return " ".join(filter(None, (self.element_kind, *_called(self.id, self.name))))

    @property
    def shown_id(self) -> str:
        """The id where it is one that people use (PAR-19, GR-3, E1, 4.2.7), else nothing."""
        return "".join(_called(self.id, self.name)[:-1])

    @property
    def sentence(self) -> str:
        """The whole of it in one sentence, with the clauses it stands on."""
        places = dict.fromkeys(place_of(clause) for clause in self.clauses)
        clauses = f"，条款 {'、'.join(places)}" if places else ""
        if self.kind == "added":
            return f"新增{self.element_kind}：{' '.join(_called(self.id, self.name))}{clauses}"
        if self.kind == "removed":
            return f"不再有{self.element_kind}：{' '.join(_called(self.id, self.name))}{clauses}"
        return f"{self.element}：{self.says}（{self.direction_name}）{clauses}"


def kind_of_list(part: str, listed: str) -> str:
    """What an element of this list is, in a word; the part's own name where no list is meant."""
    return CARRYING.get((part, listed)) or LIST_NAMES.get((part, listed)) or PART_NAMES[part]


def differences(old: PlanFiles, new: PlanFiles, titles: Mapping[str, str] | None = None) -> tuple[Change, ...]:
    """Every difference, by part in the files' order and within it the gravest first; none exactly when they are equal.

    `titles` names what the program offers to plans (fact kinds, figures, permissions), where the caller knows them.
    """
    speaker = Speaker.of(old, new, titles or {})
    order = tuple(DIRECTION_NAMES)
    found: list[Change] = []
    for part in PART_NAMES:
        changes = tuple(_in_part(part, getattr(old, part), getattr(new, part), speaker))
        found += sorted(changes, key=lambda change: order.index(change.direction))
    return tuple(found)


def _in_part(part: str, old: Element | None, new: Element | None, speaker: Speaker) -> Iterator[Change]:
    whole = Change(part, "", "changed", "altered", "", "", (), "")
    if old == new:
        return
    if old is None or new is None:
        yield replace(
            whole,
            direction="added" if old is None else "removed",
            says=f"{'新增' if old is None else '不再有'}这一部分",
        )
    shape = type(cast("Element", old or new))
    for key in shape.model_fields:
        before, after = getattr(old, key, ()), getattr(new, key, ())
        if before == after:
            continue
        if _is_list((*_as_tuple(before), *_as_tuple(after))):
            yield from _in_list(part, key, before, after, speaker)
        elif old is not None and new is not None:
            for said in changes_within(old, new, speaker, only=key):
                yield replace(whole, direction=said.direction, says=said.says, before=said.before, after=said.after)


def _as_tuple(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _is_list(values: tuple[Any, ...]) -> bool:
    return bool(values) and all(isinstance(value, Element) for value in values)


def _in_list(
    part: str, listed: str, old: tuple[Element, ...], new: tuple[Element, ...], speaker: Speaker
) -> Iterator[Change]:
    before, after = _by_identity(old), _by_identity(new)
    renamed = _signed_at_other_grades(before, after)
    for key, element in before.items():
        if key not in after and key not in renamed:
            yield _whole(part, listed, "removed", key, element)
    for key, element in after.items():
        if key not in before and key not in renamed.values():
            yield _whole(part, listed, "added", key, element)
    for key, element in before.items():
        other = after.get(renamed.get(key, key))
        if other is not None and element != other:
            yield from _changed(part, listed, renamed.get(key, key), (element, other), speaker)
    kept = [key for key in before if key in after]
    if kept != [key for key in after if key in before]:
        says = f"{kind_of_list(part, listed)}的先后次序有变"
        yield Change(part, "", "changed", "altered", "", "", (), says)


def _changed(part: str, listed: str, key: str, pair: tuple[Element, Element], speaker: Speaker) -> Iterator[Change]:
    clauses = _clauses(pair[1])
    for said in changes_within(*pair, speaker):
        yield Change(
            part, listed, "changed", said.direction, key, name_of(pair[1]), clauses, said.says, said.before, said.after
        )


def _whole(part: str, listed: str, kind: Literal["added", "removed"], key: str, element: Element) -> Change:
    direction: Direction = kind
    if listed == "blowup_exclusions":  # one more thing that is not 爆雷
        direction = "relaxed" if kind == "added" else "tightened"
    name = name_of(element)
    values = {"before": name} if kind == "removed" else {"after": name}
    return Change(part, listed, kind, direction, key, name, _clauses(element), "", **values)


def _clauses(element: Element) -> tuple[str, ...]:
    return (element.id,) if isinstance(element, Clause) else clauses_of(element)


def _by_identity(elements: Iterable[Element]) -> dict[str, Element]:
    """By what names each among its like, else by its place; one named twice gets a mark."""
    named: dict[str, Element] = {}
    for element in elements:
        key = identity(element) or str(len(named) + 1)
        while key in named:
            key += "′"
        named[key] = element
    return named


def _signed_at_other_grades(before: Mapping[str, Element], after: Mapping[str, Element]) -> dict[str, str]:
    """Signatures that only changed the grades they are for: old key → new key. `grades` is part of what names them."""
    gone = [(key, getattr(element, "act", None)) for key, element in before.items() if key not in after]
    come = [(key, getattr(element, "act", None)) for key, element in after.items() if key not in before]
    pairs = {}
    for key, act in gone:
        others = [other for other, other_act in come if act is not None and other_act == act]
        if len(others) == 1 and sum(gone_act == act for _, gone_act in gone) == 1:
            pairs[key] = others[0]
    return pairs


def name_of(element: Element) -> str:
    """The element's own name, or the first of its texts that says what it is."""
    for key in ("name", *_LATER):
        value = getattr(element, key, "")
        if value:
            return "、".join(value[:3]) if isinstance(value, tuple) else str(value)
    return identity(element)


def _called(element_id: str, name: str) -> tuple[str, ...]:
    """The id beside the name where it is one that people use (PAR-19, GR-3, E1, 4.2.7); English ids are not shown."""
    used = bool(element_id) and (element_id[0].isupper() or element_id[0].isdigit()) and element_id != name
    return (element_id, name) if used else (name,)
