"""Tables of monitoring (projections). No column names or holds a person (guard-rail N2); texts stay sealed."""

from django.db import models


class Intake(models.Model):
    """One import or note: the fact that brought it. ``kind``: texts, note or indicators."""

    id = models.CharField(max_length=140, primary_key=True)
    kind = models.CharField(max_length=20, db_index=True)
    source = models.CharField(max_length=200)
    channel = models.CharField(max_length=20)
    file_sha256 = models.CharField(max_length=140, blank=True, db_index=True)
    batch = models.CharField(max_length=140, blank=True)
    texts = models.CharField(max_length=140, blank=True)
    row_count = models.PositiveIntegerField(default=0)
    new_count = models.PositiveIntegerField(default=0)
    duplicate_count = models.PositiveIntegerField(default=0)
    linked_count = models.PositiveIntegerField(default=0)
    masked_count = models.PositiveIntegerField(default=0)
    warning_count = models.PositiveIntegerField(default=0)
    dropped_columns = models.JSONField(default=list)
    reader = models.CharField(max_length=400, blank=True)
    imported_by = models.CharField(max_length=80)
    imported_at = models.DateTimeField(db_index=True)


class Signal(models.Model):
    """One text or note. ``texts`` names the sealed file and ``row_number`` the row in it; a note has ``note_sealed``.

    ``at``: when it was published, or received where that is unknown. ``marks``: every kind and event that stands in it,
    each between spaces, for searching.
    """

    id = models.CharField(max_length=160, primary_key=True)
    intake = models.CharField(max_length=140, db_index=True)
    row_number = models.PositiveIntegerField(default=0)
    texts = models.CharField(max_length=140, blank=True)
    note_sealed = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=200)
    channel = models.CharField(max_length=20, db_index=True)
    address = models.CharField(max_length=2000, blank=True)
    region = models.CharField(max_length=6, blank=True)
    published_at = models.DateTimeField(null=True, db_index=True)
    received_at = models.DateTimeField(db_index=True)
    at = models.DateTimeField(db_index=True)
    content_key = models.CharField(max_length=16, blank=True, db_index=True)
    duplicate_of = models.CharField(max_length=160, blank=True)
    length = models.PositiveIntegerField(default=0)
    kinds = models.JSONField(default=list)
    marks = models.CharField(max_length=200, blank=True)
    linked = models.BooleanField(default=False)
    on_site_head_count = models.PositiveIntegerField(null=True)
    at_office = models.BooleanField(default=False)
    traffic_blocked = models.BooleanField(default=False)
    behaviour = models.CharField(max_length=400, blank=True)
    safety = models.CharField(max_length=400, blank=True)


class SignalReading(models.Model):
    """What one text says of one institution. ``at``: when it was published, or received where that is unknown."""

    id = models.CharField(max_length=240, primary_key=True)
    signal = models.CharField(max_length=160, db_index=True)
    institution = models.CharField(max_length=40, db_index=True)
    at = models.DateTimeField(db_index=True)
    received_at = models.DateTimeField()
    channel = models.CharField(max_length=20)
    kinds = models.JSONField(default=list)
    events = models.JSONField(default=list)
    stance = models.CharField(max_length=20)
    negative = models.BooleanField(default=False)
    duplicate = models.BooleanField(default=False)
    spans = models.JSONField(default=list)
    hits = models.JSONField(default=list)


class MeasureValue(models.Model):
    """The newest value of one measure of one institution on one day; older ones stay in their batches."""

    id = models.CharField(max_length=160, primary_key=True)
    institution = models.CharField(max_length=40)
    measure = models.CharField(max_length=80, db_index=True)
    as_of = models.DateField()
    value = models.BigIntegerField(null=True)
    text = models.CharField(max_length=200, blank=True)
    intake = models.CharField(max_length=140, db_index=True)
    corrections = models.PositiveIntegerField(default=0)
    received_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("institution", "measure", "as_of"), name="measure_by_day"),)


class InstitutionNews(models.Model):
    """The newest fact that brought something about an institution, under its id: what warning has yet to read."""

    id = models.CharField(max_length=40, primary_key=True)
    fact = models.CharField(max_length=140)
    at = models.DateTimeField()
