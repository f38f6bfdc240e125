"""Whom a message reaches now: looked up when it is sent, not when it was written."""

import re
from collections.abc import Sequence

from django.conf import settings

from fengsui.conduct import timekeeping, world
from fengsui.conduct.access import covers
from fengsui.conduct.house import house
from fengsui.notify.channels import Recipient
from fengsui.notify.models import Message
from fengsui.notify.webhook import PREFIX
from fengsui.registry.models import DutyAssignment, Officer
from fengsui.registry.people import duty_now, liaisons_by_department, open_sealed

DUTY_ROLES = frozenset({"R3", "R4"})
"""Roles that a roster narrows down to who is on duty."""
PURPOSE, SENDER = "发送通知", "system:outbox"
_REGION = re.compile(r"^(?:region|roster|registry)/(\d{6})")


def recipients(messages: Sequence[Message], channel: str) -> list[list[Recipient]]:
    """For each message the officers it is for, with their addresses; those without an address are left out.

    Only officers who serve a place that the message's matter belongs to are written to (1.1.d, 1.5.d). Roles R3 and R4
    mean those on duty there now, if somebody with the role is; else everybody there who holds it. Addresses are opened
    once for the whole batch.
    """
    if channel.startswith(PREFIX):  # the receiver stands in the settings; who is meant, its own side knows
        known = channel.removeprefix(PREFIX) in settings.WEBHOOK_URLS
        return [[Recipient(channel, "")] if known else [] for _ in messages]
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
        self.everybody = list(Officer.objects.filter(active=True).order_by("id"))
        self.shifts = duty_now(timekeeping.now())
        self._regions: dict[str, tuple[str, ...]] = {}

    def officers_for(self, message: Message) -> list[Officer]:
        """The officers that a message is for, each once."""
        regions = self.regions_of(message.stream)
        chosen: dict[str, Officer] = {}
        for region in regions:
            for role in message.audience_roles:
                chosen.update({row.pk: row for row in self.holders(role, region)})
        chosen.update({row.pk: row for row in self.everybody if row.pk in message.audience_officers})
        if message.audience_department and regions:
            department = message.audience_department
            liaisons = liaisons_by_department([department], regions)[department]
            chosen.update({row.pk: row for row in (liaisons.owner, liaisons.deputy) if row is not None})
        return list(chosen.values())

    def holders(self, role: str, region: str) -> list[Officer]:
        """Who holds a role for a region; of R3 and R4, those on duty in a roster that covers it, if there are any."""
        holders = [row for row in self.everybody if role in row.roles and covers(row.region, region)]
        if role not in DUTY_ROLES:
            return holders
        on_duty = {pk for shift in self.shifts if covers(shift.region, region) for pk in _pair(shift)}
        return [row for row in holders if row.pk in on_duty] or holders

    @staticmethod
    def serves(row: Officer, regions: Sequence[str]) -> bool:
        """Whether the officer serves one of these places."""
        return any(covers(row.region, region) for region in regions)

    def regions_of(self, stream: str) -> tuple[str, ...]:
        """Where a stream's matter belongs; what names no place belongs to the whole copy. Empty: nowhere known."""
        if stream not in self._regions:
            named, asked = _REGION.match(stream), house.regions_of_stream.get(stream.partition("/")[0])
            if asked is not None:
                self._regions[stream] = asked(stream)
            else:
                self._regions[stream] = (named.group(1) if named else world.this_world().jurisdiction,)
        return self._regions[stream]


def _pair(shift: DutyAssignment) -> tuple[str, str]:
    return shift.officer_a, shift.officer_b
