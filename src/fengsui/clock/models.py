"""Running clocks. Rows are projections of ``clock.*`` facts; ``next_stage_at`` is what the runner looks at.

Columns of names hold whatever the facts may say, a sentence put together included: a clock never fails on a long name.
"""

from django.db import models


class Clock(models.Model):
    """One deadline, for one addressee or duty, in one stream."""

    id = models.CharField(max_length=140, primary_key=True)
    stream = models.CharField(max_length=120, db_index=True)
    definition = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    subject = models.CharField(max_length=140)
    """What it runs for: an addressee id, a task id, a signature."""
    subject_name = models.CharField(max_length=400)
    clause = models.CharField(max_length=20)
    parameter = models.CharField(max_length=20, blank=True)
    owner_roles = models.JSONField(default=list)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    warn_before_minutes = models.JSONField(default=list)
    calendar_version = models.CharField(max_length=40)
    provisional = models.BooleanField(default=False)
    status = models.CharField(max_length=12)
    fired = models.JSONField(default=list)
    next_stage_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_recorded_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=140, blank=True)
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_stage_at"], name="clock_next_stage", condition=models.Q(status="running"))
        ]


class Postponement(models.Model):
    """A clock whose row can't be moved, and until when the runner leaves it alone. A source: no fact says so."""

    clock = models.CharField(max_length=140, primary_key=True)
    until = models.DateTimeField()
