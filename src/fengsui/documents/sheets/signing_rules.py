"""Who may sign a form: what the plan asks for it; where it says nothing, one reviewer. Never who filled it. Pure."""

from collections.abc import Iterable, Sequence
from itertools import permutations

from fengsui.conduct.signatures import Signature, requirement_for
from fengsui.documents.sheets.state import Version
from fengsui.plan import Plan
from fengsui.plan.model import Slot

REVIEW = "审核"


def act_of(form: str) -> str:
    """The act of signatures.yaml that signs a form."""
    return f"sign_{form}"


def slots_of(plan: Plan, form: str, reviewers: Iterable[str]) -> tuple[Slot, ...]:
    """The signatures a form needs; ``reviewers``: the roles that sign where the plan has no row for it."""
    requirement = requirement_for(plan, act_of(form))
    if requirement is not None:
        return requirement.slots
    return (Slot(name=REVIEW, roles=tuple(sorted(reviewers))),)


def signature_name(plan: Plan, form: str) -> str:
    """What the plan calls signing this form."""
    requirement = requirement_for(plan, act_of(form))
    return requirement.name if requirement else REVIEW


def assigned(slots: Sequence[Slot], roles: Sequence[str]) -> tuple[int, ...] | None:
    """For each signature, by the role it was given in, the slot it fills; None where they don't all find one."""
    for chosen in permutations(range(len(slots)), len(roles)):
        if all(role in slots[place].roles for place, role in zip(chosen, roles, strict=True)):
            return chosen
    return None


def open_to(slots: Sequence[Slot], signatures: Sequence[Signature], roles: Iterable[str]) -> tuple[str, str]:
    """(role, slot's name) in which an officer with these roles can sign now; empty texts where in none."""
    given = [signature.role for signature in signatures]
    for role in sorted(roles):
        chosen = assigned(slots, [*given, role])
        if chosen is not None:
            return role, slots[chosen[-1]].name
    return "", ""


def waiting(slots: Sequence[Slot], signatures: Sequence[Signature]) -> tuple[Slot, ...]:
    """The slots nobody has signed yet."""
    chosen = assigned(slots, [signature.role for signature in signatures]) or ()
    return tuple(slot for place, slot in enumerate(slots) if place not in chosen)


def why_not(version: Version, slots: Sequence[Slot], *, officer: str, roles: Iterable[str], seen_hash: str) -> str:
    """Why this officer can't sign this version now, in his words; empty when he can."""
    if version.status != "submitted":
        return "这份表单现在不需要签字，请刷新页面"
    if seen_hash != version.hash:
        return "您看到的内容与待签内容不一致，请刷新页面看过再签"
    if officer == version.filler:
        return "填写人不能自己签字；请由另一位有权签字的人签"
    if any(signature.officer == officer for signature in version.signatures):
        return "同一人不能签两次；请由另一位有权签字的人签"
    if not open_to(slots, version.signatures, roles)[0]:
        return "还差的签字不由您的岗位来签"
    return ""
