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


def recipients(messages: Sequence[Message], channel: str) -> list[list[Recipient]]:
    """For each message the officers it is for, with their addresses; those without an address are left out.

    Roles R3 and R4 mean those on duty now, if somebody with the role is; else everybody who holds it. Addresses are
    opened once for the whole batch.
    """
    if channel != "email":
        return [[] for _ in messages]
    staff = Staff()
    chosen = [staff.officers_for(message) for message in messages]
    everybody = {row.pk: row.email for rows in chosen for row in rows}
    addresses = open_sealed(everybody, purpose=PURPOSE, by=SENDER)
    return [[Recipient(row.pk, addresses[row.pk]) for row in rows if row.pk in addresses] for rows in chosen]


class Staff:
    """The officers in office and who is on duty, read once for a batch of messages."""

    def __init__(self) -> None:
        self._everybody = list(Officer.objects.filter(active=True).order_by("id"))
        self._now = timekeeping.now()
        self._on_duty: dict[str, set[str]] = {}

    def officers_for(self, message: Message) -> list[Officer]:
        """The officers that a message is for, each once."""
        match = _REGION.match(message.stream)
        region = match.group(1) if match else ""
        serving = [row for row in self._everybody if not region or covers(row.region, region)]
        chosen: dict[str, Officer] = {}
        for role in message.audience_roles:
            holders = [row for row in serving if role in row.roles]
            if role in DUTY_ROLES:
                holders = [row for row in holders if row.pk in self._shift(region)] or holders
            chosen.update({row.pk: row for row in holders})
        chosen.update({row.pk: row for row in self._everybody if row.pk in message.audience_officers})
        if message.audience_department:
            liaisons = liaisons_by_department([message.audience_department])[message.audience_department]
            chosen.update({row.pk: row for row in (liaisons.owner, liaisons.deputy) if row is not None})
        return list(chosen.values())

    def _shift(self, region: str) -> set[str]:
        if region not in self._on_duty:
            shifts = duty_now(self._now, region)
            self._on_duty[region] = {pk for shift in shifts for pk in (shift.officer_a, shift.officer_b)}
        return self._on_duty[region]
