"""Rows of the event room: projections only. The full detail of one event is its folded state."""

from django.db import models


class Event(models.Model):
    """One event, for lists and for the desk."""

    id = models.CharField(max_length=120, primary_key=True)
    number = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    event_type = models.CharField(max_length=4)
    subtype = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=12, db_index=True)
    grade = models.CharField(max_length=20, blank=True)
    proposed_grade = models.CharField(max_length=20, blank=True)
    region = models.CharField(max_length=6)
    lead_region = models.CharField(max_length=6, db_index=True)
    support_regions = models.JSONField(default=list)
    occurred_at = models.DateTimeField()
    known_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    t0_at = models.DateTimeField(null=True)
    left_grade_one_at = models.DateTimeField(null=True)
    notices_with = models.CharField(max_length=120, blank=True)
    merged_into = models.CharField(max_length=120, blank=True, db_index=True)
    """The event in which this one goes on."""
    situation_standing = models.CharField(max_length=80, blank=True)
    activated_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    opened_by = models.CharField(max_length=80)
    opened_at = models.DateTimeField(db_index=True)
    plan_version = models.CharField(max_length=80)
    unverified = models.BooleanField(default=False)
    """待核实: opened by the rules, no officer has taken it over yet."""
    ticket = models.CharField(max_length=160, blank=True)
    """The warning it grew out of."""


class EventInstitution(models.Model):
    """Which institutions an event holds."""

    id = models.CharField(max_length=180, primary_key=True)
    event = models.CharField(max_length=120, db_index=True)
    institution = models.CharField(max_length=80, db_index=True)
    name = models.CharField(max_length=200)


class Blowup(models.Model):
    """A suspected, confirmed or rejected blow-up: what the jurisdiction's grading looks at.

    ``size``: balance, lenders and place of the institution; ``base`` and ``ranking``: the population it is measured
    against. All three are those the blow-up was first read with. ``sheet``: the warning's sheet it was taken from.
    """

    id = models.CharField(max_length=140, primary_key=True)
    event = models.CharField(max_length=120, db_index=True)
    institution = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    condition = models.CharField(max_length=4)
    occurred_at = models.DateTimeField(db_index=True)
    known_at = models.DateTimeField()
    status = models.CharField(max_length=12)
    ranking = models.JSONField()
    base = models.JSONField(default=dict)
    size = models.JSONField(default=dict)
    sheet = models.CharField(max_length=160, blank=True, db_index=True)
    recorded_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    """When it was confirmed or rejected."""


class Task(models.Model):
    """A department's task with its named owner and deputy."""

    id = models.CharField(max_length=140, primary_key=True)
    event = models.CharField(max_length=120, db_index=True)
    template = models.CharField(max_length=60)
    department = models.CharField(max_length=60, db_index=True)
    department_name = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    detail = models.TextField()
    clause = models.CharField(max_length=20)
    clauses = models.JSONField(default=list)
    owner = models.CharField(max_length=80)
    owner_name = models.CharField(max_length=200)
    deputy = models.CharField(max_length=80)
    deputy_name = models.CharField(max_length=400)
    issued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    sign_for_due_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=200, blank=True)
    done_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)


class SupportRequest(models.Model):
    """What a place of operation was asked, and its answer."""

    id = models.CharField(max_length=140, primary_key=True)
    event = models.CharField(max_length=120, db_index=True)
    region = models.CharField(max_length=6)
    requested_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    officer_name = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=200, blank=True)


class OpenMatter(models.Model):
    """Something that waits for a signature, for the desk's list of what to sign."""

    id = models.CharField(max_length=140, primary_key=True)
    event = models.CharField(max_length=120, db_index=True)
    act = models.CharField(max_length=40)
    title = models.CharField(max_length=400)
    roles = models.JSONField(default=list)
    officer = models.CharField(max_length=80, blank=True)
    signed_by = models.JSONField(default=list)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)


class ConditionsLookedUp(models.Model):
    """What the worker last looked up beside the blow-ups, under the jurisdiction's code. No projection."""

    id = models.CharField(max_length=6, primary_key=True)
    intake = models.CharField(max_length=140, blank=True)
    """The newest import or note then."""
    figures = models.JSONField(default=dict)
    looked_up_at = models.DateTimeField()
