"""Making a template: the plan's form with what the event already says, and who answers at the three offices."""

from datetime import datetime

from fengsui.clock.calendar import BEIJING
from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, require
from fengsui.conduct.acting import Refused
from fengsui.conduct.plans import plan_in_force
from fengsui.conduct.world import this_world
from fengsui.documents.issuing import issuer
from fengsui.documents.policy import leading
from fengsui.registry.queries import contact_for
from fengsui.response.offline.fields import offline_fields
from fengsui.response.offline.marks import WORLDS, make_mark
from fengsui.response.offline.sheet import CalledUnit, Template, page
from fengsui.response.queries import EventRoom


def offline_template(*, actor: Actor, room: EventRoom | None = None) -> bytes:
    """The page to keep for a network that is down; of ``room``'s event, or for any. Raises AccessDenied, Refused."""
    plan = room.plan if room else plan_in_force()
    require(actor, "documents.draft_paper", regions=leading(room.state.regions) if room else ())
    fields = offline_fields(plan)
    if not fields:
        msg = "预案没有首报表，做不出离线首报表"
        raise Refused(msg)
    world = this_world()
    number = room.row.number if room else ""
    made_at = timekeeping.now().astimezone(BEIJING)
    return page(
        Template(
            fields=fields,
            units=[_unit(addressee.id, addressee.name, addressee.full_name) for addressee in plan.addressees],
            event_types=[(kind.id, kind.name) for kind in plan.event_types],
            issuer=issuer(world.jurisdiction).body,
            plan_name=plan.title,
            world=world.kind,
            world_name=WORLDS[world.kind],
            mark=make_mark(plan=plan.version, event=number),
            made_at=f"{made_at:%Y-%m-%d %H:%M}",
            event=number,
            known=known_fields(room) if room else {},
        )
    )


def _unit(name: str, short: str, full_name: str) -> CalledUnit:
    contact = contact_for(name)
    if contact is None:
        return CalledUnit(name, short, full_name)
    return CalledUnit(name, short, full_name, str(contact.organisation), str(contact.phone))


def known_fields(room: EventRoom) -> dict[str, str]:
    """Field → what the event says for certain, so that nobody types it at night."""
    opened, grades = room.state.opened, {grade.id: grade.name for grade in room.plan.grades}
    signed = room.state.grades[-1] if room.state.grades else None
    known = {
        "event_name": str(opened["name"]),
        "event_type": str(opened["event_type"]),
        "happened_at": _typed(opened["occurred_at"]),
        "known_at": _typed(opened["known_at"]),
        "place": str(opened["region"]),
        "institution": "、".join(str(row["name"]) for row in room.state.institutions.values()),
        "information_source": str(opened["source"]),
    }
    if signed is not None:
        known["proposed_grade"] = f"{grades[signed['grade']]} {signed['rule'] or '人工认定'}"
        known["graded_at"] = _typed(signed["signed_at"])
    return known


def _typed(moment: str) -> str:
    return f"{datetime.fromisoformat(moment).astimezone(BEIJING):%Y-%m-%dT%H:%M}"
