"""Tables of this room (projections)."""

from django.db import models


class Order(models.Model):
    """An order or 督办; the id is its stream."""

    id = models.CharField(max_length=120, primary_key=True)
    number = models.CharField(max_length=40)
    origin = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    event = models.CharField(max_length=120, blank=True, db_index=True)
    event_name = models.CharField(max_length=400, blank=True)
    task = models.CharField(max_length=140, blank=True)
    parent = models.CharField(max_length=120, blank=True, db_index=True)
    root = models.CharField(max_length=120, db_index=True)
    depth = models.PositiveSmallIntegerField()
    department = models.CharField(max_length=60, blank=True)
    department_name = models.CharField(max_length=400, blank=True)
    region = models.CharField(max_length=6, db_index=True)
    region_name = models.CharField(max_length=200)
    owner = models.CharField(max_length=80, db_index=True)
    owner_name = models.CharField(max_length=200)
    deputy = models.CharField(max_length=80, blank=True, db_index=True)
    deputy_name = models.CharField(max_length=400, blank=True)
    issuer = models.CharField(max_length=80)
    issuer_name = models.CharField(max_length=200)
    issuer_region = models.CharField(max_length=6)
    issued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    sign_for_due_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=200, blank=True)
    completed_at = models.DateTimeField(null=True)
    overdue = models.BooleanField(default=False)
    overdue_reason = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True)
    note = models.CharField(max_length=200, blank=True)


class Evidence(models.Model):
    """A piece of evidence; the id is its stream."""

    id = models.CharField(max_length=120, primary_key=True)
    number = models.CharField(max_length=40)
    subject = models.CharField(max_length=140, db_index=True)
    event = models.CharField(max_length=120, blank=True, db_index=True)
    what = models.CharField(max_length=200)
    region = models.CharField(max_length=6, db_index=True)
    holder = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, blank=True)
    original = models.CharField(max_length=400, blank=True)
    collected_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
