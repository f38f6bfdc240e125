"""Tables of the ledger. Only this room reads or writes them."""

from django.db import models

LONGEST_PURPOSE = 60


class StreamHead(models.Model):
    """The last fact of a stream: the row a writer locks, so that streams, not the whole ledger, queue."""

    stream = models.CharField(max_length=120, primary_key=True)
    number = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)


class FactRow(models.Model):
    """One fact. Rows are inserted, never updated, never deleted."""

    stream = models.CharField(max_length=120)
    number = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    payload = models.TextField()
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    plan_version = models.CharField(max_length=80)
    clause = models.CharField(max_length=20)
    cause = models.CharField(max_length=140)
    rule = models.CharField(max_length=60)
    key = models.CharField(max_length=140)
    idempotency_key = models.CharField(max_length=140)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stream", "number"], name="one_fact_per_number"),
            models.UniqueConstraint(
                fields=["cause", "rule", "key"], condition=~models.Q(cause=""), name="one_consequence_per_cause"
            ),
            models.UniqueConstraint(
                fields=["idempotency_key"], condition=~models.Q(idempotency_key=""), name="one_act_per_idempotency_key"
            ),
        ]


class UnsealedFact(models.Model):
    """A committed fact without a position yet. Written with the fact, deleted when it gets one."""

    fact = models.OneToOneField(FactRow, on_delete=models.DO_NOTHING, primary_key=True, db_constraint=False)


class Position(models.Model):
    """The global order in which facts became known here."""

    position = models.PositiveBigIntegerField(primary_key=True)
    fact = models.OneToOneField(FactRow, on_delete=models.DO_NOTHING, db_constraint=False)


class Checkpoint(models.Model):
    """A signed line under everything up to ``position``."""

    number = models.PositiveBigIntegerField(primary_key=True)
    position = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    previous_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)


class Lease(models.Model):
    """Who does a job that only one process may do, and until when."""

    name = models.CharField(max_length=40, primary_key=True)
    holder = models.CharField(max_length=80)
    until = models.DateTimeField()


class Sequence(models.Model):
    """Gapless numbers (event ordinals, number books): taken inside the act's transaction."""

    # A book is named after 机构代字 (a line of up to 400) and year, or after the streams a lock is for.
    name = models.CharField(max_length=450, primary_key=True)
    value = models.PositiveBigIntegerField(default=0)


class SubjectKey(models.Model):
    """The key of one subject's sealed values, wrapped by the installation's master key. Backed up apart from data."""

    subject = models.CharField(max_length=120, primary_key=True)
    wrapped = models.BinaryField()
    created_at = models.DateTimeField()


class SealedValue(models.Model):
    """An encrypted datum that can be forgotten: facts hold only its id and a salted commitment."""

    id = models.CharField(max_length=40, primary_key=True)
    subject = models.CharField(max_length=120, db_index=True)
    label = models.CharField(max_length=60)
    nonce = models.BinaryField()
    ciphertext = models.BinaryField()
    created_at = models.DateTimeField()


class SealOpening(models.Model):
    """Who opened a sealed value, when, for what."""

    value = models.CharField(max_length=40, db_index=True)
    actor = models.CharField(max_length=80)
    purpose = models.CharField(max_length=LONGEST_PURPOSE)
    opened_at = models.DateTimeField()


class DestroyedSubject(models.Model):
    """A subject whose key was destroyed: a restore replays this list before it serves anything."""

    subject = models.CharField(max_length=120, primary_key=True)
    destroyed_at = models.DateTimeField()
    reason = models.CharField(max_length=200)
