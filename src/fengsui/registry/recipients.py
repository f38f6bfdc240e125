"""Whom a message reaches now: looked up when it is sent, not when it was written."""

import re
from collections.abc import Sequence

from fengsui.conduct import timekeeping
from fengsui.conduct.access import covers
from fengsui.notify.channels import Recipient
from fengsui.notify.models import Message
from fengsui.registry.models import Officer
from fengsui.registry.people import duty_now, liaisons_by_department, open_sealed

DUTY_ROLES = frozenset({"R3", "R4"})
"""Roles that a roster narrows down to who is on duty."""
PURPOSE, SENDER = "发送通知", "system:outbox"
_REGION = re.compile(r"^(?:region|roster|registry)/(\d{6})")


def recipients(message: Message, channel: str) -> Sequence[Recipient]:
    """Officers that a message is for, with their addresses opened; those without an address are left out.

    Roles R3 and R4 mean those on duty now, if somebody with the role is; else everybody who holds it.
    """
    if channel != "email":
        return []
    chosen = officers_for(message)
    addresses = open_sealed({row.pk: row.email for row in chosen}, purpose=PURPOSE, by=SENDER)
    return [Recipient(officer, address) for officer, address in addresses.items()]


def officers_for(message: Message) -> list[Officer]:
    """The officers in office that a message is for, each once."""
    everybody = list(Officer.objects.filter(active=True).order_by("id"))
    match = _REGION.match(message.stream)
    serving = [row for row in everybody if match is None or covers(row.region, match.group(1))]
    on_duty = {
        pk
        for shift in duty_now(timekeeping.now(), match.group(1) if match else "")
        for pk in (shift.officer_a, shift.officer_b)
    }
    chosen: dict[str, Officer] = {}
    for role in message.audience_roles:
        holders = [row for row in serving if role in row.roles]
        if role in DUTY_ROLES:
            holders = [row for row in holders if row.pk in on_duty] or holders
        chosen.update({row.pk: row for row in holders})
    chosen.update({row.pk: row for row in everybody if row.pk in message.audience_officers})
    if message.audience_department:
        liaisons = liaisons_by_department([message.audience_department])[message.audience_department]
        chosen.update({row.pk: row for row in (liaisons.owner, liaisons.deputy) if row is not None})
    return list(chosen.values())
