"""Messages are projections of facts; deliveries (who was reached, when, how often tried) are a source of their own."""

from django.db import models


class Message(models.Model):
    """One piece of news for whoever holds a role, or for a named officer."""

    id = models.CharField(max_length=160, primary_key=True)
    stream = models.CharField(max_length=120, db_index=True)
    fact = models.CharField(max_length=140)
    audience_roles = models.JSONField(default=list)
    audience_officers = models.JSONField(default=list)
    audience_department = models.CharField(max_length=60, blank=True)
    urgency = models.CharField(max_length=10, default="normal")
    subject = models.CharField(max_length=640)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField(db_index=True)


class MessageAudience(models.Model):
    """One mark (``notify.audience``) that a message is for: by it an officer's are found, whatever else came."""

    id = models.CharField(max_length=270, primary_key=True)
    message_id = models.CharField(max_length=160)
    mark = models.CharField(max_length=100)
    stream = models.CharField(max_length=120)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["mark", "created_at"], name="messages_by_mark")]


class Delivery(models.Model):
    """One message on one outside channel: at least once, with the message's id visible in it.

    Times are the machine's, whatever the world's clock says: a clock that is held or wound on must not hold mail.
    """

    message_id = models.CharField(max_length=160)
    channel = models.CharField(max_length=20)
    round = models.PositiveIntegerField(default=0)
    """How often it was repeated before, because nobody had signed for it."""
    state = models.CharField(max_length=10, default="waiting")
    attempts = models.PositiveIntegerField(default=0)
    queued_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    recipients = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message_id", "channel", "round"], name="one_delivery_per_round")
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], name="delivery_waiting", condition=models.Q(state="waiting"))
        ]


class Acknowledgement(models.Model):
    """An officer has seen a message on the page."""

    message_id = models.CharField(max_length=160)
    officer = models.CharField(max_length=80)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message_id", "officer"], name="seen_once")]
