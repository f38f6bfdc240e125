"""Officers who can be given work: in office, of a working post, of the actor's place."""

from fengsui.conduct.access import Actor, covers
from fengsui.conduct.acting import Refused
from fengsui.registry.models import Officer
from fengsui.registry.people import in_copy
from fengsui.response.policy import WORKERS


def ready_officer(officer: str) -> Officer:
    """The officer, able to own work. Raises Refused for one who has left, or whose posts never handle cases."""
    row = Officer.objects.filter(pk=officer).first()
    if row is None or not row.active:
        msg = "选的人不在任，请在名册里另选"
        raise Refused(msg)
    if not set(row.roles) & set(WORKERS):
        msg = f"{row.name}的岗位不办理事件，不能作责任人"
        raise Refused(msg)
    return row


def ready_for(actor: Actor, officer: str, region: str) -> Officer:
    """The same, of the actor's own places and for work in ``region``. Raises Refused.

    Who is named owns the work and reads it: an officer of another place would learn of it (1.1.d).
    """
    row = ready_officer(officer)
    if row.pk not in {able.pk for able in able_officers(actor)} or not works_in(row, region):
        msg = f"{row.name}不在办理这项工作的地区，请另选"
        raise Refused(msg)
    return row


def works_in(row: Officer, region: str) -> bool:
    """Whether the officer serves the place, or serves one inside it."""
    return covers(row.region, region) or covers(region, row.region)


def able_officers(actor: Actor) -> list[Officer]:
    """Officers whom the actor may give work to, by place, department and name."""
    rows = Officer.objects.filter(in_copy(actor, "region"), active=True).order_by("region", "department", "name", "id")
    return [row for row in rows if set(row.roles) & set(WORKERS)]
