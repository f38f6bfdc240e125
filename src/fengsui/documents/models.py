"""Tables of papers and receipts (projections), and of drafts (a source: nobody's act yet)."""

from django.db import models


class Paper(models.Model):
    """One paper from submission to its last receipt."""

    id = models.CharField(max_length=140, primary_key=True)
    stream = models.CharField(max_length=120, db_index=True)
    kind = models.CharField(max_length=30)
    title = models.CharField(max_length=200)
    number = models.CharField(max_length=440)
    status = models.CharField(max_length=12)
    content = models.CharField(max_length=40)
    content_hash = models.CharField(max_length=64)
    figures = models.JSONField(default=list)
    addressees = models.JSONField(default=list)
    submitted_by = models.CharField(max_length=80)
    submitted_at = models.DateTimeField()
    signatory = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.CharField(max_length=80, blank=True)
    sendings = models.JSONField(default=list)
    pdf = models.CharField(max_length=64, blank=True)
    docx = models.CharField(max_length=64, blank=True)
    text = models.CharField(max_length=64, blank=True)
    checkpoint = models.CharField(max_length=60, blank=True)
    substituted_fonts = models.JSONField(default=list)


class Receipt(models.Model):
    """One addressee's receipt of one paper."""

    id = models.CharField(max_length=140, primary_key=True)
    paper = models.CharField(max_length=140, db_index=True)
    stream = models.CharField(max_length=120)
    addressee = models.CharField(max_length=80)
    addressee_name = models.CharField(max_length=200)
    channel = models.CharField(max_length=200)
    receiver = models.CharField(max_length=200)
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    note = models.CharField(max_length=400, blank=True)


class PaperDraft(models.Model):
    """What a writer has typed so far; encrypted, because it may name people. Dropped when the paper is submitted."""

    stream = models.CharField(max_length=120)
    kind = models.CharField(max_length=30)
    content = models.BinaryField()
    saved_by = models.CharField(max_length=80)
    saved_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "kind"], name="one_draft_per_paper")]


class Letter(models.Model):
    """A general letter from its beginning; ``title`` and ``number`` are those of what was submitted last."""

    id = models.CharField(max_length=120, primary_key=True)
    form = models.CharField(max_length=60)
    form_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    about = models.CharField(max_length=120, blank=True)
    regions = models.JSONField(default=list)
    status = models.CharField(max_length=12)
    title = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=440, blank=True)
    begun_by = models.CharField(max_length=80)
    begun_at = models.DateTimeField(db_index=True)
    copy_of = models.CharField(max_length=140, blank=True, db_index=True)
    unit = models.CharField(max_length=80, blank=True)
    place = models.PositiveIntegerField(default=0)


class CopyProblem(models.Model):
    """A paper of a batch that could not be made yet (a source: the worker's own note, gone when the paper is there)."""

    paper = models.CharField(max_length=140)
    place = models.PositiveIntegerField()
    problem = models.CharField(max_length=300)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "place"], name="one_problem_per_copy")]


class BookNumber(models.Model):
    """One number taken from a book, by the fact that took it."""

    id = models.CharField(max_length=140, primary_key=True)
    stream = models.CharField(max_length=120)
    mark = models.CharField(max_length=400)
    year = models.PositiveIntegerField()
    ordinal = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    status = models.CharField(max_length=8)
    reason = models.CharField(max_length=400, blank=True)
    taken_by = models.CharField(max_length=80)
    taken_at = models.DateTimeField()


class Scan(models.Model):
    """A printed, stamped and scanned copy of a paper that went out; the file lies sealed under its hash."""

    id = models.CharField(max_length=140, primary_key=True)
    paper = models.CharField(max_length=140, db_index=True)
    stream = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    media = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    attached_by = models.CharField(max_length=80)
    attached_at = models.DateTimeField()


class Sheet(models.Model):
    """A filled form from its beginning; the id is its stream.

    ``version`` is the newest, ``valid_version`` the newest signed one (0 for none). ``waits_until``: the day that the
    newest submitted version watches (ISO), empty for none.
    """

    id = models.CharField(max_length=120, primary_key=True)
    form = models.CharField(max_length=200, db_index=True)
    form_name = models.CharField(max_length=400)
    about = models.CharField(max_length=120, blank=True, db_index=True)
    institution = models.CharField(max_length=80, blank=True, db_index=True)
    institution_name = models.CharField(max_length=400, blank=True)
    regions = models.JSONField(default=list)
    status = models.CharField(max_length=12, db_index=True)
    number = models.CharField(max_length=440, blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    valid_version = models.PositiveSmallIntegerField(default=0)
    waits_until = models.CharField(max_length=10, blank=True)
    begun_by = models.CharField(max_length=80)
    begun_at = models.DateTimeField(db_index=True)
    signed_at = models.DateTimeField(null=True)
