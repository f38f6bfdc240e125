"""The ladder that the plan in force sets up, and who stands on each rung of it."""

from collections.abc import Iterable, Sequence

from fengsui.dispatch.facts import Terms, Told
from fengsui.dispatch.rules import Ladder, Step
from fengsui.notify.models import Message
from fengsui.plan import Plan
from fengsui.registry.models import Officer
from fengsui.registry.recipients import DUTY_ROLES, Staff

ESCALATION = "dispatch.escalation"
LADDER, QUIET = "escalation", "quiet_hours"
DUTY_CHIEF, DEPUTY_HEAD, HEAD = "R3", "R2", "R1"
RUNGS = frozenset({"repeat", "deputy", "superior", "head", "afterwards"})
_MINUTES = {"minutes": 1, "hours": 60}
_COMMAND = frozenset({HEAD, DEPUTY_HEAD, DUTY_CHIEF})


def terms_of(plan: Plan) -> Terms | None:
    """The plan's minutes; None where it knows no ladder. A plan without quiet hours has none."""
    known = {parameter.key: parameter for parameter in plan.parameters.values()}
    ladder, quiet = known.get(LADDER), known.get(QUIET)
    if not plan.provides(ESCALATION) or ladder is None:
        return None
    minutes = {
        name: max(1, quantity.amount * _MINUTES[quantity.unit])
        for name, quantity in ladder.quantities.items()
        if name in RUNGS and quantity.unit in _MINUTES
    }
    if len(minutes) < len(RUNGS):  # a plan of another kind may name less: half a ladder is none
        return None
    hours = quiet.value if quiet is not None and isinstance(quiet.value, int) else 0
    return Terms(**minutes, quiet_hours=hours)


def ladder_of(terms: Terms) -> Ladder:
    """The same for the rules."""
    return Ladder(**terms.model_dump())


def rung(staff: Staff, message: Message, step: Step, told_before: Iterable[str]) -> list[Officer]:
    """Who is told at this rung. At the head's, everybody who was told before is told again."""
    addressees = staff.officers_for(message)
    regions = staff.regions_of(message.stream)
    match step:
        case "deputy":
            return _deputies(staff, message, addressees, regions)
        case "superior":
            return _superiors(staff, addressees, regions)
        case "head":
            before = frozenset(told_before)
            heads = _holders(staff, (HEAD,), regions)
            return _each_once([*heads, *(row for row in staff.everybody if row.pk in before)])


def _deputies(staff: Staff, message: Message, addressees: Sequence[Officer], regions: Sequence[str]) -> list[Officer]:
    """Who stands in for the addressees, told before or not; of posts of the roster also their holders off duty."""
    there = {row.pk for row in addressees}
    wanted = {row.deputy for row in addressees if row.deputy} | {*message.audience_officers[1:]}
    duty = DUTY_ROLES.intersection(message.audience_roles)
    off_duty = [
        row
        for row in staff.everybody
        if row.pk not in there and duty.intersection(row.roles) and staff.serves(row, regions)
    ]
    return _each_once([*(row for row in staff.everybody if row.pk in wanted), *off_duty])


def _superiors(staff: Staff, addressees: Sequence[Officer], regions: Sequence[str]) -> list[Officer]:
    """The duty chief on duty; the deputy head where the duty chiefs themselves are asked, or there is none."""
    chiefs = _holders(staff, (DUTY_CHIEF,), regions)
    asked_of_command = all(_COMMAND.intersection(row.roles) for row in addressees)
    if chiefs and addressees and not asked_of_command:
        return chiefs
    return _holders(staff, (DEPUTY_HEAD,), regions)


def _holders(staff: Staff, roles: Iterable[str], regions: Iterable[str]) -> list[Officer]:
    return _each_once(row for role in roles for region in regions for row in staff.holders(role, region))


def _each_once(rows: Iterable[Officer]) -> list[Officer]:
    return list({row.pk: row for row in rows}.values())


def as_told(rows: Iterable[Officer]) -> tuple[Told, ...]:
    """The officers as a fact names them."""
    return tuple(Told(officer=row.pk, name=row.name, email=bool(row.email)) for row in rows)
