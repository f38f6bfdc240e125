"""What pages and the house ask about plan versions."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import DatabaseError

from fengsui.clock.calendar import BEIJING
from fengsui.conduct import plans, timekeeping
from fengsui.conduct.access import Actor, covers, may
from fengsui.conduct.plans import Adoption, plan_in_force, unreadable_versions, version_of
from fengsui.conduct.signatures import requirement_for
from fengsui.conduct.streams import state_of
from fengsui.conduct.world import this_world
from fengsui.ledger.canonical import Fact
from fengsui.ledger.reading import read_stream
from fengsui.plan import Plan, SignatureRequirement
from fengsui.registry.models import PlanCopy, PlanRevision, PlanVersion
from fengsui.registry.plan_versions import rules

log = logging.getLogger(__name__)
MOST_COPIES = 200


def stream_name() -> str:
    """The stream of this copy's plan versions."""
    return f"plan/{this_world().jurisdiction}"


def copies_stream() -> str:
    """The stream of the copies that were handed out."""
    return f"plan_copies/{this_world().jurisdiction}"


def adoptions() -> Sequence[Adoption] | None:
    """The adopted versions in the order of adoption: one small query. None where the database can't be asked."""
    rows = PlanVersion.objects.filter(adopted_order__isnull=False).order_by("adopted_order")
    try:
        found = list(rows.values_list("id", "effective_from"))
    except (DatabaseError, RuntimeError) as error:  # not made yet, not reachable, or shut off for a check of files
        log.debug("adopted plans can't be asked for: %s", error)
        return None
    return [Adoption(version, first_day) for version, first_day in found if first_day is not None]


def overtaken() -> frozenset[str]:
    """The adopted versions whose place another one took before they began."""
    return plans.overtaken(adoptions() or ())


def versions_state() -> rules.Versions:
    """All versions as the facts have them."""
    state: rules.Versions = state_of(stream_name())
    return state


def plan_versions() -> list[PlanVersion]:
    """All versions, the newest proposal first."""
    return list(PlanVersion.objects.order_by("-proposed_at", "-id"))


def plan_version(version: str) -> PlanVersion | None:
    """One version by its name."""
    return PlanVersion.objects.filter(pk=version).first()


def history(version: str) -> list[Fact]:
    """The acts on one version, the oldest first."""
    return [fact for fact in read_stream(stream_name()) if fact.payload.get("version") == version]


def open_revisions() -> list[PlanRevision]:
    """The occasions for a revision that still stand, the oldest first."""
    return list(PlanRevision.objects.filter(closed_at__isnull=True).order_by("noted_at", "id"))


def copies() -> list[PlanCopy]:
    """The register of copies, the newest first."""
    return list(PlanCopy.objects.order_by("-handed_out_at", "-id")[:MOST_COPIES])


def today() -> date:
    """Today in Beijing by the world's clock."""
    return timekeeping.now().astimezone(BEIJING).date()


@dataclass(frozen=True, slots=True)
class RulesOn:
    """What applied on a day: ``plan`` None where no plan of ours did, and the rules of that time hold (0.9)."""

    day: date
    plan: Plan | None
    version: str
    ahead: bool


def rules_on(day: date) -> RulesOn | None:
    """Which version a matter of that day falls under; None where the plan in force leaves the question open (0.9).

    In a live world no plan of ours applies before its first day. Elsewhere it may, and ``ahead`` says so (design §5).
    """
    if not plan_in_force().provides(rules.APPLIES_FROM_ITS_DATE):
        return None
    plan = plan_in_force(day)
    begun = plan.in_force(day)
    if not begun and this_world().kind == "live":
        return RulesOn(day, None, "", ahead=False)
    return RulesOn(day, plan, version_of(plan), ahead=not begun)


def review_due() -> tuple[date, bool] | None:
    """(next review of the plan by PAR-07, whether it is overdue)."""
    days = [first_day for _, first_day in versions_state().adopted]
    return rules.review_due(plan_in_force(), days, today())


@dataclass(frozen=True, slots=True)
class Warnings:
    """What whoever opens the desk should know about the plan: versions that can't be read, and what is due."""

    unreadable: tuple[tuple[str, str], ...]
    to_sign: tuple[PlanVersion, ...] = ()
    revisions: int = 0
    review_overdue: date | None = None


def plan_warnings(actor: Actor) -> Warnings:
    """For the desk: a broken version concerns everybody who acts, one that waits for a signature whoever may give it.

    Occasions for a revision concern those who may note them or propose.
    """
    broken = tuple(unreadable_versions())
    if not covers(actor.region, this_world().jurisdiction):
        return Warnings(broken)
    to_sign = _versions_to_sign(actor)
    if not may(actor, "plan.propose"):
        return Warnings(broken, to_sign)
    due = review_due()
    standing = PlanRevision.objects.filter(closed_at__isnull=True).count()
    return Warnings(broken, to_sign, standing, due[0] if due and due[1] else None)


def _versions_to_sign(actor: Actor) -> tuple[PlanVersion, ...]:
    """The versions whose review or adoption this officer could sign now."""
    reviews, adopts = may(actor, "plan.review"), may(actor, "plan.adopt")
    rows = PlanVersion.objects.exclude(status=rules.ADOPTED) if reviews or adopts else PlanVersion.objects.none()
    if not (waiting := list(rows.order_by("proposed_at", "id"))):
        return ()
    plan, state = plan_in_force(), versions_state()
    requirement = signature_requirement(plan)

    def is_next(known: rules.VersionState) -> bool:
        step = rules.next_step(known, consults=plan.provides(rules.DRAWN_UP_HERE))
        if step == "review":
            return reviews and not rules.why_not_review(known, plan, actor.officer)
        return step == "adopt" and adopts and not rules.why_not_adopt(known, requirement, actor.officer)

    return tuple(row for row in waiting if is_next(state.by_version[row.pk]))


def signature_requirement(plan: Plan) -> SignatureRequirement | None:
    """Who signs an adoption by this plan; None where it does not say."""
    return requirement_for(plan, rules.ADOPT)
