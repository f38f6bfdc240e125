"""Rows of alerts: projections of ``alert.*`` facts, but for what was passed over."""

from django.db import models


class Alert(models.Model):
    """An urgent message on the ladder. Its id is the message's."""

    id = models.CharField(max_length=160, primary_key=True)
    stream = models.CharField(max_length=120)
    matter = models.CharField(max_length=120, db_index=True)
    subject = models.CharField(max_length=640)
    since = models.DateTimeField()
    terms = models.JSONField(default=dict)
    step = models.CharField(max_length=12, blank=True)
    stepped_at = models.DateTimeField(null=True)
    running = models.BooleanField(default=True, db_index=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=400, blank=True)


class AlertStep(models.Model):
    """One thing done about an alert: raised, a rung, a call, a signature."""

    id = models.CharField(max_length=330, primary_key=True)
    alert = models.CharField(max_length=160, db_index=True)
    fact = models.CharField(max_length=140)
    number = models.PositiveIntegerField()
    """The fact's number: what was typed late stands where it was typed."""
    kind = models.CharField(max_length=12)
    told = models.JSONField(default=list)
    words = models.CharField(max_length=700, blank=True)
    at = models.DateTimeField()


class PassedOver(models.Model):
    """An urgent message that was settled or read before its first repeat. A source: it is looked at no more."""

    message = models.CharField(max_length=160, primary_key=True)


class AnswerLink(models.Model):
    """A one-time answer link. A projection; of the token only its hash."""

    id = models.CharField(max_length=60, primary_key=True)
    token_hash = models.CharField(max_length=64, unique=True)
    about = models.CharField(max_length=140, db_index=True)
    liaison = models.CharField(max_length=200)
    issued_by = models.CharField(max_length=200)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)


class LinkVisit(models.Model):
    """Somebody opened a link or answered with it. A source; the address is a keyed digest."""

    link = models.CharField(max_length=60, db_index=True)
    what = models.CharField(max_length=10)
    address = models.CharField(max_length=64)
    at = models.DateTimeField()


class WrongToken(models.Model):
    """A link that is none was asked for; forgotten after minutes. A source."""

    address = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField()
