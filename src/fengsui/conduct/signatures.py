"""Who signs what: matters waiting for signatures, and how a signature counts. Pure.

A matter is opened by a fact (a suspected blow-up, an activation order, a paper). The plan says which roles sign it,
how many, and whether by telephone. Nobody signs for another; nobody is both signatures (guard-rail N8).
A telephone approval is its own fact, written down by the duty chief, and is countersigned within the plan's hours.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from fengsui.conduct.clock_facts import start_clock
from fengsui.conduct.house import Derived, FactKind, Situation, house
from fengsui.conduct.shapes import Composed, FactModel, Line, Name
from fengsui.ledger.canonical import Fact
from fengsui.plan import Plan, SignatureRequirement, Term

Mode = Literal["in_person", "telephone"]


class SignatureGiven(FactModel):
    """An officer signs a matter. ``seen_hash`` is the hash of the fact that opened the matter, as the page showed it.

    ``mode`` telephone: ``officer`` approved by telephone and ``recorded_by`` wrote it down.
    """

    matter: str
    act: str
    officer: str
    officer_name: Name
    role: str
    mode: Mode
    recorded_by: str = ""
    seen_hash: str
    note: Line = ""


class CountersignatureRequested(FactModel):
    """A signature must follow (补签、会签)."""

    matter: str
    act: str
    title: Composed
    roles: tuple[str, ...]
    officer: str = ""


class CountersignatureGiven(FactModel):
    """The signature that had to follow."""

    request: str
    matter: str
    officer: str
    officer_name: Name
    role: str
    seen_hash: str


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature as the state remembers it."""

    officer: str
    officer_name: str
    role: str
    mode: Mode
    at: str
    fact: str


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that waits for signatures: ``opened`` is its opening fact, ``hash`` what a signer must have seen."""

    opened: str
    act: str
    title: str
    hash: str
    grade: str | None = None
    signatures: tuple[Signature, ...] = ()
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Matters:
    """The matters of one stream, and the countersignatures still owed."""

    by_fact: Mapping[str, Matter] = field(default_factory=dict)
    owed: Mapping[str, CountersignatureRequested] = field(default_factory=dict)

    def opened(self, matter: Matter) -> "Matters":
        """With one more matter."""
        return replace(self, by_fact={**self.by_fact, matter.opened: matter})

    def closed(self, opened: str) -> "Matters":
        """With one matter that needs no signature any more."""
        if opened not in self.by_fact:
            return self
        return replace(self, by_fact={**self.by_fact, opened: replace(self.by_fact[opened], closed=True)})

    def fold(self, fact: Fact) -> "Matters":
        """What a signature fact changes."""
        payload = fact.payload
        match fact.kind:
            case "signature.given":
                matter = self.by_fact.get(payload["matter"])
                if matter is None:
                    return self
                signature = Signature(
                    payload["officer"],
                    payload["officer_name"],
                    payload["role"],
                    payload["mode"],
                    fact.happened_at.isoformat(),
                    fact.reference,
                )
                signed = replace(matter, signatures=(*matter.signatures, signature))
                return replace(self, by_fact={**self.by_fact, matter.opened: signed})
            case "countersignature.requested":
                return replace(
                    self, owed={**self.owed, fact.reference: CountersignatureRequested.model_validate(payload)}
                )
            case "countersignature.given":
                return replace(self, owed={ref: owed for ref, owed in self.owed.items() if ref != payload["request"]})
        return self


def open_slots(requirement: SignatureRequirement, signatures: tuple[Signature, ...]) -> tuple[frozenset[str], ...]:
    """The signatures still missing, as sets of roles that may give them.

    Slots are matched so that as many as possible are filled; one officer fills one slot at most.
    """
    slots = [frozenset(slot.roles) for slot in requirement.slots]
    taken: dict[int, int] = {}
    officers: list[Signature] = []
    for signature in signatures:
        if signature.officer not in [other.officer for other in officers]:
            officers.append(signature)

    def place(index: int, tried: set[int]) -> bool:
        for number, roles in enumerate(slots):
            if officers[index].role in roles and number not in tried:
                tried.add(number)
                if number not in taken or place(taken[number], tried):
                    taken[number] = index
                    return True
        return False

    for index in range(len(officers)):
        place(index, set())
    return tuple(roles for number, roles in enumerate(slots) if number not in taken)


def requirement_for(plan: Plan, act: str, grade: str | None = None) -> SignatureRequirement | None:
    """What the plan asks for an act; None where it does not say who signs: then nobody can, and nothing follows."""
    try:
        return plan.signature_requirement(act, grade)
    except KeyError:
        return None


def nobody_signs(title: str) -> str:
    """The refusal where the plan does not say who signs (1.1.e)."""
    return f"预案没有写明“{title}”由谁签字，现在不能办。请先在预案里补上（分级管理）。"


def why_not_asked(plan: Plan, act: str, title: str, roles: frozenset[str], grade: str | None = None) -> str:
    """Why an officer with these roles is none of those the plan asks to sign an act; empty for one who is."""
    requirement = requirement_for(plan, act, grade)
    if requirement is None:
        return nobody_signs(title)
    asked = {role for slot in requirement.slots for role in slot.roles}
    if roles & asked:
        return ""
    return f"“{requirement.name}”应由{'、'.join(sorted(plan.role(name).name_zh for name in asked))}签字"


def requirement_of(plan: Plan, matter: Matter) -> SignatureRequirement:
    """What the plan asks for this matter. Raises KeyError for an act the plan does not know."""
    return plan.signature_requirement(matter.act, matter.grade)


def is_complete(plan: Plan, matter: Matter) -> bool:
    """Whether every signature is there; never where the plan does not say whose."""
    requirement = requirement_for(plan, matter.act, matter.grade)
    return requirement is not None and not open_slots(requirement, matter.signatures)


def why_not(
    plan: Plan, matter: Matter | None, *, officer: str, role: str, mode: Mode, seen_hash: str, recorded_by: str = ""
) -> str:
    """Why this signature can't be given, in the user's words; empty when it can."""
    if matter is None or matter.closed:
        return "这件事已不需要签字，请刷新页面"
    if seen_hash != matter.hash:
        return "您看到的内容与待签内容不一致，请刷新页面看过再签"
    requirement = requirement_for(plan, matter.act, matter.grade)
    if requirement is None:
        return nobody_signs(matter.title)
    if any(signature.officer == officer for signature in matter.signatures):
        return "同一人不能签两次；请由另一位有权签字的人签"
    missing = open_slots(requirement, matter.signatures)
    if not missing:
        return "所需签字已齐"
    if not any(role in roles for roles in missing):
        needed = "、".join(sorted({plan.role(name).name_zh for roles in missing for name in roles}))
        return f"还差的签字应由{needed}来签"
    if mode == "telephone":
        if not requirement.phone_allowed:
            return f"“{requirement.name}”不能电话批准，须本人签字"
        if recorded_by == officer:
            return "电话批准由值班长记录，批准人本人请直接签字"
    return ""


def countersignatures(situation: Situation) -> tuple[Derived, ...]:
    """Reaction to a signature: a telephone approval must be countersigned by the person who gave it."""
    payload = situation.fact.payload
    matter: Matter | None = situation.state.matters.by_fact.get(payload["matter"])
    if matter is None or payload["mode"] != "telephone":
        return ()
    following = requirement_of(situation.plan, matter).phone_countersign
    if following is None:
        return ()
    return (
        Derived(
            CountersignatureRequested(
                matter=matter.opened,
                act=matter.act,
                title=f"电话批准补签：{matter.title}",
                roles=following.roles,
                officer=payload["officer"],
            ),
            rule="telephone-approval",
            clause="1.1.f",
        ),
    )


def countersignature_clock(situation: Situation) -> tuple[Derived, ...]:
    """Reaction to a countersignature that is owed: its clock starts."""
    payload, plan = situation.fact.payload, situation.plan
    definition = plan.clocks.get("countersignature")
    if definition is None:  # the plan sets no time for it: it is owed all the same
        return ()
    term: Term = plan.clock_term("countersignature", definition.for_grades[0])
    clock = start_clock(
        definition=definition.id,
        name=definition.name,
        subject=situation.fact.reference,
        subject_name=payload["title"],
        term=term,
        started_at=situation.now,
        warn_before_minutes=definition.warn_before_minutes,
        owner_roles=tuple(payload["roles"]),
    )
    return (Derived(clock, rule="countersignature-clock", clause=term.clause),)


def register() -> None:
    """Hand the kinds and the reactions in."""
    house.add_kind(FactKind("signature.given", SignatureGiven, "签字"))
    house.add_kind(FactKind("countersignature.requested", CountersignatureRequested, "待补签"))
    house.add_kind(FactKind("countersignature.given", CountersignatureGiven, "补签"))
    house.add_reaction("signature.given", reaction=countersignatures)
    house.add_reaction("countersignature.requested", reaction=countersignature_clock)
