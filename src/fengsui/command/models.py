"""Rows of the command desk: projections only. Columns ending in ``_sealed`` are ids of sealed values."""

from django.db import models


class Handover(models.Model):
    """One list that was, or waits to be, handed over. ``hash``: of the fact that froze it."""

    id = models.CharField(max_length=160, primary_key=True)
    region = models.CharField(max_length=6, db_index=True)
    post = models.CharField(max_length=200)
    shift = models.CharField(max_length=160, db_index=True)
    shift_ends_at = models.DateTimeField()
    outgoing = models.CharField(max_length=80)
    outgoing_name = models.CharField(max_length=200)
    incoming = models.CharField(max_length=80, db_index=True)
    incoming_name = models.CharField(max_length=200)
    clocks = models.JSONField(default=list)
    matters = models.JSONField(default=list)
    tasks = models.JSONField(default=list)
    calls = models.JSONField(default=list)
    orders = models.JSONField(default=list)
    beyond = models.PositiveIntegerField(default=0)
    notes_sealed = models.CharField(max_length=40, blank=True)
    hash = models.CharField(max_length=80)
    prepared_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.CharField(max_length=160, blank=True)
    replaced_by = models.CharField(max_length=160, blank=True)


class PlaceReport(models.Model):
    """A prefecture's report of one day."""

    id = models.CharField(max_length=160, primary_key=True)
    region = models.CharField(max_length=6, db_index=True)
    day = models.DateField(db_index=True)
    nothing = models.BooleanField()
    text = models.CharField(max_length=400, blank=True)
    by_telephone = models.BooleanField(default=False)
    officer_name = models.CharField(max_length=200)
    filed_at = models.DateTimeField()


class Call(models.Model):
    """One call. ``open``: nobody answered, or something follows and is not done."""

    id = models.CharField(max_length=160, primary_key=True)
    region = models.CharField(max_length=6, db_index=True)
    event = models.CharField(max_length=160, blank=True, db_index=True)
    direction = models.CharField(max_length=4)
    party = models.CharField(max_length=200)
    answered = models.BooleanField()
    said_sealed = models.CharField(max_length=40, blank=True)
    follows_sealed = models.CharField(max_length=40, blank=True)
    happened_at = models.DateTimeField(db_index=True)
    recorded_at = models.DateTimeField()
    officer_name = models.CharField(max_length=200)
    open = models.BooleanField(db_index=True)
    followed_up_at = models.DateTimeField(null=True)
    followed_up_by = models.CharField(max_length=200, blank=True)
    outcome_sealed = models.CharField(max_length=40, blank=True)


class Decision(models.Model):
    """One decision. ``status``: waiting for its signature, signed, or returned."""

    id = models.CharField(max_length=160, primary_key=True)
    region = models.CharField(max_length=6, db_index=True)
    event = models.CharField(max_length=160, blank=True, db_index=True)
    question = models.TextField()
    options = models.JSONField(default=list)
    no_options_reason = models.CharField(max_length=400, blank=True)
    clauses = models.JSONField(default=list)
    facts = models.JSONField(default=list)
    basis = models.CharField(max_length=400, blank=True)
    legal_reviewer = models.CharField(max_length=400, blank=True)
    legal_opinion = models.CharField(max_length=400, blank=True)
    no_legal_review_reason = models.CharField(max_length=400, blank=True)
    votes = models.JSONField(default=list)
    decision = models.TextField()
    approver = models.CharField(max_length=80, db_index=True)
    approver_name = models.CharField(max_length=200)
    decided_at = models.DateTimeField(db_index=True)
    officer_name = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    hash = models.CharField(max_length=80)
    status = models.CharField(max_length=10, db_index=True)
    signed_at = models.DateTimeField(null=True)
    signed_fact = models.CharField(max_length=160, blank=True)
    returned_reason = models.TextField(blank=True)


class Meeting(models.Model):
    """One joint meeting; ``concluded_at`` None until its result is in."""

    id = models.CharField(max_length=160, primary_key=True)
    region = models.CharField(max_length=6, db_index=True)
    event = models.CharField(max_length=160, blank=True, db_index=True)
    title = models.CharField(max_length=200)
    begins_at = models.DateTimeField(db_index=True)
    place = models.CharField(max_length=400, blank=True)
    departments = models.JSONField(default=list)
    agenda = models.JSONField(default=list)
    officer_name = models.CharField(max_length=200)
    present = models.JSONField(default=list)
    absent = models.JSONField(default=list)
    conclusions = models.JSONField(default=list)
    tasks = models.JSONField(default=list)
    concluded_at = models.DateTimeField(null=True)
    concluded_fact = models.CharField(max_length=160, blank=True)
