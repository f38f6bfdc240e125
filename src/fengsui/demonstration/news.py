"""Who has read what: officers at work sign for urgent news; two orders of the running event wait for it still."""

from datetime import timedelta

from fengsui.conduct import timekeeping
from fengsui.demonstration.stage import Stage
from fengsui.notify.models import Message
from fengsui.notify.outbox import mark_seen

READERS = {"R1": "zuzhang", "R2": "fuzuzhang", "R3": "zhiban", "R4": "dingfang", "R7": "wendian"}
UNREAD = ("jiefang", "wangxin")
"""Whose orders of the running event nobody has signed for."""
AT_LEAST_SO_OLD = timedelta(minutes=10)


def read_the_news(stage: Stage) -> None:
    """Whoever a message is for has read it, where it came in before the last minutes."""
    now = timekeeping.now()
    waiting = {stage.who(login).officer for login in UNREAD}
    for message in Message.objects.filter(urgency="urgent", created_at__lt=now - AT_LEAST_SO_OLD):
        named = [officer for officer in message.audience_officers if officer]
        if waiting.isdisjoint(named):
            roles = [stage.who(READERS[role]).officer for role in message.audience_roles if role in READERS]
            for officer in (named or roles)[:1]:
                mark_seen(message.pk, officer, now)
